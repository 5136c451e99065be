(* table_select: z = row `index` of a table of rows of k = 8m limbs, or 0 if there
   is none.

   TABLE_SELECT_CORRECT: from every state with the code at the program counter and
   the arguments in X0 to X4, where the buffers may be accessed and z overlaps
   neither the code nor the table, the machine reaches the return address with the
   row in z, and nothing else has changed that a caller relies on.

   TABLE_SELECT_SAFE: what an observer sees is a function of the addresses, of the
   number of rows and of m; not of index. *)

needs "blocks.ml";;
needs "elf.ml";;

let table_select_code = define_code "table_select";;

let arguments = `code_at (MEMORY s) pc table_select_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = table /\ XREG s 2 = word rows /\ XREG s 3 = word(8 * m) /\
  XREG s 4 = index /\
  0 < m /\ 8 * 8 * m < 2 EXP 64 /\ 8 * rows * 8 * m < 2 EXP 64 /\
  apart (pc,4 * LENGTH table_select_code) (z,8 * 8 * m) /\
  apart (table,8 * rows * 8 * m) (z,8 * 8 * m) /\
  allowed wr z (8 * 8 * m) /\ allowed rd table (8 * rows * 8 * m)`;;

let result =
 `bignum (MEMORY s') z (8 * m) =
    (if val(index:int64) < rows
     then bignum (MEMORY s) (word_add table (word(8 * 8 * m * val index))) (8 * m) else 0) /\
  keeps_registers s s' /\ changes_only [z,8 * 8 * m] s s'`;;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows. Columns of sixteen limbs follow one of eight if *)
(* m is odd: b + 16 q = 8 m, where b is 0 or 8.                               *)
(* ------------------------------------------------------------------------- *)

let [narrow; column; wide] = loops_of table_select_code;;
let LENGTH_CODE = code_length table_select_code;;

let NEXT_ROW = prove
 (`word_add (word_add p (word(8 * ((8 * m * r + e) + j)))) (word(8 * 8 * m)):int64 =
   word_add p (word(8 * ((8 * m * (r + 1) + e) + j)))`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; MULT_CLAUSES] THEN CONV_TAC WORD_RULE);;
let ROW_BYTES = prove
 (`8 * 8 * m < 2 EXP 64
   ==> word(8 * val(word(8 * m):int64) MOD 2305843009213693952):int64 = word(8 * 8 * m)`,
  STRIP_TAC THEN SUBGOAL_THEN `val(word(8 * m):int64) = 8 * m` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  AP_TERM_TAC THEN AP_TERM_TAC THEN MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC);;
let COLUMNS_OF_16 = prove
 (`8 * 8 * m < 2 EXP 64 /\ b + 16 * q = 8 * m /\ b < 16
   ==> word((val(word(8 * m):int64) MOD 18446744073709551616) DIV 16):int64 = word q`,
  STRIP_TAC THEN SUBGOAL_THEN `val(word(8 * m):int64) = 8 * m` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(8 * m) MOD 18446744073709551616 = b + 16 * q` SUBST1_TAC THENL
   [ASM_REWRITE_TAC[] THEN MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC; ALL_TAC] THEN
  AP_TERM_TAC THEN MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `b:num` THEN ASM_ARITH_TAC);;
let ODD_BLOCK = prove
 (`b + 16 * q = 8 * m /\ (b = 0 \/ b = 8) ==> word_and (word(8 * m)) (word 8):int64 = word b`,
  DISCH_THEN(CONJUNCTS_THEN2 (SUBST1_TAC o SYM) MP_TAC) THEN
  REWRITE_TAC[SYM(NUM_REDUCE_CONV `2 EXP 3`); WORD_AND_POW2; BIT_WORD; DIMINDEX_64] THEN
  REWRITE_TAC[ARITH_RULE `2 EXP 3 = 8`; ARITH_RULE `3 < 64`] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THENL
   [SUBGOAL_THEN `(0 + 16 * q) DIV 8 = 2 * q` SUBST1_TAC THENL [ARITH_TAC; ALL_TAC];
    SUBGOAL_THEN `(8 + 16 * q) DIV 8 = SUC(2 * q)` SUBST1_TAC THENL [ARITH_TAC; ALL_TAC]] THEN
  REWRITE_TAC[ODD; ODD_MULT; ARITH_ODD; BITVAL_CLAUSES; MULT_CLAUSES]);;
let ZERO_WORD = prove
 (`n < 2 EXP 64 ==> (word n:int64 = word 0 <=> 0 = n)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ_0] THEN ASM_SIMP_TAC[VAL_WORD_64] THEN ARITH_TAC);;

(* The row whose mask is all ones: where as many rows are left as after row `index`. *)
let WANTED = prove
 (`r < rows /\ rows < 2 EXP 64
   ==> (word(rows - r) = word_sub (word rows) index:int64 <=> val index = r)`,
  STRIP_TAC THEN
  SUBGOAL_THEN `word(rows - r):int64 = word_sub (word rows) (word r)` SUBST1_TAC THENL
   [SUBGOAL_THEN `rows = (rows - r) + r` MP_TAC THENL
     [ASM_ARITH_TAC; DISCH_THEN(fun th -> GEN_REWRITE_TAC (RAND_CONV o LAND_CONV o RAND_CONV) [th])] THEN
    CONV_TAC WORD_RULE; ALL_TAC] THEN
  REWRITE_TAC[WORD_RULE `word_sub x y = word_sub x z <=> z = y:int64`] THEN
  EQ_TAC THENL
   [DISCH_THEN SUBST1_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC;
    DISCH_THEN(SUBST1_TAC o SYM) THEN REWRITE_TAC[WORD_VAL]]);;
let ROOM = prove
 (`r < rows ==> 8 * m * r + 8 * m <= rows * 8 * m`,
  REWRITE_TAC[GSYM LE_SUC_LT] THEN DISCH_TAC THEN
  MATCH_MP_TAC LE_TRANS THEN EXISTS_TAC `SUC r * 8 * m` THEN
  ASM_SIMP_TAC[LE_MULT_RCANCEL] THEN ARITH_TAC);;

let conditions b = map (vsubst [b,`b:num`])
  [`8 * 8 * m < 2 EXP 64`; `8 * rows * 8 * m < 2 EXP 64`; `rows < 2 EXP 64`; `b + 16 * q = 8 * m`];;
let context b rules = context_of table_select_code (conditions b)
  ["w",`z:int64`,`8 * m`; "r",`table:int64`,`rows * 8 * m`]
  (map (vsubst [b,`b:num`]) [`0 + 8 <= 8 * m`; `(b + 16 * i) + 16 <= 8 * m`; `(8 * m * r + 0) + 8 <= rows * 8 * m`;
   `(8 * m * r + b + 16 * i) + 16 <= rows * 8 * m`]) []
  (NEXT_ROW :: rules) [`pc:int64`; `z:int64`; `table:int64`; `rows:num`; `m:num`; `q:num`; `b:num`; `i:num`; `r:num`];;
let given,ctx = context `b:num` [];;
let under given c = mk_imp(list_mk_conj given,c);;
let from given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States.                                                                   *)
(* ------------------------------------------------------------------------- *)

(* Limb c + j of the row, once n rows were seen. *)
let seen n c j = vsubst [n,`n:num`; c,`c:num`; num j,`j:num`]
  `if val(index:int64) < n then limbs_at M table ((8 * m * val index + c) + j) else word 0`;;
let sums n c = map (fun j -> "v" ^ string_of_int (32 + j),seen n c j);;
let vv = map (fun i -> List.nth v_vars i);;

let Z = `Z:num->int64` and Z' = `Z':num->int64`;;
let memory contents = vsubst [contents,`Z:num->int64`] `mem_of [z,8 * m,Z] M`;;
let arguments_kept = ["x2",`word rows:int64`; "x3",`word(8 * m):int64`; "x4",`index:int64`];;
let start = literal (at 0) (["x0",`z:int64`; "x1",`table:int64`] @ arguments_kept)
  [] flags_tm (memory Z) `t:event list`;;
let point pc e xs vs contents trace = literal pc
  (arguments_kept @ ["x0",vsubst [e,`e:num`] `word_add z (word(8 * (e + 0))):int64`;
    "x1",vsubst [e,`e:num`] `word_add table (word(8 * (e + 0))):int64`;
    "x6",`word(8 * 8 * m):int64`] @ xs)
  (["v0",`word_sub (word rows) index:int64`; "v1",`word_sub (word rows) index:int64`] @ vs)
  flags_tm (memory contents) trace;;
let row_at c j = vsubst [c,`c:num`; num j,`j:num`]
  `word_add table (word(8 * ((8 * m * r + c) + j))):int64`;;
let left = "x9",`word(rows - r):int64`;;

(* Before row r of the column of eight limbs, and of a column of sixteen. *)
let before_narrow pc trace = point pc `0` ["x8",row_at `0` 0; left] (sums `r:num` `0` (0--7)) Z trace;;
let turn1 = block_trace `r:num` ctx (before_narrow (at(fst narrow)) `t:event list`) [];;
let rows8 trace = invariant `r:num` (xv [7] @ vv (6--15))
  (before_narrow (loop_pc `r:num` `rows:num` narrow) (loop_trace_tm turn1 `r:num` trace)) [];;

let e16 = `b + 16 * i`;;
let before_wide pc trace contents = point pc e16
  ["x5",`word(q - i):int64`; "x8",row_at e16 0; "x10",row_at e16 8; left] (sums `r:num` e16 (0--15)) contents trace;;
let turn2 = block_trace `r:num` ctx (before_wide (at(fst wide)) `t:event list` Z) [];;
let rows16 trace = invariant `r:num` (xv [7] @ vv ((6--15) @ (48--55)))
  (before_wide (loop_pc `r:num` `rows:num` wide) (loop_trace_tm turn2 `r:num` trace) Z) [];;

(* Before column i of sixteen limbs. *)
let before_column pc trace contents = point pc e16 ["x5",`word(q - i):int64`] [] contents trace;;
let column_enters = trace_of (run ctx (before_column (at(fst column)) `t:event list` Z) []).final;;
let column_ends = trace_of (run ctx (vsubst [`rows:num`,`r:num`]
  (before_wide (at(snd wide)) (loop_trace_tm turn2 `r:num` column_enters) Z)) []).final;;
let turn3 = list_mk_abs([`i:num`; `t:event list`],column_ends);;
let filled n = vsubst [n,`n:num`]
  `!j. j < n ==> Z' j:int64 = if val(index:int64) < rows then limbs_at M table (8 * m * val index + j) else word 0`;;
let columns trace = invariant `i:num` (Z' :: xv (7--10) @ vv ((6--15) @ (32--55)))
  (before_column (loop_pc `i:num` `q:num` column) (loop_trace_tm turn3 `i:num` trace) Z') [filled e16];;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

(* d = <bits of row r where the mask says so, else the sum> is the sum after row r. *)
let SELECT_LEAF : tactic =
  let rules = [ARITH_RULE `n < r + 1 <=> n = r \/ n < r`; LT_REFL;
               WORD_NOT_NOT; WORD_AND_NOT0; WORD_AND_0; WORD_OR_0] in
  ASM_REWRITE_TAC rules THEN ASM_CASES_TAC `val(index:int64) = r` THEN ASM_REWRITE_TAC rules THEN NO_TAC;;
let ROW_LEAF : tactic = fun (asl,w) ->
  (if is_var(lhand w) && is_cond(rand w) then SELECT_LEAF else LEAF_TAC []) (asl,w);;

(* A turn of a loop over rows, where `room` is what its loads need. *)
let ROWS_TAC room : tactic =
  LOOP_BODY_TAC `r:num` `rows:num` `T` THEN
  MP_TAC ROOM THEN ASM_REWRITE_TAC[] THEN DISCH_TAC THEN
  SUBGOAL_THEN room ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  MP_TAC WANTED THEN ASM_REWRITE_TAC[] THEN DISCH_TAC THEN
  BLOCK_THEN ctx [] (fun defs -> DEFS_TAC defs THEN
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC ROW_LEAF);;
let NARROW = prove
 (under given (mk_imp(`8 <= 8 * m`,loop_goal `r:num` `rows:num` (rows8 `t:event list`))),
  STRIP_TAC THEN STRIP_TAC THEN ROWS_TAC `(8 * m * r + 0) + 8 <= rows * 8 * m`);;
let WIDE = prove
 (under given (mk_imp(`i < q:num`,loop_goal `r:num` `rows:num` (rows16 `t:event list`))),
  STRIP_TAC THEN STRIP_TAC THEN ROWS_TAC `(8 * m * r + b + 16 * i) + 16 <= rows * 8 * m`);;

(* The sums of a column of n limbs are stored from e on. *)
let BELOW = ARITH_RULE `j < e ==> !k. ~(j = e + k)`;;
let ABOVE = ARITH_RULE `~(j < e) /\ j < e + n ==> j = e + (j - e) /\ j - e < n`;;
let FILLED_TAC : tactic =
  X_GEN_TAC `j:num` THEN
  W(fun (_,w) -> ASM_CASES_TAC (mk_binop `(<):num->num->bool` `j:num` (lhand(rand(lhand w))))) THENL
   [TRY(FIRST_ASSUM(CONTR_TAC o GEN_REWRITE_RULE I [CONJUNCT1 LT])) THEN
    DISCH_THEN(K ALL_TAC) THEN FIRST_ASSUM(fun th -> REWRITE_TAC[UPD_APPLY; MATCH_MP BELOW th]) THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN FIRST_ASSUM ACCEPT_TAC;
    POP_ASSUM(fun th -> DISCH_THEN(MP_TAC o MATCH_MP ABOVE o CONJ th)) THEN
    DISCH_THEN(CONJUNCTS_THEN2 SUBST1_TAC MP_TAC) THEN
    W(fun (_,w) -> SPEC_TAC(lhand(lhand w),`k:num`)) THEN CONV_TAC EXPAND_CASES_CONV THEN
    REWRITE_TAC[UPD_APPLY; EQ_ADD_LCANCEL; ARITH_EQ; GSYM ADD_ASSOC]];;

let empty_rows = UNDISCH(INST [`rows:num`,`n:num`] ZERO_WORD);;
let UNSEEN = CONJUNCT1 LT :: START;;
let this_trace = vsubst [loop_trace_tm turn3 `i:num` `t:event list`,`t:event list`] column_enters;;
let this_rows = vsubst [Z',Z] (rows16 this_trace);;
let this_WIDE = INST [Z',Z; this_trace,`t:event list`] WIDE;;
let COLUMNS = prove
 (under given (loop_goal `i:num` `q:num` (columns `t:event list`)),
  STRIP_TAC THEN ASSUME_TAC empty_rows THEN LOOP_BODY_TAC `i:num` `q:num` `(b + 16 * i) + 16 <= 8 * m` THEN
  VIA_TAC (mk_comb(this_rows,`0`))
   (BLOCK_THEN ctx [] (fun _ -> CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC UNSEEN))) THEN
  THROUGH_LOOP_TAC `rows:num` this_rows (MP (from given this_WIDE) (ASSUME `i < q:num`)) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    REWRITE_TAC[ARITH_RULE `b + 16 * (i + 1) = (b + 16 * i) + 16`] THEN FILLED_TAC));;

let ROW_VALUE = prove
 (`(!j. j < n ==> Z' j:int64 = if val(index:int64) < rows then limbs_at M table (8 * m * val index + j) else word 0)
   ==> value Z' n = if val index < rows then bignum M (word_add table (word(8 * 8 * m * val index))) n else 0`,
  DISCH_TAC THEN COND_CASES_TAC THENL
   [REWRITE_TAC[bignum] THEN MATCH_MP_TAC VALUE_EXT THEN ASM_SIMP_TAC[limbs_at] THEN REPEAT STRIP_TAC THEN
    AP_TERM_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN CONV_TAC WORD_RULE;
    MATCH_MP_TAC VALUE_ZEROS THEN ASM_SIMP_TAC[]]);;

(* From the start to the end, by way of the column of eight if b is 8 and not 0: what is assumed,
   the trace as a function, the theorem. *)
let public_arguments = [`pc:int64`; `z:int64`; `table:int64`; `rows:num`; `m:num`];;
let whole b =
  let first = b = `8` and inst = vsubst [b,`b:num`] in
  let size = CONJ (ASSUME `8 * 8 * m < 2 EXP 64`) (ASSUME(inst `b + 16 * q = 8 * m`)) in
  let given,ctx = context b [MATCH_MP ROW_BYTES (CONJUNCT1 size);
    MATCH_MP COLUMNS_OF_16 (REWRITE_RULE[GSYM CONJ_ASSOC] (CONJ size (numeral_fact(inst `b < 16`))));
    MATCH_MP ODD_BLOCK (CONJ (CONJUNCT2 size) (numeral_fact(inst `b = 0 \/ b = 8`)))] in
  let trace1 = trace_of (run ctx start []).final in
  let trace2 = if not first then trace1 else
    trace_of (run ctx (inst(vsubst [`rows:num`,`r:num`]
      (before_narrow (at(snd narrow)) (loop_trace_tm turn1 `r:num` trace1)))) []).final in
  let last = inst(vsubst [`q:num`,`i:num`] (before_column (at(snd column)) (loop_trace_tm turn3 `i:num` trace2) Z)) in
  let ending = trace_of (run ctx last []).final in
  let final_state = mk_abs(`s:state`,list_mk_exists(Z' :: xv (7--10) @ vv ((6--15) @ (32--55)),
    inst(vsubst [`q:num`,`i:num`] (mk_conj(mk_eq(`s:state`,before_column `x30:int64` ending Z'),filled e16))))) in
  let BLOCK ths = BLOCK_THEN ctx [] (fun defs -> DEFS_TAC defs THEN
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC ths)) in
  let this_rows = inst(rows8 trace1) and this_columns = inst(columns trace2) in
  let THROUGH_FIRST = if not first then ALL_TAC else
    VIA_TAC (mk_comb(this_rows,`0`)) (BLOCK (AWC_T :: UNSEEN)) THEN
    THROUGH_LOOP_TAC `rows:num` this_rows
      (MP (from given (INST [b,`b:num`; trace1,`t:event list`] NARROW)) (ASSUME `8 <= 8 * m`)) in
  let theorem = prove
   (under given (mk_imp(`0 < m`,mk_exists(`s':state`,
      mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`))))),
    STRIP_TAC THEN STRIP_TAC THEN
    SUBGOAL_THEN `8 <= 8 * m /\ 0 + 8 <= 8 * m /\ q < 2 EXP 64` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    ASSUME_TAC empty_rows THEN ASSUME_TAC(UNDISCH(INST [`q:num`,`n:num`] ZERO_WORD)) THEN
    THROUGH_FIRST THEN
    VIA_TAC (mk_comb(this_columns,`0`)) (BLOCK (AWC_T :: UNSEEN) THEN
      (if first then REWRITE_TAC[ARITH_RULE `8 + 16 * 0 = 0 + 8`] THEN FILLED_TAC else REWRITE_TAC UNSEEN)) THEN
    THROUGH_LOOP_TAC `q:num` this_columns (from given (INST [b,`b:num`; trace2,`t:event list`] COLUMNS)) THEN
    BLOCK [] THEN FIRST_ASSUM ACCEPT_TAC) in
  given,list_mk_abs(public_arguments @ [`q:num`; `t:event list`],ending),theorem;;
let even = whole `0` and odd = whole `8`;;

(* ------------------------------------------------------------------------- *)
(* Every state.                                                              *)
(* ------------------------------------------------------------------------- *)

let trace_is f args = mk_eq(`TRACE s'`,list_mk_comb(f,args));;
let from_literal (given,trace,theorem) = prove
 (mk_imp(list_mk_conj(given @ [`0 < m`]),
   vsubst [list_mk_comb(rator(rator start),[`M:int64->byte`; `t:event list`]),`s:state`]
     (reaches [trace_is trace (public_arguments @ [`q:num`; `TRACE s`]); result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (from given (PURE_REWRITE_RULE[MEM_INIT1] (INST [`limbs_at M z`,Z] theorem))) (ASSUME `0 < m`))) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL
   [SUBGOAL_THEN `8 * 8 * m <= 2 EXP 64` (fun th -> REWRITE_TAC[MATCH_MP BIGNUM_MEM_OF th]) THENL
     [ASM_ARITH_TAC; ALL_TAC] THEN
    MATCH_MP_TAC ROW_VALUE THEN FIRST_X_ASSUM(SUBST1_TAC o SYM o check (fun th -> rand(concl th) = `8 * m`)) THEN
    FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;

let case (_,trace,_) = list_mk_comb(trace,public_arguments @ [`m DIV 2`; `t:event list`]);;
let trace_function = list_mk_abs(public_arguments @ [`t:event list`],
  mk_cond(`m MOD 2 = 0`,case even,case odd));;
let ROWS_BELOW = prove
 (`0 < m /\ 8 * rows * 8 * m < 2 EXP 64 ==> rows < 2 EXP 64`,
  STRIP_TAC THEN MATCH_MP_TAC LET_TRANS THEN EXISTS_TAC `8 * rows * 8 * m` THEN ASM_REWRITE_TAC[] THEN
  MATCH_MP_TAC(ARITH_RULE `rows * 1 <= rows * m ==> rows <= 8 * rows * 8 * m`) THEN
  REWRITE_TAC[LE_MULT_LCANCEL] THEN ASM_ARITH_TAC);;
let HALVES = prove
 (`if m MOD 2 = 0 then 0 + 16 * m DIV 2 = 8 * m else 8 + 16 * m DIV 2 = 8 * m`,
  MP_TAC(SPECL [`m:num`; `2`] DIVISION) THEN ARITH_TAC);;
let WHOLE_TAC parts : tactic =
  SUBGOAL_THEN (mk_eq(list_mk_comb(trace_function,public_arguments @ [`TRACE s`]),
    vsubst [`TRACE s`,`t:event list`] (case parts))) SUBST1_TAC THENL
   [CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN PURE_ASM_REWRITE_TAC[] THEN REWRITE_TAC[]; ALL_TAC] THEN
  ANY_STATE_TAC (INST [`m DIV 2`,`q:num`] (from_literal parts));;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `table:int64`; `rows:num`; `m:num`; `index:int64`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let seen f = trace_is f (public_arguments @ [`TRACE s`]);;
let FULL = prove
 (for_all spec_vars arguments [seen trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  MP_TAC HALVES THEN ASSUME_TAC(MATCH_MP ROWS_BELOW (CONJ (ASSUME `0 < m`) (ASSUME `8 * rows * 8 * m < 2 EXP 64`))) THEN
  COND_CASES_TAC THEN DISCH_TAC THENL [WHOLE_TAC even; WHOLE_TAC odd]);;

let TABLE_SELECT_CORRECT,TABLE_SELECT_SAFE =
  correct_and_safe spec_vars arguments result seen trace_function FULL;;

final "table_select" ["TABLE_SELECT_CORRECT",TABLE_SELECT_CORRECT; "TABLE_SELECT_SAFE",TABLE_SELECT_SAFE];;
