//! Which kind of multiplier the core has: what AArch64 dispatches by.
//!
//! Where a 64×64-bit product takes the multiplier seven cycles (MUL three, UMULH four), as on Neoverse
//! N1, products of 32 bits, one or two of which start in each cycle, do the same work in a fraction of
//! the time: `aarch64_narrow`. Where MUL and UMULH start every cycle they have no match:
//! `aarch64_wide`. The figures are in the rows "Multiply accumulate" and "Multiply high" of Arm's
//! software optimization guides for each core.

/// The part numbers (MIDR_EL1 bits 4 to 15) of Arm's own cores with a narrow multiplier. Not the small
/// in-order cores: beside one of these in the same phone they would run its code.
#[cfg(any(
    test,
    all(feature = "std", any(target_os = "linux", target_os = "android"))
))]
const NARROW: [u16; 11] = [
    0xd07, // Cortex-A57
    0xd08, // Cortex-A72
    0xd09, // Cortex-A73
    0xd0a, // Cortex-A75
    0xd0b, // Cortex-A76
    0xd0c, // Neoverse N1
    0xd0d, // Cortex-A77
    0xd0e, // Cortex-A76AE
    0xd41, // Cortex-A78
    0xd42, // Cortex-A78AE
    0xd4b, // Cortex-A78C
];

/// The implementer (MIDR_EL1 bits 24 to 31) Arm.
#[cfg(any(
    test,
    all(feature = "std", any(target_os = "linux", target_os = "android"))
))]
const ARM: u64 = 0x41;

/// Whether MIDR_EL1 names a core with a narrow multiplier. One that is not in the list is taken for
/// wide, and so is one that nothing is known of: cores to come are wide, as Neoverse N2, V1, V2 and
/// Apple's are.
#[cfg(any(
    test,
    all(feature = "std", any(target_os = "linux", target_os = "android"))
))]
fn is_narrow(midr: u64) -> bool {
    midr >> 24 & 0xff == ARM && NARROW.contains(&((midr >> 4 & 0xfff) as u16))
}

/// Whether this core's multiplier is narrow. Asked once: threads may move between cores, but code that
/// is slower on another core is still right.
#[cfg(all(feature = "std", any(target_os = "linux", target_os = "android")))]
pub fn narrow() -> bool {
    extern crate std;
    static NARROW: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *NARROW.get_or_init(|| midr().is_some_and(is_narrow))
}

/// Nothing tells without the operating system.
#[cfg(not(all(feature = "std", any(target_os = "linux", target_os = "android"))))]
pub fn narrow() -> bool {
    false
}

/// MIDR_EL1, which Linux lets programs read if it says so, and also shows in a file.
#[cfg(all(feature = "std", any(target_os = "linux", target_os = "android")))]
fn midr() -> Option<u64> {
    extern crate std;
    use core::{arch::asm, ffi::c_ulong};

    const AT_HWCAP: c_ulong = 16;
    const HWCAP_CPUID: c_ulong = 1 << 11;
    unsafe extern "C" {
        safe fn getauxval(kind: c_ulong) -> c_ulong;
    }
    if getauxval(AT_HWCAP) & HWCAP_CPUID != 0 {
        let midr;
        // SAFETY: with HWCAP_CPUID the kernel answers for this register; nothing else changes.
        unsafe {
            asm!("mrs {}, midr_el1", out(reg) midr, options(pure, nomem, nostack, preserves_flags))
        };
        return Some(midr);
    }
    let file = "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1";
    let text = std::fs::read_to_string(file).ok()?;
    u64::from_str_radix(text.trim().strip_prefix("0x")?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::is_narrow;

    #[test]
    fn cores_are_told_apart() {
        // Neoverse N1 r3p1 (Graviton2), Cortex-A72 r0p3.
        assert!(is_narrow(0x413f_d0c1) && is_narrow(0x410f_d083));
        // Neoverse V1, V2, N2; Apple M1; what QEMU calls max; another maker's 0xd0c.
        for midr in [
            0x411f_d401,
            0x410f_d4f0,
            0x410f_d490,
            0x610f_0220,
            0x000f_0510,
            0x510f_d0c0,
        ] {
            assert!(!is_narrow(midr));
        }
    }
}
