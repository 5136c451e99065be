//! Cycles of a Montgomery operation beside what its multiplications alone must take:
//! `cargo test --release --lib cycles -- --ignored --nocapture`.
//!
//! VPMADD52 runs on two ports of 512 bits (AMD Zen 5 and Intel's server cores since Ice Lake), so half
//! their number is the least number of cycles. The numbers are counted in the sources: a product of K
//! limbs by K takes 2K² lanes (low and high halves), a square K² + K, a reduction 2K² and the quotients.

use std::{eprintln, time::Instant, vec};

use super::super::ifma::Vector;
use super::super::{ifma, kernels};

/// Nanoseconds of one run: the least of many, since all that disturbs adds.
fn nanoseconds(mut run: impl FnMut()) -> f64 {
    const RUNS: u32 = 64;
    let once = |_| {
        let start = Instant::now();
        (0..RUNS).for_each(|_| run());
        start.elapsed().as_secs_f64() * 1e9 / f64::from(RUNS)
    };
    (0..300).map(once).fold(f64::INFINITY, f64::min)
}

/// Cycles in a nanosecond, from additions that wait for one another.
fn frequency() -> f64 {
    let time = nanoseconds(|| {
        let mut x = 1u64;
        for _ in 0..1000 {
            // SAFETY: it adds to a register, eight times.
            unsafe {
                core::arch::asm!(
                    "add {x}, {x}", "add {x}, {x}", "add {x}, {x}", "add {x}, {x}",
                    "add {x}, {x}", "add {x}, {x}", "add {x}, {x}", "add {x}, {x}",
                    x = inout(reg) x,
                );
            }
        }
        core::hint::black_box(x);
    });
    8000.0 / time
}

fn print(name: &str, limbs: usize, cycles: f64, multiplications: usize, numbers: usize) {
    let bound = multiplications as f64 / 2.0;
    let (ratio, each) = (cycles / bound, cycles / numbers as f64);
    eprintln!("{name:<10} {limbs:>5} {cycles:>8.0} {bound:>8.0} {ratio:>6.2} {each:>8.0}");
}

/// `H` numbers in V vectors, K limbs of 52 bits.
fn lanes<const H: usize>(ghz: f64, v: usize, k: usize) {
    let Some(ifma) = ifma() else { return };
    let (mut z, modulus) = (vec![Vector([1; 8]); v], vec![Vector([3; 8]); 4 * v]);
    let y = z.clone();
    let [mul_name, sqr_name] = [["single mul", "single sqr"], ["pair mul", "pair sqr"]][H - 1];
    let mul = ghz * nanoseconds(|| ifma.mul::<H>(&mut z, &y, &modulus));
    print(mul_name, k, mul, 4 * v * k + 1, H);
    let sqr = ghz * nanoseconds(|| ifma.sqr::<H>(&mut z, &modulus, 5)) / 5.0;
    print(sqr_name, k, sqr, 8 / H * v * (v + 1) + 2 * v * k + 1, H);
}

#[test]
#[ignore = "measures, and proves nothing"]
fn cycles_beside_the_bound_of_the_ports() {
    let ghz = frequency();
    eprintln!("{ghz:.2} cycles in a nanosecond");
    eprintln!("operation  limbs   cycles    bound  ratio     each");
    for (v, k) in [(5, 20), (8, 30), (10, 40)] {
        lanes::<2>(ghz, v, k);
        lanes::<1>(ghz, v, 2 * k);
        let Some(ifma) = ifma() else { continue };
        let (mut z, modulus) = (vec![Vector([1; 8]); k], vec![Vector([3; 8]); 3 * k]);
        let (y, mut scratch) = (z.clone(), modulus.clone());
        let mul = ghz * nanoseconds(|| ifma.batch_mul(&mut z, &y, &modulus, &mut scratch));
        print("batch mul", k, mul, 4 * k * k + 2 * k + 2, 8);
        let sqr = ghz * nanoseconds(|| ifma.batch_sqr(&mut z, &modulus, &mut scratch, 5)) / 5.0;
        print("batch sqr", k, sqr, 3 * k * k + 3 * k + 2, 8);
    }
    eprintln!("{}, limbs of 64 bits, with the reduction", kernels().name);
    for k in [16, 24, 32] {
        let (x, n) = (vec![u64::MAX; k], vec![u64::MAX; k]);
        let (mut z, mut t) = (x.clone(), vec![0; 2 * k]);
        let mul = nanoseconds(|| {
            super::super::mul(&mut t, &x, &n);
            super::super::almost_reduce(&mut z, &mut t, &n, 1);
        });
        let sqr = nanoseconds(|| {
            super::super::sqr(&mut t, &x);
            super::super::almost_reduce(&mut z, &mut t, &n, 1);
        });
        eprintln!(
            "mul {k:>3} {:>6.0}   sqr {k:>3} {:>6.0}",
            ghz * mul,
            ghz * sqr
        );
    }
}
