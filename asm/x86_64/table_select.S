/*
 * routine: table_select
 * equation: z = table[k*index .. k*(index+1)] if index < rows, else 0
 * prototype: void table_select(uint64_t *z, const uint64_t *table, size_t rows, size_t k, uint64_t index)
 * requires: k >= 8, k % 8 = 0
 * buffer: z k write
 * buffer: table rows*k read
 * aliasing: z does not overlap table
 * public: z, table, rows, k
 * stack: 0
 * clobbers: rcx, rsi, rdi, r9-r11, ymm0-ymm6, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

/* Every row is read, in order, whatever the index: a mask keeps the one wanted. */
routine table_select
    vmovq xmm4, r8
    vpbroadcastq ymm4, xmm4
    mov r9d, 1
    vmovq xmm5, r9
    vpbroadcastq ymm5, xmm5
    lea r9, [8 * rcx]           /* bytes from row to row */
1:  vpxor xmm0, xmm0, xmm0
    vpxor xmm1, xmm1, xmm1
    vpxor xmm6, xmm6, xmm6      /* number of the row */
    mov r10, rsi
    mov r11, rdx
    test rdx, rdx
    jz 3f
2:  vpcmpeqq ymm3, ymm4, ymm6   /* all ones if this is the row */
    vpand ymm2, ymm3, [r10]
    vpor ymm0, ymm0, ymm2
    vpand ymm3, ymm3, [r10 + 32]
    vpor ymm1, ymm1, ymm3
    vpaddq ymm6, ymm6, ymm5
    add r10, r9
    dec r11
    jnz 2b
3:  vmovdqu [rdi], ymm0
    vmovdqu [rdi + 32], ymm1
    add rdi, 64
    add rsi, 64
    sub rcx, 8
    jnz 1b
    vzeroupper
    ret
end_routine table_select
