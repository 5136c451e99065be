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

/// Requests to Valgrind, with the numbers that `valgrind.h` and `memcheck.h` document.
#[cfg(verimont_ctgrind)]
pub mod ctgrind {
    const RUNNING_ON_VALGRIND: usize = 0x1001;
    const COUNT_ERRORS: usize = 0x1201;
    const MAKE_MEM_UNDEFINED: usize = 0x4d43_0001;
    const MAKE_MEM_DEFINED: usize = 0x4d43_0002;

    /// Whether the program runs under Valgrind.
    #[must_use]
    pub fn running() -> bool {
        request(RUNNING_ON_VALGRIND, 0, 0) != 0
    }

    /// How many errors memcheck has found so far.
    #[must_use]
    pub fn errors() -> usize {
        request(COUNT_ERRORS, 0, 0)
    }

    /// Marks these bytes as secret: memcheck reports what branches on them or on what they become.
    pub fn poison(bytes: &mut [u8]) {
        request(MAKE_MEM_UNDEFINED, bytes.as_ptr().addr(), bytes.len());
    }

    /// Marks these bytes as public again.
    pub fn unpoison(bytes: &mut [u8]) {
        request(MAKE_MEM_DEFINED, bytes.as_ptr().addr(), bytes.len());
    }

    /// A copy of the value that memcheck takes for public.
    #[inline(never)]
    pub(super) fn make_defined<T: Copy>(value: T) -> T {
        let value = core::hint::black_box(value);
        request(MAKE_MEM_DEFINED, (&raw const value).addr(), size_of::<T>());
        // SAFETY: the pointer is to a live local; volatile, so that it is read after the request.
        unsafe { core::ptr::read_volatile(&raw const value) }
    }

    fn request(code: usize, address: usize, len: usize) -> usize {
        let arguments = [code, address, len, 0, 0, 0];
        let mut result = 0;
        // SAFETY: outside Valgrind the rotations add up to 128 bits, so that rdi keeps its value, and
        // the exchange does nothing; under Valgrind the sequence changes rdx alone.
        unsafe {
            core::arch::asm!(
                "rol rdi, 3",
                "rol rdi, 13",
                "rol rdi, 61",
                "rol rdi, 51",
                "xchg rbx, rbx",
                in("rax") arguments.as_ptr(),
                inout("rdx") result,
                in("rdi") 0usize,
            );
        }
        result
    }
}
