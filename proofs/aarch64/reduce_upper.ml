(* A strip of columns from digit l on, with the digits of the one before: from the state
   before it to the state after it, with a trace that is a function of what is public. *)

needs "reduce_columns.ml";;

(* The sums of a strip's rows, one after the other. *)
let assumed th = MATCH_MP th (end_itlist CONJ (map ASSUME (conjuncts(lhand(concl th)))));;
let DOTS_JOIN = prove
 (`a' = a + i /\ c = c' + i ==> dots x y a c i + dots x y a' c' k = dots x y a c (i + k)`,
  STRIP_TAC THEN ASM_REWRITE_TAC[DOTS_SPLIT; ADD_SUB]);;
let STRIP_MADE = prove
 (`digits_made digit W' W u p P hh q /\ (!j. j < 12 ==> W''(b + j) = iword(K j)) /\
   (!j. ~(b <= j /\ j < b + 12) ==> W'' j = W' j) /\ u + p <= b /\
   (!j. K j = dots (word32 W) y (2 * r) (2 * e + j) (2 * s))
   ==> strip_made digit W'' W b u p P hh q y r e s`,
  REWRITE_TAC[digits_made; strip_made] THEN STRIP_TAC THEN ASM_SIMP_TAC[] THEN CONJ_TAC THEN X_GEN_TAC `j:num` THEN STRIP_TAC THENL
   [SUBGOAL_THEN `(W'':num->int64)(u + j) = W'(u + j)` SUBST1_TAC THENL
     [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ASM_SIMP_TAC[]];
    SUBGOAL_THEN `(W'':num->int64) j = W' j` SUBST1_TAC THENL
     [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_REWRITE_TAC[]; FIRST_X_ASSUM MATCH_MP_TAC] THEN
    X_GEN_TAC `a:num` THEN DISCH_TAC THEN DISCH_TAC THEN UNDISCH_TAC `~(u <= j /\ j < u + p:num)` THEN ASM_ARITH_TAC]);;
let upper_state pc from size left contents facts trace any =
  let xs = ["x0",from; "x3",at_ `w:int64` (if left = `word 6:int64` && any then `u + p:num` else `u:num`) 0; "x19",size; "x28",left] in
  if any then in_strip_any pc xs facts trace else in_strip pc xs contents facts trace;;
let upper_strip_end more = upper_state (at(if more then fst l_upper else snd l_upper)) (at_ `w:int64` `lb:num` 0)
  `word_sub (word(2 * sz)) (word 12):int64` `word 6:int64` wc
  [`x16:int64 = iword(carries P hh (q + 2 * p))`; `strip_made unsigned_digit W' W lb u p P hh q (word32 (limbs_at M n)) (lq + v) (2 * h + 8) sz`] E true;;
let upper_strip_start first = upper_state (at(fst l_upper)) (at_ `w:int64` (if first then `lb + 12` else `lb:num`) 0)
  `word(2 * sz):int64` (if first then `word 0:int64` else `word 6:int64`) wc
  [`x16:int64 = iword(carries P hh (q + 2 * 0))`] `t:event list` false;;
let STILL_NONE = REWRITE_RULE[ADD_CLAUSES; MULT_CLAUSES] (INST [`0`,`i:num`; `0`,`k:num`] DIGITS_MORE);;
let sum_lemma high odd =
  let k = if odd then `2 + 4 * m` else `4 * m` in
  let count = if high then mk_binop plus `8` k else k in
  let size = if high then [`sz = ll + 4`; `d + ll = y:num`] else [`ll = sz:num`; `d + ll = y + 4`] in
  let r0 = if high then `r + 4` else `r:num` in
  let r1 = if odd then mk_binop plus r0 `1` else r0 in
  let top = if high then `dots x z (2 * r) (2 * (y + 4) + j) 8` else `&0:int` in
  let two = vsubst [r0,`r:num`] `dots x z (2 * r) (2 * ((d + 2 * m) + 1) + j) 2` in
  let four = vsubst [r1,`r:num`] `dots x z (2 * r) (2 * (d + 2 * m) + j) (4 * m)` in
  let add = mk_binop `(+):int->int->int` in
  let sum = add (if odd then add top two else top) four in
  prove(mk_imp(list_mk_conj(`y + 4 = 2 * h + 8` :: size @ [if odd then `ll = 2 * m + 1` else `ll = 2 * m`]),
     mk_eq(sum,`dots x z (2 * r) (2 * (2 * h + 8) + j) (2 * sz)`)),
    STRIP_TAC THEN SUBGOAL_THEN (mk_eq(`2 * sz`,count)) SUBST1_TAC THENL
     [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[DOTS_SPLIT; INT_ADD_LID; GSYM INT_ADD_ASSOC] THEN
    REPEAT(MATCH_MP_TAC(INT_ARITH `a:int = a' /\ b = b' ==> a + b = a' + b'`) THEN CONJ_TAC) THEN
    MATCH_MP_TAC(MESON[] `a = a' /\ c = c' /\ k = k' ==> dots x y a c k = dots x y a' c' k'`) THEN
    REPEAT CONJ_TAC THEN REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC);;
let sum_lemmas = [(true,true),sum_lemma true true; (true,false),sum_lemma true false;
  (false,true),sum_lemma false true; (false,false),sum_lemma false false];;
(* sz limbs of digits: the first four by top_rows where there are six, one where the rest is odd, then m times two. *)
let upper_strip high odd kind more =
  let first = kind = "none" in
  let p = if first then `0` else `6` in
  let inst = vsubst [p,`p:num`] in
  let size = if high then [`6 <= sz`; `sz = ll + 4`] else [`sz < 6`; `ll = sz:num`; `y + 4 = d + ll`] in
  let split = if odd then `ll = 2 * m + 1` else `ll = 2 * m` in
  let kinds = match kind with "none" -> [] | "few" -> [`m < 6`] | "equal" -> [`m = 6`] | _ -> [`6 < m`] in
  let premises = [`h = sz + v`; `y + 4 = 2 * h + 8`] @ size @ [split] @ kinds @
    [(if more then `6 < sz` else `sz <= 6`); `sz <= 62`; `1 <= m`; `18 <= h`; `lq + h = lb`; `lb + 12 <= 6 * h`; `h + 6 <= lq`; inst `u + p <= lq:num`;
     (if high then `d + ll = y` else `d + ll = y + 4`);
     `!i. i < 12 ==> word32 (limbs_at M n) (2 * (y + 4) + i) = &0`; (if first then `pending_columns W (lb + 12) 0 P hh q` else `pending_columns W lb 6 P hh q`)] in
  let r0 = if high then `(lq + v) + 4` else `lq + v:num` in
  let r1 = if odd then mk_binop plus r0 `1` else r0 in
  let k0 = `K1:num->int` in
  let body = match kind with "few" -> upper_few | "equal" -> upper_equal | "many" -> upper_many | _ -> none_unsigned in
  let sum_of r c k count = vsubst [r,`r:num`; c,`c:num`; count,`n_:num`; k,`K:num->int`]
    `(K:num->int) j + dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * c + j) n_` in
  premises,upper_strip_start first,inst(upper_strip_end more),
  (if high then
    BY_PHASE start_upper_high [] strip_leaf THEN
    BY_PHASE (let _,_,th = top in th) [`lq + v:num`,`r:num`] strip_leaf THEN
    NAME_SUMS_TAC "K1" `dots (word32 W) (word32 (limbs_at M n)) (2 * (lq + v)) (2 * (y + 4) + j) 8` THEN
    BY_PHASE after_top [k0,`K:num->int`] strip_leaf
   else BY_PHASE start_upper_low [] strip_leaf THEN
    SUBGOAL_THEN `?K1:num->int. !j. K1 j = &0` (X_CHOOSE_TAC `K1:num->int`) THENL
     [EXISTS_TAC `\j:num. &0:int` THEN REWRITE_TAC[]; ALL_TAC]) THEN
  (if odd then
    BY_PHASE odd_unsigned [k0,`K:num->int`; r0,`r:num`] strip_leaf THEN
    BY_PHASE (let _,_,th = two_unsigned in th) [k0,`K:num->int`; r0,`r:num`; `d + 2 * m`,`y:num`] strip_leaf THEN
    NAME_SUMS_TAC "K2" (sum_of r0 `(d + 2 * m) + 1` k0 `2`)
   else
    BY_PHASE even_unsigned [k0,`K:num->int`; r0,`r:num`] strip_leaf) THEN
  (let k1 = if odd then `K2:num->int` else k0 in
   BY_PHASE body [k1,`K:num->int`; r1,`r:num`; (if first then `lb + 12` else `lb:num`),`f:num`; p,`p:num`] strip_leaf THEN
   NAME_SUMS_TAC "K3" (sum_of r1 `d + 2 * m` k1 `4 * m`)) THEN
  (if first then BY_PHASE last_none_unsigned [`K3:num->int`,`K:num->int`; `lb + 12`,`f:num`] strip_leaf else ALL_TAC) THEN
  BY_PHASE (if more then store_more_upper else store_last_upper) [`K3:num->int`,`K:num->int`] strip_leaf THEN
  STOP_TAC (END_LEAF strip_leaf) THEN
  with_ (fun asl ->
    let made = if first then MATCH_MP STILL_NONE (CONJ (el 1 (mades asl)) (el 0 (mades asl)))
      else el 0 (mades asl) in
    let sums = rev(filter (fun th -> is_forall(concl th) && (let b = snd(dest_forall(concl th)) in is_eq b && is_comb(lhand b) && is_var(rator(lhand b)) && mem (rator(lhand b)) [`K1:num->int`; `K2:num->int`; `K3:num->int`])) (map snd asl)) in
    let total = GEN `j:num` (TRANS (SPEC `j:num` (last sums)) (TRANS
      (REWRITE_CONV (butlast sums) (rand(concl(SPEC `j:num` (last sums)))))
      (assumed (INST [`word32 W`,`x:num->int`; `word32 (limbs_at M n)`,`z:num->int`; `lq + v:num`,`r:num`] (assoc (high,odd) sum_lemmas))))) in
    let stored = filter (fun th -> is_forall(concl th) && is_imp(snd(dest_forall(concl th))) &&
       (let e = rand(snd(dest_forall(concl th))) in is_eq e && type_of(lhand e) = `:int64`)) (map snd asl) in
    CONJ_TAC THENL [FIRST [FIRST_ASSUM ACCEPT_TAC; ASM_REWRITE_TAC[ADD_CLAUSES; MULT_CLAUSES]];
      MATCH_ACCEPT_TAC(MATCH_MP STRIP_MADE (end_itlist CONJ
       [made; el 1 stored; el 0 stored; holds asl (vsubst [p,`p:num`] `u + p <= lb:num`) ARITH_ASM; total]))]);;
let upper_strip_run (high,odd,kind,more) =
  let premises,a,b,tac = upper_strip high odd kind more in prove_phase premises a b tac;;
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
 (`6 < sz /\ h = sz + 6 * (v + 1) ==> word_sub (word(2 * sz)) (word 12):int64 = word(2 * (h - 6 * ((v + 1) + 1)))`,
  STRIP_TAC THEN SUBGOAL_THEN `sz = (h - 6 * ((v + 1) + 1)) + 6` SUBST1_TAC THENL [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let SIZE_LESS_0 = prove
 (`6 < h ==> word_sub (word(2 * h)) (word 12):int64 = word(2 * (h - 6 * (0 + 1)))`,
  STRIP_TAC THEN SUBGOAL_THEN `h = (h - 6 * (0 + 1)) + 6` (fun th -> GEN_REWRITE_TAC (LAND_CONV o LAND_CONV o ONCE_DEPTH_CONV) [th]) THENL [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let is_reduction = `reduction h b ms r lq u0 f tz pn nn (word32 (limbs_at M n))`;;
let NEXT_V = CONV_RULE(REWRITE_CONV[ADD_SUB; ARITH_RULE `~(v + 1 = 0)`]) (INST [`v + 1`,`i:num`; `ms:num`,`m:num`; `lq:num`,`a:num`; `u0:num`,`u:num`; `tz:num->int`,`t:num->int`;
  `pn:num->int`,`p:num->int`; `nn:num->int`,`n:num->int`; `word32 (limbs_at M n)`,`y:num->int`] UPPER_NEXT);;
let NEXT_0 = CONV_RULE(REWRITE_CONV[ARITH_RULE `0 - 1 = 0`; MULT_CLAUSES; ADD_0; SUB_0; ADD_CLAUSES]) (INST [`0`,`i:num`; `ms:num`,`m:num`; `lq:num`,`a:num`; `u0:num`,`u:num`; `tz:num->int`,`t:num->int`;
  `pn:num->int`,`p:num->int`; `nn:num->int`,`n:num->int`; `word32 (limbs_at M n)`,`y:num->int`] UPPER_NEXT);;
let strip_columns_of = [`upper_columns h (quotient29 (2 * h) tz pn) nn`,`P:num->int`; `carry29 (2 * h) tz pn nn`,`hh:int`];;
let step_theta first = (if first then [`0`,`v:num`; `0`,`u:num`; `0`,`q:num`; `h:num`,`sz:num`] else [`6 * (v + 1)`,`v:num`; `6 * v`,`u:num`; `12 * v`,`q:num`]) @
  [`f:num`,`lb:num`] @ strip_columns_of;;
(* What of the case is public. *)
let case_of first high odd kind more =
  let premises,_,_,_ = upper_strip high odd kind more in
  let l = map (vsubst (step_theta first)) premises in
  filter (fun t -> forall (fun v -> type_of v = `:num`) (frees t) && not(mem t [`lq + h = f:num`; `f + 12 <= 6 * h`; `h + 6 <= lq`; `18 <= h`; `6 * v + 6 <= lq`; `0 + 0 <= lq`; `h = h + 0`])) l;;
let PENDING_0 = prove(`pending_columns W f 0 P hh q`,REWRITE_TAC[pending_columns; MULT_CLAUSES; CONJUNCT1 LT]);;
let goes_on more = if more then `~(v + 1 = ms)` else `v + 1 = ms`;;
let UPPER_CASE (high,odd,kind,more) =
  let th = upper_strip_run (high,odd,kind,more) in
  let first = kind = "none" in
  let premises = is_reduction :: [`f + 12 <= 6 * h`; `18 <= h`] @ (if first then [`1 <= ms`] else [`v < ms:num`; goes_on more]) @
    case_of first high odd kind more in
  let theta = step_theta first in
  let a = if first then upper_first `t:event list` else rand(concl(BETA_CONV(mk_comb(upper_strips `t:event list`,`v:num`)))) in
  let b = rand(concl(BETA_CONV(mk_comb(upper_strips E,if first then `0` else `v + 1`)))) in
  let leaf = FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC; strip_leaf] in
  prove_phase premises a b
   (STRIP_ASSUME_TAC(MATCH_MP REDUCTION_SIZES (ASSUME is_reduction)) THEN
    (if first then SUBGOAL_THEN `~(0 = ms)` (fun th -> REWRITE_TAC[th]) THENL [ARITH_ASM; ALL_TAC]
     else SUBGOAL_THEN `~(v = ms:num)` (fun th -> REWRITE_TAC[th; (if more then EQF_INTRO else EQT_INTRO) (ASSUME(goes_on more))]) THENL [ARITH_ASM; ALL_TAC]) THEN
    ASSUME_TAC(MATCH_MP ZEROS_ABOVE (CONJ (ASSUME is_reduction) (ASSUME `y + 4 = 2 * h + 8`))) THEN
    (if first then ASSUME_TAC(INST ((wc',wc) :: (`f + 12`,`f:num`) :: (`0`,`q:num`) :: strip_columns_of) PENDING_0)
     else FIRST_ASSUM(ASSUME_TAC o MATCH_MP UPPER_PENDING_6) THEN
       SUBGOAL_THEN `x19:int64 = word(2 * sz)` ASSUME_TAC THENL
        [SUBGOAL_THEN `sz = h - 6 * (v + 1)` SUBST1_TAC THENL [ARITH_ASM; FIRST_X_ASSUM MATCH_MP_TAC THEN FIRST_ASSUM ACCEPT_TAC]; ALL_TAC]) THEN
    SUBGOAL_THEN (mk_eq(`x16:int64`,vsubst theta `iword(carries P hh (q + 2 * 0)):int64`)) ASSUME_TAC THENL
     [REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; carries] THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
    BY_PHASE th theta leaf THEN
    with_ (fun asl ->
      let find_ name = find (fun th -> fst(strip_comb(concl th)) = name) (map snd asl) in
      let made = find_ `strip_made` in
      let next = if first then MATCH_MP NEXT_0 (end_itlist CONJ [ASSUME is_reduction; find_ `upper_at`; holds asl `0 < ms + 1` ARITH_ASM;
          REWRITE_RULE[ADD_CLAUSES] made])
        else MATCH_MP NEXT_V (end_itlist CONJ [ASSUME is_reduction; find_ `upper_at`; holds asl `v + 1 < ms + 1` ARITH_ASM;
          PURE_REWRITE_RULE[holds asl `sz = h - 6 * (v + 1)` ARITH_ASM] made]) in
      let size = if first then [MATCH_MP SIZE_LESS_0 (holds asl `6 < h` ARITH_ASM)] else
        if more then [MATCH_MP SIZE_LESS (CONJ (ASSUME `6 < sz`) (ASSUME `h = sz + 6 * (v + 1)`))] else [] in
      STOP_TAC (END_LEAF leaf) THEN
      (CONJ_TAC THENL [DISCH_TAC THEN (FIRST (map ACCEPT_TAC size) ORELSE ARITH_ASM); ALL_TAC]) THEN
      (CONJ_TAC THENL
        [FIRST_ASSUM(fun th -> ACCEPT_TAC(REWRITE_RULE[holds asl (if first then `0 + 2 * 0 = 12 * 0` else `12 * v + 2 * 6 = 12 * (v + 1)`) ARITH_TAC]
          (check (fun th -> is_eq(concl th) && not(lhand(concl th) = `x16:int64`) && can (find_term ((=) `carries`)) (concl th)) th)));
         ALL_TAC]) THEN
      REWRITE_TAC[ADD_CLAUSES] THEN (ACCEPT_TAC next ORELSE ACCEPT_TAC(REWRITE_RULE[ADD_CLAUSES] next))));;
let case_vars first = (if first then [] else [`sz:num`]) @ [`y:num`; `ll:num`; `m:num`; `d:num`];;
let case_exists first high odd kind more = list_mk_exists(case_vars first,list_mk_conj(case_of first high odd kind more));;
let step_common = [`v < ms:num`; `h = 6 * ms + b`; `0 < b`; `b <= 6`; `~(b = 1)`; `18 <= h`; `h <= 62`; `f + 12 <= 6 * h`];;
let first_common = [`1 <= ms`; `18 <= h`; `h <= 62`; `f + 12 <= 6 * h`];;
let HALF = prove(`!ll. ?m. ll = 2 * m \/ ll = 2 * m + 1`,
  GEN_TAC THEN EXISTS_TAC `ll DIV 2` THEN ARITH_TAC);;
let WITNESS_TAC ts : tactic = MAP_EVERY EXISTS_TAC ts THEN POP_ASSUM_LIST(MP_TAC o end_itlist CONJ) THEN ARITH_TAC;;
let FIRST_CASES = prove(mk_imp(list_mk_conj first_common,
   mk_disj(case_exists true true false "none" true,case_exists true true true "none" true)),
  STRIP_TAC THEN X_CHOOSE_THEN `m:num` DISJ_CASES_TAC (SPEC `h - 4` HALF) THENL [DISJ1_TAC; DISJ2_TAC] THEN
  WITNESS_TAC [`2 * h + 4`; `h - 4`; `m:num`; `(2 * h + 4) - (h - 4)`]);;
let more_cases = [false,"few"; false,"equal"; false,"many"; true,"few"; true,"equal"; true,"many"];;
let rec select_disj n total : tactic = if total = 1 then ALL_TAC else if n = 0 then DISJ1_TAC else DISJ2_TAC THEN select_disj (n-1) (total-1);;
let MORE_CASES = prove(mk_imp(list_mk_conj(`~(v + 1 = ms)` :: step_common),
    list_mk_disj(map (fun (odd,kind) -> case_exists false true odd kind true) more_cases)),
  STRIP_TAC THEN
  SUBGOAL_THEN `?sz. h = sz + 6 * (v + 1) /\ 6 < sz` (X_CHOOSE_THEN `sz:num` STRIP_ASSUME_TAC) THENL
   [EXISTS_TAC `h - 6 * (v + 1)` THEN REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `?ll. sz = ll + 4` (X_CHOOSE_THEN `ll:num` ASSUME_TAC) THENL
   [EXISTS_TAC `sz - 4` THEN REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; ALL_TAC] THEN
  X_CHOOSE_THEN `m:num` (fun th -> DISJ_CASES_TAC th) (SPEC `ll:num` HALF) THEN
  (DISJ_CASES_THEN2 ASSUME_TAC (DISJ_CASES_THEN ASSUME_TAC) (ARITH_RULE `m < 6 \/ m = 6 \/ 6 < m`)) THENL
   (map (fun i -> select_disj i 6 THEN MAP_EVERY EXISTS_TAC [`sz:num`; `2 * h + 4`; `ll:num`; `m:num`; `(2 * h + 4) - ll`] THEN
      REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN POP_ASSUM_LIST(MP_TAC o end_itlist CONJ) THEN ARITH_TAC) (0--5)));;
let last_cases = [false,false; false,true; true,false];;
let LAST_CASES = prove(mk_imp(list_mk_conj(`v + 1 = ms` :: step_common),
    list_mk_disj(map (fun (high,odd) -> case_exists false high odd "few" false) last_cases)),
  STRIP_TAC THEN
  SUBGOAL_THEN `h = b + 6 * (v + 1)` ASSUME_TAC THENL
   [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `b = 2 \/ b = 4 \/ b = 3 \/ b = 5 \/ b = 6` (REPEAT_TCL DISJ_CASES_THEN ASSUME_TAC) THENL
   (((REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC)) ::
   map (fun (i,b,ll,m) -> select_disj i 3 THEN MAP_EVERY EXISTS_TAC [`b:num`; `2 * h + 4`; num ll; num m; (if b < 6 then vsubst [num ll,`ll:num`] `(2 * h + 8) - ll` else `(2 * h + 4) - 2`)] THEN
      REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN POP_ASSUM_LIST(MP_TAC o end_itlist CONJ) THEN ARITH_TAC)
     [0,2,2,1; 0,4,4,2; 1,3,3,1; 1,5,5,2; 2,6,2,1]));;
let step_publics = [`pc:int64`; `z:int64`; `w:int64`; `n:int64`; `stack:int64`; `k:num`; `h:num`; `g:num`; `c:num`; `lq:num`; `f:num`; `b:num`; `ms:num`;
  `r:num`; `u0:num`; `v:num`; `t:event list`; `sz:num`; `y:num`; `ll:num`; `m:num`; `d:num`];;
(* |- ?t'. !secrets. given ==> reduction ==> !s. ..., from what is public, with the names of the case chosen. *)
let some_trace first case th =
  let given_tm = lhand(concl th) in
  let th = MP th (ASSUME given_tm) in
  let premises = conjuncts(lhand(concl th)) in
  let th = MP th (end_itlist CONJ (map ASSUME premises)) in
  let applied = rand(snd(dest_exists(rand(snd(dest_forall(concl th)))))) in
  let eq = (let ex = snd(dest_abs(rator applied)) in hd(conjuncts(snd(strip_exists ex)))) in
  let trace = trace_of (rand eq) in
  let th = DISCH given_tm (DISCH is_reduction th) in
  let th = GENL (subtract (frees(concl th)) step_publics) th in
  let t' = `t':event list` in
  let th = EXISTS (mk_exists(t',subst [t',trace] (concl th)),trace) th in
  let all = list_mk_conj case in
  let th = itlist PROVE_HYP (CONJUNCTS(ASSUME all)) th in
  fst(itlist (fun v (th,ex) -> let ex' = mk_exists(v,ex) in CHOOSE(v,ASSUME ex') th,ex') (case_vars first) (th,all));;
let rec by_cases th ths = match ths with
    [last] -> PROVE_HYP th last
  | a::rest -> let r = ASSUME(rand(concl th)) in DISJ_CASES th a (by_cases r rest)
  | [] -> failwith "by_cases";;
let under common th = DISCH (list_mk_conj common) (itlist PROVE_HYP (CONJUNCTS(ASSUME(list_mk_conj common))) th);;
let case_trace (high,odd,kind,more) = let first = kind = "none" in
  some_trace first (case_of first high odd kind more) (UPPER_CASE (high,odd,kind,more));;
let j_case = case_trace;;
let UPPER_FIRST = under first_common (by_cases (UNDISCH FIRST_CASES |> PROVE_HYP (end_itlist CONJ (map ASSUME first_common)))
  (map (fun odd -> j_case (true,odd,"none",true)) [false; true]));;
let UPPER_MORE = by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME (`~(v + 1 = ms)` :: step_common))) (UNDISCH MORE_CASES))
  (map (fun (odd,kind) -> j_case (true,odd,kind,true)) more_cases);;
let UPPER_LAST = by_cases (PROVE_HYP (end_itlist CONJ (map ASSUME (`v + 1 = ms` :: step_common))) (UNDISCH LAST_CASES))
  (map (fun (high,odd) -> j_case (high,odd,"few",false)) last_cases);;
let UPPER_STEP = under step_common (DISJ_CASES (SPEC `v + 1 = ms` EXCLUDED_MIDDLE) UPPER_LAST UPPER_MORE);;
