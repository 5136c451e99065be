//! Test keys, for this crate and for the `rsa` crate.

use std::sync::OnceLock;

use pkcs8::DecodePrivateKey;
use rand::SeedableRng;
use rand::rngs::StdRng;
use verimont::rsa::RsaPrivateKey;

/// The sizes of [`keys`], in bits; with 2049, EM of PSS is a byte shorter than the modulus.
pub const SIZES: [usize; 4] = [2048, 2049, 3072, 4096];

/// One key in both forms.
pub struct Keys {
    pub ours: RsaPrivateKey,
    pub peer: rsa::RsaPrivateKey,
}

/// The key of this many bits.
pub fn keys(bits: usize) -> &'static Keys {
    static KEYS: [OnceLock<Keys>; 4] = [const { OnceLock::new() }; 4];
    let index = SIZES.iter().position(|size| *size == bits).unwrap();
    KEYS[index].get_or_init(|| {
        let pem = match bits {
            2048 => include_str!("../data/rsa2048.pem"),
            2049 => include_str!("../data/rsa-guidance/k2049.pem"),
            3072 => include_str!("../data/rsa3072.pem"),
            _ => include_str!("../data/rsa4096.pem"),
        };
        let ours = RsaPrivateKey::from_pem(pem).unwrap();
        assert_eq!(ours.bits(), bits);
        let peer = rsa::RsaPrivateKey::from_pkcs8_pem(pem).unwrap();
        Keys { ours, peer }
    })
}

/// A generator with a fixed seed, so that a failure comes again.
pub fn rng() -> StdRng {
    StdRng::seed_from_u64(1977)
}

/// The bytes that hexadecimal digits stand for.
pub fn unhex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2));
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}
