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
 * clobbers: x0-x1, x5-x10, v0, v3-v7, v16-v27
 * constant-time: yes
 * n1-cycles: 169, 270 and 329 for 32 rows of 16, 24 and 32 limbs
 * theorems: TABLE_SELECT_CORRECT, TABLE_SELECT_SAFE
 */
    .include "macros.inc"

/*
 * One column of eight limbs, or of sixteen if \wide, of every row, in order, whatever the index:
 * the row where v0 rows are left takes the place of sums that start from zero.
 */
.macro column wide
    .irp sum, v16.2d, v17.2d, v18.2d, v19.2d
    movi \sum, 0
    .endr
    .if \wide
    .irp sum, v20.2d, v21.2d, v22.2d, v23.2d
    movi \sum, 0
    .endr
    .endif
    mov x8, x1
    .if \wide
    add x10, x1, 64
    .endif
    mov x9, x2                  /* rows left, this one included */
    cbz x9, .Lrows_end\@
.Lrow\@:
    dup v3.2d, x9
    cmeq v3.2d, v3.2d, v0.2d
    ld1 {v4.2d-v7.2d}, [x8], x6
    bit v16.16b, v4.16b, v3.16b
    bit v17.16b, v5.16b, v3.16b
    bit v18.16b, v6.16b, v3.16b
    bit v19.16b, v7.16b, v3.16b
    .if \wide
    ld1 {v24.2d-v27.2d}, [x10], x6
    bit v20.16b, v24.16b, v3.16b
    bit v21.16b, v25.16b, v3.16b
    bit v22.16b, v26.16b, v3.16b
    bit v23.16b, v27.16b, v3.16b
    .endif
    sub x9, x9, 1
    cbnz x9, .Lrow\@
.Lrows_end\@:
    stp q16, q17, [x0]
    stp q18, q19, [x0, 32]
    .if \wide
    stp q20, q21, [x0, 64]
    stp q22, q23, [x0, 96]
    .endif
    add x0, x0, 64 + 64 * \wide
    add x1, x1, 64 + 64 * \wide
.endm

routine table_select
    lsl x6, x3, 3               /* bytes from row to row */
    sub x7, x2, x4
    dup v0.2d, x7               /* rows left at the row wanted, never 1..rows if there is none */
    and x7, x3, 8
    cbz x7, 1f
    column 0
1:  lsr x5, x3, 4
    cbz x5, 3f
2:  column 1
    sub x5, x5, 1
    cbnz x5, 2b
3:  ret
end_routine table_select
