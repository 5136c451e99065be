(* The loop over the lower strips of montgomery_reduce_narrow, a turn from head to head: what is known
   between strips, and which of the strips of reduce_strips.ml each is. *)

needs "reduce_strips.ml";;

(* The states between strips: v + 1 strips are made. *)
let between_strips pc xs facts trace =
  mk_abs(`s:state`,list_mk_exists(wc' :: xv [19;24;25;26] @ strip_secrets,list_mk_conj(
    mk_eq(`s:state`,literal pc (fixed_x @ xs) [] flags_tm (memory zc wc' sc) trace) :: facts)));;
let lower_carries v = map (vsubst [v,`v:num`])
  [`x16:int64 = iword(carries (lower_columns h b tz pn) (&0) (12 * v))`; `x17:int64 = iword(borrowed (lower_columns h b tz pn) (&0) (12 * v))`];;
let lower_first trace = between_strips (at(fst l_strips))
  ["x0",at_ `w:int64` `f:num` 12; "x3",at_ `w:int64` `u0:num` 0; "x28",`word 0:int64`]
  ([`x19:int64 = word(2 * b)`; `x16:int64 = iword(&0)`; `x17:int64 = iword(&0)`; `lower_at h b r u0 f tz pn W' 0`]) trace;;
let lower_strips trace = mk_abs(`v:num`,between_strips (loop_pc `v:num` `ms:num` l_strips)
  ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `u0 + 6 * v` 0; "x28",`word 6:int64`]
  ((`x19:int64 = word(2 * (b + 6 * (v + 1)))` :: lower_carries `v:num`) @ [`lower_at h b r u0 f tz pn W' (v + 1)`]) trace);;
let upper_first trace = between_strips (at(fst l_upper))
  ["x0",at_ `w:int64` `f:num` 12; "x3",at_ `w:int64` `0` 0; "x28",`word 0:int64`]
  [`x19:int64 = word(2 * h)`; `x16:int64 = iword(carry29 (2 * h) tz pn nn)`; `upper_at h lq f tz pn nn W' 0`] trace;;
let upper_strips trace = mk_abs(`v:num`,between_strips (loop_pc `v:num` `ms:num` l_upper)
  ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `6 * v` 0; "x28",`word 6:int64`]
  [`v < ms ==> x19:int64 = word(2 * (h - 6 * (v + 1)))`;
   `x16:int64 = iword(carries (upper_columns h (quotient29 (2 * h) tz pn) nn) (carry29 (2 * h) tz pn nn) (12 * v))`;
   `upper_at h lq f tz pn nn W' (v + 1)`] trace);;

let is_reduction = `reduction h b ms r lq u0 f tz pn nn (word32 (limbs_at M n))`;;
let ZEROS_BELOW = prove
 (`reduction h b m r a u f t p n y ==> !i. i < 11 ==> y((2 * 4 + i) - 7) = &0`,
  REWRITE_TAC[reduction; modulus_words] THEN STRIP_TAC THEN REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `(2 * 4 + i) - 7 < 12` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC);;
let LOWER_SIZES = prove
 (`reduction h b ms r lq u0 f tz pn nn y ==> h = 6 * ms + b /\ 0 < b /\ b <= 6 /\ r + h <= u0 /\ u0 + 6 = lq + b /\ lq + h = f`,
  REWRITE_TAC[reduction] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let lower_names = [`ms:num`,`m:num`; `lq:num`,`a:num`; `u0:num`,`u:num`; `tz:num->int`,`t:num->int`;
  `pn:num->int`,`p:num->int`; `nn:num->int`,`n:num->int`; `word32 (limbs_at M n)`,`y:num->int`];;
let LOWER_NEXT_V = CONV_RULE(REWRITE_CONV[ADD_SUB; ARITH_RULE `~(v + 1 = 0)`]) (INST ((`v + 1`,`i:num`) :: lower_names) LOWER_NEXT)
and LOWER_NEXT_0 = CONV_RULE(REWRITE_CONV[ARITH_RULE `0 - 1 = 0`; MULT_CLAUSES; ADD_0; SUB_0; ADD_CLAUSES]) (INST ((`0`,`i:num`) :: lower_names) LOWER_NEXT);;
let LOWER_PENDING_6 = prove
 (`lower_at h b r u f t p W (v + 1) ==> pending_columns W f 6 (lower_columns h b t p) (&0) (12 * v)`,
  DISCH_THEN(MP_TAC o MATCH_MP LOWER_PENDING) THEN REWRITE_TAC[ARITH_RULE `~(v + 1 = 0)`; ADD_SUB; ADD_0]);;
let PENDING_0 = prove(`pending_columns W f 0 P hh q`,REWRITE_TAC[pending_columns; MULT_CLAUSES; CONJUNCT1 LT]);;
let lower_theta first = (if first then [`u0:num`,`u:num`; `0`,`q:num`; `b:num`,`sz:num`; `f + 12`,`f:num`] else [`u0 + 6 * v`,`u:num`; `12 * v`,`q:num`; `b + 6 * (v + 1)`,`sz:num`]) @
  [`f:num`,`lb:num`; `r:num`,`lt:num`; `lower_columns h b tz pn`,`P:num->int`; `&0:int`,`hh:int`];;
(* What a case requires of m; the rest follows. *)
let LOWER_CASE first more th =
  let theta = lower_theta first in
  let premises = map (vsubst theta) (conjuncts(lhand(rand(concl th)))) in
  let of_m = filter (fun t -> (mem `m:num` (frees t) || frees t = [`b:num`]) && forall (fun v -> type_of v = `:num`) (frees t)) premises in
  let goes_on = if more then `~(v + 1 = ms)` else `v + 1 = ms` in
  let premises = is_reduction :: [`f + 12 <= 6 * h`; `18 <= h`; `h <= 62`; `lq = r + 6 + h`] @ (if first then [`1 <= ms`] else [`v < ms:num`; goes_on]) @ of_m in
  let a = if first then lower_first `t:event list` else rand(concl(BETA_CONV(mk_comb(lower_strips `t:event list`,`v:num`)))) in
  let b = rand(concl(BETA_CONV(mk_comb(lower_strips E,if first then `0` else `v + 1`)))) in
  let leaf = FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC; strip_leaf] in
  prove_phase premises a b
   (STRIP_ASSUME_TAC(MATCH_MP LOWER_SIZES (ASSUME is_reduction)) THEN
    ASSUME_TAC(MATCH_MP ZEROS_BELOW (ASSUME is_reduction)) THEN
    (if first then SUBGOAL_THEN `~(0 = ms)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC]
     else SUBGOAL_THEN `~(v = ms:num)` (fun th -> REWRITE_TAC[th; (if more then EQF_INTRO else EQT_INTRO) (ASSUME goes_on)]) THENL [ARITH_ASM; ALL_TAC]) THEN
    (if first then
      ASSUME_TAC(INST [wc',wc; `f + 12`,`f:num`; `0`,`q:num`; `lower_columns h b tz pn`,`P:num->int`; `&0:int`,`hh:int`] PENDING_0) THEN
      SUBGOAL_THEN `x16:int64 = iword(carries (lower_columns h b tz pn) (&0) (0 + 2 * 0)) /\ x17:int64 = iword(borrowed (lower_columns h b tz pn) (&0) (0 + 2 * 0))`
        STRIP_ASSUME_TAC THENL [REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; carries; borrowed] THEN CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC]
     else FIRST_ASSUM(ASSUME_TAC o MATCH_MP LOWER_PENDING_6)) THEN
    BY_PHASE th theta leaf THEN
    with_ (fun asl ->
      let find_ name = find (fun th -> fst(strip_comb(concl th)) = name) (map snd asl) in
      let made = find_ `strip_made` in
      let next = if first then MATCH_MP LOWER_NEXT_0 (end_itlist CONJ [ASSUME is_reduction; find_ `lower_at`; holds asl `0 < ms + 1` ARITH_ASM; made])
        else MATCH_MP LOWER_NEXT_V (end_itlist CONJ [ASSUME is_reduction; find_ `lower_at`; holds asl `v + 1 < ms + 1` ARITH_ASM; made]) in
      let q = ARITH_RULE(if first then `0 + 2 * 0 = 12 * 0` else `12 * v + 2 * 6 = 12 * (v + 1)`) in
      STOP_TAC (END_LEAF leaf) THEN
      REPEAT CONJ_TAC THEN FIRST [FIRST_ASSUM ACCEPT_TAC; ACCEPT_TAC next; ACCEPT_TAC(REWRITE_RULE[ADD_CLAUSES] next);
        REWRITE_TAC[ADD_CLAUSES] THEN ACCEPT_TAC(REWRITE_RULE[ADD_CLAUSES] next);
        FIRST_ASSUM(fun th -> if is_eq(concl th) then ACCEPT_TAC(REWRITE_RULE[q] th) else failwith "");
        AP_TERM_TAC THEN ARITH_TAC; AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_TAC]));;

let case_fh = LOWER_CASE true true first_high and case_flo = LOWER_CASE true true first_low_odd and case_fle = LOWER_CASE true true first_low_even;;
let case_lem = LOWER_CASE false true even_many_more and case_omm = LOWER_CASE false true odd_many_more;;
let case_efm = LOWER_CASE false true even_few_more and case_ofm = LOWER_CASE false true odd_few_more;;
let case_oem = LOWER_CASE false true odd_equal_more;;
let case_eml = LOWER_CASE false false even_many_last and case_oml = LOWER_CASE false false odd_many_last;;

(* Which case a strip is, for each of the sizes. *)
let lower_sizes = `h = 18 /\ b = 6 \/ h = 27 /\ b = 3 \/ h = 36 /\ b = 6 \/ h = 45 /\ b = 3 \/ h = 53 /\ b = 5 \/ h = 62 /\ b = 2`;;
let six_sizes = [18,6; 27,3; 36,6; 45,3; 53,5; 62,2];;
let case_premises th = conjuncts(lhand(rand(concl th)));;
let of_case th = filter (fun t -> free_in `m:num` t || frees t = [`b:num`]) (case_premises th);;
let lower_public = [`pc:int64`; `z:int64`; `w:int64`; `n:int64`; `stack:int64`; `k:num`; `h:num`; `g:num`; `c:num`; `lq:num`; `f:num`; `b:num`; `ms:num`;
  `r:num`; `u0:num`; `v:num`; `t:event list`; `m:num`];;
(* |- ?t'. !secrets. given ==> reduction ==> !s. ..., from ?m. <case>. *)
let some_m th =
  let given_tm = lhand(concl th) in
  let case = list_mk_conj(of_case th) in
  let th = MP th (ASSUME given_tm) in
  let th = MP th (end_itlist CONJ (map ASSUME (conjuncts(lhand(concl th))))) in
  let applied = rand(snd(dest_exists(rand(snd(dest_forall(concl th)))))) in
  let eq = (let ex = snd(dest_abs(rator applied)) in hd(conjuncts(snd(strip_exists ex)))) in
  let trace = trace_of (rand eq) in
  let th = DISCH given_tm (DISCH is_reduction th) in
  let th = GENL (subtract (frees(concl th)) lower_public) th in
  let t' = `t':event list` in
  let th = EXISTS (mk_exists(t',subst [t',trace] (concl th)),trace) th in
  let th = itlist PROVE_HYP (CONJUNCTS(ASSUME case)) th in
  CHOOSE(`m:num`,ASSUME(mk_exists(`m:num`,case))) th;;
let rec by_cases th ths = match ths with
    [last] -> PROVE_HYP th last
  | a::rest -> let r = ASSUME(rand(concl th)) in DISJ_CASES th a (by_cases r rest)
  | [] -> failwith "by_cases";;
let under common th = DISCH (list_mk_conj common) (itlist PROVE_HYP (CONJUNCTS(ASSUME(list_mk_conj common))) th);;
let rec select_disj n total : tactic = if total = 1 then ALL_TAC else if n = 0 then DISJ1_TAC else DISJ2_TAC THEN select_disj (n-1) (total-1);;
let case_goal ths = list_mk_disj(map (fun th -> mk_exists(`m:num`,list_mk_conj(of_case th))) ths);;
(* One of the cases, for numerals. *)
let case_holds ths pick (h,b,v) =
  let i,m = pick (h,b,v) in
  prove(vsubst [num h,`h:num`; num b,`b:num`; num v,`v:num`] (case_goal ths),
    select_disj i (length ths) THEN EXISTS_TAC (num m) THEN CONV_TAC NUM_REDUCE_CONV);;
let numeral_cases ths pick vs common = prove(mk_imp(list_mk_conj common,case_goal ths),
  STRIP_TAC THEN FIRST_X_ASSUM(REPEAT_TCL DISJ_CASES_THEN (CONJUNCTS_THEN SUBST_ALL_TAC) o check (is_disj o concl)) THENL
  (map (fun (h,b) ->
     let l = vs (h,b) in
     SUBGOAL_THEN (list_mk_disj(map (fun v -> mk_eq(`v:num`,num v)) l)) MP_TAC THENL
      [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC;
       DISCH_THEN(REPEAT_TCL DISJ_CASES_THEN SUBST_ALL_TAC) THENL
       (map (fun v -> ACCEPT_TAC(case_holds ths pick (h,b,v))) l)]) six_sizes));;
let lower_common = [`v < ms:num`; `h = 6 * ms + b`; lower_sizes; `f + 12 <= 6 * h`; `lq = r + 6 + h`; `18 <= h`; `h <= 62`];;
let lower_more = [case_lem; case_omm; case_efm; case_ofm; case_oem];;
let pick_more (h,b,v) = let ll = b + 6 * (v + 1) - 4 in let m = ll / 2 in
  (if ll mod 2 = 0 then if m > 6 then 0 else 2 else if m > 6 then 1 else if m = 6 then 4 else 3),m;;
let MORE_IS = numeral_cases lower_more pick_more (fun (h,b) -> 0--((h - b) / 6 - 2)) (`~(v + 1 = ms)` :: lower_common);;
let LOWER_MORE = by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME (`~(v + 1 = ms)` :: lower_common))) (UNDISCH MORE_IS)) (map some_m lower_more);;
let lower_last = [case_eml; case_oml];;
let pick_last (h,b,v) = let ll = h - 4 in (ll mod 2),ll / 2;;
let LAST_IS = numeral_cases lower_last pick_last (fun (h,b) -> let v = (h - b) / 6 - 1 in [v]) (`v + 1 = ms` :: lower_common);;
let LOWER_LAST = by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME (`v + 1 = ms` :: lower_common))) (UNDISCH LAST_IS)) (map some_m lower_last);;
let LOWER_STEP = under lower_common (DISJ_CASES (SPEC `v + 1 = ms` EXCLUDED_MIDDLE) LOWER_LAST LOWER_MORE);;
let first_common_lower = [`1 <= ms`; lower_sizes; `f + 12 <= 6 * h`; `lq = r + 6 + h`; `18 <= h`; `h <= 62`];;
let lower_firsts = [case_fh; case_flo; case_fle];;
let pick_first (h,b,v) = (if b = 6 then 0 else if b mod 2 = 1 then 1 else 2),(if b = 6 then 1 else b / 2);;
let FIRST_IS = prove(mk_imp(list_mk_conj first_common_lower,case_goal lower_firsts),
  STRIP_TAC THEN FIRST_X_ASSUM(REPEAT_TCL DISJ_CASES_THEN (CONJUNCTS_THEN SUBST_ALL_TAC) o check (is_disj o concl)) THENL
  (map (fun (h,b) -> ACCEPT_TAC(case_holds lower_firsts pick_first (h,b,0))) six_sizes));;
let LOWER_FIRST = under first_common_lower (by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME first_common_lower)) (UNDISCH FIRST_IS)) (map some_m lower_firsts));;
