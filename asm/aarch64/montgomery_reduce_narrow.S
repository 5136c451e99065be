/*
 * routine: montgomery_reduce_narrow
 * equation: z_before + q * n = 2^(64*k) * (2^(64*k) * result + z[k..2*k]), q = -z_before / n mod 2^(64*k), result <= 1
 * prototype: uint64_t montgomery_reduce_narrow(uint64_t *z, const int32_t *n, uint64_t *w, size_t k, size_t l)
 * requires: 16 <= k <= 56, k % 8 = 0, l = 4 * ceil(16*k / 29), n as unpacked for k
 * buffer: z 2*k read-write
 * buffer: n 3*l read
 * buffer: w 3*l read-write
 * aliasing: z, n and w do not overlap
 * public: z, n, w, k, l
 * stack: 112
 * clobbers: x0-x17, v0-v7, v16-v20, nzcv
 * constant-time: yes
 * n1-cycles: 912, 1758 and 2596 for 16, 24 and 32 limbs
 * theorems: none yet
 */
    .include "macros.inc"

/*
 * For cores whose 64-bit multiplier is narrow: in digits of 29 bits, whose products sum up in columns
 * of 64 bits without carries, two at a time by the vector unit and one by the scalar multiply-add.
 *
 * A number of l digits d[i] in [-2^28, 2^28], the top one in [0, 2^29], is the sum of d[i] * 2^(29*i).
 * n holds 12 zeros, the digits of n' = -1/n mod 2^(64*k), 4 zeros, the digits of n, 12 zeros.
 *
 * With s = 29*l - 64*k, t = z_before * 2^s mod 2^(29*l), the number q * 2^s = t * n' mod 2^(29*l)
 * takes the columns below l of t * n', and z[k..2*k] gains (t + q * 2^s * n) / 2^(29*l): the columns
 * from l on of q * 2^s * n, and what t and the columns below carry. Of these, two suffice: the sum is
 * a multiple of 2^(29*l), and all that is left out is far smaller than half of that.
 *
 * w holds, from its start: 32 zero bytes, z_before[0..k]; t; 12 digits that are zero, q * 2^s; twelve
 * columns. The digits of the result replace the first, their words q * 2^s.
 */
inverse .req x1                 /* n', digit 0 */
digits  .req x4                 /* l */
at_q    .req x27                /* digit 0 of q * 2^s */
from    .req x0                 /* the columns that are to become digits: so many times four */
pending .req x28
out     .req x3                 /* where the next digits go */
high    .req x16                /* what the columns carry */
middle  .req x17                /* what the next signed digit gains */

/* A strip of twelve columns: eight in v16-v19, four in scalars. */
acc8    .req x20
acc9    .req x21
acc10   .req x22
acc11   .req x23
size    .req x19                /* rows of the strip */
row     .req x24                /* digits of the first factor, one for each row */
column  .req x25                /* digits of the other, from the one that column 0 takes in this row */
left    .req x26                /* rows to come */

/* The digit of a column from 0 to 2^29. */
.macro unsigned_digit to, from
    add \from, \from, high
    asr high, \from, 29
    ubfx \to, \from, 0, 29
.endm

/* The same less 2^29 if that is not below 2^28, which the next digit gains. */
.macro signed_digit to, from
    add \from, \from, high
    asr high, \from, 29
    sbfx \to, \from, 0, 29
    add \to, \to, middle
    ubfx middle, \from, 28, 1
.endm

/* The digits of two columns in four parts, or nothing without a \digit. */
.macro take digit
    .ifnb \digit
    ldp x2, x7, [from], 16
    .endif
.endm

.macro first digit
    .ifnb \digit
    \digit x8, x2
    .endif
.endm

.macro second digit
    .ifnb \digit
    \digit x2, x7
    .endif
.endm

.macro put digit
    .ifnb \digit
    stp w8, w2, [out], 8
    .endif
.endm

.macro two_digits digit
    take \digit
    first \digit
    second \digit
    put \digit
.endm

/*
 * Four rows of the strip, and four digits from the columns of the one before. The digit of row r is
 * lane r of v0 and passes through w5 or w6. Columns 0..4 of row r take v(2r+1), columns 4..8 what
 * columns 0..4 took four rows earlier: v2, v4, v6, v20. Columns 8..12 take four of w9..w15. In this
 * order the multipliers are never idle for long; any order that respects the registers is right.
 */
.macro four_rows digit=
    take \digit
    first \digit
    ldr q0, [row]
    ldp w13, w14, [column, 36]
    ldp w5, w6, [row]
    ldr w15, [column, 44]
    sub left, left, 4
    smaddl acc10, w5, w14, acc10
    smlal v18.2d, v2.2s, v0.s[0]
    smaddl acc11, w5, w15, acc11
    second \digit
    smlal2 v19.2d, v2.4s, v0.s[0]
    ldp w11, w12, [column, 28]
    ldur q1, [column]
    put \digit
    smaddl acc8, w5, w12, acc8
    smlal v16.2d, v1.2s, v0.s[0]
    smlal2 v17.2d, v1.4s, v0.s[0]
    smaddl acc9, w5, w13, acc9
    mov v2.16b, v1.16b
    smaddl acc10, w6, w13, acc10
    smlal v18.2d, v4.2s, v0.s[1]
    smaddl acc11, w6, w14, acc11
    take \digit
    smlal2 v19.2d, v4.4s, v0.s[1]
    smaddl acc8, w6, w11, acc8
    ldur q3, [column, -4]
    smaddl acc9, w6, w12, acc9
    smlal v16.2d, v3.2s, v0.s[1]
    ldp w5, w6, [row, 8]
    smlal2 v17.2d, v3.4s, v0.s[1]
    mov v4.16b, v3.16b
    smaddl acc10, w5, w12, acc10
    smlal v18.2d, v6.2s, v0.s[2]
    smaddl acc11, w5, w13, acc11
    smlal2 v19.2d, v6.4s, v0.s[2]
    ldp w9, w10, [column, 20]
    ldur q5, [column, -8]
    smaddl acc8, w5, w10, acc8
    first \digit
    smlal v16.2d, v5.2s, v0.s[2]
    smaddl acc9, w5, w11, acc9
    smlal2 v17.2d, v5.4s, v0.s[2]
    smaddl acc10, w6, w11, acc10
    mov v6.16b, v5.16b
    smlal v18.2d, v20.2s, v0.s[3]
    smaddl acc11, w6, w12, acc11
    smlal2 v19.2d, v20.4s, v0.s[3]
    smaddl acc8, w6, w9, acc8
    ldur q7, [column, -12]
    smaddl acc9, w6, w10, acc9
    smlal v16.2d, v7.2s, v0.s[3]
    add row, row, 16
    second \digit
    put \digit
    smlal2 v17.2d, v7.4s, v0.s[3]
    sub column, column, 16
    mov v20.16b, v7.16b
.endm

/* A strip; the columns of the one before it become digits on the way. */
.macro strip digit
    movi v16.2d, 0
    movi v17.2d, 0
    movi v18.2d, 0
    movi v19.2d, 0
    mov acc8, xzr
    mov acc9, xzr
    mov acc10, xzr
    mov acc11, xzr
    mov left, size
    ldur q2, [column, 16]
    ldur q4, [column, 12]
    ldur q6, [column, 8]
    ldur q20, [column, 4]
    cbz pending, .Lrows\@
.Lrows_and_digits\@:
    four_rows \digit
    sub pending, pending, 1
    cbz left, .Ldigits\@
    cbnz pending, .Lrows_and_digits\@
.Lrows\@:
    four_rows
    cbnz left, .Lrows\@
.Ldigits\@:
    cbz pending, .Lstore\@
    two_digits \digit
    two_digits \digit
    sub pending, pending, 1
    cbnz pending, .Ldigits\@
.Lstore\@:
    sub from, from, 96
    stp q16, q17, [from]
    stp q18, q19, [from, 32]
    stp acc8, acc9, [from, 64]
    stp acc10, acc11, [from, 80]
    mov pending, 3
.endm

/* Digit \i of eight, at x5: its bits and the one below, halved and rounded up. */
.macro unpack i, to
    ldur \to, [x5, (29 * \i + 7) / 8]
    sbfx \to, \to, (29 * \i + 7) % 8, 30
    add \to, \to, 1
    asr \to, \to, 1
.endm

routine montgomery_reduce_narrow
    save_registers
    stp x3, x28, [sp, -32]!
    .cfi_def_cfa_offset 112
    .cfi_offset x28, -104
    stp x0, x2, [sp, 16]
    add inverse, x1, 48

    /* z[0..k] behind zeros */
    stp xzr, xzr, [x2]
    stp xzr, xzr, [x2, 16]
    add x5, x2, 32
    lsr x6, x3, 3
1:  ldp q0, q1, [x0]
    ldp q2, q3, [x0, 32]
    stp q0, q1, [x5]
    stp q2, q3, [x5, 32]
    add x0, x0, 64
    add x5, x5, 64
    sub x6, x6, 1
    cbnz x6, 1b

    ldur x28, [x5, -8]
    /* The digits of t, a multiple of eight: four zeros come first if l is not one. */
    add x6, digits, 7
    lsr x6, x6, 3               /* groups of eight digits, of 29 bytes */
    mov x7, 29
    mul x7, x7, x6
    sub x5, x5, x7
    sub x5, x5, 1
    lsl x7, x3, 3
    add x7, x7, x2
    add x7, x7, 64
2:  unpack 0, x8
    unpack 1, x9
    unpack 2, x10
    unpack 3, x11
    unpack 4, x12
    unpack 5, x13
    unpack 6, x14
    unpack 7, x15
    stp w8, w9, [x7]
    stp w10, w11, [x7, 8]
    stp w12, w13, [x7, 16]
    stp w14, w15, [x7, 24]
    add x5, x5, 29
    add x7, x7, 32
    sub x6, x6, 1
    cbnz x6, 2b
    lsr x28, x28, 63
    lsl x28, x28, 29
    add x15, x15, x28           /* the top digit is not negative */
    stur w15, [x7, -4]

    /* The columns below l of t * n', in strips of 12: the first has l modulo 12 rows, or 12. */
    add at_q, x7, 48
    lsl x5, digits, 2
    add from, at_q, x5
    add from, from, 96
    sub x5, digits, 1
    mov x6, 10923
    mul x5, x5, x6
    lsr x5, x5, 17              /* (l - 1) / 12 */
    mov x6, 12
    msub size, x5, x6, digits
    lsl x6, size, 2
    add out, at_q, x6
    sub out, out, 48
    mov middle, xzr
    mov high, xzr
    mov pending, xzr
3:  lsl x5, digits, 2
    sub row, at_q, x5
    sub row, row, 48
    lsl x5, size, 2
    add column, inverse, x5
    sub column, column, 48
    strip signed_digit
    add size, size, 12
    cmp digits, size
    b.hs 3b

    /* Columns l-2 and l-1 of q * 2^s * n, and what they carry to column l. */
    lsl x5, digits, 3
    add column, inverse, x5
    add column, column, 8       /* digit l-2 of n */
    mov row, at_q
    mov left, digits
    movi v16.2d, 0
4:  ldr q0, [row]
    ldur d1, [column]
    ldur d2, [column, -4]
    ldur d3, [column, -8]
    ldur d4, [column, -12]
    smlal v16.2d, v1.2s, v0.s[0]
    smlal v16.2d, v2.2s, v0.s[1]
    smlal v16.2d, v3.2s, v0.s[2]
    smlal v16.2d, v4.2s, v0.s[3]
    add row, row, 16
    sub column, column, 16
    sub left, left, 4
    cbz pending, 5f
    sub pending, pending, 1
    two_digits signed_digit
    two_digits signed_digit
    cbnz pending, 5f
    lsl x7, middle, 29
    add x2, x2, x7              /* the top digit is not negative */
    stur w2, [out, -4]
5:  cbnz left, 4b
    ldp w7, w8, [at_q, -56]
    mov x5, v16.d[0]
    mov x6, v16.d[1]
    sxtw x7, w7
    sxtw x8, w8
    add x5, x5, x7
    add x6, x6, x8
    asr x5, x5, 29
    add x6, x6, x5
    mov x7, 0x10000000
    add x6, x6, x7
    asr high, x6, 29

    /* The columns from l on, in strips of 12: the first has l rows. */
    ldr out, [sp, 24]
    mov size, digits
6:  sub row, digits, size
    lsl row, row, 2
    add row, row, at_q
    lsl x5, digits, 3
    add column, inverse, x5
    add column, column, 16      /* digit l of n: a zero */
    strip unsigned_digit
    subs size, size, 12
    b.hi 6b
7:  two_digits unsigned_digit
    two_digits unsigned_digit
    sub pending, pending, 1
    cbnz pending, 7b

    /* Their words: eight digits are 29 bytes. */
    ldr x2, [sp, 24]
    add x6, digits, 7
    lsr x6, x6, 3
    mov x5, at_q
8:  ldp w8, w9, [x2]
    ldp w10, w11, [x2, 8]
    ldp w12, w13, [x2, 16]
    ldp w14, w15, [x2, 24]
    orr x8, x8, x9, lsl 29
    orr x8, x8, x10, lsl 58
    lsr x10, x10, 6
    orr x10, x10, x11, lsl 23
    orr x10, x10, x12, lsl 52
    lsr x12, x12, 12
    orr x12, x12, x13, lsl 17
    orr x12, x12, x14, lsl 46
    lsr x14, x14, 18
    orr x14, x14, x15, lsl 11
    stp x8, x10, [x5]
    stp x12, x14, [x5, 16]
    add x2, x2, 32
    add x5, x5, 29
    sub x6, x6, 1
    cbnz x6, 8b

    /* z[k..2*k] += these words */
    ldr x5, [sp, 16]
    ldp x3, x28, [sp], 32
    .cfi_restore x28
    .cfi_def_cfa_offset 80
    lsl x7, x3, 3
    add x5, x5, x7
    lsr x6, x3, 2
    cmn xzr, xzr                /* C = 0 */
9:  ldp x7, x8, [x5]
    ldp x9, x10, [x5, 16]
    ldp x11, x12, [at_q]
    ldp x13, x14, [at_q, 16]
    adcs x7, x7, x11
    adcs x8, x8, x12
    adcs x9, x9, x13
    adcs x10, x10, x14
    stp x7, x8, [x5]
    stp x9, x10, [x5, 16]
    add x5, x5, 32
    add at_q, at_q, 32
    sub x6, x6, 1
    cbnz x6, 9b
    adc x0, xzr, xzr
    restore_registers
    ret
end_routine montgomery_reduce_narrow
