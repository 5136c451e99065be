//! The routines for narrow multipliers, and the parts they are made of.

mod differential;
#[cfg(unix)]
mod guard_pages;
mod registers;

use super::{BigUint, limbs, number};
use crate::kernel::narrow::PREPARED;
use std::{vec, vec::Vec};

/// -1/n mod 2^(64k).
fn minus_inverse(n: &[u64]) -> BigUint {
    let range = BigUint::from(1u32) << (64 * n.len());
    &range - number(n).modinv(&range).expect("n is odd")
}

/// What `montgomery_reduce_narrow` takes for n.
fn prepared(n: &[u64]) -> Vec<i32> {
    let mut words = vec![-1; 3 * (PREPARED.digits)(n.len())];
    (PREPARED.prepare)(&mut words, n, &limbs(&minus_inverse(n), n.len()));
    words
}

/// The sizes that `montgomery_reduce_narrow` takes.
const REDUCED: [usize; 6] = [16, 24, 32, 40, 48, 56];

/// Words of a block of 18 limbs of 29 bits, with a zero before them and after.
const BLOCK_WORDS: usize = 20;
/// Columns of half a product of blocks.
const BLOCK_COLUMNS: usize = 18;
