//! Numbers that break carry chains: extreme limbs, runs of ones, few bits, neighbours of moduli.

use super::{limbs, number};
use num_bigint::BigUint;
use proptest::{collection::vec, prelude::*, sample::select};
use std::{vec, vec::Vec};

fn limb() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0),
        3 => Just(u64::MAX),
        1 => Just(1),
        1 => Just(u64::MAX - 1),
        1 => Just(1 << 63),
        1 => Just((1 << 63) - 1),
        1 => Just(u64::from(u32::MAX)),
        1 => Just(u64::from(u32::MAX) << 32),
        4 => any::<u64>(),
    ]
}

/// k limbs.
pub fn integer(k: usize) -> impl Strategy<Value = Vec<u64>> {
    let bits = 64 * k as u64;
    prop_oneof![
        4 => vec(limb(), k),
        2 => vec(any::<u64>(), k),
        2 => extreme(k),
        // Few bits set.
        1 => vec(0..bits, 0..4).prop_map(move |set| {
            let mut number = BigUint::ZERO;
            set.iter().for_each(|bit| number.set_bit(*bit, true));
            limbs(&number, k)
        }),
        // Ones from one bit to another: additions carry all along.
        2 => (0..=bits, 0..=bits).prop_map(move |(a, b)| {
            let ones = (BigUint::from(1u32) << a.max(b)) - (BigUint::from(1u32) << a.min(b));
            limbs(&ones, k)
        }),
    ]
}

/// The ends of the range of k limbs.
pub fn extremes(k: usize) -> Vec<Vec<u64>> {
    let (mut one, mut top, mut almost) = (vec![0; k], vec![0; k], vec![u64::MAX; k]);
    one[0] = 1;
    top[k - 1] = 1 << 63;
    almost[0] -= 1;
    vec![vec![0; k], one, top, almost, vec![u64::MAX; k]]
}

fn extreme(k: usize) -> impl Strategy<Value = Vec<u64>> {
    select(extremes(k))
}

/// An odd number of k limbs.
pub fn modulus(k: usize) -> impl Strategy<Value = Vec<u64>> {
    integer(k).prop_map(|mut n| {
        n[0] |= 1;
        n
    })
}

/// An odd n of k limbs and X = carry·2^(64k) + z with X < n + 2^(64k), often close to n or 2n.
pub fn modulus_and_multiple(k: usize) -> impl Strategy<Value = (Vec<u64>, u64, Vec<u64>)> {
    let offset = prop_oneof![
        3 => integer(k).prop_map(|x| number(&x)),
        1 => (0u32..3).prop_map(BigUint::from),
    ];
    (modulus(k), 0u32..3, offset, any::<bool>()).prop_map(move |(n, multiple, offset, below)| {
        let range = BigUint::from(1u32) << (64 * k);
        let near = number(&n) * multiple;
        let wanted = if below {
            near + &range - offset
        } else {
            near + offset
        };
        let x = wanted % (number(&n) + &range);
        let carry = u64::from(x >= range);
        let z = limbs(&(x % &range), k);
        (n, carry, z)
    })
}
