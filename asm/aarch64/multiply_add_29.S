/*
 * routine: multiply_add_29
 * equation: sum over i < 18 of (z[i] + z[18+i] * 2^512) * 2^(29*i) = the same of z_before + x * y, |z[i] - z_before[i]| < 2^44
 * prototype: void multiply_add_29(int64_t *z, const int32_t *x, const int32_t *y)
 * requires: x and y are blocks, |limb| < 2^29
 * buffer: z 36 read-write
 * buffer: x 20 read
 * buffer: y 20 read
 * aliasing: z overlaps neither x nor y; x and y may overlap
 * public: z, x, y
 * stack: 192
 * clobbers: x0, x2-x17, v0-v7, v16-v31
 * constant-time: yes
 * n1-cycles: counted within the routines that call it
 * theorems: MULTIPLY_ADD_29_CORRECT, MULTIPLY_ADD_29_SAFE
 */
    .include "products29.inc"

/* Limbs 0..12 of y are the vector unit's, in v18-v20, 12..18 the scalar multiplier's. */

/* The scalar multiplier's limbs of y; limbs of x, eight at a time; the column in hand. */
y12     .req w3
y13     .req w4
y14     .req w5
y15     .req w6
y16     .req w7
y17     .req w8
.irp j, 0, 8, 16
x_\j    .req w9
.endr
.irp j, 1, 9, 17
x_\j    .req w10
.endr
.irp j, 2, 10
x_\j    .req w11
.endr
.irp j, 3, 11
x_\j    .req w12
.endr
.irp j, 4, 12
x_\j    .req w13
.endr
.irp j, 5, 13
x_\j    .req w14
.endr
.irp j, 6, 14
x_\j    .req w15
.endr
.irp j, 7, 15
x_\j    .req w16
.endr

.macro vector_term c, p, y, first, lane
    .if (\lane % 2 == 0) && (\p < 9) && (2 * \p + \first + \lane == \c)
    multiply_pair \c, even, \p, \y, \lane
    .elseif (\lane % 2 == 1) && (2 * \p - 1 + \first + \lane == \c)
    multiply_pair \c, odd, \p, \y, \lane
    .endif
.endm

/* The column and the limb of y of the scalar multiplier's next product. */
.set column, 12
.set row, 12
.set opens, 1

.macro scalar_term to, i, j
    .if (row == \i) && (\i + \j == column)
    .if opens
    smull \to, x_\j, y\i
    .else
    smaddl \to, x_\j, y\i, \to
    .endif
    .endif
.endm

.macro scalar_product to
    .irp i, 12, 13, 14, 15, 16, 17
    .irp j, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    scalar_term \to, \i, \j
    .endr
    .endr
.endm

/* Limbs of x for the columns to come, once the column of their place's last use is summed. */
.macro load_limbs after, j, next
    .if column == \after
    ldp x_\j, x_\next, [x1, 4 * \j + 4]
    .endif
.endm

/* Of each column the products with upper limbs of y first. Pairs of sums go to the stack. */
.macro scalar_step
    .if column < 35
    .if column % 2 == 0
    scalar_product x2
    .else
    scalar_product x17
    .endif
    .set opens, 0
    .set row, row - 1
    .if (row < 12) || (row < column - 17)
    .if column % 2 == 1
    stp x2, x17, [sp, 8 * (column - 13)]
    .elseif column == 34
    stp x2, xzr, [sp, 176]
    .endif
    load_limbs 13, 6, 7
    load_limbs 18, 8, 9
    load_limbs 20, 10, 11
    load_limbs 22, 12, 13
    load_limbs 24, 14, 15
    load_limbs 26, 16, 17
    .set opens, 1
    .set column, column + 1
    .set row, 17
    .if column < 17
    .set row, column
    .endif
    .endif
    .endif
.endm

/* Columns c and c+1: what the scalar multiplier left on the stack, plus x times 0..12 of y. */
.macro vector_columns c
    .if \c >= 12
    .rept 12
    .if column < \c + 2
    scalar_step
    carry_step
    .endif
    .endr
    carry_step
    ldr load_\c, [sp, 8 * (\c - 12)]
    .endif
    .set fresh, \c < 12
    .irp lane, 0, 1, 2, 3
    .irp p, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
    vector_term \c, \p, v18, 0, \lane
    vector_term \c, \p, v19, 4, \lane
    vector_term \c, \p, v20, 8, \lane
    .endr
    .endr
    carry_next \c
.endm

routine multiply_add_29
    sub sp, sp, 192
    .cfi_def_cfa_offset 192
    ldp x_0, x_1, [x1, 4]
    ldp y12, y13, [x2, 52]
    mvni low29.4s, 0xe0, lsl 24
    movi raw_34.2d, 0
    ldur q0, [x1, 4]            /* x[0..4] */
    ldur q18, [x2, 4]           /* y[0..4] */
    ushr low29.2d, low29.2d, 32
    ldp y14, y15, [x2, 60]
    ldp q5, q6, [x1]            /* x[-1..7] */
    ldp x_2, x_3, [x1, 12]
    ldur q19, [x2, 20]          /* y[4..8] */
    ldur q20, [x2, 36]          /* y[8..12] */
    ldp y16, y17, [x2, 68]
    ldp zq_0, zq_2, [x0]
    ldp x_4, x_5, [x1, 20]
    vector_columns 0
    ldp zq_4, zq_6, [x0, 32]
    vector_columns 2
    ldur q1, [x1, 20]           /* x[4..8] */
    vector_columns 4
    vector_columns 6
    ldp q7, q16, [x1, 32]       /* x[7..15] */
    ldur q2, [x1, 36]           /* x[8..12] */
    vector_columns 8
    vector_columns 10
    ldur q3, [x1, 52]           /* x[12..16] */
    vector_columns 12
    ldr q17, [x1, 64]           /* x[15..19] */
    ldur d4, [x1, 68]           /* x[16..18] */
    .irp c, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34
    vector_columns \c
    .endr
    finish_carries
    add sp, sp, 192
    .cfi_def_cfa_offset 0
    ret
end_routine multiply_add_29
