(* Strips of twelve columns, as montgomery_reduce_narrow goes through them: what its rows
   sum up are columns of products, and the digits that it leaves on the way are those of
   reduce29.ml. Independent of the machine: contents are functions from limbs to words. *)

needs "columns29.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* Rows are columns of a product.                                            *)
(* ------------------------------------------------------------------------- *)

let DOTS_IS = prove
 (`(!i. i < k ==> word32 W (a' + i) = x(a + i)) ==> dots (word32 W) y a' c k = dots x y a c k`,
  SPEC_TAC(`k:num`,`k:num`) THEN INDUCT_TAC THEN REWRITE_TAC[dots] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `k < SUC k`; ARITH_RULE `i < k ==> i < SUC k`]);;
let DOTS_SPLIT = prove
 (`!k. dots x y a c (i + k) = dots x y a c i + dots x y (a + i) (c - i) k`,
  INDUCT_TAC THEN ASM_REWRITE_TAC[ADD_CLAUSES; dots; INT_ADD_RID; ARITH_RULE `c - i - k = c - (i + k):num`] THEN
  REWRITE_TAC[GSYM ADD_ASSOC; INT_ADD_ASSOC]);;
let DOTS_ZERO = prove
 (`!k. (!i. i < k ==> y(c - i) = &0) ==> dots x y a c k = &0`,
  INDUCT_TAC THEN REWRITE_TAC[dots] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `k < SUC k`; ARITH_RULE `i < k ==> i < SUC k`; INT_MUL_RZERO; INT_ADD_RID]);;
(* Column c, of whose rows those below d give nothing. *)
let DOTS_COLUMN = prove
 (`(!i. i < d ==> moved i n c = &0)
   ==> !k. (!i. i < k ==> y(e - i) = moved (d + i) n c) ==> dots x y d e k = column x n (d + k) c`,
  DISCH_TAC THEN
  SUBGOAL_THEN `column x n d c = &0` ASSUME_TAC THENL
   [POP_ASSUM MP_TAC THEN SPEC_TAC(`d:num`,`d:num`) THEN INDUCT_TAC THEN REWRITE_TAC[column] THEN DISCH_TAC THEN
    ASM_SIMP_TAC[ARITH_RULE `k < SUC k`; ARITH_RULE `i < k ==> i < SUC k`; INT_MUL_RZERO; INT_ADD_RID]; ALL_TAC] THEN
  INDUCT_TAC THEN ASM_REWRITE_TAC[dots; ADD_CLAUSES; column] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `k < SUC k`; ARITH_RULE `i < k ==> i < SUC k`]);;
let COLUMN_MORE = prove
 (`(!i. k <= i ==> moved i n c = &0) ==> !m. column x n (k + m) c = column x n k c`,
  DISCH_TAC THEN INDUCT_TAC THEN ASM_REWRITE_TAC[ADD_CLAUSES; column] THEN
  ASM_SIMP_TAC[LE_ADD; INT_MUL_RZERO; INT_ADD_RID]);;

(* The words of n' and of n, l digits each, with zeros around them. *)
let modulus_words = new_definition
 `modulus_words l (p:num->int) n y <=>
    (!i. i < 12 ==> y i = &0) /\ (!i. i < l ==> y(12 + i) = p i) /\ (!i. i < 4 ==> y(12 + l + i) = &0) /\
    (!i. i < l ==> y(16 + l + i) = n i) /\ (!i. i < 12 ==> y(16 + 2 * l + i) = &0) /\
    digits29 l p /\ digits29 l n`;;
(* Below the first digit are zeros, and above the last. *)
let LOWER_WORD = prove
 (`modulus_words l p n y /\ c < l ==> !i. i < 12 + c ==> y((12 + c) - i) = moved i p c`,
  REWRITE_TAC[modulus_words; moved] THEN REPEAT STRIP_TAC THEN COND_CASES_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC;
    SUBGOAL_THEN `(12 + c) - i = 12 + (c - i)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC]);;
let UPPER_WORD = prove
 (`modulus_words l p n y
   ==> !i c. i <= c + 4 /\ c < l + 12 + i ==> y((16 + l + c) - i) = moved i n c`,
  REWRITE_TAC[modulus_words; moved; digits29] THEN REPEAT STRIP_TAC THEN COND_CASES_TAC THENL
   [SUBGOAL_THEN `(16 + l + c) - i = 12 + l + ((4 + c) - i)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_CASES_TAC `l <= c - i:num` THEN ASM_SIMP_TAC[] THENL
   [SUBGOAL_THEN `(16 + l + c) - i = 16 + 2 * l + ((c - i) - l)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC];
    SUBGOAL_THEN `(16 + l + c) - i = 16 + l + (c - i)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC]] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* The columns of all strips: column 12 v + j is column j of strip v.        *)
(* ------------------------------------------------------------------------- *)

(* Those of t * n' start before its first, so that the last strip ends with column l - 1. *)
let lower_columns = new_definition
 `lower_columns h b t p = moved (12 - 2 * b) (column t p (2 * h))`;;
let upper_columns = new_definition
 `upper_columns h q n i = column q n (2 * h) (2 * h + i)`;;

let LOWER_STRIP = prove
 (`modulus_words (2 * h) p n y /\ 2 * h = 12 * m + 2 * b /\ 0 < b /\ b <= 6 /\ v <= m /\ j < 12
   ==> dots t y 0 (2 * (b + 6 * v) + j) (2 * (b + 6 * v)) = lower_columns h b t p (12 * v + j)`,
  STRIP_TAC THEN REWRITE_TAC[lower_columns] THEN
  GEN_REWRITE_TAC RAND_CONV [moved] THEN COND_CASES_TAC THENL
   [MATCH_MP_TAC DOTS_ZERO THEN REPEAT STRIP_TAC THEN
    UNDISCH_TAC `modulus_words (2 * h) p n y` THEN REWRITE_TAC[modulus_words] THEN STRIP_TAC THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  ABBREV_TAC `c = (12 * v + j) - (12 - 2 * b)` THEN
  SUBGOAL_THEN `2 * (b + 6 * v) + j = 12 + c /\ c < 2 * (b + 6 * v) /\ 2 * (b + 6 * v) <= 2 * h` STRIP_ASSUME_TAC THENL
   [EXPAND_TAC "c" THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `column t p (2 * h) c = column t p (0 + 2 * (b + 6 * v)) c` SUBST1_TAC THENL
   [SUBGOAL_THEN `2 * h = 2 * (b + 6 * v) + (2 * h - 2 * (b + 6 * v))` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[ADD_CLAUSES] THEN
    MATCH_MP_TAC(SPEC_ALL(REWRITE_RULE[RIGHT_IMP_FORALL_THM] COLUMN_MORE)) THEN
    REPEAT STRIP_TAC THEN REWRITE_TAC[moved] THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_REWRITE_TAC[] THEN
  MATCH_MP_TAC(SPEC_ALL(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] DOTS_COLUMN)) THEN
  REWRITE_TAC[CONJUNCT1 LT; ADD_CLAUSES] THEN REPEAT STRIP_TAC THEN
  MATCH_MP_TAC(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] (INST [`2 * h`,`l:num`] LOWER_WORD)) THEN
  ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let UPPER_STRIP = prove
 (`modulus_words (2 * h) p n y /\ 2 * h = 12 * m + 2 * b /\ 0 < b /\ b <= 6 /\ v <= m /\ j < 12
   ==> dots q y (12 * v) (2 * (8 + 2 * h) + j) (2 * (h - 6 * v)) = upper_columns h q n (12 * v + j)`,
  STRIP_TAC THEN REWRITE_TAC[upper_columns] THEN
  SUBGOAL_THEN `column q n (2 * h) (2 * h + 12 * v + j) = column q n (12 * v + 2 * (h - 6 * v)) (2 * h + 12 * v + j)` SUBST1_TAC THENL
   [AP_THM_TAC THEN AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC(SPEC_ALL(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] DOTS_COLUMN)) THEN
  CONJ_TAC THENL
   [REPEAT STRIP_TAC THEN REWRITE_TAC[moved] THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN
    UNDISCH_TAC `modulus_words (2 * h) p n y` THEN REWRITE_TAC[modulus_words; digits29] THEN STRIP_TAC THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `(2 * (8 + 2 * h) + j) - i = (16 + 2 * h + 2 * h + 12 * v + j) - (12 * v + i)` SUBST1_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] UPPER_WORD) THEN
  ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Columns l - 2 and l - 1, four rows a turn.                                *)
(* ------------------------------------------------------------------------- *)

let FOURS = prove
 (`2 * h <= 4 * ((2 * h + 3) DIV 4) /\ 4 * ((2 * h + 3) DIV 4) <= 2 * h + 2`,
  SUBGOAL_THEN `?d. h = 2 * d \/ h = 2 * d + 1` (CHOOSE_THEN(DISJ_CASES_THEN SUBST1_TAC)) THENL
   [MESON_TAC[EVEN_OR_ODD; EVEN_EXISTS; ODD_EXISTS; ADD1];
    SUBGOAL_THEN `(2 * 2 * d + 3) DIV 4 = d` SUBST1_TAC THENL
     [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `3`; ALL_TAC];
    SUBGOAL_THEN `(2 * (2 * d + 1) + 3) DIV 4 = d + 1` SUBST1_TAC THENL
     [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `1`; ALL_TAC]] THEN ARITH_TAC);;
let TWO_WORD = prove
 (`modulus_words (2 * h) p n y /\ j < 2 /\ 0 < h /\ i < 2 * h + 2
   ==> y((2 * (7 + 2 * h) + j) - i) = moved i n ((2 * h - 2) + j)`,
  STRIP_TAC THEN
  SUBGOAL_THEN `(2 * (7 + 2 * h) + j) - i = (16 + 2 * h + (2 * h - 2) + j) - i` SUBST1_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] UPPER_WORD) THEN
  ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let TWO_NEXT = prove
 (`modulus_words (2 * h) p n y /\ i < (2 * h + 3) DIV 4 /\ j < 2 /\ 0 < h /\
   (!e. e < 4 /\ 4 * i + e < 2 * h ==> x e = q(4 * i + e))
   ==> dots q y 0 (2 * (7 + 2 * h) + j) (4 * (i + 1)) = dots q y 0 (2 * (7 + 2 * h) + j) (4 * i) +
         x 0 * y((2 * (7 + 2 * h) + j) - 4 * i) + x 1 * y((2 * (7 + 2 * h) + j) - (4 * i + 1)) +
         x 2 * y((2 * (7 + 2 * h) + j) - (4 * i + 2)) + x 3 * y((2 * (7 + 2 * h) + j) - (4 * i + 3))`,
  STRIP_TAC THEN STRIP_ASSUME_TAC FOURS THEN
  SUBGOAL_THEN `4 * i + 4 <= 2 * h + 2` ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `!e. e < 4 ==> q(4 * i + e) * y((2 * (7 + 2 * h) + j) - (4 * i + e)) =
     x e * y((2 * (7 + 2 * h) + j) - (4 * i + e)):int` MP_TAC THENL
   [REPEAT STRIP_TAC THEN ASM_CASES_TAC `4 * i + e < 2 * h` THEN ASM_SIMP_TAC[] THEN
    SUBGOAL_THEN `y((2 * (7 + 2 * h) + j) - (4 * i + e)):int = &0`
     (fun th -> REWRITE_TAC[th; INT_MUL_RZERO]) THEN
    MP_TAC(INST [`4 * i + e`,`i:num`] TWO_WORD) THEN ASM_REWRITE_TAC[] THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
    REWRITE_TAC[moved] THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  DISCH_THEN(fun th -> MP_TAC(end_itlist CONJ (map (fun e ->
    CONV_RULE NUM_REDUCE_CONV (SPEC (mk_small_numeral e) th)) (0--3)))) THEN
  REWRITE_TAC[DOTS_FOUR; ADD_CLAUSES] THEN INT_ARITH_TAC);;
let TWO_END = prove
 (`modulus_words (2 * h) p n y /\ j < 2 /\ 0 < h
   ==> dots q y 0 (2 * (7 + 2 * h) + j) (4 * ((2 * h + 3) DIV 4)) = column q n (2 * h) ((2 * h - 2) + j)`,
  STRIP_TAC THEN STRIP_ASSUME_TAC FOURS THEN
  SUBGOAL_THEN `column q n (2 * h) ((2 * h - 2) + j) = column q n (0 + 4 * ((2 * h + 3) DIV 4)) ((2 * h - 2) + j)` SUBST1_TAC THENL
   [SUBGOAL_THEN `0 + 4 * ((2 * h + 3) DIV 4) = 2 * h + (4 * ((2 * h + 3) DIV 4) - 2 * h)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    CONV_TAC SYM_CONV THEN
    MATCH_MP_TAC(SPEC_ALL(REWRITE_RULE[RIGHT_IMP_FORALL_THM] COLUMN_MORE)) THEN
    REPEAT STRIP_TAC THEN REWRITE_TAC[moved] THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC(SPEC_ALL(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] DOTS_COLUMN)) THEN
  REWRITE_TAC[CONJUNCT1 LT; ADD_CLAUSES] THEN REPEAT STRIP_TAC THEN
  MATCH_MP_TAC TWO_WORD THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Digits that strips leave.                                                 *)
(* ------------------------------------------------------------------------- *)

(* Before strip v the columns of the one before it wait at limb f; those below are
   digits, in the limbs from u on. *)
let strips_done = new_definition
 `strips_done digit (W:num->int64) u f P hh v <=>
    (!j. j < 6 * (v - 1) ==> W(u + j) = join32 (iword(digit P hh (2 * j + 1))) (iword(digit P hh (2 * j)))) /\
    pending_columns W f (if v = 0 then 0 else 6) P hh (12 * (v - 1))`;;

(* What is known of the limbs of W that hold digits. *)
let digits_of w = check (fun th -> free_in w (concl th) && can (find_term ((=) `join32`)) (concl th));;
let DIGITS_NONE = prove
 (`digits_made digit W W u 0 P hh q`,
  REWRITE_TAC[digits_made; CONJUNCT1 LT]);;
let DIGITS_MORE = prove
 (`digits_made digit W' W u i P hh q /\ digits_made digit W'' W' (u + i) k P hh (q + 2 * i)
   ==> digits_made digit W'' W u (i + k) P hh q`,
  REWRITE_TAC[digits_made] THEN STRIP_TAC THEN CONJ_TAC THEN X_GEN_TAC `j:num` THEN DISCH_TAC THENL
   [ASM_CASES_TAC `j < i:num` THENL
     [SUBGOAL_THEN `(W'':num->int64)(u + j) = W'(u + j)` SUBST1_TAC THENL
       [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ASM_SIMP_TAC[]];
      FIRST_X_ASSUM(MP_TAC o SPEC `j - i:num` o digits_of `W'':num->int64`) THEN ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
      SUBGOAL_THEN `(u + i) + j - i = u + j /\ (q + 2 * i) + 2 * (j - i) + 1 = q + 2 * j + 1 /\
        (q + 2 * i) + 2 * (j - i) = q + 2 * j` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC];
    SUBGOAL_THEN `(W'':num->int64) j = W' j` SUBST1_TAC THENL
     [FIRST_X_ASSUM MATCH_MP_TAC THEN X_GEN_TAC `e:num` THEN DISCH_TAC THEN
      FIRST_X_ASSUM(MP_TAC o SPEC `i + e:num`) THEN ASM_REWRITE_TAC[LT_ADD_LCANCEL; ADD_ASSOC];
      FIRST_X_ASSUM MATCH_MP_TAC THEN X_GEN_TAC `e:num` THEN DISCH_TAC THEN
      FIRST_X_ASSUM(MP_TAC o SPEC `e:num`) THEN ANTS_TAC THEN ASM_SIMP_TAC[] THEN ASM_ARITH_TAC]]);;
let PENDING_LEFT = prove
 (`pending_columns W f p P hh q /\ digits_made digit W' W u i P hh q /\ i <= p /\
   (!a j. a < p /\ j < 2 * p ==> ~(u + a = f + j))
   ==> pending_columns W' (f + 2 * i) (p - i) P hh (q + 2 * i)`,
  REWRITE_TAC[pending_columns; digits_made; GSYM ADD_ASSOC] THEN STRIP_TAC THEN
  X_GEN_TAC `j:num` THEN DISCH_TAC THEN
  SUBGOAL_THEN `(W':num->int64)(f + 2 * i + j) = W(f + 2 * i + j)` SUBST1_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN X_GEN_TAC `a:num` THEN DISCH_TAC THEN
    FIRST_X_ASSUM(MP_TAC o SPECL [`a:num`; `2 * i + j`]) THEN
    ANTS_TAC THEN ASM_ARITH_TAC;
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC]);;
let WORDS_KEPT = prove
 (`digits_made digit W' W u i P hh q /\ (!a. a < i ==> ~(u + a = j DIV 2)) ==> word32 W' j = word32 W j`,
  REWRITE_TAC[digits_made; word32] THEN STRIP_TAC THEN
  SUBGOAL_THEN `(W':num->int64)(j DIV 2) = W(j DIV 2)` SUBST1_TAC THEN REWRITE_TAC[] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_MESON_TAC[]);;

let STRIPS_START = prove
 (`strips_done digit W u f P hh 0`,
  REWRITE_TAC[strips_done; pending_columns; SUB_0; MULT_CLAUSES; CONJUNCT1 LT; ARITH_RULE `0 - 1 = 0`]);;
let STRIPS_NEXT = prove
 (`strips_done digit W u f P hh v /\
   digits_made digit W' W (u + 6 * (v - 1)) (if v = 0 then 0 else 6) P hh (12 * (v - 1)) /\
   (!j. j < 12 ==> W''(f + j) = iword(P(12 * v + j))) /\ (!j. j < f ==> W'' j = W' j) /\
   u + 6 * v <= f /\ (!j. abs(P j + carries P hh j) < &2 pow 63)
   ==> strips_done digit W'' u f P hh (v + 1)`,
  REWRITE_TAC[strips_done; pending_columns; digits_made; ADD_SUB; ARITH_RULE `~(v + 1 = 0)`] THEN
  ONCE_REWRITE_TAC[ARITH_RULE `2 * 6 = 12`] THEN STRIP_TAC THEN ASM_SIMP_TAC[] THEN
  X_GEN_TAC `j:num` THEN DISCH_TAC THEN
  SUBGOAL_THEN `(W'':num->int64)(u + j) = W'(u + j)` SUBST1_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_CASES_TAC `j < 6 * (v - 1)` THENL
   [SUBGOAL_THEN `(W':num->int64)(u + j) = W(u + j)` SUBST1_TAC THENL
     [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ASM_SIMP_TAC[]]; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `j - 6 * (v - 1)` o digits_of `W':num->int64`) THEN ANTS_TAC THENL
   [COND_CASES_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(u + 6 * (v - 1)) + j - 6 * (v - 1) = u + j /\ 12 * (v - 1) + 2 * (j - 6 * (v - 1)) + 1 = 2 * j + 1 /\
    12 * (v - 1) + 2 * (j - 6 * (v - 1)) = 2 * j` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC);;
(* After the last strip, and its digits. *)
let STRIPS_END = prove
 (`strips_done digit W u f P hh (m + 1) /\ digits_made digit W' W (u + 6 * m) 6 P hh (12 * m)
   ==> !j. j < 6 * (m + 1) ==> W'(u + j) = join32 (iword(digit P hh (2 * j + 1))) (iword(digit P hh (2 * j)))`,
  REWRITE_TAC[strips_done; digits_made; ADD_SUB] THEN STRIP_TAC THEN X_GEN_TAC `j:num` THEN DISCH_TAC THEN
  ASM_CASES_TAC `j < 6 * m` THENL
   [SUBGOAL_THEN `(W':num->int64)(u + j) = W(u + j)` SUBST1_TAC THENL
     [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ASM_SIMP_TAC[]]; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `j - 6 * m` o digits_of `W':num->int64`) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(u + 6 * m) + j - 6 * m = u + j /\ 12 * m + 2 * (j - 6 * m) + 1 = 2 * j + 1 /\
    12 * m + 2 * (j - 6 * m) = 2 * j` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* No column overflows.                                                      *)
(* ------------------------------------------------------------------------- *)

let PASS_BOUND = prove
 (`(!i. abs(P i) <= &127 * &2 pow 56) /\ abs(hh) <= &2 pow 36 ==> !i. abs(P i + carries P hh i) < &2 pow 63`,
  REPEAT STRIP_TAC THEN
  MP_TAC(SPEC `i:num` (MATCH_MP (INST [`P:num->int`,`K:num->int`; `hh:int`,`h:int`; `i:num`,`n:num`] CARRIES_BOUND)
    (CONJ (ASSUME `abs(hh:int) <= &2 pow 36`) (prove(mk_imp(`!i. abs(P(i:num):int) <= &127 * &2 pow 56`,
      `!j. j < i ==> abs(P(j:num):int) <= &127 * &2 pow 56`),MESON_TAC[]) |> UNDISCH)))) THEN
  REWRITE_TAC[LE_REFL] THEN FIRST_X_ASSUM(MP_TAC o SPEC `i:num`) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let COLUMN_LIMIT = prove
 (`digits29 (2 * h) x /\ digits29 (2 * h) y /\ 0 < h /\ h <= 62 ==> !c. abs(column x y (2 * h) c) <= &127 * &2 pow 56`,
  REPEAT STRIP_TAC THEN
  MP_TAC(SPEC `c:num` (MATCH_MP (INST [`2 * h`,`l:num`] COLUMN_BOUND) (end_itlist CONJ
    [ASSUME `digits29 (2 * h) x`; ASSUME `digits29 (2 * h) y`; UNDISCH(ARITH_RULE `0 < h ==> 0 < 2 * h`)]))) THEN
  SUBGOAL_THEN `&(2 * h + 3):int <= &127` MP_TAC THENL
   [REWRITE_TAC[INT_OF_NUM_LE] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let LOWER_BOUND = prove
 (`digits29 (2 * h) t /\ digits29 (2 * h) p /\ 0 < h /\ h <= 62
   ==> !j. abs(lower_columns h b t p j + carries (lower_columns h b t p) (&0) j) < &2 pow 63`,
  STRIP_TAC THEN MATCH_MP_TAC PASS_BOUND THEN CONJ_TAC THENL
   [ALL_TAC; CONV_TAC INT_REDUCE_CONV] THEN
  GEN_TAC THEN REWRITE_TAC[lower_columns] THEN ONCE_REWRITE_TAC[moved] THEN COND_CASES_TAC THENL
   [CONV_TAC INT_REDUCE_CONV; MATCH_MP_TAC(SPEC_ALL(REWRITE_RULE[RIGHT_IMP_FORALL_THM] COLUMN_LIMIT)) THEN ASM_REWRITE_TAC[]]);;
let BELOW_BOUND = prove
 (`digits29 (2 * h) t /\ digits29 (2 * h) n /\ 0 < h /\ h <= 62
   ==> !c. abs(below29 (2 * h) t p n c) <= &127 * &2 pow 56 + &2 pow 29`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[below29] THEN
  MP_TAC(SPEC `c:num` (MATCH_MP (INST [`quotient29 (2 * h) t p`,`x:num->int`; `n:num->int`,`y:num->int`] COLUMN_LIMIT)
    (end_itlist CONJ [prove(mk_imp(`0 < h`,`digits29 (2 * h) (quotient29 (2 * h) t p)`),
       REWRITE_TAC[quotient29] THEN DISCH_TAC THEN MATCH_MP_TAC TOPPED_DIGITS THEN ASM_ARITH_TAC) |> UNDISCH;
      ASSUME `digits29 (2 * h) n`; ASSUME `0 < h`; ASSUME `h <= 62`]))) THEN
  MP_TAC(SPEC `c:num` (MATCH_MP DIGITS_AT (ASSUME `digits29 (2 * h) t`))) THEN
  COND_CASES_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let CARRY_LIMIT = prove
 (`digits29 (2 * h) t /\ digits29 (2 * h) n /\ 0 < h /\ h <= 62 ==> abs(carry29 (2 * h) t p n) <= &2 pow 36`,
  STRIP_TAC THEN REWRITE_TAC[carry29] THEN
  MP_TAC(MATCH_MP BELOW_BOUND (end_itlist CONJ (map ASSUME
    [`digits29 (2 * h) t`; `digits29 (2 * h) n`; `0 < h`; `h <= 62`]))) THEN
  DISCH_THEN(fun th -> MP_TAC(SPEC `2 * h - 2` th) THEN MP_TAC(SPEC `2 * h - 1` th)) THEN
  SPEC_TAC(`below29 (2 * h) t p n (2 * h - 1)`,`y:int`) THEN SPEC_TAC(`below29 (2 * h) t p n (2 * h - 2)`,`x:int`) THEN
  REPEAT GEN_TAC THEN MP_TAC(SPECL [`y + x div &2 pow 29 + &2 pow 28`; `(&2 pow 29):int`] INT_DIVISION) THEN
  MP_TAC(SPECL [`x:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let QUOTIENT_DIGITS = prove
 (`0 < h ==> digits29 (2 * h) (quotient29 (2 * h) t p)`,
  REWRITE_TAC[quotient29] THEN DISCH_TAC THEN MATCH_MP_TAC TOPPED_DIGITS THEN ASM_ARITH_TAC);;
let UPPER_BOUND = prove
 (`digits29 (2 * h) t /\ digits29 (2 * h) n /\ 0 < h /\ h <= 62
   ==> !j. abs(upper_columns h (quotient29 (2 * h) t p) n j +
               carries (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) j) < &2 pow 63`,
  STRIP_TAC THEN MATCH_MP_TAC PASS_BOUND THEN ASM_SIMP_TAC[CARRY_LIMIT] THEN
  GEN_TAC THEN REWRITE_TAC[upper_columns] THEN
  MATCH_MP_TAC(SPEC_ALL(REWRITE_RULE[RIGHT_IMP_FORALL_THM] COLUMN_LIMIT)) THEN ASM_SIMP_TAC[QUOTIENT_DIGITS]);;
(* What columns l - 2 and l - 1 carry, as it is computed. *)
let HIGH = prove
 (`digits29 (2 * h) t /\ digits29 (2 * h) n /\ 0 < h /\ h <= 62
   ==> word_ishr (word_add (word_add
         (word_add (iword(column (quotient29 (2 * h) t p) n (2 * h) (2 * h - 1))) (iword(t(2 * h - 1))))
         (word_ishr (word_add (iword(column (quotient29 (2 * h) t p) n (2 * h) (2 * h - 2))) (iword(t(2 * h - 2)))) 29))
         (word 268435456)) 29 = iword(carry29 (2 * h) t p n):int64`,
  STRIP_TAC THEN
  MP_TAC(MATCH_MP BELOW_BOUND (end_itlist CONJ (map ASSUME
    [`digits29 (2 * h) t`; `digits29 (2 * h) n`; `0 < h`; `h <= 62`]))) THEN
  DISCH_THEN(fun th -> MP_TAC(SPEC `2 * h - 2` th) THEN MP_TAC(SPEC `2 * h - 1` th)) THEN
  REWRITE_TAC[carry29; GSYM IWORD_INT_ADD] THEN
  REWRITE_TAC[prove(`column (quotient29 l t p) n l c + t c = below29 l t p n c`,REWRITE_TAC[below29] THEN INT_ARITH_TAC)] THEN
  SPEC_TAC(`below29 (2 * h) t p n (2 * h - 1)`,`y:int`) THEN SPEC_TAC(`below29 (2 * h) t p n (2 * h - 2)`,`x:int`) THEN
  REPEAT GEN_TAC THEN DISCH_TAC THEN DISCH_TAC THEN
  SUBGOAL_THEN `abs(x) < (&2:int) pow 63` (fun th -> REWRITE_TAC[MATCH_MP CARRY_WORD th]) THENL
   [POP_ASSUM MP_TAC THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[WORD_IWORD; GSYM IWORD_INT_ADD] THEN
  SUBGOAL_THEN `(y + x div &2 pow 29) + &268435456 = y + x div &2 pow 29 + &2 pow 28` SUBST1_TAC THENL
   [CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC CARRY_WORD THEN
  MP_TAC(SPECL [`x:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

prioritize_num();;
