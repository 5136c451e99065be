(* The products of blocks, of differences of blocks, and what comes after: the second half
   of the machine-side proofs of mul_narrow and sqr_narrow. *)

(* ------------------------------------------------------------------------- *)
(* A call of the routine that adds products.                                 *)
(* ------------------------------------------------------------------------- *)

let register lit k = List.nth (dest_list(lhand(el 1 (snd(strip_comb lit))))) k;;
let product_callee = { address = at_routine product; full = PRODUCT_CALL };;
let product_args lit = [register lit 0,`z:int64`; register lit 1,`x:int64`; register lit 2,`y:int64`];;
let goal_literal w = rand(rator(lhand(snd(dest_exists w))));;
let memory_of lit = el 4 (snd(strip_comb lit));;

(* The state after it, for the trace. *)
let product_state lit = call_state ctx calls product_callee (product_args lit) lit;;
let product_trace v lit stops =
  let called = run ctx lit call_offsets in
  let after = run ctx (product_state called.final) stops in
  list_mk_abs([v; trace_of lit],trace_of after.final);;

(* What it did to the columns. *)
let PRODUCT_CALLED = prove
 (`(?d. (!i. i < 36 ==> limbs_at M' (word_add p (word(8 * (18 * b + 0)))) i =
                        word_add (limbs_at m (word_add p (word(8 * (18 * b + 0)))) i) (iword(d i))) /\
        product_columns m x y d) /\
   (!i. i < 288 ==> limbs_at m p i = A i) /\
   (!i. i < 288 ==> 8 * i + 8 <= 8 * (18 * b + 0) \/ 8 * (18 * b + 0) + 8 * 36 <= 8 * i ==> limbs_at M' p i = A i) /\
   18 * b + 36 <= 288 /\ n <= 8
   ==> product_at b n A (limbs_at M' p) m x y`,
  REWRITE_TAC[product_at] THEN
  DISCH_THEN(CONJUNCTS_THEN2 (X_CHOOSE_THEN `d:num->int` (CONJUNCTS_THEN2 (LABEL_TAC "gain") ASSUME_TAC))
   (CONJUNCTS_THEN2 (LABEL_TAC "before") (CONJUNCTS_THEN2 (LABEL_TAC "beside") STRIP_ASSUME_TAC))) THEN
  SUBGOAL_THEN `!M i. limbs_at M (word_add p (word(8 * (18 * b + 0)))) i = limbs_at M p (18 * b + i)` ASSUME_TAC THENL
   [REPEAT GEN_TAC THEN REWRITE_TAC[limbs_at] THEN AP_TERM_TAC THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
  EXISTS_TAC `d:num->int` THEN ASM_REWRITE_TAC[] THEN CONJ_TAC THENL
   [X_GEN_TAC `i:num` THEN DISCH_TAC THEN USE_THEN "gain" (MP_TAC o C MATCH_MP (ASSUME `i < 36`)) THEN
    ASM_REWRITE_TAC[] THEN DISCH_THEN SUBST1_TAC THEN AP_THM_TAC THEN AP_TERM_TAC THEN
    USE_THEN "before" MATCH_MP_TAC THEN ASM_ARITH_TAC;
    X_GEN_TAC `k:num` THEN DISCH_TAC THEN USE_THEN "beside" (MATCH_MP_TAC o REWRITE_RULE[IMP_IMP]) THEN ASM_ARITH_TAC]);;

(* Blocks that are nowhere written are what they are in M. *)
let READ32_APART = prove
 (`apart (p,80) (q,8 * n) ==> !w. w < 20
   ==> read32 (mem_of (CONS (q,n,A) l) M) (word_add p (word(4 * w))) = read32 (mem_of l M) (word_add p (word(4 * w)))`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[read32] THEN AP_TERM_TAC THEN MATCH_MP_TAC MEM_OF_SKIP_BYTES THEN
  FIRST_X_ASSUM(MP_TAC o SPECL [`4 * w`; `4`; `0`; `8 * n`] o MATCH_MP APART_PART) THEN
  REWRITE_TAC[WORD_ADD_0] THEN DISCH_THEN MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let words_rule asl m p =
  let w = `w:num` in
  let bound = ASSUME `w < 20` in
  let rec skip m =
    if is_const(lhand m) then
      REWR_CONV(prove(`read32 (mem_of [] M) a = read32 M a`,REWRITE_TAC[MEM_OF_NIL]))
       (list_mk_comb(`read32`,[m; vsubst [p,`p:int64`] `word_add p (word(4 * w)):int64`])) else
    let q,nA = dest_pair(lhand(lhand m)) in
    let ap = apart_rule asl (list_mk_comb(`apart`,[mk_pair(p,`80`); mk_pair(q,mk_binop times `8` (fst(dest_pair nA)))])) in
    let l = rand(lhand m) and c,m0 = rator(rator m),rand m in
    ignore c;
    let th = INST [snd(dest_pair nA),`A:num->int64`; l,`l:(int64#num#(num->int64))list`; m0,`M:int64->byte`]
      (MP (SPEC w (MATCH_MP READ32_APART ap)) bound) in
    TRANS th (skip (list_mk_comb(`mem_of`,[l; m0]))) in
  GEN w (DISCH `w < 20` (skip m));;

(* |- unpacked m p v, from unpacked M p v *)
let unpacked_rule asl m th =
  let p = rand(rator(concl th)) in
  EQ_MP (SYM(INST [rand(concl th),`v:int`] (MATCH_MP UNPACKED_EQ (words_rule asl m p)))) th;;

(* |- unpacked M (block b at p) (X b) *)
let unpacked_in_M asl p b = 
  let th = find (fun th -> match concl th with
    Comb(Const("!",_),Abs(_,Comb(_,Comb(Comb(Comb(Const("unpacked",_),_),q),_)))) -> fst(base_of q) = p | _ -> false) asl in
  let th = SPEC b th in MP th (arith_rule asl (lhand(concl th)));;
let with_facts f ttac : tactic = fun (asl,w) -> ttac (f (map snd asl) w) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* The products of blocks.                                                   *)
(* ------------------------------------------------------------------------- *)

let block_end p = pointer p `10 * n` (Int 0);;
let before_same pc contents frame trace = point pc
  ["x21",pointer `columns:int64` `18 * i` (Int 0); "x22",pointer `xb:int64` `10 * i` (Int 0); "x25",block_end `xb:int64`]
  [] (memory frame contents D) trace;;
let same_start = before_same (at(fst same)) COLS S `t:event list`;;
let turn_same = product_trace `i:num` same_start [];;
let y_blocks = if same_block then `xb:int64` else `yb:int64`;;
let y_number = if same_block then `X:num->int` else `Y:num->int`;;
let same_invariant trace = invariant_of_some `i:num` [COLS'; S']
  (before_same (loop_pc `i:num` `n:num` same) COLS' S' (loop_trace_tm turn_same `i:num` trace))
  [list_mk_comb(`same_columns n i X`,[y_number; COLS'])];;

(* From a literal at the call of the routine that adds products on, given |- is_block29 of both
   blocks; product_at is assumed. *)
let PRODUCT_TAC b blocks : tactic = fun (asl,w) ->
  let lit = goal_literal w in
  let m = memory_of lit in
  let contents = snd(dest_pair(snd(dest_pair(el 2 (dest_list(lhand m)))))) in
  let conclude : tactic = fun (asl,w) ->
    let ths = map snd asl in
    let gained = find (fun th -> is_exists(concl th)) ths
    and beside = find (fun th -> match concl th with
      Comb(Const("!",_),Abs(_,Comb(Comb(Const("==>",_),_),Comb(Comb(Const("==>",_),_),Comb(Comb(Const("=",_),_),Comb(a,_)))))) ->
        a = contents | _ -> false) ths in
    let bound = arith_rule ths (vsubst [b,`b:num`] `18 * b + 36 <= 288`) in
    ASSUME_TAC(MATCH_MP PRODUCT_CALLED (CONJ gained (CONJ (limbs_rule ctx m `columns:int64`)
      (CONJ beside (CONJ bound (ASSUME `n <= 8`)))))) (asl,w) in
  (MAP_EVERY ASSUME_TAC (CALLEE_STACK :: blocks) THEN
   CALL_TAC ctx calls product_callee (product_args lit) THEN conclude) (asl,w);;
let is_block th = CONJUNCT1(GEN_REWRITE_RULE I [unpacked] th);;
(* What square_add_29 wants to know of its blocks. *)
let equal_limbs m x y = vsubst [m,`M:int64->byte`; x,`x:int64`; y,`y:int64`]
  `!i. i < 18 ==> limb29 M y i = limb29 M x i`
and opposite_limbs m x y = vsubst [m,`M:int64->byte`; x,`x:int64`; y,`y:int64`]
  `!i. i < 18 ==> limb29 M y i = --limb29 M x i`;;
let same_limbs m x = DISJ1 (prove(equal_limbs m x x,REWRITE_TAC[])) (opposite_limbs m x x);;

let SAME = prove
 (under_given(loop_goal `i:num` `n:num` (same_invariant `t:event list`)),
  BODY_TAC `i:num` `n:num` `18 * i + 36 <= 288 /\ 10 * i + 10 <= 80` THEN
  RUN_TAC ctx call_offsets THEN
  with_facts (fun ths w -> let m = memory_of(goal_literal w) in
    map (fun p -> unpacked_rule ths m (unpacked_in_M ths p `i:num`)) [`xb:int64`; y_blocks])
   (fun blocks -> MAP_EVERY ASSUME_TAC blocks THEN
    PRODUCT_TAC `i:num` (map is_block blocks @ (if same_block
      then [let m = rand(rator(rator(concl(hd blocks)))) in same_limbs m (rand(rator(concl(hd blocks))))] else [])) THEN
    with_facts (fun ths _ -> same_pointer ths `xb:int64` `10 * i + 10` `10 * n + 0` `i + 1 = n`)
     (fun ended -> BLOCK_THEN ctx [] (fun _ ->
        CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_STATE_TAC (LEAF_TAC [ended]) THEN
        FIRST_ASSUM(fun th -> ACCEPT_TAC(MATCH_MP SAME_NEXT (CONJ (ASSUME `i < n:num`)
          (CONJ (ASSUME(list_mk_comb(`same_columns n i X`,[y_number; COLS']))) (CONJ th (end_itlist CONJ blocks))))))))));;

(* ------------------------------------------------------------------------- *)
(* Products of differences: turn i of row r takes blocks r and 1 + r + i.    *)
(* ------------------------------------------------------------------------- *)

let other = `1 + (r + i)`;;
let before_pair pc contents frame dd trace = point pc
  ["x21",pointer `columns:int64` `18 * (r + (1 + (r + i)))` (Int 0); "x22",pointer `xb:int64` `10 * r` (Int 0);
   "x23",pointer `xb:int64` `10 * (1 + (r + i))` (Int 0); "x24",pointer `columns:int64` `18 * (r + (1 + r))` (Int 0);
   "x25",block_end `xb:int64`] [] (memory frame contents dd) trace;;
let pair_start = before_pair (at(fst inner)) COLS S D `t:event list`;;
let turn_pair = product_trace `i:num` pair_start [];;
let pairs_are r j contents = list_mk_comb(`pair_columns n`,[r; j; `X:num->int`; y_number; contents]);;
let pair_invariant trace = invariant_of_some `i:num` [COLS'; S'; D']
  (before_pair (loop_pc `i:num` `n - (r + 1)` inner) COLS' S' D' (loop_trace_tm turn_pair `i:num` trace))
  [pairs_are `r:num` other COLS'];;

(* |- read32 m (p + 4 * w) = ..., for a numeral w, by what is known of the names in defs. *)
let word_conv defs tm =
  let address = RAND_CONV(RAND_CONV(RAND_CONV NUM_MULT_CONV) THENC
    (PTR_CONV ORELSEC (REWRITE_CONV[WORD_ADD_0]))) in
  let named tm = if is_comb tm && is_var(rand tm) && can (assoc (rand tm)) defs
    then RAND_CONV(K(ASSUME(mk_eq(rand tm,assoc (rand tm) defs)))) tm else failwith "named" in
  (address THENC read_rule ctx THENC TOP_DEPTH_CONV(named THENC TRY_CONV halves_conv)) tm;;
(* |- !w. w < 20 ==> read32 m (q + 4 * w) = f (read32 m (p + 4 * w)) ... *)
let words_are defs tm =
  let cases = EXPAND_CASES_CONV tm in
  let one tm =
    let l,r = dest_eq tm in
    let rec right tm = match tm with
        Comb(Comb(Const("read32",_),_),_) -> word_conv defs tm
      | Comb(f,a) -> MK_COMB(right f,right a)
      | _ -> REFL tm in
    TRANS (word_conv defs l) (SYM(right r)) in
  EQ_MP (SYM cases) (end_itlist CONJ (map one (conjuncts(rand(concl cases)))));;
let difference_words m q a b = vsubst [m,`M:int64->byte`; q,`q:int64`; a,`a:int64`; b,`b:int64`]
  `!w. w < 20 ==> read32 M (word_add q (word(4 * w))) =
     word_sub (read32 M (word_add a (word(4 * w)))) (read32 M (word_add b (word(4 * w))))`;;
let negated_words m q p = vsubst [m,`M:int64->byte`; q,`q:int64`; p,`p:int64`]
  `!w. w < 20 ==> read32 M (word_add q (word(4 * w))) = word_neg(read32 M (word_add p (word(4 * w))))`;;
let difference_of_x = start_of `dd:int64` and difference_of_y = pointer `dd:int64` `0` (Int 10);;
(* |- is_block29 and block29 of both differences, and how their limbs compare. *)
let differences defs ths m =
  let block p b = unpacked_rule ths m (unpacked_in_M ths p b) in
  let subtract q p i j =
    let u = block p i and v = block p j in
    MATCH_MP DIFFERENCE (CONJ (words_are defs (difference_words m q (rand(rator(concl u))) (rand(rator(concl v))))) (CONJ u v)) in
  let x = subtract difference_of_x `xb:int64` `r:num` other in
  let y = if same_block
    then MATCH_MP NEGATED (CONJ (words_are defs (negated_words m difference_of_y difference_of_x)) (CONJUNCT1 x))
    else subtract difference_of_y `yb:int64` other `r:num` in
  let numbers th = CONJUNCT1(CONJUNCT2 th) in
  let y_is = if same_block then TRANS (TRANS (numbers y) (AP_TERM `int_neg` (numbers x)))
      (INT_ARITH(mk_eq(`--(X r - X (1 + (r + i))):int`,`X (1 + (r + i)) - X r:int`)))
    else numbers y in
  [CONJUNCT1 x; CONJUNCT1 y] @
  (if same_block then [DISJ2 (equal_limbs m difference_of_x difference_of_y) (CONJUNCT2(CONJUNCT2 y))] else []),
  numbers x,y_is;;

let RUN_THEN ctx stops ttac : tactic = fun (asl,w) ->
  let s0 = goal_literal w in
  let r = run ctx s0 stops in
  let g = ON_TAC r.reached (asl,w) in
  let (_,[goal],_) = g in
  let meta,goals,just = ttac r.defs goal in
  let (_,_,outer) = g in
  meta,goals,fun i ths -> eliminate r.defs (outer i [just i ths]);;

let PAIR = prove
 (under_given(mk_imp(`r + 1 < n`,loop_goal `i:num` `n - (r + 1)` (pair_invariant `t:event list`))),
  DISCH_THEN(fun given -> DISCH_TAC THEN MP_TAC given) THEN
  BODY_TAC `i:num` `n - (r + 1)`
   `18 * (r + (1 + (r + i))) + 36 <= 288 /\ 10 * r + 10 <= 80 /\ 10 * (1 + (r + i)) + 10 <= 80 /\ r < 1 + (r + i) /\ 1 + (r + i) < n /\ r < n` THEN
  RUN_THEN ctx call_offsets (fun defs ->
    with_facts (fun ths w -> differences defs ths (memory_of(goal_literal w)))
     (fun (blocks,x_is,y_is) -> PRODUCT_TAC `r + (1 + (r + i))` blocks THEN
      with_facts (fun ths _ -> same_pointer ths `xb:int64` `10 * (1 + (r + i)) + 10` `10 * n + 0` `i + 1 = n - (r + 1)`)
       (fun ended -> BLOCK_THEN ctx [] (fun _ ->
         CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_STATE_TAC (LEAF_TAC [ended]) THEN
         REWRITE_TAC[ARITH_RULE `1 + (r + (i + 1)) = (1 + (r + i)) + 1`] THEN
         FIRST_ASSUM(fun th -> ACCEPT_TAC(MATCH_MP PAIR_NEXT (CONJ (ASSUME `r < 1 + (r + i)`) (CONJ (ASSUME `1 + (r + i) < n`)
          (CONJ (ASSUME(pairs_are `r:num` other COLS')) (CONJ th (CONJ x_is y_is))))))))))));;

(* ------------------------------------------------------------------------- *)
(* Rows.                                                                     *)
(* ------------------------------------------------------------------------- *)

let before_row pc contents frame dd trace = point pc
  ["x22",pointer `xb:int64` `10 * r` (Int 0); "x23",pointer `xb:int64` `10 * (1 + r)` (Int 0);
   "x24",pointer `columns:int64` `18 * (r + (1 + r))` (Int 0); "x25",block_end `xb:int64`] [] (memory frame contents dd) trace;;
let row_enters = trace_of (run ctx (before_row (at(fst outer)) COLS S D `t:event list`) [fst inner]).final;;
let row_left = vsubst [`n - (r + 1)`,`i:num`] (before_pair (at(snd inner)) COLS S D
  (loop_trace_tm turn_pair `i:num` row_enters));;
let turn_row = list_mk_abs([`r:num`; `t:event list`],trace_of (run ctx row_left []).final);;
let rows_are = list_mk_comb(`\Y C'. if r = n - 1 then pair_columns n (n - 2) n X Y C'
  else pair_columns n r (1 + r) X Y C'`,[y_number; COLS']) |> BETAS_CONV |> concl |> rand;;
let rows_invariant trace = invariant_of_some `r:num` [`x21:int64`; COLS'; S'; D']
  (before_row (loop_pc `r:num` `n - 1` outer) COLS' S' D' (loop_trace_tm turn_row `r:num` trace)) [rows_are];;

let ROW_NEXT = prove
 (`r + 1 < n ==> pair_columns n r n X Y C
   ==> if r + 1 = n - 1 then pair_columns n (n - 2) n X Y C else pair_columns n (r + 1) (1 + (r + 1)) X Y C`,
  REPEAT STRIP_TAC THEN COND_CASES_TAC THENL
   [SUBGOAL_THEN `n - 2 = r` (fun th -> ASM_REWRITE_TAC[th]) THEN ASM_ARITH_TAC;
    REWRITE_TAC[ARITH_RULE `1 + (r + 1) = r + 2`] THEN MATCH_MP_TAC PAIR_ROW THEN ASM_REWRITE_TAC[]]);;
let ROW_ENDS = prove(`r + 1 < n ==> 1 + (r + (n - (r + 1))) = n`,ARITH_TAC);;
let row_trace = vsubst [loop_trace_tm turn_row `r:num` `t:event list`,`t:event list`] row_enters;;
let this_pair = pair_invariant row_trace;;
let this_PAIR = INST [row_trace,`t:event list`] PAIR;;
let ROWS = prove
 (under_given(loop_goal `r:num` `n - 1` (rows_invariant `t:event list`)),
  BODY_TAC `r:num` `n - 1` `r + 1 < n /\ ~(0 = n - (r + 1)) /\ 10 * r + 10 <= 80` THEN
  RULE_ASSUM_TAC(fun th -> if is_cond(concl th) then REWRITE_RULE[ASSUME `~(r = n - 1)`] th else th) THEN
  VIA_TAC (mk_comb(this_pair,`0`))
   (BLOCK_THEN ctx [fst inner] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_STATE_TAC (LEAF_TAC START) THEN
      PURE_REWRITE_TAC[ADD_0] THEN FIRST_ASSUM ACCEPT_TAC)) THEN
  THROUGH_LOOP_TAC `n - (r + 1)` this_pair (MP (from_given this_PAIR) (ASSUME `r + 1 < n`)) THEN
  RULE_ASSUM_TAC(PURE_REWRITE_RULE[MATCH_MP ROW_ENDS (ASSUME `r + 1 < n`)]) THEN
  with_facts (fun ths _ -> same_pointer ths `xb:int64` `10 * r + 20` `10 * n + 0` `r + 1 = n - 1`)
   (fun ended -> BLOCK_THEN ctx [] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_STATE_TAC (LEAF_TAC [ended]) THEN
      FIRST_ASSUM(ACCEPT_TAC o MATCH_MP (MATCH_MP ROW_NEXT (ASSUME `r + 1 < n`))))));;
