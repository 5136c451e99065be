/*
 * routine: ifma_batch_sqr
 * equation: count times: z * R = z_before * z_before (mod n) in each lane, R = 2^(52*k/8)
 * prototype: void ifma_batch_sqr(uint64_t *z, const uint64_t *modulus, uint64_t *scratch, size_t k, size_t count)
 * requires: k = 160, 240 or 320; count >= 1; numbers and modulus as for ifma_batch_mul; z_before < 4*n, n < R / 2^8
 * buffer: z k read-write
 * buffer: modulus 3*k read
 * buffer: scratch 3*k write
 * aliasing: nothing overlaps
 * public: z, modulus, scratch, k, count
 * stack: 96
 * clobbers: rax, rcx, rdx, rsi, rdi, r8-r11, zmm0-zmm31, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"
    .include "ifma_batch.inc"

/* Columns += the products of different limbs of the block at rax, each once. */
.macro add_triangle
    load_block 20, rax
    .set i, 0
    .rept 9
    madd_row l, %i+20, %i, %i+1
    madd_row h, %i+20, %i, %i+1
    .set i, i + 1
    .endr
.endm

/* Twice the lower columns and the squares of the limbs that belong there, five at rsi, to r14. */
.macro store_doubled
    .set j, 0
    .rept 5
    vload 30, rsi+64*j
    vadd %2*j, %2*j
    madd l, %2*j, 30, 30
    vstore r14+128*j, %2*j
    vadd %2*j+1, %2*j+1
    madd h, %2*j+1, 30, 30
    vstore r14+128*j+64, %2*j+1
    .set j, j + 1
    .endr
    add r14, block_bytes
    add rsi, block_bytes / 2
.endm

/* Columns += the products of the r11 pairs of blocks between rax and r9, where a block with itself
 * gives those of different limbs. */
.macro add_square_diagonal
    mov rbp, r11
    shr r11, 1
    add_diagonal
    test rbp, 1
    jz .Leven\@
    add_triangle
.Leven\@:
    store_doubled
    next_diagonal
.endm

/* The square of rdi to rcx. */
.macro batch_square
    clear_columns 0, 20
    mov r14, rcx
    mov rsi, rdi
    mov r10, rdi
    mov r8, rdi
    xor r13d, r13d
.Lgrow\@:
    inc r13
    mov rax, r10
    mov r9, r8
    mov r11, r13
    add_square_diagonal
    add r8, block_bytes
    cmp r13, r12
    jne .Lgrow\@
    sub r8, block_bytes
    dec r13
.Lshrink\@:
    add r10, block_bytes
    mov rax, r10
    mov r9, r8
    mov r11, r13
    add_square_diagonal
    dec r13
    jnz .Lshrink\@
    store_doubled
.endm

routine ifma_batch_sqr
    save_registers
    mov [rsp], rdi
    mov [rsp + 8], rsi
    mov [rsp + 16], rdx
    mov r15, r8
    count_blocks rcx
1:  mov rdi, [rsp]
    mov rcx, [rsp + 16]
    batch_square
    mov rbx, r14
    mov rdx, [rsp + 8]
    mov rcx, [rsp + 16]
    batch_reduce
    dec r15
    jnz 1b
    vzeroupper
    restore_registers
    ret
end_routine ifma_batch_sqr
