//! Signing many messages at once.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use super::crt::Operation;
use super::sign::with_padding;
use super::{Error, Result, RsaPrivateKey};
use crate::Scheme;

/// Signatures whose exponentiations run together.
const WIDTH: usize = 4;

/// A message, by its hash, and the key and the scheme to sign it with; for [`rsa_sign_batch`].
#[derive(Clone)]
pub struct SignRequest<'a> {
    key: &'a RsaPrivateKey,
    scheme: Scheme,
    prehash: Vec<u8>,
}

impl<'a> SignRequest<'a> {
    /// Asks for a signature of a message.
    #[must_use]
    pub fn new(key: &'a RsaPrivateKey, scheme: Scheme, message: &[u8]) -> Self {
        Self::prehashed(key, scheme, &scheme.hash(message))
    }

    /// Asks for a signature of the message with this hash.
    #[must_use]
    pub fn prehashed(key: &'a RsaPrivateKey, scheme: Scheme, prehash: &[u8]) -> Self {
        Self {
            key,
            scheme,
            prehash: prehash.to_vec(),
        }
    }

    fn begin(&self) -> Result<Operation<'a>> {
        with_padding!(self.scheme, padding => padding.begin(self.key, &self.prehash))
    }
}

impl fmt::Debug for SignRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignRequest")
            .field("key", self.key)
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// Signs many messages, with one key or several, and returns the results in the order of the requests.
///
/// Each signature is what [`rsa_sign`](crate::rsa_sign) makes, blinded and checked by itself, and one
/// that fails does not touch the others. What is won is throughput: on a processor with AVX-512 IFMA
/// the exponentiations of four keys of the same size (2048, 3072 or 4096 bits) run side by side in the
/// eight lanes of vectors; the keys may be the same. What does not make up three or four, and
/// everything elsewhere, is signed one by one.
///
/// Constant time in the messages and the keys; how many requests there are and the sizes of their keys
/// are public.
///
/// # Errors
/// Each request has its own, those of [`rsa_sign_prehash`](crate::rsa_sign_prehash).
///
/// ```
/// use verimont::rsa::{Result, RsaPrivateKey};
/// use verimont::{Scheme, SignRequest, rsa_sign_batch};
///
/// fn sign_all(key: &RsaPrivateKey, messages: &[&[u8]]) -> Result<Vec<Vec<u8>>> {
///     let request = |message: &&[u8]| SignRequest::new(key, Scheme::PssSha256, message);
///     rsa_sign_batch(messages.iter().map(request)).into_iter().collect()
/// }
/// ```
pub fn rsa_sign_batch<'a>(
    requests: impl IntoIterator<Item = SignRequest<'a>>,
) -> Vec<Result<Vec<u8>>> {
    let mut results = Vec::new();
    // What waits for company, by the size of its primes: never more than a batch, so that a key needs
    // no more blinding pairs than that.
    let mut waiting: BTreeMap<usize, Vec<(usize, Operation<'a>)>> = BTreeMap::new();
    for (i, request) in requests.into_iter().enumerate() {
        // In place of the result until there is one.
        results.push(Err(Error::Fault));
        match request.begin() {
            Err(error) => results[i] = Err(error),
            Ok(operation) => {
                let group = waiting.entry(operation.limbs()).or_default();
                group.push((i, operation));
                if group.len() == WIDTH {
                    finish(core::mem::take(group), &mut results);
                }
            }
        }
    }
    for group in waiting.into_values() {
        finish(group, &mut results);
    }
    results
}

/// Completes a group and puts the results where they belong.
fn finish(group: Vec<(usize, Operation<'_>)>, results: &mut [Result<Vec<u8>>]) {
    let (places, operations): (Vec<_>, Vec<_>) = group.into_iter().unzip();
    let powers = Operation::powers_of_several(&operations);
    for ((i, operation), powers) in places.into_iter().zip(operations).zip(powers) {
        let public = operation.public_key();
        results[i] = operation.finish(powers).map(|x| public.bytes(&x));
    }
}
