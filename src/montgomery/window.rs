//! Exponentiation by fixed windows, for numbers in the lanes of vectors.

use alloc::vec;
use alloc::vec::Vec;

use zeroize::{DefaultIsZeroes, Zeroizing};

use super::pow::WINDOW;
#[cfg(verimont_ifma)]
use crate::kernel::ifma::ROWS;
#[cfg(verimont_pair_29)]
use crate::kernel::pair_29::ROWS;

const _: () = assert!(ROWS == 1 << WINDOW);

/// Arithmetic on several numbers at once.
pub(super) trait Several {
    /// What the lanes are those of.
    type Vector: DefaultIsZeroes;
    /// A window of each exponent.
    type Digits;

    /// S²/R mod n: multiplying by it goes from the form of a [`Residue`](super::Residue) to that of
    /// the lanes.
    fn enter(&self) -> &[Self::Vector];
    /// R mod n: multiplying by it goes back; it is also one in the form of a `Residue`.
    fn leave(&self) -> &[Self::Vector];
    /// How many vectors of scratch the following want.
    fn scratch(&self) -> usize;
    /// How many vectors a row of a table has.
    fn row(&self) -> usize;
    /// A row from a number.
    fn keep(&self, row: &mut [Self::Vector], z: &[Self::Vector]);
    /// z = z·y/S.
    fn mul(&self, z: &mut [Self::Vector], y: &[Self::Vector], scratch: &mut [Self::Vector]);
    /// z = z²/S, `count` times.
    fn sqr(&self, z: &mut [Self::Vector], scratch: &mut [Self::Vector], count: usize);
    /// The number in the rows that the digits tell, reading every row.
    fn select(&self, z: &mut [Self::Vector], table: &[Self::Vector], digits: &Self::Digits);
}

/// The powers of x, in the form of a `Residue` going in and coming out (below 3n), to exponents of
/// `bits` bits (public) whose windows `digits` gives by their position.
///
/// Constant time in all but `bits`: the sequence of operations depends on it alone, and every look-up
/// reads the whole table.
pub(super) fn pow<S: Several>(
    on: &S,
    x: &[S::Vector],
    digits: impl Fn(usize) -> S::Digits,
    bits: usize,
) -> Zeroizing<Vec<S::Vector>> {
    let vectors = |count| Zeroizing::new(vec![S::Vector::default(); count]);
    let mut scratch = vectors(on.scratch());
    let (mut z, mut row) = (vectors(x.len()), vectors(x.len()));
    // Row i holds x^i.
    let mut table = vectors(on.row() << WINDOW);
    row.copy_from_slice(x);
    on.mul(&mut row, on.enter(), &mut scratch);
    z.copy_from_slice(on.leave());
    on.mul(&mut z, on.enter(), &mut scratch);
    for power in table.chunks_exact_mut(on.row()) {
        on.keep(power, &z);
        on.mul(&mut z, &row, &mut scratch);
    }
    z.copy_from_slice(on.leave());
    on.mul(&mut z, on.enter(), &mut scratch);
    for (i, at) in (0..bits).step_by(WINDOW).rev().enumerate() {
        if i == 0 {
            on.select(&mut z, &table, &digits(at));
            continue;
        }
        on.select(&mut row, &table, &digits(at));
        on.sqr(&mut z, &mut scratch, WINDOW);
        on.mul(&mut z, &row, &mut scratch);
    }
    on.mul(&mut z, on.leave(), &mut scratch);
    z
}
