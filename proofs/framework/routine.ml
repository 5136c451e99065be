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
             (word(n - (i + 1)):int64 = word 0 <=> i + 1 = n)`,
  REPEAT GEN_TAC THEN STRIP_TAC THEN CONJ_TAC THENL
   [SUBGOAL_THEN `n - i = (n - (i + 1)) + 1` SUBST1_TAC THENL
     [ASM_ARITH_TAC; CONV_TAC WORD_RULE];
    SUBGOAL_THEN `val(word(n - (i + 1)):int64) = n - (i + 1)` MP_TAC THENL
     [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[GSYM VAL_EQ_0] THEN DISCH_THEN SUBST1_TAC THEN ASM_ARITH_TAC]);;

(* The number of blocks of eight limbs, as the routines compute it. *)
let BLOCKS = prove
 (`8 * 8 * m < 2 EXP 64
   ==> word((val(word(8 * m):int64) MOD 18446744073709551616) DIV 8) = word m:int64`,
  STRIP_TAC THEN SUBGOAL_THEN `val(word(8 * m):int64) = 8 * m` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(8 * m) MOD 18446744073709551616 = 8 * m` SUBST1_TAC THENL
   [MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC; ALL_TAC] THEN
  AP_TERM_TAC THEN ARITH_TAC);;

(* The loops of a routine: (head, exit) of each backward branch, as offsets. *)
let loops_of code =
  let word w = match rand w with Comb(_,n) when type_of w = `:item` && is_numeral n -> dest_numeral n
    | n when is_numeral n -> dest_numeral n | _ -> Int 0 in
  let words = map word (dest_list(rand(concl code))) in
  let field w p l = mod_num (quo_num w (power_num (Int 2) (Int p))) (power_num (Int 2) (Int l)) in
  let found = mapfilter (fun (i,w) ->
    if (field w 25 7 = Int 90 || field w 24 8 = Int 84) && field w 23 1 = Int 1
    then 4 * i - 4 * (0x80000 - Num.int_of_num (field w 5 19)),4 * i + 4
    else failwith "") (zip (0--(length words - 1)) words) in
  sort (fun (a,_) (b,_) -> a < b) found;;

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

(* The trace that a block adds to t, as a function of v and t. *)
let block_trace v ctx s stops =
  let tr = last(snd(strip_comb((run ctx s stops).final))) in
  list_mk_abs([v; last(snd(strip_comb s))],tr);;

let num = mk_small_numeral;;
let at off = mk_binop `word_add:int64->int64->int64` `pc:int64` (mk_comb(`word:num->int64`,num off));;
let flag_vars = [`fn:bool`; `fz:bool`; `fc:bool`; `fv:bool`];;
let flags_tm = `(fn:bool,fz:bool,fc:bool,fv:bool)`;;
let xv = map (fun i -> List.nth x_vars i);;
let trace_of s = last(snd(strip_comb s));;

(* \v s. ?vs. s = literal /\ conds: an invariant. *)
let invariant v vs literal conds =
  list_mk_abs([v; `s:state`],list_mk_exists(vs,list_mk_conj(mk_eq(`s:state`,literal) :: conds)));;

(* Where a loop of n turns stands before turn v. *)
let loop_pc v n (head,exit) =
  vsubst [v,`i:num`; n,`n:num`; num head,`head:num`; num exit,`exit:num`]
    `word_add pc (word(if i = n:num then exit else head)):int64`;;
let loop_trace_tm e i t = list_mk_comb(`loop_trace`,[e; i; t]);;

let COND_LEAF : tactic =
  ASM_REWRITE_TAC[] THEN REPEAT(COND_CASES_TAC THEN ASM_REWRITE_TAC[]) THEN NO_TAC;;

(* The equation of two components of a state. *)
let LEAF_TAC ths : tactic =
  FIRST [REFL_TAC;
    PURE_REWRITE_TAC[LOOP_TRACE_0; LOOP_TRACE_1] THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN REFL_TAC;
    AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_TAC;
    CONV_TAC WORD_RULE;
    REWRITE_TAC ths THEN COND_LEAF;
    ASM_SIMP_TAC ths THEN NO_TAC;
    (fun (_,w) -> failwith("LEAF_TAC: " ^ string_of_term w))];;
let START = [MULT_CLAUSES; ADD_CLAUSES; SUB_0; SUB_REFL; WORD_ADD_0; value; LE_REFL; EXP; BITVAL_CLAUSES];;

(* |- (body ==> q) becomes |- (?vs. body) ==> q, in one theorem for all quantifiers: each CHOOSE takes
   as long as the term is large. *)
let choose_lemma =
  let memo = Hashtbl.create 7 in
  fun vs -> try Hashtbl.find memo vs with Not_found ->
    let p = mk_var("P_",itlist (fun v ty -> mk_fun_ty (type_of v) ty) vs bool_ty) and q = `Q_:bool` in
    let pv = list_mk_comb(p,vs) in
    let all = list_mk_forall(vs,mk_imp(pv,q)) in
    let th = UNDISCH(SPECL vs (ASSUME all)) in
    let ex,th = itlist (fun v (ex,th) -> let ex' = mk_exists(v,ex) in
      ex',CHOOSE(v,ASSUME ex') th) vs (pv,th) in
    let th = DISCH all (DISCH ex th) in
    Hashtbl.add memo vs (p,q,th); p,q,th;;
let choose_all vs th =
  let body,q0 = dest_imp(concl th) in
  let p,q,lemma = choose_lemma vs in
  let f = list_mk_abs(vs,body) in
  let beta = rev_itlist (fun v th -> let th = AP_THM th v in TRANS th (BETA_CONV(rand(concl th)))) vs (REFL f) in
  let th1 = GENL vs (EQ_MP (AP_THM (AP_TERM `(==>)` (SYM beta)) q0) th) in
  let lemma = INST [f,p; q0,q] lemma in
  let th2 = MP lemma th1 in
  let ex = itlist MK_EXISTS vs beta in
  EQ_MP (AP_THM (AP_TERM `(==>)` ex) q0) th2;;

(* (?vs. body) ==> q becomes body ==> q, with other names where these are taken. *)
let CHOOSE_ALL_TAC : tactic = fun (asl,w) ->
  let ex,q = dest_imp w in
  let vs,body = strip_exists ex in
  let taken = itlist (fun (_,th) acc -> union (thm_frees th) acc) asl (frees w) in
  let vs' = variants taken vs in
  null_meta,[asl,mk_imp(vsubst (zip vs' vs) body,q)],
  fun i ths -> match ths with
    [th] -> let th = choose_all vs' th in if vs' = vs then th else EQ_MP (ALPHA (concl th) (instantiate i w)) th
  | _ -> failwith "CHOOSE_ALL_TAC";;

(* HOL Light's CHOOSE compares what is proved with itself under a bound variable of another name, which
   takes as long as it is large. These do the same for scripts. *)
let X_CHOOSE_THEN v (ttac:thm_tactic) th : tactic =
  let abs = rand(concl th) in
  let beta = BETA_CONV(mk_comb(abs,v)) in
  let chosen : tactic = fun (asl,w) ->
    null_meta,[asl,mk_imp(rand(concl beta),w)],
    fun i ths ->
      let q0 = rand(concl(hd ths)) and p,q,lemma = choose_lemma [v] in
      let lemma = CONV_RULE (RAND_CONV(LAND_CONV(RAND_CONV ETA_CONV))) lemma in
      let beta = INSTANTIATE_ALL i beta in
      let th1 = GEN v (EQ_MP (AP_THM (AP_TERM `(==>)` (SYM beta)) q0) (hd ths)) in
      MP (MP (INST [rator(lhand(concl beta)),p; q0,q] lemma) th1) (INSTANTIATE_ALL i th) in
  chosen THEN DISCH_THEN ttac;;
let CHOOSE_THEN ttac th : tactic =
  let v,_ = dest_exists(concl th) in
  fun (asl,w) ->
    let taken = itlist (fun (_,th) acc -> union (thm_frees th) acc) asl (union (thm_frees th) (frees w)) in
    X_CHOOSE_THEN (variant taken v) ttac th (asl,w);;

(* Takes J s off the goal, where J is a literal under existential quantifiers
   with facts, and puts the literal in the place of s. *)
let OPEN_TAC : tactic =
  CONV_TAC(DEPTH_CONV BETA_CONV) THEN
  CHOOSE_ALL_TAC THEN
  TRY(DISCH_THEN(CONJUNCTS_THEN2 MP_TAC (REPEAT_TCL CONJUNCTS_THEN ASSUME_TAC))) THEN
  DISCH_THEN SUBST1_TAC;;

(* The invariant with names for its bound variables that no state has, so that
   substituting a state renames none (which would take exponential time). *)
let fresh_bound j =
  let params,ex = strip_abs j in
  let vs,body = strip_exists ex in
  let vs' = map (fun v -> incr fresh_counter;
    mk_var(fst(dest_var v) ^ "_" ^ string_of_int !fresh_counter,type_of v)) vs in
  list_mk_abs(params,list_mk_exists(vs',vsubst (zip vs' vs) body));;

(* !v s. v < n /\ J v s ==> ?s'. reach (rd,wr) s s' /\ J (v + 1) s' *)
let loop_goal v n j = list_mk_forall([v; `s:state`],
  mk_imp(mk_conj(mk_binop `(<):num->num->bool` v n,list_mk_comb(j,[v; `s:state`])),
   mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,
     list_mk_comb(fresh_bound j,[mk_binop `(+):num->num->num` v `1`; `s':state`])))));;

(* On that goal: the state as a literal, and `bound`, which is arithmetic. *)
let LOOP_BODY_TAC v n bound : tactic =
  let inside = mk_neg(mk_eq(v,n)) in
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
  SUBGOAL_THEN (mk_conj(inside,bound)) STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [v; n] COUNTER) THEN ANTS_TAC THENL [ASM_ARITH_TAC; STRIP_TAC] THEN
  REWRITE_TAC[ASSUME inside];;

(* On ?s''. reach perm s s'' /\ Q s'': by way of a state for which J holds. *)
let VIA_TAC jn ttac : tactic =
  let j,n = dest_comb jn in
  MATCH_MP_TAC SEQUENCE THEN EXISTS_TAC (mk_comb(fresh_bound j,n)) THEN
  CONJ_TAC THENL [ttac; GEN_TAC];;

(* On J 0 s ==> ?s''. reach perm s s'' /\ Q s'': to the end of the loop. *)
let THROUGH_LOOP_TAC n j body : tactic =
  DISCH_THEN(fun th -> VIA_TAC (mk_comb(j,n))
    (MP_TAC th THEN MATCH_ACCEPT_TAC(SPEC_ALL(MATCH_MP LOOP body)))) THEN
  OPEN_TAC THEN REWRITE_TAC[];;

let DEFS_TAC defs : tactic = MAP_EVERY (fun (v,e) -> ASSUME_TAC(ASSUME(mk_eq(v,e)))) defs;;
