/*
 * routine: pack_29
 * equation: z = (2^27 + sum over b < n, i < 18 of t[18*b+i] * 2^(512*b + 29*i)) mod 2^(512*n)
 * prototype: void pack_29(uint64_t *z, const int64_t *t, size_t n)
 * requires: n >= 1, 0 <= t[i] < 2^52
 * buffer: z 8*n write
 * buffer: t 18*n read
 * aliasing: z does not overlap t
 * public: z, t, n
 * stack: 0
 * clobbers: x0-x17, nzcv
 * constant-time: yes
 * n1-cycles: counted within the routines that call it
 * theorems: PACK_29_CORRECT, PACK_29_SAFE
 */
    .include "limbs29.inc"

/*
 * Columns two apart do not overlap, being 58 bits apart: the even ones, joined, are one number,
 * the odd ones another. \to += the limb of the odd ones, + C.
 */
.macro join to, low, right, high, left
    lsr \to, \low, \right
    orr \to, \to, \high, lsl \left
.endm

routine pack_29
    mov x3, 0x8000000           /* from below */
1:  ldp x4, x5, [x1]
    ldp x6, x7, [x1, 16]
    ldp x8, x9, [x1, 32]
    ldp x10, x11, [x1, 48]
    add x4, x4, x3
    orr x12, x4, x6, lsl 58
    lsl x13, x5, 29
    join x14, x6, 6, x8, 52
    join x15, x5, 35, x7, 23
    adds x12, x12, x13
    adcs x14, x14, x15
    stp x12, x14, [x0]
    join x12, x8, 12, x10, 46
    join x13, x7, 41, x9, 17
    ldp x4, x5, [x1, 64]        /* 8, 9 */
    ldp x6, x7, [x1, 80]        /* 10, 11 */
    join x14, x10, 18, x4, 40
    join x15, x9, 47, x11, 11
    adcs x12, x12, x13
    adcs x14, x14, x15
    stp x12, x14, [x0, 16]
    join x12, x4, 24, x6, 34
    lsl x13, x5, 5
    orr x13, x13, x7, lsl 63
    ldp x8, x9, [x1, 96]        /* 12, 13 */
    ldp x10, x11, [x1, 112]     /* 14, 15 */
    join x14, x6, 30, x8, 28
    join x15, x7, 1, x9, 57
    adcs x12, x12, x13
    adcs x14, x14, x15
    stp x12, x14, [x0, 32]
    ldp x4, x5, [x1, 128]       /* 16, 17 */
    join x12, x8, 36, x10, 22
    join x13, x9, 7, x11, 51
    join x14, x10, 42, x4, 16
    join x15, x11, 13, x5, 45
    adcs x12, x12, x13
    adcs x14, x14, x15
    stp x12, x14, [x0, 48]
    lsr x4, x4, 48
    lsr x5, x5, 19
    adc x3, x4, x5
    add x0, x0, 64
    add x1, x1, columns_bytes
    sub x2, x2, 1
    cbnz x2, 1b
    ret
end_routine pack_29
