//! One key, many threads, and more operations than a blinding pair lasts.

use std::thread;

use verimont::{Scheme, rsa_sign, rsa_verify};

use crate::keys::keys;

#[test]
fn a_key_signs_in_many_threads_at_once() {
    for exponent_blinding in [false, true] {
        let key = keys(2048)
            .ours
            .clone()
            .with_exponent_blinding(exponent_blinding);
        let expected = rsa_sign(&key, Scheme::Pkcs1v15Sha256, b"message").unwrap();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..40 {
                        let signature = rsa_sign(&key, Scheme::Pkcs1v15Sha256, b"message").unwrap();
                        assert_eq!(signature, expected);
                    }
                });
            }
        });
        let public = key.as_public_key();
        rsa_verify(public, Scheme::Pkcs1v15Sha256, b"message", &expected).unwrap();
    }
}
