//! Exponentiation: fixed windows of five bits for secret exponents, square and multiply for public ones.

use alloc::vec;

use zeroize::Zeroizing;

use super::{Modulus, Residue};
use crate::bignum::Uint;
use crate::kernel;

/// Bits of the exponent taken at a time. At 1024 to 4096 bits five costs the fewest operations,
/// table included.
pub(super) const WINDOW: usize = 5;

impl Modulus {
    /// x^e mod n, from the low `bits` bits of e (public; more than e has do no harm).
    ///
    /// Constant time in x, e and n: the sequence of operations depends on `bits` alone, and every
    /// table look-up reads the whole table.
    #[must_use]
    pub fn pow(&self, x: &Residue, e: &Uint, bits: usize) -> Residue {
        let k = self.limbs();
        let mut scratch = self.scratch();
        // Row i holds x^i.
        let mut table = Zeroizing::new(vec![0; k << WINDOW]);
        table[..k].copy_from_slice(self.one.0.limbs());
        table[k..2 * k].copy_from_slice(x.0.limbs());
        for i in 2..1 << WINDOW {
            let (done, rest) = table.split_at_mut(i * k);
            let row = &mut rest[..k];
            if i % 2 == 0 {
                row.copy_from_slice(&done[i / 2 * k..][..k]);
                self.sqr_assign(row, &mut scratch);
            } else {
                row.copy_from_slice(&done[(i - 1) * k..]);
                self.mul_assign(row, x.0.limbs(), &mut scratch);
            }
        }
        let mut z = self.one.clone();
        let mut row = Zeroizing::new(vec![0; k]);
        for (i, at) in (0..bits).step_by(WINDOW).rev().enumerate() {
            kernel::table_select(&mut row, &table, digit(e, at, bits));
            if i == 0 {
                z.0.limbs_mut().copy_from_slice(&row);
                continue;
            }
            // In between, numbers need not be below n, only below R.
            let z = z.0.limbs_mut();
            for _ in 0..WINDOW {
                kernel::sqr(&mut scratch[..2 * k], z);
                self.almost_reduce_into(z, &mut scratch);
            }
            kernel::mul(&mut scratch[..2 * k], z, &row);
            self.almost_reduce_into(z, &mut scratch);
        }
        self.mul_assign(z.0.limbs_mut(), self.one.0.limbs(), &mut scratch);
        z
    }

    /// x^e mod n for a public e: **not constant time in e**, constant time in x and n.
    #[must_use]
    pub fn pow_vartime(&self, x: &Residue, e: u64) -> Residue {
        let mut scratch = self.scratch();
        let Some(top) = e.checked_ilog2() else {
            return self.one.clone();
        };
        let mut z = x.clone();
        for i in (0..top).rev() {
            self.sqr_assign(z.0.limbs_mut(), &mut scratch);
            if e >> i & 1 == 1 {
                self.mul_assign(z.0.limbs_mut(), x.0.limbs(), &mut scratch);
            }
        }
        z
    }
}

/// The bits of e from `at` up, at most `WINDOW` of them and none from `end` on. Positions are public.
pub(super) fn digit(e: &Uint, at: usize, end: usize) -> u64 {
    let limb = |i: usize| e.limbs().get(i).copied().unwrap_or(0);
    let word = limb(at / 64) >> (at % 64) | (limb(at / 64 + 1) << 1) << (63 - at % 64);
    word & ((1 << WINDOW.min(end - at)) - 1)
}
