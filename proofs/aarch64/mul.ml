(* mul: z = x * y, for x and y of k = 8m limbs and z of 2k.

   MUL_CORRECT: from every state with the code at the program counter, the
   arguments in X0 to X3 and 80 bytes of stack, where the buffers may be accessed
   and what is written overlaps nothing else, the machine reaches the return
   address with the product in z, and nothing else has changed that a caller relies
   on. x and y may be the same or overlap.

   MUL_SAFE: what an observer sees is a function of the addresses and m. *)

needs "blocks.ml";;
needs "elf.ml";;

let mul_code = define_code "mul";;

let arguments = `code_at (MEMORY s) pc mul_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = x /\ XREG s 2 = y /\ XREG s 3 = word(8 * m) /\
  XREG s 31 = word_add stack (word 80) /\ val stack MOD 16 = 0 /\
  0 < m /\ 8 * 16 * m < 2 EXP 64 /\
  apart (pc,4 * LENGTH mul_code) (z,8 * 16 * m) /\ apart (pc,4 * LENGTH mul_code) (stack,8 * 10) /\
  apart (z,8 * 16 * m) (stack,8 * 10) /\ apart (stack,8 * 10) (z,8 * 16 * m) /\
  apart (x,8 * 8 * m) (z,8 * 16 * m) /\ apart (x,8 * 8 * m) (stack,8 * 10) /\
  apart (y,8 * 8 * m) (z,8 * 16 * m) /\ apart (y,8 * 8 * m) (stack,8 * 10) /\
  allowed rd z (8 * 16 * m) /\ allowed wr z (8 * 16 * m) /\
  allowed rd stack (8 * 10) /\ allowed wr stack (8 * 10) /\
  allowed rd x (8 * 8 * m) /\ allowed rd y (8 * 8 * m)`;;

let result =
 `bignum (MEMORY s') z (16 * m) = bignum (MEMORY s) x (8 * m) * bignum (MEMORY s) y (8 * m) /\
  keeps_registers s s' /\ changes_only [z,8 * 16 * m; stack,8 * 10] s s'`;;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

let [clear; inner; outer] =
  let [a; b; c] = loops_of mul_code in if snd b < snd c then [a; b; c] else [a; c; b];;
let LENGTH_CODE = code_length mul_code;;
let conditions = [`val(stack:int64) MOD 16 = 0`; `0 < m`; `8 * 16 * m < 2 EXP 64`];;
let small = UNDISCH(ARITH_RULE `8 * 16 * m < 2 EXP 64 ==> 8 * 8 * m < 2 EXP 64`);;
let given,ctx = context_of mul_code conditions
  ["rw",`z:int64`,`16 * m`; "rw",`stack:int64`,`10`; "r",`x:int64`,`8 * m`; "r",`y:int64`,`8 * m`]
  [`8 * i + 8 <= 8 * m`; `8 * i + 8 <= 16 * m`; `8 * r + 8 <= 8 * m`; `8 * (r + i) + 8 <= 16 * m`;
   `8 * (r + m) + 8 <= 16 * m`; `0 + 10 <= 10`]
  (CONJUNCTS(UNDISCH ALIGNED)) [MATCH_MP BLOCKS small; SHL_LIMBS]
  [`pc:int64`; `z:int64`; `x:int64`; `y:int64`; `stack:int64`; `m:num`; `i:num`; `r:num`];;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States. The frame holds what the caller has in X19 to X27.                *)
(* ------------------------------------------------------------------------- *)

let memory contents frame = vsubst [contents,`Z:num->int64`; frame,`S:num->int64`]
  `mem_of [z,16 * m,Z; stack,10,S] M`;;
let Z = `Z:num->int64` and Z' = `Z':num->int64` and S = `S:num->int64`;;
let start = literal (at 0) (["x0",`z:int64`; "x1",`x:int64`; "x2",`y:int64`; "x3",`word(8 * m):int64`;
  "x31",`word_add stack (word(8 * (0 + 10))):int64`] @ saved_registers) [] flags_tm (memory Z S) `t:event list`;;
let cleared_from = run ctx start [fst clear];;
let frame = snd(dest_pair(snd(dest_pair(el 1 (dest_list(lhand(el 4 (snd(strip_comb cleared_from.final)))))))));;
let point pc xs contents trace = literal pc
  (["x3",`word(8 * m):int64`; "x31",`word_add stack (word(8 * (0 + 0))):int64`; "x26",`s26:int64`; "x27",`s27:int64`] @ xs)
  [] flags_tm (memory contents frame) trace;;

(* Before turn i of clearing the low half of z. *)
let xs_kept = filter (fun (r,_) -> not (mem r ["x26"; "x27"])) saved_registers;;
let trace1 = trace_of cleared_from.final;;
let before_clear pc trace contents = point pc
  (filter (fun (r,_) -> r <> "x24") xs_kept @
   ["x0",`z:int64`; "x1",`x:int64`; "x2",`y:int64`; "x4",`word_add z (word(8 * (8 * i + 0))):int64`;
   "x24",`word(m - i):int64`]) contents trace;;
let turn1 = block_trace `i:num` ctx (before_clear (at(fst clear)) `t:event list` Z) [];;
let cleared = invariant `i:num` (Z' :: flag_vars)
  (before_clear (loop_pc `i:num` `m:num` clear) (loop_trace_tm turn1 `i:num` trace1) Z')
  [`value Z' (8 * i) = 0`];;
let end1 = vsubst [`m:num`,`i:num`] (before_clear (at(snd clear)) (loop_trace_tm turn1 `m:num` trace1) Z);;
let trace2 = trace_of (run ctx end1 [fst outer]).final;;

(* Before turn i of row r: the window of eight limbs is in X4 to X11, the block
   of x in X12 to X17, X19 and X20. *)
let window = limb_sum (map (fun v -> mk_comb(val_tm,v)) (xv (4--11)));;
let block = limb_sum (limbs `limbs_at M x` `8 * r`);;
let before_inner pc trace contents = point pc
  (["x0",`word_add z (word(8 * (8 * (r + i) + 0))):int64`; "x1",`word_add x (word(8 * (8 * r + 0))):int64`;
    "x2",`word_add y (word(8 * (8 * i + 0))):int64`; "x24",`word(m - i):int64`; "x25",`word(m - r):int64`] @
   map2 (fun i j -> "x" ^ string_of_int i,limb_term `limbs_at M x` `8 * r` j) [12;13;14;15;16;17;19;20] (0--7))
  contents trace;;
let inner_vars = Z' :: xv ((4--11) @ [21;22;23]) @ flag_vars;;
let turn2 = block_trace `i:num` ctx (before_inner (at(fst inner)) `t:event list` Z) [];;
let inner_invariant trace = invariant `i:num` inner_vars
  (before_inner (loop_pc `i:num` `m:num` inner) (loop_trace_tm turn2 `i:num` trace) Z')
  [vsubst [window,`w:num`; block,`b:num`]
    `value Z' (8 * (r + i)) + 2 EXP (512 * (r + i)) * w =
     value Z (8 * (r + i)) + 2 EXP (512 * r) * (b * value (limbs_at M y) (8 * i))`;
   `!j. 8 * (r + i) <= j ==> Z' j:int64 = Z j`];;

(* Before row r. *)
let before_row pc trace contents = point pc
  ["x0",`word_add z (word(8 * (8 * r + 0))):int64`; "x1",`word_add x (word(8 * (8 * r + 0))):int64`;
   "x2",`y:int64`; "x25",`word(m - r):int64`] contents trace;;
let row_enters = trace_of (run ctx (before_row (at(fst outer)) `t:event list` Z) [fst inner]).final;;
let row_ends = trace_of (run ctx (vsubst [`m:num`,`i:num`]
  (before_inner (at(snd inner)) (loop_trace_tm turn2 `m:num` row_enters) Z)) []).final;;
let turn3 = list_mk_abs([`r:num`; `t:event list`],row_ends);;
let rows = invariant `r:num` (Z' :: xv ((4--17) @ [19;20;21;22;23;24]) @ flag_vars)
  (before_row (loop_pc `r:num` `m:num` outer) (loop_trace_tm turn3 `r:num` trace2) Z')
  [`value Z' (8 * (r + m)) = value (limbs_at M x) (8 * r) * value (limbs_at M y) (8 * m)`];;
let end3 = vsubst [`m:num`,`r:num`] (before_row (at(snd outer)) (loop_trace_tm turn3 `m:num` trace2) Z);;
let ending = (run ctx end3 []).final;;
let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `x:int64`; `y:int64`; `m:num`; `stack:int64`; `t:event list`],
  trace_of ending);;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let CLEAR = prove(under_given(loop_goal `i:num` `m:num` cleared),
  STRIP_TAC THEN LOOP_BODY_TAC `i:num` `m:num` `8 * i + 8 <= 16 * m` THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN VALUE_PUT_TAC THEN
    ASM_REWRITE_TAC[VAL_WORD_0; MULT_CLAUSES; ADD_CLAUSES]));;
let NEXT_BLOCK = ARITH_RULE `r + i + 1 = (r + i) + 1`;;

let INNER = prove
 (under_given(mk_imp(`r < m:num`,loop_goal `i:num` `m:num` (inner_invariant `t:event list`))),
  STRIP_TAC THEN STRIP_TAC THEN
  LOOP_BODY_TAC `i:num` `m:num`
   `8 * i + 8 <= 8 * m /\ 8 * (r + i) + 8 <= 16 * m /\ 8 * r + 8 <= 8 * m` THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN REWRITE_TAC[NEXT_BLOCK] THEN FIT_TAC (LEAF_TAC []) THEN
    CONJ_TAC THENL [VALUE_PUT_TAC THEN REWRITE_TAC[EXP_BLOCK] THEN ROW_TAC window defs; ABOVE_TAC]));;

let NEXT_ROW = ARITH_RULE `(r + 1) + m = (r + m) + 1`;;
let POSITIVE = itlist PROVE_HYP (map ASSUME [`0 < m`; `8 * 16 * m < 2 EXP 64`])
  (MATCH_MP WORD_POSITIVE (UNDISCH_ALL(ARITH_RULE
    `0 < m ==> 8 * 16 * m < 2 EXP 64 ==> 0 < m /\ m < 2 EXP 64`)));;
let row_trace = vsubst [loop_trace_tm turn3 `r:num` trace2,`t:event list`] row_enters;;
let this_inner = vsubst [Z',Z] (inner_invariant row_trace);;
let this_INNER = INST [Z',Z; row_trace,`t:event list`] INNER;;
let ROWS = prove
 (under_given(loop_goal `r:num` `m:num` rows),
  STRIP_TAC THEN SUBGOAL_THEN `~(0 = m)` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  LOOP_BODY_TAC `r:num` `m:num` `8 * r + 8 <= 8 * m /\ 8 * (r + m) + 8 <= 16 * m` THEN
  ASSUME_TAC POSITIVE THEN
  VIA_TAC (mk_comb(this_inner,`0`))
   (BLOCK_THEN ctx [fst inner] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
      REWRITE_TAC(VAL_WORD_0 :: START))) THEN
  THROUGH_LOOP_TAC `m:num` this_inner (MP (from_given this_INNER) (ASSUME `r < m:num`)) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    REWRITE_TAC[NEXT_ROW] THEN VALUE_PUT_TAC THEN
    ASM_REWRITE_TAC[RIGHT_ADD_DISTRIB; MULT_ASSOC]));;

let final_state = mk_abs(`s:state`,list_mk_exists(Z' :: xv ([0;1;2] @ (4--17)) @ flag_vars,
  mk_conj(mk_eq(`s:state`,literal `x30:int64` (["x3",`word(8 * m):int64`;
     "x31",`word_add stack (word(8 * (0 + 10))):int64`] @ saved_registers)
     [] flags_tm (memory Z' frame) (trace_of ending)),
   `value Z' (8 * (m + m)) = value (limbs_at M x) (8 * m) * value (limbs_at M y) (8 * m)`)));;

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
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN ASM_REWRITE_TAC START)) THEN
  THROUGH_LOOP_TAC `m:num` rows (from_given ROWS) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN FIRST_ASSUM ACCEPT_TAC));;

let trace_is f = mk_eq(`TRACE s'`,
  list_mk_comb(f,[`pc:int64`; `z:int64`; `x:int64`; `y:int64`; `m:num`; `stack:int64`; `TRACE s`]));;

let FROM_LITERAL = prove
 (under_given(vsubst [list_mk_comb(rator(rator start),[`M:int64->byte`; `t:event list`]),`s:state`]
   (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (PURE_REWRITE_RULE[MEM_INIT2] (INST [`limbs_at M z`,Z; `limbs_at M stack`,S] LITERAL)) th)) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL
   [SUBGOAL_THEN `8 * 16 * m <= 2 EXP 64` (fun th -> REWRITE_TAC[MATCH_MP BIGNUM_MEM_OF th]) THENL
     [ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[ARITH_RULE `16 * m = 8 * (m + m)`] THEN ASM_REWRITE_TAC[bignum]; ALL_TAC] THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `x:int64`; `y:int64`; `stack:int64`; `m:num`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;

let MUL_CORRECT,MUL_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "mul" ["MUL_CORRECT",MUL_CORRECT; "MUL_SAFE",MUL_SAFE];;
