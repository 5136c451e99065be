/*
 * routine: pair_table_select
 * equation: for both numbers z = the row of the table that their half of indices says, the even lanes' the low one, 0 if there is none
 * prototype: void pair_table_select(int32_t *z, const int32_t *table, size_t rows, size_t blocks, uint64_t indices)
 * requires: blocks > 0, blocks % 3 = 0, rows < 2^32, a row holds the digits of its blocks
 * buffer: z 40*blocks write
 * buffer: table 12*rows*blocks read
 * aliasing: z does not overlap table
 * public: z, table, rows, blocks
 * stack: 32
 * clobbers: x0-x1, x3, x6, x8-x9, v0-v7, v16-v29, v31, nzcv
 * constant-time: yes
 * n1-cycles: 477, 712 and 947 for 32 rows of 6, 9 and 12 blocks
 * theorems: PAIR_TABLE_SELECT_CORRECT, PAIR_TABLE_SELECT_SAFE
 */
    .include "pair_29.inc"

wanted      .req v0
this_row    .req v1
one         .req v2
mask        .req v3

routine pair_table_select
    sub sp, sp, 32
    .cfi_def_cfa_offset 32
    stp d13, d14, [sp]
    str d15, [sp, 16]
    .cfi_offset d13, -32
    .cfi_offset d14, -24
    .cfi_offset d15, -16
    dup wanted.2d, x4
    movi one.4s, 1
    mov x6, 48
    mul x6, x6, x3
    sub x6, x6, 96              /* from the last part of three blocks in a row to the next row */
1:  movi this_row.4s, 0
    .irp sum, v4.4s, v5.4s, v6.4s, v7.4s, v16.4s, v17.4s, v18.4s, v19.4s, v20.4s
    movi \sum, 0
    .endr
    mov x8, x1
    mov x9, x2
    cbz x9, 3f
2:  cmeq mask.4s, this_row.4s, wanted.4s
    add this_row.4s, this_row.4s, one.4s
    ld1 {v21.4s-v23.4s}, [x8], 48
    ld1 {v24.4s-v26.4s}, [x8], 48
    ld1 {v27.4s-v29.4s}, [x8], x6
    bit v4.16b, v21.16b, mask.16b
    bit v5.16b, v22.16b, mask.16b
    bit v6.16b, v23.16b, mask.16b
    bit v7.16b, v24.16b, mask.16b
    bit v16.16b, v25.16b, mask.16b
    bit v17.16b, v26.16b, mask.16b
    bit v18.16b, v27.16b, mask.16b
    bit v19.16b, v28.16b, mask.16b
    bit v20.16b, v29.16b, mask.16b
    sub x9, x9, 1
    cbnz x9, 2b
3:  mov v21.16b, v16.16b
    mov v22.16b, v17.16b
    mov v23.16b, v18.16b
    mov v13.16b, v4.16b
    mov v14.16b, v5.16b
    mov v15.16b, v6.16b
    store_once x0
    mov v13.16b, v7.16b
    mov v14.16b, v21.16b
    mov v15.16b, v22.16b
    store_once x0
    mov v13.16b, v23.16b
    mov v14.16b, v19.16b
    mov v15.16b, v20.16b
    store_once x0
    add x1, x1, 144
    subs x3, x3, 3
    b.ne 1b
    ldp d13, d14, [sp]
    ldr d15, [sp, 16]
    .cfi_restore d13
    .cfi_restore d14
    .cfi_restore d15
    add sp, sp, 32
    .cfi_def_cfa_offset 0
    ret
end_routine pair_table_select
