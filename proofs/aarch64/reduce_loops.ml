(* The loops of the strips of montgomery_reduce_narrow: a turn of each over four rows (rows_signed,
   rows_unsigned), of each that makes digits meanwhile (both_signed, both_unsigned) and of each that
   only makes digits (digits_signed, digits_unsigned, digits_last). *)

needs "reduce_start.ml";;

(* ------------------------------------------------------------------------- *)
(* Rows: digits of the first factor from w, of the other from n.             *)
(* ------------------------------------------------------------------------- *)

(* |- v = <expression without names of the run>, for each name. *)
let expansions rules defs =
  let table = Hashtbl.create 997 in
  let tidy = TRY_CONV(GEN_REWRITE_CONV TOP_DEPTH_CONV rules) in
  let rec replace tm =
    match tm with
      Var(_,_) -> (try Hashtbl.find table tm with Not_found -> REFL tm)
    | Comb(f,a) -> let fth = replace f and ath = replace a in
        if rand(concl fth) == f && rand(concl ath) == a then REFL tm else MK_COMB(fth,ath)
    | _ -> REFL tm in
  do_list (fun (v,e) ->
    let th = TRANS (ASSUME(mk_eq(v,e))) (replace e) in
    Hashtbl.add table v (CONV_RULE (RAND_CONV tidy) th)) defs;
  replace;;

(* The columns of a strip: registers, as they are stored. *)
let strip_columns = map (List.nth v_vars) (32--35) @ xv (20--23) @ map (List.nth v_vars) (36--39);;
let rows_plain_x = [5;6;9;10;11;12;13;14;15] and rows_v = (0--15) @ [40;41];;
let column_sum i j = vsubst [i,`i:num`; num j,`j:num`]
  `(K:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (d + 2 * m) + j) (4 * i)`;;
let strip_is sums = list_mk_conj(map2 (fun v s -> mk_eq(v,mk_comb(`iword:int->int64`,s))) strip_columns sums);;
let rows_ctx = { ctx with bounds = map ASSUME [`(r + 2 * i) + 2 <= 6 * h`; `(d + 2 * (m - (i + 1))) + 8 <= 3 * h`];
  public = [`r:num`; `d:num`; `m:num`] @ ctx.public };;
let rows_literal column pc trace = literal pc
  ["x24",at_ `w:int64` `r + 2 * i` 0; "x25",column; "x26",`word(4 * (m - i)):int64`] [] flags_tm (memory zc wc sc) trace;;
let column_now = `word_add n (word(8 * ((d + 2 * (m - (i + 1))) + 2))):int64`;;

(* Where the digits of four rows are. *)
let ROW_INDEX = map (fun t -> let q,p = t / 2,t mod 2 in
  let tm = if t = 0 then `2 * r + 4 * i` else vsubst [num t,`t:num`] `2 * r + 4 * i + t` in
  let to_ = vsubst [num q,`q:num`] `2 * ((r + 2 * i) + q)` in
  ARITH_RULE(mk_eq(tm,if p = 0 then to_ else mk_binop plus to_ `1`))) (0--3);;
let column_index =
  let e_is = ARITH_RULE `i < m ==> d + 2 * m = (d + 2 * (m - (i + 1))) + 2 * i + 2` in
  flat(map (fun j -> map (fun t ->
    let u = 4 + j - t in
    let from = vsubst [num j,`j:num`; (if t = 0 then `4 * i` else vsubst [num t,`t:num`] `4 * i + t`),`s:num`] `(2 * (d + 2 * m) + j) - s` in
    let to_ = vsubst [num (u / 2),`q:num`] `2 * ((d + 2 * (m - (i + 1))) + q)` in
    let to_ = if u mod 2 = 0 then to_ else mk_binop plus to_ `1` in
    UNDISCH(prove(mk_imp(`i < m:num`,mk_eq(from,to_)),
      DISCH_THEN(fun th -> SUBST1_TAC(MATCH_MP e_is th)) THEN ARITH_TAC))) (0--3)) (0--11));;
let COLUMN_INDEX = column_index;;
(* On v = iword(... 4 * (i + 1)) from v = iword(... 4 * i), for each column. *)
let sum_rules = [AWC_F; MAC; LO32_ZX];;
let ROWS_TAC defs : tactic = fun (asl,w) ->
  let ex = expansions sum_rules defs in
  let known = mapfilter (fun (_,th) -> if is_eq(concl th) && type_of(lhand(concl th)) = `:int64` then th else failwith "") asl in
  let one w : tactic =
    GEN_REWRITE_TAC LAND_CONV [ex (lhand w)] THEN
    REWRITE_TAC known THEN REWRITE_TAC(GSYM IWORD_INT_ADD :: DOTS_FOUR :: ROW_INDEX @ COLUMN_INDEX) THEN
    AP_TERM_TAC THEN REWRITE_TAC[WORD32_AT] THEN INT_ARITH_TAC in
  (REPEAT CONJ_TAC THENL map one (conjuncts w)) (asl,w);;
let rows_secrets = xv (rows_plain_x @ (20--23)) @ map (List.nth v_vars) (rows_v @ (32--39)) @ flag_vars;;
let rows_premise = [`m <= 31`; `r + 2 * m <= 6 * h`; `d + 2 * m + 6 <= 3 * h`];;
let rows_loop (head,exit) =
  let turn = block_trace `i:num` rows_ctx (rows_literal column_now (at head) `t:event list`) [] in
  let j = invariant `i:num` rows_secrets
    (rows_literal `down n (d + 2 * m) i` (loop_pc `i:num` `m:num` (head,exit)) (loop_trace_tm turn `i:num` `t:event list`))
    [strip_is (map (column_sum `i:num`) (0--11))] in
  let theorem = prove(mk_imp(list_mk_conj given,mk_imp(list_mk_conj rows_premise,loop_goal `i:num` `m:num` j)),
    STRIP_TAC THEN STRIP_TAC THEN
    REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
    SUBGOAL_THEN `(r + 2 * i) + 2 <= 6 * h /\ (d + 2 * (m - (i + 1))) + 8 <= 3 * h` STRIP_ASSUME_TAC THENL
     [ASM_ARITH_TAC; ALL_TAC] THEN
    MP_TAC ROWS_LEFT THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
    REWRITE_TAC[ASSUME `~(i:num = m)`; MATCH_MP DOWN_NOW (ASSUME `i < m:num`)] THEN
    RUN_THEN rows_ctx [] (fun defs (asl,w) ->
      let s = state_of_goal w in
      (EXISTS_TAC s THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
       CONV_TAC(DEPTH_CONV BETA_CONV) THEN
       FIT_TAC (FIRST [MATCH_MP_TAC DOWN_NEXT THEN FIRST_ASSUM ACCEPT_TAC; LEAF_TAC []]) THEN
       ROWS_TAC defs) (asl,w))) in
  j,turn,theorem;;
let rows_signed = rows_loop l_rows_signed and rows_unsigned = rows_loop l_rows_unsigned;;

(* ------------------------------------------------------------------------- *)
(* Loops that make digits of pending columns.                                *)
(* ------------------------------------------------------------------------- *)

let digits_public = [`f:num`; `u:num`; `p:num`; `q:num`];;
let digits_ctx = { ctx with bounds = map ASSUME [`(f + 2 * i) + 2 <= 6 * h`; `(u + i) + 1 <= 6 * h`];
  public = digits_public @ ctx.public };;
let digits_literal contents pc trace = literal pc
  ["x0",at_ `w:int64` `f + 2 * i` 0; "x3",at_ `w:int64` `u + i` 0; "x28",`word(p - i):int64`] []
  flags_tm (memory zc contents sc) trace;;
let digits_premise = [`p <= 6`; `f + 2 * p <= 6 * h`; `u + p <= 6 * h`;
  `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j)`; `pending_columns W f p P hh q`];;
let carried = [`x16:int64 = iword(carries P hh (q + 2 * i))`] and borrow = [`x17:int64 = iword(borrowed P hh (q + 2 * i))`];;
let done_is digit contents i = vsubst [digit,`digit:(num->int)->int->num->int`; contents,`W':num->int64`; i,`i:num`]
  `digits_made digit W' W u i P hh q`;;
let DIGITS_TAC defs : tactic = fun (asl,w) ->
  let facts = CONJUNCTS(MATCH_MP NEXT_TWO (end_itlist CONJ
    [ASSUME `pending_columns W f p P hh q`;
     snd(find (fun (_,th) -> fst(strip_comb(concl th)) = `digits_made`) asl); ASSUME `i < p:num`;
     ASSUME `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j:num)`])) in
  let steps = CONJUNCTS(MATCH_MP DIGIT_STEP (el 1 facts)) @ CONJUNCTS(MATCH_MP DIGIT_STEP (el 3 facts)) in
  let inputs = mapfilter (fun (_,th) -> if mem (lhand(concl th)) [`x16:int64`; `x17:int64`] then th else failwith "") asl in
  let ex = expansions [AWC_F] defs in
  let rules = el 0 facts :: el 2 facts :: inputs @ GSYM IWORD_INT_ADD :: LO32_IWORD :: steps in
  (CONV_TAC ex THEN REWRITE_TAC[ARITH_RULE `q + 2 * (i + 1) = ((q + 2 * i) + 1) + 1`] THEN
   REPEAT CONJ_TAC THEN TRY(REWRITE_TAC rules THEN NO_TAC) THEN
   MATCH_MP_TAC DIGITS_PUT THEN CONJ_TAC THENL
    [FIRST_ASSUM ACCEPT_TAC; REWRITE_TAC(ARITH_RULE `q + 2 * i + 1 = (q + 2 * i) + 1` :: rules)]) (asl,w);;
let digits_loop digit more secrets (head,exit) =
  let turn = block_trace `i:num` digits_ctx (digits_literal wc (at head) `t:event list`) [] in
  let j = invariant `i:num` (wc' :: xv secrets)
    (digits_literal wc' (loop_pc `i:num` `p:num` (head,exit)) (loop_trace_tm turn `i:num` `t:event list`))
    (carried @ more @ [done_is digit wc' `i:num`]) in
  let theorem = prove(mk_imp(list_mk_conj given,mk_imp(list_mk_conj digits_premise,loop_goal `i:num` `p:num` j)),
    STRIP_TAC THEN STRIP_TAC THEN
    REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
    SUBGOAL_THEN `(f + 2 * i) + 2 <= 6 * h /\ (u + i) + 1 <= 6 * h` STRIP_ASSUME_TAC THENL
     [ASM_ARITH_TAC; ALL_TAC] THEN
    MP_TAC PENDING THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
    REWRITE_TAC[ASSUME `~(i:num = p)`] THEN
    RUN_THEN digits_ctx [] (fun defs (asl,w) ->
      let s = state_of_goal w in
      (EXISTS_TAC s THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
       CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN DIGITS_TAC defs) (asl,w))) in
  j,turn,theorem;;
let digits_signed = digits_loop `signed_digit` borrow [2;7;8;16;17] l_digits_signed;;
let digits_unsigned = digits_loop `unsigned_digit` [] [2;7;8;16] l_digits_unsigned;;
let digits_last = digits_loop `unsigned_digit` [] [2;7;8;16] l_digits_last;;

(* ------------------------------------------------------------------------- *)
(* Rows while pending columns become digits.                                 *)
(* ------------------------------------------------------------------------- *)

let both_ctx = { rows_ctx with bounds = map ASSUME [`(r + 2 * i) + 2 <= 6 * h`; `(d + 2 * (m - (i + 1))) + 8 <= 3 * h`;
    `(f + 2 * i) + 2 <= 6 * h`; `(u + i) + 1 <= 6 * h`];
  public = digits_public @ rows_ctx.public };;
let both_literal column contents pc trace = literal pc
  ["x24",at_ `w:int64` `r + 2 * i` 0; "x25",column; "x26",`word(4 * (m - i)):int64`;
   "x0",at_ `w:int64` `f + 2 * i` 0; "x3",at_ `w:int64` `u + i` 0; "x28",`word(p - i):int64`] []
  flags_tm (memory zc contents sc) trace;;
(* The head of a loop, where it leaves when no rows are left, and when no columns. *)
let both_pc (head,rows_out,digits_out) = vsubst [num head,`head:num`; num rows_out,`rows:num`; num digits_out,`digits:num`]
  `word_add pc (word(if i = m then rows else if i = p:num then digits else head)):int64`;;
let both_premise = rows_premise @ digits_premise @
  [`!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j)`; `t <= m:num`; `t <= p:num`];;
let both_secrets = union (xv ([2;5;6;7;8;9;10;11;12;13;14;15;16;17] @ (20--23))) (map (List.nth v_vars) (rows_v @ (32--39)) @ flag_vars);;
(* Takes what is known as T or F, without rewriting by it. *)
let DECIDE_TAC th : tactic =
  let tm,decided = if is_neg(concl th) then rand(concl th),EQF_INTRO th else concl th,EQT_INTRO th in
  CONV_TAC(TOP_DEPTH_CONV(fun t -> if t = tm then decided else failwith "")) THEN REWRITE_TAC[];;
let both_loop digit more (head,digits_out) rows_out =
  let back = digits_out - 4 in
  let ends = trace_of (run both_ctx (both_literal column_now wc (at head) `t:event list`) []).final in
  let goes_on = mk_binop `CONS:event->event list->event list` (mk_comb(`Fetch`,at back)) ends in
  let turn = list_mk_abs([`i:num`; `t:event list`],mk_cond(`i + 1 = m`,ends,goes_on)) in
  let j = invariant `i:num` (wc' :: both_secrets)
    (both_literal `down n (d + 2 * m) i` wc' (both_pc (head,rows_out,digits_out)) (loop_trace_tm turn `i:num` `t:event list`))
    (strip_is (map (column_sum `i:num`) (0--11)) :: carried @ more @ [done_is digit wc' `i:num`]) in
  let finish defs decided_tac : tactic = fun (asl,w) ->
    let s = state_of_goal w in
    (EXISTS_TAC s THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
     CONV_TAC(DEPTH_CONV BETA_CONV) THEN
     FIT_TAC (FIRST [MATCH_MP_TAC DOWN_NEXT THEN FIRST_ASSUM ACCEPT_TAC;
       PURE_REWRITE_TAC[LOOP_TRACE_1] THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN decided_tac THEN REFL_TAC; LEAF_TAC []]) THEN
     CONJ_TAC THENL [ROWS_TAC defs; DIGITS_TAC defs]) (asl,w) in
  let theorem = prove(mk_imp(list_mk_conj given,mk_imp(list_mk_conj both_premise,loop_goal `i:num` `t:num` j)),
    STRIP_TAC THEN STRIP_TAC THEN
    REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
    SUBGOAL_THEN `i < m /\ i < p /\ (r + 2 * i) + 2 <= 6 * h /\ (d + 2 * (m - (i + 1))) + 8 <= 3 * h /\
      (f + 2 * i) + 2 <= 6 * h /\ (u + i) + 1 <= 6 * h` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    STRIP_ASSUME_TAC(MATCH_MP ROWS_LEFT (CONJ (ASSUME `i < m:num`) (ASSUME `m <= 31`))) THEN
    STRIP_ASSUME_TAC(MATCH_MP PENDING (CONJ (ASSUME `i < p:num`) (ASSUME `p <= 6`))) THEN
    FIRST_ASSUM(fun th -> STRIP_ASSUME_TAC(MATCH_MP ROWS_KEPT (CONJ (check ((=) `digits_made` o fst o strip_comb o concl) th)
      (CONJ (ASSUME `i < p:num`) (CONJ (ASSUME `i < m:num`) (ASSUME `!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j:num)`)))))) THEN
    REWRITE_TAC[ASSUME `~(i:num = m)`; ASSUME `~(i:num = p)`; MATCH_MP DOWN_NOW (ASSUME `i < m:num`)] THEN
    RUN_THEN both_ctx [] (fun defs ->
      REWRITE_TAC[ASSUME `word_sub (word(4 * (m - i))) (word 4):int64 = word(4 * (m - (i + 1)))`;
        ASSUME `word(4 * (m - (i + 1))):int64 = word 0 <=> i + 1 = m`;
        ASSUME `word_sub (word(p - i)) (word 1):int64 = word(p - (i + 1))`] THEN
      ASM_CASES_TAC `i + 1 = m` THENL
       [(let tac = DECIDE_TAC (ASSUME `i + 1 = m`) in tac THEN finish defs tac);
        (let tac = DECIDE_TAC (ASSUME `~(i + 1 = m)`) in tac THEN
        RUN_THEN both_ctx [] (fun more ->
          REWRITE_TAC[ASSUME `word_sub (word(p - i)) (word 1):int64 = word(p - (i + 1))`] THEN finish (defs @ more) tac))])) in
  j,turn,theorem;;

let both_signed = both_loop `signed_digit` borrow l_both_signed (snd l_rows_signed);;
let both_unsigned = both_loop `unsigned_digit` [] l_both_unsigned (snd l_rows_unsigned);;
