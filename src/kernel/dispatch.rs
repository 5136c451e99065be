//! The one place that chooses an implementation.

#[cfg(verimont_asm)]
use super::asm;
#[cfg(verimont_ifma)]
use super::ifma::Ifma;
#[cfg(verimont_pair_29)]
use super::pair_29::Pair29;
#[cfg(any(test, not(all(verimont_asm, target_arch = "aarch64"))))]
use super::portable;
#[cfg(all(verimont_asm, target_arch = "aarch64"))]
use super::{midr, narrow};

/// z and t, n, −n⁻¹ mod 2⁶⁴, as [`super::almost_reduce`] takes them.
pub type AlmostReduce = unsafe fn(&mut [u64], &mut [u64], &[u64], u64);

/// One implementation of every routine.
///
/// # Safety
/// The functions may be called with slices of the shapes that their wrappers assert.
pub struct Kernels {
    pub name: &'static str,
    pub mul: unsafe fn(&mut [u64], &[u64], &[u64]),
    pub sqr: unsafe fn(&mut [u64], &[u64]),
    pub montgomery_reduce: unsafe fn(&mut [u64], &[u64], u64) -> u64,
    /// If there is something faster than what [`super::almost_reduce`] does without.
    #[cfg_attr(
        not(feature = "alloc"),
        expect(dead_code, reason = "for moduli, which are owned")
    )]
    pub almost_reduce: Option<AlmostReduce>,
    pub table_select: unsafe fn(&mut [u64], &[u64], u64),
    pub conditional_subtract: unsafe fn(&mut [u64], u64, &[u64]),
    /// Montgomery reduction by a modulus that was prepared, where that pays.
    #[cfg_attr(
        not(feature = "alloc"),
        expect(dead_code, reason = "for moduli, which are owned")
    )]
    pub prepared: Option<&'static Prepared>,
}

/// Montgomery reduction by a modulus in the form that suits it.
///
/// # Safety
/// For k limbs and l = `digits(k)`, not 0: `prepare` fills 3l words from the modulus n and
/// −n⁻¹ mod 2^(64k), k limbs each; `reduce` takes 2k limbs, those words, and 3l limbs of scratch.
#[cfg_attr(
    not(feature = "alloc"),
    expect(dead_code, reason = "for moduli, which are owned")
)]
pub struct Prepared {
    pub digits: fn(usize) -> usize,
    pub prepare: fn(&mut [i32], &[u64], &[u64]),
    pub reduce: unsafe fn(&mut [u64], &[i32], &mut [u64]) -> u64,
}

#[cfg(any(test, not(all(verimont_asm, target_arch = "aarch64"))))]
pub static PORTABLE: Kernels = Kernels {
    name: "portable",
    mul: portable::mul,
    sqr: portable::sqr,
    montgomery_reduce: portable::montgomery_reduce,
    almost_reduce: None,
    table_select: portable::table_select,
    conditional_subtract: portable::conditional_subtract,
    prepared: None,
};

#[cfg(verimont_asm)]
pub static ASSEMBLY: Kernels = Kernels {
    name: env!("VERIMONT_ASM"),
    mul: asm::mul,
    sqr: asm::sqr,
    montgomery_reduce: asm::montgomery_reduce,
    #[cfg(target_arch = "x86_64")]
    almost_reduce: Some(super::adx::almost_reduce),
    #[cfg(not(target_arch = "x86_64"))]
    almost_reduce: None,
    table_select: asm::table_select,
    conditional_subtract: asm::conditional_subtract,
    prepared: None,
};

/// The assembly for cores with a narrow multiplier.
#[cfg(all(verimont_asm, target_arch = "aarch64"))]
pub static NARROW: Kernels = Kernels {
    name: "aarch64_narrow",
    mul: narrow::mul,
    sqr: narrow::sqr,
    prepared: Some(&narrow::PREPARED),
    ..ASSEMBLY
};

/// The implementation for this processor; its functions use no instruction that it lacks.
#[cfg(not(verimont_asm))]
pub fn kernels() -> &'static Kernels {
    &PORTABLE
}

/// The implementation that suits this processor: it could run either, which need nothing beyond
/// Armv8.0-A.
#[cfg(all(verimont_asm, target_arch = "aarch64"))]
pub fn kernels() -> &'static Kernels {
    let forced = cfg!(any(
        verimont_backend = "aarch64_narrow",
        verimont_backend = "aarch64_wide"
    ));
    let narrow = if forced {
        cfg!(verimont_backend = "aarch64_narrow")
    } else {
        midr::narrow()
    };
    if narrow { &NARROW } else { &ASSEMBLY }
}

#[cfg(all(verimont_asm, target_arch = "x86_64"))]
cpufeatures::new!(bmi2_adx, "avx2", "bmi2", "adx");

/// The implementation for this processor; the answer of CPUID is cached.
///
/// # Panics
/// If the assembly was forced and the processor lacks AVX2, BMI2 or ADX.
#[cfg(all(verimont_asm, target_arch = "x86_64"))]
pub fn kernels() -> &'static Kernels {
    // Valgrind executes ADX, but its CPUID does not say so.
    if bmi2_adx::get() || cfg!(verimont_ctgrind) {
        return &ASSEMBLY;
    }
    if cfg!(verimont_backend = "x86_64_adx") {
        panic!(
            "verimont_backend=\"x86_64_adx\" was forced, but the processor lacks AVX2, BMI2 or ADX"
        );
    }
    &PORTABLE
}

/// The routines on pairs, if the processor is one where they pay.
#[cfg(verimont_pair_29)]
pub fn pair_29() -> Option<Pair29> {
    core::ptr::eq(kernels(), &NARROW).then(Pair29::new)
}

#[cfg(verimont_ifma)]
cpufeatures::new!(avx512_ifma, "avx512f", "avx512dq", "avx512vl", "avx512ifma");

/// The routines on pairs, if the processor has AVX-512 IFMA; the answer of CPUID is cached.
///
/// # Panics
/// If they were forced and the processor lacks an instruction.
#[cfg(verimont_ifma)]
pub fn ifma() -> Option<Ifma> {
    // Valgrind's CPUID does not name AVX-512, but then a model takes the place of the routines.
    if avx512_ifma::get() || cfg!(verimont_ctgrind) {
        // SAFETY: the processor and the system support all four extensions, or nothing uses them.
        return Some(unsafe { Ifma::assume() });
    }
    if cfg!(verimont_backend = "x86_64_ifma") {
        panic!("verimont_backend=\"x86_64_ifma\" was forced, but the processor lacks AVX-512 IFMA");
    }
    None
}
