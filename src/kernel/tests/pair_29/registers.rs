//! Each routine keeps what the calling convention says.

use super::{super::registers::check, BLOCKS, BigUint, digits, one, prepared, quads};
use crate::kernel::pair_29::{BLOCK, Quad, ROW, ROWS, symbol};

fn at(vectors: &mut [Quad]) -> usize {
    vectors.as_mut_ptr() as usize
}

#[test]
fn pair_montmul() {
    for b in BLOCKS {
        let n = BigUint::from(3u32);
        let (mut n, mut w) = (prepared(b, [&n, &n]), quads(BLOCK * b));
        let (mut z, mut y) = (one(b), one(b));
        let arguments = [at(&mut z), at(&mut y), at(&mut n), at(&mut w), b];
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::pair_montmul as *const () as usize, &arguments) };
        assert!(digits(&z, 1)[1..].iter().all(|digit| *digit == 0));
    }
}

#[test]
fn pair_montsqr() {
    for b in BLOCKS {
        let n = BigUint::from(3u32);
        let (mut n, mut w) = (prepared(b, [&n, &n]), quads(2 * BLOCK * b));
        let mut z = one(b);
        let arguments = [at(&mut z), at(&mut n), at(&mut w), b, 2];
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::pair_montsqr as *const () as usize, &arguments) };
        assert!(digits(&z, 1)[1..].iter().all(|digit| *digit == 0));
    }
}

#[test]
fn pair_table_select() {
    for b in [3, 6, 9, 12] {
        let (mut z, mut table) = (quads(BLOCK * b), quads(ROWS * ROW * b));
        table.fill(Quad([1, 2, 3, 4]));
        let arguments = [at(&mut z), at(&mut table), ROWS, b, 31];
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::pair_table_select as *const () as usize, &arguments) };
        assert_eq!(
            (digits(&z, 0)[..2].to_vec(), digits(&z, 1)[0]),
            ([1, 3].to_vec(), 2)
        );
    }
}
