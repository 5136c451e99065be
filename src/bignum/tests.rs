//! What the key set-up's arithmetic gives, against num-bigint.

use num_bigint::BigUint;
use proptest::prelude::*;
use std::vec::Vec;
use subtle::Choice;

use super::Uint;
use crate::montgomery::Modulus;

fn big(x: &Uint) -> BigUint {
    BigUint::from_bytes_be(&x.to_be_bytes(8 * x.limbs().len()).unwrap())
}

/// Limbs that carry, borrow and cancel more than random ones do.
fn limb() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(u64::MAX),
        Just(1 << 63),
        any::<u64>()
    ]
}

fn uint(limbs: usize) -> impl Strategy<Value = Uint> {
    prop::collection::vec(limb(), limbs).prop_map(|limbs| Uint::from_limbs(&limbs))
}

fn gcd(x: BigUint, y: BigUint) -> BigUint {
    if y == BigUint::ZERO {
        x
    } else {
        gcd(y.clone(), x % y)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn division_gives_quotient_and_remainder(x in uint(16), y in uint(8)) {
        prop_assume!(!bool::from(y.is_zero()));
        let (quotient, remainder) = x.div_rem(&y);
        prop_assert_eq!(big(&quotient), big(&x) / big(&y));
        prop_assert_eq!(big(&remainder), big(&x) % big(&y));
    }

    #[test]
    fn gcd_keeps_common_twos(x in uint(4), y in uint(4), common in uint(2), twos in 0usize..130) {
        let scaled = |x: &Uint| {
            let mut x = x.mul(&common);
            for _ in 0..twos {
                x.shl1_assign(Choice::from(0));
            }
            x
        };
        let (x, y) = (scaled(&x), scaled(&y));
        prop_assume!(!bool::from(x.is_zero() | y.is_zero()));
        prop_assert_eq!(big(&x.gcd(&y)), gcd(big(&x), big(&y)));
    }

    #[test]
    fn square_root_is_the_floor(x in uint(16)) {
        prop_assert_eq!(big(&x.sqrt()), big(&x).sqrt());
        prop_assert_eq!(big(&x.square().sqrt()), big(&x));
    }

    #[test]
    fn inverse_exists_exactly_for_coprime_numbers(n in uint(9), x in uint(9)) {
        let mut n = n;
        n.limbs_mut()[0] |= 1;
        prop_assume!(n.bits() > 1);
        let modulus = Modulus::new(&n).unwrap();
        let inverse = modulus.invert(&modulus.residue(&x));
        let expected = big(&x).modinv(&big(&n));
        prop_assert_eq!(inverse.map(|x| big(&modulus.retrieve(&x))), expected);
    }
}

#[test]
fn division_and_root_of_extremes() {
    let ones = Uint::from_limbs(&[u64::MAX; 8]);
    let values: Vec<Uint> = [0, 1, 2, 3, 4, u64::MAX]
        .map(|x| Uint::from_limbs(&[x]))
        .into();
    for value in values.iter().chain([&ones]) {
        assert_eq!(big(&value.sqrt()), big(value).sqrt());
        if !bool::from(value.is_zero()) {
            let (quotient, remainder) = ones.div_rem(value);
            assert_eq!(big(&quotient) * big(value) + big(&remainder), big(&ones));
        }
    }
}
