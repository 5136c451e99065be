/*
 * routine: ifma_sqr
 * equation: count times: z * R = z_before * z_before (mod n) in each half, R = 2^(52*K), halves*K = 40, 60, 80 for k = 40, 64, 80
 * prototype: void ifma_sqr(uint64_t *z, const uint64_t *modulus, size_t k, size_t count, size_t halves)
 * requires: k = 40, 64 or 80; count >= 1; halves = 1 or 2; numbers as in ifma.inc with limbs below 2^52; modulus as for ifma_mul; z_before < 4*n, n < R / 2^8
 * buffer: z k read-write
 * buffer: modulus 4*k read
 * aliasing: z does not overlap modulus
 * public: z, modulus, k, count, halves
 * stack: 0
 * clobbers: rax, rcx, r8, zmm0-zmm31, k1-k6, flags
 * constant-time: yes
 * n1-cycles: not applicable
 * theorems: none yet
 */
    .include "macros.inc"
    .include "ifma.inc"

/*
 * Limbs V*l + u and V*m + w meet twice in a square, once in the row of each, unless u = w. So the row
 * of limb V*l + u takes vectors w > u into columns that are doubled, and vector u as it is. There
 * the two limbs meet twice if l != m, and once if they are the same.
 *
 * Columns j = 1..2V-2 of a block of V rows are in zmm(j + 9). Those below V are added to the window
 * before the block's steps; column V + s to the vector that step s brings back at the top, which
 * then stands just there, and with that the column is free for row s of the next block. So rows
 * fill the time in which steps wait for one another.
 *
 * zmm28 is scratch; zmm29 to zmm31 hold the last three quotients. With V = 5, where steps are short,
 * high halves of the products with the modulus go to a second window in zmm18 on, as in ifma_mul;
 * there are no registers for that with more vectors, and no need.
 */
.macro sqr_column half, j, w, V
    .if \V == 5
    madd \half, %\j+9, 28, %\w+5
    .else
    madd_at \half, %\j+9, 28, rdi+64*\w
    .endif
.endm

.macro sqr_row u, V, offset
    spread_at 28, r8+\offset+64*\u
    .set w, \u + 1
    .rept \V - \u - 1
    sqr_column l, %\u+w, %w, \V
    sqr_column h, %\u+w+1, %w, \V
    .set w, w + 1
    .endr
.endm

/* Vector u in its own row, at position j = 2u or 2u + 1, which is in zmm\x. */
.macro sqr_diagonal j, x
    .set u, (\j) / 2
    spread_at 28, r8+64*u
    .if 2 * u == \j
    madd_at l, \x, 28, rdi+64*u
    .else
    madd_at h, \x, 28, rdi+64*u
    .endif
.endm

/* The columns of a block below V. */
.macro sqr_enter V
    sqr_diagonal 0, 0
    .set j, 1
    .rept \V - 1
    vadd %j+9, %j+9
    sqr_diagonal %j, %j
    vadd %j, %j+9
    vzero %j+9
    .set j, j + 1
    .endr
.endm

.macro modulus_column half, m, s, v, V, offset
    at \s, \v, \V
    .if \V == 5
    .ifc \half, h
    .set reg, reg + 18
    .endif
    .endif
    .if (\V == 5) * (\offset == 0)
    madd \half, %reg, \m, %\v+23
    .else
    madd_at \half, %reg, \m, rsi+64*\v+\offset
    .endif
.endm

.macro modulus_row half, m, s, V, offset
    .set v, 0
    .rept \V
    modulus_column \half, \m, \s, %v, \V, \offset
    .set v, v + 1
    .endr
.endm

/*
 * The vector leaves at the bottom; its quotient goes to zmm\m. The products that come due at the
 * lowest limb of what is left are added before the carry, for which the next step waits.
 */
.macro sqr_leave s, V, m, m1, m2
    spread_limb \m, \s
    low_carry 28, \s
    drop_limb \s
    at %\s+1, 0, \V
    .if \V == 5
    vadd %reg, %\s+18
    vzero %\s+18
    .else
    modulus_column h, \m2, %\s+1, 0, \V, 0
    .endif
    modulus_column l, \m1, %\s+1, 0, \V, 0
    at %\s+1, 0, \V
    vadd %reg, 28
.endm

/* The vector that left is back at the top and takes the column that stands there. */
.macro sqr_return s, V
    .if \s < \V - 1
    vadd %\s+\V+9, %\s+\V+9
    vadd \s, %\s+\V+9
    .endif
    sqr_diagonal %\s+\V, \s
.endm

/*
 * As in ifma_mul, but N* = -1 (mod 2^104): a quotient stands two limbs below the lowest that its
 * product with (N* + 1)/2^104 changes, and the next step waits for its carry alone.
 */
.macro sqr_step s, V, m, m1, m2
    sqr_leave \s, \V, \m, \m1, \m2
    sqr_return \s, \V
    .if \V == 5
    modulus_column h, \m1, %\s+1, 0, \V, 0
    .endif
    .set v, 1
    .rept \V - 1
    .if \V == 5
    modulus_column h, \m1, %\s+1, %v, \V, 0
    modulus_column l, \m1, %\s+1, %v, \V, 0
    .else
    vload 28, rsi+64*v
    at %\s+1, %v, \V
    madd h, %reg, \m2, 28
    madd l, %reg, \m1, 28
    .endif
    .set v, v + 1
    .endr
.endm

/* Steps of a block, with the rows of the next one. */
.macro sqr_steps steps, V, rows
    .set s, 0
    .rept \steps
    .set turn, s - 3 * (s / 3)
    .if turn == 0
    sqr_step %s, \V, 29, 31, 30
    .elseif turn == 1
    sqr_step %s, \V, 30, 29, 31
    .else
    sqr_step %s, \V, 31, 30, 29
    .endif
    .if \rows
    .if s < \V - 1
    vzero %s+\V+9
    .endif
    sqr_row %s, \V, 8*halves
    .endif
    .set s, s + 1
    .endr
.endm

/* The last two steps: N* = -1 (mod 2^52) and n itself, lest the result be longer than n. */
.macro sqr_last_steps s, V, m, m1, m2
    sqr_step \s, \V, \m, \m1, \m2
    modulus_row l, \m, %\s+1, \V, 64*\V
    .if \V == 5
    modulus_row h, \m, %\s+1, \V, 64*\V
    .endif
    spread_limb 28, %\s+1
    vzero \m2
    madd_at l, \m2, 28, rsi+192*\V
    modulus_row l, \m2, %\s+1, \V, 128*\V
    .if \V == 5
    modulus_row h, \m2, %\s+1, \V, 128*\V
    .endif
    low_carry 28, %\s+1
    drop_limb %\s+1
    at %\s+2, 0, \V
    vadd %reg, 28
    sqr_return %\s+1, \V
    .if \V == 5
    .set v, 0
    .rept \V
    at %\s+1, %v, \V
    .set low, reg
    at %\s+2, %v, \V
    vadd %reg, %low+18
    .set v, v + 1
    .endr
    .else
    modulus_row h, \m1, %\s+2, \V, 0
    modulus_row h, \m, %\s+2, \V, 64*\V
    modulus_row h, \m2, %\s+2, \V, 128*\V
    .endif
.endm

.macro rotate_quotients V
    .if \V - 3 * (\V / 3) == 1
    vmove 28, 29
    vmove 30, 31
    vmove 31, 28
    .elseif \V - 3 * (\V / 3) == 2
    vmove 28, 30
    vmove 30, 29
    vmove 31, 28
    .endif
.endm

.macro vmove d, x
    vmovdqa64 zmm\d, zmm\x
.endm

.macro sqr_body V, K
    .set v, 0
    .rept 2 * \V - 2
    vzero %v+10
    .set v, v + 1
    .endr
    .set v, 0
    .rept \V
    vzero %v
    .if \V == 5
    vload %v+5, rdi+64*v
    vload %v+23, rsi+64*v
    vzero %v+18
    .endif
    .set v, v + 1
    .endr
    vzero 30
    vzero 31
    mov r8, rdi
    mov eax, 8 / halves - 1
    .set u, 0
    .rept \V
    sqr_row %u, \V, 0
    .set u, u + 1
    .endr
1:  sqr_enter \V
    sqr_steps \V, \V, 1
    rotate_quotients \V
    add r8, 8 * halves
    dec eax
    jnz 1b
    .set last, \K / halves - (8 / halves - 1) * \V - 2
    sqr_enter \V
    sqr_steps last, \V, 0
    .set turn, last - 3 * (last / 3)
    .if turn == 0
    sqr_last_steps %last, \V, 29, 31, 30
    .elseif turn == 1
    sqr_last_steps %last, \V, 30, 29, 31
    .else
    sqr_last_steps %last, \V, 31, 30, 29
    .endif
    normalise %last+2, \V
    .set v, 0
    .rept \V
    at %last+2, %v, \V
    vstore rdi+64*v, %reg
    .set v, v + 1
    .endr
.endm

.macro sqr_sizes
    set_masks
    cmp rdx, 64
    je 2f
    ja 3f
4:  sqr_body 5, 40
    dec rcx
    jnz 4b
    vzeroupper
    ret
2:  sqr_body 8, 60
    dec rcx
    jnz 2b
    vzeroupper
    ret
3:  sqr_body 10, 80
    dec rcx
    jnz 3b
    vzeroupper
    ret
.endm

routine ifma_sqr
    cmp r8, 1
    je 5f
    .set halves, 2
    sqr_sizes
5:  .set halves, 1
    sqr_sizes
end_routine ifma_sqr
