(* pair_montmul's four loops over blocks, and a turn of the loop over the columns of
   blocks of the lower half (LOWER). *)

needs "pair_runs.ml";;
needs "elf.ml";;

let pair_montmul_code = define_code "pair_montmul";;


(* Where a comparison says to skip what follows: the targets of forward B.LO. *)
let skipped_to =
  let words = map (fun w -> dest_numeral(rand w)) (dest_list(rand(concl pair_montmul_code))) in
  let field w p l = mod_num (quo_num w (power_num (Int 2) (Int p))) (power_num (Int 2) (Int l)) in
  mapfilter (fun (i,w) ->
    if field w 24 8 = Int 84 && field w 23 1 = Int 0 && field w 0 5 = Int 3
    then 4 * (i + Num.int_of_num (field w 5 19)) else failwith "") (zip (0--(length words - 1)) words);;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows. W holds the quotients, S the stack frame.      *)
(* ------------------------------------------------------------------------- *)

let conditions = [`val(stack:int64) MOD 16 = 0`; `5 <= m`; `m <= 12`];;
let publics = [`pc:int64`; `z:int64`; `y:int64`; `n:int64`; `w:int64`; `stack:int64`; `m:num`; `i:num`; `u:num`; `v:num`; `d:num`];;
let given,ctx0 = context_of pair_montmul_code conditions
  ["rw",`z:int64`,`20 * m`; "rw",`w:int64`,`20 * m`; "rw",`stack:int64`,`20`; "r",`y:int64`,`20 * m`; "r",`n:int64`,`46 * m`]
  [] [] [] publics;;
let memory zc wc sc = vsubst [zc,`Z:num->int64`; wc,`W:num->int64`; sc,`S:num->int64`]
  `mem_of [z,20*m,Z; w,20*m,W; stack,20,S] M`;;
let y_limbs = `limbs_at M y` and n_limbs = `limbs_at M n`;;
let l_outer,l_xy1,l_q1,u_outer,l_q2,l_xy2 = match loops_of pair_montmul_code with
    [a;b;c;d;e;f] -> a,b,c,d,e,f | _ -> failwith "loops";;
let fixed = ["x0",at_ `z:int64` `0` 0; "x1",at_ `y:int64` `0` 0; "x2",at_ `n:int64` `0` 0; "x3",at_ `w:int64` `0` 0; "x4",`word m:int64`;
  "x21",`word(160 * (m - 1)):int64`; "x23",at_ `n:int64` `m - 1` 20;
  "x31",`word_add stack (word(8 * (0 + 0))):int64`];;
let point pc xs trace = literal pc (fixed @ xs) [] flags_tm (memory zc wc sc) trace;;
let secret_x = [5;8;9;10;11;12;13;14;15;16;17;25;27;28];;
let secrets = xv secret_x @ v_vars @ flag_vars;;
let block_secrets = xv secret_x @ map (List.nth v_vars) ((0--21) @ (38--61)) @ flag_vars;;

(* ------------------------------------------------------------------------- *)
(* A loop over blocks: adds the products of c pairs of blocks.               *)
(* ------------------------------------------------------------------------- *)

let products_of ln a c s b n = list_mk_comb(`products`,[mk_comb(mk_comb(`blk`,ln),a); mk_comb(mk_comb(`blk`,ln),c); s; b; n]);;
let blocks_loop (head,exit) (xb,xa) (yb,ya) ylimbs =
  let ptr b e j = vsubst [b,`p:int64`; e,`e:num`] `word_add p (word(8 * (20 * e + 0))):int64` in
  let e1 = `a + (d + i)` and e2 = `b - (d + i)` in
  let state x7 pc trace = literal pc ["x6",ptr xb e1 0; "x7",x7; "x19",`word(c - i):int64`] [] flags_tm (memory zc wc sc) trace in
  let bounds = [mk_binop `(<=):num->num->bool` `20 * (a + (d + i)) + 20` `20 * m`;
                mk_binop `(<=):num->num->bool` `20 * (b - (d + i)) + 20` ylimbs] in
  let ctx = {ctx0 with bounds = map ASSUME bounds; public = [`a:num`;`b:num`;`c:num`;`e:num`] @ publics} in
  let turn = block_trace `i:num` ctx (state (ptr yb e2 0) (at head) `t:event list`) [] in
  let total ln v = mk_binop `(+):int->int->int` v (products_of ln xa ya `a:num` `b:num` `d + i`) in
  let counts = [`aa:num`; `bb + i`; `mm + i`; `rr:num`; `ss:num`] in
  let back_i = vsubst [yb,`p:int64`] `back p b (d + i)` in
  let j = invariant `i:num` block_secrets (state back_i (loop_pc `i:num` `c:num` (head,exit)) (loop_trace_tm turn `i:num` `t:event list`))
    [gathered_is (total `lo` `Vlo:int`) counts acc_lo; gathered_is (total `hi` `Vhi:int`) counts acc_hi] in
  let blocks_are a = vsubst [a,`A:num->int64`] `pair_blocks A m` in
  let premise = list_mk_conj [`a + d + c <= e`; `e <= m`; `b < m`; `d + c <= b + 1`; vsubst [`e:num`,`m:num`] (blocks_are xa); blocks_are ya] in
  let theorem = prove(mk_imp(list_mk_conj given,mk_imp(premise,loop_goal `i:num` `c:num` j)),
    STRIP_TAC THEN STRIP_TAC THEN
    REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_ALL_TAC THEN
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
          SAME_TAC [PRODUCTS_NEXT] (block_step ln (xa,e1) (ya,e2) asl (gathered_fact accs asl)) in
        (CONJ_TAC THENL [TAC `lo` acc_lo; TAC `hi` acc_hi]) (asl,w)))) in
  j,turn,theorem;;
let xy_lower = blocks_loop l_xy1 (`z:int64`,zc) (`y:int64`,y_limbs) `20 * m`;;
let q_lower = blocks_loop l_q1 (`w:int64`,wc) (`n:int64`,n_limbs) `46 * m`;;
let q_upper = blocks_loop l_q2 (`w:int64`,wc) (`n:int64`,n_limbs) `46 * m`;;
let xy_upper = blocks_loop l_xy2 (`z:int64`,zc) (`y:int64`,y_limbs) `20 * m`;;

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
let ledger ln v = subst [ln,`ln:int64->int`; v,`V:int`]
  `lower_ledger (blk ln Z) (blk ln (limbs_at M y)) (blk ln W) (blk ln (limbs_at M n)) u V`;;
let lower_counts = [`17`; `19`; `2 * u + 1`; `1`; `1`];;
let event_fn = `E:num->event list->event list`;;
let lower_j = invariant `u:num` ([`Vlo:int`; `Vhi:int`] @ xv ([6;7;19] @ secret_x) @ v_vars @ flag_vars @ [wc])
  (point (loop_pc `u:num` `m - 1` l_outer) ["x20",`word(u + 1):int64`; "x24",`word(160 * u):int64`;
     "x22",at_ `w:int64` `u:num` 0] (loop_trace_tm event_fn `u:num` `t:event list`))
  [gathered_is `Vlo:int` lower_counts acc_lo; gathered_is `Vhi:int` lower_counts acc_hi;
   ledger `lo` `Vlo:int`; ledger `hi` `Vhi:int`; `pair_blocks W u`];;
let blocks_given = [`pair_blocks Z m`; `pair_blocks (limbs_at M y) m`; `pair_blocks (limbs_at M n) m`];;
let lower_goal = mk_imp(list_mk_conj(given @ blocks_given),loop_goal2 `u:num` `m - 1` lower_j);;
let lower_bounds = [`20 * 0 + 20 <= 20 * m`; `20 * 0 + 20 <= 46 * m`; `20 * (0 + (u + 1)) + 20 <= 20 * m`; `20 * (0 + u) + 20 <= 20 * m`;
       `20 * (0 + u) + 20 <= 46 * m`; `20 * u + 20 <= 20 * m`];;
let WORD_LESS = prove
 (`word_add (word(u + 1)) (word 18446744073709551615):int64 = word u /\ word_sub (word(u + 1)) (word 1):int64 = word u /\
   word_add (word(u + 1)) (word 1):int64 = word(u + 2)`,
  SUBGOAL_THEN `word 18446744073709551615:int64 = word_neg(word 1)` SUBST1_TAC THENL
   [CONV_TAC WORD_REDUCE_CONV; ALL_TAC] THEN
  REWRITE_TAC[ARITH_RULE `u + 2 = (u + 1) + 1`] THEN CONV_TAC WORD_RULE);;
let low_rules = OFFSET_NEXT :: PTR_PLUS :: CONJUNCTS WORD_LESS;;
let ctx_low = {ctx0 with bounds = map ASSUME lower_bounds; public_rules = low_rules};;
let ctx_0 = {ctx_low with bounds = map (ASSUME o vsubst [`0`,`u:num`]) lower_bounds};;
let ctx_later = {ctx_low with public_rules = ASSUME `word_sub (word u) (word 1):int64 = word(u - 1)` :: low_rules};;
let fresh_fact ln asl =
  let u = if ln = `lo` then `Ulo:int` else `Uhi:int` in
  find_fact gathered_tm (fun l -> hd l = u) asl;;
let xy_loop_args = [`0`;`u + 1`;`u + 1`;`1`;`m:num`;`2 * u + 1`;`1`;`1`;`1`;`0`];;
let LOWER_A_TAC : tactic =
  REWRITE_TAC[GSYM CONJ_ASSOC] THEN STRIP_TAC THEN OPEN_BOUND_TAC LOWER_FACTS THEN
  PURE_REWRITE_TAC[ASSUME `~(u = m - 1)`] THEN PC_TAC [] THEN
  DIGITS_TAC THEN
  RUN_THEN ctx_low [] (fun defs s0 s1 ->
    DIGIT_REGISTERS_TAC defs s1 THEN GATHER_TAC (zc,`0`) (y_limbs,`0 + (u + 1)`) fresh_fact defs s1) THEN
  PC_TAC [ASSUME `word(u + 1):int64 = word 0 <=> F`] THEN
  BLOCKS_LOOP_TAC given xy_lower xy_loop_args (`Ulo:int`,`Uhi:int`) [] [] THEN
  RUN_THEN ctx_low [] KEEP_TAC THEN
  PURE_REWRITE_TAC[PTR_BACK; ASSUME `word(u + 1):int64 = word 1 <=> u = 0`];;
let next_total ln w1 u ulo = subst [ln,`ln:int64->int`; w1,`C:num->int64`; ulo,`U:int`; u,`u:num`]
  `U + products (blk ln Z) (blk ln (limbs_at M y)) 0 (u + 1) (u + 2) + products (blk ln C) (blk ln (limbs_at M n)) 0 u (u + 1)`;;
let LOWER_END_TAC u w0 case : tactic = fun (asl,w) ->
  let s1 = find_term (fun t -> fst(strip_comb t) = `State`) w in
  let w1 = contents 1 s1 in
  let v ln ulo = next_total ln w1 u ulo in
  let vlo = v `lo` `Ulo:int` and vhi = v `hi` `Uhi:int` in
  let eq_of ulo asl = find (fun th -> is_eq(concl th) && rand(concl th) = mk_binop `(+):int->int->int` (lhand(rand(concl th))) (mk_binop `( * ):int->int->int` `radix` ulo)) (filter (fun th -> is_eq(concl th) && type_of(lhand(concl th)) = `:int` && is_binop `(+):int->int->int` (rand(concl th))) (map snd asl)) in
  let ledger_tac ln ulo : tactic = fun (asl,w) ->
    let eq = eq_of ulo asl in
    let led = find_fact `lower_ledger` (fun l -> last l = lhand(concl eq)) asl in
    let m1 = subst [ln,`ln:int64->int`; w1,`C:num->int64`] `blk ln C` in
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
let LOWER_FIRST_TAC : tactic =
  FIRST_X_ASSUM SUBST_ALL_TAC THEN PURE_REWRITE_TAC[REFL_CLAUSE; COND_CLAUSES] THEN
  RUN_THEN ctx_0 [] (STORE_LAST_TAC `0` wc `0` n_limbs `0 + 0` [`17`;`19`;`1`;`1`]) THEN
  PURE_REWRITE_TAC[word2] THEN FINISH_TAC THEN LOWER_END_TAC `0` wc `T`;;
let LOWER_B_TAC : tactic =
  MP_TAC LATER_FACTS THEN ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
  PURE_REWRITE_TAC[ASSUME `u = 0 <=> F`; COND_CLAUSES] THEN
  RUN_THEN ctx_low [] (STORE_LAST_TAC `u:num` wc `0` n_limbs `0 + u` []) THEN
  PURE_REWRITE_TAC[ASSUME `val(word(u + 1):int64) = u + 1`; ASSUME `val(word 10:int64) = 10`];;
let vsum ln u = subst [ln,`ln:int64->int`; u,`U:int`] `U + products (blk ln Z) (blk ln (limbs_at M y)) 0 (u + 1) (1 + (u + 1))`;;
let Q_LOOP_TAC : tactic = fun (asl,w) ->
  let s0 = literal_of w in
  let _,l = strip_comb(concl(old_gathered s0 `lo` asl)) in
  let [aa;bb;mm;rr;ss] = snd(chop_list 1 (fst(chop_list 6 l))) in
  (BLOCKS_LOOP_TAC given q_lower [`0`;`u:num`;`u - 1`;`1`;`u + 1`;aa;bb;mm;rr;ss] (vsum `lo` `Ulo:int`,vsum `hi` `Uhi:int`)
    [ASSUME `word(u - 1):int64 = word 0 <=> 0 = u - 1`] []) (asl,w);;
let LOWER_LAST_TAC case : tactic =
  RUN_THEN ctx_later [] KEEP_TAC THEN
  PURE_REWRITE_TAC[ASSUME `word(u - 1):int64 = word 0 <=> 0 = u - 1`] THEN
  Q_LOOP_TAC THEN
  PURE_REWRITE_TAC[one_less; BACK_ALL; ARITH_RULE `0 + u = u`] THEN
  RUN_THEN ctx_later [] (fun defs s0 s1 -> GATHER_LAST_TAC (contents 1 s0,`u:num`) (n_limbs,`0`) [`17`;`19`;`1`;`1`] defs s0 s1) THEN
  PURE_REWRITE_TAC[ASSUME `word(u + 2):int64 = word m <=> u + 1 = m - 1`] THEN FINISH_TAC THEN LOWER_END_TAC `u:num` wc case;;
let LOWER_SHORT_TAC : tactic =
  ASSUME_TAC(REWRITE_RULE[NOT_LE] (ASSUME `~(10 <= u + 1)`)) THEN
  PURE_REWRITE_TAC[EQF_INTRO(ASSUME `~(10 <= u + 1)`); COND_CLAUSES; NOT_CLAUSES] THEN
  LOWER_LAST_TAC `~(u = 0) /\ ~(10 <= u + 1)`
and LOWER_LONG_TAC : tactic =
  PURE_REWRITE_TAC[ASSUME `10 <= u + 1`; COND_CLAUSES; NOT_CLAUSES] THEN
  RUN_THEN ctx_low [hd skipped_to] CARRY_TAC THEN LOWER_LAST_TAC `~(u = 0) /\ 10 <= u + 1`;;
distinct_indices := [ASSUME `!s t. s < 20 /\ t < 20 ==> ~(20 * 0 + s = 20 * u + t)`];;
let LOWER_OPEN = TAC_PROOF(([],lower_goal),
  LOWER_A_TAC THEN ASM_CASES_TAC `u = 0` THENL
   [LOWER_FIRST_TAC;
    LOWER_B_TAC THEN ASM_CASES_TAC `10 <= u + 1` THENL [LOWER_LONG_TAC; LOWER_SHORT_TAC]]);;
(* The trace of a turn is what the three ways through it say. *)
let traces = hyp LOWER_OPEN;;
let trace_in case = let h = find (fun t -> let b = snd(strip_forall t) in lhand b = case) traces in
  let vs,b = strip_forall h in subst [`t:event list`,last vs] (rand(rand b));;
let lower_turn = list_mk_abs([`u:num`; `t:event list`],
  mk_cond(`u = 0`,trace_in `T`,mk_cond(`10 <= u + 1`,trace_in `~(u = 0) /\ 10 <= u + 1`,trace_in `~(u = 0) /\ ~(10 <= u + 1)`)));;
let LOWER =
  let th = INST [lower_turn,event_fn] LOWER_OPEN in
  itlist (fun h th -> PROVE_HYP (TAC_PROOF(([],h),CONV_TAC(DEPTH_CONV BETA_CONV) THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ASM_REWRITE_TAC[])) th) (hyp th) th;;
