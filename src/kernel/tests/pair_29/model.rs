//! `pair_montmul` for one of its numbers, digit by digit in the same order. Built with overflow checks,
//! as tests are, it shows that no column overflows.

use crate::kernel::pair_29::{DIGIT_BITS, DIGITS};
use std::{vec, vec::Vec};

/// The blocks from which on the products of x·y are carried before the others are added.
const LONG: usize = 10;

/// A modulus N in digits: (N·c + 1)/2¹⁷⁴, N, c.
pub struct Modulus {
    pub multiple: Vec<i32>,
    pub plain: Vec<i32>,
    pub inverse: Vec<i32>,
}

/// Columns of weight 2^(29i), and how many products are in each.
struct Columns(Vec<i64>, Vec<u32>);

fn zeros(count: usize) -> Columns {
    Columns(vec![0; count], vec![0; count])
}

impl Columns {
    /// += x·y, in blocks r and s; the column of blocks they are in is r + s + above.
    fn add(&mut self, above: usize, (x, r): (&[i32], usize), (y, s): (&[i32], usize)) {
        for (i, x) in block(x, r).iter().enumerate() {
            for (j, y) in block(y, s).iter().enumerate() {
                let product = i64::from(*x) * i64::from(*y);
                assert!(product.abs() <= 1 << (2 * DIGIT_BITS - 2));
                let at = DIGITS * (r + s + above) + i + j;
                self.0[at] += product;
                self.1[at] += 1;
                assert!(self.1[at] <= 124, "at most 2^56 each: 127 fit");
            }
        }
    }

    /// Carries out of a column of blocks, whose digits it gives.
    fn carry(&mut self, k: usize) -> Vec<i32> {
        for at in DIGITS * k..DIGITS * (k + 1) {
            let carry = (self.0[at] + (1 << (DIGIT_BITS - 1))) >> DIGIT_BITS;
            self.0[at] -= carry << DIGIT_BITS;
            self.0[at + 1] += carry;
            self.1[at] = 0;
        }
        let digits = &self.0[DIGITS * k..DIGITS * (k + 1)];
        digits.iter().map(|digit| *digit as i32).collect()
    }
}

fn block(x: &[i32], r: usize) -> &[i32] {
    &x[DIGITS * r..DIGITS * (r + 1)]
}

/// The digits of x·y/2^(174B) mod N.
pub fn montmul(x: &[i32], y: &[i32], n: &Modulus) -> Vec<i32> {
    let blocks = x.len() / DIGITS;
    let mut t = zeros(2 * x.len() + DIGITS);
    let mut quotients = Vec::new();
    for k in 0..blocks {
        for r in 0..=k {
            t.add(0, (x, r), (y, k - r));
        }
        for r in 0..k {
            if r == 1 && k >= LONG {
                t.carry(k);
            }
            t.add(1, (&quotients, r), (&n.multiple, k - 1 - r));
        }
        quotients.extend(t.carry(k));
    }
    // The last quotient is that of N itself.
    let last = quotients.split_off(quotients.len() - DIGITS);
    let mut product = zeros(2 * DIGITS);
    product.add(0, (&last, 0), (&n.inverse, 0));
    quotients.extend(product.carry(0));
    t.add(0, (&quotients, blocks - 1), (&n.plain, 0));
    assert_eq!(t.carry(blocks - 1), [0; DIGITS], "a multiple of 2^174");

    let mut z = Vec::new();
    for k in blocks..2 * blocks {
        // So many come before: two are multiplied with the digits and the blocks of those before.
        let first = if k == blocks { 3 } else { 2 };
        for r in k - blocks..blocks - 1 {
            if r == k - blocks + first && 2 * blocks - 1 - k >= LONG {
                t.carry(k);
            }
            t.add(1, (&quotients, r), (&n.multiple, k - 1 - r));
        }
        for r in k + 1 - blocks..blocks {
            t.add(0, (x, r), (y, k - r));
        }
        if k + 1 < 2 * blocks {
            t.add(0, (&quotients, blocks - 1), (&n.plain, k + 1 - blocks));
        }
        z.extend(t.carry(k));
    }
    z
}
