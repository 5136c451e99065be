//! Owned integers of a fixed, public width.

use alloc::{boxed::Box, vec, vec::Vec};
use core::fmt;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeLess};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::BLOCK;
use crate::declassify::declassify;
use crate::kernel;

/// An unsigned integer of a fixed width: a positive multiple of 8 limbs of 64 bits.
///
/// The width is public, the value is not: every method is constant time in the value unless its
/// name ends in `_vartime`, `Debug` shows the width alone, and the limbs are erased on drop.
///
/// ```
/// use verimont::bignum::Uint;
///
/// let x = Uint::from_be_bytes(&[0x01, 0x00, 0x01]);
/// let square = x.square();
/// assert_eq!(square.to_be_bytes(5).unwrap(), [0x01, 0x00, 0x02, 0x00, 0x01]);
/// assert_eq!(square.bits(), 33);
/// ```
#[derive(Clone)]
pub struct Uint {
    limbs: Box<[u64]>,
}

impl Uint {
    /// Zero, `limbs` wide, rounded up to a positive multiple of 8.
    #[must_use]
    pub fn zero(limbs: usize) -> Self {
        let width = limbs.max(1).next_multiple_of(BLOCK);
        Self {
            limbs: vec![0; width].into_boxed_slice(),
        }
    }

    /// The integer whose limbs are given, least significant first; the width is rounded up.
    #[must_use]
    pub fn from_limbs(limbs: &[u64]) -> Self {
        let mut x = Self::zero(limbs.len());
        x.limbs[..limbs.len()].copy_from_slice(limbs);
        x
    }

    /// The integer with this big-endian form (OS2IP of RFC 8017, section 4.2).
    ///
    /// The width follows from the number of bytes, leading zeros included.
    #[must_use]
    pub fn from_be_bytes(bytes: &[u8]) -> Self {
        let mut x = Self::zero(bytes.len().div_ceil(8));
        for (limb, chunk) in x.limbs.iter_mut().zip(bytes.rchunks(8)) {
            *limb = chunk
                .iter()
                .fold(0, |limb, &byte| limb << 8 | u64::from(byte));
        }
        x
    }

    /// The big-endian form, exactly `len` bytes (I2OSP of RFC 8017, section 4.1).
    ///
    /// `None` if the value does not fit: that is the one thing this reveals of it.
    #[must_use]
    pub fn to_be_bytes(&self, len: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; len];
        let mut lost = 0;
        for (i, limb) in self.limbs.iter().enumerate() {
            for (j, byte) in limb.to_le_bytes().into_iter().enumerate() {
                match len.checked_sub(8 * i + j + 1) {
                    Some(at) => bytes[at] = byte,
                    None => lost |= byte,
                }
            }
        }
        if declassify(lost == 0) {
            Some(bytes)
        } else {
            bytes.zeroize();
            None
        }
    }

    /// The limbs, least significant first.
    #[must_use]
    pub fn limbs(&self) -> &[u64] {
        &self.limbs
    }

    pub(crate) fn limbs_mut(&mut self) -> &mut [u64] {
        &mut self.limbs
    }

    /// The same value `limbs` wide (rounded up to a positive multiple of 8).
    ///
    /// `None` if the value does not fit: that is the one thing this reveals of it.
    #[must_use]
    pub fn resize(&self, limbs: usize) -> Option<Self> {
        let mut x = Self::zero(limbs);
        let kept = x.limbs.len().min(self.limbs.len());
        let lost = self.limbs[kept..].iter().fold(0, |all, limb| all | limb);
        if declassify(lost != 0) {
            return None;
        }
        x.limbs[..kept].copy_from_slice(&self.limbs[..kept]);
        Some(x)
    }

    /// The position of the highest set bit plus one; 0 for zero.
    #[must_use]
    pub fn bits(&self) -> usize {
        let mut bits = 0u64;
        for (i, limb) in self.limbs.iter().enumerate() {
            // `leading_zeros` is one instruction, or a table-free sequence, on every target.
            let here = 64 * i as u64 + u64::from(64 - limb.leading_zeros());
            bits.conditional_assign(&here, !limb.ct_eq(&0));
        }
        bits as usize
    }

    /// Whether the lowest bit is set.
    #[must_use]
    pub fn is_odd(&self) -> Choice {
        Choice::from((self.limbs[0] & 1) as u8)
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(&self) -> Choice {
        self.limbs.iter().fold(0, |all, limb| all | limb).ct_eq(&0)
    }

    /// The bit at this position (counted from 0, the lowest), 0 beyond the width.
    #[must_use]
    pub fn bit(&self, position: usize) -> Choice {
        let limb = self.limbs.get(position / 64).copied().unwrap_or(0);
        Choice::from((limb >> (position % 64) & 1) as u8)
    }

    /// The product, twice as wide as the wider factor.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        let k = self.limbs.len().max(other.limbs.len());
        let mut z = Self::zero(2 * k);
        match self.limbs.len() == other.limbs.len() {
            true => kernel::mul(&mut z.limbs, &self.limbs, &other.limbs),
            false => kernel::mul(
                &mut z.limbs,
                &self.widened(k).limbs,
                &other.widened(k).limbs,
            ),
        }
        z
    }

    /// The square, twice as wide.
    #[must_use]
    pub fn square(&self) -> Self {
        let mut z = Self::zero(2 * self.limbs.len());
        kernel::sqr(&mut z.limbs, &self.limbs);
        z
    }

    /// A copy at least as wide as `limbs`.
    pub(crate) fn widened(&self, limbs: usize) -> Self {
        let mut x = Self::zero(limbs.max(self.limbs.len()));
        x.limbs[..self.limbs.len()].copy_from_slice(&self.limbs);
        x
    }

    /// self += other; returns the carry out. Limbs that `other` has beyond the width must be zero.
    pub(crate) fn add_assign(&mut self, other: &Self) -> Choice {
        let mut carry = 0;
        for (i, x) in self.limbs.iter_mut().enumerate() {
            let y = other.limbs.get(i).copied().unwrap_or(0);
            let wide = u128::from(*x) + u128::from(y) + u128::from(carry);
            (*x, carry) = (wide as u64, (wide >> 64) as u64);
        }
        Choice::from(carry as u8)
    }

    /// self −= other; returns the borrow out. Limbs that `other` has beyond the width must be zero.
    pub(crate) fn sub_assign(&mut self, other: &Self) -> Choice {
        let mut borrow = 0;
        for (i, x) in self.limbs.iter_mut().enumerate() {
            let y = other.limbs.get(i).copied().unwrap_or(0);
            let wide = u128::from(*x).wrapping_sub(u128::from(y) + u128::from(borrow));
            (*x, borrow) = (wide as u64, (wide >> 64) as u64 & 1);
        }
        Choice::from(borrow as u8)
    }

    /// self += small; returns the carry out.
    pub(crate) fn add_small(&mut self, small: u64) -> Choice {
        self.add_assign(&Self::from_limbs(&[small]))
    }

    /// self −= small; returns the borrow out.
    pub(crate) fn sub_small(&mut self, small: u64) -> Choice {
        self.sub_assign(&Self::from_limbs(&[small]))
    }

    /// self · small, wider by 8 limbs, so that it always fits.
    pub(crate) fn mul_small(&self, small: u64) -> Self {
        let mut z = Self::zero(self.limbs.len() + BLOCK);
        let mut carry = 0;
        for (z, x) in z.limbs.iter_mut().zip(&self.limbs) {
            let wide = u128::from(*x) * u128::from(small) + u128::from(carry);
            (*z, carry) = (wide as u64, (wide >> 64) as u64);
        }
        z.limbs[self.limbs.len()] = carry;
        z
    }

    /// self = 2·self + bit; returns the bit shifted out.
    pub(crate) fn shl1_assign(&mut self, bit: Choice) -> Choice {
        let mut carry = u64::from(bit.unwrap_u8());
        for x in &mut self.limbs {
            (*x, carry) = (*x << 1 | carry, *x >> 63);
        }
        Choice::from(carry as u8)
    }

    /// self = ⌊self / 2^shift⌋ for a public shift.
    pub(crate) fn shr_assign_vartime(&mut self, shift: usize) {
        let (whole, part) = (shift / 64, shift % 64);
        let len = self.limbs.len();
        for i in 0..len {
            let low = self.limbs.get(i + whole).copied().unwrap_or(0);
            let high = self.limbs.get(i + whole + 1).copied().unwrap_or(0);
            self.limbs[i] = low >> part | (high << 1) << (63 - part);
        }
    }

    /// Takes the value of `other` where `choice` is set. The widths must be equal.
    pub(crate) fn conditional_assign(&mut self, other: &Self, choice: Choice) {
        assert_eq!(self.limbs.len(), other.limbs.len());
        for (x, y) in self.limbs.iter_mut().zip(&other.limbs) {
            x.conditional_assign(y, choice);
        }
    }
}

/// Equality of values; the widths may differ.
impl ConstantTimeEq for Uint {
    fn ct_eq(&self, other: &Self) -> Choice {
        let len = self.limbs.len().max(other.limbs.len());
        let limb = |x: &Self, i| x.limbs.get(i).copied().unwrap_or(0);
        (0..len)
            .fold(0, |all, i| all | (limb(self, i) ^ limb(other, i)))
            .ct_eq(&0)
    }
}

impl subtle::ConstantTimeGreater for Uint {
    fn ct_gt(&self, other: &Self) -> Choice {
        let len = self.limbs.len().max(other.limbs.len());
        let limb = |x: &Self, i| u128::from(x.limbs.get(i).copied().unwrap_or(0));
        // other − self borrows exactly if self > other.
        let borrow = (0..len).fold(0, |borrow, i| {
            limb(other, i).wrapping_sub(limb(self, i) + borrow) >> 64 & 1
        });
        Choice::from(borrow as u8)
    }
}

impl ConstantTimeLess for Uint {}

impl fmt::Debug for Uint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uint")
            .field("limbs", &self.limbs.len())
            .finish_non_exhaustive()
    }
}

impl Drop for Uint {
    fn drop(&mut self) {
        self.limbs.zeroize();
    }
}

impl ZeroizeOnDrop for Uint {}
