//! Keys: in and out of every format, recovered, generated, and refused where anything is wrong.
#![cfg(feature = "pem")]

mod formats;
mod generate;
mod misuse;
mod recover;

use num_bigint::BigUint;
use verimont::rsa::{PrivateKeyComponents, Result, RsaPrivateKey};

/// OpenSSL's PKCS#8 files and their sizes.
const KEYS: [(usize, &str); 4] = [
    (2048, include_str!("../data/rsa2048.pem")),
    (2049, include_str!("../data/rsa2049.pem")),
    (3072, include_str!("../data/rsa3072.pem")),
    (4096, include_str!("../data/rsa4096.pem")),
];

fn key(pem: &str) -> RsaPrivateKey {
    RsaPrivateKey::from_pem(pem).unwrap()
}

/// The numbers of a key, to compute with and to spoil.
#[derive(Clone)]
struct Numbers {
    n: BigUint,
    e: BigUint,
    d: BigUint,
    p: BigUint,
    q: BigUint,
    dp: BigUint,
    dq: BigUint,
    q_inv: BigUint,
}

impl Numbers {
    fn of(key: &RsaPrivateKey) -> Self {
        let [p, q] = key.prime_bytes().map(|x| BigUint::from_bytes_be(&x));
        let [dp, dq, q_inv] = key.crt_bytes().map(|x| BigUint::from_bytes_be(&x));
        Self {
            n: BigUint::from_bytes_be(&key.as_public_key().n_bytes()),
            e: key.as_public_key().e().into(),
            d: BigUint::from_bytes_be(&key.d_bytes()),
            p,
            q,
            dp,
            dq,
            q_inv,
        }
    }

    /// In the order of RFC 8017.
    fn all(&self) -> [&BigUint; 8] {
        [
            &self.n,
            &self.e,
            &self.d,
            &self.p,
            &self.q,
            &self.dp,
            &self.dq,
            &self.q_inv,
        ]
    }

    fn load(&self) -> Result<RsaPrivateKey> {
        let bytes = self.all().map(BigUint::to_bytes_be);
        RsaPrivateKey::from_components(&PrivateKeyComponents {
            n: &bytes[0],
            e: &bytes[1],
            d: &bytes[2],
            p: &bytes[3],
            q: &bytes[4],
            dp: &bytes[5],
            dq: &bytes[6],
            q_inv: &bytes[7],
        })
    }

    /// (p − 1)(q − 1).
    fn phi(&self) -> BigUint {
        (&self.p - 1u8) * (&self.q - 1u8)
    }

    /// lcm(p − 1, q − 1).
    fn lambda(&self) -> BigUint {
        self.phi() / gcd(&self.p - 1u8, &self.q - 1u8)
    }
}

fn gcd(x: BigUint, y: BigUint) -> BigUint {
    if y == BigUint::ZERO {
        x
    } else {
        let rest = x % &y;
        gcd(y, rest)
    }
}
