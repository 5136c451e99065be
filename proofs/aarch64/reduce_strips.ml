(* What the strips of montgomery_reduce_narrow below and from digit l on have in common: their rows with
   the digits of the columns before, and what the columns that a strip leaves are. *)

needs "reduce_heads.ml";;
needs "reduce_between.ml";;

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
(* One phase of two that differ in what is public.                           *)
(* ------------------------------------------------------------------------- *)

(* A phase from a to b, by th1 where c, by th2 where not; the trace that b calls E is accordingly one or
   the other. Both are brought to one form by rewriting. *)
let merged premises a b c (th1,rules1) (th2,rules2) =
  let final_trace th =
    let final = rand(snd(dest_exists(rand(snd(dest_forall(rand(rand(concl th)))))))) in
    trace_of(rand(find_term (fun t -> is_eq t && type_of(rand t) = `:state`) (rator final))) in
  let b = subst [mk_cond(c,final_trace th1,final_trace th2),E] b in
  let goal = rand(rand(phase premises a b)) in
  let one c decided (th,rules) =
    let th = from_given th in
    let th = MP th (holds (map (fun t -> "",ASSUME t) (c :: premises)) (lhand(concl th)) facts_tac) in
    let conv = PURE_REWRITE_CONV (COND_CLAUSES :: decided (ASSUME c) :: rules) in
    let eq = conv goal and th = CONV_RULE conv th in
    EQ_MP (SYM eq) (EQ_MP (ALPHA (concl th) (rand(concl eq))) th) in
  under given (under premises (DISJ_CASES (SPEC c EXCLUDED_MIDDLE)
    (one c EQT_INTRO (th1,rules1)) (one (mk_neg c) EQF_INTRO (th2,rules2))));;
(* The rows of loops, whether or not columns to come last as long. *)
let body_any digit more l_both l_digits bottom premises few equal many =
  let premises = `1 <= p` :: premises @ body_premise in
  let a = body_a (fst l_both - 4) more and b = body_b digit (snd l_digits) more bottom in
  let not_few = merged (`~(m < p:num)` :: premises) a b `m = p:num` (equal,[]) (many,[]) in
  merged premises a b `m < p:num` (few,[]) (not_few,[]);;
let high_any = body_any `signed_digit` borrow l_both_signed l_digits_signed true
  [`4 <= d`; `d + 8 <= 3 * h`; `6 <= sz <=> T`; zeros_d] high_few high_equal high_many;;
let upper_any = body_any `unsigned_digit` [] l_both_unsigned l_digits_unsigned false [] upper_few upper_equal upper_many;;
(* An odd number of rows is 2 * m + odd for odd = 1, an even one for odd = 0. *)
let parity_even = [ASSUME `odd = 0`; ARITH_RULE `2 * 0 = 0`; CONJUNCT1 dots; ARITH_RULE `0 = 0 <=> T`]
and parity_odd = [UNDISCH_ALL(ARITH_RULE `odd <= 1 ==> ~(odd = 0) ==> odd = 1`); ARITH_RULE `2 * 1 = 2`; ARITH_RULE `1 = 0 <=> F`];;
(* At the head of a loop, or past it if c. *)
let head_or_end l c = vsubst [c,`c:bool`; num(fst l),`head:num`; num(snd l),`exit:num`] `word_add pc (word(if c then exit else head)):int64`;;

(* ------------------------------------------------------------------------- *)
(* A strip, from its head to the next.                                       *)
(* ------------------------------------------------------------------------- *)

let STRIP_MADE = prove
 (`digits_made digit W2 W u p P hh q /\ (!j. j < 12 ==> W3(b + j):int64 = iword(K j)) /\ (!j. ~(b <= j /\ j < b + 12) ==> W3 j = W2 j) /\
   u + p <= b /\ (!j. K j = dots (word32 W) Y (2 * r) (2 * e + j) (2 * s))
   ==> strip_made digit W3 W b u p P hh q Y r e s`,
  REWRITE_TAC[strip_made; digits_made] THEN STRIP_TAC THEN ASM_SIMP_TAC[] THEN CONJ_TAC THEN X_GEN_TAC `j:num` THEN STRIP_TAC THENL
   [SUBGOAL_THEN `~(b <= u + j /\ u + j < b + 12)` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC;
    SUBGOAL_THEN `W2 (j:num):int64 = W j` (fun th -> ASM_SIMP_TAC[th]) THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC]);;
let strip_a l more p = in_strip (at(fst l)) ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `u:num` 0; "x19",`word(2 * sz):int64`; "x28",mk_comb(`word:num->int64`,p)]
  wc (carried_at `0` more) `t:event list`;;
let strip_b stop digit more p made size = in_strip_any (at stop) ["x0",at_ `w:int64` `lb:num` 0; "x3",at_ `w:int64` (mk_binop plus `u:num` p) 0; "x19",size; "x28",`word 6:int64`]
  (carried_at p more @ [vsubst [digit,`digit:(num->int)->int->num->int`; p,`p:num`] made]) E;;
(* The end of a strip: the sums of K8, with those of K6 among them, are all of it by sums. *)
let STRIP_END sums : tactic = STOP_TAC (END_LEAF strip_leaf) THEN with_ (fun asl ->
  let named v = snd(find (fun (_,th) -> is_named th && rator(lhand(snd(strip_forall(concl th)))) = v) asl) in
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
