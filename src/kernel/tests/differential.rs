//! Each routine of each backend against num-bigint, which shares no code with them.

use super::{BigUint, SIZES, backends, limbs, minus_inverse, number, strategy};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use std::{vec, vec::Vec};

/// Stands in buffers that a routine must overwrite.
const JUNK: u64 = 0xdead_beef_0bad_cafe;

/// Runs `check` on random values of the strategy of each size.
fn for_each_size<S: Strategy>(
    strategy: impl Fn(usize) -> S,
    check: impl Fn(usize, S::Value) -> Result<(), TestCaseError>,
) {
    for k in SIZES {
        let mut runner = TestRunner::new(ProptestConfig::default());
        if let Err(error) = runner.run(&strategy(k), |value| check(k, value)) {
            panic!("{k} limbs: {error}");
        }
    }
}

fn check_mul(k: usize, x: &[u64], y: &[u64]) -> Result<(), TestCaseError> {
    let expected = limbs(&(number(x) * number(y)), 2 * k);
    for backend in backends() {
        let mut z = vec![JUNK; 2 * k];
        // SAFETY: z has 2k limbs, x and y have k.
        unsafe { (backend.mul)(&mut z, x, y) };
        prop_assert_eq!(&z, &expected, "{}", backend.name);
    }
    Ok(())
}

fn check_sqr(k: usize, x: &[u64]) -> Result<(), TestCaseError> {
    let expected = limbs(&number(x).pow(2), 2 * k);
    for backend in backends() {
        let mut z = vec![JUNK; 2 * k];
        // SAFETY: z has 2k limbs, x has k.
        unsafe { (backend.sqr)(&mut z, x) };
        prop_assert_eq!(&z, &expected, "{}", backend.name);
    }
    Ok(())
}

/// The contract's equation determines all of the result: q < 2^(64k), and n is odd.
fn check_montgomery_reduce(k: usize, n: &[u64], before: &[u64]) -> Result<(), TestCaseError> {
    for backend in backends() {
        let mut z = before.to_vec();
        // SAFETY: z has 2k limbs, n has k.
        let carry = unsafe { (backend.montgomery_reduce)(&mut z, n, minus_inverse(n[0])) };
        prop_assert!(carry <= 1, "{}", backend.name);
        let (q, high) = z.split_at(k);
        let reduced = (BigUint::from(carry) << (64 * k)) + number(high);
        let sum = number(before) + number(q) * number(n);
        prop_assert_eq!(sum, reduced << (64 * k), "{}", backend.name);
    }
    Ok(())
}

fn check_conditional_subtract(
    k: usize,
    n: &[u64],
    carry: u64,
    before: &[u64],
) -> Result<(), TestCaseError> {
    let n_number = number(n);
    let x = (BigUint::from(carry) << (64 * k)) + number(before);
    let expected = limbs(&if x >= n_number { x - n_number } else { x }, k);
    for backend in backends() {
        let mut z = before.to_vec();
        // SAFETY: z and n have k limbs.
        unsafe { (backend.conditional_subtract)(&mut z, carry, n) };
        prop_assert_eq!(&z, &expected, "{}", backend.name);
    }
    Ok(())
}

/// Every index into the table, and some beyond it, those that agree with a row in 32 bits too.
fn check_table_select(k: usize, table: &[u64]) -> Result<(), TestCaseError> {
    let rows = (table.len() / k) as u64;
    let beyond = [
        rows,
        rows + 1,
        u64::MAX,
        1 << 32,
        1 << 63,
        u64::from(u32::MAX),
    ];
    for index in (0..rows).chain(beyond) {
        let expected = match usize::try_from(index) {
            Ok(index) if index < table.len() / k => table[index * k..][..k].to_vec(),
            _ => vec![0; k],
        };
        for backend in backends() {
            let mut z = vec![JUNK; k];
            // SAFETY: z has k limbs, table whole rows of k.
            unsafe { (backend.table_select)(&mut z, table, index) };
            prop_assert_eq!(&z, &expected, "{} at {}", backend.name, index);
        }
    }
    Ok(())
}

#[test]
fn mul() {
    let pair = |k| (strategy::integer(k), strategy::integer(k));
    for_each_size(pair, |k, (x, y)| check_mul(k, &x, &y));
}

#[test]
fn sqr() {
    for_each_size(strategy::integer, |k, x| check_sqr(k, &x));
}

#[test]
fn montgomery_reduce() {
    let pair = |k| (strategy::modulus(k), strategy::integer(2 * k));
    for_each_size(pair, |k, (n, z)| check_montgomery_reduce(k, &n, &z));
}

#[test]
fn conditional_subtract() {
    for_each_size(strategy::modulus_and_multiple, |k, (n, carry, z)| {
        check_conditional_subtract(k, &n, carry, &z)
    });
}

#[test]
fn table_select() {
    let table = |k| (0usize..=9).prop_flat_map(move |rows| vec(any::<u64>(), rows * k));
    for_each_size(table, |k, table| check_table_select(k, &table));
    // The tables of windows of five and six bits.
    for k in SIZES {
        for rows in [32, 64] {
            let table: Vec<u64> = (1..=(rows * k) as u64).collect();
            check_table_select(k, &table).expect("the row");
        }
    }
}

#[test]
fn extremes_of_the_range() {
    for k in SIZES {
        for x in strategy::extremes(k) {
            check_sqr(k, &x).expect("a square");
            for y in strategy::extremes(k) {
                check_mul(k, &x, &y).expect("a product");
                let (mut n, z) = (y.clone(), [x.clone(), y].concat());
                n[0] |= 1;
                check_montgomery_reduce(k, &n, &z).expect("a reduction");
                check_conditional_subtract(k, &n, 0, &x).expect("a difference");
                if number(&x) < number(&n) {
                    check_conditional_subtract(k, &n, 1, &x).expect("a difference");
                }
            }
        }
    }
}
