(* The end of mul_narrow and sqr_narrow: the call of pack_29 and the return. Loaded after
   narrow_pairs.ml. *)

let pack_callee = { address = at_routine "pack_29"; full = PACK_29_CALL };;
let pack_args lit = [register lit 0,`z:int64`; register lit 1,`columns:int64`; `2 * n`,`n:num`];;

(* The columns in memory are those of C. *)
let PACKED = prove
 (`(!u. u < 288 ==> L u = C u) ==> n <= 8 ==> packable n v C
   ==> (!i. i < 18 * 2 * n ==> val(L i:int64) < 2 EXP 52) /\
       (2 EXP 27 + nsum {b | b < 2 * n} (\b. nsum {i | i < 18} (\i.
         val(L(18 * b + i)) * 2 EXP (512 * b + 29 * i)))) MOD 2 EXP (512 * 2 * n) = v`,
  REWRITE_TAC[packable] THEN REPEAT STRIP_TAC THENL
   [SUBGOAL_THEN `i < 288 /\ i < 36 * n` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC;
    FIRST_X_ASSUM(SUBST1_TAC o SYM o check (free_in `nsum:(num->bool)->(num->num)->num` o concl)) THEN
    AP_THM_TAC THEN AP_TERM_TAC THEN AP_TERM_TAC THEN
    MATCH_MP_TAC NSUM_EQ THEN REWRITE_TAC[IN_ELIM_THM] THEN X_GEN_TAC `b:num` THEN DISCH_TAC THEN
    MATCH_MP_TAC NSUM_EQ THEN REWRITE_TAC[IN_ELIM_THM] THEN X_GEN_TAC `i:num` THEN DISCH_TAC THEN
    SUBGOAL_THEN `18 * b + i < 288` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC]);;

let START_OF = WORD_RULE `word_add p (word(8 * (0 + 0))):int64 = p`;;
(* |- what pack_29 requires of the columns, and what they come to, from |- packable n v C. *)
let packed_rule m packable =
  let th = SPEC `u:num` (limbs_rule ctx m `columns:int64`) in
  let start = AP_THM (AP_TERM (mk_comb(`limbs_at`,m)) (INST [`columns:int64`,`p:int64`] START_OF)) `u:num` in
  let th = GEN `u:num` (CONV_RULE(RAND_CONV(LAND_CONV(fun _ -> SYM start))) th) in
  CONJ_PAIR(MP (MP (MATCH_MP PACKED th) (ASSUME `n <= 8`)) packable);;

let packable_columns = `packable n v C`;;
let end_begin = point (at(snd outer)) [] [] (memory S COLS D) `t:event list`;;
let end_trace =
  let call = (run ctx end_begin call_offsets).final in
  trace_of (run ctx (call_state ctx calls pack_callee (pack_args call) call) []).final;;
let kept_limb k = vsubst [num k,`k:num`] `limbs_at M saved (0 + k)`;;
let end_state =
  let registers = ("x29",kept_limb 0) :: ("x30",kept_limb 1) ::
    map (fun i -> "x" ^ string_of_int i,kept_limb(i - 17)) (19--25) in
  let lit = literal (kept_limb 1) (("x31",pointer `saved:int64` `0` (Int 10)) :: registers) [] flags_tm
    (vsubst [`Z':num->int64`,Z] (memory S COLS D)) end_trace in
  mk_abs(`s:state`,list_mk_exists(`w:state` :: `X0:num->int64` :: `V0:num->int64` :: flag_vars @ [`Z':num->int64`],
    mk_conj(mk_eq(`s:state`,of_some_state lit),`value Z' (16 * n) = v`)));;

(* From `mov x0, x19` after the loops to the return. *)
let END = prove
 (under_given(mk_imp(packable_columns,
    mk_exists(`s':state`,mk_conj(vsubst [end_begin,`s:state`] `reach (rd,wr) s s'`,
      mk_comb(end_state,`s':state`))))),
  DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN DISCH_TAC THEN
  RUN_TAC ctx call_offsets THEN
  with_facts (fun _ w -> packed_rule (memory_of(goal_literal w)) (ASSUME packable_columns))
   (fun (small,sum) -> ASSUME_TAC small THEN
    (fun (asl,w) -> CALL_TAC ctx calls pack_callee (pack_args(goal_literal w)) (asl,w)) THEN
    BLOCK_THEN ctx [] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_STATE_TAC (LEAF_TAC []) THEN
      FIRST_ASSUM(fun th -> ACCEPT_TAC(PURE_REWRITE_RULE[bignum; ARITH_RULE `8 * 2 * n = 16 * n`] (TRANS th sum))))));;
