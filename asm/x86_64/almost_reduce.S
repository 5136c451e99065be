/*
 * routine: almost_reduce
 * equation: z * 2^(64*k) = t_before (mod n)
 * prototype: void almost_reduce(uint64_t *z, uint64_t *t, const uint64_t *n, uint64_t n0_inv, size_t k)
 * requires: k >= 8, k % 8 = 0, n[0] * n0_inv = -1 (mod 2^64), t_before <= (2^(64*k) - 1)^2
 * buffer: z k write
 * buffer: t 2*k read-write
 * buffer: n k read
 * aliasing: nothing overlaps
 * public: z, t, n, k
 * stack: 96
 * clobbers: rax, rcx, rdx, rsi, rdi, r8-r11, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

/* mulx by 0 or 1 masks a limb and, unlike `and`, leaves the borrow in CF. */
.macro subtract_limb i
    mulx r10, r11, [rbp + 8 * \i]
    mov rax, [rdi + 8 * \i]
    sbb rax, r11
    mov [r8 + 8 * \i], rax
.endm

/*
 * (t + q * n) / 2^(64*k) is below 2^(64*k) + n. If it reaches 2^(64*k), n is subtracted, and then it
 * does not: that is all that the next multiplication asks for (C. Walter, *Montgomery exponentiation
 * needs no final subtractions*, Electronics Letters 35, 1999).
 */
routine almost_reduce
    save_registers
    mov [rsp + result], rdi
    mov rdi, rsi
    mov rsi, rdx
    mov rdx, rcx
    mov rcx, r8
    reduce
    mov rdx, [rsp + carry]
    mov r8, [rsp + result]
    mov rcx, [rsp + row_bytes]
    shr rcx, 6
    xor eax, eax                /* CF = 0: no borrow yet */
1:  .irp i, 0, 1, 2, 3, 4, 5, 6, 7
    subtract_limb \i
    .endr
    lea rdi, [rdi + 64]
    lea rbp, [rbp + 64]
    lea r8, [r8 + 64]
    dec rcx                     /* keeps CF */
    jnz 1b
    restore_registers
    ret
end_routine almost_reduce
