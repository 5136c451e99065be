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
#[cfg(all(verimont_asm, target_arch = "aarch64"))]
mod narrow;
#[cfg(verimont_pair_29)]
mod pair_29;
#[cfg(verimont_asm)]
mod registers;
mod strategy;

#[cfg(verimont_asm)]
use super::dispatch::ASSEMBLY;
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
        assert_assembly();
        #[cfg(target_arch = "aarch64")]
        let all = vec![&PORTABLE, &super::dispatch::NARROW, &ASSEMBLY];
        #[cfg(not(target_arch = "aarch64"))]
        let all = vec![&PORTABLE, &ASSEMBLY];
        all
    }
    #[cfg(not(verimont_asm))]
    {
        assert_eq!(kernels().name, "portable");
        vec![&PORTABLE]
    }
}

#[cfg(verimont_asm)]
fn assert_assembly() {
    assert_ne!(
        kernels().name,
        PORTABLE.name,
        "the processor lacks instructions"
    );
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
    let name = super::backend();
    #[cfg(verimont_backend = "x86_64_ifma")]
    assert_eq!(name, "x86_64_ifma");
    if name == "x86_64_ifma" {
        return;
    }
    assert!(backends().iter().any(|backend| backend.name == name));
    if cfg!(verimont_backend = "aarch64_narrow") {
        assert_eq!(name, "aarch64_narrow");
    } else if cfg!(verimont_backend = "aarch64_wide") {
        assert_eq!(name, "aarch64_wide");
    } else if let Ok(expected) = std::env::var("VERIMONT_EXPECTED_BACKEND") {
        // What test.sh knows of the processor that it emulates.
        assert_eq!(name, expected);
    }
}
