/*
 * routine: sqr
 * equation: z = x^2
 * prototype: void sqr(uint64_t *z, const uint64_t *x, size_t k)
 * requires: k >= 8, k % 8 = 0
 * buffer: z 2*k write
 * buffer: x k read
 * aliasing: z does not overlap x
 * public: z, x, k
 * stack: 80
 * clobbers: rax, rcx, rdx, rsi, rdi, r8-r11, xmm0, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

/* z[2j..2j+2] = 2 * z[2j..2j+2] + x[j]^2 + both carries: doubling along CF, squares along OF. */
.macro double_and_square j
    mov rdx, [rbp + 8 * \j]
    mov r8, [rdi + 16 * \j]
    mov r9, [rdi + 16 * \j + 8]
    mulx rbx, rax, rdx
    adcx r8, r8
    adox r8, rax
    adcx r9, r9
    adox r9, rbx
    mov [rdi + 16 * \j], r8
    mov [rdi + 16 * \j + 8], r9
.endm

routine sqr
    save_registers
    mov rbp, rsi
    mov rcx, rdx
    keep_shape
    clear_low_half
    /*
     * Each product of two different limbs once. Row i: the products within x[i..i+8], then those
     * of x[i..i+8] and the limbs above. rdi is at z[2i], rbp and rsi at x[i].
     */
1:  clear_window
    eight_steps step, 1
    mov rcx, [rsp + rows_left]
    dec rcx
    add_row
    store_window                /* z[i+k..i+k+8]; rbp is at x[k] */
    add rsi, 64
    sub rdi, rbp
    lea rdi, [rdi + rsi + 64]   /* back by k - (i + 8), then on by 8: z[2i+16] */
    mov rbp, rsi
    dec qword ptr [rsp + rows_left]
    jnz 1b

    /* Doubled, plus the squares of the limbs; rdi is at z[2k], rbp at x[k]. */
    mov rcx, [rsp + row_bytes]
    sub rbp, rcx
    sub rdi, rcx
    sub rdi, rcx
    shr rcx, 6
    xor eax, eax                /* CF = OF = 0 */
2:  .irp j, 0, 1, 2, 3, 4, 5, 6, 7
    double_and_square \j
    .endr
    lea rdi, [rdi + 128]
    lea rbp, [rbp + 64]
    lea rcx, [rcx - 1]
    jrcxz 3f                    /* the loop leaves both flags alone */
    jmp 2b
3:  restore_registers
    ret
end_routine sqr
