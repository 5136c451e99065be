//! Exponentiation modulo four pairs of primes at once, each prime in a lane of its own.

use super::lanes::{Vectors, pack, unpacked, vectors};
use super::pow::digit;
use super::window::{self, Several};
use super::{PairModulus, Residue};
use crate::bignum::{BLOCK, Uint};
use crate::kernel::ifma::{Ifma, Vector};

/// Pairs that are served at once.
pub(crate) const PAIRS: usize = 4;

/// x^e for the two moduli of each pair, from the low `bits` bits of the exponents (public; more than
/// they have does no harm). The same pair may stand at several places.
///
/// Constant time in x, e and the moduli. The residues must be of the pairs' moduli.
///
/// # Panics
/// If the moduli do not all have the same number of limbs.
pub(crate) fn pow_batch(
    pairs: [&PairModulus; PAIRS],
    x: [[&Residue; 2]; PAIRS],
    e: [[&Uint; 2]; PAIRS],
    bits: usize,
) -> [[Residue; 2]; PAIRS] {
    let batch = Batch::new(pairs);
    let mut packed = vectors(batch.enter.len());
    for (lane, x) in x.as_flattened().iter().enumerate() {
        pack::<8>(&mut packed, lane, &x.0);
    }
    let digits = |at| {
        let mut digits = Vector::default();
        for (digits, e) in digits.0.iter_mut().zip(e.as_flattened()) {
            *digits = digit(e, at, bits);
        }
        digits
    };
    let z = window::pow(&batch, &packed, digits, bits);
    core::array::from_fn(|i| {
        [0, 1].map(|half| {
            let lanes = &pairs[i].lanes;
            let power = unpacked::<8>(2 * i + half, &z, lanes.limbs() + BLOCK);
            Residue(lanes.subtracted(half, power))
        })
    })
}

/// Eight moduli in the layout of [`Ifma::batch_mul`], from those of four pairs.
struct Batch {
    ifma: Ifma,
    modulus: Vectors,
    enter: Vectors,
    leave: Vectors,
}

impl Batch {
    fn new(pairs: [&PairModulus; PAIRS]) -> Self {
        let [lanes, others @ ..] = pairs.map(|pair| &pair.lanes);
        assert!(others.iter().all(|other| other.limbs() == lanes.limbs()));
        let k = lanes.inner_limbs();
        let mut modulus = vectors(3 * k);
        let (once, rest) = modulus.split_at_mut(k);
        let (n, rest) = rest.split_at_mut(k);
        gather(once, pairs.map(|pair| pair.lanes.once()));
        gather(n, pairs.map(|pair| pair.lanes.modulus()));
        // The first limb, in all lanes of its half.
        gather(&mut rest[1..2], pairs.map(|pair| pair.lanes.inverse()));
        let (mut enter, mut leave) = (vectors(k), vectors(k));
        gather(&mut enter, pairs.map(|pair| &pair.enter[..]));
        gather(&mut leave, pairs.map(|pair| &pair.leave[..]));
        Self {
            ifma: lanes.ifma(),
            modulus,
            enter,
            leave,
        }
    }
}

/// The lowest limbs of four pairs, as many as fit, a lane to each number.
fn gather(z: &mut [Vector], pairs: [&[Vector]; PAIRS]) {
    for (i, limbs) in z.iter_mut().enumerate() {
        for (lane, limb) in limbs.0.iter_mut().enumerate() {
            let pair = pairs[lane / 2];
            *limb = pair[i % pair.len()].0[2 * (i / pair.len()) + lane % 2];
        }
    }
}

impl Several for Batch {
    type Vector = Vector;
    type Digits = Vector;

    fn enter(&self) -> &[Vector] {
        &self.enter
    }

    fn leave(&self) -> &[Vector] {
        &self.leave
    }

    fn scratch(&self) -> usize {
        self.modulus.len()
    }

    fn row(&self) -> usize {
        self.leave.len()
    }

    fn keep(&self, row: &mut [Vector], z: &[Vector]) {
        row.copy_from_slice(z);
    }

    fn mul(&self, z: &mut [Vector], y: &[Vector], scratch: &mut [Vector]) {
        self.ifma.batch_mul(z, y, &self.modulus, scratch);
    }

    fn sqr(&self, z: &mut [Vector], scratch: &mut [Vector], count: usize) {
        self.ifma.batch_sqr(z, &self.modulus, scratch, count);
    }

    fn select(&self, z: &mut [Vector], table: &[Vector], digits: &Vector) {
        self.ifma.batch_select(z, table, digits);
    }
}
