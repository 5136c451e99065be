/*
 * routine: unpack_29
 * equation: block b of z = 0, the limbs of 29 bits of x[8*b..8*b+8], 0
 * prototype: void unpack_29(int32_t *z, const uint64_t *x, size_t n)
 * requires: n >= 1
 * buffer: z 20*n write
 * buffer: x 8*n read
 * aliasing: z does not overlap x
 * public: z, x, n
 * stack: 0
 * clobbers: x0-x17
 * constant-time: yes
 * n1-cycles: counted within the routines that call it
 * theorems: UNPACK_29_CORRECT, UNPACK_29_SAFE
 */
    .include "limbs29.inc"

/* \to = 29 bits of \low from bit \at on */
.macro within to, low, at
    ubfx \to, \low, \at, 29
.endm

/* \to = 29 bits of \high:\low from bit \at on */
.macro across to, low, high, at
    extr \to, \high, \low, \at
    and \to, \to, 0x1fffffff
.endm

routine unpack_29
1:  ldp x3, x4, [x1], 64
    within x11, x3, 0
    ldp x5, x6, [x1, -48]
    within x12, x3, 29
    across x13, x3, x4, 58
    stp wzr, w11, [x0]
    within x14, x4, 23
    across x15, x4, x5, 52
    ldp x7, x8, [x1, -32]
    within x16, x5, 17
    stp w12, w13, [x0, 8]
    across x17, x5, x6, 46
    stp w14, w15, [x0, 16]
    within x11, x6, 11
    across x12, x6, x7, 40
    ldp x9, x10, [x1, -16]
    within x13, x7, 5
    stp w16, w17, [x0, 24]
    within x14, x7, 34
    stp w11, w12, [x0, 32]
    across x15, x7, x8, 63
    stp w13, w14, [x0, 40]
    within x16, x8, 28
    across x17, x8, x9, 57
    stp w15, w16, [x0, 48]
    within x11, x9, 22
    across x12, x9, x10, 51
    stp w17, w11, [x0, 56]
    within x13, x10, 16
    lsr x14, x10, 45
    stp w12, w13, [x0, 64]
    stp w14, wzr, [x0, 72]
    add x0, x0, block_bytes
    sub x2, x2, 1
    cbnz x2, 1b
    ret
end_routine unpack_29
