/*
 * routine: montgomery_reduce_narrow
 * equation: z_before + q * n = 2^(64*k) * (2^(64*k) * result + z[k..2*k]), q = -z_before / n mod 2^(64*k), result <= 1
 * prototype: uint64_t montgomery_reduce_narrow(uint64_t *z, const int32_t *n, uint64_t *w, size_t k, size_t l)
 * requires: 16 <= k <= 56, k % 8 = 0, l = 2 * ceil(32*k / 29), n as unpacked for k
 * buffer: z 2*k read-write
 * buffer: n 3*l read
 * buffer: w 3*l read-write
 * aliasing: z, n and w do not overlap
 * public: z, n, w, k, l
 * stack: 112
 * clobbers: x0-x17, v0-v7, v16-v20, nzcv
 * constant-time: yes
 * n1-cycles: 810, 1555 and 2383 for 16, 24 and 32 limbs
 * theorems: MONTGOMERY_REDUCE_NARROW_CORRECT, MONTGOMERY_REDUCE_NARROW_SAFE
 */
    .include "macros.inc"
    .include "scheduled_montgomery_reduce_narrow.inc"

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
from    .req x0                 /* the columns that are to become digits: so many times two */
pending .req x28
out     .req x3                 /* where the next digits go */
high    .req x16                /* what the columns carry */
middle  .req x17                /* what the next signed digit gains */

/* A strip of twelve columns: 0..4 in v16 and v17, 4..8 in scalars, 8..12 in v18 and v19. */
sum4    .req x20
sum5    .req x21
sum6    .req x22
sum7    .req x23
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

/* The digits of two columns. */
.macro two_digits digit
    ldp x2, x7, [from], 16
    \digit x8, x2
    \digit x2, x7
    stp w8, w2, [out], 8
.endm

/*
 * What follows is in an order to be read; `benches/n1/schedule` writes what is run, four_rows and so on:
 *
 * schedule two_rows: two_rows_plain
 * schedule four_rows: four_rows_plain
 * schedule four_rows_and_signed_digit: two_digits signed_digit; four_rows_plain
 * schedule four_rows_and_unsigned_digit: two_digits unsigned_digit; four_rows_plain
 * schedule top_rows: top_rows_plain
 * schedule bottom_rows: bottom_rows_plain
 */

/* v16 and v17 += columns 0..4 of row r, v18 and v19 += columns 8..12. The digit is a lane, v\by for loads. */
.macro low_columns r, digit, by
    ldur q\by, [column, -4 * \r]
    smlal v16.2d, v\by\().2s, \digit
    smlal2 v17.2d, v\by\().4s, \digit
.endm

.macro high_columns r, digit, by
    ldur q\by, [column, 32 - 4 * \r]
    smlal v18.2d, v\by\().2s, \digit
    smlal2 v19.2d, v\by\().4s, \digit
.endm

/* The scalar columns 4..8 of a row += its digit times four digits, or the first, the last of these. */
.macro scalar_columns digit, c4, c5, c6, c7
    .ifnb \c4
    smaddl sum4, \digit, \c4, sum4
    .endif
    .ifnb \c5
    smaddl sum5, \digit, \c5, sum5
    .endif
    .ifnb \c6
    smaddl sum6, \digit, \c6, sum6
    .endif
    .ifnb \c7
    smaddl sum7, \digit, \c7, sum7
    .endif
.endm

/* The digit of row r is lane r of v0, and passes through w5 or w6. */
.macro two_rows_plain
    ldr q0, [row]
    ldp w5, w6, [row]
    ldp w12, w13, [column, 16]
    ldp w14, w15, [column, 24]
    ldr w11, [column, 12]
    low_columns 0, v0.s[0], 1
    high_columns 0, v0.s[0], 2
    scalar_columns w5, w12, w13, w14, w15
    low_columns 1, v0.s[1], 3
    high_columns 1, v0.s[1], 4
    scalar_columns w6, w11, w12, w13, w14
.endm

.macro four_rows_plain
    two_rows_plain
    ldp w5, w6, [row, 8]
    ldp w9, w10, [column, 4]
    low_columns 2, v0.s[2], 5
    high_columns 2, v0.s[2], 6
    scalar_columns w5, w10, w11, w12, w13
    low_columns 3, v0.s[3], 7
    high_columns 3, v0.s[3], 20
    scalar_columns w6, w9, w10, w11, w12
    add row, row, 16
    sub column, column, 16
.endm

/* The first eight rows of a strip above digit l, of a factor that has no digit from `column` on. */
.macro top_rows_plain
    movi v16.2d, 0
    movi v17.2d, 0
    movi v18.2d, 0
    movi v19.2d, 0
    ldp q0, q20, [row]
    low_columns 1, v0.s[1], 1
    low_columns 2, v0.s[2], 2
    low_columns 3, v0.s[3], 3
    low_columns 4, v20.s[0], 4
    low_columns 5, v20.s[1], 5
    low_columns 6, v20.s[2], 6
    low_columns 7, v20.s[3], 7
    ldp w5, w6, [row, 20]
    ldr w7, [row, 28]
    ldp w11, w12, [column, -12]
    ldr w13, [column, -4]
    smull sum4, w5, w13
    smull sum5, w6, w13
    smull sum6, w7, w13
    mov sum7, xzr
    scalar_columns w6, w12
    scalar_columns w7, w11, w12
    add row, row, 32
    sub column, column, 32
.endm

/* The last eight rows of a strip below digit l, of a factor that has no digit before `column` + 16. */
.macro bottom_rows_plain
    ldp q0, q20, [row]
    high_columns 0, v0.s[0], 1
    high_columns 1, v0.s[1], 2
    high_columns 2, v0.s[2], 3
    high_columns 3, v0.s[3], 4
    high_columns 4, v20.s[0], 5
    high_columns 5, v20.s[1], 6
    high_columns 6, v20.s[2], 7
    high_columns 7, v20.s[3], 1
    ldp w5, w6, [row]
    ldp w13, w14, [row, 8]
    ldp w9, w10, [column, 16]
    ldp w11, w12, [column, 24]
    scalar_columns w5, w9, w10, w11, w12
    scalar_columns w6, , w9, w10, w11
    scalar_columns w13, , , w9, w10
    scalar_columns w14, , , , w9
.endm

.macro clear_strip
    movi v16.2d, 0
    movi v17.2d, 0
    movi v18.2d, 0
    movi v19.2d, 0
    mov sum4, xzr
    mov sum5, xzr
    mov sum6, xzr
    mov sum7, xzr
.endm

/* `left` rows of a strip; the columns of the one before it become digits on the way. */
.macro rows digit
    tbz left, 1, .Leven\@
    two_rows
    add row, row, 8
    sub column, column, 8
    subs left, left, 2
    b.eq .Lrows_done\@
.Leven\@:
    cbz pending, .Lrows\@
.Lrows_and_digits\@:
    four_rows_and_\digit
    sub left, left, 4
    sub pending, pending, 1
    cbz left, .Lrows_done\@
    cbnz pending, .Lrows_and_digits\@
.Lrows\@:
    four_rows
    sub left, left, 4
    cbnz left, .Lrows\@
.Lrows_done\@:
.endm

/* The rest of those digits; the strip takes the place of their columns. */
.macro finish_strip digit
    cbz pending, .Lstore\@
.Ldigits\@:
    two_digits \digit
    sub pending, pending, 1
    cbnz pending, .Ldigits\@
.Lstore\@:
    sub from, from, 96
    stp q16, q17, [from]
    stp sum4, sum5, [from, 32]
    stp sum6, sum7, [from, 48]
    stp q18, q19, [from, 64]
    mov pending, 6
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

    /*
     * The digits of t, a multiple of eight: zeros come first if l is not one. The first eight are read
     * from z[0..4] behind zeros, the others from z.
     */
    ldp q0, q1, [x0]
    stp xzr, xzr, [x2]
    stp xzr, xzr, [x2, 16]
    stp q0, q1, [x2, 32]
    add x6, digits, 7
    lsr x6, x6, 3               /* groups of eight digits, of 29 bytes */
    mov x7, 29
    add x5, x2, 31
    add x5, x5, x3, lsl 3
    msub x5, x7, x6, x5
    sub x16, x0, x2
    sub x16, x16, 3             /* z - (w + 32) + 29 */
    add x7, x2, 64
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
    add x5, x5, x16
    mov x16, 29
    add x7, x7, 32
    sub x6, x6, 1
    cbnz x6, 2b
    add x0, x0, x3, lsl 3
    ldur x28, [x0, -8]
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
    clear_strip
    cmp size, 12
    sub left, size, 8
    csel left, size, left, lo   /* the first strip may be shorter */
    rows signed_digit
    cmp size, 12
    b.lo 1f
    bottom_rows
1:  finish_strip signed_digit
    add size, size, 12
    cmp digits, size
    b.hs 3b

    /* Columns l-2 and l-1 of q * 2^s * n, and what they carry to column l. */
    lsl x5, digits, 3
    add column, inverse, x5
    add column, column, 8       /* digit l-2 of n */
    mov row, at_q
    add left, digits, 3
    lsr left, left, 2           /* four rows each; after the last one come zeros of n */
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
    sub left, left, 1
    cbz pending, 5f
    sub pending, pending, 1
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
    cmp size, 12
    b.lo 1f
    top_rows
    sub left, size, 8
    b 2f
1:  clear_strip                 /* the last strip may be shorter */
    mov left, size
2:  rows unsigned_digit
    finish_strip unsigned_digit
    subs size, size, 12
    b.hi 6b
7:  two_digits unsigned_digit
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
