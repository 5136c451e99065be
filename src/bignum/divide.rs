//! Division, greatest common divisor and square root for key set-up.
//!
//! One bit a step: slow beside the kernels, and simple to see constant time. Each runs a few times
//! when a key is loaded or made, never when it is used.

use subtle::{Choice, ConstantTimeGreater};

use super::{Uint, gcd_odd};

impl Uint {
    /// (⌊self / divisor⌋, self mod divisor), by restoring division. The quotient is as wide as
    /// `self`, the remainder as wide as `divisor`. Constant time in both values.
    ///
    /// A divisor of zero gives a quotient of all ones.
    pub(crate) fn div_rem(&self, divisor: &Self) -> (Self, Self) {
        self.div_rem_bounded(divisor, 64 * self.limbs().len())
    }

    /// As [`Self::div_rem`] where the quotient is known to be below 2^bits, in that many steps.
    pub(crate) fn div_rem_bounded(&self, divisor: &Self, bits: usize) -> (Self, Self) {
        let width = divisor.limbs().len();
        let mut top = self.clone();
        top.shr_assign_vartime(bits);
        let mut remainder = top.resize(width).expect("the quotient is below its bound");
        let mut reduced = Self::zero(width);
        let mut quotient = Self::zero(self.limbs().len());
        for i in (0..bits).rev() {
            let over = remainder.shl1_assign(self.bit(i));
            reduced.limbs_mut().copy_from_slice(remainder.limbs());
            let fits = over | !reduced.sub_assign(divisor);
            remainder.conditional_assign(&reduced, fits);
            quotient.limbs_mut()[i / 64] |= u64::from(fits.unwrap_u8()) << (i % 64);
        }
        (quotient, remainder)
    }

    /// gcd(self, other), as wide as the wider. Constant time in both values, which must not be zero.
    pub(crate) fn gcd(&self, other: &Self) -> Self {
        let width = self.limbs().len().max(other.limbs().len());
        let (x, y) = (self.widened(width), other.widened(width));
        let (x_twos, x_odd) = x.split_twos();
        let (y_twos, _) = y.split_twos();
        let mut gcd = gcd_odd(&x_odd, &y);
        // Put back 2^min(x_twos, y_twos), doubling under a mask for every count there could be.
        for i in 0..64 * width as u64 {
            let mut doubled = gcd.clone();
            doubled.shl1_assign(Choice::from(0));
            gcd.conditional_assign(&doubled, x_twos.ct_gt(&i) & y_twos.ct_gt(&i));
        }
        gcd
    }

    /// (v, self / 2^v), the quotient odd; v = 64·limbs and quotient 0 for zero.
    fn split_twos(&self) -> (u64, Self) {
        let mut rest = self.clone();
        let mut twos = 0;
        for _ in 0..64 * self.limbs().len() {
            let even = !rest.is_odd();
            let mut halved = rest.clone();
            halved.shr_assign_vartime(1);
            rest.conditional_assign(&halved, even);
            twos += u64::from(even.unwrap_u8());
        }
        (twos, rest)
    }

    /// ⌊√self⌋, as wide as `self`, one bit of the root a step. Constant time.
    pub(crate) fn sqrt(&self) -> Self {
        let bits = 64 * self.limbs().len();
        let mut root = Self::zero(self.limbs().len());
        let mut rest = Self::zero(self.limbs().len());
        for i in (0..bits / 2).rev() {
            // Bring down two bits, then try to take 4·root + 1, as in the long-hand method.
            rest.shl1_assign(self.bit(2 * i + 1));
            rest.shl1_assign(self.bit(2 * i));
            let mut trial = root.clone();
            trial.shl1_assign(Choice::from(0));
            trial.shl1_assign(Choice::from(1));
            let mut reduced = rest.clone();
            let fits = !reduced.sub_assign(&trial);
            rest.conditional_assign(&reduced, fits);
            root.shl1_assign(fits);
        }
        root
    }
}
