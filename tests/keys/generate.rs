//! Generated keys meet the conditions of FIPS 186-5, appendix A.1.

use core::convert::Infallible;

use num_bigint::BigUint;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{SeedableRng, TryCryptoRng, TryRng};
use verimont::rsa::{Component, Error, KeyGenerator, Progress, RsaPrivateKey};

use crate::{Numbers, gcd};

fn power_of_two(exponent: usize) -> BigUint {
    BigUint::from(1u8) << exponent
}

fn is_prime(p: &BigUint) -> bool {
    let exponent = p - 1u8;
    let passes = |base: u32| BigUint::from(base).modpow(&exponent, p) == 1u8.into();
    [2, 3, 5, 7, 11].into_iter().all(passes)
}

fn assert_meets_fips_186_5(key: &RsaPrivateKey, bits: usize, e: u64) {
    let k = Numbers::of(key);
    assert_eq!((k.n.bits(), &k.e), (bits as u64, &e.into()));
    assert_eq!(k.n, &k.p * &k.q);
    assert!(k.p > k.q);
    for prime in [&k.p, &k.q] {
        assert_eq!(prime.bits(), bits as u64 / 2);
        assert!(prime * prime >= power_of_two(bits - 1));
        assert_eq!(gcd(prime - 1u8, k.e.clone()), 1u8.into());
        assert!(is_prime(prime));
    }
    assert!(&k.p - &k.q > power_of_two(bits / 2 - 100));
    assert!(k.d > power_of_two(bits / 2) && k.d < k.lambda());
    assert_eq!(&k.d * &k.e % k.lambda(), 1u8.into());
    assert_eq!(k.load().as_ref(), Ok(key));
}

#[test]
fn keys_meet_the_conditions() {
    for seed in 0..20 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let key = RsaPrivateKey::new(&mut rng, 2048).unwrap();
        assert_meets_fips_186_5(&key, 2048, 65537);
    }
}

#[test]
fn odd_sizes_and_exponents_meet_the_conditions() {
    // Halves of 1025 and 1028 bits; 3·5·17·257·… has many primes in common with p − 1 to avoid.
    let composite = 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23;
    for (bits, e) in [(2050, 65537), (2056, composite), (2048, (1 << 33) - 1)] {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let key = RsaPrivateKey::new_with_exponent(&mut rng, bits, e).unwrap();
        assert_meets_fips_186_5(&key, bits, e);
    }
}

#[cfg(feature = "getrandom")]
#[test]
fn the_system_generator_serves() {
    let generate = || KeyGenerator::new(2048).generate_with_system_rng().unwrap();
    let key = generate();
    assert_meets_fips_186_5(&key, 2048, 65537);
    assert_ne!(key, generate());
}

#[test]
fn progress_counts_candidates_and_two_primes() {
    let mut events = Vec::new();
    KeyGenerator::new(2048)
        .on_progress(|event| events.push(event))
        .generate(&mut ChaCha20Rng::seed_from_u64(2))
        .unwrap();
    let mut searches = events.split(|event| *event == Progress::Prime);
    for _ in 0..2 {
        let search = searches.next().unwrap();
        assert!(!search.is_empty());
        for (i, event) in search.iter().enumerate() {
            assert_eq!(*event, Progress::Candidate { number: i + 1 });
        }
    }
    assert_eq!(searches.next(), Some(&[][..]));
    assert_eq!(searches.next(), None);
}

#[test]
fn sizes_and_exponents_out_of_range_are_refused() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    for bits in [0, 1024, 2046, 2047, 2049, 8193, 8194, usize::MAX] {
        assert_eq!(RsaPrivateKey::new(&mut rng, bits), Err(Error::KeySize));
    }
    for e in [0, 1, 2, 3, 17, 65535, 65536, 65538, (1 << 33) + 1, u64::MAX] {
        assert_eq!(
            RsaPrivateKey::new_with_exponent(&mut rng, 2048, e),
            Err(Error::InvalidKey(Component::PublicExponent))
        );
    }
}

/// A generator that gives the same byte for ever.
struct Stuck(u8);

impl TryRng for Stuck {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_ne_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_ne_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        out.fill(self.0);
        Ok(())
    }
}

impl TryCryptoRng for Stuck {}

/// A generator that fails after so many good calls.
struct Failing(ChaCha20Rng, usize);

impl TryRng for Failing {
    type Error = std::io::Error;

    fn try_next_u32(&mut self) -> std::io::Result<u32> {
        unimplemented!("only bytes are asked for")
    }

    fn try_next_u64(&mut self) -> std::io::Result<u64> {
        unimplemented!("only bytes are asked for")
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> std::io::Result<()> {
        self.1 = self.1.checked_sub(1).ok_or(std::io::ErrorKind::Other)?;
        let Ok(()) = self.0.try_fill_bytes(out);
        Ok(())
    }
}

impl TryCryptoRng for Failing {}

#[test]
fn a_broken_generator_is_an_error_not_a_key() {
    for byte in [0, 1, 0x55, 0xff] {
        assert_eq!(RsaPrivateKey::new(&mut Stuck(byte), 2048), Err(Error::Rng));
    }
    let rng = ChaCha20Rng::seed_from_u64(4);
    let mut calls = 0;
    while let Err(error) = RsaPrivateKey::new(&mut Failing(rng.clone(), calls), 2048) {
        assert_eq!(error, Error::Rng);
        calls = 2 * calls + 1;
    }
    assert!(calls > 100);
}
