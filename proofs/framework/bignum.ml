(* Numbers of several 64-bit limbs, and what multiplication and Montgomery
   reduction need to know about them. Independent of the machine model. *)

needs "Library/words.ml";;
needs "quoted.ml";;

(* The number whose limb i, counted from the lowest, is A i, for i < n. *)

let value = define
 `value (A:num->int64) 0 = 0 /\
  value A (SUC n) = value A n + 2 EXP (64 * n) * val(A n)`;;

let VAL64_BOUND = prove
 (`!x:int64. val x < 2 EXP 64`,
  GEN_TAC THEN MP_TAC(ISPEC `x:int64` VAL_BOUND) THEN
  REWRITE_TAC[DIMINDEX_64]);;

let VALUE_BOUND = prove
 (`!A n. value A n < 2 EXP (64 * n)`,
  GEN_TAC THEN INDUCT_TAC THEN
  REWRITE_TAC[value; MULT_CLAUSES; EXP; ARITH_RULE `0 < 1`] THEN
  REWRITE_TAC[EXP_ADD] THEN ONCE_REWRITE_TAC[MULT_SYM] THEN
  MATCH_MP_TAC(ARITH_RULE
   `a < m /\ m * (v + 1) <= m * b ==> a + v * m < m * b`) THEN
  ASM_REWRITE_TAC[LE_MULT_LCANCEL] THEN
  MP_TAC(SPEC `(A:num->int64) n` VAL64_BOUND) THEN ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Splitting, changing, reading.                                             *)
(* ------------------------------------------------------------------------- *)

let VALUE_SPLIT = prove
 (`!A m n. value A (m + n) =
           value A m + 2 EXP (64 * m) * value (\i. A(m + i)) n`,
  GEN_TAC THEN GEN_TAC THEN INDUCT_TAC THEN
  ASM_REWRITE_TAC[value; ADD_CLAUSES; MULT_CLAUSES; LEFT_ADD_DISTRIB;
                  EXP_ADD; MULT_ASSOC; ADD_ASSOC]);;

(* One limb more at the lower end. *)

let VALUE_LOW = prove
 (`!A n. value A (SUC n) =
         val(A 0) + 2 EXP 64 * value (\i. A(SUC i)) n`,
  REPEAT GEN_TAC THEN REWRITE_TAC[ARITH_RULE `SUC n = 1 + n`; VALUE_SPLIT] THEN
  REWRITE_TAC[num_CONV `1`; value; MULT_CLAUSES; EXP; ADD_CLAUSES]);;

let VALUE_EXT = prove
 (`!n A B. (!i. i < n ==> A i = B i) ==> value A n = value B n`,
  INDUCT_TAC THEN REWRITE_TAC[value] THEN REPEAT STRIP_TAC THEN
  BINOP_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN
    ASM_MESON_TAC[ARITH_RULE `i < n ==> i < SUC n`];
    ASM_MESON_TAC[ARITH_RULE `n < SUC n`]]);;

(* One limb replaced: beyond the number, and within it. *)

let VALUE_UPD_BEYOND = prove
 (`!A n i v. n <= i ==> value (\j. if j = i then v else A j) n = value A n`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC VALUE_EXT THEN
  REWRITE_TAC[] THEN ASM_MESON_TAC[NOT_LE]);;

let VALUE_UPD = prove
 (`!A n i v. i < n
             ==> value (\j. if j = i then v else A j) n +
                 2 EXP (64 * i) * val(A i) =
                 value A n + 2 EXP (64 * i) * val v`,
  GEN_TAC THEN INDUCT_TAC THEN REWRITE_TAC[CONJUNCT1 LT; value] THEN
  REPEAT STRIP_TAC THEN ASM_CASES_TAC `n:num = i` THENL
   [ASM_SIMP_TAC[VALUE_UPD_BEYOND; LE_REFL] THEN ARITH_TAC;
    FIRST_X_ASSUM(MP_TAC o SPECL [`i:num`; `v:int64`]) THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; ASM_REWRITE_TAC[] THEN ARITH_TAC]]);;

(* The same where the changed contents is known by its values only. *)

let VALUE_UPD_EXT = prove
 (`!A B n i. i < n /\ (!j. j < n /\ ~(j = i) ==> B j = A j)
             ==> value B n + 2 EXP (64 * i) * val(A i) =
                 value A n + 2 EXP (64 * i) * val(B i)`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `value B n = value (\j. if j = i then B i else A j) n`
  SUBST1_TAC THENL
   [MATCH_MP_TAC VALUE_EXT THEN ASM_MESON_TAC[]; ASM_SIMP_TAC[VALUE_UPD]]);;

let VALUE_ZEROS = prove
 (`!A n. (!i. i < n ==> A i = word 0) ==> value A n = 0`,
  GEN_TAC THEN INDUCT_TAC THEN REWRITE_TAC[value] THEN STRIP_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `n < SUC n`; ARITH_RULE `i < n ==> i < SUC n`] THEN
  REWRITE_TAC[VAL_WORD_0; MULT_CLAUSES; ADD_CLAUSES]);;

(* The limbs are the digits of the value. *)

let VALUE_DIGIT = prove
 (`!A n i. i < n ==> val(A i) = (value A n DIV 2 EXP (64 * i)) MOD 2 EXP 64`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `n = i + SUC(n - i - 1)` SUBST1_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  SPEC_TAC(`n - i - 1`,`r:num`) THEN GEN_TAC THEN
  REWRITE_TAC[VALUE_SPLIT; VALUE_LOW; ADD_CLAUSES] THEN
  SIMP_TAC[DIV_MULT_ADD; EXP_EQ_0; ARITH_EQ; DIV_LT; VALUE_BOUND; ADD_CLAUSES;
           MOD_MULT_ADD; MOD_LT; VAL64_BOUND]);;

let VALUE_EQ = prove
 (`!n A B. value A n = value B n <=> !i. i < n ==> A i = B i`,
  REPEAT GEN_TAC THEN EQ_TAC THEN REWRITE_TAC[VALUE_EXT] THEN
  REPEAT STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ] THEN
  ASM_SIMP_TAC[VALUE_DIGIT]);;

let VALUE_EQ_0 = prove
 (`!n A. value A n = 0 <=> !i. i < n ==> A i = word 0`,
  REPEAT GEN_TAC THEN
  MP_TAC(SPECL [`n:num`; `A:num->int64`; `\i:num. word 0:int64`] VALUE_EQ) THEN
  SIMP_TAC[VALUE_ZEROS]);;

(* ------------------------------------------------------------------------- *)
(* Bit fields of a number in limbs.                                          *)
(* ------------------------------------------------------------------------- *)

let FIELD = prove
 (`low < 2 EXP m /\ r + k <= s
   ==> ((low + 2 EXP m * (w + 2 EXP s * h)) DIV 2 EXP (m + r)) MOD 2 EXP k = (w DIV 2 EXP r) MOD 2 EXP k`,
  STRIP_TAC THEN REWRITE_TAC[EXP_ADD; GSYM DIV_DIV] THEN
  ASM_SIMP_TAC[DIV_MULT_ADD; EXP_EQ_0; ARITH_EQ; DIV_LT; ADD_CLAUSES] THEN
  SUBGOAL_THEN `2 EXP s = 2 EXP r * 2 EXP k * 2 EXP (s - (r + k))` SUBST1_TAC THENL
   [REWRITE_TAC[GSYM EXP_ADD] THEN AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  ONCE_REWRITE_TAC[ADD_SYM] THEN
  REWRITE_TAC[GSYM MULT_ASSOC] THEN
  SIMP_TAC[DIV_MULT_ADD; EXP_EQ_0; ARITH_EQ; MOD_MULT_ADD]);;
let FIELD_WITHIN = prove
 (`!A n q r k. q < n /\ r + k <= 64
     ==> (value A n DIV 2 EXP (64 * q + r)) MOD 2 EXP k = (val(A q) DIV 2 EXP r) MOD 2 EXP k`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `n = q + SUC(n - q - 1)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[VALUE_SPLIT; VALUE_LOW; ADD_CLAUSES] THEN
  MATCH_MP_TAC FIELD THEN ASM_REWRITE_TAC[VALUE_BOUND]);;
let FIELD_ACROSS = prove
 (`!A n q r k. q + 1 < n /\ r + k <= 128
     ==> (value A n DIV 2 EXP (64 * q + r)) MOD 2 EXP k =
         ((2 EXP 64 * val(A(q + 1)) + val(A q)) DIV 2 EXP r) MOD 2 EXP k`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `n = q + SUC(SUC(n - q - 2))` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[VALUE_SPLIT; VALUE_LOW; ADD_CLAUSES; ARITH_RULE `q + 1 = SUC q`;
    ARITH_RULE `a + 2 EXP 64 * (b + 2 EXP 64 * c) = (2 EXP 64 * b + a) + 2 EXP 128 * c`] THEN
  MATCH_MP_TAC FIELD THEN ASM_REWRITE_TAC[VALUE_BOUND]);;

(* `value A 3` to `val(A 0) + 18446744073709551616 * val(A 1) + ...`; A may be
   an abstraction. *)

let VALUE_CONV =
  let base = CONJUNCT1 value
  and one = prove(`value A 1 = val(A 0)`,
    REWRITE_TAC[num_CONV `1`; value; MULT_CLAUSES; EXP; ADD_CLAUSES]) in
  let up = CONJUNCT2 value in
  let limb_conv = RAND_CONV(TRY_CONV BETA_CONV THENC
                            DEPTH_CONV NUM_ADD_CONV) in
  let rec up_conv tm =
    let n = rand tm in
    if n = `0` then REWR_CONV base tm else
    if n = `1` then (REWR_CONV one THENC limb_conv) tm else
    (RAND_CONV num_CONV THENC REWR_CONV up THENC
     LAND_CONV up_conv THENC
     RAND_CONV(LAND_CONV NUM_REDUCE_CONV THENC RAND_CONV limb_conv)) tm in
  fun tm ->
    match tm with
      Comb(Comb(Const("value",_),_),n) when is_numeral n ->
        (up_conv THENC PURE_REWRITE_CONV[GSYM ADD_ASSOC]) tm
    | _ -> failwith "VALUE_CONV";;

(* ------------------------------------------------------------------------- *)
(* Comparison by the last carry or borrow of a chain.                        *)
(* ------------------------------------------------------------------------- *)

(* d = x - y - u with borrow w, everything below m. *)

let BORROW_COMPARE = prove
 (`!d x y m u w. d + y + bitval u = x + m * bitval w /\ d < m /\ x < m
                 ==> (w <=> x < y + bitval u)`,
  REPEAT GEN_TAC THEN ASM_CASES_TAC `w:bool` THEN
  ASM_REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES] THEN ARITH_TAC);;

let CARRY_COMPARE = prove
 (`!d s m c. d + m * bitval c = s /\ d < m ==> (c <=> m <= s)`,
  REPEAT GEN_TAC THEN ASM_CASES_TAC `c:bool` THEN
  ASM_REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES] THEN ARITH_TAC);;

(* d = x - n with borrow w: the difference is chosen if nothing was borrowed. *)

let SUBTRACT_BORROW = prove
 (`!d x n m w. d + n = x + m * bitval w /\ d < m /\ x < m
               ==> (w <=> x < n) /\
                   (if w then x else d) = (if n <= x then x - n else x)`,
  REPEAT GEN_TAC THEN STRIP_TAC THEN
  SUBGOAL_THEN `w <=> x < n` ASSUME_TAC THENL
   [MP_TAC(SPECL [`d:num`;`x:num`;`n:num`;`m:num`;`F`;`w:bool`]
     BORROW_COMPARE) THEN ASM_REWRITE_TAC[BITVAL_CLAUSES; ADD_CLAUSES];
    FIRST_X_ASSUM(fun th -> REWRITE_TAC[th] THEN MP_TAC th) THEN
    UNDISCH_TAC `d + n = x + m * bitval w` THEN
    ASM_CASES_TAC `w:bool` THEN
    ASM_REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES] THEN
    ASM_CASES_TAC `x < n` THEN ASM_REWRITE_TAC[GSYM NOT_LT] THEN ARITH_TAC]);;

(* The same for x with one bit h above its limbs, below 2 * n: the difference is
   chosen if h is set or nothing was borrowed, and the result is below n. *)

let SUBTRACT_BORROW_HIGH = prove
 (`!d x n m h w. d + n = x + m * bitval w /\ d < m /\ x < m /\ n <= m /\
                 m * bitval h + x < 2 * n
                 ==> (if h \/ ~w then d else x) = (m * bitval h + x) MOD n /\
                     (h ==> w)`,
  REPEAT GEN_TAC THEN ASM_CASES_TAC `h:bool` THEN ASM_CASES_TAC `w:bool` THEN
  ASM_REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES; ADD_CLAUSES] THEN
  STRIP_TAC THENL
   [CONV_TAC SYM_CONV THEN MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `1` THEN
    ASM_ARITH_TAC;
    MATCH_MP_TAC(TAUT `F ==> p`) THEN ASM_ARITH_TAC;
    CONV_TAC SYM_CONV THEN MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC;
    CONV_TAC SYM_CONV THEN MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `1` THEN
    ASM_ARITH_TAC]);;

(* ------------------------------------------------------------------------- *)
(* Montgomery reduction (Montgomery 1985): z + q * n = b * r, b = 2^(64 k).  *)
(* ------------------------------------------------------------------------- *)

let MONTGOMERY_CONG = prove
 (`!z q n b r. z + q * n = b * r ==> (b * r == z) (mod n)`,
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN
  REWRITE_TAC[num_congruent] THEN REWRITE_TAC[GSYM INT_OF_NUM_CLAUSES] THEN
  INTEGER_TAC);;

(* From z below b * n to below 2 * n. *)

let MONTGOMERY_BOUND = prove
 (`!z q n b r. z + q * n = b * r /\ q < b /\ z < b * n ==> r < 2 * n`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `b * r < b * (2 * n)` MP_TAC THENL
   [SUBGOAL_THEN `q * n <= b * n` MP_TAC THENL
     [REWRITE_TAC[LE_MULT_RCANCEL] THEN ASM_ARITH_TAC; ASM_ARITH_TAC];
    SIMP_TAC[LT_MULT_LCANCEL]]);;

(* Almost Montgomery: from z below b * b to below b + n, whatever n; after one
   subtraction of n, where that is called for, to below b. *)

let ALMOST_MONTGOMERY_BOUND = prove
 (`!z q n b r. z + q * n = b * r /\ q < b /\ z < b * b ==> r < b + n`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `b * r < b * (b + n)` MP_TAC THENL
   [SUBGOAL_THEN `q * n <= b * n` MP_TAC THENL
     [REWRITE_TAC[LE_MULT_RCANCEL] THEN ASM_ARITH_TAC; ASM_ARITH_TAC];
    SIMP_TAC[LT_MULT_LCANCEL]]);;

let ALMOST_SUBTRACT = prove
 (`!r b n. r < b + n /\ n <= b
           ==> (if b <= r then r - n else r) < b /\
               ((if b <= r then r - n else r) == r) (mod n)`,
  REPEAT GEN_TAC THEN STRIP_TAC THEN COND_CASES_TAC THEN
  REWRITE_TAC[num_congruent; GSYM INT_OF_NUM_CLAUSES] THENL
   [CONJ_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    SUBGOAL_THEN `?s. r:num = s + n` (CHOOSE_THEN SUBST1_TAC) THENL
     [EXISTS_TAC `r - n` THEN ASM_ARITH_TAC; REWRITE_TAC[ADD_SUB]];
    CONJ_TAC THENL [ASM_ARITH_TAC; ALL_TAC]] THEN
  REWRITE_TAC[GSYM INT_OF_NUM_CLAUSES] THEN INTEGER_TAC);;

(* One word of reduction: q = low limb times -1/n clears the low limb. *)

let QUOTIENT_DIGIT = prove
 (`!z w n b. ~(b = 0) /\ (w * n + 1 == 0) (mod b)
             ==> (z + ((z * w) MOD b) * n == 0) (mod b)`,
  REPEAT STRIP_TAC THEN MP_TAC(SPECL [`z * w:num`; `b:num`] DIVISION) THEN
  ASM_REWRITE_TAC[] THEN
  SPEC_TAC(`(z * w) MOD b`,`r:num`) THEN SPEC_TAC(`(z * w) DIV b`,`k:num`) THEN
  REPEAT GEN_TAC THEN DISCH_THEN(MP_TAC o CONJUNCT1) THEN
  UNDISCH_TAC `(w * n + 1 == 0) (mod b)` THEN
  REWRITE_TAC[num_congruent; int_congruent; GSYM INT_OF_NUM_CLAUSES] THEN
  DISCH_THEN(X_CHOOSE_TAC `d:int`) THEN DISCH_TAC THEN
  EXISTS_TAC `&z * d - &k * &n:int` THEN
  MAP_EVERY (MP_TAC o ASSUME)
   [`(&w * &n + &1) - &0:int = &b * d`; `&z * &w:int = &k * &b + &r`] THEN
  CONV_TAC INT_RING);;

(* What is congruent modulo n and cancels b is congruent. *)

let MONTGOMERY_UNIQUE = prove
 (`!b n r s. coprime(b,n) /\ (b * r == b * s) (mod n) ==> (r == s) (mod n)`,
  NUMBER_TAC);;
