//! Each routine against num-bigint. What 64-bit limbs come to is also tested through the backends.

use super::{
    super::{BigUint, limbs, number, strategy},
    BLOCK_COLUMNS, BLOCK_WORDS, REDUCED, minus_inverse, prepared,
};
use crate::kernel::narrow::symbol;
use num_bigint::BigInt;
use proptest::{collection::vec, prelude::*, sample::select, test_runner::TestRunner};
use std::{vec, vec::Vec};

const JUNK: u64 = 0xdead_beef_0bad_cafe;

/// Numbers of limbs: all that the routines take.
const SIZES: [usize; 8] = [8, 16, 24, 32, 40, 48, 56, 64];

fn run<S: Strategy>(strategy: S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let mut runner = TestRunner::new(ProptestConfig::default());
    runner.run(&strategy, check).expect("every case");
}

/// k limbs whose blocks are often equal, so that differences vanish.
fn integer(k: usize) -> impl Strategy<Value = Vec<u64>> {
    let repeated = strategy::integer(8).prop_map(move |block| block.repeat(k / 8));
    let nearly = (strategy::integer(8), 0..k).prop_map(move |(block, at)| {
        let mut limbs = block.repeat(k / 8);
        limbs[at] ^= 1;
        limbs
    });
    prop_oneof![strategy::integer(k), repeated, nearly]
}

fn sum(columns: impl Iterator<Item = i64>) -> BigInt {
    let weights = (0u32..).map(|i| BigInt::from(1) << (512 * (i / 18) + 29 * (i % 18)));
    columns
        .zip(weights)
        .map(|(column, weight)| weight * column)
        .sum()
}

fn value(block: &[i32]) -> BigInt {
    sum(block[1..=BLOCK_COLUMNS].iter().map(|limb| i64::from(*limb)))
}

/// A block of limbs with signs, in absolute value below 2^29.
fn signed_block() -> impl Strategy<Value = Vec<i32>> {
    const MOST: i32 = (1 << 29) - 1;
    let limb = prop_oneof![
        2 => select(vec![0, 1, -1, MOST, -MOST]),
        1 => -MOST..=MOST,
    ];
    let limbs = prop_oneof![
        3 => vec(limb, BLOCK_COLUMNS),
        1 => select(vec![-MOST, 0, MOST]).prop_map(|limb| vec![limb; BLOCK_COLUMNS]),
    ];
    limbs.prop_map(|mut block| {
        block.insert(0, 0);
        block.push(0);
        block
    })
}

fn columns(n: usize) -> impl Strategy<Value = Vec<i64>> {
    const MOST: i64 = 1 << 60;
    vec(-MOST..=MOST, n * BLOCK_COLUMNS)
}

type MultiplyAdd = unsafe extern "C" fn(*mut i64, *const i32, *const i32);

fn check_product(
    multiply_add: MultiplyAdd,
    before: &[i64],
    x: &[i32],
    y: &[i32],
) -> Result<(), TestCaseError> {
    let mut z = before.to_vec();
    // SAFETY: z has 36 columns, x and y are blocks.
    unsafe { multiply_add(z.as_mut_ptr(), x.as_ptr(), y.as_ptr()) };
    let gained: Vec<i64> = z.iter().zip(before).map(|(z, before)| z - before).collect();
    prop_assert!(gained.iter().all(|column| column.abs() < 1 << 44));
    prop_assert_eq!(sum(gained.into_iter()), value(x) * value(y));
    Ok(())
}

#[test]
fn mul_narrow() {
    for k in SIZES {
        run((integer(k), integer(k)), |(x, y)| {
            let mut z = vec![JUNK; 2 * k];
            // SAFETY: z has 2k limbs, x and y have k.
            unsafe { symbol::mul_narrow(z.as_mut_ptr(), x.as_ptr(), y.as_ptr(), k) };
            prop_assert_eq!(z, limbs(&(number(&x) * number(&y)), 2 * k), "{}", k);
            Ok(())
        });
    }
}

#[test]
fn sqr_narrow() {
    for k in SIZES {
        run(integer(k), |x| {
            let mut z = vec![JUNK; 2 * k];
            // SAFETY: z has 2k limbs, x has k.
            unsafe { symbol::sqr_narrow(z.as_mut_ptr(), x.as_ptr(), k) };
            prop_assert_eq!(z, limbs(&number(&x).pow(2), 2 * k), "{}", k);
            Ok(())
        });
    }
}

/// The contract's equation, and that n is prepared as the routine says.
fn check_montgomery_reduce(n: &[u64], before: &[u64]) -> Result<(), TestCaseError> {
    let (k, words) = (n.len(), prepared(n));
    let (l, inverse) = (words.len() / 3, minus_inverse(n));
    for (at, expected) in [(12, &inverse), (16 + l, &number(n))] {
        let digits = &words[at..][..l];
        let (top, lower) = digits.split_last().expect("digits");
        prop_assert!(*top >= 0 && lower.iter().all(|digit| digit.abs() <= 1 << 28));
        let value = digits
            .iter()
            .rev()
            .fold(BigInt::ZERO, |sum, digit| (sum << 29u32) + digit);
        prop_assert_eq!(value, BigInt::from(expected.clone()));
    }
    let zeros = [0..12, 12 + l..16 + l, 16 + 2 * l..3 * l];
    prop_assert!(zeros.into_iter().flatten().all(|i| words[i] == 0));

    let range = BigUint::from(1u32) << (64 * k);
    let q = number(&before[..k]) * inverse % &range;
    let sum = number(before) + q * number(n);
    for junk in [0, u64::MAX] {
        let (mut z, mut w) = (before.to_vec(), vec![junk; 3 * l]);
        let (z_at, w_at) = (z.as_mut_ptr(), w.as_mut_ptr());
        // SAFETY: z has 2k limbs, the others 3l.
        let carry = unsafe { symbol::montgomery_reduce_narrow(z_at, words.as_ptr(), w_at, k, l) };
        let result = BigUint::from(carry) * &range + number(&z[k..]);
        prop_assert_eq!(&sum, &(result * &range), "{}", k);
    }
    Ok(())
}

/// k limbs whose digits of 29 bits are the same, or nearly.
fn digits(k: usize) -> impl Strategy<Value = Vec<u64>> {
    let edge = select(vec![
        0u32,
        1,
        (1 << 28) - 1,
        1 << 28,
        (1 << 28) + 1,
        (1 << 29) - 1,
    ]);
    let digits = 64 * k / 29 + 1;
    (edge.clone(), edge, 0..digits, 0u32..29).prop_map(move |(digit, other, at, shift)| {
        let each = (0..digits).map(|i| if i == at { other } else { digit });
        let sum = each
            .rev()
            .fold(BigUint::ZERO, |sum, digit| (sum << 29u32) + digit);
        limbs(&((sum << shift) % (BigUint::from(1u32) << (64 * k))), k)
    })
}

#[test]
fn montgomery_reduce_narrow() {
    for k in REDUCED {
        let odd = |mut n: Vec<u64>| {
            n[0] |= 1;
            n
        };
        let n = prop_oneof![strategy::modulus(k), digits(k).prop_map(odd)];
        let z = prop_oneof![
            strategy::integer(2 * k),
            (digits(k), digits(k)).prop_map(|(low, high)| [low, high].concat()),
        ];
        run((n, z), |(n, z)| check_montgomery_reduce(&n, &z));
        for low in strategy::extremes(k) {
            for high in strategy::extremes(k) {
                let z = [low.clone(), high.clone()].concat();
                check_montgomery_reduce(&odd(high), &z).expect("a reduction");
            }
        }
    }
}

#[test]
fn unpack_29() {
    for n in 1..=3 {
        run(strategy::integer(8 * n), |x| {
            let mut z = vec![-1; BLOCK_WORDS * n];
            // SAFETY: z has n blocks, x 8n limbs.
            unsafe { symbol::unpack_29(z.as_mut_ptr(), x.as_ptr(), n) };
            for (block, x) in z.chunks(BLOCK_WORDS).zip(x.chunks(8)) {
                prop_assert_eq!((block[0], block[BLOCK_WORDS - 1]), (0, 0));
                prop_assert!(block.iter().all(|limb| (0..1 << 29).contains(limb)));
                prop_assert_eq!(value(block), BigInt::from(number(x)));
            }
            Ok(())
        });
    }
}

#[test]
fn pack_29() {
    const MOST: i64 = (1 << 52) - 1;
    for n in 1..=3 {
        let column = prop_oneof![
            1 => select(vec![0, 1, (1 << 29) - 1, MOST]),
            1 => 0..=MOST,
        ];
        run(vec(column, BLOCK_COLUMNS * n), |t| {
            let mut z = vec![JUNK; 8 * n];
            // SAFETY: z has 8n limbs, t n blocks of columns.
            unsafe { symbol::pack_29(z.as_mut_ptr(), t.as_ptr(), n) };
            let expected: BigInt = sum(t.into_iter()) + (1 << 27);
            let expected = expected.to_biguint().expect("nothing negative");
            let modulus = BigUint::from(1u32) << (512 * n);
            prop_assert_eq!(z, limbs(&(expected % modulus), 8 * n));
            Ok(())
        });
    }
}

#[test]
fn multiply_add_29() {
    run((columns(2), signed_block(), signed_block()), |(z, x, y)| {
        check_product(symbol::multiply_add_29, &z, &x, &y)
    });
}

#[test]
fn square_add_29() {
    run((columns(2), signed_block()), |(z, x)| {
        check_product(symbol::square_add_29, &z, &x, &x)?;
        let minus: Vec<i32> = x.iter().map(|limb| -limb).collect();
        check_product(symbol::square_add_29, &z, &x, &minus)
    });
}
