//! What can go wrong, told without telling anything of a secret.

use core::fmt;

/// Why an RSA operation failed.
///
/// No variant depends on how far a secret computation got: every padding or decoding failure in
/// decryption is [`Error::Decryption`], every bad signature is [`Error::Verification`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A component of a key is out of range or does not agree with the others.
    InvalidKey(Component),
    /// The DER or PEM is malformed, is not an RSA key, or the password is wrong.
    Encoding,
    /// A key size that is not supported for the operation.
    KeySize,
    /// The signature is not one of this message by this key.
    Verification,
    /// The ciphertext is not one made for this key with this padding and label.
    Decryption,
    /// The message (or the label) is longer than key and padding can take.
    MessageTooLong,
    /// The key is too small for this hash and salt length.
    KeyTooSmall,
    /// An input has the wrong length: a prehash that is not one of the scheme's hash, or a
    /// representative that is not below the modulus.
    InvalidInput,
    /// The random number generator failed, or what it gives cannot be random.
    Rng,
    /// The private operation gave a wrong result, which was withheld: a hardware fault or an attack,
    /// or a key whose "primes" are not prime.
    Fault,
}

/// A component of an RSA key, named as in RFC 8017, section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Component {
    /// The modulus n: its size, its parity, or n ≠ p·q.
    Modulus,
    /// The public exponent e: even, below 3, above 2³³ − 1, or not prime to p − 1 and q − 1.
    PublicExponent,
    /// The private exponent d: out of range, or d·e ≢ 1.
    PrivateExponent,
    /// The prime p: its size or parity.
    PrimeP,
    /// The prime q: its size or parity, or equal to p.
    PrimeQ,
    /// dP ≠ d mod (p − 1).
    ExponentP,
    /// dQ ≠ d mod (q − 1).
    ExponentQ,
    /// qInv ≠ q⁻¹ mod p.
    Coefficient,
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Modulus => "modulus n",
            Self::PublicExponent => "public exponent e",
            Self::PrivateExponent => "private exponent d",
            Self::PrimeP => "prime p",
            Self::PrimeQ => "prime q",
            Self::ExponentP => "exponent dP",
            Self::ExponentQ => "exponent dQ",
            Self::Coefficient => "coefficient qInv",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidKey(component) => write!(f, "invalid RSA key: wrong {component}"),
            Self::Encoding => f.write_str("not a valid encoding of an RSA key"),
            Self::KeySize => f.write_str("unsupported RSA key size"),
            Self::Verification => f.write_str("signature verification failed"),
            Self::Decryption => f.write_str("decryption failed"),
            Self::MessageTooLong => f.write_str("message too long for this key and padding"),
            Self::KeyTooSmall => f.write_str("key too small for this hash and salt length"),
            Self::InvalidInput => f.write_str("input of the wrong length or out of range"),
            Self::Rng => f.write_str("random number generator failed"),
            Self::Fault => f.write_str("private operation gave a wrong result, withheld"),
        }
    }
}

impl core::error::Error for Error {}

impl From<Error> for signature::Error {
    #[cfg(feature = "std")]
    fn from(error: Error) -> Self {
        Self::from_source(error)
    }

    #[cfg(not(feature = "std"))]
    fn from(_: Error) -> Self {
        Self::new()
    }
}

/// The result of an RSA operation.
pub type Result<T> = core::result::Result<T, Error>;
