(* Digits of 29 bits, columns and rows as the instructions of montgomery_reduce_narrow make
   and read them: words on one side, the integers of reduce29.ml on the other. *)

needs "reduce29.ml";;
needs "fields29.ml";;

(* ------------------------------------------------------------------------- *)
(* Digits of a number: 29 bits and the one below, halved and rounded up.     *)
(* ------------------------------------------------------------------------- *)

let LO32_IWORD = prove
 (`!x. lo32(iword x) = iword x`,
  GEN_TAC THEN REWRITE_TAC[lo32; word_subword; EXP; DIV_1; REWRITE_RULE[DIMINDEX_32]
    (INST_TYPE [`:32`,`:N`] WORD_MOD_SIZE)] THEN
  MP_TAC(ISPEC `x:int` (INST_TYPE [`:64`,`:N`] VAL_IWORD_CONG)) THEN
  REWRITE_TAC[WORD_IWORD; IWORD_EQ; DIMINDEX_32; DIMINDEX_64; int_congruent] THEN
  DISCH_THEN(X_CHOOSE_TAC `k:int`) THEN EXISTS_TAC `&2 pow 32 * k:int` THEN
  POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

let unpacked_digit = new_definition
 `unpacked_digit t j = (ival(word((2 * t) DIV 2 EXP (29 * j)):30 word) + &1) div &2`;;
let digit32 = new_definition `digit32 t j = iword(unpacked_digit t j):int32`;;

let DIMINDEX_30 = DIMINDEX_CONV `dimindex(:30)`;;

(* What SBFX of 30 bits from bit 34 - s on leaves. *)
let FIELD30 = prove
 (`s <= 34 /\ v = word_ishr (word_shl (word m:int64) s) 34
   ==> ival v = ival(word(m DIV 2 EXP (34 - s)):30 word)`,
  DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC SUBST1_TAC) THEN
  REWRITE_TAC[IVAL_WORD_ISHR] THEN MATCH_MP_TAC INT_DIV_UNIQ THEN
  EXISTS_TAC `&(2 EXP s * m MOD 2 EXP (34 - s)):int` THEN
  REWRITE_TAC[ival; DIMINDEX_64; DIMINDEX_30] THEN
  ASM_SIMP_TAC[VAL_SHL; ARITH_RULE `s <= 34 ==> s <= 64`; VAL_WORD; DIMINDEX_64; DIMINDEX_30] THEN
  SUBGOAL_THEN `2 EXP s * (m MOD 2 EXP 64) MOD 2 EXP (64 - s) =
    2 EXP 34 * (m DIV 2 EXP (34 - s)) MOD 2 EXP 30 + 2 EXP s * m MOD 2 EXP (34 - s)` SUBST1_TAC THENL
   [REWRITE_TAC[MOD_MOD_EXP_MIN] THEN ASM_SIMP_TAC[ARITH_RULE `s <= 34 ==> MIN 64 (64 - s) = (34 - s) + 30`] THEN
    REWRITE_TAC[EXP_ADD; MOD_MULT_MOD; LEFT_ADD_DISTRIB] THEN
    REWRITE_TAC[MULT_ASSOC; GSYM EXP_ADD] THEN ASM_SIMP_TAC[ARITH_RULE `s <= 34 ==> s + 34 - s = 34`] THEN
    ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `2 EXP s * m MOD 2 EXP (34 - s) < 2 EXP 34` MP_TAC THENL
   [MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP s * 2 EXP (34 - s)` THEN
    REWRITE_TAC[LT_MULT_LCANCEL; EXP_EQ_0; ARITH_EQ; MOD_LT_EQ] THEN
    REWRITE_TAC[GSYM EXP_ADD; LE_EXP] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SPEC_TAC(`2 EXP s * m MOD 2 EXP (34 - s)`,`r:num`) THEN
  SPEC_TAC(`(m DIV 2 EXP (34 - s)) MOD 2 EXP 30`,`u:num`) THEN
  REPEAT GEN_TAC THEN CONV_TAC NUM_REDUCE_CONV THEN DISCH_TAC THEN
  SUBGOAL_THEN `17179869184 * u + r < 9223372036854775808 <=> u < 536870912` SUBST1_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  COND_CASES_TAC THEN POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC THEN
  REWRITE_TAC[GSYM INT_OF_NUM_CLAUSES] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

let HALVED = prove
 (`ival(v:int64) = ival(u:30 word)
   ==> lo32(word_ishr (word_add v (word 1)) 1) = iword((ival u + &1) div &2)`,
  DISCH_TAC THEN SUBGOAL_THEN `word_ishr (word_add (v:int64) (word 1)) 1 = iword((ival(u:30 word) + &1) div &2)` SUBST1_TAC THENL
   [REWRITE_TAC[word_ishr; INT_POW_1] THEN AP_TERM_TAC THEN AP_THM_TAC THEN AP_TERM_TAC THEN
    SUBGOAL_THEN `word_add v (word 1):int64 = iword(ival(u:30 word) + &1)` SUBST1_TAC THENL
     [FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[IWORD_INT_ADD; IWORD_IVAL; GSYM WORD_IWORD]; ALL_TAC] THEN
    MATCH_MP_TAC IVAL_IWORD THEN
    MP_TAC(ISPEC `u:30 word` IVAL_BOUND) THEN CONV_TAC(ONCE_DEPTH_CONV DIMINDEX_CONV) THEN
    CONV_TAC NUM_REDUCE_CONV THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
    REWRITE_TAC[LO32_IWORD]]);;

let AGREE = prove
 (`!n. a + 30 <= n /\ x MOD 2 EXP n = y MOD 2 EXP n
   ==> word(x DIV 2 EXP a):30 word = word(y DIV 2 EXP a)`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ; VAL_WORD; DIMINDEX_30; DIV_MOD; GSYM EXP_ADD] THEN
  SUBGOAL_THEN `!x. x MOD 2 EXP (a + 30) = (x MOD 2 EXP n) MOD 2 EXP (a + 30)`
   (fun th -> ONCE_REWRITE_TAC[th] THEN ASM_REWRITE_TAC[]) THEN
  GEN_TAC THEN REWRITE_TAC[MOD_MOD_EXP_MIN] THEN ASM_SIMP_TAC[ARITH_RULE `a + 30 <= n ==> MIN n (a + 30) = a + 30`]);;
let SHIFTED = prove
 (`(2 EXP e * x) DIV 2 EXP (e + a) = x DIV 2 EXP a`,
  REWRITE_TAC[EXP_ADD] THEN MATCH_MP_TAC DIV_MULT2 THEN REWRITE_TAC[EXP_EQ_0; ARITH_EQ]);;
let DIGIT_OF = prove
 (`v = word_ishr (word_shl (word m:int64) s) 34 /\ y = awc v (word 1) F /\ d = word_ishr y 1
   ==> !t i. s <= 34 /\ word(m DIV 2 EXP (34 - s)):30 word = word((2 * t) DIV 2 EXP (29 * i))
       ==> lo32 d = digit32 t i`,
  REWRITE_TAC[AWC_F] THEN REPEAT STRIP_TAC THEN
  UNDISCH_THEN `d:int64 = word_ishr y 1` SUBST1_TAC THEN
  UNDISCH_THEN `y:int64 = word_add v (word 1)` SUBST1_TAC THEN
  REWRITE_TAC[digit32; unpacked_digit] THEN FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN
  MATCH_MP_TAC HALVED THEN MATCH_MP_TAC FIELD30 THEN ASM_REWRITE_TAC[]);;

prioritize_int();;
(* The digits of T, without carries. *)
let plain29 = new_definition `plain29 t i = &((t DIV 2 EXP (29 * i)) MOD 2 EXP 29):int`;;
let PLAIN_BOUND = prove
 (`!t i. &0 <= plain29 t i /\ plain29 t i < &2 pow 29`,
  REWRITE_TAC[plain29; INT_POS; INT_OF_NUM_POW; INT_OF_NUM_LT; MOD_LT_EQ; EXP_EQ_0; ARITH_EQ]);;
let PLAIN_CARRIES = prove
 (`!i. carries (plain29 t) (&0) i = &0`,
  INDUCT_TAC THEN ASM_REWRITE_TAC[carries; INT_ADD_RID] THEN
  MATCH_MP_TAC INT_DIV_UNIQ THEN EXISTS_TAC `plain29 t i` THEN
  MP_TAC(SPECL [`t:num`; `i:num`] PLAIN_BOUND) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let PLAIN_UNSIGNED = prove
 (`!i. unsigned_digit (plain29 t) (&0) i = plain29 t i`,
  GEN_TAC THEN REWRITE_TAC[unsigned_digit; PLAIN_CARRIES; INT_ADD_RID] THEN
  MATCH_MP_TAC INT_REM_UNIQ THEN EXISTS_TAC `&0:int` THEN
  MP_TAC(SPECL [`t:num`; `i:num`] PLAIN_BOUND) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let PLAIN_NUMBER = prove
 (`!n. number29 (plain29 t) n = &(t MOD 2 EXP (29 * n))`,
  INDUCT_TAC THEN REWRITE_TAC[number29; MULT_CLAUSES; EXP; MOD_1] THEN
  ASM_REWRITE_TAC[plain29; INT_OF_NUM_POW; INT_OF_NUM_MUL; INT_OF_NUM_ADD; INT_OF_NUM_EQ] THEN
  ONCE_REWRITE_TAC[ARITH_RULE `29 + 29 * n = 29 * n + 29`] THEN REWRITE_TAC[EXP_ADD; MOD_MULT_MOD] THEN ARITH_TAC);;
(* The digit and, below it, bit 28 of the one before. *)
let UNPACKED_FIELD = prove
 (`!j. &(((2 * t) DIV 2 EXP (29 * j)) MOD 2 EXP 30) = &2 * plain29 t j + borrowed (plain29 t) (&0) j`,
  INDUCT_TAC THENL
   [REWRITE_TAC[borrowed; plain29; MULT_CLAUSES; EXP; DIV_1; INT_ADD_RID; INT_OF_NUM_MUL; INT_OF_NUM_EQ] THEN
    REWRITE_TAC[GSYM(CONJUNCT2 EXP)] THEN
    SUBGOAL_THEN `2 EXP 30 = 2 * 2 EXP 29` SUBST1_TAC THENL [CONV_TAC NUM_REDUCE_CONV; REWRITE_TAC[MOD_MULT2]]; ALL_TAC] THEN
  POP_ASSUM(K ALL_TAC) THEN REWRITE_TAC[borrowed; PLAIN_UNSIGNED] THEN
  REWRITE_TAC[plain29; INT_OF_NUM_POW; INT_OF_NUM_LE] THEN
  SUBGOAL_THEN `(2 * t) DIV 2 EXP (29 * SUC j) = (t DIV 2 EXP (29 * j)) DIV 2 EXP 28 /\
    t DIV 2 EXP (29 * SUC j) = (t DIV 2 EXP (29 * j)) DIV 2 EXP 29` (fun th -> REWRITE_TAC[th]) THENL
   [REWRITE_TAC[DIV_DIV; GSYM EXP_ADD] THEN CONJ_TAC THENL
     [SUBGOAL_THEN `29 * SUC j = SUC(29 * j + 28)` SUBST1_TAC THENL [ARITH_TAC; ALL_TAC] THEN
      REWRITE_TAC[EXP] THEN MATCH_MP_TAC DIV_MULT2 THEN REWRITE_TAC[ARITH_EQ; EXP_EQ_0];
      AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_TAC]; ALL_TAC] THEN
  SPEC_TAC(`t DIV 2 EXP (29 * j)`,`y:num`) THEN GEN_TAC THEN
  SUBGOAL_THEN `(y DIV 2 EXP 29) MOD 2 EXP 29 = (y DIV 2 EXP 28) MOD 2 EXP 30 DIV 2 /\
    y MOD 2 EXP 29 DIV 2 EXP 28 = ((y DIV 2 EXP 28) MOD 2 EXP 30) MOD 2 /\ y MOD 2 EXP 29 < 2 EXP 29` MP_TAC THENL
   [REWRITE_TAC[MOD_LT_EQ; EXP_EQ_0; ARITH_EQ] THEN CONJ_TAC THENL
     [SUBGOAL_THEN `2 EXP 30 = 2 * 2 EXP 29` SUBST1_TAC THENL [CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
      REWRITE_TAC[GSYM DIV_MOD; DIV_DIV] THEN CONV_TAC NUM_REDUCE_CONV;
      SUBGOAL_THEN `2 EXP 30 = 2 * 2 EXP 29 /\ 2 EXP 29 = 2 EXP 28 * 2` (fun th -> REWRITE_TAC[th]) THENL
       [CONV_TAC NUM_REDUCE_CONV; REWRITE_TAC[GSYM DIV_MOD; MOD_MOD]]]; ALL_TAC] THEN
  SPEC_TAC(`(y DIV 2 EXP 28) MOD 2 EXP 30`,`u:num`) THEN SPEC_TAC(`y MOD 2 EXP 29`,`r:num`) THEN
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 SUBST1_TAC MP_TAC) THEN
  CONV_TAC NUM_REDUCE_CONV THEN STRIP_TAC THEN MP_TAC(SPECL [`u:num`; `2`] DIVISION) THEN
  REWRITE_TAC[ARITH_EQ] THEN STRIP_TAC THEN
  COND_CASES_TAC THEN REWRITE_TAC[INT_OF_NUM_MUL; INT_OF_NUM_ADD; INT_OF_NUM_EQ] THENL
   [SUBGOAL_THEN `r DIV 268435456 = 1` MP_TAC THENL
     [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `r - 268435456` THEN ASM_ARITH_TAC; ASM_ARITH_TAC];
    SUBGOAL_THEN `r DIV 268435456 = 0` MP_TAC THENL
     [MATCH_MP_TAC DIV_LT THEN ASM_ARITH_TAC; ASM_ARITH_TAC]]);;
let UNPACKED_DIGIT = prove
 (`!t j. unpacked_digit t j = signed_digit (plain29 t) (&0) j`,
  REPEAT GEN_TAC THEN REWRITE_TAC[unpacked_digit; signed_digit; borrowed; PLAIN_UNSIGNED; ival; DIMINDEX_30; VAL_WORD] THEN
  MP_TAC(SPEC `j:num` UNPACKED_FIELD) THEN MP_TAC(SPECL [`t:num`; `j:num`] PLAIN_BOUND) THEN
  REWRITE_TAC[GSYM INT_OF_NUM_LT] THEN STRIP_TAC THEN DISCH_THEN SUBST1_TAC THEN
  DISJ_CASES_TAC(ISPEC `j:num` (INST [`plain29 t`,`K:num->int`; `&0:int`,`h:int`] BORROWED_CASES)) THEN ASM_REWRITE_TAC[] THEN
  MATCH_MP_TAC INT_DIV_UNIQ THENL [EXISTS_TAC `&1:int`; EXISTS_TAC `&0:int`] THEN
  REPEAT COND_CASES_TAC THEN REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC NUM_REDUCE_CONV THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let UNPACKED_NUMBER = prove
 (`!l t. 0 < l /\ t < 2 EXP (29 * l)
         ==> digits29 l (topped_digit l (plain29 t) (&0)) /\
             number29 (topped_digit l (plain29 t) (&0)) l = &t`,
  REPEAT STRIP_TAC THEN ASM_SIMP_TAC[TOPPED_DIGITS; TOPPED_NUMBER] THEN
  SUBGOAL_THEN `unsigned_digit (plain29 t) (&0) = plain29 t` SUBST1_TAC THENL
   [REWRITE_TAC[FUN_EQ_THM; PLAIN_UNSIGNED]; ASM_SIMP_TAC[PLAIN_NUMBER; MOD_LT]]);;
prioritize_num();;

(* Digits in words of 32 bits. *)
let WORD_OF_DIGIT = prove
 (`!t j. ival(digit32 t j) = unpacked_digit t j`,
  REPEAT GEN_TAC THEN REWRITE_TAC[digit32] THEN MATCH_MP_TAC IVAL_IWORD THEN
  REWRITE_TAC[UNPACKED_DIGIT; DIMINDEX_32] THEN
  MP_TAC(ISPECL [`plain29 t`; `&0:int`; `j:num`] SIGNED_BOUND) THEN CONV_TAC NUM_REDUCE_CONV THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let LO32_ADD = prove
 (`!x y. lo32(word_add x y) = word_add (lo32 x) (lo32 y)`,
  REPEAT GEN_TAC THEN MAP_EVERY (SUBST1_TAC o SYM o C ISPEC IWORD_IVAL) [`x:int64`; `y:int64`] THEN
  REWRITE_TAC[GSYM IWORD_INT_ADD; LO32_IWORD]);;

(* ------------------------------------------------------------------------- *)
(* Digits of columns, as the instructions make them.                         *)
(* ------------------------------------------------------------------------- *)

let LOW_29 = prove
 (`!v. &(val(iword v:int64) MOD 2 EXP 29) = v rem &2 pow 29`,
  GEN_TAC THEN REWRITE_TAC[GSYM INT_OF_NUM_REM; GSYM INT_OF_NUM_POW; INT_REM_EQ] THEN
  MP_TAC(ISPEC `v:int` (INST_TYPE [`:64`,`:N`] VAL_IWORD_CONG)) THEN
  REWRITE_TAC[DIMINDEX_64; int_congruent] THEN DISCH_THEN(X_CHOOSE_TAC `d:int`) THEN
  EXISTS_TAC `&2 pow 35 * d:int` THEN POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let CARRY_WORD = prove
 (`abs(v) < &2 pow 63 ==> word_ishr (iword v:int64) 29 = iword(v div &2 pow 29)`,
  DISCH_TAC THEN REWRITE_TAC[word_ishr] THEN AP_TERM_TAC THEN AP_THM_TAC THEN AP_TERM_TAC THEN
  MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_64] THEN CONV_TAC NUM_REDUCE_CONV THEN
  POP_ASSUM MP_TAC THEN INT_ARITH_TAC);;
let UNSIGNED_WORD = prove
 (`word(val(iword v:int64) MOD 536870912):int64 = iword(v rem &2 pow 29)`,
  REWRITE_TAC[GSYM LOW_29; GSYM WORD_IWORD] THEN CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[]);;
let BORROW_WORD = prove
 (`word((val(iword v:int64) MOD 536870912) DIV 268435456):int64 =
   iword(if &2 pow 28 <= v rem &2 pow 29 then &1 else &0)`,
  REWRITE_TAC[GSYM LOW_29; INT_OF_NUM_POW; INT_OF_NUM_LE] THEN CONV_TAC NUM_REDUCE_CONV THEN
  MP_TAC(SPECL [`val(iword v:int64)`; `536870912`] MOD_LT_EQ) THEN REWRITE_TAC[ARITH_EQ] THEN
  SPEC_TAC(`val(iword v:int64) MOD 536870912`,`u:num`) THEN REPEAT STRIP_TAC THEN
  COND_CASES_TAC THEN REWRITE_TAC[GSYM WORD_IWORD] THEN AP_TERM_TAC THENL
   [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `u - 268435456` THEN ASM_ARITH_TAC;
    MATCH_MP_TAC DIV_LT THEN ASM_ARITH_TAC]);;
let SIGNED_WORD = prove
 (`word_ishr (word_shl (iword v:int64) 35) 35 =
   iword(v rem &2 pow 29 - &2 pow 29 * (if &2 pow 28 <= v rem &2 pow 29 then &1 else &0))`,
  SUBGOAL_THEN `val(word_shl (iword v:int64) 35) = 2 EXP 35 * val(iword v:int64) MOD 2 EXP 29` ASSUME_TAC THENL
   [MP_TAC(INST [`iword v:int64`,`x:int64`; `35`,`k:num`] VAL_SHL) THEN CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
  REWRITE_TAC[word_ishr; GSYM LOW_29] THEN AP_TERM_TAC THEN MATCH_MP_TAC INT_DIV_UNIQ THEN EXISTS_TAC `&0:int` THEN
  ASM_REWRITE_TAC[ival; DIMINDEX_64; INT_OF_NUM_POW; INT_OF_NUM_LE] THEN CONV_TAC NUM_REDUCE_CONV THEN
  MP_TAC(SPECL [`val(iword v:int64)`; `536870912`] MOD_LT_EQ) THEN REWRITE_TAC[ARITH_EQ] THEN
  SPEC_TAC(`val(iword v:int64) MOD 536870912`,`u:num`) THEN GEN_TAC THEN DISCH_TAC THEN
  SUBGOAL_THEN `34359738368 * u < 9223372036854775808 <=> ~(268435456 <= u)` SUBST1_TAC THENL
   [ARITH_TAC; ALL_TAC] THEN
  COND_CASES_TAC THEN ASM_REWRITE_TAC[] THEN REWRITE_TAC[GSYM INT_OF_NUM_MUL] THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* Column q of P, with what the columns below carry. *)
let DIGIT_STEP = prove
 (`abs(P q + carries P h q) < &2 pow 63
   ==> word_ishr (iword(P q + carries P h q):int64) 29 = iword(carries P h (q + 1)) /\
       lo32(word(val(iword(P q + carries P h q):int64) MOD 536870912)) = iword(unsigned_digit P h q) /\
       word((val(iword(P q + carries P h q):int64) MOD 536870912) DIV 268435456):int64 = iword(borrowed P h (q + 1)) /\
       word_add (word_ishr (word_shl (iword(P q + carries P h q):int64) 35) 35) (iword(borrowed P h q)) =
         iword(signed_digit P h q)`,
  DISCH_TAC THEN ASM_SIMP_TAC[CARRY_WORD; UNSIGNED_WORD; BORROW_WORD; SIGNED_WORD; LO32_IWORD] THEN
  REWRITE_TAC[GSYM ADD1; carries; borrowed; signed_digit; GSYM unsigned_digit; GSYM IWORD_INT_ADD] THEN
  AP_TERM_TAC THEN INT_ARITH_TAC);;

let PENDING = prove
 (`i < p /\ p <= 6
   ==> ~(i = p) /\ word_sub (word(p - i)) (word 1):int64 = word(p - (i + 1)) /\
       (word(p - (i + 1)):int64 = word 0 <=> i + 1 = p)`,
  STRIP_TAC THEN MP_TAC(SPECL [`i:num`; `p:num`] COUNTER) THEN ANTS_TAC THENL [ASM_ARITH_TAC; STRIP_TAC] THEN
  ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
(* What digits become of: limbs f to f + 2 p of W are the columns from q on of P. *)
let pending_columns = new_definition
 `pending_columns (W:num->int64) f p P hh q <=>
    !j. j < 2 * p ==> W(f + j) = iword(P(q + j)) /\ abs(P(q + j) + carries P hh (q + j)) < &2 pow 63`;;
(* The limbs from u on that i turns have filled; the others are as before. *)
let digits_made = new_definition
 `digits_made (digit:(num->int)->int->num->int) (W':num->int64) W u i P (hh:int) q <=>
    (!j. j < i ==> W'(u + j) = join32 (iword(digit P hh (q + 2 * j + 1))) (iword(digit P hh (q + 2 * j)))) /\
    (!j. (!a. a < i ==> ~(j = u + a)) ==> W' j = W j)`;;
let DIGITS_PUT = prove
 (`digits_made digit W' W u i P hh q /\
   d = join32 (iword(digit P hh (q + 2 * i + 1))) (iword(digit P hh (q + 2 * i)))
   ==> digits_made digit (upd ((u + i) + 0) d W') W u (i + 1) P hh q`,
  REWRITE_TAC[digits_made; ADD_CLAUSES; upd] THEN STRIP_TAC THEN CONJ_TAC THEN X_GEN_TAC `j:num` THENL
   [REWRITE_TAC[ARITH_RULE `j < i + 1 <=> j < i \/ j = i`] THEN
    DISCH_THEN(DISJ_CASES_THEN2 (fun th -> ASSUME_TAC th THEN
      REWRITE_TAC[MATCH_MP (ARITH_RULE `j < i ==> ~(u + j = u + i:num)`) th]) SUBST1_TAC) THEN ASM_SIMP_TAC[];
    DISCH_TAC THEN COND_CASES_TAC THENL
     [FIRST_X_ASSUM(MP_TAC o SPEC `i:num` o check (is_imp o snd o dest_forall o concl) ) THEN ASM_REWRITE_TAC[] THEN ARITH_TAC;
      FIRST_X_ASSUM MATCH_MP_TAC THEN REPEAT STRIP_TAC THEN
      FIRST_X_ASSUM(MP_TAC o SPEC `a:num`) THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC]]);;
(* The next two columns, which are still where they were. *)
let NEXT_TWO = prove
 (`pending_columns W f p P hh q /\ digits_made digit W' W u i P hh q /\ i < p /\
   (!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j))
   ==> W'((f + 2 * i) + 0) = iword(P(q + 2 * i)) /\ abs(P(q + 2 * i) + carries P hh (q + 2 * i)) < &2 pow 63 /\
       W'((f + 2 * i) + 1) = iword(P((q + 2 * i) + 1)) /\
       abs(P((q + 2 * i) + 1) + carries P hh ((q + 2 * i) + 1)) < &2 pow 63`,
  REWRITE_TAC[pending_columns; digits_made; ADD_CLAUSES; GSYM ADD_ASSOC] THEN STRIP_TAC THEN
  SUBGOAL_THEN `!j. j < 2 * p ==> W'(f + j):int64 = W(f + j)` ASSUME_TAC THENL
   [REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN REPEAT STRIP_TAC THEN
    FIRST_X_ASSUM(MP_TAC o SPECL [`a:num`; `j:num`]) THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `2 * i < 2 * p /\ 2 * i + 1 < 2 * p` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ASM_SIMP_TAC[]]);;

(* ------------------------------------------------------------------------- *)
(* Rows.                                                                     *)
(* ------------------------------------------------------------------------- *)

(* Word i of 32 bits of limbs, signed. *)
let word32 = new_definition
 `word32 (A:num->int64) i = ival(if i MOD 2 = 0 then lo32(A(i DIV 2)) else hi32(A(i DIV 2)))`;;
(* n rows: x a times y b the first of them. *)
let dots = define
 `dots (x:num->int) y a b 0 = &0 /\
  dots x y a b (SUC n) = dots x y a b n + x(a + n) * y(b - n)`;;
(* A pointer that moves down by 16 bytes. *)
let down = new_definition
 `down (p:int64) e i:int64 = word_sub (word_add p (word(8 * e))) (word(16 * i))`;;
let DOWN_NOW = prove
 (`i < m ==> down p (d + 2 * m) i = word_add p (word(8 * ((d + 2 * (m - (i + 1))) + 2)))`,
  DISCH_TAC THEN SUBGOAL_THEN `?k. m = i + 1 + k` (CHOOSE_THEN SUBST1_TAC) THENL
   [EXISTS_TAC `m - (i + 1)` THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[down; ARITH_RULE `(i + 1 + k) - (i + 1) = k`;
    ARITH_RULE `8 * (d + 2 * (i + 1 + k)) = 16 * i + 8 * ((d + 2 * k) + 2)`] THEN CONV_TAC WORD_RULE);;
let DOWN_NEXT = prove
 (`i < m ==> word_add p (word(8 * ((d + 2 * (m - (i + 1))) + 0))) = down p (d + 2 * m) (i + 1)`,
  DISCH_TAC THEN SUBGOAL_THEN `?k. m = i + 1 + k` (CHOOSE_THEN SUBST1_TAC) THENL
   [EXISTS_TAC `m - (i + 1)` THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[down; ARITH_RULE `(i + 1 + k) - (i + 1) = k`; ADD_CLAUSES;
    ARITH_RULE `8 * (d + 2 * (i + 1 + k)) = 16 * (i + 1) + 8 * (d + 2 * k)`] THEN CONV_TAC WORD_RULE);;
let WORD_SX_IWORD = prove(`word_sx(x:int32):int64 = iword(ival x)`,REWRITE_TAC[word_sx]);;
let MAC = prove
 (`word_mul (word_sx(x:int32)) (word_sx(y:int32)):int64 = iword(ival x * ival y)`,
  REWRITE_TAC[WORD_SX_IWORD; IWORD_INT_MUL]);;
let ROWS_LEFT = prove
 (`i < m /\ m <= 31
   ==> ~(i = m) /\ word_sub (word(4 * (m - i))) (word 4):int64 = word(4 * (m - (i + 1))) /\
       (word(4 * (m - (i + 1))):int64 = word 0 <=> i + 1 = m)`,
  STRIP_TAC THEN SUBGOAL_THEN `?k. m = i + 1 + k` (CHOOSE_THEN SUBST_ALL_TAC) THENL
   [EXISTS_TAC `m - (i + 1)` THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[ARITH_RULE `(i + 1 + k) - (i + 1) = k`; ARITH_RULE `4 * ((i + 1 + k) - i) = 4 * k + 4`;
    ARITH_RULE `~(i = i + 1 + k)`; ARITH_RULE `i + 1 = i + 1 + k <=> k = 0`] THEN
  CONJ_TAC THENL [CONV_TAC WORD_RULE; ALL_TAC] THEN
  REWRITE_TAC[GSYM VAL_EQ_0] THEN SUBGOAL_THEN `val(word(4 * k):int64) = 4 * k` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ARITH_TAC]);;
let DOTS_FOUR = prove
 (`dots x y a b (4 * (i + 1)) = dots x y a b (4 * i) + x(a + 4 * i) * y(b - 4 * i) +
     x(a + 4 * i + 1) * y(b - (4 * i + 1)) + x(a + 4 * i + 2) * y(b - (4 * i + 2)) + x(a + 4 * i + 3) * y(b - (4 * i + 3))`,
  REWRITE_TAC[ARITH_RULE `4 * (i + 1) = SUC(SUC(SUC(SUC(4 * i))))`; dots] THEN
  REWRITE_TAC[ARITH_RULE `SUC(SUC(SUC n)) = n + 3 /\ SUC(SUC n) = n + 2 /\ SUC n = n + 1`] THEN INT_ARITH_TAC);;
(* Even and odd words. *)
let WORD32_AT = prove
 (`word32 A (2 * e) = ival(lo32(A e)) /\ word32 A (2 * e + 1) = ival(hi32(A e))`,
  SUBGOAL_THEN `(2 * e) MOD 2 = 0 /\ (2 * e + 1) MOD 2 = 1 /\ (2 * e) DIV 2 = e /\ (2 * e + 1) DIV 2 = e`
   (fun th -> REWRITE_TAC[word32; th; ARITH_EQ]) THEN
  REPEAT CONJ_TAC THENL [MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `e:num`; MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `e:num`;
    MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `0`; MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `1`] THEN ARITH_TAC);;

let ROWS_KEPT = prove
 (`digits_made digit W' W u i P hh q /\ i < p /\ i < m /\ (!a j. a < p /\ j < 2 * m ==> ~(u + a = r + j))
   ==> W'((r + 2 * i) + 0) = W((r + 2 * i) + 0) /\ W'((r + 2 * i) + 1) = W((r + 2 * i) + 1)`,
  REWRITE_TAC[digits_made; GSYM ADD_ASSOC] THEN STRIP_TAC THEN CONJ_TAC THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN REPEAT STRIP_TAC THENL
   [FIRST_X_ASSUM(MP_TAC o SPECL [`a:num`; `2 * i + 0`]); FIRST_X_ASSUM(MP_TAC o SPECL [`a:num`; `2 * i + 1`])] THEN
  ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
