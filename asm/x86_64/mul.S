/*
 * routine: mul
 * equation: z = x * y
 * prototype: void mul(uint64_t *z, const uint64_t *x, const uint64_t *y, size_t k)
 * requires: k >= 8, k % 8 = 0
 * buffer: z 2*k write
 * buffer: x k read
 * buffer: y k read
 * aliasing: z overlaps neither x nor y; x and y may overlap
 * public: z, x, y, k
 * stack: 96
 * clobbers: rax, rcx, rdx, rsi, rdi, r8-r11, xmm0, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

routine mul
    save_registers
    mov rbp, rdx
    keep_shape
    clear_low_half
1:  /* z[i..i+k+8] += x[i..i+8] * y, its upper eight limbs being new */
    clear_window
    add_row
    store_window
    mov rcx, [rsp + row_bytes]
    sub rbp, rcx
    sub rdi, rcx
    add rdi, 64
    add rsi, 64
    shr rcx, 6
    dec qword ptr [rsp + rows_left]
    jnz 1b
    restore_registers
    ret
end_routine mul
