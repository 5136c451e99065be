//! Keys with one thing wrong, and damaged files.

use num_bigint::BigUint;
use verimont::pkcs1::EncodeRsaPrivateKey;
use verimont::pkcs8::EncodePrivateKey;
use verimont::rsa::{Component, Error, RsaPrivateKey, RsaPublicKey};
use verimont::spki::EncodePublicKey;

use crate::{KEYS, Numbers, key};

/// What comes of one change to a good key.
fn change(spoil: impl FnOnce(&mut Numbers)) -> Result<(), Component> {
    let good = key(KEYS[0].1);
    let mut numbers = Numbers::of(&good);
    spoil(&mut numbers);
    match numbers.load() {
        Ok(_) => Ok(()),
        Err(Error::InvalidKey(component)) => Err(component),
        Err(other) => panic!("{other}"),
    }
}

fn bit(position: usize) -> BigUint {
    BigUint::from(1u8) << position
}

#[test]
fn a_wrong_modulus_is_named() {
    let wrong = Err(Component::Modulus);
    assert_eq!(change(|k| k.n += 2u8), wrong);
    assert_eq!(change(|k| k.n -= 1u8), wrong);
    assert_eq!(change(|k| k.n = BigUint::ZERO), wrong);
    assert_eq!(change(|k| k.n >>= 1030), wrong);
    assert_eq!(change(|k| k.n <<= 6145), wrong);
    assert_eq!(change(|k| k.n = &k.p * &k.p), wrong);
    // Another prime does not fit n.
    assert_eq!(change(|k| k.p += 2u8), wrong);
    assert_eq!(change(|k| k.q -= 2u8), wrong);
}

#[test]
fn a_wrong_public_exponent_is_named() {
    let wrong = Err(Component::PublicExponent);
    assert_eq!(change(|k| k.e = BigUint::ZERO), wrong);
    assert_eq!(change(|k| k.e = 1u8.into()), wrong);
    assert_eq!(change(|k| k.e = 2u8.into()), wrong);
    assert_eq!(change(|k| k.e += 1u8), wrong);
    assert_eq!(change(|k| k.e = bit(33) + 1u8), wrong);
    assert_eq!(change(|k| k.e = bit(64) + 65537u32), wrong);
    // In range, but not the inverse of d.
    assert_eq!(change(|k| k.e += 2u8), Err(Component::PrivateExponent));
}

#[test]
fn a_wrong_private_exponent_is_named() {
    let wrong = Err(Component::PrivateExponent);
    assert_eq!(change(|k| k.d = BigUint::ZERO), wrong);
    assert_eq!(change(|k| k.d += 2u8), wrong);
    assert_eq!(change(|k| k.d = k.dp.clone()), wrong);
    // Right modulo p − 1 alone, and modulo q − 1 alone.
    assert_eq!(change(|k| k.d = &k.d % (&k.p - 1u8)), wrong);
    assert_eq!(change(|k| k.d = &k.d % (&k.q - 1u8)), wrong);
    // Any inverse is right, if below n.
    assert_eq!(change(|k| k.d = k.e.modinv(&k.phi()).unwrap()), Ok(()));
    assert_eq!(change(|k| k.d = k.e.modinv(&k.lambda()).unwrap()), Ok(()));
    let shifted = |k: &mut Numbers| k.d = k.e.modinv(&k.lambda()).unwrap() + k.lambda();
    assert_eq!(change(shifted), Ok(()));
    assert_eq!(change(|k| k.d += k.lambda() * k.lambda()), wrong);
    assert_eq!(change(|k| k.d += &k.n), wrong);
}

#[test]
fn a_wrong_prime_is_named() {
    let (p, q) = (Err(Component::PrimeP), Err(Component::PrimeQ));
    assert_eq!(change(|k| k.p -= 1u8), p);
    assert_eq!(change(|k| k.q -= 1u8), q);
    assert_eq!(change(|k| k.p = BigUint::ZERO), p);
    assert_eq!(change(|k| k.q = BigUint::ZERO), q);
    assert_eq!(change(|k| (k.p, k.q) = (k.n.clone(), 1u8.into())), q);
    assert_eq!(change(|k| (k.p, k.q) = (1u8.into(), k.n.clone())), p);
    assert_eq!(change(|k| k.p = bit(4096) + 1u8), p);
    assert_eq!(change(|k| k.q = bit(512) + 1u8), q);
    assert_eq!(change(|k| k.q = k.p.clone()), q);
    let square = |k: &mut Numbers| {
        k.q = k.p.clone();
        k.n = &k.p * &k.q;
    };
    assert_eq!(change(square), q);
}

#[test]
fn a_wrong_crt_number_is_named() {
    let (dp, dq) = (Err(Component::ExponentP), Err(Component::ExponentQ));
    let q_inv = Err(Component::Coefficient);
    assert_eq!(change(|k| k.dp += 2u8), dp);
    assert_eq!(change(|k| k.dq += 2u8), dq);
    assert_eq!(change(|k| k.q_inv += 2u8), q_inv);
    assert_eq!(change(|k| k.dp = BigUint::ZERO), dp);
    assert_eq!(change(|k| k.dq = BigUint::ZERO), dq);
    assert_eq!(change(|k| k.q_inv = BigUint::ZERO), q_inv);
    // Congruent, but not reduced.
    assert_eq!(change(|k| k.dp += &k.p - 1u8), dp);
    assert_eq!(change(|k| k.dq += &k.q - 1u8), dq);
    assert_eq!(change(|k| k.q_inv += &k.p), q_inv);
    // The other inverse.
    assert_eq!(change(|k| k.q_inv = k.p.modinv(&k.q).unwrap()), q_inv);
}

#[test]
fn exchanged_primes_need_their_own_coefficient() {
    let exchange = |k: &mut Numbers| std::mem::swap(&mut k.p, &mut k.q);
    assert_eq!(change(exchange), Err(Component::ExponentP));
    let exchange_both = |k: &mut Numbers| {
        exchange(k);
        std::mem::swap(&mut k.dp, &mut k.dq);
    };
    assert_eq!(change(exchange_both), Err(Component::Coefficient));
    let exchange_all = |k: &mut Numbers| {
        exchange_both(k);
        k.q_inv = k.q.modinv(&k.p).unwrap();
    };
    assert_eq!(change(exchange_all), Ok(()));
}

#[test]
fn an_exponent_without_inverse_is_refused() {
    let numbers = Numbers::of(&key(KEYS[0].1));
    let order = &numbers.p - 1u8;
    let divisor = (3u64..1 << 33)
        .step_by(2)
        .find(|e| &order % e == BigUint::ZERO);
    let [p, q, e] = [&numbers.p, &numbers.q, &divisor.unwrap().into()].map(BigUint::to_bytes_be);
    assert_eq!(
        RsaPrivateKey::from_primes(&p, &q, &e),
        Err(Error::InvalidKey(Component::PublicExponent))
    );
}

#[test]
fn damaged_private_keys_are_refused() {
    let key = key(KEYS[0].1);
    let forms = [key.to_pkcs8_der().unwrap(), key.to_pkcs1_der().unwrap()];
    for der in forms.each_ref().map(|der| der.as_bytes()) {
        for len in 0..der.len() {
            assert!(RsaPrivateKey::from_der(&der[..len]).is_err());
        }
        let mut damaged = der.to_vec();
        for i in 0..der.len() {
            for mask in [1 << (i % 8), 0xff] {
                damaged[i] ^= mask;
                let loaded = RsaPrivateKey::from_der(&damaged);
                assert!(loaded.is_err() || loaded.as_ref() == Ok(&key), "{i}");
                damaged[i] ^= mask;
            }
        }
    }
}

#[test]
fn damaged_public_keys_do_not_panic() {
    let key = key(KEYS[0].1).to_public_key();
    let der = key.to_public_key_der().unwrap().into_vec();
    for i in 0..8 * der.len() {
        assert!(RsaPublicKey::from_der(&der[..i / 8]).is_err());
        let mut damaged = der.clone();
        damaged[i / 8] ^= 1 << (i % 8);
        // A change to n or e alone may give another valid key, never the same.
        assert_ne!(RsaPublicKey::from_der(&damaged), Ok(key.clone()));
    }
}

#[test]
fn debug_output_shows_no_secret() {
    let key = key(KEYS[0].1);
    let shown = format!("{key:?} {key:#?}");
    assert!(shown.contains("2048") && shown.contains("65537"));
    // The secrets in decimal and hexadecimal share no run of six digits with what is shown.
    let numbers = Numbers::of(&key);
    for secret in &numbers.all()[2..] {
        for digits in [
            secret.to_string(),
            format!("{secret:x}"),
            format!("{secret:X}"),
        ] {
            let runs = digits.as_bytes().windows(6);
            assert!(
                !runs
                    .clone()
                    .any(|run| shown.contains(str::from_utf8(run).unwrap()))
            );
        }
    }
}
