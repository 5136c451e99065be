//! What the BMI2 and ADX backend has beyond the routines of every backend.

routines! {
    fn almost_reduce(z: *mut u64, t: *mut u64, n: *const u64, n0_inv: u64, k: usize);
}

/// # Safety
/// The processor has BMI2 and ADX; z k, t 2k, n k limbs, k a positive multiple of 8.
pub unsafe fn almost_reduce(z: &mut [u64], t: &mut [u64], n: &[u64], n0_inv: u64) {
    // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing. A wrong
    // n0_inv gives a wrong number, not a wrong address.
    unsafe {
        symbol::almost_reduce(z.as_mut_ptr(), t.as_mut_ptr(), n.as_ptr(), n0_inv, n.len());
    }
}
