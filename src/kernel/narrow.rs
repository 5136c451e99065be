//! Routines for AArch64 cores whose 64-bit multiplier is narrow, such as Neoverse N1: their 32-bit
//! multiply-adds, vector and scalar, do several times the work in limbs of 29 bits.

use super::{asm, dispatch::Prepared};

routines! {
    fn mul_narrow(z: *mut u64, x: *const u64, y: *const u64, k: usize);
    fn sqr_narrow(z: *mut u64, x: *const u64, k: usize);
    fn montgomery_reduce_narrow(z: *mut u64, n: *const i32, w: *mut u64, k: usize, l: usize) -> u64;
    #[cfg_attr(not(test), expect(dead_code, reason = "the others call it"))]
    fn unpack_29(z: *mut i32, x: *const u64, n: usize);
    #[cfg_attr(not(test), expect(dead_code, reason = "the others call it"))]
    fn pack_29(z: *mut u64, t: *const i64, n: usize);
    #[cfg_attr(not(test), expect(dead_code, reason = "the others call it"))]
    fn multiply_add_29(z: *mut i64, x: *const i32, y: *const i32);
    #[cfg_attr(not(test), expect(dead_code, reason = "the others call it"))]
    fn square_add_29(z: *mut i64, x: *const i32, y: *const i32);
}

/// The most limbs that fit the frames of `mul_narrow` and `sqr_narrow`.
const MOST: usize = 64;

/// # Safety
/// z 2k, x k, y k limbs, k a positive multiple of 8.
pub unsafe fn mul(z: &mut [u64], x: &[u64], y: &[u64]) {
    if x.len() <= MOST {
        // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing.
        unsafe { symbol::mul_narrow(z.as_mut_ptr(), x.as_ptr(), y.as_ptr(), x.len()) }
    } else {
        // SAFETY: as the caller's.
        unsafe { asm::mul(z, x, y) }
    }
}

/// # Safety
/// z 2k, x k limbs, k a positive multiple of 8.
pub unsafe fn sqr(z: &mut [u64], x: &[u64]) {
    if x.len() <= MOST {
        // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing.
        unsafe { symbol::sqr_narrow(z.as_mut_ptr(), x.as_ptr(), x.len()) }
    } else {
        // SAFETY: as the caller's.
        unsafe { asm::sqr(z, x) }
    }
}

/// Montgomery reduction for the numbers of limbs that it takes; with fewer it would not pay.
pub static PREPARED: Prepared = Prepared {
    digits,
    prepare,
    reduce,
};

/// The number l of 29-bit digits that `montgomery_reduce_narrow` has k limbs in, 0 if it does not
/// take k.
fn digits(k: usize) -> usize {
    if (16..=56).contains(&k) {
        2 * (32 * k).div_ceil(29)
    } else {
        0
    }
}

/// Fills n of `montgomery_reduce_narrow`, 3l words, from the modulus and -1/modulus mod 2^(64k).
fn prepare(prepared: &mut [i32], modulus: &[u64], inverse: &[u64]) {
    let l = prepared.len() / 3;
    prepared.fill(0);
    unpack(&mut prepared[12..][..l], inverse);
    unpack(&mut prepared[16 + l..][..l], modulus);
}

/// The limbs in digits from -2^28 to 2^28, of which the top one is not negative.
pub fn unpack(digits: &mut [i32], limbs: &[u64]) {
    let limb = |i: usize| limbs.get(i).copied().unwrap_or(0);
    let top = digits.len() - 1;
    let mut carry = 0;
    for (i, digit) in digits.iter_mut().enumerate() {
        let bit = 29 * i;
        let bits = limb(bit / 64) >> (bit % 64) | (limb(bit / 64 + 1) << 1) << (63 - bit % 64);
        *digit = (bits & ((1 << 29) - 1)) as i32 + carry;
        carry = (bits >> 28 & 1) as i32;
        if i < top {
            *digit -= carry << 29;
        }
    }
}

/// # Safety
/// prepared 3l words, l = `digits(k)` and not 0, z 2k, w 3l limbs.
unsafe fn reduce(z: &mut [u64], prepared: &[i32], w: &mut [u64]) -> u64 {
    let (k, l) = (z.len() / 2, prepared.len() / 3);
    // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing. Wrong digits
    // give a wrong number, not a wrong address.
    unsafe {
        symbol::montgomery_reduce_narrow(z.as_mut_ptr(), prepared.as_ptr(), w.as_mut_ptr(), k, l)
    }
}
