/*
 * routine: square_add_29
 * equation: sum over i < 18 of (z[i] + z[18+i] * 2^512) * 2^(29*i) = the same of z_before + x * y, |z[i] - z_before[i]| < 3 * 2^42
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
    .include "scheduled_square_add_29.inc"

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

/*
 * schedule square_add: pointers; scalar_columns; vector_columns
 */
.macro pointers
    add x17, x2, 4
    add x1, x1, 4
.endm

.macro limbs of, at, j, next
    ldp \of\()_\j, \of\()_\next, [\at, 4 * \j]
.endm

.macro scalar_term to, c, i, j
    .if (\i < \j) && (\i + \j == \c)
    scalar_product \to, x_\i, y_\j
    .endif
.endm

/* Column c of the square of 7..18: twice the products of different limbs, and the square of one. */
.macro scalar_column to, c
    .set opens, 1
    .irp i, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    .irp j, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    scalar_term \to, \c, \i, \j
    .endr
    .endr
    .if opens == 0
    add \to, \to, \to
    .endif
    .irp i, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    .if 2 * \i == \c
    scalar_product \to, x_\i, y_\i
    .endif
    .endr
.endm

/* These columns go to the stack. Limbs for those to come take the places of what is done with. */
.macro scalar_columns
    limbs x, x1, 7, 8
    limbs x, x1, 9, 10
    limbs x, x1, 11, 12
    limbs y, x17, 7, 8
    limbs y, x17, 9, 10
    limbs y, x17, 11, 12
    scalar_pair 14, 15
    scalar_column x14, 16
    limbs y, x17, 13, 14
    scalar_column x15, 17
    stp x14, x15, [sp, 16]
    scalar_pair 18, 19
    scalar_column x14, 20
    limbs y, x17, 15, 16
    scalar_column x15, 21
    stp x14, x15, [sp, 48]
    scalar_column x14, 22
    ldr y_17, [x17, 68]
    scalar_column x15, 23
    stp x14, x15, [sp, 64]
    scalar_pair 24, 25
    limbs x, x1, 13, 14
    scalar_pair 26, 27
    limbs x, x1, 15, 16
    scalar_column x14, 28
    ldr x_17, [x1, 68]
    scalar_column x15, 29
    stp x14, x15, [sp, 112]
    scalar_pair 30, 31
    scalar_pair 32, 33
    scalar_column x14, 34
    stp x14, xzr, [sp, 160]
.endm

.macro scalar_pair even, odd
    scalar_column x14, \even
    scalar_column x15, \odd
    stp x14, x15, [sp, 8 * (\even - 14)]
.endm

/* Columns c and c+1: what the scalar multiplier left on the stack, plus rows 0..7. */
.macro vector_pair before, c
    .if \c >= 14
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
    carry \before, \c
.endm

.macro vector_columns
    movi v4.2d, 0xffffffff00000000
    neg v4.4s, v4.4s            /* 0, 1, 0, 1 */
    mvni low29.4s, 0xe0, lsl 24
    ushr low29.2d, low29.2d, 32
    movi raw_34.2d, 0
    ldr q31, [x1]               /* x[0..4] */
    ldr q5, [x1, 16]            /* x[4..8] */
    ldr q0, [x17]               /* y[0..4] */
    ldr q1, [x17, 16]           /* y[4..8] */
    ldur q30, [x17, -4]         /* y[-1..3] */
    ldur q6, [x17, 12]          /* y[3..7] */
    sshl v18.4s, v0.4s, v4.4s
    sshl v19.4s, v1.4s, v4.4s
    sshl v30.4s, v30.4s, v4.4s
    sshl v20.4s, v6.4s, v4.4s
    add v0.4s, v0.4s, v0.4s
    add v1.4s, v1.4s, v1.4s
    add v6.4s, v6.4s, v6.4s
    ldp zq_0, zq_2, [x0]
    vector_pair 34, 0
    vector_pair 0, 2
    ldp zq_4, zq_6, [x0]        /* first_odd_1 is done with */
    ldr q2, [x17, 32]           /* y[8..12] */
    add v2.4s, v2.4s, v2.4s
    vector_pair 2, 4
    ldur q7, [x17, 28]          /* y[7..11] */
    add v7.4s, v7.4s, v7.4s
    vector_pair 4, 6
    ldr q3, [x17, 48]           /* y[12..16] */
    add v3.4s, v3.4s, v3.4s
    vector_pair 6, 8
    ldur q16, [x17, 44]         /* y[11..15] */
    add v16.4s, v16.4s, v16.4s
    vector_pair 8, 10
    ldr d4, [x17, 64]           /* y[16..18] */
    add v4.2s, v4.2s, v4.2s
    vector_pair 10, 12
    ldur q17, [x17, 60]         /* y[15..19] */
    add v17.4s, v17.4s, v17.4s
    vector_pair 12, 14
    vector_pair 14, 16
    vector_pair 16, 18
    vector_pair 18, 20
    vector_pair 20, 22
    vector_pair 22, 24
    vector_pair 24, 26
    vector_pair 26, 28
    vector_pair 28, 30
    vector_pair 30, 32
    vector_pair 32, 34
.endm

routine square_add_29
    sub sp, sp, 176
    .cfi_def_cfa_offset 176
    square_add
    add sp, sp, 176
    .cfi_def_cfa_offset 0
    ret
end_routine square_add_29
