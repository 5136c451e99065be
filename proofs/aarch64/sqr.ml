(* sqr: z = x^2, for x of k = 8m limbs and z of 2k.

   SQR_CORRECT: from every state with the code at the program counter, the
   arguments in X0 to X2 and 80 bytes of stack, where the buffers may be accessed
   and what is written overlaps nothing else, the machine reaches the return
   address with the square in z, and nothing else has changed that a caller relies
   on.

   SQR_SAFE: what an observer sees is a function of the addresses and m. *)

needs "blocks.ml";;
needs "elf.ml";;

let sqr_code = define_code "sqr";;

let arguments = `code_at (MEMORY s) pc sqr_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = x /\ XREG s 2 = word(8 * m) /\
  XREG s 31 = word_add stack (word 80) /\ val stack MOD 16 = 0 /\
  0 < m /\ 8 * 16 * m < 2 EXP 64 /\
  apart (pc,4 * LENGTH sqr_code) (z,8 * 16 * m) /\ apart (pc,4 * LENGTH sqr_code) (stack,8 * 10) /\
  apart (z,8 * 16 * m) (stack,8 * 10) /\ apart (stack,8 * 10) (z,8 * 16 * m) /\
  apart (x,8 * 8 * m) (z,8 * 16 * m) /\ apart (x,8 * 8 * m) (stack,8 * 10) /\
  allowed rd z (8 * 16 * m) /\ allowed wr z (8 * 16 * m) /\
  allowed rd stack (8 * 10) /\ allowed wr stack (8 * 10) /\ allowed rd x (8 * 8 * m)`;;

let result =
 `bignum (MEMORY s') z (16 * m) = bignum (MEMORY s) x (8 * m) EXP 2 /\
  keeps_registers s s' /\ changes_only [z,8 * 16 * m; stack,8 * 10] s s'`;;

(* The squares of n limbs, each at its place in the square of their number. *)
let squares = define
 `squares A 0 = 0 /\
  squares A (SUC n) = squares A n + 2 EXP (128 * n) * (val(A n:int64) * val(A n))`;;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

(* In the order of their ends: clear z, add the products of a block and those
   above, for each block, then double and add the squares. *)
let [clear; inner; outer; double] =
  sort (fun (_,a) (_,b) -> a < b) (loops_of sqr_code);;
let LENGTH_CODE = code_length sqr_code;;
let conditions = [`val(stack:int64) MOD 16 = 0`; `0 < m`; `8 * 16 * m < 2 EXP 64`];;
let small = UNDISCH(ARITH_RULE `8 * 16 * m < 2 EXP 64 ==> 8 * 8 * m < 2 EXP 64`);;
let BLOCKS_LEFT = prove
 (`r < m /\ m < 2 EXP 64 ==> word_sub (word(m - r)) (word 1):int64 = word(m - (r + 1))`,
  DISCH_THEN(fun th -> REWRITE_TAC[MATCH_MP COUNTER th]));;
let left = PROVE_HYP (UNDISCH_ALL(ARITH_RULE `8 * 16 * m < 2 EXP 64 ==> r < m ==> r < m /\ m < 2 EXP 64`))
  (UNDISCH BLOCKS_LEFT);;
let SHL_ROWS = prove
 (`r < m ==> word_shl (word(m - r):int64) 6 = word_sub (word(8 * 8 * m)) (word(8 * 8 * r))`,
  DISCH_TAC THEN SUBGOAL_THEN `?d. m = r + d` (CHOOSE_THEN SUBST1_TAC) THENL
   [REWRITE_TAC[GSYM LE_EXISTS] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[ADD_SUB2] THEN SHL_TAC);;
let SHL_TWICE = prove(`word_shl (word(8 * m):int64) 4 = word(8 * 16 * m)`,SHL_TAC);;
let given,ctx = context_of sqr_code conditions
  ["rw",`z:int64`,`16 * m`; "rw",`stack:int64`,`10`; "r",`x:int64`,`8 * m`]
  [`8 * i + 8 <= 8 * m`; `8 * i + 8 <= 16 * m`; `16 * i + 16 <= 16 * m`; `8 * r + 8 <= 8 * m`;
   `8 * (r + r) + 8 <= 16 * m`; `8 * (1 + (r + i)) + 8 <= 8 * m`; `8 * (r + (1 + (r + i))) + 8 <= 16 * m`;
   `8 * (r + m) + 8 <= 16 * m`; `0 + 10 <= 10`]
  (CONJUNCTS(UNDISCH ALIGNED)) [MATCH_MP BLOCKS small; SHL_LIMBS; SHL_TWICE; UNDISCH SHL_ROWS; left]
  [`pc:int64`; `z:int64`; `x:int64`; `stack:int64`; `m:num`; `i:num`; `r:num`];;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States. The frame holds what the caller has in X19 to X27.                *)
(* ------------------------------------------------------------------------- *)

let memory contents frame = vsubst [contents,`Z:num->int64`; frame,`S:num->int64`]
  `mem_of [z,16 * m,Z; stack,10,S] M`;;
let Z = `Z:num->int64` and Z' = `Z':num->int64` and S = `S:num->int64`;;
let start = literal (at 0) (["x0",`z:int64`; "x1",`x:int64`; "x2",`word(8 * m):int64`;
  "x31",`word_add stack (word(8 * (0 + 10))):int64`] @ saved_registers) [] flags_tm (memory Z S) `t:event list`;;
let cleared_from = run ctx start [fst clear];;
let frame = snd(dest_pair(snd(dest_pair(el 1 (dest_list(lhand(el 4 (snd(strip_comb cleared_from.final)))))))));;
let point pc xs contents trace = literal pc
  (["x1",`x:int64`; "x3",`word(8 * m):int64`; "x31",`word_add stack (word(8 * (0 + 0))):int64`;
    "x26",`s26:int64`; "x27",`s27:int64`] @ xs)
  [] flags_tm (memory contents frame) trace;;

(* Before turn i of clearing the low half of z. *)
let trace1 = trace_of cleared_from.final;;
let before_clear pc trace contents = point pc
  (filter (fun (r,_) -> not (mem r ["x24"; "x26"; "x27"])) saved_registers @
   ["x0",`z:int64`; "x2",`x:int64`; "x4",`word_add z (word(8 * (8 * i + 0))):int64`;
   "x24",`word(m - i):int64`]) contents trace;;
let turn1 = block_trace `i:num` ctx (before_clear (at(fst clear)) `t:event list` Z) [];;
let cleared = invariant `i:num` (Z' :: flag_vars)
  (before_clear (loop_pc `i:num` `m:num` clear) (loop_trace_tm turn1 `i:num` trace1) Z')
  [`value Z' (8 * i) = 0`];;
let end1 = vsubst [`m:num`,`i:num`] (before_clear (at(snd clear)) (loop_trace_tm turn1 `m:num` trace1) Z);;
let trace2 = trace_of (run ctx end1 [fst outer]).final;;

(* Before row r. *)
let before_row pc trace contents = point pc
  ["x0",`word_add z (word(8 * (8 * (r + r) + 0))):int64`; "x2",`word_add x (word(8 * (8 * r + 0))):int64`;
   "x25",`word(m - r):int64`] contents trace;;
let row_enters = trace_of (run ctx (before_row (at(fst outer)) `t:event list` Z) []).final;;

(* Before turn i of row r, which takes block e = 1 + r + i of x: the window of
   eight limbs is in X4 to X11, block r of x in X12 to X17, X19 and X20. *)
let window = limb_sum (map (fun v -> mk_comb(val_tm,v)) (xv (4--11)));;
let block = limb_sum (limbs `limbs_at M x` `8 * r`);;
let block_registers = map2 (fun i j -> "x" ^ string_of_int i,limb_term `limbs_at M x` `8 * r` j)
  [12;13;14;15;16;17;19;20] (0--7);;
let before_inner e pc trace contents = point pc
  (["x0",vsubst [e,`e:num`] `word_add z (word(8 * (8 * (r + e) + 0))):int64`;
    "x2",vsubst [e,`e:num`] `word_add x (word(8 * (8 * e + 0))):int64`;
    "x24",`word((m - (r + 1)) - i):int64`; "x25",`word(m - r):int64`] @ block_registers) contents trace;;
let turn2 = block_trace `i:num` ctx (before_inner `1 + (r + i)` (at(fst inner)) `t:event list` Z) [];;

(* The products of different limbs of block r, each once. *)
let triangle = mk_sum(flat(map (fun j -> map (fun i ->
  let limb = List.nth (limbs `limbs_at M x` `8 * r`) in
  mk_binop times (mk_comb(two_exp,num(64 * (i + j)))) (mk_binop times (limb i) (limb j)))
  (0--(j - 1))) (1--7)));;
let inner_invariant trace = invariant `i:num` (Z' :: xv ((4--11) @ [21;22;23]) @ flag_vars)
  (before_inner `1 + (r + i)` (loop_pc `i:num` `m - (r + 1)` inner) (loop_trace_tm turn2 `i:num` trace) Z')
  [vsubst [window,`w:num`; block,`b:num`; triangle,`p:num`]
    `(2 EXP (512 * r) * (b * value (limbs_at M x) (8 * (1 + r))) + value Z' (8 * (r + (1 + (r + i))))) +
       2 EXP (512 * (r + (1 + (r + i)))) * w =
     (2 EXP (512 * (r + r)) * p + value Z (8 * (r + (1 + (r + i))))) +
       2 EXP (512 * r) * (b * value (limbs_at M x) (8 * (1 + (r + i))))`;
   `!j. 8 * (r + (1 + (r + i))) <= j ==> Z' j:int64 = Z j`];;
let row_ends = trace_of (run ctx (before_inner `m:num` (at(snd inner))
  (loop_trace_tm turn2 `m - (r + 1)` row_enters) Z) []).final;;
let turn3 = list_mk_abs([`r:num`; `t:event list`],row_ends);;
let rows = invariant `r:num` (Z' :: xv ((4--17) @ [19;20;21;22;23;24]) @ flag_vars)
  (before_row (loop_pc `r:num` `m:num` outer) (loop_trace_tm turn3 `r:num` trace2) Z')
  [vsubst [`value (limbs_at M x) (8 * r)`,`v:num`]
    `2 * value Z' (8 * (r + m)) + squares (limbs_at M x) (8 * r) + v * v =
     2 * (value (limbs_at M x) (8 * m) * v)`];;
let end3 = vsubst [`m:num`,`r:num`] (before_row (at(snd outer)) (loop_trace_tm turn3 `m:num` trace2) Z);;
let trace3 = trace_of (run ctx end3 [fst double]).final;;

(* Before turn i of doubling: X22 holds the limb below as it was. *)
let before_double pc trace contents = point pc
  ["x0",`word_add z (word(8 * (16 * i + 0))):int64`; "x2",`word_add x (word(8 * (8 * i + 0))):int64`;
   "x24",`word(m - i):int64`] contents trace;;
let turn4 = block_trace `i:num` ctx (before_double (at(fst double)) `t:event list` Z) [];;
let doubled = invariant `i:num` (Z' :: xv ((4--17) @ [19;20;21;22;23;25]) @ flag_vars)
  (before_double (loop_pc `i:num` `m:num` double) (loop_trace_tm turn4 `i:num` trace3) Z')
  [`value Z' (16 * i) + 2 EXP (1024 * i) * (bitval fc + val(x22:int64) DIV 9223372036854775808) =
    2 * value Z (16 * i) + squares (limbs_at M x) (8 * i)`;
   `!j. 16 * i <= j ==> Z' j:int64 = Z j`];;
let end4 = vsubst [`m:num`,`i:num`] (before_double (at(snd double)) (loop_trace_tm turn4 `m:num` trace3) Z);;
let ending = (run ctx end4 []).final;;
let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `x:int64`; `m:num`; `stack:int64`; `t:event list`],
  trace_of ending);;

(* ------------------------------------------------------------------------- *)
(* Arithmetic.                                                               *)
(* ------------------------------------------------------------------------- *)

let SQUARES_BLOCK =
  let xs = limbs `A:num->int64` `8 * i` in
  let sum = mk_sum(List.mapi (fun j t -> mk_binop times (mk_comb(two_exp,num(128 * j))) (mk_binop times t t)) xs) in
  prove(vsubst [sum,`s:num`] `squares A (8 * (i + 1)) = squares A (8 * i) + 2 EXP (512 * (i + i)) * s`,
   REWRITE_TAC(map ARITH_RULE [`8 * (i + 1) = SUC(8 * i + 7)`; `8 * i + 7 = SUC(8 * i + 6)`;
     `8 * i + 6 = SUC(8 * i + 5)`; `8 * i + 5 = SUC(8 * i + 4)`; `8 * i + 4 = SUC(8 * i + 3)`;
     `8 * i + 3 = SUC(8 * i + 2)`; `8 * i + 2 = SUC(8 * i + 1)`; `8 * i + 1 = SUC(8 * i)`; `8 * i + 0 = 8 * i`]) THEN
   REWRITE_TAC[squares] THEN
   REWRITE_TAC[ARITH_RULE `128 * 8 * i = 512 * (i + i)`; ARITH_RULE `128 * SUC n = 128 * n + 128`] THEN
   REWRITE_TAC[EXP_ADD; LEFT_ADD_DISTRIB; MULT_CLAUSES; ADD_CLAUSES; GSYM ADD_ASSOC; GSYM MULT_ASSOC] THEN
   CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;

let SPLIT_POWER_TWICE = prove
 (`2 EXP (512 * (r + r)) = 2 EXP (512 * r) * 2 EXP (512 * r)`,
  REWRITE_TAC[SPLIT_POWER]);;
let TRIANGLE_STEP = prove
 (`!D K w zs t v B C. D + K * w = zs + t
   ==> (C + (v + B * D)) + (B * K) * w = (B * t + (v + B * zs)) + C`,
  REPEAT STRIP_TAC THEN MP_TAC(AP_TERM `\x. B * x` (ASSUME `D + K * w = zs + t:num`)) THEN
  REWRITE_TAC[LEFT_ADD_DISTRIB; GSYM MULT_ASSOC] THEN ARITH_TAC);;

(* A row adds the products of different limbs t of the block b, and those of b
   and the limbs of x above P1, the limbs up to b. *)
let SQUARE_ROW = prove
 (`2 * V + D + P * P = 2 * (X * P) /\
   (R * (b * (P + R * b)) + V') + B * w = ((R * R) * t + V) + R * (b * X)
   ==> !d. t + t + d = b * b
   ==> 2 * (V' + B * w) + (D + (R * R) * d) + (P + R * b) * (P + R * b) = 2 * (X * (P + R * b))`,
  STRIP_TAC THEN GEN_TAC THEN POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC THEN
  CONV_TAC NUM_RING);;

(* EXTR by 63: a doubled, with the top bit of the limb p below. *)
let EXTR_FACT = prove
 (`v = word((18446744073709551616 * val a + val p) DIV 9223372036854775808)
   ==> val(v:int64) + 2 EXP 64 * (val(a:int64) DIV 9223372036854775808) =
       2 * val a + val(p:int64) DIV 9223372036854775808`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[VAL_WORD; DIMINDEX_64] THEN
  MP_TAC(SPEC `a:int64` VAL64_BOUND) THEN MP_TAC(SPEC `p:int64` VAL64_BOUND) THEN
  SPEC_TAC(`val(p:int64)`,`p:num`) THEN SPEC_TAC(`val(a:int64)`,`a:num`) THEN
  CONV_TAC NUM_REDUCE_CONV THEN REPEAT STRIP_TAC THEN
  REWRITE_TAC[ARITH_RULE `18446744073709551616 * a + p = 9223372036854775808 * (2 * a) + p`] THEN
  SIMP_TAC[DIV_MULT_ADD; ARITH_EQ] THEN
  MP_TAC(SPECL [`a:num`; `9223372036854775808`] DIVISION) THEN REWRITE_TAC[ARITH_EQ] THEN
  SUBGOAL_THEN `a DIV 9223372036854775808 <= 1 /\ p DIV 9223372036854775808 <= 1` MP_TAC THENL
   [SIMP_TAC[LE_LDIV_EQ; RDIV_LT_EQ; ARITH_EQ; ARITH_RULE `x <= 1 <=> x < 2`] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SPEC_TAC(`p DIV 9223372036854775808`,`d:num`) THEN SPEC_TAC(`a DIV 9223372036854775808`,`h:num`) THEN
  SPEC_TAC(`a MOD 9223372036854775808`,`l:num`) THEN REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `(2 * a + d) MOD 18446744073709551616 = 2 * l + d` SUBST1_TAC THENL
   [MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `h:num` THEN ASM_ARITH_TAC; ASM_ARITH_TAC]);;

let DOUBLE_STEP = prove
 (`V + B * h = 2 * V0 + S ==> !D K h' zs sq. D + K * h' = 2 * zs + sq + h
   ==> (V + B * D) + (B * K) * h' = 2 * (V0 + B * zs) + (S + B * sq)`,
  DISCH_TAC THEN REPEAT GEN_TAC THEN DISCH_THEN(MP_TAC o AP_TERM `\x. B * x`) THEN POP_ASSUM MP_TAC THEN
  REWRITE_TAC[LEFT_ADD_DISTRIB; GSYM MULT_ASSOC; ARITH_RULE `B * 2 * z = 2 * B * z`] THEN ARITH_TAC);;

(* What is above the square is nothing. *)
let NO_CARRY_OUT = prove
 (`V + 2 EXP (1024 * m) * h = v * v /\ v < 2 EXP (512 * m) ==> V = v EXP 2`,
  REWRITE_TAC[EXP_2] THEN ASM_CASES_TAC `h = 0` THEN ASM_REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES] THENL
   [SIMP_TAC[]; ALL_TAC] THEN
  STRIP_TAC THEN MP_TAC(SPECL [`v:num`; `2 EXP (512 * m)`; `v:num`; `2 EXP (512 * m)`] LT_MULT2) THEN
  ASM_REWRITE_TAC[GSYM EXP_ADD; ARITH_RULE `512 * m + 512 * m = 1024 * m`] THEN
  SUBGOAL_THEN `2 EXP (1024 * m) * 1 <= 2 EXP (1024 * m) * h` MP_TAC THENL
   [REWRITE_TAC[LE_MULT_LCANCEL] THEN ASM_ARITH_TAC; FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN ARITH_TAC]);;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let CLEAR = prove(under_given(loop_goal `i:num` `m:num` cleared),
  STRIP_TAC THEN LOOP_BODY_TAC `i:num` `m:num` `8 * i + 8 <= 16 * m` THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN VALUE_PUT_TAC THEN
    ASM_REWRITE_TAC[VAL_WORD_0; MULT_CLAUSES; ADD_CLAUSES]));;

let NEXT_BLOCK = ARITH_RULE
 `r + (1 + (r + (i + 1))) = (r + (1 + (r + i))) + 1 /\ 1 + (r + (i + 1)) = (1 + (r + i)) + 1`;;
let APART_ON = prove
 (`c + (value A k + x) = (c + value A k) + x`,REWRITE_TAC[ADD_AC]);;
let INNER = prove
 (under_given(mk_imp(`r < m:num`,loop_goal `i:num` `m - (r + 1)` (inner_invariant `t:event list`))),
  STRIP_TAC THEN STRIP_TAC THEN
  LOOP_BODY_TAC `i:num` `m - (r + 1)`
   `8 * (1 + (r + i)) + 8 <= 8 * m /\ 8 * (r + (1 + (r + i))) + 8 <= 16 * m /\ 8 * r + 8 <= 8 * m` THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN REWRITE_TAC[NEXT_BLOCK] THEN FIT_TAC (LEAF_TAC []) THEN
    CONJ_TAC THENL
     [VALUE_PUT_TAC THEN REWRITE_TAC[EXP_BLOCK; APART_ON] THEN ROW_TAC window defs; ABOVE_TAC]));;
let FIRST_TURN = ARITH_RULE `r + (1 + (r + 0)) = (r + r) + 1 /\ 1 + (r + 0) = 1 + r`;;
let LAST_BLOCK = UNDISCH(ARITH_RULE `r < m ==> 1 + (r + (m - (r + 1))) = m`);;
let NEXT_ROW = ARITH_RULE `(r + 1) + m = (r + m) + 1`;;
let LOW_BLOCK = prove
 (mk_eq(`value (limbs_at M x) (8 * (1 + r))`,
    vsubst [block,`b:num`] `value (limbs_at M x) (8 * r) + 2 EXP (512 * r) * b`),
  REWRITE_TAC[ARITH_RULE `1 + r = r + 1`; VALUE_BLOCK_SUM]);;
(* The invariant of the rows, from that of the row that ends. *)
let SQUARE_ROW_TAC : tactic = fun (asl,w) ->
  let ths = map (PURE_REWRITE_RULE[LOW_BLOCK; SPLIT_POWER_TWICE] o snd) asl in
  let step = tryfind (fun th1 -> tryfind (fun th2 -> MATCH_MP SQUARE_ROW (CONJ th1 th2)) ths) ths in
  (MATCH_MP_TAC step THEN CHAIN_TAC (fact_table [])) (asl,w);;
let row_trace = vsubst [loop_trace_tm turn3 `r:num` trace2,`t:event list`] row_enters;;
let this_inner = vsubst [Z',Z] (inner_invariant row_trace);;
let this_INNER = INST [Z',Z; row_trace,`t:event list`] INNER;;
let ROWS = prove
 (under_given(loop_goal `r:num` `m:num` rows),
  STRIP_TAC THEN
  LOOP_BODY_TAC `r:num` `m:num`
   `(0 = m - (r + 1) <=> r + 1 = m) /\ 8 * r + 8 <= 8 * m /\ 8 * (r + r) + 8 <= 16 * m /\
    8 * (r + m) + 8 <= 16 * m` THEN
  VIA_TAC (mk_comb(this_inner,`0`))
   (BLOCK_THEN ctx [] (fun defs ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN REWRITE_TAC[FIRST_TURN] THEN FIT_TAC (LEAF_TAC START) THEN
      CONJ_TAC THENL
       [VALUE_PUT_TAC THEN REWRITE_TAC[EXP_BLOCK] THEN MATCH_MP_TAC TRIANGLE_STEP THEN
        CHAIN_TAC (chain_facts defs [] []); ABOVE_TAC])) THEN
  THROUGH_LOOP_TAC `m - (r + 1)` this_inner (MP (from_given this_INNER) (ASSUME `r < m:num`)) THEN
  RULE_ASSUM_TAC(PURE_REWRITE_RULE[LAST_BLOCK]) THEN PURE_REWRITE_TAC[LAST_BLOCK] THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    REWRITE_TAC[NEXT_ROW] THEN VALUE_PUT_TAC THEN REWRITE_TAC[SQUARES_BLOCK; SPLIT_POWER_TWICE] THEN
    SQUARE_ROW_TAC));;

let EXP_16 = prove
 (`2 EXP (1024 * (i + 1)) = 2 EXP (1024 * i) * 2 EXP 1024 /\ 512 * (i + i) = 1024 * i`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; EXP_ADD; MULT_CLAUSES] THEN ARITH_TAC);;
let DOUBLE = prove
 (under_given(loop_goal `i:num` `m:num` doubled),
  STRIP_TAC THEN
  LOOP_BODY_TAC `i:num` `m:num` `8 * i + 8 <= 8 * m /\ 16 * i + 16 <= 16 * m` THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    CONJ_TAC THENL
     [PUT_TAC [VALUE_16_SUM; SQUARES_BLOCK] THEN REWRITE_TAC[EXP_16] THEN
      (fun (asl,w) ->
        let step = tryfind (fun (_,th) -> MATCH_MP DOUBLE_STEP th) asl in
        (MATCH_MP_TAC step THEN CHAIN_TAC (chain_facts defs [EXTR_FACT] (same_facts asl))) (asl,w));
      ABOVE_TAC]));;

let final_state = mk_abs(`s:state`,list_mk_exists(Z' :: xv ([0;2] @ (4--17)) @ flag_vars,
  mk_conj(mk_eq(`s:state`,literal `x30:int64` (["x1",`x:int64`; "x3",`word(8 * m):int64`;
     "x31",`word_add stack (word(8 * (0 + 10))):int64`] @ saved_registers)
     [] flags_tm (memory Z' frame) (trace_of ending)),
   `value Z' (16 * m) = value (limbs_at M x) (8 * m) EXP 2`)));;

(* What z holds at this point. *)
let CONTENTS_THEN ttac : tactic = fun (asl,w) ->
  let memory = el 4 (snd(strip_comb(rand(rator(lhand(snd(dest_exists w))))))) in
  ttac (rand(rand(hd(dest_list(lhand memory))))) (asl,w);;
let ALL_ROWS = prove
 (`2 * value A (8 * (m + m)) + S + v * v = 2 * (v * v) ==> 2 * value A (16 * m) + S = v * v`,
  REWRITE_TAC[ARITH_RULE `8 * (m + m) = 16 * m`] THEN ARITH_TAC);;
let LITERAL = prove
 (under_given(mk_exists(`s':state`,
    mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`)))),
  STRIP_TAC THEN SUBGOAL_THEN `~(0 = m) /\ 0 + 10 <= 10` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  VIA_TAC (mk_comb(cleared,`0`))
   (BLOCK_THEN ctx [fst clear] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN REWRITE_TAC START)) THEN
  THROUGH_LOOP_TAC `m:num` cleared (from_given CLEAR) THEN
  VIA_TAC (mk_comb(rows,`0`))
   (BLOCK_THEN ctx [fst outer] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
      ASM_REWRITE_TAC(squares :: START))) THEN
  THROUGH_LOOP_TAC `m:num` rows (from_given ROWS) THEN
  CONTENTS_THEN (fun contents ->
    let this_doubled = vsubst [contents,Z] doubled in
    VIA_TAC (mk_comb(this_doubled,`0`))
     (BLOCK_THEN ctx [fst double] (fun _ ->
        CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
        REWRITE_TAC([squares; VAL_WORD_0; DIV_0] @ START))) THEN
    THROUGH_LOOP_TAC `m:num` this_doubled (from_given (INST [contents,Z] DOUBLE))) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
    FIRST_ASSUM(fun th1 -> FIRST_ASSUM(fun th2 -> ACCEPT_TAC(MATCH_MP NO_CARRY_OUT
      (CONJ (TRANS th2 (MATCH_MP ALL_ROWS th1)) (SPECL [`limbs_at M x`; `m:num`] VALUE_BOUND_BLOCK)))))));;

let trace_is f = mk_eq(`TRACE s'`,
  list_mk_comb(f,[`pc:int64`; `z:int64`; `x:int64`; `m:num`; `stack:int64`; `TRACE s`]));;

let FROM_LITERAL = prove
 (under_given(vsubst [list_mk_comb(rator(rator start),[`M:int64->byte`; `t:event list`]),`s:state`]
   (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (PURE_REWRITE_RULE[MEM_INIT2] (INST [`limbs_at M z`,Z; `limbs_at M stack`,S] LITERAL)) th)) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL
   [SUBGOAL_THEN `8 * 16 * m <= 2 EXP 64` (fun th -> REWRITE_TAC[MATCH_MP BIGNUM_MEM_OF th]) THENL
     [ASM_ARITH_TAC; ASM_REWRITE_TAC[bignum]]; ALL_TAC] THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `x:int64`; `stack:int64`; `m:num`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;

let SQR_CORRECT,SQR_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "sqr" ["SQR_CORRECT",SQR_CORRECT; "SQR_SAFE",SQR_SAFE];;
