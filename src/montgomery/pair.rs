//! Exponentiation modulo two primes at once, one in the even lanes of vectors, one in the odd.

use alloc::vec;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::pow::{WINDOW, digit};
use super::{Modulus, Residue};
use crate::bignum::{BLOCK, Uint};
use crate::kernel::ifma::{Ifma, LIMB_BITS, ROWS, Vector};
use crate::kernel::{self, ifma};

const MASK: u64 = (1 << LIMB_BITS) - 1;

const _: () = assert!(ROWS == 1 << WINDOW);

/// Two moduli of the same number of limbs, made ready for [`Self::pow`].
///
/// Residues are those of the two [`Modulus`]es, in their Montgomery form (R = 2^(64k)); in between
/// numbers are in another one (S = 2^(52K)) and below 4n rather than n: a product of two is below
/// 16n²/S + 3n, and S is at least 2¹⁶·n. Erased on drop.
#[derive(Clone)]
pub(crate) struct PairModulus {
    ifma: Ifma,
    /// As [`Ifma::mul`] has it.
    modulus: Pair,
    /// S²/R mod n: multiplying by it enters the inner form.
    enter: Pair,
    /// R mod n: multiplying by it leaves that form; it is also the outer form of one.
    leave: Pair,
    /// n, a block of limbs wider than the residues.
    n: [Uint; 2],
    limbs: usize,
}

type Pair = Zeroizing<Vec<Vector>>;

/// Vectors of a pair and limbs of 52 bits in the inner form, for so many limbs of 64 bits.
fn shape(limbs: usize) -> Option<(usize, usize)> {
    match limbs {
        16 => Some((5, 20)),
        24 => Some((8, 30)),
        32 => Some((10, 40)),
        _ => None,
    }
}

impl PairModulus {
    /// `None` unless the processor has the instructions and the moduli a size they serve: both
    /// 16, both 24 or both 32 limbs.
    pub(crate) fn new(moduli: [&Modulus; 2]) -> Option<Self> {
        let limbs = moduli[0].limbs();
        let (v, inner_limbs) = shape(limbs).filter(|_| moduli[1].limbs() == limbs)?;
        let ifma = ifma()?;
        let mut modulus = pair(4 * v);
        for (half, Modulus { n, n0_inv, .. }) in moduli.into_iter().enumerate() {
            let c = n0_inv & MASK;
            let once = divided_sum(&Uint::from_limbs(&[1]), n, c);
            // −1/n mod 2¹⁰⁴ is c + 2⁵²·d where once + d·n ≡ 0 modulo 2⁵².
            let d = once.limbs()[0].wrapping_mul(*n0_inv) & MASK;
            let twice = divided_sum(&once, n, d);
            for (vectors, x) in modulus.chunks_exact_mut(v).zip([&twice, &once, n]) {
                pack(vectors, half, x);
            }
            for lane in modulus[3 * v].0[half..].iter_mut().step_by(2) {
                *lane = c;
            }
        }
        // S²/R as a power of two.
        let exponent = 2 * LIMB_BITS * inner_limbs - 64 * limbs;
        let mut power = Uint::zero(exponent / 64 + 1);
        power.limbs_mut()[exponent / 64] = 1 << (exponent % 64);
        Some(Self {
            ifma,
            modulus,
            enter: packed(v, moduli.map(|n| n.retrieve(&n.residue(&power))).each_ref()),
            leave: packed(v, moduli.map(|n| &n.one.0)),
            n: moduli.map(|n| n.n.widened(limbs + BLOCK)),
            limbs,
        })
    }

    /// x^e for each half, from the low `bits` bits of its exponent (public; more than the exponents
    /// have does no harm).
    ///
    /// Constant time in x, e and the moduli, as [`Modulus::pow`] is. The residues must be of the
    /// moduli given to [`Self::new`].
    pub(crate) fn pow(&self, x: [&Residue; 2], e: [&Uint; 2], bits: usize) -> [Residue; 2] {
        let v = self.enter.len();
        // Row i holds x^i.
        let mut table = pair(v << WINDOW);
        table[..v].copy_from_slice(&self.leave);
        table[v..2 * v].copy_from_slice(&packed(v, x.map(|x| &x.0)));
        for row in table[..2 * v].chunks_exact_mut(v) {
            self.ifma.mul(row, &self.enter, &self.modulus);
        }
        for i in 2..1 << WINDOW {
            let (done, rest) = table.split_at_mut(i * v);
            rest[..v].copy_from_slice(&done[i / 2 * v..][..v]);
            self.ifma.sqr(&mut rest[..v], &self.modulus, 1);
            if i % 2 == 1 {
                self.ifma
                    .mul(&mut rest[..v], &done[v..2 * v], &self.modulus);
            }
        }
        let (mut z, mut row) = (pair(v), pair(v));
        for (i, at) in (0..bits).step_by(WINDOW).rev().enumerate() {
            let [p, q] = e.map(|e| digit(e, at, bits));
            if i == 0 {
                self.ifma.select(&mut z, &table, p, q);
                continue;
            }
            self.ifma.select(&mut row, &table, p, q);
            self.ifma.sqr(&mut z, &self.modulus, WINDOW);
            self.ifma.mul(&mut z, &row, &self.modulus);
        }
        self.ifma.mul(&mut z, &self.leave, &self.modulus);
        [0, 1].map(|half| self.reduced(half, &z))
    }

    /// A half of a pair below 3n, reduced.
    fn reduced(&self, half: usize, z: &[Vector]) -> Residue {
        let mut x = unpacked(half, z, self.limbs + BLOCK);
        for _ in 0..2 {
            kernel::conditional_subtract(x.limbs_mut(), 0, self.n[half].limbs());
        }
        Residue(x.resize(self.limbs).expect("a reduced number fits"))
    }
}

/// (x + d·n) / 2⁵², rounded down.
fn divided_sum(x: &Uint, n: &Uint, d: u64) -> Uint {
    let mut sum = n.mul_small(d);
    sum.add_assign(x);
    sum.shr_assign_vartime(LIMB_BITS);
    sum
}

fn pair(vectors: usize) -> Pair {
    Zeroizing::new(vec![Vector::default(); vectors])
}

fn packed(v: usize, halves: [&Uint; 2]) -> Pair {
    let mut z = pair(v);
    for (half, x) in halves.into_iter().enumerate() {
        pack(&mut z, half, x);
    }
    z
}

/// Where limb i of a half stands.
fn place(v: usize, half: usize, i: usize) -> (usize, usize) {
    (i % v, 2 * (i / v) + half)
}

/// Writes a half of a pair; x must fit.
fn pack(z: &mut [Vector], half: usize, x: &Uint) {
    let v = z.len();
    let limb = |i: usize| x.limbs().get(i).copied().unwrap_or(0);
    for i in 0..4 * v {
        let (word, shift) = (LIMB_BITS * i / 64, LIMB_BITS * i % 64);
        let bits = limb(word) >> shift | (limb(word + 1) << 1) << (63 - shift);
        let (vector, lane) = place(v, half, i);
        z[vector].0[lane] = bits & MASK;
    }
}

/// Reads a half of a pair whose limbs are below 2⁵²; it must fit the width.
fn unpacked(half: usize, z: &[Vector], limbs: usize) -> Uint {
    let mut x = Uint::zero(limbs);
    for i in 0..4 * z.len() {
        let (vector, lane) = place(z.len(), half, i);
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
