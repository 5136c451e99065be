//! The AVX-512 IFMA routines on eight numbers at once, each in its own lane modulo its own modulus:
//! limb i of all of them, 52 bits each, is vector i. They have 20, 30 or 40 limbs.

use zeroize::Zeroizing;

use super::ifma::{Ifma, ROWS, Vector, words, words_mut};
use super::ifma_model as model;

routines! {
    fn ifma_batch_mul(z: *mut u64, y: *const u64, modulus: *const u64, scratch: *mut u64, k: usize);
    fn ifma_batch_sqr(z: *mut u64, modulus: *const u64, scratch: *mut u64, k: usize, count: usize);
    fn ifma_batch_select(z: *mut u64, table: *const u64, indices: *const u64, k: usize);
}

impl Ifma {
    /// z = z · y / 2^(52K) mod n in each lane. Shapes: z and y K vectors; modulus 3K: (c·n + 1)/2⁵² for
    /// c = −n⁻¹ mod 2⁵², n, a vector of zeros, one of c, K − 2 that are not used; scratch 3K.
    ///
    /// Limbs are below 2⁵², going in and coming out. The result is below z·y/2^(52K) + 2n: not fully
    /// reduced.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn batch_mul(
        self,
        z: &mut [Vector],
        y: &[Vector],
        modulus: &[Vector],
        scratch: &mut [Vector],
    ) {
        assert_shape(z, modulus, scratch);
        assert!(y.len() == z.len());
        if model::IN_USE {
            return model::mul::<8>(z, y, &modulus[z.len()..], &modulus[2 * z.len() + 1]);
        }
        let (k, scratch) = (8 * z.len(), words_mut(scratch));
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::ifma_batch_mul(words_mut(z), words(y), words(modulus), scratch, k) }
    }

    /// `count` times z = z² / 2^(52K) mod n in each lane, as [`Self::batch_mul`] has it.
    ///
    /// # Panics
    /// If the lengths do not have these shapes or the count is 0.
    #[track_caller]
    pub fn batch_sqr(
        self,
        z: &mut [Vector],
        modulus: &[Vector],
        scratch: &mut [Vector],
        count: usize,
    ) {
        assert_shape(z, modulus, scratch);
        assert!(count > 0);
        if model::IN_USE {
            for _ in 0..count {
                let x = Zeroizing::new(z.to_vec());
                self.batch_mul(z, &x, modulus, scratch);
            }
            return;
        }
        let (k, scratch) = (8 * z.len(), words_mut(scratch));
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::ifma_batch_sqr(words_mut(z), words(modulus), scratch, k, count) }
    }

    /// Lane l of z = lane l of row `indices[l]` of the table, reading every row. Shapes: z K, table 32K
    /// vectors. An index above 31 gives zero.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn batch_select(self, z: &mut [Vector], table: &[Vector], indices: &Vector) {
        assert!(matches!(z.len(), 20 | 30 | 40), "20, 30 or 40 limbs");
        assert!(table.len() == ROWS * z.len());
        let k = 8 * z.len();
        if model::IN_USE {
            return model::select(z, table, indices.0);
        }
        // SAFETY: the shapes were asserted; no address depends on an index.
        unsafe { symbol::ifma_batch_select(words_mut(z), words(table), indices.0.as_ptr(), k) }
    }
}

#[track_caller]
fn assert_shape(z: &[Vector], modulus: &[Vector], scratch: &[Vector]) {
    assert!(matches!(z.len(), 20 | 30 | 40), "20, 30 or 40 limbs");
    assert!(modulus.len() == 3 * z.len() && scratch.len() == 3 * z.len());
}
