//! Exponentiation modulo two primes at once, on AArch64 cores whose 64-bit multiplier is narrow.

use alloc::vec;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::pow::digit;
use super::window::{self, Several};
use super::{Modulus, Residue, divided_sum};
use crate::bignum::{BLOCK as LIMBS, Uint};
use crate::kernel;
use crate::kernel::pair_29::{self, BLOCK, DIGIT_BITS, DIGITS, MODULUS, Pair29, Quad};

/// Two moduli of the same number of limbs, made ready for [`Self::pow`]. Erased on drop.
///
/// Numbers in lanes are in Montgomery form with S = 2^(174B) for B blocks, and below 1.01·n in
/// magnitude: a product of two, reduced, is below 1.005·n + 1.1·n²/S, and S is at least 2²⁰·n.
#[derive(Clone)]
pub(crate) struct PairModulus {
    kernel: Pair29,
    /// As [`Pair29::mul`] has it.
    modulus: Quads,
    /// n, a block of limbs wider than need be.
    n: [Uint; 2],
    enter: Quads,
    leave: Quads,
}

/// Erased on drop.
type Quads = Zeroizing<Vec<Quad>>;

fn quads(count: usize) -> Quads {
    Zeroizing::new(vec![Quad::default(); count])
}

impl PairModulus {
    /// `None` unless the processor is one where it pays and the moduli have a size that is served:
    /// both 16, both 24 or both 32 limbs.
    pub(crate) fn new(moduli: [&Modulus; 2]) -> Option<Self> {
        let limbs = moduli[0].limbs();
        let blocks = match limbs {
            16 | 24 | 32 => limbs * 3 / 8,
            _ => return None,
        };
        if moduli[1].limbs() != limbs {
            return None;
        }
        let mut pair = Self {
            kernel: kernel::pair_29()?,
            modulus: quads(MODULUS * blocks),
            n: moduli.map(|modulus| modulus.n.widened(limbs + LIMBS)),
            enter: quads(BLOCK * blocks),
            leave: quads(BLOCK * blocks),
        };
        // S²/R, to be multiplied by what is in the form of a `Residue`, which has a factor R.
        let exponent = 2 * DIGIT_BITS * DIGITS * blocks - 64 * limbs;
        let mut power = Uint::zero(exponent / 64 + 1);
        power.limbs_mut()[exponent / 64] = 1 << (exponent % 64);
        for (half, modulus) in moduli.into_iter().enumerate() {
            let (multiple, c) = multiple(modulus);
            let parts = [modulus.n.limbs(), multiple.limbs(), &c[..]];
            pair_29::modulus(&mut pair.modulus, half, parts);
            let enter = modulus.retrieve(&modulus.residue(&power));
            pair_29::spread(&mut pair.enter, half, enter.limbs());
            pair_29::spread(&mut pair.leave, half, modulus.one.0.limbs());
        }
        Some(pair)
    }

    /// x^e for each modulus, from the low `bits` bits of its exponent (public; more than the
    /// exponents have does no harm).
    ///
    /// Constant time in x, e and the moduli, as [`Modulus::pow`] is. The residues must be of the
    /// moduli given to [`Self::new`].
    pub(crate) fn pow(&self, x: [&Residue; 2], e: [&Uint; 2], bits: usize) -> [Residue; 2] {
        let mut base = quads(self.enter.len());
        for (half, x) in x.into_iter().enumerate() {
            pair_29::spread(&mut base, half, x.0.limbs());
        }
        let z = window::pow(self, &base, |at| e.map(|e| digit(e, at, bits)), bits);
        [0, 1].map(|half| Residue(self.reduced(half, &z)))
    }

    /// One of the numbers, reduced.
    fn reduced(&self, half: usize, z: &[Quad]) -> Uint {
        let n = &self.n[half];
        let plain = &self.modulus[z.len()..2 * z.len()];
        let mut x = Uint::zero(n.limbs().len());
        let (mut carry, mut bit) = (0, 0);
        for i in 0..z.len() / BLOCK * DIGITS {
            // With 2n more it is not negative.
            let digit = i64::from(pair_29::lane(z, half, i)) + carry;
            let digit = digit + 2 * i64::from(pair_29::lane(plain, half, i));
            carry = digit >> DIGIT_BITS;
            let bits = u128::from(digit as u64 & ((1 << DIGIT_BITS) - 1)) << (bit % 64);
            for (at, bits) in [(bit / 64, bits as u64), (bit / 64 + 1, (bits >> 64) as u64)] {
                if let Some(limb) = x.limbs_mut().get_mut(at) {
                    *limb |= bits;
                }
            }
            bit += DIGIT_BITS;
        }
        let modulus = n.limbs();
        for _ in 0..3 {
            kernel::conditional_subtract(x.limbs_mut(), 0, modulus);
        }
        x.resize(modulus.len() - LIMBS)
            .expect("a number below n fits its width")
    }
}

/// (n·c + 1)/2¹⁷⁴ and c = −1/n mod 2¹⁷⁴.
fn multiple(Modulus { n, n0_inv, .. }: &Modulus) -> (Uint, Zeroizing<[u64; 3]>) {
    let mut c = Zeroizing::new([0; 3]);
    let mut sum = Uint::from_limbs(&[1]);
    for (limb, bits) in c.iter_mut().zip([64, 64, DIGIT_BITS * DIGITS - 128]) {
        *limb = sum.limbs()[0].wrapping_mul(*n0_inv) & (u64::MAX >> (64 - bits));
        sum = divided_sum(&sum, n, *limb, bits);
    }
    (sum, c)
}

impl Several for PairModulus {
    type Vector = Quad;
    type Digits = [u64; 2];

    fn enter(&self) -> &[Quad] {
        &self.enter
    }

    fn leave(&self) -> &[Quad] {
        &self.leave
    }

    fn scratch(&self) -> usize {
        2 * self.enter.len()
    }

    fn row(&self) -> usize {
        self.enter.len() / BLOCK * pair_29::ROW
    }

    fn keep(&self, row: &mut [Quad], z: &[Quad]) {
        pair_29::row(row, z);
    }

    fn mul(&self, z: &mut [Quad], y: &[Quad], scratch: &mut [Quad]) {
        self.kernel.mul(z, y, &self.modulus, scratch);
    }

    fn sqr(&self, z: &mut [Quad], scratch: &mut [Quad], count: usize) {
        self.kernel.sqr(z, &self.modulus, scratch, count);
    }

    fn select(&self, z: &mut [Quad], table: &[Quad], digits: &[u64; 2]) {
        self.kernel.select(z, table, *digits);
    }
}
