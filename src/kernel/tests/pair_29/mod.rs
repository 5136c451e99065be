//! The routines on pairs of numbers for narrow AArch64 multipliers.

mod differential;
#[cfg(unix)]
mod guard_pages;
mod model;
mod registers;

use super::{BigUint, limbs};
use crate::kernel::pair_29::{BLOCK, DIGIT_BITS, DIGITS, MODULUS, Quad, lane, modulus, spread};
use std::{vec, vec::Vec};

/// Numbers of blocks that the wrappers take, and the fewest that the routines do.
const BLOCKS: [usize; 4] = [5, 6, 9, 12];

/// Vectors of zeros.
fn quads(count: usize) -> Vec<Quad> {
    vec![Quad::default(); count]
}

/// Two odd numbers as the routines take them.
fn prepared(blocks: usize, n: [&BigUint; 2]) -> Vec<Quad> {
    let mut prepared = quads(MODULUS * blocks);
    for (half, n) in n.into_iter().enumerate() {
        let range = BigUint::from(1u32) << (DIGIT_BITS * DIGITS);
        let c = &range - n.modinv(&range).expect("n is odd");
        let multiple = (n * &c + 1u32) >> (DIGIT_BITS * DIGITS);
        let parts = [n, &multiple, &c].map(|x| limbs(x, 3 * blocks));
        modulus(
            &mut prepared,
            half,
            [&parts[0][..], &parts[1][..], &parts[2][..3]],
        );
    }
    prepared
}

/// The digits of one number.
fn digits(z: &[Quad], half: usize) -> Vec<i32> {
    (0..z.len() / BLOCK * DIGITS)
        .map(|i| lane(z, half, i))
        .collect()
}

/// Numbers as the routines take them, by their digits.
fn blocks(numbers: [&[i32]; 2]) -> Vec<Quad> {
    let mut z = quads(numbers[0].len() / DIGITS * BLOCK);
    for (half, digits) in numbers.into_iter().enumerate() {
        crate::kernel::pair_29::place(&mut z, half, digits);
    }
    z
}

/// One, as the routines take it.
fn one(blocks: usize) -> Vec<Quad> {
    let mut z = quads(BLOCK * blocks);
    for half in 0..2 {
        spread(&mut z, half, &[1]);
    }
    z
}
