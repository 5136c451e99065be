//! Arbitrary bytes as a private key: what is accepted survives its encodings, and signs or says why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verimont::pkcs1::EncodeRsaPrivateKey;
use verimont::pkcs8::EncodePrivateKey;
use verimont::rsa::{Error, Result, RsaPrivateKey};
use verimont::{Scheme, rsa_sign, rsa_verify};

fn check(key: Result<RsaPrivateKey>) {
    let Ok(key) = key else { return };
    let pkcs8 = key.to_pkcs8_der().expect("a key has a PKCS#8 form");
    assert_eq!(RsaPrivateKey::from_der(pkcs8.as_bytes()), Ok(key.clone()));
    let pkcs1 = key.to_pkcs1_der().expect("a key has a PKCS#1 form");
    assert_eq!(RsaPrivateKey::from_der(pkcs1.as_bytes()), Ok(key.clone()));
    match rsa_sign(&key, Scheme::Pkcs1v15Sha256, b"message") {
        Ok(signature) => assert_eq!(
            rsa_verify(
                key.as_public_key(),
                Scheme::Pkcs1v15Sha256,
                b"message",
                &signature
            ),
            Ok(())
        ),
        // That p and q are prime is not checked on loading.
        Err(error) => assert_eq!(error, Error::Fault),
    }
}

fuzz_target!(|data: &[u8]| {
    check(RsaPrivateKey::from_der(data));
    if let Ok(pem) = str::from_utf8(data) {
        check(RsaPrivateKey::from_pem(pem));
    }
});
