/*
 * routine: mul
 * equation: z = x * y
 * prototype: void mul(uint64_t *z, const uint64_t *x, const uint64_t *y, size_t k)
 * requires: k >= 8, k % 8 = 0
 * buffer: z 2*k write
 * buffer: x k read
 * buffer: y k read
 * aliasing: z overlaps neither x nor y; x and y may overlap
 * public: z, x, y, k
 * stack: 80
 * clobbers: x0-x17, nzcv
 * constant-time: yes
 * n1-cycles: 1820, 4064 and 7204 for 16, 24 and 32 limbs
 * theorems: MUL_CORRECT, MUL_SAFE
 */
    .include "macros.inc"

routine mul
    save_registers
    clear_low_half
    lsr rows, limbs, 3
1:  /* z[i..i+k+8] += x[i..i+8] * y, its upper eight limbs being new */
    load_block xp
    clear_window
    lsr blocks, limbs, 3
    add_row
    store_window
    sub zp, zp, limbs, lsl 3
    add zp, zp, 64
    sub yp, yp, limbs, lsl 3
    add xp, xp, 64
    sub rows, rows, 1
    cbnz rows, 1b
    restore_registers
    ret
end_routine mul
