//! RSASSA-PSS signatures (RFC 8017, section 8.1).

mod emsa;
mod signing;

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use const_oid::{AssociatedOid, ObjectIdentifier};
use digest::Digest;
use pkcs1::RsaPssParamsRef;
use rand_core::TryCryptoRng;
use spki::AlgorithmIdentifierOwned;
use spki::der::asn1::Any;
use spki::der::{self, ErrorKind};
use zeroize::Zeroizing;

use crate::rsa::crt::Operation;
use crate::rsa::hedged::HedgedRng;
use crate::rsa::traits::SignatureScheme;
use crate::rsa::{Error, Result, RsaPrivateKey, RsaPublicKey};

#[expect(deprecated, reason = "re-exported for code that still uses it")]
pub use signing::BlindedSigningKey;
pub use signing::{Signature, SigningKey, VerifyingKey};

/// id-RSASSA-PSS (RFC 8017, appendix A.2.3).
pub(crate) const ID_RSASSA_PSS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// RSASSA-PSS as a scheme for [`RsaPrivateKey::sign`] and [`RsaPublicKey::verify`]: with the hash `D`
/// for the message and `MGD` for MGF1.
pub struct Pss<D, MGD = D> {
    /// The length of the salt in bytes. `None` verifies any length and signs with that of the hash.
    pub salt_len: Option<usize>,
    hashes: PhantomData<fn() -> (D, MGD)>,
}

impl<D: Digest, MGD: Digest> Pss<D, MGD> {
    /// PSS with a salt as long as the hash.
    #[must_use]
    pub fn new() -> Self {
        Self::new_with_salt(<D as Digest>::output_size())
    }

    /// PSS with a salt of `len` bytes.
    #[must_use]
    pub fn new_with_salt(len: usize) -> Self {
        Self::with_salt_len(Some(len))
    }

    /// PSS that verifies signatures with a salt of any length.
    #[must_use]
    pub fn new_with_auto_salt_len() -> Self {
        Self::with_salt_len(None)
    }

    /// The same as [`Self::new`]: blinding is always on.
    #[must_use]
    pub fn new_blinded() -> Self {
        Self::new()
    }

    /// The same as [`Self::new_with_salt`]: blinding is always on.
    #[must_use]
    pub fn new_blinded_with_salt(len: usize) -> Self {
        Self::new_with_salt(len)
    }

    fn with_salt_len(salt_len: Option<usize>) -> Self {
        Self {
            salt_len,
            hashes: PhantomData,
        }
    }

    /// The encoded message, as long as the modulus.
    fn encode<R>(
        &self,
        rng: &mut R,
        key: &RsaPublicKey,
        hashed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>>
    where
        R: TryCryptoRng + ?Sized,
    {
        let salt_len = self.salt_len.unwrap_or(<D as Digest>::output_size());
        let em = emsa::encode::<D, MGD, R>(rng, hashed, salt_len, key.bits() - 1)?;
        // When the number of bits is 1 more than a multiple of 8, EM is a byte shorter than n.
        let mut x = Zeroizing::new(alloc::vec![0; key.size()]);
        x[key.size() - em.len()..].copy_from_slice(&em);
        Ok(x)
    }

    fn sign_with<R>(&self, rng: &mut R, key: &RsaPrivateKey, hashed: &[u8]) -> Result<Vec<u8>>
    where
        R: TryCryptoRng + ?Sized,
    {
        let x = self.encode(rng, key.as_public_key(), hashed)?;
        Ok(key.private_op_bytes(rng, &x)?.to_vec())
    }

    /// Begins a signature, with randomness of the key's own.
    pub(crate) fn begin<'a>(&self, key: &'a RsaPrivateKey, hashed: &[u8]) -> Result<Operation<'a>> {
        let mut rng = HedgedRng::new(key, hashed);
        let x = self.encode(&mut rng, key.as_public_key(), hashed)?;
        Operation::begin_bytes(key, &mut rng, &x)
    }
}

impl<D: Digest, MGD: Digest> SignatureScheme for Pss<D, MGD> {
    fn sign<R: TryCryptoRng + ?Sized>(
        self,
        rng: Option<&mut R>,
        key: &RsaPrivateKey,
        hashed: &[u8],
    ) -> Result<Vec<u8>> {
        match rng {
            Some(rng) => self.sign_with(rng, key, hashed),
            None => self.sign_with(&mut HedgedRng::new(key, hashed), key, hashed),
        }
    }

    fn verify(self, key: &RsaPublicKey, hashed: &[u8], signature: &[u8]) -> Result<()> {
        let x = key
            .public_op_bytes(signature)
            .map_err(|_| Error::Verification)?;
        let em_bits = key.bits() - 1;
        let (above, em) = x.split_at(key.size() - em_bits.div_ceil(8));
        if above.iter().any(|byte| *byte != 0) {
            return Err(Error::Verification);
        }
        emsa::verify::<D, MGD>(em, hashed, self.salt_len, em_bits)
    }
}

impl<D: Digest, MGD: Digest> Default for Pss<D, MGD> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D, MGD> Clone for Pss<D, MGD> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D, MGD> Copy for Pss<D, MGD> {}

impl<D, MGD> PartialEq for Pss<D, MGD> {
    fn eq(&self, other: &Self) -> bool {
        self.salt_len == other.salt_len
    }
}

impl<D, MGD> Eq for Pss<D, MGD> {}

impl<D, MGD> fmt::Debug for Pss<D, MGD> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pss")
            .field("salt_len", &self.salt_len)
            .finish()
    }
}

/// The algorithm identifier of PSS with the hash `D` throughout and a salt as long as the hash.
///
/// # Errors
/// None with the hash functions in use: that the salt is longer than 255 bytes.
pub fn get_default_pss_signature_algo_id<D>() -> spki::Result<AlgorithmIdentifierOwned>
where
    D: Digest + AssociatedOid,
{
    algorithm_identifier::<D, D>(<D as Digest>::output_size())
}

/// id-RSASSA-PSS with its parameters. A salt longer than 255 bytes is an error, since `pkcs1` holds its
/// length in a byte.
fn algorithm_identifier<D, MGD>(salt_len: usize) -> spki::Result<AlgorithmIdentifierOwned>
where
    D: AssociatedOid,
    MGD: AssociatedOid,
{
    let salt_len = u8::try_from(salt_len).map_err(|_| der::Error::from(ErrorKind::Overflow))?;
    let mut parameters = RsaPssParamsRef::new::<D>(salt_len);
    parameters.mask_gen = RsaPssParamsRef::new::<MGD>(salt_len).mask_gen;
    Ok(AlgorithmIdentifierOwned {
        oid: ID_RSASSA_PSS,
        parameters: Some(Any::encode_from(&parameters)?),
    })
}
