//! RSASSA-PKCS1-v1_5 signatures and RSAES-PKCS1-v1_5 encryption (RFC 8017, sections 8.2 and 7.2).
//!
//! The signatures are deterministic and sound, if without PSS's proof. The encryption is for old
//! protocols only: it is not safe against chosen ciphertexts by itself (D. Bleichenbacher, CRYPTO
//! '98); decryption here therefore never tells whether the padding was right, see
//! [`Pkcs1v15Encrypt`]. New designs take [`pss`](super::pss) and [`oaep`](super::oaep).

mod emsa;
mod encryption;
mod implicit_rejection;
mod signing;

pub use emsa::{Pkcs1v15Sign, RsaSignatureAssociatedOid};
pub use encryption::{DecryptingKey, EncryptingKey, Pkcs1v15Encrypt};
pub use signing::{Signature, SigningKey, VerifyingKey};
