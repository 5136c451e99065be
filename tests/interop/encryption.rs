//! OAEP, with its label and hashes, and PKCS#1 v1.5.

use rand::SeedableRng;
use rand::rngs::StdRng;
use sha1::Sha1;
use verimont::rsa::{Oaep, Pkcs1v15Encrypt};
use verimont::sha2::{Sha256, Sha512};

use crate::openssl::{KEYS, Workshop};

const MESSAGE: &[u8] = b"a secret for both";

/// Encrypts here and decrypts there, then the other way, with the padding and what `openssl` calls it.
macro_rules! both_ways {
    ($shop:expr, $padding:expr, $options:expr) => {{
        let (shop, options) = (&$shop, $options);
        let mut rng = StdRng::seed_from_u64(2049);
        let ours = shop
            .key
            .as_public_key()
            .encrypt(&mut rng, $padding, MESSAGE)
            .unwrap();
        shop.write("ours", &ours);
        shop.openssl(&format!(
            "pkeyutl -decrypt -inkey key.pem -in ours -out opened {options}"
        ));
        assert_eq!(shop.read("opened"), MESSAGE);

        shop.openssl(&format!(
            "pkeyutl -encrypt -pubin -inkey public.pem -in message -out theirs {options}"
        ));
        assert_eq!(
            shop.key.decrypt($padding, &shop.read("theirs")).unwrap(),
            MESSAGE
        );
    }};
}

#[test]
fn encryption_goes_both_ways() {
    let oaep = "-pkeyopt rsa_padding_mode:oaep";
    for (_, pem) in KEYS {
        let shop = Workshop::new(pem);
        shop.write("message", MESSAGE);
        both_ways!(shop, Pkcs1v15Encrypt, "-pkeyopt rsa_padding_mode:pkcs1");
        both_ways!(shop, Oaep::<Sha1>::new(), oaep);
        both_ways!(
            shop,
            Oaep::<Sha256>::new(),
            format!("{oaep} -pkeyopt rsa_oaep_md:sha256")
        );
        let hashes = "-pkeyopt rsa_oaep_md:sha512 -pkeyopt rsa_mgf1_md:sha256";
        let label = "-pkeyopt rsa_oaep_label:6c6162656c";
        both_ways!(
            shop,
            Oaep::<Sha512, Sha256>::new_with_mgf_hash_and_label(b"label".as_slice()),
            format!("{oaep} {hashes} {label}")
        );
    }
}
