//! Exponentiation by fixed windows, for numbers in the lanes of vectors.

use super::lanes::{Vectors, vectors};
use super::pow::WINDOW;
use crate::kernel::ifma::{ROWS, Vector};

const _: () = assert!(ROWS == 1 << WINDOW);

/// Arithmetic on several numbers at once.
pub(super) trait Several {
    /// A window of each exponent.
    type Digits;

    /// S²/R mod n: multiplying by it goes from the form of a [`Residue`](super::Residue) to that of
    /// the lanes.
    fn enter(&self) -> &[Vector];
    /// R mod n: multiplying by it goes back; it is also one in the form of a `Residue`.
    fn leave(&self) -> &[Vector];
    /// How many vectors of scratch the following want.
    fn scratch(&self) -> usize;
    /// z = z·y/S.
    fn mul(&self, z: &mut [Vector], y: &[Vector], scratch: &mut [Vector]);
    /// z = z²/S, `count` times.
    fn sqr(&self, z: &mut [Vector], scratch: &mut [Vector], count: usize);
    /// The rows that the digits tell, reading every row.
    fn select(&self, z: &mut [Vector], table: &[Vector], digits: &Self::Digits);
}

/// The powers of x, in the form of a `Residue` going in and coming out (below 3n), to exponents of
/// `bits` bits (public) whose windows `digits` gives by their position.
///
/// Constant time in all but `bits`: the sequence of operations depends on it alone, and every look-up
/// reads the whole table.
pub(super) fn pow<S: Several>(
    on: &S,
    x: &[Vector],
    digits: impl Fn(usize) -> S::Digits,
    bits: usize,
) -> Vectors {
    let v = x.len();
    let mut scratch = vectors(on.scratch());
    // Row i holds x^i.
    let mut table = vectors(v << WINDOW);
    table[..v].copy_from_slice(on.leave());
    table[v..2 * v].copy_from_slice(x);
    for row in table[..2 * v].chunks_exact_mut(v) {
        on.mul(row, on.enter(), &mut scratch);
    }
    for i in 2..1 << WINDOW {
        let (done, rest) = table.split_at_mut(i * v);
        let row = &mut rest[..v];
        row.copy_from_slice(&done[i / 2 * v..][..v]);
        on.sqr(row, &mut scratch, 1);
        if i % 2 == 1 {
            on.mul(row, &done[v..2 * v], &mut scratch);
        }
    }
    let (mut z, mut row) = (vectors(v), vectors(v));
    z.copy_from_slice(&table[..v]);
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
