(* The theorems of mul_narrow and sqr_narrow, CORRECT and SAFE, from those of their parts.
   Loaded after narrow_whole.ml and narrow_start.ml. *)

let frame_limbs = scratch + 478;;
let frame_tm = num frame_limbs and frame_bytes = num(8 * frame_limbs);;

(* ------------------------------------------------------------------------- *)
(* What the parts require follows of the whole frame.                        *)
(* ------------------------------------------------------------------------- *)

let LINKED_AT_SKIP = prove
 (`!l a p n A l' M. apart (a,4 * LENGTH l) (p,8 * n)
     ==> (linked_at (mem_of (CONS (p,n,A) l') M) a addresses l <=> linked_at (mem_of l' M) a addresses l)`,
  LIST_INDUCT_TAC THEN REWRITE_TAC[linked_at] THEN
  SPEC_TAC(`h:item`,`h:item`) THEN MATCH_MP_TAC item_INDUCT THEN REWRITE_TAC[linked_at; LENGTH] THEN
  REPEAT STRIP_TAC THEN FIRST_ASSUM(ASSUME_TAC o MATCH_MP APART_PART) THEN
  (BINOP_TAC THENL
    [FIRST_X_ASSUM(MP_TAC o SPECL [`0`; `4`; `0`; `8 * n`]) THEN REWRITE_TAC[WORD_ADD_0] THEN
     ANTS_TAC THENL [ARITH_TAC; SIMP_TAC[MEM_OF_SKIP_BYTES]];
     FIRST_X_ASSUM(MP_TAC o SPECL [`4`; `4 * LENGTH(t:item list)`; `0`; `8 * n`]) THEN
     REWRITE_TAC[WORD_ADD_0] THEN ANTS_TAC THENL [ARITH_TAC; ASM_SIMP_TAC[]]]));;
let APART_PARTS = prove
 (`e + k <= f /\ f + l <= 2 EXP 64 \/ f + l <= e /\ e + k <= 2 EXP 64
   ==> apart (word_add p (word e):int64,k) (word_add p (word f),l)`,
  REWRITE_TAC[apart] THEN REPEAT STRIP_TAC THEN POP_ASSUM MP_TAC THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word e)) (word i):int64 = word_add p (word(e + i))`;
    WORD_RULE `word_add p x = word_add p y <=> x = y:int64`] THEN REWRITE_TAC[GSYM VAL_EQ] THEN
  SUBGOAL_THEN `val(word(e + i):int64) = e + i /\ val(word(f + j):int64) = f + j` (fun th -> REWRITE_TAC[th]) THEN
  REPEAT CONJ_TAC THEN TRY(MATCH_MP_TAC VAL_WORD_64) THEN ASM_ARITH_TAC);;

let rec required_rule asl tm =
  try premise_rule asl tm with Failure _ ->
  match strip_comb tm with
    Const("apart",_),[a; c] ->
      let p,e = base_of(lhand a) and q,f = base_of(lhand c) in
      let th = INST [p,`p:int64`; e,`e:num`; f,`f:num`; rand a,`k:num`; rand c,`l:num`] APART_PARTS in
      at_base(MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th)))))
  | Const("linked_at",_),[m; a; ads; l] when is_comb m ->
      if is_const(lhand m) then
        let th = PURE_REWRITE_CONV[MEM_OF_NIL] tm in EQ_MP (SYM th) (required_rule asl (rand(concl th)))
      else
      let th = PART_MATCH (lhand o rand) LINKED_AT_SKIP tm in
      let premise = lhand(concl th) in
      let conv = RATOR_CONV(RAND_CONV(RAND_CONV(K(code_length narrow_code)))) in
      let eq = conv premise in
      let th = MP th (EQ_MP (SYM eq) (required_rule asl (rand(concl eq)))) in
      EQ_MP (SYM th) (required_rule asl (rand(concl th)))
  | Const("!",_),_ ->
      let eq = DEPTH_CONV BETA_CONV tm in
      let c = rand(concl eq) in
      let body = snd(strip_forall c) in
      EQ_MP (SYM eq) (try find (fun th -> aconv (concl th) c) asl with Failure _ ->
        let x,body = dest_forall c in
        let h,e = dest_imp body in ignore body; GEN x (DISCH h (REFL(lhand e))))
  | _ -> failwith("required_rule: " ^ string_of_term tm);;

(* ------------------------------------------------------------------------- *)
(* From the start to the return, the parts of the frame being places.        *)
(* ------------------------------------------------------------------------- *)

let x_number = `\b. &(bignum M (word_add x (word(64 * b))) 8):int` and
    y_number_at = `\b. &(bignum M (word_add y (word(64 * b))) 8):int`;;
let is_static tm = match strip_comb tm with
    Const("linked_at",_),_ | Const("!",_),_ -> false | _ -> true;;
let both_given = itlist (fun tm l -> if mem tm l then l else tm :: l)
  (start_given @ filter is_static given @ flat(map (callee_given start_written) [product,product_code; "pack_29",`pack_29_code`])) [];;
let under_both c = mk_imp(list_mk_conj both_given,c);;
let plain_begin = start_literal `M:int64->byte`;;
let MEM_INIT = prove
 (`mem_of l M = M ==> mem_of (CONS (p,n,limbs_at M p) l) M = M`,REWRITE_TAC[MEM_OF_INIT]);;
let rec mem_init m tm =
  if is_const(lhand tm) then PURE_REWRITE_CONV[MEM_OF_NIL] tm else
  let p,nA = dest_pair(lhand(lhand tm)) in
  let inner = mk_comb(mk_comb(`mem_of`,rand(lhand tm)),rand tm) in
  MP (INST [p,`p:int64`; fst(dest_pair nA),`n:num`; rand(lhand tm),`l:(int64#num#(num->int64))list`; m,`M:int64->byte`] MEM_INIT)
     (mem_init m inner);;

let full_trace = vsubst [unpacked_trace,`t:event list`] whole_trace;;
let product_of_s = vsubst [y_at,`y:int64`] `bignum (MEMORY s) x (8 * n) * bignum (MEMORY s) y (8 * n)`;;
let result = vsubst [product_of_s,`p:num`; frame_tm,`k:num`]
 `bignum (MEMORY s') z (16 * n) = p /\ keeps_registers s s' /\ changes_only [z,8 * 16 * n; stack,8 * k] s s'`;;

(* The theorem of the parts from the last call of unpack_29 on, for the literal that they
   begin with. *)
let whole_from asl lit =
  let m2 = memory_of lit in
  let at p = list_mk_comb(`limbs_at`,[m2; p]) in
  let theta = [m2,`M:int64->byte`; `M:int64->byte`,`M0:int64->byte`; x_number,`X:num->int`; y_number_at,`Y:num->int`;
    at `z:int64`,Z; at `stack:int64`,S; at `columns:int64`,COLS; at `dd:int64`,D] in
  let begins = vsubst theta clear_begin in
  let initial = mem_init m2 (memory_of begins) in
  let begins = rand(concl(PURE_REWRITE_CONV[initial] begins)) in
  let th = INSTANTIATE_ALL (term_match [] begins lit) (INST theta KARATSUBA) in
  let th = MP th (end_itlist CONJ (map (required_rule asl) (conjuncts(lhand(concl th))))) in
  PURE_REWRITE_RULE[initial] th;;
(* |- limbs_at m saved (0 + k) = xi: what was saved is restored. *)
let restored asl m =
  let limbs = limbs_rule start_ctx m `saved:int64` in
  map (fun k ->
    let th = SPEC (vsubst [num k,`k:num`] `0 + k`) limbs in
    let th = MP th (numeral_fact(lhand(concl th))) in
    let r = rand(concl th) in
    TRANS th (find (fun th -> is_eq(concl th) && lhand(concl th) = r) asl)) (0--8);;
let TAKE_TAC : tactic =
  CONV_TAC(LAND_CONV(TOP_DEPTH_CONV BETA_CONV)) THEN
  DISCH_THEN(CHOOSE_THEN(CONJUNCTS_THEN2 ASSUME_TAC
   (REPEAT_TCL CHOOSE_THEN (CONJUNCTS_THEN2 SUBST_ALL_TAC
     (fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th))))));;
let reached_from lit asl = find (fun th -> match strip_comb(concl th) with
  Const("reach",_),[_; s; _] -> s = lit | _ -> false) asl;;

(* Only z and the frame have changed, of which all other buffers are parts. *)
let outside_z = `~(val(word_sub a z:int64) < 8 * 16 * n)`;;
let outside_frame = vsubst [frame_tm,`k:num`] `~(val(word_sub a stack:int64) < 8 * k)`;;
let outside_parts asl =
  let part e n =
    let th = SPECL [e; n] (MATCH_MP OUTSIDE_PART (ASSUME outside_frame)) in
    MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th)))) in
  let at_place (p,n) =
    let place = find (fun th -> is_eq(concl th) && lhand(concl th) = p) asl in
    PURE_REWRITE_RULE[SYM place] (part (rand(rand(rand(concl place)))) (mk_binop times `8` n)) in
  ASSUME outside_z :: PURE_REWRITE_RULE[WORD_ADD_0] (part `0` (mk_binop times `8` stack_limbs)) ::
  map at_place ([`columns:int64`,`288`; `dd:int64`,`20`; `xb:int64`,`80`; `saved:int64`,`10`] @
    (if same_block then [] else [`yb:int64`,`80`]));;
let rec unchanged outside tm =
  match rator tm with
    Comb(Comb(Const("mem_of",_),l),_) ->
      let th = if is_const l then AP_THM (REWR_CONV MEM_OF_NIL (rator tm)) (rand tm) else
        let th = PART_MATCH (lhand o rand) MEM_OF_OUTSIDE tm in
        MP th (find (fun out -> concl out = lhand(concl th)) outside) in
      TRANS th (unchanged outside (rand(concl th)))
  | _ -> REFL tm;;
let CHANGED_TAC : tactic =
  REWRITE_TAC[changes_only; MEM; PAIR_EQ; MEMORY] THEN X_GEN_TAC `a:int64` THEN DISCH_TAC THEN
  SUBGOAL_THEN (mk_conj(outside_z,outside_frame)) (CONJUNCTS_THEN ASSUME_TAC) THENL
   [CONJ_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN REWRITE_TAC[];
    with_facts (fun asl w -> unchanged (outside_parts asl) (lhand w)) ACCEPT_TAC];;

let COMBINED = prove
 (under_both(vsubst [plain_begin,`s:state`] (reaches [mk_eq(`TRACE s'`,full_trace); result])),
  DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN
  with_facts (fun asl _ ->
    let th = INST [`limbs_at M xb`,XB; `limbs_at M yb`,YB; `limbs_at M saved`,S] STARTED in
    let th = MP th (end_itlist CONJ (map (required_rule asl) (conjuncts(lhand(concl th))))) in
    PURE_REWRITE_RULE[mem_init `M:int64->byte` (start_memory `limbs_at M xb` `limbs_at M yb` `limbs_at M saved`)] th)
   (fun th -> MP_TAC th) THEN
  TAKE_TAC THEN
  with_facts (fun asl _ -> reached_from plain_begin asl)
   (fun reached ->
     with_facts (fun asl _ -> whole_from asl (rand(concl reached))) (fun th -> MP_TAC th) THEN
     TAKE_TAC THEN
     with_facts (fun asl _ -> reached_from (rand(concl reached)) asl,restored asl (memory_of(rand(concl reached))))
      (fun (reached2,restored) ->
        EXISTS_TAC (rand(concl reached2)) THEN
        CONJ_TAC THENL [ACCEPT_TAC(trans reached reached2); ALL_TAC] THEN
        PURE_REWRITE_TAC[PC; XREG; TRACE; MEMORY] THEN CONV_TAC(ONCE_DEPTH_CONV REGS_READ_CONV) THEN
        PURE_REWRITE_TAC restored THEN
        CONJ_TAC THENL [REFL_TAC; ALL_TAC] THEN CONJ_TAC THENL [REFL_TAC; ALL_TAC] THEN
        CONJ_TAC THENL
         [SUBGOAL_THEN `8 * 16 * n <= 2 EXP 64` (fun th -> REWRITE_TAC[MATCH_MP BIGNUM_MEM_OF th]) THENL
           [MATCH_MP_TAC(ARITH_RULE `n <= 8 ==> 8 * 16 * n <= 2 EXP 64`) THEN FIRST_ASSUM ACCEPT_TAC;
            FIRST_ASSUM ACCEPT_TAC]; ALL_TAC] THEN
        CONJ_TAC THENL [KEEPS_TAC; CHANGED_TAC])));;

(* ------------------------------------------------------------------------- *)
(* The theorems.                                                             *)
(* ------------------------------------------------------------------------- *)

let routine_code = lhand(concl narrow_code);;
let callees = ["unpack_29",`unpack_29_code`; product,product_code; "pack_29",`pack_29_code`];;
let sources = [`x:int64`] @ (if same_block then [] else [`y:int64`]);;
let LENGTH_CODE = code_length narrow_code;;
(* What is required of a memory m; the code's bytes are `length`. *)
let required m length =
  let apart_tm p n q k = list_mk_comb(`apart`,[mk_pair(p,n); mk_pair(q,k)]) in
  let limbs n = mk_binop times `8` n in
  let outputs = [`z:int64`,limbs `16 * n`; `stack:int64`,limbs frame_tm] in
  let from (p,n) = map (fun (q,k) -> apart_tm p n q k) outputs in
  let allowed r (p,n) = list_mk_comb(`allowed`,[r; p; n]) in
  [list_mk_comb(`linked_at`,[m; `pc:int64`; `addresses:string->int64`; routine_code])] @
  map (fun (name,code) -> list_mk_comb(`code_at`,[m; at_routine name; code])) callees @
  [`val(stack:int64) MOD 16 = 0`; `0 < n`; `n <= 8`] @
  flat(map from ((`pc:int64`,length) ::
    map (fun (name,code) -> at_routine name,mk_binop times `4` (mk_icomb(`LENGTH:A list->num`,code))) callees @
    map (fun p -> p,limbs `8 * n`) sources)) @
  [apart_tm `z:int64` (limbs `16 * n`) `stack:int64` (limbs frame_tm);
   apart_tm `stack:int64` (limbs frame_tm) `z:int64` (limbs `16 * n`)] @
  [allowed `wr:int64->bool` (el 0 outputs); allowed `rd:int64->bool` (el 1 outputs); allowed `wr:int64->bool` (el 1 outputs)] @
  map (fun p -> allowed `rd:int64->bool` (p,limbs `8 * n`)) sources;;
let placed = map (fun tm -> rand tm,lhand tm) places;;
let public_arguments = [`pc:int64`; `z:int64`] @ sources @ [`n:num`; `stack:int64`; `addresses:string->int64`];;
let trace_function = list_mk_abs(public_arguments @ [`t:event list`],vsubst placed full_trace);;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,public_arguments @ [`TRACE s`]));;
let top = mk_eq(vsubst placed (pointer `saved:int64` `0` (Int 10)),
  vsubst [frame_tm,`k:num`] `word_add stack (word(8 * (0 + k))):int64`);;
let FRAME_TOP = prove(top,CONV_TAC(DEPTH_CONV NUM_ADD_CONV THENC DEPTH_CONV NUM_MULT_CONV) THEN
  REWRITE_TAC[TWO_STEPS] THEN CONV_TAC(DEPTH_CONV NUM_ADD_CONV) THEN REFL_TAC);;
let frame_begin = rand(concl(PURE_REWRITE_CONV[FRAME_TOP] (vsubst placed plain_begin)));;
let FROM_LITERAL = prove
 (mk_imp(list_mk_conj(required `M:int64->byte` (rand(concl LENGTH_CODE))),
   vsubst [frame_begin,`s:state`] (reaches [trace_is trace_function; result])),
  DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN
  with_facts (fun asl _ ->
    let th = INST placed COMBINED in
    MP th (end_itlist CONJ (map (required_rule asl) (conjuncts(lhand(concl th))))))
   (fun th -> MP_TAC(PURE_REWRITE_RULE[FRAME_TOP] th)) THEN
  PURE_REWRITE_TAC[TRACE] THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN REWRITE_TAC[]);;

let arguments =
  let x i v = vsubst [num i,`i:num`; v,`v:int64`] `XREG s i = v` in
  let code,others = chop_list (1 + length callees) (required `MEMORY s` (lhand(concl LENGTH_CODE))) in
  list_mk_conj(code @ [`PC s = pc`; x 0 `z:int64`] @
    List.mapi (fun i p -> x (i + 1) p) sources @ [x (1 + length sources) `word(8 * n):int64`;
    x 31 (vsubst [frame_bytes,`k:num`] `word_add stack (word k):int64`)] @ others);;
let spec_vars = `s:state` :: public_arguments @ [`rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;
let CORRECT,SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;
