(* Numbers in signed digits of 29 bits, two of them at once: what the routines
   of asm/aarch64/pair_29.inc need to know. Independent of the machine model.

   Everything is said for one of the two numbers: `ln` is the half of a 64-bit
   word that belongs to it, `lo` or `hi`. Sums of products wrap on the way;
   what a word gathered is iword of an integer, iword being a homomorphism, and
   only complete columns are limited. *)

needs "Library/words.ml";;

prioritize_int();;

let lo = new_definition `lo (w:int64) = ival(word_subword w (0,32):int32)`;;
let hi = new_definition `hi (w:int64) = ival(word_subword w (32,32):int32)`;;

(* ------------------------------------------------------------------------- *)
(* Blocks: six digits, then fourteen differences.                            *)
(* ------------------------------------------------------------------------- *)

(* The digits of the 20 words x are at most w * 2^28, and their number is X. *)
let blockof = new_definition
 `blockof ln w (x:num->int64) (X:int) <=>
    (!i. i < 6 ==> abs(ln(x i):int) <= &w * &2 pow 28) /\
    X = ln(x 0) + &2 pow 29 * ln(x 1) + &2 pow 58 * ln(x 2) +
        &2 pow 87 * ln(x 3) + &2 pow 116 * ln(x 4) + &2 pow 145 * ln(x 5) /\
    ln(x 6) = ln(x 2) - ln(x 3) /\ ln(x 7) = ln(x 3) - ln(x 4) /\
    ln(x 8) = ln(x 0) - ln(x 5) /\ ln(x 9) = ln(x 2) - ln(x 5) /\
    ln(x 10) = ln(x 2) - ln(x 4) /\ ln(x 11) = ln(x 3) - ln(x 5) /\
    ln(x 12) = ln(x 0) - ln(x 4) /\ ln(x 13) = ln(x 1) - ln(x 5) /\
    ln(x 14) = ln(x 0) - ln(x 3) /\ ln(x 15) = ln(x 1) - ln(x 4) /\
    ln(x 16) = ln(x 0) - ln(x 2) /\ ln(x 17) = ln(x 1) - ln(x 3) /\
    ln(x 18) = ln(x 0) - ln(x 1) /\ ln(x 19) = ln(x 1) - ln(x 2)`;;

(* A product of two words in the lane, as a multiply-add adds it. *)
let mac = new_definition
 `mac (ln:int64->int) x y = iword(ln x * ln y):int64`;;

(* ------------------------------------------------------------------------- *)
(* Sums: the accumulators and what their eleven columns are.                 *)
(* ------------------------------------------------------------------------- *)

(* d0..d5, e1..e8, x9, c are the sums D_i, E_i, of column 9, and the carries. *)
let accumulated = new_definition
 `accumulated (K:num->int) d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 (x9:int64) (c:int64) <=>
    iword(K 0) = word_add d0 c /\
    iword(K 1) = word_sub (word_add d0 d1) e1 /\
    iword(K 2) = word_sub (word_add (word_add d0 d1) d2) e2 /\
    iword(K 3) = word_sub (word_add (word_add (word_add d0 d1) d2) d3) e3 /\
    iword(K 4) = word_sub (word_add (word_add (word_add (word_add d0 d1) d2) d3) d4) e4 /\
    iword(K 5) = word_sub (word_add (word_add (word_add (word_add (word_add d0 d1) d2) d3) d4) d5) e5 /\
    iword(K 6) = word_sub (word_add (word_add (word_add (word_add d1 d2) d3) d4) d5) e6 /\
    iword(K 7) = word_sub (word_add (word_add (word_add d2 d3) d4) d5) e7 /\
    iword(K 8) = word_sub (word_add (word_add d3 d4) d5) e8 /\
    iword(K 9) = x9 /\
    iword(K 10) = d5`;;

(* The columns themselves, the upper ones where `columns` puts them. *)
let in_columns = new_definition
 `in_columns (K:num->int) (t0:int64) (t1:int64) (t2:int64) (t3:int64) (t4:int64) (t5:int64)
   (e1:int64) (e2:int64) (e3:int64) (e4:int64) (c:int64) <=>
    t0 = iword(K 0) /\ t1 = iword(K 1) /\ t2 = iword(K 2) /\
    t3 = iword(K 3) /\ t4 = iword(K 4) /\ t5 = iword(K 5) /\
    c = iword(K 6) /\ word_neg e1 = iword(K 7) /\ word_neg e2 = iword(K 8) /\
    word_neg e3 = iword(K 9) /\ word_neg e4 = iword(K 10)`;;

(* The number in eleven columns, and how far each is from zero: column c is
   counted in products of digits, a from the upper half of the column of blocks
   below, b from blocks of this one, m blocks altogether above column 5; r and s
   count what carries left. *)
let total = new_definition
 `total (K:num->int) = K 0 + &2 pow 29 * K 1 + &2 pow 58 * K 2 + &2 pow 87 * K 3 +
    &2 pow 116 * K 4 + &2 pow 145 * K 5 + &2 pow 174 * K 6 + &2 pow 203 * K 7 +
    &2 pow 232 * K 8 + &2 pow 261 * K 9 + &2 pow 290 * K 10`;;
let limited = new_definition
 `limited (K:num->int) a b m r s <=>
    (!i. i < 6 ==> abs(K i) <= &((5 - i) * a + (i + 1) * b) * &2 pow 56 + &r * &2 pow 37) /\
    (!i. 6 <= i /\ i < 11 ==> abs(K i) <= &((11 - i) * m) * &2 pow 56 + &s * &2 pow 35)`;;

let gathered = new_definition
 `gathered V a b m r s d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c <=>
    ?K. accumulated K d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c /\
        V = total K /\ limited K a b m r s`;;
let columned = new_definition
 `columned V a b m r s t0 t1 t2 t3 t4 t5 e1 e2 e3 e4 c <=>
    ?K. in_columns K t0 t1 t2 t3 t4 t5 e1 e2 e3 e4 c /\ V = total K /\ limited K a b m r s`;;

(* ------------------------------------------------------------------------- *)
(* A product of two blocks.                                                  *)
(* ------------------------------------------------------------------------- *)

(* Column c of the product of the digits x and y. *)
let convolution = new_definition
 `convolution (x:num->int) y c =
    if c = 0 then x 0 * y 0
    else if c = 1 then x 0 * y 1 + x 1 * y 0
    else if c = 2 then x 0 * y 2 + x 1 * y 1 + x 2 * y 0
    else if c = 3 then x 0 * y 3 + x 1 * y 2 + x 2 * y 1 + x 3 * y 0
    else if c = 4 then x 0 * y 4 + x 1 * y 3 + x 2 * y 2 + x 3 * y 1 + x 4 * y 0
    else if c = 5 then x 0 * y 5 + x 1 * y 4 + x 2 * y 3 + x 3 * y 2 + x 4 * y 1 + x 5 * y 0
    else if c = 6 then x 1 * y 5 + x 2 * y 4 + x 3 * y 3 + x 4 * y 2 + x 5 * y 1
    else if c = 7 then x 2 * y 5 + x 3 * y 4 + x 4 * y 3 + x 5 * y 2
    else if c = 8 then x 3 * y 5 + x 4 * y 4 + x 5 * y 3
    else if c = 9 then x 4 * y 5 + x 5 * y 4
    else x 5 * y 5`;;

let IWORD_HOM =
  let ths = map (INST_TYPE [`:64`,`:N`]) [IWORD_INT_ADD; IWORD_INT_SUB; IWORD_INT_MUL; IWORD_INT_NEG] in
  map GSYM ths;;
let AS_IWORD = prove(`x:int64 = iword(ival x)`,REWRITE_TAC[IWORD_IVAL]);;

(* An identity between words that iword makes one between integers. *)
let IWORD_RULE_TAC vars : tactic =
  MAP_EVERY (fun v -> SUBST1_TAC(INST [v,`x:int64`] AS_IWORD) THEN
    SPEC_TAC(mk_comb(`ival:int64->int`,v),mk_var("i_" ^ fst(dest_var v),`:int`)) THEN GEN_TAC) vars THEN
  REWRITE_TAC IWORD_HOM THEN AP_TERM_TAC THEN CONV_TAC INT_RING;;

let convolution_at =
  let def = SPEC_ALL convolution in
  map (fun c -> REWRITE_RULE[ARITH_EQ] (INST [mk_small_numeral c,`c:num`] def)) (0--10);;

(* The digits of a block, and its differences in their terms. *)
let SUMS_STEP = prove
 (`accumulated K d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c /\
   blockof ln w x X /\ blockof ln v y Y
   ==> accumulated (\i. K i + convolution (\i. ln(x i)) (\i. ln(y i)) i)
        (word_add d0 (mac ln (x 0) (y 0))) (word_add d1 (mac ln (x 1) (y 1)))
        (word_add d2 (mac ln (x 2) (y 2))) (word_add d3 (mac ln (x 3) (y 3)))
        (word_add d4 (mac ln (x 4) (y 4))) (word_add d5 (mac ln (x 5) (y 5)))
        (word_add e1 (mac ln (x 18) (y 18))) (word_add e2 (mac ln (x 16) (y 16)))
        (word_add (word_add e3 (mac ln (x 14) (y 14))) (mac ln (x 19) (y 19)))
        (word_add (word_add e4 (mac ln (x 12) (y 12))) (mac ln (x 17) (y 17)))
        (word_add (word_add (word_add e5 (mac ln (x 6) (y 6))) (mac ln (x 8) (y 8))) (mac ln (x 15) (y 15)))
        (word_add (word_add e6 (mac ln (x 10) (y 10))) (mac ln (x 13) (y 13)))
        (word_add (word_add e7 (mac ln (x 7) (y 7))) (mac ln (x 9) (y 9)))
        (word_add e8 (mac ln (x 11) (y 11)))
        (word_add (word_add x9 (mac ln (x 4) (y 5))) (mac ln (x 5) (y 4))) c`,
  REWRITE_TAC[accumulated; blockof; mac] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
  DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN
  DISCH_THEN(fun th -> REWRITE_TAC(filter (is_eq o concl) (CONJUNCTS th))) THEN
  REWRITE_TAC(IWORD_INT_ADD :: convolution_at) THEN
  FIRST_X_ASSUM(fun th -> REWRITE_TAC(CONJUNCTS th)) THEN
  SPEC_TAC(`iword(K 9):int64`,`k9:int64`) THEN SPEC_TAC(`iword(K 10):int64`,`k10:int64`) THEN
  REPEAT GEN_TAC THEN
  MAP_EVERY (fun i -> SPEC_TAC(mk_comb(`ln:int64->int`,mk_comb(`x:num->int64`,mk_small_numeral i)),
                               mk_var("x_" ^ string_of_int i,`:int`)) THEN GEN_TAC) (0--5) THEN
  MAP_EVERY (fun i -> SPEC_TAC(mk_comb(`ln:int64->int`,mk_comb(`y:num->int64`,mk_small_numeral i)),
                               mk_var("y_" ^ string_of_int i,`:int`)) THEN GEN_TAC) (0--5) THEN
  REPEAT CONJ_TAC THEN
  IWORD_RULE_TAC [`d0:int64`; `d1:int64`; `d2:int64`; `d3:int64`; `d4:int64`; `d5:int64`;
    `e1:int64`; `e2:int64`; `e3:int64`; `e4:int64`; `e5:int64`; `e6:int64`; `e7:int64`; `e8:int64`;
    `x9:int64`; `c:int64`]);;

let SMALL_CASES = prove
 (`((!i. i < 6 ==> P i) <=> P 0 /\ P 1 /\ P 2 /\ P 3 /\ P 4 /\ P 5) /\
   ((!i. 6 <= i /\ i < 11 ==> P i) <=> P 6 /\ P 7 /\ P 8 /\ P 9 /\ P 10)`,
  CONJ_TAC THENL [CONV_TAC(LAND_CONV EXPAND_CASES_CONV) THEN REWRITE_TAC[]; ALL_TAC] THEN
  EQ_TAC THENL [DISCH_TAC THEN REPEAT CONJ_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ARITH_TAC; ALL_TAC] THEN
  STRIP_TAC THEN GEN_TAC THEN DISCH_TAC THEN
  SUBGOAL_THEN `i = 6 \/ i = 7 \/ i = 8 \/ i = 9 \/ i = 10` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC; ALL_TAC; ALL_TAC; ALL_TAC; ALL_TAC] THEN ASM_REWRITE_TAC[]);;
let LIMITED = (REWRITE_CONV[limited; SMALL_CASES] THENC NUM_REDUCE_CONV THENC
   REWRITE_CONV[GSYM INT_OF_NUM_ADD; GSYM INT_OF_NUM_MUL; MULT_CLAUSES] THENC INT_REDUCE_CONV)
  `limited K a b m r s`;;

let PRODUCT_BOUND = prove
 (`!(x:int) y w v. abs(x) <= &w * &2 pow 28 /\ abs(y) <= &v * &2 pow 28 ==> abs(x * y) <= &(w * v) * &2 pow 56`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[INT_ABS_MUL; GSYM INT_OF_NUM_MUL] THEN
  REWRITE_TAC[INT_ARITH `((w:int) * v) * &2 pow 56 = (w * &2 pow 28) * (v * &2 pow 28)`] THEN
  MATCH_MP_TAC INT_LE_MUL2 THEN ASM_REWRITE_TAC[INT_ABS_POS]);;

let BLOCK_STEP = prove
 (`gathered V a b m r s d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c /\
   blockof ln w x X /\ blockof ln v y Y
   ==> gathered (V + X * Y) a (b + w * v) (m + w * v) r s
        (word_add d0 (mac ln (x 0) (y 0))) (word_add d1 (mac ln (x 1) (y 1)))
        (word_add d2 (mac ln (x 2) (y 2))) (word_add d3 (mac ln (x 3) (y 3)))
        (word_add d4 (mac ln (x 4) (y 4))) (word_add d5 (mac ln (x 5) (y 5)))
        (word_add e1 (mac ln (x 18) (y 18))) (word_add e2 (mac ln (x 16) (y 16)))
        (word_add (word_add e3 (mac ln (x 14) (y 14))) (mac ln (x 19) (y 19)))
        (word_add (word_add e4 (mac ln (x 12) (y 12))) (mac ln (x 17) (y 17)))
        (word_add (word_add (word_add e5 (mac ln (x 6) (y 6))) (mac ln (x 8) (y 8))) (mac ln (x 15) (y 15)))
        (word_add (word_add e6 (mac ln (x 10) (y 10))) (mac ln (x 13) (y 13)))
        (word_add (word_add e7 (mac ln (x 7) (y 7))) (mac ln (x 9) (y 9)))
        (word_add e8 (mac ln (x 11) (y 11)))
        (word_add (word_add x9 (mac ln (x 4) (y 5))) (mac ln (x 5) (y 4))) c`,
  REWRITE_TAC[gathered] THEN
  DISCH_THEN(CONJUNCTS_THEN2 (X_CHOOSE_THEN `K:num->int` STRIP_ASSUME_TAC) STRIP_ASSUME_TAC) THEN
  MP_TAC SUMS_STEP THEN ASM_REWRITE_TAC[] THEN DISCH_TAC THEN
  EXISTS_TAC `\i. K i + convolution (\i. ln(x i:int64)) (\i. ln(y i:int64)) i` THEN
  CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  CONJ_TAC THENL
   [RULE_ASSUM_TAC(REWRITE_RULE[blockof; total]) THEN
    REPEAT(FIRST_X_ASSUM(STRIP_ASSUME_TAC o check (is_conj o concl))) THEN
    REWRITE_TAC[total] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
    REWRITE_TAC convolution_at THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
    FIRST_X_ASSUM(SUBST1_TAC o check ((=) `X:int` o lhand o concl)) THEN
    FIRST_X_ASSUM(SUBST1_TAC o check ((=) `Y:int` o lhand o concl)) THEN
    FIRST_X_ASSUM(SUBST1_TAC o check ((=) `V:int` o lhand o concl)) THEN
    CONV_TAC INT_RING; ALL_TAC] THEN
  SUBGOAL_THEN `!i j. i < 6 /\ j < 6 ==> abs(ln(x i:int64) * ln(y j:int64):int) <= &(w * v) * &2 pow 56` MP_TAC THENL
   [REPEAT STRIP_TAC THEN MATCH_MP_TAC PRODUCT_BOUND THEN RULE_ASSUM_TAC(REWRITE_RULE[blockof]) THEN
    ASM_SIMP_TAC[]; ALL_TAC] THEN
  DISCH_THEN(fun th -> MAP_EVERY (fun i -> MAP_EVERY (fun j ->
    MP_TAC(CONV_RULE(DEPTH_CONV INT_POW_CONV)
      (REWRITE_RULE[ARITH] (SPECL [mk_small_numeral i; mk_small_numeral j] th))) THEN DISCH_TAC) (0--5)) (0--5)) THEN
  UNDISCH_TAC `limited K a b m r s` THEN REWRITE_TAC[LIMITED] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
  REWRITE_TAC(map (CONV_RULE(DEPTH_CONV BETA_CONV) o INST [`\i:num. ln(x i:int64):int`,`x:num->int`; `\i:num. ln(y i:int64):int`,`y:num->int`]) convolution_at) THEN
  REWRITE_TAC[GSYM INT_OF_NUM_ADD] THEN
  POP_ASSUM_LIST(fun ths -> STRIP_TAC THEN MAP_EVERY (ASSUME_TAC) (filter (can (find_term ((=) `ln:int64->int`)) o concl) ths)) THEN
  REPEAT CONJ_TAC THEN
  W(fun (asl,w) -> let wanted = find_terms (fun t -> is_binop `( * ):int->int->int` t && is_comb(rand t) && rator(rand t) = `ln:int64->int`) w in
    let col = find_term (fun t -> is_comb t && rator t = `K:num->int`) w in
    let useful th = try mem (rand(lhand(concl th))) (col :: wanted) with Failure _ -> false in
    MAP_EVERY (MP_TAC o snd) (filter (useful o snd) asl)) THEN INT_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* The columns, computed.                                                    *)
(* ------------------------------------------------------------------------- *)

let GATHERED_COLUMNS = prove
 (`gathered V a b m r s d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c
   ==> columned V a b m r s (word_add d0 c) (word_sub (word_add d0 d1) e1)
        (word_sub (word_add (word_add d0 d1) d2) e2)
        (word_sub (word_sub (word_add (word_add (word_add d0 d1) d2) (word_add d3 (word_add d4 d5)))
                            (word_add d4 d5)) e3)
        (word_sub (word_sub (word_add (word_add (word_add d0 d1) d2) (word_add d3 (word_add d4 d5))) d5) e4)
        (word_sub (word_add (word_add (word_add d0 d1) d2) (word_add d3 (word_add d4 d5))) e5)
        (word_sub e7 (word_add d2 (word_add d3 (word_add d4 d5))))
        (word_sub e8 (word_add d3 (word_add d4 d5))) (word_neg x9) (word_neg d5)
        (word_sub (word_add (word_add d2 (word_add d3 (word_add d4 d5))) d1) e6)`,
  REWRITE_TAC[gathered; columned] THEN
  DISCH_THEN(X_CHOOSE_THEN `K:num->int` STRIP_ASSUME_TAC) THEN EXISTS_TAC `K:num->int` THEN
  ASM_REWRITE_TAC[in_columns] THEN UNDISCH_TAC
   `accumulated K d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c` THEN
  REWRITE_TAC[accumulated] THEN DISCH_THEN(fun th -> REWRITE_TAC(CONJUNCTS th)) THEN
  CONV_TAC WORD_RULE);;

(* ------------------------------------------------------------------------- *)
(* Digits and carries.                                                       *)
(* ------------------------------------------------------------------------- *)

let carry = new_definition `carry (s:int) = (s + &2 pow 28) div &2 pow 29`;;
let digit = new_definition `digit (s:int) = s - &2 pow 29 * carry s`;;

let round29 = new_definition
 `round29 (x:int64) = iword((ival x + &2 pow 28) div &2 pow 29):int64`;;

let DIGIT_BOUND = prove
 (`!s. --(&2 pow 28) <= digit s /\ digit s < &2 pow 28`,
  GEN_TAC THEN REWRITE_TAC[digit; carry] THEN
  MP_TAC(SPECL [`(s + &2 pow 28):int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let DIGIT_ABS = prove
 (`!s. abs(digit s) <= &2 pow 28`,
  GEN_TAC THEN MP_TAC(SPEC `s:int` DIGIT_BOUND) THEN INT_ARITH_TAC);;
let DIGIT_UNIQUE = prove
 (`!s d k. s = d + &2 pow 29 * k /\ --(&2 pow 28) <= d /\ d < &2 pow 28 ==> digit s = d`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[digit; carry] THEN
  SUBGOAL_THEN `(s + &2 pow 28) div &2 pow 29 = k:int` SUBST1_TAC THENL
   [MATCH_MP_TAC INT_DIV_UNIQ THEN EXISTS_TAC `(d + &2 pow 28):int` THEN
    REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
    ASM_REWRITE_TAC[] THEN INT_ARITH_TAC]);;
let CARRY_ABS = prove
 (`!s. abs(s) <= &2 pow 63 ==> abs(carry s) <= &2 pow 34 + &1`,
  GEN_TAC THEN MP_TAC(SPEC `s:int` DIGIT_BOUND) THEN REWRITE_TAC[digit] THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* Shifted to the left and back, the low 29 bits are left, signed. *)
let SHIFT_DIGIT n ty = prove(
  subst [mk_small_numeral n,`n:num`] (inst [ty,`:N`]
   `!x:N word s. x = iword s ==> ival(word_ishr (word_shl x n) n) = digit s`),
  REPEAT STRIP_TAC THEN CONV_TAC SYM_CONV THEN MATCH_MP_TAC DIGIT_UNIQUE THEN
  REWRITE_TAC[IVAL_WORD_ISHR] THEN
  MP_TAC(ISPEC (subst [mk_small_numeral n,`n:num`] (inst [ty,`:N`] `word_shl (x:N word) n`)) IVAL_BOUND) THEN
  SUBGOAL_THEN (subst [mk_small_numeral n,`n:num`] (inst [ty,`:N`]
    `(ival(word_shl (x:N word) n) == &2 pow n * s) (mod (&2 pow dimindex(:N)))`)) MP_TAC THENL
   [POP_ASSUM SUBST1_TAC THEN REWRITE_TAC[GSYM IWORD_EQ; IWORD_IVAL; word_shl; IWORD_INT_MUL] THEN
    REWRITE_TAC[WORD_MUL; WORD_VAL; INT_OF_NUM_POW; GSYM WORD_IWORD] THEN
    MATCH_ACCEPT_TAC WORD_MUL_SYM; ALL_TAC] THEN
  CONV_TAC(ONCE_DEPTH_CONV DIMINDEX_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN
  REWRITE_TAC[int_congruent] THEN
  DISCH_THEN(X_CHOOSE_TAC `k:int`) THEN STRIP_TAC THEN EXISTS_TAC `--k:int` THEN
  SUBGOAL_THEN (subst [mk_small_numeral n,`n:num`] (inst [ty,`:N`]
    `ival(word_shl (x:N word) n) div &2 pow n = s + &2 pow 29 * k`)) SUBST1_TAC THENL
   [MATCH_MP_TAC INT_DIV_UNIQ THEN EXISTS_TAC `&0:int`; ALL_TAC] THEN
  REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let DIGIT_64 = SHIFT_DIGIT 35 `:64`;;
let DIGIT_32 = SHIFT_DIGIT 3 `:32`;;

(* The digit of a column's word, as the vector of all digits has it. *)
let dg = new_definition
 `dg (t:int64) = ival(word_ishr (word_shl (word_subword t (0,32):int32) 3) 3)`;;
let DG = prove
 (`!s. dg(iword s) = digit s`,
  GEN_TAC THEN REWRITE_TAC[dg] THEN MATCH_MP_TAC DIGIT_32 THEN
  REWRITE_TAC[word_subword; EXP; DIV_1; REWRITE_RULE[DIMINDEX_32]
    (INST_TYPE [`:32`,`:N`] WORD_MOD_SIZE)] THEN
  MP_TAC(ISPEC `s:int` (INST_TYPE [`:64`,`:N`] VAL_IWORD_CONG)) THEN
  DISCH_TAC THEN REWRITE_TAC[WORD_IWORD; IWORD_EQ; DIMINDEX_32] THEN
  POP_ASSUM MP_TAC THEN REWRITE_TAC[DIMINDEX_64; int_congruent] THEN
  DISCH_THEN(X_CHOOSE_TAC `k:int`) THEN EXISTS_TAC `&2 pow 32 * k:int` THEN
  POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let ROUND29 = prove
 (`!s. abs(s) < &2 pow 63 ==> round29(iword s) = iword(carry s)`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[round29; carry] THEN
  SUBGOAL_THEN `ival(iword s:int64) = s` (fun th -> REWRITE_TAC[th]) THEN
  MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_64] THEN
  CONV_TAC NUM_REDUCE_CONV THEN POP_ASSUM MP_TAC THEN INT_ARITH_TAC);;

(* From the words of the columns of K, the carries go up. *)
let room = `5 * a + b <= 126 /\ 6 * b <= 126 /\ m <= 25 /\ r <= 100 /\ s <= 1`;;
let LIMITED_63 = prove
 (vsubst [room,`p:bool`] `limited K a b m r s /\ p
   ==> abs(K 0) <= &127 * &2 pow 56 /\ abs(K 1) <= &127 * &2 pow 56 /\ abs(K 2) <= &127 * &2 pow 56 /\
       abs(K 3) <= &127 * &2 pow 56 /\ abs(K 4) <= &127 * &2 pow 56 /\ abs(K 5) <= &127 * &2 pow 56`,
  REWRITE_TAC[LIMITED; GSYM INT_OF_NUM_CLAUSES] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

let CARRY_UP = prove
 (`abs(k) <= &127 * &2 pow 56 /\ abs(j) <= &127 * &2 pow 56 + &2 pow 35 /\
   u = word_add (iword k) (round29 (iword j))
   ==> u = iword(k + carry j) /\ abs(k + carry j) <= &127 * &2 pow 56 + &2 pow 35`,
  STRIP_TAC THEN MP_TAC(SPEC `j:int` CARRY_ABS) THEN MP_TAC(SPEC `j:int` ROUND29) THEN
  REPEAT(ANTS_TAC THENL
   [REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; DISCH_TAC]) THEN
  ASM_REWRITE_TAC[IWORD_INT_ADD] THEN
  REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* Column i with what the columns below carry into it. *)
let carried = define
 `carried (K:num->int) 0 = K 0 /\
  carried K (SUC i) = K (SUC i) + carry(carried K i)`;;
let CARRIED_AT = map (fun i -> let th = SPEC_ALL(CONJUNCT2 carried) in
   CONV_RULE NUM_REDUCE_CONV (INST [mk_small_numeral i,`i:num`] th)) (0--4);;

(* The columns' words after the carries. *)
let CARRIED = prove
 (vsubst [room,`p:bool`] `in_columns K t0 t1 t2 t3 t4 t5 e1 e2 e3 e4 c /\ limited K a b m r s /\ p /\
   u1 = word_add t1 (round29 t0) /\ u2 = word_add t2 (round29 u1) /\ u3 = word_add t3 (round29 u2) /\
   u4 = word_add t4 (round29 u3) /\ u5 = word_add t5 (round29 u4) /\ c' = word_add c (round29 u5)
   ==> t0 = iword(carried K 0) /\ u1 = iword(carried K 1) /\ u2 = iword(carried K 2) /\
       u3 = iword(carried K 3) /\ u4 = iword(carried K 4) /\ u5 = iword(carried K 5) /\
       c' = iword(K 6 + carry(carried K 5)) /\ abs(carried K 5) <= &127 * &2 pow 56 + &2 pow 35`,
  STRIP_TAC THEN FIRST_X_ASSUM(MP_TAC o GEN_REWRITE_RULE I [in_columns]) THEN STRIP_TAC THEN
  MP_TAC LIMITED_63 THEN ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
  SUBGOAL_THEN `abs(carried K 0) <= &127 * &2 pow 56 + &2 pow 35` ASSUME_TAC THENL
   [REWRITE_TAC[carried] THEN FIRST_X_ASSUM(MP_TAC o check (fun th -> free_in `abs((K:num->int) 0)` (concl th))) THEN
    CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `t0:int64 = iword(carried K 0)` ASSUME_TAC THENL [ASM_REWRITE_TAC[carried]; ALL_TAC] THEN
  MAP_EVERY (fun (k,th,u) ->
    SUBGOAL_THEN (subst [rand(lhs(concl th)),`i:num`; u,`uu:int64`]
     `uu:int64 = iword(carried K i) /\ abs(carried K i) <= &127 * &2 pow 56 + &2 pow 35`) STRIP_ASSUME_TAC THENL
     [REWRITE_TAC[th] THEN MATCH_MP_TAC CARRY_UP THEN
      REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN
      FIRST_X_ASSUM(fun th -> if lhand(concl th) = u then GEN_REWRITE_TAC LAND_CONV [th] else failwith "") THEN
      BINOP_TAC THENL [FIRST_ASSUM ACCEPT_TAC; AP_TERM_TAC THEN FIRST_ASSUM ACCEPT_TAC]; ALL_TAC])
   (map2 (fun th i -> i,th,mk_var("u" ^ string_of_int i,`:int64`)) CARRIED_AT (1--5)) THEN
  REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN
  FIRST_X_ASSUM(fun th -> if lhand(concl th) = `c':int64` then REWRITE_TAC[th] else failwith "") THEN
  REWRITE_TAC[IWORD_INT_ADD] THEN BINOP_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  UNDISCH_THEN `u5:int64 = iword(carried K 5)` SUBST1_TAC THEN
  MATCH_MP_TAC ROUND29 THEN
  POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

let carries_up =
 `u1 = word_add t1 (round29 t0) /\ u2 = word_add t2 (round29 u1) /\ u3 = word_add t3 (round29 u2) /\
  u4 = word_add t4 (round29 u3) /\ u5 = word_add t5 (round29 u4) /\ c' = word_add c (round29 u5)`;;
let digits_value =
 `dg t0 + &2 pow 29 * dg u1 + &2 pow 58 * dg u2 + &2 pow 87 * dg u3 + &2 pow 116 * dg u4 + &2 pow 145 * dg u5`;;
let with_words = vsubst [room,`room:bool`; carries_up,`up:bool`; digits_value,`digits:int`];;

let OPEN_CARRIED = prove
 (with_words `columned V a b m r s t0 t1 t2 t3 t4 t5 e1 e2 e3 e4 c /\ room /\ up
   ==> ?K. in_columns K t0 t1 t2 t3 t4 t5 e1 e2 e3 e4 c /\ V = total K /\ limited K a b m r s /\
       t0 = iword(carried K 0) /\ u1:int64 = iword(carried K 1) /\ u2:int64 = iword(carried K 2) /\
       u3:int64 = iword(carried K 3) /\ u4:int64 = iword(carried K 4) /\ u5:int64 = iword(carried K 5) /\
       c':int64 = iword(K 6 + carry(carried K 5)) /\ abs(carry(carried K 5)) <= &2 pow 34 + &1`,
  REWRITE_TAC[columned] THEN
  DISCH_THEN(CONJUNCTS_THEN2 (X_CHOOSE_THEN `K:num->int` STRIP_ASSUME_TAC) STRIP_ASSUME_TAC) THEN
  EXISTS_TAC `K:num->int` THEN
  MP_TAC CARRIED THEN ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
  REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN
  MATCH_MP_TAC CARRY_ABS THEN POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* A column of blocks ends: its digits, and what the next one starts with. *)
let COLUMN_DIGITS = prove
 (with_words `columned V a b m r s t0 t1 t2 t3 t4 t5 e1 e2 e3 e4 c /\ room /\ up
   ==> ?U. V = digits + &2 pow 174 * U /\
       gathered U m 0 0 1 0 (word 0) (word 0) (word 0) (word 0) (word 0) (word 0)
         e1 e2 e3 e4 (word 0) (word 0) (word 0) (word 0) (word 0) c'`,
  DISCH_THEN(fun th -> STRIP_ASSUME_TAC(CONJUNCT1(CONJUNCT2 th)) THEN
    X_CHOOSE_THEN `K:num->int` STRIP_ASSUME_TAC (MATCH_MP OPEN_CARRIED th)) THEN
  EXISTS_TAC `(K 6 + carry(carried K 5)) + &2 pow 29 * K 7 + &2 pow 58 * K 8 +
              &2 pow 87 * K 9 + &2 pow 116 * K 10:int` THEN
  CONJ_TAC THENL
   [ASM_REWRITE_TAC[DG; digit; total] THEN REWRITE_TAC(CONJUNCT1 carried :: CARRIED_AT) THEN
    CONV_TAC INT_RING; ALL_TAC] THEN
  REWRITE_TAC[gathered] THEN
  EXISTS_TAC `\i. if i = 0 then K 6 + carry(carried K 5) else if i < 5 then K(i + 6) else &0:int` THEN
  REWRITE_TAC[accumulated; total; LIMITED] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
  CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[] THEN
  UNDISCH_TAC `in_columns K t0 t1 t2 t3 t4 t5 e1 e2 e3 e4 c` THEN REWRITE_TAC[in_columns] THEN
  DISCH_THEN(fun th -> REWRITE_TAC(map GSYM (CONJUNCTS th))) THEN
  CONJ_TAC THENL [ASM_REWRITE_TAC[GSYM WORD_IWORD] THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
  CONJ_TAC THENL [CONV_TAC INT_RING; ALL_TAC] THEN
  UNDISCH_TAC `limited K a b m r s` THEN REWRITE_TAC[LIMITED] THEN
  FIRST_X_ASSUM(MP_TAC o check (free_in `abs:int->int` o concl)) THEN
  UNDISCH_TAC `s <= 1` THEN REWRITE_TAC[GSYM INT_OF_NUM_CLAUSES] THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* The digits take the place of a column's sums before more is added to it. *)
let restart t = vsubst [t,`t:int64`] `word_ishr (word_shl t 35) 35:int64`;;
let CARRY_COLUMNS = prove
 (vsubst (map (fun i -> restart(mk_var((if i = 0 then "t" else "u") ^ string_of_int i,`:int64`)),
                        mk_var("q" ^ string_of_int i,`:int64`)) (0--5)) (with_words
  `columned V a b m r s t0 t1 t2 t3 t4 t5 e1 e2 (word_neg x9) (word_neg d5) c /\ room /\ up /\ s = 0
   ==> gathered V 0 0 m 1 1 q0 (word 0) (word 0) (word 0) (word 0) d5
         (word_sub q0 q1) (word_sub q0 q2) (word_sub q0 q3) (word_sub q0 q4) (word_add (word_sub q0 q5) d5)
         (word_sub d5 c') (word_add e1 d5) (word_add e2 d5) x9 (word 0)`),
  REWRITE_TAC[GSYM CONJ_ASSOC] THEN STRIP_TAC THEN
  MP_TAC(INST [`word_neg x9:int64`,`e3:int64`; `word_neg d5:int64`,`e4:int64`] OPEN_CARRIED) THEN
  ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
  REWRITE_TAC[gathered] THEN
  EXISTS_TAC `\i. if i < 6 then digit(carried K i)
                  else if i = 6 then K 6 + carry(carried K 5) else K i` THEN
  REWRITE_TAC[accumulated; total; LIMITED] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
  CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[] THEN
  SUBGOAL_THEN `!t s. t = iword s ==> word_ishr (word_shl t 35) 35 = iword(digit s):int64`
   (fun th -> MAP_EVERY (fun h -> try SUBST1_TAC(MATCH_MP th h) with Failure _ -> ALL_TAC)
      (map ASSUME [`t0:int64 = iword(carried K 0)`; `u1:int64 = iword(carried K 1)`; `u2:int64 = iword(carried K 2)`;
       `u3:int64 = iword(carried K 3)`; `u4:int64 = iword(carried K 4)`; `u5:int64 = iword(carried K 5)`])) THENL
   [REPEAT STRIP_TAC THEN FIRST_ASSUM(SUBST1_TAC o SYM o MATCH_MP DIGIT_64) THEN REWRITE_TAC[IWORD_IVAL]; ALL_TAC] THEN
  UNDISCH_TAC `in_columns K t0 t1 t2 t3 t4 t5 e1 e2 (word_neg x9) (word_neg d5) c` THEN REWRITE_TAC[in_columns] THEN
  DISCH_THEN(fun th -> REWRITE_TAC(map GSYM (CONJUNCTS th))) THEN
  CONJ_TAC THENL
   [REWRITE_TAC[ASSUME `c':int64 = iword(K 6 + carry(carried K 5))`] THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
  CONJ_TAC THENL
   [ASM_REWRITE_TAC[total; digit] THEN REWRITE_TAC(CONJUNCT1 carried :: CARRIED_AT) THEN
    CONV_TAC INT_RING; ALL_TAC] THEN
  MAP_EVERY (fun i -> MP_TAC(SPEC (mk_comb(`carried K`,mk_small_numeral i)) DIGIT_ABS)) (0--5) THEN
  UNDISCH_TAC `limited K a b m r s` THEN UNDISCH_THEN `s = 0` SUBST1_TAC THEN REWRITE_TAC[LIMITED] THEN
  FIRST_X_ASSUM(MP_TAC o check (free_in `abs:int->int` o concl)) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* Nothing was added yet. *)
let GATHERED_ZERO = prove
 (`gathered (&0) 0 0 0 0 0 (word 0) (word 0) (word 0) (word 0) (word 0) (word 0) (word 0) (word 0) (word 0)
     (word 0) (word 0) (word 0) (word 0) (word 0) (word 0) (word 0)`,
  REWRITE_TAC[gathered] THEN EXISTS_TAC `\i:num. &0:int` THEN
  REWRITE_TAC[accumulated; total; LIMITED; GSYM WORD_IWORD] THEN CONJ_TAC THENL
   [CONV_TAC WORD_REDUCE_CONV; CONV_TAC INT_REDUCE_CONV]);;

(* Less may be assumed. *)
let GATHERED_LOOSER = prove
 (`!a b r s. gathered V a b m r s d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c
   ==> !a' b' r' s'. a <= a' /\ b <= b' /\ r <= r' /\ s <= s'
   ==> gathered V a' b' m r' s' d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c`,
  REPEAT GEN_TAC THEN REWRITE_TAC[gathered] THEN
  DISCH_THEN(X_CHOOSE_THEN `K:num->int` STRIP_ASSUME_TAC) THEN REPEAT STRIP_TAC THEN
  EXISTS_TAC `K:num->int` THEN ASM_REWRITE_TAC[] THEN
  UNDISCH_TAC `limited K a b m r s` THEN REWRITE_TAC[LIMITED] THEN
  REPEAT(FIRST_X_ASSUM(MP_TAC o check (is_binop `(<=):num->num->bool` o concl))) THEN
  REWRITE_TAC[GSYM INT_OF_NUM_CLAUSES] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* The last step of a reduction.                                             *)
(* ------------------------------------------------------------------------- *)

let six = new_definition
 `six (x:num->int) = x 0 + &2 pow 29 * x 1 + &2 pow 58 * x 2 + &2 pow 87 * x 3 + &2 pow 116 * x 4 + &2 pow 145 * x 5`;;
let short = new_definition `short (x:num->int) <=> !i. i < 6 ==> abs(x i) <= &2 pow 28`;;

(* All columns of a product, and how large they are. *)
let CONVOLUTION_TOTAL = prove
 (`six x * six y = total (convolution x y)`,
  REWRITE_TAC[six; total] THEN REWRITE_TAC convolution_at THEN CONV_TAC INT_RING);;
let CONVOLUTION_LIMITED = prove
 (`short x /\ short y ==> limited (convolution x y) 0 1 1 0 0`,
  REWRITE_TAC[short] THEN STRIP_TAC THEN
  SUBGOAL_THEN `!i j. i < 6 /\ j < 6 ==> abs((x:num->int) i * y j) <= &2 pow 56` MP_TAC THENL
   [REPEAT STRIP_TAC THEN MP_TAC(SPECL [`(x:num->int) i`; `(y:num->int) j`; `1`; `1`] PRODUCT_BOUND) THEN
    ASM_SIMP_TAC[INT_MUL_LID; MULT_CLAUSES]; ALL_TAC] THEN
  POP_ASSUM_LIST(K ALL_TAC) THEN DISCH_THEN(fun th -> MAP_EVERY (fun i -> MAP_EVERY (fun j ->
    ASSUME_TAC(REWRITE_RULE[ARITH] (SPECL [mk_small_numeral i; mk_small_numeral j] th))) (0--5)) (0--5)) THEN
  REWRITE_TAC(LIMITED :: convolution_at) THEN CONV_TAC INT_REDUCE_CONV THEN
  REPEAT CONJ_TAC THEN W(fun (asl,w) ->
    MAP_EVERY (fun (_,th) -> if free_in (rand(lhand(concl th))) w then MP_TAC th else ALL_TAC) asl) THEN
  INT_ARITH_TAC);;
let CONVOLUTION_BOUND = prove
 (`short x /\ short y ==> !i. i < 6 ==> abs(convolution x y i) <= &(i + 1) * &2 pow 56`,
  DISCH_THEN(MP_TAC o MATCH_MP CONVOLUTION_LIMITED) THEN REWRITE_TAC[LIMITED] THEN
  CONV_TAC(RAND_CONV EXPAND_CASES_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let CONVOLUTION_ABOVE = REWRITE_RULE[LIMITED] CONVOLUTION_LIMITED;;

(* m = t * c mod 2^174, in digits, from the lowest columns of the product. *)
let wprod i j = vsubst [mk_small_numeral i,`i:num`; mk_small_numeral j,`j:num`] `mac ln (t (i:num)) (cc (j:num))`;;
let wsum start pairs = rev_itlist (fun (i,j) acc ->
  let p = wprod i j in
  match acc with None -> Some p | Some a -> Some(vsubst [a,`a:int64`; p,`p:int64`] `word_add a p:int64`)) pairs start;;
let low_column k = match wsum None (map (fun i -> i,k - i) (0--k)) with Some t -> t | None -> failwith "low_column";;
let MULTIPLIER = prove
 (vsubst (map (fun k -> low_column k,mk_var("w" ^ string_of_int k,`:int64`)) (0--5))
  `short (\i. ln(t i)) /\ short (\i. ln(cc i)) /\
   u1 = word_add w1 (round29 w0) /\ u2 = word_add w2 (round29 u1) /\ u3 = word_add w3 (round29 u2) /\
   u4 = word_add w4 (round29 u3) /\ u5 = word_add w5 (round29 u4)
   ==> ?k. six (\i. ln(t i:int64)) * six (\i. ln(cc i)) =
        (dg w0 + &2 pow 29 * dg u1 + &2 pow 58 * dg u2 + &2 pow 87 * dg u3 + &2 pow 116 * dg u4 + &2 pow 145 * dg u5) +
        &2 pow 174 * k`,
  STRIP_TAC THEN
  ABBREV_TAC `K = convolution (\i. ln(t i:int64)) (\i. ln(cc i:int64))` THEN
  MP_TAC(INST ((`\i. if i < 6 then K i else &0:int`,`K:num->int`) ::
    map (fun k -> low_column k,mk_var("t" ^ string_of_int k,`:int64`)) (0--5) @
    map (fun v -> `word 0:int64`,v) [`e1:int64`;`e2:int64`;`e3:int64`;`e4:int64`;`c:int64`] @
    [`0`,`a:num`; `1`,`b:num`; `0`,`m:num`; `0`,`r:num`; `0`,`s:num`; `word_add (word 0) (round29 u5):int64`,`c':int64`]) CARRIED) THEN
  ANTS_TAC THENL
   [CONJ_TAC THENL
     [REWRITE_TAC[in_columns] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN
      REWRITE_TAC[] THEN EXPAND_TAC "K" THEN REWRITE_TAC(mac :: convolution_at) THEN
      REWRITE_TAC[IWORD_INT_ADD; GSYM WORD_IWORD] THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
    CONJ_TAC THENL
     [REWRITE_TAC[LIMITED] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN
      REWRITE_TAC[] THEN MP_TAC(INST [`\i:num. ln(t i:int64):int`,`x:num->int`; `\i:num. ln(cc i:int64):int`,`y:num->int`] CONVOLUTION_BOUND) THEN
      ASM_REWRITE_TAC[] THEN CONV_TAC(LAND_CONV EXPAND_CASES_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN
      CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
    CONJ_TAC THENL [CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
    REPEAT CONJ_TAC THEN TRY REFL_TAC THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  DISCH_THEN(fun th -> let ths = CONJUNCTS th in
    MAP_EVERY (fun i -> SUBST1_TAC(el i ths)) (0--5)) THEN
  REWRITE_TAC[DG; digit; CONVOLUTION_TOTAL] THEN ASM_REWRITE_TAC[] THEN
  EXISTS_TAC `carry (carried (\i. if i < 6 then K i else &0) 5) + K 6 + &2 pow 29 * K 7 + &2 pow 58 * K 8 +
              &2 pow 87 * K 9 + &2 pow 116 * K 10` THEN
  REWRITE_TAC[total] THEN REWRITE_TAC(CONJUNCT1 carried :: CARRIED_AT) THEN
  CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[] THEN CONV_TAC INT_RING);;

prioritize_num();;
