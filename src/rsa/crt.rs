//! The private operation: the Chinese remainder theorem, blinded, and checked before it leaves.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::private_key::Prime;
use super::{Error, Result, RsaPrivateKey};
use crate::bignum::Uint;
use crate::declassify::declassify;
use crate::montgomery::Residue;

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
        let blinding = self.blinding.take(&self.public, rng)?;
        let blinded = blinding.blind(&self.public, x);
        let power = self.crt_power(rng, &blinded)?;
        let result = blinding.unblind(&self.public, &power);
        self.blinding.put_back(&self.public, blinding);
        if declassify(bool::from(self.public.public_op(&result).ct_eq(x))) {
            Ok(result)
        } else {
            Err(Error::Fault)
        }
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

    /// x^d mod n by Garner's recombination of the two halves.
    fn crt_power<R: TryCryptoRng + ?Sized>(&self, rng: &mut R, x: &Uint) -> Result<Uint> {
        let (p, q) = (&self.p.modulus, &self.q.modulus);
        let [at_p, at_q] = self.half_powers(rng, x)?;
        let at_q = q.retrieve(&at_q);
        #[cfg(test)]
        let (at_p, at_q) = super::tests::fault::inject(p, at_p, at_q);
        // The result is at_q + q·((at_p − at_q)/q mod p).
        let difference = p.sub(&at_p, &p.residue(&at_q));
        let multiple = p.retrieve(&p.mul(&difference, &self.q_inv));
        let mut result = multiple.mul(q.value());
        result.add_assign(&at_q);
        Ok(result
            .resize(self.public.modulus.limbs())
            .expect("p·q fits the width of n"))
    }

    /// x^d modulo p and q.
    fn half_powers<R>(&self, rng: &mut R, x: &Uint) -> Result<[Residue; 2]>
    where
        R: TryCryptoRng + ?Sized,
    {
        let halves = [&self.p, &self.q];
        let bases = halves.map(|half| half.modulus.residue(x));
        let (p_exponent, p_bits) = self.exponent(rng, &self.p)?;
        let (q_exponent, q_bits) = self.exponent(rng, &self.q)?;
        #[cfg(verimont_ifma)]
        if let Some(pair) = &self.pair {
            let exponents = [&p_exponent, &q_exponent];
            return Ok(pair.pow(bases.each_ref(), exponents, p_bits.max(q_bits)));
        }
        Ok([
            self.p.modulus.pow(&bases[0], &p_exponent, p_bits),
            self.q.modulus.pow(&bases[1], &q_exponent, q_bits),
        ])
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
