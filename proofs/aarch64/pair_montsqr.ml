(* pair_montsqr: Montgomery squaring, count times, modulo two numbers at once, one in the low halves
   of the words (`lo`), one in the high halves (`hi`); numbers are as in pair_montmul.ml.

   PAIR_MONTSQR_CORRECT: from every state with the code at the program counter, the arguments in X0 to X4
   and 160 bytes of stack, where the buffers may be accessed and what is written overlaps nothing else, the
   machine reaches the return address with the number in z squared count times (`squarings`: each time
   (z^2 + q * n) / 2^(174 m) for an integer q, |q| < 1.01 * 2^(174 m)), for both lanes, and nothing else has
   changed that a caller relies on.

   PAIR_MONTSQR_SAFE: what an observer sees is a function of the addresses, of m and of count. *)

needs "pair_whole.ml";;
needs "elf.ml";;

let pair_montsqr_code = define_code "pair_montsqr";;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows. W holds the quotients, Y twice the blocks of Z, *)
(* S the stack frame.                                                        *)
(* ------------------------------------------------------------------------- *)

let conditions = [`val(stack:int64) MOD 16 = 0`; `5 <= m`; `m <= 12`];;
let given,ctx0 = context_of pair_montsqr_code conditions
  ["rw",`z:int64`,`20 * m`; "rw",`w:int64`,`20 * m`; "rw",`y:int64`,`20 * m`; "rw",`stack:int64`,`20`; "r",`n:int64`,`46 * m`]
  [] [] [] pair_publics;;
let l_double,l_again,l_outer,l_xy1,l_q1,u_outer,l_q2,l_xy2 = match loops_of pair_montsqr_code with
    [a;b;c;d;e;f;g;h] -> a,b,c,d,e,f,g,h | _ -> failwith "loops";;
let yc = `Y:num->int64`;;
let in_z = plain `z:int64` zc `20 * m` and in_y = doubled `y:int64` yc `20 * m` zc
and in_w = plain `w:int64` wc `20 * m` and in_n = plain `n:int64` n_limbs `46 * m`;;
let blocks_given = [`pair_blocks Z m`; `double_blocks Y Z m`; `pair_blocks (limbs_at M n) m`];;
(* The frame: a word of it counts the squarings that are left. *)
let counted k = subst [k,`k:num`] `upd (0 + 9) (word(count - k):int64) FR`;;
let memory_with frame = vsubst [frame,sc] `mem_of [z,20*m,Z; w,20*m,W; y,20*m,Y; stack,20,S] M`;;
let given_turn = given @ [`k < count`; `count < 2 EXP 64`];;
let routine = { code = pair_montsqr_code; given = given_turn; ctx = ctx0; blocks = blocks_given; other = number_in zc;
  outer = l_outer; columns = u_outer; memory = memory_with (counted `k:num`) };;

let again_registers = filter (fun (x,_) -> not (mem x ["x21";"x23"])) frame_registers;;
let again_secrets = [wc; yc] @ xv ((5--17) @ (19--28)) @ v_vars @ flag_vars;;

let xy_lower = blocks_loop routine l_xy1 in_z in_y;;
let q_lower = blocks_loop routine l_q1 in_w in_n;;
let q_upper = blocks_loop routine l_q2 in_w in_n;;
let xy_upper = blocks_loop routine l_xy2 in_z in_y;;

(* ------------------------------------------------------------------------- *)
(* A column's square, if its blocks are odd in number: `square_if`.          *)
(* ------------------------------------------------------------------------- *)

let BIT_0_ODD = prove(`bit 0 (word n:int64) <=> ODD n`,
  REWRITE_TAC[BIT_WORD; DIMINDEX_64; EXP; DIV_1; ARITH]);;
let NEXT_WORD = WORD_RULE `word_add (word q) (word 1):int64 = word(1 + q)`;;
let SQUARE_BOUNDS = prove
 (`ODD n /\ b + 1 = a + n /\ n DIV 2 = h /\ b < m ==> a + h < m /\ 20 * (a + h) + 20 <= 20 * m /\ n - 2 * h = 1`,
  STRIP_TAC THEN
  FIRST_X_ASSUM(X_CHOOSE_THEN `k:num` SUBST_ALL_TAC o REWRITE_RULE[ODD_EXISTS]) THEN
  RULE_ASSUM_TAC(REWRITE_RULE[ARITH_RULE `SUC(2 * k) DIV 2 = k`]) THEN ASM_ARITH_TAC);;
let SQUARE_NONE = prove
 (`~ODD n /\ n DIV 2 = h ==> n - 2 * h = 0`,
  REWRITE_TAC[NOT_ODD] THEN STRIP_TAC THEN
  FIRST_X_ASSUM(X_CHOOSE_THEN `k:num` SUBST_ALL_TAC o REWRITE_RULE[EVEN_EXISTS]) THEN
  RULE_ASSUM_TAC(REWRITE_RULE[ARITH_RULE `(2 * k) DIV 2 = k`]) THEN ASM_ARITH_TAC);;
(* From `head`, where x6 is at block a + h of z and x20 is q: the products of n blocks, half of
   them there already, become those of all. *)
let square_if r head n =
  let mid = `a + h` in
  let state pc trace = literal pc ["x6",vsubst [mid,`e:num`] `word_add z (word(8 * (20 * e + 0))):int64`; "x20",`word q:int64`] [] flags_tm r.memory trace in
  let ctx = {r.ctx with bounds = [ASSUME `20 * (a + h) + 20 <= 20 * m`]; public_rules = [NEXT_WORD];
    public = [`q:num`; `a:num`; `h:num`] @ r.ctx.public} in
  let start = state (at head) `t:event list` in
  let test = (run ctx start []).final in
  let exit,next = match hd(snd(strip_comb test)) with
      Comb(Comb(_,exit),next) -> exit,next | _ -> failwith "square_if" in
  let stop = dest_small_numeral(rand(rand exit)) in
  let odd = mk_comb(`ODD`,n) in
  let square = run ctx (list_mk_comb(`State`,next :: tl(snd(strip_comb test)))) [stop] in
  let trace = mk_cond(odd,trace_of square.final,trace_of test) in
  let put = vsubst [n,`n:num`] in
  let half ln v = plus_int v (products_of in_z in_y ln `a:num` `b:num` `h:num`)
  and all ln v = plus_int v (products_of in_z in_z ln `a:num` `b:num` n) in
  let j0 = mk_abs(`s:state`,list_mk_exists(block_secrets @ [`x7:int64`; `x19:int64`],list_mk_conj
    [mk_eq(`s:state`,start); gathered_is (half `lo` `Vlo:int`) [`aa:num`;`bb:num`;`mm:num`;`rr:num`;`ss:num`] acc_lo;
     gathered_is (half `hi` `Vhi:int`) [`aa:num`;`bb:num`;`mm:num`;`rr:num`;`ss:num`] acc_hi]))
  and j1 = mk_abs(`s:state`,list_mk_exists(block_secrets @ [`x6:int64`; `x7:int64`; `x19:int64`],list_mk_conj
    [mk_eq(`s:state`,literal exit ["x20",`word q:int64`] [] flags_tm r.memory trace);
     gathered_is (all `lo` `Vlo:int`) [`aa:num`;`bc:num`;`mc:num`;`rr:num`;`ss:num`] acc_lo;
     gathered_is (all `hi` `Vhi:int`) [`aa:num`;`bc:num`;`mc:num`;`rr:num`;`ss:num`] acc_hi])) in
  let premise = list_mk_conj(map put [`b + 1 = a + n`; `n DIV 2 = h`; `b < m`; `bb + n - 2 * h = bc`; `mm + n - 2 * h = mc`] @ in_z.known `m:num`) in
  let goal = list_mk_forall([`s:state`],mk_imp(mk_comb(j0,`s:state`),
    mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,mk_comb(fresh_bound j1,`s':state`))))) in
  let odd_facts = UNDISCH_ALL(REWRITE_RULE[IMP_CONJ] (INST [n,`n:num`] SQUARE_BOUNDS))
  and even_fact = UNDISCH_ALL(REWRITE_RULE[IMP_CONJ] (INST [n,`n:num`] SQUARE_NONE)) in
  (* What the products and the counts of the end are in terms of those before. *)
  let ends case remainder =
    let column ln = PURE_REWRITE_RULE[case; COND_CLAUSES; ASSUME(put `n DIV 2 = h`)]
      (MP (INST [number_in zc ln,`X:num->int`] (SPECL [n; `a:num`; `b:num`] SQUARE_COLUMN)) (ASSUME(put `b + 1 = a + n`))) in
    map column [`lo`; `hi`] @ map (fun t -> SYM(PURE_REWRITE_RULE[remainder] (ASSUME(put t)))) [`bb + n - 2 * h = bc`; `mm + n - 2 * h = mc`] in
  let END_TAC case remainder : tactic =
    FINISH_TAC THEN (fun (asl,w) ->
      let s1 = find_term (fun t -> fst(strip_comb t) = `State`) w in
      let same ln : tactic = fun (asl,w) -> (PURE_REWRITE_TAC(ends case remainder) THEN
        SAME_TAC [] (fact gathered_tm (lane_accs ln s1) asl)) (asl,w) in
      (FIT_TAC (PURE_REWRITE_TAC[case; COND_CLAUSES] THEN REFL_TAC) THEN
       CONJ_TAC THENL [same `lo`; same `hi`]) (asl,w)) in
  let to_case case = PURE_REWRITE_TAC[BIT_0_ODD; case; NOT_CLAUSES; COND_CLAUSES] in
  let theorem = prove(mk_imp(list_mk_conj r.given,mk_imp(premise,goal)),
    STRIP_TAC THEN STRIP_TAC THEN GEN_TAC THEN OPEN_TAC THEN RUN_THEN ctx [] KEEP_TAC THEN
    ASM_CASES_TAC odd THENL
     [STRIP_ASSUME_TAC odd_facts THEN to_case (EQT_INTRO(ASSUME odd)) THEN
      RUN_THEN ctx [stop] (fun defs s0 s1 -> GATHER_TAC (zc,mid) (zc,mid) (old_gathered s0) defs s1) THEN
      END_TAC (EQT_INTRO(ASSUME odd)) (ASSUME(put `n - 2 * h = 1`));
      ASSUME_TAC even_fact THEN to_case (EQF_INTRO(ASSUME(mk_neg odd))) THEN
      END_TAC (EQF_INTRO(ASSUME(mk_neg odd))) (ASSUME(put `n - 2 * h = 0`))]) in
  j0,j1,theorem;;
let square_lower = square_if routine (snd l_xy1) `1 + q`;;
let square_upper = square_if routine (snd l_xy2) `q:num`;;

(* ------------------------------------------------------------------------- *)
(* The products of a column of the lower half.                               *)
(* ------------------------------------------------------------------------- *)

let HALF_WORD = prove
 (`c < 100 ==> word((val(word c:int64) MOD 18446744073709551616) DIV 2):int64 = word(c DIV 2) /\
               (word(c DIV 2):int64 = word 0 <=> 0 = c DIV 2)`,
  STRIP_TAC THEN SUBGOAL_THEN `val(word c:int64) = c /\ c MOD 18446744073709551616 = c` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THENL [MATCH_MP_TAC VAL_WORD_64; MATCH_MP_TAC MOD_LT] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `c DIV 2 < 100 /\ 0 < 100` (fun th -> REWRITE_TAC[MATCH_MP SMALL_WORDS th; EQ_SYM_EQ]) THEN
  ASM_ARITH_TAC);;
let half_facts c =
  let th = UNDISCH(INST [c,`c:num`] HALF_WORD) in CONJUNCT1 th,CONJUNCT2 th;;
let SQUARE_IF_TAC (j0,j1,th) theta : tactic = fun (asl,w) ->
  let s0 = literal_of w in
  let js,th' = at_state given_turn s0 theta ([j0; j1],th) asl in
  ENTER_TAC (hd js,last js,th') (FIT_TAC (state_leaf []) THEN same_gathered [] s0) (asl,w);;
let MULTIPLY_TAC : tactic =
  let half,none = half_facts `u:num` in
  SUBGOAL_THEN `u < 100` ASSUME_TAC THENL
   [MP_TAC(ASSUME `u <= 10`) THEN ARITH_TAC; ALL_TAC] THEN
  RUN_THEN (low_context routine [half]) [] (fun defs s0 s1 ->
    DIGIT_REGISTERS_TAC defs s1 THEN GATHER_TAC (zc,`0`) (yc,`0 + (u + 1)`) fresh_fact defs s1) THEN
  PC_TAC [none] THEN
  BLOCKS_LOOP_TAC given_turn xy_lower [`0`;`u + 1`;`u DIV 2`;`1`;`m:num`;`2 * u + 1`;`2`;`2`;`1`;`0`] (`Ulo:int`,`Uhi:int`)
    [none] [] THEN
  SQUARE_IF_TAC square_lower
   ([`Ulo:int`,`Vlo:int`; `Uhi:int`,`Vhi:int`] @ map2 nums [`0`; `u + 1`; `u + 1`; `1 + u DIV 2`] ["a"; "b"; "q"; "h"] @
    map2 nums [`2 * u + 1`; `2 + 2 * u DIV 2`; `2 + 2 * u DIV 2`; `1`; `0`; `1 + (u + 1)`; `1 + (u + 1)`] ["aa"; "bb"; "mm"; "rr"; "ss"; "bc"; "mc"]);;
let lower = lower_half routine q_lower MULTIPLY_TAC;;

(* ------------------------------------------------------------------------- *)
(* The beginning: registers are saved, and the blocks of z are doubled.      *)
(* ------------------------------------------------------------------------- *)

let double_ =
  let ctx = {ctx0 with bounds = [ASSUME `20 * i + 20 <= 20 * m`]} in
  let state contents pc trace = literal pc
    ["x7",at_ `z:int64` `i:num` 0; "x14",at_ `y:int64` `i:num` 0; "x15",`word(m - i):int64`] [] flags_tm
    (vsubst [contents,yc] (memory_with sc)) trace in
  let turn = block_trace `i:num` ctx (state yc (at(fst l_double)) `t:event list`) [] in
  let j = invariant `i:num` (yc :: map (List.nth v_vars) ((26--31) @ (34--47)))
    (state yc (loop_pc `i:num` `m:num` l_double) (loop_trace_tm turn `i:num` `t:event list`)) [`double_blocks Y Z i`] in
  j,prove(mk_imp(list_mk_conj given,mk_imp(`m <= 12`,loop_goal `i:num` `m:num` j)),
    STRIP_TAC THEN DISCH_TAC THEN REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
    SUBGOAL_THEN `~(i = m:num) /\ 20 * i + 20 <= 20 * m /\ m < 2 EXP 64` STRIP_ASSUME_TAC THENL
     [REPEAT(FIRST_X_ASSUM(MP_TAC o check (is_arith o concl))) THEN ARITH_TAC; ALL_TAC] THEN
    MP_TAC(SPECL [`i:num`; `m:num`] COUNTER) THEN
    ANTS_TAC THENL [CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
    REWRITE_TAC[ASSUME `~(i:num = m)`] THEN
    BLOCK_THEN ctx [] (fun defs ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
      (fun (asl,w) ->
        let y1 = lhand(rator w) in
        let ex = expansions defs in
        let word k = let th = limb_conv(mk_comb(y1,vsubst [num k,`k:num`] `20 * i + k`)) in TRANS th (ex(rand(concl th))) in
        (MATCH_MP_TAC(INST [yc,`B:num->int64`] DOUBLE_PUT) THEN CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
         CONJ_TAC THENL [MATCH_ACCEPT_TAC(blocks_below yc y1 `i:num`); ALL_TAC] THEN
         CONV_TAC EXPAND_CASES_CONV THEN PURE_REWRITE_TAC(map word (0--19)) THEN REPEAT CONJ_TAC THEN REFL_TAC) (asl,w))));;
let start = literal (at 0) (["x0",at_ `z:int64` `0` 0; "x1",at_ `n:int64` `0` 0; "x2",at_ `w:int64` `0` 0; "x3",`word m:int64`; "x4",`word count:int64`;
  "x31",frame_end] @ callers_x) callers_v flags_tm (memory_with sc) `t:event list`;;
let PTR_Y = prove
 (`y = word_add w (word(160 * m))
   ==> word_add (word_add w (word(8 * (20 * 0 + 0)))) (word_mul (word m) (word 160)):int64 = word_add y (word(8 * (20 * 0 + 0)))`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; WORD_ADD_0] THEN CONV_TAC WORD_RULE);;
let ctx_start = {ctx0 with
  bounds = map ASSUME [`0 + 20 <= 20`; `20 * 0 + 20 <= 20 * m`; `20 * 0 + 20 <= 46 * m`];
  aligned = frame_aligned; public = `count:num` :: ctx0.public; public_rules = [UNDISCH PTR_Y]};;
let r0 = run ctx_start start [fst l_double];;

let z0 = `Z0:num->int64`;;
let lane_numbers = [`lo`,`nlo:int`; `hi`,`nhi:int`];;
let squared ln n k z = subst [ln,`ln:int64->int`; n,`n:int`; k,`k:num`; z,zc]
  `squarings (radix pow m) n k (number_of (blk ln Z0) m) (number_of (blk ln Z) m)`;;
let bounded ln n z = subst [ln,`ln:int64->int`; n,`n:int`; z,zc] `abs(number_of (blk ln Z) m) < &2 pow 8 * n`;;
let again_fn = `EA:num->event list->event list`;;
let again_j trace = invariant `k:num` (zc :: again_secrets)
  (literal (loop_pc `k:num` `count:num` l_again) again_registers [] flags_tm
    routine.memory (loop_trace_tm again_fn `k:num` trace))
  ([`pair_blocks Z m`; `double_blocks Y Z m`] @ map (fun (ln,n) -> squared ln n `k:num` zc) lane_numbers @
   map (fun (ln,n) -> bounded ln n zc) lane_numbers);;
let start_z = vsubst [z0,zc] start;;
let started_frame = contents 3 r0.final;;
(* The frame has the count already, in whatever order its words were stored. *)
let STARTED_COUNT =
  let UPD_SAME = prove(`f i = v ==> upd i (v:A) f = f`,
    REWRITE_TAC[upd; FUN_EQ_THM] THEN REPEAT STRIP_TAC THEN COND_CASES_TAC THEN ASM_REWRITE_TAC[]) in
  let counts = prove(mk_eq(mk_comb(started_frame,`0 + 9`),`word count:int64`),
    PURE_REWRITE_TAC[UPD_APPLY] THEN CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[]) in
  MATCH_MP UPD_SAME counts;;
let start_goal trace = mk_imp(list_mk_conj (given @ [`y = word_add w (word(160 * m)):int64`; `0 < count`; `pair_blocks Z0 m`] @ map (fun (ln,n) -> bounded ln n z0) lane_numbers),
  mk_exists(`s':state`,mk_conj(mk_comb(mk_comb(`reach (rd,wr)`,start_z),`s':state`),
   list_mk_comb(vsubst [started_frame,`FR:num->int64`] (fresh_bound (again_j trace)),[`0`; `s':state`]))));;
let SMALL_BOUNDS = prove(`5 <= m ==> 20 * 0 + 20 <= 20 * m /\ 20 * 0 + 20 <= 46 * m /\ 0 + 20 <= 20 /\ ~(0 = m)`,ARITH_TAC);;
let DOUBLE_NONE = prove(`double_blocks Y Z 0`,REWRITE_TAC[double_blocks; LT]);;

let start_trace = let tr = trace_of (find_term (fun t -> fst(strip_comb t) = `State`) (fst double_)) in
  vsubst [`m:num`,`i:num`; trace_of r0.final,`t:event list`] tr;;
let STARTED = prove(start_goal start_trace,
  STRIP_TAC THEN MP_TAC SMALL_BOUNDS THEN ANTS_TAC THENL [FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
  SUBGOAL_THEN `(0 = count) = F` ASSUME_TAC THENL [MP_TAC(ASSUME `0 < count`) THEN ARITH_TAC; ALL_TAC] THEN
  RUN_THEN ctx_start [fst l_double] KEEP_TAC THEN
  (fun (asl,w) -> let s0 = literal_of w in
    let js,th = at_state given s0 [] ([fst double_],snd double_) asl in 
    (ENTER_TAC (mk_comb(fresh_bound (hd js),`0`),mk_comb(fresh_bound (hd js),`m:num`),MATCH_MP LOOP th)
       (FIT_TAC (LEAF_TAC [ASSUME `~(0 = m)`; LOOP_TRACE_0; SUB_0]) THEN REWRITE_TAC[DOUBLE_NONE])) (asl,w)) THEN
  PURE_REWRITE_TAC[REFL_CLAUSE; COND_CLAUSES] THEN FINISH_TAC THEN
  FIT_TAC (LEAF_TAC [LOOP_TRACE_0; SUB_0; STARTED_COUNT; ASSUME `(0 = count) = F`]) THEN
  ASM_REWRITE_TAC[squarings] THEN FIRST_ASSUM ACCEPT_TAC);;

(* ------------------------------------------------------------------------- *)
(* The upper half: block v of z is stored, and block v of y, twice as much.  *)
(* ------------------------------------------------------------------------- *)

(* Blocks from v + 1 on are the same, and no others belong to column v. *)
let SQUARES_ABOVE = prove
 (`!f. (!j. 20 * v <= j ==> C j = Z j:int64) /\ v < m - 1
   ==> products (blk f C) (blk f C) (v + 1) (m - 1) (m - (v + 1)) = products (blk f Z) (blk f Z) (v + 1) (m - 1) (m - (v + 1))`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `!j. v <= j ==> blk f C j = blk f Z j` ASSUME_TAC THENL
   [REPEAT STRIP_TAC THEN MATCH_MP_TAC BLK_EXT THEN REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `!k. k <= m - (v + 1) ==> products (blk f C) (blk f C) (v + 1) (m - 1) k = products (blk f Z) (blk f Z) (v + 1) (m - 1) k`
   (fun th -> MATCH_MP_TAC th THEN REWRITE_TAC[LE_REFL]) THEN
  INDUCT_TAC THEN REWRITE_TAC[products] THEN DISCH_TAC THEN
  SUBGOAL_THEN `k <= m - (v + 1) /\ v <= (v + 1) + k /\ v <= m - 1 - k` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ASM_SIMP_TAC[]]);;
let OUTSIDE = ARITH_RULE(mk_imp(`j < 20 * v \/ 20 * v + 20 <= j`,list_mk_conj(
  map (fun k -> mk_neg(mk_eq(`j:num`,mk_binop plus `20 * v` (num k)))) (0--19))));;
let DOUBLE_STORED = prove
 (`double_blocks B A m /\ (!j. j < 20 * v \/ 20 * v + 20 <= j ==> B1 j = B j:int64) /\
   (!j. j < 20 * v \/ 20 * v + 20 <= j ==> A1 j = A j:int64) /\
   (!t. t < 20 ==> B1(20 * v + t) = double_pair(A1(20 * v + t)))
   ==> double_blocks B1 A1 m`,
  REWRITE_TAC[double_blocks] THEN STRIP_TAC THEN X_GEN_TAC `i:num` THEN X_GEN_TAC `t:num` THEN STRIP_TAC THEN
  ASM_CASES_TAC `i = v:num` THENL [ASM_SIMP_TAC[]; ALL_TAC] THEN
  SUBGOAL_THEN `20 * i + t < 20 * v \/ 20 * v + 20 <= 20 * i + t` ASSUME_TAC THENL [ASM_ARITH_TAC; ASM_SIMP_TAC[]]);;
(* |- double_blocks y1 z1 m, from that of the contents before block b of both was stored. *)
let doubled_block defs b (z0,z1) (y0,y1) before =
  let ex = expansions defs in
  let word c k = let th = limb_conv(mk_comb(c,vsubst [b,`b:num`; num k,`k:num`] `20 * b + k`)) in TRANS th (ex(rand(concl th))) in
  let outside c1 c = derive(vsubst [c1,`B1:num->int64`; c,`B:num->int64`; b,`v:num`] `!j. j < 20 * v \/ 20 * v + 20 <= j ==> B1 j = B j:int64`,
    GEN_TAC THEN DISCH_THEN(fun th -> PURE_REWRITE_TAC(map (MATCH_MP UPD_MISS) (CONJUNCTS(MATCH_MP OUTSIDE th)))) THEN REFL_TAC) in
  let words = derive(vsubst [y1,`B1:num->int64`; z1,`A1:num->int64`; b,`v:num`] `!t. t < 20 ==> B1(20 * v + t) = double_pair(A1(20 * v + t))`,
    CONV_TAC EXPAND_CASES_CONV THEN PURE_REWRITE_TAC(map (word y1) (0--19) @ map (word z1) (0--19)) THEN REPEAT CONJ_TAC THEN REFL_TAC) in
  MP (INST [y0,`B:num->int64`; z0,`A:num->int64`; y1,`B1:num->int64`; z1,`A1:num->int64`; b,`v:num`] DOUBLE_STORED)
    (end_itlist CONJ [before; outside y1 y0; outside z1 z0; words]);;
let DOUBLED_TAC defs states blocks : tactic =
  let z0,y0,z1,y1 = match states with [s0; s1] -> contents 0 s0,contents 2 s0,contents 0 s1,contents 2 s1 | _ -> failwith "DOUBLED_TAC" in
  let before = ASSUME(vsubst [y0,`B:num->int64`; z0,`A:num->int64`] `double_blocks B A m`) in
  match blocks with
    [b] -> ASSUME_TAC(doubled_block defs b (z0,z1) (y0,y1) before)
  | [b; b1] ->
      let moved = PURE_REWRITE_CONV block_after in
      let y_moved = moved y1 in
      let z2 = rand(concl(moved z1)) and y2 = rand(concl y_moved) in
      let first = doubled_block defs b (z0,before_block z2) (y0,before_block y2) before in
      ASSUME_TAC(CONV_RULE(RATOR_CONV(LAND_CONV(fun _ -> SYM y_moved))) (doubled_block defs b1 (before_block z2,z2) (before_block y2,y2) first))
  | _ -> failwith "DOUBLED_TAC";;
let SQUARE_PRODUCTS_TAC (lo,hi) : tactic = fun (asl,w) ->
  let counts = counts_of `lo` (literal_of w) asl in
  let aa,bb,mm,rr,ss = match counts with [a;b;c;d;e] -> a,b,c,d,e | _ -> failwith "SQUARE_PRODUCTS_TAC" in
  let pairs = `(m - (v + 1)) DIV 2` in
  let _,none = half_facts `m - (v + 1)` in
  let with_pairs t = mk_binop plus t (mk_binop times `2` pairs) and with_all t = mk_binop plus t `m - (v + 1)` in
  (PURE_REWRITE_TAC[none] THEN
   BLOCKS_LOOP_TAC given_turn xy_upper ([`v + 1`; `m - 1`; pairs; `0`; `m:num`] @ counts) (lo,hi) [BACK_0; none] [CONJUNCT1 products] THEN
   SQUARE_IF_TAC square_upper
    ([lo,`Vlo:int`; hi,`Vhi:int`] @ map2 nums [`v + 1`; `m - 1`; `m - (v + 1)`; mk_binop plus `0` pairs] ["a"; "b"; "q"; "h"] @
     map2 nums [aa; with_pairs bb; with_pairs mm; rr; ss; with_all bb; with_all mm] ["aa"; "bb"; "mm"; "rr"; "ss"; "bc"; "mc"])) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* The end of a squaring: one less is left.                                  *)
(* ------------------------------------------------------------------------- *)

let COUNT_FACTS = prove
 (`k < count /\ count < 2 EXP 64
   ==> word_sub (word(count - k)) (word 1):int64 = word(count - (k + 1)) /\
       (word(count - k):int64 = word 1 <=> k + 1 = count)`,
  STRIP_TAC THEN MP_TAC(SPECL [`k:num`; `count:num`] COUNTER) THEN
  ANTS_TAC THENL [ASM_REWRITE_TAC[]; STRIP_TAC] THEN ASM_REWRITE_TAC[] THEN
  POP_ASSUM(fun th -> REWRITE_TAC[SYM th]) THEN POP_ASSUM(fun th -> REWRITE_TAC[SYM th]) THEN CONV_TAC WORD_RULE);;
let upper = { registers = (fun v -> ["x26",at_ `y:int64` v 0]); free = [yc];
  stored = (fun z -> [vsubst [z,zc] `double_blocks Y Z m`]); operands = [`pair_blocks Z m`];
  rules = [fst(half_facts `m - (v + 1)`)]; products = SQUARE_PRODUCTS_TAC; store = DOUBLED_TAC;
  above = (fun ln -> MATCH_MP (SPEC ln SQUARES_ABOVE) (CONJ unchanged_above (ASSUME `v < m - 1`)));
  last = (fun trace -> literal (loop_pc `k + 1` `count:num` l_again) again_registers [] flags_tm
    (memory_with (counted `k + 1`)) trace);
  last_free = tl again_secrets;
  last_context = {ctx0 with aligned = frame_aligned; public = [`count:num`; `k:num`] @ ctx0.public;
    public_rules = [ASSUME `word_sub (word(count - k)) (word 1):int64 = word(count - (k + 1))`]};
  last_facts = FACTS_TAC COUNT_FACTS; last_leaf = [ASSUME `word(count - k):int64 = word 1 <=> k + 1 = count`; UPD_UPD] };;

let upper_part = upper_half routine upper q_upper;;
let last = last_half routine upper_part lower;;

(* ------------------------------------------------------------------------- *)
(* One squaring, and all of them.                                            *)
(* ------------------------------------------------------------------------- *)

let ctx_first = {ctx0 with bounds = first_bounds; public_rules = first_rules};;
let again_head = literal (at(fst l_again)) again_registers [] flags_tm routine.memory `t:event list`;;
let SQUARED = multiplication routine ctx_first (in_z,in_z) lower last upper_part again_head;;
(* The state before squaring k is one before k + 1. *)
let lasting = subtract (hyp SQUARED) (`k < count` :: [`pair_blocks Z m`; `double_blocks Y Z m`] @ map (fun (ln,n) -> bounded ln n zc) lane_numbers);;
let lane_number ln z = mk_comb(mk_comb(`number_of`,number_in z ln),`m:num`);;
let SQUARINGS_TAC ln z : tactic =
  REWRITE_TAC[GSYM ADD1; squarings; montgomery] THEN EXISTS_TAC (lane_number ln z) THEN
  CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC;;
let BELOW_TAC ln z : tactic =
  MATCH_MP_TAC(INST [lane_number ln z,`x:int`; lane_number ln z,`y:int`; `radix pow m`,`R:int`] MONTGOMERY_BOUND) THEN
  REWRITE_TAC[montgomery] THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC;;
(* SQUARED for the names of a literal. *)
let squared_from s =
  INST (filter (fun (t,v) -> is_var t && t <> v) (zip (components s) param_vars) @
    filter (fun (t,v) -> t <> v) (butlast(zip (contents_of s) (contents_of again_head))) @ [trace_of s,`t:event list`]) SQUARED;;
let again = again_j `t:event list`;;
let AGAIN_OPEN = TAC_PROOF((map (fun t -> "",ASSUME t) lasting,loop_goal2 `k:num` `count:num` again),
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
  SUBGOAL_THEN `(k = count:num) = F` (fun th -> PURE_REWRITE_TAC[th]) THENL
   [MP_TAC(ASSUME `k < count`) THEN ARITH_TAC; PURE_REWRITE_TAC[COND_CLAUSES]] THEN
  (fun (asl,w) -> let s0 = literal_of w in let z = contents 0 s0 in
  (MP_TAC(squared_from s0) THEN
   DISCH_THEN(X_CHOOSE_THEN `s1:state` (CONJUNCTS_THEN2 ASSUME_TAC MP_TAC)) THEN CHOOSE_ALL_TAC THEN
   DISCH_THEN(CONJUNCTS_THEN2 SUBST_ALL_TAC (MAP_EVERY ASSUME_TAC o CONJUNCTS)) THEN
   FIRST_X_ASSUM(fun th -> if fst(strip_comb(concl th)) <> `reach` then NO_TAC else
     EXISTS_TAC(rand(concl th)) THEN CONJ_TAC THENL [ACCEPT_TAC th; ALL_TAC]) THEN
   FIT_TAC (FIRST [REFL_TAC; TRACE_LEAF [`k:num`] `T`; LEAF_TAC []]) THEN
   CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
   CONJ_TAC THENL [SQUARINGS_TAC `lo` z; ALL_TAC] THEN CONJ_TAC THENL [SQUARINGS_TAC `hi` z; ALL_TAC] THEN
   CONJ_TAC THENL [BELOW_TAC `lo` z; BELOW_TAC `hi` z]) (asl,w)));;

(* ------------------------------------------------------------------------- *)
(* From the first instruction to the return.                                 *)
(* ------------------------------------------------------------------------- *)

let ctx_return = {ctx0 with bounds = [ARITH_RULE `0 + 20 <= 20`]; public = `count:num` :: ctx0.public; aligned = frame_aligned};;
let return_tm =
  let at_exit = literal (at(snd l_again)) again_registers [] flags_tm (memory_with (counted `count:num`)) `t:event list` in
  (run ctx_return at_exit []).final;;
let return_j trace = list_mk_abs([`s:state`],list_mk_exists(zc :: filter (fun v -> mem v (frees return_tm)) again_secrets,list_mk_conj(
  mk_eq(`s:state`,list_mk_comb(rator return_tm,[trace])) :: `pair_blocks Z m` :: map (fun (ln,n) -> squared ln n `count:num` zc) lane_numbers)));;
let again_t = again_j `t:event list`;;
let returned_trace = vsubst [list_mk_comb(`loop_trace`,[again_fn; `count:num`; `t:event list`]),`t:event list`] (trace_of return_tm);;
let RETURNED = TAC_PROOF((map (fun t -> "",ASSUME t) given,
    mk_forall(`s:state`,mk_imp(list_mk_comb(again_t,[`count:num`; `s:state`]),
      mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,mk_comb(snd(dest_abs(fresh_bound(mk_abs(`v:num`,return_j returned_trace)))),`s':state`)))))),
  GEN_TAC THEN OPEN_TAC THEN PURE_REWRITE_TAC[REFL_CLAUSE; COND_CLAUSES] THEN
  RUN_THEN ctx_return [] KEEP_TAC THEN FINISH_TAC THEN FIT_TAC (LEAF_TAC []) THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC);;
(* From the first instruction to the return. *)
let LITERAL_OPEN =
  let from_start = [start_trace,`t:event list`; started_frame,`FR:num->int64`] in
  let started = MP STARTED (end_itlist CONJ (map ASSUME (conjuncts(lhand(concl STARTED))))) in
  let looped = MATCH_MP LOOP (INST from_start AGAIN_OPEN) in
  go_on (go_on started looped) (INST from_start RETURNED);;

let LITERAL =
  let h = hd(filter is_forall (hyp LITERAL_OPEN)) in
  let vs,b = strip_forall h in
  let turn = list_mk_abs(vs,rand(rand b)) in
  let th = PROVE_HYP (TAC_PROOF(([],vsubst [turn,again_fn] h),REPEAT GEN_TAC THEN DISCH_TAC THEN
    CONV_TAC(LAND_CONV(RATOR_CONV BETA_CONV THENC BETA_CONV)) THEN REFL_TAC)) (INST [turn,again_fn] LITERAL_OPEN) in
  CONV_RULE limbs_conv th;;

(* ------------------------------------------------------------------------- *)
(* What the theorems say.                                                    *)
(* ------------------------------------------------------------------------- *)

(* What a lane of z and the prepared modulus at n must be for the modulus p. *)
let pair_operand = new_definition
 `pair_operand ln M z n m p <=>
    pair_modulus ln (limbs_at M n) m p /\ &0 < p /\ &2 pow 20 * p < radix pow m /\
    abs(pair_number ln M z m) < &2 pow 8 * p`;;
let arguments = `code_at (MEMORY s) pc pair_montsqr_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = n /\ XREG s 2 = w /\ XREG s 3 = word m /\ XREG s 4 = word count /\
  XREG s 31 = word_add stack (word 160) /\ val stack MOD 16 = 0 /\ 5 <= m /\ m <= 12 /\
  0 < count /\ count < 2 EXP 64 /\
  apart (pc,4 * LENGTH pair_montsqr_code) (z,8 * 20 * m) /\
  apart (pc,4 * LENGTH pair_montsqr_code) (w,8 * 40 * m) /\
  apart (pc,4 * LENGTH pair_montsqr_code) (stack,8 * 20) /\
  apart (z,8 * 20 * m) (w,8 * 40 * m) /\ apart (z,8 * 20 * m) (stack,8 * 20) /\
  apart (w,8 * 40 * m) (z,8 * 20 * m) /\ apart (w,8 * 40 * m) (stack,8 * 20) /\
  apart (stack,8 * 20) (z,8 * 20 * m) /\ apart (stack,8 * 20) (w,8 * 40 * m) /\
  apart (n,8 * 46 * m) (z,8 * 20 * m) /\ apart (n,8 * 46 * m) (w,8 * 40 * m) /\
  apart (n,8 * 46 * m) (stack,8 * 20) /\
  allowed rd z (8 * 20 * m) /\ allowed wr z (8 * 20 * m) /\
  allowed rd w (8 * 40 * m) /\ allowed wr w (8 * 40 * m) /\
  allowed rd stack (8 * 20) /\ allowed wr stack (8 * 20) /\ allowed rd n (8 * 46 * m) /\
  pair_blocks (limbs_at (MEMORY s) z) m /\ prepared (limbs_at (MEMORY s) n) m /\
  pair_operand lo (MEMORY s) z n m nlo /\ pair_operand hi (MEMORY s) z n m nhi`;;
let result_in changes = vsubst [changes,`l:(int64#num)list`]
 `pair_blocks (limbs_at (MEMORY s') z) m /\
  squarings (radix pow m) nlo count (pair_number lo (MEMORY s) z m) (pair_number lo (MEMORY s') z m) /\
  squarings (radix pow m) nhi count (pair_number hi (MEMORY s) z m) (pair_number hi (MEMORY s') z m) /\
  keeps_registers s s' /\ changes_only l s s'`;;
let result = result_in `[(z:int64),8 * 20 * m; w,8 * 40 * m; stack,8 * 20]`
and result_apart = result_in `[(z:int64),8 * 20 * m; w,8 * 20 * m; y,8 * 20 * m; stack,8 * 20]`;;

(* ------------------------------------------------------------------------- *)
(* Every state.                                                              *)
(* ------------------------------------------------------------------------- *)

(* The second half of the quotients' buffer holds the doubled blocks. *)
let IN_HALVES = prove
 (`val(word_sub b (word_add w (word n)):int64) < k /\ n + k <= 2 EXP 64 ==> val(word_sub b w) < n + k`,
  STRIP_TAC THEN
  ABBREV_TAC `x:int64 = word_sub b (word_add w (word n))` THEN
  SUBGOAL_THEN `word_sub b w:int64 = word(n + val(x:int64))` SUBST1_TAC THENL
   [EXPAND_TAC "x" THEN REWRITE_TAC[WORD_ADD; WORD_VAL] THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
  SUBGOAL_THEN `val(word(n + val(x:int64)):int64) = n + val x` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ASM_ARITH_TAC]);;
let PLACE = WORD_RULE `word_add (word_add w (word a)) (word b):int64 = word_add w (word(a + b))`;;
let TO_HALVES = prove
 (`apart (a,l) (w,8 * 40 * m) ==> apart (a,l) (w,8 * 20 * m) /\ apart (a,l) (word_add w (word(160 * m)),8 * 20 * m)`,
  REWRITE_TAC[apart; PLACE] THEN STRIP_TAC THEN CONJ_TAC THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let FROM_HALVES = prove
 (`apart (w,8 * 40 * m) (a,l) ==> apart (w,8 * 20 * m) (a,l) /\ apart (word_add w (word(160 * m)),8 * 20 * m) (a,l)`,
  REWRITE_TAC[apart; PLACE] THEN STRIP_TAC THEN CONJ_TAC THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let HALVES_ALLOWED = prove
 (`allowed r w (8 * 40 * m) ==> allowed r w (8 * 20 * m) /\ allowed r (word_add w (word(160 * m))) (8 * 20 * m)`,
  REWRITE_TAC[allowed; PLACE] THEN STRIP_TAC THEN CONJ_TAC THEN GEN_TAC THEN STRIP_TAC THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let SAME_PLACE = prove
 (`i < 2 EXP 64 /\ j < 2 EXP 64 ==> (word_add w (word i) = word_add w (word j):int64 <=> i = j)`,
  STRIP_TAC THEN REWRITE_TAC[WORD_RULE `word_add w a = word_add w b <=> a:int64 = b`] THEN
  REWRITE_TAC[GSYM VAL_EQ] THEN ASM_SIMP_TAC[VAL_WORD_64]);;
let HALVES_APART = prove
 (`m <= 12 ==> apart (w,8 * 20 * m) (word_add w (word(160 * m)),8 * 20 * m) /\
               apart (word_add w (word(160 * m)),8 * 20 * m) (w,8 * 20 * m)`,
  DISCH_TAC THEN REWRITE_TAC[apart; PLACE] THEN CONJ_TAC THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  W(fun (_,g) -> let l,r = dest_eq(rand g) in
    MP_TAC(INST [rand(rand l),`i:num`; rand(rand r),`j:num`] SAME_PLACE)) THEN
  (ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC]) THEN ASM_ARITH_TAC);;
let trace_arguments = [`pc:int64`; `z:int64`; `n:int64`; `w:int64`; `stack:int64`; `m:num`; `count:num`];;
let trace_function = list_mk_abs(trace_arguments @ [`t:event list`],
  mk_comb(mk_abs(`y:int64`,final_trace LITERAL),`word_add w (word(160 * m)):int64`));;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,trace_arguments @ [`TRACE s`]));;
let MEM_INIT4 = prove
 (`mem_of [p,n,limbs_at M p; q,k,limbs_at M q; r,j,limbs_at M r; u,i,limbs_at M u] M = M`,
  MATCH_MP_TAC MEM_OF_INIT THEN MATCH_MP_TAC MEM_OF_INIT THEN REWRITE_TAC[MEM_INIT2]);;
let initially = [`limbs_at M z`,z0; `limbs_at M w`,wc; `limbs_at M y`,yc; `limbs_at M stack`,sc];;
let plain_start,FROM_START = from_arguments MEM_INIT4 initially start_z LITERAL;;
let doubled_at = `y = word_add w (word(160 * m)):int64`;;
let contents_given = [doubled_at; `0 < count`; `count < 2 EXP 64`; `pair_blocks (limbs_at M z) m`; `prepared (limbs_at M n) m`;
  `pair_operand lo M z n m nlo`; `pair_operand hi M z n m nhi`];;
let FROM_LITERAL = prove
 (mk_imp(list_mk_conj(given @ contents_given),
   vsubst [plain_start,`s:state`] (reaches [trace_is trace_function; result_apart])),
  FROM_LITERAL_TAC pair_operand FROM_START [SYM(ASSUME doubled_at)] [] (FIRST_ASSUM ACCEPT_TAC));;
let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `n:int64`; `w:int64`; `m:num`; `count:num`; `nlo:int`; `nhi:int`;
                 `stack:int64`; `rd:int64->bool`; `wr:int64->bool`];;
let second_half = `word_add w (word(160 * m)):int64`;;
(* What changes in both halves changes in the buffer. *)
let CHANGES_HALVES = prove
 (`m <= 12 /\ changes_only [z,8 * 20 * m; w,8 * 20 * m; word_add w (word(160 * m)),8 * 20 * m; stack,8 * 20] s s'
   ==> changes_only [z,8 * 20 * m; w,8 * 40 * m; stack,8 * 20] s s'`,
  REWRITE_TAC[changes_only; MEM; PAIR_EQ] THEN STRIP_TAC THEN GEN_TAC THEN DISCH_TAC THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN REPEAT GEN_TAC THEN
  DISCH_THEN(REPEAT_TCL DISJ_CASES_THEN (CONJUNCTS_THEN2 SUBST1_TAC SUBST1_TAC)) THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN REWRITE_TAC[];
    FIRST_X_ASSUM(MP_TAC o SPECL [`w:int64`; `8 * 40 * m`]) THEN REWRITE_TAC[] THEN ARITH_TAC;
    FIRST_X_ASSUM(MP_TAC o SPECL [`w:int64`; `8 * 40 * m`]) THEN REWRITE_TAC[CONTRAPOS_THM] THEN DISCH_TAC THEN
    MP_TAC(INST [`160 * m`,`n:num`; `8 * 20 * m`,`k:num`] IN_HALVES) THEN ASM_REWRITE_TAC[] THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; ARITH_TAC];
    FIRST_X_ASSUM MATCH_MP_TAC THEN REWRITE_TAC[]]);;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[code_length pair_montsqr_code] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  EVERY_ASSUM(fun th -> EVERY(map (fun split -> try STRIP_ASSUME_TAC(MATCH_MP split th) with Failure _ -> ALL_TAC)
    [TO_HALVES; FROM_HALVES; HALVES_ALLOWED])) THEN
  STRIP_ASSUME_TAC(UNDISCH HALVES_APART) THEN ASSUME_TAC(REFL second_half) THEN
  SUBGOAL_THEN (vsubst [second_half,`y:int64`] (reaches [trace_is trace_function; result_apart])) MP_TAC THENL
   [ANY_STATE_TAC (INST ((second_half,`y:int64`) :: of_callers) FROM_LITERAL);
    DISCH_THEN(X_CHOOSE_THEN `s':state` STRIP_ASSUME_TAC) THEN EXISTS_TAC `s':state` THEN
    REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN
    MATCH_MP_TAC CHANGES_HALVES THEN CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC]);;
let PAIR_MONTSQR_CORRECT,PAIR_MONTSQR_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "pair_montsqr" ["PAIR_MONTSQR_CORRECT",PAIR_MONTSQR_CORRECT; "PAIR_MONTSQR_SAFE",PAIR_MONTSQR_SAFE];;
