/*
 * routine: ifma_batch_select
 * equation: lane l of z = lane l of row indices[l] of table; 0 if that is above 31
 * prototype: void ifma_batch_select(uint64_t *z, const uint64_t *table, const uint64_t *indices, size_t k)
 * requires: k = 160, 240 or 320; rows as in ifma_batch.inc
 * buffer: z k write
 * buffer: table 32*k read
 * buffer: indices 8 read
 * aliasing: z overlaps nothing
 * public: z, table, indices, k
 * stack: 0
 * clobbers: rax, rcx, rsi, rdi, r8-r10, zmm0-zmm13, k1, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"
    .include "ifma_batch.inc"

/* Column j |= the limb in the lanes whose row this is. A masked load would leave open what is read. */
.macro select_limb j, address
    vpternlogq zmm\j, zmm13, [\address], 0xf8
.endm

/* Every row is read, in order, ten limbs of it at a time. */
routine ifma_batch_select
    vload 10, rdx
    mov eax, 1
    vpbroadcastq zmm12, rax
    lea r8, [8 * rcx]                   /* bytes from row to row */
1:  clear_columns 0, 10
    vzero 11                            /* number of the row */
    mov r9, rsi
    mov eax, 32
2:  vpcmpeqq k1, zmm10, zmm11
    vpternlogq zmm13{k1}{z}, zmm13, zmm13, 0xff
    .set j, 0
    .rept 10
    select_limb %j, r9+64*j
    .set j, j + 1
    .endr
    vpaddq zmm11, zmm11, zmm12
    add r9, r8
    dec eax
    jnz 2b
    .set j, 0
    .rept 10
    vstore rdi+64*j, %j
    .set j, j + 1
    .endr
    add rdi, block_bytes
    add rsi, block_bytes
    sub rcx, 80
    ja 1b
    vzeroupper
    ret
end_routine ifma_batch_select
