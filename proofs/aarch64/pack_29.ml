(* pack_29: z, of n blocks of eight limbs, from n blocks of 18 columns below 2^52, where
   column i of a block weighs 2^(29 i), plus 2^27.

   PACK_29_CORRECT: from every state with the code at the program counter and the
   arguments in X0 to X2, where the buffers may be accessed and z overlaps neither the
   code nor the columns, the machine reaches the return address with the sum in z,
   modulo 2^(512 n), and nothing else has changed that a caller relies on.

   PACK_29_SAFE: what an observer sees is a function of the addresses and n. *)

needs "fields29.ml";;
needs "elf.ml";;

let pack_29_code = define_code "pack_29";;

let arguments = `code_at (MEMORY s) pc pack_29_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = columns /\ XREG s 2 = word n /\
  0 < n /\ 8 * 18 * n < 2 EXP 64 /\
  apart (pc,4 * LENGTH pack_29_code) (z,8 * 8 * n) /\
  apart (columns,8 * 18 * n) (z,8 * 8 * n) /\
  allowed wr z (8 * 8 * n) /\ allowed rd columns (8 * 18 * n) /\
  (!i. i < 18 * n ==> val(limbs_at (MEMORY s) columns i) < 2 EXP 52)`;;

let result =
 `bignum (MEMORY s') z (8 * n) =
    (2 EXP 27 +
     nsum {b | b < n} (\b. nsum {i | i < 18} (\i.
       val(limbs_at (MEMORY s) columns (18 * b + i)) * 2 EXP (512 * b + 29 * i)))) MOD 2 EXP (512 * n) /\
  keeps_registers s s' /\ changes_only [z,8 * 8 * n] s s'`;;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

let [loop] = loops_of pack_29_code;;
let LENGTH_CODE = code_length pack_29_code;;
let given,ctx = context_of pack_29_code
  [`0 < n`; `8 * 18 * n < 2 EXP 64`]
  ["w",`z:int64`,`8 * n`; "r",`columns:int64`,`18 * n`]
  [`8 * i + 8 <= 8 * n`; `18 * i + 18 <= 18 * n`] [] []
  [`pc:int64`; `z:int64`; `columns:int64`; `n:num`; `i:num`];;
let small = `!i. i < 18 * n ==> val(limbs_at M columns i) < 2 EXP 52`;;
let given = given @ [small];;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States: before turn i, and at the end. X3 is the carry.                   *)
(* ------------------------------------------------------------------------- *)

let Z = `Z:num->int64` and Z' = `Z':num->int64`;;
let point pc xs contents trace = literal pc xs [] flags_tm
  (vsubst [contents,Z] `mem_of [z,8 * n,Z] M`) trace;;
let start = point (at 0) ["x0",`z:int64`; "x1",`columns:int64`; "x2",`word n:int64`] Z `t:event list`;;
let trace1 = trace_of (run ctx start [fst loop]).final;;
let before pc trace contents = point pc
  ["x0",`word_add z (word(8 * (8 * i + 0))):int64`;
   "x1",`word_add columns (word(8 * (18 * i + 0))):int64`; "x2",`word(n - i):int64`] contents trace;;
let turn = block_trace `i:num` ctx (before (at(fst loop)) `t:event list` Z) [];;

let columns_sum = `\n. nsum {b | b < n} (\b. nsum {i | i < 18} (\i.
  val(limbs_at M columns (18 * b + i)) * 2 EXP (512 * b + 29 * i)))`;;
let sum n = rand(concl(BETA_CONV(mk_comb(columns_sum,n))));;
let so_far = vsubst [sum `i:num`,`total:num`]
  `value Z' (8 * i) + 2 EXP (512 * i) * val(x3:int64) = 2 EXP 27 + total`;;
let invariant1 = invariant `i:num` (Z' :: xv (3--15) @ flag_vars)
  (before (loop_pc `i:num` `n:num` loop) (loop_trace_tm turn `i:num` trace1) Z')
  [so_far; `val(x3:int64) < 2 EXP 34`];;
let at_end = vsubst [`n:num`,`i:num`]
  (before (at(snd loop)) (loop_trace_tm turn `n:num` trace1) Z');;
let trace2 = trace_of (run ctx at_end []).final;;

let final_state = mk_abs(`s:state`,list_mk_exists(Z' :: xv (3--15) @ flag_vars,
  vsubst [`n:num`,`i:num`] (mk_conj(mk_eq(`s:state`,before `x30:int64` trace2 Z'),
    vsubst [sum `i:num`,`total:num`] `value Z' (8 * i) = (2 EXP 27 + total) MOD 2 EXP (512 * i)`))));;

(* ------------------------------------------------------------------------- *)
(* Arithmetic.                                                               *)
(* ------------------------------------------------------------------------- *)

let eighteen = map (limb_term `limbs_at M columns` `18 * i`) (0--17);;
let block_sum = mk_sum(List.mapi (fun j c ->
  mk_binop times (mk_comb(two_exp,num(29 * j))) (mk_comb(val_tm,c))) eighteen);;
let FACTOR = prove(`!v b e. v * 2 EXP (b + e) = 2 EXP b * 2 EXP e * v`,REWRITE_TAC[EXP_ADD; MULT_AC]);;
let SUM_STEP = prove
 (mk_eq(sum `i + 1`,mk_binop plus (sum `i:num`) (mk_binop times `2 EXP (512 * i)` block_sum)),
  REWRITE_TAC[ARITH_RULE `b < i + 1 <=> b < SUC i`; NSUM_CLAUSES_NUMSEG_LT; FACTOR; NSUM_LMUL; SUM_18] THEN
  CONV_TAC(DEPTH_CONV NUM_MULT_CONV) THEN REWRITE_TAC[ADD_CLAUSES; GSYM ADD_ASSOC] THEN
  REWRITE_TAC[LEFT_ADD_DISTRIB]);;

let BLOCK_STEP = prove
 (`!c. V + B * c = K + S /\ D + 2 EXP 512 * d = c + E
   ==> (V + B * D) + (B * 2 EXP 512) * d = K + S + B * E`,
  GEN_TAC THEN STRIP_TAC THEN ASM_REWRITE_TAC[ADD_ASSOC] THEN FIRST_X_ASSUM(SUBST1_TAC o SYM o check (fun th ->
    rand(concl th) = `K + S:num`)) THEN
  REWRITE_TAC[GSYM ADD_ASSOC; GSYM MULT_ASSOC; GSYM LEFT_ADD_DISTRIB] THEN ASM_REWRITE_TAC[]);;
let CARRY_SMALL = prove
 (`D + 2 EXP 512 * d = s ==> s < 2 EXP 546 ==> d < 2 EXP 34`,
  ARITH_TAC);;
let MODULUS = prove
 (`value Z' (8 * n) + 2 EXP (512 * n) * c = s ==> value Z' (8 * n) = s MOD 2 EXP (512 * n)`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN CONV_TAC SYM_CONV THEN MATCH_MP_TAC MOD_UNIQ THEN
  EXISTS_TAC `c:num` THEN REWRITE_TAC[VALUE_BOUND_BLOCK] THEN ARITH_TAC);;

(* On V + B * D + B * 2 EXP 512 * c' = 2^27 + sums /\ c' < 2^34, for the state after a turn. *)
let BLOCK_SUM_TAC defs : tactic =
  let room = MATCH_MP IDX (ASSUME `18 * i + 18 <= 18 * n`) in
  let smalls = map (fun j ->
    let th = SPEC (num j) room in
    MATCH_MP (ASSUME small) (MP th (numeral_fact(lhand(concl th))))) (0--17) in
  let carry = ASSUME `val(x3:int64) < 2 EXP 34` in
  let fields,rest = field_facts (carry :: smalls) defs in
  let facts = chain_facts rest [] fields in
  let below = MATCH_MP(ARITH_RULE `x < 2 EXP n ==> x <= 2 EXP n - 1`) in
  PUT_TAC [VALUE_BLOCK_SUM; SUM_STEP] THEN REWRITE_TAC[EXP_BLOCK] THEN
  W(fun (_,w) ->
    let l,_ = dest_eq(lhand w) in
    let d = rand(rand(lhand l)) and c = rand(rand l) in
    let e = CHAIN_RULE facts (mk_eq(mk_plus d (mk_binop times `2 EXP 512` c),mk_plus `val(x3:int64)` block_sum)) in
    let bounds = !atom_bounds in
    atom_bounds := map below (carry :: smalls) @ bounds;
    let b = sum_below (rand(concl(sum_conv (rand(concl e))))) 546 in
    atom_bounds := bounds;
    CONJ_TAC THENL
     [MATCH_MP_TAC BLOCK_STEP THEN EXISTS_TAC `val(x3:int64)` THEN
      CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ACCEPT_TAC e];
      ACCEPT_TAC(MATCH_MP (MATCH_MP CARRY_SMALL e)
        (PURE_REWRITE_RULE[SYM(sum_conv (rand(concl e)))] b))]);;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let LOOP1 = prove(under_given(loop_goal `i:num` `n:num` invariant1),
  STRIP_TAC THEN LOOP_BODY_TAC `i:num` `n:num` `8 * i + 8 <= 8 * n /\ 18 * i + 18 <= 18 * n` THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN BLOCK_SUM_TAC defs));;

let LITERAL = prove
 (under_given(mk_exists(`s':state`,
    mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`)))),
  STRIP_TAC THEN SUBGOAL_THEN `~(0 = n)` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  VIA_TAC (mk_comb(invariant1,`0`))
   (BLOCK_THEN ctx [fst loop] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
      REWRITE_TAC(NSUM_CLAUSES_NUMSEG_LT :: START) THEN CONV_TAC WORD_REDUCE_CONV THEN
      CONV_TAC NUM_REDUCE_CONV)) THEN
  THROUGH_LOOP_TAC `n:num` invariant1 (from_given LOOP1) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN
    FIRST_ASSUM(ACCEPT_TAC o MATCH_MP MODULUS)));;

let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `columns:int64`; `n:num`; `t:event list`],trace2);;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,[`pc:int64`; `z:int64`; `columns:int64`; `n:num`; `TRACE s`]));;
let FROM_LITERAL = prove
 (under_given(vsubst [literal (at 0) ["x0",`z:int64`; "x1",`columns:int64`; "x2",`word n:int64`]
    [] flags_tm `M:int64->byte` `t:event list`,`s:state`]
   (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (PURE_REWRITE_RULE[MEM_INIT1] (INST [`limbs_at M z`,Z] LITERAL)) th)) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL
   [SUBGOAL_THEN `8 * 8 * n <= 2 EXP 64` (fun th -> REWRITE_TAC[MATCH_MP BIGNUM_MEM_OF th]) THENL
     [ASM_ARITH_TAC; FIRST_ASSUM ACCEPT_TAC]; ALL_TAC] THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `columns:int64`; `n:num`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;

let PACK_29_CALL = trace_constant "pack_29" trace_function FULL;;

let PACK_29_CORRECT,PACK_29_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "pack_29" ["PACK_29_CORRECT",PACK_29_CORRECT; "PACK_29_SAFE",PACK_29_SAFE];;
