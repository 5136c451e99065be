//! Exponentiation modulo two primes at once, one in the even lanes of vectors, one in the odd.

use super::lanes::{Lanes, Vectors};
use super::pow::digit;
use super::window::{self, Several};
use super::{Modulus, Residue};
use crate::bignum::Uint;
use crate::kernel::ifma::Vector;

/// Two moduli of the same number of limbs, made ready for [`Self::pow`]. Erased on drop.
#[derive(Clone)]
pub(crate) struct PairModulus {
    pub(super) lanes: Lanes<2>,
    pub(super) enter: Vectors,
    pub(super) leave: Vectors,
}

impl PairModulus {
    /// `None` unless the processor has the instructions and the moduli a size they serve: both
    /// 16, both 24 or both 32 limbs.
    pub(crate) fn new(moduli: [&Modulus; 2]) -> Option<Self> {
        let lanes = Lanes::new(moduli)?;
        Some(Self {
            enter: lanes.inner_square(moduli, 1),
            leave: lanes.packed(moduli.map(|n| &n.one.0)),
            lanes,
        })
    }

    /// x^e for each modulus, from the low `bits` bits of its exponent (public; more than the
    /// exponents have does no harm).
    ///
    /// Constant time in x, e and the moduli, as [`Modulus::pow`] is. The residues must be of the
    /// moduli given to [`Self::new`].
    pub(crate) fn pow(&self, x: [&Residue; 2], e: [&Uint; 2], bits: usize) -> [Residue; 2] {
        let x = self.lanes.packed(x.map(|x| &x.0));
        let z = window::pow(self, &x, |at| e.map(|e| digit(e, at, bits)), bits);
        [0, 1].map(|half| Residue(self.lanes.reduced(half, &z)))
    }
}

impl Several for PairModulus {
    type Vector = Vector;
    type Digits = [u64; 2];

    fn enter(&self) -> &[Vector] {
        &self.enter
    }

    fn leave(&self) -> &[Vector] {
        &self.leave
    }

    fn scratch(&self) -> usize {
        0
    }

    fn row(&self) -> usize {
        self.leave().len()
    }

    fn keep(&self, row: &mut [Vector], z: &[Vector]) {
        row.copy_from_slice(z);
    }

    fn mul(&self, z: &mut [Vector], y: &[Vector], _: &mut [Vector]) {
        self.lanes.mul(z, y);
    }

    fn sqr(&self, z: &mut [Vector], _: &mut [Vector], count: usize) {
        self.lanes.sqr(z, count);
    }

    fn select(&self, z: &mut [Vector], table: &[Vector], digits: &[u64; 2]) {
        self.lanes.select(z, table, *digits);
    }
}
