(* pair_table_select: a row of a table of pairs of numbers for each half of
   `indices`, as blocks of digits and their differences.

   A 64-bit word holds a digit of one number in its low half, of the other in its
   high half. Rows have 6 words for each of 3m blocks. In z a block has 20 words:
   the digits, then differences of them.

   PAIR_TABLE_SELECT_CORRECT: from every state with the code at the program counter,
   the arguments in X0 to X4 and 32 bytes of stack, where the buffers may be accessed
   and what is written overlaps nothing else, the machine reaches the return address
   with the selected numbers in z, and nothing else has changed that a caller relies
   on.

   PAIR_TABLE_SELECT_SAFE: what an observer sees is a function of the addresses, of
   the number of rows and of m; not of indices. *)

needs "blocks.ml";;
needs "elf.ml";;

let pair_table_select_code = define_code "pair_table_select";;

(* Word i of what is selected from rows of n words: each half from the row that the
   same half of `indices` says, zero if there is none. *)
let selected = new_definition
 `selected M table rows n (indices:int64) i =
    join32 (if val(hi32 indices) < rows
            then hi32(limbs_at M table (n * val(hi32 indices) + i)) else word 0)
           (if val(lo32 indices) < rows
            then lo32(limbs_at M table (n * val(lo32 indices) + i)) else word 0)`;;

(* The difference of both numbers' digits. *)
let minus = new_definition
 `minus x y = join32 (word_sub (hi32 x) (hi32 y)) (word_sub (lo32 x) (lo32 y))`;;

let pair_block = new_definition
 `pair_block (d:num->int64) =
   [d 0; d 1; d 2; d 3; d 4; d 5;
    minus (d 2) (d 3); minus (d 3) (d 4); minus (d 0) (d 5); minus (d 2) (d 5);
    minus (d 2) (d 4); minus (d 3) (d 5); minus (d 0) (d 4); minus (d 1) (d 5);
    minus (d 0) (d 3); minus (d 1) (d 4); minus (d 0) (d 2); minus (d 1) (d 3);
    minus (d 0) (d 1); minus (d 1) (d 2)]`;;

let arguments = `code_at (MEMORY s) pc pair_table_select_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = table /\ XREG s 2 = word rows /\ XREG s 3 = word(3 * m) /\
  XREG s 4 = indices /\ XREG s 31 = word_add stack (word 32) /\ val stack MOD 16 = 0 /\
  0 < m /\ rows < 2 EXP 32 /\ 8 * 60 * m < 2 EXP 64 /\ 8 * rows * 18 * m < 2 EXP 64 /\
  apart (pc,4 * LENGTH pair_table_select_code) (z,8 * 60 * m) /\
  apart (pc,4 * LENGTH pair_table_select_code) (stack,8 * 4) /\
  apart (z,8 * 60 * m) (stack,8 * 4) /\ apart (stack,8 * 4) (z,8 * 60 * m) /\
  apart (table,8 * rows * 18 * m) (z,8 * 60 * m) /\
  apart (table,8 * rows * 18 * m) (stack,8 * 4) /\
  allowed wr z (8 * 60 * m) /\ allowed rd stack (8 * 4) /\ allowed wr stack (8 * 4) /\
  allowed rd table (8 * rows * 18 * m)`;;

let result =
 `(!b j. b < 3 * m /\ j < 20
         ==> limbs_at (MEMORY s') z (20 * b + j) =
             EL j (pair_block (\i. selected (MEMORY s) table rows (18 * m) indices (6 * b + i)))) /\
  keeps_registers s s' /\ changes_only [z,8 * 60 * m; stack,8 * 4] s s'`;;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

let [parts; row] = loops_of pair_table_select_code;;
let LENGTH_CODE = code_length pair_table_select_code;;

let STEP_WORDS = WORD_RULE `word_mul (word 48) (word(3 * m)):int64 = word(8 * 18 * m)`;;
let NEXT_ROW = prove
 (`word_add (word_add p (word(8 * ((18 * m * r + e) + 12)))) (word_sub (word(8 * 18 * m)) (word 96)):int64 =
   word_add p (word(8 * ((18 * m * (r + 1) + e) + 0)))`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; MULT_CLAUSES] THEN CONV_TAC WORD_RULE);;
let NEXT_PARTS = prove
 (`i < m ==> word_sub (word(3 * (m - i))) (word 3):int64 = word(3 * (m - (i + 1)))`,
  DISCH_TAC THEN SUBGOAL_THEN `m - i = (m - (i + 1)) + 1` SUBST1_TAC THENL
   [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let LAST_PARTS = prove
 (`i < m /\ 8 * 60 * m < 2 EXP 64 ==> (word(3 * (m - i)):int64 = word 3 <=> i + 1 = m)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ] THEN CONV_TAC(ONCE_DEPTH_CONV WORD_VAL_CONV) THEN
  SUBGOAL_THEN `val(word(3 * (m - i)):int64) = 3 * (m - i)` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ASM_ARITH_TAC]);;
let ONES = map (fun tm -> prove(tm,REWRITE_TAC[lo32; hi32] THEN CONV_TAC WORD_REDUCE_CONV))
  [`lo32(word 4294967297) = word 1`; `hi32(word 4294967297) = word 1`];;
let NEXT_INDEX = WORD_RULE `word_add (word r) (word 1):int32 = word(r + 1)`;;
let JOIN_0 = prove
 (`join32 (word 0) (word 0) = word 0`,
  REWRITE_TAC[GSYM VAL_EQ; VAL_JOIN32; VAL_WORD_0] THEN CONV_TAC NUM_REDUCE_CONV);;
let ROOM = prove
 (`r < rows /\ i < m ==> (18 * m * r + 18 * i) + 18 <= rows * 18 * m`,
  STRIP_TAC THEN MATCH_MP_TAC LE_TRANS THEN EXISTS_TAC `SUC r * 18 * m` THEN
  ASM_SIMP_TAC[LE_MULT_RCANCEL; LE_SUC_LT] THEN ASM_ARITH_TAC);;
let ZERO_ROWS = prove
 (`rows < 2 EXP 64 ==> (word rows:int64 = word 0 <=> 0 = rows)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ_0] THEN ASM_SIMP_TAC[VAL_WORD_64] THEN ARITH_TAC);;
let THIS_ROW = prove
 (`r < rows /\ rows < 2 EXP 32 ==> (word r:int32 = h <=> val h = r)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ; VAL_WORD; DIMINDEX_32] THEN
  SUBGOAL_THEN `r MOD 2 EXP 32 = r` SUBST1_TAC THENL [MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC; ALL_TAC] THEN
  MESON_TAC[]);;

let conditions = [`val(stack:int64) MOD 16 = 0`; `rows < 2 EXP 32`; `rows < 2 EXP 64`;
  `8 * 60 * m < 2 EXP 64`; `8 * rows * 18 * m < 2 EXP 64`];;
let given,ctx = context_of pair_table_select_code conditions
  ["w",`z:int64`,`60 * m`; "rw",`stack:int64`,`4`; "r",`table:int64`,`rows * 18 * m`]
  [`60 * i + 60 <= 60 * m`; `(18 * m * r + 18 * i) + 18 <= rows * 18 * m`; `0 + 4 <= 4`]
  (CONJUNCTS(UNDISCH(aligned_frame 4)))
  ([STEP_WORDS; NEXT_ROW; UNDISCH NEXT_PARTS; HI32_JOIN; LO32_JOIN; NEXT_INDEX] @ ONES)
  [`pc:int64`; `z:int64`; `table:int64`; `stack:int64`; `rows:num`; `m:num`; `i:num`; `r:num`];;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States. The frame holds what the caller has in D13 to D15.                *)
(* ------------------------------------------------------------------------- *)

(* Word j of three blocks of what is selected from the first n rows. *)
let seen n j = vsubst [n,`n:num`; num j,`j:num`]
 `join32 (if val(hi32 indices) < n
          then hi32(limbs_at M table ((18 * m * val(hi32 indices) + 18 * i) + j)) else word 0)
         (if val(lo32 indices) < n
          then lo32(limbs_at M table ((18 * m * val(lo32 indices) + 18 * i) + j)) else word 0)`;;
let vv = map (fun i -> List.nth v_vars i);;
let halves_of l = flat(map (fun i -> [2 * i; 2 * i + 1]) l);;
let sums n = map (fun (i,j) -> "v" ^ string_of_int i,seen n j)
  (zip (halves_of [4; 5; 6; 7; 16; 17; 18; 19; 20]) (0--17));;

let Z = `Z:num->int64` and Z' = `Z':num->int64` and S = `S:num->int64`;;
let memory contents frame = vsubst [contents,`Z:num->int64`; frame,`S:num->int64`]
  `mem_of [z,60 * m,Z; stack,4,S] M`;;
let kept = ["v26",`d13:int64`; "v28",`d14:int64`; "v30",`d15:int64`];;
let arguments_kept = ["x2",`word rows:int64`; "x4",`indices:int64`];;
let start = literal (at 0) (["x0",`z:int64`; "x1",`table:int64`; "x3",`word(3 * m):int64`;
  "x31",`word_add stack (word(8 * (0 + 4))):int64`] @ arguments_kept) kept flags_tm (memory Z S) `t:event list`;;
let entered = run ctx start [fst parts];;
let frame = snd(dest_pair(snd(dest_pair(el 1 (dest_list(lhand(el 4 (snd(strip_comb entered.final)))))))));;
let point pc xs vs contents trace = literal pc
  (arguments_kept @ ["x0",`word_add z (word(8 * (60 * i + 0))):int64`;
    "x1",`word_add table (word(8 * (18 * i + 0))):int64`; "x3",`word(3 * (m - i)):int64`;
    "x6",`word_sub (word(8 * 18 * m)) (word 96):int64`;
    "x31",`word_add stack (word(8 * (0 + 0))):int64`] @ xs)
  (["v0",`indices:int64`; "v1",`indices:int64`; "v4",`word 4294967297:int64`; "v5",`word 4294967297:int64`] @ vs)
  flags_tm (memory contents frame) trace;;

(* Before row r of three blocks. *)
let before_row pc trace contents = point pc
  ["x8",`word_add table (word(8 * ((18 * m * r + 18 * i) + 0))):int64`; "x9",`word(rows - r):int64`]
  (["v2",`join32 (word r) (word r):int64`; "v3",`join32 (word r) (word r):int64`] @ sums `r:num`) contents trace;;
let turn1 = block_trace `r:num` ctx (before_row (at(fst row)) `t:event list` Z) [];;
let rows_seen trace = invariant `r:num` (xv [7] @ vv ([6; 7] @ (42--59)))
  (before_row (loop_pc `r:num` `rows:num` row) (loop_trace_tm turn1 `r:num` trace) Z) [];;

(* Before three blocks. *)
let before_parts pc trace contents = point pc [] [] contents trace;;
let parts_enter = trace_of (run ctx (before_parts (at(fst parts)) `t:event list` Z) []).final;;
let parts_end = trace_of (run ctx (vsubst [`rows:num`,`r:num`]
  (before_row (at(snd row)) (loop_trace_tm turn1 `r:num` parts_enter) Z)) []).final;;
let turn2 = list_mk_abs([`i:num`; `t:event list`],parts_end);;
let filled n = vsubst [n,`n:num`]
  `!b j. b < 3 * n /\ j < 20
         ==> Z' (20 * b + j):int64 =
             EL j (pair_block (\i. selected M table rows (18 * m) indices (6 * b + i)))`;;
let changed = xv [7; 8; 9] @ vv ((2--3) @ (6--15) @ (26--59) @ (62--63)) @ flag_vars;;
let parts_filled trace = invariant `i:num` (Z' :: changed)
  (before_parts (loop_pc `i:num` `m:num` parts) (loop_trace_tm turn2 `i:num` trace) Z') [filled `i:num`];;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

(* BIT under a mask of all ones or none in each half. *)
let BIT_SELECT = prove
 (`!p q x h l.
     word_or (word_and (join32 (if p then word_not(word 0) else word 0)
                               (if q then word_not(word 0) else word 0)) x)
             (word_and (word_not(join32 (if p then word_not(word 0) else word 0)
                                        (if q then word_not(word 0) else word 0)))
                       (join32 h l)) =
     join32 (if p then hi32 x else h) (if q then lo32 x else l)`,
  REPEAT GEN_TAC THEN REWRITE_TAC[lo32; hi32; join32; WORD_EQ_BITS_ALT; DIMINDEX_64] THEN
  CONV_TAC EXPAND_CASES_CONV THEN
  REWRITE_TAC[BIT_WORD_OR; BIT_WORD_AND; BIT_WORD_NOT; BIT_WORD_JOIN; DIMINDEX_32; DIMINDEX_64] THEN
  CONV_TAC NUM_REDUCE_CONV THEN
  ASM_CASES_TAC `p:bool` THEN ASM_CASES_TAC `q:bool` THEN
  ASM_REWRITE_TAC[BIT_WORD_NOT; BIT_WORD_0; BIT_WORD_SUBWORD; DIMINDEX_32; DIMINDEX_64] THEN
  CONV_TAC NUM_REDUCE_CONV);;

(* d = <bits of row r where the mask says so, else the sum> is the sum after row r. *)
let DEF_TAC : tactic = W(fun (_,w) ->
  FIRST_ASSUM(fun th -> if is_eq(concl th) && lhand(concl th) = lhand w then SUBST1_TAC th else NO_TAC));;
let SELECT_LEAF : tactic =
  DEF_TAC THEN
  ASM_REWRITE_TAC[ARITH_RULE `n < r + 1 <=> n = r \/ n < r`] THEN REWRITE_TAC[BIT_SELECT] THEN
  BINOP_TAC THENL [ASM_CASES_TAC `val(hi32 indices) = r`; ASM_CASES_TAC `val(lo32 indices) = r`] THEN
  ASM_REWRITE_TAC[LT_REFL];;
let ROW_LEAF : tactic = fun (asl,w) ->
  (if is_var(lhand w) && fst(strip_comb(rand w)) = `join32` then SELECT_LEAF else LEAF_TAC []) (asl,w);;

let ROWS = prove
 (under_given (mk_imp(`i < m:num`,loop_goal `r:num` `rows:num` (rows_seen `t:event list`))),
  STRIP_TAC THEN STRIP_TAC THEN LOOP_BODY_TAC `r:num` `rows:num` `T` THEN
  MP_TAC ROOM THEN ASM_REWRITE_TAC[] THEN DISCH_TAC THEN
  MAP_EVERY (fun h -> MP_TAC(INST [h,`h:int32`] THIS_ROW) THEN ASM_REWRITE_TAC[] THEN DISCH_TAC)
    [`hi32 indices`; `lo32 indices`] THEN
  BLOCK_THEN ctx [] (fun defs -> DEFS_TAC defs THEN
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC ROW_LEAF));;

(* Block b is one of those before i, or one of three. *)
let OF_THREE = prove
 (`!P i. (!b j. b < 3 * i /\ j < 20 ==> P b j) /\
         (!c. c < 3 ==> !j. j < 20 ==> P (3 * i + c) j)
         ==> !b j. b < 3 * (i + 1) /\ j < 20 ==> P b j`,
  REPEAT STRIP_TAC THEN ASM_CASES_TAC `b < 3 * i` THEN ASM_SIMP_TAC[] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `b - 3 * i`) THEN
  SUBGOAL_THEN `b - 3 * i < 3 /\ 3 * i + (b - 3 * i) = b` (fun th -> ASM_SIMP_TAC[th]) THEN
  ASM_ARITH_TAC);;
let BELOW = ARITH_RULE `b < 3 * i /\ j < 20 ==> !k. ~(20 * b + j = 60 * i + k)`;;
let PLACES = map (fun (c,j) -> ARITH_RULE(vsubst [num c,`c:num`; num j,`j:num`; num(20 * c + j),`k:num`]
    `20 * (3 * i + c) + j = 60 * i + k`)) (allpairs (fun c j -> c,j) (0--2) (0--19));;
let DIGITS = map (fun (c,j) -> ARITH_RULE(vsubst [num c,`c:num`; num j,`j:num`; num(6 * c + j),`k:num`]
    `(18 * m) * v + 6 * (3 * i + c) + j = (18 * m * v + 18 * i) + k`)) (allpairs (fun c j -> c,j) (0--2) (0--5));;
let pair_words = map (fun j ->
  (RAND_CONV(REWR_CONV pair_block) THENC LAND_CONV(TOP_DEPTH_CONV num_CONV) THENC
   PURE_REWRITE_CONV[EL; HD; TL]) (vsubst [num j,`j:num`] `EL j (pair_block d)`)) (0--19);;
let FILLED_TAC : tactic =
  MATCH_MP_TAC OF_THREE THEN CONJ_TAC THENL
   [REPEAT STRIP_TAC THEN MP_TAC BELOW THEN ASM_REWRITE_TAC[] THEN
    DISCH_THEN(fun th -> REWRITE_TAC[UPD_APPLY; th]) THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_REWRITE_TAC[];
    REPEAT(CONV_TAC EXPAND_CASES_CONV THEN REPEAT CONJ_TAC) THEN
    PURE_REWRITE_TAC(pair_words @ PLACES) THEN
    CONV_TAC(LAND_CONV limb_conv) THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN
    PURE_REWRITE_TAC(minus :: selected :: DIGITS) THEN
    REWRITE_TAC[LO32_JOIN; HI32_JOIN] THEN FIRST_ASSUM ACCEPT_TAC];;

let empty_rows = UNDISCH ZERO_ROWS;;
let UNSEEN = CONJUNCT1 LT :: JOIN_0 :: START;;
let this_trace = vsubst [loop_trace_tm turn2 `i:num` `t:event list`,`t:event list`] parts_enter;;
let this_rows = vsubst [Z',Z] (rows_seen this_trace);;
let this_ROWS = INST [Z',Z; this_trace,`t:event list`] ROWS;;
let PARTS = prove
 (under_given (loop_goal `i:num` `m:num` (parts_filled `t:event list`)),
  STRIP_TAC THEN ASSUME_TAC empty_rows THEN LOOP_BODY_TAC `i:num` `m:num` `60 * i + 60 <= 60 * m` THEN
  MP_TAC LAST_PARTS THEN ASM_REWRITE_TAC[] THEN DISCH_TAC THEN
  VIA_TAC (mk_comb(this_rows,`0`))
   (BLOCK_THEN ctx [] (fun _ -> CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC UNSEEN))) THEN
  THROUGH_LOOP_TAC `rows:num` this_rows (MP (from_given this_ROWS) (ASSUME `i < m:num`)) THEN
  BLOCK_THEN ctx [] (fun defs -> DEFS_TAC defs THEN
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN FILLED_TAC));;

(* From the start to the end. *)
let trace0 = trace_of entered.final;;
let last = vsubst [`m:num`,`i:num`] (before_parts (at(snd parts)) (loop_trace_tm turn2 `m:num` trace0) Z);;
let ending = run ctx last [];;
let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `table:int64`; `stack:int64`; `rows:num`; `m:num`;
  `t:event list`],trace_of ending.final);;
let final_state = mk_abs(`s:state`,list_mk_exists(Z' :: mk_var("x31",int64_ty) :: changed,
  mk_conj(mk_eq(`s:state`,vsubst [Z',Z] ending.final),filled `m:num`)));;

let LITERAL = prove
 (under_given(mk_imp(`0 < m`,mk_exists(`s':state`,
    mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`))))),
  STRIP_TAC THEN STRIP_TAC THEN
  SUBGOAL_THEN `~(0 = m) /\ 0 + 4 <= 4` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  VIA_TAC (mk_comb(parts_filled trace0,`0`))
   (BLOCK_THEN ctx [fst parts] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN REWRITE_TAC UNSEEN)) THEN
  THROUGH_LOOP_TAC `m:num` (parts_filled trace0) (from_given (INST [trace0,`t:event list`] PARTS)) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN FIRST_ASSUM ACCEPT_TAC));;

(* ------------------------------------------------------------------------- *)
(* Every state.                                                              *)
(* ------------------------------------------------------------------------- *)

let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,
  [`pc:int64`; `z:int64`; `table:int64`; `stack:int64`; `rows:num`; `m:num`; `TRACE s`]));;

let FROM_LITERAL = prove
 (mk_imp(list_mk_conj(given @ [`0 < m`]),
   vsubst [list_mk_comb(rator(rator start),[`M:int64->byte`; `t:event list`]),`s:state`]
     (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (from_given (PURE_REWRITE_RULE[MEM_INIT2] (INST [`limbs_at M z`,Z; `limbs_at M stack`,S] LITERAL)))
      (ASSUME `0 < m`))) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL
   [REPEAT STRIP_TAC THEN W(fun (_,w) -> MP_TAC(PART_MATCH (lhand o rand) LIMBS_OF_PLACE (lhand w))) THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `table:int64`; `rows:num`; `m:num`; `indices:int64`;
                 `stack:int64`; `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  SUBGOAL_THEN `rows < 2 EXP 64` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  ANY_STATE_TAC (INST [`VREG s 26`,`d13:int64`; `VREG s 28`,`d14:int64`; `VREG s 30`,`d15:int64`] FROM_LITERAL));;

let PAIR_TABLE_SELECT_CORRECT,PAIR_TABLE_SELECT_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "pair_table_select" ["PAIR_TABLE_SELECT_CORRECT",PAIR_TABLE_SELECT_CORRECT;
  "PAIR_TABLE_SELECT_SAFE",PAIR_TABLE_SELECT_SAFE];;
