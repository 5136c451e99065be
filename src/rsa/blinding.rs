//! Base blinding: P. Kocher, *Timing attacks on implementations of Diffie-Hellman, RSA, DSS, and
//! other systems*, CRYPTO '96, section 10.
//!
//! A pair (r^e, r⁻¹) costs an inversion, so a key keeps the pairs it has made and squares a pair after
//! each use; after 32 uses a pair is dropped. The pool grows to as many pairs as operations run at
//! once, and its lock is held only to take a pair or put one back.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use spin::Mutex;
use zeroize::Zeroizing;

use super::{Error, Result, RsaPublicKey};
use crate::bignum::Uint;
use crate::montgomery::Residue;

/// How often a pair is used, squared in between, before it is made afresh.
const USES: u32 = 32;

/// r^e and r⁻¹ modulo n for a secret random r.
pub(crate) struct Blinding {
    factor: Residue,
    unfactor: Residue,
    uses_left: u32,
}

impl Blinding {
    fn new<R: TryCryptoRng + ?Sized>(key: &RsaPublicKey, rng: &mut R) -> Result<Self> {
        // Eight bytes more than n has: the bias of the residue is then below 2⁻⁶⁴.
        let mut bytes = Zeroizing::new(vec![0; key.size() + 8]);
        // Only 0 and multiples of p or q have no inverse: a second try means a broken generator.
        for _ in 0..4 {
            rng.try_fill_bytes(&mut bytes).map_err(|_| Error::Rng)?;
            let r = key.modulus.residue(&Uint::from_be_bytes(&bytes));
            if let Some(unfactor) = key.modulus.invert(&r) {
                let factor = key.modulus.pow_vartime(&r, key.e);
                return Ok(Self {
                    factor,
                    unfactor,
                    uses_left: USES,
                });
            }
        }
        Err(Error::Rng)
    }

    /// x·r^e mod n.
    pub(crate) fn blind(&self, key: &RsaPublicKey, x: &Uint) -> Uint {
        key.modulus.scale(x, &self.factor)
    }

    /// x·r⁻¹ mod n.
    pub(crate) fn unblind(&self, key: &RsaPublicKey, x: &Uint) -> Uint {
        key.modulus.scale(x, &self.unfactor)
    }
}

/// The pairs of one key that no operation is using now.
#[derive(Default)]
pub(crate) struct BlindingPool(Mutex<Vec<Blinding>>);

impl BlindingPool {
    /// A pair for one operation: one from the pool, or a new one.
    pub(crate) fn take<R>(&self, key: &RsaPublicKey, rng: &mut R) -> Result<Blinding>
    where
        R: TryCryptoRng + ?Sized,
    {
        let pooled = self.0.lock().pop();
        pooled.map_or_else(|| Blinding::new(key, rng), Ok)
    }

    /// Readies a used pair for the next operation.
    pub(crate) fn put_back(&self, key: &RsaPublicKey, mut pair: Blinding) {
        pair.uses_left -= 1;
        if pair.uses_left == 0 {
            return;
        }
        pair.factor = key.modulus.sqr(&pair.factor);
        pair.unfactor = key.modulus.sqr(&pair.unfactor);
        self.0.lock().push(pair);
    }
}
