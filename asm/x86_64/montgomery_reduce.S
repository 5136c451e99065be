/*
 * routine: montgomery_reduce
 * equation: z_before + q * n = 2^(64*k) * (2^(64*k) * result + z[k..2*k]), q = z[0..k], result <= 1
 * prototype: uint64_t montgomery_reduce(uint64_t *z, const uint64_t *n, uint64_t n0_inv, size_t k)
 * requires: k >= 8, k % 8 = 0, n[0] * n0_inv = -1 (mod 2^64)
 * buffer: z 2*k read-write
 * buffer: n k read
 * aliasing: z does not overlap n
 * public: z, n, k
 * stack: 80
 * clobbers: rax, rcx, rdx, rsi, rdi, r8-r11, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

routine montgomery_reduce
    save_registers
    mov rbp, rsi
    mov [rsp + n0_inv], rdx
    mov qword ptr [rsp + carry], 0
    keep_shape
1:  /* Eight limbs of the quotient, which take the place of z[i..i+8]. */
    mov r8, [rdi]
    mov r9, [rdi + 8]
    mov r10, [rdi + 16]
    mov r11, [rdi + 24]
    mov r12, [rdi + 32]
    mov r13, [rdi + 40]
    mov r14, [rdi + 48]
    mov r15, [rdi + 56]
    mov rsi, rbp
    eight_steps quotient_step
    /* The window over z[i+8..] += quotient * n[8..k]. */
    lea rsi, [rdi - 64]
    dec rcx
    add_row
    /* z[i+k..i+k+8] += window + carry */
    xor eax, eax
    cmp rax, [rsp + carry]      /* CF = carry */
    adc r8, [rdi]
    adc r9, [rdi + 8]
    adc r10, [rdi + 16]
    adc r11, [rdi + 24]
    adc r12, [rdi + 32]
    adc r13, [rdi + 40]
    adc r14, [rdi + 48]
    adc r15, [rdi + 56]
    adc rax, rax
    mov [rsp + carry], rax
    store_window
    mov rcx, [rsp + row_bytes]
    sub rbp, rcx
    sub rdi, rcx
    add rdi, 64
    shr rcx, 6
    dec qword ptr [rsp + rows_left]
    jnz 1b
    restore_registers
    ret
end_routine montgomery_reduce
