//! Signatures by each scheme, hash and salt length.

use digest::Digest;
use verimont::digest;
use verimont::rsa::Pss;
use verimont::sha2::{Sha256, Sha384, Sha512};
use verimont::{Scheme, rsa_sign, rsa_verify};

use crate::openssl::{KEYS, Workshop};

const MESSAGE: &[u8] = b"a message for both";

/// The scheme with what `openssl dgst` calls it.
fn schemes() -> impl Iterator<Item = (Scheme, String)> {
    ["sha256", "sha384", "sha512"].into_iter().flat_map(|hash| {
        let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest";
        let scheme = |padding: &str| format!("{padding}-{hash}").parse().unwrap();
        [
            (scheme("pkcs1v15"), format!("-{hash}")),
            (scheme("pss"), format!("-{hash} {pss}")),
        ]
    })
}

#[test]
fn signatures_go_both_ways() {
    for (bits, pem) in KEYS {
        let shop = Workshop::new(pem);
        shop.write("message", MESSAGE);
        shop.write("other", b"another message");
        for (scheme, options) in schemes() {
            shop.write("ours", &rsa_sign(&shop.key, scheme, MESSAGE).unwrap());
            let verify = format!("dgst {options} -verify public.pem -signature ours");
            shop.openssl(&format!("{verify} message"));
            assert!(!shop.accepts(&format!("{verify} other")));

            shop.openssl(&format!("dgst {options} -sign key.pem -out theirs message"));
            let theirs = shop.read("theirs");
            let public = shop.key.as_public_key();
            rsa_verify(public, scheme, MESSAGE, &theirs).unwrap_or_else(|error| {
                panic!("{bits} bits, {scheme}: {error}");
            });
            rsa_verify(public, scheme, b"another message", &theirs).unwrap_err();
        }
    }
}

/// One hash with these salt lengths; `openssl` may be told the length, or find it.
fn salts<D: Digest + digest::FixedOutputReset>(name: &str) {
    let shop = Workshop::new(KEYS[1].1);
    shop.write("message", MESSAGE);
    let hashed = D::digest(MESSAGE);
    let public = shop.key.as_public_key();
    for salt in [0, 1, 20, 100] {
        let options =
            format!("-{name} -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt}");
        shop.write(
            "ours",
            &shop
                .key
                .sign(Pss::<D>::new_with_salt(salt), &hashed)
                .unwrap(),
        );
        shop.openssl(&format!(
            "dgst {options} -verify public.pem -signature ours message"
        ));

        shop.openssl(&format!("dgst {options} -sign key.pem -out theirs message"));
        let theirs = shop.read("theirs");
        public
            .verify(Pss::<D>::new_with_salt(salt), &hashed, &theirs)
            .unwrap();
        public
            .verify(Pss::<D>::new_with_auto_salt_len(), &hashed, &theirs)
            .unwrap();
        public
            .verify(Pss::<D>::new_with_salt(salt + 1), &hashed, &theirs)
            .unwrap_err();
    }
}

#[test]
fn pss_salts_of_any_length() {
    salts::<Sha256>("sha256");
    salts::<Sha384>("sha384");
    salts::<Sha512>("sha512");
}
