(* What the scripts of pair_montmul and pair_montsqr have in common besides the two halves and the last
   step: the frame, a whole multiplication, and the way from a literal to every state. *)

needs "pair_last_step.ml";;

(* ------------------------------------------------------------------------- *)
(* The stack frame of 20 words.                                              *)
(* ------------------------------------------------------------------------- *)

(* What callers keep in X19 to X28 and in D8 to D15. *)
let kept_d = map (fun i -> var64("d" ^ string_of_int i)) (8--15);;
let callers_x = ("x28",var64 "s28") :: saved_registers
and callers_v = map2 (fun i d -> "v" ^ string_of_int (2 * i),d) (8--15) kept_d
and of_callers = (`XREG s 28`,var64 "s28") :: map2 (fun i d -> mk_comb(`VREG s`,num(2 * i)),d) (8--15) kept_d;;
let frame_end = `word_add stack (word(8 * (0 + 20))):int64`;;
let frame_aligned = CONJUNCTS(UNDISCH(aligned_frame 20)) @ CONJUNCTS(UNDISCH ALIGNED);;

(* ------------------------------------------------------------------------- *)
(* From a literal that runs to the lower loop to the routine's `last`.       *)
(* ------------------------------------------------------------------------- *)

let multiplication (r:pair_routine) ctx operands lower (last_step,last_trace) (upper:upper_half) start =
  let first = enter_lower r ctx operands lower start in
  (* What the lower loop leaves as it was is what `start` has made it. *)
  let s1 = (run ctx start [fst r.outer]).final in
  let j,_,_ = lower in
  let names = contents_of(find_term (fun t -> fst(strip_comb t) = `State`) j) in
  let entered = filter (fun (t,v) -> t <> v)
    ((List.nth (fst(registers s1)) 26,var64 "x26") :: (trace_of s1,`t:event list`) :: zip (contents_of s1) names) in
  let upwards = INST entered (MP upper.upwards (end_itlist CONJ (map ASSUME upper.asked))) in
  CONV_RULE (DEPTH_CONV BETA_CONV)
    (go_on (go_on first (INST entered last_step)) (SPEC (vsubst entered last_trace) upwards));;

(* ------------------------------------------------------------------------- *)
(* What the theorems say.                                                    *)
(* ------------------------------------------------------------------------- *)

(* The numbers in a lane of m blocks at p. *)
let pair_number = new_definition
 `pair_number ln M p m = number_of (blk ln (limbs_at M p)) m`;;
let PREPARED_BLOCKS = prove
 (`prepared A m ==> pair_blocks A (2 * m) /\ pair_blocks A m`,
  REWRITE_TAC[prepared] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN
  UNDISCH_TAC `pair_blocks A (2 * m)` THEN REWRITE_TAC[pair_blocks] THEN
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM(fun th -> MP_TAC(SPEC `j:num` th) THEN ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC]) THEN SIMP_TAC[]);;
let MODULUS = prove
 (`pair_modulus ln A m p
   ==> number_of (\i. blk ln A (m + i)) m = p /\
       ?c. radix * number_of (blk ln A) m = p * c + &1 /\ &0 <= c /\ c <= radix`,
  REWRITE_TAC[pair_modulus] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN
  EXISTS_TAC `c:int` THEN ASM_REWRITE_TAC[] THEN ASM_INT_ARITH_TAC);;
(* The words of z afterwards are D. *)
let SAME_WORDS = prove
 (`(!k. k < 20 * m ==> A k = D k:int64)
   ==> (pair_blocks D m ==> pair_blocks A m) /\
       number_of (blk lo A) m = number_of (blk lo D) m /\ number_of (blk hi A) m = number_of (blk hi D) m`,
  DISCH_TAC THEN
  SUBGOAL_THEN `!j t. j < m /\ t < 20 ==> A(20 * j + t) = D(20 * j + t):int64` ASSUME_TAC THENL
   [REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  CONJ_TAC THENL
   [REWRITE_TAC[pair_blocks] THEN DISCH_TAC THEN X_GEN_TAC `j:num` THEN DISCH_TAC THEN
    SUBGOAL_THEN `!t. t < 20 ==> A(20 * j + t):int64 = D(20 * j + t)` MP_TAC THENL [ASM_SIMP_TAC[]; ALL_TAC] THEN
    CONV_TAC(LAND_CONV EXPAND_CASES_CONV) THEN STRIP_TAC THEN
    FIRST_X_ASSUM(MP_TAC o SPEC `j:num` o check (free_in `block_words` o concl)) THEN ASM_REWRITE_TAC[] THEN
    REWRITE_TAC[block_words; short] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
    CONV_TAC(ONCE_DEPTH_CONV EXPAND_CASES_CONV) THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  CONJ_TAC THEN MATCH_MP_TAC NUMBER_EXT THEN REPEAT STRIP_TAC THEN MATCH_MP_TAC BLK_EXT THEN
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* From the literal to what the theorems say of it.                          *)
(* ------------------------------------------------------------------------- *)

let final_trace th =
  let final = snd(dest_conj(snd(dest_exists(concl th)))) in
  trace_of(rand(find_term (fun t -> is_eq t && fst(strip_comb(rand t)) = `State`) final));;
(* The literal of the start, with the arguments as they are and one memory; and the theorem about it. *)
let from_arguments mem_init initially start th =
  let first = prove(`word_add p (word(8 * (20 * 0 + 0))):int64 = p`,REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; WORD_ADD_0]) in
  let plain = PURE_REWRITE_CONV[first; mem_init] (vsubst initially start) in
  rand(concl plain),CONV_RULE(BINDER_CONV(LAND_CONV(RATOR_CONV(RAND_CONV(REWR_CONV plain))))) (INST initially th);;
(* What is known of a lane's operands; `operands` defines what is asked of them. *)
let LANE_TAC operands ln c : tactic = FIRST_X_ASSUM(fun th ->
  if hd(snd(strip_comb(concl th))) <> ln then NO_TAC else
  let known = CONJUNCTS(PURE_REWRITE_RULE[pair_number] (CONV_RULE (REWR_CONV operands) th)) in
  MAP_EVERY ASSUME_TAC known THEN
  CONJUNCTS_THEN2 ASSUME_TAC (X_CHOOSE_THEN c STRIP_ASSUME_TAC) (MATCH_MP MODULUS (hd known)));;
let RESULT_TAC rules lane : tactic =
  W(fun (_,w) ->
    let words = rand(rator(lhand w)) in
    MP_TAC(INST [words,`A:num->int64`; rand(rand(hd(dest_list(lhand(rand(rator words)))))),`D:num->int64`] SAME_WORDS)) THEN
  ANTS_TAC THENL
   [REPEAT STRIP_TAC THEN MATCH_MP_TAC LIMBS_OF_PLACE THEN ASM_ARITH_TAC; ALL_TAC] THEN
  DISCH_THEN(CONJUNCTS_THEN2 (fun blocks -> CONJ_TAC THENL [MATCH_MP_TAC blocks THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC])
    (fun th -> PURE_REWRITE_TAC(rules @ pair_number :: CONJUNCTS th))) THEN
  REPLICATE_TAC 2 (CONJ_TAC THENL [lane; ALL_TAC]) THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC];;
(* `places` says what the trace's arguments stand for, `rules` and `lane` what a lane's result is. *)
let FROM_LITERAL_TAC operands from_start places rules lane : tactic =
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th)) THEN
  MP_TAC(MATCH_MP PREPARED_BLOCKS (ASSUME `prepared (limbs_at M n) m`)) THEN STRIP_TAC THEN
  LANE_TAC operands `lo` `clo:int` THEN LANE_TAC operands `hi` `chi:int` THEN
  MP_TAC from_start THEN
  DISCH_THEN(X_CHOOSE_THEN `s1:state` (CONJUNCTS_THEN2 ASSUME_TAC MP_TAC)) THEN
  CONV_TAC(LAND_CONV(TRY_CONV BETA_CONV)) THEN CHOOSE_ALL_TAC THEN
  DISCH_THEN(CONJUNCTS_THEN2 SUBST_ALL_TAC (MAP_EVERY ASSUME_TAC o CONJUNCTS)) THEN
  FIRST_X_ASSUM(fun th -> if fst(strip_comb(concl th)) <> `reach` then NO_TAC else
    EXISTS_TAC(rand(concl th)) THEN CONJ_TAC THENL [ACCEPT_TAC th; ALL_TAC]) THEN
  PURE_REWRITE_TAC[PC; XREG; TRACE; MEMORY] THEN CONV_TAC(ONCE_DEPTH_CONV REGS_READ_CONV) THEN
  CONJ_TAC THENL [REFL_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [CONV_TAC(BINOP_CONV(TOP_DEPTH_CONV BETA_CONV)) THEN PURE_REWRITE_TAC places THEN REFL_TAC; ALL_TAC] THEN
  RESULT_TAC rules lane;;
