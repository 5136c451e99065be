(* conditional_subtract: z = X - n if X >= n, else X, for X = 2^(64k) carry + z,
   k = 8m limbs.

   CONDITIONAL_SUBTRACT_CORRECT: from every state with the code at the program
   counter and the arguments in X0 to X3, where the buffers may be accessed and z
   overlaps neither the code nor n, the machine reaches the return address; z then
   holds the result (if the difference fits), and nothing else has changed
   that a caller relies on. Only z and n were accessed: rd and wr may be empty
   elsewhere.

   CONDITIONAL_SUBTRACT_SAFE: what an observer sees is a function of the addresses
   and m. *)

needs "blocks.ml";;
needs "elf.ml";;

let conditional_subtract_code = define_code "conditional_subtract";;

let arguments = `code_at (MEMORY s) pc conditional_subtract_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = word(bitval carry) /\ XREG s 2 = n /\ XREG s 3 = word(8 * m) /\
  0 < m /\ 8 * 8 * m < 2 EXP 64 /\
  apart (pc,4 * LENGTH conditional_subtract_code) (z,8 * 8 * m) /\
  apart (n,8 * 8 * m) (z,8 * 8 * m) /\
  allowed rd z (8 * 8 * m) /\ allowed wr z (8 * 8 * m) /\ allowed rd n (8 * 8 * m)`;;

let result = `(2 EXP (512 * m) * bitval carry + bignum (MEMORY s) z (8 * m) <
    2 EXP (512 * m) + bignum (MEMORY s) n (8 * m)
    ==> bignum (MEMORY s') z (8 * m) =
        (let x = 2 EXP (512 * m) * bitval carry + bignum (MEMORY s) z (8 * m)
         and n = bignum (MEMORY s) n (8 * m) in
         if n <= x then x - n else x)) /\
   keeps_registers s s' /\ changes_only [z,8 * 8 * m] s s'`;;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

let [loop1; loop2] = loops_of conditional_subtract_code;;
let LENGTH_CODE = code_length conditional_subtract_code;;
let given,ctx = context_of conditional_subtract_code
  [`0 < m`; `8 * 8 * m < 2 EXP 64`]
  ["rw",`z:int64`,`8 * m`; "r",`n:int64`,`8 * m`]
  [`8 * i + 8 <= 8 * m`] [] [MATCH_MP BLOCKS (ASSUME `8 * 8 * m < 2 EXP 64`)]
  [`pc:int64`; `z:int64`; `n:int64`; `m:num`; `i:num`];;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States at the start, before turn i of each loop, and at the end.          *)
(* ------------------------------------------------------------------------- *)

let point pc xs contents trace = literal pc xs [] flags_tm
  (vsubst [contents,`Z:num->int64`] `mem_of [z,8 * m,Z] M`) trace;;
let Z = `Z:num->int64` and Z' = `Z':num->int64`;;

let start = point (at 0) ["x0",`z:int64`; "x1",`word(bitval carry):int64`;
  "x2",`n:int64`; "x3",`word(8 * m):int64`] Z `t:event list`;;
let trace1 = trace_of (run ctx start [fst loop1]).final;;

let before1 pc trace = point pc
  ["x0",`z:int64`; "x1",`word(bitval carry):int64`; "x2",`n:int64`; "x3",`word(8 * m):int64`;
   "x12",`word(m - i):int64`; "x13",`word_add z (word(8 * (8 * i + 0))):int64`;
   "x14",`word_add n (word(8 * (8 * i + 0))):int64`] Z trace;;
let turn1 = block_trace `i:num` ctx (before1 (at(fst loop1)) `t:event list`) [];;
let invariant1 = invariant `i:num` (xv (4--11) @ flag_vars)
  (before1 (loop_pc `i:num` `m:num` loop1) (loop_trace_tm turn1 `i:num` trace1))
  [`fc <=> value (limbs_at M n) (8 * i) <= value Z (8 * i)`];;
let end1 = vsubst [`m:num`,`i:num`]
  (before1 (at(snd loop1)) (loop_trace_tm turn1 `m:num` trace1));;
let trace2 = trace_of (run ctx end1 [fst loop2]).final;;

(* X15 is the mask: all ones if n is subtracted, which p says. *)
let before2 pc trace contents = point pc
  ["x0",`word_add z (word(8 * (8 * i + 0))):int64`; "x1",`word(bitval carry):int64`;
   "x2",`word_add n (word(8 * (8 * i + 0))):int64`; "x3",`word(8 * m):int64`;
   "x12",`word(m - i):int64`; "x13",`word_add z (word(8 * (8 * m + 0))):int64`;
   "x15",`word_neg(word(bitval p)):int64`] contents trace;;
let turn2 = block_trace `i:num` ctx (before2 (at(fst loop2)) `t:event list` Z) [];;
let chosen = `carry \/ value (limbs_at M n) (8 * m) <= value Z (8 * m)`;;
let invariant2 = invariant `i:num` (`p:bool` :: Z' :: xv [4;5;6;7;8;9;10;11;14] @ flag_vars)
  (before2 (loop_pc `i:num` `m:num` loop2) (loop_trace_tm turn2 `i:num` trace2) Z')
  [`value Z' (8 * i) + bitval p * value (limbs_at M n) (8 * i) =
    value Z (8 * i) + 2 EXP (512 * i) * bitval(~fc)`;
   `!j. 8 * i <= j ==> Z' j:int64 = Z j`; mk_eq(`p:bool`,chosen)];;
let end2 = vsubst [`m:num`,`i:num`]
  (before2 (at(snd loop2)) (loop_trace_tm turn2 `m:num` trace2) Z');;
let trace3 = trace_of (run ctx end2 []).final;;

let final_state = mk_abs(`s:state`,list_mk_exists(Z' :: xv (4--15) @ flag_vars,
  mk_conj(mk_eq(`s:state`,point `x30:int64`
   ["x0",`word_add z (word(8 * (8 * m + 0))):int64`; "x1",`word(bitval carry):int64`;
    "x2",`word_add n (word(8 * (8 * m + 0))):int64`; "x3",`word(8 * m):int64`] Z' trace3),
   `2 EXP (512 * m) * bitval carry + value Z (8 * m) < 2 EXP (512 * m) + value (limbs_at M n) (8 * m)
    ==> value Z' (8 * m) =
       (if value (limbs_at M n) (8 * m) <= 2 EXP (512 * m) * bitval carry + value Z (8 * m)
        then (2 EXP (512 * m) * bitval carry + value Z (8 * m)) - value (limbs_at M n) (8 * m)
        else 2 EXP (512 * m) * bitval carry + value Z (8 * m))`)));;

(* ------------------------------------------------------------------------- *)
(* Arithmetic.                                                               *)
(* ------------------------------------------------------------------------- *)

let AND_MASK = prove
 (`v = word_and x (word_neg(word(bitval p))) ==> val(v:int64) = bitval p * val x`,
  DISCH_THEN SUBST1_TAC THEN BOOL_CASES_TAC `p:bool` THEN
  REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES] THEN
  REWRITE_TAC[WORD_NEG_0; WORD_AND_0; VAL_WORD_0] THEN
  AP_TERM_TAC THEN REWRITE_TAC[WORD_RULE `word_neg(word 1):int64 = word_not(word 0)`; WORD_AND_NOT0]);;

let MASK = prove
 (`awc (word 0) (word_not (word_or (if ~c then word 0 else word 1) (word (bitval carry)))) T:int64 =
   word_neg (word (bitval (carry \/ c)))`,
  REWRITE_TAC[AWC_T] THEN BOOL_CASES_TAC `c:bool` THEN BOOL_CASES_TAC `carry:bool` THEN
  REWRITE_TAC[BITVAL_CLAUSES] THEN CONV_TAC WORD_REDUCE_CONV);;

let COMPARE_BLOCK = prove
 (`!w D Nb c Zb N Z B.
     D + Nb + bitval(~c) = Zb + 2 EXP 512 * bitval(~w) /\ D < 2 EXP 512 /\ Zb < 2 EXP 512 /\
     (c <=> N <= Z) /\ N < B /\ Z < B
     ==> (w <=> N + B * Nb <= Z + B * Zb)`,
  REPEAT GEN_TAC THEN
  SUBGOAL_THEN `(Nb <= Zb ==> B * Nb <= B * Zb) /\ (Nb + 1 <= Zb ==> B * Nb + B <= B * Zb) /\
                (Zb + 1 <= Nb ==> B * Zb + B <= B * Nb) /\ (Zb <= Nb ==> B * Zb <= B * Nb)` MP_TAC THENL
   [REWRITE_TAC[ARITH_RULE `B * x + B = B * (x + 1)`] THEN SIMP_TAC[LE_MULT_LCANCEL]; ALL_TAC] THEN
  GEN_REWRITE_TAC I [TAUT `a ==> b ==> c <=> b ==> a ==> c`] THEN
  STRIP_TAC THEN
  MAP_EVERY UNDISCH_TAC [`D + Nb + bitval(~c) = Zb + 2 EXP 512 * bitval(~w)`; `c <=> N <= Z:num`;
    `D < 2 EXP 512`; `Zb < 2 EXP 512`] THEN
  SPEC_TAC(`2 EXP 512`,`K:num`) THEN
  ASM_CASES_TAC `c:bool` THEN ASM_CASES_TAC `w:bool` THEN
  ASM_REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES; ADD_CLAUSES] THEN ASM_ARITH_TAC);;

let SUBTRACT_BLOCK = prove
 (`!c V p N Z B D Nb Zb w. V + p * N = Z + B * c /\ D + p * Nb + c = Zb + 2 EXP 512 * w
   ==> (V + B * D) + p * (N + B * Nb) = (Z + B * Zb) + (B * 2 EXP 512) * w`,
  REPEAT STRIP_TAC THEN
  MATCH_MP_TAC(ARITH_RULE `!e. a + e = b + e ==> a = b:num`) THEN EXISTS_TAC `B * c` THEN
  MP_TAC(AP_TERM `\x. B * x` (ASSUME `D + p * Nb + c = Zb + 2 EXP 512 * w`)) THEN
  REWRITE_TAC[LEFT_ADD_DISTRIB] THEN UNDISCH_TAC `V + p * N = Z + B * c` THEN
  REWRITE_TAC[MULT_AC] THEN REWRITE_TAC[MULT_ASSOC] THEN ARITH_TAC);;
let SUBTRACT_RESULT = prove
 (`!p c V N Z B carry. V + bitval p * N = Z + B * bitval(~c) /\ (p <=> carry \/ N <= Z) /\ V < B /\ N < B /\ Z < B /\
   B * bitval carry + Z < B + N
   ==> V = (if N <= B * bitval carry + Z then (B * bitval carry + Z) - N else B * bitval carry + Z)`,
  REPEAT GEN_TAC THEN ASM_CASES_TAC `carry:bool` THEN ASM_CASES_TAC `c:bool` THEN ASM_CASES_TAC `p:bool` THEN
  ASM_CASES_TAC `N <= Z:num` THEN ASM_REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES; ADD_CLAUSES] THEN
  STRIP_TAC THEN TRY COND_CASES_TAC THEN ASM_ARITH_TAC);;

(* The borrow out of a block decides the comparison with what is below. *)
let COMPARE_TAC defs : tactic =
  let facts = chain_facts defs [] [] in
  let cout = fst(last defs) in
  let ds = limb_sum (map (fun (_,e) -> match strip_comb e with
      _,args -> mk_comb(val_tm,list_mk_comb(`awc`,args))) defs) in
  let ns = limb_sum (limbs `limbs_at M n` eight_i) and zs = limb_sum (limbs `Z:num->int64` eight_i) in
  let eq = CHAIN_RULE facts (mk_eq(mk_plus ds (mk_plus ns (bitval_not `fc:bool`)),
             mk_plus zs (mk_binop times `2 EXP 512` (bitval_not cout)))) in
  REWRITE_TAC[VALUE_BLOCK_SUM] THEN MATCH_MP_TAC COMPARE_BLOCK THEN
  EXISTS_TAC ds THEN EXISTS_TAC `fc:bool` THEN
  CONJ_TAC THENL [ACCEPT_TAC eq; ALL_TAC] THEN
  CONJ_TAC THENL [ACCEPT_TAC(sum_below ds 512); ALL_TAC] THEN
  CONJ_TAC THENL [ACCEPT_TAC(sum_below zs 512); ALL_TAC] THEN
  ASM_REWRITE_TAC[VALUE_BOUND_BLOCK];;

let SUBTRACT_TAC defs : tactic = fun (asl,w) ->
  let facts = chain_facts defs [AND_MASK] (same_facts asl) in
  (REWRITE_TAC[EXP_BLOCK] THEN MATCH_MP_TAC SUBTRACT_BLOCK THEN
   EXISTS_TAC (bitval_not `fc:bool`) THEN
   CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; CHAIN_TAC facts]) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let bound = `8 * i + 8 <= 8 * m`;;
let LOOP1 = prove(under_given(loop_goal `i:num` `m:num` invariant1),
  STRIP_TAC THEN LOOP_BODY_TAC `i:num` `m:num` bound THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN COMPARE_TAC defs));;

let LOOP2 = prove(under_given(loop_goal `i:num` `m:num` invariant2),
  STRIP_TAC THEN LOOP_BODY_TAC `i:num` `m:num` bound THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN
    CONJ_TAC THENL [VALUE_PUT_TAC THEN SUBTRACT_TAC defs;
                    CONJ_TAC THENL [ABOVE_TAC; FIRST_ASSUM ACCEPT_TAC]]));;

let LITERAL = prove
 (under_given(mk_exists(`s':state`,
    mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`)))),
  STRIP_TAC THEN SUBGOAL_THEN `~(0 = m)` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  VIA_TAC (mk_comb(invariant1,`0`))
   (BLOCK_THEN ctx [fst loop1] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN REWRITE_TAC START)) THEN
  THROUGH_LOOP_TAC `m:num` invariant1 (from_given LOOP1) THEN
  VIA_TAC (mk_comb(invariant2,`0`))
   (BLOCK_THEN ctx [fst loop2] (fun defs -> DEFS_TAC defs THEN
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN EXISTS_TAC chosen THEN
      FIT_TAC (LEAF_TAC (MASK :: START)) THEN REWRITE_TAC START)) THEN
  THROUGH_LOOP_TAC `m:num` invariant2 (from_given LOOP2) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN STRIP_TAC THEN
    FIRST_ASSUM(MP_TAC o MATCH_MP (REWRITE_RULE[IMP_CONJ] SUBTRACT_RESULT)) THEN
    DISCH_THEN(MATCH_MP_TAC o REWRITE_RULE[IMP_IMP]) THEN
    REPEAT CONJ_TAC THEN (MATCH_ACCEPT_TAC VALUE_BOUND_BLOCK ORELSE FIRST_ASSUM ACCEPT_TAC)));;

let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `n:int64`; `m:num`; `t:event list`],trace3);;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,[`pc:int64`; `z:int64`; `n:int64`; `m:num`; `TRACE s`]));;
let FROM_LITERAL = prove
 (under_given(vsubst [literal (at 0) ["x0",`z:int64`; "x1",`word(bitval carry):int64`;
    "x2",`n:int64`; "x3",`word(8 * m):int64`] [] flags_tm `M:int64->byte` `t:event list`,`s:state`]
   (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (PURE_REWRITE_RULE[MEM_INIT1] (INST [`limbs_at M z`,Z] LITERAL)) th)) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL
   [SUBGOAL_THEN `8 * 8 * m <= 2 EXP 64` (fun th -> REWRITE_TAC[MATCH_MP BIGNUM_MEM_OF th]) THENL
     [ASM_ARITH_TAC; ALL_TAC] THEN
    CONV_TAC(DEPTH_CONV let_CONV) THEN ASM_REWRITE_TAC[bignum]; ALL_TAC] THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `n:int64`; `carry:bool`; `m:num`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;

let CONDITIONAL_SUBTRACT_CORRECT,CONDITIONAL_SUBTRACT_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "conditional_subtract"
 ["CONDITIONAL_SUBTRACT_CORRECT",CONDITIONAL_SUBTRACT_CORRECT;
  "CONDITIONAL_SUBTRACT_SAFE",CONDITIONAL_SUBTRACT_SAFE];;
