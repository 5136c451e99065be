//! RSAES-PKCS1-v1_5 (RFC 8017, section 7.2) and the keys bound to it.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use rand_core::{CryptoRng, TryCryptoRng};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::implicit_rejection;
use crate::rsa::macros::{encryption_key_traits, key_type};
use crate::rsa::traits::{
    Decryptor, EncryptingKeypair, PaddingScheme, RandomizedDecryptor, RandomizedEncryptor,
};
use crate::rsa::{Error, Result, RsaPrivateKey, RsaPublicKey};

/// The bytes that the padding takes at least: 00 02, eight of randomness, 00.
pub(super) const MIN_PADDING: usize = 11;

/// RSAES-PKCS1-v1_5 as a padding for [`RsaPublicKey::encrypt`] and [`RsaPrivateKey::decrypt`]; a message
/// is at most the modulus less 11 bytes long.
///
/// Decryption rejects implicitly (draft-irtf-cfrg-rsa-guidance, section 7): a ciphertext with wrong
/// padding decrypts to a message that only the key's holder could foretell and that the ciphertext
/// determines, of a length that is as unpredictable. So `Ok` does not mean that the padding was right,
/// and neither result nor timing tells: the protocol above must authenticate what it got. An error
/// means only what everyone can see, that the ciphertext is not as long as the modulus or not below it
/// ([`Error::Decryption`]), or that the operation itself failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pkcs1v15Encrypt;

impl PaddingScheme for Pkcs1v15Encrypt {
    fn decrypt<R: TryCryptoRng + ?Sized>(
        self,
        rng: Option<&mut R>,
        key: &RsaPrivateKey,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>> {
        let mut em = key.decrypt_raw(rng, ciphertext)?;
        Ok(implicit_rejection::decode(
            &mut em,
            &key.d_bytes(),
            ciphertext,
        ))
    }

    fn encrypt<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
        key: &RsaPublicKey,
        message: &[u8],
    ) -> Result<Vec<u8>> {
        let em = encode(rng, message, key.size())?;
        key.public_op_bytes(&em)
    }
}

/// EM = 00 02 ‖ random bytes other than 00 ‖ 00 ‖ message, `size` bytes.
fn encode<R>(rng: &mut R, message: &[u8], size: usize) -> Result<Zeroizing<Vec<u8>>>
where
    R: TryCryptoRng + ?Sized,
{
    if message.len() > size - MIN_PADDING {
        return Err(Error::MessageTooLong);
    }
    let mut em = Zeroizing::new(vec![0; size]);
    let (padding, text) = em.split_at_mut(size - message.len());
    text.copy_from_slice(message);
    padding[1] = 2;
    let random = &mut padding[2..size - message.len() - 1];
    rng.try_fill_bytes(random).map_err(|_| Error::Rng)?;
    for byte in random.chunks_mut(1) {
        // How often this repeats says nothing of the bytes that remain.
        while byte[0] == 0 {
            rng.try_fill_bytes(byte).map_err(|_| Error::Rng)?;
        }
    }
    Ok(em)
}

key_type! {
    /// A public key that encrypts by RSAES-PKCS1-v1_5.
    EncryptingKey<>(RsaPublicKey, Pkcs1v15Encrypt)
}

key_type! {
    /// A private key that decrypts by RSAES-PKCS1-v1_5 with implicit rejection; see
    /// [`Pkcs1v15Encrypt`].
    DecryptingKey<>(RsaPrivateKey, Pkcs1v15Encrypt)
}

encryption_key_traits!();

impl EncryptingKey {
    /// A key for encryption.
    #[must_use]
    pub fn new(key: RsaPublicKey) -> Self {
        Self::from_parts(key, Pkcs1v15Encrypt)
    }
}

impl DecryptingKey {
    /// A key for decryption.
    #[must_use]
    pub fn new(key: RsaPrivateKey) -> Self {
        Self::from_parts(key, Pkcs1v15Encrypt)
    }
}
