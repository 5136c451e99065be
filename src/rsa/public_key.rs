//! The public key and the public operation.

use alloc::vec::Vec;
use core::fmt;

use subtle::ConstantTimeLess;

use super::{Component, Error, Result};
use crate::bignum::Uint;
use crate::declassify::declassify;
use crate::montgomery::Modulus;
#[cfg(verimont_ifma)]
use crate::montgomery::SingleModulus;

/// The smallest modulus that is accepted, in bits. Below 2048 a key is fit only for old data.
pub const MIN_MODULUS_BITS: usize = 1024;

/// The largest modulus that is accepted, in bits.
pub const MAX_MODULUS_BITS: usize = 8192;

/// The largest public exponent that is accepted, 2³³ − 1: room for every exponent in use, and a
/// bound on the work a hostile key can ask for.
pub const MAX_PUBLIC_EXPONENT: u64 = (1 << 33) - 1;

/// An RSA public key (RFC 8017, section 3.1), ready for use.
///
/// ```
/// use verimont::rsa::{Component, Error, RsaPublicKey};
///
/// let error = RsaPublicKey::new(&[0xff; 256], &[1]).unwrap_err();
/// assert_eq!(error, Error::InvalidKey(Component::PublicExponent));
/// ```
#[derive(Clone)]
pub struct RsaPublicKey {
    pub(crate) modulus: Modulus,
    pub(crate) e: u64,
    /// The modulus for [`Self::public_op`], if the processor has something faster for it.
    #[cfg(verimont_ifma)]
    single: Option<SingleModulus>,
}

impl RsaPublicKey {
    /// A key from its modulus and exponent, both big-endian.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if n is even or not of 1024 to 8192 bits, or e is even, below 3 or above
    /// 2³³ − 1.
    pub fn new(n: &[u8], e: &[u8]) -> Result<Self> {
        Self::from_parts(&Uint::from_be_bytes(n), public_exponent(e)?)
    }

    pub(crate) fn from_parts(n: &Uint, e: u64) -> Result<Self> {
        if !(MIN_MODULUS_BITS..=MAX_MODULUS_BITS).contains(&declassify(n.bits())) {
            return Err(Error::InvalidKey(Component::Modulus));
        }
        if !(3..=MAX_PUBLIC_EXPONENT).contains(&e) || e.is_multiple_of(2) {
            return Err(Error::InvalidKey(Component::PublicExponent));
        }
        let modulus = Modulus::new(n).map_err(|_| Error::InvalidKey(Component::Modulus))?;
        Ok(Self {
            #[cfg(verimont_ifma)]
            single: SingleModulus::new(&modulus),
            modulus,
            e,
        })
    }

    /// The number of bits of the modulus.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.modulus.bits()
    }

    /// The number of bytes of the modulus, and so of a signature or a ciphertext.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bits().div_ceil(8)
    }

    /// The modulus, big-endian, without leading zeros.
    #[must_use]
    pub fn n_bytes(&self) -> Vec<u8> {
        self.bytes(self.modulus.value())
    }

    /// The public exponent.
    #[must_use]
    pub fn e(&self) -> u64 {
        self.e
    }

    /// x^e mod n (RSAEP and RSAVP1 of RFC 8017, sections 5.1.1 and 5.2.2) for x below n.
    pub(crate) fn public_op(&self, x: &Uint) -> Uint {
        #[cfg(verimont_ifma)]
        if let Some(single) = &self.single {
            return single.pow_vartime(x, self.e);
        }
        let power = self.modulus.pow_vartime(&self.modulus.residue(x), self.e);
        self.modulus.retrieve(&power)
    }

    /// [`Self::public_op`] on big-endian bytes; both are [`Self::size`] bytes long.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if the input has another length or is not below n.
    pub(crate) fn public_op_bytes(&self, x: &[u8]) -> Result<Vec<u8>> {
        Ok(self.bytes(&self.public_op(&self.representative(x)?)))
    }

    /// The integer below n that these [`Self::size`] bytes stand for.
    pub(crate) fn representative(&self, x: &[u8]) -> Result<Uint> {
        let value = Uint::from_be_bytes(x);
        let below = declassify(bool::from(value.ct_lt(self.modulus.value())));
        let valid = x.len() == self.size() && below;
        if valid {
            Ok(value)
        } else {
            Err(Error::InvalidInput)
        }
    }

    /// A number below n as [`Self::size`] bytes.
    pub(crate) fn bytes(&self, x: &Uint) -> Vec<u8> {
        x.to_be_bytes(self.size())
            .expect("a number below the modulus fits its size")
    }
}

/// The exponent that these big-endian bytes stand for, if it is not beyond the largest.
pub(crate) fn public_exponent(bytes: &[u8]) -> Result<u64> {
    let value = bytes.iter().try_fold(0u64, |e, &byte| {
        Some(e << 8 | u64::from(byte)).filter(|e| *e <= MAX_PUBLIC_EXPONENT)
    });
    value.ok_or(Error::InvalidKey(Component::PublicExponent))
}

impl PartialEq for RsaPublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.e == other.e && self.modulus.value().limbs() == other.modulus.value().limbs()
    }
}

impl Eq for RsaPublicKey {}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaPublicKey")
            .field("bits", &self.bits())
            .field("e", &self.e)
            .finish_non_exhaustive()
    }
}
