//! RSAES-OAEP encryption (RFC 8017, section 7.1).

mod eme;
mod keys;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use digest::Digest;
use rand_core::TryCryptoRng;

use crate::rsa::traits::PaddingScheme;
use crate::rsa::{Result, RsaPrivateKey, RsaPublicKey};

pub use keys::{DecryptingKey, EncryptingKey};

/// RSAES-OAEP as a padding for [`RsaPublicKey::encrypt`] and [`RsaPrivateKey::decrypt`]: with the hash
/// `D` for the label and `MGD` for MGF1.
///
/// A message is at most the modulus less two hashes less 2 bytes long. Decryption is constant time up
/// to its verdict, and every failure is
/// [`Error::Decryption`](crate::rsa::Error::Decryption): which check failed is what J. Manger's
/// attack (CRYPTO 2001) needs to know. The length of the message shows only if all is well.
///
/// ```
/// use verimont::rsa::{Oaep, Result, RsaPrivateKey, rand_core::CryptoRng, sha2::Sha256};
///
/// fn encrypt<R: CryptoRng>(key: &RsaPrivateKey, rng: &mut R) -> Result<Vec<u8>> {
///     let label = b"session key".as_slice();
///     let padding = Oaep::<Sha256>::new_with_label(label);
///     let ciphertext = key.as_public_key().encrypt(rng, padding, b"message")?;
///     key.decrypt(Oaep::<Sha256>::new_with_label(label), &ciphertext)
/// }
/// ```
pub struct Oaep<D, MGD = D> {
    /// What the ciphertext is bound to; both sides must name the same. `None` is the empty label.
    pub label: Option<Box<[u8]>>,
    hashes: PhantomData<fn() -> (D, MGD)>,
}

impl<D: Digest> Oaep<D> {
    /// OAEP with one hash and no label.
    #[must_use]
    pub fn new() -> Self {
        Self::new_with_mgf_hash()
    }

    /// OAEP with one hash and a label.
    pub fn new_with_label<S: Into<Box<[u8]>>>(label: S) -> Self {
        Self::new_with_mgf_hash_and_label(label)
    }
}

impl<D: Digest, MGD: Digest> Oaep<D, MGD> {
    /// OAEP with a hash for the label and one for MGF1, and no label.
    #[must_use]
    pub fn new_with_mgf_hash() -> Self {
        Self::with_label(None)
    }

    /// OAEP with a hash for the label and one for MGF1, and a label.
    pub fn new_with_mgf_hash_and_label<S: Into<Box<[u8]>>>(label: S) -> Self {
        Self::with_label(Some(label.into()))
    }

    fn with_label(label: Option<Box<[u8]>>) -> Self {
        Self {
            label,
            hashes: PhantomData,
        }
    }

    fn label(&self) -> &[u8] {
        self.label.as_deref().unwrap_or_default()
    }
}

impl<D: Digest, MGD: Digest> PaddingScheme for Oaep<D, MGD> {
    fn decrypt<R: TryCryptoRng + ?Sized>(
        self,
        rng: Option<&mut R>,
        key: &RsaPrivateKey,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>> {
        let mut em = key.decrypt_raw(rng, ciphertext)?;
        eme::decode::<D, MGD>(&mut em, self.label())
    }

    fn encrypt<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
        key: &RsaPublicKey,
        message: &[u8],
    ) -> Result<Vec<u8>> {
        let em = eme::encode::<D, MGD, R>(rng, message, self.label(), key.size())?;
        key.public_op_bytes(&em)
    }
}

impl<D: Digest> Default for Oaep<D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D, MGD> Clone for Oaep<D, MGD> {
    fn clone(&self) -> Self {
        Self {
            label: self.label.clone(),
            hashes: PhantomData,
        }
    }
}

impl<D, MGD> PartialEq for Oaep<D, MGD> {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label
    }
}

impl<D, MGD> Eq for Oaep<D, MGD> {}

impl<D, MGD> fmt::Debug for Oaep<D, MGD> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Oaep").field("label", &self.label).finish()
    }
}
