//! The assembly touches nothing beyond its buffers: each stands flush against a page that faults.

use super::{super::asm, assert_assembly, minus_inverse};
use core::{ffi::c_void, ptr, slice};

/// A buffer of limbs with inaccessible pages before and after it.
struct Guarded {
    mapping: *mut c_void,
    mapped: usize,
    first: *mut u64,
    limbs: usize,
}

/// The end of a buffer that touches an inaccessible page.
#[derive(Clone, Copy, Debug)]
enum Flush {
    Start,
    End,
}

impl Guarded {
    fn new(limbs: usize, flush: Flush) -> Self {
        // SAFETY: no precondition.
        let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).expect("a size");
        let inside = (8 * limbs).next_multiple_of(page);
        let mapped = inside + 2 * page;
        let (access, kind) = (libc::PROT_NONE, libc::MAP_PRIVATE | libc::MAP_ANON);
        // SAFETY: a new mapping, wherever the system likes.
        let mapping = unsafe { libc::mmap(ptr::null_mut(), mapped, access, kind, -1, 0) };
        assert_ne!(mapping, libc::MAP_FAILED);
        // SAFETY: both stay within the mapping; nothing else knows of it yet.
        let first = unsafe {
            let start = mapping.byte_add(page);
            let open = libc::PROT_READ | libc::PROT_WRITE;
            // An empty table has no page; some systems refuse to protect none.
            assert!(inside == 0 || libc::mprotect(start, inside, open) == 0);
            match flush {
                Flush::Start => start,
                Flush::End => start.byte_add(inside - 8 * limbs),
            }
        };
        Self {
            mapping,
            mapped,
            first: first.cast(),
            limbs,
        }
    }

    fn fill(&mut self) -> &mut [u64] {
        // SAFETY: so many limbs are mapped, zeroed and writable, and owned by `self`.
        let limbs = unsafe { slice::from_raw_parts_mut(self.first, self.limbs) };
        limbs.fill(u64::MAX);
        limbs
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: the mapping of `new`.
        assert_eq!(unsafe { libc::munmap(self.mapping, self.mapped) }, 0);
    }
}

/// Runs `routine` with guarded buffers of `shape` limbs, flush at either end.
pub fn guarded<const N: usize>(shape: [usize; N], routine: impl Fn([&mut [u64]; N])) {
    assert_assembly();
    for flush in [Flush::Start, Flush::End] {
        let mut buffers = shape.map(|limbs| Guarded::new(limbs, flush));
        routine(buffers.each_mut().map(Guarded::fill));
    }
}

pub const SIZES: [usize; 5] = [8, 16, 24, 32, 64];

#[test]
fn mul() {
    for k in SIZES {
        // SAFETY: the shapes of the contract.
        guarded([2 * k, k, k], |[z, x, y]| unsafe { asm::mul(z, x, y) });
    }
}

#[test]
fn sqr() {
    for k in SIZES {
        // SAFETY: the shapes of the contract.
        guarded([2 * k, k], |[z, x]| unsafe { asm::sqr(z, x) });
    }
}

#[test]
fn montgomery_reduce() {
    for k in SIZES {
        guarded([2 * k, k], |[z, n]| {
            // SAFETY: the shapes of the contract.
            let carry = unsafe { asm::montgomery_reduce(z, n, minus_inverse(n[0])) };
            assert_eq!(carry, 1);
        });
    }
}

#[test]
fn table_select() {
    for k in SIZES {
        for rows in [0, 1, 32] {
            guarded([k, rows * k], |[z, table]| {
                for index in [0, rows as u64, u64::MAX] {
                    // SAFETY: the shapes of the contract.
                    unsafe { asm::table_select(z, table, index) };
                }
            });
        }
    }
}

#[test]
fn conditional_subtract() {
    for k in SIZES {
        // SAFETY: the shapes of the contract.
        guarded([k, k], |[z, n]| unsafe {
            asm::conditional_subtract(z, 0, n)
        });
    }
}
