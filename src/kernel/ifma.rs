//! The AVX-512 IFMA routines on pairs: numbers modulo p and modulo q side by side, in limbs of
//! 52 bits.
//!
//! A pair is V = 5, 8 or 10 vectors of eight lanes. Limb V·l + v of its halves stands in lanes 2l and
//! 2l + 1 of vector v; `asm/x86_64/ifma.inc` says why.

use zeroize::DefaultIsZeroes;

routines! {
    fn ifma_mul(z: *mut u64, y: *const u64, modulus: *const u64, k: usize);
    fn ifma_sqr(z: *mut u64, modulus: *const u64, k: usize, count: usize);
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

    /// z = z · y / 2^(52K) modulo p and q, K = 20, 30, 40 for V = 5, 8, 10. Shapes: z and y V vectors,
    /// modulus 4V: (b·n + 1)/2¹⁰⁴ for b = −n⁻¹ mod 2¹⁰⁴, (c·n + 1)/2⁵² for c = −n⁻¹ mod 2⁵², and n,
    /// for each half; then a vector of c, then V − 1 that are not used.
    ///
    /// Limbs are below 2⁵², going in and coming out. The result is below z·y/2^(52K) + 2n: not fully
    /// reduced.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn mul(self, z: &mut [Vector], y: &[Vector], modulus: &[Vector]) {
        assert_shape(z);
        assert!(y.len() == z.len() && modulus.len() == 4 * z.len());
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::ifma_mul(words_mut(z), words(y), words(modulus), 8 * z.len()) }
    }

    /// `count` times z = z² / 2^(52K) modulo p and q, as [`Self::mul`] has it; the result is below
    /// z²/2^(52K) + 3n.
    ///
    /// # Panics
    /// If the lengths do not have these shapes or the count is 0.
    #[track_caller]
    pub fn sqr(self, z: &mut [Vector], modulus: &[Vector], count: usize) {
        assert_shape(z);
        assert!(modulus.len() == 4 * z.len() && count > 0);
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::ifma_sqr(words_mut(z), words(modulus), 8 * z.len(), count) }
    }

    /// z = row i of the table in the half of p, row j in that of q, reading every row. Shapes: z V,
    /// table 32V vectors. An index above 31 gives zero.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn select(self, z: &mut [Vector], table: &[Vector], i: u64, j: u64) {
        assert_shape(z);
        assert!(table.len() == ROWS * z.len());
        let k = 8 * z.len();
        // SAFETY: the shapes were asserted; no address depends on an index.
        unsafe { symbol::ifma_select(words_mut(z), words(table), k, i, j) }
    }
}

#[track_caller]
fn assert_shape(pair: &[Vector]) {
    assert!(
        matches!(pair.len(), 5 | 8 | 10),
        "a pair has 5, 8 or 10 vectors"
    );
}

fn words(vectors: &[Vector]) -> *const u64 {
    vectors.as_ptr().cast()
}

fn words_mut(vectors: &mut [Vector]) -> *mut u64 {
    vectors.as_mut_ptr().cast()
}
