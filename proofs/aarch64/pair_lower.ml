(* The lower half of a Montgomery multiplication in blocks: loops over blocks, and a turn of the
   loop over the columns of the lower half, for pair_montmul and pair_montsqr. They differ in what
   the blocks of z are multiplied by. *)

needs "pair_runs.ml";;

(* What a routine's script gives: `z` is the first operand's blocks, all that is in memory after it
   begins with the quotients, W. `other` is the second operand's number, lane by lane; `blocks`
   says what are blocks; `outer` and `columns` are the loops over the columns of the lower and the
   upper half. *)
type pair_routine = { code: thm; given: term list; ctx: context; memory: term; blocks: term list;
  other: term -> term; outer: int * int; columns: int * int };;

let frame_registers = ["x0",at_ `z:int64` `0` 0; "x1",at_ `y:int64` `0` 0; "x2",at_ `n:int64` `0` 0; "x3",at_ `w:int64` `0` 0; "x4",`word m:int64`;
  "x21",`word(160 * (m - 1)):int64`; "x23",at_ `n:int64` `m - 1` 20;
  "x31",`word_add stack (word(8 * (0 + 0))):int64`];;
let pair_publics = [`pc:int64`; `z:int64`; `y:int64`; `n:int64`; `w:int64`; `stack:int64`; `m:num`; `i:num`; `u:num`; `v:num`; `d:num`];;
let secret_x = [5;8;9;10;11;12;13;14;15;16;17;25;27;28];;
let block_secrets = xv secret_x @ map (List.nth v_vars) ((0--21) @ (38--61)) @ flag_vars;;
let pair_point (r:pair_routine) pc xs trace = literal pc (frame_registers @ xs) [] flags_tm r.memory trace;;

(* ------------------------------------------------------------------------- *)
(* A loop over blocks: adds the products of c pairs of blocks.               *)
(* ------------------------------------------------------------------------- *)

(* Blocks that are multiplied: where they are, what is there, how many words, the number of a lane,
   what their digits count, what is known of them if there are n. *)
type operand = { at: term; words: term; size: term; number: term -> term; weight: int; known: term -> term list };;
let blocks_are words n = vsubst [words,`A:num->int64`; n,`n:num`] `pair_blocks A n`;;
let number_in words ln = mk_comb(mk_comb(`blk`,ln),words);;
let plain p words size = { at = p; words = words; size = size; number = number_in words; weight = 1;
  known = fun n -> [blocks_are words n] };;
let doubled p words size single = { at = p; words = words; size = size; weight = 2;
  number = (fun ln -> mk_comb(`twice`,number_in single ln));
  known = fun n -> [vsubst [words,`B:num->int64`; single,`A:num->int64`; n,`n:num`] `double_blocks B A n`; blocks_are single n] };;

let products_of x y ln a b n = list_mk_comb(`products`,[x.number ln; y.number ln; a; b; n]);;
let plus_int = mk_binop `(+):int->int->int`;;
let blocks_loop (r:pair_routine) (head,exit) x y =
  let ptr b e j = vsubst [b,`p:int64`; e,`e:num`] `word_add p (word(8 * (20 * e + 0))):int64` in
  let e1 = `a + (d + i)` and e2 = `b - (d + i)` in
  let state x7 pc trace = literal pc ["x6",ptr x.at e1 0; "x7",x7; "x19",`word(c - i):int64`] [] flags_tm r.memory trace in
  let bounds = [mk_binop `(<=):num->num->bool` `20 * (a + (d + i)) + 20` x.size;
                mk_binop `(<=):num->num->bool` `20 * (b - (d + i)) + 20` y.size] in
  let ctx = {r.ctx with bounds = map ASSUME bounds; public = [`a:num`;`b:num`;`c:num`;`e:num`] @ r.ctx.public} in
  let turn = block_trace `i:num` ctx (state (ptr y.at e2 0) (at head) `t:event list`) [] in
  let total ln v = plus_int v (products_of x y ln `a:num` `b:num` `d + i`) in
  let count s = mk_binop plus s (if x.weight * y.weight = 1 then `i:num` else mk_binop times (num(x.weight * y.weight)) `i:num`) in
  let counts = [`aa:num`; count `bb:num`; count `mm:num`; `rr:num`; `ss:num`] in
  let back_i = vsubst [y.at,`p:int64`] `back p b (d + i)` in
  let j = invariant `i:num` block_secrets (state back_i (loop_pc `i:num` `c:num` (head,exit)) (loop_trace_tm turn `i:num` `t:event list`))
    [gathered_is (total `lo` `Vlo:int`) counts acc_lo; gathered_is (total `hi` `Vhi:int`) counts acc_hi] in
  let premise = list_mk_conj ([`a + d + c <= e`; `e <= m`; `b < m`; `d + c <= b + 1`] @ x.known `e:num` @ y.known `m:num`) in
  let theorem = prove(mk_imp(list_mk_conj r.given,mk_imp(premise,loop_goal `i:num` `c:num` j)),
    STRIP_TAC THEN STRIP_TAC THEN
    REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
    MP_TAC BLOCKS_BOUNDS THEN
    ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
    REWRITE_TAC[ASSUME `~(i:num = c)`] THEN
    FIRST_ASSUM(fun th -> PURE_REWRITE_TAC[MATCH_MP BACK_NOW (check ((=) `d + i <= b:num` o concl) th)]) THEN
    BLOCK_THEN ctx [] (fun defs ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN
      FIT_TAC (FIRST [LEAF_TAC [];
        REWRITE_TAC[ARITH_RULE `d + i + 1 = (d + i) + 1`] THEN MATCH_MP_TAC BACK_NEXT THEN FIRST_ASSUM ACCEPT_TAC]) THEN
      (fun (asl,w) ->
        let TAC ln accs : tactic = CONV_TAC(expansions defs) THEN
          SAME_TAC [PRODUCTS_NEXT] (block_step ln (x.words,e1) (y.words,e2) asl (gathered_fact accs asl)) in
        (CONJ_TAC THENL [TAC `lo` acc_lo; TAC `hi` acc_hi]) (asl,w)))) in
  j,turn,theorem;;

(* ------------------------------------------------------------------------- *)
(* A turn of the lower half: column u + 1 of blocks, and quotient u.         *)
(* ------------------------------------------------------------------------- *)

let LOWER_FACTS = prove
 (`u < m - 1 /\ 5 <= m /\ m <= 12
   ==> ~(u = m - 1) /\ u < m /\ u + 1 < m /\ 0 < m /\ u <= 10 /\
       20 * 0 + 20 <= 20 * m /\ 20 * 0 + 20 <= 46 * m /\ 20 * (0 + (u + 1)) + 20 <= 20 * m /\ 20 * (0 + u) + 20 <= 20 * m /\
       20 * (0 + u) + 20 <= 46 * m /\ 20 * u + 20 <= 20 * m /\
       (word(u + 1):int64 = word 0 <=> F) /\ (word(u + 1):int64 = word 1 <=> u = 0) /\
       (word(u + 2):int64 = word m <=> u + 1 = m - 1) /\ val(word(u + 1):int64) = u + 1 /\
       val(word 10:int64) = 10`,
  STRIP_TAC THEN
  SUBGOAL_THEN `u + 1 < 100 /\ u + 2 < 100 /\ m < 100 /\ 0 < 100 /\ 1 < 100` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ASM_SIMP_TAC[SMALL_WORDS]] THEN
  SUBGOAL_THEN `val(word(u + 1):int64) = u + 1 /\ val(word 10:int64) = 10` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ASM_ARITH_TAC]);;
let LATER_FACTS = prove
 (`~(u = 0) /\ u < m /\ m <= 12 ==> (u = 0 <=> F) /\ (!s t. s < 20 /\ t < 20 ==> ~(20 * 0 + s = 20 * u + t)) /\
    (u - 1) + 1 = u /\ (word(u - 1):int64 = word 0 <=> 0 = u - 1) /\ 1 + (u - 1) = u /\
    word_sub (word u) (word 1):int64 = word(u - 1) /\ 0 + 1 + u - 1 <= u + 1 /\ u - 1 <= u`,
  STRIP_TAC THEN SUBGOAL_THEN `u - 1 < 100 /\ 0 < 100` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_SIMP_TAC[SMALL_WORDS] THEN REPEAT CONJ_TAC THENL
   [REPEAT STRIP_TAC THEN MP_TAC(SPECL [`s:num`; `20`] (ARITH_RULE `!s t. s < t ==> s < t:num`)) THEN ASM_ARITH_TAC;
    ASM_ARITH_TAC; ASM_ARITH_TAC; ASM_ARITH_TAC; ALL_TAC; ASM_ARITH_TAC; ASM_ARITH_TAC] THEN
  SUBGOAL_THEN `u = (u - 1) + 1` (fun th -> GEN_REWRITE_TAC (LAND_CONV o LAND_CONV o RAND_CONV) [th]) THENL
   [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let WORD_LESS = prove
 (`word_add (word(u + 1)) (word 18446744073709551615):int64 = word u /\ word_sub (word(u + 1)) (word 1):int64 = word u /\
   word_add (word(u + 1)) (word 1):int64 = word(u + 2)`,
  SUBGOAL_THEN `word 18446744073709551615:int64 = word_neg(word 1)` SUBST1_TAC THENL
   [CONV_TAC WORD_REDUCE_CONV; ALL_TAC] THEN
  REWRITE_TAC[ARITH_RULE `u + 2 = (u + 1) + 1`] THEN CONV_TAC WORD_RULE);;

let n_limbs = `limbs_at M n`;;
let ledger (r:pair_routine) ln v = subst [ln,`ln:int64->int`; v,`V:int`; r.other ln,`Y:num->int`]
  `lower_ledger (blk ln Z) Y (blk ln W) (blk ln (limbs_at M n)) u V`;;
let lower_counts = [`17`; `19`; `2 * u + 1`; `1`; `1`];;
let event_fn = `E:num->event list->event list`;;
let lower_invariant (r:pair_routine) = invariant `u:num` ([`Vlo:int`; `Vhi:int`] @ xv ([6;7;19] @ secret_x) @ v_vars @ flag_vars @ [wc])
  (pair_point r (loop_pc `u:num` `m - 1` r.outer) ["x20",`word(u + 1):int64`; "x24",`word(160 * u):int64`;
     "x22",at_ `w:int64` `u:num` 0] (loop_trace_tm event_fn `u:num` `t:event list`))
  [gathered_is `Vlo:int` lower_counts acc_lo; gathered_is `Vhi:int` lower_counts acc_hi;
   ledger r `lo` `Vlo:int`; ledger r `hi` `Vhi:int`; `pair_blocks W u`];;
let lower_bounds = [`20 * 0 + 20 <= 20 * m`; `20 * 0 + 20 <= 46 * m`; `20 * (0 + (u + 1)) + 20 <= 20 * m`; `20 * (0 + u) + 20 <= 20 * m`;
       `20 * (0 + u) + 20 <= 46 * m`; `20 * u + 20 <= 20 * m`];;
let low_rules = OFFSET_NEXT :: PTR_PLUS :: CONJUNCTS WORD_LESS;;
let low_context (r:pair_routine) rules = {r.ctx with bounds = map ASSUME lower_bounds; public_rules = rules @ low_rules};;
let first_context (r:pair_routine) = {(low_context r []) with bounds = map (ASSUME o vsubst [`0`,`u:num`]) lower_bounds};;
let later_context (r:pair_routine) = low_context r [ASSUME `word_sub (word u) (word 1):int64 = word(u - 1)`];;
let fresh_fact ln asl =
  let u = if ln = `lo` then `Ulo:int` else `Uhi:int` in
  find_fact gathered_tm (fun l -> hd l = u) asl;;

let LOWER_A_TAC (r:pair_routine) (multiply:tactic) : tactic =
  STRIP_TAC THEN STRIP_TAC THEN OPEN_BOUND_TAC LOWER_FACTS THEN
  PURE_REWRITE_TAC[ASSUME `~(u = m - 1)`] THEN PC_TAC [] THEN
  DIGITS_TAC THEN multiply THEN
  RUN_THEN (low_context r []) [] KEEP_TAC THEN
  PURE_REWRITE_TAC[PTR_BACK; ASSUME `word(u + 1):int64 = word 1 <=> u = 0`];;
let next_total (r:pair_routine) ln w1 u ulo = subst [ln,`ln:int64->int`; w1,`C:num->int64`; ulo,`U:int`; u,`u:num`; r.other ln,`Y:num->int`]
  `U + products (blk ln Z) Y 0 (u + 1) (u + 2) + products (blk ln C) (blk ln (limbs_at M n)) 0 u (u + 1)`;;
let LOWER_END_TAC (r:pair_routine) u case : tactic = fun (asl,w) ->
  let s1 = find_term (fun t -> fst(strip_comb t) = `State`) w in
  let w1 = contents 1 s1 in
  let v ln ulo = next_total r ln w1 u ulo in
  let vlo = v `lo` `Ulo:int` and vhi = v `hi` `Uhi:int` in
  let eq_of ulo asl = find (fun th -> is_eq(concl th) && rand(concl th) = mk_binop `(+):int->int->int` (lhand(rand(concl th))) (mk_binop `( * ):int->int->int` `radix` ulo)) (filter (fun th -> is_eq(concl th) && type_of(lhand(concl th)) = `:int` && is_binop `(+):int->int->int` (rand(concl th))) (map snd asl)) in
  let ledger_tac ln ulo : tactic = fun (asl,w) ->
    let eq = eq_of ulo asl in
    let led = find_fact `lower_ledger` (fun l -> last l = lhand(concl eq)) asl in
    let m1 = number_in w1 ln in
    let ext = snd(find (fun (_,th) -> is_forall(concl th) && (let b = rand(snd(dest_forall(concl th))) in
       is_eq b && rator(lhand b) = m1)) asl) in
    let th = MATCH_MP (REWRITE_RULE[IMP_CONJ] (GEN_ALL LOWER_NEXT)) led in
    let th = MATCH_MP th eq in
    let th = SPEC m1 th in
    let th = MP (MP th (REFL(lhand(rand(concl eq))))) ext in
    ACCEPT_TAC th (asl,w) in
  let columns_tac ln : tactic = fun (asl,w) -> (SAME_TAC [PRODUCTS_2; one_less; PRODUCTS_SUC; SUB_REFL] (fact gathered_tm (lane_accs ln s1) asl)) (asl,w) in
  (EXISTS_TAC vlo THEN EXISTS_TAC vhi THEN
   FIT_TAC (FIRST [REFL_TAC; TRACE_LEAF (if is_var u then [u] else []) case; LEAF_TAC []]) THEN
   CONJ_TAC THENL [columns_tac `lo`; ALL_TAC] THEN CONJ_TAC THENL [columns_tac `hi`; ALL_TAC] THEN
   CONJ_TAC THENL [ledger_tac `lo` `Ulo:int`; ALL_TAC] THEN CONJ_TAC THENL [ledger_tac `hi` `Uhi:int`; FIRST_ASSUM ACCEPT_TAC]) (asl,w);;
let word2 = CONV_RULE(LAND_CONV(LAND_CONV(RAND_CONV NUM_REDUCE_CONV)))
  (ASSUME `word(0 + 2):int64 = word m <=> 0 + 1 = m - 1`);;
let LOWER_FIRST_TAC (r:pair_routine) : tactic =
  FIRST_X_ASSUM SUBST_ALL_TAC THEN PURE_REWRITE_TAC[REFL_CLAUSE; COND_CLAUSES] THEN
  RUN_THEN (first_context r) [] (STORE_LAST_TAC `0` wc `0` n_limbs `0 + 0` [`17`;`19`;`1`;`1`]) THEN
  PURE_REWRITE_TAC[word2] THEN FINISH_TAC THEN LOWER_END_TAC r `0` `T`;;
let LOWER_B_TAC (r:pair_routine) : tactic =
  MP_TAC LATER_FACTS THEN ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
  PURE_REWRITE_TAC[ASSUME `u = 0 <=> F`; COND_CLAUSES] THEN
  RUN_THEN (low_context r []) [] (STORE_LAST_TAC `u:num` wc `0` n_limbs `0 + u` []) THEN
  PURE_REWRITE_TAC[ASSUME `val(word(u + 1):int64) = u + 1`; ASSUME `val(word 10:int64) = 10`];;
let LOWER_LAST_TAC (r:pair_routine) q_loop case : tactic =
  let ctx = later_context r in
  let vsum ln u = subst [ln,`ln:int64->int`; u,`U:int`; r.other ln,`Y:num->int`] `U + products (blk ln Z) Y 0 (u + 1) (1 + (u + 1))` in
  let Q_LOOP_TAC : tactic = fun (asl,w) ->
    let s0 = literal_of w in
    let _,l = strip_comb(concl(old_gathered s0 `lo` asl)) in
    let counts = snd(chop_list 1 (fst(chop_list 6 l))) in
    (BLOCKS_LOOP_TAC r.given q_loop ([`0`;`u:num`;`u - 1`;`1`;`u + 1`] @ counts) (vsum `lo` `Ulo:int`,vsum `hi` `Uhi:int`)
      [ASSUME `word(u - 1):int64 = word 0 <=> 0 = u - 1`] []) (asl,w) in
  RUN_THEN ctx [] KEEP_TAC THEN
  PURE_REWRITE_TAC[ASSUME `word(u - 1):int64 = word 0 <=> 0 = u - 1`] THEN
  Q_LOOP_TAC THEN
  PURE_REWRITE_TAC[one_less; BACK_ALL; ARITH_RULE `0 + u = u`] THEN
  RUN_THEN ctx [] (fun defs s0 s1 -> GATHER_LAST_TAC (contents 1 s0,`u:num`) (n_limbs,`0`) [`17`;`19`;`1`;`1`] defs s0 s1) THEN
  PURE_REWRITE_TAC[ASSUME `word(u + 2):int64 = word m <=> u + 1 = m - 1`] THEN FINISH_TAC THEN LOWER_END_TAC r `u:num` case;;
let LOWER_SHORT_TAC (r:pair_routine) q_loop : tactic =
  ASSUME_TAC(REWRITE_RULE[NOT_LE] (ASSUME `~(10 <= u + 1)`)) THEN
  PURE_REWRITE_TAC[EQF_INTRO(ASSUME `~(10 <= u + 1)`); COND_CLAUSES; NOT_CLAUSES] THEN
  LOWER_LAST_TAC r q_loop `~(u = 0) /\ ~(10 <= u + 1)`;;
(* Where a branch goes: the offsets in `if .. then a else b`. *)
let branch_targets w = match hd(snd(strip_comb(literal_of w))) with
    Comb(Comb(Comb(Const("COND",_),_),a),b) -> map (fun t -> dest_small_numeral(rand(rand t))) [a; b]
  | _ -> failwith "branch_targets";;
let LOWER_LONG_TAC (r:pair_routine) q_loop : tactic = fun (asl,w) ->
  let short = end_itlist max (branch_targets w) in
  (PURE_REWRITE_TAC[ASSUME `10 <= u + 1`; COND_CLAUSES; NOT_CLAUSES] THEN
   RUN_THEN (low_context r []) [short] CARRY_TAC THEN LOWER_LAST_TAC r q_loop `~(u = 0) /\ 10 <= u + 1`) (asl,w);;

(* |- given ==> blocks ==> each turn u < m - 1 keeps the invariant. *)
let lower_half (r:pair_routine) q_loop multiply =
  let j = lower_invariant r in
  let goal = mk_imp(list_mk_conj r.given,mk_imp(list_mk_conj r.blocks,loop_goal2 `u:num` `m - 1` j)) in
  distinct_indices := [ASSUME `!s t. s < 20 /\ t < 20 ==> ~(20 * 0 + s = 20 * u + t)`];
  let th = TAC_PROOF(([],goal),
    LOWER_A_TAC r multiply THEN ASM_CASES_TAC `u = 0` THENL
     [LOWER_FIRST_TAC r;
      LOWER_B_TAC r THEN ASM_CASES_TAC `10 <= u + 1` THENL [LOWER_LONG_TAC r q_loop; LOWER_SHORT_TAC r q_loop]]) in
  (* The trace of a turn is what the three ways through it say. *)
  let trace_in case = let h = find (fun t -> let b = snd(strip_forall t) in lhand b = case) (hyp th) in
    let vs,b = strip_forall h in subst [`t:event list`,last vs] (rand(rand b)) in
  let turn = list_mk_abs([`u:num`; `t:event list`],
    mk_cond(`u = 0`,trace_in `T`,mk_cond(`10 <= u + 1`,trace_in `~(u = 0) /\ 10 <= u + 1`,trace_in `~(u = 0) /\ ~(10 <= u + 1)`))) in
  let th = INST [turn,event_fn] th in
  vsubst [turn,event_fn] j,turn,
  itlist (fun h th -> PROVE_HYP (TAC_PROOF(([],h),CONV_TAC(DEPTH_CONV BETA_CONV) THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ASM_REWRITE_TAC[])) th) (hyp th) th;;

let FIRST_FACTS = prove
 (`5 <= m /\ m <= 12
   ==> word_sub (word m) (word 1):int64 = word(m - 1) /\ 0 + 20 <= 20 /\
       20 * 0 + 20 <= 20 * m /\ 20 * 0 + 20 <= 46 * m /\ 0 < m /\ ((0 = m - 1) = F)`,
  STRIP_TAC THEN REPEAT CONJ_TAC THEN TRY ASM_ARITH_TAC THEN
  SUBGOAL_THEN `m = (m - 1) + 1` (fun th -> GEN_REWRITE_TAC (LAND_CONV o LAND_CONV o RAND_CONV) [th]) THENL
   [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let first_bounds = map ASSUME [`0 + 20 <= 20`; `20 * 0 + 20 <= 20 * m`; `20 * 0 + 20 <= 46 * m`];;
let first_rules = [ASSUME `word_sub (word m) (word 1):int64 = word(m - 1)`;
  WORD_RULE `word_mul (word k) (word 160):int64 = word(160 * k)`;
  prove(`word_add (word_add p (word(8 * (20 * 0 + j)))) (word(160 * f)):int64 = word_add p (word(8 * (20 * f + j)))`,
    REWRITE_TAC[PTR_PLUS; ADD_CLAUSES])];;
(* |- ?s'. reach (rd,wr) start s' /\ <the loop's end>, from a state that runs to the first turn with the
   product of the first blocks, x * y. *)
let enter_lower (r:pair_routine) ctx (x,y) (j,_,th) start =
  let all = map (fun t -> "",ASSUME t) (r.given @ r.blocks) in
  let s1 = (run ctx start [fst r.outer]).final in
  let js,th = at_state r.given s1 [] ([j],th) all in
  let j = hd js in
  let zero_step ln asl = PURE_REWRITE_RULE[INT_ADD_LID] (block_step ln (x.words,`0`) (y.words,`0`) asl GATHERED_ZERO) in
  let FIRST_TAC defs s0 s1 : tactic = fun (asl,w) ->
    let one ln : tactic =
      let th = SPECL [`17`; `19`; `1`; `1`] (MATCH_MP GATHERED_LOOSER (zero_step ln asl)) in
      ASSUME_TAC(in_names defs (lane_accs ln s1) (MP th (by_arith asl (lhand(concl th))))) in
    (one `lo` THEN one `hi`) (asl,w) in
  let IN_LOOP_TAC defs s0 s1 : tactic = fun (asl,w) ->
    let columns ln = fact gathered_tm (lane_accs ln s1) asl in
    let value ln = hd(snd(strip_comb(concl(columns ln)))) in
    (SUBGOAL_THEN (list_mk_comb(j,[`0`; s1])) MP_TAC THENL
      [CONV_TAC(DEPTH_CONV BETA_CONV) THEN EXISTS_TAC (value `lo`) THEN EXISTS_TAC (value `hi`) THEN
       FIT_TAC (FIRST [REFL_TAC; REWRITE_TAC[LOOP_TRACE_0] THEN NO_TAC; LEAF_TAC (ASSUME `(0 = m - 1) = F` :: START)]) THEN
       REWRITE_TAC[LEDGER_START; pair_blocks; LT] THEN
       CONJ_TAC THENL [SAME_TAC [] (columns `lo`); SAME_TAC [] (columns `hi`)];
       MATCH_ACCEPT_TAC(SPEC_ALL(MATCH_MP LOOP th))]) (asl,w) in
  TAC_PROOF((all,mk_exists(`s':state`,mk_conj(mk_comb(mk_comb(`reach (rd,wr)`,start),`s':state`),
      list_mk_comb(fresh_bound j,[`m - 1`; `s':state`])))),
    MP_TAC FIRST_FACTS THEN ANTS_TAC THENL [CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
    RUN_THEN ctx [fst r.outer] (fun defs s0 s1 -> FIRST_TAC defs s0 s1 THEN IN_LOOP_TAC defs s0 s1));;

(* ------------------------------------------------------------------------- *)
(* What the upper half of a routine has of its own.                          *)
(* ------------------------------------------------------------------------- *)

(* Before column v: registers that are known, what else changes, what is known of it when z holds
   some contents; blocks that stay; rules, and the products of a column with z; why these are those
   with z as it was; what it is to store blocks. Then the last state, with the contents of z and a
   trace, and what changes by then; and what leads there. *)
type pair_upper = { registers: term -> (string * term) list; free: term list; stored: term -> term list;
  operands: term list; rules: thm list; products: term * term -> tactic; above: term -> thm;
  store: (term * term) list -> term list -> term list -> tactic;
  last: term -> term; last_free: term list; last_context: context; last_facts: tactic; last_leaf: thm list };;

let PRODUCTS_ABOVE = prove
 (`!f. (!j. 20 * v <= j ==> C j = Z j:int64) ==> products (blk f C) Y (v + 1) b k = products (blk f Z) Y (v + 1) b k`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC PRODUCTS_EXT THEN REPEAT STRIP_TAC THEN
  MATCH_MP_TAC BLK_EXT THEN REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let BACK_0 = prove(`back p b 0 = word_add p (word(8 * 20 * b))`,
  REWRITE_TAC[back; MULT_CLAUSES] THEN CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[MULT_ASSOC] THEN
  CONV_TAC NUM_REDUCE_CONV THEN CONV_TAC WORD_RULE);;
let unchanged_above = ASSUME `!j. 20 * v <= j ==> C j = Z j:int64`;;
let counts_of ln s0 asl = snd(chop_list 1 (fst(chop_list 6 (snd(strip_comb(concl(old_gathered s0 ln asl)))))));;
