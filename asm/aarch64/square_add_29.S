/*
 * routine: square_add_29
 * equation: sum over i < 18 of (z[i] + z[18+i] * 2^512) * 2^(29*i) = the same of z_before + x * y, |z[i] - z_before[i]| < 2^44
 * prototype: void square_add_29(int64_t *z, const int32_t *x, const int32_t *y)
 * requires: x and y are blocks, |limb| < 2^29, y = x or y = -x, limb by limb
 * buffer: z 36 read-write
 * buffer: x 20 read
 * buffer: y 20 read
 * aliasing: z overlaps neither x nor y; x and y may overlap
 * public: z, x, y
 * stack: 176
 * clobbers: x0-x17, v0-v7, v16-v31
 * constant-time: yes
 * n1-cycles: counted within the routines that call it
 * theorems: SQUARE_ADD_29_CORRECT, SQUARE_ADD_29_SAFE
 */
    .include "products29.inc"

/*
 * Row i is x[i] * (y[i], 2*y[i+1], ..., 2*y[17]). Rows 0..7 are the vector unit's; the pairs that
 * open a row, with the doubling in one lane only, are kept apart. The rest, a square of eleven
 * limbs, is the scalar multiplier's, which doubles the sum.
 */
first_even_0 .req v18
first_even_1 .req v18
first_even_2 .req v19
first_even_3 .req v19
first_odd_1 .req v30
first_odd_2 .req v20
first_odd_3 .req v20

/* Limbs of x and of y, six at a time. */
.irp j, 7, 13
x_\j    .req w2
y_\j    .req w8
.endr
.irp j, 8, 14
x_\j    .req w3
y_\j    .req w9
.endr
.irp j, 9, 15
x_\j    .req w4
y_\j    .req w10
.endr
.irp j, 10, 16
x_\j    .req w5
y_\j    .req w11
.endr
.irp j, 11, 17
x_\j    .req w6
y_\j    .req w12
.endr
x_12    .req w7
y_12    .req w13

.macro vector_term c, p, x, row, lane
    .if \row % 2 == 0
    .if (\p < 9) && (2 * \p + \row == \c)
    .if 2 * \p == \row
    multiply_pair \c, first_even, \p, \x, \lane
    .elseif 2 * \p > \row
    multiply_pair \c, even, \p, \x, \lane
    .endif
    .endif
    .elseif 2 * \p - 1 + \row == \c
    .if 2 * \p - 1 == \row
    multiply_pair \c, first_odd, \p, \x, \lane
    .elseif 2 * \p - 1 > \row
    multiply_pair \c, odd, \p, \x, \lane
    .endif
    .endif
.endm

/* The column and the limb of x of the scalar multiplier's next product. */
.set column, 14
.set row, 7
.set opens, 1

.macro scalar_term to, i, j
    .if (row == \i) && (\i + \j == column)
    .if (\i == \j) && (opens == 0)
    add \to, \to, \to
    .endif
    .if opens
    smull \to, x_\i, y_\j
    .else
    smaddl \to, x_\i, y_\j, \to
    .endif
    .endif
.endm

.macro scalar_product to
    .irp i, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    .irp j, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    scalar_term \to, \i, \j
    .endr
    .endr
    .if (column % 2 == 1) && (2 * row + 1 == column)
    add \to, \to, \to
    .endif
.endm

/* Limbs for the columns to come, once the column of their place's last use is summed. */
.macro load_limbs after, of, at, j, next
    .if column == \after
    ldp \of\()_\j, \of\()_\next, [\at, 4 * \j]
    .endif
.endm

/* Of each column the products in the order of x, the square last. Pairs of sums go to the stack. */
.macro scalar_step
    .if column < 35
    .if column % 2 == 0
    scalar_product x14
    .else
    scalar_product x15
    .endif
    .set opens, 0
    .set row, row + 1
    .if 2 * row > column
    .if column % 2 == 1
    stp x14, x15, [sp, 8 * (column - 15)]
    .elseif column == 34
    stp x14, xzr, [sp, 160]
    .endif
    load_limbs 16, y, x17, 13, 14
    load_limbs 20, y, x17, 15, 16
    load_limbs 25, x, x1, 13, 14
    load_limbs 27, x, x1, 15, 16
    .if column == 22
    ldr y_17, [x17, 68]
    .elseif column == 28
    ldr x_17, [x1, 68]
    .endif
    .set opens, 1
    .set column, column + 1
    .set row, 7
    .if column > 24
    .set row, column - 17
    .endif
    .endif
    .endif
.endm

/* Columns c and c+1: what the scalar multiplier left on the stack, plus rows 0..7. */
.macro vector_columns c
    .if \c >= 14
    .rept 12
    .if column < \c + 2
    scalar_step
    carry_step
    .endif
    .endr
    carry_step
    ldr load_\c, [sp, 8 * (\c - 14)]
    .endif
    .set fresh, \c < 14
    .irp p, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
    vector_term \c, \p, v31, 0, 0
    vector_term \c, \p, v31, 1, 1
    vector_term \c, \p, v31, 2, 2
    vector_term \c, \p, v31, 3, 3
    vector_term \c, \p, v5, 4, 0
    vector_term \c, \p, v5, 5, 1
    vector_term \c, \p, v5, 6, 2
    .endr
    carry_next \c
.endm

routine square_add_29
    sub sp, sp, 176
    .cfi_def_cfa_offset 176
    add x17, x2, 4
    add x1, x1, 4
    ldp x_7, x_8, [x1, 28]
    ldr q0, [x17]               /* y[0..4] */
    movi v4.2d, 0xffffffff00000000
    ldp y_7, y_8, [x17, 28]
    mvni low29.4s, 0xe0, lsl 24
    movi raw_34.2d, 0
    ldr q31, [x1]               /* x[0..4] */
    neg v4.4s, v4.4s            /* 0, 1, 0, 1 */
    ldp y_9, y_10, [x17, 36]
    ushr low29.2d, low29.2d, 32
    sshl v18.4s, v0.4s, v4.4s
    ldur q30, [x17, -4]         /* y[-1..3] */
    add v0.4s, v0.4s, v0.4s
    ldp zq_0, zq_2, [x0]
    sshl v30.4s, v30.4s, v4.4s
    ldp y_11, y_12, [x17, 44]
    ldr q1, [x17, 16]           /* y[4..8] */
    ldp x_9, x_10, [x1, 36]

    .rept 6                     /* the scalar multiplier has more to do */
    scalar_step
    .endr
    vector_columns 0
    ldur q6, [x17, 12]          /* y[3..7] */
    sshl v19.4s, v1.4s, v4.4s
    add v1.4s, v1.4s, v1.4s
    vector_columns 2
    sshl v20.4s, v6.4s, v4.4s
    ldp x_11, x_12, [x1, 44]
    add v6.4s, v6.4s, v6.4s
    ldr q5, [x1, 16]            /* x[4..8] */
    ldp zq_4, zq_6, [x0, 32]    /* first_odd_1 is done with */
    ldr q2, [x17, 32]           /* y[8..12] */
    vector_columns 4
    ldur q7, [x17, 28]          /* y[7..11] */
    add v2.4s, v2.4s, v2.4s
    vector_columns 6
    ldr q3, [x17, 48]           /* y[12..16] */
    add v7.4s, v7.4s, v7.4s
    vector_columns 8
    ldur q16, [x17, 44]         /* y[11..15] */
    add v3.4s, v3.4s, v3.4s
    vector_columns 10
    ldr d4, [x17, 64]           /* y[16..18] */
    add v16.4s, v16.4s, v16.4s
    vector_columns 12
    ldur q17, [x17, 60]         /* y[15..19] */
    add v4.2s, v4.2s, v4.2s
    vector_columns 14
    add v17.4s, v17.4s, v17.4s
    .irp c, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34
    vector_columns \c
    .endr
    finish_carries
    add sp, sp, 176
    .cfi_def_cfa_offset 0
    ret
end_routine square_add_29
