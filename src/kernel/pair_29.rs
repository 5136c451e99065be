//! Montgomery arithmetic on pairs for AArch64 cores whose 64-bit multiplier is narrow: a number modulo
//! p in the even 32-bit lanes, one modulo q in the odd.
//!
//! A number is in B blocks of six digits of 29 bits; `asm/aarch64/pair_29.inc` says how.

use alloc::vec;

use zeroize::{DefaultIsZeroes, Zeroizing};

use super::narrow;

routines! {
    fn pair_montmul(z: *mut i32, y: *const i32, n: *const i32, w: *mut i32, blocks: usize);
    fn pair_montsqr(z: *mut i32, n: *const i32, w: *mut i32, blocks: usize, count: usize);
    fn pair_table_select(z: *mut i32, table: *const i32, rows: usize, blocks: usize, indices: u64);
}

/// Rows of a table for [`Pair29::select`].
pub const ROWS: usize = 32;

/// Bits in a digit, and digits in a block.
pub const DIGIT_BITS: usize = 29;
/// Digits in a block.
pub const DIGITS: usize = 6;

/// Vectors of a block, of its digits alone, and of a modulus for each of its blocks.
pub const BLOCK: usize = 10;
/// Vectors of the digits of a block.
pub const ROW: usize = 3;
/// Vectors of a modulus for each of its blocks.
pub const MODULUS: usize = 23;

/// The digits whose differences a block holds, after its digits.
const DIFFERENCES: [(usize, usize); 14] = [
    (2, 3),
    (3, 4),
    (0, 5),
    (2, 5),
    (2, 4),
    (3, 5),
    (0, 4),
    (1, 5),
    (0, 3),
    (1, 4),
    (0, 2),
    (1, 3),
    (0, 1),
    (1, 2),
];

/// What one register holds: two digits of one number in lanes 0 and 2, of the other in 1 and 3.
#[derive(Clone, Copy, Default)]
#[repr(C, align(16))]
pub struct Quad(pub [i32; 4]);

impl DefaultIsZeroes for Quad {}

/// The routines; that it exists shows that the processor is one where they pay.
#[derive(Clone, Copy)]
pub struct Pair29(());

impl Pair29 {
    /// Any AArch64 processor executes the routines.
    pub(super) fn new() -> Self {
        Self(())
    }

    /// z ≡ z·y / 2^(174B) modulo both numbers. Shapes: z and y 10B vectors, n 23B as [`modulus`] fills
    /// it, w 10B, for B = 6, 9 or 12.
    ///
    /// With z and y below 1.01 times the moduli in magnitude, so is the result.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn mul(self, z: &mut [Quad], y: &[Quad], n: &[Quad], w: &mut [Quad]) {
        let blocks = blocks(z);
        assert!(y.len() == z.len() && n.len() == MODULUS * blocks && w.len() >= z.len());
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::pair_montmul(words_mut(z), words(y), words(n), words_mut(w), blocks) }
    }

    /// `count` times z ≡ z² / 2^(174B), as [`Self::mul`] has it, but w 20B vectors.
    ///
    /// # Panics
    /// If the lengths do not have these shapes or the count is 0.
    #[track_caller]
    pub fn sqr(self, z: &mut [Quad], n: &[Quad], w: &mut [Quad], count: usize) {
        let blocks = blocks(z);
        assert!(n.len() == MODULUS * blocks && w.len() >= 2 * z.len() && count > 0);
        // SAFETY: the shapes were asserted; wrong values give wrong numbers, not wrong addresses.
        unsafe { symbol::pair_montsqr(words_mut(z), words(n), words_mut(w), blocks, count) }
    }

    /// z = row i of the table in the even lanes, row j in the odd, reading every row. Shapes: z 10B,
    /// table 96B vectors, whose rows [`row`] makes. An index above 31 gives zero.
    ///
    /// # Panics
    /// If the lengths do not have these shapes.
    #[track_caller]
    pub fn select(self, z: &mut [Quad], table: &[Quad], [i, j]: [u64; 2]) {
        let blocks = blocks(z);
        assert!(table.len() == ROWS * ROW * blocks);
        let indices = i | j << 32;
        // SAFETY: the shapes were asserted; no address depends on an index.
        unsafe {
            symbol::pair_table_select(words_mut(z), words(table), ROWS, blocks, indices);
        }
    }
}

/// Fills one number's lanes of n, 23B vectors, from N, (N·c + 1)/2¹⁷⁴ and c = −1/N mod 2¹⁷⁴, in limbs.
pub fn modulus(n: &mut [Quad], half: usize, [plain, multiple, c]: [&[u64]; 3]) {
    let (products, last) = n.split_at_mut(n.len() / MODULUS * 2 * BLOCK);
    let (multiples, plains) = products.split_at_mut(products.len() / 2);
    spread(multiples, half, multiple);
    spread(plains, half, plain);
    let mut inverse = Zeroizing::new([0; DIGITS]);
    narrow::unpack(&mut inverse[..], c);
    // The top digit too may have a sign: only what c is modulo 2^174 counts.
    inverse[DIGITS - 1] = inverse[DIGITS - 1] << 3 >> 3;
    // Pairs of digits (i, i−1) of c, then of N, of which those above the first block do not count.
    for i in 0..=DIGITS {
        let digit = |i: usize| lane(plains, half, i);
        let pair = |digits: &dyn Fn(usize) -> i32| {
            let low = if i < DIGITS { digits(i) } else { 0 };
            [low, if i > 0 { digits(i - 1) } else { 0 }]
        };
        let [low, high] = pair(&digit);
        last[DIGITS + i].0[half] = low;
        last[DIGITS + i].0[2 + half] = high;
        if i < DIGITS {
            let [low, high] = pair(&|i| inverse[i]);
            last[i].0[half] = low;
            last[i].0[2 + half] = high;
        }
    }
}

/// Writes a number into its lanes of z, 10B vectors; it must be below 2^(174B − 2).
pub fn spread(z: &mut [Quad], half: usize, x: &[u64]) {
    let mut digits = Zeroizing::new(vec![0; z.len() / BLOCK * DIGITS]);
    narrow::unpack(&mut digits, x);
    place(z, half, &digits);
}

/// Writes the digits of a number into its lanes of z, and their differences.
pub(super) fn place(z: &mut [Quad], half: usize, digits: &[i32]) {
    for (block, digits) in z.chunks_exact_mut(BLOCK).zip(digits.chunks_exact(DIGITS)) {
        let differences = DIFFERENCES.iter().map(|&(i, j)| digits[i] - digits[j]);
        for (i, value) in digits.iter().copied().chain(differences).enumerate() {
            block[i / 2].0[i % 2 * 2 + half] = value;
        }
    }
}

/// Digit i of a number.
pub fn lane(z: &[Quad], half: usize, i: usize) -> i32 {
    z[i / DIGITS * BLOCK + i % DIGITS / 2].0[i % 2 * 2 + half]
}

/// Copies the digits of z, 10B vectors, to a row of a table, 3B.
pub fn row(row: &mut [Quad], z: &[Quad]) {
    for (row, block) in row.chunks_exact_mut(ROW).zip(z.chunks_exact(BLOCK)) {
        row.copy_from_slice(&block[..ROW]);
    }
}

#[track_caller]
fn blocks(z: &[Quad]) -> usize {
    assert!(matches!(z.len(), 60 | 90 | 120), "6, 9 or 12 blocks");
    z.len() / BLOCK
}

fn words(vectors: &[Quad]) -> *const i32 {
    vectors.as_ptr().cast()
}

fn words_mut(vectors: &mut [Quad]) -> *mut i32 {
    vectors.as_mut_ptr().cast()
}
