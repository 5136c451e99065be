(* montgomery_reduce: for T in the 2k limbs of z and N in the k of n, k = 8m,
   T + q * N = 2^(64k) * (2^(64k) * carry + H), with q in the low half of z and H
   in the high half, if n[0] * n0inv = -1 modulo 2^64.

   MONTGOMERY_REDUCE_CORRECT: from every state with the code at the program
   counter, the arguments in X0 to X3 and 80 bytes of stack, where the buffers may
   be accessed and what is written overlaps nothing else, the machine reaches the
   return address with carry in X0 and q and H in z, and nothing else has changed
   that a caller relies on.

   MONTGOMERY_REDUCE_SAFE: what an observer sees is a function of the addresses
   and m. *)

needs "blocks.ml";;
needs "elf.ml";;

let montgomery_reduce_code = define_code "montgomery_reduce";;

let arguments = `code_at (MEMORY s) pc montgomery_reduce_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = n /\ XREG s 2 = n0inv /\ XREG s 3 = word(8 * m) /\
  XREG s 31 = word_add stack (word 80) /\ val stack MOD 16 = 0 /\
  0 < m /\ 8 * 16 * m < 2 EXP 64 /\
  (bignum (MEMORY s) n 1 * val n0inv + 1 == 0) (mod (2 EXP 64)) /\
  apart (pc,4 * LENGTH montgomery_reduce_code) (z,8 * 16 * m) /\
  apart (pc,4 * LENGTH montgomery_reduce_code) (stack,8 * 10) /\
  apart (z,8 * 16 * m) (stack,8 * 10) /\ apart (stack,8 * 10) (z,8 * 16 * m) /\
  apart (n,8 * 8 * m) (z,8 * 16 * m) /\ apart (n,8 * 8 * m) (stack,8 * 10) /\
  allowed rd z (8 * 16 * m) /\ allowed wr z (8 * 16 * m) /\
  allowed rd stack (8 * 10) /\ allowed wr stack (8 * 10) /\ allowed rd n (8 * 8 * m)`;;

let result =
 `(?carry. XREG s' 0 = word(bitval carry) /\
     bignum (MEMORY s) z (16 * m) + bignum (MEMORY s') z (8 * m) * bignum (MEMORY s) n (8 * m) =
     2 EXP (512 * m) * (2 EXP (512 * m) * bitval carry +
                        bignum (MEMORY s') (word_add z (word(8 * 8 * m))) (8 * m))) /\
  keeps_registers s s' /\ changes_only [z,8 * 16 * m; stack,8 * 10] s s'`;;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

let [inner; outer] =
  let [a; b] = loops_of montgomery_reduce_code in if snd a < snd b then [a; b] else [b; a];;
let LENGTH_CODE = code_length montgomery_reduce_code;;
let conditions = [`val(stack:int64) MOD 16 = 0`; `0 < m`; `8 * 16 * m < 2 EXP 64`];;
let small = UNDISCH(ARITH_RULE `8 * 16 * m < 2 EXP 64 ==> 8 * 8 * m < 2 EXP 64`);;
let ONE_LESS = prove
 (`0 < m ==> word_sub (word m) (word 1):int64 = word(m - 1)`,
  DISCH_TAC THEN SUBGOAL_THEN `m = (m - 1) + 1` (fun th -> GEN_REWRITE_TAC (LAND_CONV o ONCE_DEPTH_CONV) [th]) THENL
   [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let code_given,ctx = context_of montgomery_reduce_code conditions
  ["rw",`z:int64`,`16 * m`; "rw",`stack:int64`,`10`; "r",`n:int64`,`8 * m`]
  [`8 * 0 + 8 <= 8 * m`; `8 * (1 + i) + 8 <= 8 * m`; `8 * r + 8 <= 16 * m`;
   `8 * (r + (1 + i)) + 8 <= 16 * m`; `8 * (r + m) + 8 <= 16 * m`; `0 + 10 <= 10`]
  (CONJUNCTS(UNDISCH ALIGNED)) [MATCH_MP BLOCKS small; SHL_LIMBS; UNDISCH ONE_LESS]
  [`pc:int64`; `z:int64`; `n:int64`; `stack:int64`; `m:num`; `i:num`; `r:num`];;
let inverse = `(val(limbs_at M n (8 * 0 + 0)) * val(n0inv:int64) + 1 == 0) (mod (2 EXP 64))`;;
let given = code_given @ [inverse];;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States. The frame holds what the caller has in X19 to X27.                *)
(* ------------------------------------------------------------------------- *)

let memory contents frame = vsubst [contents,`Z:num->int64`; frame,`S:num->int64`]
  `mem_of [z,16 * m,Z; stack,10,S] M`;;
let Z = `Z:num->int64` and Z' = `Z':num->int64` and S = `S:num->int64`;;
let start = literal (at 0) (["x0",`z:int64`; "x1",`n:int64`; "x2",`n0inv:int64`; "x3",`word(8 * m):int64`;
  "x31",`word_add stack (word(8 * (0 + 10))):int64`] @ saved_registers) [] flags_tm (memory Z S) `t:event list`;;
let entered = run ctx start [fst outer];;
let frame = snd(dest_pair(snd(dest_pair(el 1 (dest_list(lhand(el 4 (snd(strip_comb entered.final)))))))));;
let point pc xs contents trace = literal pc
  (["x1",`n:int64`; "x3",`word(8 * m):int64`; "x26",`n0inv:int64`; "x27",`word(bitval carry):int64`;
    "x31",`word_add stack (word(8 * (0 + 0))):int64`] @ xs)
  [] flags_tm (memory contents frame) trace;;
let trace1 = trace_of entered.final;;

(* Before row r; the carry weighs 2 EXP (512 * (r + m)). *)
let before_row pc trace contents = point pc
  ["x0",`word_add z (word(8 * (8 * r + 0))):int64`; "x2",`word_add n (word(8 * (8 * 0 + 0))):int64`;
   "x25",`word(m - r):int64`] contents trace;;
let row_enters = trace_of (run ctx (before_row (at(fst outer)) `t:event list` Z) []).final;;

(* Before turn i of row r, which takes block 1 + i of n: the window of eight limbs
   is in X4 to X11, eight limbs of the quotient in X12 to X17, X19 and X20. *)
let window = limb_sum (map (fun v -> mk_comb(val_tm,v)) (xv (4--11)));;
let block_vars = xv [12;13;14;15;16;17;19;20];;
let block = limb_sum (map (fun v -> mk_comb(val_tm,v)) block_vars);;
let before_inner e pc trace contents = point pc
  ["x0",vsubst [e,`e:num`] `word_add z (word(8 * (8 * (r + e) + 0))):int64`;
   "x2",vsubst [e,`e:num`] `word_add n (word(8 * (8 * e + 0))):int64`;
   "x24",`word((m - 1) - i):int64`; "x25",`word(m - r):int64`] contents trace;;
let turn2 = block_trace `i:num` ctx (before_inner `1 + i` (at(fst inner)) `t:event list` Z) [];;
let inner_vars = Z' :: xv ((4--17) @ [19;20;21;22;23]) @ flag_vars;;
let inner_invariant trace = invariant `i:num` inner_vars
  (before_inner `1 + i` (loop_pc `i:num` `m - 1` inner) (loop_trace_tm turn2 `i:num` trace) Z')
  [vsubst [window,`w:num`; block,`b:num`]
    `value Z' (8 * (r + (1 + i))) + 2 EXP (512 * (r + (1 + i))) * w =
     value Z (8 * (r + (1 + i))) + 2 EXP (512 * r) * (b * (value (limbs_at M n) (8 * (1 + i)) + 1))`;
   vsubst [block,`b:num`] `value Z' (8 * (r + 1)) = value Z (8 * r) + 2 EXP (512 * r) * b`;
   `!j. 8 * (r + (1 + i)) <= j ==> Z' j:int64 = Z j`];;
let row_ends = trace_of (run ctx (before_inner `m:num` (at(snd inner))
  (loop_trace_tm turn2 `m - 1` row_enters) Z) []).final;;
let turn3 = list_mk_abs([`r:num`; `t:event list`],row_ends);;
let rows = invariant `r:num` (`carry:bool` :: Z' :: xv ((4--17) @ [19;20;21;22;23;24]) @ flag_vars)
  (before_row (loop_pc `r:num` `m:num` outer) (loop_trace_tm turn3 `r:num` trace1) Z')
  [`value Z (8 * (r + m)) + value Z' (8 * r) * (value (limbs_at M n) (8 * m) + 1) =
    value Z' (8 * (r + m)) + 2 EXP (512 * (r + m)) * bitval carry`;
   `!j. 8 * (r + m) <= j ==> Z' j:int64 = Z j`];;
let end3 = vsubst [`m:num`,`r:num`] (before_row (at(snd outer)) (loop_trace_tm turn3 `m:num` trace1) Z);;
let ending = (run ctx end3 []).final;;
let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `n:int64`; `m:num`; `stack:int64`; `t:event list`],
  trace_of ending);;

(* ------------------------------------------------------------------------- *)
(* Arithmetic.                                                               *)
(* ------------------------------------------------------------------------- *)

(* A limb of the quotient times n[0] takes the low limb of the window away; the
   carry is whether there was something to take away. *)
let MULTIPLE = prove
 (`(a + h * b + l == 0) (mod b) ==> ?d. a + l = b * d`,
  REWRITE_TAC[GSYM divides] THEN NUMBER_TAC);;
let QUOTIENT_FACT = prove
 (`c = awc_c a (word_not(word 1)) T ==> y = word_mul a n0inv
   ==> (val(x:int64) * val(n0inv:int64) + 1 == 0) (mod (2 EXP 64))
   ==> val x * val y + val a =
       2 EXP 64 * ((val x * val y) DIV 18446744073709551616) + 2 EXP 64 * bitval c`,
  REPEAT(DISCH_THEN SUBST1_TAC) THEN
  REWRITE_TAC[awc_c; VAL_WORD_NOT; VAL_WORD_MUL; VAL_WORD_1; DIMINDEX_64; BITVAL_CLAUSES] THEN
  DISCH_TAC THEN
  MP_TAC(SPECL [`val(a:int64)`; `val(n0inv:int64)`; `val(x:int64)`; `2 EXP 64`] QUOTIENT_DIGIT) THEN
  ANTS_TAC THENL
   [ONCE_REWRITE_TAC[MULT_SYM] THEN ASM_REWRITE_TAC[EXP_EQ_0; ARITH_EQ]; ALL_TAC] THEN
  GEN_REWRITE_TAC (LAND_CONV o ONCE_DEPTH_CONV) [MULT_SYM] THEN
  SPEC_TAC(`(val(a:int64) * val(n0inv:int64)) MOD 2 EXP 64`,`y:num`) THEN GEN_TAC THEN
  MP_TAC(SPECL [`val(x:int64) * y`; `2 EXP 64`] DIVISION) THEN
  ANTS_TAC THENL [REWRITE_TAC[EXP_EQ_0; ARITH_EQ]; ALL_TAC] THEN
  MP_TAC(SPEC `a:int64` VAL64_BOUND) THEN CONV_TAC NUM_REDUCE_CONV THEN
  SPEC_TAC(`(val(x:int64) * y) DIV 18446744073709551616`,`h:num`) THEN
  SPEC_TAC(`(val(x:int64) * y) MOD 18446744073709551616`,`l:num`) THEN
  SPEC_TAC(`val(x:int64) * y`,`p:num`) THEN REPEAT STRIP_TAC THEN
  UNDISCH_TAC `(val(a:int64) + p == 0) (mod 18446744073709551616)` THEN
  ASM_REWRITE_TAC[] THEN DISCH_THEN(X_CHOOSE_TAC `d:num` o MATCH_MP MULTIPLE) THEN
  SUBGOAL_THEN `d = 0 \/ d = 1` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC; ALL_TAC] THEN
  ASM_CASES_TAC `1 <= val(a:int64)` THEN
  ASM_REWRITE_TAC[ARITH_RULE `18446744073709551616 <= a + 18446744073709551615 <=> 1 <= a`;
    BITVAL_CLAUSES] THEN ASM_ARITH_TAC);;
(* For each limb y of the quotient and the carry c; products in the order that
   the facts of instructions have. *)
let ordered_conv = ONCE_DEPTH_CONV(fun tm -> match tm with
    Comb(Comb(_,Comb(v,_)),Comb(v',_)) when is_times tm && v = val_tm && v' = val_tm -> monomial_conv tm
  | _ -> failwith "ordered_conv");;
let quotient_facts defs =
  let of_limb (y,e) = match e with
      Comb(Comb(Const("word_mul",_),a),w) when w = `n0inv:int64` ->
        let test = list_mk_comb(`awc_c`,[a; `word_not(word 1):int64`; `T`]) in
        let c = fst(find (fun (_,e') -> e' = test) defs) in
        CONV_RULE ordered_conv (MATCH_MP (MATCH_MP (MATCH_MP QUOTIENT_FACT
          (ASSUME(mk_eq(c,test)))) (ASSUME(mk_eq(y,e)))) (ASSUME inverse))
    | _ -> failwith "no limb of the quotient" in
  mapfilter of_limb defs;;
let QUOTIENT_STEP = prove
 (`!V B Q W' Zb Nb K. Zb + Q * Nb = K * W'
   ==> (V + B * Q) + (B * K) * W' = (V + B * Zb) + B * (Q * (Nb + 1))`,
  REPEAT STRIP_TAC THEN
  ASM_REWRITE_TAC[GSYM MULT_ASSOC; LEFT_ADD_DISTRIB; MULT_CLAUSES] THEN
  FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN ARITH_TAC);;
let KEEP_LOW = prove
 (`!r e. r < e ==> !A j v. value (upd (8 * e + j) v A) (8 * (r + 1)) = value A (8 * (r + 1))`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC VALUE_EXT THEN REWRITE_TAC[upd] THEN
  REPEAT STRIP_TAC THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC);;

(* The carry of the row before as a flag. *)
let CARRY_FLAG = prove
 (`c = awc_c (word(bitval carry)) (word_not(word 1)) T ==> bitval c = bitval carry`,
  DISCH_THEN SUBST1_TAC THEN
  REWRITE_TAC[awc_c; VAL_WORD_NOT; VAL_WORD_1; DIMINDEX_64; BITVAL_CLAUSES] THEN
  BOOL_CASES_TAC `carry:bool` THEN REWRITE_TAC[BITVAL_CLAUSES; VAL_WORD_0; VAL_WORD_1] THEN
  CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[BITVAL_CLAUSES]);;
let CARRY_WORD = prove
 (`awc (word 0) (word 0) c = word(bitval c)`,
  REWRITE_TAC[awc; VAL_WORD_0; ADD_CLAUSES]);;
let ROW_END = prove
 (`T0 + q * N1 = VZ + B * c /\ V + B * W = VZ + R * (Q * N1)
   ==> !D K c' Zb. W + Zb + c = D + K * c'
   ==> (T0 + B * Zb) + (q + R * Q) * N1 = (V + B * D) + (B * K) * c'`,
  REPEAT STRIP_TAC THEN
  MATCH_MP_TAC(ARITH_RULE `!p. a + p = b + p ==> a = b:num`) THEN EXISTS_TAC `B * c` THEN
  MP_TAC(AP_TERM `\x. B * x` (ASSUME `W + Zb + c = D + K * c'`)) THEN
  REWRITE_TAC[LEFT_ADD_DISTRIB; RIGHT_ADD_DISTRIB; GSYM MULT_ASSOC] THEN
  MAP_EVERY UNDISCH_TAC [`T0 + q * N1 = VZ + B * c`; `V + B * W = VZ + R * (Q * N1)`] THEN
  ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let NEXT_BLOCK = ARITH_RULE `r + (1 + (i + 1)) = (r + (1 + i)) + 1 /\ 1 + (i + 1) = (1 + i) + 1`;;
let ONE_ON = prove
 (`(value A k + x) + 1 = (value A k + 1) + x`,REWRITE_TAC[ADD_AC]);;
let INNER = prove
 (under_given(mk_imp(`r < m:num`,loop_goal `i:num` `m - 1` (inner_invariant `t:event list`))),
  STRIP_TAC THEN STRIP_TAC THEN
  LOOP_BODY_TAC `i:num` `m - 1`
   `8 * (1 + i) + 8 <= 8 * m /\ 8 * (r + (1 + i)) + 8 <= 16 * m` THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN REWRITE_TAC[NEXT_BLOCK] THEN FIT_TAC (LEAF_TAC []) THEN
    CONJ_TAC THENL
     [VALUE_PUT_TAC THEN REWRITE_TAC[EXP_BLOCK; ONE_ON] THEN
      ROW_TAC window defs; ALL_TAC] THEN
    CONJ_TAC THENL
     [SUBGOAL_THEN `r < r + (1 + i)` (fun th -> ASM_REWRITE_TAC[MATCH_MP KEEP_LOW th]) THEN
      ARITH_TAC; ABOVE_TAC]));;

(* The quotient of the block of z that a row begins with. *)
let FIRST_TURN = ARITH_RULE `r + (1 + 0) = r + 1 /\ 1 + 0 = 0 + 1`;;
let FIRST_BLOCK = prove
 (`value A (8 * 0) + 2 EXP (512 * 0) * x = x`,
  REWRITE_TAC[MULT_CLAUSES; value; EXP; ADD_CLAUSES]);;
let QUOTIENT_TAC defs : tactic =
  let facts = chain_facts defs [] (quotient_facts defs) in
  VALUE_PUT_TAC THEN REWRITE_TAC[EXP_BLOCK; FIRST_BLOCK] THEN MATCH_MP_TAC QUOTIENT_STEP THEN
  CHAIN_TAC facts;;

(* The last window over the block of z above the row, with the carry below. *)
let ROW_END_TAC defs : tactic = fun (asl,w) ->
  let flag (c,e) = MATCH_MP CARRY_FLAG (ASSUME(mk_eq(c,e))) in
  let facts = chain_facts defs [] (mapfilter flag defs @ same_facts asl) in
  let ths = map snd asl in
  let step = tryfind (fun th1 -> tryfind (fun th2 -> MATCH_MP ROW_END (CONJ th1 th2)) ths) ths in
  (MATCH_MP_TAC step THEN CHAIN_TAC facts) (asl,w);;
let ABOVE_BOTH = prove
 (`!A B C. (!j. e <= j ==> A j = B j) /\ (!j. e <= j ==> B j = C j) ==> !j:num. e <= j ==> A j = C j:int64`,
  MESON_TAC[]);;

let NEXT_ROW = ARITH_RULE `(r + 1) + m = (r + m) + 1`;;
let ONE_BLOCK = itlist PROVE_HYP (map ASSUME [`0 < m`; `8 * 16 * m < 2 EXP 64`])
  (UNDISCH_ALL(prove(`0 < m ==> 8 * 16 * m < 2 EXP 64 ==> (word(m - 1):int64 = word 0 <=> 0 = m - 1)`,
    REPEAT STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ_0] THEN
    SUBGOAL_THEN `val(word(m - 1):int64) = m - 1` SUBST1_TAC THENL
     [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ARITH_TAC])));;
let row_trace = vsubst [loop_trace_tm turn3 `r:num` trace1,`t:event list`] row_enters;;
let this_inner = vsubst [Z',Z] (inner_invariant row_trace);;
let this_INNER = INST [Z',Z; row_trace,`t:event list`] INNER;;
let LAST_BLOCK = UNDISCH(ARITH_RULE `0 < m ==> 1 + (m - 1) = m`);;
let is_value tm = repeat rator tm = `value`;;
let ROWS = prove
 (under_given(loop_goal `r:num` `m:num` rows),
  STRIP_TAC THEN
  LOOP_BODY_TAC `r:num` `m:num`
   `8 * 0 + 8 <= 8 * m /\ 8 * r + 8 <= 16 * m /\ 8 * (r + m) + 8 <= 16 * m` THEN
  ASSUME_TAC ONE_BLOCK THEN
  VIA_TAC (mk_comb(this_inner,`0`))
   (BLOCK_THEN ctx [] (fun defs ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN REWRITE_TAC[FIRST_TURN] THEN FIT_TAC (LEAF_TAC START) THEN
      CONJ_TAC THENL [QUOTIENT_TAC defs; CONJ_TAC THENL [VALUE_PUT_TAC THEN REFL_TAC; ABOVE_TAC]])) THEN
  THROUGH_LOOP_TAC `m - 1` this_inner (MP (from_given this_INNER) (ASSUME `r < m:num`)) THEN
  RULE_ASSUM_TAC(PURE_REWRITE_RULE[LAST_BLOCK]) THEN PURE_REWRITE_TAC[LAST_BLOCK] THEN
  FIRST_X_ASSUM(fun th1 -> FIRST_X_ASSUM(fun th2 -> ASSUME_TAC(MATCH_MP ABOVE_BOTH (CONJ th1 th2)))) THEN
  BLOCK_THEN ctx [] (fun defs ->
    let out = find (fun (_,e) -> can (PART_MATCH lhand CARRY_WORD) e) defs in
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN EXISTS_TAC (rand(snd out)) THEN
    FIT_TAC (ACCEPT_TAC(TRANS (ASSUME(mk_eq out)) (PART_MATCH lhand CARRY_WORD (snd out)))
             ORELSE LEAF_TAC []) THEN
    REWRITE_TAC[NEXT_ROW] THEN
    CONJ_TAC THENL
     [SUBGOAL_THEN `r < r + m:num` (fun th -> REWRITE_TAC[MATCH_MP KEEP_LOW th]) THENL
       [ASM_ARITH_TAC; ALL_TAC] THEN
      FIRST_X_ASSUM(fun th -> if is_value(lhand(concl th)) then REWRITE_TAC[th] else failwith "") THEN
      VALUE_PUT_TAC THEN REWRITE_TAC[EXP_BLOCK] THEN ROW_END_TAC defs;
      ABOVE_TAC]));;

let final_state = mk_abs(`s:state`,list_mk_exists(`carry:bool` :: Z' :: xv ([1;2] @ (4--17)) @ flag_vars,
  mk_conj(mk_eq(`s:state`,literal `x30:int64` (["x0",`word(bitval carry):int64`; "x3",`word(8 * m):int64`;
     "x31",`word_add stack (word(8 * (0 + 10))):int64`] @ saved_registers)
     [] flags_tm (memory Z' frame) (trace_of ending)),
   `value Z (8 * (m + m)) + value Z' (8 * m) * (value (limbs_at M n) (8 * m) + 1) =
    value Z' (8 * (m + m)) + 2 EXP (512 * (m + m)) * bitval carry`)));;

let LITERAL = prove
 (under_given(mk_exists(`s':state`,
    mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`)))),
  STRIP_TAC THEN SUBGOAL_THEN `~(0 = m) /\ 0 + 10 <= 10` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  VIA_TAC (mk_comb(rows,`0`))
   (BLOCK_THEN ctx [fst outer] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN EXISTS_TAC `F` THEN
      FIT_TAC (LEAF_TAC START) THEN REWRITE_TAC START)) THEN
  THROUGH_LOOP_TAC `m:num` rows (from_given ROWS) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN FIRST_ASSUM ACCEPT_TAC));;

let trace_is f = mk_eq(`TRACE s'`,
  list_mk_comb(f,[`pc:int64`; `z:int64`; `n:int64`; `m:num`; `stack:int64`; `TRACE s`]));;

(* The invariant counts the quotient in z, as it stands there. *)
let HALVES = prove
 (`value A (8 * (m + m)) = value A (8 * m) + 2 EXP (512 * m) * value (\i. A(8 * m + i)) (8 * m)`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; VALUE_SPLIT] THEN REWRITE_TAC[ARITH_RULE `64 * 8 * m = 512 * m`]);;
let WITHOUT_QUOTIENT = prove
 (`T0 + q * (N + 1) = (q + B * H) + (B * B) * c ==> T0 + q * N = B * (B * c + H)`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; GSYM MULT_ASSOC; MULT_CLAUSES] THEN ARITH_TAC);;
let FROM_LITERAL = prove
 (under_given(vsubst [list_mk_comb(rator(rator start),[`M:int64->byte`; `t:event list`]),`s:state`]
   (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (PURE_REWRITE_RULE[MEM_INIT2] (INST [`limbs_at M z`,Z; `limbs_at M stack`,S] LITERAL)) th)) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL
   [EXISTS_TAC `carry:bool` THEN CONJ_TAC THENL [REFL_TAC; ALL_TAC] THEN
    SUBGOAL_THEN `8 * 16 * m <= 2 EXP 64 /\ 8 * m <= 16 * m /\ 8 * m + 8 * m <= 16 * m`
     STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    ASM_SIMP_TAC[BIGNUM_MEM_OF_LOW; BIGNUM_MEM_OF_PART] THEN
    REWRITE_TAC[bignum; ARITH_RULE `16 * m = 8 * (m + m)`] THEN
    MATCH_MP_TAC WITHOUT_QUOTIENT THEN REWRITE_TAC[GSYM HALVES; GSYM SPLIT_POWER] THEN
    FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `n:int64`; `n0inv:int64`; `stack:int64`; `m:num`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let LOW_LIMB = prove
 (`bignum M n 1 = val(limbs_at M n (8 * 0 + 0))`,
  REWRITE_TAC[bignum; MULT_CLAUSES; ADD_CLAUSES] THEN CONV_TAC(LAND_CONV VALUE_CONV) THEN REFL_TAC);;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN
  GEN_REWRITE_TAC (LAND_CONV o ONCE_DEPTH_CONV) [LOW_LIMB] THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;

let MONTGOMERY_REDUCE_CORRECT,MONTGOMERY_REDUCE_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "montgomery_reduce"
 ["MONTGOMERY_REDUCE_CORRECT",MONTGOMERY_REDUCE_CORRECT;
  "MONTGOMERY_REDUCE_SAFE",MONTGOMERY_REDUCE_SAFE];;
