/*
 * routine: ifma_batch_mul
 * equation: z * R = z_before * y (mod n) in each lane, R = 2^(52*k/8)
 * prototype: void ifma_batch_mul(uint64_t *z, const uint64_t *y, const uint64_t *modulus, uint64_t *scratch, size_t k)
 * requires: k = 160, 240 or 320; numbers as in ifma_batch.inc with limbs below 2^52; modulus: (c*n + 1)/2^52 for c = -1/n mod 2^52, n, a vector of zeros, one of c, n odd; z_before * y < R * n, n < R / 4
 * buffer: z k read-write
 * buffer: y k read
 * buffer: modulus 3*k read
 * buffer: scratch 3*k write
 * aliasing: z may be y; scratch overlaps nothing, z does not overlap modulus
 * public: z, y, modulus, scratch, k
 * stack: 96
 * clobbers: rax, rcx, rdx, rsi, rdi, r8-r11, zmm0-zmm31, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"
    .include "ifma_batch.inc"

.macro store_columns
    .set j, 0
    .rept 10
    vstore r14+64*j, %j
    .set j, j + 1
    .endr
    add r14, block_bytes
.endm

/* The product of rdi and rsi to rcx. */
.macro batch_product
    clear_columns 0, 20
    mov r14, rcx
    mov r10, rdi
    xor r13d, r13d
.Lgrow\@:
    inc r13
    mov rax, r10
    mov r9, rsi
    mov r11, r13
    add_diagonal
    store_columns
    next_diagonal
    add rsi, block_bytes
    cmp r13, r12
    jne .Lgrow\@
    sub rsi, block_bytes
    dec r13
.Lshrink\@:
    add r10, block_bytes
    mov rax, r10
    mov r9, rsi
    mov r11, r13
    add_diagonal
    store_columns
    next_diagonal
    dec r13
    jnz .Lshrink\@
    store_columns
.endm

routine ifma_batch_mul
    save_registers
    count_blocks r8
    batch_product
    mov rbx, r14
    batch_reduce
    vzeroupper
    restore_registers
    ret
end_routine ifma_batch_mul
