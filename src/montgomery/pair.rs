//! Exponentiation modulo two primes at once, one in the even lanes of vectors, one in the odd.

use super::lanes::{Lanes, Vectors, vectors};
use super::pow::{WINDOW, digit};
use super::{Modulus, Residue};
use crate::bignum::Uint;
use crate::kernel::ifma::ROWS;

const _: () = assert!(ROWS == 1 << WINDOW);

/// Two moduli of the same number of limbs, made ready for [`Self::pow`]. Erased on drop.
#[derive(Clone)]
pub(crate) struct PairModulus {
    lanes: Lanes<2>,
    /// S²/R mod n: multiplying by it goes from the form of a [`Residue`] to that of the lanes.
    enter: Vectors,
    /// R mod n: multiplying by it goes back; it is also one in the form of a [`Residue`].
    leave: Vectors,
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
        let lanes = &self.lanes;
        let v = lanes.len();
        // Row i holds x^i.
        let mut table = vectors(v << WINDOW);
        table[..v].copy_from_slice(&self.leave);
        table[v..2 * v].copy_from_slice(&lanes.packed(x.map(|x| &x.0)));
        for row in table[..2 * v].chunks_exact_mut(v) {
            lanes.mul(row, &self.enter);
        }
        for i in 2..1 << WINDOW {
            let (done, rest) = table.split_at_mut(i * v);
            let row = &mut rest[..v];
            row.copy_from_slice(&done[i / 2 * v..][..v]);
            lanes.sqr(row, 1);
            if i % 2 == 1 {
                lanes.mul(row, &done[v..2 * v]);
            }
        }
        let (mut z, mut row) = (vectors(v), vectors(v));
        z.copy_from_slice(&table[..v]);
        for (i, at) in (0..bits).step_by(WINDOW).rev().enumerate() {
            let digits = e.map(|e| digit(e, at, bits));
            if i == 0 {
                lanes.select(&mut z, &table, digits);
                continue;
            }
            lanes.select(&mut row, &table, digits);
            lanes.sqr(&mut z, WINDOW);
            lanes.mul(&mut z, &row);
        }
        lanes.mul(&mut z, &self.leave);
        [0, 1].map(|half| Residue(lanes.reduced(half, &z)))
    }
}
