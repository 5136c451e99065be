//! Every routine of every backend of this build, against big integers and its contract.

extern crate std;

#[cfg(all(verimont_asm, target_arch = "x86_64", unix))]
mod adx;
#[cfg(verimont_ifma)]
mod cycles;
mod differential;
#[cfg(all(verimont_asm, unix))]
mod guard_pages;
#[cfg(all(verimont_ifma, unix))]
mod ifma;
#[cfg(all(verimont_ifma, unix))]
mod ifma_batch;
#[cfg(verimont_asm)]
mod registers;
mod strategy;

use super::dispatch::{Kernels, PORTABLE, kernels};
use num_bigint::BigUint;
use std::{vec, vec::Vec};

/// Numbers of limbs under test: the first class sizes, their halves and some odd multiples of 8.
const SIZES: [usize; 8] = [8, 16, 24, 32, 40, 48, 64, 128];

/// Portable code and, where this build has it, the assembly: a processor that cannot run what
/// was assembled fails the test rather than shrink it.
fn backends() -> Vec<&'static Kernels> {
    #[cfg(verimont_asm)]
    {
        assert_eq!(
            kernels().name,
            env!("VERIMONT_ASM"),
            "the processor lacks instructions"
        );
        vec![&PORTABLE, kernels()]
    }
    #[cfg(not(verimont_asm))]
    {
        assert_eq!(kernels().name, "portable");
        vec![&PORTABLE]
    }
}

fn number(limbs: &[u64]) -> BigUint {
    limbs
        .iter()
        .rev()
        .fold(BigUint::ZERO, |sum, limb| (sum << 64u32) + limb)
}

fn limbs(number: &BigUint, k: usize) -> Vec<u64> {
    let mut limbs: Vec<u64> = number.iter_u64_digits().collect();
    assert!(limbs.len() <= k);
    limbs.resize(k, 0);
    limbs
}

/// -n⁻¹ mod 2⁶⁴ for an odd limb, by Newton's iteration.
fn minus_inverse(n: u64) -> u64 {
    let mut inverse = n;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

#[test]
fn the_name_of_the_backend_is_that_of_the_build() {
    let expected = option_env!("VERIMONT_ASM").unwrap_or("portable");
    #[cfg(verimont_ifma)]
    let name = super::ifma().map_or(expected, |_| "x86_64_ifma");
    #[cfg(not(verimont_ifma))]
    let name = expected;
    assert_eq!(super::backend(), name);
    #[cfg(verimont_backend = "x86_64_ifma")]
    assert_eq!(super::backend(), "x86_64_ifma");
    assert_eq!(backends().last().expect("one at least").name, expected);
}
