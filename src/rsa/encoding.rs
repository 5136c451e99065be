//! Keys in and out of files: PKCS#1 (RFC 8017, appendix A.1), PKCS#8 (RFC 5208 and RFC 5958),
//! SubjectPublicKeyInfo (RFC 5280, section 4.1) and their PEM forms (RFC 7468).
//!
//! The traits of the crates [`pkcs1`], [`pkcs8`] and [`spki`] are what generic code asks for; their
//! errors say little about a wrong key. The constructors `from_pem` and `from_der` take every form
//! that is not encrypted and name the wrong component.
//!
//! Only DER is taken, with nothing after it. The algorithm must be rsaEncryption, its parameters
//! NULL, as RFC 8017 demands. Keys of the algorithm id-RSASSA-PSS are refused: RFC 4055, section 1.2
//! restricts them to PSS, and the key types here could not keep to that. So are keys of more than two
//! primes. Lengths of the encoded numbers are visible, as in any DER; their values are handled in
//! constant time, Base64 included.

use pkcs1::der::asn1::{AsUintRef, BitStringRef, OctetStringRef};
use pkcs1::der::{Decode, Document, SecretDocument};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef, UintRef};
use pkcs8::{KeyError, PrivateKeyInfoRef};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::{Error, PrivateKeyComponents, Result, RsaPrivateKey, RsaPublicKey};

impl RsaPrivateKey {
    /// A key from DER, be it PKCS#8 or PKCS#1.
    ///
    /// # Errors
    /// [`Error::Encoding`] if it is neither, or one that is not supported: encrypted, of another
    /// algorithm, or with more than two primes. [`Error::InvalidKey`] as from
    /// [`Self::from_components`].
    pub fn from_der(der: &[u8]) -> Result<Self> {
        match PrivateKeyInfoRef::from_der(der) {
            Ok(info) => Self::from_info(&info),
            Err(_) => Self::from_pkcs1(der),
        }
    }

    /// A key from PEM, be it PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`).
    ///
    /// An `ENCRYPTED PRIVATE KEY` needs a password: with the feature `encryption`,
    /// [`pkcs8::DecodePrivateKey`] has `from_pkcs8_encrypted_pem` for it.
    ///
    /// ```
    /// use verimont::rsa::RsaPrivateKey;
    ///
    /// # let pem = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/rsa2048.pem"));
    /// let key = RsaPrivateKey::from_pem(pem)?;
    /// assert_eq!(key.bits(), 2048);
    /// # Ok::<(), verimont::rsa::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::from_der`].
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self> {
        use pkcs1::der::pem::PemLabel;

        let (label, document) = SecretDocument::from_pem(pem).map_err(|_| Error::Encoding)?;
        if label == PrivateKeyInfoRef::PEM_LABEL {
            let info = PrivateKeyInfoRef::from_der(document.as_bytes());
            Self::from_info(&info.map_err(|_| Error::Encoding)?)
        } else if label == RsaPrivateKeyRef::PEM_LABEL {
            Self::from_pkcs1(document.as_bytes())
        } else {
            Err(Error::Encoding)
        }
    }

    fn from_info(info: &PrivateKeyInfoRef<'_>) -> Result<Self> {
        check_algorithm(&info.algorithm).map_err(|_| Error::Encoding)?;
        let key = Self::from_pkcs1(info.private_key.as_bytes())?;
        // RFC 5958 lets the public key come along; it must then be this key's.
        let Some(public) = info.public_key else {
            return Ok(key);
        };
        let public = public.as_bytes().ok_or(Error::Encoding)?;
        if RsaPublicKey::from_pkcs1(public)? == key.public {
            Ok(key)
        } else {
            Err(Error::Encoding)
        }
    }

    fn from_pkcs1(der: &[u8]) -> Result<Self> {
        let key = RsaPrivateKeyRef::from_der(der).map_err(|_| Error::Encoding)?;
        Self::from_pkcs1_parts(&key)
    }

    fn from_pkcs1_parts<U: AsUintRef>(key: &pkcs1::RsaPrivateKey<U>) -> Result<Self> {
        if key.version() != pkcs1::Version::TwoPrime {
            return Err(Error::Encoding);
        }
        Self::from_components(&PrivateKeyComponents {
            n: key.modulus.as_uint_ref().as_bytes(),
            e: key.public_exponent.as_uint_ref().as_bytes(),
            d: key.private_exponent.as_uint_ref().as_bytes(),
            p: key.prime1.as_uint_ref().as_bytes(),
            q: key.prime2.as_uint_ref().as_bytes(),
            dp: key.exponent1.as_uint_ref().as_bytes(),
            dq: key.exponent2.as_uint_ref().as_bytes(),
            q_inv: key.coefficient.as_uint_ref().as_bytes(),
        })
    }
}

impl RsaPublicKey {
    /// A key from DER, be it SubjectPublicKeyInfo or PKCS#1.
    ///
    /// # Errors
    /// [`Error::Encoding`] if it is neither, or of another algorithm; [`Error::InvalidKey`] as from
    /// [`Self::new`].
    pub fn from_der(der: &[u8]) -> Result<Self> {
        match SubjectPublicKeyInfoRef::from_der(der) {
            Ok(info) => Self::from_info(&info),
            Err(_) => Self::from_pkcs1(der),
        }
    }

    /// A key from PEM, be it SubjectPublicKeyInfo (`PUBLIC KEY`) or PKCS#1 (`RSA PUBLIC KEY`).
    ///
    /// # Errors
    /// As [`Self::from_der`].
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self> {
        use pkcs1::der::pem::PemLabel;

        let (label, document) = Document::from_pem(pem).map_err(|_| Error::Encoding)?;
        if label == SubjectPublicKeyInfoRef::PEM_LABEL {
            let info = SubjectPublicKeyInfoRef::from_der(document.as_bytes());
            Self::from_info(&info.map_err(|_| Error::Encoding)?)
        } else if label == RsaPublicKeyRef::PEM_LABEL {
            Self::from_pkcs1(document.as_bytes())
        } else {
            Err(Error::Encoding)
        }
    }

    fn from_info(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Self> {
        check_algorithm(&info.algorithm).map_err(|_| Error::Encoding)?;
        Self::from_pkcs1(info.subject_public_key.as_bytes().ok_or(Error::Encoding)?)
    }

    fn from_pkcs1(der: &[u8]) -> Result<Self> {
        let key = RsaPublicKeyRef::from_der(der).map_err(|_| Error::Encoding)?;
        Self::from_pkcs1_parts(&key)
    }

    fn from_pkcs1_parts<U: AsUintRef>(key: &pkcs1::RsaPublicKey<U>) -> Result<Self> {
        Self::new(
            key.modulus.as_uint_ref().as_bytes(),
            key.public_exponent.as_uint_ref().as_bytes(),
        )
    }
}

/// Takes rsaEncryption with NULL parameters only: "shall have a value of type NULL" (RFC 8017,
/// appendix A.1).
fn check_algorithm(algorithm: &AlgorithmIdentifierRef<'_>) -> spki::Result<()> {
    algorithm.assert_algorithm_oid(pkcs1::ALGORITHM_OID)?;
    if algorithm.parameters_any()?.is_null() {
        Ok(())
    } else {
        Err(spki::Error::KeyMalformed)
    }
}

impl TryFrom<PrivateKeyInfoRef<'_>> for RsaPrivateKey {
    type Error = pkcs8::Error;

    fn try_from(info: PrivateKeyInfoRef<'_>) -> pkcs8::Result<Self> {
        check_algorithm(&info.algorithm)?;
        Self::from_info(&info).map_err(|_| KeyError::Invalid.into())
    }
}

impl TryFrom<SubjectPublicKeyInfoRef<'_>> for RsaPublicKey {
    type Error = spki::Error;

    fn try_from(info: SubjectPublicKeyInfoRef<'_>) -> spki::Result<Self> {
        check_algorithm(&info.algorithm)?;
        Self::from_info(&info).map_err(|_| spki::Error::KeyMalformed)
    }
}

impl<U: AsUintRef> TryFrom<pkcs1::RsaPrivateKey<U>> for RsaPrivateKey {
    type Error = pkcs1::Error;

    fn try_from(key: pkcs1::RsaPrivateKey<U>) -> pkcs1::Result<Self> {
        if key.version() != pkcs1::Version::TwoPrime {
            return Err(pkcs1::Error::Version);
        }
        Self::from_pkcs1_parts(&key).map_err(|_| pkcs1::Error::KeyMalformed)
    }
}

impl<U: AsUintRef> TryFrom<pkcs1::RsaPublicKey<U>> for RsaPublicKey {
    type Error = pkcs1::Error;

    fn try_from(key: pkcs1::RsaPublicKey<U>) -> pkcs1::Result<Self> {
        Self::from_pkcs1_parts(&key).map_err(|_| pkcs1::Error::KeyMalformed)
    }
}

impl pkcs1::DecodeRsaPrivateKey for RsaPrivateKey {
    fn from_pkcs1_der(bytes: &[u8]) -> pkcs1::Result<Self> {
        RsaPrivateKeyRef::from_der(bytes)?.try_into()
    }
}

impl pkcs1::DecodeRsaPublicKey for RsaPublicKey {
    fn from_pkcs1_der(bytes: &[u8]) -> pkcs1::Result<Self> {
        RsaPublicKeyRef::from_der(bytes)?.try_into()
    }
}

impl pkcs1::EncodeRsaPrivateKey for RsaPrivateKey {
    fn to_pkcs1_der(&self) -> pkcs1::Result<SecretDocument> {
        let n = self.public.n_bytes();
        let e = self.public.e.to_be_bytes();
        let d = self.d_bytes();
        let [p, q] = self.prime_bytes();
        let [dp, dq, q_inv] = self.crt_bytes();
        let key = RsaPrivateKeyRef {
            modulus: UintRef::new(&n)?,
            public_exponent: UintRef::new(&e)?,
            private_exponent: UintRef::new(&d)?,
            prime1: UintRef::new(&p)?,
            prime2: UintRef::new(&q)?,
            exponent1: UintRef::new(&dp)?,
            exponent2: UintRef::new(&dq)?,
            coefficient: UintRef::new(&q_inv)?,
            other_prime_infos: None,
        };
        Ok(SecretDocument::encode_msg(&key)?)
    }
}

impl pkcs1::EncodeRsaPublicKey for RsaPublicKey {
    fn to_pkcs1_der(&self) -> pkcs1::Result<Document> {
        let n = self.n_bytes();
        let e = self.e.to_be_bytes();
        Ok(Document::encode_msg(&RsaPublicKeyRef {
            modulus: UintRef::new(&n)?,
            public_exponent: UintRef::new(&e)?,
        })?)
    }
}

impl pkcs8::EncodePrivateKey for RsaPrivateKey {
    fn to_pkcs8_der(&self) -> pkcs8::Result<SecretDocument> {
        let key = pkcs1::EncodeRsaPrivateKey::to_pkcs1_der(self).map_err(|_| KeyError::Invalid)?;
        let key = OctetStringRef::new(key.as_bytes())?;
        PrivateKeyInfoRef::new(pkcs1::ALGORITHM_ID, key).try_into()
    }
}

impl spki::EncodePublicKey for RsaPublicKey {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        let key =
            pkcs1::EncodeRsaPublicKey::to_pkcs1_der(self).map_err(|_| spki::Error::KeyMalformed)?;
        SubjectPublicKeyInfoRef {
            algorithm: pkcs1::ALGORITHM_ID,
            subject_public_key: BitStringRef::new(0, key.as_bytes())?,
        }
        .try_into()
    }
}
