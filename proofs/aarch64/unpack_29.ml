(* unpack_29: n blocks of eight limbs become n blocks of 20 words of 32 bits: 0, the 18
   limbs of 29 bits, 0. The top one has 19 bits.

   UNPACK_29_CORRECT: from every state with the code at the program counter and the
   arguments in X0 to X2, where the buffers may be accessed and z overlaps neither the
   code nor x, the machine reaches the return address with the limbs in z, and nothing
   else has changed that a caller relies on.

   UNPACK_29_SAFE: what an observer sees is a function of the addresses and n. *)

needs "fields29.ml";;
needs "elf.ml";;

let unpack_29_code = define_code "unpack_29";;

let arguments = `code_at (MEMORY s) pc unpack_29_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = x /\ XREG s 2 = word n /\
  0 < n /\ 8 * 10 * n < 2 EXP 64 /\
  apart (pc,4 * LENGTH unpack_29_code) (z,8 * 10 * n) /\
  apart (x,8 * 8 * n) (z,8 * 10 * n) /\
  allowed wr z (8 * 10 * n) /\ allowed rd x (8 * 8 * n)`;;

let unpacked = `!b. b < n ==>
    read32 (MEMORY s') (word_add z (word(80 * b))) = word 0 /\
    (!i. i < 18 ==>
       val(read32 (MEMORY s') (word_add z (word(80 * b + 4 * (i + 1))))) =
       (bignum (MEMORY s) (word_add x (word(64 * b))) 8 DIV 2 EXP (29 * i)) MOD 2 EXP 29) /\
    read32 (MEMORY s') (word_add z (word(80 * b + 76))) = word 0`;;
let result = mk_conj(unpacked,`keeps_registers s s' /\ changes_only [z,8 * 10 * n] s s'`);;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

let [loop] = loops_of unpack_29_code;;
let LENGTH_CODE = code_length unpack_29_code;;
let given,ctx = context_of unpack_29_code
  [`0 < n`; `8 * 10 * n < 2 EXP 64`]
  ["w",`z:int64`,`10 * n`; "r",`x:int64`,`8 * n`]
  [`10 * i + 10 <= 10 * n`; `8 * i + 8 <= 8 * n`] [] []
  [`pc:int64`; `z:int64`; `x:int64`; `n:num`; `i:num`];;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States: before turn i, and at the end.                                    *)
(* ------------------------------------------------------------------------- *)

let Z = `Z:num->int64` and Z' = `Z':num->int64`;;
let point pc xs contents trace = literal pc xs [] flags_tm
  (vsubst [contents,Z] `mem_of [z,10 * n,Z] M`) trace;;
let start = point (at 0) ["x0",`z:int64`; "x1",`x:int64`; "x2",`word n:int64`] Z `t:event list`;;
let trace1 = trace_of (run ctx start [fst loop]).final;;
let before pc trace contents = point pc
  ["x0",`word_add z (word(8 * (10 * i + 0))):int64`;
   "x1",`word_add x (word(8 * (8 * i + 0))):int64`; "x2",`word(n - i):int64`] contents trace;;
let turn = block_trace `i:num` ctx (before (at(fst loop)) `t:event list` Z) [];;

(* The ten 64-bit words of block b: limbs two by two, in what order they are stored. *)
let field b i = vsubst [b,`b:num`; num(29 * i),`k:num`]
  `word((bignum M (word_add x (word(64 * b))) 8 DIV 2 EXP k) MOD 2 EXP 29):int32`;;
let block_is b =
  let word i = if i = 0 || i = 19 then `word 0:int32` else field b (i - 1) in
  list_mk_conj(map (fun j -> mk_eq(mk_comb(Z',vsubst [b,`b:num`; num j,`j:num`] `10 * b + j`),
    list_mk_comb(`join32`,[word(2 * j + 1); word(2 * j)]))) (0--9));;
let filled n = mk_forall(`b:num`,mk_imp(mk_binop `(<):num->num->bool` `b:num` n,block_is `b:num`));;
let invariant1 = invariant `i:num` (Z' :: xv (3--17))
  (before (loop_pc `i:num` `n:num` loop) (loop_trace_tm turn `i:num` trace1) Z') [filled `i:num`];;
let at_end = vsubst [`n:num`,`i:num`]
  (before (at(snd loop)) (loop_trace_tm turn `n:num` trace1) Z');;
let trace2 = trace_of (run ctx at_end []).final;;
let final_state = mk_abs(`s:state`,list_mk_exists(Z' :: xv (3--17),
  vsubst [`n:num`,`i:num`] (mk_conj(mk_eq(`s:state`,before `x30:int64` trace2 Z'),filled `i:num`))));;

(* ------------------------------------------------------------------------- *)
(* The limbs of a block.                                                     *)
(* ------------------------------------------------------------------------- *)

let BLOCK_LIMBS = prove
 (`bignum M (word_add x (word(64 * b))) 8 = value (\j. limbs_at M x (8 * b + j)) 8`,
  REWRITE_TAC[bignum] THEN MATCH_MP_TAC VALUE_EXT THEN REPEAT STRIP_TAC THEN
  REWRITE_TAC[limbs_at] THEN AP_TERM_TAC THEN CONV_TAC WORD_RULE);;
let LOW_FIELD = prove
 (`val(d:int64) = f ==> v MOD 2 EXP 29 = f ==> lo32 d = word(v MOD 2 EXP 29)`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN DISCH_THEN SUBST1_TAC THEN
  REWRITE_TAC[GSYM VAL_EQ; VAL_LO32; VAL_WORD; DIMINDEX_32]);;
let TOP_FIELD = prove
 (`value A 8 DIV 2 EXP 493 MOD 2 EXP 19 = (value A 8 DIV 2 EXP 493) MOD 2 EXP 29`,
  SUBGOAL_THEN `value A 8 DIV 2 EXP 493 < 2 EXP 19` ASSUME_TAC THENL
   [SIMP_TAC[RDIV_LT_EQ; EXP_EQ_0; ARITH_EQ] THEN
    MP_TAC(SPECL [`A:num->int64`; `8`] VALUE_BOUND) THEN
    CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[];
    ASM_SIMP_TAC[MOD_LT; ARITH_RULE `x < 2 EXP 19 ==> x < 2 EXP 29`]]);;
let LOW_ZERO = prove(`lo32(word 0) = word 0`,
  REWRITE_TAC[GSYM VAL_EQ; VAL_LO32; VAL_WORD_0] THEN CONV_TAC NUM_REDUCE_CONV);;

(* |- lo32 d = the field of the block's number that d was cut from. *)
let field_rule defs d =
  let reduced = NUM_REDUCE_CONV THENC REWRITE_CONV[DIV_1] in
  let by_def th = MP th (EQ_MP (SYM(reduced(lhand(concl th)))) (ASSUME(rand(concl(reduced(lhand(concl th))))))) in
  let side th = MP th (numeral_fact(lhand(concl th))) in
  let log t = num(log2(dest_numeral t)) in
  let cut lemma l r k th =
    let q = rand(rand l) in
    let limbs = `\j. limbs_at M x (8 * i + j)` in
    let number = side(SPECL [limbs; `8`; q; r; k] lemma) in
    let number = CONV_RULE(RAND_CONV(DEPTH_CONV BETA_CONV) THENC LAND_CONV(DEPTH_CONV NUM_MULT_CONV) THENC
      DEPTH_CONV NUM_ADD_CONV) number in
    let number = if k = `19` then TRANS (SYM(INST [limbs,`A:num->int64`] TOP_FIELD)) number else number in
    MATCH_MP (MATCH_MP LOW_FIELD th) number in
  match assoc d defs with
    Comb(Comb(Const("word_and",_),d0),mask) ->
     (match assoc d0 defs with
        Comb(_,Comb(Comb(_,Comb(Comb(_,Comb(_,Comb(_,y))),Comb(_,x))),p)) ->
          let theta = [d,`e:int64`; d0,`d:int64`; x,`x:int64`; y,`y:int64`; log p,`r:num`; `29`,`k:num`] in
          cut FIELD_ACROSS x (log p) `29` (side(by_def(by_def(INST theta EXTR_FIELD))))
      | _ -> failwith "field_rule")
  | Comb(_,e) ->
      let m,p = match e with Comb(Comb(Const("DIV",_),m),p) -> m,p | m -> m,`1` in
      let x = rand(lhand m) and r = log p in
      let k = num(log2(dest_numeral(rand m)) - log2(dest_numeral p)) in
      let k = if k = `19` then k else `29` in
      let theta = [d,`d:int64`; x,`x:int64`; r,`r:num`; k,`k:num`] in
      cut FIELD_WITHIN x r k (side(by_def(INST theta UBFX_FIELD)))
  | _ -> failwith "field_rule";;

(* On the ten words of the block that was stored. *)
let STORED_TAC defs : tactic =
  PUT_TAC [] THEN REWRITE_TAC[BLOCK_LIMBS; LOW_ZERO] THEN
  W(fun (_,w) -> let found = setify(find_terms (fun t -> is_comb t && rator t = `lo32`) w) in
    REWRITE_TAC(map (field_rule defs o rand) found));;
let BELOW = map (fun j -> ARITH_RULE(vsubst [num j,`j:num`] `b < i ==> !k. ~(10 * b + j = 10 * i + k)`)) (0--9);;
let FILLED_TAC defs : tactic =
  X_GEN_TAC `b:num` THEN REWRITE_TAC[ARITH_RULE `b < i + 1 <=> b < i \/ b = i`] THEN
  DISCH_THEN(DISJ_CASES_THEN2 (fun th ->
    REWRITE_TAC(UPD_APPLY :: map (C MATCH_MP th) BELOW) THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ACCEPT_TAC th)
    SUBST1_TAC) THEN STORED_TAC defs;;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let LOOP1 = prove(under_given(loop_goal `i:num` `n:num` invariant1),
  STRIP_TAC THEN LOOP_BODY_TAC `i:num` `n:num` `10 * i + 10 <= 10 * n /\ 8 * i + 8 <= 8 * n` THEN
  BLOCK_THEN ctx [] (fun defs ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN FILLED_TAC defs));;

let LITERAL = prove
 (under_given(mk_exists(`s':state`,
    mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`)))),
  STRIP_TAC THEN SUBGOAL_THEN `~(0 = n)` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  VIA_TAC (mk_comb(invariant1,`0`))
   (BLOCK_THEN ctx [fst loop] (fun _ ->
      CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN REWRITE_TAC[CONJUNCT1 LT])) THEN
  THROUGH_LOOP_TAC `n:num` invariant1 (from_given LOOP1) THEN
  BLOCK_THEN ctx [] (fun _ ->
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN FIRST_ASSUM ACCEPT_TAC));;

(* Words of 32 bits, read from the 64-bit words. *)
let WORD_OF_BLOCK = prove
 (`j < 10 ==> b < n ==> 8 * 10 * n <= 2 EXP 64
   ==> read32 (mem_of [z,10 * n,A] M) (word_add z (word(80 * b + 8 * j))) = lo32(A(10 * b + j)) /\
       read32 (mem_of [z,10 * n,A] M) (word_add z (word(80 * b + 8 * j + 4))) = hi32(A(10 * b + j))`,
  REPEAT DISCH_TAC THEN
  SUBGOAL_THEN `word_add z (word(80 * b + 8 * j)):int64 = word_add z (word(8 * (10 * b + j))) /\
    word_add z (word(80 * b + 8 * j + 4)):int64 = word_add (word_add z (word(8 * (10 * b + j)))) (word 4)`
   (fun th -> REWRITE_TAC[th; READ32_HIGH] THEN REWRITE_TAC[READ32_LOW]) THENL
   [CONV_TAC WORD_RULE; ALL_TAC] THEN
  SUBGOAL_THEN `read64 (mem_of [z,10 * n,A] M) (word_add z (word(8 * (10 * b + j)))) = A(10 * b + j)`
   (fun th -> REWRITE_TAC[th]) THEN
  MATCH_MP_TAC MEM_OF_READ THEN ASM_ARITH_TAC);;
let words_of_block = map (fun j ->
  let th = INST [num j,`j:num`] WORD_OF_BLOCK in
  let th = UNDISCH(UNDISCH(MP th (numeral_fact(lhand(concl th))))) in
  REWRITE_RULE[ADD_CLAUSES] (CONV_RULE NUM_REDUCE_CONV th)) (0--9);;
let FIELD_VALUE = prove(`val(word(v MOD 2 EXP 29):int32) = v MOD 2 EXP 29`,
  REWRITE_TAC[VAL_WORD; DIMINDEX_32] THEN MATCH_MP_TAC MOD_LT THEN
  MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP 29` THEN
  REWRITE_TAC[MOD_LT_EQ; LE_EXP] THEN CONV_TAC NUM_REDUCE_CONV);;
let WORDS_TAC : tactic =
  X_GEN_TAC `b:num` THEN DISCH_TAC THEN
  SUBGOAL_THEN `8 * 10 * n <= 2 EXP 64` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  FIRST_X_ASSUM(STRIP_ASSUME_TAC o REWRITE_RULE[ADD_CLAUSES] o C MATCH_MP (ASSUME `b < n:num`) o check (is_forall o concl)) THEN
  CONV_TAC(ONCE_DEPTH_CONV EXPAND_CASES_CONV) THEN
  CONV_TAC(DEPTH_CONV NUM_ADD_CONV THENC DEPTH_CONV NUM_MULT_CONV) THEN
  REWRITE_TAC(ADD_CLAUSES :: words_of_block) THEN
  ASM_REWRITE_TAC[LO32_JOIN; HI32_JOIN; FIELD_VALUE; ADD_CLAUSES];;

let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `x:int64`; `n:num`; `t:event list`],trace2);;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,[`pc:int64`; `z:int64`; `x:int64`; `n:num`; `TRACE s`]));;
let FROM_LITERAL = prove
 (under_given(vsubst [literal (at 0) ["x0",`z:int64`; "x1",`x:int64`; "x2",`word n:int64`]
    [] flags_tm `M:int64->byte` `t:event list`,`s:state`]
   (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MP_TAC(MP (PURE_REWRITE_RULE[MEM_INIT1] (INST [`limbs_at M z`,Z] LITERAL)) th)) THEN
  PROJECT_TAC THEN
  CONJ_TAC THENL [WORDS_TAC; CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]]);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `x:int64`; `n:num`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;

let UNPACK_29_CALL = trace_constant "unpack_29" trace_function FULL;;

let UNPACK_29_CORRECT,UNPACK_29_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "unpack_29" ["UNPACK_29_CORRECT",UNPACK_29_CORRECT; "UNPACK_29_SAFE",UNPACK_29_SAFE];;
