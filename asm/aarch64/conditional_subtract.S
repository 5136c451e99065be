/*
 * routine: conditional_subtract
 * equation: z = X - n if X >= n, else X, where X = 2^(64*k) * carry + z_before
 * prototype: void conditional_subtract(uint64_t *z, uint64_t carry, const uint64_t *n, size_t k)
 * requires: k >= 8, k % 8 = 0, carry <= 1, X - n < 2^(64*k)
 * buffer: z k read-write
 * buffer: n k read
 * aliasing: z does not overlap n
 * public: z, n, k
 * stack: 0
 * clobbers: x0, x2, x4-x15, nzcv
 * constant-time: yes
 * n1-cycles: 55, 80 and 105 for 16, 24 and 32 limbs
 * theorems: CONDITIONAL_SUBTRACT_CORRECT, CONDITIONAL_SUBTRACT_SAFE
 */
    .include "macros.inc"

/* Four limbs of z (x4-x7) and n (x8-x11) from byte \at on; C is kept. */
.macro load_four z, n, at
    ldp x4, x5, [\z, \at]
    ldp x8, x9, [\n, \at]
    ldp x6, x7, [\z, \at + 16]
    ldp x10, x11, [\n, \at + 16]
.endm

.macro compare_four at
    load_four x13, x14, \at
    sbcs xzr, x4, x8
    sbcs xzr, x5, x9
    sbcs xzr, x6, x10
    sbcs xzr, x7, x11
.endm

.macro subtract_four at
    load_four x0, x2, \at
    and x8, x8, x15
    and x9, x9, x15
    and x10, x10, x15
    and x11, x11, x15
    sbcs x4, x4, x8
    sbcs x5, x5, x9
    sbcs x6, x6, x10
    sbcs x7, x7, x11
    stp x4, x5, [x0, \at]
    stp x6, x7, [x0, \at + 16]
.endm

routine conditional_subtract
    /* Compare: C = 1 if z_before >= n. */
    mov x13, x0
    mov x14, x2
    lsr x12, x3, 3
    cmp xzr, xzr                /* C = 1: no borrow yet */
1:  compare_four 0
    compare_four 32
    add x13, x13, 64
    add x14, x14, 64
    sub x12, x12, 1
    cbnz x12, 1b
    cset x15, cs
    orr x15, x15, x1
    neg x15, x15                /* all ones if X >= n */

    /* Subtract n or zero. */
    lsr x12, x3, 3
    cmp xzr, xzr
2:  subtract_four 0
    subtract_four 32
    add x0, x0, 64
    add x2, x2, 64
    sub x12, x12, 1
    cbnz x12, 2b
    ret
end_routine conditional_subtract
