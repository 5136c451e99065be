/*
 * routine: pair_montsqr
 * equation: count times for both numbers z = (z_before^2 + q * N) / 2^(174*blocks) for an integer q, |z| < 1.01 * N + z_before^2 / 2^(174*blocks)
 * prototype: void pair_montsqr(int32_t *z, const int32_t *n, int32_t *w, size_t blocks, size_t count)
 * requires: count > 0, 5 <= blocks <= 12, n as prepared for 2^20 * N < 2^(174*blocks), |z_before| < 2^8 * N, all in blocks of pair_29.inc
 * buffer: z 40*blocks read-write
 * buffer: n 92*blocks read
 * buffer: w 80*blocks write
 * aliasing: z, n and w do not overlap
 * public: z, n, w, blocks, count
 * stack: 160
 * clobbers: x1-x17, v0-v31, nzcv
 * constant-time: yes
 * n1-cycles: 1394, 2721 and 4619 for 6, 9 and 12 blocks, once
 * theorems: PAIR_MONTSQR_CORRECT, PAIR_MONTSQR_SAFE
 */
    .include "pair_29.inc"

/* Twice the products of different blocks, then a block's square in every other column. */
.macro start_one
    mov pair_yp, pair_z
    first_block
.endm

.macro square_if odd
    tbz \odd, 0, .Leven\@
    mov pair_yp, pair_xp
    block
.Leven\@:
.endm

.macro lower_one
    sub left, column, 1
    lsr left, left, 1
    some_blocks
    add x14, column, 1
    square_if x14
.endm

.macro upper_one
    lsr left, column, 1
    add pair_xp, pair_z, offset
    add pair_yp, pair_y, last
    some_blocks
    square_if column
.endm

routine pair_montsqr
    mov x5, x4
    save_registers_and_vectors
    mov pair_blocks, x3
    mov pair_w, x2
    mov pair_n, x1
    mov x6, block_bytes
    madd pair_y, pair_blocks, x6, pair_w
    mov x7, pair_z
    mov x14, pair_y
    mov x15, pair_blocks
1:  ld1 {v13.4s-v15.4s}, [x7], 48
    ld1 {v17.4s-v20.4s}, [x7], 64
    ld1 {v21.4s-v23.4s}, [x7], 48
    .irp part, v13.4s, v14.4s, v15.4s, v17.4s, v18.4s, v19.4s, v20.4s, v21.4s, v22.4s, v23.4s
    shl \part, \part, 1
    .endr
    st1 {v13.4s-v15.4s}, [x14], 48
    st1 {v17.4s-v20.4s}, [x14], 64
    st1 {v21.4s-v23.4s}, [x14], 48
    sub x15, x15, 1
    cbnz x15, 1b
2:  montgomery start_one, lower_one, upper_one, store_both
    ldr x5, [sp, 72]
    subs x5, x5, 1
    str x5, [sp, 72]
    b.ne 2b
    restore_registers_and_vectors
    ret
end_routine pair_montsqr
