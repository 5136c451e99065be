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
let lower_rest = [strip_sizes; `f + 12 <= 6 * h`; `lq = r + 6 + h`; `18 <= h`; `h <= 62`];;
let lower_first_common = `1 <= ms` :: lower_rest and lower_common = `v < ms:num` :: `h = 6 * ms + b` :: lower_rest;;
(* The case of a strip th: what it requires of m, or of b alone, it still does; the rest follows. *)
let lower_case first goes_on th =
  let theta = lower_theta first in
  let of_m = filter (fun t -> (mem `m:num` (frees t) || frees t = [`b:num`]) && forall (fun v -> type_of v = `:num`) (frees t))
    (map (vsubst theta) (conjuncts(lhand(rand(concl th))))) in
  let premises = is_reduction :: (if first then lower_first_common else lower_common @ [goes_on]) @ of_m in
  let a = if first then lower_first `t:event list` else rand(concl(BETA_CONV(mk_comb(lower_strips `t:event list`,`v:num`)))) in
  let b = rand(concl(BETA_CONV(mk_comb(lower_strips E,if first then `0` else `v + 1`)))) in
  let leaf = FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC; strip_leaf] in
  prove_phase premises a b
   (FIRST_X_ASSUM(K ALL_TAC o check (aconv strip_sizes o concl)) THEN
    STRIP_ASSUME_TAC(MATCH_MP LOWER_SIZES (ASSUME is_reduction)) THEN
    ASSUME_TAC(MATCH_MP ZEROS_BELOW (ASSUME is_reduction)) THEN
    (if first then SUBGOAL_THEN `~(0 = ms)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC]
     else SUBGOAL_THEN `~(v = ms:num)` (fun th -> REWRITE_TAC[th; (if is_neg goes_on then EQF_INTRO else EQT_INTRO) (ASSUME goes_on)]) THENL [ARITH_ASM; ALL_TAC]) THEN
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

(* Those that the six sizes need. *)
let lower_later odd more body rows =
  let premise,store,stop,goes_on = if more then `sz + 6 <= h`,store_more,fst l_strips,`~(v + 1 = ms)` else `h < sz + 6`,store_last,snd l_strips,`v + 1 = ms` in
  lower_case false goes_on (lower_strip true odd (if odd then lower_odd else lower_even) (INST [`6`,`p:num`] body) store stop `6` (premise :: rows));;
let rows_few = [`m < 6`; `m <= 6`; `1 <= 6 - m`] and rows_equal = [`m = 6`; `m <= 6`] and rows_many = [`6 < m`];;
let even_few = lower_later false true high_few rows_few and even_many = lower_later false true high_many rows_many;;
let odd_few = lower_later true true high_few rows_few and odd_equal = lower_later true true high_equal rows_equal;;
let odd_many = lower_later true true high_many rows_many;;
let even_last = lower_later false false high_many rows_many and odd_last = lower_later true false high_many rows_many;;
let lower_start_strip high odd body =
  lower_case true `T` (lower_strip high odd (if odd then lower_odd else lower_even) body store_more (fst l_strips) `0` [`sz + 6 <= h`]);;
let start_high = lower_start_strip true false high_none and start_low_odd = lower_start_strip false true low_none;;
let start_low_even = lower_start_strip false false low_none;;

(* m turns for the first strip, and for the one of which v + 1 are before. *)
let LOWER_FIRST = all_cases lower_first_common [`m:num`]
  (fun (_,b,_) -> if b = 6 then 0,[1] else (if b mod 2 = 1 then 1 else 2),[b / 2])
  [start_high; start_low_odd; start_low_even];;
let LOWER_STEP = all_cases lower_common [`m:num`]
  (fun (h,b,v) ->
    let sz = b + 6 * (v + 1) in
    let m = (sz - 4) / 2 and odd = sz mod 2 = 1 in
    let i = if sz = h then (if odd then 6 else 5)
      else if odd then (if m < 6 then 2 else if m = 6 then 3 else 4) else if m < 6 then 0 else 1 in
    i,[m])
  [even_few; even_many; odd_few; odd_equal; odd_many; even_last; odd_last];;
