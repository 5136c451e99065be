//! The encoding EME-OAEP (RFC 8017, section 7.1.1, step 2, and 7.1.2, step 3).

use alloc::vec;
use alloc::vec::Vec;

use digest::Digest;
use rand_core::TryCryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::declassify::declassify;
use crate::rsa::hash::xor_mgf1;
use crate::rsa::{Error, Result};

/// EM = 00 ‖ maskedSeed ‖ maskedDB with DB = Hash(label) ‖ 00 … 00 01 ‖ message, `size` bytes.
pub(super) fn encode<D: Digest, MGD: Digest, R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    message: &[u8],
    label: &[u8],
    size: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    let hash_len = <D as Digest>::output_size();
    let room = size
        .checked_sub(2 * hash_len + 2)
        .ok_or(Error::KeyTooSmall)?;
    if message.len() > room {
        return Err(Error::MessageTooLong);
    }
    let mut em = Zeroizing::new(vec![0; size]);
    let (seed, db) = em[1..].split_at_mut(hash_len);
    rng.try_fill_bytes(seed).map_err(|_| Error::Rng)?;
    db[..hash_len].copy_from_slice(&D::digest(label));
    let message_at = db.len() - message.len();
    db[message_at - 1] = 1;
    db[message_at..].copy_from_slice(message);
    xor_mgf1::<MGD>(db, seed);
    xor_mgf1::<MGD>(seed, db);
    Ok(em)
}

/// The message in EM, which is unmasked in place.
///
/// Constant time in EM up to the verdict, and after a good one in all but the message's length.
pub(super) fn decode<D: Digest, MGD: Digest>(em: &mut [u8], label: &[u8]) -> Result<Vec<u8>> {
    let hash_len = <D as Digest>::output_size();
    if em.len() < 2 * hash_len + 2 {
        return Err(Error::Decryption);
    }
    let (first, masked) = em.split_at_mut(1);
    let (seed, db) = masked.split_at_mut(hash_len);
    xor_mgf1::<MGD>(seed, db);
    xor_mgf1::<MGD>(db, seed);
    let (label_hash, padded) = db.split_at(hash_len);

    // The first byte of `padded` that is not 00 must be 01; the message follows it.
    let mut found = Choice::from(0);
    let mut separator = 0u64;
    let mut separator_byte = 0u8;
    for (at, byte) in (0u64..).zip(padded) {
        let here = !found & !byte.ct_eq(&0);
        separator.conditional_assign(&at, here);
        separator_byte.conditional_assign(byte, here);
        found |= here;
    }
    let valid = first[0].ct_eq(&0) & label_hash.ct_eq(&D::digest(label)) & separator_byte.ct_eq(&1);
    if declassify(bool::from(valid)) {
        Ok(padded[declassify(separator) as usize + 1..].to_vec())
    } else {
        Err(Error::Decryption)
    }
}
