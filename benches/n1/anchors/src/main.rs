//! Signs twice with aws-lc-rs and the key of so many bits: `benches/n1/run --anchors` traces the second.

use std::process::exit;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use verimont::pkcs8::EncodePrivateKey;
use verimont::rsa::RsaPrivateKey;

/// As in `../../sign.rs`.
#[inline(never)]
fn measured_signature(key: &RsaKeyPair) -> Vec<u8> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        b"message",
        &mut signature,
    )
    .expect("a valid key signs");
    signature
}

fn main() {
    let pem = match std::env::args().nth(1).as_deref() {
        Some("2048") => include_str!("../../../../tests/data/rsa2048.pem"),
        Some("3072") => include_str!("../../../../tests/data/rsa3072.pem"),
        Some("4096") => include_str!("../../../../tests/data/rsa4096.pem"),
        _ => {
            eprintln!("usage: anchors 2048|3072|4096");
            exit(2)
        }
    };
    let key = RsaPrivateKey::from_pem(pem).expect("a valid key");
    let key = key.to_pkcs8_der().expect("a key has a PKCS#8 form");
    let key = RsaKeyPair::from_pkcs8(key.as_bytes()).expect("a valid key");
    assert_eq!(measured_signature(&key), measured_signature(&key));
}
