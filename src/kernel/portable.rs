//! The routines in portable Rust: the fallback where there is no assembly, and the oracle for it.
//!
//! Products go through `u128`; on every target that Rust supports with 64-bit registers that is one
//! widening multiply, whose time does not depend on the operands.

/// t + x·y + carry, as (low, high). Never overflows: (2⁶⁴−1)² + 2·(2⁶⁴−1) = 2¹²⁸ − 1.
#[inline(always)]
fn mac(t: u64, x: u64, y: u64, carry: u64) -> (u64, u64) {
    let wide = u128::from(x) * u128::from(y) + u128::from(t) + u128::from(carry);
    (wide as u64, (wide >> 64) as u64)
}

/// z += x·y; returns the limb carried out. Shapes: z and x the same length.
#[inline(always)]
fn add_row(z: &mut [u64], x: &[u64], y: u64) -> u64 {
    let mut carry = 0;
    for (z, x) in z.iter_mut().zip(x) {
        (*z, carry) = mac(*z, *x, y, carry);
    }
    carry
}

pub fn mul(z: &mut [u64], x: &[u64], y: &[u64]) {
    let k = x.len();
    z.fill(0);
    for (i, &y) in y.iter().enumerate() {
        z[i + k] = add_row(&mut z[i..i + k], x, y);
    }
}

pub fn sqr(z: &mut [u64], x: &[u64]) {
    let k = x.len();
    z.fill(0);
    // Each product of two different limbs once, ...
    for i in 0..k {
        z[i + k] = add_row(&mut z[2 * i + 1..i + k], &x[i + 1..], x[i]);
    }
    // ... doubled, plus the squares of the limbs.
    let mut shifted = 0;
    let mut carry = 0;
    for (z, x) in z.chunks_exact_mut(2).zip(x) {
        let low = z[0] << 1 | shifted;
        let high = z[1] << 1 | z[0] >> 63;
        shifted = z[1] >> 63;
        let (sum, up) = mac(low, *x, *x, carry);
        z[0] = sum;
        let (sum, over) = high.overflowing_add(up);
        z[1] = sum;
        carry = u64::from(over);
    }
}

pub fn montgomery_reduce(z: &mut [u64], n: &[u64], n0_inv: u64) -> u64 {
    let k = n.len();
    let mut top = 0;
    for i in 0..k {
        let q = z[i].wrapping_mul(n0_inv);
        let carry = add_row(&mut z[i..i + k], n, q);
        let sum = u128::from(z[i + k]) + u128::from(carry) + u128::from(top);
        z[i + k] = sum as u64;
        top = (sum >> 64) as u64;
        // The limb is zero now; keep the quotient there, as the assembly does.
        z[i] = q;
    }
    top
}

pub fn table_select(z: &mut [u64], table: &[u64], index: u64) {
    z.fill(0);
    for (i, row) in table.chunks_exact(z.len()).enumerate() {
        // All ones where i = index, without a comparison the compiler could branch on.
        let mask = mask_if_zero(i as u64 ^ index);
        for (z, t) in z.iter_mut().zip(row) {
            *z |= t & mask;
        }
    }
}

pub fn conditional_subtract(z: &mut [u64], carry: u64, n: &[u64]) {
    let mut borrow = 0;
    for (z, n) in z.iter().zip(n) {
        (_, borrow) = subtract_with_borrow(*z, *n, borrow);
    }
    // Subtract unless the comparison borrowed beyond the carry.
    let mask = core::hint::black_box((carry | (borrow ^ 1)).wrapping_neg());
    let mut borrow = 0;
    for (z, n) in z.iter_mut().zip(n) {
        (*z, borrow) = subtract_with_borrow(*z, *n & mask, borrow);
    }
}

fn subtract_with_borrow(x: u64, y: u64, borrow: u64) -> (u64, u64) {
    let wide = u128::from(x)
        .wrapping_sub(u128::from(y))
        .wrapping_sub(u128::from(borrow));
    (wide as u64, (wide >> 64) as u64 & 1)
}

fn mask_if_zero(x: u64) -> u64 {
    let nonzero = (x | x.wrapping_neg()) >> 63;
    core::hint::black_box(nonzero.wrapping_sub(1))
}
