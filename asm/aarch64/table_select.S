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
 * clobbers: x0-x1, x5-x9, v0-v7, v16-v19, nzcv
 * constant-time: yes
 * n1-cycles: not measured yet
 * theorems: none yet
 */
    .include "macros.inc"

/* Every row is read, in order, whatever the index: a mask keeps the one wanted. */
routine table_select
    lsr x5, x3, 3               /* columns of eight limbs */
    lsl x6, x3, 3               /* bytes from row to row */
    mov x7, 1
    dup v0.2d, x4               /* index */
    dup v1.2d, x7               /* one */
1:  movi v2.2d, 0               /* number of the row */
    movi v16.2d, 0
    movi v17.2d, 0
    movi v18.2d, 0
    movi v19.2d, 0
    mov x8, x1
    mov x9, x2
    cbz x9, 3f
2:  cmeq v3.2d, v2.2d, v0.2d
    add v2.2d, v2.2d, v1.2d
    ldp q4, q5, [x8]
    ldp q6, q7, [x8, 32]
    add x8, x8, x6
    bit v16.16b, v4.16b, v3.16b
    bit v17.16b, v5.16b, v3.16b
    bit v18.16b, v6.16b, v3.16b
    bit v19.16b, v7.16b, v3.16b
    sub x9, x9, 1
    cbnz x9, 2b
3:  stp q16, q17, [x0]
    stp q18, q19, [x0, 32]
    add x0, x0, 64
    add x1, x1, 64
    sub x5, x5, 1
    cbnz x5, 1b
    ret
end_routine table_select
