/*
 * routine: montgomery_reduce
 * equation: z_before + q * n = 2^(64*k) * (2^(64*k) * result + z[k..2*k]), q = z[0..k], result <= 1
 * prototype: uint64_t montgomery_reduce(uint64_t *z, const uint64_t *n, uint64_t n0_inv, size_t k)
 * requires: k >= 8, k % 8 = 0, n[0] * n0_inv = -1 (mod 2^64)
 * buffer: z 2*k read-write
 * buffer: n k read
 * aliasing: z does not overlap n
 * public: z, n, k
 * stack: 96
 * clobbers: rax, rcx, rdx, rsi, rdi, r8-r11, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"

routine montgomery_reduce
    save_registers
    reduce
    restore_registers
    ret
end_routine montgomery_reduce
