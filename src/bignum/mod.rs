//! Big-integer arithmetic over 64-bit limbs, least significant limb first.
//!
//! Two layers. The functions work on slices, allocate nothing and are what the assembly implements;
//! they ask for limb counts that are multiples of [`BLOCK`]. [`Uint`] owns its limbs, takes any size,
//! and erases them when dropped. Modular arithmetic is in [`crate::montgomery`].
//!
//! Everything here is constant time in the values; sizes are public.
//!
//! ```
//! use verimont::bignum;
//!
//! let x = [u64::MAX; 8]; // 2⁵¹² − 1
//! let mut z = [0; 16];
//! bignum::mul(&mut z, &x, &x);
//! assert_eq!((z[0], z[15]), (1, u64::MAX)); // 2¹⁰²⁴ − 2⁵¹³ + 1
//! ```

pub use crate::kernel::{BLOCK, conditional_subtract, montgomery_reduce, mul, sqr, table_select};

#[cfg(feature = "alloc")]
mod divide;
#[cfg(feature = "alloc")]
mod invert;
#[cfg(feature = "alloc")]
mod uint;

#[cfg(feature = "alloc")]
pub(crate) use invert::{gcd_odd, invert_odd};
#[cfg(feature = "alloc")]
pub use uint::Uint;

#[cfg(all(test, feature = "alloc"))]
mod tests;
