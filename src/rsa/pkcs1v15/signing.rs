//! Keys bound to RSASSA-PKCS1-v1_5 and a hash, and its signatures.

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
use spki::{AlgorithmIdentifierRef, AssociatedAlgorithmIdentifier, SignatureAlgorithmIdentifier};
use zeroize::ZeroizeOnDrop;

use super::{Pkcs1v15Sign, RsaSignatureAssociatedOid};
use crate::rsa::hash::{digest_parts, digest_with};
use crate::rsa::macros::{key_type, signature_type, signing_key_traits, verifying_key_traits};
use crate::rsa::traits::{NO_RNG, SignatureScheme};
use crate::rsa::{RsaPrivateKey, RsaPublicKey};

signature_type! {
    /// An RSASSA-PKCS1-v1_5 signature.
}

key_type! {
    /// A private key that signs by RSASSA-PKCS1-v1_5 with the hash `D`.
    ///
    /// The signature depends on nothing but key and message; a generator, where one is passed, only
    /// blinds.
    ///
    /// ```
    /// use verimont::rsa::{RsaPrivateKey, pkcs1v15::SigningKey};
    /// use verimont::sha2::Sha256;
    /// use verimont::signature::{Error, Keypair, Signer, Verifier};
    ///
    /// fn sign(key: RsaPrivateKey) -> Result<(), Error> {
    ///     let key = SigningKey::<Sha256>::new(key);
    ///     let signature = key.try_sign(b"message")?;
    ///     key.verifying_key().verify(b"message", &signature)
    /// }
    /// ```
    SigningKey<D>(RsaPrivateKey, Pkcs1v15Sign)
}

key_type! {
    /// A public key that verifies RSASSA-PKCS1-v1_5 signatures with the hash `D`.
    VerifyingKey<D>(RsaPublicKey, Pkcs1v15Sign)
}

signing_key_traits!(D; AssociatedOid);
verifying_key_traits!(D; AssociatedOid);

macro_rules! constructors {
    ($name:ident, $inner:ty) => {
        impl<D: Digest + AssociatedOid> $name<D> {
            /// A key for signatures whose encoding names the hash `D`.
            #[must_use]
            pub fn new(key: $inner) -> Self {
                Self::from_parts(key, Pkcs1v15Sign::new::<D>())
            }
        }

        impl<D: Digest> $name<D> {
            /// A key for signatures of the bare hash; see [`Pkcs1v15Sign::new_unprefixed`].
            #[must_use]
            pub fn new_unprefixed(key: $inner) -> Self {
                Self::from_parts(key, Pkcs1v15Sign::new_unprefixed())
            }
        }

        impl<D: RsaSignatureAssociatedOid> SignatureAlgorithmIdentifier for $name<D> {
            type Params = AnyRef<'static>;

            const SIGNATURE_ALGORITHM_IDENTIFIER: AlgorithmIdentifierRef<'static> =
                AlgorithmIdentifierRef {
                    oid: D::OID,
                    parameters: Some(AnyRef::NULL),
                };
        }
    };
}

constructors!(SigningKey, RsaPrivateKey);
constructors!(VerifyingKey, RsaPublicKey);
