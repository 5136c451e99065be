(* Phases of the strips of montgomery_reduce_narrow: runs from one place to another, as
   |- given ==> premises ==> !s. A s ==> ?s'. reach perm s s' /\ B s', where A and B are states of a
   strip with what is known of their data, and how these are put one after the other. *)

needs "reduce_loops.ml";;
needs "quotient29.ml";;

(* Places of the code, by their instructions: of TBZ, of forward B.LO. *)
let places found =
  let words = map (fun w -> dest_numeral(rand w)) (dest_list(rand(concl montgomery_reduce_narrow_code))) in
  let field w p l = mod_num (quo_num w (power_num (Int 2) (Int p))) (power_num (Int 2) (Int l)) in
  mapfilter (fun (i,w) -> if found (field w) then 4 * i else failwith "") (zip (0--(length words - 1)) words);;
let tbz_signed,tbz_unsigned = match places (fun field -> field 25 6 = Int 27) with [a;b] -> a,b | _ -> failwith "TBZ";;
let past_first,past_last = match places (fun field -> field 24 8 = Int 84 && field 23 1 = Int 0 && field 0 5 = Int 3) with
    [a;b] -> a + 4,b + 4 | _ -> failwith "B.LO";;

(* ------------------------------------------------------------------------- *)
(* States of a strip.                                                        *)
(* ------------------------------------------------------------------------- *)

let strip_publics = [`e:num`; `sz:num`; `lq:num`; `lt:num`; `lb:num`; `r:num`; `d:num`; `m:num`; `f:num`; `u:num`; `p:num`; `y:num`];;
let strip_ctx bounds rules = { ctx with bounds = map ASSUME bounds; public = strip_publics @ ctx.public;
  public_rules = map ASSUME rules @ ctx.public_rules };;
let fixed_x = ["x1",at_ `n:int64` `0` 6; "x4",`word(2 * h):int64`; "x27",at_ `w:int64` `lq:num` 0; "x31",at_ `stack:int64` `0` 0];;
let strip_secrets = union (xv ((2 :: (5--17)) @ (20--23))) (map (List.nth v_vars) (rows_v @ (32--39)) @ flag_vars);;
(* A state in a strip, as a predicate: x0, x3, x19 and x28 with the columns to come, x24 to x26 with the rows. *)
let in_strip pc xs contents facts trace = mk_abs(`s:state`,list_mk_exists(strip_secrets,list_mk_conj(
  mk_eq(`s:state`,literal pc (fixed_x @ xs) [] flags_tm (memory zc contents sc) trace) :: facts)));;
let phase premises a b = mk_imp(list_mk_conj given,mk_imp((if premises = [] then `T` else list_mk_conj premises),
  mk_forall(`s:state`,mk_imp(mk_comb(a,`s:state`),
    mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,mk_comb(fresh_bound b,`s':state`)))))));;
(* On a phase: the first state as a literal, what is known as assumptions. *)
let OPEN_PHASE : tactic =
  let open_ : tactic = DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) in open_ THEN open_ THEN GEN_TAC THEN OPEN_TAC;;
(* No step more: the equations of the components are left to `leaf`. *)
let STOP_TAC leaf : tactic = fun (asl,w) ->
  (EXISTS_TAC(state_of_goal w) THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
   CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC leaf) (asl,w);;
(* What the columns before carry, and columns 0 to 11 of this strip. *)
let carries_kept = [`x16:int64 = hw`; `x17:int64 = mw`];;
let columns_at = ["x0",`x0:int64`; "x3",`x3:int64`; "x19",`x19:int64`; "x28",`x28:int64`];;
let sums f = strip_is (map (fun j -> f (num j)) (0--11));;
let before_sums = sums (fun j -> mk_comb(`K:num->int`,j));;

(* A predicate as in_strip, of contents that are new. *)
let in_strip_new pc xs facts trace = let s,b = dest_abs(in_strip pc xs wc' facts trace) in
  mk_abs(s,mk_exists(wc',b));;
(* What was named before, in the place of the free variables of a loop theorem. *)
let registers s = match snd(strip_comb s) with
    [_;x;v;fl;_;_] -> zip (dest_list(lhand x)) x_vars @ zip (dest_list(lhand v)) v_vars @ zip (striplist dest_pair fl) flag_vars
  | _ -> failwith "registers";;
let in_strip_any pc xs facts trace = let s,b = dest_abs(in_strip_new pc xs facts trace) in
  mk_abs(s,list_mk_exists(xv [24;25;26],b));;

(* ------------------------------------------------------------------------- *)
(* One phase after the other.                                                *)
(* ------------------------------------------------------------------------- *)

(* What follows from th, whose premises are assumed. *)
let assumed th = MATCH_MP th (end_itlist CONJ (map ASSUME (conjuncts(lhand(concl th)))));;
let holds asl premise tac = TAC_PROOF((asl,premise),tac);;
let with_ : ((string*thm) list -> tactic) -> tactic = fun f (asl,w) -> f asl (asl,w);;
(* Arithmetic from what is said of numbers alone. *)
let ARITH_ASM : tactic =
  let number = `:num` and others = [`:int64`; `:int`] and big = `2 EXP 64` in
  let le = `(<=):num->num->bool` and lt = `(<):num->num->bool` in
  let rec comparison t = if is_neg t then comparison(rand t) else if is_conj t || is_disj t then comparison(lhand t) && comparison(rand t) else
    is_binop le t || is_binop lt t || (is_eq t && type_of(lhand t) = number) in
  let plain tm = comparison tm && forall (fun v -> type_of v = number) (frees tm) &&
    not(can (find_term (fun t -> is_forall t || t = big || mem (type_of t) others && not(is_var t))) tm) in
  fun (asl,w) ->
    let hs = filter (fun (_,th) -> plain (concl th) && frees(concl th) <> []) asl in
    (REPEAT STRIP_TAC THEN (fun (asl2,w2) ->
      let more = filter (fun (_,th) -> plain (concl th) && not(exists (fun (_,t) -> concl t = concl th) hs)) asl2 in
      (MAP_EVERY (MP_TAC o snd) (hs @ more) THEN ARITH_TAC) (asl2,w2))) (asl,w);;
let zero_sums = [MULT_CLAUSES; dots; INT_ADD_RID; ADD_CLAUSES];;
let facts_tac : tactic = REPEAT CONJ_TAC THEN FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC;
  REWRITE_TAC zero_sums THEN (FIRST_ASSUM ACCEPT_TAC ORELSE (FIRST_ASSUM(ACCEPT_TAC o REWRITE_RULE zero_sums)));
  MATCH_ACCEPT_TAC DIGITS_NONE; ARITH_ASM; ASM_REWRITE_TAC[] THEN NO_TAC; (fun (_,w) -> failwith("facts_tac: " ^ string_of_term w))];;
(* What a register is known to hold. *)
let held asl s (r,v) =
  let x = List.nth (dest_list(lhand(el 1 (snd(strip_comb s))))) r in
  (try rand(find (fun t -> is_eq t && lhand t = x) (map (concl o snd) asl)) with Failure _ -> x),v;;
(* On ?s'. reach perm <literal> s' /\ Q s': by way of the state after a phase, which becomes a literal. *)
let BY_PHASE th theta leaf : tactic = fun (asl,w) ->
  let s = state_of_goal w in
  let given_theta = map snd theta in
  let theta = theta @ filter (fun (t,v) -> not(t = v) && not(mem v given_theta))
    (held asl s (16,`hw:int64`) :: held asl s (17,`mw:int64`) :: (trace_of s,`t:event list`) :: (contents 1 s,wc) :: registers s) in
  let th = INST theta (from_given th) in
  let th = MP th (holds asl (lhand(concl th)) facts_tac) in
  let before = mk_comb(fresh_bound(rator(lhand(snd(dest_forall(concl th))))),s) in
  let th = SPEC s th in
  let th = MP th (holds asl before (CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC leaf THEN facts_tac)) in
  let b = rator(rand(snd(dest_exists(concl th)))) in
  (MATCH_MP_TAC SEQUENCE THEN EXISTS_TAC b THEN CONJ_TAC THENL [ACCEPT_TAC th; GEN_TAC THEN OPEN_TAC]) (asl,w);;
(* A name for sums that are functions of the column. *)
let NAME_SUMS_TAC name body : tactic =
  let v = mk_var(name,`:num->int`) in
  SUBGOAL_THEN (mk_exists(v,mk_forall(`j:num`,mk_eq(mk_comb(v,`j:num`),body)))) (X_CHOOSE_THEN v (fun th ->
    ASSUME_TAC th THEN RULE_ASSUM_TAC(fun a -> if is_eq(concl a) && is_var(lhand(concl a)) then REWRITE_RULE[GSYM th] a else a))) THENL
   [EXISTS_TAC(mk_abs(`j:num`,body)) THEN CONV_TAC(ONCE_DEPTH_CONV BETA_CONV) THEN REWRITE_TAC[]; ALL_TAC];;
(* The trace becomes what `E` is said to be. *)
let END_LEAF leaf : tactic = FIRST [(fun (asl,w) -> if rand w = `E:event list` then ACCEPT_TAC(SYM(ASSUME(mk_eq(rand w,lhand w)))) (asl,w) else failwith ""); leaf];;
let close_trace th = match hyp th with
    [h] -> PROVE_HYP (REFL(rand h)) (INST [rand h,lhand h] th)
  | _ -> failwith "close_trace";;
let prove_phase premises a b tac = close_trace(TAC_PROOF(([],phase premises a b),OPEN_PHASE THEN tac));;
let E = `E:event list`;;
(* Through a loop of n turns, by its theorem: the goal is ?s'. reach perm <literal> s' /\ Q s'. *)
let by_theorem (j,_,th) theta n first leaf facts_tac after : tactic = fun (asl,w) ->
  let theta = theta @ filter (fun (t,v) -> not(t = v)) (registers (state_of_goal w)) in
  let j = vsubst theta j and th = INST theta (from_given th) in
  let premise = lhand(concl th) in
  let body = MP th (holds asl premise (REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN (ARITH_ASM ORELSE ASM_ARITH_TAC))) in
  (VIA_TAC (mk_comb(j,`0`)) (first (STOP_TAC leaf THEN facts_tac)) THEN
   THROUGH_LOOP_TAC n j body THEN after) (asl,w);;
