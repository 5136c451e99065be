//! EME-PKCS1-v1_5 decoding with implicit rejection (draft-irtf-cfrg-rsa-guidance-10, sections 7.1 and
//! 7.2).
//!
//! Everything is computed, for good padding too, and the choice is made by masks. The first secret that
//! shows is the length of the result, which the draft allows to be public.

use alloc::vec;
use alloc::vec::Vec;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};
use zeroize::Zeroizing;

use super::encryption::MIN_PADDING;
use crate::declassify::declassify;

type Key = Zeroizing<[u8; 32]>;

/// The message in EM or, if the padding is wrong, the one that d and the ciphertext determine.
///
/// EM, d and the ciphertext are as long as the modulus; EM is overwritten.
pub(super) fn decode(em: &mut [u8], d: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let size = em.len();
    let key = derivation_key(d, ciphertext);
    let synthetic = prf(&key, b"message", size);
    let synthetic_len = synthetic_len(&prf(&key, b"length", 256), size - MIN_PADDING);
    let (valid, len) = message_len(em);

    for (byte, synthetic) in em.iter_mut().zip(&*synthetic) {
        *byte = u8::conditional_select(synthetic, byte, valid);
    }
    let len = u64::conditional_select(&synthetic_len, &len, valid);
    em[size - declassify(len) as usize..].to_vec()
}

/// Whether EM = 00 02 ‖ at least eight bytes other than 00 ‖ 00 ‖ message, and how long the message
/// after that 00 is.
fn message_len(em: &[u8]) -> (Choice, u64) {
    let body = &em[2..];
    let mut found = Choice::from(0);
    let mut separator = 0u64;
    for (at, byte) in (0u64..).zip(body) {
        let here = !found & byte.ct_eq(&0);
        separator.conditional_assign(&at, here);
        found |= here;
    }
    // Without a 00 the separator stays 0, which is too early as well.
    let len = body.len() as u64 - 1 - separator;
    let valid = em[0].ct_eq(&0) & em[1].ct_eq(&2) & separator.ct_gt(&7);
    (valid, len)
}

/// The last of the 128 candidates, each cut to the bits of the greatest length, that is not above it;
/// 0 if there is none.
fn synthetic_len(candidates: &[u8], max: usize) -> u64 {
    let max = max as u64;
    let mask = u64::MAX >> max.leading_zeros();
    candidates.chunks_exact(2).fold(0, |len, candidate| {
        let candidate = (u64::from(candidate[0]) << 8 | u64::from(candidate[1])) & mask;
        u64::conditional_select(&candidate, &len, candidate.ct_gt(&max))
    })
}

/// KDK = HMAC-SHA-256(SHA-256(d), ciphertext).
fn derivation_key(d: &[u8], ciphertext: &[u8]) -> Key {
    let hash = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(d)));
    hmac(&hash, &[ciphertext])
}

/// IRPRF: the blocks HMAC-SHA-256(key, number ‖ label ‖ length in bits), cut to `len` bytes.
fn prf(key: &Key, label: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let bits = u16::try_from(8 * len).expect("a modulus has at most 8192 bits");
    let mut out = Zeroizing::new(vec![0; len]);
    for (number, chunk) in (0u16..).zip(out.chunks_mut(32)) {
        let block = hmac(key, &[&number.to_be_bytes(), label, &bits.to_be_bytes()]);
        chunk.copy_from_slice(&block[..chunk.len()]);
    }
    out
}

fn hmac(key: &Key, parts: &[&[u8]]) -> Key {
    let mut mac = Hmac::<Sha256>::new_from_slice(&**key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}
