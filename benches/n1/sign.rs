//! Signs twice with the key of so many bits: `benches/n1/run --sign` traces the second.

use std::process::exit;

use verimont::rsa::RsaPrivateKey;
use verimont::{Scheme, rsa_sign};

/// What is traced: PKCS #1 v1.5 of a short message with SHA-256, blinding and check included.
#[inline(never)]
fn measured_signature(key: &RsaPrivateKey) -> Vec<u8> {
    rsa_sign(key, Scheme::Pkcs1v15Sha256, b"message").expect("a valid key signs")
}

fn main() {
    let pem = match std::env::args().nth(1).as_deref() {
        Some("2048") => include_str!("../../tests/data/rsa2048.pem"),
        Some("3072") => include_str!("../../tests/data/rsa3072.pem"),
        Some("4096") => include_str!("../../tests/data/rsa4096.pem"),
        _ => {
            eprintln!("usage: n1_sign 2048|3072|4096");
            exit(2)
        }
    };
    let key = RsaPrivateKey::from_pem(pem).expect("a valid key");
    // The first makes what later ones find ready, such as the blinding factors.
    assert_eq!(measured_signature(&key), measured_signature(&key));
}
