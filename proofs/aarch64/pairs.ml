(* Montgomery multiplication in blocks of digits: its last step, the blocks that
   are stored, and the numbers. See digits.ml. *)

needs "halves.ml";;
needs "digits.ml";;
needs "ledger.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* The last step: t + m * N_0 is a multiple of 2^174, so columns 4 and 5 of   *)
(* it tell what it carries.                                                  *)
(* ------------------------------------------------------------------------- *)

let column_words x y start pairs = rev_itlist (fun (i,j) acc ->
  vsubst [acc,`a:int64`; mk_small_numeral i,`i:num`; mk_small_numeral j,`j:num`; x,`x:num->int64`; y,`y:num->int64`]
   `word_add a (mac ln (x (i:num)) (y (j:num))):int64`) pairs start;;
let column_less x y start pairs = rev_itlist (fun (i,j) acc ->
  vsubst [acc,`a:int64`; mk_small_numeral i,`i:num`; mk_small_numeral j,`j:num`; x,`x:num->int64`; y,`y:num->int64`]
   `word_sub a (mac ln (x (i:num)) (y (j:num))):int64`) pairs start;;
let column_pairs k = map (fun i -> i,k - i) ((max 0 (k-5))--(min k 5));;
let mn_add k start = column_words `mm:num->int64` `nn:num->int64` start (column_pairs k);;
let mn_less k start = column_less `mm:num->int64` `nn:num->int64` start (column_pairs k);;

(* What columns 4 and 5 say of the whole. *)
let LAST_CARRY = prove
 (`!l0 l1 l2 l3 l4 l5 g. abs(l0) <= &2 pow 60 /\ abs(l1) <= &2 pow 60 /\ abs(l2) <= &2 pow 60 /\ abs(l3) <= &2 pow 58 + &2 pow 28 /\
   l0 + &2 pow 29 * l1 + &2 pow 58 * l2 + &2 pow 87 * l3 + &2 pow 116 * l4 + &2 pow 145 * l5 = &2 pow 174 * g
   ==> carry(l5 + l4 div &2 pow 29) = g`,
  REPEAT STRIP_TAC THEN MP_TAC(SPECL [`l4:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  SPEC_TAC(`l4 rem &2 pow 29`,`p:int`) THEN GEN_TAC THEN
  SPEC_TAC(`l4 div &2 pow 29`,`f:int`) THEN GEN_TAC THEN CONV_TAC INT_REDUCE_CONV THEN STRIP_TAC THEN
  MP_TAC(SPECL [`(l5 + f):int`; `(l5 + f) - &2 pow 29 * g:int`; `g:int`] DIGIT_UNIQUE) THEN
  REWRITE_TAC[digit] THEN ANTS_TAC THENL
   [REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
    CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC]);;

let LAST_ADD = prove
 (vsubst
   [mn_add 6 `c:int64`,`c6:int64`; mn_less 7 `e1:int64`,`e7':int64`; mn_less 8 `e2:int64`,`e8':int64`;
    mn_less 9 `e3:int64`,`e9':int64`; mn_less 10 `e4:int64`,`e10':int64`;
    mn_add 5 `iword((ln:int64->int)((t:num->int64) 5)):int64`,`a5:int64`; mn_add 4 `iword((ln:int64->int)((t:num->int64) 4)):int64`,`a4:int64`]
  `gathered U a b m r s d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c /\
   short (\i. (ln:int64->int)(t(i:num))) /\ short (\i. ln(mm(i:num):int64)) /\ short (\i. ln(nn(i:num):int64)) /\
   six (\i. (ln:int64->int)(t(i:num))) + six (\i. ln(mm(i:num):int64)) * six (\i. ln(nn(i:num):int64)) = &2 pow 174 * W
   ==> gathered (U + W) (a + 1) b m (r + 1) s d0 d1 d2 d3 d4 d5 e7' e8' e9' e10' e5 e6 e7 e8 x9
         (word_add c6 (round29 (word_add a5 (word_ishr a4 29))))`,
  REWRITE_TAC[gathered] THEN
  DISCH_THEN(CONJUNCTS_THEN2 (X_CHOOSE_THEN `K:num->int` STRIP_ASSUME_TAC) STRIP_ASSUME_TAC) THEN
  ABBREV_TAC `C = convolution (\i. ln(mm(i:num):int64)) (\i. ln(nn i:int64))` THEN
  ABBREV_TAC `l4 = ln((t:num->int64) 4) + C 4:int` THEN ABBREV_TAC `l5 = ln((t:num->int64) 5) + C 5:int` THEN
  MP_TAC(INST [`\i:num. ln(mm(i:num):int64):int`,`x:num->int`; `\i:num. ln(nn i:int64):int`,`y:num->int`] CONVOLUTION_BOUND) THEN
  ANTS_TAC THENL [ASM_REWRITE_TAC[]; ALL_TAC] THEN
  CONV_TAC(LAND_CONV EXPAND_CASES_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
  UNDISCH_TAC `short (\i. ln((t:num->int64) i))` THEN REWRITE_TAC[short] THEN
  CONV_TAC(LAND_CONV EXPAND_CASES_CONV) THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN STRIP_TAC THEN
  ABBREV_TAC `g = W - (C 6 + &2 pow 29 * C 7 + &2 pow 58 * C 8 + &2 pow 87 * C 9 + &2 pow 116 * C 10):int` THEN
  SUBGOAL_THEN `carry(l5 + l4 div &2 pow 29) = g` ASSUME_TAC THENL
   [MATCH_MP_TAC LAST_CARRY THEN
    MAP_EVERY EXISTS_TAC (map (fun i -> subst [mk_small_numeral i,`i:num`] `ln((t:num->int64) i) + C i:int`) (0--3)) THEN
    REPEAT CONJ_TAC THENL
     [REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
      REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
      REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
      REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
      EXPAND_TAC "g" THEN EXPAND_TAC "l4" THEN EXPAND_TAC "l5" THEN
      UNDISCH_TAC `six (\i. ln(t i:int64)) + six (\i. ln(mm i:int64)) * six (\i. ln(nn i:int64)) = &2 pow 174 * W` THEN
      FIRST_ASSUM(fun th -> REWRITE_TAC[CONVOLUTION_TOTAL; check (fun th -> rand(concl th) = `C:num->int`) th]) THEN
      REWRITE_TAC[six; total] THEN CONV_TAC INT_RING]; ALL_TAC] THEN
  SUBGOAL_THEN `abs(l4:int) <= &2 pow 60 /\ abs(l5:int) <= &2 pow 60` STRIP_ASSUME_TAC THENL
   [MAP_EVERY EXPAND_TAC ["l4"; "l5"] THEN
    POP_ASSUM_LIST(MAP_EVERY MP_TAC o filter (fun th -> is_binop `(<=):int->int->bool` (concl th))) THEN
    CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `abs((l4:int) div &2 pow 29) <= &2 pow 32` ASSUME_TAC THENL
   [MP_TAC(SPECL [`l4:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
    POP_ASSUM_LIST(MP_TAC o end_itlist CONJ o filter (fun th -> rator(concl th) = `(<=) (abs l4:int)`)) THEN
    CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `abs((l5:int) + l4 div &2 pow 29) < &2 pow 63` ASSUME_TAC THENL
   [POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
  EXISTS_TAC `\i. if i = 0 then K 0 + C 6 + g else if i < 5 then K i + C(i + 6) else K i:int` THEN
  CONJ_TAC THENL
   [UNDISCH_TAC `accumulated K d0 d1 d2 d3 d4 d5 e1 e2 e3 e4 e5 e6 e7 e8 x9 c` THEN
    REWRITE_TAC[accumulated] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN
    STRIP_TAC THEN
    FIRST_X_ASSUM(fun th -> if concl th = `carry(l5 + l4 div &2 pow 29) = g` then SUBST1_TAC(SYM th) else failwith "") THEN
    SUBGOAL_THEN (subst [mn_add 4 `iword((ln:int64->int)((t:num->int64) 4)):int64`,`a4:int64`;
                         mn_add 5 `iword((ln:int64->int)((t:num->int64) 5)):int64`,`a5:int64`]
      `a4:int64 = iword l4 /\ a5:int64 = iword l5`) (fun th -> REWRITE_TAC[th]) THENL
     [MAP_EVERY EXPAND_TAC ["l4"; "l5"; "C"] THEN REWRITE_TAC(mac :: convolution_at) THEN
      REWRITE_TAC[IWORD_INT_ADD] THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
    SUBGOAL_THEN `word_ishr (iword l4:int64) 29 = iword(l4 div &2 pow 29)` SUBST1_TAC THENL
     [REWRITE_TAC[word_ishr] THEN AP_TERM_TAC THEN AP_THM_TAC THEN AP_TERM_TAC THEN
      MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_64] THEN CONV_TAC NUM_REDUCE_CONV THEN
      UNDISCH_TAC `abs(l4:int) <= &2 pow 60` THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[GSYM IWORD_INT_ADD] THEN
    FIRST_ASSUM(fun th -> REWRITE_TAC[MATCH_MP ROUND29 th]) THEN
    REWRITE_TAC[IWORD_INT_ADD] THEN ASM_REWRITE_TAC[] THEN
    EXPAND_TAC "C" THEN REWRITE_TAC(mac :: convolution_at) THEN REWRITE_TAC[IWORD_INT_ADD] THEN
    CONV_TAC WORD_RULE; ALL_TAC] THEN
  CONJ_TAC THENL
   [ASM_REWRITE_TAC[] THEN REWRITE_TAC[total] THEN CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[] THEN
    FIRST_X_ASSUM(fun th -> if is_binop `(-):int->int->int` (lhand(concl th)) then SUBST1_TAC(SYM th) else failwith "") THEN
    CONV_TAC INT_RING; ALL_TAC] THEN
  SUBGOAL_THEN `abs(g:int) <= &2 pow 34 + &1` MP_TAC THENL
   [FIRST_X_ASSUM(fun th -> if concl th = `carry(l5 + l4 div &2 pow 29) = g` then SUBST1_TAC(SYM th) else failwith "") THEN
    MATCH_MP_TAC CARRY_ABS THEN POP_ASSUM MP_TAC THEN INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(INST [`\i:num. ln(mm i:int64):int`,`x:num->int`; `\i:num. ln(nn i:int64):int`,`y:num->int`] CONVOLUTION_ABOVE) THEN
  ANTS_TAC THENL [CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  FIRST_X_ASSUM(SUBST1_TAC o check (fun th -> rand(concl th) = `C:num->int`)) THEN
  UNDISCH_TAC `limited K a b m r s` THEN POP_ASSUM_LIST(K ALL_TAC) THEN REWRITE_TAC[LIMITED] THEN
  CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[] THEN
  REWRITE_TAC[GSYM INT_OF_NUM_CLAUSES] THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN
  REPEAT DISCH_TAC THEN REPEAT CONJ_TAC THEN POP_ASSUM_LIST(MP_TAC o end_itlist CONJ) THEN INT_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* The blocks that are stored.                                               *)
(* ------------------------------------------------------------------------- *)

(* Operations on both halves of a word, as the vector instructions do them. *)
let sub_pair = new_definition
 `sub_pair (x:int64) (y:int64) =
    join32 (word_sub (hi32 x) (hi32 y))
           (word_sub (lo32 x) (lo32 y))`;;
let double_pair = new_definition
 `double_pair (x:int64) =
    join32 (word_shl (hi32 x) 1) (word_shl (lo32 x) 1)`;;
(* The digits of columns p and q of the two numbers. *)
let digit_pair = new_definition
 `digit_pair (p:int64) (q:int64) =
    join32 (word_ishr (word_shl (lo32 q) 3) 3)
           (word_ishr (word_shl (lo32 p) 3) 3)`;;

let LO = prove(`!w. lo w = ival(lo32 w)`,REWRITE_TAC[lo; lo32]);;
let HI = prove(`!w. hi w = ival(hi32 w)`,REWRITE_TAC[hi; hi32]);;
let LO_DIGIT_PAIR = prove(`lo(digit_pair p q) = dg p`,REWRITE_TAC[LO; digit_pair; LO32_JOIN; dg; GSYM lo32]);;
let HI_DIGIT_PAIR = prove(`hi(digit_pair p q) = dg q`,REWRITE_TAC[HI; digit_pair; HI32_JOIN; dg; GSYM lo32]);;
let DG_ABS = prove
 (`!t. abs(dg t) <= &2 pow 28`,
  GEN_TAC THEN SUBST1_TAC(ISPEC `t:int64` (GSYM IWORD_IVAL)) THEN REWRITE_TAC[DG; DIGIT_ABS]);;

let SUB_32 = prove
 (`!x y:int32. abs(ival x) <= &2 pow 28 /\ abs(ival y) <= &2 pow 28
               ==> ival(word_sub x y) = ival x - ival y`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `word_sub x y:int32 = iword(ival x - ival y)` SUBST1_TAC THENL
   [REWRITE_TAC[IWORD_INT_SUB; IWORD_IVAL]; MATCH_MP_TAC IVAL_IWORD] THEN
  REWRITE_TAC[DIMINDEX_32] THEN CONV_TAC NUM_REDUCE_CONV THEN
  REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC);;
let SUB_PAIR = map (fun ln -> prove
 (subst [ln,`ln:int64->int`] `abs((ln:int64->int) x) <= &2 pow 28 /\ abs(ln y) <= &2 pow 28 ==> (ln:int64->int)(sub_pair x y) = ln x - ln y`,
  REWRITE_TAC[LO; HI; sub_pair; LO32_JOIN; HI32_JOIN; SUB_32])) [`lo`; `hi`];;

(* Digits and the differences of pair_29.inc are a block. *)
let block_words = new_definition
 `block_words (x:num->int64) <=>
    x 6 = sub_pair (x 2) (x 3) /\ x 7 = sub_pair (x 3) (x 4) /\ x 8 = sub_pair (x 0) (x 5) /\
    x 9 = sub_pair (x 2) (x 5) /\ x 10 = sub_pair (x 2) (x 4) /\ x 11 = sub_pair (x 3) (x 5) /\
    x 12 = sub_pair (x 0) (x 4) /\ x 13 = sub_pair (x 1) (x 5) /\ x 14 = sub_pair (x 0) (x 3) /\
    x 15 = sub_pair (x 1) (x 4) /\ x 16 = sub_pair (x 0) (x 2) /\ x 17 = sub_pair (x 1) (x 3) /\
    x 18 = sub_pair (x 0) (x 1) /\ x 19 = sub_pair (x 1) (x 2)`;;
let BLOCK_STORED = map2 (fun ln th -> prove
 (subst [ln,`ln:int64->int`] `block_words x /\ short (\i. (ln:int64->int)(x(i:num))) ==> blockof ln 1 x (six (\i. (ln:int64->int)(x i)))`,
  REWRITE_TAC[block_words; short; blockof; six; INT_MUL_LID] THEN
  CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN STRIP_TAC THEN ASM_REWRITE_TAC[] THEN
  POP_ASSUM(MP_TAC o CONV_RULE EXPAND_CASES_CONV) THEN STRIP_TAC THEN
  REPEAT CONJ_TAC THEN TRY(CONV_TAC INT_ARITH) THEN MATCH_MP_TAC th THEN ASM_REWRITE_TAC[])) [`lo`; `hi`] SUB_PAIR;;

(* A block's digits are short and come to less than half of 2^174. *)
let BLOCKOF_SHORT = prove
 (`blockof ln 1 x X ==> short (\i. ln(x i)) /\ X = six (\i. ln(x i))`,
  REWRITE_TAC[blockof; short; six; INT_MUL_LID] THEN STRIP_TAC THEN
  CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC);;

(* Block j of words A, a number's lane of it, and words that are all blocks. *)
let blk = new_definition `blk ln (A:num->int64) j = six (\t. ln(A(20 * j + t)))`;;
let pair_blocks = new_definition
 `pair_blocks (A:num->int64) n <=>
    !j. j < n ==> block_words (\t. A(20 * j + t)) /\
                  short (\t. lo(A(20 * j + t))) /\ short (\t. hi(A(20 * j + t)))`;;
let PAIR_BLOCK = map2 (fun ln th -> prove
 (subst [ln,`ln:int64->int`] `pair_blocks A n /\ j < n ==> blockof ln 1 (\t. A(20 * j + t)) (blk ln A j)`,
  REWRITE_TAC[pair_blocks; blk] THEN STRIP_TAC THEN
  MP_TAC(BETA_RULE(INST [`\t:num. A(20 * j + t):int64`,`x:num->int64`] th)) THEN ASM_SIMP_TAC[])) [`lo`; `hi`] BLOCK_STORED;;
let SHORT_HALF = prove
 (`short x ==> half_block(six x)`,
  REWRITE_TAC[short; half_block; six; radix] THEN
  DISCH_THEN(MP_TAC o CONV_RULE EXPAND_CASES_CONV) THEN
  CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC);;
let BLK_EXT = prove
 (`(!t. t < 6 ==> A(20 * j + t) = C(20 * j + t):int64) ==> blk ln A j = blk ln C j`,
  REWRITE_TAC[blk; six] THEN DISCH_THEN(MP_TAC o CONV_RULE EXPAND_CASES_CONV) THEN SIMP_TAC[]);;

prioritize_num();;
