//! Each routine with its buffers flush against pages that fault; two vectors are four limbs.

use super::{super::guard_pages::guarded, BLOCKS, BigUint, one, prepared};
use crate::kernel::pair_29::{BLOCK, MODULUS, Quad, ROW, ROWS, symbol};

/// Limbs in so many vectors.
const fn limbs(vectors: usize) -> usize {
    2 * vectors
}

/// Copies vectors to a place for them.
fn fill(to: &mut [u64], from: &[Quad]) {
    assert!(to.len() == limbs(from.len()));
    for (to, from) in to.chunks_exact_mut(2).zip(from) {
        let [a, b, c, d] = from.0.map(|lane| u64::from(lane as u32));
        to.copy_from_slice(&[a | b << 32, c | d << 32]);
    }
}

#[test]
fn pair_montmul() {
    for b in BLOCKS {
        let n = BigUint::from(u64::MAX);
        let n = prepared(b, [&n, &n]);
        let sizes = [BLOCK, BLOCK, MODULUS, BLOCK].map(|vectors| limbs(vectors * b));
        guarded(sizes, |[z, y, n_at, w]| {
            fill(z, &one(b));
            fill(y, &one(b));
            fill(n_at, &n);
            let (z, y, n) = (
                z.as_mut_ptr().cast(),
                y.as_ptr().cast(),
                n_at.as_ptr().cast(),
            );
            // SAFETY: the shapes of the contract.
            unsafe { symbol::pair_montmul(z, y, n, w.as_mut_ptr().cast(), b) };
        });
    }
}

#[test]
fn pair_montsqr() {
    for b in BLOCKS {
        let n = BigUint::from(u64::MAX);
        let n = prepared(b, [&n, &n]);
        let sizes = [BLOCK, MODULUS, 2 * BLOCK].map(|vectors| limbs(vectors * b));
        guarded(sizes, |[z, n_at, w]| {
            fill(z, &one(b));
            fill(n_at, &n);
            let (z, n) = (z.as_mut_ptr().cast(), n_at.as_ptr().cast());
            // SAFETY: the shapes of the contract.
            unsafe { symbol::pair_montsqr(z, n, w.as_mut_ptr().cast(), b, 2) };
        });
    }
}

#[test]
fn pair_table_select() {
    for b in [3, 6, 9, 12] {
        guarded([limbs(BLOCK * b), limbs(ROWS * ROW * b)], |[z, table]| {
            // SAFETY: the shapes of the contract.
            unsafe {
                let (z, table) = (z.as_mut_ptr().cast(), table.as_ptr().cast());
                symbol::pair_table_select(z, table, ROWS, b, 31);
            }
        });
    }
}
