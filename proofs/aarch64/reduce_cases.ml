(* Which case a strip of montgomery_reduce_narrow is: theorems of the cases, each with a trace and
   names of its own, become one of all strips, with a trace that is said to exist. *)

needs "reduce_between.ml";;

(* The sizes: h pairs of digits, b pairs of columns in the first strip. *)
let six_sizes = [18,6; 27,3; 36,6; 45,3; 53,5; 62,2];;
let strip_sizes = list_mk_disj(map (fun (h,b) -> mk_conj(mk_eq(`h:num`,num h),mk_eq(`b:num`,num b))) six_sizes);;
let case_publics = [`pc:int64`; `z:int64`; `w:int64`; `n:int64`; `stack:int64`; `k:num`; `h:num`; `g:num`; `c:num`;
  `lq:num`; `f:num`; `b:num`; `ms:num`; `r:num`; `u0:num`; `v:num`; `t:event list`];;

(* What |- given ==> premises ==> !s. ... requires besides what all cases do. *)
let case_of common th = list_mk_conj(subtract (conjuncts(lhand(rand(concl th)))) (is_reduction :: common));;
let some_case vars common th = list_mk_exists(vars,case_of common th);;
(* |- ?t'. !secrets. given ==> reduction ==> !s. ..., if there are such vars. *)
let some_trace vars common th =
  let case = case_of common th in
  let given_tm = lhand(concl th) in
  let th = UNDISCH th in
  let th = MP th (end_itlist CONJ (map ASSUME (conjuncts(lhand(concl th))))) in
  let final = rator(rand(snd(dest_exists(rand(snd(dest_forall(concl th))))))) in
  let trace = trace_of(rand(find_term (fun t -> is_eq t && type_of(rand t) = `:state`) final)) in
  let th = DISCH given_tm (DISCH is_reduction th) in
  let th = GENL (subtract (frees(concl th)) (vars @ case_publics)) th in
  let th = EXISTS (mk_exists(`t':event list`,subst [`t':event list`,trace] (concl th)),trace) th in
  let th = itlist PROVE_HYP (CONJUNCTS(ASSUME case)) th in
  fst(itlist (fun v (th,ex) -> let ex' = mk_exists(v,ex) in CHOOSE(v,ASSUME ex') th,ex') vars (th,case));;

(* |- common ==> one of the cases: for the sizes, and for each strip v where there are several, pick
   says which and with what numbers. *)
let by_sizes common vars pick ths =
  let goal = list_mk_disj(map (some_case vars common) ths) in
  let holds (h,b,v) =
    let i,numbers = pick (h,b,v) in
    prove(vsubst [num h,`h:num`; num b,`b:num`; num ((h - b) / 6),`ms:num`; num v,`v:num`] goal,
      select_disj i (length ths) THEN MAP_EVERY (EXISTS_TAC o num) numbers THEN CONV_TAC NUM_REDUCE_CONV) in
  let one (h,b) : tactic =
    if not(mem `v < ms:num` common) then ACCEPT_TAC(holds (h,b,0)) else
    let ms = (h - b) / 6 in
    SUBGOAL_THEN (mk_eq(`ms:num`,num ms)) SUBST_ALL_TAC THENL
     [REPEAT(POP_ASSUM MP_TAC) THEN ARITH_TAC;
      UNDISCH_TAC (mk_binop `(<):num->num->bool` `v:num` (num ms)) THEN SPEC_TAC(`v:num`,`v:num`) THEN
      CONV_TAC EXPAND_CASES_CONV THEN REPEAT CONJ_TAC THEN FIRST (map (fun v -> ACCEPT_TAC(holds (h,b,v))) (0--(ms - 1)))] in
  prove(mk_imp(list_mk_conj common,goal),
    DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN FIRST_X_ASSUM(REPEAT_TCL DISJ_CASES_THEN (CONJUNCTS_THEN SUBST_ALL_TAC) o check (is_disj o concl)) THENL
    map one six_sizes);;

(* The cases as one theorem. *)
let all_cases common vars pick ths =
  let some = MP (by_sizes common vars pick ths) (end_itlist CONJ (map ASSUME common)) in
  under common (by_cases some (map (some_trace vars common) ths));;
