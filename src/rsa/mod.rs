//! RSA: keys, signatures and encryption (RFC 8017).

pub(crate) mod batch;
mod blinding;
mod crt;
mod encoding;
mod error;
mod generate;
mod hash;
mod hedged;
mod key_encoding;
mod macros;
pub mod oaep;
pub mod pkcs1v15;
mod prime;
mod private_key;
pub mod pss;
mod public_key;
mod recover;
pub(crate) mod sign;
#[cfg(test)]
mod tests;
pub mod traits;

pub use {digest, rand_core, sha2, signature};

pub use error::{Component, Error, Result};
pub use generate::{KeyGenerator, Progress};
pub use oaep::Oaep;
pub use pkcs1v15::{Pkcs1v15Encrypt, Pkcs1v15Sign};
pub use private_key::{PrivateKeyComponents, RsaPrivateKey};
pub use pss::Pss;
pub use public_key::{MAX_MODULUS_BITS, MAX_PUBLIC_EXPONENT, MIN_MODULUS_BITS, RsaPublicKey};
