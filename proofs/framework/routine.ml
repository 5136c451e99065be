(* What the theorem of a routine says, and the tactics of its proof. *)

needs "bignum.ml";;
needs "run.ml";;
needs "chains.ml";;

(* ------------------------------------------------------------------------- *)
(* The words of a specification.                                             *)
(* ------------------------------------------------------------------------- *)

(* The number that a memory holds in n limbs at p. *)
let bignum = new_definition `bignum M p n = value (limbs_at M p) n`;;

(* The registers that the procedure call standard (AAPCS64 section 6.1) makes a
   routine keep: X19 to X29, the stack pointer, the low halves of V8 to V15;
   and X18, which belongs to the platform. *)
let keeps_registers = new_definition
 `keeps_registers s s' <=>
    (!i. 18 <= i /\ i <= 29 \/ i = 31 ==> XREG s' i = XREG s i) /\
    (!i. 8 <= i /\ i <= 15 ==> VREG s' (2 * i) = VREG s (2 * i))`;;

(* Memory changes only within the n bytes from p. *)
let changes_only = new_definition
 `changes_only l s s' <=>
    !b. (!p n. MEM (p,n) l ==> ~(val(word_sub b p:int64) < n))
        ==> MEMORY s' b = MEMORY s b`;;

(* ------------------------------------------------------------------------- *)
(* Loops and sequences.                                                      *)
(* ------------------------------------------------------------------------- *)

let LOOP = prove
 (`!perm (J:num->state->bool) n.
     (!i s. i < n /\ J i s ==> ?s'. reach perm s s' /\ J (i + 1) s')
     ==> !s. J 0 s ==> ?s'. reach perm s s' /\ J n s'`,
  REPEAT GEN_TAC THEN DISCH_TAC THEN GEN_TAC THEN DISCH_TAC THEN
  SUBGOAL_THEN `!k. k <= n ==> ?s'. reach perm s s' /\ (J:num->state->bool) k s'`
   (fun th -> MATCH_MP_TAC th THEN REWRITE_TAC[LE_REFL]) THEN
  INDUCT_TAC THENL [ASM_MESON_TAC[REACH_REFL]; ALL_TAC] THEN
  DISCH_TAC THEN REWRITE_TAC[ADD1] THEN
  SUBGOAL_THEN `k < n /\ k <= n` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_MESON_TAC[REACH_TRANS]);;

let SEQUENCE = prove
 (`!P. (?s'. reach perm s s' /\ P s') /\
       (!s'. P s' ==> ?s''. reach perm s' s'' /\ Q s'')
       ==> ?s''. reach perm s s'' /\ Q s''`,
  MESON_TAC[REACH_TRANS]);;

(* The trace of a loop: what each turn adds, newest first. *)
let loop_trace = define
 `loop_trace (E:num->event list->event list) 0 t = t /\
  loop_trace E (SUC n) t = E n (loop_trace E n t)`;;
let LOOP_TRACE_0 = prove(`loop_trace E 0 t = t`,REWRITE_TAC[loop_trace]);;
let LOOP_TRACE_1 = prove
 (`loop_trace E (n + 1) t = E n (loop_trace E n t)`,REWRITE_TAC[GSYM ADD1; loop_trace]);;

(* A counter that runs down to zero. *)
let COUNTER = prove
 (`!i n. i < n /\ n < 2 EXP 64
         ==> word_sub (word(n - i)) (word 1):int64 = word(n - (i + 1)) /\
             (word_sub (word(n - i)) (word 1):int64 = word 0 <=> i + 1 = n)`,
  REPEAT GEN_TAC THEN STRIP_TAC THEN
  SUBGOAL_THEN `n - i = (n - (i + 1)) + 1` SUBST1_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[WORD_RULE `word_sub (word(x + 1)) (word 1) = word x`] THEN
  SUBGOAL_THEN `val(word(n - (i + 1)):int64) = n - (i + 1)` MP_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[GSYM VAL_EQ_0] THEN DISCH_THEN SUBST1_TAC THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Tactics.                                                                  *)
(* ------------------------------------------------------------------------- *)

(* On the goal ?s'. reach (rd,wr) <state literal> s' /\ Q s': runs from the
   literal to one of the stops; leaves Q of the state there, and gives the
   names of data to the continuation. *)
let (BLOCK_THEN: context -> int list -> ((term * term) list -> tactic) -> tactic) =
  fun ctx stops ttac (asl,w) ->
    let sv,body = dest_exists w in
    let s0 = rand(rator(lhand body)) in
    let r = run ctx s0 stops in
    let goal' = vsubst [r.final,sv] (rand body) in
    let meta,goals,just = ttac r.defs (asl,goal') in
    meta,goals,
    fun i ths ->
      let th = just i ths in
      eliminate r.defs (EXISTS (w,r.final) (CONJ r.reached th));;

let BLOCK_TAC ctx stops = BLOCK_THEN ctx stops (fun _ -> ALL_TAC);;

(* Where two state literals differ. *)
let structural = ["State";"regs";"CONS";",";"mem_of";"Fetch";"Read";"Write";"COND"];;
let rec STATE_EQ_TAC leaf : tactic = fun (asl,w) ->
  let l,r = dest_eq w in
  if aconv l r then REFL_TAC (asl,w) else
  let head t = let f = fst(strip_comb t) in if is_const f then fst(dest_const f) else "" in
  if is_comb l && is_comb r && mem (head l) structural && head l = head r
     && length(snd(strip_comb l)) = length(snd(strip_comb r))
  then (MK_COMB_TAC THENL [STATE_EQ_TAC leaf; STATE_EQ_TAC leaf]) (asl,w)
  else leaf (asl,w);;

(* On ?v1 ... vn. <literal> = <literal with the vi> /\ P: finds the vi. *)
let FIT_TAC leaf : tactic = fun (asl,w) ->
  let vs,body = strip_exists w in
  let eq = if is_conj body then lhand body else body in
  let rec fit acc l r =
    if is_var r then
      if mem r vs && not (exists (fun (_,v) -> v = r) acc) then (l,r) :: acc else acc
    else match l,r with
      Comb(f,a),Comb(g,b) -> fit (fit acc f g) a b
    | _ -> acc in
  let found = fit [] (lhand eq) (rand eq) in
  let witness v = try fst(find (fun (_,v') -> v' = v) found)
                  with Failure _ -> failwith("FIT_TAC: nothing fits " ^ string_of_term v) in
  (MAP_EVERY (fun v -> EXISTS_TAC (witness v)) vs THEN
   (if is_conj body then CONJ_TAC THENL [STATE_EQ_TAC leaf; ALL_TAC]
    else STATE_EQ_TAC leaf)) (asl,w);;

(* A state literal with the given registers; the others are the variables. *)
let literal pc xs vs flags mem trace =
  let xl = map (fun v -> try assoc (fst(dest_var v)) xs with Failure _ -> v) x_vars
  and vl = map (fun v -> try assoc (fst(dest_var v)) vs with Failure _ -> v) v_vars in
  list_mk_comb(`State`,
    [pc; subst [mk_flist xl,`l:int64 list`] `regs 0 (l:int64 list) X0`;
     subst [mk_flist vl,`l:int64 list`] `regs 0 (l:int64 list) V0`; flags; mem; trace]);;

(* The trace that a block adds to t, as a function of i and t. *)
let block_trace ctx s stops =
  let tr = last(snd(strip_comb((run ctx s stops).final))) in
  list_mk_abs([`i:num`; last(snd(strip_comb s))],tr);;

let LEAF_TAC ths =
  FIRST [REFL_TAC;
    REWRITE_TAC[LOOP_TRACE_0; LOOP_TRACE_1] THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN REFL_TAC;
    ASM_SIMP_TAC ths THEN NO_TAC;
    CONV_TAC WORD_RULE;
    AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_TAC];;
