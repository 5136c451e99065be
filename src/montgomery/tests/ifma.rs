//! What AVX-512 IFMA does beside pairs: four of them at once, and single numbers.

use proptest::{collection::vec, prelude::*, sample::select};

use subtle::ConstantTimeEq;

use super::super::{Modulus, PAIRS, PairModulus, Residue, SingleModulus, pow_batch};
use super::{SIZES, base, extreme_moduli, limb, modulus, powers_of};
use crate::bignum::Uint;
use crate::kernel;

/// As `check_pair`, for four pairs in lanes of their own.
pub fn check_batch(halves: &[[(Modulus, Residue, Uint); 2]; PAIRS], bits: usize) {
    let pairs = halves
        .each_ref()
        .map(|pair| PairModulus::new(pair.each_ref().map(|(n, ..)| n)));
    let [Some(a), Some(b), Some(c), Some(d)] = &pairs else {
        assert!(kernel::ifma().is_none(), "a size it serves");
        return;
    };
    let found = pow_batch(
        [a, b, c, d],
        halves
            .each_ref()
            .map(|pair| pair.each_ref().map(|(_, x, _)| x)),
        halves
            .each_ref()
            .map(|pair| pair.each_ref().map(|(.., e)| e)),
        bits,
    );
    let found = found.as_flattened();
    for ((n, x, e), found) in halves.as_flattened().iter().zip(found) {
        let expected = n.pow(x, e, bits);
        assert!(bool::from(found.ct_eq(&expected)));
    }
}

/// As `check_pair`, for one number.
fn check_single(n: &Modulus, x: &Residue, e: u64) {
    let single = SingleModulus::new(n);
    assert_eq!(
        single.is_some(),
        kernel::ifma().is_some(),
        "a size it serves"
    );
    let Some(single) = single else { return };
    let expected = n.retrieve(&n.pow_vartime(x, e));
    let found = single.pow_vartime(&n.retrieve(x), e);
    assert_eq!(found.limbs(), expected.limbs());
}

#[test]
fn small_powers_at_the_extremes() {
    for bits in [2048, 2047, 1537, 3072, 4096] {
        for n in extreme_moduli(bits) {
            for kind in 0..4 {
                check_single(&n, &base(&n, &[u64::MAX; 16], kind), 65537);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn powers_of_a_batch_are_those_of_each(
        (batch, bits) in select(&SIZES[..]).prop_flat_map(|size| {
            let pairs = vec(powers_of(size), PAIRS);
            let bits = prop_oneof![Just(0), Just(size.0), 0..200usize];
            (pairs.prop_map(|pairs| <[_; PAIRS]>::try_from(pairs).expect("four")), bits)
        }),
    ) {
        check_batch(&batch, bits);
    }

    #[test]
    fn small_powers_are_those_of_any_modulus(
        (n, limbs) in select(&[2048, 2047, 1537, 3072, 4096][..])
            .prop_flat_map(|bits| (modulus(bits), vec(limb(), bits.div_ceil(64)))),
        kind in 0..6u8,
        e in select(&[3, 5, 7, 17, 65537, (1 << 33) - 1, 0xffff_fffb][..]),
    ) {
        check_single(&n, &base(&n, &limbs, kind), e);
    }
}
