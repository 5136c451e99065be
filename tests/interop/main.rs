//! The `openssl` command line and this crate, each reading what the other wrote.

mod encryption;
mod keys;
mod openssl;
mod signatures;
