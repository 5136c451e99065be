//! The routines that BMI2 and ADX have alone: against big integers, their contracts and the calling
//! convention.

use super::super::adx::symbol;
use super::{
    BigUint, SIZES, guard_pages::guarded, minus_inverse, number, registers::check, strategy,
};
use proptest::{prelude::*, test_runner::TestRunner};
use std::{vec, vec::Vec};

/// A modulus and two factors that need not be below it.
fn operands() -> impl Strategy<Value = [Vec<u64>; 3]> {
    prop::sample::select(&SIZES[..]).prop_flat_map(|k| {
        let any = prop_oneof![Just(vec![u64::MAX; k]), strategy::integer(k)];
        let n = prop_oneof![3 => strategy::modulus(k), 1 => any.clone()];
        (n, any.clone(), any).prop_map(|(mut n, x, y)| {
            n[0] |= 1;
            [n, x, y]
        })
    })
}

fn check_almost_reduce([n, x, y]: &[Vec<u64>; 3]) {
    let k = n.len();
    let product = number(x) * number(y);
    let (mut z, mut t) = (vec![7; k], super::limbs(&product, 2 * k));
    let n0_inv = minus_inverse(n[0]);
    // SAFETY: the shapes of the contract.
    unsafe { symbol::almost_reduce(z.as_mut_ptr(), t.as_mut_ptr(), n.as_ptr(), n0_inv, k) };
    let (n, r) = (number(n), BigUint::from(1u32) << (64 * k));
    assert_eq!(number(&z) * r % &n, product % n);
}

mod differential {
    use super::*;

    #[test]
    fn almost_reduce() {
        let run = |operands| {
            check_almost_reduce(&operands);
            Ok(())
        };
        let mut runner = TestRunner::new(ProptestConfig::default());
        if let Err(error) = runner.run(&operands(), run) {
            panic!("{error}");
        }
    }

    #[test]
    fn the_largest_numbers() {
        for k in SIZES {
            let largest = vec![u64::MAX; k];
            let mut less = largest.clone();
            less[0] -= 2;
            for n in [&largest, &less] {
                check_almost_reduce(&[n.clone(), largest.clone(), largest.clone()]);
            }
        }
    }
}

mod guard_pages {
    use super::*;

    #[test]
    fn almost_reduce() {
        for k in SIZES {
            guarded([k, 2 * k, k], |[z, t, n]| unsafe {
                // SAFETY: the shapes of the contract.
                symbol::almost_reduce(z.as_mut_ptr(), t.as_mut_ptr(), n.as_ptr(), 1, k);
            });
        }
    }
}

mod registers {
    use super::*;

    #[test]
    fn almost_reduce() {
        for k in SIZES {
            let (mut z, mut t, n) = (vec![0u64; k], vec![0u64; 2 * k], vec![u64::MAX; k]);
            t[k] = 5;
            let arguments = [
                z.as_mut_ptr() as usize,
                t.as_mut_ptr() as usize,
                n.as_ptr() as usize,
                1,
                k,
            ];
            // SAFETY: the shapes of the contract.
            unsafe { check(symbol::almost_reduce as *const () as usize, &arguments) };
            assert_eq!(z[0], 5);
        }
    }
}
