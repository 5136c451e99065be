(* The loop over the lower strips of montgomery_reduce_narrow: LOWER_FIRST, its first strip, and
   LOWER_STEP, a turn from head to head. *)

needs "reduce_strips.ml";;
needs "reduce_cases.ml";;

(* ------------------------------------------------------------------------- *)
(* A lower strip.                                                            *)
(* ------------------------------------------------------------------------- *)

let THREE_SUMS = prove
 (`2 * r = 2 * lt + c /\ 2 * sz = c + 4 * m + 8 /\ d = 4
   ==> !j. (dots x y (2 * lt) (2 * sz + j) c + dots x y (2 * r) (2 * (d + 2 * m) + j) (4 * m)) + dots x y (2 * (r + 2 * m)) (2 * (d + 0) + j) 8 =
           dots x y (2 * lt) (2 * sz + j) (2 * sz)`,
  STRIP_TAC THEN GEN_TAC THEN
  SUBGOAL_THEN `dots x y (2 * lt) (2 * sz + j) (2 * sz) = dots x y (2 * lt) (2 * sz + j) (c + 4 * m + 8)` SUBST1_TAC THENL
   [ASM_REWRITE_TAC[]; REWRITE_TAC[DOTS_SPLIT; GSYM INT_ADD_ASSOC]] THEN
  AP_TERM_TAC THEN BINOP_TAC THENL
   [SUBGOAL_THEN `2 * lt + c = 2 * r /\ (2 * sz + j) - c = 2 * (d + 2 * m) + j` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC;
    SUBGOAL_THEN `(2 * lt + c) + 4 * m = 2 * (r + 2 * m) /\ (2 * sz + j) - c - 4 * m = 2 * (d + 0) + j` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC]);;
let TWO_SUMS = prove
 (`2 * r = 2 * lt + c /\ 2 * sz = c + 4 * m /\ d = 0
   ==> !j. dots x y (2 * lt) (2 * sz + j) c + dots x y (2 * r) (2 * (d + 2 * m) + j) (4 * m) =
           dots x y (2 * lt) (2 * sz + j) (2 * sz)`,
  STRIP_TAC THEN GEN_TAC THEN
  SUBGOAL_THEN `dots x y (2 * lt) (2 * sz + j) (2 * sz) = dots x y (2 * lt) (2 * sz + j) (c + 4 * m)` SUBST1_TAC THENL
   [ASM_REWRITE_TAC[]; REWRITE_TAC[DOTS_SPLIT]] THEN
  AP_TERM_TAC THEN
  SUBGOAL_THEN `2 * lt + c = 2 * r /\ (2 * sz + j) - c = 2 * (d + 2 * m) + j` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC);;
let lower_made = `strip_made digit W' W lb u p P hh q (word32 (limbs_at M n)) lt sz sz`;;
let lower_strip high odd start body store stop p premises =
  let ll,_ = of_parity odd in
  let d = if high then `4` else `0` in
  let inst = vsubst [d,`d:num`; p,`p:num`] in
  let sz = inst(snd(of_parity odd)) in
  let r = if odd then `lt + 1` else `lt:num` and c = if odd then `2` else `0` in
  let conds = map inst [`1 <= m`; `m <= 31`; mk_eq(`sz:num`,sz); `sz <= 62`; `18 <= h`; (if high then `6 <= sz` else `sz < 6`); `sz <= h`; `lq = lt + 6 + h`; `lq + h <= lb`; `lb + 12 <= 6 * h`; `p <= 6`;
     `f + 2 * p = lb + 12`; `lt + h <= u`; `u + p <= lb`; `pending_columns W f p P hh q`] in
  let zeros = if high then [vsubst [`4`,`d:num`] zeros_d] else [] in
  prove_phase (map inst premises @ conds @ zeros) (strip_a l_strips borrow p)
   (strip_b stop `signed_digit` borrow p lower_made `word(2 * (sz + 6)):int64`)
   (MAP_EVERY (fun tm -> SUBGOAL_THEN (inst tm) ASSUME_TAC THENL [TRY(EQ_TAC THEN REWRITE_TAC[]) THEN REPEAT STRIP_TAC THEN ARITH_ASM; ALL_TAC])
     ([(if high then `6 <= sz <=> T` else `6 <= sz <=> F`); `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j)`;
       subst [r,`r:num`] `!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j)`]) THEN
    BY_PHASE start [inst `d:num`,`d:num`] strip_leaf THEN
    NAME_SUMS_TAC "K6" (start_sum `lt:num` sz c `j:num`) THEN
    BY_PHASE body [r,`r:num`; d,`d:num`; `K6:num->int`,`K:num->int`] strip_leaf THEN
    NAME_SUMS_TAC "K8" (vsubst [r,`r:num`; d,`d:num`; `K6:num->int`,`K:num->int`] (body_sum high)) THEN
    BY_PHASE store [`K8:num->int`,`K:num->int`] strip_leaf THEN
    STRIP_END (INST [`word32 W`,`x:num->int`; `word32 (limbs_at M n)`,`y:num->int`; sz,`sz:num`; r,`r:num`; c,`c:num`; d,`d:num`] (if high then THREE_SUMS else TWO_SUMS)));;

(* Those that the six sizes need: the first of them without columns to come. *)
let more_ = `sz + 6 <= h`,store_more,fst l_strips and last_ = `h < sz + 6`,store_last,snd l_strips;;
let lower_later odd (premise,store,stop) body premises =
  lower_strip true odd (if odd then lower_odd else lower_even) (INST [`6`,`p:num`] body) store stop `6` (premise :: premises);;
let rows_few = [`m < p:num`; `m <= p:num`; `1 <= p - m`] and rows_equal = [`m = p:num`; `m <= p:num`] and rows_many = [`p < m:num`];;
let even_few_more = lower_later false more_ high_few rows_few and even_many_more = lower_later false more_ high_many rows_many;;
let odd_few_more = lower_later true more_ high_few rows_few and odd_equal_more = lower_later true more_ high_equal rows_equal;;
let odd_many_more = lower_later true more_ high_many rows_many;;
let even_many_last = lower_later false last_ high_many rows_many and odd_many_last = lower_later true last_ high_many rows_many;;
let lower_first_strip high odd body = lower_strip high odd (if odd then lower_odd else lower_even) body store_more (fst l_strips) `0` [`sz + 6 <= h`];;
let first_high = lower_first_strip true false high_none and first_low_odd = lower_first_strip false true low_none;;
let first_low_even = lower_first_strip false false low_none;;

(* ------------------------------------------------------------------------- *)
(* From head to head.                                                        *)
(* ------------------------------------------------------------------------- *)

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
let some_case th = some_trace [`m:num`] (of_case th) th;;
let case_goal ths = list_mk_disj(map (fun th -> mk_exists(`m:num`,list_mk_conj(of_case th))) ths);;
(* One of the cases, for numerals. *)
let case_holds ths pick (h,b,v) =
  let i,m = pick (h,b,v) in
  prove(vsubst [num h,`h:num`; num b,`b:num`; num v,`v:num`] (case_goal ths),
    select_disj i (length ths) THEN EXISTS_TAC (num m) THEN CONV_TAC NUM_REDUCE_CONV);;
(* The strips v of size h: below a numeral, or the one that it is. *)
let numeral_cases ths pick goes_on count common = prove(mk_imp(list_mk_conj(goes_on :: common),case_goal ths),
  STRIP_TAC THEN FIRST_X_ASSUM(REPEAT_TCL DISJ_CASES_THEN (CONJUNCTS_THEN SUBST_ALL_TAC) o check (is_disj o concl)) THENL
  (map (fun (h,b) ->
     let n = count (h,b) in
     if is_neg goes_on then
       SUBGOAL_THEN (vsubst [num n,`n:num`] `v < n:num`) MP_TAC THENL [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; ALL_TAC] THEN
       SPEC_TAC(`v:num`,`v:num`) THEN CONV_TAC EXPAND_CASES_CONV THEN
       ACCEPT_TAC(end_itlist CONJ (map (fun v -> case_holds ths pick (h,b,v)) (0--(n - 1))))
     else
       SUBGOAL_THEN (mk_eq(`v:num`,num n)) SUBST1_TAC THENL [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; ACCEPT_TAC(case_holds ths pick (h,b,n))])
   six_sizes));;
let lower_common = [`v < ms:num`; `h = 6 * ms + b`; lower_sizes; `f + 12 <= 6 * h`; `lq = r + 6 + h`; `18 <= h`; `h <= 62`];;
let lower_more = [case_lem; case_omm; case_efm; case_ofm; case_oem];;
let pick_more (h,b,v) = let ll = b + 6 * (v + 1) - 4 in let m = ll / 2 in
  (if ll mod 2 = 0 then if m > 6 then 0 else 2 else if m > 6 then 1 else if m = 6 then 4 else 3),m;;
let MORE_IS = numeral_cases lower_more pick_more `~(v + 1 = ms)` (fun (h,b) -> (h - b) / 6 - 1) lower_common;;
let LOWER_MORE = by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME (`~(v + 1 = ms)` :: lower_common))) (UNDISCH MORE_IS)) (map some_case lower_more);;
let lower_last = [case_eml; case_oml];;
let pick_last (h,b,v) = let ll = h - 4 in (ll mod 2),ll / 2;;
let LAST_IS = numeral_cases lower_last pick_last `v + 1 = ms` (fun (h,b) -> (h - b) / 6 - 1) lower_common;;
let LOWER_LAST = by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME (`v + 1 = ms` :: lower_common))) (UNDISCH LAST_IS)) (map some_case lower_last);;
let LOWER_STEP = under lower_common (DISJ_CASES (SPEC `v + 1 = ms` EXCLUDED_MIDDLE) LOWER_LAST LOWER_MORE);;
let first_common_lower = [`1 <= ms`; lower_sizes; `f + 12 <= 6 * h`; `lq = r + 6 + h`; `18 <= h`; `h <= 62`];;
let lower_firsts = [case_fh; case_flo; case_fle];;
let pick_first (h,b,v) = (if b = 6 then 0 else if b mod 2 = 1 then 1 else 2),(if b = 6 then 1 else b / 2);;
let FIRST_IS = prove(mk_imp(list_mk_conj first_common_lower,case_goal lower_firsts),
  STRIP_TAC THEN FIRST_X_ASSUM(REPEAT_TCL DISJ_CASES_THEN (CONJUNCTS_THEN SUBST_ALL_TAC) o check (is_disj o concl)) THENL
  (map (fun (h,b) -> ACCEPT_TAC(case_holds lower_firsts pick_first (h,b,0))) six_sizes));;
let LOWER_FIRST = under first_common_lower (by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME first_common_lower)) (UNDISCH FIRST_IS)) (map some_case lower_firsts));;
