(* Products of n blocks of 512 bits from n * (n + 1) / 2 products of blocks, as limbs29.inc
   says: what the columns stand for before each turn of its loops, and that no column
   overflows. Independent of machine states.

   Columns are the functions C from their number to 64-bit words; column 18 * b + c weighs
   2^(512 b + 29 c). They are integers modulo 2^64 until the end, where they are found to be
   small. X and Y are the numbers of the blocks. *)

needs "blocks29.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* Blocks in columns.                                                        *)
(* ------------------------------------------------------------------------- *)

let block_number = new_definition
 `block_number (K:num->int) b = isum {c | c < 18} (\c. K(18 * b + c) * &2 pow (29 * c))`;;

(* What 36 columns gain from block b on. *)
let gain = new_definition
 `gain b (d:num->int) k = if 18 * b <= k /\ k < 18 * b + 36 then d(k - 18 * b) else &0`;;

let BLOCK_NUMBER_ADD = prove
 (`block_number (\k. K k + L k) b = block_number K b + block_number L b`,
  REWRITE_TAC[block_number; INT_ADD_RDISTRIB; ISUM_18] THEN INT_ARITH_TAC);;
let BLOCK_NUMBER_EXT = prove
 (`(!c. c < 18 ==> K(18 * b + c) = L(18 * b' + c)) ==> block_number K b = block_number L b'`,
  DISCH_TAC THEN REWRITE_TAC[block_number] THEN MATCH_MP_TAC ISUM_18_EXT THEN
  ASM_SIMP_TAC[]);;
let BLOCK_NUMBER_ZERO = prove
 (`(!c. c < 18 ==> K(18 * b + c) = &0) ==> block_number K b = &0`,
  DISCH_THEN(fun th -> REWRITE_TAC[block_number; ISUM_18] THEN REWRITE_TAC(CONJUNCTS(CONV_RULE EXPAND_CASES_CONV th))) THEN
  INT_ARITH_TAC);;

(* A sum of two blocks. *)
let BLOCKS_SUM_TWO = prove
 (`!m. b + 2 <= m /\ (!c. c < m /\ ~(c = b) /\ ~(c = b + 1) ==> E c = &0)
       ==> blocks_sum E m = block_radix pow b * (E b + E(b + 1) * block_radix)`,
  INDUCT_TAC THENL [ARITH_TAC; STRIP_TAC] THEN
  ASM_CASES_TAC `b + 2 <= m` THENL
   [FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN
    ASM_SIMP_TAC[ARITH_RULE `b < m ==> b < SUC m`; blocks_sum] THEN DISCH_THEN(K ALL_TAC) THEN
    FIRST_X_ASSUM(MP_TAC o SPEC `m:num`) THEN ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    DISCH_THEN SUBST1_TAC THEN INT_ARITH_TAC;
    SUBGOAL_THEN `m = SUC b` SUBST_ALL_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[blocks_sum] THEN
    SUBGOAL_THEN `blocks_sum E b = &0` SUBST1_TAC THENL
     [MATCH_MP_TAC BLOCKS_SUM_ZERO THEN REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC;
      REWRITE_TAC[ADD1; INT_POW_ADD; INT_POW_1] THEN INT_ARITH_TAC]]);;

let GAIN_NUMBER = prove
 (`b + 2 <= m
   ==> blocks_sum (block_number (gain b d)) m =
       block_radix pow b * isum {i | i < 18} (\i. (d i + d(18 + i) * &2 pow 512) * &2 pow (29 * i))`,
  DISCH_TAC THEN MP_TAC(INST [`block_number (gain b d)`,`E:num->int`] (SPEC `m:num` BLOCKS_SUM_TWO)) THEN
  ANTS_TAC THENL
   [ASM_REWRITE_TAC[] THEN REPEAT STRIP_TAC THEN MATCH_MP_TAC BLOCK_NUMBER_ZERO THEN
    REPEAT STRIP_TAC THEN REWRITE_TAC[gain] THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC;
    DISCH_THEN SUBST1_TAC THEN AP_TERM_TAC THEN
    SUBGOAL_THEN `block_number (gain b d) b = isum {i | i < 18} (\i. d i * &2 pow (29 * i)) /\
      block_number (gain b d) (b + 1) = isum {i | i < 18} (\i. d(18 + i) * &2 pow (29 * i))`
     (CONJUNCTS_THEN SUBST1_TAC) THENL
     [REWRITE_TAC[block_number] THEN CONJ_TAC THEN MATCH_MP_TAC ISUM_18_EXT THEN
      X_GEN_TAC `i:num` THEN DISCH_TAC THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN AP_THM_TAC THEN AP_TERM_TAC THEN REWRITE_TAC[gain] THEN
      COND_CASES_TAC THENL [AP_TERM_TAC THEN ARITH_TAC; ASM_ARITH_TAC; AP_TERM_TAC THEN ARITH_TAC; ASM_ARITH_TAC];
      REWRITE_TAC[block_radix; ISUM_18] THEN INT_ARITH_TAC]]);;

(* What a call of multiply_add_29 or square_add_29 for block b does to the columns. *)
let product_at = new_definition
 `product_at b n (A:num->int64) C M x y <=>
    ?d. (!i. i < 36 ==> C(18 * b + i) = word_add (A(18 * b + i)) (iword(d i))) /\
        (!k. k < 18 * b \/ 18 * b + 36 <= k /\ k < 36 * n ==> C k = A k) /\ product_columns M x y d`;;
let GAINED = prove
 (`(!i. i < 36 ==> C(18 * b + i) = word_add (A(18 * b + i)) (iword(d i))) /\
   (!k. k < 18 * b \/ 18 * b + 36 <= k /\ k < 36 * n ==> C k = A k) /\
   m <= 36 * n /\ (!k. k < m ==> A k:int64 = iword(V k + K k))
   ==> !k. k < m ==> C k = iword(V k + K k + gain b d k)`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[gain] THEN COND_CASES_TAC THENL
   [FIRST_X_ASSUM(MP_TAC o SPEC `k - 18 * b` o check (fun th -> free_in `word_add:int64->int64->int64` (concl th))) THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    ASM_SIMP_TAC[ARITH_RULE `18 * b <= k ==> 18 * b + k - 18 * b = k`] THEN
    REWRITE_TAC[GSYM IWORD_INT_ADD] THEN DISCH_THEN(K ALL_TAC) THEN AP_TERM_TAC THEN INT_ARITH_TAC;
    REWRITE_TAC[INT_ADD_RID] THEN FIRST_X_ASSUM(SUBST1_TAC o SYM o C MATCH_MP (ASSUME `k < m:num`)) THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC]);;

let COLUMNS_ADD = prove
 (`blocks_sum (block_number (\k. K k + L k)) m = blocks_sum (block_number K) m + blocks_sum (block_number L) m`,
  REWRITE_TAC[GSYM BLOCKS_SUM_ADD] THEN MATCH_MP_TAC BLOCKS_SUM_EXT THEN
  REWRITE_TAC[BLOCK_NUMBER_ADD]);;
let PRODUCT_ADDED = prove
 (`b + 2 <= m /\ product_columns M x y d
   ==> blocks_sum (block_number (\k. K k + gain b d k)) m =
       blocks_sum (block_number K) m + block_radix pow b * block29 M x * block29 M y`,
  STRIP_TAC THEN MP_TAC(INST [`gain b d`,`L:num->int`] COLUMNS_ADD) THEN
  DISCH_THEN SUBST1_TAC THEN ASM_SIMP_TAC[GAIN_NUMBER] THEN
  RULE_ASSUM_TAC(REWRITE_RULE[product_columns]) THEN ASM_REWRITE_TAC[]);;
let GAIN_SMALL = prove
 (`product_columns M x y d /\ c < 18
   ==> abs(gain b d (18 * b' + c)) <=
       (if b' = b then &2 pow 34 else if b' = b + 1 then &3 * &2 pow 42 else &0)`,
  REWRITE_TAC[product_columns] THEN STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `c:num` o check (free_in `(&2 pow 34):int` o concl)) THEN
  ASM_REWRITE_TAC[] THEN REWRITE_TAC[gain] THEN
  ASM_CASES_TAC `b':num = b` THENL
   [ASM_REWRITE_TAC[ADD_SUB2; ARITH_RULE `18 * b <= 18 * b + c`] THEN
    ASM_SIMP_TAC[ARITH_RULE `c < 18 ==> 18 * b + c < 18 * b + 36`; INT_LT_IMP_LE];
    ALL_TAC] THEN
  ASM_CASES_TAC `b' = b + 1` THENL
   [ASM_REWRITE_TAC[ARITH_RULE `(18 * (b + 1) + c) - 18 * b = 18 + c`; ARITH_RULE `18 * b <= 18 * (b + 1) + c`] THEN
    ASM_SIMP_TAC[ARITH_RULE `c < 18 ==> 18 * (b + 1) + c < 18 * b + 36`; INT_LT_IMP_LE; ARITH_RULE `~(b + 1 = b)`];
    DISCH_THEN(K ALL_TAC) THEN ASM_REWRITE_TAC[] THEN COND_CASES_TAC THENL
     [ASM_ARITH_TAC; INT_ARITH_TAC]]);;
let GAIN_NONNEGATIVE = prove
 (`product_columns M x y d /\ (!i. i < 18 ==> &0 <= limb29 M x i) /\ (!i. i < 18 ==> &0 <= limb29 M y i)
   ==> &0 <= gain b d k /\ gain b d k <= &3 * &2 pow 42`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[gain] THEN COND_CASES_TAC THEN REWRITE_TAC[INT_LE_REFL] THENL
   [RULE_ASSUM_TAC(REWRITE_RULE[product_columns]) THEN ASM_SIMP_TAC[ARITH_RULE `18 * b <= k /\ k < 18 * b + 36 ==> k - 18 * b < 36`];
    MP_TAC(SPECL [`(k - 18 * b) DIV 18`; `b + (k - 18 * b) DIV 18`; `(k - 18 * b) MOD 18`] (GENL [`e:num`; `b':num`; `c:num`] GAIN_SMALL)) THEN
    ASM_REWRITE_TAC[MOD_LT_EQ; ARITH_EQ] THEN
    SUBGOAL_THEN `18 * (b + (k - 18 * b) DIV 18) + (k - 18 * b) MOD 18 = k` SUBST1_TAC THENL
     [MP_TAC(SPECL [`k - 18 * b`; `18`] (REWRITE_RULE[IMP_CONJ] DIVISION)) THEN ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[gain] THEN ASM_REWRITE_TAC[] THEN REPEAT COND_CASES_TAC THEN INT_ARITH_TAC;
    CONV_TAC INT_REDUCE_CONV]);;

(* ------------------------------------------------------------------------- *)
(* The products of equal blocks.                                             *)
(* ------------------------------------------------------------------------- *)

let column_bias = new_definition
 `column_bias c = if c = 0 then 70368609959936 else 70368744046592`;;
let bias = new_definition
 `bias n k = if k < 18 \/ 18 * n <= k then column_bias (k MOD 18) else 0`;;

(* After i products. Their columns are not negative. *)
let same_columns = new_definition
 `same_columns n i X Y C <=>
    ?K. (!k. k < 18 * n + 18 ==> C k:int64 = iword(&(bias n k) + K k)) /\
        (!k. &0 <= K k /\ K k <= &i * (&3 * &2 pow 42)) /\
        blocks_sum (block_number K) (n + 1) = blocks_sum (\b. X b * Y b) i`;;

let CLEARED = prove
 (`(!k. k < 18 * n + 18 ==> C k = word(bias n k)) ==> same_columns n 0 X Y C`,
  DISCH_TAC THEN REWRITE_TAC[same_columns] THEN EXISTS_TAC `\k:num. &0:int` THEN
  ASM_SIMP_TAC[INT_ADD_RID; GSYM WORD_IWORD; INT_MUL_LZERO; INT_LE_REFL; blocks_sum] THEN
  MATCH_MP_TAC BLOCKS_SUM_ZERO THEN REPEAT STRIP_TAC THEN MATCH_MP_TAC BLOCK_NUMBER_ZERO THEN REWRITE_TAC[]);;

let SAME_NEXT = prove
 (`i < n /\ same_columns n i X Y A /\ product_at i n A C M x y /\
   unpacked M x (X i) /\ unpacked M y (Y i)
   ==> same_columns n (i + 1) X Y C`,
  REWRITE_TAC[same_columns; product_at; unpacked] THEN STRIP_TAC THEN
  EXISTS_TAC `\k. K k + gain i d k` THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN REPEAT CONJ_TAC THENL
   [MP_TAC(BETA_RULE(INST [`18 * n + 18`,`m:num`; `i:num`,`b:num`; `\k. &(bias n k):int`,`V:num->int`] GAINED)) THEN
    ASM_SIMP_TAC[] THEN ANTS_TAC THENL [ASM_ARITH_TAC; REWRITE_TAC[]];
    X_GEN_TAC `k:num` THEN
    MP_TAC(INST [`i:num`,`b:num`] GAIN_NONNEGATIVE) THEN
    ANTS_TAC THENL [ASM_REWRITE_TAC[]; ALL_TAC] THEN
    FIRST_X_ASSUM(MP_TAC o SPEC `k:num` o check (free_in `&i:int` o concl)) THEN
    REWRITE_TAC[GSYM INT_OF_NUM_ADD] THEN INT_ARITH_TAC;
    MP_TAC(INST [`i:num`,`b:num`; `n + 1`,`m:num`] PRODUCT_ADDED) THEN
    ANTS_TAC THENL [ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
    ASM_REWRITE_TAC[GSYM ADD1; blocks_sum] THEN REWRITE_TAC[ADD1] THEN ASM_REWRITE_TAC[]]);;

(* ------------------------------------------------------------------------- *)
(* spread_columns.                                                           *)
(* ------------------------------------------------------------------------- *)

(* A(c) + A(18 + c) + ... + A(18 * b + c), in words. *)
let prefix = define
 `prefix (A:num->int64) c 0 = A c /\
  prefix A c (SUC b) = word_add (prefix A c b) (A(18 * SUC b + c))`;;

let MOD_18 = prove
 (`c < 18 ==> (18 * b + c) MOD 18 = c /\ (18 * b + c) DIV 18 = b`,
  DISCH_TAC THEN ONCE_REWRITE_TAC[MULT_SYM] THEN
  ASM_SIMP_TAC[MOD_MULT_ADD; MOD_LT; DIV_MULT_ADD; DIV_LT; ARITH_EQ; ADD_CLAUSES]);;
let PREFIX_INTEGER = prove
 (`0 < n /\ c < 18 /\ (!k. k < 18 * n + 18 ==> A k:int64 = iword(&(bias n k) + K k))
   ==> !b. b <= n ==> prefix A c b =
         iword((if b < n then &(column_bias c) else &2 * &(column_bias c)) + running (\b. K(18 * b + c)) b)`,
  STRIP_TAC THEN INDUCT_TAC THEN REWRITE_TAC[prefix; running] THEN DISCH_TAC THENL
   [ASM_SIMP_TAC[ARITH_RULE `c < 18 ==> c < 18 * n + 18`; MULT_CLAUSES; ADD_CLAUSES] THEN
    ASM_SIMP_TAC[bias; MOD_LT];
    FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN ASM_SIMP_TAC[ARITH_RULE `SUC b <= n ==> b <= n /\ b < n`] THEN
    DISCH_THEN(K ALL_TAC) THEN
    SUBGOAL_THEN `18 * SUC b + c < 18 * n + 18` ASSUME_TAC THENL [ASM_ARITH_TAC; ASM_SIMP_TAC[]] THEN
    ASM_SIMP_TAC[bias; MOD_18; ARITH_RULE `~(18 * SUC b + c < 18)`; GSYM IWORD_INT_ADD] THEN AP_TERM_TAC THEN
    ASM_CASES_TAC `SUC b = n` THENL
     [ASM_REWRITE_TAC[LT_REFL; ARITH_RULE `18 * n <= 18 * n + c`] THEN INT_ARITH_TAC;
      SUBGOAL_THEN `SUC b < n /\ ~(18 * n <= 18 * SUC b + c)` (fun th -> REWRITE_TAC[th]) THENL
       [ASM_ARITH_TAC; INT_ARITH_TAC]]]);;

let RUNNING_RANGE = prove
 (`(!b. &0 <= E b /\ E b <= v) ==> !b. &0 <= running E b /\ running E b <= &(b + 1) * v`,
  DISCH_TAC THEN INDUCT_TAC THEN REWRITE_TAC[running] THENL
   [ASM_REWRITE_TAC[ADD_CLAUSES; INT_MUL_LID];
    FIRST_X_ASSUM(MP_TAC o SPEC `SUC b`) THEN POP_ASSUM MP_TAC THEN
    REWRITE_TAC[ADD1; GSYM INT_OF_NUM_ADD] THEN INT_ARITH_TAC]);;
let RUNNING_GROWS = prove
 (`(!b. &0 <= E b) ==> !m b. b <= m ==> running E b <= running E m`,
  DISCH_TAC THEN INDUCT_TAC THENL
   [SIMP_TAC[LE; INT_LE_REFL]; REWRITE_TAC[LE] THEN REPEAT STRIP_TAC THEN ASM_REWRITE_TAC[INT_LE_REFL]] THEN
  REWRITE_TAC[running] THEN FIRST_X_ASSUM(MP_TAC o C MATCH_MP (ASSUME `b <= m:num`)) THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `SUC m`) THEN INT_ARITH_TAC);;
let SPREAD_RANGE = prove
 (`(!b. &0 <= E b /\ E b <= v) /\ b < 2 * n ==> &0 <= spread E n b /\ spread E n b <= &(n + 1) * v`,
  STRIP_TAC THEN
  MP_TAC RUNNING_RANGE THEN MP_TAC RUNNING_GROWS THEN ASM_REWRITE_TAC[] THEN DISCH_THEN(MP_TAC o SPEC `n:num`) THEN REWRITE_TAC[spread] THEN COND_CASES_TAC THEN
  REPEAT STRIP_TAC THENL
   [ASM_REWRITE_TAC[];
    MATCH_MP_TAC INT_LE_TRANS THEN EXISTS_TAC `running E n` THEN ASM_SIMP_TAC[LT_IMP_LE];
    ASM_SIMP_TAC[INT_SUB_LE; ARITH_RULE `b < 2 * n ==> b - n <= n`];
    MATCH_MP_TAC INT_LE_TRANS THEN EXISTS_TAC `running E n` THEN ASM_REWRITE_TAC[INT_LE_SUB_RADD; INT_LE_ADDR]]);;
let RUNNING_BLOCK = prove
 (`!b. isum {c | c < 18} (\c. running (\b. K(18 * b + c)) b * &2 pow (29 * c)) = running (block_number K) b`,
  INDUCT_TAC THEN REWRITE_TAC[running; block_number] THEN
  POP_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[ISUM_18] THEN INT_ARITH_TAC);;
let SPREAD_BLOCK = prove
 (`block_number (\k. spread (\b. K(18 * b + k MOD 18)) n (k DIV 18)) b = spread (block_number K) n b`,
  REWRITE_TAC[block_number] THEN
  MATCH_MP_TAC EQ_TRANS THEN EXISTS_TAC `isum {c | c < 18} (\c. spread (\b. K(18 * b + c)) n b * &2 pow (29 * c))` THEN
  CONJ_TAC THENL [MATCH_MP_TAC ISUM_18_EXT THEN SIMP_TAC[MOD_18]; ALL_TAC] THEN
  REWRITE_TAC[spread; GSYM RUNNING_BLOCK] THEN COND_CASES_TAC THEN ASM_REWRITE_TAC[] THEN
  REWRITE_TAC[ISUM_18] THEN INT_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* The products of differences.                                              *)
(* ------------------------------------------------------------------------- *)

(* How many i' < i there are with a j for which a column of block b gains from the product
   of x_i' - x_j and y_j - y_i': 2 * i' + 1 <= b <= i' + n. *)
let turns = new_definition
 `turns n i b = (if i < (b + 1) DIV 2 then i else (b + 1) DIV 2) - (b - n)`;;

(* How much a column of block b may have fallen before turn j of turn i. *)
let fall = new_definition
 `fall n i j b = &(turns n i b) * (&2 pow 34 + &3 * &2 pow 42) +
    (if 2 * i + 1 <= b /\ b < i + j then &2 pow 34 else &0) +
    (if 2 * i + 2 <= b /\ b <= i + j then &3 * &2 pow 42 else &0)`;;

let pair_columns = new_definition
 `pair_columns n i j X Y C <=>
    ?K. (!k. k < 36 * n ==> C k:int64 = iword(&(column_bias (k MOD 18)) + K k)) /\
        (!b c. b < 2 * n /\ c < 18
               ==> --fall n i j b <= K(18 * b + c) /\
                   K(18 * b + c) <= &72 * (&3 * &2 pow 42) + fall n i j b) /\
        blocks_sum (block_number K) (2 * n) =
        blocks_sum (\b. X b * Y b) n * blocks_sum (\b. &1) n + pair_rows X Y n i + pair_row X Y i (j - (i + 1))`;;

let FALL_POS = prove
 (`&0 <= fall n i j b`,
  REWRITE_TAC[fall] THEN MATCH_MP_TAC INT_LE_ADD THEN CONJ_TAC THENL
   [MATCH_MP_TAC INT_LE_MUL THEN REWRITE_TAC[INT_POS] THEN CONV_TAC INT_REDUCE_CONV;
    REPEAT COND_CASES_TAC THEN CONV_TAC INT_REDUCE_CONV]);;

let IN_BLOCK = prove
 (`k < 36 * n ==> ?b c. k = 18 * b + c /\ b < 2 * n /\ c < 18`,
  DISCH_TAC THEN MAP_EVERY EXISTS_TAC [`k DIV 18`; `k MOD 18`] THEN MP_TAC(SPECL [`k:num`; `18`] (REWRITE_RULE[IMP_CONJ] DIVISION)) THEN
  ASM_ARITH_TAC);;

let DIFFERENCE_OF_SUMS = prove
 (`word_sub (iword(&2 * c + r)) (iword(c + s)):int64 = iword(c + r - s)`,
  REWRITE_TAC[GSYM IWORD_INT_SUB] THEN AP_TERM_TAC THEN INT_ARITH_TAC);;
let SPREAD = prove
 (`2 <= n /\ n <= 8 /\ same_columns n n X Y A /\
   (!b c. b < n /\ c < 18 ==> C(18 * b + c) = prefix A c b) /\
   (!b c. b < n /\ c < 18 ==> C(18 * (n + b) + c) = word_sub (prefix A c n) (prefix A c b))
   ==> pair_columns n 0 1 X Y C`,
  REWRITE_TAC[same_columns; pair_columns] THEN STRIP_TAC THEN
  EXISTS_TAC `\k. spread (\b. K(18 * b + k MOD 18)) n (k DIV 18)` THEN REWRITE_TAC[SUB_REFL; ARITH_RULE `1 - (0 + 1) = 0`] THEN
  REPEAT CONJ_TAC THENL
   [X_GEN_TAC `k:num` THEN DISCH_TAC THEN FIRST_X_ASSUM(X_CHOOSE_THEN `b:num` (X_CHOOSE_THEN `c:num`
      (CONJUNCTS_THEN2 SUBST1_TAC STRIP_ASSUME_TAC)) o MATCH_MP IN_BLOCK) THEN
    ASM_SIMP_TAC[MOD_18] THEN
    SUBGOAL_THEN `!b. b <= n ==> prefix A c b =
      iword((if b < n then &(column_bias c) else &2 * &(column_bias c)) + running (\b. K(18 * b + c)) b)` MP_TAC THENL
     [MATCH_MP_TAC PREFIX_INTEGER THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC; DISCH_TAC] THEN
    REWRITE_TAC[spread] THEN COND_CASES_TAC THENL
     [ASM_SIMP_TAC[LT_IMP_LE];
      SUBGOAL_THEN `b:num = n + b - n /\ b - n < n` (CONJUNCTS_THEN2 (fun th -> GEN_REWRITE_TAC (LAND_CONV o ONCE_DEPTH_CONV) [th]) ASSUME_TAC) THENL
       [ASM_ARITH_TAC; ASM_SIMP_TAC[LE_REFL; LT_REFL; LT_IMP_LE]] THEN
      MATCH_ACCEPT_TAC DIFFERENCE_OF_SUMS];
    MAP_EVERY X_GEN_TAC [`b:num`; `c:num`] THEN STRIP_TAC THEN
    MP_TAC(INST [`\b'. K(18 * b' + c):int`,`E:num->int`; `(&n * &3 * &2 pow 42):int`,`v:int`] SPREAD_RANGE) THEN
    ASM_SIMP_TAC[MOD_18] THEN
    SUBGOAL_THEN `&(n + 1) * &n * &3 * &2 pow 42 <= (&72 * &3 * &2 pow 42):int` MP_TAC THENL
     [REWRITE_TAC[INT_MUL_ASSOC; INT_OF_NUM_MUL; INT_OF_NUM_POW; INT_OF_NUM_LE; LE_MULT_RCANCEL] THEN
      DISJ1_TAC THEN DISJ1_TAC THEN SUBST1_TAC(ARITH_RULE `72 = 9 * 8`) THEN MATCH_MP_TAC LE_MULT2 THEN ASM_ARITH_TAC;
      MP_TAC(INST [`0`,`i:num`; `1`,`j:num`] FALL_POS) THEN INT_ARITH_TAC];
    MP_TAC(INST [`block_number K`,`E:num->int`] SPREAD_SUM) THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; ASM_REWRITE_TAC[]] THEN
    DISCH_THEN(SUBST1_TAC o SYM) THEN REWRITE_TAC[pair_rows; pair_row; INT_ADD_RID] THEN
    MATCH_MP_TAC BLOCKS_SUM_EXT THEN REWRITE_TAC[SPREAD_BLOCK]]);;

let FALL_NEXT = prove
 (`i < j ==> fall n i (j + 1) b =
     fall n i j b + (if b = i + j then &2 pow 34 else if b = (i + j) + 1 then &3 * &2 pow 42 else &0)`,
  DISCH_TAC THEN REWRITE_TAC[fall] THEN
  ASM_CASES_TAC `b:num = i + j` THENL
   [ASM_SIMP_TAC[LT_REFL; LE_REFL; ARITH_RULE `i < j ==> 2 * i + 1 <= i + j`; ARITH_RULE `i + j < i + j + 1 /\ i + j <= i + j + 1`] THEN
    INT_ARITH_TAC; ALL_TAC] THEN
  ASM_CASES_TAC `b = (i + j) + 1` THENL
   [ASM_SIMP_TAC[ARITH_RULE `i < j ==> 2 * i + 2 <= (i + j) + 1`; ARITH_RULE
      `~((i + j) + 1 < i + j) /\ ~((i + j) + 1 < i + j + 1) /\ ~((i + j) + 1 <= i + j) /\ (i + j) + 1 <= i + j + 1`] THEN
    INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(b < i + j + 1 <=> b < i + j) /\ (b <= i + j + 1 <=> b <= i + j)` (fun th -> ASM_REWRITE_TAC[th]) THENL
   [ASM_ARITH_TAC; INT_ARITH_TAC]);;

let PAIR_NEXT = prove
 (`i < j /\ j < n /\ pair_columns n i j X Y A /\ product_at (i + j) n A C M x y /\
   block29 M x = X i - X j /\ block29 M y = Y j - Y i
   ==> pair_columns n i (j + 1) X Y C`,
  REWRITE_TAC[pair_columns; product_at] THEN STRIP_TAC THEN
  EXISTS_TAC `\k. K k + gain (i + j) d k` THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN REPEAT CONJ_TAC THENL
   [MP_TAC(BETA_RULE(INST [`36 * n`,`m:num`; `i + j:num`,`b:num`; `\k. &(column_bias (k MOD 18)):int`,`V:num->int`] GAINED)) THEN
    ASM_SIMP_TAC[LE_REFL];
    MAP_EVERY X_GEN_TAC [`b:num`; `c:num`] THEN STRIP_TAC THEN ASM_SIMP_TAC[FALL_NEXT] THEN
    MP_TAC(INST [`i + j:num`,`b:num`; `b:num`,`b':num`] GAIN_SMALL) THEN
    ANTS_TAC THENL [ASM_REWRITE_TAC[]; ALL_TAC] THEN
    FIRST_X_ASSUM(MP_TAC o SPECL [`b:num`; `c:num`] o check (free_in `fall` o concl)) THEN
    ASM_REWRITE_TAC[] THEN INT_ARITH_TAC;
    MP_TAC(INST [`i + j:num`,`b:num`; `2 * n`,`m:num`] PRODUCT_ADDED) THEN
    ANTS_TAC THENL [ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
    SUBGOAL_THEN `(j + 1) - (i + 1) = SUC(j - (i + 1)) /\ i + 1 + j - (i + 1) = j` STRIP_ASSUME_TAC THENL
     [ASM_ARITH_TAC; ASM_REWRITE_TAC[pair_row] THEN INT_ARITH_TAC]]);;

let TURNS_NEXT = prove
 (`turns n i b <= turns n (i + 1) b /\
   (2 * i + 1 <= b /\ b <= i + n ==> turns n (i + 1) b = turns n i b + 1)`,
  REWRITE_TAC[turns] THEN REPEAT COND_CASES_TAC THEN ASM_ARITH_TAC);;
let FALL_ROW = prove
 (`fall n i n b <= &(turns n (i + 1) b) * (&2 pow 34 + &3 * &2 pow 42)`,
  REWRITE_TAC[fall] THEN STRIP_ASSUME_TAC TURNS_NEXT THEN
  ASM_CASES_TAC `2 * i + 1 <= b /\ b <= i + n` THENL
   [FIRST_X_ASSUM(SUBST1_TAC o C MATCH_MP (ASSUME `2 * i + 1 <= b /\ b <= i + n`)) THEN
    REWRITE_TAC[GSYM INT_OF_NUM_ADD; INT_ADD_RDISTRIB; INT_MUL_LID] THEN
    REPEAT COND_CASES_TAC THEN INT_ARITH_TAC;
    SUBGOAL_THEN `~(2 * i + 1 <= b /\ b < i + n) /\ ~(2 * i + 2 <= b /\ b <= i + n)` (fun th -> REWRITE_TAC[th]) THENL
     [ASM_ARITH_TAC; REWRITE_TAC[INT_ADD_RID]] THEN
    MATCH_MP_TAC INT_LE_RMUL THEN ASM_REWRITE_TAC[INT_OF_NUM_LE] THEN CONV_TAC INT_REDUCE_CONV]);;
let FALL_OPENS = prove
 (`fall n (i + 1) (i + 2) b = &(turns n (i + 1) b) * (&2 pow 34 + &3 * &2 pow 42)`,
  REWRITE_TAC[fall; ARITH_RULE `~(2 * (i + 1) + 1 <= b /\ b < (i + 1) + i + 2)`;
    ARITH_RULE `~(2 * (i + 1) + 2 <= b /\ b <= (i + 1) + i + 2)`; INT_ADD_RID]);;
let PAIR_ROW = prove
 (`i + 1 < n /\ pair_columns n i n X Y C ==> pair_columns n (i + 1) (i + 2) X Y C`,
  REWRITE_TAC[pair_columns] THEN STRIP_TAC THEN EXISTS_TAC `K:num->int` THEN ASM_REWRITE_TAC[FALL_OPENS] THEN
  CONJ_TAC THENL
   [REPEAT GEN_TAC THEN DISCH_THEN(fun th -> FIRST_X_ASSUM(MP_TAC o C MATCH_MP th)) THEN
    MP_TAC FALL_ROW THEN INT_ARITH_TAC;
    REWRITE_TAC[ARITH_RULE `(i + 2) - ((i + 1) + 1) = 0`; ARITH_RULE `n - (i + 1) = n - 1 - i`; pair_row; INT_ADD_RID] THEN
    REWRITE_TAC[GSYM ADD1; pair_rows]]);;

(* ------------------------------------------------------------------------- *)
(* The end: columns are small, and what pack_29 makes of them.               *)
(* ------------------------------------------------------------------------- *)

let packable = new_definition
 `packable n v C <=>
    (!k. k < 36 * n ==> val(C k:int64) < 2 EXP 52) /\
    (2 EXP 27 + nsum {b | b < 2 * n} (\b. nsum {i | i < 18} (\i.
      val(C(18 * b + i)) * 2 EXP (512 * b + 29 * i)))) MOD 2 EXP (512 * (2 * n)) = v`;;

let SUM_OF_COLUMNS = prove
 (`!m. &(nsum {b | b < m} (\b. nsum {i | i < 18} (\i. val(C(18 * b + i):int64) * 2 EXP (512 * b + 29 * i)))) =
       blocks_sum (block_number (\k. &(val(C k)))) m`,
  INDUCT_TAC THEN REWRITE_TAC[NSUM_CLAUSES_NUMSEG_LT; blocks_sum] THEN
  ASM_REWRITE_TAC[GSYM INT_OF_NUM_ADD] THEN AP_TERM_TAC THEN
  REWRITE_TAC[block_number; SUM_18; ISUM_18; block_radix; INT_POW_POW; EXP_ADD;
    GSYM INT_OF_NUM_ADD; GSYM INT_OF_NUM_MUL; GSYM INT_OF_NUM_POW] THEN
  SPEC_TAC(`(&2:int) pow (512 * m)`,`p:int`) THEN INT_ARITH_TAC);;
let BIAS_SUM = prove
 (`!m. blocks_sum (block_number (\k. &(column_bias(k MOD 18)))) m = &2 pow 27 * (block_radix pow m - &1)`,
  GEN_TAC THEN MATCH_MP_TAC EQ_TRANS THEN
  EXISTS_TAC `blocks_sum (\b. &2 pow 27 * (block_radix - &1)) m` THEN CONJ_TAC THENL
   [MATCH_MP_TAC BLOCKS_SUM_EXT THEN REPEAT STRIP_TAC THEN
    MATCH_MP_TAC EQ_TRANS THEN EXISTS_TAC `block_number (\k. &(column_bias(k MOD 18))) 0` THEN CONJ_TAC THENL
     [MATCH_MP_TAC BLOCK_NUMBER_EXT THEN SIMP_TAC[MOD_18];
      REWRITE_TAC[block_number; ISUM_18; block_radix; column_bias] THEN
      CONV_TAC(DEPTH_CONV NUM_ADD_CONV THENC NUM_REDUCE_CONV) THEN CONV_TAC INT_REDUCE_CONV];
    SPEC_TAC(`m:num`,`m:num`) THEN INDUCT_TAC THEN ASM_REWRITE_TAC[blocks_sum; INT_POW] THEN INT_ARITH_TAC]);;

let VAL_IWORD_SMALL = prove
 (`&0 <= v /\ v < &2 pow 52 ==> &(val(iword v:int64)) = v /\ val(iword v:int64) < 2 EXP 52`,
  REWRITE_TAC[GSYM INT_OF_NUM_LT; GSYM INT_OF_NUM_POW] THEN STRIP_TAC THEN
  FIRST_X_ASSUM(X_CHOOSE_THEN `m:num` SUBST_ALL_TAC o REWRITE_RULE[GSYM INT_OF_NUM_EXISTS]) THEN
  RULE_ASSUM_TAC(REWRITE_RULE[INT_OF_NUM_POW; INT_OF_NUM_LT]) THEN
  SUBGOAL_THEN `val(iword(&m):int64) = m` (fun th -> ASM_REWRITE_TAC[th; INT_OF_NUM_POW; INT_OF_NUM_LT]) THEN
  REWRITE_TAC[GSYM WORD_IWORD] THEN MATCH_MP_TAC VAL_WORD_64 THEN
  MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP 52` THEN ASM_REWRITE_TAC[] THEN CONV_TAC NUM_REDUCE_CONV);;
let COLUMN_BIAS = prove
 (`&2 pow 46 - &2 pow 27 <= &(column_bias c):int /\ &(column_bias c):int < &2 pow 46`,
  REWRITE_TAC[column_bias] THEN COND_CASES_TAC THEN CONV_TAC INT_REDUCE_CONV);;

let PACKABLE = prove
 (`(!k. k < 36 * n ==> C k = iword(&(column_bias(k MOD 18)) + K k)) /\
   (!k. k < 36 * n ==> --(&2 pow 46 - &2 pow 27) <= K k /\ K k < &2 pow 51) /\
   blocks_sum (block_number K) (2 * n) = &x * &y /\ x < 2 EXP (512 * n) /\ y < 2 EXP (512 * n)
   ==> packable n (x * y) C`,
  STRIP_TAC THEN
  SUBGOAL_THEN `!k. k < 36 * n ==> &(val(C k:int64)) = &(column_bias(k MOD 18)) + K k /\ val(C k) < 2 EXP 52` ASSUME_TAC THENL
   [X_GEN_TAC `k:num` THEN DISCH_TAC THEN ASM_SIMP_TAC[] THEN MATCH_MP_TAC VAL_IWORD_SMALL THEN
    FIRST_X_ASSUM(MP_TAC o C MATCH_MP (ASSUME `k < 36 * n`) o check (free_in `(&2 pow 51):int` o concl)) THEN
    MP_TAC(INST [`k MOD 18`,`c:num`] COLUMN_BIAS) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
    ASM_SIMP_TAC[packable]] THEN
  SUBGOAL_THEN `blocks_sum (block_number (\k. &(val(C k:int64)))) (2 * n) =
    &2 pow 27 * (block_radix pow (2 * n) - &1) + &x * &y` MP_TAC THENL
   [FIRST_X_ASSUM(SUBST1_TAC o SYM o check (is_eq o concl)) THEN REWRITE_TAC[GSYM BIAS_SUM] THEN
    MP_TAC(INST [`2 * n`,`m:num`; `\k. &(column_bias(k MOD 18)):int`,`K:num->int`; `K:num->int`,`L:num->int`] COLUMNS_ADD) THEN
    DISCH_THEN(SUBST1_TAC o SYM o BETA_RULE) THEN
    MATCH_MP_TAC BLOCKS_SUM_EXT THEN REPEAT STRIP_TAC THEN MATCH_MP_TAC BLOCK_NUMBER_EXT THEN
    X_GEN_TAC `c:num` THEN DISCH_TAC THEN CONV_TAC(BINOP_CONV BETA_CONV) THEN
    SUBGOAL_THEN `18 * b + c < 36 * n` (fun th -> ASM_SIMP_TAC[th]) THEN ASM_ARITH_TAC;
    REWRITE_TAC[GSYM SUM_OF_COLUMNS; block_radix; INT_POW_POW]] THEN
  SPEC_TAC(`nsum {b | b < 2 * n} (\b. nsum {i | i < 18} (\i. val(C(18 * b + i):int64) * 2 EXP (512 * b + 29 * i)))`,`t:num`) THEN
  GEN_TAC THEN DISCH_TAC THEN
  SUBGOAL_THEN `2 EXP 27 + t = 2 EXP 27 * 2 EXP (512 * 2 * n) + x * y` SUBST1_TAC THENL
   [REWRITE_TAC[GSYM INT_OF_NUM_EQ; GSYM INT_OF_NUM_ADD; GSYM INT_OF_NUM_MUL; GSYM INT_OF_NUM_POW] THEN
    POP_ASSUM SUBST1_TAC THEN INT_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[MOD_MULT_ADD] THEN MATCH_MP_TAC MOD_LT THEN
  SUBST1_TAC(ARITH_RULE `512 * 2 * n = 512 * n + 512 * n`) THEN REWRITE_TAC[EXP_ADD] THEN
  MATCH_MP_TAC LT_MULT2 THEN ASM_REWRITE_TAC[]);;

let TURNS_BOUND = prove
 (`n <= 8 ==> turns n i b <= 4`,
  REWRITE_TAC[turns] THEN COND_CASES_TAC THEN ASM_ARITH_TAC);;
let ENDED = prove
 (`2 <= n /\ n <= 8 /\ pair_columns n (n - 2) n X Y C /\
   (!b. b < n ==> X b = &(bignum M (word_add x (word(64 * b))) 8)) /\
   (!b. b < n ==> Y b = &(bignum M (word_add y (word(64 * b))) 8))
   ==> packable n (bignum M x (8 * n) * bignum M y (8 * n)) C`,
  REWRITE_TAC[pair_columns] THEN STRIP_TAC THEN MATCH_MP_TAC(GEN_ALL PACKABLE) THEN EXISTS_TAC `K:num->int` THEN
  MP_TAC NUMBER_IN_BLOCKS THEN MP_TAC(INST [`Y:num->int`,`X:num->int`; `y:int64`,`x:int64`] NUMBER_IN_BLOCKS) THEN
  ASM_REWRITE_TAC[] THEN REPEAT(DISCH_THEN(CONJUNCTS_THEN2 (SUBST1_TAC o SYM) ASSUME_TAC)) THEN ASM_REWRITE_TAC[] THEN
  CONJ_TAC THENL
   [X_GEN_TAC `k:num` THEN DISCH_THEN(X_CHOOSE_THEN `b:num` (X_CHOOSE_THEN `c:num`
      (CONJUNCTS_THEN2 SUBST1_TAC STRIP_ASSUME_TAC)) o MATCH_MP IN_BLOCK) THEN
    FIRST_X_ASSUM(MP_TAC o SPECL [`b:num`; `c:num`] o check (free_in `fall` o concl)) THEN ASM_REWRITE_TAC[] THEN
    MP_TAC(INST [`n - 2`,`i:num`] FALL_ROW) THEN
    SUBGOAL_THEN `&(turns n ((n - 2) + 1) b) * (&2 pow 34 + &3 * &2 pow 42) <= &4 * (&2 pow 34 + &3 * &2 pow 42):int` MP_TAC THENL
     [MATCH_MP_TAC INT_LE_RMUL THEN ASM_SIMP_TAC[INT_OF_NUM_LE; TURNS_BOUND] THEN CONV_TAC INT_REDUCE_CONV;
      CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC];
    MP_TAC KARATSUBA THEN ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN(SUBST1_TAC o SYM)] THEN AP_TERM_TAC THEN
    SUBGOAL_THEN `n - 1 = SUC(n - 2) /\ n - ((n - 2) + 1) = SUC(n - 2) - (n - 2)` (CONJUNCTS_THEN SUBST1_TAC) THENL
     [ASM_ARITH_TAC; REWRITE_TAC[pair_rows]] THEN
    SUBGOAL_THEN `n - 1 - (n - 2) = SUC(n - 2) - (n - 2)` SUBST1_TAC THENL [ASM_ARITH_TAC; REWRITE_TAC[]]]);;
let ENDED_1 = prove
 (`same_columns 1 1 X Y C /\
   X 0 = &(bignum M x 8) /\ Y 0 = &(bignum M y 8)
   ==> packable 1 (bignum M x 8 * bignum M y 8) C`,
  REWRITE_TAC[same_columns] THEN STRIP_TAC THEN MATCH_MP_TAC(GEN_ALL PACKABLE) THEN EXISTS_TAC `K:num->int` THEN
  RULE_ASSUM_TAC(CONV_RULE NUM_REDUCE_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN REPEAT CONJ_TAC THENL
   [X_GEN_TAC `k:num` THEN DISCH_TAC THEN ASM_SIMP_TAC[bias; MULT_CLAUSES; ARITH_RULE `k < 18 \/ 18 <= k`];
    X_GEN_TAC `k:num` THEN DISCH_TAC THEN
    FIRST_X_ASSUM(MP_TAC o SPEC `k:num` o check (free_in `(<=):int->int->bool` o concl)) THEN
    CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC;
    ASM_REWRITE_TAC[] THEN CONV_TAC(LAND_CONV EXPAND_SUMS) THEN
    ASM_REWRITE_TAC[INT_POW; INT_MUL_LID; INT_ADD_LID];
    REWRITE_TAC[bignum] THEN MP_TAC(SPECL [`limbs_at M x`; `8`] VALUE_BOUND) THEN CONV_TAC NUM_REDUCE_CONV;
    REWRITE_TAC[bignum] THEN MP_TAC(SPECL [`limbs_at M y`; `8`] VALUE_BOUND) THEN CONV_TAC NUM_REDUCE_CONV]);;

prioritize_num();;
