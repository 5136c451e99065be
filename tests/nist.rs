//! NIST's vectors for signature generation: from n, e and d, and the salt, the very signature.

use std::collections::HashMap;
use std::convert::Infallible;

use rand::SeedableRng;
use rand::rngs::StdRng;
use verimont::rsa::pkcs1v15::Pkcs1v15Sign;
use verimont::rsa::rand_core::{Rng, TryCryptoRng, TryRng};
use verimont::rsa::{Pss, Result, RsaPrivateKey};
use verimont::sha2::digest::Digest;
use verimont::sha2::digest::const_oid::AssociatedOid;
use verimont::sha2::{Sha256, Sha384, Sha512};

/// The fields of a case, with those of its key.
struct Case(HashMap<&'static str, &'static str>);

impl Case {
    fn bytes(&self, field: &str) -> Vec<u8> {
        let digits = self.0[field];
        assert!(digits.len().is_multiple_of(2));
        let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        (0..digits.len()).step_by(2).map(byte).collect()
    }

    fn key(&self) -> RsaPrivateKey {
        let [n, e, d] = ["n", "e", "d"].map(|field| self.bytes(field));
        RsaPrivateKey::from_n_e_d(&n, &e, &d).unwrap()
    }
}

/// The cases of a file, each of which ends with the field `last`.
fn cases(text: &'static str, last: &str) -> Vec<Case> {
    let mut fields = HashMap::new();
    let mut cases = Vec::new();
    for line in text.lines() {
        let Some((field, value)) = line.split_once(" = ") else {
            assert!(line.is_empty() || line.starts_with("[mod = "), "{line}");
            continue;
        };
        fields.insert(field, value);
        if field == last {
            cases.push(Case(fields.clone()));
        }
    }
    cases
}

/// Gives the salt in answer to the first request, and random bytes from then on, for the blinding.
struct SaltFirst {
    salt: Option<Vec<u8>>,
    rest: StdRng,
}

impl TryRng for SaltFirst {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> std::result::Result<u32, Infallible> {
        assert_eq!(self.salt, None);
        self.rest.try_next_u32()
    }

    fn try_next_u64(&mut self) -> std::result::Result<u64, Infallible> {
        assert_eq!(self.salt, None);
        self.rest.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> std::result::Result<(), Infallible> {
        match self.salt.take() {
            Some(salt) => bytes.copy_from_slice(&salt),
            None => self.rest.fill_bytes(bytes),
        }
        Ok(())
    }
}

impl TryCryptoRng for SaltFirst {}

fn pkcs1v15<D: Digest + AssociatedOid>(case: &Case) -> Result<()> {
    let (key, hash) = (case.key(), D::digest(case.bytes("Msg")));
    let signature = key.sign(Pkcs1v15Sign::new::<D>(), &hash)?;
    assert_eq!(signature, case.bytes("S"));
    key.as_public_key()
        .verify(Pkcs1v15Sign::new::<D>(), &hash, &signature)
}

fn pss<D: Digest>(case: &Case) -> Result<()> {
    let (key, hash) = (case.key(), D::digest(case.bytes("Msg")));
    let salt = case.bytes("SaltVal");
    let scheme = Pss::<D>::new_with_salt(salt.len());
    let mut rng = SaltFirst {
        salt: Some(salt),
        rest: StdRng::seed_from_u64(186),
    };
    let signature = key.sign_with_rng(&mut rng, scheme, &hash)?;
    assert_eq!(signature, case.bytes("S"));
    key.as_public_key().verify(scheme, &hash, &signature)
}

#[test]
fn sig_gen_15() {
    let mut seen = Vec::new();
    for case in cases(include_str!("data/nist/SigGen15_186-3.txt"), "S") {
        let hash = case.0["SHAAlg"];
        let verdict = match hash {
            "SHA256" => pkcs1v15::<Sha256>(&case),
            "SHA384" => pkcs1v15::<Sha384>(&case),
            "SHA512" => pkcs1v15::<Sha512>(&case),
            other => panic!("unknown hash {other}"),
        };
        assert_eq!(verdict, Ok(()));
        seen.push((case.key().bits(), hash));
    }
    let hashes = ["SHA256", "SHA384", "SHA512"];
    assert_eq!(seen[..3], hashes.map(|hash| (2048, hash)));
    assert_eq!(seen[3..], hashes.map(|hash| (3072, hash)));
}

#[test]
fn sig_gen_pss() {
    let mut seen = Vec::new();
    for case in cases(include_str!("data/nist/SigGenPSS_186-3.txt"), "SaltVal") {
        let hash = case.0["SHAAlg"];
        let verdict = match hash {
            "SHA-256" => pss::<Sha256>(&case),
            "SHA-384" => pss::<Sha384>(&case),
            "SHA-512" => pss::<Sha512>(&case),
            other => panic!("unknown hash {other}"),
        };
        assert_eq!(verdict, Ok(()));
        seen.push((case.key().bits(), hash, case.bytes("SaltVal").len()));
    }
    let expected = [
        (2048, "SHA-256", 20),
        (2048, "SHA-384", 25),
        (2048, "SHA-512", 30),
        (3072, "SHA-256", 32),
        (3072, "SHA-384", 48),
        (3072, "SHA-512", 62),
    ];
    assert_eq!(seen, expected);
}
