//! PKCS#8 and SPKI for signing and verifying keys: those of the RSA key inside.
//!
//! A key for one scheme says so by its algorithm identifier: id-RSASSA-PSS is refused for PKCS#1 v1.5
//! (RFC 4055, section 1.2).

use const_oid::ObjectIdentifier;
use pkcs8::{Document, EncodePrivateKey, EncodePublicKey, PrivateKeyInfoRef, SecretDocument};
use spki::SubjectPublicKeyInfoRef;

use super::{RsaPrivateKey, RsaPublicKey, pkcs1v15, pss};

/// Whether a key with this identifier may be used for a scheme.
fn check(oid: ObjectIdentifier, known: &[ObjectIdentifier]) -> spki::Result<()> {
    if known.contains(&oid) {
        Ok(())
    } else {
        Err(spki::Error::OidUnknown { oid })
    }
}

macro_rules! delegate {
    ($scheme:ident<$($hash:ident),+>: $($oid:expr),+) => {
        impl<$($hash),+> EncodePrivateKey for $scheme::SigningKey<$($hash),+> {
            fn to_pkcs8_der(&self) -> pkcs8::Result<SecretDocument> {
                self.as_ref().to_pkcs8_der()
            }
        }

        impl<$($hash),+> EncodePublicKey for $scheme::VerifyingKey<$($hash),+> {
            fn to_public_key_der(&self) -> spki::Result<Document> {
                self.as_ref().to_public_key_der()
            }
        }

        impl<$($hash),+> TryFrom<PrivateKeyInfoRef<'_>> for $scheme::SigningKey<$($hash),+>
        where
            Self: From<RsaPrivateKey>,
        {
            type Error = pkcs8::Error;

            fn try_from(info: PrivateKeyInfoRef<'_>) -> pkcs8::Result<Self> {
                check(info.algorithm.oid, &[$($oid),+])?;
                RsaPrivateKey::try_from(info).map(Self::from)
            }
        }

        impl<$($hash),+> TryFrom<SubjectPublicKeyInfoRef<'_>> for $scheme::VerifyingKey<$($hash),+>
        where
            Self: From<RsaPublicKey>,
        {
            type Error = spki::Error;

            fn try_from(info: SubjectPublicKeyInfoRef<'_>) -> spki::Result<Self> {
                check(info.algorithm.oid, &[$($oid),+])?;
                RsaPublicKey::try_from(info).map(Self::from)
            }
        }
    };
}

delegate!(pkcs1v15<D>: pkcs1::ALGORITHM_OID);
delegate!(pss<D, MGD>: pkcs1::ALGORITHM_OID, pss::ID_RSASSA_PSS);
