(* The strips of montgomery_reduce_narrow from digit l on: the columns of a strip, with the digits of
   those before it, and the loop over them from head to head. *)

needs "reduce_strips.ml";;
needs "reduce_cases.ml";;

(* ------------------------------------------------------------------------- *)
(* An upper strip.                                                           *)
(* ------------------------------------------------------------------------- *)

(* The rows before those of the loops, their columns and their number, for sz rows in all: eight where there
   are that many, two where their number is odd. *)
let upper_rows high odd =
  let ll,e = of_parity odd in
  let r0 = if high then `(lq + v) + 4` else `lq + v` in
  let size = if high then [mk_eq(`sz:num`,mk_binop plus ll `4`); mk_eq(mk_binop plus e `4`,`2 * h + 8`); `6 <= sz`]
    else [mk_eq(`sz:num`,ll); mk_eq(`2 * h + 8`,e); `sz < 6`] in
  let add = mk_binop `(+):int->int->int` in
  let sum = match high,odd with
      false,_ -> start_sum `lq + v` e (if odd then `2` else `0`) `j:num`
    | true,false -> start_sum `lq + v` (mk_binop plus e `4`) `8` `j:num`
    | _ -> add (start_sum `lq + v` (mk_binop plus e `4`) `8` `j:num`) (start_sum r0 e `2` `j:num`) in
  let count = match high,odd with false,false -> `0` | false,true -> `2` | true,false -> `8` | _ -> `8 + 2` in
  e,(if odd then mk_binop plus r0 `1` else r0),size,sum,count;;
let DOTS_ARE = MESON[] `a = a' /\ c = c' ==> dots x y a c k = dots x y a' c' k`;;
let upper_sums high odd =
  let _,r,size,sum,count = upper_rows high odd in
  let rest = vsubst [r,`r:num`] `dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * (d + 2 * m) + j) (4 * m)` in
  let total = start_sum `lq + v` `2 * h + 8` `2 * sz` `j:num` in
  prove(mk_imp(list_mk_conj size,mk_forall(`j:num`,mk_eq(mk_binop `(+):int->int->int` sum rest,total))),
    STRIP_TAC THEN GEN_TAC THEN
    SUBGOAL_THEN (mk_eq(`2 * sz`,mk_binop plus count `4 * m`)) SUBST1_TAC THENL
     [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; REWRITE_TAC[DOTS_SPLIT]] THEN
    REPEAT(MATCH_MP_TAC(INT_ARITH `a:int = a' /\ b = b' ==> a + b = a' + b'`) THEN CONJ_TAC) THEN
    MATCH_MP_TAC DOTS_ARE THEN CONJ_TAC THEN REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC);;
let upper_made = `strip_made digit W' W lb u p P hh q (word32 (limbs_at M n)) (lq + v) (2 * h + 8) sz`;;
let upper_strip high odd (premise,store,stop) body p premises =
  let e,r,size,sum,_ = upper_rows high odd in
  let inst = vsubst [p,`p:num`] in
  let conds = size @ premise :: premises @ map inst [`1 <= m`; `m <= 31`; `sz <= 62`; `18 <= h`; `h = sz + v`; `lq + h <= lb`; `lb + 12 <= 6 * h`;
    `f + 2 * p = lb + 12`; `u + p <= lq`; `u + p <= lb`; `pending_columns W f p P hh q`] in
  let zeros = if high then [vsubst [e,`y:num`] zeros_above] else [] in
  let start = match high,odd with false,false -> upper_low_even | false,true -> upper_low_odd | true,false -> upper_high_even | _ -> upper_high_odd in
  prove_phase (conds @ zeros) (strip_a l_upper [] p)
   (strip_b stop `unsigned_digit` [] p upper_made `word_sub (word(2 * sz)) (word 12):int64`)
   (MAP_EVERY (fun tm -> SUBGOAL_THEN (inst tm) ASSUME_TAC THENL [REPEAT STRIP_TAC THEN ARITH_ASM; ALL_TAC])
     [`p <= 6`; `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j)`; subst [r,`r:num`] `!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j)`] THEN
    BY_PHASE start [] strip_leaf THEN
    NAME_SUMS_TAC "K6" sum THEN
    BY_PHASE (INST [p,`p:num`] body) [r,`r:num`; `K6:num->int`,`K:num->int`] strip_leaf THEN
    NAME_SUMS_TAC "K8" (vsubst [r,`r:num`; `K6:num->int`,`K:num->int`] (body_sum false)) THEN
    BY_PHASE store [`K8:num->int`,`K:num->int`] strip_leaf THEN
    STRIP_END (upper_sums high odd));;

(* ------------------------------------------------------------------------- *)
(* From head to head.                                                        *)
(* ------------------------------------------------------------------------- *)

let UPPER_PENDING_6 = prove
 (`upper_at h a f t p n W (v + 1) ==> pending_columns W f 6 (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (12 * v)`,
  DISCH_THEN(MP_TAC o MATCH_MP UPPER_PENDING) THEN REWRITE_TAC[ARITH_RULE `~(v + 1 = 0)`; ADD_SUB; ADD_0]);;
let ZEROS_ABOVE = prove
 (`reduction h b m r a u f t p n (word32 B) /\ y + 4 = 2 * h + 8 ==> !i. i < 12 ==> word32 B (2 * (y + 4) + i) = &0`,
  REWRITE_TAC[reduction; modulus_words] THEN STRIP_TAC THEN REPEAT STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `i:num` o check (can (find_term ((=) `2 * 2 * h`)) o concl)) THEN
  FIRST_X_ASSUM(fun th -> if concl th = `y + 4 = 2 * h + 8` then REWRITE_TAC[th] else failwith "") THEN ASM_REWRITE_TAC[ARITH_RULE `2 * (2 * h + 8) + i = 16 + 2 * 2 * h + i`]);;
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
let upper_first_common = [`1 <= ms`; strip_sizes; `f + 12 <= 6 * h`; `18 <= h`; `h <= 62`];;
let upper_common = [`v < ms:num`; `h = 6 * ms + b`; strip_sizes; `f + 12 <= 6 * h`; `18 <= h`; `h <= 62`];;
(* What is public of a case. *)
let upper_case_of theta th = filter (fun t -> subset (frees t) [`h:num`; `b:num`; `ms:num`; `v:num`; `sz:num`; `m:num`; `d:num`])
  (map (vsubst theta) (conjuncts(lhand(rand(concl th)))));;
let UPPER_CASE first high odd (premise,store,stop) body premises =
  let more = stop = fst l_upper in
  let th = upper_strip high odd (premise,store,stop) body (if first then `0` else `6`) premises in
  let theta = upper_theta first in
  let goes_on = if more then `~(v + 1 = ms)` else `v + 1 = ms` in
  let common = if first then upper_first_common else upper_common in
  let premises = is_reduction :: common @ (if first then [] else [goes_on]) @ subtract (upper_case_of theta th) common in
  let a = if first then upper_first `t:event list` else rand(concl(BETA_CONV(mk_comb(upper_strips `t:event list`,`v:num`)))) in
  let b = rand(concl(BETA_CONV(mk_comb(upper_strips E,if first then `0` else `v + 1`)))) in
  let leaf = FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC; strip_leaf] in
  prove_phase premises a b
   (FIRST_X_ASSUM(K ALL_TAC o check (fun th -> concl th = strip_sizes)) THEN
    STRIP_ASSUME_TAC(MATCH_MP REDUCTION_SIZES (ASSUME is_reduction)) THEN
    (if high then let e,_,_,_,_ = upper_rows high odd in
       ASSUME_TAC(MATCH_MP ZEROS_ABOVE (CONJ (ASSUME is_reduction) (ASSUME(mk_eq(mk_binop plus e `4`,`2 * h + 8`)))))
     else ALL_TAC) THEN
    (if first then SUBGOAL_THEN `~(0 = ms)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC]
     else SUBGOAL_THEN `~(v = ms:num)` (fun th -> REWRITE_TAC[th; (if more then EQF_INTRO else EQT_INTRO) (ASSUME goes_on)]) THENL [ARITH_ASM; ALL_TAC]) THEN
    (if first then
      ASSUME_TAC(INST ((wc',wc) :: (`f + 12`,`f:num`) :: (`0`,`q:num`) :: upper_theta true) PENDING_0)
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
      let next = REWRITE_RULE[ADD_CLAUSES] next in
      let q = ARITH_RULE(if first then `0 + 2 * 0 = 12 * 0` else `12 * v + 2 * 6 = 12 * (v + 1)`) in
      let left : tactic = if not more then MATCH_MP_TAC(TAUT `~p ==> p ==> q`) THEN ARITH_ASM else
        DISCH_TAC THEN (if first then REWRITE_TAC[ARITH_RULE `6 * (0 + 1) = 6`] THEN
            ACCEPT_TAC(MATCH_MP (REWRITE_RULE[ADD_CLAUSES] (INST [`0`,`w:num`; `h:num`,`sz:num`] SIZE_LESS)) (holds asl `6 < h` ARITH_ASM))
          else REWRITE_TAC[ARITH_RULE `6 * ((v + 1) + 1) = 6 * (v + 1) + 6`] THEN
            ACCEPT_TAC(MATCH_MP SIZE_LESS (CONJ (ASSUME `6 < sz`) (ASSUME `h = sz + 6 * (v + 1)`)))) in
      STOP_TAC (END_LEAF leaf) THEN CONJ_TAC THENL [left; ALL_TAC] THEN CONJ_TAC THENL
       [FIRST_ASSUM(fun th -> if is_eq(concl th) then ACCEPT_TAC(REWRITE_RULE[q] th) else failwith "");
        REWRITE_TAC[ADD_CLAUSES] THEN ACCEPT_TAC next]));;

(* Those that the six sizes need: the first of them without columns to come. *)
let more_upper = `6 < sz`,store_more_upper,fst l_upper and last_upper = `sz <= 6`,store_last_upper,snd l_upper;;
let first_even = UPPER_CASE true true false more_upper upper_none [] and first_odd = UPPER_CASE true true true more_upper upper_none [];;
let upper_even_few = UPPER_CASE false true false more_upper upper_few [`m < 6`];;
let upper_even_many = UPPER_CASE false true false more_upper upper_many [`6 < m`];;
let upper_odd_few = UPPER_CASE false true true more_upper upper_few [`m < 6`];;
let upper_odd_equal = UPPER_CASE false true true more_upper upper_equal [`m = 6`];;
let upper_odd_many = UPPER_CASE false true true more_upper upper_many [`6 < m`];;
let last_low_even = UPPER_CASE false false false last_upper upper_few [`m < 6`];;
let last_low_odd = UPPER_CASE false false true last_upper upper_few [`m < 6`];;
let last_high_even = UPPER_CASE false true false last_upper upper_few [`m < 6`];;

(* m turns, and the limb d where their columns are, for the first strip and for v + 1 before. *)
let UPPER_FIRST = all_cases upper_first_common [`m:num`; `d:num`]
  (fun (h,_,_) -> let ll = h - 4 in ll mod 2,[ll / 2; 2 * h + 4 - ll]) [first_even; first_odd];;
let UPPER_STEP = all_cases upper_common [`sz:num`; `m:num`; `d:num`]
  (fun (h,b,v) ->
    let sz = h - 6 * (v + 1) in
    let ll = if sz >= 6 then sz - 4 else sz in
    let m = ll / 2 and odd = ll mod 2 = 1 in
    let i = if sz > 6 then (if not odd then (if m < 6 then 0 else 1) else if m < 6 then 2 else if m = 6 then 3 else 4)
      else if sz < 6 then (if odd then 6 else 5) else 7 in
    i,[sz; m; (if sz >= 6 then 2 * h + 4 else 2 * h + 8) - ll])
  [upper_even_few; upper_even_many; upper_odd_few; upper_odd_equal; upper_odd_many; last_low_even; last_low_odd; last_high_even];;
