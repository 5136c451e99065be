(* The loops of mul_narrow and sqr_narrow that call nothing: those of clear_columns and of
   spread_columns. Loaded after narrow_context.ml. *)

let loops_ctx = { ctx with bounds = map ASSUME
  [`18 * i + 18 <= 288`; `18 * (n - 1 + i) + 36 <= 288`] @ ctx.bounds };;
let columns_at e j = pointer `columns:int64` e (Int j);;

(* ------------------------------------------------------------------------- *)
(* Blocks of 18 columns that are stored.                                     *)
(* ------------------------------------------------------------------------- *)

(* |- k < e + j \/ e + (j + 18) <= k ==> ~(k = e + (j + 17)) /\ ... /\ ~(k = e + j) *)
let beside_block j =
  let put i = vsubst [num i,`j:num`] in
  ARITH_RULE(mk_imp(mk_disj(put j `k < e + j`,put (j + 18) `e + j <= k`),
    list_mk_conj(map (fun i -> put i `~(k = e + j)`) (rev(j--(j+17))))));;
let BESIDE_0 = beside_block 0 and BESIDE_18 = beside_block 18;;

(* On !k. k < e + j \/ e + (j + 18) <= k ==> upd (e + (j + 17)) ... (upd (e + j) v Z) k = Z k *)
let BESIDE_TAC : tactic =
  X_GEN_TAC `k:num` THEN DISCH_THEN(fun th ->
    let ths = CONJUNCTS(try MATCH_MP BESIDE_0 th with Failure _ -> MATCH_MP BESIDE_18 th) in
    PURE_REWRITE_TAC(map (MATCH_MP UPD_MISS) ths) THEN REFL_TAC);;
(* On !c. c < 18 ==> upd ... (e + (j + c)) = f c: the values. *)
let index_conv tm = match tm with
    Comb(Comb(Const("+",_),_),Comb(Comb(Const("+",_),_),_)) -> RAND_CONV NUM_ADD_CONV tm
  | _ -> failwith "index_conv";;
let WITHIN_TAC : tactic =
  CONV_TAC EXPAND_CASES_CONV THEN CONV_TAC(ONCE_DEPTH_CONV index_conv) THEN PUT_TAC [];;

(* ------------------------------------------------------------------------- *)
(* clear_columns.                                                            *)
(* ------------------------------------------------------------------------- *)

let CLEAR_FIRST = prove
 (`(!c. c < 18 ==> T0(0 + (0 + c)) = word(column_bias c):int64)
   ==> !k. k < 18 * 0 + 18 ==> T0 k = word(bias n k)`,
  REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES] THEN REPEAT STRIP_TAC THEN ASM_SIMP_TAC[bias; MOD_LT]);;
let CLEAR_NEXT = prove
 (`(!k. k < 18 * i + 18 ==> Z k = word(bias n k)) ==> i < n - 1 /\
   (!k. k < 18 * i + 18 \/ 18 * i + 36 <= k ==> T0 k = Z k) /\
   (!c. c < 18 ==> T0(18 * i + (18 + c)) = word 0:int64)
   ==> !k. k < 18 * (i + 1) + 18 ==> T0 k = word(bias n k)`,
  DISCH_TAC THEN STRIP_TAC THEN X_GEN_TAC `k:num` THEN DISCH_TAC THEN
  ASM_CASES_TAC `k < 18 * i + 18` THENL [ASM_SIMP_TAC[]; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `k - (18 * i + 18)`) THEN
  SUBGOAL_THEN `18 * i + (18 + k - (18 * i + 18)) = k /\ k - (18 * i + 18) < 18` (fun th -> REWRITE_TAC[th]) THENL
   [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  REWRITE_TAC[bias] THEN COND_CASES_TAC THENL [ASM_ARITH_TAC; REFL_TAC]);;
let CLEAR_LAST = prove
 (`(!k. k < 18 * (n - 1) + 18 ==> Z k = word(bias n k)) ==> 0 < n /\
   (!k. k < 18 * (n - 1) + 18 \/ 18 * (n - 1) + 36 <= k ==> T0 k = Z k) /\
   (!c. c < 18 ==> T0(18 * (n - 1) + (18 + c)) = word(column_bias c):int64)
   ==> !k. k < 18 * n + 18 ==> T0 k = word(bias n k)`,
  DISCH_TAC THEN STRIP_TAC THEN X_GEN_TAC `k:num` THEN DISCH_TAC THEN
  ASM_CASES_TAC `k < 18 * (n - 1) + 18` THENL [ASM_SIMP_TAC[]; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `k - (18 * (n - 1) + 18)`) THEN
  SUBGOAL_THEN `18 * (n - 1) + (18 + k - (18 * (n - 1) + 18)) = k /\ k - (18 * (n - 1) + 18) < 18 /\ 18 * n <= k`
   (fun th -> REWRITE_TAC[th; bias]) THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  SUBGOAL_THEN `k MOD 18 = k - (18 * (n - 1) + 18)` (fun th -> REWRITE_TAC[th]) THEN
  MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `n:num` THEN ASM_ARITH_TAC);;

let cleared_to e = vsubst [e,`e:num`] `!k. k < 18 * e + 18 ==> C' k = word(bias n k):int64`;;
let cleared_lanes = map (fun i -> "v" ^ string_of_int i,
  if i = 0 then `word 70368609959936:int64` else
  if i < 8 then `word 70368744046592:int64` else `word 0:int64`) (0--13);;
let clear_literal pc trace = point pc
  ["x0",columns_at `18 * i` 18; "x1",`word 70368744046592:int64`; "x2",`word 70368609959936:int64`;
   "x3",`word(n - 1 - i):int64`] cleared_lanes (memory S COLS' D) trace;;
let clear_begin = point (at entry) [] [] (memory S COLS D) `t:event list`;;
let clear_trace1 = trace_of (run loops_ctx clear_begin [fst clear]).final;;
let clear_turn = block_trace `i:num` loops_ctx (clear_literal (at(fst clear)) `t:event list`) [];;
let cleared trace =
  let lit = clear_literal (loop_pc `i:num` `n - 1` clear) (loop_trace_tm clear_turn `i:num` trace) in
  invariant `i:num` [COLS'] lit [cleared_to `i:num`];;

let CLEAR = prove(under_given(loop_goal `i:num` `n - 1` (cleared clear_trace1)),
  BODY_TAC `i:num` `n - 1` `18 * i + 36 <= 288` THEN
  BLOCK_THEN loops_ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    FIRST_ASSUM(MATCH_MP_TAC o MATCH_MP CLEAR_NEXT) THEN ASM_REWRITE_TAC[] THEN
    CONJ_TAC THENL [BESIDE_TAC; WITHIN_TAC THEN REWRITE_TAC[]]));;

(* From the last call of unpack_29 to the loop of products of equal blocks. *)
let NONE_LEFT = UNDISCH(prove(`n <= 8 ==> (word(n - 1):int64 = word 0 <=> 0 = n - 1)`,SIMP_TAC[SMALL_WORD_EQ]));;
let LAST_BLOCK = prove(`n <= 8 ==> 18 * (n - 1) + 36 <= 288`,ARITH_TAC);;
let LIMITS_TAC : tactic = FIRST_ASSUM(ASSUME_TAC o MATCH_MP LAST_BLOCK);;
let clear_exit = vsubst [`n - 1`,`i:num`]
  (clear_literal (at(snd clear)) (loop_trace_tm clear_turn `i:num` clear_trace1));;
let cleared_trace = trace_of (run loops_ctx clear_exit [fst same]).final;;
let cleared_state = mk_abs(`s:state`,list_mk_exists(COLS' :: xv (0--3) @ vv (0--13),
  mk_conj(mk_eq(`s:state`,point (at(fst same))
    ["x21",columns_at `0` 0; "x22",start_of `xb:int64`; "x25",pointer `xb:int64` `10 * n` (Int 0)] []
    (memory S COLS' D) cleared_trace),`same_columns n 0 X Y C'`)));;
let CLEARED_LOOP = prove
 (under_given(mk_exists(`s':state`,mk_conj(vsubst [clear_begin,`s:state`] `reach (rd,wr) s s'`,
    mk_comb(cleared_state,`s':state`)))),
  STRIP_TAC THEN LIMITS_TAC THEN
  VIA_TAC (mk_comb(cleared clear_trace1,`0`))
   (BLOCK_THEN loops_ctx [fst clear] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC (NONE_LEFT :: START)) THEN
      MATCH_MP_TAC CLEAR_FIRST THEN WITHIN_TAC THEN REWRITE_TAC[column_bias] THEN
      CONV_TAC NUM_REDUCE_CONV)) THEN
  THROUGH_LOOP_TAC `n - 1` (cleared clear_trace1) (from_given CLEAR) THEN
  BLOCK_THEN loops_ctx [fst same] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
    MATCH_MP_TAC CLEARED THEN FIRST_ASSUM(MATCH_MP_TAC o MATCH_MP CLEAR_LAST) THEN ASM_REWRITE_TAC[] THEN
    CONJ_TAC THENL [BESIDE_TAC; WITHIN_TAC THEN REWRITE_TAC[column_bias] THEN CONV_TAC NUM_REDUCE_CONV]));;

(* ------------------------------------------------------------------------- *)
(* spread_columns: from contents C, sums of blocks from the lowest.          *)
(* ------------------------------------------------------------------------- *)

let SUM_FIRST = prove
 (`!b c. b <= 0 /\ c < 18 ==> C(18 * b + c):int64 = prefix C c b`,
  REWRITE_TAC[LE] THEN REPEAT STRIP_TAC THEN ASM_REWRITE_TAC[prefix; MULT_CLAUSES; ADD_CLAUSES]);;
let PREFIX_NEXT = prove
 (`(!k. 18 * (i + 1) <= k ==> Z k = A k)
   ==> !c. prefix A c (i + 1) = word_add (prefix A c i) (Z(18 * i + (18 + c)))`,
  REPEAT STRIP_TAC THEN ASM_SIMP_TAC[ARITH_RULE `18 * (i + 1) <= 18 * i + (18 + c)`] THEN
  REWRITE_TAC[GSYM ADD1; prefix; ARITH_RULE `18 * SUC i + c = 18 * i + (18 + c)`]);;
let SUM_NEXT = prove
 (`(!b c. b <= i /\ c < 18 ==> Z(18 * b + c):int64 = prefix A c b)
   ==> (!k. 18 * (i + 1) <= k ==> Z k = A k) /\
   (!k. k < 18 * i + 18 \/ 18 * i + 36 <= k ==> T0 k = Z k) /\
   (!c. c < 18 ==> T0(18 * i + (18 + c)) = prefix A c (i + 1))
   ==> (!b c. b <= i + 1 /\ c < 18 ==> T0(18 * b + c) = prefix A c b) /\
       (!k. 18 * ((i + 1) + 1) <= k ==> T0 k = A k)`,
  DISCH_TAC THEN STRIP_TAC THEN CONJ_TAC THENL
   [REPEAT STRIP_TAC THEN ASM_CASES_TAC `b = i + 1` THENL
     [ASM_SIMP_TAC[ARITH_RULE `18 * (i + 1) + c = 18 * i + (18 + c)`];
      SUBGOAL_THEN `b <= i /\ 18 * b + c < 18 * i + 18` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC];
    REPEAT STRIP_TAC THEN
    ASM_SIMP_TAC[ARITH_RULE `18 * ((i + 1) + 1) <= k ==> 18 * i + 36 <= k /\ 18 * (i + 1) <= k`]]);;
let REST_NEXT = prove
 (`(!b c. b < n /\ c < 18 ==> Z(18 * b + c):int64 = prefix A c b)
   ==> (!b c. b < i /\ c < 18 ==> Z(18 * (n + b) + c) = word_sub (prefix A c n) (prefix A c b)) /\ i < n /\
   (!k. k < 18 * (n - 1 + i) + 18 \/ 18 * (n - 1 + i) + 36 <= k ==> T0 k = Z k) /\
   (!c. c < 18 ==> T0(18 * (n - 1 + i) + (18 + c)) = word_sub (prefix A c n) (Z(18 * i + (0 + c))))
   ==> (!b c. b < n /\ c < 18 ==> T0(18 * b + c) = prefix A c b) /\
       (!b c. b < i + 1 /\ c < 18 ==> T0(18 * (n + b) + c) = word_sub (prefix A c n) (prefix A c b))`,
  DISCH_TAC THEN STRIP_TAC THEN CONJ_TAC THEN REPEAT STRIP_TAC THENL
   [SUBGOAL_THEN `18 * b + c < 18 * (n - 1 + i) + 18` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC;
    ASM_CASES_TAC `b:num = i` THENL
     [SUBGOAL_THEN `18 * (n + b) + c = 18 * (n - 1 + i) + (18 + c)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
      ASM_SIMP_TAC[ADD_CLAUSES];
      SUBGOAL_THEN `b < i /\ 18 * (n + b) + c < 18 * (n - 1 + i) + 18` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC]]);;

(* V20 to V28 hold C's sums up to block e; what is loaded into V0 to V7 and V16 is lost. *)
let sum_lanes e = list_mk_conj(map (fun c -> mk_eq(List.nth v_vars (40 + c),
  vsubst [num c,`c:num`; e,`e:num`] `prefix C c e`)) (0--17));;
let spread_lost = vv ((0--15) @ [32; 33] @ (40--57));;
let spread_point pc xs contents trace = point pc (("x25",pointer `xb:int64` `10 * n` (Int 0)) :: xs) []
  (memory S contents D) trace;;

let spread_begin = spread_point (at(snd same)) [] COLS `t:event list`;;
let compared = (run loops_ctx spread_begin []).final;;
let spread_entry = rand(hd(snd(strip_comb compared)));;
let spread_trace1 = trace_of (run loops_ctx (spread_point spread_entry [] COLS (trace_of compared)) [fst sums]).final;;
let sum_literal pc trace = spread_point pc
  ["x0",columns_at `18 * i` 18; "x1",columns_at `18 * i` 18; "x3",`word(n - 1 - i):int64`] COLS' trace;;
let sum_turn = block_trace `i:num` loops_ctx (sum_literal (at(fst sums)) `t:event list`) [];;
let summed = invariant `i:num` (COLS' :: spread_lost @ flag_vars)
  (sum_literal (loop_pc `i:num` `n - 1` sums) (loop_trace_tm sum_turn `i:num` spread_trace1))
  [`!b c. b <= i /\ c < 18 ==> C'(18 * b + c):int64 = prefix C c b`;
   `!k. 18 * (i + 1) <= k ==> C' k:int64 = C k`; sum_lanes `i:num`];;

(* Rewrites what is in the lanes, by names and by what is known of them. *)
let HELD_TAC defs : tactic = fun (asl,w) ->
  let held = filter (fun th -> is_eq(concl th) && fst(strip_comb(rand(concl th))) = `prefix`) (map snd asl) in
  (PURE_REWRITE_TAC(map (fun (v,e) -> ASSUME(mk_eq(v,e))) defs) THEN REWRITE_TAC held) (asl,w);;
(* On w0 = prefix C 0 (e + 1) /\ ..., w0 to w17 being names of what was added to the lanes. *)
let LANES_TAC defs : tactic = fun (asl,w) ->
  let ths = map snd asl in
  let next = hd(mapfilter (MATCH_MP PREFIX_NEXT) ths) in
  let next = map (fun c -> CONV_RULE(ONCE_DEPTH_CONV index_conv) (SPEC (num c) next)) (0--17) in
  (REWRITE_TAC next THEN HELD_TAC defs) (asl,w);;

let SUMS = prove(under_given(loop_goal `i:num` `n - 1` summed),
  BODY_TAC `i:num` `n - 1` `18 * i + 36 <= 288` THEN
  BLOCK_THEN loops_ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    GEN_REWRITE_TAC I [CONJ_ASSOC] THEN MATCH_MP_TAC(TAUT `q /\ (q ==> p) ==> p /\ q`) THEN
    CONJ_TAC THENL [LANES_TAC defs; DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS)] THEN
    FIRST_ASSUM(MATCH_MP_TAC o MATCH_MP SUM_NEXT) THEN REPEAT CONJ_TAC THENL
     [FIRST_ASSUM ACCEPT_TAC; BESIDE_TAC; WITHIN_TAC THEN HELD_TAC []]));;

(* Then what is left of the sum of all: blocks n to 2 * n - 1. *)
let sum_exit = vsubst [`n - 1`,`i:num`]
  (sum_literal (at(snd sums)) (loop_trace_tm sum_turn `i:num` spread_trace1));;
let spread_trace2 = trace_of (run loops_ctx sum_exit [fst rest]).final;;
let rest_literal pc trace = spread_point pc
  ["x0",columns_at `18 * i` 0; "x1",columns_at `18 * (n - 1 + i)` 18; "x3",`word(n - i):int64`] COLS' trace;;
let rest_turn = block_trace `i:num` loops_ctx (rest_literal (at(fst rest)) `t:event list`) [];;
let subtracted = invariant `i:num` (COLS' :: spread_lost @ flag_vars)
  (rest_literal (loop_pc `i:num` `n:num` rest) (loop_trace_tm rest_turn `i:num` spread_trace2))
  [`!b c. b < n /\ c < 18 ==> C'(18 * b + c):int64 = prefix C c b`;
   `!b c. b < i /\ c < 18 ==> C'(18 * (n + b) + c):int64 = word_sub (prefix C c n) (prefix C c b)`;
   sum_lanes `n:num`];;

let REST = prove(under_given(loop_goal `i:num` `n:num` subtracted),
  BODY_TAC `i:num` `n:num` `18 * i + 18 <= 288 /\ 18 * (n - 1 + i) + 36 <= 288` THEN
  BLOCK_THEN loops_ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    GEN_REWRITE_TAC I [CONJ_ASSOC] THEN CONJ_TAC THENL
     [FIRST_ASSUM(MATCH_MP_TAC o MATCH_MP REST_NEXT) THEN REPEAT CONJ_TAC THENL
       [FIRST_ASSUM ACCEPT_TAC; FIRST_ASSUM ACCEPT_TAC; BESIDE_TAC;
        WITHIN_TAC THEN HELD_TAC defs];
      HELD_TAC []]));;

(* From the comparison of n with 1, n > 1, to the products of differences. *)
let rest_exit = vsubst [`n:num`,`i:num`]
  (rest_literal (at(snd rest)) (loop_trace_tm rest_turn `i:num` spread_trace2));;
let spread_trace = trace_of (run loops_ctx rest_exit [fst outer]).final;;
let spread_state = mk_abs(`s:state`,list_mk_exists(COLS' :: xv [0; 1; 3] @ spread_lost @ flag_vars,
  mk_conj(mk_eq(`s:state`,spread_point (at(fst outer))
    ["x22",start_of `xb:int64`; "x23",pointer `xb:int64` `0` (Int 10); "x24",columns_at `0` 18] COLS' spread_trace),
    `pair_columns n 0 1 X Y C'`)));;
let ALL_BLOCKS = UNDISCH(prove(`0 < n ==> !c. prefix C c n = prefix C c (n - 1 + 1)`,SIMP_TAC[ARITH_RULE `0 < n ==> n - 1 + 1 = n`]));;
let NOT_ONE = prove(`n <= 8 /\ 2 <= n ==> ~(word n:int64 = word 1) /\ ~(0 = n - 1) /\ ~(0 = n)`,
  SIMP_TAC[SMALL_WORD_EQ] THEN ARITH_TAC);;
let SPREAD_LOOP = prove
 (under_given(mk_imp(`2 <= n /\ same_columns n n X Y C`,
    mk_exists(`s':state`,mk_conj(vsubst [spread_begin,`s:state`] `reach (rd,wr) s s'`,
      mk_comb(spread_state,`s':state`))))),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th)) THEN STRIP_TAC THEN LIMITS_TAC THEN
  SUBGOAL_THEN (rand(concl NOT_ONE)) STRIP_ASSUME_TAC THENL [MATCH_MP_TAC NOT_ONE THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  RUN_TAC loops_ctx [] THEN
  PURE_REWRITE_TAC[EQF_INTRO(ASSUME `~(word n:int64 = word 1)`); COND_CLAUSES] THEN
  VIA_TAC (mk_comb(summed,`0`))
   (BLOCK_THEN loops_ctx [fst sums] (fun defs ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
      CONJ_TAC THENL [MATCH_ACCEPT_TAC SUM_FIRST; REWRITE_TAC[prefix; ADD_CLAUSES]])) THEN
  THROUGH_LOOP_TAC `n - 1` summed (from_given SUMS) THEN
  VIA_TAC (mk_comb(subtracted,`0`))
   (BLOCK_THEN loops_ctx [fst rest] (fun defs ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
      REPEAT(CONJ_TAC THENL [ASM_SIMP_TAC[CONJUNCT1 LT; ARITH_RULE `0 < n ==> (b <= n - 1 <=> b < n)`]; ALL_TAC]) THEN
      PURE_ONCE_REWRITE_TAC[ALL_BLOCKS] THEN LANES_TAC defs)) THEN
  THROUGH_LOOP_TAC `n:num` subtracted (from_given REST) THEN
  BLOCK_THEN loops_ctx [fst outer] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
    MATCH_MP_TAC(GEN `A:num->int64` SPREAD) THEN EXISTS_TAC COLS THEN ASM_REWRITE_TAC[]));;
