(* Rows of the strips of montgomery_reduce_narrow: the first two where there is an odd number of pairs,
   the first and the last eight, of which some products are zero, and the loops. *)

needs "reduce_phases.ml";;

(* ------------------------------------------------------------------------- *)
(* Sums of a straight run.                                                   *)
(* ------------------------------------------------------------------------- *)

(* dots x y a b n for a numeral n, as a sum. *)
let rec DOTS_CONV tm =
  if rand tm = `0` then REWR_CONV (CONJUNCT1 dots) tm else
  (RAND_CONV num_CONV THENC REWR_CONV (CONJUNCT2 dots) THENC LAND_CONV DOTS_CONV) tm;;
let is_dots tm = fst(strip_comb tm) = `dots` && length(snd(strip_comb tm)) = 5;;
let EXPAND_DOTS = ONCE_DEPTH_CONV(fun tm -> if is_dots tm then DOTS_CONV tm else failwith "");;
let half_index base i = let e = vsubst [base,`e:num`; num(i / 2),`q:num`] `2 * (e + q)` in
  if i mod 2 = 0 then e else mk_binop plus e `1`;;
(* Where the digits of n rows are that start at limb r, and those of columns for a pointer to y + k;
   columns for which zero holds are not read. *)
let row_indices n = map (fun t ->
  ARITH_RULE(mk_eq(vsubst [num t,`t:num`] `2 * r + t`,half_index `r:num` t))) (0--(n-1));;
let column_indices k n zero = flat(map (fun t -> mapfilter (fun j ->
  if zero j t then failwith "" else
  ARITH_RULE(mk_eq(vsubst [num j,`j:num`; num t,`t:num`; num k,`k:num`] `(2 * (y + k) + j) - t`,
    half_index `y:num` (2 * k + j - t)))) (0--11)) (0--(n-1)));;
let WORD_0_IWORD = prove(`word 0:int64 = iword(&0)`,REWRITE_TAC[GSYM WORD_IWORD]);;
let exactly ths = let table = map (fun th -> lhand(concl th),th) ths in
  TOP_SWEEP_CONV(fun t -> assoc t table);;
let SUMS_TAC indices defs : tactic = fun (asl,w) ->
  let ex = expansions sum_rules defs in
  let known = mapfilter (fun (_,th) -> if is_eq(concl th) && type_of(lhand(concl th)) = `:int64` && is_var(lhand(concl th)) then th else failwith "") asl in
  let one w : tactic =
    GEN_REWRITE_TAC LAND_CONV [ex (lhand w)] THEN
    REWRITE_TAC known THEN REWRITE_TAC[WORD_0_IWORD; GSYM IWORD_INT_ADD] THEN
    AP_TERM_TAC THEN CONV_TAC EXPAND_DOTS THEN CONV_TAC(exactly indices) THEN
    REWRITE_TAC[WORD32_AT] THEN INT_ARITH_TAC in
  (REPEAT CONJ_TAC THENL map one (conjuncts w)) (asl,w);;
(* The columns of a strip, and what stays. *)
let SPLIT_FACTS_TAC sums_tac : tactic = CONJ_TAC THENL [sums_tac; REWRITE_TAC[] THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC];;

(* The first two rows where their number is odd. *)
let two_sum j = vsubst [j,`j:num`]
 `(K:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (y + 1) + j) 2`;;
let two_premise = [`1 <= m`; `m <= 31`; `r + 2 <= 6 * h`; `y + 8 <= 3 * h`];;
let TWO_LEFT = prove
 (`1 <= m /\ m <= 31 ==> word_sub (word(4 * m + 2)) (word 2):int64 = word(4 * m) /\ (word(4 * m + 2):int64 = word 2 <=> F)`,
  STRIP_TAC THEN CONJ_TAC THENL [CONV_TAC WORD_RULE; REWRITE_TAC[GSYM VAL_EQ]] THEN
  SUBGOAL_THEN `val(word(4 * m + 2):int64) = 4 * m + 2 /\ val(word 2:int64) = 2` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64; ALL_TAC] THEN ASM_ARITH_TAC);;
let rows_at r y j left = columns_at @ ["x24",at_ `w:int64` r 0; "x25",at_ `n:int64` y j; "x26",left];;
let two_indices = row_indices 2 @ column_indices 1 2 (fun _ _ -> false);;
let two_ctx = strip_ctx [`r + 2 <= 6 * h`; `y + 8 <= 3 * h`] [`word_sub (word(4 * m + 2)) (word 2):int64 = word(4 * m)`];;
let two_rows tbz (head,_) =
  let a = in_strip (at (tbz + 4)) (rows_at `r:num` `y:num` 1 `word(4 * m + 2):int64`) wc (before_sums :: carries_kept) `t:event list` in
  let s0 = rand(lhand(snd(strip_exists(snd(dest_abs a))))) in
  let t = trace_of (run two_ctx s0 []).final in
  let b = in_strip (at (head - 4)) (rows_at `r + 1` `y:num` 0 `word(4 * m):int64`) wc (sums two_sum :: carries_kept) t in
  prove(phase two_premise a b,
    OPEN_PHASE THEN STRIP_ASSUME_TAC(MATCH_MP TWO_LEFT (CONJ (ASSUME `1 <= m`) (ASSUME `m <= 31`))) THEN
    RUN_THEN two_ctx [] (fun defs ->
      PURE_REWRITE_TAC[ASSUME `word(4 * m + 2):int64 = word 2 <=> F`; COND_CLAUSES] THEN
      STOP_TAC (LEAF_TAC []) THEN SPLIT_FACTS_TAC (SUMS_TAC two_indices defs)));;
let two_signed = two_rows tbz_signed l_both_signed and two_unsigned = two_rows tbz_unsigned l_both_unsigned;;

(* ------------------------------------------------------------------------- *)
(* The last eight rows of a lower strip, the first eight of an upper one.    *)
(* ------------------------------------------------------------------------- *)

(* The last eight rows of a lower strip, of digits that start at that of limb y + 2. *)
let zeros_below = `!i. i < 11 ==> word32 (limbs_at M n) ((2 * y + i) - 7) = &0`
and zeros_above = `!i. i < 12 ==> word32 (limbs_at M n) (2 * (y + 4) + i) = &0`;;
let zero_digits zeros known index zero k = flat(map (fun t -> mapfilter (fun j ->
  if not(zero j t) then failwith "" else
  let lhs = vsubst [num j,`j:num`; num t,`t:num`; num k,`k:num`] `(2 * (y + k) + j) - t` in
  let th = SPEC (num(index (j - t))) zeros in
  let th = MP th (numeral_fact(lhand(concl th))) in
  let eq = UNDISCH(prove(mk_imp(known,mk_eq(lhs,rand(lhand(concl th)))),ARITH_TAC)) in
  TRANS (AP_TERM (rator(lhand(concl th))) eq) th) (0--11)) (0--7));;
(* The products that the machine leaves out. *)
let bottom_zero j t = j < 4 || j < 8 && j - t < 4 and top_zero j t = t = 0 || j >= 8 || j >= 4 && j >= t;;
let bottom_zeros = zero_digits (ASSUME zeros_below) `4 <= y` (fun i -> i + 7) bottom_zero 0
and top_zeros = zero_digits (ASSUME zeros_above) `4 <= y + 4` (fun i -> i) top_zero 4;;
let ZERO_SUMS_TAC zeros indices defs : tactic = fun (asl,w) ->
  let ex = expansions (WORD_ADD_0L :: sum_rules) defs in
  let known = mapfilter (fun (_,th) -> if is_eq(concl th) && type_of(lhand(concl th)) = `:int64` && is_var(lhand(concl th)) then th else failwith "") asl in
  let one w : tactic =
    GEN_REWRITE_TAC LAND_CONV [ex (lhand w)] THEN
    REWRITE_TAC known THEN REWRITE_TAC[WORD_0_IWORD; GSYM IWORD_INT_ADD] THEN
    AP_TERM_TAC THEN CONV_TAC EXPAND_DOTS THEN CONV_TAC(TRY_CONV(exactly zeros)) THEN CONV_TAC(TRY_CONV(exactly indices)) THEN
    REWRITE_TAC[WORD32_AT] THEN INT_ARITH_TAC in
  (REPEAT CONJ_TAC THENL map one (conjuncts w)) (asl,w);;
let eight_bounds = [`r + 4 <= 6 * h`; `y + 8 <= 3 * h`];;
let bottom_sum j = vsubst [j,`j:num`]
 `(K:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (y + 0) + j) 8`;;
let bottom_indices = row_indices 8 @ column_indices 0 8 bottom_zero;;
let top_sum j = vsubst [j,`j:num`] `dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (y + 4) + j) 8`;;
let top_indices = row_indices 8 @ column_indices 4 8 top_zero;;
let eight_at y j = columns_at @ ["x24",at_ `w:int64` `r:num` 0; "x25",at_ `n:int64` `y:num` j; "x26",`x26:int64`];;
let bottom = prove_phase (eight_bounds @ [`4 <= y`; zeros_below])
  (in_strip (at past_first) (eight_at `y:num` 0) wc (before_sums :: carries_kept) `t:event list`)
  (in_strip (at (fst l_digits_signed - 4)) (eight_at `y:num` 0) wc (sums bottom_sum :: carries_kept) E)
  (RUN_THEN (strip_ctx eight_bounds []) [fst l_digits_signed - 4] (fun defs ->
    STOP_TAC (END_LEAF(LEAF_TAC [])) THEN SPLIT_FACTS_TAC (ZERO_SUMS_TAC bottom_zeros bottom_indices defs)));;
let top_at r y j left = map (fun (x,e) -> match x with "x19" -> x,`word(2 * sz):int64` | _ -> x,e) columns_at @
  ["x24",at_ `w:int64` `r:num` r; "x25",at_ `n:int64` y j; "x26",left];;
let rows_after_top = `word_sub (word(2 * sz)) (word 8):int64 = word(2 * ll)`;;
let top = prove_phase (`sz = ll + 4` :: eight_bounds @ [`4 <= y + 4`; zeros_above])
  (in_strip (at past_last) (top_at 0 `y:num` 4 `x26:int64`) wc carries_kept `t:event list`)
  (in_strip (at tbz_unsigned) (top_at 4 `y:num` 0 `word(2 * ll):int64`) wc (sums top_sum :: carries_kept) E)
  (SUBGOAL_THEN rows_after_top ASSUME_TAC THENL
    [ASM_REWRITE_TAC[LEFT_ADD_DISTRIB] THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
   RUN_THEN (strip_ctx eight_bounds [rows_after_top]) [tbz_unsigned] (fun defs ->
    STOP_TAC (END_LEAF(LEAF_TAC [])) THEN SPLIT_FACTS_TAC (ZERO_SUMS_TAC top_zeros top_indices defs)));;

(* ------------------------------------------------------------------------- *)
(* Four rows a turn, while columns that are to come become digits.           *)
(* ------------------------------------------------------------------------- *)

(* Rows before and after all columns have become digits. *)
let ROWS_JOIN = prove
 (`digits_made digit W' W u p P hh q /\ p <= m /\ (!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j))
   ==> !j. dots (word32 W) y (2 * r) (2 * (d + 2 * m) + j) (4 * p) +
           dots (word32 W') y (2 * (r + 2 * p)) (2 * (d + 2 * (m - p)) + j) (4 * (m - p)) =
           dots (word32 W) y (2 * r) (2 * (d + 2 * m) + j) (4 * m)`,
  REPEAT STRIP_TAC THEN SUBGOAL_THEN `4 * m = 4 * p + 4 * (m - p)` SUBST1_TAC THENL
   [UNDISCH_TAC `p <= m:num` THEN ARITH_TAC; REWRITE_TAC[DOTS_SPLIT]] THEN
  AP_TERM_TAC THEN
  SUBGOAL_THEN `(2 * (d + 2 * m) + j) - 4 * p = 2 * (d + 2 * (m - p)) + j` SUBST1_TAC THENL
   [UNDISCH_TAC `p <= m:num` THEN ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC DOTS_IS THEN X_GEN_TAC `i:num` THEN DISCH_TAC THEN
  SUBGOAL_THEN `2 * (r + 2 * p) + i = (2 * r + 4 * p) + i` SUBST1_TAC THENL [ARITH_TAC; ALL_TAC] THEN
  FIRST_ASSUM(MATCH_MP_TAC o MATCH_MP (REWRITE_RULE[IMP_CONJ] WORDS_KEPT)) THEN
  X_GEN_TAC `a:num` THEN DISCH_TAC THEN
  SUBGOAL_THEN `((2 * r + 4 * p) + i) DIV 2 = r + (2 * p + i DIV 2)` SUBST1_TAC THENL
   [SUBGOAL_THEN `(2 * r + 4 * p) + i = 2 * (r + 2 * p) + i` SUBST1_TAC THENL [ARITH_TAC; ALL_TAC] THEN
    SIMP_TAC[DIV_MULT_ADD; ARITH_EQ] THEN ARITH_TAC; ALL_TAC] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_REWRITE_TAC[] THEN
  MP_TAC(SPECL [`i:num`; `2`] DIVISION) THEN REWRITE_TAC[ARITH_EQ] THEN
  POP_ASSUM_LIST(MP_TAC o end_itlist CONJ o filter (fun th -> not(can (find_term is_forall) (concl th)) && not(can (find_term (fun t -> t = `digits_made`)) (concl th)))) THEN ARITH_TAC);;

let loops_premise = [`1 <= m`; `m <= 31`; `r + 2 * m <= 6 * h`; `d + 2 * m + 6 <= 3 * h`; `p <= 6`; `f + 2 * p <= 6 * h`; `u + p <= 6 * h`;
  `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j)`; `!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j)`; `pending_columns W f p P hh q`];;
let loops_x f u p r y left = ["x0",at_ `w:int64` f 0; "x3",at_ `w:int64` u 0; "x19",`x19:int64`; "x28",mk_comb(`word:num->int64`,p);
  "x24",at_ `w:int64` r 0; "x25",at_ `n:int64` y 0; "x26",left];;
let carried_at i more = map (vsubst [i,`i:num`]) (carried @ more);;
let loop_sum j = vsubst [j,`j:num`]
 `(K:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (d + 2 * m) + j) (4 * m)`;;
let loops_before from more = in_strip (at from) (loops_x `f:num` `u:num` `p:num` `r:num` `d + 2 * m` `word(4 * m):int64`) wc
  (before_sums :: carried_at `0` more) `t:event list`;;
let loops_after digit stop more i trace = in_strip_new (at stop) (loops_x (vsubst [i,`i:num`] `f + 2 * i`) (mk_binop plus `u:num` i)
    (mk_binop `(-):num->num->num` `p:num` i) `r + 2 * m` `d:num` `word 0:int64`)
  (sums loop_sum :: carried_at i more @ [done_is digit wc' i]) trace;;
let loops_ctx = strip_ctx [] [];;
let DOWN_ALL = prove
 (`down p (d + 2 * m) m = word_add p (word(8 * (d + 0))) /\ down p (d + 2 * m) 0 = word_add p (word(8 * ((d + 2 * m) + 0)))`,
  REWRITE_TAC[down; ARITH_RULE `8 * (d + 2 * m) = 16 * m + 8 * (d + 0)`; MULT_CLAUSES; WORD_SUB_0; ADD_CLAUSES] THEN CONV_TAC WORD_RULE);;
let loop_leaf : (string*thm) list * term -> goalstate = FIRST [REFL_TAC; PURE_REWRITE_TAC[DOWN_ALL; LOOP_TRACE_0] THEN REFL_TAC;
  REWRITE_TAC[DOWN_ALL; LOOP_TRACE_0; MULT_CLAUSES; ADD_CLAUSES; SUB_0; SUB_REFL] THEN NO_TAC;
  AP_TERM_TAC THEN AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_ASM; LEAF_TAC START];;
let start_facts = REWRITE_TAC zero_sums THEN REPEAT CONJ_TAC THEN (FIRST_ASSUM ACCEPT_TAC ORELSE (FIRST_ASSUM(ACCEPT_TAC o REWRITE_RULE zero_sums)) ORELSE MATCH_ACCEPT_TAC DIGITS_NONE);;
(* Without columns to come: rows alone. *)
let loops_none digit more (both:int*int) (rows:term*term*thm) (lr:int*int) =
  let from = fst both - 4 in
  let inst = vsubst [`0`,`p:num`] in
  let a = loops_before from more in
  let s0 = rand(lhand(snd(strip_exists(snd(dest_abs a))))) in
  let t = trace_of (run loops_ctx (inst s0) [fst lr]).final in
  let _,turn,_ = rows in
  let b = loops_after digit (snd lr) more `0` (list_mk_comb(`loop_trace`,[turn;`m:num`;t])) in
  prove(inst(phase loops_premise a b),
    OPEN_PHASE THEN RUN_THEN loops_ctx [fst lr] (fun _ ->
     SUBGOAL_THEN `~(0 = m)` ASSUME_TAC THENL [ARITH_ASM; ALL_TAC] THEN
     by_theorem rows [t,`t:event list`] `m:num` I loop_leaf start_facts
       (STOP_TAC loop_leaf THEN start_facts)));;
let SOME_WORD = prove
 (`1 <= p /\ p <= 6 ==> (word p:int64 = word 0 <=> F)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ_0] THEN
  SUBGOAL_THEN `val(word p:int64) = p` SUBST1_TAC THENL [MATCH_MP_TAC VAL_WORD_64; ALL_TAC] THEN ASM_ARITH_TAC);;
let both_trace both (j,turn,th) more =
  let s0 = rand(lhand(snd(strip_exists(snd(dest_abs (loops_before (fst both - 4) more)))))) in
  trace_of (run loops_ctx s0 []).final;;
(* No more rows than columns to come. *)
let loops_few digit more (both:int*int) (loop:term*term*thm) (lr:int*int) =
  let a = loops_before (fst both - 4) more in
  let t = both_trace both loop more in
  let _,turn,_ = loop in
  let turn = vsubst [`m:num`,`t:num`] turn in
  let b = loops_after digit (snd lr) more `m:num` (list_mk_comb(`loop_trace`,[turn;`m:num`;t])) in
  prove(phase (`1 <= p` :: `m <= p:num` :: loops_premise) a b,
    OPEN_PHASE THEN RUN_THEN loops_ctx [] (fun _ ->
     PURE_REWRITE_TAC[MATCH_MP SOME_WORD (CONJ (ASSUME `1 <= p`) (ASSUME `p <= 6`)); COND_CLAUSES] THEN
     SUBGOAL_THEN `~(0 = m) /\ ~(0 = p)` STRIP_ASSUME_TAC THENL [ARITH_ASM; ALL_TAC] THEN
     by_theorem loop [t,`t:event list`; `m:num`,`t:num`] `m:num` I loop_leaf start_facts
       (STOP_TAC loop_leaf THEN start_facts)));;
(* More rows than columns to come. *)
let K2_TAC : tactic = SUBGOAL_THEN
 `?K2. !j. K2 j = (K:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (d + 2 * m) + j) (4 * p)`
 (X_CHOOSE_TAC `K2:num->int`) THENL
   [EXISTS_TAC `\j. (K:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (d + 2 * m) + j) (4 * p)` THEN
    REWRITE_TAC[]; ALL_TAC];;
let made_fact asl = snd(find (fun (_,th) -> fst(strip_comb(concl th)) = `digits_made`) asl);;
let K2_START : tactic = fun (asl,w) ->
  let k2 = snd(find (fun (_,th) -> is_forall(concl th) && can (find_term ((=) `K2:num->int`)) (concl th)) asl) in
  (REWRITE_TAC zero_sums THEN REWRITE_TAC[k2] THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC) (asl,w);;
let K2_END : tactic = fun (asl,w) ->
  let k2 = snd(find (fun (_,th) -> is_forall(concl th) && can (find_term ((=) `K2:num->int`)) (concl th)) asl) in
  let join = MATCH_MP ROWS_JOIN (CONJ (made_fact asl) (CONJ (MATCH_MP LT_IMP_LE (ASSUME `p < m:num`))
    (ASSUME `!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j:num)`))) in
  (CONJ_TAC THENL
    [REWRITE_TAC[GSYM(SPEC `word32 (limbs_at M n)` (GEN `y:num->int` join)); INT_ADD_ASSOC] THEN REWRITE_TAC[GSYM k2] THEN
     REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC;
     REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC]) (asl,w);;
let DOWN_MORE = prove
 (`i <= m ==> down p (d + 2 * m) i = down p (d + 2 * (m - i)) 0`,
  DISCH_THEN(X_CHOOSE_THEN `e:num` SUBST1_TAC o REWRITE_RULE[LE_EXISTS]) THEN
  REWRITE_TAC[down; ADD_SUB2; MULT_CLAUSES; WORD_SUB_0; ARITH_RULE `8 * (d + 2 * (i + e)) = 16 * i + 8 * (d + 2 * e)`] THEN
  CONV_TAC WORD_RULE);;
let more_leaf = FIRST [MATCH_MP_TAC DOWN_MORE THEN FIRST_ASSUM ACCEPT_TAC; loop_leaf];;
let loops_many digit more (both:int*int) loop rows (lr:int*int) =
  let a = loops_before (fst both - 4) more in
  let t = both_trace both loop more in
  let _,turn,_ = loop and _,turn_rows,_ = rows in
  let t1 = list_mk_comb(`loop_trace`,[vsubst [`p:num`,`t:num`] turn;`p:num`;t]) in
  let theta = [`r + 2 * p`,`r:num`; `m - p:num`,`m:num`; `K2:num->int`,`K:num->int`; t1,`t:event list`] in
  let b = loops_after digit (snd lr) more `p:num` (list_mk_comb(`loop_trace`,[vsubst theta turn_rows;`m - p:num`;t1])) in
  prove(phase (`1 <= p` :: `p < m:num` :: loops_premise) a b,
    OPEN_PHASE THEN RUN_THEN loops_ctx [] (fun _ ->
     PURE_REWRITE_TAC[MATCH_MP SOME_WORD (CONJ (ASSUME `1 <= p`) (ASSUME `p <= 6`)); COND_CLAUSES] THEN
     SUBGOAL_THEN `~(0 = m) /\ ~(0 = p) /\ ~(p = m:num) /\ p <= m /\ ~(0 = m - p)` STRIP_ASSUME_TAC THENL [ARITH_ASM; ALL_TAC] THEN
     by_theorem loop [t,`t:event list`; `p:num`,`t:num`] `p:num` I loop_leaf start_facts
      (PURE_REWRITE_TAC[EQF_INTRO(ASSUME `~(p = m:num)`); COND_CLAUSES] THEN K2_TAC THEN
       (fun (asl,w) -> by_theorem rows ((contents 1 (state_of_goal w),wc) :: theta) `m - p:num` I more_leaf K2_START
         (STOP_TAC more_leaf THEN K2_END) (asl,w)))));;
let none_signed = loops_none `signed_digit` borrow l_both_signed rows_signed l_rows_signed;;
let few_signed = loops_few `signed_digit` borrow l_both_signed both_signed l_rows_signed;;
let many_signed = loops_many `signed_digit` borrow l_both_signed both_signed rows_signed l_rows_signed;;
let none_unsigned = loops_none `unsigned_digit` [] l_both_unsigned rows_unsigned l_rows_unsigned;;
let few_unsigned = loops_few `unsigned_digit` [] l_both_unsigned both_unsigned l_rows_unsigned;;
let many_unsigned = loops_many `unsigned_digit` [] l_both_unsigned both_unsigned rows_unsigned l_rows_unsigned;;
