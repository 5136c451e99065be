(* Squares in blocks of digits: a column of blocks is twice the products of different
   blocks, one of which is held doubled, and every other column also has a square. What
   a column then is, and how many products it counts, is as in ledger.ml and digits.ml. *)

needs "pairs.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* Columns of blocks that are symmetric.                                     *)
(* ------------------------------------------------------------------------- *)

let twice = new_definition `twice (X:num->int) j = &2 * X j`;;

let PRODUCTS_FRONT = prove
 (`!n. products X Y a b (SUC n) = X a * Y b + products X Y (a + 1) (b - 1) n`,
  INDUCT_TAC THENL
   [REWRITE_TAC[products; ADD_CLAUSES; SUB_0] THEN INT_ARITH_TAC; ALL_TAC] THEN
  ONCE_REWRITE_TAC[products] THEN ASM_REWRITE_TAC[] THEN
  REWRITE_TAC[products; ARITH_RULE `(a + 1) + n = a + SUC n /\ b - 1 - n = b - SUC n`] THEN
  INT_ARITH_TAC);;
(* The products of the outermost blocks, taken off at both ends. *)
let PRODUCTS_ENDS = prove
 (`products X X a b (SUC(SUC n)) =
   products X X (a + 1) (b - 1) n + X a * X b + X(a + SUC n) * X(b - SUC n)`,
  ONCE_REWRITE_TAC[products] THEN REWRITE_TAC[PRODUCTS_FRONT] THEN INT_ARITH_TAC);;
let SQUARE_EVEN = prove
 (`!k a b. b + 1 = a + 2 * k ==> products X X a b (2 * k) = products X (twice X) a b k`,
  INDUCT_TAC THEN REPEAT STRIP_TAC THENL
   [REWRITE_TAC[MULT_CLAUSES; products]; ALL_TAC] THEN
  REWRITE_TAC[ARITH_RULE `2 * SUC k = SUC(SUC(2 * k))`; PRODUCTS_ENDS] THEN
  FIRST_X_ASSUM(MP_TAC o SPECL [`a + 1`; `b - 1`]) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  SUBGOAL_THEN `a + SUC(2 * k) = b /\ b - SUC(2 * k) = a` (fun th -> REWRITE_TAC[th]) THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[PRODUCTS_FRONT; twice] THEN INT_ARITH_TAC);;
let SQUARE_ODD = prove
 (`!k a b. b = a + 2 * k
   ==> products X X a b (2 * k + 1) = products X (twice X) a b k + X(a + k) * X(a + k)`,
  INDUCT_TAC THEN REPEAT STRIP_TAC THENL
   [REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES] THEN
    ASM_REWRITE_TAC[num_CONV `1`; products; MULT_CLAUSES; ADD_CLAUSES; SUB_0]; ALL_TAC] THEN
  REWRITE_TAC[ARITH_RULE `2 * SUC k + 1 = SUC(SUC(2 * k + 1))`; PRODUCTS_ENDS] THEN
  FIRST_X_ASSUM(MP_TAC o SPECL [`a + 1`; `b - 1`]) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  SUBGOAL_THEN `a + SUC(2 * k + 1) = b /\ b - SUC(2 * k + 1) = a /\ (a + 1) + k = a + SUC k`
   (fun th -> REWRITE_TAC[th]) THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[PRODUCTS_FRONT; twice] THEN INT_ARITH_TAC);;
(* A column of n blocks, as the routine adds it: half of them doubled, and the square left over. *)
let SQUARE_COLUMN = prove
 (`!n a b. b + 1 = a + n ==> products X X a b n =
     products X (twice X) a b (n DIV 2) + (if ODD n then X(a + n DIV 2) * X(a + n DIV 2) else &0)`,
  REPEAT STRIP_TAC THEN DISJ_CASES_TAC(SPEC `n:num` EVEN_OR_ODD) THENL
   [FIRST_X_ASSUM(X_CHOOSE_THEN `k:num` SUBST_ALL_TAC o REWRITE_RULE[EVEN_EXISTS]) THEN
    REWRITE_TAC[GSYM NOT_EVEN; EVEN_MULT; ARITH_EVEN; ARITH_RULE `(2 * k) DIV 2 = k`; INT_ADD_RID] THEN
    MATCH_MP_TAC SQUARE_EVEN;
    FIRST_X_ASSUM(X_CHOOSE_THEN `k:num` SUBST_ALL_TAC o REWRITE_RULE[ODD_EXISTS]) THEN
    REWRITE_TAC[ODD; GSYM NOT_EVEN; EVEN_MULT; ARITH_EVEN; ARITH_RULE `SUC(2 * k) DIV 2 = k`] THEN
    REWRITE_TAC[ADD1] THEN MATCH_MP_TAC SQUARE_ODD] THEN
  ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Doubled blocks.                                                           *)
(* ------------------------------------------------------------------------- *)

let double_blocks = new_definition
 `double_blocks (B:num->int64) A n <=>
    !j t. j < n /\ t < 20 ==> B(20 * j + t) = double_pair(A(20 * j + t))`;;

let DOUBLE_32 = prove
 (`!x:int32. abs(ival x) <= &2 pow 29 ==> ival(word_shl x 1) = &2 * ival x`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `word_shl x 1:int32 = iword(&2 * ival x)` SUBST1_TAC THENL
   [REWRITE_TAC[IWORD_INT_MUL; IWORD_IVAL; GSYM WORD_IWORD] THEN CONV_TAC WORD_RULE;
    MATCH_MP_TAC IVAL_IWORD] THEN
  REWRITE_TAC[DIMINDEX_32] THEN CONV_TAC NUM_REDUCE_CONV THEN
  POP_ASSUM MP_TAC THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC);;
let DOUBLE_PAIR = map (fun ln -> prove
 (subst [ln,`ln:int64->int`] `abs((ln:int64->int) x) <= &2 pow 29 ==> (ln:int64->int)(double_pair x) = &2 * ln x`,
  REWRITE_TAC[LO; HI; double_pair; LO32_JOIN; HI32_JOIN; DOUBLE_32])) [`lo`; `hi`];;
let BLOCKOF_DOUBLE = map2 (fun ln th -> prove
 (subst [ln,`ln:int64->int`] `blockof ln 1 x X /\ (!t. t < 20 ==> y t = double_pair(x t)) ==> blockof ln 2 y (&2 * X)`,
  REWRITE_TAC[blockof; INT_MUL_LID] THEN CONV_TAC(ONCE_DEPTH_CONV EXPAND_CASES_CONV) THEN
  STRIP_TAC THEN
  MAP_EVERY (fun t -> SUBGOAL_THEN (vsubst [mk_small_numeral t,`t:num`]
      (subst [ln,`ln:int64->int`] `(ln:int64->int)(double_pair(x(t:num))) = &2 * ln(x t)`)) ASSUME_TAC THENL
    [MATCH_MP_TAC th THEN ASM_REWRITE_TAC[] THEN
     REPEAT(FIRST_X_ASSUM(MP_TAC o check (is_binop `(<=):int->int->bool` o concl))) THEN
     CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC; ALL_TAC]) (0--19) THEN
  ASM_REWRITE_TAC[INT_ABS_MUL; INT_ABS_NUM] THEN
  REPEAT CONJ_TAC THEN
  ((MATCH_MP_TAC INT_LE_LMUL THEN ASM_REWRITE_TAC[INT_POS]) ORELSE INT_ARITH_TAC))) [`lo`; `hi`] DOUBLE_PAIR;;
let DOUBLE_BLOCK = map2 (fun ln (one,two) -> prove
 (subst [ln,`ln:int64->int`]
   `double_blocks B A n /\ pair_blocks A n /\ j < n ==> blockof ln 2 (\t. B(20 * j + t)) (twice (blk ln A) j)`,
  STRIP_TAC THEN REWRITE_TAC[twice] THEN
  MATCH_MP_TAC(INST [`\t:num. A(20 * j + t):int64`,`x:num->int64`] two) THEN CONJ_TAC THENL
   [MATCH_MP_TAC one THEN ASM_REWRITE_TAC[];
    UNDISCH_TAC `double_blocks B A n` THEN REWRITE_TAC[double_blocks] THEN
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN ASM_MESON_TAC[]]))
 [`lo`; `hi`] (zip PAIR_BLOCK BLOCKOF_DOUBLE);;

let DOUBLE_PUT = prove
 (`double_blocks B A u /\ (!i t. i < u /\ t < 20 ==> C(20 * i + t) = B(20 * i + t)) /\
   (!t. t < 20 ==> C(20 * u + t) = double_pair(A(20 * u + t)))
   ==> double_blocks C A (u + 1)`,
  REWRITE_TAC[double_blocks] THEN STRIP_TAC THEN REPEAT GEN_TAC THEN
  REWRITE_TAC[ARITH_RULE `j < u + 1 <=> j < u \/ j = u`] THEN STRIP_TAC THEN ASM_SIMP_TAC[]);;

(* ------------------------------------------------------------------------- *)
(* Many squarings.                                                           *)
(* ------------------------------------------------------------------------- *)

(* z is x * y and a multiple of n, over R = 2^(174 * blocks). *)
let montgomery = new_definition
 `montgomery R n x y z <=> ?q:int. R * z = x * y + q * n /\ &100 * abs(q) < &101 * R`;;
let squarings = define
 `(squarings R n 0 x z <=> z = x:int) /\
  (squarings R n (SUC k) x z <=> ?y. squarings R n k x y /\ montgomery R n y y z)`;;
let MONTGOMERY_BOUND = prove
 (`montgomery R n x y z /\ &0 < n /\ &2 pow 20 * n < R /\ abs(x) < &2 pow 8 * n /\ abs(y) < &2 pow 8 * n
   ==> abs(z) < &2 pow 8 * n`,
  REWRITE_TAC[montgomery] THEN STRIP_TAC THEN
  SUBGOAL_THEN `abs(x * y) <= (&2 pow 8 * n) * (&2 pow 8 * n):int` ASSUME_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL] THEN MATCH_MP_TAC INT_LE_MUL2 THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `n * (&2 pow 20 * n) <= n * R:int` ASSUME_TAC THENL
   [MATCH_MP_TAC INT_LE_LMUL THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `n * (&100 * abs(q)) <= n * (&101 * R):int` ASSUME_TAC THENL
   [MATCH_MP_TAC INT_LE_LMUL THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `&0 < R /\ &0 < R * n:int` STRIP_ASSUME_TAC THENL
   [SUBGOAL_THEN `&0 < R:int` ASSUME_TAC THENL [ASM_INT_ARITH_TAC; ASM_SIMP_TAC[INT_LT_MUL]]; ALL_TAC] THEN
  SUBGOAL_THEN `R * abs(z) < R * (&2 pow 8 * n):int` MP_TAC THENL
   [MP_TAC(AP_TERM `abs:int->int` (ASSUME `R * z:int = x * y + q * n`)) THEN
    REWRITE_TAC[INT_ABS_MUL] THEN SUBGOAL_THEN `abs(R:int) = R` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
    MP_TAC(SPECL [`x * y:int`; `q * n:int`] INT_ABS_TRIANGLE) THEN
    MP_TAC(SPECL [`q:int`; `n:int`] INT_ABS_MUL) THEN
    SUBGOAL_THEN `abs(n:int) = n` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
    POP_ASSUM MP_TAC THEN POP_ASSUM(K ALL_TAC) THEN POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC THEN
    POP_ASSUM_LIST(K ALL_TAC) THEN
    SPEC_TAC(`abs(z:int)`,`w:int`) THEN SPEC_TAC(`abs(x * y + q * n:int)`,`v:int`) THEN
    SPEC_TAC(`abs(x * y:int)`,`a:int`) THEN SPEC_TAC(`abs(q * n:int)`,`b:int`) THEN SPEC_TAC(`abs q:int`,`d:int`) THEN
    CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC;
    ASM_SIMP_TAC[INT_LT_LMUL_EQ]]);;
prioritize_num();;
