/*
 * routine: sqr
 * equation: z = x^2
 * prototype: void sqr(uint64_t *z, const uint64_t *x, size_t k)
 * requires: k >= 8, k % 8 = 0
 * buffer: z 2*k write
 * buffer: x k read
 * aliasing: z does not overlap x
 * public: z, x, k
 * stack: 96
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

/* r(\low), r(\high) += x[j] * rdx along both carry chains. */
.macro cross j, low, high
    mulx rbx, rax, [rbp + 8 * \j]
    adcx \low, rax
    adox \high, rbx
.endm

/* The last product of a row: \high is new. */
.macro cross_top low, high
    mulx \high, rax, [rbp + 56]
    adcx \low, rax
    mov eax, 0                  /* xor would clear the flags */
    adcx \high, rax
    adox \high, rax
.endm

.macro cross_row i
    mov rdx, [rbp + 8 * \i]
    xor eax, eax                /* CF = OF = 0 */
.endm

.macro cross_store j, low, high
    mov [rdi + 8 * \j], \low
    mov [rdi + 8 * \j + 8], \high
.endm

/*
 * z[2i..2i+8] += the products of different limbs of x[i..i+8], each once: the sums of z[2i+1..2i+8]
 * in memory, the window above them. Column c of the sum is in the register of column c - 8, which by
 * then is complete.
 */
.macro cross_triangle
    mov r9, [rdi + 8]
    mov r10, [rdi + 16]
    mov r11, [rdi + 24]
    mov r12, [rdi + 32]
    mov r13, [rdi + 40]
    mov r14, [rdi + 48]
    mov r15, [rdi + 56]
    cross_row 0
    cross 1, r9, r10
    cross 2, r10, r11
    cross 3, r11, r12
    cross 4, r12, r13
    cross 5, r13, r14
    cross 6, r14, r15
    cross_top r15, r8
    cross_store 1, r9, r10
    cross_row 1
    cross 2, r11, r12
    cross 3, r12, r13
    cross 4, r13, r14
    cross 5, r14, r15
    cross 6, r15, r8
    cross_top r8, r9
    cross_store 3, r11, r12
    cross_row 2
    cross 3, r13, r14
    cross 4, r14, r15
    cross 5, r15, r8
    cross 6, r8, r9
    cross_top r9, r10
    cross_store 5, r13, r14
    cross_row 3
    cross 4, r15, r8
    cross 5, r8, r9
    cross 6, r9, r10
    cross_top r10, r11
    mov [rdi + 56], r15
    cross_row 4
    cross 5, r9, r10
    cross 6, r10, r11
    cross_top r11, r12
    cross_row 5
    cross 6, r11, r12
    cross_top r12, r13
    cross_row 6
    cross_top r13, r14
    xor r15d, r15d
    add rdi, 64
    add rbp, 64
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
1:  cross_triangle
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
