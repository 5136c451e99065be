//! The assembly routines: their prototypes and the passage from slices to pointers.
//!
//! What each routine computes, reads, writes and clobbers is in the header of its source,
//! `asm/<architecture>/<routine>.S`; `tests/contracts.rs` compares the prototypes with it.

/// Declares the routines under their versioned names, so that two versions of this crate can be
/// linked into one program.
macro_rules! routines {
    ($($(#[$attribute:meta])* fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        pub mod symbol {
            unsafe extern "C" {
                $(
                    $(#[$attribute])*
                    #[link_name = concat!("verimont_0_1_", stringify!($name))]
                    pub fn $name($($argument: $type),*) $(-> $result)?;
                )*
            }
        }
    };
}

routines! {
    fn mul(z: *mut u64, x: *const u64, y: *const u64, k: usize);
    fn sqr(z: *mut u64, x: *const u64, k: usize);
    fn montgomery_reduce(z: *mut u64, n: *const u64, n0_inv: u64, k: usize) -> u64;
    fn table_select(z: *mut u64, table: *const u64, rows: usize, k: usize, index: u64);
    fn conditional_subtract(z: *mut u64, carry: u64, n: *const u64, k: usize);
}

/// # Safety
/// The processor has the instructions of this backend; z 2k, x k, y k limbs, k a positive
/// multiple of 8.
pub unsafe fn mul(z: &mut [u64], x: &[u64], y: &[u64]) {
    // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing.
    unsafe { symbol::mul(z.as_mut_ptr(), x.as_ptr(), y.as_ptr(), x.len()) }
}

/// # Safety
/// The processor has the instructions of this backend; z 2k, x k limbs, k a positive multiple
/// of 8.
pub unsafe fn sqr(z: &mut [u64], x: &[u64]) {
    // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing.
    unsafe { symbol::sqr(z.as_mut_ptr(), x.as_ptr(), x.len()) }
}

/// # Safety
/// The processor has the instructions of this backend; z 2k, n k limbs, k a positive multiple
/// of 8.
pub unsafe fn montgomery_reduce(z: &mut [u64], n: &[u64], n0_inv: u64) -> u64 {
    // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing. A wrong
    // n0_inv gives a wrong number, not a wrong address.
    unsafe { symbol::montgomery_reduce(z.as_mut_ptr(), n.as_ptr(), n0_inv, n.len()) }
}

/// # Safety
/// The processor has the instructions of this backend; z k limbs, k a positive multiple of 8,
/// table whole rows of k limbs.
pub unsafe fn table_select(z: &mut [u64], table: &[u64], index: u64) {
    let (k, rows) = (z.len(), table.len() / z.len());
    // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing. No address
    // depends on the index.
    unsafe { symbol::table_select(z.as_mut_ptr(), table.as_ptr(), rows, k, index) }
}

/// # Safety
/// The processor has the instructions of this backend; z and n k limbs, k a positive multiple
/// of 8.
pub unsafe fn conditional_subtract(z: &mut [u64], carry: u64, n: &[u64]) {
    // SAFETY: the caller gives the shapes of the contract; a `&mut` overlaps nothing. A carry
    // above 1 gives a wrong number, not a wrong address.
    unsafe { symbol::conditional_subtract(z.as_mut_ptr(), carry, n.as_ptr(), n.len()) }
}
