//! Keys bound to RSAES-OAEP and its hashes.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use digest::Digest;
use rand_core::CryptoRng;
use zeroize::ZeroizeOnDrop;

use super::Oaep;
use crate::rsa::macros::{encryption_key_traits, key_type};
use crate::rsa::traits::{Decryptor, EncryptingKeypair, RandomizedDecryptor, RandomizedEncryptor};
use crate::rsa::{Result, RsaPrivateKey, RsaPublicKey};

key_type! {
    /// A public key that encrypts by RSAES-OAEP with the hash `D`, and `MGD` for MGF1.
    EncryptingKey<D, MGD = D>(RsaPublicKey, Oaep<D, MGD>)
}

key_type! {
    /// A private key that decrypts by RSAES-OAEP with the hash `D`, and `MGD` for MGF1.
    DecryptingKey<D, MGD = D>(RsaPrivateKey, Oaep<D, MGD>)
}

encryption_key_traits!(D, MGD);

macro_rules! constructors {
    ($name:ident, $inner:ty) => {
        impl<D: Digest, MGD: Digest> $name<D, MGD> {
            /// A key for ciphertexts without a label.
            #[must_use]
            pub fn new(key: $inner) -> Self {
                Self::from_parts(key, Oaep::new_with_mgf_hash())
            }

            /// A key for ciphertexts bound to a label.
            pub fn new_with_label<S: Into<Box<[u8]>>>(key: $inner, label: S) -> Self {
                Self::from_parts(key, Oaep::new_with_mgf_hash_and_label(label))
            }
        }
    };
}

constructors!(EncryptingKey, RsaPublicKey);
constructors!(DecryptingKey, RsaPrivateKey);
