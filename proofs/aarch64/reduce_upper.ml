(* The strips of montgomery_reduce_narrow from digit l on: the columns of a strip, with the digits of
   those before it, and the loop over them from head to head. *)

needs "reduce_strips.ml";;
needs "reduce_cases.ml";;

(* ------------------------------------------------------------------------- *)
(* An upper strip.                                                           *)
(* ------------------------------------------------------------------------- *)

(* The start, for sz = (2 * m + odd) + skip pairs of rows: skip = 4 of them by themselves, or none. *)
let upper_sum = mk_binop `(+):int->int->int` (start_sum `lq + v` `2 * h + 8` `2 * skip` `j:num`)
  (start_sum `(lq + v) + skip` `(d + 2 * m) + odd` `2 * odd` `j:num`);;
let skips = `6 <= sz /\ skip = 4 \/ sz < 6 /\ skip = 0`;;
let zeros_2h = `!i. i < 12 ==> word32 (limbs_at M n) (2 * (2 * h + 8) + i) = &0`;;
let upper_rows = [`odd <= 1`; `1 <= m`; `m <= 31`; `sz = (2 * m + odd) + skip`; `h = sz + v`; `((d + 2 * m) + odd) + skip = 2 * h + 8`; zeros_2h];;
let upper_bounds = [`(lq + v) + 8 <= 6 * h`; `(d + 2 * m) + 9 <= 3 * h`];;
(* th with its columns from digit l of the modulus on, above limb e + 4. *)
let from_digit_l e th =
  let zeros = vsubst [e,`y:num`] zeros_above and at_l = SYM(ASSUME(mk_eq(mk_binop plus e `4`,`2 * h + 8`))) in
  let premises = conjuncts(lhand(rand(concl th))) in
  let th = MP (from_given th) (end_itlist CONJ (map (fun t ->
    if t = zeros then PURE_REWRITE_RULE[at_l] (ASSUME zeros_2h) else ASSUME t) premises)) in
  under given (under (zeros_2h :: subtract premises [zeros]) th);;
let none_left = [ADD_0; INT_ADD_LID; INT_ADD_RID; CONJUNCT1 dots; ARITH_RULE `2 * 0 = 0`; ARITH_RULE `2 * 4 = 8`];;
let upper_start_any =
  let a = head_at l_upper and b = start_b (fst l_both_unsigned - 4) `((lq + v) + skip) + odd` (fun j -> vsubst [j,`j:num`] upper_sum) in
  let one skip size even odd = let inst = vsubst [skip,`skip:num`] in
    merged (size :: map inst upper_rows @ upper_bounds) a (inst b) `odd = 0` even odd in
  let at_even = UNDISCH_ALL(ARITH_RULE `((d + 2 * m) + odd) + 4 = 2 * h + 8 ==> odd = 0 ==> (d + 2 * m) + 4 = 2 * h + 8`)
  and at_odd = UNDISCH_ALL(ARITH_RULE `((d + 2 * m) + odd) + 4 = 2 * h + 8 ==> odd <= 1 ==> ~(odd = 0) ==> ((d + 2 * m) + 1) + 4 = 2 * h + 8`) in
  merged (skips :: upper_rows @ upper_bounds) a b `skip = 4`
    (one `4` `6 <= sz` (from_digit_l `d + 2 * m` upper_high_even,at_even :: parity_even @ none_left)
      (from_digit_l `(d + 2 * m) + 1` upper_high_odd,at_odd :: parity_odd @ none_left),
     [ASSUME `skip = 4`; ARITH_RULE `4 = 4 <=> T`])
    (one `0` `sz < 6` (upper_low_even,parity_even @ none_left) (upper_low_odd,parity_odd @ none_left),
     [UNDISCH_ALL(ARITH_RULE `6 <= sz /\ skip = 4 \/ sz < 6 /\ skip = 0 ==> ~(skip = 4) ==> skip = 0`); ARITH_RULE `0 = 4 <=> F`]);;
(* The end, at the head of the next strip or past the last one. *)
let store_any_upper = let ends = `sz <= 6` in merged [`sz <= 62`; `lb + 12 <= 6 * h`] (store_before (snd l_digits_unsigned))
  (subst [head_or_end l_upper ends,at(fst l_upper)] (store_after (fst l_upper) `word_sub (word(2 * sz)) (word 12):int64`))
  ends (store_last_upper,[]) (store_more_upper,[]);;
let UPPER_SUMS =
  let rest = `dots (word32 W) (word32 (limbs_at M n)) (2 * (((lq + v) + skip) + odd)) (2 * (d + 2 * m) + j) (4 * m)` in
  let total = start_sum `lq + v` `2 * h + 8` `2 * sz` `j:num` in
  prove(mk_imp(`sz = (2 * m + odd) + skip /\ ((d + 2 * m) + odd) + skip = 2 * h + 8`,
      mk_forall(`j:num`,mk_eq(mk_binop `(+):int->int->int` upper_sum rest,total))),
    STRIP_TAC THEN GEN_TAC THEN
    SUBGOAL_THEN `2 * sz = (2 * skip + 2 * odd) + 4 * m` SUBST1_TAC THENL
     [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; REWRITE_TAC[DOTS_SPLIT]] THEN
    REPEAT(MATCH_MP_TAC(INT_ARITH `a:int = a' /\ b = b' ==> a + b = a' + b'`) THEN CONJ_TAC) THEN
    MATCH_MP_TAC(MESON[] `a = a' /\ c = c' ==> dots x y a c k = dots x y a' c' k`) THEN
    CONJ_TAC THEN REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC);;
let upper_made = `strip_made digit W' W lb u p P hh q (word32 (limbs_at M n)) (lq + v) (2 * h + 8) sz`;;
let upper_strip body store next p premises =
  let inst = vsubst [p,`p:num`] in
  let conds = premises @ skips :: upper_rows @ map inst [`sz <= 62`; `18 <= h`; `lq + h <= lb`; `lb + 12 <= 6 * h`;
    `f + 2 * p = lb + 12`; `u + p <= lq`; `u + p <= lb`; `pending_columns W f p P hh q`] in
  let theta = [`((lq + v) + skip) + odd`,`r:num`; `K6:num->int`,`K:num->int`] in
  prove_phase conds (strip_a l_upper [] p)
   (subst [next,at(fst l_upper)] (strip_b (fst l_upper) `unsigned_digit` [] p upper_made `word_sub (word(2 * sz)) (word 12):int64`))
   (MAP_EVERY (fun tm -> SUBGOAL_THEN (inst tm) ASSUME_TAC THENL [REPEAT STRIP_TAC THEN ARITH_ASM; ALL_TAC])
     [`p <= 6`; `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j)`; `!a j. a < p /\ j < 2 * m ==> ~(u + a = (((lq + v) + skip) + odd) + j)`] THEN
    BY_PHASE upper_start_any [] strip_leaf THEN
    FIRST_X_ASSUM(K ALL_TAC o check (fun th -> concl th = skips)) THEN
    NAME_SUMS_TAC "K6" upper_sum THEN
    BY_PHASE (INST [p,`p:num`] body) theta strip_leaf THEN
    NAME_SUMS_TAC "K8" (vsubst theta (body_sum false)) THEN
    BY_PHASE store [`K8:num->int`,`K:num->int`] strip_leaf THEN
    STRIP_END UPPER_SUMS);;

(* ------------------------------------------------------------------------- *)
(* From head to head.                                                        *)
(* ------------------------------------------------------------------------- *)

let UPPER_PENDING_6 = prove
 (`upper_at h a f t p n W (v + 1) ==> pending_columns W f 6 (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (12 * v)`,
  DISCH_THEN(MP_TAC o MATCH_MP UPPER_PENDING) THEN REWRITE_TAC[ARITH_RULE `~(v + 1 = 0)`; ADD_SUB; ADD_0]);;
let ZEROS_2H = prove
 (`reduction h b m r a u f t p n y ==> !i. i < 12 ==> y(2 * (2 * h + 8) + i) = &0`,
  REWRITE_TAC[reduction; modulus_words; ARITH_RULE `2 * (2 * h + 8) + i = 16 + 2 * 2 * h + i`] THEN SIMP_TAC[]);;
let REDUCTION_SIZES = prove
 (`reduction h b ms r lq u0 f tz pn nn y ==> h = 6 * ms + b /\ 0 < b /\ b <= 6 /\ h + 6 <= lq /\ lq + h = f`,
  REWRITE_TAC[reduction] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let SIZE_LESS = prove
 (`6 < sz /\ h = sz + w ==> word_sub (word(2 * sz)) (word 12):int64 = word(2 * (h - (w + 6)))`,
  STRIP_TAC THEN SUBGOAL_THEN `sz = (h - (w + 6)) + 6` SUBST1_TAC THENL [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let upper_next_at v rules = CONV_RULE(REWRITE_CONV rules) (INST ([v,`i:num`; `ms:num`,`m:num`; `lq:num`,`a:num`; `u0:num`,`u:num`; `tz:num->int`,`t:num->int`;
  `pn:num->int`,`p:num->int`; `nn:num->int`,`n:num->int`; `word32 (limbs_at M n)`,`y:num->int`]) UPPER_NEXT);;
let UPPER_NEXT_V = upper_next_at `v + 1` [ADD_SUB; ARITH_RULE `~(v + 1 = 0)`]
and UPPER_NEXT_0 = upper_next_at `0` [ARITH_RULE `0 - 1 = 0`; MULT_CLAUSES; ADD_0; SUB_0; ADD_CLAUSES];;
let upper_theta first = (if first then [`0`,`v:num`; `0`,`u:num`; `0`,`q:num`; `h:num`,`sz:num`; `f + 12`,`f:num`]
    else [`6 * (v + 1)`,`v:num`; `6 * v`,`u:num`; `12 * v`,`q:num`]) @
  [`f:num`,`lb:num`; `upper_columns h (quotient29 (2 * h) tz pn) nn`,`P:num->int`; `carry29 (2 * h) tz pn nn`,`hh:int`];;
let upper_rest = [strip_sizes; `f + 12 <= 6 * h`; `18 <= h`; `h <= 62`];;
let upper_first_common = `1 <= ms` :: upper_rest and upper_common = `v < ms:num` :: `h = 6 * ms + b` :: upper_rest;;
(* The case of a strip th: what it requires of its number of rows it still does; the rest follows. *)
let upper_case first th =
  let theta = upper_theta first in
  let common = if first then upper_first_common else upper_common in
  let of_rows = filter (fun t -> subset (frees t) [`h:num`; `v:num`; `sz:num`; `m:num`; `odd:num`; `skip:num`; `d:num`])
    (map (vsubst theta) (conjuncts(lhand(rand(concl th))))) in
  let premises = is_reduction :: common @ subtract of_rows common in
  let a = if first then upper_first `t:event list` else rand(concl(BETA_CONV(mk_comb(upper_strips `t:event list`,`v:num`)))) in
  let b = rand(concl(BETA_CONV(mk_comb(upper_strips E,if first then `0` else `v + 1`)))) in
  let ends = `sz <= 6 <=> v + 1 = ms` in
  let leaf = FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC; PURE_REWRITE_TAC[ASSUME ends] THEN REFL_TAC; strip_leaf] in
  prove_phase premises a b
   (FIRST_X_ASSUM(K ALL_TAC o check (fun th -> concl th = strip_sizes)) THEN
    STRIP_ASSUME_TAC(MATCH_MP REDUCTION_SIZES (ASSUME is_reduction)) THEN
    ASSUME_TAC(MATCH_MP ZEROS_2H (ASSUME is_reduction)) THEN
    (if first then SUBGOAL_THEN `~(0 = ms)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC]
     else SUBGOAL_THEN `~(v = ms:num)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC] THEN
       SUBGOAL_THEN ends ASSUME_TAC THENL [EQ_TAC THEN ARITH_ASM; ALL_TAC]) THEN
    (if first then ASSUME_TAC(INST ((wc',wc) :: theta) PENDING_0)
     else FIRST_ASSUM(ASSUME_TAC o MATCH_MP UPPER_PENDING_6) THEN
       SUBGOAL_THEN `x19:int64 = word(2 * sz)` ASSUME_TAC THENL
        [SUBGOAL_THEN `sz = h - 6 * (v + 1)` SUBST1_TAC THENL [ARITH_ASM; FIRST_X_ASSUM MATCH_MP_TAC THEN FIRST_ASSUM ACCEPT_TAC]; ALL_TAC]) THEN
    SUBGOAL_THEN (mk_eq(`x16:int64`,vsubst theta `iword(carries P hh (q + 2 * 0)):int64`)) ASSUME_TAC THENL
     [REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; carries] THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
    BY_PHASE th theta leaf THEN
    with_ (fun asl ->
      let find_ name = find (fun th -> fst(strip_comb(concl th)) = name) (map snd asl) in
      let made = find_ `strip_made` in
      let next = if first then MATCH_MP UPPER_NEXT_0 (end_itlist CONJ [ASSUME is_reduction; find_ `upper_at`; holds asl `0 < ms + 1` ARITH_ASM;
          REWRITE_RULE[ADD_CLAUSES] made])
        else MATCH_MP UPPER_NEXT_V (end_itlist CONJ [ASSUME is_reduction; find_ `upper_at`; holds asl `v + 1 < ms + 1` ARITH_ASM;
          PURE_REWRITE_RULE[holds asl `sz = h - 6 * (v + 1)` ARITH_ASM] made]) in
      let q = ARITH_RULE(if first then `0 + 2 * 0 = 12 * 0` else `12 * v + 2 * 6 = 12 * (v + 1)`) in
      STOP_TAC (END_LEAF leaf) THEN CONJ_TAC THENL
       [DISCH_TAC THEN REWRITE_TAC[ARITH_RULE `6 * ((v + 1) + 1) = 6 * (v + 1) + 6 /\ 6 * (0 + 1) = 0 + 6`] THEN
         MATCH_MP_TAC SIZE_LESS THEN CONJ_TAC THEN ARITH_ASM; CONJ_TAC] THENL
       [FIRST_ASSUM(fun th -> if is_eq(concl th) then ACCEPT_TAC(REWRITE_RULE[q] th) else failwith "");
        REWRITE_TAC[ADD_CLAUSES] THEN ACCEPT_TAC(REWRITE_RULE[ADD_CLAUSES] next)]));;

(* The first strip, without columns to come, and the later ones. *)
let numbers_of (h,sz) = let skip = if sz >= 6 then 4 else 0 in
  let rows = sz - skip in [rows / 2; rows mod 2; skip; 2 * h + 8 - sz];;
let UPPER_FIRST = all_cases upper_first_common [`m:num`; `odd:num`; `skip:num`; `d:num`] (fun (h,_,_) -> 0,numbers_of (h,h))
  [upper_case true (upper_strip upper_none store_more_upper (at(fst l_upper)) `0` [`6 < sz`])];;
let UPPER_STEP = all_cases upper_common [`sz:num`; `m:num`; `odd:num`; `skip:num`; `d:num`]
  (fun (h,_,v) -> let sz = h - 6 * (v + 1) in 0,sz :: numbers_of (h,sz))
  [upper_case false (upper_strip upper_any store_any_upper (head_or_end l_upper `sz <= 6`) `6` [])];;
