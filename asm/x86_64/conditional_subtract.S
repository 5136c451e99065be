/*
 * routine: conditional_subtract
 * equation: z = X - n if X >= n, else X, where X = 2^(64*k) * carry + z_before
 * prototype: void conditional_subtract(uint64_t *z, uint64_t carry, const uint64_t *n, size_t k)
 * requires: k >= 8, k % 8 = 0, carry <= 1, X - n < 2^(64*k)
 * buffer: z k read-write
 * buffer: n k read
 * aliasing: z does not overlap n
 * public: z, n, k
 * stack: 0
 * clobbers: rax, rcx, rdx, rdi, r8-r11, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

.macro compare_limb i
    mov rax, [r8 + 8 * \i]
    sbb rax, [r9 + 8 * \i]
.endm

/* mulx by 0 or 1 masks a limb and, unlike `and`, leaves the borrow in CF. */
.macro subtract_limb i
    mulx r10, r11, [r9 + 8 * \i]
    mov rax, [rdi + 8 * \i]
    sbb rax, r11
    mov [rdi + 8 * \i], rax
.endm

routine conditional_subtract
    /* Compare: CF = 1 if z_before < n. */
    mov r8, rdi
    mov r9, rdx
    shr rcx, 3
    mov r10, rcx
    xor eax, eax                /* CF = 0: no borrow yet */
1:  .irp i, 0, 1, 2, 3, 4, 5, 6, 7
    compare_limb \i
    .endr
    lea r8, [r8 + 64]
    lea r9, [r9 + 64]
    dec r10                     /* keeps CF */
    jnz 1b
    sbb rax, rax
    inc rax
    or rax, rsi                 /* 1 if X >= n, else 0 */

    /* Subtract n times that. */
    mov r9, rdx
    mov rdx, rax
    xor eax, eax
2:  .irp i, 0, 1, 2, 3, 4, 5, 6, 7
    subtract_limb \i
    .endr
    lea rdi, [rdi + 64]
    lea r9, [r9 + 64]
    dec rcx
    jnz 2b
    ret
end_routine conditional_subtract
