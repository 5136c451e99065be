//! The AVX-512 IFMA routines, on numbers in limbs of 52 bits: single ones, or pairs with a number
//! modulo p in the even lanes and one modulo q in the odd.
//!
//! A single number or a pair is V = 5, 8 or 10 vectors of eight lanes. With H numbers to the vector,
//! H = 1 or 2, limb V·l + v of number h stands in lane H·l + h of vector v; `asm/x86_64/ifma.inc` says
//! why.

use zeroize::{DefaultIsZeroes, Zeroizing};

use super::ifma_model as model;

routines! {
    fn ifma_mul(z: *mut u64, y: *const u64, modulus: *const u64, k: usize, halves: usize);
    fn ifma_sqr(z: *mut u64, modulus: *const u64, k: usize, count: usize, halves: usize);
    fn ifma_select(z: *mut u64, table: *const u64, k: usize, i: u64, j: u64);
}

/// Rows of a table for [`Ifma::select`].
pub const ROWS: usize = 32;

/// Bits in a limb.
pub const LIMB_BITS: usize = 52;

/// What one register holds.
#[derive(Clone, Copy, Default)]
#[repr(C, align(64))]
pub struct Vector(pub [u64; 8]);

impl DefaultIsZeroes for Vector {}

/// The routines; that it exists shows that the processor has their instructions.
#[derive(Clone, Copy)]
pub struct Ifma(());

impl Ifma {
    /// # Safety
    /// The processor and the system support AVX-512 F, DQ, VL and IFMA.
    pub unsafe fn assume() -> Self {
        Self(())
    }

    /// z = z · y / 2^(52K) mod n for each number, H·K = 40, 60, 80 for V = 5, 8, 10. Shapes: z and y V
    /// vectors, modulus 4V: (b·n + 1)/2¹⁰⁴ for b = −n⁻¹ mod 2¹⁰⁴, (c·n + 1)/2⁵² for c = −n⁻¹ mod 2⁵², n;
    /// then a vector of c, then V − 1 that are not used.
    ///
    /// Limbs are below 2⁵², going in and coming out. The result is below z·y/2^(52K) + 2n: not fully
    /// reduced.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn mul<const H: usize>(self, z: &mut [Vector], y: &[Vector], modulus: &[Vector]) {
        assert_shape::<H>(z);
        assert!(y.len() == z.len() && modulus.len() == 4 * z.len());
        if model::IN_USE {
            return model::mul::<H>(z, y, &modulus[2 * z.len()..], &modulus[3 * z.len()]);
        }
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::ifma_mul(words_mut(z), words(y), words(modulus), 8 * z.len(), H) }
    }

    /// `count` times z = z² / 2^(52K) mod n for each number, as [`Self::mul`] has it; the result is below
    /// z²/2^(52K) + 3n.
    ///
    /// # Panics
    /// If the lengths do not have these shapes or the count is 0.
    #[track_caller]
    pub fn sqr<const H: usize>(self, z: &mut [Vector], modulus: &[Vector], count: usize) {
        assert_shape::<H>(z);
        assert!(modulus.len() == 4 * z.len() && count > 0);
        if model::IN_USE {
            for _ in 0..count {
                let x = Zeroizing::new(z.to_vec());
                self.mul::<H>(z, &x, modulus);
            }
            return;
        }
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::ifma_sqr(words_mut(z), words(modulus), 8 * z.len(), count, H) }
    }

    /// z = row i of the table in the even lanes, row j in the odd, reading every row. Shapes: z V,
    /// table 32V vectors. An index above 31 gives zero.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn select(self, z: &mut [Vector], table: &[Vector], i: u64, j: u64) {
        assert_shape::<2>(z);
        assert!(table.len() == ROWS * z.len());
        let k = 8 * z.len();
        if model::IN_USE {
            return model::select(z, table, [i, j, i, j, i, j, i, j]);
        }
        // SAFETY: the shapes were asserted; no address depends on an index.
        unsafe { symbol::ifma_select(words_mut(z), words(table), k, i, j) }
    }
}

#[track_caller]
fn assert_shape<const H: usize>(z: &[Vector]) {
    const { assert!(H == 1 || H == 2) };
    assert!(matches!(z.len(), 5 | 8 | 10), "5, 8 or 10 vectors");
}

pub(super) fn words(vectors: &[Vector]) -> *const u64 {
    vectors.as_ptr().cast()
}

pub(super) fn words_mut(vectors: &mut [Vector]) -> *mut u64 {
    vectors.as_mut_ptr().cast()
}
