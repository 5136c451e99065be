//! Exponentiation in the lanes of vectors against that in limbs of 64 bits, which `tests/bignum.rs`
//! compares with num-bigint.

#[cfg(verimont_ifma)]
mod ifma;

use proptest::{collection::vec, prelude::*, sample::select};

use std::{vec, vec::Vec};
use subtle::ConstantTimeEq;

use super::{Modulus, PairModulus, Residue};
use crate::bignum::Uint;
use crate::kernel;

fn limb() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(u64::MAX), any::<u64>()]
}

/// An odd modulus of so many bits.
fn modulus(bits: usize) -> impl Strategy<Value = Modulus> {
    vec(limb(), bits.div_ceil(64)).prop_map(move |mut limbs| {
        let top = limbs.last_mut().expect("a limb");
        *top = *top >> (63 - (bits - 1) % 64) | 1 << ((bits - 1) % 64);
        limbs[0] |= 1;
        Modulus::new(&Uint::from_limbs(&limbs)).expect("odd")
    })
}

/// 0, 1, −1 or the number of these limbs.
fn base(n: &Modulus, limbs: &[u64], kind: u8) -> Residue {
    let zero = n.residue(&Uint::zero(1));
    match kind {
        0 => zero,
        1 => n.one().clone(),
        2 => n.sub(&zero, n.one()),
        _ => n.residue(&Uint::from_limbs(limbs)),
    }
}

fn uint(limbs: usize) -> impl Strategy<Value = Uint> {
    vec(limb(), limbs).prop_map(|limbs| Uint::from_limbs(&limbs))
}

/// Bits of p and q.
const SIZES: [(usize, usize); 5] = [
    (1024, 1024),
    (1023, 1024),
    (1000, 961),
    (1536, 1536),
    (2048, 2047),
];

/// A modulus of a size, with a base and an exponent.
fn power_of(bits: usize) -> impl Strategy<Value = (Modulus, Residue, Uint)> {
    let limbs = vec(limb(), bits.div_ceil(64));
    let parts = (modulus(bits), limbs, 0..6u8, uint(bits / 64 + 1));
    parts.prop_map(|(n, limbs, kind, e)| {
        let x = base(&n, &limbs, kind);
        (n, x, e)
    })
}

fn powers_of((p, q): (usize, usize)) -> impl Strategy<Value = [(Modulus, Residue, Uint); 2]> {
    (power_of(p), power_of(q)).prop_map(<[_; 2]>::from)
}

/// Two moduli, each with a base and an exponent, and the bits of the exponents.
type Powers = ([(Modulus, Residue, Uint); 2], usize);

fn powers() -> impl Strategy<Value = Powers> {
    select(&SIZES[..]).prop_flat_map(|(p, q)| {
        let bits = prop_oneof![Just(0), Just(1), Just(p), Just(p + 64), 0..p];
        (powers_of((p, q)), bits)
    })
}

/// Whether this processor is one for pairs.
fn served() -> bool {
    #[cfg(verimont_ifma)]
    let served = kernel::ifma().is_some();
    #[cfg(verimont_pair_29)]
    let served = kernel::pair_29().is_some();
    served
}

/// Does nothing on a processor without the instructions, unless they were forced.
fn check_pair(halves: &[(Modulus, Residue, Uint); 2], bits: usize) {
    let pair = PairModulus::new(halves.each_ref().map(|(n, ..)| n));
    assert_eq!(pair.is_some(), served(), "a size it serves");
    let Some(pair) = pair else { return };
    let found = pair.pow(
        halves.each_ref().map(|(_, x, _)| x),
        halves.each_ref().map(|(.., e)| e),
        bits,
    );
    for ((n, x, e), found) in halves.iter().zip(found) {
        let expected = n.pow(x, e, bits);
        assert!(bool::from(found.ct_eq(&expected)));
    }
}

/// Moduli of so many bits at the ends of their range, and with limbs all ones or zeros.
fn extreme_moduli(bits: usize) -> Vec<Modulus> {
    let limbs = bits.div_ceil(64);
    let top = u64::MAX >> (63 - (bits - 1) % 64);
    let mut all_ones = vec![u64::MAX; limbs];
    all_ones[limbs - 1] = top;
    let mut power_and_one = vec![0; limbs];
    power_and_one[limbs - 1] = top - (top >> 1);
    power_and_one[0] |= 1;
    // Limbs of 52 bits 1, and then ones.
    let mut ones_above = all_ones.clone();
    ones_above[0] = u64::MAX << 52 | 1;
    let mut half_zeros = all_ones.clone();
    half_zeros[..limbs / 2].fill(0);
    half_zeros[0] = 1;
    let all = [all_ones, power_and_one, ones_above, half_zeros];
    all.map(|limbs| Modulus::new(&Uint::from_limbs(&limbs)).expect("odd"))
        .into()
}

#[test]
fn powers_of_a_pair_at_the_extremes() {
    for (p_bits, q_bits) in SIZES {
        let (p, q) = (extreme_moduli(p_bits), extreme_moduli(q_bits));
        let pairs = p.iter().flat_map(|p| q.iter().map(move |q| (p, q)));
        for (turn, (p, q)) in pairs.enumerate() {
            // Another base and exponent for each half and pair; 160 bits are as good as all.
            let half = |n: &Modulus, turn: usize| {
                let e = [u64::MAX, 0, 1, 1 << 63, u64::MAX - 1][turn % 5];
                let x = base(n, &[u64::MAX, 0, 2], (turn % 4) as u8);
                (n.clone(), x, Uint::from_limbs(&[e; 3]))
            };
            check_pair(&[half(p, turn + 3), half(q, turn / 2)], 160);
            check_pair(&[half(q, turn), half(p, turn / 3 + 1)], 160);
            #[cfg(verimont_ifma)]
            {
                let pair = |shift| [half(p, turn + shift), half(q, turn / 4 + shift)];
                let other = [half(q, turn), half(p, turn + 4)];
                ifma::check_batch(&[pair(0), pair(1), other, pair(2)], 160);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn powers_of_a_pair_are_those_of_each((halves, bits) in powers()) {
        check_pair(&halves, bits);
    }

}

#[test]
fn sizes_that_are_not_served_are_refused() {
    let modulus = |limbs| Modulus::new(&Uint::from_limbs(&[u64::MAX].repeat(limbs))).expect("odd");
    let [small, half, odd, full] = [8, 16, 40, 32].map(modulus);
    for pair in [
        [&small, &small],
        [&half, &full],
        [&odd, &odd],
        [&half, &small],
    ] {
        assert!(PairModulus::new(pair).is_none());
    }
    #[cfg(verimont_ifma)]
    for single in [small, half, odd] {
        assert!(super::SingleModulus::new(&single).is_none());
    }
}
