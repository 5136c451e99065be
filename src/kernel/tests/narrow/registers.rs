//! Each routine keeps what the calling convention says.

use super::{
    super::registers::{SIZES, check},
    BLOCK_COLUMNS, BLOCK_WORDS, REDUCED, prepared,
};
use crate::kernel::narrow::symbol;
use std::vec;

#[test]
fn mul_narrow() {
    for k in SIZES {
        let (mut z, x) = (vec![0u64; 2 * k], vec![u64::MAX; k]);
        let (z_at, x_at) = (z.as_mut_ptr() as usize, x.as_ptr() as usize);
        // SAFETY: the shapes of the contract.
        unsafe {
            check(
                symbol::mul_narrow as *const () as usize,
                &[z_at, x_at, x_at, k],
            )
        };
        assert_eq!((z[0], z[k]), (1, u64::MAX - 1));
    }
}

#[test]
fn sqr_narrow() {
    for k in SIZES {
        let (mut z, x) = (vec![0u64; 2 * k], vec![u64::MAX; k]);
        let (z_at, x_at) = (z.as_mut_ptr() as usize, x.as_ptr() as usize);
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::sqr_narrow as *const () as usize, &[z_at, x_at, k]) };
        assert_eq!((z[0], z[k]), (1, u64::MAX - 1));
    }
}

#[test]
fn montgomery_reduce_narrow() {
    for k in REDUCED {
        let n = prepared(&vec![u64::MAX; k]);
        let (mut z, mut w) = (vec![u64::MAX; 2 * k], vec![0u64; n.len()]);
        let (z_at, w_at) = (z.as_mut_ptr() as usize, w.as_mut_ptr() as usize);
        let arguments = [z_at, n.as_ptr() as usize, w_at, k, n.len() / 3];
        // SAFETY: the shapes of the contract.
        unsafe {
            check(
                symbol::montgomery_reduce_narrow as *const () as usize,
                &arguments,
            )
        };
        assert_eq!((z[k], z[2 * k - 1]), (u64::MAX - 1, u64::MAX));
    }
}

#[test]
fn unpack_29() {
    let (mut z, x) = (vec![-1; 2 * BLOCK_WORDS], vec![1u64; 16]);
    let arguments = [z.as_mut_ptr() as usize, x.as_ptr() as usize, 2];
    // SAFETY: the shapes of the contract.
    unsafe { check(symbol::unpack_29 as *const () as usize, &arguments) };
    assert_eq!(z[..4], [0, 1, 0, 1 << 6]);
}

#[test]
fn pack_29() {
    let (mut z, t) = (vec![0u64; 16], vec![1i64; 2 * BLOCK_COLUMNS]);
    let arguments = [z.as_mut_ptr() as usize, t.as_ptr() as usize, 2];
    // SAFETY: the shapes of the contract.
    unsafe { check(symbol::pack_29 as *const () as usize, &arguments) };
    assert_eq!(z[0], 1 + (1 << 27) + (1 << 29) + (1 << 58));
}

/// Both that multiply blocks: all limbs 1, so that column i of the product counts its terms.
fn check_multiply_add(function: usize) {
    let (mut z, mut block) = (vec![0i64; 2 * BLOCK_COLUMNS], vec![1i32; BLOCK_WORDS]);
    (block[0], block[BLOCK_WORDS - 1]) = (0, 0);
    let at = block.as_ptr() as usize;
    // SAFETY: the shapes of the contract.
    unsafe { check(function, &[z.as_mut_ptr() as usize, at, at]) };
    assert_eq!(
        z[..BLOCK_COLUMNS],
        core::array::from_fn::<i64, BLOCK_COLUMNS, _>(|i| i as i64 + 1)
    );
}

#[test]
fn multiply_add_29() {
    check_multiply_add(symbol::multiply_add_29 as *const () as usize);
}

#[test]
fn square_add_29() {
    check_multiply_add(symbol::square_add_29 as *const () as usize);
}
