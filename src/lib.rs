//! RSA and big-integer arithmetic.
#![no_std]
#![deny(missing_docs, unsafe_op_in_unsafe_fn)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod bignum;
mod kernel;
#[cfg(feature = "alloc")]
pub mod montgomery;

#[cfg(feature = "alloc")]
pub mod rsa;

pub use kernel::backend;
#[cfg(feature = "alloc")]
pub use rsa::sign::{
    Scheme, UnknownScheme, rsa_sign, rsa_sign_prehash, rsa_verify, rsa_verify_prehash,
};
#[cfg(feature = "alloc")]
pub use {digest, sha2, signature};
