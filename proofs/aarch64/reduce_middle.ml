(* MIDDLE: from the first instruction of montgomery_reduce_narrow to the digits of the result, from its
   phases: LOWER_FIRST and LOWER_STEP, the strips below digit l; TWO_COLUMNS_RUN, what they carry;
   UPPER_FIRST and UPPER_STEP, the strips from l on; DIGITS_LAST, their last digits.
   Loaded by montgomery_reduce_narrow.ml, after these. *)

let strips_given = [`reduction h b ms r lq u0 f tz pn nn (word32 (limbs_at M n))`; `lq = 4 * g + 14`; `f = lq + h:num`; `r + h = 4 * g + 8`;
  `u0 + 6 = lq + b`; `f + 12 <= 6 * h`; `18 <= h`; `1 <= ms`; `r + h = le + 1`; `le + 7 = lq`; `m = (h + 1) DIV 2`; `d + 2 * m = 2 * h + 7`;
  `b = first_rows h`; `tz = topped_digit (2 * h) (plain29 (2 EXP (29 * 2 * h - 64 * k) * value Z k)) (&0)`];;
let all_given = list_mk_conj(given @ strips_given);;
let PHASES = prove
 (`(!s. A s ==> ?s'. reach perm s s' /\ B s') ==> (!s. B s ==> ?s'. reach perm s s' /\ C s')
   ==> !s. A s ==> ?s'. reach perm s s' /\ C s'`,
  MESON_TAC[REACH_TRANS]);;
let with_frame = INST [frame,sc];;
(* On !s. A s ==> ?s'. reach perm s s' /\ C s', by a phase from the literal that A describes. *)
let BY_PHASE_TAC th theta facts : tactic =
  GEN_TAC THEN OPEN_TAC THEN PURE_REWRITE_TAC[REFL_CLAUSE; COND_CLAUSES] THEN
  (fun (asl,w) ->
    let s = state_of_goal w in
    let known = map snd theta in
    let theta = theta @ filter (fun (t,v) -> t <> v && not (mem v known)) ((trace_of s,`t:event list`) :: (contents 1 s,wc) :: registers s) in
    let th = INST theta th in
    let ths = map snd asl in
    let premise t = try find (fun th' -> aconv (concl th') t) ths with Failure _ -> TAC_PROOF((asl,t),facts) in
    let rec drop th = if is_imp(concl th) then drop (MP th (end_itlist CONJ (map premise (conjuncts(lhand(concl th)))))) else th in
    let th = SPEC s (drop th) in
    let before = TAC_PROOF((asl,mk_comb(fresh_bound(rator(lhand(concl th))),s)),CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN REPEAT CONJ_TAC THEN
      (FIRST_ASSUM ACCEPT_TAC ORELSE facts)) in
    let th = MP th before in
    let b = fresh_bound(rator(rand(snd(dest_exists(concl th))))) in
    (MATCH_MP_TAC SEQUENCE THEN EXISTS_TAC b THEN CONJ_TAC THENL [ACCEPT_TAC th; GEN_TAC THEN OPEN_TAC]) (asl,w));;
(* Between the loops over strips. *)
let columns_theta = [`u0 + 6 * ms`,`u:num`];;
(* The trace in which a phase ends. *)
let end_trace_of th =
  let final = snd(dest_conj(snd(dest_exists(snd(dest_imp(snd(dest_forall(snd(dest_imp(snd(dest_imp(concl th)))))))))))) in
  trace_of(rand(find_term (fun t -> is_eq t && type_of(rand t) = `:state`) (rator final)));;
let between_trace = end_trace_of(INST columns_theta (with_frame TWO_COLUMNS_RUN));;
let STRIP_SIZES = prove
 (`reduction h b ms r lq u0 f tz pn nn y ==> (u0 + 6 * ms) + 6 = lq + h /\ 6 * ms + 6 <= f`,
  REWRITE_TAC[reduction] THEN STRIP_TAC THEN
  MAP_EVERY UNDISCH_TAC [`2 * h = 12 * ms + 2 * b`; `u0 + 6 = lq + b`; `f = lq + h:num`; `h + 6 <= lq`] THEN ARITH_TAC);;
let FACTS_TAC : tactic = FIRST [FIRST_ASSUM ACCEPT_TAC; CONV_TAC(LAND_CONV limb_conv) THEN REFL_TAC;
    (fun (asl,w) -> failwith("FACTS_TAC: " ^ string_of_term w))];;
let framed = vsubst [frame,sc];;
let GIVEN_TAC : tactic = DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN
  FIRST_ASSUM(fun th -> STRIP_ASSUME_TAC(MATCH_MP STRIP_SIZES th));;
let BETWEEN_LOOPS = prove(mk_imp(all_given,mk_forall(`s:state`,mk_imp(framed(list_mk_comb(lower_strips `t:event list`,[`ms:num`; `s:state`])),
    mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,mk_comb(fresh_bound(framed(upper_first between_trace)),`s':state`)))))),
  GIVEN_TAC THEN
  BY_PHASE_TAC (with_frame TWO_COLUMNS_RUN) columns_theta FACTS_TAC THEN
  STOP_TAC (LEAF_TAC START) THEN REPEAT CONJ_TAC THEN (FIRST_ASSUM ACCEPT_TAC ORELSE REFL_TAC));;
let last_theta = [`ms:num`,`m:num`; `upper_columns h (quotient29 (2 * h) tz pn) nn`,`P:num->int`; `carry29 (2 * h) tz pn nn`,`hh:int`];;
let mid_trace = end_trace_of(INST last_theta (with_frame DIGITS_LAST));;
let mid_gain = `!j. j < h ==> W' j = join32 (iword(gain29 (2 * h) tz pn nn (2 * j + 1))) (iword(gain29 (2 * h) tz pn nn (2 * j))):int64`;;
let mid_final trace = mk_abs(`s':state`,list_mk_exists(wc' :: xv [0;3;19;24;25;26;28] @ strip_secrets,
  mk_conj(mk_eq(`s':state`,framed(literal (at (snd l_digits_last)) ["x1",at_ `n:int64` `0` 6; "x4",`word(2 * h):int64`; "x27",at_ `w:int64` `lq:num` 0;
    "x31",at_ `stack:int64` `0` 0] [] flags_tm (memory zc wc' sc) trace)),mid_gain)));;
let LEAVE = prove(mk_imp(all_given,mk_forall(`s:state`,mk_imp(framed(list_mk_comb(upper_strips `t:event list`,[`ms:num`; `s:state`])),
    mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,mk_comb(fresh_bound(mid_final mid_trace),`s':state`)))))),
  GIVEN_TAC THEN
  BY_PHASE_TAC (with_frame DIGITS_LAST) last_theta
    (FIRST [FIRST_ASSUM ACCEPT_TAC; FIRST_ASSUM(fun th -> ACCEPT_TAC(last(CONJUNCTS(GEN_REWRITE_RULE I [upper_at] th))))]) THEN
  STOP_TAC (LEAF_TAC START) THEN
  (fun (asl,w) ->
    let ths = map snd asl in
    let get n = find (fun th -> fst(strip_comb(concl th)) = n) ths in
    ACCEPT_TAC(MATCH_MP UPPER_END (end_itlist CONJ [get `reduction`; get `upper_at`; get `digits_made`])) (asl,w)));;
let enter_trace = trace_of strips_literal;;
let ENTER = prove(mk_imp(all_given,mk_exists(`s':state`,mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,
    mk_comb(fresh_bound(framed(lower_first enter_trace)),`s':state`)))),
  DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN
  SUBGOAL_THEN `(4 * (g - 1) + h) + 30 = f + 12 /\ (4 * (g - 1) + first_rows h) + 12 = u0 + 0 /\ 4 * (g - 1) + 18 = lq + 0` STRIP_ASSUME_TAC THENL
   [MP_TAC(known `1 <= g`) THEN
    MAP_EVERY UNDISCH_TAC [`f = lq + h:num`; `lq = 4 * g + 14`; `u0 + 6 = lq + b`; `b = first_rows h`] THEN
    SPEC_TAC(`first_rows h`,`fr:num`) THEN ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC SEQUENCE THEN EXISTS_TAC (fresh_bound at_strips) THEN
  CONJ_TAC THENL [ACCEPT_TAC(MP TO_STRIPS (end_itlist CONJ (map ASSUME given))); GEN_TAC THEN OPEN_TAC] THEN
  STOP_TAC (FIRST [REFL_TAC; FIRST_ASSUM(fun th -> PURE_REWRITE_TAC[th] THEN REFL_TAC); LEAF_TAC []]) THEN
  REWRITE_TAC[WORD_0_IWORD] THEN CONJ_TAC THENL [ASM_REWRITE_TAC[]; ALL_TAC] THEN
  FIRST_ASSUM(fun th -> if lhand(concl th) = `tz:num->int` then SUBST1_TAC th else NO_TAC) THEN
  MATCH_MP_TAC LOWER_START THEN
  MAP_EVERY (fun tm -> CONJ_TAC THENL [ACCEPT_TAC(known tm); ALL_TAC])
    [`8 * (28 - c) + 64 * k = 29 * 8 * g`; `29 * 2 * h - 64 * k + 64 * k = 29 * 2 * h`] THEN
  CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN CONJ_TAC THENL [ACCEPT_TAC(known `h <= 4 * g`); ALL_TAC] THEN
  FIRST_ASSUM(ACCEPT_TAC o REWRITE_RULE[moved_up]));;
(* A phase whose trace is said to exist, with that trace; the frame in the place of what the stack holds. *)
let explicit_phase th =
  let rec undisch th = if is_imp(concl th) then let p = lhand(concl th) in undisch (MP th (end_itlist CONJ (map ASSUME (conjuncts p)))) else th in
  let th = SELECT_RULE (undisch th) in
  let rec spec th = if is_forall(concl th) then
      let v = fst(dest_forall(concl th)) in
      if type_of v = `:state` then th else spec (SPEC (if v = sc then frame else v) th) else th in
  let rec go th = let th = spec th in if is_imp(concl th) then
      go (MP th (end_itlist CONJ (map ASSUME (conjuncts(lhand(concl th)))))) else th in
  go th;;
let phase_norm = DEPTH_CONV BETA_CONV THENC PURE_REWRITE_CONV[LOOP_TRACE_0; LOOP_TRACE_1] THENC DEPTH_CONV BETA_CONV;;
let given_phase th = let th = UNDISCH_ALL th in
  itlist (fun h th -> if is_conj h then PROVE_HYP (end_itlist CONJ (map ASSUME (conjuncts h))) th else th) (hyp th) th;;
let end_of_phase th =
  let final = rand(snd(dest_exists(snd(dest_imp(snd(dest_forall(concl th))))))) in
  trace_of(rand(find_term (fun t -> is_eq t && type_of(rand t) = `:state`) final));;
let at_trace t th = INST [t,`t:event list`] th;;
(* The loop over strips from the trace t0: j says the state for a trace, step takes it from v to v + 1. *)
let strips_loop j step t0 =
  let turn = list_mk_abs([`v:num`; `t:event list`],end_of_phase step) in
  let now = list_mk_comb(`loop_trace`,[turn; `v:num`; t0]) in
  let step = CONV_RULE phase_norm (at_trace now step) in
  let jv = list_mk_abs([`v:num`; `s:state`],rand(concl(phase_norm (list_mk_comb(framed (j now),[`v:num`; `s:state`]))))) in
  let goal = list_mk_forall([`v:num`; `s:state`],mk_imp(mk_conj(`v < ms:num`,list_mk_comb(jv,[`v:num`; `s:state`])),
    mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,list_mk_comb(jv,[`v + 1`; `s':state`]))))) in
  let eq = phase_norm goal in
  let both = ASSUME(lhand(snd(strip_forall(rand(concl eq))))) in
  let body = MP (SPEC `s:state` step) (CONJUNCT2 both) in
  let th = GENL [`v:num`; `s:state`] (DISCH (concl both) (PROVE_HYP (CONJUNCT1 both) body)) in
  let th = EQ_MP (SYM eq) (EQ_MP (ALPHA (concl th) (rand(concl eq))) th) in
  let th = CONV_RULE phase_norm (MATCH_MP LOOP th) in
  th,vsubst [`ms:num`,`v:num`] now;;
let concrete = [`4 * g + 14`,`lq:num`; `first_rows h`,`b:num`; `(2 * h - 1) DIV 12`,`ms:num`; `(4 * g + 14) + h`,`f:num`; `(4 * g + 8) - h`,`r:num`;
  `((4 * g + 14) + first_rows h) - 6`,`u0:num`; `4 * g + 7`,`le:num`; `(h + 1) DIV 2`,`m:num`; `(2 * h + 7) - 2 * (h + 1) DIV 2`,`d:num`;
  `topped_digit (2 * h) (plain29 (2 EXP (29 * 2 * h - 64 * k) * value Z k)) (&0)`,`tz:num->int`;
  `digits_from (limbs_at M n) 12 (2 * h)`,`pn:num->int`; `digits_from (limbs_at M n) (16 + 2 * h) (2 * h)`,`nn:num->int`];;
let numbers_given = filter (fun t -> is_comparison t) (map (vsubst concrete) strips_given);;
let NUMBERS = map (fun t -> if lhand t = rand t then REFL(lhand t) else known_rows t) numbers_given;;
let REDUCTION_NUMBERS = known_rows (vsubst concrete `2 * h = 12 * ms + 2 * b /\ 0 < b /\ b <= 6 /\ h <= 62 /\ r + h <= u0 /\ u0 + 6 = lq + b /\ h + 6 <= lq`);;
let CONCRETE = prove(mk_imp(list_mk_conj(given @ [modulus_given]),vsubst concrete (list_mk_conj strips_given)),
  DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN REPEAT CONJ_TAC THEN
  FIRST (REFL_TAC :: map ACCEPT_TAC NUMBERS @ [ALL_TAC]) THEN
  REWRITE_TAC[reduction] THEN CONJ_TAC THENL [ACCEPT_TAC(el 0 (CONJUNCTS REDUCTION_NUMBERS)); ALL_TAC] THEN
  REPEAT(CONJ_TAC THENL [FIRST (REFL_TAC :: map ACCEPT_TAC (CONJUNCTS REDUCTION_NUMBERS)); ALL_TAC]) THEN
  CONJ_TAC THENL
   [MP_TAC(SPECL [`2 * h`; `2 EXP (29 * 2 * h - 64 * k) * value Z k`] UNPACKED_NUMBER) THEN
    ANTS_TAC THENL [CONJ_TAC THENL [ACCEPT_TAC(known_rows `0 < 2 * h`); ALL_TAC]; SIMP_TAC[]] THEN
    GEN_REWRITE_TAC (RAND_CONV o RAND_CONV) [known_rows `29 * 2 * h = (29 * 2 * h - 64 * k) + 64 * k`] THEN
    REWRITE_TAC[EXP_ADD; LT_MULT_LCANCEL; EXP_EQ_0; ARITH_EQ; VALUE_BOUND];
    MATCH_MP_TAC MODULUS_WORDS THEN
    FIRST_X_ASSUM(MP_TAC o GEN_REWRITE_RULE I [modulus29]) THEN
    REWRITE_TAC[GSYM ADD_ASSOC] THEN SIMP_TAC[]]);;
(* From the first instruction to the digits of the result. *)
let lower_first_th = at_trace enter_trace (explicit_phase LOWER_FIRST);;
let t_lower = end_of_phase lower_first_th;;
let lower_loop,t_lower_end = strips_loop lower_strips (explicit_phase LOWER_STEP) t_lower;;
let between_th = given_phase(at_trace t_lower_end BETWEEN_LOOPS);;
let t_upper0 = end_of_phase between_th;;
let upper_first_th = at_trace t_upper0 (explicit_phase UPPER_FIRST);;
let t_upper = end_of_phase upper_first_th;;
let upper_loop,t_upper_end = strips_loop upper_strips (explicit_phase UPPER_STEP) t_upper;;
let leave_th = given_phase(at_trace t_upper_end LEAVE);;
let chained =
  let ths = map (CONV_RULE phase_norm) [lower_first_th; lower_loop; between_th; upper_first_th; upper_loop; leave_th] in
  end_itlist (fun th1 th2 -> MATCH_MP (MATCH_MP PHASES th1) th2) ths;;
let REACH_CHAIN = prove
 (`(?s. reach perm s0 s /\ A s) ==> (!s. A s ==> ?s'. reach perm s s' /\ B s') ==> ?s'. reach perm s0 s' /\ B s'`,
  MESON_TAC[REACH_TRANS]);;
let whole = MATCH_MP (MATCH_MP REACH_CHAIN (CONV_RULE phase_norm (given_phase ENTER))) chained;;
(* The sizes that are public have their values; what is left is given. *)
let MIDDLE =
  let all = list_mk_conj(given @ [modulus_given]) in
  let th = INST concrete whole in
  let have = flat(map CONJUNCTS (CONJUNCTS(MP CONCRETE (ASSUME all)) @ CONJUNCTS(ASSUME all))) in
  let prove_it tm = try find (fun th -> aconv (concl th) tm) have with Failure _ -> known_rows tm in
  let th = itlist (fun tm th -> PROVE_HYP (prove_it tm) th) (hyp th) th in
  let th = itlist PROVE_HYP (CONJUNCTS(ASSUME all)) th in
  let th = PURE_REWRITE_RULE[ARITH_RULE `(4 * g + 14) + 0 = 4 * g + 14`] (DISCH all th) in
  let trace = trace_of(rand(find_term (fun t -> is_eq t && type_of(rand t) = `:state`) (rand(snd(dest_exists(rand(concl th))))))) in
  let rest = subtract (frees(concl th)) publics in
  let th = GENL rest th in
  GENL publics (EXISTS(mk_exists(`t':event list`,subst [`t':event list`,trace] (concl th)),trace) th);;
