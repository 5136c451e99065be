(* The loop over the lower strips of montgomery_reduce_narrow: LOWER_FIRST, its first strip, and
   LOWER_STEP, a turn from head to head. *)

needs "reduce_strips.ml";;
needs "reduce_cases.ml";;

(* ------------------------------------------------------------------------- *)
(* A lower strip.                                                            *)
(* ------------------------------------------------------------------------- *)

(* All rows of a strip from limb lt on: c of them, 4 * m in loops from limb r on, and the last eight. *)
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
(* The same without the last eight. *)
let TWO_SUMS = prove
 (`2 * r = 2 * lt + c /\ 2 * sz = c + 4 * m /\ d = 0
   ==> !j. dots x y (2 * lt) (2 * sz + j) c + dots x y (2 * r) (2 * (d + 2 * m) + j) (4 * m) =
           dots x y (2 * lt) (2 * sz + j) (2 * sz)`,
  STRIP_TAC THEN GEN_TAC THEN
  SUBGOAL_THEN `dots x y (2 * lt) (2 * sz + j) (2 * sz) = dots x y (2 * lt) (2 * sz + j) (c + 4 * m)` SUBST1_TAC THENL
   [ASM_REWRITE_TAC[]; REWRITE_TAC[DOTS_SPLIT]] THEN
  AP_TERM_TAC THEN
  SUBGOAL_THEN `2 * lt + c = 2 * r /\ (2 * sz + j) - c = 2 * (d + 2 * m) + j` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC);;
(* The start, and the end at the head of the next strip or past the last one. *)
let lower_start_any = merged
  [`odd <= 1`; `1 <= m`; `m <= 31`; `sz = (d + 2 * m) + odd`; `sz <= 62`; `6 <= sz /\ sz = (2 * m + odd) + 4 \/ sz < 6 /\ 2 * m + odd = sz`; `lq = lt + 6 + h`;
    `lt + 2 <= 6 * h`; `(d + 2 * m) + 8 <= 3 * h`]
  (head_at l_strips) (start_b (fst l_both_signed - 4) `lt + odd:num` (start_sum `lt:num` `(d + 2 * m) + odd` `2 * odd`)) `odd = 0`
  (INST [`lt + 0`,`lt:num`] lower_even,parity_even) (lower_odd,parity_odd);;
let store_any = let ends = `h < sz + 6` in merged [`sz <= 62`; `lb + 12 <= 6 * h`] (store_before (snd l_digits_signed))
  (subst [head_or_end l_strips ends,at(fst l_strips)] (store_after (fst l_strips) `word(2 * (sz + 6)):int64`)) ends (store_last,[]) (store_more,[]);;
let lower_made = `strip_made digit W' W lb u p P hh q (word32 (limbs_at M n)) lt sz sz`;;
(* Of (d + 2 * m) + odd rows in pairs, the last four of them apart where there are so many (d = 4). *)
let lower_strip high body store next p premises =
  let d = if high then `4` else `0` in
  let inst = vsubst [d,`d:num`; p,`p:num`] in
  let sz = inst `(d + 2 * m) + odd` in
  let conds = map inst [`odd <= 1`; `1 <= m`; `m <= 31`; mk_eq(`sz:num`,sz); `sz <= 62`; `18 <= h`; (if high then `6 <= sz` else `sz < 6`); `sz <= h`; `lq = lt + 6 + h`; `lq + h <= lb`; `lb + 12 <= 6 * h`; `p <= 6`;
     `f + 2 * p = lb + 12`; `lt + h <= u`; `u + p <= lb`; `pending_columns W f p P hh q`] in
  let zeros = if high then [vsubst [`4`,`d:num`] zeros_d] else [] in
  let theta = [`lt + odd:num`,`r:num`; d,`d:num`; `K6:num->int`,`K:num->int`] in
  prove_phase (map inst premises @ conds @ zeros) (strip_a l_strips borrow p)
   (subst [next,at(fst l_strips)] (strip_b (fst l_strips) `signed_digit` borrow p lower_made `word(2 * (sz + 6)):int64`))
   (MAP_EVERY (fun tm -> SUBGOAL_THEN (inst tm) ASSUME_TAC THENL [TRY(EQ_TAC THEN REWRITE_TAC[]) THEN REPEAT STRIP_TAC THEN ARITH_ASM; ALL_TAC])
     [(if high then `6 <= sz <=> T` else `6 <= sz <=> F`); `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j)`;
      `!a j. a < p /\ j < 2 * m ==> ~(u + a = (lt + odd) + j)`] THEN
    BY_PHASE lower_start_any [d,`d:num`] strip_leaf THEN
    NAME_SUMS_TAC "K6" (start_sum `lt:num` sz `2 * odd` `j:num`) THEN
    BY_PHASE (INST [p,`p:num`] body) theta strip_leaf THEN
    NAME_SUMS_TAC "K8" (vsubst theta (body_sum high)) THEN
    BY_PHASE store [`K8:num->int`,`K:num->int`] strip_leaf THEN
    STRIP_END (INST [`word32 W`,`x:num->int`; `word32 (limbs_at M n)`,`y:num->int`; sz,`sz:num`; `lt + odd:num`,`r:num`; `2 * odd`,`c:num`; d,`d:num`]
      (if high then THREE_SUMS else TWO_SUMS)));;

(* ------------------------------------------------------------------------- *)
(* From head to head.                                                        *)
(* ------------------------------------------------------------------------- *)

(* What a reduction says of the digits below those of the modulus, and of its sizes. *)
let ZEROS_BELOW = prove
 (`reduction h b m r a u f t p n y ==> !i. i < 11 ==> y((2 * 4 + i) - 7) = &0`,
  REWRITE_TAC[reduction; modulus_words] THEN STRIP_TAC THEN REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `(2 * 4 + i) - 7 < 12` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC);;
let LOWER_SIZES = prove
 (`reduction h b ms r lq u0 f tz pn nn y ==> h = 6 * ms + b /\ 0 < b /\ b <= 6 /\ r + h <= u0 /\ u0 + 6 = lq + b /\ lq + h = f`,
  REWRITE_TAC[reduction] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
(* The invariant of the strips, of the first one and of those with columns to come. *)
let lower_names = [`ms:num`,`m:num`; `lq:num`,`a:num`; `u0:num`,`u:num`; `tz:num->int`,`t:num->int`;
  `pn:num->int`,`p:num->int`; `nn:num->int`,`n:num->int`; `word32 (limbs_at M n)`,`y:num->int`];;
let LOWER_NEXT_V = CONV_RULE(REWRITE_CONV[ADD_SUB; ARITH_RULE `~(v + 1 = 0)`]) (INST ((`v + 1`,`i:num`) :: lower_names) LOWER_NEXT)
and LOWER_NEXT_0 = CONV_RULE(REWRITE_CONV[ARITH_RULE `0 - 1 = 0`; MULT_CLAUSES; ADD_0; SUB_0; ADD_CLAUSES]) (INST ((`0`,`i:num`) :: lower_names) LOWER_NEXT);;
let LOWER_PENDING_6 = prove
 (`lower_at h b r u f t p W (v + 1) ==> pending_columns W f 6 (lower_columns h b t p) (&0) (12 * v)`,
  DISCH_THEN(MP_TAC o MATCH_MP LOWER_PENDING) THEN REWRITE_TAC[ARITH_RULE `~(v + 1 = 0)`; ADD_SUB; ADD_0]);;
(* The places of a strip among all, and what is public of all. *)
let lower_theta first = (if first then [`u0:num`,`u:num`; `0`,`q:num`; `b:num`,`sz:num`; `f + 12`,`f:num`] else [`u0 + 6 * v`,`u:num`; `12 * v`,`q:num`; `b + 6 * (v + 1)`,`sz:num`]) @
  [`f:num`,`lb:num`; `r:num`,`lt:num`; `lower_columns h b tz pn`,`P:num->int`; `&0:int`,`hh:int`];;
let lower_rest = [strip_sizes; `f + 12 <= 6 * h`; `lq = r + 6 + h`; `18 <= h`; `h <= 62`];;
let lower_first_common = `1 <= ms` :: lower_rest and lower_common = `v < ms:num` :: `h = 6 * ms + b` :: lower_rest;;
(* The case of a strip th: what it requires of its number of rows it still does; the rest follows. *)
let lower_case first th =
  let theta = lower_theta first in
  let of_rows = filter (fun t -> (exists (fun v -> mem v (frees t)) [`m:num`; `odd:num`] || frees t = [`b:num`]) && forall (fun v -> type_of v = `:num`) (frees t))
    (map (vsubst theta) (conjuncts(lhand(rand(concl th))))) in
  let premises = is_reduction :: (if first then lower_first_common else lower_common) @ of_rows in
  let a = if first then lower_first `t:event list` else rand(concl(BETA_CONV(mk_comb(lower_strips `t:event list`,`v:num`)))) in
  let b = rand(concl(BETA_CONV(mk_comb(lower_strips E,if first then `0` else `v + 1`)))) in
  let ends = `h < (b + 6 * (v + 1)) + 6 <=> v + 1 = ms` in
  let leaf = FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC; PURE_REWRITE_TAC[ASSUME ends] THEN REFL_TAC; strip_leaf] in
  prove_phase premises a b
   (FIRST_X_ASSUM(K ALL_TAC o check (aconv strip_sizes o concl)) THEN
    STRIP_ASSUME_TAC(MATCH_MP LOWER_SIZES (ASSUME is_reduction)) THEN
    ASSUME_TAC(MATCH_MP ZEROS_BELOW (ASSUME is_reduction)) THEN
    (if first then SUBGOAL_THEN `~(0 = ms)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC]
     else SUBGOAL_THEN `~(v = ms:num)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC] THEN
       SUBGOAL_THEN ends ASSUME_TAC THENL [EQ_TAC THEN ARITH_ASM; ALL_TAC]) THEN
    (if first then
      ASSUME_TAC(INST ((wc',wc) :: theta) PENDING_0) THEN
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

(* The first strip, with eight rows apart or without, and the later ones; their numbers m and odd. *)
let lower_start_strip high body = lower_case true (lower_strip high body store_more (at(fst l_strips)) `0` [`sz + 6 <= h`]);;
let LOWER_FIRST = all_cases lower_first_common [`m:num`; `odd:num`]
  (fun (_,b,_) -> if b = 6 then 0,[1; 0] else 1,[b / 2; b mod 2]) [lower_start_strip true high_none; lower_start_strip false low_none];;
let LOWER_STEP = all_cases lower_common [`m:num`; `odd:num`]
  (fun (_,b,v) -> let rows = b + 6 * (v + 1) - 4 in 0,[rows / 2; rows mod 2])
  [lower_case false (lower_strip true high_any store_any (head_or_end l_strips `h < sz + 6`) `6` [])];;
