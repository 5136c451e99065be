//! The AVX-512 IFMA routines: against big integers, their contracts and the calling convention.

use super::super::ifma::{ROWS, symbol};
use super::{BigUint, guard_pages::guarded, number, registers::check, strategy};
use proptest::{collection, prelude::*, test_runner::TestRunner};
use std::{vec, vec::Vec};

/// Numbers in a vector, words of a number or pair in memory, limbs of 52 bits of a number, and limbs
/// of 64 bits of a modulus.
#[derive(Clone, Copy, Debug)]
struct Shape {
    halves: usize,
    k: usize,
    inner: usize,
    outer: usize,
}

/// Whether the routines can run here. They need not where the backend was detected; where it was
/// forced this panics.
pub fn available() -> bool {
    let available = super::super::ifma().is_some();
    if !available {
        std::eprintln!("the processor lacks AVX-512 IFMA: its routines are NOT tested");
    }
    available
}

/// The words of the pairs, if the routines can run here.
fn sizes() -> Vec<usize> {
    let mut sizes = vec![40, 64, 80];
    sizes.retain(|_| available());
    sizes
}

/// None if the routines cannot run here.
fn shapes() -> Vec<Shape> {
    if !available() {
        return Vec::new();
    }
    let of = |halves| {
        [(40, 40, 32), (64, 60, 48), (80, 80, 64)].map(|(k, inner, outer)| Shape {
            halves,
            k,
            inner: inner / halves,
            outer: outer / halves,
        })
    };
    [of(1), of(2)].concat()
}

impl Shape {
    /// Vectors.
    fn v(self) -> usize {
        self.k / 8
    }

    /// Numbers as they stand in memory.
    fn lay_out(self, numbers: &[BigUint]) -> Vec<u64> {
        let mut words = vec![0; self.k];
        for (half, number) in numbers.iter().enumerate() {
            assert!(number.bits() <= 52 * self.inner as u64);
            for i in 0..self.inner {
                let limb = (number >> (52 * i)) % (1u64 << 52);
                words[8 * (i % self.v()) + self.halves * (i / self.v()) + half] =
                    u64::try_from(limb).expect("a limb");
            }
        }
        words
    }

    /// The numbers that stand there, if every limb is below 2⁵².
    fn read(self, words: &[u64]) -> Vec<BigUint> {
        assert!(words.iter().all(|limb| limb >> 52 == 0), "{self:?}");
        let limbs = 8 / self.halves * self.v();
        let limb = |half, i: usize| words[8 * (i % self.v()) + self.halves * (i / self.v()) + half];
        (0..self.halves)
            .map(|half| {
                (0..limbs).fold(BigUint::ZERO, |sum, i| {
                    sum + (BigUint::from(limb(half, i)) << (52 * i))
                })
            })
            .collect()
    }

    /// The buffer `modulus` of the contract.
    fn modulus(self, n: &[BigUint]) -> Vec<u64> {
        let one = BigUint::from(1u32);
        let inverse = |n: &BigUint, bits| {
            let power = &one << bits;
            let inverse = n.modinv(&power).expect("odd");
            power - inverse
        };
        let multiple = |bits| {
            let divided = n.iter().map(|n| (inverse(n, bits) * n + &one) >> bits);
            self.lay_out(&divided.collect::<Vec<_>>())
        };
        let mut words = [
            multiple(104),
            multiple(52),
            self.lay_out(n),
            vec![0; self.k],
        ]
        .concat();
        for lane in 0..8 {
            let c = inverse(&n[lane % self.halves], 52);
            words[3 * self.k + lane] = u64::try_from(c).expect("a limb");
        }
        words
    }

    /// Moduli and for each a number below 4n and one of any size, rich in what makes carries run.
    fn operands(self) -> impl Strategy<Value = Vec<[BigUint; 3]>> {
        let (inner, v) = (self.inner, self.v());
        let block = prop_oneof![
            2 => Just(BigUint::ZERO),
            1 => Just(BigUint::from(1u32)),
            3 => Just((BigUint::from(1u32) << (52 * v)) - 1u32),
            1 => strategy::integer(16).prop_map(move |x| number(&x) >> (1024 - 52 * v.min(19))),
        ];
        let blocks = collection::vec(block, inner.div_ceil(v)).prop_map(move |blocks| {
            let joined = blocks
                .iter()
                .fold(BigUint::ZERO, |sum, block| (sum << (52 * v)) + block);
            joined % (BigUint::from(1u32) << (52 * inner))
        });
        let any = prop_oneof![
            3 => blocks,
            1 => Just((BigUint::from(1u32) << (52 * inner)) - 1u32),
            1 => strategy::integer(self.outer).prop_map(|x| number(&x)),
        ];
        let near = (0u32..=4, 0u32..3);
        let one = (strategy::modulus(self.outer), any.clone(), any, near, 0..4);
        let one = one.prop_map(move |(n, x, y, (multiple, offset), kind)| {
            let n = number(&n);
            let below = &n * 4u32;
            let x = match kind {
                // A product with this is y itself, or with a multiple of n added.
                0 => (BigUint::from(1u32) << (52 * inner)) % &n,
                1 => (&n * multiple + &below - offset) % &below,
                _ => x % &below,
            };
            [n, x, y]
        });
        collection::vec(one, self.halves)
    }
}

fn column<const N: usize>(rows: &[[BigUint; N]], i: usize) -> Vec<BigUint> {
    rows.iter().map(|row| row[i].clone()).collect()
}

/// Runs `check` on random operands of each shape.
fn for_each_shape(check: impl Fn(Shape, Vec<[BigUint; 3]>)) {
    for shape in shapes() {
        let mut runner = TestRunner::new(ProptestConfig::default());
        let run = |operands| {
            check(shape, operands);
            Ok(())
        };
        if let Err(error) = runner.run(&shape.operands(), run) {
            panic!("{shape:?}: {error}");
        }
    }
}

fn check_mul(shape: Shape, operands: &[[BigUint; 3]]) {
    let [n, x, y] = [0, 1, 2].map(|i| column(operands, i));
    // Below R in the one factor demands below n in the other.
    let x: Vec<BigUint> = x.iter().zip(&n).map(|(x, n)| x % n).collect();
    let (modulus, y_words) = (shape.modulus(&n), shape.lay_out(&y));
    let r = BigUint::from(1u32) << (52 * shape.inner);
    for swap in [false, true] {
        let (mut z, other) = match swap {
            false => (shape.lay_out(&x), y_words.clone()),
            true => (y_words.clone(), shape.lay_out(&x)),
        };
        // SAFETY: the shapes of the contract.
        unsafe {
            symbol::ifma_mul(
                z.as_mut_ptr(),
                other.as_ptr(),
                modulus.as_ptr(),
                shape.k,
                shape.halves,
            )
        };
        for (i, z) in shape.read(&z).iter().enumerate() {
            assert_eq!(z * &r % &n[i], &x[i] * &y[i] % &n[i], "{shape:?}");
            assert!(z * &r <= &x[i] * &y[i] + &n[i] * &r * 2u32, "{shape:?}");
        }
    }
}

fn check_sqr(shape: Shape, operands: &[[BigUint; 3]], count: usize) {
    let [n, mut x, _] = [0, 1, 2].map(|i| column(operands, i));
    let modulus = shape.modulus(&n);
    let r = BigUint::from(1u32) << (52 * shape.inner);
    let mut z = shape.lay_out(&x);
    // SAFETY: the shapes of the contract.
    unsafe {
        symbol::ifma_sqr(
            z.as_mut_ptr(),
            modulus.as_ptr(),
            shape.k,
            count,
            shape.halves,
        )
    };
    for (i, z) in shape.read(&z).iter().enumerate() {
        let n = &n[i];
        let mut power = r.clone();
        for _ in 1..count {
            power = &power * &power * &r % n;
        }
        for _ in 0..count {
            x[i] = &x[i] * &x[i] % n;
        }
        assert_eq!(z * power % n, x[i], "{shape:?}");
        assert!(z < &(n * 4u32), "{shape:?}");
    }
}

mod differential {
    use super::*;

    #[test]
    fn ifma_mul() {
        for_each_shape(|shape, operands| check_mul(shape, &operands));
    }

    #[test]
    fn ifma_sqr() {
        for_each_shape(|shape, operands| check_sqr(shape, &operands, 1));
        for_each_shape(|shape, operands| check_sqr(shape, &operands, 3));
    }

    #[test]
    fn a_number_may_be_multiplied_by_itself() {
        for_each_shape(|shape, operands| {
            let [n, x, _] = [0, 1, 2].map(|i| column(&operands, i));
            let (modulus, mut z) = (shape.modulus(&n), shape.lay_out(&x));
            let mut expected = z.clone();
            let (k, halves) = (shape.k, shape.halves);
            // SAFETY: the shapes of the contract, which lets y be z.
            unsafe {
                symbol::ifma_mul(
                    expected.as_mut_ptr(),
                    z.as_ptr(),
                    modulus.as_ptr(),
                    k,
                    halves,
                );
                let z = z.as_mut_ptr();
                symbol::ifma_mul(z, z, modulus.as_ptr(), k, halves);
            }
            assert_eq!(z, expected);
        });
    }

    /// Moduli at the ends of their range and with limbs that are all ones or zeros.
    fn extreme_moduli(shape: Shape) -> [BigUint; 5] {
        let one = BigUint::from(1u32);
        let power = |bits: usize| &one << bits;
        let bits = 64 * shape.outer;
        [
            power(bits) - 1u32,
            power(bits - 1) + 1u32,
            // The lowest limb of 52 bits is 1, so that -1/n is all ones; those above are all ones.
            power(bits) - power(52) + 1u32,
            // -1/n is 1.
            power(bits) - power(bits / 2) + power(104) - 1u32,
            power(bits) - 59u32,
        ]
    }

    fn extreme_values(n: &BigUint) -> [BigUint; 6] {
        let one = BigUint::from(1u32);
        let [below, half, most] = [n - &one, n >> 1, n * 4u32 - &one];
        [BigUint::ZERO, one, half, below, n.clone(), most]
    }

    /// Extremes of one number beside every extreme of the other, in both halves.
    #[test]
    fn extremes_of_the_range() {
        for shape in shapes() {
            let ones = (BigUint::from(1u32) << (52 * shape.inner)) - 1u32;
            let all: Vec<[BigUint; 3]> = extreme_moduli(shape)
                .into_iter()
                .flat_map(|n| {
                    let values = extreme_values(&n);
                    let factors = [values.to_vec(), vec![ones.clone()]].concat();
                    let pairs = values.into_iter().flat_map(move |x| {
                        factors.clone().into_iter().map(move |y| (x.clone(), y))
                    });
                    pairs.map(move |(x, y)| [n.clone(), x, y])
                })
                .collect();
            for (i, operands) in all.iter().enumerate() {
                // 71 is prime to the number of operands: each meets others in the other half.
                for other in [i, i + 71, i + 2 * 71, i + 3 * 71] {
                    let other = all[other % all.len()].clone();
                    let mut operands = vec![operands.clone(), other];
                    operands.truncate(shape.halves);
                    check_mul(shape, &operands);
                    check_sqr(shape, &operands, 1);
                    operands.reverse();
                    check_mul(shape, &operands);
                    check_sqr(shape, &operands, 2);
                }
            }
        }
    }

    #[test]
    fn ifma_select() {
        for k in sizes() {
            let table: Vec<u64> = (1..=(ROWS * k) as u64).collect();
            let row = |i: u64| match usize::try_from(i) {
                Ok(i) if i < ROWS => table[i * k..][..k].to_vec(),
                _ => vec![0; k],
            };
            let indices = (0..=ROWS as u64).chain([1 << 32, u64::from(u32::MAX), u64::MAX]);
            for i in indices.clone() {
                for j in indices.clone() {
                    let mut z = vec![7; k];
                    // SAFETY: the shapes of the contract.
                    unsafe { symbol::ifma_select(z.as_mut_ptr(), table.as_ptr(), k, i, j) };
                    let (p, q) = (row(i), row(j));
                    let expected = (0..k).map(|lane| if lane % 2 == 0 { p[lane] } else { q[lane] });
                    assert!(z.iter().copied().eq(expected), "{i} {j}");
                }
            }
        }
    }
}

mod guard_pages {
    use super::*;

    #[test]
    fn ifma_mul() {
        for Shape { halves, k, .. } in shapes() {
            guarded([k, k, 4 * k], |[z, y, modulus]| unsafe {
                // SAFETY: the shapes of the contract.
                symbol::ifma_mul(z.as_mut_ptr(), y.as_ptr(), modulus.as_ptr(), k, halves);
            });
        }
    }

    #[test]
    fn ifma_sqr() {
        for Shape { halves, k, .. } in shapes() {
            guarded([k, 4 * k], |[z, modulus]| unsafe {
                // SAFETY: the shapes of the contract.
                symbol::ifma_sqr(z.as_mut_ptr(), modulus.as_ptr(), k, 2, halves);
            });
        }
    }

    #[test]
    fn ifma_select() {
        for k in sizes() {
            guarded([k, ROWS * k], |[z, table]| unsafe {
                // SAFETY: the shapes of the contract.
                symbol::ifma_select(z.as_mut_ptr(), table.as_ptr(), k, 31, u64::MAX);
            });
        }
    }
}

mod registers {
    use super::*;

    fn address(words: &[u64]) -> usize {
        words.as_ptr() as usize
    }

    #[test]
    fn ifma_mul() {
        for Shape { halves, k, .. } in shapes() {
            let (mut z, modulus) = (vec![1u64; k], vec![1u64; 4 * k]);
            let z = z.as_mut_ptr() as usize;
            let function = symbol::ifma_mul as *const () as usize;
            // SAFETY: the shapes of the contract.
            unsafe { check(function, &[z, z, address(&modulus), k, halves]) };
        }
    }

    #[test]
    fn ifma_sqr() {
        for Shape { halves, k, .. } in shapes() {
            let (mut z, modulus) = (vec![1u64; k], vec![1u64; 4 * k]);
            let z = z.as_mut_ptr() as usize;
            let function = symbol::ifma_sqr as *const () as usize;
            // SAFETY: the shapes of the contract.
            unsafe { check(function, &[z, address(&modulus), k, 2, halves]) };
        }
    }

    #[test]
    fn ifma_select() {
        for k in sizes() {
            let (mut z, table) = (vec![0u64; k], vec![7u64; ROWS * k]);
            let function = symbol::ifma_select as *const () as usize;
            // SAFETY: the shapes of the contract.
            unsafe {
                check(
                    function,
                    &[z.as_mut_ptr() as usize, address(&table), k, 3, 4],
                )
            };
            assert_eq!(z, vec![7; k]);
        }
    }
}
