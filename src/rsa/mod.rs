//! RSA: keys, signatures and encryption (RFC 8017).

mod blinding;
mod crt;
mod encoding;
mod error;
mod generate;
mod hedged;
mod prime;
mod private_key;
mod public_key;
mod recover;
#[cfg(test)]
mod tests;

pub use error::{Component, Error, Result};
pub use generate::{KeyGenerator, Progress};
pub use private_key::{PrivateKeyComponents, RsaPrivateKey};
pub use public_key::{MAX_MODULUS_BITS, MAX_PUBLIC_EXPONENT, MIN_MODULUS_BITS, RsaPublicKey};
