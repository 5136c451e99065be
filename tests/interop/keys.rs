//! Keys in every format.

use verimont::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey};
use verimont::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use verimont::rsa::{RsaPrivateKey, RsaPublicKey};

use crate::openssl::{KEYS, Workshop};

#[test]
fn openssl_private_keys_load() {
    for (bits, pem) in KEYS {
        let shop = Workshop::new(pem);
        assert_eq!(shop.key.bits(), bits);
        for (arguments, name) in [
            ("rsa -in key.pem -traditional -out pkcs1.pem", "pkcs1.pem"),
            (
                "rsa -in key.pem -traditional -outform DER -out pkcs1.der",
                "pkcs1.der",
            ),
            (
                "pkcs8 -topk8 -nocrypt -in key.pem -out pkcs8.pem",
                "pkcs8.pem",
            ),
            (
                "pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out pkcs8.der",
                "pkcs8.der",
            ),
        ] {
            shop.openssl(arguments);
            let loaded = match name.ends_with(".pem") {
                true => RsaPrivateKey::from_pem(&shop.read_text(name)),
                false => RsaPrivateKey::from_der(&shop.read(name)),
            };
            assert_eq!(loaded.unwrap(), shop.key, "{bits} bits: {name}");
        }
    }
}

#[test]
fn openssl_public_keys_load() {
    for (bits, pem) in KEYS {
        let shop = Workshop::new(pem);
        for (arguments, name) in [
            ("rsa -in key.pem -pubout -out spki.pem", "spki.pem"),
            (
                "rsa -in key.pem -pubout -outform DER -out spki.der",
                "spki.der",
            ),
            (
                "rsa -in key.pem -RSAPublicKey_out -out pkcs1.pem",
                "pkcs1.pem",
            ),
            (
                "rsa -in key.pem -RSAPublicKey_out -outform DER -out pkcs1.der",
                "pkcs1.der",
            ),
        ] {
            shop.openssl(arguments);
            let loaded = match name.ends_with(".pem") {
                true => RsaPublicKey::from_pem(&shop.read_text(name)),
                false => RsaPublicKey::from_der(&shop.read(name)),
            };
            assert_eq!(
                &loaded.unwrap(),
                shop.key.as_public_key(),
                "{bits} bits: {name}"
            );
        }
    }
}

#[test]
fn openssl_reads_and_checks_our_keys() {
    for (_, pem) in KEYS {
        let shop = Workshop::new(pem);
        let public = shop.key.as_public_key();
        shop.write(
            "a.pem",
            shop.key.to_pkcs8_pem(LineEnding::LF).unwrap().as_bytes(),
        );
        shop.write(
            "b.pem",
            shop.key.to_pkcs1_pem(LineEnding::CRLF).unwrap().as_bytes(),
        );
        shop.write("c.der", shop.key.to_pkcs8_der().unwrap().as_bytes());
        shop.write("d.der", shop.key.to_pkcs1_der().unwrap().as_bytes());
        for arguments in [
            "-in a.pem",
            "-in b.pem",
            "-inform DER -in c.der",
            "-inform DER -in d.der",
        ] {
            shop.openssl(&format!("rsa {arguments} -check -noout"));
            shop.openssl(&format!("rsa {arguments} -pubout -out again.pem"));
            assert_eq!(shop.read("again.pem"), shop.read("public.pem"));
        }
        shop.write(
            "e.pem",
            public.to_public_key_pem(LineEnding::LF).unwrap().as_bytes(),
        );
        shop.write("f.der", public.to_public_key_der().unwrap().as_bytes());
        shop.write(
            "g.pem",
            public.to_pkcs1_pem(LineEnding::LF).unwrap().as_bytes(),
        );
        shop.write("h.der", public.to_pkcs1_der().unwrap().as_bytes());
        for arguments in [
            "-pubin -in e.pem",
            "-pubin -inform DER -in f.der",
            "-RSAPublicKey_in -in g.pem",
            "-RSAPublicKey_in -inform DER -in h.der",
        ] {
            shop.openssl(&format!("rsa {arguments} -pubout -out again.pem"));
            assert_eq!(shop.read("again.pem"), shop.read("public.pem"));
        }
    }
}

#[cfg(feature = "encryption")]
#[test]
fn encrypted_keys_go_both_ways() {
    use verimont::pkcs8::DecodePrivateKey;

    let shop = Workshop::new(KEYS[0].1);
    let pem = shop
        .key
        .to_pkcs8_encrypted_pem(b"secret", LineEnding::LF)
        .unwrap();
    shop.write("ours.pem", pem.as_bytes());
    shop.openssl("rsa -in ours.pem -passin pass:secret -pubout -out again.pem");
    assert_eq!(shop.read("again.pem"), shop.read("public.pem"));
    assert!(!shop.accepts("rsa -in ours.pem -passin pass:wrong -noout"));

    shop.openssl("pkcs8 -topk8 -in key.pem -v2 aes-256-cbc -passout pass:secret -out theirs.pem");
    let theirs = shop.read_text("theirs.pem");
    assert_eq!(
        RsaPrivateKey::from_pkcs8_encrypted_pem(&theirs, b"secret").unwrap(),
        shop.key
    );
    assert!(RsaPrivateKey::from_pkcs8_encrypted_pem(&theirs, b"wrong").is_err());
}
