//! The traits that padding schemes and keys have in common, and the methods by which a key takes a
//! scheme.

use alloc::vec::Vec;

use rand_core::{CryptoRng, TryCryptoRng};
use zeroize::Zeroizing;

use super::hedged::HedgedRng;
use super::{Error, Result, RsaPrivateKey, RsaPublicKey};

/// An encryption scheme: a padding and its parameters.
pub trait PaddingScheme {
    /// Decrypts with `rng` for the blinding, or with a generator of the key's own if there is none:
    /// no decryption goes unblinded.
    ///
    /// # Errors
    /// Those of the scheme; see [`Oaep`](super::Oaep) and [`Pkcs1v15Encrypt`](super::Pkcs1v15Encrypt).
    fn decrypt<R: TryCryptoRng + ?Sized>(
        self,
        rng: Option<&mut R>,
        key: &RsaPrivateKey,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>>;

    /// Encrypts with the randomness of `rng`.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`], [`Error::Rng`].
    fn encrypt<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
        key: &RsaPublicKey,
        message: &[u8],
    ) -> Result<Vec<u8>>;
}

/// A signature scheme: a padding and its parameters.
pub trait SignatureScheme {
    /// Signs a hash with `rng` for the blinding and the salt, or with a generator of the key's own if
    /// there is none: no signature is made unblinded.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if `hashed` is not as long as the scheme's
    /// hash, [`Error::KeyTooSmall`], [`Error::Rng`],
    /// [`Error::Fault`].
    fn sign<R: TryCryptoRng + ?Sized>(
        self,
        rng: Option<&mut R>,
        key: &RsaPrivateKey,
        hashed: &[u8],
    ) -> Result<Vec<u8>>;

    /// Checks that `signature` is one of `hashed`, the hash of a message, by this key.
    ///
    /// # Errors
    /// [`Error::Verification`] if it is not, and
    /// [`Error::InvalidInput`] if `hashed` is not as long as the scheme's
    /// hash.
    fn verify(self, key: &RsaPublicKey, hashed: &[u8], signature: &[u8]) -> Result<()>;
}

/// Encryption with the caller's generator.
pub trait RandomizedEncryptor {
    /// Encrypts `message`.
    ///
    /// # Errors
    /// Those of [`PaddingScheme::encrypt`].
    fn encrypt_with_rng<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        message: &[u8],
    ) -> Result<Vec<u8>>;
}

/// Decryption, blinded with randomness of the key's own.
pub trait Decryptor {
    /// Decrypts `ciphertext`.
    ///
    /// # Errors
    /// Those of [`PaddingScheme::decrypt`].
    fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>>;
}

/// Decryption, blinded with the caller's generator.
pub trait RandomizedDecryptor {
    /// Decrypts `ciphertext`.
    ///
    /// # Errors
    /// Those of [`PaddingScheme::decrypt`].
    fn decrypt_with_rng<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>>;
}

/// A decrypting key that knows the key to encrypt to it.
pub trait EncryptingKeypair {
    /// The encrypting key.
    type EncryptingKey: Clone;

    /// The key that encrypts to this one.
    fn encrypting_key(&self) -> Self::EncryptingKey;
}

/// What is public of a key, for code that takes either half.
pub trait PublicKeyParts {
    /// The public half.
    fn public_key(&self) -> &RsaPublicKey;

    /// The number of bytes of the modulus, and so of a signature or a ciphertext.
    fn size(&self) -> usize {
        self.public_key().size()
    }

    /// The modulus, big-endian, without leading zeros.
    fn n_bytes(&self) -> Vec<u8> {
        self.public_key().n_bytes()
    }

    /// The public exponent, big-endian, without leading zeros.
    fn e_bytes(&self) -> Vec<u8> {
        let bytes = self.public_key().e().to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes[zeros..].to_vec()
    }
}

/// What is secret of a private key; each part big-endian and as long as the key's size makes it.
pub trait PrivateKeyParts: PublicKeyParts {
    /// The private exponent d, as long as the modulus.
    fn d_bytes(&self) -> Zeroizing<Vec<u8>>;

    /// The primes p and q, both as long as the longer.
    fn prime_bytes(&self) -> [Zeroizing<Vec<u8>>; 2];

    /// dP, dQ and qInv, each as long as the longer prime.
    fn crt_bytes(&self) -> [Zeroizing<Vec<u8>>; 3];
}

impl PublicKeyParts for RsaPublicKey {
    fn public_key(&self) -> &RsaPublicKey {
        self
    }
}

impl PublicKeyParts for RsaPrivateKey {
    fn public_key(&self) -> &RsaPublicKey {
        self.as_public_key()
    }
}

impl PrivateKeyParts for RsaPrivateKey {
    fn d_bytes(&self) -> Zeroizing<Vec<u8>> {
        self.d_bytes()
    }

    fn prime_bytes(&self) -> [Zeroizing<Vec<u8>>; 2] {
        self.prime_bytes()
    }

    fn crt_bytes(&self) -> [Zeroizing<Vec<u8>>; 3] {
        self.crt_bytes()
    }
}

impl AsRef<RsaPublicKey> for RsaPrivateKey {
    fn as_ref(&self) -> &RsaPublicKey {
        self.as_public_key()
    }
}

impl From<&RsaPrivateKey> for RsaPublicKey {
    fn from(key: &RsaPrivateKey) -> Self {
        key.to_public_key()
    }
}

impl From<RsaPrivateKey> for RsaPublicKey {
    fn from(key: RsaPrivateKey) -> Self {
        key.to_public_key()
    }
}

/// The generator that a caller did not pass, which a scheme replaces with a [`HedgedRng`].
pub(crate) const NO_RNG: Option<&mut HedgedRng<'static>> = None;

impl RsaPrivateKey {
    /// Signs a hash; the blinding and the salt come from a generator of the key's own, hedged with
    /// the system's.
    ///
    /// # Errors
    /// Those of [`SignatureScheme::sign`].
    ///
    /// ```
    /// # fn sign(key: &verimont::rsa::RsaPrivateKey) -> verimont::rsa::Result<()> {
    /// use verimont::rsa::{Pss, sha2::{Digest, Sha256}};
    ///
    /// let hash = Sha256::digest(b"message");
    /// let signature = key.sign(Pss::<Sha256>::new(), &hash)?;
    /// key.as_public_key().verify(Pss::<Sha256>::new(), &hash, &signature)
    /// # }
    /// ```
    pub fn sign<S: SignatureScheme>(&self, scheme: S, hashed: &[u8]) -> Result<Vec<u8>> {
        scheme.sign(NO_RNG, self, hashed)
    }

    /// [`Self::sign`] with the caller's generator for the blinding and the salt.
    ///
    /// # Errors
    /// Those of [`SignatureScheme::sign`].
    pub fn sign_with_rng<R, S>(&self, rng: &mut R, scheme: S, hashed: &[u8]) -> Result<Vec<u8>>
    where
        R: CryptoRng + ?Sized,
        S: SignatureScheme,
    {
        scheme.sign(Some(rng), self, hashed)
    }

    /// Decrypts, blinded with a generator of the key's own, hedged with the system's.
    ///
    /// # Errors
    /// Those of [`PaddingScheme::decrypt`].
    pub fn decrypt<P: PaddingScheme>(&self, padding: P, ciphertext: &[u8]) -> Result<Vec<u8>> {
        padding.decrypt(NO_RNG, self, ciphertext)
    }

    /// [`Self::decrypt`] with the caller's generator for the blinding.
    ///
    /// # Errors
    /// Those of [`PaddingScheme::decrypt`].
    pub fn decrypt_blinded<R, P>(
        &self,
        rng: &mut R,
        padding: P,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>>
    where
        R: CryptoRng + ?Sized,
        P: PaddingScheme,
    {
        padding.decrypt(Some(rng), self, ciphertext)
    }

    /// The encoded message in a ciphertext; what everyone can see to be wrong is a decryption error.
    pub(crate) fn decrypt_raw<R>(
        &self,
        rng: Option<&mut R>,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>>
    where
        R: TryCryptoRng + ?Sized,
    {
        let em = self.private_op_hedged(rng, ciphertext);
        em.map_err(|error| match error {
            Error::InvalidInput => Error::Decryption,
            other => other,
        })
    }

    /// The private operation with the generator there is.
    pub(crate) fn private_op_hedged<R>(
        &self,
        rng: Option<&mut R>,
        x: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>>
    where
        R: TryCryptoRng + ?Sized,
    {
        match rng {
            Some(rng) => self.private_op_bytes(rng, x),
            None => self.private_op_bytes(&mut HedgedRng::new(self, x), x),
        }
    }
}

impl RsaPublicKey {
    /// Checks a signature of a hash.
    ///
    /// # Errors
    /// Those of [`SignatureScheme::verify`].
    pub fn verify<S>(&self, scheme: S, hashed: &[u8], signature: &[u8]) -> Result<()>
    where
        S: SignatureScheme,
    {
        scheme.verify(self, hashed, signature)
    }

    /// Encrypts a message with the randomness of `rng`.
    ///
    /// # Errors
    /// Those of [`PaddingScheme::encrypt`].
    pub fn encrypt<R, P>(&self, rng: &mut R, padding: P, message: &[u8]) -> Result<Vec<u8>>
    where
        R: CryptoRng + ?Sized,
        P: PaddingScheme,
    {
        padding.encrypt(rng, self, message)
    }
}
