(* mul_narrow and sqr_narrow from the last call of unpack_29 to the return. *)

(* ------------------------------------------------------------------------- *)
(* One part after the other.                                                 *)
(* ------------------------------------------------------------------------- *)

let NOW_TAC ttac : tactic = fun (asl,w) ->
  (EXISTS_TAC (goal_literal w) THEN CONJ_TAC THENL [REWRITE_TAC[REACH_REFL]; ttac]) (asl,w);;

(* On ?s2. reach perm s s2 /\ Q s2, where th says so of a literal that s is an instance of:
   on with what it reaches. *)
let instance begins lit th =
  let theta = term_match [] begins lit in
  INSTANTIATE_ALL theta th;;
let BY_TAC begins th : tactic = fun (asl,w) ->
  let th = from_given (instance begins (goal_literal w) th) in
  let th = if is_imp(concl th) then MP th (end_itlist CONJ (map (fun tm -> find (fun t -> aconv (concl t) tm) (map snd asl))
    (conjuncts(lhand(concl th))))) else th in
  let after = rator(rand(snd(dest_exists(concl th)))) in
  (MATCH_MP_TAC SEQUENCE THEN EXISTS_TAC after THEN CONJ_TAC THENL [ACCEPT_TAC th; GEN_TAC THEN OPEN_TAC]) (asl,w);;

let for_squares th = if same_block then INST [`X:num->int`,`Y:num->int`] th else th;;
let cleared_loop = for_squares CLEARED_LOOP and spread_loop = for_squares SPREAD_LOOP;;

(* ------------------------------------------------------------------------- *)
(* The trace, in its parts.                                                  *)
(* ------------------------------------------------------------------------- *)

let trace_same = loop_trace_tm turn_same `n:num` cleared_trace;;
let same_left = vsubst [`n:num`,`i:num`] (before_same (at(snd same)) COLS S trace_same);;
let trace_one = vsubst [trace_of (run ctx same_left []).final,`t:event list`] end_trace;;
let trace_rows = loop_trace_tm turn_row `n - 1` (vsubst [trace_same,`t:event list`] spread_trace);;
let trace_more = vsubst [trace_rows,`t:event list`] end_trace;;
let whole_trace = list_mk_comb(`COND:bool->event list->event list->event list`,[`n = 1`; trace_one; trace_more]);;

(* ------------------------------------------------------------------------- *)
(* The product.                                                              *)
(* ------------------------------------------------------------------------- *)

let y_at = if same_block then `x:int64` else `y:int64`;;
let product_is = vsubst [y_at,`y:int64`] `bignum M0 x (8 * n) * bignum M0 y (8 * n)`;;
let whole_state =
  let put tm = subst [whole_trace,end_trace] (vsubst [product_is,`v:num`] tm) in
  let s,body = dest_abs end_state in
  mk_abs(s,list_mk_exists([S'; COLS'; D'],vsubst [S',S; COLS',COLS; D',D] (put body)));;
let numbers = filter (fun tm -> is_forall tm && is_eq(snd(dest_imp(snd(dest_forall tm))))) given;;
let x_is = ASSUME(hd numbers) and y_is = ASSUME(last numbers);;
let PACKABLE = MATCH_MP ENDED (CONJ (ASSUME `2 <= n`) (CONJ (ASSUME `n <= 8`)
  (CONJ (ASSUME(pairs_are `n - 2` `n:num` COLS)) (CONJ x_is y_is))));;
let PACKABLE_1 = prove
 (itlist (curry mk_imp) (`n = 1` :: numbers @ [list_mk_comb(`same_columns n n X`,[y_number; COLS])])
    (list_mk_comb(`packable n`,[product_is; COLS])),
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[ARITH_RULE `b < 1 <=> b = 0`; FORALL_UNWIND_THM2; MULT_CLAUSES; WORD_ADD_0] THEN
  REPEAT DISCH_TAC THEN MATCH_MP_TAC(GENL [`X:num->int`; `Y:num->int`] ENDED_1) THEN
  EXISTS_TAC `X:num->int` THEN EXISTS_TAC y_number THEN ASM_REWRITE_TAC[]);;
let contents_of m = snd(dest_pair(snd(dest_pair(el 2 (dest_list(lhand m))))));;
(* On ?s2. reach perm s s2 /\ ..., s being the state before the call of pack_29. *)
let END_TAC packable : tactic = fun (asl,w) ->
  let lit = goal_literal w in
  let packable = INST [contents_of(memory_of lit),COLS] packable in
  let packable = rev_itlist (fun tm th -> MP th (find (fun t -> concl t = tm) (map snd asl)))
    (fst(splitlist dest_imp (concl packable))) packable in
  let th = from_given (instance end_begin lit (INST [product_is,`v:num`] END)) in
  let contents = map (snd o dest_pair o snd o dest_pair) (dest_list(lhand(memory_of lit))) in
  let s1 = `s1:state` in
  (X_CHOOSE_THEN s1 (CONJUNCTS_THEN2 ASSUME_TAC (ASSUME_TAC o CONV_RULE(DEPTH_CONV BETA_CONV))) (MP th packable) THEN
   EXISTS_TAC s1 THEN CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
   CONV_TAC(DEPTH_CONV BETA_CONV) THEN MAP_EVERY EXISTS_TAC (tl contents) THEN FIRST_ASSUM ACCEPT_TAC) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* The theorem.                                                              *)
(* ------------------------------------------------------------------------- *)

let SMALL_EQ = CONJUNCTS(UNDISCH SMALL_WORD_EQ);;
let KARATSUBA = prove
 (under_given(mk_exists(`s':state`,mk_conj(vsubst [clear_begin,`s:state`] `reach (rd,wr) s s'`,
    mk_comb(whole_state,`s':state`)))),
  DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN
  ASSUME_TAC(MP (ARITH_RULE `0 < n ==> ~(0 = n)`) (ASSUME `0 < n`)) THEN
  BY_TAC clear_begin cleared_loop THEN
  VIA_TAC (mk_comb(same_invariant cleared_trace,`0`))
   (NOW_TAC(CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_STATE_TAC (LEAF_TAC START) THEN FIRST_ASSUM ACCEPT_TAC)) THEN
  THROUGH_LOOP_TAC `n:num` (same_invariant cleared_trace) (from_given (INST [cleared_trace,`t:event list`] SAME)) THEN
  ASM_CASES_TAC `n = 1` THENL
   [RUN_TAC ctx [] THEN
    PURE_REWRITE_TAC(COND_CLAUSES :: EQT_INTRO(ASSUME `n = 1`) :: SMALL_EQ) THEN END_TAC PACKABLE_1;
    ASSUME_TAC(MP (MP (ARITH_RULE `~(n = 1) ==> 0 < n ==> 2 <= n`) (ASSUME `~(n = 1)`)) (ASSUME `0 < n`)) THEN
    ASSUME_TAC(MP (ARITH_RULE `2 <= n ==> ~(0 = n - 1)`) (ASSUME `2 <= n`)) THEN
    BY_TAC spread_begin spread_loop THEN
    (fun (asl,w) -> let t = trace_of(goal_literal w) in
      (VIA_TAC (mk_comb(rows_invariant t,`0`))
        (NOW_TAC(CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_STATE_TAC (LEAF_TAC START) THEN
          ASM_REWRITE_TAC[ADD_CLAUSES])) THEN
       THROUGH_LOOP_TAC `n - 1` (rows_invariant t) (from_given (INST [t,`t:event list`] ROWS))) (asl,w)) THEN
    RULE_ASSUM_TAC(fun th -> if is_cond(concl th) then REWRITE_RULE[] th else th) THEN
    PURE_REWRITE_TAC[COND_CLAUSES; EQF_INTRO(ASSUME `~(n = 1)`)] THEN END_TAC (DISCH (pairs_are `n - 2` `n:num` COLS) PACKABLE)]);;
