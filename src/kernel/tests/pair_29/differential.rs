//! Each routine against num-bigint, and `pair_montmul` digit by digit against a model of it.

use super::{BLOCKS, blocks, digits, model, prepared, quads};
use crate::kernel::pair_29::{BLOCK, DIGIT_BITS, DIGITS, MODULUS, Quad, ROW, ROWS, row, symbol};
use num_bigint::{BigInt, BigUint};
use proptest::{collection::vec, prelude::*, sample::select, test_runner::TestRunner};
use std::{vec, vec::Vec};

/// The most that a digit is in magnitude.
const MOST: i32 = 1 << (DIGIT_BITS - 1);

fn run<S: Strategy>(strategy: S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let mut runner = TestRunner::new(ProptestConfig::with_cases(64));
    runner.run(&strategy, check).expect("every case");
}

fn value(digits: &[i32]) -> BigInt {
    let sum = |sum: BigInt, digit: &i32| (sum << DIGIT_BITS) + *digit;
    digits.iter().rev().fold(BigInt::ZERO, sum)
}

/// An odd number of as many bits as the routines take for so many blocks, or a few less: of ones and
/// zeros, or of digits at their bounds.
fn modulus(blocks: usize) -> impl Strategy<Value = BigUint> {
    let bits = DIGIT_BITS * DIGITS * blocks - 20;
    let word = prop_oneof![2 => Just(0u32), 2 => Just(u32::MAX), 1 => any::<u32>()];
    let words = (vec(word, bits.div_ceil(32)), 0..9usize);
    let of_words = words.prop_map(move |(words, less)| {
        let top = BigUint::from(1u32) << (bits - 1 - less);
        (BigUint::new(words) % &top) | top
    });
    let of_digits = vec(select(vec![MOST - 1, MOST, -MOST]), DIGITS * blocks - 2);
    let of_digits = of_digits.prop_map(move |digits| {
        let n = (BigInt::from(1) << (bits - 1)) + value(&digits);
        n.to_biguint().expect("the top digit outweighs the others")
    });
    prop_oneof![of_words, of_digits].prop_map(|n| n | BigUint::from(1u32))
}

/// Digits of a number that may be 2^7 times as large as the least modulus: at their bounds, or not.
fn number(blocks: usize) -> impl Strategy<Value = Vec<i32>> {
    let edge = vec![0, 1, -1, MOST, MOST - 1, -MOST];
    let digit = prop_oneof![select(edge.clone()), -MOST..=MOST];
    let all = DIGITS * blocks;
    let each = prop_oneof![
        vec(digit, all),
        vec(select(vec![MOST, -MOST]), all),
        select(edge).prop_map(move |digit| [digit].repeat(all)),
    ];
    each.prop_map(|mut digits| {
        *digits.last_mut().expect("digits") = 0;
        digits
    })
}

fn pair<S: Strategy>(of: impl Fn() -> S) -> impl Strategy<Value = [S::Value; 2]> {
    (of(), of()).prop_map(<[_; 2]>::from)
}

/// What the contracts say of a result, and that its block is one.
fn check_result(
    z: &[Quad],
    half: usize,
    n: &BigUint,
    product: &BigInt,
) -> Result<(), TestCaseError> {
    let (n, found): (BigInt, _) = (n.clone().into(), digits(z, half));
    prop_assert!(found.iter().all(|digit| digit.abs() <= MOST));
    let s = BigInt::from(1) << (DIGIT_BITS * found.len());
    let result = value(&found);
    prop_assert_eq!((&result * &s - product) % &n, BigInt::ZERO);
    let bound = &n * 101u32 / 100u32
        + BigInt::from((product >> (DIGIT_BITS * found.len())).magnitude().clone());
    prop_assert!(result.magnitude() <= bound.magnitude());
    Ok(())
}

#[test]
fn pair_montmul() {
    for b in BLOCKS {
        let operand = || pair(|| number(b));
        run((pair(|| modulus(b)), operand(), operand()), |(n, x, y)| {
            let prepared = prepared(b, n.each_ref());
            let (mut z, mut w) = (blocks([&x[0], &x[1]]), quads(BLOCK * b));
            let y_blocks = blocks([&y[0], &y[1]]);
            // SAFETY: the shapes of the contract.
            unsafe {
                symbol::pair_montmul(
                    z.as_mut_ptr().cast(),
                    y_blocks.as_ptr().cast(),
                    prepared.as_ptr().cast(),
                    w.as_mut_ptr().cast(),
                    b,
                )
            };
            let (multiple, rest) = prepared.split_at(BLOCK * b);
            let (plain, last) = rest.split_at(BLOCK * b);
            for half in 0..2 {
                let modulus = model::Modulus {
                    multiple: digits(multiple, half),
                    plain: digits(plain, half),
                    inverse: last[..DIGITS].iter().map(|c| c.0[half]).collect(),
                };
                let expected = model::montmul(&x[half], &y[half], &modulus);
                prop_assert_eq!(&digits(&z, half), &expected);
                check_result(&z, half, &n[half], &(value(&x[half]) * value(&y[half])))?;
            }
            prop_assert!(is_blocks(&z));
            Ok(())
        });
    }
}

/// Whether the differences are those of the digits.
fn is_blocks(z: &[Quad]) -> bool {
    let again = blocks([&digits(z, 0), &digits(z, 1)]);
    z.iter().zip(again).all(|(z, again)| z.0 == again.0)
}

#[test]
fn pair_montsqr() {
    for b in BLOCKS {
        let x = pair(|| number(b));
        run((pair(|| modulus(b)), x, 1..4usize), |(n, x, count)| {
            let prepared = prepared(b, n.each_ref());
            let (mut z, mut w) = (blocks([&x[0], &x[1]]), quads(2 * BLOCK * b));
            let mut expected = z.clone();
            // SAFETY: the shapes of the contracts.
            unsafe {
                let n = prepared.as_ptr().cast();
                symbol::pair_montsqr(z.as_mut_ptr().cast(), n, w.as_mut_ptr().cast(), b, count);
                for _ in 0..count {
                    let y = expected.clone();
                    let z = expected.as_mut_ptr().cast();
                    symbol::pair_montmul(z, y.as_ptr().cast(), n, w.as_mut_ptr().cast(), b);
                }
            }
            for half in 0..2 {
                prop_assert_eq!(digits(&z, half), digits(&expected, half));
            }
            prop_assert!(is_blocks(&z));
            Ok(())
        });
    }
}

#[test]
fn pair_table_select() {
    for b in [3, 6, 9, 12] {
        let index = || prop_oneof![0..ROWS as u64, Just(ROWS as u64), Just(u64::from(u32::MAX))];
        let rows = vec(pair(|| number(b)), ROWS);
        let mut runner = TestRunner::new(ProptestConfig::with_cases(8));
        let check = |(rows, i, j): (Vec<[Vec<i32>; 2]>, u64, u64)| {
            let mut table = quads(ROWS * ROW * b);
            for (place, [p, q]) in table.chunks_exact_mut(ROW * b).zip(&rows) {
                row(place, &blocks([p, q]));
            }
            let mut z = quads(BLOCK * b);
            // SAFETY: the shapes of the contract.
            unsafe {
                let (z, table) = (z.as_mut_ptr().cast(), table.as_ptr().cast());
                symbol::pair_table_select(z, table, ROWS, b, i | j << 32);
            }
            for (half, index) in [i, j].into_iter().enumerate() {
                let zero = [0].repeat(DIGITS * b);
                let expected = rows.get(index as usize).map_or(&zero, |row| &row[half]);
                prop_assert_eq!(&digits(&z, half), expected);
            }
            prop_assert!(is_blocks(&z));
            Ok(())
        };
        runner
            .run(&(rows, index(), index()), check)
            .expect("every case");
    }
}

/// A modulus has room for what the last step needs.
#[test]
fn a_modulus_is_long_enough() {
    for b in BLOCKS {
        assert!(MODULUS * b > 2 * BLOCK * b + 2 * DIGITS);
    }
}
