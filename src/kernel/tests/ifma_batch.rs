//! The AVX-512 IFMA routines on eight numbers: against big integers, their contracts and the calling
//! convention.

use super::super::ifma::ROWS;
use super::super::ifma_batch::symbol;
use super::ifma::available;
use super::{BigUint, guard_pages::guarded, number, registers::check, strategy};
use proptest::{collection, prelude::*, test_runner::TestRunner};
use std::{vec, vec::Vec};

/// Limbs of 52 bits of a number and of 64 bits of its modulus; none if the routines cannot run here.
fn shapes() -> Vec<(usize, usize)> {
    let mut shapes = vec![(20, 16), (30, 24), (40, 32)];
    shapes.retain(|_| available());
    shapes
}

fn lay_out(k: usize, numbers: &[BigUint]) -> Vec<u64> {
    let mut words = Vec::new();
    for i in 0..k {
        for number in numbers {
            assert!(number.bits() <= 52 * k as u64);
            let limb = (number >> (52 * i)) % (1u64 << 52);
            words.push(u64::try_from(limb).expect("a limb"));
        }
    }
    words
}

/// The numbers that stand there, if every limb is below 2⁵².
fn read(k: usize, words: &[u64]) -> Vec<BigUint> {
    assert!(words.iter().all(|limb| limb >> 52 == 0));
    let limb = |lane, i: usize| BigUint::from(words[8 * i + lane]) << (52 * i);
    (0..8)
        .map(|lane| (0..k).map(|i| limb(lane, i)).sum())
        .collect()
}

/// The buffer `modulus` of the contract.
fn modulus(k: usize, n: &[BigUint]) -> Vec<u64> {
    let power = BigUint::from(1u32) << 52;
    let inverse = |n: &BigUint| &power - n.modinv(&power).expect("odd");
    let once: Vec<_> = n.iter().map(|n| (inverse(n) * n + 1u32) / &power).collect();
    let mut words = [lay_out(k, &once), lay_out(k, n), vec![0; 8 * k]].concat();
    for (lane, n) in n.iter().enumerate() {
        words[16 * k + 8 + lane] = u64::try_from(inverse(n)).expect("a limb");
    }
    words
}

/// A modulus and two numbers below four times that, rich in what makes carries run.
fn operands(k: usize, outer: usize) -> impl Strategy<Value = Vec<[BigUint; 3]>> {
    let limb = prop_oneof![
        1 => Just(0),
        1 => Just(1),
        2 => Just((1u64 << 52) - 1),
        1 => 0..1u64 << 52,
    ];
    let any = collection::vec(limb, k).prop_map(|limbs| {
        limbs
            .iter()
            .fold(BigUint::ZERO, |sum, limb| (sum << 52) + limb)
    });
    let top = BigUint::from(1u32) << (64 * outer);
    let n = prop_oneof![
        2 => strategy::modulus(outer).prop_map(|n| number(&n)),
        1 => Just(&top - 1u32),
        1 => Just((&top >> 1) + 1u32),
        1 => Just(&top - (BigUint::from(1u32) << 52) + 1u32),
    ];
    let one = (n, any.clone(), any, 0..4, 0..4).prop_map(move |(n, x, y, x_kind, y_kind)| {
        let value = |x: BigUint, kind| match kind {
            0 => &n * 4u32 - 1u32,
            1 => (BigUint::from(1u32) << (52 * k)) % &n,
            _ => x % (&n * 4u32),
        };
        [n.clone(), value(x, x_kind), value(y, y_kind)]
    });
    collection::vec(one, 8)
}

fn column(rows: &[[BigUint; 3]], i: usize) -> Vec<BigUint> {
    rows.iter().map(|row| row[i].clone()).collect()
}

/// Runs `check` on random operands of each shape.
fn for_each_shape(check: impl Fn(usize, [Vec<BigUint>; 3])) {
    for (k, outer) in shapes() {
        let mut runner = TestRunner::new(ProptestConfig::with_cases(64));
        let run = |rows: Vec<[BigUint; 3]>| {
            check(k, [0, 1, 2].map(|i| column(&rows, i)));
            Ok(())
        };
        if let Err(error) = runner.run(&operands(k, outer), run) {
            panic!("{k} limbs: {error}");
        }
    }
}

mod differential {
    use super::*;

    #[test]
    fn ifma_batch_mul() {
        for_each_shape(|k, [n, x, y]| {
            let (mut z, y_words) = (lay_out(k, &x), lay_out(k, &y));
            let (modulus, mut scratch) = (modulus(k, &n), vec![u64::MAX; 24 * k]);
            // SAFETY: the shapes of the contract.
            unsafe {
                symbol::ifma_batch_mul(
                    z.as_mut_ptr(),
                    y_words.as_ptr(),
                    modulus.as_ptr(),
                    scratch.as_mut_ptr(),
                    8 * k,
                );
            }
            let r = BigUint::from(1u32) << (52 * k);
            for (lane, z) in read(k, &z).iter().enumerate() {
                let (n, product) = (&n[lane], &x[lane] * &y[lane]);
                assert_eq!(z * &r % n, &product % n);
                assert!(z * &r <= product + n * &r * 2u32);
            }
        });
    }

    #[test]
    fn ifma_batch_sqr() {
        for_each_shape(|k, [n, x, _]| {
            let (modulus, mut scratch) = (modulus(k, &n), vec![u64::MAX; 24 * k]);
            for count in [1, 3] {
                let (mut z, mut expected) = (lay_out(k, &x), lay_out(k, &x));
                // SAFETY: the shapes of the contracts; the factors of a product may be the same.
                unsafe {
                    let (modulus, scratch) = (modulus.as_ptr(), scratch.as_mut_ptr());
                    symbol::ifma_batch_sqr(z.as_mut_ptr(), modulus, scratch, 8 * k, count);
                    for _ in 0..count {
                        let z = expected.as_mut_ptr();
                        symbol::ifma_batch_mul(z, z, modulus, scratch, 8 * k);
                    }
                }
                assert_eq!(z, expected);
            }
        });
    }

    #[test]
    fn ifma_batch_select() {
        for (k, _) in shapes() {
            let table: Vec<u64> = (1..=(ROWS * 8 * k) as u64).collect();
            let rows = ROWS as u64;
            let indices = (0..=rows).chain([1 << 32, 1 << 63, u64::from(u32::MAX), u64::MAX]);
            let indices: Vec<u64> = indices.collect();
            for start in 0..indices.len() {
                let chosen: Vec<u64> = (0..8)
                    .map(|lane| indices[(start + 5 * lane) % indices.len()])
                    .collect();
                let mut z = vec![7; 8 * k];
                let (to, from) = (z.as_mut_ptr(), table.as_ptr());
                // SAFETY: the shapes of the contract.
                unsafe { symbol::ifma_batch_select(to, from, chosen.as_ptr(), 8 * k) };
                for (i, z) in z.into_iter().enumerate() {
                    let row = usize::try_from(chosen[i % 8]).expect("64 bits");
                    let expected = if row < ROWS {
                        table[8 * k * row + i]
                    } else {
                        0
                    };
                    assert_eq!(z, expected, "{chosen:?}");
                }
            }
        }
    }
}

mod guard_pages {
    use super::*;

    #[test]
    fn ifma_batch_mul() {
        for k in shapes().into_iter().map(|(k, _)| 8 * k) {
            guarded([k, k, 3 * k, 3 * k], |[z, y, modulus, scratch]| unsafe {
                // SAFETY: the shapes of the contract.
                symbol::ifma_batch_mul(
                    z.as_mut_ptr(),
                    y.as_ptr(),
                    modulus.as_ptr(),
                    scratch.as_mut_ptr(),
                    k,
                );
            });
        }
    }

    #[test]
    fn ifma_batch_sqr() {
        for k in shapes().into_iter().map(|(k, _)| 8 * k) {
            guarded([k, 3 * k, 3 * k], |[z, modulus, scratch]| unsafe {
                // SAFETY: the shapes of the contract.
                symbol::ifma_batch_sqr(
                    z.as_mut_ptr(),
                    modulus.as_ptr(),
                    scratch.as_mut_ptr(),
                    k,
                    2,
                );
            });
        }
    }

    #[test]
    fn ifma_batch_select() {
        for k in shapes().into_iter().map(|(k, _)| 8 * k) {
            guarded([k, ROWS * k, 8], |[z, table, indices]| unsafe {
                // SAFETY: the shapes of the contract.
                symbol::ifma_batch_select(z.as_mut_ptr(), table.as_ptr(), indices.as_ptr(), k);
            });
        }
    }
}

mod registers {
    use super::*;

    fn address(words: &mut [u64]) -> usize {
        words.as_mut_ptr() as usize
    }

    #[test]
    fn ifma_batch_mul() {
        for k in shapes().into_iter().map(|(k, _)| 8 * k) {
            let [mut z, mut modulus, mut scratch] = [k, 3 * k, 3 * k].map(|len| vec![1u64; len]);
            let z = address(&mut z);
            let arguments = [z, z, address(&mut modulus), address(&mut scratch), k];
            // SAFETY: the shapes of the contract.
            unsafe { check(symbol::ifma_batch_mul as *const () as usize, &arguments) };
        }
    }

    #[test]
    fn ifma_batch_sqr() {
        for k in shapes().into_iter().map(|(k, _)| 8 * k) {
            let [mut z, mut modulus, mut scratch] = [k, 3 * k, 3 * k].map(|len| vec![1u64; len]);
            let [z, modulus] = [address(&mut z), address(&mut modulus)];
            let arguments = [z, modulus, address(&mut scratch), k, 2];
            // SAFETY: the shapes of the contract.
            unsafe { check(symbol::ifma_batch_sqr as *const () as usize, &arguments) };
        }
    }

    #[test]
    fn ifma_batch_select() {
        for k in shapes().into_iter().map(|(k, _)| 8 * k) {
            let (mut z, mut table) = (vec![0u64; k], vec![7u64; ROWS * k]);
            let mut indices = vec![3; 8];
            let arguments = [
                address(&mut z),
                address(&mut table),
                address(&mut indices),
                k,
            ];
            // SAFETY: the shapes of the contract.
            unsafe { check(symbol::ifma_batch_select as *const () as usize, &arguments) };
            assert_eq!(z, vec![7; k]);
        }
    }
}
