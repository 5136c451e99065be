//! The private operation: the Chinese remainder theorem, blinded, and checked before it leaves.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::blinding::Blinding;
use super::private_key::Prime;
use super::{Error, Result, RsaPrivateKey, RsaPublicKey};
use crate::bignum::Uint;
use crate::declassify::declassify;
use crate::montgomery::Residue;
#[cfg(verimont_ifma)]
use crate::montgomery::{PAIRS, pow_batch};

/// A private operation between its blinding and its check. Erased on drop.
pub(crate) struct Operation<'a> {
    key: &'a RsaPrivateKey,
    x: Uint,
    blinding: Blinding,
    /// The blinded x modulo p and q.
    bases: [Residue; 2],
    exponents: [Uint; 2],
    /// Of the longer exponent.
    bits: usize,
}

impl<'a> Operation<'a> {
    /// Begins x^d mod n for x below n; see [`RsaPrivateKey::private_op`].
    pub(crate) fn begin<R>(key: &'a RsaPrivateKey, rng: &mut R, x: &Uint) -> Result<Self>
    where
        R: TryCryptoRng + ?Sized,
    {
        let blinding = key.blinding.take(&key.public, rng)?;
        let blinded = blinding.blind(&key.public, x);
        let (p_exponent, p_bits) = key.exponent(rng, &key.p)?;
        let (q_exponent, q_bits) = key.exponent(rng, &key.q)?;
        Ok(Self {
            key,
            x: x.clone(),
            blinding,
            bases: [&key.p, &key.q].map(|half| half.modulus.residue(&blinded)),
            exponents: [p_exponent, q_exponent],
            bits: p_bits.max(q_bits),
        })
    }

    /// [`Self::begin`] on big-endian bytes, as many as the modulus has.
    ///
    /// # Errors
    /// Also [`Error::InvalidInput`] if the input has another length or is not below n.
    pub(crate) fn begin_bytes<R>(key: &'a RsaPrivateKey, rng: &mut R, x: &[u8]) -> Result<Self>
    where
        R: TryCryptoRng + ?Sized,
    {
        Self::begin(key, rng, &key.public.representative(x)?)
    }

    /// The bases to their exponents.
    pub(crate) fn powers(&self) -> [Residue; 2] {
        let [p_base, q_base] = &self.bases;
        let [p_exponent, q_exponent] = &self.exponents;
        #[cfg(verimont_pairs)]
        if let Some(pair) = &self.key.pair {
            return pair.pow([p_base, q_base], [p_exponent, q_exponent], self.bits);
        }
        [
            self.key.p.modulus.pow(p_base, p_exponent, self.bits),
            self.key.q.modulus.pow(q_base, q_exponent, self.bits),
        ]
    }

    /// [`Self::powers`] of several operations on keys with primes of the same number of limbs.
    pub(crate) fn powers_of_several(operations: &[Self]) -> Vec<[Residue; 2]> {
        #[cfg(verimont_ifma)]
        if let Some(powers) = Self::powers_in_lanes(operations) {
            return powers;
        }
        operations.iter().map(Self::powers).collect()
    }

    /// `None` if there is nothing to be won by it.
    #[cfg(verimont_ifma)]
    fn powers_in_lanes(operations: &[Self]) -> Option<Vec<[Residue; 2]>> {
        // Four at once take less time than three, but more than two alone.
        if !(3..=PAIRS).contains(&operations.len()) {
            return None;
        }
        let full: [&Self; PAIRS] = core::array::from_fn(|i| &operations[i % operations.len()]);
        let pairs = full.map(|operation| operation.key.pair.as_ref());
        let [Some(a), Some(b), Some(c), Some(d)] = pairs else {
            return None;
        };
        let powers = pow_batch(
            [a, b, c, d],
            full.map(|operation| operation.bases.each_ref()),
            full.map(|operation| operation.exponents.each_ref()),
            full.map(|operation| operation.bits).into_iter().max()?,
        );
        Some(powers.into_iter().take(operations.len()).collect())
    }

    /// x^d mod n from its powers modulo p and q.
    ///
    /// # Errors
    /// [`Error::Fault`] if the public operation does not lead back to x.
    pub(crate) fn finish(self, powers: [Residue; 2]) -> Result<Uint> {
        let public = &self.key.public;
        let power = self.key.recombine(powers);
        let result = self.blinding.unblind(public, &power);
        self.key.blinding.put_back(public, self.blinding);
        if declassify(bool::from(public.public_op(&result).ct_eq(&self.x))) {
            Ok(result)
        } else {
            Err(Error::Fault)
        }
    }

    pub(crate) fn public_key(&self) -> &'a RsaPublicKey {
        &self.key.public
    }

    /// Limbs of the primes.
    pub(crate) fn limbs(&self) -> usize {
        self.key.p.modulus.limbs()
    }
}

impl RsaPrivateKey {
    /// x^d mod n (RSADP and RSASP1 of RFC 8017, sections 5.1.2 and 5.2.1) for x below n.
    ///
    /// Constant time in x, the key and the result. The result has been checked by the public
    /// operation (D. Boneh, R. DeMillo, R. Lipton, EUROCRYPT '97: one faulty CRT half is enough to
    /// factor n).
    ///
    /// # Errors
    /// [`Error::Rng`] if `rng` fails, [`Error::Fault`] if the check does.
    pub(crate) fn private_op<R>(&self, rng: &mut R, x: &Uint) -> Result<Uint>
    where
        R: TryCryptoRng + ?Sized,
    {
        let operation = Operation::begin(self, rng, x)?;
        let powers = operation.powers();
        operation.finish(powers)
    }

    /// [`Self::private_op`] on big-endian bytes; both are [`Self::size`] bytes long.
    ///
    /// # Errors
    /// Also [`Error::InvalidInput`] if the input has another length or is not below n.
    pub(crate) fn private_op_bytes<R>(&self, rng: &mut R, x: &[u8]) -> Result<Zeroizing<Vec<u8>>>
    where
        R: TryCryptoRng + ?Sized,
    {
        let result = self.private_op(rng, &self.public.representative(x)?)?;
        Ok(Zeroizing::new(self.public.bytes(&result)))
    }

    /// Garner's recombination of a power modulo p and one modulo q.
    fn recombine(&self, [at_p, at_q]: [Residue; 2]) -> Uint {
        let (p, q) = (&self.p.modulus, &self.q.modulus);
        let at_q = q.retrieve(&at_q);
        #[cfg(test)]
        let (at_p, at_q) = super::tests::fault::inject(p, at_p, at_q);
        // The result is at_q + q·((at_p − at_q)/q mod p).
        let difference = p.sub(&at_p, &p.residue(&at_q));
        let multiple = p.retrieve(&p.mul(&difference, &self.q_inv));
        let mut result = multiple.mul(q.value());
        result.add_assign(&at_q);
        result
            .resize(self.public.modulus.limbs())
            .expect("p·q fits the width of n")
    }

    /// The exponent modulo one of the primes, blinded if that is wanted, and its bits.
    fn exponent<R>(&self, rng: &mut R, prime: &Prime) -> Result<(Uint, usize)>
    where
        R: TryCryptoRng + ?Sized,
    {
        let bits = prime.modulus.bits();
        if !self.exponent_blinding {
            return Ok((prime.exponent.clone(), bits));
        }
        let mut factor = Zeroizing::new(vec![0; 8]);
        rng.try_fill_bytes(&mut factor).map_err(|_| Error::Rng)?;
        let factor = Uint::from_be_bytes(&factor);
        let mut exponent = prime.order().mul_small(factor.limbs()[0]);
        exponent.add_assign(&prime.exponent);
        Ok((exponent, bits + 64))
    }
}
