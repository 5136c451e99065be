//! The signature and encryption schemes: published vectors, the `rsa` crate as a second opinion in both
//! directions, the traits, and misuse.

mod batch;
mod encryption;
mod forged;
mod key_encoding;
mod keys;
mod misuse;
mod signatures;
mod threads;
mod traits;
mod vectors;
