(* montgomery_reduce_narrow: z[k..2k] and the result become (z + q * n) / 2^(64k), with
   q = -z / n mod 2^(64k). The statement, and the theorems from their parts: MIDDLE, of what runs
   up to the digits of the result, and END, of what follows.

   MONTGOMERY_REDUCE_NARROW_CORRECT: from every state with the code at the program counter, the
   arguments in X0 to X4 and 112 bytes of stack, where the buffers may be accessed and what is written
   overlaps nothing else, the machine reaches the return address with a carry in X0 and, in the upper
   half of z, what the header's equation says; and nothing else has changed that a caller relies on.

   MONTGOMERY_REDUCE_NARROW_SAFE: what an observer sees is a function of the addresses, k and l. *)

needs "reduce_lower.ml";;
needs "reduce_upper.ml";;
needs "reduce_columns.ml";;
needs "reduce_end.ml";;

(* ------------------------------------------------------------------------- *)
(* The statement.                                                            *)
(* ------------------------------------------------------------------------- *)

(* The words of 32 bits at n, as they are unpacked for a modulus m of k limbs, l digits:
   12 zeros, the digits of -1 / m modulo 2^(64 k), 4 zeros, the digits of m, 12 zeros. *)
let modulus29 = new_definition
 `modulus29 A k l m <=>
    digits29 l (digits_from A 12 l) /\ digits29 l (digits_from A (16 + l) l) /\
    (!i. i < 12 ==> word32 A i = &0 /\ word32 A (16 + 2 * l + i) = &0) /\
    (!i. i < 4 ==> word32 A (12 + l + i) = &0) /\
    number29 (digits_from A (16 + l) l) l = &m /\ m < 2 EXP (64 * k) /\
    (?c. number29 (digits_from A 12 l) l * &m + &1 = &2 pow (64 * k) * c)`;;

let arguments = `code_at (MEMORY s) pc montgomery_reduce_narrow_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = n /\ XREG s 2 = w /\ XREG s 3 = word k /\ XREG s 4 = word l /\
  XREG s 31 = word_add stack (word 112) /\ val stack MOD 16 = 0 /\
  16 <= k /\ k <= 56 /\ k MOD 8 = 0 /\ l = 2 * (32 * k + 28) DIV 29 /\
  modulus29 (limbs_at (MEMORY s) n) k l modulus /\
  apart (pc,4 * LENGTH montgomery_reduce_narrow_code) (z,8 * 2 * k) /\
  apart (pc,4 * LENGTH montgomery_reduce_narrow_code) (w,8 * 3 * l) /\
  apart (pc,4 * LENGTH montgomery_reduce_narrow_code) (stack,8 * 14) /\
  apart (z,8 * 2 * k) (w,8 * 3 * l) /\ apart (z,8 * 2 * k) (stack,8 * 14) /\
  apart (w,8 * 3 * l) (z,8 * 2 * k) /\ apart (w,8 * 3 * l) (stack,8 * 14) /\
  apart (stack,8 * 14) (z,8 * 2 * k) /\ apart (stack,8 * 14) (w,8 * 3 * l) /\
  apart (n,4 * 3 * l) (z,8 * 2 * k) /\ apart (n,4 * 3 * l) (w,8 * 3 * l) /\
  apart (n,4 * 3 * l) (stack,8 * 14) /\
  allowed rd z (8 * 2 * k) /\ allowed wr z (8 * 2 * k) /\
  allowed rd w (8 * 3 * l) /\ allowed wr w (8 * 3 * l) /\
  allowed rd stack (8 * 14) /\ allowed wr stack (8 * 14) /\ allowed rd n (4 * 3 * l)`;;

let result =
 `(?q carry. q < 2 EXP (64 * k) /\ XREG s' 0 = word(bitval carry) /\
     bignum (MEMORY s) z (2 * k) + q * modulus =
     2 EXP (64 * k) * (2 EXP (64 * k) * bitval carry + bignum (MEMORY s') (word_add z (word(8 * k))) k)) /\
  keeps_registers s s' /\ changes_only [z,8 * 2 * k; w,8 * 3 * l; stack,8 * 14] s s'`;;

(* ------------------------------------------------------------------------- *)
(* The digits and their number.                                              *)
(* ------------------------------------------------------------------------- *)

let gain = `gain29 (2 * h) (topped_digit (2 * h) (plain29 (2 EXP (29 * 2 * h - 64 * k) * value Z k)) (&0))
  (digits_from A 12 (2 * h)) (digits_from A (16 + 2 * h) (2 * h))`;;
let gain_digits = vsubst [gain,`G:num->int`]
  `!j. j < h ==> W j = join32 (iword(G(2 * j + 1))) (iword(G(2 * j))):int64`;;
let NUMBERS_OF = prove
 (`(!j:num. &0 <= G j /\ G j < &2 pow 29) ==> !j. &(num_of_int(G j)) = G j`,
  SIMP_TAC[INT_OF_NUM_OF_INT]);;
let DIGITS_GIVEN = prove
 (vsubst [gain_digits,`made:bool`]
  `sizes k h g c /\ modulus29 A k (2 * h) m /\ made
   ==> ?D q. (!j. D j < 536870912) /\ (!j. j < h ==> W j = join32 (word(D(2 * j + 1))) (word(D(2 * j))):int64) /\
             packed D (2 * h) < 2 EXP (64 * k) /\ q < 2 EXP (64 * k) /\
             value Z k + q * m = 2 EXP (64 * k) * packed D (2 * h)`,
  REWRITE_TAC[modulus29] THEN STRIP_TAC THEN
  MP_TAC(for_sizes `2 <= 2 * h /\ 2 * h <= 124 /\ 29 * 2 * h = 64 * k + (29 * 2 * h - 64 * k) /\ 0 < 2 * h`) THEN
  ANTS_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  ABBREV_TAC `s = 29 * 2 * h - 64 * k` THEN STRIP_TAC THEN
  MP_TAC(SPECL [`2 * h`; `2 EXP s * value Z k`] UNPACKED_NUMBER) THEN
  ANTS_TAC THENL
   [ASM_REWRITE_TAC[EXP_ADD] THEN GEN_REWRITE_TAC RAND_CONV [MULT_SYM] THEN
    REWRITE_TAC[LT_MULT_LCANCEL; EXP_EQ_0; ARITH_EQ; VALUE_BOUND]; STRIP_TAC] THEN
  ABBREV_TAC `t = topped_digit (2 * h) (plain29 (2 EXP s * value Z k)) (&0)` THEN
  MP_TAC(INST [`2 * h`,`l:num`; `64 * k`,`k:num`; `digits_from A 12 (2 * h)`,`p:num->int`;
    `digits_from A (16 + 2 * h) (2 * h)`,`n:num->int`; `&(value Z k):int`,`z:int`; `c':int`,`w:int`] REDUCE_NUMBERS) THEN
  ANTS_TAC THENL
   [REPEAT(CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC]) THEN
    ASM_REWRITE_TAC[GSYM INT_OF_NUM_MUL; GSYM INT_OF_NUM_POW; INT_POS] THEN
    REWRITE_TAC[INT_OF_NUM_POW; INT_OF_NUM_LT; INT_POS; VALUE_BOUND] THEN
    CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
    FIRST_X_ASSUM(fun th -> if free_in `c':int` (concl th) then MP_TAC th else NO_TAC) THEN
    REWRITE_TAC[INT_MUL_SYM; INT_OF_NUM_POW]; ALL_TAC] THEN
  LET_TAC THEN ABBREV_TAC `G = gain29 (2 * h) t (digits_from A 12 (2 * h)) (digits_from A (16 + 2 * h) (2 * h))` THEN
  STRIP_TAC THEN
  SUBGOAL_THEN `!j:num. &0 <= G j /\ G j < &2 pow 29` ASSUME_TAC THENL
   [EXPAND_TAC "G" THEN REWRITE_TAC[gain29; UNSIGNED_BOUND]; ALL_TAC] THEN
  FIRST_ASSUM(MP_TAC o MATCH_MP NUMBERS_OF) THEN DISCH_TAC THEN
  MP_TAC(INST [`\j:num. num_of_int(G j)`,`d:num->num`] (SPEC `2 * h` PACKED_NUMBER)) THEN
  ANTS_TAC THENL [ASM_REWRITE_TAC[]; DISCH_TAC] THEN
  MP_TAC(SPEC `q:int` INT_OF_NUM_OF_INT) THEN ANTS_TAC THENL [FIRST_ASSUM ACCEPT_TAC; DISCH_TAC] THEN
  EXISTS_TAC `\j:num. num_of_int(G j)` THEN EXISTS_TAC `num_of_int q` THEN
  REWRITE_TAC[WORD_IWORD; GSYM INT_OF_NUM_LT; GSYM INT_OF_NUM_EQ; GSYM INT_OF_NUM_ADD; GSYM INT_OF_NUM_MUL; GSYM INT_OF_NUM_POW] THEN
  FIRST_X_ASSUM(fun th -> if rand(concl th) = `q:int` && is_eq(concl th) then REWRITE_TAC[th] else NO_TAC) THEN
  FIRST_X_ASSUM(fun th -> if lhand(concl th) = `number29 G (2 * h)` then REWRITE_TAC[SYM th] else NO_TAC) THEN
  SUBGOAL_THEN `&536870912:int = &2 pow 29` SUBST1_TAC THENL [CONV_TAC INT_REDUCE_CONV; ASM_REWRITE_TAC[INT_OF_NUM_LT]] THEN
  FIRST_X_ASSUM(fun th -> if is_eq(concl th) && free_in `q:int` (lhand(concl th)) then MP_TAC th else NO_TAC) THEN
  ASM_REWRITE_TAC[]);;

(* ------------------------------------------------------------------------- *)
(* From the first instruction to the last.                                   *)
(* ------------------------------------------------------------------------- *)

let publics = [`pc:int64`; `z:int64`; `w:int64`; `n:int64`; `stack:int64`; `k:num`; `h:num`; `g:num`; `c:num`; `t:event list`];;
let modulus_given = `modulus29 (limbs_at M n) k (2 * h) modulus`;;
loadt "reduce_middle.ml";;

(* MIDDLE says that there is a trace, whatever the secrets are. *)
let middle_trace = new_definition(mk_eq(list_mk_comb(mk_var("middle_trace",
    itlist (fun v ty -> mk_fun_ty (type_of v) ty) publics `:event list`),publics),
  mk_select(dest_exists(snd(strip_forall(concl MIDDLE))))));;
let MIDDLE_AT = SPEC_ALL(PURE_REWRITE_RULE[SYM(SPEC_ALL middle_trace)] (SELECT_RULE(SPECL publics MIDDLE)));;
let middle_at = lhand(concl(SPEC_ALL middle_trace));;
let final_trace = vsubst [middle_at,`t:event list`] end_trace;;
let trace_function = list_mk_abs([`pc:int64`; `z:int64`; `n:int64`; `w:int64`; `k:num`; `l:num`; `stack:int64`; `t:event list`],
  vsubst [`l DIV 2`,`h:num`; `(l + 7) DIV 8`,`g:num`; `(8 * k + 28) - 29 * (l + 7) DIV 8`,`c:num`] final_trace);;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,
  [`pc:int64`; `z:int64`; `n:int64`; `w:int64`; `k:num`; `l:num`; `stack:int64`; `TRACE s`]));;
let initially = [`limbs_at M z`,zc; `limbs_at M w`,wc; `limbs_at M stack`,sc];;
let PLAIN_START =
  let p = prove(`word_add p (word(8 * (0 + 0))):int64 = p`,REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; WORD_ADD_0]) in
  PURE_REWRITE_CONV[p; MEM_INIT3] (vsubst initially start);;
let FROM_START = PURE_REWRITE_RULE[PLAIN_START] (INST initially MIDDLE_AT);;
(* The theorem of the end for the literal lit. *)
let end_at lit = INSTANTIATE_ALL (term_match [] (end_start `t:event list`) lit) END;;
let of_digits c = PURE_REWRITE_CONV[ARITH_RULE `8 * 3 * 2 * h = 8 * 6 * h`; ARITH_RULE `4 * 3 * 2 * h = 8 * 3 * h`]
  (vsubst [`2 * h`,`l:num`] c);;
let SIZES_AGAIN = for_sizes `(2 * h) DIV 2 = h /\ (2 * h + 7) DIV 8 = g /\ (8 * k + 28) - 29 * g = c`;;
let internal_trace = mk_eq(`TRACE s'`,vsubst [`TRACE s`,`t:event list`] final_trace);;
let WHOLE_SUM = prove
 (`!P. L + q * m = B * P /\ U' + B * c = U + P ==> (L + B * U) + q * m = B * (B * c + U'):num`,
  GEN_TAC THEN STRIP_TAC THEN
  MATCH_MP_TAC(ARITH_RULE `L + q * m = B * P /\ B * (U' + B * c) = B * (U + P)
    ==> (L + B * U) + q * m = B * (B * c + U'):num`) THEN ASM_REWRITE_TAC[]);;
let END_TAC : tactic = fun (asl,w) ->
  let ths = map snd asl in
  let reached = find (fun th -> fst(strip_comb(concl th)) = `reach`) ths in
  let th = end_at (rand(concl reached)) in
  let th = MP th (end_itlist CONJ (map (fun t -> find (fun th -> aconv (concl th) t) ths) (conjuncts(lhand(concl th))))) in
  MP_TAC(MATCH_MP (MATCH_MP REACH_ON reached) th) (asl,w);;
let RESULT_TAC : tactic =
  SUBGOAL_THEN `8 * 2 * k <= 2 EXP 64 /\ k + k <= 2 * k` STRIP_ASSUME_TAC THENL
   [FIRST_ASSUM(MP_TAC o check ((=) `k <= 56` o concl)) THEN ARITH_TAC; ALL_TAC] THEN
  CONJ_TAC THENL
   [EXISTS_TAC `q:num` THEN EXISTS_TAC `carry:bool` THEN CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
    CONJ_TAC THENL [REFL_TAC; ALL_TAC] THEN
    ASM_SIMP_TAC[BIGNUM_MEM_OF_PART] THEN REWRITE_TAC[bignum; MULT_2; VALUE_SPLIT] THEN
    MATCH_MP_TAC WHOLE_SUM THEN EXISTS_TAC `packed D (2 * h)` THEN CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC;
    CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]];;
let FROM_LITERAL = prove
 (mk_imp(list_mk_conj(given @ [modulus_given]),
   vsubst [rand(concl PLAIN_START),`s:state`] (reaches [internal_trace; rand(concl(of_digits result))])),
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN MP_TAC(MP FROM_START th)) THEN
  DISCH_THEN(X_CHOOSE_THEN `s1:state` (CONJUNCTS_THEN2 ASSUME_TAC MP_TAC)) THEN
  DISCH_THEN(REPEAT_TCL CHOOSE_THEN(CONJUNCTS_THEN2 SUBST_ALL_TAC ASSUME_TAC)) THEN
  FIRST_X_ASSUM(fun made -> MP_TAC(MATCH_MP DIGITS_GIVEN (end_itlist CONJ [ASSUME `sizes k h g c`; ASSUME modulus_given; made]))) THEN
  STRIP_TAC THEN END_TAC THEN PROJECT_TAC THEN RESULT_TAC);;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `n:int64`; `w:int64`; `k:num`; `l:num`; `modulus:num`;
                 `stack:int64`; `rd:int64->bool`; `wr:int64->bool`];;
let OF_DIGITS = PURE_REWRITE_RULE[ARITH_RULE `8 * 3 * 2 * h = 8 * 6 * h`; ARITH_RULE `4 * 3 * 2 * h = 8 * 3 * h`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  MP_TAC SIZES THEN ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  DISCH_THEN(X_CHOOSE_THEN `h:num` (X_CHOOSE_THEN `g:num` (X_CHOOSE_THEN `c:num` (CONJUNCTS_THEN2 SUBST_ALL_TAC ASSUME_TAC)))) THEN
  RULE_ASSUM_TAC OF_DIGITS THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN
  FIRST_ASSUM(fun th -> PURE_REWRITE_TAC(CONJUNCTS(MATCH_MP SIZES_AGAIN th))) THEN
  PURE_REWRITE_TAC[ARITH_RULE `8 * 3 * 2 * h = 8 * 6 * h`] THEN
  SUBGOAL_THEN `h <= 62` ASSUME_TAC THENL
   [MP_TAC PACK_SIZES THEN ANTS_TAC THENL [FIRST_ASSUM ACCEPT_TAC; SIMP_TAC[]]; ALL_TAC] THEN
  ANY_STATE_TAC (INST [`XREG s 28`,`s28:int64`] FROM_LITERAL));;

let MONTGOMERY_REDUCE_NARROW_CORRECT,MONTGOMERY_REDUCE_NARROW_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "montgomery_reduce_narrow"
 ["MONTGOMERY_REDUCE_NARROW_CORRECT",MONTGOMERY_REDUCE_NARROW_CORRECT;
  "MONTGOMERY_REDUCE_NARROW_SAFE",MONTGOMERY_REDUCE_NARROW_SAFE];;
