(* The numbers of a Montgomery multiplication in blocks: what was added, column
   of blocks by column of blocks, is the product and a multiple of the modulus.
   Independent of the machine model. *)

needs "Library/words.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* Numbers in blocks of 174 bits, and columns of products of blocks.         *)
(* ------------------------------------------------------------------------- *)

let radix = new_definition `radix = (&2:int) pow 174`;;
let number_of = define
 `number_of (X:num->int) 0 = &0 /\
  number_of X (SUC n) = number_of X n + radix pow n * X n`;;

(* The products of n pairs of blocks, X a times Y b the first of them. *)
let products = define
 `products (X:num->int) Y a b 0 = &0 /\
  products X Y a b (SUC n) = products X Y a b n + X(a + n) * Y(b - n)`;;

(* Columns 0 to k - 1 of a product; with B blocks, columns B to B + v - 1. *)
let lower_sum = define
 `lower_sum (X:num->int) Y 0 = &0 /\
  lower_sum X Y (SUC k) = lower_sum X Y k + radix pow k * products X Y 0 k (k + 1)`;;
let upper_sum = define
 `upper_sum (X:num->int) Y B 0 = &0 /\
  upper_sum X Y B (SUC v) =
    upper_sum X Y B v + radix pow (B + v) * products X Y (v + 1) (B - 1) (B - (v + 1))`;;

(* The same columns of the product of B - 1 quotients and N, one block higher,
   and of the last quotient's product with the blocks of N above the lowest. *)
let quotient_sum = define
 `quotient_sum (M:num->int) N B 0 = &0 /\
  quotient_sum M N B (SUC v) =
    quotient_sum M N B v + radix pow (B + v) * products M N v (B - 1) (B - (v + 1))`;;
let last_sum = define
 `last_sum (N:num->int) B 0 = &0 /\
  last_sum N B (SUC v) = last_sum N B v + radix pow (B + v) * N(v + 1)`;;

let PRODUCTS_EXT = prove
 (`!n. (!i. i < n ==> X'(a + i) = X(a + i):int) ==> products X' Y a b n = products X Y a b n`,
  INDUCT_TAC THEN REWRITE_TAC[products] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `n < SUC n`; ARITH_RULE `i < n ==> i < SUC n`]);;
let LOWER_SUM_EXT = prove
 (`!k. (!i. i < k ==> X' i = X i:int) ==> lower_sum X' Y k = lower_sum X Y k`,
  INDUCT_TAC THEN REWRITE_TAC[lower_sum] THEN DISCH_TAC THEN BINOP_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_SIMP_TAC[ARITH_RULE `i < n ==> i < SUC n`]; AP_TERM_TAC] THEN
  MATCH_MP_TAC PRODUCTS_EXT THEN REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let NUMBER_EXT = prove
 (`!k. (!i. i < k ==> X' i = X i:int) ==> number_of X' k = number_of X k`,
  INDUCT_TAC THEN REWRITE_TAC[number_of] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `n < SUC n`; ARITH_RULE `i < n ==> i < SUC n`]);;

(* ------------------------------------------------------------------------- *)
(* The columns are the product, for the sizes there are.                     *)
(* ------------------------------------------------------------------------- *)

let EXPAND_SUMS =
  let at def = let d0,d1 = CONJ_PAIR def in
    REWR_CONV d0 ORELSEC (RAND_CONV num_CONV THENC REWR_CONV d1) in
  let defs = FIRST_CONV (map at [number_of; products; lower_sum; upper_sum; quotient_sum; last_sum]) in
  REPEATC(CHANGED_CONV(ONCE_DEPTH_CONV defs THENC NUM_REDUCE_CONV));;
let for_sizes tm =
  let at n =
    let th = (NUM_REDUCE_CONV THENC EXPAND_SUMS) (vsubst [mk_small_numeral n,`B:num`] tm) in
    let a,b = dest_eq(rand(concl th)) in
    EQ_MP (SYM th) (TRANS (INT_POLY_CONV a) (SYM(INT_POLY_CONV b))) in
  let goal = mk_imp(`5 <= B /\ B <= 12`,tm) in
  prove(goal,
    STRIP_TAC THEN
    SUBGOAL_THEN `B = 5 \/ B = 6 \/ B = 7 \/ B = 8 \/ B = 9 \/ B = 10 \/ B = 11 \/ B = 12`
     (REPEAT_TCL DISJ_CASES_THEN SUBST1_TAC) THENL
     (ASM_ARITH_TAC :: map (fun n -> ACCEPT_TAC(at n)) (5--12)));;
let ALL_PRODUCTS = for_sizes
 `lower_sum X Y B + upper_sum X Y B (B - 1) = number_of X B * number_of Y B`;;
let ALL_QUOTIENTS = for_sizes
 `radix * lower_sum M N (B - 1) + quotient_sum M N B (B - 1) = radix * number_of M (B - 1) * number_of N B`;;
let ALL_LAST = for_sizes
 `radix pow (B - 1) * N 0 + last_sum N B (B - 1) = radix pow (B - 1) * number_of N B`;;

(* ------------------------------------------------------------------------- *)
(* The books that the columns keep: V is what column k holds.                *)
(* ------------------------------------------------------------------------- *)

let lower_ledger = new_definition
 `lower_ledger X Y M N k V <=>
    lower_sum X Y (k + 1) + radix * lower_sum M N k = number_of M k + radix pow k * V`;;
let LEDGER_START = prove
 (`lower_ledger X Y M N 0 (X 0 * Y 0)`,
  REWRITE_TAC[lower_ledger] THEN CONV_TAC EXPAND_SUMS THEN REWRITE_TAC[INT_POW] THEN CONV_TAC INT_RING);;
let LOWER_NEXT = prove
 (`lower_ledger X Y M N k V /\ V = m + radix * U /\ M' k = m /\ (!i. i < k ==> M' i = M i)
   ==> lower_ledger X Y M' N (k + 1) (U + products X Y 0 (k + 1) (k + 2) + products M' N 0 k (k + 1))`,
  REWRITE_TAC[lower_ledger] THEN STRIP_TAC THEN
  SUBGOAL_THEN `lower_sum M' N k = lower_sum M N k /\ number_of M' k = number_of M k` STRIP_ASSUME_TAC THENL
   [CONJ_TAC THENL [MATCH_MP_TAC LOWER_SUM_EXT; MATCH_MP_TAC NUMBER_EXT] THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  REWRITE_TAC[GSYM ADD1; lower_sum; number_of] THEN
  ASM_REWRITE_TAC[ARITH_RULE `SUC k + 1 = k + 2`; GSYM ADD1; INT_POW] THEN
  UNDISCH_TAC `lower_sum X Y (k + 1) + radix * lower_sum M N k = number_of M k + radix pow k * V` THEN
  REWRITE_TAC[GSYM ADD1; lower_sum; number_of] THEN
  ASM_REWRITE_TAC[ADD1; ARITH_RULE `(k + 1) + 1 = k + 2`; INT_POW] THEN CONV_TAC INT_RING);;

let upper_ledger = new_definition
 `upper_ledger X Y M N P l Z B v V <=>
    lower_sum X Y B + radix * lower_sum M N (B - 1) + radix pow (B - 1) * l * P 0 +
    upper_sum X Y B (v + 1) + quotient_sum M N B (v + 1) + l * last_sum P B (v + 1) =
    number_of M (B - 1) + radix pow B * number_of Z v + radix pow (B + v) * V`;;
let UPPER_START = prove
 (`0 < B /\ lower_ledger X Y M N (B - 1) V /\ V = t + radix * U /\ t + l * P 0 = radix * W
   ==> upper_ledger X Y M N P l Z B 0
        (U + W + products M N 0 (B - 1) (B - 1) + products X Y 1 (B - 1) (B - 1) + l * P 1)`,
  STRIP_TAC THEN
  SUBGOAL_THEN `?b. B = SUC b` (X_CHOOSE_THEN `b:num` SUBST_ALL_TAC) THENL
   [ASM_MESON_TAC[num_CASES; LT_REFL]; ALL_TAC] THEN
  RULE_ASSUM_TAC(REWRITE_RULE[lower_ledger; ARITH_RULE `SUC b - 1 = b`; GSYM ADD1]) THEN
  REWRITE_TAC[upper_ledger] THEN
  REWRITE_TAC[num_CONV `1`; ADD_CLAUSES; upper_sum; quotient_sum; last_sum; number_of] THEN
  REWRITE_TAC[ADD_CLAUSES; ARITH_RULE `SUC b - SUC 0 = b`; INT_POW] THEN
  REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_RING);;
let UPPER_NEXT = prove
 (`upper_ledger X Y M N P l Z B v V /\ V = z + radix * U /\ Z' v = z /\ (!i. i < v ==> Z' i = Z i)
   ==> upper_ledger X Y M N P l Z' B (v + 1)
        (U + products M N (v + 1) (B - 1) (B - (v + 2)) + products X Y (v + 2) (B - 1) (B - (v + 2)) + l * P(v + 2))`,
  REWRITE_TAC[upper_ledger] THEN STRIP_TAC THEN
  SUBGOAL_THEN `number_of Z' v = number_of Z v` ASSUME_TAC THENL
   [MATCH_MP_TAC NUMBER_EXT THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  UNDISCH_TAC `lower_sum X Y B + radix * lower_sum M N (B - 1) + radix pow (B - 1) * l * P 0 +
    upper_sum X Y B (v + 1) + quotient_sum M N B (v + 1) + l * last_sum P B (v + 1) =
    number_of M (B - 1) + radix pow B * number_of Z v + radix pow (B + v) * V` THEN
  REWRITE_TAC[ARITH_RULE `(v + 1) + 1 = SUC(v + 1)`; upper_sum; quotient_sum; last_sum] THEN
  REWRITE_TAC[GSYM ADD1; number_of] THEN
  ASM_REWRITE_TAC[ADD1; ARITH_RULE `(v + 1) + 1 = v + 2`; INT_POW_ADD; INT_POW_1] THEN
  CONV_TAC INT_RING);;


(* ------------------------------------------------------------------------- *)
(* How large numbers are; the end.                                           *)
(* ------------------------------------------------------------------------- *)

(* What six digits of at most 2^28 come to. *)
let half_block = new_definition `half_block (x:int) <=> &536870911 * abs(x) <= &2 pow 28 * (radix - &1)`;;
let RADIX_POS = prove
 (`!n. &1 <= radix pow n`,
  GEN_TAC THEN MATCH_MP_TAC INT_POW_LE_1 THEN REWRITE_TAC[radix] THEN CONV_TAC INT_REDUCE_CONV);;
let NUMBER_BOUND = prove
 (`!n. (!i. i < n ==> half_block(X i)) ==> &536870911 * abs(number_of X n) <= &2 pow 28 * (radix pow n - &1)`,
  INDUCT_TAC THEN REWRITE_TAC[number_of] THENL
   [REWRITE_TAC[INT_POW] THEN INT_ARITH_TAC; DISCH_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN
  ASM_SIMP_TAC[ARITH_RULE `i < n ==> i < SUC n`] THEN
  SUBGOAL_THEN `half_block(X(n:num))` MP_TAC THENL [ASM_SIMP_TAC[ARITH_RULE `n < SUC n`]; ALL_TAC] THEN
  REWRITE_TAC[half_block; INT_POW] THEN MP_TAC(SPEC `n:num` RADIX_POS) THEN
  SPEC_TAC(`radix pow n`,`p:int`) THEN REPEAT STRIP_TAC THEN
  MP_TAC(SPECL [`p:int`; `&536870911 * abs((X:num->int) n)`; `&2 pow 28 * (radix - &1)`] INT_LE_LMUL) THEN
  ASM_REWRITE_TAC[] THEN ANTS_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`number_of X n`; `p * (X:num->int) n`] INT_ABS_TRIANGLE) THEN
  REWRITE_TAC[INT_ABS_MUL] THEN
  SUBGOAL_THEN `abs(p:int) = p` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
  POP_ASSUM MP_TAC THEN POP_ASSUM(K ALL_TAC) THEN INT_ARITH_TAC);;

let QUOTIENT_BOUND = prove
 (`&0 <= c /\ c <= radix /\ &1 <= R /\ &536870911 * abs(q) <= &2 pow 28 * (R - &1) /\ half_block l
   ==> &100 * abs(c * q + R * l) < &101 * (radix * R)`,
  REWRITE_TAC[half_block] THEN STRIP_TAC THEN
  SUBGOAL_THEN `&536870911 * abs(c * q:int) <= radix * (&2 pow 28 * (R - &1))` ASSUME_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL; INT_ARITH `&536870911 * a * b:int = a * &536870911 * b`] THEN
    MATCH_MP_TAC INT_LE_MUL2 THEN ASM_REWRITE_TAC[] THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `&536870911 * abs(R * l:int) <= R * (&2 pow 28 * (radix - &1))` ASSUME_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL; INT_ARITH `&536870911 * a * b:int = a * &536870911 * b`] THEN
    MATCH_MP_TAC INT_LE_MUL2 THEN ASM_REWRITE_TAC[] THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`c * q:int`; `R * l:int`] INT_ABS_TRIANGLE) THEN
  SUBGOAL_THEN `&1 <= radix` ASSUME_TAC THENL
   [REWRITE_TAC[radix] THEN CONV_TAC INT_REDUCE_CONV; ALL_TAC] THEN
  SUBGOAL_THEN `&1 <= radix * R` ASSUME_TAC THENL
   [MP_TAC(SPECL [`&1:int`; `radix`; `&1:int`; `R:int`] INT_LE_MUL2) THEN
    ASM_REWRITE_TAC[] THEN INT_ARITH_TAC; ALL_TAC] THEN
  REPEAT(POP_ASSUM MP_TAC) THEN SPEC_TAC(`radix`,`r:int`) THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN
  INT_ARITH_TAC);;

let NO_CARRY = prove
 (`!(R:int) z x y q n u. R * (z + R * u) = x * y + q * n /\ &0 < n /\ &2 pow 20 * n < R /\ &1 <= R /\
   abs(x) < &2 pow 8 * n /\ abs(y) < &2 pow 8 * n /\ &100 * abs(q) < &101 * R /\
   &536870911 * abs(z) <= &2 pow 28 * (R - &1) ==> u = &0`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `abs(x * y) <= (&2 pow 8 * n) * (&2 pow 8 * n)` ASSUME_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL] THEN MATCH_MP_TAC INT_LE_MUL2 THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `n * (&2 pow 20 * n) <= n * R` ASSUME_TAC THENL
   [MATCH_MP_TAC INT_LE_LMUL THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `n * (&100 * abs(q)) <= n * (&101 * R)` ASSUME_TAC THENL
   [MATCH_MP_TAC INT_LE_LMUL THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `R * (&1600 * abs(z + R * u)) <= R * (&1716 * n)` MP_TAC THENL
   [MP_TAC(AP_TERM `abs:int->int` (ASSUME `R * (z + R * u):int = x * y + q * n`)) THEN
    REWRITE_TAC[INT_ABS_MUL] THEN SUBGOAL_THEN `abs(R:int) = R` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
    MP_TAC(SPECL [`x * y:int`; `q * n:int`] INT_ABS_TRIANGLE) THEN
    MP_TAC(SPECL [`q:int`; `n:int`] INT_ABS_MUL) THEN
    SUBGOAL_THEN `abs(n:int) = n` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
    POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC THEN POP_ASSUM_LIST(K ALL_TAC) THEN
    SPEC_TAC(`abs(z + R * u:int)`,`w:int`) THEN SPEC_TAC(`abs(x * y + q * n:int)`,`v:int`) THEN
    SPEC_TAC(`abs(x * y:int)`,`a:int`) THEN SPEC_TAC(`abs(q * n:int)`,`b:int`) THEN SPEC_TAC(`abs q:int`,`d:int`) THEN
    CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `&0 < R:int` ASSUME_TAC THENL [ASM_INT_ARITH_TAC; ASM_SIMP_TAC[INT_LE_LMUL_EQ]] THEN
  DISCH_TAC THEN
  SUBGOAL_THEN `abs(R * u) < R * &1` MP_TAC THENL
   [REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[INT_ABS_MUL] THEN SUBGOAL_THEN `abs(R:int) = R` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
  ASM_SIMP_TAC[INT_LT_LMUL_EQ] THEN INT_ARITH_TAC);;

(* Both sides of the books, x to p0 being what is in them. *)
let BALANCE = prove
 (`!s1 s2 s3 s4 s5 r2 x y q nn zz r p0 l n c z1 z2 u.
   r * nn = n * c + &1
   ==> (r * r2) * p0 + s5 = (r * r2) * n ==> r * s3 + s4 = r * q * nn ==> s1 + s2 = x * y
   ==> s1 + r * s3 + (r * r2) * l * p0 + s2 + s4 + l * s5 =
       q + (r * r * r2) * zz + ((r * r * r2) * r2) * (z1 + r * (z2 + r * u))
   ==> (r * r * r2) * ((zz + r2 * z1 + (r * r2) * z2) + (r * r * r2) * u) =
       x * y + (c * q + (r * r2) * l) * n:int`,
  REPEAT GEN_TAC THEN DISCH_THEN(MP_TAC o AP_TERM `\x:int. q * x`) THEN
  DISCH_TAC THEN DISCH_THEN(MP_TAC o AP_TERM `\x:int. l * x`) THEN POP_ASSUM MP_TAC THEN
  CONV_TAC(DEPTH_CONV BETA_CONV) THEN INT_ARITH_TAC);;

(* A prepared modulus: N is (n * c + 1) / 2^174 and P is n, in blocks. *)
let MONTGOMERY_NUMBERS = prove
 (`5 <= B /\ B <= 12 /\ upper_ledger X Y M N P l Z B (B - 2) V /\
   V = z1 + radix * U /\ U = z2 + radix * u /\ Z' (B - 2) = z1 /\ Z' (B - 1) = z2 /\ (!i. i < B - 2 ==> Z' i = Z i) /\
   radix * number_of N B = n * c + &1 /\ number_of P B = n /\ &0 <= c /\ c <= radix /\
   (!i. i < B - 1 ==> half_block(M i)) /\ half_block l /\ (!i. i < B ==> half_block(Z' i)) /\
   &0 < n /\ &2 pow 20 * n < radix pow B /\
   abs(number_of X B) < &2 pow 8 * n /\ abs(number_of Y B) < &2 pow 8 * n
   ==> ?q. radix pow B * number_of Z' B = number_of X B * number_of Y B + q * n /\
           &100 * abs(q) < &101 * radix pow B`,
  STRIP_TAC THEN EXISTS_TAC `c * number_of M (B - 1) + radix pow (B - 1) * l` THEN
  SUBGOAL_THEN `radix pow B = radix * radix pow (B - 1)` ASSUME_TAC THENL
   [REWRITE_TAC[GSYM(CONJUNCT2 INT_POW)] THEN AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC(TAUT `b /\ (b ==> a) ==> a /\ b`) THEN CONJ_TAC THENL
   [FIRST_X_ASSUM SUBST1_TAC THEN MATCH_MP_TAC QUOTIENT_BOUND THEN
    ASM_SIMP_TAC[RADIX_POS; NUMBER_BOUND]; DISCH_TAC] THEN
  SUBGOAL_THEN `number_of Z' B = number_of Z (B - 2) + radix pow (B - 2) * z1 + radix pow (B - 1) * z2` ASSUME_TAC THENL
   [SUBGOAL_THEN `?b. B = SUC(SUC b)` (X_CHOOSE_THEN `b:num` SUBST_ALL_TAC) THENL
     [EXISTS_TAC `B - 2` THEN ASM_ARITH_TAC; ALL_TAC] THEN
    RULE_ASSUM_TAC(REWRITE_RULE[ARITH_RULE `SUC(SUC b) - 2 = b /\ SUC(SUC b) - 1 = SUC b`]) THEN
    REWRITE_TAC[number_of; ARITH_RULE `SUC(SUC b) - 2 = b /\ SUC(SUC b) - 1 = SUC b`] THEN
    ASM_REWRITE_TAC[GSYM INT_ADD_ASSOC] THEN AP_THM_TAC THEN AP_TERM_TAC THEN
    MATCH_MP_TAC NUMBER_EXT THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  SUBGOAL_THEN `radix pow B * (number_of Z' B + radix pow B * u) =
    number_of X B * number_of Y B + (c * number_of M (B - 1) + radix pow (B - 1) * l) * n` MP_TAC THENL
   [FIRST_X_ASSUM(MP_TAC o check (free_in `upper_sum` o concl) o REWRITE_RULE[upper_ledger]) THEN
    SUBGOAL_THEN `(B - 2) + 1 = B - 1 /\ radix pow (B + B - 2) = radix pow B * radix pow (B - 2) /\
      radix pow (B - 1) = radix * radix pow (B - 2)` (fun th -> REWRITE_TAC[th]) THENL
     [REWRITE_TAC[GSYM INT_POW_ADD; GSYM(CONJUNCT2 INT_POW)] THEN REPEAT CONJ_TAC THEN
      TRY AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
    MP_TAC ALL_PRODUCTS THEN MP_TAC ALL_QUOTIENTS THEN MP_TAC(INST [`P:num->int`,`N:num->int`] ALL_LAST) THEN
    ASM_REWRITE_TAC[] THEN
    SUBGOAL_THEN `radix pow (B - 1) = radix * radix pow (B - 2)` (fun th -> REWRITE_TAC[th]) THENL
     [REWRITE_TAC[GSYM(CONJUNCT2 INT_POW)] THEN AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
    UNDISCH_TAC `radix * number_of N B = n * c + &1` THEN POP_ASSUM_LIST(K ALL_TAC) THEN
    MATCH_ACCEPT_TAC BALANCE; ALL_TAC] THEN
  DISCH_TAC THEN
  SUBGOAL_THEN `u = &0:int` SUBST_ALL_TAC THENL
   [MATCH_MP_TAC NO_CARRY THEN MAP_EVERY EXISTS_TAC
     [`radix pow B`; `number_of Z' B`; `number_of X B`; `number_of Y B`;
      `c * number_of M (B - 1) + radix pow (B - 1) * l`; `n:int`] THEN
    REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN ASM_SIMP_TAC[RADIX_POS; NUMBER_BOUND];
    FIRST_X_ASSUM(MP_TAC o check (free_in `number_of Z' B` o lhand o concl)) THEN
    REWRITE_TAC[INT_MUL_RZERO; INT_ADD_RID]]);;

prioritize_num();;
