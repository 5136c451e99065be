//! The encoding EMSA-PSS (RFC 8017, section 9.1).

use alloc::vec;
use alloc::vec::Vec;

use digest::{Digest, Output};
use rand_core::TryCryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::rsa::hash::{digest_parts, xor_mgf1};
use crate::rsa::{Error, Result};

/// EM = maskedDB ‖ H ‖ bc with DB = 00 … 00 01 salt: ⌈em_bits/8⌉ bytes, less than 2^em_bits.
pub(super) fn encode<D: Digest, MGD: Digest, R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    hashed: &[u8],
    salt_len: usize,
    em_bits: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    check_hash::<D>(hashed)?;
    let hash_len = <D as Digest>::output_size();
    let em_len = em_bits.div_ceil(8);
    let padding = em_len
        .checked_sub(hash_len + 2)
        .and_then(|room| room.checked_sub(salt_len))
        .ok_or(Error::KeyTooSmall)?;
    let mut em = Zeroizing::new(vec![0; em_len]);
    let (db, rest) = em.split_at_mut(em_len - hash_len - 1);
    db[padding] = 1;
    let salt = &mut db[padding + 1..];
    rng.try_fill_bytes(salt).map_err(|_| Error::Rng)?;
    let (h, trailer) = rest.split_at_mut(hash_len);
    h.copy_from_slice(&salted_hash::<D>(hashed, salt));
    trailer[0] = 0xbc;
    xor_mgf1::<MGD>(db, h);
    db[0] &= top_mask(em_bits);
    Ok(em)
}

/// Whether EM encodes this hash, with a salt of `salt_len` bytes or, if `None`, of any length.
pub(super) fn verify<D: Digest, MGD: Digest>(
    em: &[u8],
    hashed: &[u8],
    salt_len: Option<usize>,
    em_bits: usize,
) -> Result<()> {
    check_hash::<D>(hashed)?;
    let hash_len = <D as Digest>::output_size();
    let db_len = em.len().checked_sub(hash_len + 1);
    let (masked_db, rest) = em.split_at(db_len.ok_or(Error::Verification)?);
    let (h, trailer) = rest.split_at(hash_len);
    let mut db = masked_db.to_vec();
    xor_mgf1::<MGD>(&mut db, h);
    let top = db.first_mut().ok_or(Error::Verification)?;
    *top &= top_mask(em_bits);
    // Everything here is public: the signature gives it to whoever has the public key.
    let separator = db.iter().position(|byte| *byte != 0);
    let separator = separator.ok_or(Error::Verification)?;
    let salt = &db[separator + 1..];
    let well_formed = trailer == [0xbc]
        && masked_db[0] & !top_mask(em_bits) == 0
        && db[separator] == 1
        && salt_len.is_none_or(|len| len == salt.len());
    if well_formed && bool::from(salted_hash::<D>(hashed, salt).ct_eq(h)) {
        Ok(())
    } else {
        Err(Error::Verification)
    }
}

fn check_hash<D: Digest>(hashed: &[u8]) -> Result<()> {
    if hashed.len() == <D as Digest>::output_size() {
        Ok(())
    } else {
        Err(Error::InvalidInput)
    }
}

/// H = Hash(00 00 00 00 00 00 00 00 ‖ mHash ‖ salt).
fn salted_hash<D: Digest>(hashed: &[u8], salt: &[u8]) -> Output<D> {
    digest_parts::<D>(&[&[0; 8], hashed, salt])
}

/// The bits of the first byte of EM that are below 2^em_bits.
fn top_mask(em_bits: usize) -> u8 {
    0xff >> (8 * em_bits.div_ceil(8) - em_bits)
}
