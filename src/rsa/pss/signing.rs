//! Keys bound to RSASSA-PSS and its hashes, and its signatures.

use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;

use const_oid::AssociatedOid;
use digest::{Digest, Update};
use rand_core::TryCryptoRng;
use signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use signature::{
    DigestSigner, DigestVerifier, Keypair, MultipartSigner, MultipartVerifier,
    RandomizedDigestSigner, RandomizedMultipartSigner, RandomizedSigner, Signer, Verifier,
};
use spki::der::asn1::AnyRef;
use spki::{
    AlgorithmIdentifierOwned, AlgorithmIdentifierRef, AssociatedAlgorithmIdentifier,
    DynSignatureAlgorithmIdentifier,
};
use zeroize::ZeroizeOnDrop;

use super::{Pss, algorithm_identifier};
use crate::rsa::hash::{digest_parts, digest_with};
use crate::rsa::macros::{key_type, signature_type, signing_key_traits, verifying_key_traits};
use crate::rsa::traits::{NO_RNG, SignatureScheme};
use crate::rsa::{RsaPrivateKey, RsaPublicKey};

signature_type! {
    /// An RSASSA-PSS signature.
}

key_type! {
    /// A private key that signs by RSASSA-PSS with the hash `D`, and `MGD` for MGF1.
    ///
    /// Where no generator is passed, salt and blinding come from one of the key's own, keyed by the
    /// private exponent and the hash and hedged with the system's.
    ///
    /// ```
    /// use verimont::rsa::{RsaPrivateKey, pss::SigningKey};
    /// use verimont::sha2::Sha256;
    /// use verimont::signature::{Error, Keypair, Signer, Verifier};
    ///
    /// fn sign(key: RsaPrivateKey) -> Result<(), Error> {
    ///     let key = SigningKey::<Sha256>::new(key);
    ///     let signature = key.try_sign(b"message")?;
    ///     key.verifying_key().verify(b"message", &signature)
    /// }
    /// ```
    SigningKey<D, MGD = D>(RsaPrivateKey, Pss<D, MGD>)
}

key_type! {
    /// A public key that verifies RSASSA-PSS signatures with the hash `D`, and `MGD` for MGF1.
    VerifyingKey<D, MGD = D>(RsaPublicKey, Pss<D, MGD>)
}

/// The name that the `rsa` crate had for a key that blinds; every key here does.
#[deprecated(note = "use `SigningKey`, which always blinds")]
pub type BlindedSigningKey<D, MGD = D> = SigningKey<D, MGD>;

signing_key_traits!(D, MGD;);
verifying_key_traits!(D, MGD;);

impl<D: Digest, MGD: Digest> SigningKey<D, MGD> {
    /// A key that signs with a salt as long as the hash.
    #[must_use]
    pub fn new(key: RsaPrivateKey) -> Self {
        Self::from_parts(key, Pss::new())
    }

    /// A key that signs with a salt of `salt_len` bytes.
    ///
    /// Signing fails with [`Error::KeyTooSmall`](crate::rsa::Error::KeyTooSmall) if the modulus has
    /// no room for it.
    #[must_use]
    pub fn new_with_salt_len(key: RsaPrivateKey, salt_len: usize) -> Self {
        Self::from_parts(key, Pss::new_with_salt(salt_len))
    }

    /// The length of the salt in bytes.
    #[must_use]
    pub fn salt_len(&self) -> usize {
        let hash_len = <D as Digest>::output_size();
        self.scheme.salt_len.unwrap_or(hash_len)
    }
}

impl<D: Digest, MGD: Digest> VerifyingKey<D, MGD> {
    /// A key that accepts signatures with a salt as long as the hash.
    #[must_use]
    pub fn new(key: RsaPublicKey) -> Self {
        Self::from_parts(key, Pss::new())
    }

    /// A key that accepts signatures with a salt of `salt_len` bytes.
    #[must_use]
    pub fn new_with_salt_len(key: RsaPublicKey, salt_len: usize) -> Self {
        Self::from_parts(key, Pss::new_with_salt(salt_len))
    }

    /// A key that accepts signatures with a salt of any length.
    #[must_use]
    pub fn new_with_auto_salt_len(key: RsaPublicKey) -> Self {
        Self::from_parts(key, Pss::new_with_auto_salt_len())
    }

    /// The length of the salt in bytes, `None` if any is accepted.
    #[must_use]
    pub fn salt_len(&self) -> Option<usize> {
        self.scheme.salt_len
    }
}

impl<D, MGD> DynSignatureAlgorithmIdentifier for SigningKey<D, MGD>
where
    D: Digest + AssociatedOid,
    MGD: Digest + AssociatedOid,
{
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        algorithm_identifier::<D, MGD>(self.salt_len())
    }
}
