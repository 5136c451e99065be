//! Numbers in the lanes of vectors: how they get there and back, and their moduli.

use alloc::vec;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::{Modulus, divided_sum};
use crate::bignum::{BLOCK, Uint};
use crate::kernel::ifma::{Ifma, LIMB_BITS, Vector};
use crate::kernel::{self, ifma};

const MASK: u64 = (1 << LIMB_BITS) - 1;

/// A number, or several side by side. Erased on drop.
pub(super) type Vectors = Zeroizing<Vec<Vector>>;

/// H = 1 or 2 moduli of the same number of limbs.
///
/// Numbers in lanes are in Montgomery form with S = 2^(52K), and below 4n rather than n: a product of
/// two is below 16n²/S + 3n, and S is at least 2¹⁶·n.
#[derive(Clone)]
pub(super) struct Lanes<const H: usize> {
    ifma: Ifma,
    /// As [`Ifma::mul`] has it.
    modulus: Vectors,
    /// n, a block of limbs wider than need be.
    n: [Uint; H],
    /// Limbs of 64 bits in n.
    limbs: usize,
    /// K.
    inner_limbs: usize,
}

impl<const H: usize> Lanes<H> {
    /// `None` unless the processor has the instructions and the moduli one of the sizes they serve:
    /// 32, 48 or 64 limbs in all.
    pub(super) fn new(moduli: [&Modulus; H]) -> Option<Self> {
        let limbs = moduli[0].limbs();
        let (v, inner_limbs) = match H * limbs {
            32 => (5, 40 / H),
            48 => (8, 60 / H),
            64 => (10, 80 / H),
            _ => return None,
        };
        if moduli.iter().any(|modulus| modulus.limbs() != limbs) {
            return None;
        }
        let mut lanes = Self {
            ifma: ifma()?,
            modulus: vectors(4 * v),
            n: moduli.map(|modulus| modulus.n.widened(limbs + BLOCK)),
            limbs,
            inner_limbs,
        };
        for (half, Modulus { n, n0_inv, .. }) in moduli.into_iter().enumerate() {
            let c = n0_inv & MASK;
            let once = divided_sum(&Uint::from_limbs(&[1]), n, c, LIMB_BITS);
            // −1/n mod 2¹⁰⁴ is c + 2⁵²·d where once + d·n ≡ 0 modulo 2⁵².
            let d = once.limbs()[0].wrapping_mul(*n0_inv) & MASK;
            let twice = divided_sum(&once, n, d, LIMB_BITS);
            for (z, x) in lanes.modulus.chunks_exact_mut(v).zip([&twice, &once, n]) {
                pack::<H>(z, half, x);
            }
            for lane in lanes.modulus[3 * v].0[half..].iter_mut().step_by(H) {
                *lane = c;
            }
        }
        Some(lanes)
    }

    /// V, the number of vectors of a number.
    pub(super) fn len(&self) -> usize {
        self.modulus.len() / 4
    }

    /// Limbs of 64 bits in a modulus.
    pub(super) fn limbs(&self) -> usize {
        self.limbs
    }

    /// Limbs of 52 bits in a number.
    pub(super) fn inner_limbs(&self) -> usize {
        self.inner_limbs
    }

    pub(super) fn ifma(&self) -> Ifma {
        self.ifma
    }

    /// (c·n + 1)/2⁵² for c = −n⁻¹ mod 2⁵².
    pub(super) fn once(&self) -> &[Vector] {
        &self.modulus[self.len()..2 * self.len()]
    }

    /// n.
    pub(super) fn modulus(&self) -> &[Vector] {
        &self.modulus[2 * self.len()..3 * self.len()]
    }

    /// c in all lanes of its number.
    pub(super) fn inverse(&self) -> &[Vector] {
        &self.modulus[3 * self.len()..][..1]
    }

    /// S²/R^r mod n for each modulus, R being that of the [`Modulus`].
    pub(super) fn inner_square(&self, moduli: [&Modulus; H], r: usize) -> Vectors {
        let exponent = 2 * LIMB_BITS * self.inner_limbs - 64 * r * self.limbs;
        let mut power = Uint::zero(exponent / 64 + 1);
        power.limbs_mut()[exponent / 64] = 1 << (exponent % 64);
        let squares = moduli.map(|n| n.retrieve(&n.residue(&power)));
        self.packed(squares.each_ref())
    }

    /// z·y/S.
    pub(super) fn mul(&self, z: &mut [Vector], y: &[Vector]) {
        self.ifma.mul::<H>(z, y, &self.modulus);
    }

    /// z²/S, `count` times.
    pub(super) fn sqr(&self, z: &mut [Vector], count: usize) {
        self.ifma.sqr::<H>(z, &self.modulus, count);
    }

    /// Numbers below 4n, in lanes.
    pub(super) fn packed(&self, numbers: [&Uint; H]) -> Vectors {
        let mut z = vectors(self.len());
        for (half, x) in numbers.into_iter().enumerate() {
            pack::<H>(&mut z, half, x);
        }
        z
    }

    /// One of the numbers, reduced, if it is below 3n.
    pub(super) fn reduced(&self, half: usize, z: &[Vector]) -> Uint {
        self.subtracted(half, unpacked::<H>(half, z, self.limbs + BLOCK))
    }

    /// x modulo one of the moduli, for x below three times that, and a block wider.
    pub(super) fn subtracted(&self, half: usize, mut x: Uint) -> Uint {
        for _ in 0..2 {
            kernel::conditional_subtract(x.limbs_mut(), 0, self.n[half].limbs());
        }
        x.resize(self.limbs)
            .expect("a number below n fits its width")
    }
}

impl Lanes<2> {
    /// Row i of the table for the first modulus, row j for the second, reading every row.
    pub(super) fn select(&self, z: &mut [Vector], table: &[Vector], [i, j]: [u64; 2]) {
        self.ifma.select(z, table, i, j);
    }
}

pub(super) fn vectors(count: usize) -> Vectors {
    Zeroizing::new(vec![Vector::default(); count])
}

/// The vector and the lane of limb i of a number.
fn place<const H: usize>(v: usize, half: usize, i: usize) -> (usize, usize) {
    (i % v, H * (i / v) + half)
}

/// Writes one of the numbers; x must fit.
pub(super) fn pack<const H: usize>(z: &mut [Vector], half: usize, x: &Uint) {
    let limb = |i: usize| x.limbs().get(i).copied().unwrap_or(0);
    for i in 0..8 / H * z.len() {
        let (word, shift) = (LIMB_BITS * i / 64, LIMB_BITS * i % 64);
        let bits = limb(word) >> shift | (limb(word + 1) << 1) << (63 - shift);
        let (vector, lane) = place::<H>(z.len(), half, i);
        z[vector].0[lane] = bits & MASK;
    }
}

/// Reads one of the numbers, whose limbs are below 2⁵²; it must fit the width.
pub(super) fn unpacked<const H: usize>(half: usize, z: &[Vector], limbs: usize) -> Uint {
    let mut x = Uint::zero(limbs);
    for i in 0..8 / H * z.len() {
        let (vector, lane) = place::<H>(z.len(), half, i);
        let (word, shift) = (LIMB_BITS * i / 64, LIMB_BITS * i % 64);
        let bits = u128::from(z[vector].0[lane]) << shift;
        for (word, bits) in (word..).zip([bits as u64, (bits >> 64) as u64]) {
            if let Some(word) = x.limbs_mut().get_mut(word) {
                *word |= bits;
            }
        }
    }
    x
}
