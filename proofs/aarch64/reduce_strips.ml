(* The strips of montgomery_reduce_narrow from the first of its rows to the columns that it leaves, and
   the lower ones as a whole. *)

needs "reduce_heads.ml";;

(* ------------------------------------------------------------------------- *)
(* Rows and digits.                                                          *)
(* ------------------------------------------------------------------------- *)

(* Where rows are that digits do not replace. *)
let ROWS_AS_BEFORE = prove
 (`digits_made digit W' W u p P hh q /\ (r + s <= u \/ u + p <= r)
   ==> !c i. i <= 2 * s ==> dots (word32 W') y (2 * r) c i = dots (word32 W) y (2 * r) c i`,
  DISCH_THEN(CONJUNCTS_THEN ASSUME_TAC) THEN REPEAT GEN_TAC THEN DISCH_TAC THEN MATCH_MP_TAC DOTS_IS THEN X_GEN_TAC `e:num` THEN DISCH_TAC THEN
  FIRST_ASSUM(MATCH_MP_TAC o MATCH_MP (REWRITE_RULE[IMP_CONJ] WORDS_KEPT)) THEN
  X_GEN_TAC `a:num` THEN DISCH_TAC THEN
  SUBGOAL_THEN `(2 * r + e) DIV 2 = r + e DIV 2` SUBST1_TAC THENL [SIMP_TAC[DIV_MULT_ADD; ARITH_EQ]; ALL_TAC] THEN
  MP_TAC(SPECL [`e:num`; `2`] DIVISION) THEN REWRITE_TAC[ARITH_EQ] THEN ASM_ARITH_TAC);;
(* Rows with the digits of the columns that were there, and the rest of these. *)
let bottom_more j = vsubst [j,`j:num`] `dots (word32 W) (word32 (limbs_at M n)) (2 * (r + 2 * m)) (2 * (d + 0) + j) 8`;;
let body_premise = loops_premise @ [`sz <= 62`; `r + 2 * m + 4 <= 6 * h`; `u + p <= f`; `r + 2 * m + 4 <= u \/ u + p <= r`];;
let body_sum bottom = let s = loop_sum `j:num` in if bottom then mk_binop `(+):int->int->int` s (bottom_more `j:num`) else s;;
let body_a from more = in_strip (at from) (map (fun (x,v) -> if x = "x19" then x,`word(2 * sz):int64` else x,v) (loops_x `f:num` `u:num` `p:num` `r:num` `d + 2 * m` `word(4 * m):int64`)) wc
  (before_sums :: carried_at `0` more) `t:event list`;;
let body_b digit stop more bottom = in_strip_any (at stop) ["x0",at_ `w:int64` `f + 2 * p` 0; "x3",at_ `w:int64` `u + p` 0; "x19",`word(2 * sz):int64`; "x28",`word 0:int64`]
  (sums (fun j -> vsubst [j,`j:num`] (body_sum bottom)) :: carried_at `p:num` more @ [done_is digit wc' `p:num`]) E;;
let zeros_d = vsubst [`d:num`,`y:num`] zeros_below;;
(* Digits from turn `i` on. *)
let REST_TAC rest_none rest_some i : tactic =
  let p_i = mk_binop `(-):num->num->num` `p:num` i in
  let theta = [vsubst [i,`i:num`] `f + 2 * i`,`f:num`; mk_binop plus `u:num` i,`u:num`; vsubst [i,`i:num`] `q + 2 * i`,`q:num`] in
  match rest_some with
    None -> BY_PHASE rest_none ((`K9:num->int`,`K:num->int`) :: theta) strip_leaf
  | Some th -> with_ (fun asl ->
      let left = MATCH_MP PENDING_LEFT (end_itlist CONJ
        [ASSUME `pending_columns W f p P hh q`; made_fact asl; holds asl (mk_binop `(<=):num->num->bool` i `p:num`) ARITH_ASM;
         ASSUME `!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j:num)`]) in
      ASSUME_TAC left THEN BY_PHASE th ((p_i,`p:num`) :: (`K9:num->int`,`K:num->int`) :: theta) strip_leaf);;
let mades asl = map snd (filter (fun (_,th) -> fst(strip_comb(concl th)) = `digits_made`) asl);;
let END_BODY p : tactic = with_ (fun asl ->
  let all = MATCH_MP DIGITS_MORE (CONJ (el 1 (mades asl)) (el 0 (mades asl))) in
  let t = el 4 (snd(strip_comb(concl all))) in
  let all = if t = p then all else PURE_REWRITE_RULE[holds asl (mk_eq(t,p)) ARITH_ASM] all in
  let eqs = mapfilter (fun (_,th) -> if is_eq(concl th) && mem (lhand(concl th)) (map (fun v -> v) (frees(concl th))) && type_of(lhand(concl th)) = `:int64` then
       (let q' = find_term (fun t -> type_of t = `:num` && is_binop `(+):num->num->num` t && free_in `q:num` t) (rand(concl th)) in
        if fst(strip_comb(rand(rand(concl th)))) = `carries` || fst(strip_comb(rand(rand(concl th)))) = `borrowed` then
        REWRITE_RULE[holds asl (mk_eq(q',vsubst [p,`p:num`] `q + 2 * p`)) ARITH_ASM] th else failwith "") else failwith "") asl in
  STOP_TAC (END_LEAF strip_leaf) THEN
  CONJ_TAC THENL [NAMED_SUMS_TAC; REPEAT CONJ_TAC THEN FIRST [FIRST_ASSUM ACCEPT_TAC; FIRST (map ACCEPT_TAC (all :: eqs))]]);;
let body_lower_high rest_none rest_some loops i p premises =
  let inst = vsubst [p,`p:num`] in
  prove_phase (map inst (premises @ [`4 <= d`; `d + 8 <= 3 * h`; `6 <= sz <=> T`; zeros_d] @ body_premise))
   (inst(body_a (fst l_both_signed - 4) borrow)) (inst(body_b `signed_digit` (snd l_digits_signed) borrow true))
   (SUBGOAL_THEN (inst(mk_binop `(<=):num->num->bool` i `p:num`)) ASSUME_TAC THENL [ARITH_ASM; ALL_TAC] THEN
    BY_PHASE (INST [p,`p:num`] loops) [] strip_leaf THEN
    NAME_SUMS_TAC "K7" (loop_sum `j:num`) THEN
    BY_PHASE to_bottom [`K7:num->int`,`K:num->int`] strip_leaf THEN
    with_ (fun asl ->
      let made = hd (mades asl) in
      let i' = el 4 (snd(strip_comb(concl made))) in
      let kept = SPEC `word32 (limbs_at M n)` (GEN `y:num->int` (MATCH_MP (INST [`r + 2 * m`,`r:num`; `4`,`s:num`] ROWS_AS_BEFORE)
        (CONJ made (holds asl (subst [i',`i:num`] `(r + 2 * m) + 4 <= u \/ u + i <= r + 2 * m`) ARITH_ASM)))) in
      let kept = GEN `cc:num` (MP (SPECL [`cc:num`; `8`] kept) (ARITH_RULE `8 <= 2 * 4`)) in
      BY_PHASE bottom [`K7:num->int`,`K:num->int`; `r + 2 * m`,`r:num`; `d:num`,`y:num`] strip_leaf THEN
      RULE_ASSUM_TAC(fun th -> if is_eq(concl th) && is_var(lhand(concl th)) then PURE_REWRITE_RULE[kept] th else th)) THEN
    NAME_SUMS_TAC "K9" `(K7:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * (r + 2 * m)) (2 * (d + 0) + j) 8` THEN
    REST_TAC rest_none rest_some i THEN END_BODY p);;
(* Without rows below: the first lower strip may be such, and all upper ones are. *)
let body_plain digit more l_both l_digits past rest_none rest_some loops i p premises =
  let inst = vsubst [p,`p:num`] in
  prove_phase (map inst (premises @ body_premise))
   (inst(body_a (fst l_both - 4) more)) (inst(body_b digit (snd l_digits) more false))
   (SUBGOAL_THEN (inst(mk_binop `(<=):num->num->bool` i `p:num`)) ASSUME_TAC THENL [ARITH_ASM; ALL_TAC] THEN
    BY_PHASE (INST [p,`p:num`] loops) [] strip_leaf THEN
    NAME_SUMS_TAC "K9" (loop_sum `j:num`) THEN
    (match past with None -> ALL_TAC | Some th -> BY_PHASE th [`K9:num->int`,`K:num->int`] strip_leaf) THEN
    REST_TAC rest_none rest_some i THEN END_BODY p);;
let low_none = body_plain `signed_digit` borrow l_both_signed l_digits_signed (Some past_bottom) rest_none_signed None none_signed `0` `0` [`6 <= sz <=> F`];;
let high_none = body_lower_high rest_none_signed None none_signed `0` `0` [];;
let fewer = [`1 <= p`; `m < p:num`; `m <= p:num`; `1 <= p - m`] and equal = [`1 <= p`; `m = p:num`; `m <= p:num`] and more = [`1 <= p`; `p < m:num`];;
let high_few = body_lower_high rest_none_signed (Some rest_some_signed) few_signed `m:num` `p:num` fewer;;
let high_equal = body_lower_high rest_none_signed None few_signed `m:num` `p:num` equal;;
let high_many = body_lower_high rest_none_signed None many_signed `p:num` `p:num` more;;
let plain_upper rest = body_plain `unsigned_digit` [] l_both_unsigned l_digits_unsigned None rest_none_unsigned rest;;
let upper_none = plain_upper None none_unsigned `0` `0` [];;
let upper_few = plain_upper (Some rest_some_unsigned) few_unsigned `m:num` `p:num` fewer;;
let upper_equal = plain_upper None few_unsigned `m:num` `p:num` equal;;
let upper_many = plain_upper None many_unsigned `p:num` `p:num` more;;

(* ------------------------------------------------------------------------- *)
(* A lower strip.                                                            *)
(* ------------------------------------------------------------------------- *)

let STRIP_MADE = prove
 (`digits_made digit W2 W u p P hh q /\ (!j. j < 12 ==> W3(b + j):int64 = iword(K j)) /\ (!j. ~(b <= j /\ j < b + 12) ==> W3 j = W2 j) /\
   u + p <= b /\ (!j. K j = dots (word32 W) Y (2 * r) (2 * e + j) (2 * s))
   ==> strip_made digit W3 W b u p P hh q Y r e s`,
  REWRITE_TAC[strip_made; digits_made] THEN STRIP_TAC THEN ASM_SIMP_TAC[] THEN CONJ_TAC THEN X_GEN_TAC `j:num` THEN STRIP_TAC THENL
   [SUBGOAL_THEN `~(b <= u + j /\ u + j < b + 12)` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC;
    SUBGOAL_THEN `W2 (j:num):int64 = W j` (fun th -> ASM_SIMP_TAC[th]) THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC]);;
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
let strip_a l more p = in_strip (at(fst l)) ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `u:num` 0; "x19",`word(2 * sz):int64`; "x28",mk_comb(`word:num->int64`,p)]
  wc (carried_at `0` more) `t:event list`;;
let strip_b stop digit more p made size = in_strip_any (at stop) ["x0",at_ `w:int64` `lb:num` 0; "x3",at_ `w:int64` (mk_binop plus `u:num` p) 0; "x19",size; "x28",`word 6:int64`]
  (carried_at p more @ [vsubst [digit,`digit:(num->int)->int->num->int`; p,`p:num`] made]) E;;
let lower_made = `strip_made digit W' W lb u p P hh q (word32 (limbs_at M n)) lt sz sz`;;
(* The sums of K8 are those of the strip, whose columns start at limb e. *)
let STRIP_END sums_th lt e r c d : tactic = STOP_TAC (END_LEAF strip_leaf) THEN with_ (fun asl ->
  let named v = snd(find (fun (_,th) -> is_named th && rator(lhand(snd(strip_forall(concl th)))) = v) asl) in
  let sums = INST [`word32 W`,`x:num->int`; `word32 (limbs_at M n)`,`y:num->int`; lt,`lt:num`; e,`sz:num`; r,`r:num`; c,`c:num`; d,`d:num`] sums_th in
  let sums = MP sums (holds asl (lhand(concl sums)) (REPEAT CONJ_TAC THEN (REFL_TAC ORELSE ARITH_ASM))) in
  let k8 = REWRITE_RULE[named `K6:num->int`] (named `K8:num->int`) in
  let k8 = GEN `j:num` (TRANS (SPEC `j:num` k8) (SPEC `j:num` sums)) in
  let made = snd(find (fun (_,th) -> fst(strip_comb(concl th)) = `digits_made`) asl) in
  let at_b = snd(find (fun (_,th) -> is_forall(concl th) && can (find_term (fun t -> t = `12`)) (concl th) && free_in `K8:num->int` (concl th)) asl) in
  let rest = snd(find (fun (_,th) -> is_forall(concl th) && is_imp(snd(strip_forall(concl th))) && (let l = lhand(snd(strip_forall(concl th))) in is_neg l && is_conj(rand l))) asl) in
  let bound = snd(find (fun (_,th) -> is_binop `(<=):num->num->bool` (concl th) && rand(concl th) = `lb:num` && is_binop `(+):num->num->num` (lhand(concl th)) && lhand(lhand(concl th)) = `u:num`) asl) in
  let th = MATCH_MP STRIP_MADE (end_itlist CONJ [made; at_b; rest; bound; k8]) in
  REPEAT CONJ_TAC THEN FIRST [FIRST_ASSUM ACCEPT_TAC; ACCEPT_TAC th;
    FIRST_ASSUM(fun eq -> if is_eq(concl eq) && lhand(concl eq) = `sz:num` then PURE_REWRITE_TAC[eq] THEN ACCEPT_TAC th else failwith "")]);;
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
    STRIP_END (if high then THREE_SUMS else TWO_SUMS) `lt:num` sz r c (inst `d:num`));;

(* Those that the six sizes need: the first of them without columns to come. *)
let more_ = `sz + 6 <= h`,store_more,fst l_strips and last_ = `h < sz + 6`,store_last,snd l_strips;;
let lower_later odd (premise,store,stop) body premises =
  lower_strip true odd (if odd then lower_odd else lower_even) (INST [`6`,`p:num`] body) store stop `6` (premise :: premises);;
let fewer = [`m < p:num`; `m <= p:num`; `1 <= p - m`] and equal = [`m = p:num`; `m <= p:num`] and many = [`p < m:num`];;
let even_few_more = lower_later false more_ high_few fewer and even_many_more = lower_later false more_ high_many many;;
let odd_few_more = lower_later true more_ high_few fewer and odd_equal_more = lower_later true more_ high_equal equal;;
let odd_many_more = lower_later true more_ high_many many;;
let even_many_last = lower_later false last_ high_many many and odd_many_last = lower_later true last_ high_many many;;
let lower_first_strip high odd body = lower_strip high odd (if odd then lower_odd else lower_even) body store_more (fst l_strips) `0` [`sz + 6 <= h`];;
let first_high = lower_first_strip true false high_none and first_low_odd = lower_first_strip false true low_none;;
let first_low_even = lower_first_strip false false low_none;;
