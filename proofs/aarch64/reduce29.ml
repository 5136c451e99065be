(* Numbers in signed digits of 29 bits: what montgomery_reduce_narrow needs to know.
   Independent of the machine model.

   Digits are integers d 0, d 1, ...; a product is a sequence of columns; a pass over
   the columns carries and leaves a digit of each. No column overflows: it is the
   complete one that is limited, as sums that wrap on the way are those of iword. *)

needs "Library/words.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* Numbers, and the columns of a product.                                    *)
(* ------------------------------------------------------------------------- *)

let number29 = define
 `number29 (d:num->int) 0 = &0 /\
  number29 d (SUC n) = number29 d n + &2 pow (29 * n) * d n`;;

(* y moved up by i digits. *)
let moved = new_definition `moved i (y:num->int) c = if c < i then &0 else y(c - i)`;;

(* Column c of the product of n digits x and y. *)
let column = define
 `column (x:num->int) y 0 c = &0 /\
  column x y (SUC n) c = column x y n c + x n * moved n y c`;;

let NUMBER_EXT = prove
 (`!n. (!i. i < n ==> d i = e i) ==> number29 d n = number29 e n`,
  INDUCT_TAC THEN REWRITE_TAC[number29] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `n < SUC n`; ARITH_RULE `i < n ==> i < SUC n`]);;
let NUMBER_ADD = prove
 (`!n. number29 (\i. d i + a * e i) n = number29 d n + a * number29 e n`,
  INDUCT_TAC THEN ASM_REWRITE_TAC[number29] THEN CONV_TAC INT_RING);;
let NUMBER_ZERO = prove
 (`!n. (!i. i < n ==> d i = &0) ==> number29 d n = &0`,
  INDUCT_TAC THEN REWRITE_TAC[number29] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `n < SUC n`; ARITH_RULE `i < n ==> i < SUC n`] THEN
  REWRITE_TAC[INT_MUL_RZERO; INT_ADD_RID]);;
let NUMBER_MORE = prove
 (`!m n. (!i. n <= i ==> d i = &0) ==> number29 d (n + m) = number29 d n`,
  INDUCT_TAC THEN REWRITE_TAC[ADD_CLAUSES; number29] THEN REPEAT STRIP_TAC THEN
  ASM_SIMP_TAC[LE_ADD; INT_MUL_RZERO; INT_ADD_RID]);;
let NUMBER_SPLIT = prove
 (`!n m. number29 d (m + n) = number29 d m + &2 pow (29 * m) * number29 (\i. d(m + i)) n`,
  INDUCT_TAC THEN ASM_REWRITE_TAC[ADD_CLAUSES; number29; INT_MUL_RZERO; INT_ADD_RID] THEN
  REWRITE_TAC[LEFT_ADD_DISTRIB; INT_POW_ADD] THEN CONV_TAC INT_RING);;
let NUMBER_MOVED = prove
 (`!n i. number29 (moved i y) (i + n) = &2 pow (29 * i) * number29 y n`,
  REPEAT GEN_TAC THEN REWRITE_TAC[NUMBER_SPLIT] THEN
  SUBGOAL_THEN `number29 (moved i y) i = &0` SUBST1_TAC THENL
   [MATCH_MP_TAC NUMBER_ZERO THEN SIMP_TAC[moved]; REWRITE_TAC[INT_ADD_LID]] THEN
  AP_TERM_TAC THEN MATCH_MP_TAC NUMBER_EXT THEN
  REWRITE_TAC[moved; ARITH_RULE `~(i + j < i:num)`; ADD_SUB2]);;

(* All columns. *)
let COLUMNS = prove
 (`!n. (!i. l <= i ==> y i = &0)
       ==> !m. number29 (column x y n) (n + l + m) = number29 x n * number29 y l`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `!k. k <= n ==> number29 (column x y k) (n + l + m) = number29 x k * number29 y l`
   (ACCEPT_TAC o REWRITE_RULE[LE_REFL] o SPEC `n:num`) THEN
  INDUCT_TAC THEN REWRITE_TAC[number29] THENL
   [DISCH_TAC THEN REWRITE_TAC[INT_MUL_LZERO] THEN MATCH_MP_TAC NUMBER_ZERO THEN REWRITE_TAC[column];
    DISCH_TAC] THEN
  SUBGOAL_THEN `column x y (SUC k) = \c. column x y k c + x k * moved k y c` SUBST1_TAC THENL
   [REWRITE_TAC[FUN_EQ_THM; column]; ALL_TAC] THEN
  MP_TAC(ISPEC `n + l + m:num` (INST [`column x y k`,`d:num->int`; `(x:num->int) k`,`a:int`; `moved k y`,`e:num->int`]
    NUMBER_ADD)) THEN
  DISCH_THEN SUBST1_TAC THEN
  SUBGOAL_THEN `number29 (column x y k) (n + l + m) = number29 x k * number29 y l` SUBST1_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `n + l + m = k + l + (n - k + m):num` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[NUMBER_MOVED] THEN
  MP_TAC(SPECL [`n - k + m:num`; `l:num`] (INST [`y:num->int`,`d:num->int`] NUMBER_MORE)) THEN
  ASM_REWRITE_TAC[] THEN DISCH_THEN SUBST1_TAC THEN CONV_TAC INT_RING);;
let BOTH_HALVES = prove
 (`(!i. l <= i ==> y i = &0)
   ==> number29 (column x y l) l + &2 pow (29 * l) * number29 (\i. column x y l (l + i)) l =
       number29 x l * number29 y l`,
  DISCH_THEN(MP_TAC o SPEC `0` o MATCH_MP (SPEC `l:num` COLUMNS)) THEN
  REWRITE_TAC[ADD_0] THEN REWRITE_TAC[NUMBER_SPLIT]);;

(* ------------------------------------------------------------------------- *)
(* How large columns are.                                                    *)
(* ------------------------------------------------------------------------- *)

(* l digits of at most 2^28, the top one of at most 2^29. *)
let digits29 = new_definition
 `digits29 l (d:num->int) <=>
    (!i. i + 1 < l ==> abs(d i) <= &2 pow 28) /\ abs(d(l - 1)) <= &2 pow 29 /\
    (!i. l <= i ==> d i = &0)`;;

let DIGITS_AT = prove
 (`digits29 l d ==> !i. abs(d i) <= (if i = l - 1 then &2 pow 29 else &2 pow 28)`,
  REWRITE_TAC[digits29] THEN STRIP_TAC THEN GEN_TAC THEN COND_CASES_TAC THEN ASM_REWRITE_TAC[] THEN
  ASM_CASES_TAC `i + 1 < l` THEN ASM_SIMP_TAC[] THEN
  SUBGOAL_THEN `(d:num->int) i = &0` SUBST1_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; CONV_TAC INT_REDUCE_CONV]);;
let COLUMN_PART = prove
 (`digits29 l x /\ digits29 l y /\ 0 < l
   ==> !n. n < l ==> abs(column x y n c) <=
         &(n + (if l - 1 <= c /\ c < n + (l - 1) then 1 else 0)) * &2 pow 56`,
  STRIP_TAC THEN INDUCT_TAC THEN REWRITE_TAC[column] THENL
   [DISCH_TAC THEN REWRITE_TAC[INT_ABS_0; ADD_CLAUSES] THEN MATCH_MP_TAC INT_LE_MUL THEN
    REWRITE_TAC[INT_POS] THEN CONV_TAC INT_REDUCE_CONV; DISCH_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_TAC] THEN
  SUBGOAL_THEN `abs(x(n:num)) <= &2 pow 28` ASSUME_TAC THENL
   [UNDISCH_TAC `digits29 l x` THEN REWRITE_TAC[digits29] THEN STRIP_TAC THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `abs(moved n y c) <= &2 pow 28 * &(if c = n + (l - 1) then 2 else 1)` ASSUME_TAC THENL
   [REWRITE_TAC[moved] THEN COND_CASES_TAC THENL
     [COND_CASES_TAC THEN CONV_TAC INT_REDUCE_CONV; ALL_TAC] THEN
    MP_TAC(SPEC `c - n:num` (MATCH_MP DIGITS_AT (ASSUME `digits29 l y`))) THEN
    SUBGOAL_THEN `c - n = l - 1 <=> c = n + (l - 1)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    COND_CASES_TAC THEN REWRITE_TAC[] THEN CONV_TAC INT_REDUCE_CONV; ALL_TAC] THEN
  SUBGOAL_THEN `abs(x n * moved n y c) <= &2 pow 28 * &2 pow 28 * &(if c = n + (l - 1) then 2 else 1)` MP_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL] THEN MATCH_MP_TAC INT_LE_MUL2 THEN ASM_REWRITE_TAC[INT_ABS_POS]; ALL_TAC] THEN
  SUBGOAL_THEN `(if l - 1 <= c /\ c < SUC n + (l - 1) then 1 else 0) =
    (if l - 1 <= c /\ c < n + (l - 1) then 1 else 0) + (if c = n + (l - 1) then 1 else 0)` SUBST1_TAC THENL
   [ASM_CASES_TAC `c = n + (l - 1)` THEN ASM_REWRITE_TAC[LT_REFL; LE_ADDR] THEN
    ASM_SIMP_TAC[ARITH_RULE `n + l < SUC n + l`; ADD_CLAUSES; ARITH_RULE `~(c = n + l) ==> (c < SUC(n + l) <=> c < n + l)`];
    ALL_TAC] THEN
  POP_ASSUM_LIST(MP_TAC o end_itlist CONJ) THEN
  REWRITE_TAC[ADD1; GSYM INT_OF_NUM_ADD] THEN ASM_CASES_TAC `c = n + (l - 1)` THEN ASM_REWRITE_TAC[] THEN
  CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC);;
let COLUMN_BOUND = prove
 (`digits29 l x /\ digits29 l y /\ 0 < l ==> !c. abs(column x y l c) <= &(l + 3) * &2 pow 56`,
  REPEAT STRIP_TAC THEN
  MP_TAC(SPEC `l - 1` (MATCH_MP COLUMN_PART (CONJ (ASSUME `digits29 l x`) (CONJ (ASSUME `digits29 l y`) (ASSUME `0 < l`))))) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `column x y l c = column x y (l - 1) c + x(l - 1) * moved (l - 1) y c` SUBST1_TAC THENL
   [SUBGOAL_THEN `l = SUC(l - 1)` (fun th -> GEN_REWRITE_TAC (LAND_CONV o ONCE_DEPTH_CONV) [th]) THENL
     [ASM_ARITH_TAC; REWRITE_TAC[column]] THEN
    ASM_SIMP_TAC[ARITH_RULE `0 < l ==> SUC(l - 1) = l`]; ALL_TAC] THEN
  SUBGOAL_THEN `abs(x(l - 1):int) <= &2 pow 29` ASSUME_TAC THENL
   [UNDISCH_TAC `digits29 l x` THEN SIMP_TAC[digits29]; ALL_TAC] THEN
  SUBGOAL_THEN `abs(moved (l - 1) y c) <= &2 pow 28 * &(if c = (l - 1) + (l - 1) then 2 else 1)` ASSUME_TAC THENL
   [REWRITE_TAC[moved] THEN COND_CASES_TAC THENL
     [COND_CASES_TAC THEN CONV_TAC INT_REDUCE_CONV; ALL_TAC] THEN
    MP_TAC(SPEC `c - (l - 1):num` (MATCH_MP DIGITS_AT (ASSUME `digits29 l y`))) THEN
    SUBGOAL_THEN `c - (l - 1) = l - 1 <=> c = (l - 1) + (l - 1)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    COND_CASES_TAC THEN REWRITE_TAC[] THEN CONV_TAC INT_REDUCE_CONV; ALL_TAC] THEN
  SUBGOAL_THEN `abs(x(l - 1) * moved (l - 1) y c) <= &2 pow 29 * &2 pow 28 * &(if c = (l - 1) + (l - 1) then 2 else 1)` MP_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL] THEN MATCH_MP_TAC INT_LE_MUL2 THEN ASM_REWRITE_TAC[INT_ABS_POS]; ALL_TAC] THEN
  SUBGOAL_THEN `&l:int = &(l - 1) + &1` MP_TAC THENL
   [REWRITE_TAC[INT_OF_NUM_ADD; INT_OF_NUM_EQ] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[GSYM INT_OF_NUM_ADD] THEN
  ASM_CASES_TAC `c = (l - 1) + (l - 1)` THEN ASM_REWRITE_TAC[LT_REFL; LE_ADD] THEN
  REPEAT(COND_CASES_TAC THEN REWRITE_TAC[]) THEN
  CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Passes over columns.                                                      *)
(* ------------------------------------------------------------------------- *)

(* What the columns below i of K and h carry, the digit that column i leaves,
   and whether that is 2^28 or more. *)
let carries = define
 `carries (K:num->int) h 0 = h /\
  carries K h (SUC i) = (K i + carries K h i) div &2 pow 29`;;
let unsigned_digit = new_definition
 `unsigned_digit K h i = (K i + carries K h i) rem &2 pow 29`;;
let borrowed = define
 `borrowed (K:num->int) h 0 = &0 /\
  borrowed K h (SUC i) = (if &2 pow 28 <= unsigned_digit K h i then &1 else &0)`;;
let signed_digit = new_definition
 `signed_digit K h i = unsigned_digit K h i - &2 pow 29 * borrowed K h (SUC i) + borrowed K h i`;;
(* The top one of l keeps what the next would gain. *)
let topped_digit = new_definition
 `topped_digit l K h i =
    if l <= i then &0 else if i + 1 = l then unsigned_digit K h i + borrowed K h i
    else signed_digit K h i`;;

let UNSIGNED_BOUND = prove
 (`!K h i. &0 <= unsigned_digit K h i /\ unsigned_digit K h i < &2 pow 29`,
  REPEAT GEN_TAC THEN REWRITE_TAC[unsigned_digit] THEN
  MP_TAC(SPECL [`K i + carries K h i`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN SIMP_TAC[]);;
let BORROWED_CASES = prove
 (`!i. borrowed K h i = &0 \/ borrowed K h i = &1`,
  INDUCT_TAC THEN REWRITE_TAC[borrowed] THEN COND_CASES_TAC THEN REWRITE_TAC[]);;
let SIGNED_BOUND = prove
 (`!K h i. abs(signed_digit K h i) <= &2 pow 28`,
  REPEAT GEN_TAC THEN REWRITE_TAC[signed_digit; borrowed] THEN
  MP_TAC(SPECL [`K:num->int`; `h:int`; `i:num`] UNSIGNED_BOUND) THEN
  DISJ_CASES_TAC(SPEC `i:num` BORROWED_CASES) THEN ASM_REWRITE_TAC[] THEN COND_CASES_TAC THEN
  POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let TOPPED_DIGITS = prove
 (`!K h l. 0 < l ==> digits29 l (topped_digit l K h)`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[digits29; topped_digit] THEN
  ASM_SIMP_TAC[ARITH_RULE `0 < l ==> ~(l <= l - 1) /\ l - 1 + 1 = l`;
    ARITH_RULE `i + 1 < l ==> ~(l <= i) /\ ~(i + 1 = l)`; SIGNED_BOUND] THEN
  MP_TAC(SPECL [`K:num->int`; `h:int`; `l - 1`] UNSIGNED_BOUND) THEN
  DISJ_CASES_TAC(SPEC `l - 1` BORROWED_CASES) THEN ASM_REWRITE_TAC[] THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

let CARRY_PASS = prove
 (`!n. number29 K n + h = number29 (unsigned_digit K h) n + &2 pow (29 * n) * carries K h n`,
  INDUCT_TAC THEN REWRITE_TAC[number29; carries; MULT_CLAUSES; INT_POW] THENL [INT_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[unsigned_digit; INT_POW_ADD] THEN
  MP_TAC(SPECL [`K n + carries K h n`; `(&2 pow 29):int`] INT_DIVISION) THEN
  ANTS_TAC THENL [CONV_TAC INT_REDUCE_CONV; DISCH_THEN(MP_TAC o CONJUNCT1)] THEN
  POP_ASSUM MP_TAC THEN CONV_TAC INT_RING);;
let UNSIGNED_NUMBER = prove
 (`!n. &0 <= number29 (unsigned_digit K h) n /\ number29 (unsigned_digit K h) n < &2 pow (29 * n)`,
  INDUCT_TAC THEN REWRITE_TAC[number29; MULT_CLAUSES; INT_POW_ADD; INT_POW] THENL [INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`K:num->int`; `h:int`; `n:num`] UNSIGNED_BOUND) THEN STRIP_TAC THEN
  SUBGOAL_THEN `&0 <= (&2:int) pow (29 * n)` ASSUME_TAC THENL
   [MATCH_MP_TAC INT_POW_LE THEN INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`(&2:int) pow (29 * n)`; `unsigned_digit K h n`; `&2 pow 29 - &1:int`] INT_LE_LMUL) THEN
  ANTS_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`(&2:int) pow (29 * n)`; `unsigned_digit K h n`] INT_LE_MUL) THEN
  ANTS_TAC THENL [ASM_REWRITE_TAC[]; ALL_TAC] THEN ASM_INT_ARITH_TAC);;
let SIGNED_NUMBER = prove
 (`!n. number29 (signed_digit K h) n = number29 (unsigned_digit K h) n - &2 pow (29 * n) * borrowed K h n`,
  INDUCT_TAC THEN REWRITE_TAC[number29; CONJUNCT1 borrowed] THENL [INT_ARITH_TAC; ALL_TAC] THEN
  ASM_REWRITE_TAC[signed_digit; MULT_CLAUSES; INT_POW_ADD] THEN CONV_TAC INT_RING);;
let TOPPED_NUMBER = prove
 (`0 < l ==> number29 (topped_digit l K h) l = number29 (unsigned_digit K h) l`,
  DISCH_TAC THEN SUBGOAL_THEN `?m. l = SUC m` (X_CHOOSE_THEN `m:num` SUBST1_TAC) THENL
   [ASM_MESON_TAC[num_CASES; LT_REFL]; ALL_TAC] THEN
  REWRITE_TAC[number29] THEN
  SUBGOAL_THEN `number29 (topped_digit (SUC m) K h) m = number29 (signed_digit K h) m` SUBST1_TAC THENL
   [MATCH_MP_TAC NUMBER_EXT THEN SIMP_TAC[topped_digit; ARITH_RULE
      `i < m ==> ~(SUC m <= i) /\ ~(i + 1 = SUC m)`]; ALL_TAC] THEN
  REWRITE_TAC[SIGNED_NUMBER; topped_digit; ARITH_RULE `~(SUC m <= m) /\ m + 1 = SUC m`] THEN
  CONV_TAC INT_RING);;

(* The pass leaves the number modulo 2^(29 n). *)
let PASS_REM = prove
 (`!n. number29 (unsigned_digit K h) n = (number29 K n + h) rem &2 pow (29 * n)`,
  GEN_TAC THEN CONV_TAC SYM_CONV THEN MATCH_MP_TAC INT_REM_UNIQ THEN
  EXISTS_TAC `carries K h n` THEN MP_TAC(SPEC `n:num` UNSIGNED_NUMBER) THEN
  MP_TAC(SPEC `n:num` CARRY_PASS) THEN
  REWRITE_TAC[INT_ABS_POW; INT_ABS_NUM] THEN INT_ARITH_TAC);;

(* Carries stay small where columns do. *)
let CARRIES_BOUND = prove
 (`abs(h) <= &2 pow 36 /\ (!i. i < n ==> abs(K i) <= &127 * &2 pow 56)
         ==> !i. i <= n ==> abs(carries K h i) <= &2 pow 36`,
  STRIP_TAC THEN INDUCT_TAC THEN ASM_REWRITE_TAC[carries] THEN DISCH_TAC THEN
  FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `i:num`) THEN ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`K i + carries K h i`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* What the lower columns carry: two of them say it.                         *)
(* ------------------------------------------------------------------------- *)

let NUMBER_LIMIT = prove
 (`!n. (!i. i < n ==> abs(d i) <= m) ==> abs(number29 d n) * (&2 pow 29 - &1) <= m * (&2 pow (29 * n) - &1)`,
  INDUCT_TAC THEN REWRITE_TAC[number29; MULT_CLAUSES; INT_POW_ADD; INT_POW] THENL [INT_ARITH_TAC; DISCH_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN
  ASM_SIMP_TAC[ARITH_RULE `i < n ==> i < SUC n`] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `n:num`) THEN REWRITE_TAC[ARITH_RULE `n < SUC n`] THEN
  SUBGOAL_THEN `&0 <= (&2:int) pow (29 * n)` MP_TAC THENL
   [MATCH_MP_TAC INT_POW_LE THEN INT_ARITH_TAC; ALL_TAC] THEN
  SPEC_TAC(`(&2:int) pow (29 * n)`,`p:int`) THEN REPEAT STRIP_TAC THEN
  MP_TAC(SPECL [`p:int`; `abs((d:num->int) n)`; `m:int`] INT_LE_LMUL) THEN ASM_REWRITE_TAC[] THEN
  MP_TAC(SPECL [`number29 d n`; `p * (d:num->int) n`] INT_ABS_TRIANGLE) THEN
  REWRITE_TAC[INT_ABS_MUL] THEN
  SUBGOAL_THEN `abs(p:int) = p` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
  POP_ASSUM MP_TAC THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC);;

let TWO_COLUMNS = prove
 (`2 <= l /\ (!i. i < l ==> abs(S i) <= &2 pow 63) /\ number29 S l = &2 pow (29 * l) * c
   ==> (S(l - 1) + S(l - 2) div &2 pow 29 + &2 pow 28) div &2 pow 29 = c`,
  STRIP_TAC THEN
  SUBGOAL_THEN `?m. l = SUC(SUC m)` (X_CHOOSE_THEN `m:num` SUBST_ALL_TAC) THENL
   [EXISTS_TAC `l - 2` THEN ASM_ARITH_TAC; ALL_TAC] THEN
  RULE_ASSUM_TAC(REWRITE_RULE[number29; MULT_CLAUSES; INT_POW_ADD]) THEN
  REWRITE_TAC[ARITH_RULE `SUC(SUC m) - 1 = SUC m /\ SUC(SUC m) - 2 = m`] THEN
  MP_TAC(INST [`S:num->int`,`d:num->int`; `(&2 pow 63):int`,`m:int`] (SPEC `m:num` NUMBER_LIMIT)) THEN
  ASM_SIMP_TAC[ARITH_RULE `i < m ==> i < SUC(SUC m)`] THEN
  SUBGOAL_THEN `&1 <= (&2:int) pow (29 * m)` MP_TAC THENL
   [MATCH_MP_TAC INT_POW_LE_1 THEN INT_ARITH_TAC; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o check (is_eq o concl)) THEN
  SPEC_TAC(`(&2:int) pow (29 * m)`,`p:int`) THEN REPEAT STRIP_TAC THEN
  ABBREV_TAC `y = &2 pow 29 * &2 pow 29 * c - S(m:num) - &2 pow 29 * S(SUC m)` THEN
  SUBGOAL_THEN `number29 S m = p * y` SUBST_ALL_TAC THENL
   [EXPAND_TAC "y" THEN UNDISCH_TAC `(number29 S m + p * S m) + (&2 pow 29 * p) * S(SUC m) =
      (&2 pow 29 * &2 pow 29 * p) * c` THEN CONV_TAC INT_RING; ALL_TAC] THEN
  SUBGOAL_THEN `abs(y) < &2 pow 35` ASSUME_TAC THENL
   [REWRITE_TAC[GSYM INT_NOT_LE] THEN DISCH_TAC THEN
    MP_TAC(SPECL [`p:int`; `(&2 pow 35):int`; `abs(y:int)`] INT_LE_LMUL) THEN
    ANTS_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
    UNDISCH_TAC `abs(p * y) * (&2 pow 29 - &1) <= &2 pow 63 * (p - &1)` THEN
    REWRITE_TAC[INT_ABS_MUL] THEN
    SUBGOAL_THEN `abs(p:int) = p` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
    UNDISCH_TAC `&1 <= p:int` THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC INT_DIV_UNIQ THEN
  EXISTS_TAC `S(SUC m) + S(m:num) div &2 pow 29 + &2 pow 28 - c * &2 pow 29` THEN
  MP_TAC(SPECL [`(S:num->int) m`; `(&2 pow 29):int`] INT_DIVISION) THEN
  POP_ASSUM MP_TAC THEN EXPAND_TAC "y" THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* The whole reduction.                                                      *)
(* ------------------------------------------------------------------------- *)

let REM_SCALED = prove
 (`!a m n. &0 < a /\ &0 < n ==> (a * m) rem (a * n) = a * (m rem n)`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC INT_REM_UNIQ THEN EXISTS_TAC `m div n` THEN
  MP_TAC(SPECL [`m:int`; `n:int`] INT_DIVISION) THEN
  ANTS_TAC THENL [ASM_INT_ARITH_TAC; STRIP_TAC] THEN
  ASM_SIMP_TAC[INT_LE_MUL; INT_LT_IMP_LE; INT_ABS_MUL] THEN
  SUBGOAL_THEN `abs(a:int) = a` SUBST1_TAC THENL [ASM_INT_ARITH_TAC; ALL_TAC] THEN
  ASM_SIMP_TAC[INT_LT_LMUL_EQ] THEN
  UNDISCH_TAC `m = m div n * n + m rem n` THEN CONV_TAC INT_RING);;

(* t is z0 * 2^s, p is -1 / n, K the bits of n; the digits of the quotient, what
   the columns below l carry with t, and what the upper half gains. *)
let quotient29 = new_definition
 `quotient29 l t p = topped_digit l (column t p l) (&0)`;;
let below29 = new_definition
 `below29 l t p n c = t c + column (quotient29 l t p) n l c`;;
let carry29 = new_definition
 `carry29 l t p n =
    (below29 l t p n (l - 1) + below29 l t p n (l - 2) div &2 pow 29 + &2 pow 28) div &2 pow 29`;;
let gain29 = new_definition
 `gain29 l t p n = unsigned_digit (\i. column (quotient29 l t p) n l (l + i)) (carry29 l t p n)`;;

let REDUCE_NUMBERS = prove
 (`2 <= l /\ l <= 124 /\ 29 * l = k + s /\ digits29 l t /\ digits29 l p /\ digits29 l n /\
   number29 t l = &2 pow s * z /\ &0 <= z /\ z < &2 pow k /\
   &0 <= number29 n l /\ number29 n l < &2 pow k /\
   number29 n l * number29 p l + &1 = &2 pow k * w
   ==> let q = (z * number29 p l) rem &2 pow k in
       z + q * number29 n l = &2 pow k * number29 (gain29 l t p n) l /\
       &0 <= q /\ q < &2 pow k /\
       &0 <= number29 (gain29 l t p n) l /\ number29 (gain29 l t p n) l < &2 pow k`,
  STRIP_TAC THEN LET_TAC THEN
  SUBGOAL_THEN `0 < l` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `&0 < (&2:int) pow s /\ &0 < (&2:int) pow k` STRIP_ASSUME_TAC THENL
   [CONJ_TAC THEN MATCH_MP_TAC INT_POW_LT THEN INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `&2 pow (29 * l) = &2 pow s * (&2:int) pow k` ASSUME_TAC THENL
   [ASM_REWRITE_TAC[INT_POW_ADD; INT_MUL_SYM]; ALL_TAC] THEN
  ABBREV_TAC `N = number29 n l` THEN ABBREV_TAC `P = number29 p l` THEN
  MP_TAC(SPECL [`z * P:int`; `(&2:int) pow k`] INT_DIVISION) THEN
  ANTS_TAC THENL [ASM_INT_ARITH_TAC; ASM_REWRITE_TAC[]] THEN
  REWRITE_TAC[INT_ABS_POW; INT_ABS_NUM] THEN ABBREV_TAC `e = (z * P) div &2 pow k` THEN STRIP_TAC THEN
  ASM_REWRITE_TAC[] THEN
  SUBGOAL_THEN `digits29 l (quotient29 l t p)` ASSUME_TAC THENL
   [ASM_SIMP_TAC[quotient29; TOPPED_DIGITS]; ALL_TAC] THEN
  SUBGOAL_THEN `number29 (quotient29 l t p) l = &2 pow s * q` ASSUME_TAC THENL
   [ASM_SIMP_TAC[quotient29; TOPPED_NUMBER; PASS_REM; INT_ADD_RID] THEN
    MP_TAC(MATCH_MP (INST [`t:num->int`,`x:num->int`] BOTH_HALVES)
      (CONJUNCT2(CONJUNCT2(REWRITE_RULE[digits29] (ASSUME `digits29 l p`))))) THEN
    ASM_REWRITE_TAC[] THEN DISCH_TAC THEN
    SUBGOAL_THEN `number29 (column t p l) l = (&2 pow s * z) * P -
      (&2 pow s * &2 pow k) * number29 (\i. column t p l (l + i)) l` SUBST1_TAC THENL
     [POP_ASSUM MP_TAC THEN INT_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[INT_ARITH `(s * z) * p - (s * k) * g:int = s * (z * p - k * g)`] THEN
    ASM_SIMP_TAC[REM_SCALED] THEN AP_TERM_TAC THEN
    MATCH_MP_TAC INT_REM_UNIQ THEN
    EXISTS_TAC `e - number29 (\i. column t p l (l + i)) l` THEN
    REWRITE_TAC[INT_ABS_POW; INT_ABS_NUM] THEN
    REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN
    UNDISCH_TAC `z * P = e * &2 pow k + q` THEN CONV_TAC INT_RING; ALL_TAC] THEN
  ABBREV_TAC `Q = quotient29 l t p` THEN
  SUBGOAL_THEN `?g. z + q * N = &2 pow k * g` (X_CHOOSE_TAC `g:int`) THENL
   [EXISTS_TAC `z * w - e * N:int` THEN
    UNDISCH_TAC `z * P = e * &2 pow k + q` THEN
    UNDISCH_TAC `N * P + &1 = &2 pow k * w` THEN CONV_TAC INT_RING; ALL_TAC] THEN
  SUBGOAL_THEN `&0 <= q * N /\ q * N <= &2 pow k * N` STRIP_ASSUME_TAC THENL
   [CONJ_TAC THENL [ASM_SIMP_TAC[INT_LE_MUL]; MATCH_MP_TAC INT_LE_RMUL THEN ASM_INT_ARITH_TAC]; ALL_TAC] THEN
  SUBGOAL_THEN `&0 <= g /\ g < &2 pow k` STRIP_ASSUME_TAC THENL
   [CONJ_TAC THENL
     [SUBGOAL_THEN `&0 <= &2 pow k * g` MP_TAC THENL [ASM_INT_ARITH_TAC; ASM_SIMP_TAC[INT_LE_MUL_EQ]];
      SUBGOAL_THEN `&2 pow k * g < &2 pow k * (N + &1)` MP_TAC THENL
       [REWRITE_TAC[INT_ADD_LDISTRIB] THEN ASM_INT_ARITH_TAC; ASM_SIMP_TAC[INT_LT_LMUL_EQ] THEN ASM_INT_ARITH_TAC]];
    ALL_TAC] THEN
  ABBREV_TAC `U = number29 (\i. column Q n l (l + i)) l` THEN
  SUBGOAL_THEN `number29 (below29 l t p n) l = &2 pow (29 * l) * (g - U)` ASSUME_TAC THENL
   [SUBGOAL_THEN `below29 l t p n = \c. t c + &1 * column Q n l c` SUBST1_TAC THENL
     [REWRITE_TAC[FUN_EQ_THM; below29] THEN ASM_REWRITE_TAC[INT_MUL_LID]; ALL_TAC] THEN
    MP_TAC(ISPEC `l:num` (INST [`t:num->int`,`d:num->int`; `&1:int`,`a:int`; `column Q n l`,`e:num->int`] NUMBER_ADD)) THEN
    DISCH_THEN SUBST1_TAC THEN
    MP_TAC(MATCH_MP (INST [`Q:num->int`,`x:num->int`] BOTH_HALVES)
      (CONJUNCT2(CONJUNCT2(REWRITE_RULE[digits29] (ASSUME `digits29 l n`))))) THEN
    ASM_REWRITE_TAC[] THEN
    UNDISCH_TAC `z + q * N = &2 pow k * g` THEN CONV_TAC INT_RING; ALL_TAC] THEN
  SUBGOAL_THEN `carry29 l t p n = g - U` ASSUME_TAC THENL
   [REWRITE_TAC[carry29] THEN MATCH_MP_TAC TWO_COLUMNS THEN ASM_REWRITE_TAC[] THEN
    X_GEN_TAC `i:num` THEN DISCH_TAC THEN REWRITE_TAC[below29] THEN ASM_REWRITE_TAC[] THEN
    MP_TAC(SPEC `i:num` (MATCH_MP DIGITS_AT (ASSUME `digits29 l t`))) THEN
    MP_TAC(SPEC `i:num` (MATCH_MP COLUMN_BOUND (CONJ (ASSUME `digits29 l Q`) (CONJ (ASSUME `digits29 l n`) (ASSUME `0 < l`))))) THEN
    SUBGOAL_THEN `&(l + 3):int <= &127` MP_TAC THENL
     [REWRITE_TAC[INT_OF_NUM_LE] THEN ASM_ARITH_TAC; ALL_TAC] THEN
    COND_CASES_TAC THEN CONV_TAC(DEPTH_CONV INT_POW_CONV) THEN INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `number29 (gain29 l t p n) l = g` SUBST1_TAC THENL
   [REWRITE_TAC[gain29; PASS_REM] THEN ASM_REWRITE_TAC[INT_ARITH `u + g - u:int = g`] THEN
    MATCH_MP_TAC INT_REM_UNIQ THEN EXISTS_TAC `&0:int` THEN
    ASM_REWRITE_TAC[INT_MUL_LZERO; INT_ADD_LID; INT_ABS_MUL; INT_ABS_POW; INT_ABS_NUM] THEN
    MP_TAC(SPECL [`&1:int`; `(&2:int) pow s`; `(&2:int) pow k`] INT_LE_RMUL) THEN ASM_INT_ARITH_TAC;
    ASM_REWRITE_TAC[]]);;

prioritize_num();;
