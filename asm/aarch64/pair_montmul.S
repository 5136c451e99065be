/*
 * routine: pair_montmul
 * equation: for both numbers z = (z_before * y + q * N) / 2^(174*blocks) for an integer q, |z| < 1.01 * N + |z_before * y| / 2^(174*blocks)
 * prototype: void pair_montmul(int32_t *z, const int32_t *y, const int32_t *n, int32_t *w, size_t blocks)
 * requires: 5 <= blocks <= 12, n as prepared for 2^20 * N < 2^(174*blocks), |z_before| and |y| < 2^8 * N, all in blocks of pair_29.inc
 * buffer: z 40*blocks read-write
 * buffer: y 40*blocks read
 * buffer: n 92*blocks read
 * buffer: w 40*blocks write
 * aliasing: z, y, n and w do not overlap
 * public: z, y, n, w, blocks
 * stack: 160
 * clobbers: x4-x17, v0-v31, nzcv
 * constant-time: yes
 * n1-cycles: 1514, 3134 and 5484 for 6, 9 and 12 blocks
 * theorems: PAIR_MONTMUL_CORRECT, PAIR_MONTMUL_SAFE
 */
    .include "pair_29.inc"

.macro start_two
    mov pair_yp, pair_y
    first_block
.endm

.macro lower_two
    mov left, column
    some_blocks
.endm

.macro upper_two
    mov left, column
    add pair_xp, pair_z, offset
    add pair_yp, pair_y, last
    some_blocks
.endm

routine pair_montmul
    save_registers_and_vectors
    montgomery start_two, lower_two, upper_two, store_once
    restore_registers_and_vectors
    ret
end_routine pair_montmul
