/*
 * routine: ifma_select
 * equation: z = row i of table in the half of p, row j in that of q; a half is 0 if its index is above 31
 * prototype: void ifma_select(uint64_t *z, const uint64_t *table, size_t k, uint64_t i, uint64_t j)
 * requires: k = 40, 64 or 80; rows are pairs as in ifma.inc
 * buffer: z k write
 * buffer: table 32*k read
 * aliasing: z does not overlap table
 * public: z, table, k
 * stack: 0
 * clobbers: rax, rdx, rsi, zmm0-zmm13, k1-k2, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"
    .include "ifma.inc"

/* A masked load would leave open what is read. */
.macro select_vector v
    vload 13, rsi+64*\v
    vmovdqa64 zmm\v{k1}, zmm13
.endm

/* Every row is read, in order; a mask of lanes keeps the one wanted. */
.macro select_body V
    .set v, 0
    .rept \V
    vzero %v
    .set v, v + 1
    .endr
1:  vpcmpeqq k1, zmm10, zmm11
    .set v, 0
    .rept \V
    select_vector %v
    .set v, v + 1
    .endr
    vpaddq zmm11, zmm11, zmm12
    add rsi, 64 * \V
    dec eax
    jnz 1b
    .set v, 0
    .rept \V
    vstore rdi+64*v, %v
    .set v, v + 1
    .endr
.endm

routine ifma_select
    mov eax, 0xaa
    kmovb k2, eax
    vpbroadcastq zmm10, rcx
    vpbroadcastq zmm10{k2}, r8
    vzero 11                            /* number of the row */
    mov eax, 1
    vpbroadcastq zmm12, rax
    mov eax, 32
    cmp rdx, 64
    je 2f
    ja 3f
    select_body 5
    vzeroupper
    ret
2:  select_body 8
    vzeroupper
    ret
3:  select_body 10
    vzeroupper
    ret
end_routine ifma_select
