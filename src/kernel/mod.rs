//! The routines everything stands on: safe wrappers around assembly, chosen at run time, with a
//! portable Rust implementation of the same functions as the fallback and the oracle.
//!
//! Shapes are in 64-bit limbs, least significant first; `k` is always a multiple of [`BLOCK`].
//! Every routine is constant time in the values of its limbs; only lengths are public.

#[cfg(verimont_asm)]
#[macro_use]
mod asm;
#[cfg(all(verimont_asm, target_arch = "x86_64"))]
mod adx;
mod dispatch;
#[cfg(verimont_ifma)]
pub mod ifma;
#[cfg(verimont_ifma)]
pub mod ifma_batch;
#[cfg(verimont_ifma)]
mod ifma_model;
#[cfg(all(verimont_asm, target_arch = "aarch64"))]
mod midr;
#[cfg(all(verimont_asm, target_arch = "aarch64"))]
mod narrow;
#[cfg(verimont_pair_29)]
pub mod pair_29;
#[cfg(any(test, not(all(verimont_asm, target_arch = "aarch64"))))]
mod portable;
#[cfg(test)]
mod tests;

#[cfg(verimont_ifma)]
pub use dispatch::ifma;
use dispatch::kernels;
#[cfg(verimont_pair_29)]
pub use dispatch::pair_29;

/// Number of limbs every routine works in multiples of.
pub const BLOCK: usize = 8;

#[track_caller]
fn assert_blocks(k: usize) {
    assert!(
        k != 0 && k.is_multiple_of(BLOCK),
        "limb count must be a positive multiple of 8"
    );
}

/// z = x · y. Shapes: z 2k, x k, y k limbs.
///
/// # Panics
/// If the lengths do not have these shapes.
#[track_caller]
pub fn mul(z: &mut [u64], x: &[u64], y: &[u64]) {
    assert_blocks(x.len());
    assert!(y.len() == x.len() && z.len() == 2 * x.len());
    // SAFETY: the shapes were asserted.
    unsafe { (kernels().mul)(z, x, y) }
}

/// z = x². Shapes: z 2k, x k limbs.
///
/// # Panics
/// If the lengths do not have these shapes.
#[track_caller]
pub fn sqr(z: &mut [u64], x: &[u64]) {
    assert_blocks(x.len());
    assert!(z.len() == 2 * x.len());
    // SAFETY: the shapes were asserted.
    unsafe { (kernels().sqr)(z, x) }
}

/// Montgomery reduction in place, R = 2^(64k). Shapes: z 2k, n k limbs; n odd, n0_inv = -n⁻¹ mod 2⁶⁴.
///
/// On return, with q the new low half of z and h its high half and c the result (0 or 1):
/// z_before + q·n = R·(c·R + h). So c·R + h ≡ z_before·R⁻¹ (mod n), and it is below 2n when
/// z_before < R·n.
///
/// # Panics
/// If the lengths do not have these shapes.
#[track_caller]
#[must_use]
pub fn montgomery_reduce(z: &mut [u64], n: &[u64], n0_inv: u64) -> u64 {
    assert_blocks(n.len());
    assert!(z.len() == 2 * n.len());
    // SAFETY: the shapes were asserted.
    unsafe { (kernels().montgomery_reduce)(z, n, n0_inv) }
}

/// z ≡ t·2^(−64k) (mod n), and no more than that it fits: less work than [`montgomery_reduce`] and
/// [`conditional_subtract`], which the next multiplication does not need. Shapes: z k, t 2k, n k limbs;
/// n odd, n0_inv = -n⁻¹ mod 2⁶⁴, t a product of two numbers of k limbs. What t then holds is undefined.
///
/// # Panics
/// If the lengths do not have these shapes.
#[cfg(feature = "alloc")]
#[track_caller]
pub fn almost_reduce(z: &mut [u64], t: &mut [u64], n: &[u64], n0_inv: u64) {
    assert_blocks(n.len());
    assert!(z.len() == n.len() && t.len() == 2 * n.len());
    match kernels().almost_reduce {
        // SAFETY: the shapes were asserted.
        Some(almost_reduce) => unsafe { almost_reduce(z, t, n, n0_inv) },
        None => {
            let carry = montgomery_reduce(t, n, n0_inv);
            z.copy_from_slice(&t[n.len()..]);
            conditional_subtract(z, carry, n);
        }
    }
}

/// Words of a prepared modulus of k limbs, and limbs of scratch to reduce with it; 0 and 0 where the
/// modulus itself serves as well.
#[cfg(feature = "alloc")]
pub fn prepared_lengths(k: usize) -> (usize, usize) {
    let l = kernels()
        .prepared
        .map_or(0, |prepared| (prepared.digits)(k));
    (3 * l, 3 * l)
}

/// Prepares n for [`montgomery_reduce_prepared`]. Shapes: n and n_inv k limbs, `prepared` as
/// [`prepared_lengths`] says; n odd, n_inv = −n⁻¹ mod 2^(64k).
///
/// # Panics
/// If the lengths do not have these shapes.
#[cfg(feature = "alloc")]
#[track_caller]
pub fn prepare(prepared: &mut [i32], n: &[u64], n_inv: &[u64]) {
    assert_blocks(n.len());
    assert!(n_inv.len() == n.len() && prepared.len() == prepared_lengths(n.len()).0);
    if let Some(with) = kernels().prepared.filter(|_| !prepared.is_empty()) {
        (with.prepare)(prepared, n, n_inv);
    }
}

/// As [`montgomery_reduce`], by what [`prepare`] made of n; the low half of z is left undefined.
/// Shapes: z 2k, n k limbs, `prepared` and `scratch` as [`prepared_lengths`] says.
///
/// # Panics
/// If the lengths do not have these shapes.
#[cfg(feature = "alloc")]
#[track_caller]
#[must_use]
pub fn montgomery_reduce_prepared(
    z: &mut [u64],
    n: &[u64],
    n0_inv: u64,
    prepared: &[i32],
    scratch: &mut [u64],
) -> u64 {
    assert_blocks(n.len());
    assert!(z.len() == 2 * n.len());
    assert!((prepared.len(), scratch.len()) == prepared_lengths(n.len()));
    match kernels().prepared {
        // SAFETY: the shapes were asserted.
        Some(with) if !prepared.is_empty() => unsafe { (with.reduce)(z, prepared, scratch) },
        _ => montgomery_reduce(z, n, n0_inv),
    }
}

/// z = row `index` of `table`, reading every row. Shapes: z k, table rows·k limbs.
/// An index beyond the last row gives zero.
///
/// # Panics
/// If the lengths do not have these shapes.
#[track_caller]
pub fn table_select(z: &mut [u64], table: &[u64], index: u64) {
    assert_blocks(z.len());
    assert!(table.len().is_multiple_of(z.len()));
    // SAFETY: the shapes were asserted.
    unsafe { (kernels().table_select)(z, table, index) }
}

/// z = X − n if X ≥ n, else X, where X = carry·2^(64k) + z. Shapes: z k, n k limbs, carry 0 or 1;
/// X < 2n for a result below n.
///
/// # Panics
/// If the lengths do not have these shapes.
#[track_caller]
pub fn conditional_subtract(z: &mut [u64], carry: u64, n: &[u64]) {
    assert_blocks(n.len());
    assert!(z.len() == n.len());
    // SAFETY: the shapes were asserted.
    unsafe { (kernels().conditional_subtract)(z, carry, n) }
}

/// The name of the implementation in use: `portable`, or that of an assembly backend,
/// `x86_64_adx`, `x86_64_ifma` (which has all of `x86_64_adx`), `aarch64_narrow` or `aarch64_wide`.
///
/// `--cfg verimont_backend="<name>"` in `RUSTFLAGS` forces one of those that the target has.
///
/// # Panics
/// If a backend was forced that the processor does not have.
#[must_use]
pub fn backend() -> &'static str {
    #[cfg(verimont_ifma)]
    if ifma().is_some() {
        return "x86_64_ifma";
    }
    kernels().name
}
