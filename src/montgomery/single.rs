//! Exponentiation with a small public exponent, with all lanes given to one number.

use super::Modulus;
use super::lanes::{Lanes, Vectors};
use crate::bignum::Uint;

/// A modulus made ready for [`Self::pow_vartime`]. Erased on drop.
#[derive(Clone)]
pub(crate) struct SingleModulus {
    lanes: Lanes<1>,
    /// S² mod n: multiplying by it enters the Montgomery form of the lanes.
    enter: Vectors,
}

impl SingleModulus {
    /// `None` unless the processor has the instructions and the modulus a size they serve: 32, 48
    /// or 64 limbs.
    pub(crate) fn new(modulus: &Modulus) -> Option<Self> {
        let lanes = Lanes::new([modulus])?;
        Some(Self {
            enter: lanes.inner_square([modulus], 0),
            lanes,
        })
    }

    /// x^e mod n for x below n and an odd public e above 1: **not constant time in e**, constant
    /// time in x and n. Neither x nor the result is in Montgomery form.
    pub(crate) fn pow_vartime(&self, x: &Uint, e: u64) -> Uint {
        let lanes = &self.lanes;
        let outer = lanes.packed([x]);
        let mut z = outer.clone();
        lanes.mul(&mut z, &self.enter);
        let inner = z.clone();
        let mut squarings = 0;
        for i in (0..e.ilog2()).rev() {
            squarings += 1;
            if e >> i & 1 == 1 {
                lanes.sqr(&mut z, squarings);
                squarings = 0;
                // The last factor is not in Montgomery form, so that the result is not either.
                lanes.mul(&mut z, if i == 0 { &outer } else { &inner });
            }
        }
        lanes.reduced(0, &z)
    }
}
