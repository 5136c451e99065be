//! Arbitrary bytes as a public key: what is accepted survives its encodings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verimont::pkcs1::EncodeRsaPublicKey;
use verimont::rsa::{Result, RsaPublicKey};
use verimont::spki::EncodePublicKey;

fn check(key: Result<RsaPublicKey>) {
    let Ok(key) = key else { return };
    let spki = key.to_public_key_der().expect("a key has an SPKI form");
    assert_eq!(RsaPublicKey::from_der(spki.as_bytes()), Ok(key.clone()));
    let pkcs1 = key.to_pkcs1_der().expect("a key has a PKCS#1 form");
    assert_eq!(RsaPublicKey::from_der(pkcs1.as_bytes()), Ok(key));
}

fuzz_target!(|data: &[u8]| {
    check(RsaPublicKey::from_der(data));
    if let Ok(pem) = str::from_utf8(data) {
        check(RsaPublicKey::from_pem(pem));
    }
});
