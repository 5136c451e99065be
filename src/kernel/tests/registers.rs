//! The assembly keeps to the calling convention: after each call the stack pointer and every
//! callee-saved register are what they were, and the direction flag of x86 is clear.

use super::{super::asm::symbol, assert_assembly, minus_inverse};
use core::mem::offset_of;
use std::vec;

#[cfg(target_arch = "aarch64")]
mod trampoline {
    use super::{Frame, offset_of};
    use core::arch::naked_asm;

    /// x19 to x28, d8 to d15; x29 holds the stack pointer, which is compared apart.
    pub const SAVED: usize = 18;

    #[unsafe(naked)]
    pub unsafe extern "C" fn call(frame: *mut Frame) {
        naked_asm!(
            "stp x29, x30, [sp, -176]!",
            "stp x19, x20, [sp, 16]",
            "stp x21, x22, [sp, 32]",
            "stp x23, x24, [sp, 48]",
            "stp x25, x26, [sp, 64]",
            "stp x27, x28, [sp, 80]",
            "stp d8, d9, [sp, 96]",
            "stp d10, d11, [sp, 112]",
            "stp d12, d13, [sp, 128]",
            "stp d14, d15, [sp, 144]",
            "str x0, [sp, 160]",
            "mov x29, sp",
            "add x9, x0, {before}",
            "ldp x19, x20, [x9]",
            "ldp x21, x22, [x9, 16]",
            "ldp x23, x24, [x9, 32]",
            "ldp x25, x26, [x9, 48]",
            "ldp x27, x28, [x9, 64]",
            "ldp d8, d9, [x9, 80]",
            "ldp d10, d11, [x9, 96]",
            "ldp d12, d13, [x9, 112]",
            "ldp d14, d15, [x9, 128]",
            "ldr x16, [x0, {function}]",
            "add x9, x0, {arguments}",
            "ldp x0, x1, [x9]",
            "ldp x2, x3, [x9, 16]",
            "ldr x4, [x9, 32]",
            "blr x16",
            "ldr x9, [x29, 160]",
            "mov x10, sp",
            "sub x10, x10, x29",
            "str x10, [x9, {stack_moved}]",
            "mov sp, x29",
            "add x9, x9, {after}",
            "stp x19, x20, [x9]",
            "stp x21, x22, [x9, 16]",
            "stp x23, x24, [x9, 32]",
            "stp x25, x26, [x9, 48]",
            "stp x27, x28, [x9, 64]",
            "stp d8, d9, [x9, 80]",
            "stp d10, d11, [x9, 96]",
            "stp d12, d13, [x9, 112]",
            "stp d14, d15, [x9, 128]",
            "ldp x19, x20, [sp, 16]",
            "ldp x21, x22, [sp, 32]",
            "ldp x23, x24, [sp, 48]",
            "ldp x25, x26, [sp, 64]",
            "ldp x27, x28, [sp, 80]",
            "ldp d8, d9, [sp, 96]",
            "ldp d10, d11, [sp, 112]",
            "ldp d12, d13, [sp, 128]",
            "ldp d14, d15, [sp, 144]",
            "ldp x29, x30, [sp], 176",
            "ret",
            before = const offset_of!(Frame, before),
            function = const offset_of!(Frame, function),
            arguments = const offset_of!(Frame, arguments),
            stack_moved = const offset_of!(Frame, stack_moved),
            after = const offset_of!(Frame, after),
        )
    }
}

#[cfg(target_arch = "x86_64")]
mod trampoline {
    use super::{Frame, offset_of};
    use core::arch::naked_asm;

    /// rbx, r12 to r15, and the flags masked to the direction; rbp holds the frame.
    pub const SAVED: usize = 6;

    #[unsafe(naked)]
    pub unsafe extern "C" fn call(frame: *mut Frame) {
        naked_asm!(
            "push rbx",
            "push rbp",
            "push r12",
            "push r13",
            "push r14",
            "push r15",
            "sub rsp, 8",
            "mov rbp, rdi",
            "mov [rbp + {stack_moved}], rsp",
            "mov rbx, [rbp + {before}]",
            "mov r12, [rbp + {before} + 8]",
            "mov r13, [rbp + {before} + 16]",
            "mov r14, [rbp + {before} + 24]",
            "mov r15, [rbp + {before} + 32]",
            "mov rdi, [rbp + {arguments}]",
            "mov rsi, [rbp + {arguments} + 8]",
            "mov rdx, [rbp + {arguments} + 16]",
            "mov rcx, [rbp + {arguments} + 24]",
            "mov r8, [rbp + {arguments} + 32]",
            "call [rbp + {function}]",
            "mov [rbp + {after}], rbx",
            "mov [rbp + {after} + 8], r12",
            "mov [rbp + {after} + 16], r13",
            "mov [rbp + {after} + 24], r14",
            "mov [rbp + {after} + 32], r15",
            "mov rax, rsp",
            "mov rsp, [rbp + {stack_moved}]",
            "sub rax, rsp",
            "mov [rbp + {stack_moved}], rax",
            "pushfq",
            "pop rax",
            "and eax, 0x400",
            "mov [rbp + {after} + 40], rax",
            "cld",
            "add rsp, 8",
            "pop r15",
            "pop r14",
            "pop r13",
            "pop r12",
            "pop rbp",
            "pop rbx",
            "ret",
            before = const offset_of!(Frame, before),
            function = const offset_of!(Frame, function),
            arguments = const offset_of!(Frame, arguments),
            stack_moved = const offset_of!(Frame, stack_moved),
            after = const offset_of!(Frame, after),
        )
    }
}

/// What a trampoline loads before a call and stores after it.
#[repr(C)]
struct Frame {
    function: usize,
    arguments: [usize; 5],
    stack_moved: usize,
    before: [u64; trampoline::SAVED],
    after: [u64; trampoline::SAVED],
}

/// Calls the function with registers full of patterns and compares them afterwards.
///
/// # Safety
/// The function may be called with these arguments.
pub unsafe fn check(function: usize, arguments: &[usize]) {
    assert_assembly();
    let mut before = core::array::from_fn(|i| 0x5a3c_9617_0000_0001_u64.rotate_left(5 * i as u32));
    if cfg!(target_arch = "x86_64") {
        before[trampoline::SAVED - 1] = 0; // the direction flag
    }
    let mut padded = [0; 5];
    padded[..arguments.len()].copy_from_slice(arguments);
    let mut frame = Frame {
        function,
        arguments: padded,
        stack_moved: 0,
        before,
        after: [0xdead; trampoline::SAVED],
    };
    // SAFETY: the caller vouches for the function; the trampoline restores what it changes.
    unsafe { trampoline::call(&raw mut frame) };
    assert_eq!(frame.stack_moved, 0);
    assert_eq!(frame.after, before);
}

pub const SIZES: [usize; 3] = [8, 16, 24];

#[test]
fn mul() {
    for k in SIZES {
        let (mut z, x) = (vec![0u64; 2 * k], vec![u64::MAX; k]);
        let arguments = [
            z.as_mut_ptr() as usize,
            x.as_ptr() as usize,
            x.as_ptr() as usize,
            k,
        ];
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::mul as *const () as usize, &arguments) };
        assert_eq!((z[0], z[k]), (1, u64::MAX - 1));
    }
}

#[test]
fn sqr() {
    for k in SIZES {
        let (mut z, x) = (vec![0u64; 2 * k], vec![u64::MAX; k]);
        let arguments = [z.as_mut_ptr() as usize, x.as_ptr() as usize, k];
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::sqr as *const () as usize, &arguments) };
        assert_eq!((z[0], z[k]), (1, u64::MAX - 1));
    }
}

#[test]
fn montgomery_reduce() {
    for k in SIZES {
        let (mut z, n) = (vec![u64::MAX; 2 * k], vec![u64::MAX; k]);
        let n0_inv = minus_inverse(n[0]) as usize;
        let arguments = [z.as_mut_ptr() as usize, n.as_ptr() as usize, n0_inv, k];
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::montgomery_reduce as *const () as usize, &arguments) };
        assert_eq!((z[0], z[k]), (u64::MAX, u64::MAX - 1));
    }
}

#[test]
fn table_select() {
    for k in SIZES {
        let (mut z, table) = (vec![0u64; k], vec![7u64; 4 * k]);
        let arguments = [z.as_mut_ptr() as usize, table.as_ptr() as usize, 4, k, 2];
        // SAFETY: the shapes of the contract.
        unsafe { check(symbol::table_select as *const () as usize, &arguments) };
        assert_eq!(z, vec![7; k]);
    }
}

#[test]
fn conditional_subtract() {
    for k in SIZES {
        let (mut z, n) = (vec![9u64; k], vec![7u64; k]);
        let arguments = [z.as_mut_ptr() as usize, 0, n.as_ptr() as usize, k];
        // SAFETY: the shapes of the contract.
        unsafe {
            check(
                symbol::conditional_subtract as *const () as usize,
                &arguments,
            )
        };
        assert_eq!(z, vec![2; k]);
    }
}
