//! What the AVX-512 IFMA routines compute, in plain Rust: for memcheck, which does not execute
//! AVX-512 but then sees what the code around them does with secrets.

use alloc::vec;
use alloc::vec::Vec;

use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::ifma::{LIMB_BITS, Vector};

/// Whether it takes the place of the routines.
pub const IN_USE: bool = cfg!(verimont_ctgrind);

const MASK: u64 = (1 << LIMB_BITS) - 1;

/// The limbs that a number has, of the places there are for them.
fn limbs<const H: usize>(vectors: usize) -> usize {
    match (H, vectors) {
        (1 | 2, 8) => 60 / H,
        _ => 8 / H * vectors,
    }
}

/// z = z·y/2^(52K) mod n for each of H numbers side by side; `inverse` has −n⁻¹ mod 2⁵² of each.
pub fn mul<const H: usize>(z: &mut [Vector], y: &[Vector], n: &[Vector], inverse: &Vector) {
    let (v, k) = (z.len(), limbs::<H>(z.len()));
    for number in 0..H {
        let place = |i| (i % v, H * (i / v) + number);
        let gather = |x: &[Vector]| -> Zeroizing<Vec<u64>> {
            Zeroizing::new((0..k).map(|i| x[place(i).0].0[place(i).1]).collect())
        };
        let (x, y, n) = (gather(z), gather(y), gather(n));
        let product = product(&x, &y, &n, inverse.0[number]);
        for (i, limb) in product[..k].iter().enumerate() {
            z[place(i).0].0[place(i).1] = *limb;
        }
    }
}

/// Lane l of z = lane l of the row with the number `indices[l]`, 0 if there is none.
pub fn select(z: &mut [Vector], table: &[Vector], indices: [u64; 8]) {
    z.fill(Vector::default());
    for (row, i) in table.chunks_exact(z.len()).zip(0u64..) {
        for (z, x) in z.iter_mut().zip(row) {
            for (lane, index) in indices.iter().enumerate() {
                z.0[lane].conditional_assign(&x.0[lane], index.ct_eq(&i));
            }
        }
    }
}

fn product(x: &[u64], y: &[u64], n: &[u64], inverse: u64) -> Zeroizing<Vec<u64>> {
    let k = x.len();
    let mut t = Zeroizing::new(vec![0u64; k + 1]);
    for x in x {
        let low = x.wrapping_mul(y[0]).wrapping_add(t[0]);
        let quotient = low.wrapping_mul(inverse) & MASK;
        let mut carry = 0;
        for j in 0..k {
            let products =
                u128::from(*x) * u128::from(y[j]) + u128::from(quotient) * u128::from(n[j]);
            let sum = products + u128::from(t[j]) + carry;
            if j > 0 {
                t[j - 1] = sum as u64 & MASK;
            }
            carry = sum >> LIMB_BITS;
        }
        let top = t[k] + carry as u64;
        (t[k - 1], t[k]) = (top & MASK, top >> LIMB_BITS);
    }
    t
}
