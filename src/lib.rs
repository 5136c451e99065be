#![doc = include_str!("../README.md")]
#![no_std]
#![deny(missing_docs, unsafe_op_in_unsafe_fn)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod bignum;
#[cfg(feature = "alloc")]
mod declassify;
/// Not part of the interface: for `tests/constant_time.rs`.
#[cfg(all(feature = "alloc", verimont_ctgrind))]
#[doc(hidden)]
pub use declassify::ctgrind;
mod kernel;
#[cfg(feature = "alloc")]
pub mod montgomery;

#[cfg(feature = "alloc")]
pub mod rsa;

pub use kernel::backend;

#[cfg(feature = "alloc")]
pub use rsa::batch::{SignRequest, rsa_sign_batch};
#[cfg(feature = "alloc")]
pub use rsa::sign::{
    Scheme, UnknownScheme, rsa_sign, rsa_sign_prehash, rsa_verify, rsa_verify_prehash,
};
#[cfg(feature = "alloc")]
pub use {digest, sha2, signature};
/// The crates whose traits read and write keys, so that using them needs no further dependency.
#[cfg(feature = "alloc")]
pub use {pkcs1, pkcs8, spki};
