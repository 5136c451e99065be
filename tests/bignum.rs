//! The public arithmetic of `bignum` and `montgomery` against num-bigint, at every size RSA uses.

use num_bigint::BigUint;
use proptest::prelude::*;
use subtle::{ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess};
use verimont::bignum::Uint;
use verimont::montgomery::{Modulus, ModulusError};

/// Bits of the moduli: the RSA sizes, their halves, and sizes that fill no limb or block.
const SIZES: [usize; 12] = [
    512, 513, 1000, 1024, 1025, 1536, 2048, 2049, 3072, 4096, 4100, 8192,
];

fn big(x: &Uint) -> BigUint {
    BigUint::from_bytes_be(&x.to_be_bytes(8 * x.limbs().len()).unwrap())
}

fn uint(x: &BigUint) -> Uint {
    Uint::from_be_bytes(&x.to_bytes_be())
}

/// Limbs that carry, borrow and cancel more than random ones do.
fn limb() -> impl Strategy<Value = u64> {
    prop_oneof![
        2 => Just(0),
        1 => Just(1),
        3 => Just(u64::MAX),
        1 => Just(1 << 63),
        4 => any::<u64>()
    ]
}

/// Numbers below 2^bits: dense, sparse, and runs of ones.
fn number(bits: usize) -> impl Strategy<Value = BigUint> {
    let mask = (BigUint::from(1u8) << bits) - 1u8;
    prop::collection::vec(limb(), bits.div_ceil(64)).prop_map(move |limbs| {
        let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
        BigUint::from_bytes_le(&bytes) & &mask
    })
}

/// An odd modulus of exactly this many bits, and two numbers that may be 0, 1 or its neighbours.
fn modulus_and_pair() -> impl Strategy<Value = (BigUint, BigUint, BigUint)> {
    prop::sample::select(&SIZES[..]).prop_flat_map(|bits| {
        let top = BigUint::from(1u8) << (bits - 1);
        (number(bits), operand(bits), operand(bits)).prop_map(move |(n, x, y)| {
            let n = n | &top | BigUint::from(1u8);
            let place = |(kind, x): (u8, BigUint)| match kind {
                0 => BigUint::ZERO,
                1 => BigUint::from(1u8),
                2 => &n - 1u8,
                3 => &n + 1u8,
                4 => n.clone(),
                _ => x,
            };
            (n.clone(), place(x), place(y))
        })
    })
}

fn operand(bits: usize) -> impl Strategy<Value = (u8, BigUint)> {
    (0..12u8, number(bits))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn products_and_squares(
        (x, y) in (1..140usize, 1..140usize).prop_flat_map(|(x, y)| (number(60 * x), number(60 * y)))
    ) {
        prop_assert_eq!(big(&uint(&x).mul(&uint(&y))), &x * &y);
        prop_assert_eq!(big(&uint(&x).square()), &x * &x);
    }

    #[test]
    fn comparisons_do_not_depend_on_width(x in number(700), y in number(500), wider in 0..40usize) {
        for (x, y) in [(&x, &y), (&y, &x), (&x, &x)] {
            let wide = uint(y).resize(16 + wider).unwrap();
            prop_assert_eq!(bool::from(uint(x).ct_eq(&wide)), x == y);
            prop_assert_eq!(bool::from(uint(x).ct_lt(&wide)), x < y);
            prop_assert_eq!(bool::from(uint(x).ct_gt(&wide)), x > y);
        }
        prop_assert_eq!(uint(&x).bits() as u64, x.bits());
    }

    #[test]
    fn bytes_go_both_ways(x in number(1000), more in 0..20usize) {
        let exact = x.to_bytes_be();
        let padded = uint(&x).to_be_bytes(exact.len() + more).unwrap();
        prop_assert_eq!(&padded[more..], &exact[..]);
        prop_assert_eq!(BigUint::from_bytes_be(&padded), x.clone());
        if x != BigUint::ZERO {
            prop_assert!(uint(&x).to_be_bytes(exact.len() - 1).is_none());
        }
    }

    #[test]
    fn modular_ring_operations((n, x, y) in modulus_and_pair()) {
        let modulus = Modulus::new(&uint(&n)).unwrap();
        prop_assert_eq!(modulus.bits() as u64, n.bits());
        let (rx, ry) = (modulus.residue(&uint(&x)), modulus.residue(&uint(&y)));
        prop_assert_eq!(big(&modulus.retrieve(&rx)), &x % &n);
        prop_assert_eq!(big(&modulus.retrieve(&modulus.mul(&rx, &ry))), &x * &y % &n);
        prop_assert_eq!(big(&modulus.retrieve(&modulus.sqr(&rx))), &x * &x % &n);
        prop_assert_eq!(big(&modulus.retrieve(&modulus.add(&rx, &ry))), (&x + &y) % &n);
        let difference = modulus.retrieve(&modulus.sub(&rx, &ry));
        prop_assert_eq!((big(&difference) + &y) % &n, &x % &n);
        // A product is far wider than the modulus.
        let wide = modulus.residue(&uint(&(&x * &y * &x)));
        prop_assert_eq!(big(&modulus.retrieve(&wide)), &x * &y * &x % &n);
    }

    #[test]
    fn inverses((n, x, _) in modulus_and_pair()) {
        let modulus = Modulus::new(&uint(&n)).unwrap();
        let inverse = modulus.invert(&modulus.residue(&uint(&x)));
        prop_assert_eq!(inverse.map(|x| big(&modulus.retrieve(&x))), x.modinv(&n));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn powers((n, x, e) in modulus_and_pair(), small in any::<u64>()) {
        let modulus = Modulus::new(&uint(&n)).unwrap();
        let base = modulus.residue(&uint(&x));
        let bits = e.bits() as usize;
        prop_assert_eq!(big(&modulus.retrieve(&modulus.pow(&base, &uint(&e), bits))), x.modpow(&e, &n));
        // Only the low bits asked for count, and leading zeros change nothing.
        let low = &e & ((BigUint::from(1u8) << (bits / 2)) - 1u8);
        let power = modulus.pow(&base, &uint(&e), bits / 2);
        prop_assert_eq!(big(&modulus.retrieve(&power)), x.modpow(&low, &n));
        let power = modulus.pow(&base, &uint(&e), bits + 70);
        prop_assert_eq!(big(&modulus.retrieve(&power)), x.modpow(&e, &n));
        let power = modulus.pow_vartime(&base, small);
        prop_assert_eq!(big(&modulus.retrieve(&power)), x.modpow(&BigUint::from(small), &n));
    }
}

#[test]
fn extreme_moduli() {
    for bits in SIZES {
        let ones = (BigUint::from(1u8) << bits) - 1u8;
        let power_plus_one = (BigUint::from(1u8) << (bits - 1)) + 1u8;
        for n in [ones, power_plus_one] {
            let modulus = Modulus::new(&uint(&n)).unwrap();
            for x in [
                BigUint::ZERO,
                BigUint::from(1u8),
                &n - 1u8,
                &n - 2u8,
                &n >> 1,
            ] {
                let residue = modulus.residue(&uint(&x));
                for e in [0u64, 1, 2, 3, 31, 32, 65537] {
                    let expected = x.modpow(&BigUint::from(e), &n);
                    let secret = modulus.pow(&residue, &Uint::from_limbs(&[e]), 17);
                    assert_eq!(big(&modulus.retrieve(&secret)), expected);
                    assert_eq!(
                        big(&modulus.retrieve(&modulus.pow_vartime(&residue, e))),
                        expected
                    );
                }
            }
        }
    }
}

#[test]
fn unusable_moduli_are_refused() {
    for n in [0u64, 1, 2, 4, 1 << 63] {
        assert_eq!(
            Modulus::new(&Uint::from_limbs(&[n])).unwrap_err(),
            ModulusError
        );
    }
    assert!(Modulus::new(&Uint::from_limbs(&[3])).is_ok());
    let wide = Uint::from_limbs(&[1, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(Modulus::with_limbs(&wide, 8).unwrap_err(), ModulusError);
    assert_eq!(Modulus::with_limbs(&wide, 24).unwrap().limbs(), 24);
}

#[test]
fn debug_shows_no_value() {
    let x = Uint::from_limbs(&[0xdead_beef]);
    let n = Modulus::new(&Uint::from_limbs(&[0xdead_beef])).unwrap();
    let shown = format!("{x:?} {n:?} {:?}", n.residue(&x));
    assert!(
        !shown.contains("dead") && !shown.contains(&0xdead_beef_u64.to_string()),
        "{shown}"
    );
}
