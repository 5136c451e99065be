//! Arbitrary keys, messages and signatures: verification never panics, and for a known key it accepts
//! the one PKCS#1 v1.5 signature there is and no other.
//!
//! Input: a byte that chooses the scheme; the DER of a public key and the signature, each after its
//! length in two bytes, big-endian; the message.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use verimont::rsa::{RsaPrivateKey, RsaPublicKey};
use verimont::{Scheme, rsa_sign, rsa_verify};

static KEY: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
    RsaPrivateKey::from_pem(include_str!("../../tests/data/rsa2048.pem")).expect("a valid key")
});

/// Takes a string and its length off the front.
fn take<'a>(data: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (len, rest) = data.split_first_chunk()?;
    let (string, rest) = rest.split_at_checked(u16::from_be_bytes(*len).into())?;
    *data = rest;
    Some(string)
}

fn run(mut data: &[u8]) -> Option<()> {
    let index = usize::from(*data.split_off_first()?);
    let scheme = Scheme::ALL[index % Scheme::ALL.len()];
    let (der, signature, message) = (take(&mut data)?, take(&mut data)?, data);
    if let Ok(key) = RsaPublicKey::from_der(der) {
        let _ = rsa_verify(&key, scheme, message, signature);
    }
    let accepted = rsa_verify(KEY.as_public_key(), scheme, message, signature).is_ok();
    if accepted && scheme.to_string().starts_with("pkcs1v15") {
        let expected = rsa_sign(&KEY, scheme, message).expect("a valid key signs");
        assert_eq!(signature, expected);
    }
    Some(())
}

fuzz_target!(|data: &[u8]| {
    run(data);
});
