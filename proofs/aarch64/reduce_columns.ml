(* montgomery_reduce_narrow, between its two loops over strips and after them: columns l - 2
   and l - 1 of q * n, while the last signed digits are made, and what they carry; and the
   digits of the last strip. *)

needs "reduce_rows.ml";;

(* ------------------------------------------------------------------------- *)
(* Columns l - 2 and l - 1 of q * n: four rows a turn.                       *)
(* ------------------------------------------------------------------------- *)

let TWO_TURN = prove
 (`modulus_words (2 * h) pn nn (word32 B) /\ i < m /\ m = (h + 1) DIV 2 /\ 0 < h /\ d + 2 * m = 2 * h + 7 /\
   (!e. e < 4 /\ 4 * i + e < 2 * h ==> word32 A (2 * (a + 2 * i) + e) = x(4 * i + e))
   ==> dots x (word32 B) 0 (2 * (7 + 2 * h) + 0) (4 * (i + 1)) = dots x (word32 B) 0 (2 * (7 + 2 * h) + 0) (4 * i) +
         ival(lo32(A((a + 2 * i) + 0))) * ival(lo32(B((d + 2 * (m - (i + 1))) + 2))) +
         ival(hi32(A((a + 2 * i) + 0))) * ival(hi32(B((d + 2 * (m - (i + 1))) + 1))) +
         ival(lo32(A((a + 2 * i) + 1))) * ival(lo32(B((d + 2 * (m - (i + 1))) + 1))) +
         ival(hi32(A((a + 2 * i) + 1))) * ival(hi32(B((d + 2 * (m - (i + 1))) + 0))) /\
       dots x (word32 B) 0 (2 * (7 + 2 * h) + 1) (4 * (i + 1)) = dots x (word32 B) 0 (2 * (7 + 2 * h) + 1) (4 * i) +
         ival(lo32(A((a + 2 * i) + 0))) * ival(hi32(B((d + 2 * (m - (i + 1))) + 2))) +
         ival(hi32(A((a + 2 * i) + 0))) * ival(lo32(B((d + 2 * (m - (i + 1))) + 2))) +
         ival(lo32(A((a + 2 * i) + 1))) * ival(hi32(B((d + 2 * (m - (i + 1))) + 1))) +
         ival(hi32(A((a + 2 * i) + 1))) * ival(lo32(B((d + 2 * (m - (i + 1))) + 1)))`,
  STRIP_TAC THEN
  SUBGOAL_THEN `i < (2 * h + 3) DIV 4` ASSUME_TAC THENL [REWRITE_TAC[GSYM HALVES] THEN UNDISCH_TAC `i < m:num` THEN UNDISCH_TAC `m = (h + 1) DIV 2` THEN SIMP_TAC[]; ALL_TAC] THEN
  ABBREV_TAC `b = d + 2 * (m - (i + 1))` THEN
  SUBGOAL_THEN `2 * (7 + 2 * h) = 2 * (b + 2) + 4 * i` ASSUME_TAC THENL
   [EXPAND_TAC "b" THEN UNDISCH_TAC `d + 2 * m = 2 * h + 7` THEN UNDISCH_TAC `i < m:num` THEN ARITH_TAC; ALL_TAC] THEN
  CONJ_TAC THENL (map (fun j ->
    MP_TAC(INST [`\e. word32 A (2 * (a + 2 * i) + e)`,`x:num->int`; `x:num->int`,`q:num->int`; `word32 B`,`y:num->int`;
      `nn:num->int`,`n:num->int`; `pn:num->int`,`p:num->int`; j,`j:num`] TWO_NEXT) THEN
    (ANTS_TAC THENL [ASM_REWRITE_TAC[] THEN CONV_TAC NUM_REDUCE_CONV THEN FIRST_ASSUM ACCEPT_TAC; DISCH_THEN SUBST1_TAC]) THEN
    REWRITE_TAC[ASSUME `2 * (7 + 2 * h) = 2 * (b + 2) + 4 * i`] THEN
    REWRITE_TAC(map (fun (j,e) -> ARITH_RULE(mk_eq(vsubst [num j,`j:num`; (if e = 0 then `4 * i` else
      vsubst [num e,`e:num`] `4 * i + e`),`f:num`] `((2 * (b + 2) + 4 * i) + j) - f`,half_index `b:num` (4 + j - e))))
      [0,0; 0,1; 0,2; 0,3; 1,0; 1,1; 1,2; 1,3]) THEN
    REWRITE_TAC[ARITH_RULE `2 * c + 0 = 2 * (c + 0) /\ 2 * (a + 2 * i) + 1 = 2 * ((a + 2 * i) + 0) + 1 /\
      2 * c + 2 = 2 * (c + 1) /\ 2 * c + 3 = 2 * (c + 1) + 1`] THEN REWRITE_TAC[WORD32_AT]) [`0`; `1`]));;
(* Rows below those that digits are still made of. *)
let LOW_ROWS = prove
 (`(!j. j < 24 ==> word32 W (2 * a + j) = x j) /\ digits_made digit W' W u i P hh q /\ a + 12 <= u /\ i < 6
   ==> !e. e < 4 /\ 4 * i + e < v ==> word32 W' (2 * (a + 2 * i) + e) = x(4 * i + e)`,
  REPEAT STRIP_TAC THEN
  MP_TAC(INST [`12`,`k:num`] DIGITS_HELD) THEN
  ANTS_TAC THENL
   [CONV_TAC NUM_REDUCE_CONV THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC;
    DISCH_THEN(MP_TAC o SPEC `4 * i + e`)] THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN(SUBST1_TAC o SYM)] THEN AP_TERM_TAC THEN ARITH_TAC);;
let columns_now = `word_add n (word(8 * ((d + 2 * (m - (i + 1))) + 2))):int64`;;
let columns_bounds = [`(lq + 2 * i) + 2 <= 6 * h`; `(d + 2 * (m - (i + 1))) + 3 <= 3 * h`; `(f + 2 * i) + 2 <= 6 * h`; `(u + i) + 1 <= 6 * h`];;
let left_now = `word_sub (word(m - i)) (word 1):int64 = word(m - (i + 1))` and pending_now = `word_sub (word(p - i)) (word 1):int64 = word(p - (i + 1))`;;
let columns_ctx v = let inst = map (vsubst [v,`i:num`]) in strip_ctx (inst columns_bounds) (inst [left_now; pending_now]);;
let columns_literal pc xs contents trace = literal pc (fixed_x @ xs) [] flags_tm (memory zc contents sc) trace;;
(* Turn v of the loop; x0, x3 and x28 at the columns to come. *)
let columns_xs v column = map (fun (x,e) -> x,vsubst [v,`i:num`] e)
  ["x24",at_ `w:int64` `lq + 2 * i` 0; "x25",column; "x26",`word(m - i):int64`];;
let pending_xs v = map (fun (x,e) -> x,vsubst [v,`i:num`] e)
  ["x0",at_ `w:int64` `f + 2 * i` 0; "x3",at_ `w:int64` `u + i` 0; "x28",`word(p - i):int64`];;
let two_dots v = map (fun (x,j) -> vsubst [List.nth v_vars x,`v:int64`; num j,`j:num`; v,`i:num`]
  `v:int64 = iword(dots x (word32 (limbs_at M n)) 0 (2 * (7 + 2 * h) + j) (4 * i))`) [32,0; 33,1];;
(* Goes on from a conditional branch, to its first or second target. *)
let branch taken s = match strip_comb s with
    f,(pc::rest) -> let c,(a,b) = (let c = rand(rator(rator pc)) in c,(rand(rator pc),rand pc)) in
      list_mk_comb(f,(if taken then a else b) :: rest)
  | _ -> failwith "branch";;
let columns_secrets = union (xv [2;5;6;7;8;16;17]) (map (List.nth v_vars) ((0--11) @ [32;33]) @ flag_vars);;

let making_ctx = columns_ctx `i:num`;;
let making_turn = 
  let s = columns_literal (at(fst l_two)) (columns_xs `i:num` columns_now @ pending_xs `i:num`) wc `t:event list` in
  let go taken s = (run making_ctx (branch taken s) []).final in
  let s = (run making_ctx s []).final in
  let s = go false s in let s = go true s in
  list_mk_abs([`i:num`; `t:event list`],trace_of s);;
let making_j = invariant `i:num` (wc' :: columns_secrets)
  (columns_literal (at(fst l_two)) (columns_xs `i:num` `down n (d + 2 * m) i` @ pending_xs `i:num`) wc'
    (loop_trace_tm making_turn `i:num` `t:event list`))
  (two_dots `i:num` @ carried @ borrow @ [done_is `signed_digit` wc' `i:num`]);;
let columns_premise = [`p = 6`; `m = (h + 1) DIV 2`; `18 <= h`; `d + 2 * m = 2 * h + 7`; `lq + 2 * m <= 6 * h`;
  `modulus_words (2 * h) pn nn (word32 (limbs_at M n))`];;
let making_premise = columns_premise @ [`f + 12 <= 6 * h`; `u + 6 <= f`; `lq + 12 <= u`;
  `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j)`; `pending_columns W f p P hh q`; `!j. j < 24 ==> word32 W (2 * lq + j) = x j`];;
let COLUMNS_TAC turn defs : tactic = fun (asl,w) ->
  let ex = expansions sum_rules defs in
  let known = mapfilter (fun (_,th) -> if is_eq(concl th) && type_of(lhand(concl th)) = `:int64` && is_var(lhand(concl th)) then th else failwith "") asl in
  (GEN_REWRITE_TAC LAND_CONV [ex (lhand w)] THEN REWRITE_TAC known THEN
   REWRITE_TAC[turn; GSYM IWORD_INT_ADD] THEN AP_TERM_TAC THEN INT_ARITH_TAC) (asl,w);;
(* The two columns, and what else is to be shown. *)
let BOTH_COLUMNS_TAC defs more : tactic = fun (asl,w) ->
  let turn = snd(find (fun (_,th) -> is_conj(concl th) && can (find_term ((=) `dots`)) (concl th)) asl) in
  (CONJ_TAC THENL [COLUMNS_TAC turn defs; CONJ_TAC THENL [COLUMNS_TAC turn defs; more]]) (asl,w);;
let turn_at contents v rows =
  MATCH_MP (INST [contents,`A:num->int64`; `lq:num`,`a:num`; v,`i:num`; `limbs_at M n`,`B:num->int64`] TWO_TURN) (end_itlist CONJ
   [ASSUME `modulus_words (2 * h) pn nn (word32 (limbs_at M n))`; ASSUME(mk_binop `(<):num->num->bool` v `m:num`);
    ASSUME `m = (h + 1) DIV 2`; ASSUME `0 < h`; ASSUME `d + 2 * m = 2 * h + 7`; rows]);;
let NOT_DONE = prove
 (`i < p /\ p < 2 EXP 64 ==> ~(word(p - i):int64 = word 0)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ_0] THEN
  SUBGOAL_THEN `val(word(p - i):int64) = p - i` SUBST1_TAC THENL [MATCH_MP_TAC VAL_WORD_64; ALL_TAC] THEN ASM_ARITH_TAC);;
(* On a conditional branch, by what is known of its condition; then on. *)
let BRANCH_TAC ths : tactic = PURE_REWRITE_TAC ths THEN REWRITE_TAC[];;
let MAKING_KNOWN = prove
 (`i < 5 /\ p = 6 /\ m = (h + 1) DIV 2 /\ 18 <= h /\ h <= 62
   ==> 0 < h /\ i < 6 /\ i < p /\ p <= 6 /\ i < m /\ m < 2 EXP 64 /\ (word(p - i):int64 = word 0 <=> F) /\
       (word(p - (i + 1)):int64 = word 0 <=> F) /\ (word(m - (i + 1)):int64 = word 0 <=> F)`,
  STRIP_TAC THEN SUBGOAL_THEN `0 < h /\ i < 6 /\ i < p /\ p <= 6 /\ i + 1 < p /\ i < m /\ i + 1 < m /\ m <= 31` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ASM_REWRITE_TAC[]] THEN
  REPEAT CONJ_TAC THEN TRY(MATCH_MP_TAC NOT_DONE) THEN CONV_TAC NUM_REDUCE_CONV THEN
  MAP_EVERY UNDISCH_TAC [`i + 1 < p`; `i + 1 < m`; `p <= 6`; `m <= 31`; `p = 6`; `m = (h + 1) DIV 2`] THEN ARITH_TAC);;
let COLUMNS_BOUNDS = prove
 (`i < m /\ i < 6 /\ d + 2 * m = 2 * h + 7 /\ lq + 2 * m <= 6 * h /\ f + 12 <= 6 * h /\ u + 6 <= f /\ 18 <= h
   ==> (lq + 2 * i) + 2 <= 6 * h /\ (d + 2 * (m - (i + 1))) + 3 <= 3 * h /\ (f + 2 * i) + 2 <= 6 * h /\ (u + i) + 1 <= 6 * h`,
  ARITH_TAC);;
let MAKING = prove(mk_imp(list_mk_conj given,mk_imp(list_mk_conj making_premise,loop_goal `i:num` `5` making_j)),
  STRIP_TAC THEN STRIP_TAC THEN
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
  STRIP_ASSUME_TAC(assumed MAKING_KNOWN) THEN STRIP_ASSUME_TAC(assumed COLUMNS_BOUNDS) THEN
  STRIP_ASSUME_TAC(MATCH_MP PENDING (CONJ (ASSUME `i < p:num`) (ASSUME `p <= 6`))) THEN
  STRIP_ASSUME_TAC(MATCH_MP COUNTER (CONJ (ASSUME `i < m:num`) (ASSUME `m < 2 EXP 64`))) THEN
  REWRITE_TAC[MATCH_MP DOWN_NOW (ASSUME `i < m:num`)] THEN
  FIRST_ASSUM(fun th -> ASSUME_TAC(MATCH_MP (INST [`2 * h`,`v:num`; `lq:num`,`a:num`] LOW_ROWS) (end_itlist CONJ
    [ASSUME `!j. j < 24 ==> word32 W (2 * lq + j) = x j`; check ((=) `digits_made` o fst o strip_comb o concl) th;
     ASSUME `lq + 12 <= u`; ASSUME `i < 6`]))) THEN
  FIRST_ASSUM(fun th -> ASSUME_TAC(turn_at wc' `i:num` (check (can (find_term ((=) `word32`)) o concl) (check (not o can (find_term ((=) `24`)) o concl) (check (is_forall o concl) th))))) THEN
  PURE_REWRITE_TAC[COND_CLAUSES] THEN
  RUN_THEN making_ctx [] (fun defs1 -> BRANCH_TAC [ASSUME `word(p - i):int64 = word 0 <=> F`] THEN
  RUN_THEN making_ctx [] (fun defs2 -> BRANCH_TAC [ASSUME `word(p - (i + 1)):int64 = word 0 <=> F`] THEN
  RUN_THEN making_ctx [] (fun defs3 -> BRANCH_TAC [ASSUME `word(m - (i + 1)):int64 = word 0 <=> F`] THEN
  STOP_TAC (FIRST [MATCH_MP_TAC DOWN_NEXT THEN FIRST_ASSUM ACCEPT_TAC; LEAF_TAC []]) THEN
  BOTH_COLUMNS_TAC (defs1 @ defs2 @ defs3) (DIGITS_TAC (defs1 @ defs2 @ defs3))))));;
let topping_ctx = columns_ctx `5`;;
let rows_pc = loop_pc `v:num` `m - 6` l_two;;
let topping_run =
  let s = columns_literal (at(fst l_two)) (columns_xs `5` (vsubst [`5`,`i:num`] columns_now) @ pending_xs `5`) wc (loop_trace_tm making_turn `5` `t:event list`) in
  let go taken s = (run topping_ctx (branch taken s) []) in
  let s = (run topping_ctx s []).final in
  let s = go false s in let s = go false s.final in s;;
let SHL_29 = prove
 (`word(536870912 * val(x:int64) MOD 34359738368):int64 = word_shl x 29`,
  MP_TAC(INST [`29`,`k:num`] VAL_SHL) THEN CONV_TAC NUM_REDUCE_CONV THEN DISCH_THEN(SUBST1_TAC o SYM) THEN
  REWRITE_TAC[WORD_VAL]);;
let TOPPED_PUT = prove
 (`digits_made signed_digit W' W u 5 P (&0) q /\
   (y = iword(unsigned_digit P (&0) (q + 11) + borrowed P (&0) (q + 11)) /\ x = iword(signed_digit P (&0) (q + 2 * 5)))
   ==> ?W1. digits_made signed_digit W1 W u 6 P (&0) q /\ topped_made (upd ((u + 5) + 0) (join32 y x) W') W1 (u + 5) P (q + 11)`,
  STRIP_TAC THEN
  EXISTS_TAC `upd ((u + 5) + 0) (join32 (iword(signed_digit P (&0) (q + 2 * 5 + 1))) (iword(signed_digit P (&0) (q + 2 * 5)))) W'` THEN
  CONJ_TAC THENL
   [SUBST1_TAC(ARITH_RULE `6 = 5 + 1`) THEN MATCH_MP_TAC DIGITS_PUT THEN ASM_REWRITE_TAC[];
    ASM_REWRITE_TAC[topped_made; ADD_CLAUSES; upd; LO32_JOIN] THEN SIMP_TAC[]]);;
let rows_ctx6 = strip_ctx [`(lq + 2 * (6 + v)) + 2 <= 6 * h`; `(d + 2 * (m - ((6 + v) + 1))) + 3 <= 3 * h`] [vsubst [`6 + v`,`i:num`] left_now];;
let rows_ctx6 = { rows_ctx6 with public = `v:num` :: rows_ctx6.public };;
let finished_xs = ["x0",at_ `w:int64` `f + 2 * 6` 0; "x3",at_ `w:int64` `u + 6` 0; "x28",`word 0:int64`];;
let rows_turn =
  let s = columns_literal (at(fst l_two)) (columns_xs `6 + v` (vsubst [`6 + v`,`i:num`] columns_now) @ finished_xs) wc `t:event list` in
  let s1 = (run rows_ctx6 s []).final in
  list_mk_abs([`v:num`; `t:event list`],trace_of s1);;
let rows_j = invariant `v:num` (wc' :: columns_secrets)
  (columns_literal rows_pc (columns_xs `6 + v` `down n (d + 2 * m) (6 + v)` @ finished_xs) wc'
    (loop_trace_tm rows_turn `v:num` (trace_of topping_run.final)))
  (two_dots `6 + v` @ [`?W1. digits_made signed_digit W1 W u 6 P hh q /\ topped_made W' W1 (u + 5) P (q + 11)`]);;
let beyond_premise = [`lq + 2 * m <= 6 * h`; `p = 6`; `m = (h + 1) DIV 2`; `18 <= h`; `d + 2 * m = 2 * h + 7`;
  `modulus_words (2 * h) pn nn (word32 (limbs_at M n))`;
  `!W1 W2. digits_made signed_digit W1 W u 6 P hh q /\ topped_made W2 W1 (u + 5) P (q + 11)
     ==> !j. j < 2 * h ==> word32 W2 (2 * lq + j) = x j`];;
let ROWS_KNOWN = prove
 (`v < m - 6 /\ p = 6 /\ m = (h + 1) DIV 2 /\ 18 <= h /\ h <= 62
   ==> 0 < h /\ ~(v = m - 6) /\ 6 + v < m /\ m < 2 EXP 64 /\ ((6 + v) + 1 = m <=> v + 1 = m - 6) /\ 6 + v + 1 = (6 + v) + 1`,
  CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;
let ROWS_BOUNDS = prove
 (`6 + v < m /\ d + 2 * m = 2 * h + 7 /\ lq + 2 * m <= 6 * h /\ 18 <= h
   ==> (lq + 2 * (6 + v)) + 2 <= 6 * h /\ (d + 2 * (m - ((6 + v) + 1))) + 3 <= 3 * h`,
  ARITH_TAC);;
let ROWS_BEYOND = prove
 (`(!j. j < 2 * h ==> word32 W' (2 * a + j) = x j)
   ==> !e. e < 4 /\ 4 * i + e < 2 * h ==> word32 W' (2 * (a + 2 * i) + e) = x(4 * i + e)`,
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM(fun th -> MP_TAC(SPEC `4 * i + e` th)) THEN ASM_REWRITE_TAC[] THEN
  DISCH_THEN(SUBST1_TAC o SYM) THEN AP_TERM_TAC THEN ARITH_TAC);;
let ROWS_LOOP = prove(mk_imp(list_mk_conj given,mk_imp(list_mk_conj beyond_premise,loop_goal `v:num` `m - 6` rows_j)),
  STRIP_TAC THEN STRIP_TAC THEN
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
  STRIP_ASSUME_TAC(assumed ROWS_KNOWN) THEN STRIP_ASSUME_TAC(assumed ROWS_BOUNDS) THEN
  STRIP_ASSUME_TAC(MATCH_MP COUNTER (CONJ (ASSUME `6 + v < m:num`) (ASSUME `m < 2 EXP 64`))) THEN
  REWRITE_TAC[MATCH_MP DOWN_NOW (ASSUME `6 + v < m:num`); ASSUME `~(v = m - 6)`] THEN
  FIRST_ASSUM(fun th -> MP_TAC(check (is_exists o concl) th)) THEN
  DISCH_THEN(X_CHOOSE_THEN `W1:num->int64` (fun th -> ASSUME_TAC(MATCH_MP (INST [`6 + v`,`i:num`] ROWS_BEYOND) (MATCH_MP
    (ASSUME(last beyond_premise)) th)))) THEN
  FIRST_ASSUM(fun th -> ASSUME_TAC(turn_at wc' `6 + v` th)) THEN
  RUN_THEN rows_ctx6 [] (fun defs ->
    REWRITE_TAC[ASSUME `word(m - ((6 + v) + 1)):int64 = word 0 <=> (6 + v) + 1 = m`; ASSUME `(6 + v) + 1 = m <=> v + 1 = m - 6`;
      ASSUME `6 + v + 1 = (6 + v) + 1`] THEN
    STOP_TAC (FIRST [MATCH_MP_TAC DOWN_NEXT THEN FIRST_ASSUM ACCEPT_TAC; LEAF_TAC []]) THEN
    BOTH_COLUMNS_TAC defs (FIRST_ASSUM ACCEPT_TAC)));;

let TOPPING_KNOWN = prove
 (`p = 6 /\ m = (h + 1) DIV 2 /\ 18 <= h /\ h <= 62
   ==> 0 < h /\ 5 < 6 /\ 5 < p /\ p <= 6 /\ 5 < m /\ m < 2 EXP 64 /\ (word(p - 5):int64 = word 0 <=> F) /\
       (word(p - (5 + 1)):int64 = word 0 <=> T) /\ (word(m - (5 + 1)):int64 = word 0 <=> F) /\ ~(0 = m - 6)`,
  STRIP_TAC THEN SUBGOAL_THEN `0 < h /\ 5 < p /\ p <= 6 /\ 5 + 1 < m /\ m <= 31` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[] THEN REPEAT CONJ_TAC THEN TRY(MATCH_MP_TAC NOT_DONE) THEN
  TRY(ASM_REWRITE_TAC[] THEN CONV_TAC NUM_REDUCE_CONV THEN NO_TAC) THEN CONV_TAC NUM_REDUCE_CONV THEN
  MAP_EVERY UNDISCH_TAC [`5 + 1 < m`; `0 < h`; `m <= 31`] THEN ARITH_TAC);;
let TOPPED_TAC defs : tactic = fun (asl,w) ->
  let made = snd(find (fun (_,th) -> fst(strip_comb(concl th)) = `digits_made`) asl) in
  let facts = CONJUNCTS(MATCH_MP NEXT_TWO (end_itlist CONJ
    [ASSUME `pending_columns W f p P (&0) q`; made; ASSUME `5 < p`; ASSUME `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j:num)`])) in
  let steps = CONJUNCTS(MATCH_MP DIGIT_STEP (el 1 facts)) @ CONJUNCTS(MATCH_MP DIGIT_STEP (el 3 facts)) in
  let inputs = mapfilter (fun (_,th) -> if mem (lhand(concl th)) [`x16:int64`; `x17:int64`] then th else failwith "") asl in
  let ex = expansions [AWC_F; SHL_29] defs in
  let rules = el 0 facts :: el 2 facts :: inputs @ GSYM IWORD_INT_ADD :: LO32_IWORD :: steps in
  (MATCH_MP_TAC TOPPED_PUT THEN CONJ_TAC THENL [ACCEPT_TAC made; ALL_TAC] THEN
   CONV_TAC ex THEN REWRITE_TAC[ARITH_RULE `q + 11 = (q + 2 * 5) + 1`] THEN
   CONJ_TAC THEN REWRITE_TAC(TOP_SIGNED :: rules)) (asl,w);;
let no_carry = vsubst [`&0:int`,`hh:int`];;
let TOPPING = prove(under_given(no_carry(mk_imp(list_mk_conj making_premise,
    mk_forall(`s:state`,mk_imp(list_mk_comb(making_j,[`5`; `s:state`]),
      mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,list_mk_comb(fresh_bound rows_j,[`0`; `s':state`])))))))),
  STRIP_TAC THEN STRIP_TAC THEN GEN_TAC THEN OPEN_TAC THEN
  STRIP_ASSUME_TAC(assumed TOPPING_KNOWN) THEN STRIP_ASSUME_TAC(assumed(INST [`5`,`i:num`] COLUMNS_BOUNDS)) THEN
  STRIP_ASSUME_TAC(MATCH_MP PENDING (CONJ (ASSUME `5 < p:num`) (ASSUME `p <= 6`))) THEN
  STRIP_ASSUME_TAC(MATCH_MP COUNTER (CONJ (ASSUME `5 < m:num`) (ASSUME `m < 2 EXP 64`))) THEN
  REWRITE_TAC[MATCH_MP DOWN_NOW (ASSUME `5 < m:num`)] THEN
  FIRST_ASSUM(fun th -> ASSUME_TAC(MATCH_MP (INST [`2 * h`,`v:num`; `lq:num`,`a:num`] LOW_ROWS) (end_itlist CONJ
    [ASSUME `!j. j < 24 ==> word32 W (2 * lq + j) = x j`; check ((=) `digits_made` o fst o strip_comb o concl) th;
     ASSUME `lq + 12 <= u`; ASSUME `5 < 6`]))) THEN
  FIRST_ASSUM(fun th -> ASSUME_TAC(turn_at wc' `5` th)) THEN
  RUN_THEN topping_ctx [] (fun defs1 -> BRANCH_TAC [ASSUME `word(p - 5):int64 = word 0 <=> F`] THEN
  RUN_THEN topping_ctx [] (fun defs2 -> BRANCH_TAC [ASSUME `word(p - (5 + 1)):int64 = word 0 <=> T`] THEN
  RUN_THEN topping_ctx [] (fun defs3 -> BRANCH_TAC [ASSUME `word(m - (5 + 1)):int64 = word 0 <=> F`] THEN
  STOP_TAC (FIRST [REWRITE_TAC[ASSUME `~(0 = m - 6)`] THEN NO_TAC;
    (SUBST1_TAC(ARITH_RULE `6 + 0 = 5 + 1`) THEN MATCH_MP_TAC DOWN_NEXT THEN FIRST_ASSUM ACCEPT_TAC); LEAF_TAC START]) THEN
  REWRITE_TAC[ARITH_RULE `6 + 0 = 5 + 1`] THEN
  BOTH_COLUMNS_TAC (defs1 @ defs2 @ defs3) (TOPPED_TAC (defs1 @ defs2 @ defs3))))));;
let AT_LE = prove(`le + 7 = lq ==> word_add w (word(8 * (lq + 0))):int64 = word_add w (word(8 * (le + 7)))`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN REWRITE_TAC[ADD_0]);;
let exit_ctx = let c = strip_ctx [`le + 8 <= 6 * h`; `0 + 14 <= 14`] [] in { c with public = `le:num` :: c.public };;
let exit_run = run exit_ctx (vsubst [at_ `w:int64` `le:num` 7,`x27:int64`] (literal (at(snd l_two)) (filter (fun (x,_) -> x <> "x27") fixed_x @ finished_xs) [] flags_tm (memory zc wc sc) `t:event list`)) [fst l_upper];;
let columns_known = map known_rows [`word(8 * val(word(2 * h):int64) MOD 2305843009213693952):int64 = word(8 * (2 * h))`;
  `word((val(word_add (word(2 * h)) (word 3):int64) MOD 18446744073709551616) DIV 4):int64 = word((h + 1) DIV 2)`];;
let entry_ctx = let c = strip_ctx [] [] in { c with public_rules = DIGITS_UP :: columns_known @ c.public_rules };;
let entry_run = run entry_ctx (columns_literal (at(snd l_strips)) ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `u:num` 0; "x28",`word 6:int64`] wc `t:event list`) [fst l_two];;
let SX = prove
 (`word_ishr (word_shl (word_zx (x:int32):int64) 32) 32 = iword(ival x)`,
  REWRITE_TAC[word_ishr] THEN AP_TERM_TAC THEN MATCH_MP_TAC INT_DIV_UNIQ THEN EXISTS_TAC `&0:int` THEN
  SUBGOAL_THEN `val(word_shl (word_zx (x:int32):int64) 32) = 2 EXP 32 * val x` ASSUME_TAC THENL
   [MP_TAC(INST [`word_zx (x:int32):int64`,`x:int64`; `32`,`k:num`] VAL_SHL) THEN CONV_TAC NUM_REDUCE_CONV THEN
    DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[VAL_WORD_ZX_GEN; DIMINDEX_64] THEN AP_TERM_TAC THEN
    MP_TAC(ISPEC `x:int32` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_32] THEN CONV_TAC NUM_REDUCE_CONV THEN DISCH_TAC THEN
    SUBGOAL_THEN `val(x:int32) MOD 18446744073709551616 = val x` SUBST1_TAC THENL
     [MATCH_MP_TAC MOD_LT; MATCH_MP_TAC MOD_LT] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(ISPEC `x:int32` VAL_BOUND) THEN ASM_REWRITE_TAC[ival; DIMINDEX_64; DIMINDEX_32] THEN
  SPEC_TAC(`val(x:int32)`,`v:num`) THEN GEN_TAC THEN CONV_TAC NUM_REDUCE_CONV THEN DISCH_TAC THEN
  SUBGOAL_THEN `4294967296 * v < 9223372036854775808 <=> v < 2147483648` SUBST1_TAC THENL [ARITH_TAC; ALL_TAC] THEN
  COND_CASES_TAC THEN REWRITE_TAC[GSYM INT_OF_NUM_MUL] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let EXIT_CARRY = prove
 (`reduction h b ms r a u0 f tz pn nn (word32 B) /\ (!j. j < 2 * h ==> word32 W' (2 * r + j) = tz j) /\
   r + h = le + 1 /\ m = (h + 1) DIV 2 /\
   v0:int64 = iword(dots (quotient29 (2 * h) tz pn) (word32 B) 0 (2 * (7 + 2 * h) + 0) (4 * m)) /\
   v1:int64 = iword(dots (quotient29 (2 * h) tz pn) (word32 B) 0 (2 * (7 + 2 * h) + 1) (4 * m))
   ==> word_ishr (word_add (word_add (word_add v1 (iword(ival(hi32(W'(le + 0))))))
         (word_ishr (word_add v0 (iword(ival(lo32(W'(le + 0)))))) 29)) (word 268435456)) 29 =
       iword(carry29 (2 * h) tz pn nn):int64`,
  REWRITE_TAC[reduction] THEN STRIP_TAC THEN
  SUBGOAL_THEN `0 < h /\ (2 * h - 2) + 0 = 2 * h - 2 /\ (2 * h - 2) + 1 = 2 * h - 1` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `ival(lo32(W'(le + 0):int64)) = tz(2 * h - 2) /\ ival(hi32(W'(le + 0))) = tz(2 * h - 1)` (fun th -> REWRITE_TAC[th]) THENL
   [REWRITE_TAC[GSYM WORD32_AT] THEN FIRST_X_ASSUM(fun th -> MP_TAC(SPEC `2 * h - 2` th) THEN MP_TAC(SPEC `2 * h - 1` th)) THEN
    SUBGOAL_THEN `2 * (le + 0) = 2 * r + 2 * h - 2 /\ 2 * (le + 0) + 1 = 2 * r + 2 * h - 1 /\ 2 * h - 2 < 2 * h /\ 2 * h - 1 < 2 * h`
      (fun th -> SIMP_TAC[th]) THEN ASM_ARITH_TAC; ALL_TAC] THEN
  MAP_EVERY (fun j -> MP_TAC(INST [j,`j:num`; `word32 B`,`y:num->int`; `pn:num->int`,`p:num->int`; `nn:num->int`,`n:num->int`;
    `quotient29 (2 * h) tz pn`,`q:num->int`] TWO_END)) [`0`; `1`] THEN
  REWRITE_TAC[GSYM HALVES; ASSUME `modulus_words (2 * h) pn nn (word32 B)`; ASSUME `0 < h`; ARITH_RULE `0 < 2 /\ 1 < 2`;
    SYM(ASSUME `m = (h + 1) DIV 2`); ASSUME `(2 * h - 2) + 0 = 2 * h - 2`; ASSUME `(2 * h - 2) + 1 = 2 * h - 1`] THEN
  EVERY_ASSUM(fun th -> if is_eq(concl th) && mem (lhand(concl th)) [`v0:int64`; `v1:int64`] then SUBST1_TAC th else ALL_TAC) THEN
  REPEAT(DISCH_THEN SUBST1_TAC) THEN
  MATCH_MP_TAC HIGH THEN UNDISCH_TAC `modulus_words (2 * h) pn nn (word32 B)` THEN REWRITE_TAC[modulus_words] THEN
  STRIP_TAC THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC);;
let two_theta = [`6`,`p:num`; `&0:int`,`hh:int`; `lower_columns h b tz pn`,`P:num->int`; `12 * ms`,`q:num`; `quotient29 (2 * h) tz pn`,`x:num->int`];;
let two_given = [`reduction h b ms r lq u0 f tz pn nn (word32 (limbs_at M n))`; `lower_at h b r u0 f tz pn W (ms + 1)`;
  `u + 6 = lq + h`; `r + h = le + 1`; `le + 7 = lq`; `18 <= h`; `f + 12 <= 6 * h`; `m = (h + 1) DIV 2`; `d + 2 * m = 2 * h + 7`];;
let needed = map (vsubst two_theta) (union making_premise beyond_premise);;
let TWO_KNOWN = prove(mk_imp(list_mk_conj two_given,list_mk_conj needed),
  STRIP_TAC THEN
  FIRST_ASSUM(STRIP_ASSUME_TAC o REWRITE_RULE[reduction] o check ((=) `reduction` o fst o strip_comb o concl)) THEN
  FIRST_ASSUM(STRIP_ASSUME_TAC o REWRITE_RULE[lower_at] o check ((=) `lower_at` o fst o strip_comb o concl)) THEN
  SUBGOAL_THEN `(lq + h) - 6 = u /\ (lq + h) - 1 = u + 5 /\ 2 * m <= h + 1` STRIP_ASSUME_TAC THENL
   [MAP_EVERY UNDISCH_TAC [`u + 6 = lq + h`; `m = (h + 1) DIV 2`] THEN ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `f + 12 <= 6 * h /\ u + 6 <= f /\ lq + 12 <= u /\ lq + 2 * m <= 6 * h` STRIP_ASSUME_TAC THENL
   [MAP_EVERY UNDISCH_TAC [`u + 6 = lq + h`; `2 * m <= h + 1`; `f = lq + h:num`; `18 <= h`; `f + 12 <= 6 * h`] THEN ARITH_TAC; ALL_TAC] THEN
  REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN TRY REFL_TAC THENL
   [UNDISCH_TAC `u + 6 <= f` THEN ARITH_TAC;
    FIRST_X_ASSUM(MP_TAC o check ((=) `strips_done` o fst o strip_comb o concl)) THEN
    REWRITE_TAC[strips_done; ADD_SUB; ARITH_RULE `~(ms + 1 = 0)`] THEN SIMP_TAC[];
    REPEAT STRIP_TAC THEN
    MATCH_MP_TAC(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] (INST [`u0:num`,`u:num`; `tz:num->int`,`t:num->int`; `pn:num->int`,`p:num->int`;
      `lq:num`,`a:num`; `ms:num`,`m:num`] QUOTIENT_BELOW)) THEN
    REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN MAP_EVERY UNDISCH_TAC [`j < 24`; `18 <= h`] THEN ARITH_TAC;
    REPEAT GEN_TAC THEN STRIP_TAC THEN
    MP_TAC(INST [`lq:num`,`a:num`; `ms:num`,`m:num`; `u0:num`,`u:num`; `tz:num->int`,`t:num->int`; `pn:num->int`,`p:num->int`;
      `nn:num->int`,`n:num->int`; `word32 (limbs_at M n)`,`y:num->int`; `W1:num->int64`,`W':num->int64`; `W2:num->int64`,`W'':num->int64`] BETWEEN) THEN
    ANTS_TAC THENL
     [ASM_REWRITE_TAC[]; REWRITE_TAC[upper_at] THEN DISCH_THEN(ACCEPT_TAC o CONJUNCT1 o CONJUNCT1)] ]);;
let CHAIN = prove
 (`!perm A B C. (!s:state. A s ==> ?s'. reach perm s s' /\ B s') ==> (!s. B s ==> ?s'. reach perm s s' /\ C s')
     ==> !s. A s ==> ?s'. reach perm s s' /\ C s'`,
  MESON_TAC[REACH_TRANS]);;
let entry_trace = trace_of entry_run.final;;
let two_inst = (entry_trace,`t:event list`) :: two_theta;;
let making_at = vsubst two_inst making_j and rows_at_ = vsubst two_inst rows_j;;
let loop_of j n th = MP (ISPECL [`(rd:int64->bool),(wr:int64->bool)`; j; n] LOOP) th;;
let chain th1 th2 =
  let pred th = let v,b = dest_forall(concl th) in mk_abs(v,lhand b) in
  let post th = let v,b = dest_forall(concl th) in let s',c = dest_exists(rand b) in mk_abs(s',rand c) in
  let th = ISPECL [`(rd:int64->bool),(wr:int64->bool)`; pred th1; post th1; post th2] CHAIN in
  let beta = CONV_RULE(DEPTH_CONV BETA_CONV) in
  MP (MP (beta th) (beta th1)) (beta th2);;
(* Making, topping and the rows beyond, under what is needed. *)
let two_premises = end_itlist CONJ o map ASSUME;;
let needs_of l = map (vsubst two_theta) l;;
let MADE_AND_TOPPED =
  let making = MP (from_given(INST two_inst MAKING)) (two_premises (needs_of making_premise))
  and topping = MP (from_given(INST two_inst TOPPING)) (two_premises (needs_of making_premise))
  and rows = MP (from_given(INST two_inst ROWS_LOOP)) (two_premises (needs_of beyond_premise)) in
  chain (chain (loop_of making_at `5` making) topping) (loop_of rows_at_ `m - 6` rows);;
let TWO_DONE = prove
 (mk_imp(list_mk_conj(two_given @ [`?W1. digits_made signed_digit W1 W u 6 (lower_columns h b tz pn) (&0) (12 * ms) /\
     topped_made W' W1 (u + 5) (lower_columns h b tz pn) (12 * ms + 11)`]),
   `upper_at h lq f tz pn nn W' 0 /\ (!j. j < 2 * h ==> word32 W' (2 * r + j) = tz j)`),
  STRIP_TAC THEN
  SUBGOAL_THEN `(lq + h) - 6 = u /\ (lq + h) - 1 = u + 5` STRIP_ASSUME_TAC THENL
   [UNDISCH_TAC `u + 6 = lq + h` THEN ARITH_TAC; ALL_TAC] THEN
  MP_TAC(INST [`lq:num`,`a:num`; `ms:num`,`m:num`; `u0:num`,`u:num`; `tz:num->int`,`t:num->int`; `pn:num->int`,`p:num->int`;
      `nn:num->int`,`n:num->int`; `word32 (limbs_at M n)`,`y:num->int`; `W1:num->int64`,`W':num->int64`; `W':num->int64`,`W'':num->int64`] BETWEEN) THEN
  ASM_REWRITE_TAC[] THEN SIMP_TAC[]);;
let two_start = in_strip (at(snd l_strips)) ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `u:num` 0; "x28",`word 6:int64`] wc
  [`x16:int64 = iword(carries (lower_columns h b tz pn) (&0) (12 * ms))`; `x17:int64 = iword(borrowed (lower_columns h b tz pn) (&0) (12 * ms))`] `t:event list`;;
let rows_end_trace = loop_trace_tm (vsubst two_inst rows_turn) `m - 6` (vsubst two_inst (trace_of topping_run.final));;
let two_end = in_strip_new (at(fst l_upper)) ["x0",at_ `w:int64` `f + 12` 0; "x3",at_ `w:int64` `0` 0; "x19",`word(2 * h):int64`;
    "x24",at_ `w:int64` `lq + 2 * m` 0; "x25",`down n (d + 2 * m) m`; "x26",`word 0:int64`; "x28",`word 0:int64`]
  [`x16:int64 = iword(carry29 (2 * h) tz pn nn)`; `upper_at h lq f tz pn nn W' 0`] (vsubst [rows_end_trace,`t:event list`] (trace_of exit_run.final));;
let two_columns_premise = two_given @ [`S(0 + 3):int64 = word_add w (word(8 * (0 + 0)))`];;
let DOWN_START = prove
 (`d + 2 * m = 2 * h + 7 ==> word_add n (word(8 * ((0 + 2 * h) + 7))):int64 = down n (d + 2 * m) 0`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[down; ADD_CLAUSES; MULT_CLAUSES] THEN CONV_TAC WORD_RULE);;
let ENDS = prove
 (`le + 7 = lq /\ r + h = le + 1 /\ 18 <= h /\ u + 6 = lq + h /\ lq + 12 <= u /\ u + 6 <= f /\ f + 12 <= 6 * h /\ m = (h + 1) DIV 2
   ==> le + 8 <= 6 * h /\ 0 + 14 <= 14 /\ 6 + (m - 6) = m`,
  ARITH_TAC);;
let TWO_COLUMNS_RUN = prove(phase two_columns_premise two_start two_end,
  OPEN_PHASE THEN
  STRIP_ASSUME_TAC(assumed TWO_KNOWN) THEN STRIP_ASSUME_TAC(assumed ENDS) THEN
  RUN_THEN entry_ctx [fst l_two] (fun _ ->
  VIA_TAC (mk_comb(making_at,`0`))
   (STOP_TAC (FIRST [MATCH_MP_TAC DOWN_START THEN FIRST_ASSUM ACCEPT_TAC;
      REWRITE_TAC[SUB_0; SYM(ASSUME `m = (h + 1) DIV 2`)] THEN NO_TAC; LEAF_TAC START]) THEN
    REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; dots; WORD_0_IWORD; DIGITS_NONE] THEN
    REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC) THEN
  DISCH_THEN(fun th -> VIA_TAC (mk_comb(rows_at_,`m - 6`))
    (MP_TAC th THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN MATCH_ACCEPT_TAC(SPEC_ALL MADE_AND_TOPPED))) THEN
  OPEN_TAC THEN
  REWRITE_TAC[ASSUME `6 + (m - 6) = m`; MATCH_MP AT_LE (ASSUME `le + 7 = lq`)] THEN
  FIRST_ASSUM(fun th -> STRIP_ASSUME_TAC(MATCH_MP TWO_DONE (end_itlist CONJ (map ASSUME two_given @ [check (is_exists o concl) th])))) THEN
  RULE_ASSUM_TAC(REWRITE_RULE[ASSUME `6 + (m - 6) = m`]) THEN
  RUN_THEN exit_ctx [fst l_upper] (fun defs ->
    STOP_TAC (LEAF_TAC [SUB_REFL]) THEN
    (CONJ_TAC THENL [ALL_TAC; FIRST_ASSUM ACCEPT_TAC]) THEN
    CONV_TAC(LAND_CONV(expansions [AWC_F; SX] defs)) THEN
    MATCH_MP_TAC(INST [`lq:num`,`a:num`; `limbs_at M n`,`B:num->int64`] EXIT_CARRY) THEN
    REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC)));;
(* ------------------------------------------------------------------------- *)
(* The digits of the last strip.                                             *)
(* ------------------------------------------------------------------------- *)

let digits_theta = [`6`,`p:num`; `6 * m`,`u:num`; `12 * m`,`q:num`];;
let last_start = in_strip (at(fst l_digits_last)) ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `6 * m` 0; "x28",`word 6:int64`] wc
  [`x16:int64 = iword(carries P hh (12 * m))`; `strips_done unsigned_digit W 0 f P hh (m + 1)`] `t:event list`;;
let last_premise = [`f + 12 <= 6 * h`; `6 * m + 6 <= f`];;
let last_end =
  let _,turn,_ = digits_last in
  in_strip_new (at(snd l_digits_last)) ["x0",at_ `w:int64` `f + 2 * 6` 0; "x3",at_ `w:int64` `6 * m + 6` 0; "x28",`word 0:int64`]
  [`digits_made unsigned_digit W' W (6 * m) 6 P hh (12 * m)`] (loop_trace_tm (vsubst digits_theta turn) `6` `t:event list`);;
let DIGITS_LAST = prove(phase last_premise last_start last_end,
  OPEN_PHASE THEN
  SUBGOAL_THEN `pending_columns W f 6 P hh (12 * m)` ASSUME_TAC THENL
   [UNDISCH_TAC `strips_done unsigned_digit W 0 f P hh (m + 1)` THEN
    REWRITE_TAC[strips_done; ADD_SUB; ARITH_RULE `~(m + 1 = 0)`] THEN SIMP_TAC[]; ALL_TAC] THEN
  SUBGOAL_THEN `(!a j. a < 6 /\ j < 2 * 6 ==> ~(6 * m + a = f + j))` ASSUME_TAC THENL
   [UNDISCH_TAC `6 * m + 6 <= f` THEN ARITH_TAC; ALL_TAC] THEN
  by_theorem digits_last digits_theta `6` (fun tac -> tac)
    (LEAF_TAC (ARITH_RULE `~(0 = 6)` :: START))
    (REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; DIGITS_NONE] THEN ASM_REWRITE_TAC[])
    (STOP_TAC (LEAF_TAC START) THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC));;
