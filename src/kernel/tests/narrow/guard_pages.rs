//! Each routine with its buffers flush against pages that fault; two words or a column to a limb.

use super::{
    super::guard_pages::{SIZES, guarded},
    BLOCK_COLUMNS, BLOCK_WORDS, REDUCED, prepared,
};
use crate::kernel::narrow::{self, PREPARED, symbol};
use std::vec;

#[test]
fn mul_narrow() {
    for k in SIZES {
        // SAFETY: the shapes of the contract.
        guarded([2 * k, k, k], |[z, x, y]| unsafe { narrow::mul(z, x, y) });
    }
}

#[test]
fn sqr_narrow() {
    for k in SIZES {
        // SAFETY: the shapes of the contract.
        guarded([2 * k, k], |[z, x]| unsafe { narrow::sqr(z, x) });
    }
}

#[test]
fn montgomery_reduce_narrow() {
    for k in REDUCED {
        let l = (PREPARED.digits)(k);
        // Two digits to a limb, an even number of them.
        guarded([2 * k, (3 * l).div_ceil(2), 3 * l], |[z, n, w]| {
            let words = prepared(&vec![u64::MAX; k]);
            let n: *mut i32 = n.as_mut_ptr().cast();
            // SAFETY: so many words fit; the shapes of the contract.
            let carry = unsafe {
                n.copy_from_nonoverlapping(words.as_ptr(), 3 * l);
                symbol::montgomery_reduce_narrow(z.as_mut_ptr(), n, w.as_mut_ptr(), k, l)
            };
            assert_eq!(carry, 1);
        });
    }
}

#[test]
fn unpack_29() {
    for n in 1..=3 {
        // SAFETY: the shapes of the contract.
        guarded([BLOCK_WORDS / 2 * n, 8 * n], |[z, x]| unsafe {
            symbol::unpack_29(z.as_mut_ptr().cast(), x.as_ptr(), n)
        });
    }
}

#[test]
fn pack_29() {
    for n in 1..=3 {
        // SAFETY: the shapes of the contract.
        guarded([8 * n, BLOCK_COLUMNS * n], |[z, t]| unsafe {
            symbol::pack_29(z.as_mut_ptr(), t.as_ptr().cast(), n)
        });
    }
}

#[test]
fn multiply_add_29() {
    let shape = [2 * BLOCK_COLUMNS, BLOCK_WORDS / 2, BLOCK_WORDS / 2];
    // SAFETY: the shapes of the contract.
    guarded(shape, |[z, x, y]| unsafe {
        symbol::multiply_add_29(z.as_mut_ptr().cast(), x.as_ptr().cast(), y.as_ptr().cast())
    });
}

#[test]
fn square_add_29() {
    let shape = [2 * BLOCK_COLUMNS, BLOCK_WORDS / 2, BLOCK_WORDS / 2];
    // SAFETY: the shapes of the contract.
    guarded(shape, |[z, x, y]| unsafe {
        symbol::square_add_29(z.as_mut_ptr().cast(), x.as_ptr().cast(), y.as_ptr().cast())
    });
}
