//! Modular inverse and gcd by constant-time "divsteps": D. J. Bernstein and B.-Y. Yang, *Fast
//! constant-time gcd computation and modular inversion*, TCHES 2019(3).
//!
//! 62 steps at a time are collected in a 2x2 matrix from the low words alone and then applied to the
//! whole numbers, with the range argument of Pieter Wuille's "safegcd implementation" note in
//! libsecp256k1. The number of steps depends on the width only.

use alloc::vec::Vec;

use subtle::{Choice, ConditionallyNegatable, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::Uint;
use crate::declassify::declassify;

const STEPS: u32 = 62;
const MASK: u64 = (1 << STEPS) - 1;

/// The inverse of x modulo the odd n of `bits` bits (public), as wide as n; x < n.
/// `None` where gcd(x, n) ≠ 1. Constant time in both values, but for that.
pub(crate) fn invert_odd(x: &Uint, n: &Uint, bits: usize, n0_inv: u64) -> Option<Uint> {
    let mut state = Divsteps::new(n, x, bits);
    let modulus = Signed62::new(n, bits);
    let mut d = Signed62::new(&Uint::zero(1), bits);
    let mut e = Signed62::new(&Uint::from_limbs(&[1]), bits);
    for _ in 0..state.batches {
        let matrix = state.batch();
        matrix.apply_modular(&mut d, &mut e, &modulus, n0_inv.wrapping_neg());
    }
    // Now d·x ≡ f (mod n) with f = ±gcd, and d in (−2n, n).
    let f_negative = state.f.is_negative();
    d.add_if(&modulus, d.is_negative());
    d.negate_if(f_negative);
    d.add_if(&modulus, d.is_negative());
    state.f.negate_if(f_negative);
    declassify(bool::from(state.f.is_one())).then(|| d.to_uint(n.limbs().len()))
}

/// gcd(x, y) for an odd x, as wide as x. Constant time in both values; the widths must be equal.
pub(crate) fn gcd_odd(x: &Uint, y: &Uint) -> Uint {
    let mut state = Divsteps::new(x, y, 64 * x.limbs().len());
    for _ in 0..state.batches {
        state.batch();
    }
    let negative = state.f.is_negative();
    state.f.negate_if(negative);
    state.f.to_uint(x.limbs().len())
}

/// The pair that the divsteps bring to (±gcd, 0).
struct Divsteps {
    delta: i64,
    f: Signed62,
    g: Signed62,
    batches: usize,
}

impl Divsteps {
    fn new(f: &Uint, g: &Uint, bits: usize) -> Self {
        // Theorem 11.2 of the paper, for numbers of at least 46 bits.
        let steps = (49 * bits.max(46) + 57) / 17;
        Self {
            delta: 1,
            f: Signed62::new(f, bits),
            g: Signed62::new(g, bits),
            batches: steps.div_ceil(STEPS as usize),
        }
    }

    /// 62 steps; returns the matrix that made them.
    fn batch(&mut self) -> Matrix {
        let (delta, matrix) = Matrix::collect(self.delta, self.f.0[0] as u64, self.g.0[0] as u64);
        self.delta = delta;
        matrix.apply(&mut self.f, &mut self.g);
        matrix
    }
}

/// 2⁶²·(f', g') = (u·f + v·g, q·f + r·g), where |u| + |v| and |q| + |r| are at most 2⁶².
struct Matrix {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

impl Matrix {
    fn collect(mut delta: i64, mut f: u64, mut g: u64) -> (i64, Self) {
        let (mut u, mut v, mut q, mut r) = (1i64, 0i64, 0i64, 1i64);
        for _ in 0..STEPS {
            let odd = Choice::from((g & 1) as u8);
            let positive = Choice::from(((delta.wrapping_sub(1) >> 63) + 1) as u8);
            let swap = odd & positive;
            // (f, g) becomes (g, −f) and the rows follow; g stays odd, so that g + f is even.
            u64::conditional_swap(&mut f, &mut g, swap);
            i64::conditional_swap(&mut u, &mut q, swap);
            i64::conditional_swap(&mut v, &mut r, swap);
            g.conditional_assign(&g.wrapping_neg(), swap);
            q.conditional_negate(swap);
            r.conditional_negate(swap);
            delta.conditional_negate(swap);
            delta += 1;
            g = g.wrapping_add(u64::conditional_select(&0, &f, odd)) >> 1;
            q += i64::conditional_select(&0, &u, odd);
            r += i64::conditional_select(&0, &v, odd);
            u <<= 1;
            v <<= 1;
        }
        (delta, Self { u, v, q, r })
    }

    /// (x, y) = (u·x + v·y, q·x + r·y) / 2⁶², which is exact.
    fn apply(&self, x: &mut Signed62, y: &mut Signed62) {
        let (mut cx, mut cy) = (0i128, 0i128);
        let len = x.0.len();
        for i in 0..len {
            let (xi, yi) = (x.0[i], y.0[i]);
            cx += wide(self.u, xi) + wide(self.v, yi);
            cy += wide(self.q, xi) + wide(self.r, yi);
            if i > 0 {
                x.0[i - 1] = (cx as u64 & MASK) as i64;
                y.0[i - 1] = (cy as u64 & MASK) as i64;
            }
            cx >>= STEPS;
            cy >>= STEPS;
        }
        x.0[len - 1] = cx as i64;
        y.0[len - 1] = cy as i64;
    }

    /// As [`Self::apply`] modulo n, adding the multiples of n that make the division exact; `n_inv`
    /// is n⁻¹ mod 2⁶⁴. Keeps x and y in (−2n, n).
    fn apply_modular(&self, x: &mut Signed62, y: &mut Signed62, n: &Signed62, n_inv: u64) {
        let (x_sign, y_sign) = (x.sign(), y.sign());
        let multiple = |a: i64, b: i64| {
            // Where x or y is negative, start from x + n or y + n.
            let start = (a & x_sign) + (b & y_sign);
            let low = wide(a, x.0[0]) + wide(b, y.0[0]);
            let fix = (low as u64).wrapping_mul(n_inv).wrapping_add(start as u64) & MASK;
            start - fix as i64
        };
        let (mx, my) = (multiple(self.u, self.v), multiple(self.q, self.r));
        let (mut cx, mut cy) = (0i128, 0i128);
        let len = x.0.len();
        for i in 0..len {
            let (xi, yi, ni) = (x.0[i], y.0[i], n.0[i]);
            cx += wide(self.u, xi) + wide(self.v, yi) + wide(mx, ni);
            cy += wide(self.q, xi) + wide(self.r, yi) + wide(my, ni);
            if i > 0 {
                x.0[i - 1] = (cx as u64 & MASK) as i64;
                y.0[i - 1] = (cy as u64 & MASK) as i64;
            }
            cx >>= STEPS;
            cy >>= STEPS;
        }
        x.0[len - 1] = cx as i64;
        y.0[len - 1] = cy as i64;
    }
}

fn wide(x: i64, y: i64) -> i128 {
    i128::from(x) * i128::from(y)
}

/// A signed integer in limbs of 62 bits, the top one signed.
struct Signed62(Zeroizing<Vec<i64>>);

impl Signed62 {
    /// x < 2^bits, in enough limbs for every value in (−2^(bits+1), 2^(bits+1)).
    fn new(x: &Uint, bits: usize) -> Self {
        let limb = |i: usize| x.limbs().get(i).copied().unwrap_or(0);
        let digit = |i: usize| {
            let (at, shift) = (62 * i / 64, 62 * i % 64);
            let word = limb(at) >> shift | (limb(at + 1) << 1) << (63 - shift);
            (word & MASK) as i64
        };
        Self(Zeroizing::new((0..=bits / 62).map(digit).collect()))
    }

    /// The value, which must not be negative and must fit the width.
    fn to_uint(&self, limbs: usize) -> Uint {
        let mut x = Uint::zero(limbs);
        for (i, digit) in self.0.iter().enumerate() {
            let (at, shift) = (62 * i / 64, 62 * i % 64);
            let wide = (*digit as u64 as u128) << shift;
            if let Some(limb) = x.limbs_mut().get_mut(at) {
                *limb |= wide as u64;
            }
            if let Some(limb) = x.limbs_mut().get_mut(at + 1) {
                *limb |= (wide >> 64) as u64;
            }
        }
        x
    }

    /// All ones if negative, else zero.
    fn sign(&self) -> i64 {
        self.0.last().map_or(0, |top| top >> 63)
    }

    fn is_negative(&self) -> Choice {
        Choice::from((self.sign() & 1) as u8)
    }

    fn is_one(&self) -> Choice {
        let rest = self.0[1..].iter().fold(0, |all, digit| all | digit);
        (rest | (self.0[0] ^ 1)).ct_eq(&0)
    }

    fn negate_if(&mut self, choice: Choice) {
        self.combine(|digit| {
            let mut digit = digit;
            digit.conditional_negate(choice);
            digit
        });
    }

    fn add_if(&mut self, other: &Self, choice: Choice) {
        let mut other = other.0.iter();
        self.combine(|digit| {
            digit + i64::conditional_select(&0, other.next().unwrap_or(&0), choice)
        });
    }

    /// Replaces each digit by what `change` makes of it, then carries.
    fn combine(&mut self, mut change: impl FnMut(i64) -> i64) {
        let mut carry = 0;
        let last = self.0.len() - 1;
        for (i, digit) in self.0.iter_mut().enumerate() {
            let sum = change(*digit) + carry;
            if i == last {
                *digit = sum;
            } else {
                *digit = (sum as u64 & MASK) as i64;
                carry = sum >> STEPS;
            }
        }
    }
}
