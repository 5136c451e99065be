(* What runs of the code of pair_29.inc leave, in the words of pairs.ml. *)

needs "routine.ml";;
needs "blocks.ml";;
needs "pairs.ml";;

(* ------------------------------------------------------------------------- *)
(* The names of a run, each as an expression in what was there before.       *)
(* ------------------------------------------------------------------------- *)

let LO32_ZX = prove
 (`lo32(word_zx(x:int32)) = x`,
  REWRITE_TAC[GSYM VAL_EQ; VAL_LO32] THEN REWRITE_TAC[VAL_WORD_ZX_GEN; DIMINDEX_64] THEN
  MP_TAC(ISPEC `x:int32` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_32] THEN DISCH_TAC THEN
  SUBGOAL_THEN `val(x:int32) MOD 2 EXP 64 = val x` SUBST1_TAC THENL
   [MATCH_MP_TAC MOD_LT; MATCH_MP_TAC MOD_LT] THEN ASM_ARITH_TAC);;
let WORD_SX_IWORD = prove(`word_sx(x:int32):int64 = iword(ival x)`,REWRITE_TAC[word_sx]);;
let MAC_HALVES = prove
 (`word_mul (word_sx(lo32 x)) (word_sx(lo32 y)) = mac lo x y /\
   word_mul (word_sx(hi32 x)) (word_sx(hi32 y)) = mac hi x y`,
  REWRITE_TAC[mac; LO; HI; WORD_SX_IWORD; IWORD_INT_MUL]);;
let SX_HALVES = prove
 (`word_sx(lo32 x):int64 = iword(lo x) /\ word_sx(hi32 x):int64 = iword(hi x)`,
  REWRITE_TAC[LO; HI; WORD_SX_IWORD]);;
let ROUND_29 = prove
 (`round_ishr (x:int64) 29 = round29 x`,
  REWRITE_TAC[round_ishr; round29] THEN CONV_TAC NUM_REDUCE_CONV);;
let name_conv =
  let halves = [LO32_ZX; LO32_JOIN; HI32_JOIN]
  and named = [MAC_HALVES; SX_HALVES; ROUND_29; WORD_ADD_0L; WORD_ADD_0; WORD_SHL_ZERO;
               GSYM digit_pair; GSYM sub_pair] in
  TRY_CONV(GEN_REWRITE_CONV TOP_DEPTH_CONV halves) THENC TRY_CONV(GEN_REWRITE_CONV TOP_DEPTH_CONV named);;

(* |- v = <expression without names of the run>, for each name. *)
let expansions defs =
  let table = Hashtbl.create 997 in
  let rec replace tm =
    match tm with
      Var(_,_) -> (try Hashtbl.find table tm with Not_found -> REFL tm)
    | Comb(f,a) -> let fth = replace f and ath = replace a in
        if rand(concl fth) == f && rand(concl ath) == a then REFL tm else MK_COMB(fth,ath)
    | _ -> REFL tm in
  do_list (fun (v,e) ->
    let th = TRANS (ASSUME(mk_eq(v,e))) (replace e) in
    Hashtbl.add table v (CONV_RULE (RAND_CONV name_conv) th)) defs;
  replace;;
