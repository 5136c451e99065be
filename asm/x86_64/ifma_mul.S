/*
 * routine: ifma_mul
 * equation: z * R = z_before * y (mod n) in each half, R = 2^(52*K), halves*K = 40, 60, 80 for k = 40, 64, 80
 * prototype: void ifma_mul(uint64_t *z, const uint64_t *y, const uint64_t *modulus, size_t k, size_t halves)
 * requires: k = 40, 64 or 80; halves = 1 or 2; numbers as in ifma.inc with limbs below 2^52; modulus: (b*n + 1)/2^104 for b = -1/n mod 2^104, (c*n + 1)/2^52 for c = -1/n mod 2^52, n, and c in all lanes of one vector, n odd; z_before * y < R * n, n < R / 4
 * buffer: z k read-write
 * buffer: y k read
 * buffer: modulus 4*k read
 * aliasing: z may be y; z does not overlap modulus
 * public: z, y, modulus, k, halves
 * stack: 0
 * clobbers: rax, r8, zmm0-zmm31, k1-k6, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"
    .include "ifma.inc"

/* Vector v of the windows += zmm\x times y, or times the multiple of the modulus at rdx + offset. */
.macro column half, from, x, s, v, V
    at \s, \v, \V
    .if \v < 9
    madd \half, %reg+\from, \x, %\v+20
    .else
    madd_at \half, %reg+\from, \x, rsi+64*\v
    .endif
.endm

.macro modulus_column half, from, s, v, V, offset
    at \s, \v, \V
    madd_at \half, %reg+\from, 31, rdx+64*\v+\offset
.endm

/*
 * A step. With N* = c*n = -1 (mod 2^52), the quotient m that makes T + m*N* divisible by 2^52 is the
 * lowest limb of T itself, and (T + m*N*) / 2^52 = T >> 52 + m * (N* + 1)/2^52. The row of the next
 * limb of x, at r8 + offset, is added too. Steps wait for one another in the carry of the
 * lowest limb and in m, so that these come last into the limb that is lowest next.
 */
.macro mul_step s, V, offset
    at \s, 0, \V
    .set low, reg
    spread_limb 31, %low
    low_carry 29, %low
    drop_limb %low
    spread_at 30, r8+\offset
    at %\s+1, 0, \V
    vadd %reg, %low+10
    vzero %low+10
    column l, 0, 30, %\s+1, 0, \V
    at %\s+1, 0, \V
    vadd %reg, 29
    modulus_column l, 0, %\s+1, 0, \V, 64*\V
    .set v, 1
    .rept \V - 1
    column l, 0, 30, %\s+1, %v, \V
    column h, 10, 30, %\s+1, %v-1, \V
    modulus_column l, 0, %\s+1, %v, \V, 64*\V
    modulus_column h, 10, %\s+1, %v-1, \V, 64*\V
    .set v, v + 1
    .endr
    column h, 10, 30, %\s+1, %v-1, \V
    modulus_column h, 10, %\s+1, %v-1, \V, 64*\V
.endm

.macro mul_steps steps, V
    .set s, 0
    .rept \steps
    .if s + 1 < \V
    mul_step %s, \V, %64*s+64
    .else
    mul_step %s, \V, 8*halves
    .endif
    .set s, s + 1
    .endr
.endm

/* The last step takes n itself, lest the result be 52 bits longer, and joins the two windows. */
.macro mul_last_step s, V
    at \s, 0, \V
    spread_limb 30, %reg
    vzero 31
    madd_at l, 31, 30, rdx+192*\V
    .set v, 0
    .rept \V
    modulus_column l, 0, \s, %v, \V, 128*\V
    modulus_column h, 10, \s, %v, \V, 128*\V
    .set v, v + 1
    .endr
    .set v, 0
    .rept \V - 1
    at \s, %v, \V
    .set low, reg
    at \s, %v+1, \V
    vadd %reg, %low+10
    .set v, v + 1
    .endr
    at \s, %\V-1, \V
    .set top, reg
    at \s, 0, \V
    low_carry 29, %reg
    drop_limb %reg
    vadd %reg, %top+10
    at \s, 1, \V
    vadd %reg, 29
.endm

.macro mul_body V, K
    .set v, 0
    .rept \V
    .if v < 9
    vload %v+20, rsi+64*v
    .endif
    vzero %v
    vzero %v+10
    .set v, v + 1
    .endr
    spread_at 30, rdi
    .set v, 0
    .rept \V
    column l, 0, 30, 0, %v, \V
    column h, 10, 30, 0, %v, \V
    .set v, v + 1
    .endr
    mov r8, rdi
    mov eax, 8 / halves - 1
1:  mul_steps \V, \V
    add r8, 8 * halves
    dec eax
    jnz 1b
    .set last, \K / halves - (8 / halves - 1) * \V - 1
    mul_steps last, \V
    mul_last_step %last, \V
    normalise %last+1, \V
    .set v, 0
    .rept \V
    at %last+1, %v, \V
    vstore rdi+64*v, %reg
    .set v, v + 1
    .endr
.endm

.macro mul_sizes
    set_masks
    cmp rcx, 64
    je 2f
    ja 3f
    mul_body 5, 40
    vzeroupper
    ret
2:  mul_body 8, 60
    vzeroupper
    ret
3:  mul_body 10, 80
    vzeroupper
    ret
.endm

routine ifma_mul
    cmp r8, 1
    je 4f
    .set halves, 2
    mul_sizes
4:  .set halves, 1
    mul_sizes
end_routine ifma_mul
