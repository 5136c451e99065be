//! The places where something computed from a secret becomes public.
//!
//! Constant-time code may branch on nothing that depends on a secret, except on what it means to
//! reveal: whether a key is valid, how long a prime is. Each such value passes through
//! [`declassify`], so that the places can be listed by a search, and so that a run under Valgrind's
//! memcheck with `--cfg verimont_ctgrind` can treat every secret as undefined memory and report every
//! other branch or address that depends on one (A. Langley's "ctgrind").

/// Marks a value as public. Does nothing in a normal build.
#[inline(always)]
pub(crate) fn declassify<T: Copy>(value: T) -> T {
    #[cfg(verimont_ctgrind)]
    let value = ctgrind::make_defined(value);
    value
}

#[cfg(verimont_ctgrind)]
pub use ctgrind::{make_defined, poison};

/// Requests to memcheck, with the numbers that `valgrind/memcheck.h` documents.
#[cfg(verimont_ctgrind)]
mod ctgrind {
    const MAKE_MEM_UNDEFINED: usize = 0x4d43_0001;
    const MAKE_MEM_DEFINED: usize = 0x4d43_0002;

    /// Marks these bytes as secret: memcheck reports what branches on them.
    pub fn poison(bytes: &mut [u8]) {
        request(MAKE_MEM_UNDEFINED, bytes.as_ptr().addr(), bytes.len());
    }

    /// A copy of the value that memcheck takes for public.
    #[inline(never)]
    pub fn make_defined<T: Copy>(value: T) -> T {
        let value = core::hint::black_box(value);
        request(MAKE_MEM_DEFINED, (&raw const value).addr(), size_of::<T>());
        // SAFETY: the pointer is to a live local; volatile, so that it is read after the request.
        unsafe { core::ptr::read_volatile(&raw const value) }
    }

    fn request(code: usize, address: usize, len: usize) {
        let arguments = [code, address, len, 0, 0, 0];
        // SAFETY: outside Valgrind the rotations add up to 128 bits, so that rdi keeps its value, and
        // the exchange does nothing; under Valgrind the sequence only changes rdx.
        unsafe {
            core::arch::asm!(
                "rol rdi, 3",
                "rol rdi, 13",
                "rol rdi, 61",
                "rol rdi, 51",
                "xchg rbx, rbx",
                in("rax") arguments.as_ptr(),
                inout("rdx") 0usize => _,
                in("rdi") 0usize,
            );
        }
    }
}
