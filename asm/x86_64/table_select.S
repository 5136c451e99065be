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
 * clobbers: rcx, rsi, rdi, r9-r11, ymm0-ymm9, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

/* Half a column of eight limbs of this row joins the result if it is the row wanted. */
.macro select_half d, t, at
    vpand ymm\t, ymm7, [r10 + \at]
    vpor ymm\d, ymm\d, ymm\t
.endm

/* Every row is read, in order, whatever the index: a mask keeps the one wanted. */
.macro select_columns columns
    vpxor xmm0, xmm0, xmm0
    vpxor xmm1, xmm1, xmm1
    .if \columns == 2
    vpxor xmm2, xmm2, xmm2
    vpxor xmm3, xmm3, xmm3
    .endif
    vpxor xmm8, xmm8, xmm8      /* number of the row */
    mov r10, rsi
    mov r11, rdx
    test rdx, rdx
    jz .Lnone\@
.Lrow\@:
    vpcmpeqq ymm7, ymm4, ymm8   /* all ones if this is the row */
    vpaddq ymm8, ymm8, ymm9
    select_half 0, 5, 0
    select_half 1, 6, 32
    .if \columns == 2
    select_half 2, 5, 64
    select_half 3, 6, 96
    .endif
    add r10, r9
    dec r11
    jnz .Lrow\@
.Lnone\@:
    vmovdqu [rdi], ymm0
    vmovdqu [rdi + 32], ymm1
    .if \columns == 2
    vmovdqu [rdi + 64], ymm2
    vmovdqu [rdi + 96], ymm3
    .endif
    add rdi, 64 * \columns
    add rsi, 64 * \columns
.endm

routine table_select
    vmovq xmm4, r8
    vpbroadcastq ymm4, xmm4
    mov r9d, 1
    vmovq xmm9, r9
    vpbroadcastq ymm9, xmm9
    lea r9, [8 * rcx]           /* bytes from row to row */
    test rcx, 8
    jz 1f
    select_columns 1
    sub rcx, 8
    jz 2f
1:  select_columns 2
    sub rcx, 16
    jnz 1b
2:  vzeroupper
    ret
end_routine table_select
