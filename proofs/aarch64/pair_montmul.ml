(* pair_montmul: Montgomery multiplication modulo two numbers at once, one in the low halves of the
   words (`lo`), one in the high halves (`hi`).

   A lane's number in m blocks of 20 words is the sum over its blocks of 2^174 to the block's index
   times the block's first six digits, digit i times 2^(29 i) (`blk`, `number_of`). In `pair_blocks` digits
   are at most 2^28 in magnitude, and the other 14 words are the differences of digits that pair_29.inc names.

   PAIR_MONTMUL_CORRECT: from every state with the code at the program counter, the arguments in X0 to X4
   and 160 bytes of stack, where the buffers may be accessed and what is written overlaps nothing else, the
   machine reaches the return address with (z * y + q * n) / 2^(174 m) in z, for both lanes and an integer q,
   below 1.01 n + |z * y| / 2^(174 m) in magnitude, and nothing else has changed that a caller relies on.

   PAIR_MONTMUL_SAFE: what an observer sees is a function of the addresses and of m. *)

needs "pair_start.ml";;

(* The numbers in a lane of m blocks at p. *)
let pair_number = new_definition
 `pair_number ln M p m = number_of (blk ln (limbs_at M p)) m`;;
(* What a lane of z, y and the prepared modulus at n must be for the modulus p. *)
let pair_operands = new_definition
 `pair_operands ln M z y n m p <=>
    pair_modulus ln (limbs_at M n) m p /\ &0 < p /\ &2 pow 20 * p < radix pow m /\
    abs(pair_number ln M z m) < &2 pow 8 * p /\ abs(pair_number ln M y m) < &2 pow 8 * p`;;
(* The equation: M before, M' after. *)
let pair_product = new_definition
 `pair_product ln M M' z y m p <=>
    (?q. radix pow m * pair_number ln M' z m = pair_number ln M z m * pair_number ln M y m + q * p) /\
    &100 * radix pow m * abs(pair_number ln M' z m) <
      &101 * radix pow m * p + &100 * abs(pair_number ln M z m * pair_number ln M y m)`;;

let arguments = `code_at (MEMORY s) pc pair_montmul_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = y /\ XREG s 2 = n /\ XREG s 3 = w /\ XREG s 4 = word m /\
  XREG s 31 = word_add stack (word 160) /\ val stack MOD 16 = 0 /\ 5 <= m /\ m <= 12 /\
  apart (pc,4 * LENGTH pair_montmul_code) (z,8 * 20 * m) /\
  apart (pc,4 * LENGTH pair_montmul_code) (w,8 * 20 * m) /\
  apart (pc,4 * LENGTH pair_montmul_code) (stack,8 * 20) /\
  apart (z,8 * 20 * m) (w,8 * 20 * m) /\ apart (z,8 * 20 * m) (stack,8 * 20) /\
  apart (w,8 * 20 * m) (z,8 * 20 * m) /\ apart (w,8 * 20 * m) (stack,8 * 20) /\
  apart (stack,8 * 20) (z,8 * 20 * m) /\ apart (stack,8 * 20) (w,8 * 20 * m) /\
  apart (y,8 * 20 * m) (z,8 * 20 * m) /\ apart (y,8 * 20 * m) (w,8 * 20 * m) /\
  apart (y,8 * 20 * m) (stack,8 * 20) /\
  apart (n,8 * 46 * m) (z,8 * 20 * m) /\ apart (n,8 * 46 * m) (w,8 * 20 * m) /\
  apart (n,8 * 46 * m) (stack,8 * 20) /\
  allowed rd z (8 * 20 * m) /\ allowed wr z (8 * 20 * m) /\
  allowed rd w (8 * 20 * m) /\ allowed wr w (8 * 20 * m) /\
  allowed rd stack (8 * 20) /\ allowed wr stack (8 * 20) /\
  allowed rd y (8 * 20 * m) /\ allowed rd n (8 * 46 * m) /\
  pair_blocks (limbs_at (MEMORY s) z) m /\ pair_blocks (limbs_at (MEMORY s) y) m /\
  prepared (limbs_at (MEMORY s) n) m /\
  pair_operands lo (MEMORY s) z y n m nlo /\ pair_operands hi (MEMORY s) z y n m nhi`;;

let result =
 `pair_blocks (limbs_at (MEMORY s') z) m /\
  pair_product lo (MEMORY s) (MEMORY s') z y m nlo /\ pair_product hi (MEMORY s) (MEMORY s') z y m nhi /\
  keeps_registers s s' /\ changes_only [z,8 * 20 * m; w,8 * 20 * m; stack,8 * 20] s s'`;;

(* ------------------------------------------------------------------------- *)
(* From the first instruction to the last.                                   *)
(* ------------------------------------------------------------------------- *)

let THEN_REACH = prove
 (`(?s. reach perm s0 s /\ P s) ==> (!s. P s ==> ?s'. reach perm s s' /\ Q s')
   ==> ?s'. reach perm s0 s' /\ Q s'`,
  MESON_TAC[REACH_TRANS]);;
let go_on first next = MATCH_MP (MATCH_MP THEN_REACH first) next;;
(* The frame has what the callers' registers held. *)
let end_trace = vsubst from_start last_trace;;
let LITERAL =
  let to_mid = go_on ENTER (INST from_start LAST) in
  let end_th = MP UPPER (end_itlist CONJ (map ASSUME upper_all)) in
  CONV_RULE limbs_conv (go_on to_mid (SPEC end_trace (INST from_start end_th)));;
(* ------------------------------------------------------------------------- *)
(* Every state.                                                              *)
(* ------------------------------------------------------------------------- *)

let trace_function =
  let final = snd(dest_conj(snd(dest_exists(concl LITERAL)))) in
  let literal = rand(find_term (fun t -> is_eq t && fst(strip_comb(rand t)) = `State`) final) in
  list_mk_abs([`pc:int64`; `z:int64`; `y:int64`; `n:int64`; `w:int64`; `stack:int64`; `m:num`; `t:event list`],trace_of literal);;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,
  [`pc:int64`; `z:int64`; `y:int64`; `n:int64`; `w:int64`; `stack:int64`; `m:num`; `TRACE s`]));;
let contents_given = [`pair_blocks (limbs_at M z) m`; `pair_blocks (limbs_at M y) m`; `prepared (limbs_at M n) m`;
  `pair_operands lo M z y n m nlo`; `pair_operands hi M z y n m nhi`];;
let PREPARED_BLOCKS = prove
 (`prepared A m ==> pair_blocks A (2 * m) /\ pair_blocks A m`,
  REWRITE_TAC[prepared] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN
  UNDISCH_TAC `pair_blocks A (2 * m)` THEN REWRITE_TAC[pair_blocks] THEN
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM(fun th -> MP_TAC(SPEC `j:num` th) THEN ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC]) THEN SIMP_TAC[]);;
let OPERANDS = prove
 (`pair_operands ln M z y n m p
   ==> pair_modulus ln (limbs_at M n) m p /\ number_of (\i. blk ln (limbs_at M n) (m + i)) m = p /\
       &0 < p /\ &2 pow 20 * p < radix pow m /\
       abs(number_of (blk ln (limbs_at M z)) m) < &2 pow 8 * p /\ abs(number_of (blk ln (limbs_at M y)) m) < &2 pow 8 * p /\
       ?c. radix * number_of (blk ln (limbs_at M n)) m = p * c + &1 /\ &0 <= c /\ c <= radix`,
  REWRITE_TAC[pair_operands; pair_number] THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN
  UNDISCH_TAC `pair_modulus ln (limbs_at M n) m p` THEN REWRITE_TAC[pair_modulus] THEN
  STRIP_TAC THEN ASM_REWRITE_TAC[] THEN EXISTS_TAC `c:int` THEN ASM_REWRITE_TAC[] THEN ASM_INT_ARITH_TAC);;
let LANE_TAC ln c : tactic =
  FIRST_X_ASSUM(fun th -> match concl th with
    Comb(_,_) when fst(strip_comb(concl th)) = `pair_operands` && hd(snd(strip_comb(concl th))) = ln ->
      MAP_EVERY (fun th -> if is_exists(concl th) then X_CHOOSE_THEN c STRIP_ASSUME_TAC th else ASSUME_TAC th)
        (CONJUNCTS(MATCH_MP OPERANDS th))
  | _ -> NO_TAC);;

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
prioritize_int();;
let PRODUCT_BELOW = prove
 (`(?q. R * z = x * y + q * p /\ &100 * abs(q) < &101 * R) /\ &0 < p /\ &1 <= R
   ==> (?q. R * z = x * y + q * p) /\ &100 * R * abs(z) < &101 * R * p + &100 * abs(x * y):int`,
  STRIP_TAC THEN CONJ_TAC THENL [ASM_MESON_TAC[]; ALL_TAC] THEN
  SUBGOAL_THEN `R * abs(z:int) = abs(x * y + q * p)` SUBST1_TAC THENL
   [FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[INT_ABS_MUL] THEN AP_THM_TAC THEN AP_TERM_TAC THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`x * y:int`; `q * p:int`] INT_ABS_TRIANGLE) THEN
  SUBGOAL_THEN `abs(q * p:int) = abs q * p` SUBST1_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL] THEN AP_TERM_TAC THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(&100 * abs q) * p < (&101 * R) * p:int` MP_TAC THENL
   [MATCH_MP_TAC INT_LT_RMUL THEN ASM_REWRITE_TAC[]; INT_ARITH_TAC]);;
prioritize_num();;
let RESULT_TAC : tactic =
  W(fun (_,w) ->
    let words = rand(rator(lhand w)) in
    MP_TAC(INST [words,`A:num->int64`; rand(rand(hd(dest_list(lhand(rand(rator words)))))),`D:num->int64`] SAME_WORDS)) THEN
  ANTS_TAC THENL
   [REPEAT STRIP_TAC THEN MATCH_MP_TAC LIMBS_OF_PLACE THEN ASM_ARITH_TAC; ALL_TAC] THEN
  DISCH_THEN(CONJUNCTS_THEN2 (fun blocks -> CONJ_TAC THENL [MATCH_MP_TAC blocks THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC])
    (fun th -> PURE_REWRITE_TAC(pair_product :: pair_number :: CONJUNCTS th))) THEN
  REPLICATE_TAC 2 (CONJ_TAC THENL
   [MATCH_MP_TAC PRODUCT_BELOW THEN REWRITE_TAC[RADIX_POS] THEN CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC]) THEN
  CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC];;

(* The literal of the start, with the arguments as they are and one memory. *)
let initially = [`limbs_at M z`,zc; `limbs_at M w`,wc; `limbs_at M stack`,sc];;
let PLAIN_START =
  let p = prove(`word_add p (word(8 * (20 * 0 + 0))):int64 = p`,REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; WORD_ADD_0]) in
  PURE_REWRITE_CONV[p; MEM_INIT3] (vsubst initially start);;
let FROM_START = CONV_RULE(BINDER_CONV(LAND_CONV(RATOR_CONV(RAND_CONV(REWR_CONV PLAIN_START))))) (INST initially LITERAL);;
let FROM_LITERAL = prove
 (mk_imp(list_mk_conj(given @ contents_given),
   vsubst [rand(concl PLAIN_START),`s:state`] (reaches [trace_is trace_function; result])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th)) THEN
  MP_TAC(MATCH_MP PREPARED_BLOCKS (ASSUME `prepared (limbs_at M n) m`)) THEN STRIP_TAC THEN
  LANE_TAC `lo` `clo:int` THEN LANE_TAC `hi` `chi:int` THEN
  MP_TAC FROM_START THEN
  DISCH_THEN(X_CHOOSE_THEN `s1:state` (CONJUNCTS_THEN2 ASSUME_TAC MP_TAC)) THEN
  CONV_TAC(LAND_CONV(TRY_CONV BETA_CONV)) THEN CHOOSE_ALL_TAC THEN
  DISCH_THEN(CONJUNCTS_THEN2 SUBST_ALL_TAC (MAP_EVERY ASSUME_TAC o CONJUNCTS)) THEN
  FIRST_X_ASSUM(fun th -> if fst(strip_comb(concl th)) <> `reach` then NO_TAC else
    EXISTS_TAC(rand(concl th)) THEN CONJ_TAC THENL [ACCEPT_TAC th; ALL_TAC]) THEN
  PURE_REWRITE_TAC[PC; XREG; TRACE; MEMORY] THEN CONV_TAC(ONCE_DEPTH_CONV REGS_READ_CONV) THEN
  CONJ_TAC THENL [REFL_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [CONV_TAC(BINOP_CONV(TOP_DEPTH_CONV BETA_CONV)) THEN REFL_TAC; ALL_TAC] THEN
  RESULT_TAC);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `y:int64`; `n:int64`; `w:int64`; `m:num`; `nlo:int`; `nhi:int`;
                 `stack:int64`; `rd:int64->bool`; `wr:int64->bool`];;
let for_all c = list_mk_forall(spec_vars,mk_imp(arguments,c));;
let of_callers = [`XREG s 5`,var64 "s5"; `XREG s 28`,var64 "s28"] @
  map (fun i -> mk_comb(`VREG s`,num(2 * i)),var64("d" ^ string_of_int i)) (8--15);;
let FULL = prove
 (for_all (reaches [trace_is trace_function; result]),
  PURE_REWRITE_TAC[code_length pair_montmul_code] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  ANY_STATE_TAC (INST of_callers FROM_LITERAL));;

let PAIR_MONTMUL_CORRECT = prove(for_all (reaches [result]),CORRECT_TAC FULL);;

let trace_var = mk_var("trace",type_of trace_function);;
let PAIR_MONTMUL_SAFE = prove
 (mk_exists(trace_var,for_all (reaches [trace_is trace_var])),SAFE_TAC trace_function FULL);;

final "pair_montmul" ["PAIR_MONTMUL_CORRECT",PAIR_MONTMUL_CORRECT; "PAIR_MONTMUL_SAFE",PAIR_MONTMUL_SAFE];;
