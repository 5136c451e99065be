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
 * clobbers: rax, rcx, rsi, rdi, r9-r11, xmm0-xmm8, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

/* Every row is read, in order, whatever the index: a mask keeps the one wanted. */
routine table_select
    lea r9, [8 * rcx]           /* bytes from row to row */
    shr rcx, 3                  /* columns of eight limbs */
1:  pxor xmm0, xmm0
    pxor xmm1, xmm1
    pxor xmm2, xmm2
    pxor xmm3, xmm3
    mov r10, rsi
    xor r11d, r11d              /* number of the row */
    test rdx, rdx
    jz 3f
2:  mov rax, r11
    xor rax, r8
    sub rax, 1
    sbb rax, rax                /* all ones if this is the row */
    movq xmm4, rax
    punpcklqdq xmm4, xmm4
    movdqu xmm5, [r10]
    movdqu xmm6, [r10 + 16]
    movdqu xmm7, [r10 + 32]
    movdqu xmm8, [r10 + 48]
    pand xmm5, xmm4
    pand xmm6, xmm4
    pand xmm7, xmm4
    pand xmm8, xmm4
    por xmm0, xmm5
    por xmm1, xmm6
    por xmm2, xmm7
    por xmm3, xmm8
    add r10, r9
    inc r11
    cmp r11, rdx
    jb 2b
3:  movdqu [rdi], xmm0
    movdqu [rdi + 16], xmm1
    movdqu [rdi + 32], xmm2
    movdqu [rdi + 48], xmm3
    add rdi, 64
    add rsi, 64
    dec rcx
    jnz 1b
    ret
end_routine table_select
