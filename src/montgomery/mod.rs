//! Arithmetic modulo an odd number in Montgomery form: P. L. Montgomery, *Modular multiplication
//! without trial division*, Math. Comp. 44 (1985); the Handbook of Applied Cryptography, 14.3.2.
//!
//! ```
//! use verimont::{bignum::Uint, montgomery::Modulus};
//!
//! let n = Modulus::new(&Uint::from_limbs(&[1_000_003]))?;
//! let x = n.residue(&Uint::from_limbs(&[12_345]));
//! // Fermat: x^(n−1) = 1 modulo a prime.
//! let exponent = Uint::from_limbs(&[1_000_002]);
//! let one = n.retrieve(&n.pow(&x, &exponent, 20));
//! assert_eq!(one.limbs()[0], 1);
//! let inverse = n.invert(&x).unwrap();
//! assert_eq!(n.retrieve(&n.mul(&x, &inverse)).limbs()[0], 1);
//! # Ok::<(), verimont::montgomery::ModulusError>(())
//! ```

#[cfg(verimont_ifma)]
mod batch;
#[cfg(verimont_ifma)]
mod lanes;
#[cfg(verimont_ifma)]
mod pair;
#[cfg(verimont_pair_29)]
mod pair_29;
mod pow;
#[cfg(verimont_ifma)]
mod single;
#[cfg(all(test, verimont_pairs))]
mod tests;
#[cfg(verimont_pairs)]
mod window;

use alloc::{vec, vec::Vec};
use core::fmt;

use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, Zeroizing};

use crate::bignum::{Uint, invert_odd};
use crate::declassify::declassify;
use crate::kernel;
#[cfg(verimont_pair_29)]
pub(crate) use pair_29::PairModulus;
#[cfg(verimont_ifma)]
pub(crate) use {batch::PAIRS, batch::pow_batch, pair::PairModulus, single::SingleModulus};

/// An odd modulus n > 1 with what its Montgomery arithmetic needs, in k limbs; R = 2^(64k).
///
/// The number of bits of n is public; its value may be secret. Every operation is constant time in
/// the values of modulus, operands and exponents, unless its name ends in `_vartime`. Erased on drop.
#[derive(Clone)]
pub struct Modulus {
    n: Uint,
    /// −n⁻¹ mod 2⁶⁴.
    n0_inv: u64,
    /// n in the form that the kernels reduce by.
    prepared: Zeroizing<Vec<i32>>,
    /// R mod n: one in Montgomery form.
    one: Residue,
    /// R² mod n.
    r2: Uint,
    bits: usize,
}

/// A number modulo n in Montgomery form: x·R mod n, fully reduced.
///
/// It belongs to the [`Modulus`] that made it; with another one the results are meaningless (or a
/// panic, if the widths differ). Erased on drop.
#[derive(Clone, Debug)]
pub struct Residue(Uint);

/// The modulus is even, or below 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModulusError;

impl fmt::Display for ModulusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Montgomery modulus must be odd and at least 3")
    }
}

impl core::error::Error for ModulusError {}

impl Modulus {
    /// Prepares arithmetic modulo n, in as few limbs (a multiple of 8) as the bits of n need.
    ///
    /// # Errors
    /// If n is even or below 3.
    pub fn new(n: &Uint) -> Result<Self, ModulusError> {
        Self::with_limbs(n, declassify(n.bits()).div_ceil(64))
    }

    /// As [`Self::new`] in at least `limbs` limbs, so that two moduli can share a width.
    ///
    /// # Errors
    /// If n is even, below 3, or does not fit.
    pub fn with_limbs(n: &Uint, limbs: usize) -> Result<Self, ModulusError> {
        let n = n.resize(limbs).ok_or(ModulusError)?;
        let bits = declassify(n.bits());
        if bits < 2 || !declassify(bool::from(n.is_odd())) {
            return Err(ModulusError);
        }
        // Newton's iteration for n⁻¹ mod 2⁶⁴: n·n ≡ 1 (mod 8) gives 3 bits, each round doubles them.
        let n0 = n.limbs()[0];
        let mut inverse = n0;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(n0.wrapping_mul(inverse)));
        }
        let k = n.limbs().len();
        let mut modulus = Self {
            n0_inv: inverse.wrapping_neg(),
            prepared: Zeroizing::new(vec![0; kernel::prepared_lengths(k).0]),
            one: Residue(Uint::zero(k)),
            r2: Uint::zero(k),
            bits,
            n,
        };
        if !modulus.prepared.is_empty() {
            // The quotient in the reduction of 1 is −n⁻¹ mod R.
            let mut quotient = Zeroizing::new(vec![0; 2 * k]);
            quotient[0] = 1;
            let _ = kernel::montgomery_reduce(&mut quotient, modulus.n.limbs(), modulus.n0_inv);
            kernel::prepare(&mut modulus.prepared, modulus.n.limbs(), &quotient[..k]);
        }
        // 2^(bits−1) is below n; double it up to R.
        let mut power = Uint::zero(k);
        power.limbs_mut()[(bits - 1) / 64] = 1 << ((bits - 1) % 64);
        for _ in bits - 1..64 * k {
            modulus.double(&mut power);
        }
        modulus.one = Residue(power.clone());
        // 2^(2k)·R, squared five times in Montgomery form, is 2^(64k)·R.
        for _ in 0..2 * k {
            modulus.double(&mut power);
        }
        let mut r2 = Residue(power);
        for _ in 0..5 {
            r2 = modulus.sqr(&r2);
        }
        modulus.r2 = r2.0.clone();
        Ok(modulus)
    }

    /// n itself.
    #[must_use]
    pub fn value(&self) -> &Uint {
        &self.n
    }

    /// The number of bits of n.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// k, the number of limbs of n and of everything reduced modulo n.
    #[must_use]
    pub fn limbs(&self) -> usize {
        self.n.limbs().len()
    }

    /// One.
    #[must_use]
    pub fn one(&self) -> &Residue {
        &self.one
    }

    /// x mod n, brought into Montgomery form; x may be of any width.
    #[must_use]
    pub fn residue(&self, x: &Uint) -> Residue {
        // Horner's rule over chunks of k limbs. Multiplying by R² turns a chunk, and by R what has
        // been gathered, since both lose a factor R in the reduction.
        let turned = |chunk| {
            let chunk = Uint::from_limbs(chunk).widened(self.limbs());
            self.product(&chunk, &self.r2)
        };
        let mut chunks = x.limbs().chunks(self.limbs()).rev();
        let top = turned(chunks.next().expect("a number has limbs"));
        chunks.fold(top, |sum, chunk| {
            self.add(&self.product(&sum.0, &self.r2), &turned(chunk))
        })
    }

    /// x mod n as an ordinary integer, k limbs wide.
    #[must_use]
    pub fn retrieve(&self, x: &Residue) -> Uint {
        let mut t = self.scratch();
        t[..self.limbs()].copy_from_slice(x.0.limbs());
        let mut z = Uint::zero(self.limbs());
        self.reduce_into(z.limbs_mut(), &mut t);
        z
    }

    /// x · y mod n.
    #[must_use]
    pub fn mul(&self, x: &Residue, y: &Residue) -> Residue {
        self.product(&x.0, &y.0)
    }

    /// x · y mod n as an ordinary integer, for an ordinary x of at most k limbs.
    pub(crate) fn scale(&self, x: &Uint, y: &Residue) -> Uint {
        self.product(&x.widened(self.limbs()), &y.0).0
    }

    /// x² mod n.
    #[must_use]
    pub fn sqr(&self, x: &Residue) -> Residue {
        let mut z = x.clone();
        self.sqr_assign(z.0.limbs_mut(), &mut self.scratch());
        z
    }

    /// x + y mod n.
    #[must_use]
    pub fn add(&self, x: &Residue, y: &Residue) -> Residue {
        let mut sum = x.0.clone();
        let carry = sum.add_assign(&y.0);
        kernel::conditional_subtract(
            sum.limbs_mut(),
            u64::from(carry.unwrap_u8()),
            self.n.limbs(),
        );
        Residue(sum)
    }

    /// x − y mod n.
    #[must_use]
    pub fn sub(&self, x: &Residue, y: &Residue) -> Residue {
        let mut difference = x.0.clone();
        let borrow = difference.sub_assign(&y.0);
        let mut wrapped = difference.clone();
        wrapped.add_assign(&self.n);
        difference.conditional_assign(&wrapped, borrow);
        Residue(difference)
    }

    /// x⁻¹ mod n, or `None` where x has no inverse: that is the one thing this reveals of x.
    /// Constant time (Bernstein-Yang divsteps).
    #[must_use]
    pub fn invert(&self, x: &Residue) -> Option<Residue> {
        let inverse = invert_odd(&self.retrieve(x), &self.n, self.bits, self.n0_inv)?;
        Some(self.residue(&inverse))
    }

    /// x·y·R⁻¹ mod n for x < R and y < n.
    fn product(&self, x: &Uint, y: &Uint) -> Residue {
        let mut z = x.clone();
        let mut t = self.scratch();
        self.mul_assign(z.limbs_mut(), y.limbs(), &mut t);
        Residue(z)
    }

    /// z = z·y·R⁻¹ mod n; z < R, y < n, t from `scratch`.
    fn mul_assign(&self, z: &mut [u64], y: &[u64], t: &mut [u64]) {
        kernel::mul(&mut t[..2 * z.len()], z, y);
        self.reduce_into(z, t);
    }

    /// z = z²·R⁻¹ mod n; z < n, t from `scratch`.
    fn sqr_assign(&self, z: &mut [u64], t: &mut [u64]) {
        kernel::sqr(&mut t[..2 * z.len()], z);
        self.reduce_into(z, t);
    }

    /// 2k limbs for a product, and what reducing it takes.
    fn scratch(&self) -> Zeroizing<Vec<u64>> {
        let k = self.limbs();
        Zeroizing::new(vec![0; 2 * k + kernel::prepared_lengths(k).1])
    }

    /// z ≡ t·R⁻¹ (mod n), below R, for t a product of two numbers, each below n or such a z: the first 2k
    /// limbs of what `scratch` gave.
    fn almost_reduce_into(&self, z: &mut [u64], t: &mut [u64]) {
        if self.prepared.is_empty() {
            kernel::almost_reduce(z, &mut t[..2 * z.len()], self.n.limbs(), self.n0_inv);
        } else {
            self.reduce_into(z, t);
        }
    }

    /// z = t·R⁻¹ mod n for t < R·n, the first 2k limbs of what `scratch` gave.
    fn reduce_into(&self, z: &mut [u64], t: &mut [u64]) {
        let (t, scratch) = t.split_at_mut(2 * z.len());
        let n = self.n.limbs();
        let carry = kernel::montgomery_reduce_prepared(t, n, self.n0_inv, &self.prepared, scratch);
        z.copy_from_slice(&t[self.limbs()..]);
        kernel::conditional_subtract(z, carry, self.n.limbs());
    }

    /// x = 2x mod n for x < n.
    fn double(&self, x: &mut Uint) {
        let carry = x.shl1_assign(Choice::from(0));
        kernel::conditional_subtract(x.limbs_mut(), u64::from(carry.unwrap_u8()), self.n.limbs());
    }
}

/// (x + d·n) / 2^bits, rounded down.
#[cfg(verimont_pairs)]
fn divided_sum(x: &Uint, n: &Uint, d: u64, bits: usize) -> Uint {
    let mut sum = n.mul_small(d);
    sum.add_assign(x);
    sum.shr_assign_vartime(bits);
    sum
}

impl ConstantTimeEq for Residue {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

/// Shows the number of bits, never the value.
impl fmt::Debug for Modulus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Modulus")
            .field("bits", &self.bits)
            .finish_non_exhaustive()
    }
}

impl Drop for Modulus {
    fn drop(&mut self) {
        self.n0_inv.zeroize();
    }
}

impl zeroize::ZeroizeOnDrop for Modulus {}
impl zeroize::ZeroizeOnDrop for Residue {}
