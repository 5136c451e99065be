//! Signing and verifying with the scheme chosen at run time.

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use digest::Digest;
use sha2::{Sha256, Sha384, Sha512};

use super::{Result, RsaPrivateKey, RsaPublicKey};

/// A signature scheme and its hash.
///
/// Its names, for [`Display`](fmt::Display) and [`FromStr`], are `pkcs1v15-sha256`, `pss-sha256` and so
/// on; `FromStr` also takes those of JWA (RFC 7518, section 3.1), `RS256`, `PS256` and so on.
///
/// ```
/// use verimont::Scheme;
///
/// let scheme: Scheme = "PS256".parse()?;
/// assert_eq!(scheme, Scheme::PssSha256);
/// assert_eq!(scheme.to_string(), "pss-sha256");
/// # Ok::<_, verimont::UnknownScheme>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Pkcs1v15Sha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Pkcs1v15Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Pkcs1v15Sha512,
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes.
    PssSha256,
    /// RSASSA-PSS with SHA-384 and a salt of 48 bytes.
    PssSha384,
    /// RSASSA-PSS with SHA-512 and a salt of 64 bytes.
    PssSha512,
}

/// The error of parsing a [`Scheme`] from a name it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownScheme;

/// Evaluates an expression with the padding of a scheme bound to a name.
macro_rules! with_padding {
    ($scheme:expr, $padding:ident => $result:expr) => {
        match $scheme {
            Scheme::Pkcs1v15Sha256 => with_padding!(@ $padding = $crate::rsa::Pkcs1v15Sign::new::<$crate::sha2::Sha256>(), $result),
            Scheme::Pkcs1v15Sha384 => with_padding!(@ $padding = $crate::rsa::Pkcs1v15Sign::new::<$crate::sha2::Sha384>(), $result),
            Scheme::Pkcs1v15Sha512 => with_padding!(@ $padding = $crate::rsa::Pkcs1v15Sign::new::<$crate::sha2::Sha512>(), $result),
            Scheme::PssSha256 => with_padding!(@ $padding = $crate::rsa::Pss::<$crate::sha2::Sha256>::new(), $result),
            Scheme::PssSha384 => with_padding!(@ $padding = $crate::rsa::Pss::<$crate::sha2::Sha384>::new(), $result),
            Scheme::PssSha512 => with_padding!(@ $padding = $crate::rsa::Pss::<$crate::sha2::Sha512>::new(), $result),
        }
    };
    (@ $padding:ident = $value:expr, $result:expr) => {{
        let $padding = $value;
        $result
    }};
}
pub(super) use with_padding;

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 6] = [
        Self::Pkcs1v15Sha256,
        Self::Pkcs1v15Sha384,
        Self::Pkcs1v15Sha512,
        Self::PssSha256,
        Self::PssSha384,
        Self::PssSha512,
    ];

    /// The hash of a message, as the `_prehash` functions take it.
    #[must_use]
    pub fn hash(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Pkcs1v15Sha256 | Self::PssSha256 => Sha256::digest(message).to_vec(),
            Self::Pkcs1v15Sha384 | Self::PssSha384 => Sha384::digest(message).to_vec(),
            Self::Pkcs1v15Sha512 | Self::PssSha512 => Sha512::digest(message).to_vec(),
        }
    }

    /// The name here and the name in JWA.
    fn names(self) -> [&'static str; 2] {
        match self {
            Self::Pkcs1v15Sha256 => ["pkcs1v15-sha256", "RS256"],
            Self::Pkcs1v15Sha384 => ["pkcs1v15-sha384", "RS384"],
            Self::Pkcs1v15Sha512 => ["pkcs1v15-sha512", "RS512"],
            Self::PssSha256 => ["pss-sha256", "PS256"],
            Self::PssSha384 => ["pss-sha384", "PS384"],
            Self::PssSha512 => ["pss-sha512", "PS512"],
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.names()[0])
    }
}

impl FromStr for Scheme {
    type Err = UnknownScheme;

    fn from_str(name: &str) -> core::result::Result<Self, UnknownScheme> {
        let mut all = Self::ALL.into_iter();
        all.find(|scheme| scheme.names().contains(&name))
            .ok_or(UnknownScheme)
    }
}

impl fmt::Display for UnknownScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown signature scheme; known are")?;
        Scheme::ALL
            .iter()
            .try_for_each(|scheme| write!(f, " {scheme}"))
    }
}

impl core::error::Error for UnknownScheme {}

/// Signs a message.
///
/// The private operation is blinded and its result checked; the signature is as long as the modulus.
/// The salt of PSS and the blinding come from a generator keyed by the private exponent and hedged with
/// the system's.
///
/// # Errors
/// [`Error::KeyTooSmall`](crate::rsa::Error::KeyTooSmall) for PSS with SHA-512 and fewer than 1034 bits,
/// [`Error::Rng`](crate::rsa::Error::Rng), [`Error::Fault`](crate::rsa::Error::Fault).
///
/// ```
/// use verimont::rsa::{Result, RsaPrivateKey};
/// use verimont::{Scheme, rsa_sign, rsa_verify};
///
/// fn sign(key: &RsaPrivateKey) -> Result<()> {
///     let signature = rsa_sign(key, Scheme::PssSha256, b"message")?;
///     rsa_verify(key.as_public_key(), Scheme::PssSha256, b"message", &signature)
/// }
/// ```
pub fn rsa_sign(key: &RsaPrivateKey, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>> {
    rsa_sign_prehash(key, scheme, &scheme.hash(message))
}

/// [`rsa_sign`] on the hash of a message.
///
/// # Errors
/// Also [`Error::InvalidInput`](crate::rsa::Error::InvalidInput) if `prehash` is not as long as the
/// scheme's hash.
pub fn rsa_sign_prehash(key: &RsaPrivateKey, scheme: Scheme, prehash: &[u8]) -> Result<Vec<u8>> {
    with_padding!(scheme, padding => key.sign(padding, prehash))
}

/// Checks a signature of a message; for PSS the salt must be as long as the hash.
///
/// # Errors
/// [`Error::Verification`](crate::rsa::Error::Verification) if it is not one by this key.
pub fn rsa_verify(
    key: &RsaPublicKey,
    scheme: Scheme,
    message: &[u8],
    signature: &[u8],
) -> Result<()> {
    rsa_verify_prehash(key, scheme, &scheme.hash(message), signature)
}

/// [`rsa_verify`] on the hash of a message.
///
/// # Errors
/// Also [`Error::InvalidInput`](crate::rsa::Error::InvalidInput) if `prehash` is not as long as the
/// scheme's hash.
pub fn rsa_verify_prehash(
    key: &RsaPublicKey,
    scheme: Scheme,
    prehash: &[u8],
    signature: &[u8],
) -> Result<()> {
    with_padding!(scheme, padding => key.verify(padding, prehash, signature))
}
