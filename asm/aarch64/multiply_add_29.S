/*
 * routine: multiply_add_29
 * equation: sum over i < 18 of (z[i] + z[18+i] * 2^512) * 2^(29*i) = the same of z_before + x * y, |z[i] - z_before[i]| < 3 * 2^42
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
    .include "scheduled_multiply_add_29.inc"

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

/*
 * schedule multiply_add: limbs_of_y; scalar_columns; vector_columns
 */
.macro limbs_of_y
    ldp y12, y13, [x2, 52]
    ldp y14, y15, [x2, 60]
    ldp y16, y17, [x2, 68]
    ldur q18, [x2, 4]           /* y[0..4] */
    ldur q19, [x2, 20]          /* y[4..8] */
    ldur q20, [x2, 36]          /* y[8..12] */
.endm

.macro scalar_term to, c, i, j
    .if \i + \j == \c
    scalar_product \to, x_\j, y\i
    .endif
.endm

/* Column c of x times 12..18 of y, upper limbs of y first. */
.macro scalar_column to, c
    .set opens, 1
    .irp i, 17, 16, 15, 14, 13, 12
    .irp j, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    scalar_term \to, \c, \i, \j
    .endr
    .endr
.endm

.macro limbs_of_x j, next
    ldp x_\j, x_\next, [x1, 4 * \j + 4]
.endm

/* These columns go to the stack. Limbs of x for those to come take the places of what is done with. */
.macro scalar_columns
    limbs_of_x 0, 1
    limbs_of_x 2, 3
    limbs_of_x 4, 5
    scalar_pair 12, 13
    limbs_of_x 6, 7
    scalar_pair 14, 15
    scalar_pair 16, 17
    scalar_pair 18, 19, 8, 9
    scalar_pair 20, 21, 10, 11
    scalar_pair 22, 23, 12, 13
    scalar_pair 24, 25, 14, 15
    scalar_pair 26, 27, 16, 17
    scalar_pair 28, 29
    scalar_pair 30, 31
    scalar_pair 32, 33
    scalar_column x2, 34
    stp x2, xzr, [sp, 176]
.endm

.macro scalar_pair even, odd, j, next
    scalar_column x2, \even
    .ifnb \j
    limbs_of_x \j, \next
    .endif
    scalar_column x17, \odd
    stp x2, x17, [sp, 8 * (\even - 12)]
.endm

/* Columns c and c+1: what the scalar multiplier left on the stack, plus x times 0..12 of y. */
.macro vector_pair before, c
    .if \c >= 12
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
    carry \before, \c
.endm

.macro vector_columns
    mvni low29.4s, 0xe0, lsl 24
    ushr low29.2d, low29.2d, 32
    movi raw_34.2d, 0
    ldp zq_0, zq_2, [x0]
    ldp zq_4, zq_6, [x0, 32]
    ldur q0, [x1, 4]            /* x[0..4] */
    ldp q5, q6, [x1]            /* x[-1..7] */
    vector_pair 34, 0
    vector_pair 0, 2
    ldur q1, [x1, 20]           /* x[4..8] */
    vector_pair 2, 4
    vector_pair 4, 6
    ldp q7, q16, [x1, 32]       /* x[7..15] */
    ldur q2, [x1, 36]           /* x[8..12] */
    vector_pair 6, 8
    vector_pair 8, 10
    ldur q3, [x1, 52]           /* x[12..16] */
    vector_pair 10, 12
    ldr q17, [x1, 64]           /* x[15..19] */
    ldur d4, [x1, 68]           /* x[16..18] */
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

routine multiply_add_29
    sub sp, sp, 192
    .cfi_def_cfa_offset 192
    multiply_add
    add sp, sp, 192
    .cfi_def_cfa_offset 0
    ret
end_routine multiply_add_29
