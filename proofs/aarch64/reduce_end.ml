(* The end of montgomery_reduce_narrow: its digits, two to a limb at w, become the words at q,
   which are added to z[k..2k]. Loaded by montgomery_reduce_narrow.ml. *)

needs "reduce_loops.ml";;
needs "bytes29.ml";;

(* ------------------------------------------------------------------------- *)
(* Packing: eight digits become 29 bytes, stored as 32.                      *)
(* ------------------------------------------------------------------------- *)

let digit_limbs = `!j. j < h ==> W' j = join32 (word(D(2 * j + 1))) (word(D(2 * j))):int64`;;
let packed_so_far = `(value W' (6 * h) DIV 2 EXP (64 * (4 * g + 14))) MOD 2 EXP (29 * MIN (8 * i) (2 * h)) = packed D (MIN (8 * i) (2 * h))`;;
let before_pack pc trace contents = literal pc
  ["x2",at_ `w:int64` `4 * i` 0; "x4",`word(2 * h):int64`; "x5",`word_add w (word(8 * (4 * g + 14) + 29 * i)):int64`;
   "x6",`word(g - i):int64`; "x27",at_ `w:int64` `4 * g` 14; "x31",at_ `stack:int64` `0` 0] [] flags_tm (memory zc contents frame) trace;;
(* A turn stores at p, whatever memory is there. *)
let _,pack_ctx = context_of montgomery_reduce_narrow_code [`g <= 16`]
  ["w",`p:int64`,`4`; "r",`w:int64`,`4 * g`] [`0 + 4 <= 4`; `4 * i + 4 <= 4 * g`] [] []
  [`pc:int64`; `w:int64`; `p:int64`; `g:num`; `i:num`; `x6:int64`];;
let pack_run = run pack_ctx (literal (at (fst l_pack)) ["x2",at_ `w:int64` `4 * i` 0; "x5",at_ `p:int64` `0` 0] [] flags_tm
  `mem_of [p,4,limbs_at M p] M` `t:event list`) [];;
let pack_turn = PURE_REWRITE_RULE[ARITH_RULE `8 * (0 + 0) = 0`; WORD_ADD_0; MEM_INIT1] pack_run.reached;;
let pack_pointer = `word_add w (word(8 * (4 * g + 14) + 29 * i)):int64`;;
let turn_pack = list_mk_abs([`i:num`; `t:event list`],vsubst [pack_pointer,`p:int64`] (trace_of(rand(concl pack_turn))));;
let pack_j = invariant `i:num` (wc' :: xv (8--15))
  (before_pack (loop_pc `i:num` `g:num` l_pack) (loop_trace_tm turn_pack `i:num` `t:event list`) wc')
  [digit_limbs; packed_so_far];;
let PACK_SIZES = for_sizes `g <= 16 /\ 4 * g + 14 <= 6 * h /\ 8 * (4 * g + 14) + 29 * g + 32 <= 8 * 6 * h /\ 8 * g < 2 * h + 8 /\ h <= 4 * g /\ h <= 62 /\ k <= 56`;;
let LENGTH_CODE = code_length montgomery_reduce_narrow_code;;
let rec pack_premise asl tm =
  match strip_comb tm with
    Const("apart",_),[a; c] when lhand c = pack_pointer && lhand a = `w:int64` ->
      with_side asl (PART_MATCH rand APART_OWN tm)
  | Const("apart",_),_ -> apart_rule asl tm
  | Const("code_at",_),_ ->
      code_rule (asl @ mapfilter (fun th -> if fst(strip_comb(concl th)) = `apart` && lhand(lhand(concl th)) = `pc:int64`
        then CONV_RULE(RATOR_CONV(RAND_CONV(RAND_CONV(K(SYM LENGTH_CODE))))) th else failwith "") asl) tm
  | _ -> premise_rule asl tm;;
(* |- value (upd ...) 4 = the sum of what is stored, in whatever order. *)
let VALUE_STORED = prove
 (`value A 4 = val(A(0 + 0)) + 2 EXP 64 * val(A(0 + 1)) + 2 EXP 128 * val(A(0 + 2)) + 2 EXP 192 * val(A(0 + 3):int64)`,
  CONV_TAC(LAND_CONV VALUE_CONV) THEN CONV_TAC NUM_REDUCE_CONV);;
let stored_conv tm = match tm with
    Comb(Comb(Const("value",_),Comb(_,_)),n) when n = `4` ->
      (REWR_CONV VALUE_STORED THENC ONCE_DEPTH_CONV(fun t -> match t with
        Comb(Comb(Comb(Comb(Const("upd",_),_),_),_),_) -> limb_conv t | _ -> failwith "")) tm
  | _ -> failwith "stored_conv";;
(* The turn from the literal of the goal on, with the memory after it as that of w. *)
let PACK_THEN ttac : tactic = fun (asl,w) ->
  let ths = map snd asl in
  let sv,body = dest_exists w in
  let lit = rand(rator(lhand body)) in
  let m1 = el 4 (snd(strip_comb lit)) in
  let regs = dest_list(lhand(el 1 (snd(strip_comb lit)))) in
  let th = INST ([m1,`M:int64->byte`; pack_pointer,`p:int64`; trace_of lit,`t:event list`] @
    filter (fun (a,b) -> a <> b && b <> `x2:int64` && b <> `x5:int64`) (zip regs x_vars)) pack_turn in
  let is_def t = is_eq t && is_var(lhand t) in
  let th = itlist (fun t th -> PROVE_HYP (pack_premise ths t) th) (filter (not o is_def) (hyp th)) th in
  let after = el 4 (snd(strip_comb(rand(concl th)))) in
  let put = PART_MATCH (lhand o rand) PUT_OVERLAY after in
  let put = MP put (end_itlist CONJ (map (fun t -> if fst(strip_comb t) = `apart` then apart_rule ths t else arith_rule ths t) (conjuncts(lhand(concl put))))) in
  let put = CONV_RULE(RAND_CONV(ONCE_DEPTH_CONV stored_conv)) put in
  let th = CONV_RULE(RAND_CONV(RATOR_CONV(RAND_CONV(K put)))) th in
  let defs = map dest_eq (filter is_def (hyp th)) in
  let defs = filter (fun (v,_) -> exists (fun (v',_) -> v = v') pack_run.defs) defs in
  let final = rand(concl th) in
  let meta,goals,just = ttac defs (asl,vsubst [final,sv] (rand body)) in
  meta,goals,fun i gs -> eliminate (map (fun (v,_) -> v,assoc v defs) pack_run.defs) (EXISTS (w,final) (CONJ th (just i gs)));;
let GROUP_SIZE = prove
 (`sizes k h g c /\ i < g
   ==> ?r. (r = 8 \/ r = 6 \/ r = 4 \/ r = 2) /\ MIN (8 * (i + 1)) (2 * h) = 8 * i + r /\
           MIN (8 * i) (2 * h) = 8 * i /\ 8 * i + r <= 2 * h`,
  STRIP_TAC THEN
  ASM_CASES_TAC `i + 1 = g` THENL
   [EXISTS_TAC `2 * h - 8 * i`; EXISTS_TAC `8` THEN MP_TAC PACK_SIZES THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC] THEN
  UNDISCH_TAC `sizes k h g c` THEN REWRITE_TAC[sizes] THEN
  FIRST_X_ASSUM(SUBST_ALL_TAC o SYM) THEN POP_ASSUM(K ALL_TAC) THEN
  REWRITE_TAC[ARITH_RULE `(i + 1 = 5 <=> i = 4) /\ (i + 1 = 7 <=> i = 6) /\ (i + 1 = 9 <=> i = 8) /\
    (i + 1 = 12 <=> i = 11) /\ (i + 1 = 14 <=> i = 13) /\ (i + 1 = 16 <=> i = 15)`] THEN
  STRIP_TAC THEN ASM_REWRITE_TAC[] THEN CONV_TAC NUM_REDUCE_CONV);;
let HALF_LIMBS = prove
 (`(!j. D j < 536870912) /\ (!j. j < h ==> W' j = join32 (word(D(2 * j + 1))) (word(D(2 * j)))) /\
   8 * i + 2 * m + 2 <= 2 * h /\ a = W'(4 * i + m)
   ==> val(word_zx(lo32 a):int64) = D(8 * i + 2 * m) /\ val(word_zx(hi32 a):int64) = D(8 * i + 2 * m + 1)`,
  STRIP_TAC THEN SUBGOAL_THEN `4 * i + m < h` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_SIMP_TAC[LO32_JOIN; HI32_JOIN; HALF_DIGIT] THEN CONJ_TAC THEN AP_TERM_TAC THEN ARITH_TAC);;
(* What digits a turn packs, from the names of what it stores. *)
let group_fact asl defs sum r =
  (* In the order of packed_words, whatever order they were run in. *)
  let before x = match assoc x defs with
      Comb(Comb(Const("word_or",_),a),_) when can (assoc a) defs -> Some a | _ -> None in
  let rec chain x l = match before x with Some a -> chain a (x :: l) | None -> x :: l in
  let defs = map (fun x -> x,assoc x defs) (flat(map (fun t -> chain (rand(if is_times t then rand t else t)) []) (striplist (dest_binop plus) sum))) in
  let m1 = rand(find_term (fun t -> is_comb t && rator t = `limbs_at`) (snd(hd defs))) in
  let ths = map snd asl in
  let limbs = limbs_rule ctx m1 `w:int64` in
  let small = find (fun th -> concl th = `!j:num. D j < 536870912`) ths
  and digits = find (fun th -> aconv (concl th) digit_limbs) ths in
  let halves m =
    let limb = SPEC (vsubst [num m,`m:num`] `4 * i + m`) limbs in
    let limb = MP limb (arith_rule ths (lhand(concl limb))) in
    let bound = arith_rule ths (vsubst [num m,`m:num`] `8 * i + 2 * m + 2 <= 2 * h`) in
    CONV_RULE(BINOP_CONV(RAND_CONV(DEPTH_CONV NUM_MULT_CONV THENC DEPTH_CONV NUM_ADD_CONV))) (MATCH_MP HALF_LIMBS (CONJ small (CONJ digits (CONJ bound limb)))) in
  let vals = flat(map (fun m -> CONJUNCTS(halves m)) (0--(r / 2 - 1))) in
  let bounds = map (fun th -> EQ_MP (SYM(AP_THM (AP_TERM `(<):num->num->bool` th) `536870912`)) (SPEC (rand(rand(concl th))) small)) vals in
  let th = MATCH_MP (assoc r packed_by) (end_itlist CONJ (map (fun d -> ASSUME(mk_eq d)) defs @ bounds)) in
  TRANS (PURE_REWRITE_RULE vals th) (SYM(assoc r PACKED_SUMS));;
let LINEAR_TAC : tactic = fun (asl,w) ->
  ACCEPT_TAC(end_itlist CONJ (map (arith_rule (map snd asl)) (conjuncts w))) (asl,w);;
let PACK_TAC defs : tactic =
  CONJ_TAC THENL
   [X_GEN_TAC `j:num` THEN DISCH_TAC THEN
    W(fun (_,w) -> MP_TAC(PART_MATCH (lhand o rand) PUT_BELOW (lhand w))) THEN
    ANTS_TAC THENL [LINEAR_TAC; DISCH_THEN SUBST1_TAC] THEN FIRST_X_ASSUM MATCH_MP_TAC THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  MP_TAC GROUP_SIZE THEN ASM_REWRITE_TAC[] THEN DISCH_THEN(X_CHOOSE_THEN `r:num` MP_TAC) THEN
  DISCH_THEN(CONJUNCTS_THEN2 MP_TAC STRIP_ASSUME_TAC) THEN
  DISCH_THEN(REPEAT_TCL DISJ_CASES_THEN SUBST_ALL_TAC) THEN
  FIRST_X_ASSUM(fun th -> if is_eq(concl th) && is_binop `(+):num->num->num` (rand(concl th)) && can (find_term (fun t -> t = `MIN`)) (concl th)
    then SUBST1_TAC th else NO_TAC) THEN
  MATCH_MP_TAC PACK_NEXT THEN
  (CONJ_TAC THENL [ARITH_TAC; ALL_TAC]) THEN (CONJ_TAC THENL [LINEAR_TAC; ALL_TAC]) THEN
  (CONJ_TAC THENL
   [FIRST_X_ASSUM(fun th -> if concl th = `MIN (8 * i) (2 * h) = 8 * i` then
      FIRST_X_ASSUM(fun th' -> if can (find_term (fun t -> t = `packed`)) (concl th') then
        ACCEPT_TAC(PURE_REWRITE_RULE[th] th') else NO_TAC) else NO_TAC); ALL_TAC]) THEN
  (fun (asl,w) ->
    let r = dest_small_numeral(rand w |> rand) in
    ACCEPT_TAC(CONV_RULE(LAND_CONV(RAND_CONV(RAND_CONV(K(SYM(NUM_MULT_CONV(mk_binop times `29` (num r)))))))) (group_fact asl defs (lhand(lhand w)) r)) (asl,w));;
let PACK_LOOP = prove
 (mk_imp(list_mk_conj given,mk_imp(`!j:num. D j < 536870912`,loop_goal `i:num` `g:num` pack_j)),
  STRIP_TAC THEN DISCH_TAC THEN MP_TAC PACK_SIZES THEN ANTS_TAC THENL [FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
  LOOP_BODY_TAC `i:num` `g:num` `8 * i + 8 <= 8 * g` THEN
  PACK_THEN(fun defs -> CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN PACK_TAC defs));;

(* ------------------------------------------------------------------------- *)
(* The addition: four limbs a turn, the carry in the flag C.                 *)
(* ------------------------------------------------------------------------- *)

let TURNS = known `word((val(word k:int64) MOD 18446744073709551616) DIV 4):int64 = word(k DIV 4)`;;
let BYTES_OF_LIMBS = known `word(8 * val(word k:int64) MOD 2305843009213693952):int64 = word(8 * k)`;;
let UPPER_OF_Z = WORD_RULE
 `word_add (word_add z (word(8 * (0 + 0)))) (word(8 * k)):int64 = word_add z (word(8 * ((k + 4 * 0) + 0)))`;;
let add_ctx = { ctx with bounds = map ASSUME [`(k + 4 * i) + 4 <= 2 * k`; `((4 * g + 14) + 4 * i) + 4 <= 6 * h`; `0 + 14 <= 14`];
  public_rules = TURNS :: BYTES_OF_LIMBS :: UPPER_OF_Z :: GROUPS :: [] };;
let at_end_of_pack trace = vsubst [`g:num`,`i:num`] (before_pack (at(snd l_pack)) trace wc);;
let to_add = run add_ctx (at_end_of_pack `t:event list`) [fst l_add];;
let before_add flags pc trace contents = literal pc
  ["x2",at_ `w:int64` `4 * g` 0; "x3",`word k:int64`; "x4",`word(2 * h):int64`; "x5",at_ `z:int64` `k + 4 * i` 0; "x6",`word(k DIV 4 - i):int64`;
   "x27",at_ `w:int64` `(4 * g + 14) + 4 * i` 0; "x28",`s28:int64`; "x31",at_ `stack:int64` `0` 4] [] flags
  (memory contents wc frame) trace;;
let turn_add = block_trace `i:num` add_ctx (before_add flags_tm (at(fst l_add)) `t:event list` zc) [];;
let zc' = `Z':num->int64`;;
let sum_so_far = `value (\j. Z'(k + j)) (4 * i) + 2 EXP (256 * i) * bitval fc =
  value (\j. Z(k + j)) (4 * i) + value (\j. W((4 * g + 14) + j)) (4 * i)`;;
let add_j trace = invariant `i:num` (zc' :: xv (7--15) @ flag_vars)
  (before_add flags_tm (loop_pc `i:num` `k DIV 4` l_add) (loop_trace_tm turn_add `i:num` trace) zc')
  [sum_so_far; `!j. k + 4 * i <= j ==> Z' j:int64 = Z j`];;
let UPPER_4 =
  let th = CONV_RULE(TOP_DEPTH_CONV BETA_CONV) (SPECL [`\j. A(e + j):int64`; `i:num`] (value_block 4)) in
  PURE_REWRITE_RULE(map (fun m -> SPECL [`e:num`; `4 * i`; num m] ADD_ASSOC) (0--3)) th;;
let UPPER_KEPT = prove
 (`value (\j. upd ((e + i) + m) v A (e + j)) i = value (\j. A(e + j)) i`,
  MATCH_MP_TAC VALUE_EXT THEN REWRITE_TAC[upd] THEN REPEAT STRIP_TAC THEN
  COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let EXP_4 = prove(`2 EXP (256 * (i + 1)) = 2 EXP (256 * i) * 2 EXP 256`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; EXP_ADD; MULT_CLAUSES]);;
let ADD_STEP = prove
 (`!c. V + B * c = X + Y /\ D + K * c' = c + E + F'
   ==> (V + B * D) + (B * K) * c' = (X + B * E) + Y + B * F':num`,
  GEN_TAC THEN STRIP_TAC THEN
  MATCH_MP_TAC(ARITH_RULE `B * (D + K * c') = B * (c + E + F') /\ V + B * c = X + Y
    ==> (V + B * D) + (B * K) * c' = (X + B * E) + Y + B * F':num`) THEN ASM_REWRITE_TAC[]);;
let ADD_LOOP = prove(under_given(loop_goal `i:num` `k DIV 4` (add_j `t:event list`)),
  STRIP_TAC THEN SUBGOAL_THEN `k = 4 * k DIV 4 /\ k <= 56 /\ (4 * g + 14) + k <= 6 * h` STRIP_ASSUME_TAC THENL
   [MP_TAC(for_sizes `k = 4 * k DIV 4 /\ k <= 56 /\ (4 * g + 14) + k <= 6 * h`) THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  LOOP_BODY_TAC `i:num` `k DIV 4` `(k + 4 * i) + 4 <= 2 * k /\ ((4 * g + 14) + 4 * i) + 4 <= 6 * h` THEN
  BLOCK_THEN add_ctx [] (fun defs -> CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    CONJ_TAC THENL
     [REWRITE_TAC[UPPER_4; UPPER_KEPT; EXP_4] THEN PUT_TAC [] THEN
      MATCH_MP_TAC ADD_STEP THEN EXISTS_TAC `bitval fc` THEN
      CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
      (fun (asl,w) ->
        let same = find (fun th -> is_forall(concl th) && lhand(concl(SPEC_ALL th)) = `k + 4 * i <= j:num`) (map snd asl) in
        let facts = map (fun m -> AP_TERM val_tm (MATCH_MP same (SPECL [`k + 4 * i`; num m] LE_ADD))) (0--3) in
        ACCEPT_TAC(CHAIN_RULE (chain_facts defs [] facts) w) (asl,w));
      X_GEN_TAC `j:num` THEN DISCH_TAC THEN
      SUBGOAL_THEN `k + 4 * i <= j /\ ~(j = (k + 4 * i) + 0) /\ ~(j = (k + 4 * i) + 1) /\
        ~(j = (k + 4 * i) + 2) /\ ~(j = (k + 4 * i) + 3)` STRIP_ASSUME_TAC THENL
       [POP_ASSUM MP_TAC THEN ARITH_TAC; ASM_SIMP_TAC[upd]]]));;

(* ------------------------------------------------------------------------- *)
(* From the digits to the return.                                            *)
(* ------------------------------------------------------------------------- *)

let end_start trace = literal (at (snd l_digits_last)) ["x4",`word(2 * h):int64`; "x27",at_ `w:int64` `4 * g` 14;
  "x31",at_ `stack:int64` `0` 0] [] flags_tm (memory zc wc frame) trace;;
let pack_trace = trace_of (run add_ctx (end_start `t:event list`) [fst l_pack]).final;;
let pack_at = vsubst [pack_trace,`t:event list`] pack_j;;
let packed_trace = loop_trace_tm turn_pack `g:num` pack_trace;;
let add_trace = vsubst [packed_trace,`t:event list`] (trace_of to_add.final);;
let end_run = run add_ctx (vsubst [`k DIV 4`,`i:num`] (before_add flags_tm (at(snd l_add))
  (loop_trace_tm turn_add `k DIV 4` add_trace) zc)) [];;
let end_trace = trace_of end_run.final;;
let end_final = mk_abs(`s:state`,list_mk_exists(`carry:bool` :: zc' :: wc' :: xv ([2] @ (4--17)) @ flag_vars,
  mk_conj(mk_eq(`s:state`,literal `x30:int64` (["x0",`word(bitval carry):int64`; "x3",`word k:int64`;
    "x28",`s28:int64`; "x31",at_ `stack:int64` `0` 14] @ saved_registers) [] flags_tm (memory zc' wc' frame) end_trace),
   `value (\j. Z'(k + j)) k + 2 EXP (64 * k) * bitval carry = value (\j. Z(k + j)) k + packed D (2 * h)`)));;
let digits_given = [`!j:num. D j < 536870912`; vsubst [wc,wc'] digit_limbs; `packed D (2 * h) < 2 EXP (64 * k)`];;
let CARRY_WORD_OUT = prove
 (`awc (word 0) (word 0) c = word(bitval c)`,
  REWRITE_TAC[awc; VAL_WORD_0; ADD_CLAUSES]);;
let ALL_PACKED = prove
 (`sizes k h g c /\ packed D (2 * h) < 2 EXP (64 * k) /\
   (value A (6 * h) DIV 2 EXP (64 * (4 * g + 14))) MOD 2 EXP (29 * MIN (8 * g) (2 * h)) = packed D (MIN (8 * g) (2 * h))
   ==> value (\j. A((4 * g + 14) + j)) k = packed D (2 * h)`,
  STRIP_TAC THEN MP_TAC(for_sizes `MIN (8 * g) (2 * h) = 2 * h /\ 64 * k <= 29 * 2 * h /\ (4 * g + 14) + k <= 6 * h`) THEN
  ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o check (can (find_term (fun t -> t = `value`)) o concl)) THEN ASM_REWRITE_TAC[] THEN
  DISCH_THEN(MP_TAC o AP_TERM `\x. x MOD 2 EXP (64 * k)`) THEN
  ASM_SIMP_TAC[MOD_LT; MOD_MOD_EXP_MIN; ARITH_RULE `a <= b ==> MIN b a = a`] THEN
  ASM_SIMP_TAC[VALUE_PART]);;
let END = prove
 (mk_imp(list_mk_conj(given @ digits_given),mk_exists(`s':state`,
   mk_conj(vsubst [end_start `t:event list`,`s:state`] `reach (rd,wr) s s'`,mk_comb(end_final,`s':state`)))),
  STRIP_TAC THEN
  SUBGOAL_THEN `~(0 = g) /\ ~(0 = k DIV 4) /\ 4 * k DIV 4 = k /\ 0 + 14 <= 14 /\ 256 * k DIV 4 = 64 * k` STRIP_ASSUME_TAC THENL
   [MP_TAC(for_sizes `~(0 = g) /\ ~(0 = k DIV 4) /\ 4 * k DIV 4 = k /\ 0 + 14 <= 14 /\ 256 * k DIV 4 = 64 * k`) THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  VIA_TAC (mk_comb(pack_at,`0`))
   (BLOCK_THEN add_ctx [fst l_pack] (fun _ ->
     CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
     CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; REWRITE_TAC[MULT_CLAUSES; ARITH_RULE `MIN 0 n = 0`; EXP; MOD_1; packed]])) THEN
  THROUGH_LOOP_TAC `g:num` pack_at (MP (from_given (INST [pack_trace,`t:event list`] PACK_LOOP)) (ASSUME `!j:num. D j < 536870912`)) THEN
  W(fun (_,w) ->
    let words = contents 1 (state_of_goal w) in
    let add_at = vsubst [words,wc] (add_j add_trace) in
    VIA_TAC (mk_comb(add_at,`0`))
     (BLOCK_THEN add_ctx [fst l_add] (fun _ ->
       CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN REWRITE_TAC START)) THEN
    THROUGH_LOOP_TAC `k DIV 4` add_at (from_given (INST [words,wc; add_trace,`t:event list`] ADD_LOOP))) THEN
  BLOCK_THEN add_ctx [] (fun defs ->
    let out = find (fun (_,e) -> can (PART_MATCH lhand CARRY_WORD_OUT) e) defs in
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN EXISTS_TAC (rand(snd out)) THEN
    FIT_TAC (ACCEPT_TAC(TRANS (ASSUME(mk_eq out)) (PART_MATCH lhand CARRY_WORD_OUT (snd out))) ORELSE LEAF_TAC []) THEN
    FIRST_X_ASSUM(MP_TAC o check (is_eq o concl) o check (can (find_term (fun t -> t = `bitval`)) o concl)) THEN
    ASM_REWRITE_TAC[] THEN DISCH_THEN SUBST1_TAC THEN AP_TERM_TAC THEN MATCH_MP_TAC ALL_PACKED THEN ASM_REWRITE_TAC[]));;
