//! Keys from n, e and d.

use num_bigint::BigUint;
use proptest::prelude::*;
use verimont::rsa::{Component, Error, Result, RsaPrivateKey};

use crate::{KEYS, Numbers, key};

fn recover(numbers: &Numbers, d: &BigUint) -> Result<RsaPrivateKey> {
    let [n, e, d] = [&numbers.n, &numbers.e, d].map(BigUint::to_bytes_be);
    RsaPrivateKey::from_n_e_d(&n, &e, &d)
}

const WRONG: Result<RsaPrivateKey> = Err(Error::InvalidKey(Component::PrivateExponent));

#[test]
fn primes_are_recovered_from_any_inverse_below_n() {
    for (_, pem) in KEYS {
        let key = key(pem);
        let numbers = Numbers::of(&key);
        assert!(numbers.p > numbers.q);
        let smallest = numbers.e.modinv(&numbers.lambda()).unwrap();
        let modulo_phi = numbers.e.modinv(&numbers.phi()).unwrap();
        let shifted = &smallest + numbers.lambda();
        for d in [&numbers.d, &smallest, &modulo_phi, &shifted] {
            assert!(*d < numbers.n);
            let recovered = recover(&numbers, d).unwrap();
            let found = Numbers::of(&recovered);
            assert_eq!([&found.p, &found.q, &found.d], [&numbers.p, &numbers.q, d]);
        }
        assert_eq!(recover(&numbers, &numbers.d), Ok(key));
    }
}

#[test]
fn small_and_large_public_exponents_are_recovered() {
    let numbers = Numbers::of(&key(KEYS[0].1));
    let mut recovered = 0;
    for e in [3u64, 5, 7, 11, 17, 257, (1 << 32) + 1, (1 << 33) - 1] {
        let [p, q, e] = [&numbers.q, &numbers.p, &e.into()].map(BigUint::to_bytes_be);
        // An exponent that has no inverse here is refused, and that is all.
        let Ok(swapped) = RsaPrivateKey::from_primes(&p, &q, &e) else {
            continue;
        };
        let swapped = Numbers::of(&swapped);
        let found = Numbers::of(&recover(&swapped, &swapped.d).unwrap());
        assert_eq!([&found.p, &found.q], [&numbers.p, &numbers.q]);
        recovered += 1;
    }
    assert!(recovered >= 3, "{recovered} exponents fit this key");
}

#[test]
fn a_wrong_exponent_is_refused() {
    let numbers = Numbers::of(&key(KEYS[0].1));
    let too_large = &numbers.d + numbers.lambda() * numbers.lambda();
    let wrong = [
        BigUint::ZERO,
        1u8.into(),
        &numbers.d + 2u8,
        &numbers.d - 1u8,
        &numbers.n - 1u8,
        &numbers.n + 1u8,
        numbers.dp.clone(),
        too_large,
    ];
    for d in &wrong {
        assert_eq!(recover(&numbers, d), WRONG, "{d:x}");
    }
    let mut other = numbers.clone();
    other.n += 2u8;
    assert_eq!(recover(&other, &numbers.d), WRONG);
    other.n = &numbers.p * &numbers.p;
    let d = numbers.e.modinv(&(&numbers.p - 1u8)).unwrap();
    assert_eq!(recover(&other, &d), WRONG);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_other_exponent_is_refused(d in prop::collection::vec(any::<u8>(), 0..300)) {
        let numbers = Numbers::of(&key(KEYS[0].1));
        prop_assert_eq!(recover(&numbers, &BigUint::from_bytes_be(&d)), WRONG);
    }
}
