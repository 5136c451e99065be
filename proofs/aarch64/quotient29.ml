(* The digits of montgomery_reduce_narrow: those of z in their places, what its two loops over
   strips and the two columns between them keep true, and that they leave the quotient and
   the gain of reduce29.ml. Independent of the machine. *)

needs "strips29.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* The digits of z, and of the quotient: those of columns moved up.          *)
(* ------------------------------------------------------------------------- *)

let BELOW_MOVED = prove
 (`!i. i <= e ==> carries (moved e K) (&0) i = &0 /\ borrowed (moved e K) (&0) i = &0`,
  INDUCT_TAC THEN REWRITE_TAC[carries; borrowed] THEN DISCH_TAC THEN
  FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN ANTS_TAC THENL [ASM_ARITH_TAC; STRIP_TAC] THEN
  ASM_REWRITE_TAC[unsigned_digit] THEN
  SUBGOAL_THEN `moved e K i = &0` SUBST1_TAC THENL
   [REWRITE_TAC[moved] THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC; CONV_TAC INT_REDUCE_CONV]);;
let MOVED_UP = prove
 (`!i. moved e K (e + i) = K i`,
  REWRITE_TAC[moved; ADD_SUB2; ARITH_RULE `~(e + i < e:num)`]);;
let CARRIES_MOVED = prove
 (`!i. carries (moved e K) (&0) (e + i) = carries K (&0) i`,
  INDUCT_TAC THEN REWRITE_TAC[ADD_CLAUSES; carries] THENL
   [SIMP_TAC[BELOW_MOVED; LE_REFL]; ASM_REWRITE_TAC[MOVED_UP]]);;
let UNSIGNED_MOVED = prove
 (`!i. unsigned_digit (moved e K) (&0) (e + i) = unsigned_digit K (&0) i`,
  REWRITE_TAC[unsigned_digit; CARRIES_MOVED; MOVED_UP]);;
let BORROWED_MOVED = prove
 (`!i. borrowed (moved e K) (&0) (e + i) = borrowed K (&0) i`,
  INDUCT_TAC THEN REWRITE_TAC[ADD_CLAUSES; borrowed] THENL
   [SIMP_TAC[BELOW_MOVED; LE_REFL]; REWRITE_TAC[UNSIGNED_MOVED]]);;
let SIGNED_MOVED = prove
 (`!i. signed_digit (moved e K) (&0) (e + i) = signed_digit K (&0) i`,
  GEN_TAC THEN REWRITE_TAC[signed_digit; UNSIGNED_MOVED; BORROWED_MOVED; GSYM ADD_SUC]);;
let TOPPED_MOVED = prove
 (`!i. topped_digit (e + l) (moved e K) (&0) (e + i) = topped_digit l K (&0) i`,
  GEN_TAC THEN REWRITE_TAC[topped_digit; LE_ADD_LCANCEL; GSYM ADD_ASSOC; EQ_ADD_LCANCEL] THEN
  REWRITE_TAC[UNSIGNED_MOVED; BORROWED_MOVED; SIGNED_MOVED]);;
let PLAIN_MOVED = prove
 (`plain29 (2 EXP (29 * r) * t) = moved r (plain29 t)`,
  REWRITE_TAC[FUN_EQ_THM; moved] THEN X_GEN_TAC `i:num` THEN COND_CASES_TAC THEN REWRITE_TAC[plain29] THENL
   [SUBGOAL_THEN `29 * r = 29 * i + 29 + 29 * (r - i - 1)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[EXP_ADD; GSYM MULT_ASSOC] THEN SIMP_TAC[DIV_MULT; EXP_EQ_0; ARITH_EQ; MOD_MULT];
    SUBGOAL_THEN `29 * i = 29 * r + 29 * (i - r)` SUBST1_TAC THENL [ASM_ARITH_TAC; REWRITE_TAC[SHIFTED]]]);;
let Z_DIGITS = prove
 (`8 * (28 - c) + 64 * k = 29 * 8 * g /\ s + 64 * k = 29 * l /\ l <= 8 * g
   ==> topped_digit (8 * g) (plain29 (2 EXP (8 * (28 - c)) * z)) (&0) ((8 * g - l) + i) =
       topped_digit l (plain29 (2 EXP s * z)) (&0) i`,
  STRIP_TAC THEN SUBGOAL_THEN `8 * (28 - c) = 29 * (8 * g - l) + s` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[EXP_ADD; GSYM MULT_ASSOC; PLAIN_MOVED] THEN
  SUBGOAL_THEN `8 * g = (8 * g - l) + l` (fun th -> GEN_REWRITE_TAC (LAND_CONV o RATOR_CONV o RATOR_CONV o LAND_CONV) [th]) THENL
   [ASM_ARITH_TAC; REWRITE_TAC[TOPPED_MOVED]]);;
let Z_WORDS = prove
 (`8 * (28 - c) + 64 * k = 29 * 8 * g /\ s + 64 * k = 29 * 2 * h /\ 2 * h <= 8 * g /\
   (!j. j < 8 * g ==> word32 W (16 + j) = topped_digit (8 * g) (plain29 (2 EXP (8 * (28 - c)) * z)) (&0) j)
   ==> !i. i < 2 * h ==> word32 W (2 * ((8 + 4 * g) - h) + i) = topped_digit (2 * h) (plain29 (2 EXP s * z)) (&0) i`,
  REPEAT STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `(8 * g - 2 * h) + i` o check (is_forall o concl)) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `16 + (8 * g - 2 * h) + i = 2 * ((8 + 4 * g) - h) + i` SUBST1_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  MATCH_MP_TAC Z_DIGITS THEN ASM_REWRITE_TAC[]);;

(* ------------------------------------------------------------------------- *)
(* Digits in words.                                                          *)
(* ------------------------------------------------------------------------- *)

let MADE_WORDS = prove
 (`(!j. j < k ==> W(u + j) = join32 (iword(D(2 * j + 1))) (iword(D(2 * j)))) /\ (!i. abs(D i) <= &2 pow 29)
   ==> !i. i < 2 * k ==> word32 W (2 * u + i) = D i`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `?j. i = 2 * j \/ i = 2 * j + 1` (CHOOSE_THEN(DISJ_CASES_THEN SUBST_ALL_TAC)) THENL
   [MESON_TAC[EVEN_OR_ODD; EVEN_EXISTS; ODD_EXISTS; ADD1]; ALL_TAC; ALL_TAC] THEN
  REWRITE_TAC[ADD_ASSOC; GSYM LEFT_ADD_DISTRIB; WORD32_AT] THEN
  (SUBGOAL_THEN `(W:num->int64)(u + j) = join32 (iword(D(2 * j + 1))) (iword(D(2 * j)))` SUBST1_TAC THENL
    [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; REWRITE_TAC[LO32_JOIN; HI32_JOIN]]) THEN
  MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_32] THEN CONV_TAC NUM_REDUCE_CONV THENL
   [FIRST_X_ASSUM(MP_TAC o SPEC `2 * j` o check (fun th -> not(is_imp(snd(dest_forall(concl th))))));
    FIRST_X_ASSUM(MP_TAC o SPEC `2 * j + 1` o check (fun th -> not(is_imp(snd(dest_forall(concl th))))))] THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
(* Digits in limbs that stay. *)
let LIMBS_HELD = prove
 (`(!i. i < 2 * k ==> word32 W (2 * a + i) = x i) /\ (!j. j < k ==> W'(a + j) = W(a + j))
   ==> !i. i < 2 * k ==> word32 W' (2 * a + i) = x i`,
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM(fun th -> MP_TAC(SPEC `i:num` (check (can (find_term ((=) `word32`)) o concl) th))) THEN
  ASM_REWRITE_TAC[word32] THEN DISCH_THEN(SUBST1_TAC o SYM) THEN
  SUBGOAL_THEN `(2 * a + i) DIV 2 = a + i DIV 2` SUBST1_TAC THENL
   [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `i MOD 2` THEN MP_TAC(SPECL [`i:num`; `2`] DIVISION) THEN ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(W':num->int64)(a + i DIV 2) = W(a + i DIV 2)` SUBST1_TAC THEN REWRITE_TAC[] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN SIMP_TAC[RDIV_LT_EQ; ARITH_EQ] THEN ASM_REWRITE_TAC[]);;
let DIGITS_HELD = prove
 (`(!i. i < 2 * k ==> word32 W (2 * a + i) = x i) /\ digits_made digit W' W u i P hh q /\
   (!e j. e < i /\ j < k ==> ~(u + e = a + j))
   ==> !i. i < 2 * k ==> word32 W' (2 * a + i) = x i`,
  REPEAT STRIP_TAC THEN
  MATCH_MP_TAC(REWRITE_RULE[RIGHT_IMP_FORALL_THM; IMP_IMP] LIMBS_HELD) THEN ASM_REWRITE_TAC[] THEN
  UNDISCH_TAC `digits_made digit W' W u i P hh q` THEN REWRITE_TAC[digits_made] THEN
  DISCH_THEN(fun th -> REPEAT STRIP_TAC THEN MATCH_MP_TAC(CONJUNCT2 th)) THEN ASM_MESON_TAC[]);;

(* ------------------------------------------------------------------------- *)
(* The quotient: its top digit keeps what the next would gain.               *)
(* ------------------------------------------------------------------------- *)

let SIGNED_LIMIT = prove
 (`abs(signed_digit K h i) <= &2 pow 29`,
  MP_TAC(SPEC_ALL SIGNED_BOUND) THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let TOP_SIGNED = prove
 (`word_add (iword(signed_digit K hh q)) (word_shl (iword(borrowed K hh (q + 1))) 29):int64 =
   iword(unsigned_digit K hh q + borrowed K hh q)`,
  SUBGOAL_THEN `!x:int64. word_shl x 29 = word_mul (word 536870912) x` (fun th -> REWRITE_TAC[th]) THENL
   [CONV_TAC WORD_RULE; REWRITE_TAC[WORD_IWORD; GSYM IWORD_INT_MUL; GSYM IWORD_INT_ADD]] THEN
  AP_TERM_TAC THEN REWRITE_TAC[signed_digit; ADD1] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let QUOTIENT_BELOW = prove
 (`strips_done signed_digit W u f (lower_columns h b t p) (&0) (m + 1) /\
   2 * h = 12 * m + 2 * b /\ 0 < b /\ b <= 6 /\ u + 6 = a + b
   ==> !i. i < 2 * h - 12 ==> word32 W (2 * a + i) = quotient29 (2 * h) t p i`,
  REWRITE_TAC[strips_done; ADD_SUB] THEN REPEAT STRIP_TAC THEN
  MP_TAC(INST [`6 * m`,`k:num`; `signed_digit (lower_columns h b t p) (&0)`,`D:num->int`] MADE_WORDS) THEN
  REWRITE_TAC[SIGNED_LIMIT] THEN ANTS_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN DISCH_THEN(MP_TAC o SPEC `(12 - 2 * b) + i`) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `2 * u + (12 - 2 * b) + i = 2 * a + i` SUBST1_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  SUBGOAL_THEN `~(2 * h <= i) /\ ~(i + 1 = 2 * h)` (fun th ->
    REWRITE_TAC[lower_columns; SIGNED_MOVED; quotient29; topped_digit; th]) THEN ASM_ARITH_TAC);;
let QUOTIENT_WORDS = prove
 (`strips_done signed_digit W u f (lower_columns h b t p) (&0) (m + 1) /\
   2 * h = 12 * m + 2 * b /\ 0 < b /\ b <= 6 /\ u + 6 = a + b /\
   digits_made signed_digit W' W (u + 6 * m) 6 (lower_columns h b t p) (&0) (12 * m) /\
   W''(u + 6 * m + 5) = join32 (iword(unsigned_digit (lower_columns h b t p) (&0) (12 * m + 11) +
      borrowed (lower_columns h b t p) (&0) (12 * m + 11))) (lo32(W'(u + 6 * m + 5))) /\
   (!j. ~(j = u + 6 * m + 5) ==> W'' j = W' j)
   ==> !i. i < 2 * h ==> word32 W'' (2 * a + i) = quotient29 (2 * h) t p i`,
  REPEAT STRIP_TAC THEN
  MP_TAC(MATCH_MP STRIPS_END (CONJ
    (ASSUME `strips_done signed_digit W u f (lower_columns h b t p) (&0) (m + 1)`)
    (ASSUME `digits_made signed_digit W' W (u + 6 * m) 6 (lower_columns h b t p) (&0) (12 * m)`))) THEN
  DISCH_TAC THEN
  MP_TAC(INST [`W'':num->int64`,`W:num->int64`; `6 * (m + 1)`,`k:num`; `\i. if i = 12 * m + 11
     then unsigned_digit (lower_columns h b t p) (&0) i + borrowed (lower_columns h b t p) (&0) i
     else signed_digit (lower_columns h b t p) (&0) i`,`D:num->int`] MADE_WORDS) THEN
  REWRITE_TAC[] THEN ANTS_TAC THENL
   [CONJ_TAC THENL
     [X_GEN_TAC `j:num` THEN DISCH_TAC THEN ASM_CASES_TAC `j = 6 * m + 5` THENL
       [ASM_SIMP_TAC[ARITH_RULE `6 * m + 5 < 6 * (m + 1)`; LO32_JOIN] THEN
        REWRITE_TAC[ARITH_RULE `2 * (6 * m + 5) + 1 = 12 * m + 11 /\ ~(2 * (6 * m + 5) = 12 * m + 11)`];
        SUBGOAL_THEN `(W'':num->int64)(u + j) = W'(u + j)` SUBST1_TAC THENL
         [FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ASM_SIMP_TAC[]] THEN
        SUBGOAL_THEN `~(2 * j + 1 = 12 * m + 11) /\ ~(2 * j = 12 * m + 11)` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC];
      GEN_TAC THEN COND_CASES_TAC THEN REWRITE_TAC[SIGNED_LIMIT] THEN
      MP_TAC(SPECL [`lower_columns h b t p`; `&0:int`; `12 * m + 11`] UNSIGNED_BOUND) THEN
      ASM_REWRITE_TAC[] THEN
      DISJ_CASES_TAC(ISPEC `12 * m + 11` (INST [`lower_columns h b t p`,`K:num->int`; `&0:int`,`h:int`] BORROWED_CASES)) THEN
      ASM_REWRITE_TAC[] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC]; ALL_TAC] THEN
  DISCH_THEN(MP_TAC o SPEC `(12 - 2 * b) + i`) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `2 * u + (12 - 2 * b) + i = 2 * a + i` SUBST1_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  SUBGOAL_THEN `(12 - 2 * b) + i = 12 * m + 11 <=> i + 1 = 2 * h` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[lower_columns; SIGNED_MOVED; UNSIGNED_MOVED; BORROWED_MOVED; quotient29; topped_digit] THEN
  ASM_REWRITE_TAC[GSYM NOT_LT]);;

(* ------------------------------------------------------------------------- *)
(* What the upper half gains.                                                *)
(* ------------------------------------------------------------------------- *)

let GAIN_WORDS = prove
 (`strips_done unsigned_digit W 0 f (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (m + 1) /\
   digits_made unsigned_digit W' W (6 * m) 6 (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (12 * m) /\
   2 * h = 12 * m + 2 * b /\ 0 < b /\ b <= 6
   ==> !j. j < h ==> W' j = join32 (iword(gain29 (2 * h) t p n (2 * j + 1))) (iword(gain29 (2 * h) t p n (2 * j)))`,
  STRIP_TAC THEN
  MP_TAC(MATCH_MP (REWRITE_RULE[ADD_CLAUSES] (INST [`0`,`u:num`] STRIPS_END)) (CONJ
    (ASSUME `strips_done unsigned_digit W 0 f (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (m + 1)`)
    (ASSUME `digits_made unsigned_digit W' W (6 * m) 6 (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (12 * m)`))) THEN
  SUBGOAL_THEN `upper_columns h (quotient29 (2 * h) t p) n = \i. column (quotient29 (2 * h) t p) n (2 * h) (2 * h + i)` SUBST1_TAC THENL
   [REWRITE_TAC[FUN_EQ_THM; upper_columns]; REWRITE_TAC[gain29]] THEN
  DISCH_THEN(fun th -> REPEAT STRIP_TAC THEN MATCH_MP_TAC th) THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* What the loops keep true.                                                 *)
(* ------------------------------------------------------------------------- *)

(* From limbs A on l digits, 0 above them. *)
let digits_from = new_definition
 `digits_from A e l i = if i < l then word32 A (e + i) else &0`;;
let MODULUS_WORDS = prove
 (`digits29 l (digits_from A 12 l) /\ digits29 l (digits_from A (16 + l) l) /\
   (!i. i < 12 ==> word32 A i = &0 /\ word32 A (16 + 2 * l + i) = &0) /\ (!i. i < 4 ==> word32 A (12 + l + i) = &0)
   ==> modulus_words l (digits_from A 12 l) (digits_from A (16 + l) l) (word32 A)`,
  REWRITE_TAC[modulus_words; GSYM ADD_ASSOC] THEN STRIP_TAC THEN ASM_SIMP_TAC[] THEN
  SIMP_TAC[digits_from; GSYM ADD_ASSOC]);;

(* The digits of z are in h limbs from r on, those of the quotient come from limb a on, the
   first strip's, of which the lowest are zero, from u on; strips are stored at f. There are
   m + 1 in each loop. *)
let reduction = new_definition
 `reduction h b m r a u f t p n y <=>
    2 * h = 12 * m + 2 * b /\ 0 < b /\ b <= 6 /\ h <= 62 /\
    r + h <= u /\ u + 6 = a + b /\ h + 6 <= a /\ f = a + h /\
    digits29 (2 * h) t /\ modulus_words (2 * h) p n y`;;
let lower_at = new_definition
 `lower_at h b r u f t p W i <=>
    (!j. j < 2 * h ==> word32 W (2 * r + j) = t j) /\
    strips_done signed_digit W u f (lower_columns h b t p) (&0) i`;;
let upper_at = new_definition
 `upper_at h a f t p n W i <=>
    (!j. j < 2 * h ==> word32 W (2 * a + j) = quotient29 (2 * h) t p j) /\
    strips_done unsigned_digit W 0 f (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) i`;;
(* What a strip does: rows of x from limb r on, columns of y from limb e on, 2 s rows. *)
let strip_made = new_definition
 `strip_made (digit:(num->int)->int->num->int) (W':num->int64) W b u p P (hh:int) q Y r e s <=>
    (!j. j < 12 ==> W'(b + j) = iword(dots (word32 W) Y (2 * r) (2 * e + j) (2 * s))) /\
    (!j. j < p ==> W'(u + j) = join32 (iword(digit P hh (q + 2 * j + 1))) (iword(digit P hh (q + 2 * j)))) /\
    (!j. ~(b <= j /\ j < b + 12) /\ ~(u <= j /\ j < u + p) ==> W' j = W j)`;;

let PENDING_ANY = prove
 (`strips_done digit W u f P hh i
   ==> pending_columns W (f + (if i = 0 then 12 else 0)) (if i = 0 then 0 else 6) P hh (12 * (i - 1))`,
  REWRITE_TAC[strips_done] THEN COND_CASES_TAC THEN ASM_SIMP_TAC[ADD_CLAUSES] THEN
  REWRITE_TAC[pending_columns; MULT_CLAUSES; CONJUNCT1 LT]);;
let LOWER_PENDING = prove
 (`lower_at h b r u f t p W i
   ==> pending_columns W (f + (if i = 0 then 12 else 0)) (if i = 0 then 0 else 6) (lower_columns h b t p) (&0) (12 * (i - 1))`,
  REWRITE_TAC[lower_at] THEN DISCH_THEN(ACCEPT_TAC o MATCH_MP PENDING_ANY o CONJUNCT2));;
let UPPER_PENDING = prove
 (`upper_at h a f t p n W i
   ==> pending_columns W (f + (if i = 0 then 12 else 0)) (if i = 0 then 0 else 6)
         (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (12 * (i - 1))`,
  REWRITE_TAC[upper_at] THEN DISCH_THEN(ACCEPT_TAC o MATCH_MP PENDING_ANY o CONJUNCT2));;

(* A strip whose sums are the next columns. *)
let STRIP_STEP = prove
 (`strip_made digit W' W f (u + 6 * (i - 1)) (if i = 0 then 0 else 6) P hh (12 * (i - 1)) y r e s
   ==> strips_done digit W u f P hh i /\
       (!j. j < 12 ==> dots (word32 W) y (2 * r) (2 * e + j) (2 * s) = P(12 * i + j)) /\
       u + 6 * i <= f /\ (!j. abs(P j + carries P hh j) < &2 pow 63)
       ==> strips_done digit W' u f P hh (i + 1)`,
  REWRITE_TAC[strip_made] THEN REPEAT STRIP_TAC THEN
  MATCH_MP_TAC(INST [`\j:num. if f <= j then W j else W' j:int64`,`W':num->int64`; `W':num->int64`,`W'':num->int64`; `i:num`,`v:num`] STRIPS_NEXT) THEN
  ASM_SIMP_TAC[GSYM NOT_LT] THEN REWRITE_TAC[digits_made] THEN CONJ_TAC THEN X_GEN_TAC `j:num` THEN DISCH_TAC THENL
   [SUBGOAL_THEN `(u + 6 * (i - 1)) + j < f` (fun th -> ASM_SIMP_TAC[th]) THEN
    POP_ASSUM MP_TAC THEN COND_CASES_TAC THEN ASM_ARITH_TAC;
    REWRITE_TAC[] THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN FIRST_X_ASSUM MATCH_MP_TAC THEN
    CONJ_TAC THENL [ASM_ARITH_TAC; STRIP_TAC] THEN
    FIRST_X_ASSUM(MP_TAC o SPEC `j - (u + 6 * (i - 1))`) THEN ASM_ARITH_TAC]);;
(* The limbs that it leaves. *)
let STRIP_LEAVES = prove
 (`strip_made digit W' W f u p P hh q y r e s
   ==> !a k x. (!i. i < 2 * k ==> word32 W (2 * a + i) = x i) /\ a + k <= f /\ (u + p <= a \/ a + k <= u)
       ==> !i. i < 2 * k ==> word32 W' (2 * a + i) = x i`,
  REWRITE_TAC[strip_made] THEN STRIP_TAC THEN REPEAT GEN_TAC THEN DISCH_TAC THEN
  MATCH_MP_TAC LIMBS_HELD THEN ASM_REWRITE_TAC[] THEN
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;

let LOWER_START = prove
 (`8 * (28 - c) + 64 * k = 29 * 8 * g /\ s + 64 * k = 29 * 2 * h /\ r + h = 4 * g + 8 /\ h <= 4 * g /\
   (!j. j < 8 * g ==> word32 W (16 + j) = topped_digit (8 * g) (plain29 (2 EXP (8 * (28 - c)) * z)) (&0) j)
   ==> lower_at h b r u f (topped_digit (2 * h) (plain29 (2 EXP s * z)) (&0)) p W 0`,
  STRIP_TAC THEN REWRITE_TAC[lower_at; STRIPS_START] THEN
  SUBGOAL_THEN `r = (8 + 4 * g) - h` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC Z_WORDS THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let LOWER_NEXT = prove
 (`reduction h b m r a u f t p n y /\ lower_at h b r u f t p W i /\ i < m + 1 /\
   strip_made signed_digit W' W f (u + 6 * (i - 1)) (if i = 0 then 0 else 6) (lower_columns h b t p) (&0)
     (12 * (i - 1)) y r (b + 6 * i) (b + 6 * i)
   ==> lower_at h b r u f t p W' (i + 1)`,
  REWRITE_TAC[reduction; lower_at] THEN STRIP_TAC THEN CONJ_TAC THENL
   [FIRST_X_ASSUM(MATCH_MP_TAC o MATCH_MP STRIP_LEAVES) THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC;
    FIRST_X_ASSUM(MATCH_MP_TAC o MATCH_MP STRIP_STEP) THEN
    CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC]] THEN
  CONJ_TAC THENL
   [REPEAT STRIP_TAC THEN
    MP_TAC(INST [`i:num`,`v:num`] LOWER_STRIP) THEN ANTS_TAC THENL
     [ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC; DISCH_THEN(SUBST1_TAC o SYM)] THEN
    MATCH_MP_TAC DOTS_IS THEN REWRITE_TAC[ADD_CLAUSES] THEN
    REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [ASM_ARITH_TAC; MATCH_MP_TAC LOWER_BOUND] THEN
  UNDISCH_TAC `modulus_words (2 * h) p n y` THEN ASM_SIMP_TAC[modulus_words] THEN ASM_ARITH_TAC);;
let UPPER_NEXT = prove
 (`reduction h b m r a u f t p n y /\ upper_at h a f t p n W i /\ i < m + 1 /\
   strip_made unsigned_digit W' W f (6 * (i - 1)) (if i = 0 then 0 else 6)
     (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n)
     (12 * (i - 1)) y (a + 6 * i) (2 * h + 8) (h - 6 * i)
   ==> upper_at h a f t p n W' (i + 1)`,
  REWRITE_TAC[reduction; upper_at] THEN STRIP_TAC THEN CONJ_TAC THENL
   [FIRST_X_ASSUM(MATCH_MP_TAC o MATCH_MP STRIP_LEAVES) THEN ASM_REWRITE_TAC[LE_REFL] THEN ASM_ARITH_TAC;
    FIRST_X_ASSUM(MATCH_MP_TAC o MATCH_MP (REWRITE_RULE[ADD_CLAUSES] (INST [`0`,`u:num`] STRIP_STEP))) THEN
    CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC]] THEN
  CONJ_TAC THENL
   [REPEAT STRIP_TAC THEN
    MP_TAC(INST [`i:num`,`v:num`; `quotient29 (2 * h) t p`,`q:num->int`] UPPER_STRIP) THEN ANTS_TAC THENL
     [ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC; DISCH_THEN(SUBST1_TAC o SYM)] THEN
    REWRITE_TAC[ARITH_RULE `2 * h + 8 = 8 + 2 * h`] THEN
    MATCH_MP_TAC DOTS_IS THEN REPEAT STRIP_TAC THEN
    REWRITE_TAC[ARITH_RULE `2 * (a + 6 * i) + j = 2 * a + 12 * i + j`] THEN
    FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [ASM_ARITH_TAC; MATCH_MP_TAC UPPER_BOUND] THEN
  UNDISCH_TAC `modulus_words (2 * h) p n y` THEN ASM_SIMP_TAC[modulus_words] THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* From one to the other: the last digits, and what two columns carry.       *)
(* ------------------------------------------------------------------------- *)

(* The limb with the top digit, once it keeps what the next would gain. *)
let topped_made = new_definition
 `topped_made (W'':num->int64) W' e P i <=>
    W'' e = join32 (iword(unsigned_digit P (&0) i + borrowed P (&0) i)) (lo32(W' e)) /\
    (!j. ~(j = e) ==> W'' j = W' j)`;;
let HALVES = prove
 (`(h + 1) DIV 2 = (2 * h + 3) DIV 4`,
  SUBGOAL_THEN `(2 * h + 3) DIV 4 = (2 * h + 3) DIV 2 DIV 2` SUBST1_TAC THENL
   [REWRITE_TAC[DIV_DIV] THEN CONV_TAC NUM_REDUCE_CONV; AP_THM_TAC THEN AP_TERM_TAC] THEN
  CONV_TAC SYM_CONV THEN MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `1` THEN ARITH_TAC);;
(* Rows from k on count for nothing. *)
let DOTS_BEYOND = prove
 (`!v k. (!i. i < k ==> x(a + i) = q(c + i)) /\ (!e. k <= e /\ e < v ==> y(d - e) = &0)
         ==> dots x y a d v = dots q y c d v`,
  INDUCT_TAC THEN REWRITE_TAC[dots] THEN REPEAT STRIP_TAC THEN BINOP_TAC THENL
   [FIRST_X_ASSUM MATCH_MP_TAC THEN EXISTS_TAC `k:num` THEN ASM_SIMP_TAC[ARITH_RULE `e < v ==> e < SUC v`]; ALL_TAC] THEN
  ASM_CASES_TAC `v < k:num` THEN ASM_SIMP_TAC[] THEN
  SUBGOAL_THEN `y(d - v:num) = &0:int` (fun th -> REWRITE_TAC[th; INT_MUL_RZERO]) THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let BETWEEN = prove
 (`reduction h b m r a u f t p n y /\ lower_at h b r u f t p W (m + 1) /\
   digits_made signed_digit W' W ((a + h) - 6) 6 (lower_columns h b t p) (&0) (12 * m) /\
   topped_made W'' W' ((a + h) - 1) (lower_columns h b t p) (12 * m + 11)
   ==> upper_at h a f t p n W'' 0 /\
       (!j. j < 2 * h ==> word32 W'' (2 * r + j) = t j) /\
       (!j. j < 2 ==> dots (word32 W'') y (2 * a) (2 * (2 * h + 7) + j) (4 * ((h + 1) DIV 2)) =
                      column (quotient29 (2 * h) t p) n (2 * h) ((2 * h - 2) + j))`,
  REWRITE_TAC[reduction; lower_at; topped_made; upper_at; STRIPS_START] THEN STRIP_TAC THEN
  SUBGOAL_THEN `(a + h) - 6 = u + 6 * m /\ (a + h) - 1 = u + 6 * m + 5 /\ 0 < h` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; RULE_ASSUM_TAC(REWRITE_RULE[ASSUME `(a + h) - 6 = u + 6 * m`; ASSUME `(a + h) - 1 = u + 6 * m + 5`])] THEN
  SUBGOAL_THEN `!i. i < 2 * h ==> word32 W'' (2 * a + i) = quotient29 (2 * h) t p i` ASSUME_TAC THENL
   [MATCH_MP_TAC QUOTIENT_WORDS THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN CONJ_TAC THENL
   [MATCH_MP_TAC(INST [`W':num->int64`,`W:num->int64`; `W'':num->int64`,`W':num->int64`; `r:num`,`a:num`; `h:num`,`k:num`; `t:num->int`,`x:num->int`] LIMBS_HELD) THEN
    CONJ_TAC THENL
     [MATCH_MP_TAC(INST [`r:num`,`a:num`; `h:num`,`k:num`; `t:num->int`,`x:num->int`; `6`,`i:num`; `u + 6 * m`,`u:num`;
        `signed_digit`,`digit:(num->int)->int->num->int`; `lower_columns h b t p`,`P:num->int`; `&0:int`,`hh:int`; `12 * m`,`q:num`] DIGITS_HELD) THEN
      CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; REPEAT STRIP_TAC THEN ASM_ARITH_TAC]];
      REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC]; ALL_TAC] THEN
  REPEAT STRIP_TAC THEN
  MP_TAC(INST [`quotient29 (2 * h) t p`,`q:num->int`] TWO_END) THEN
  ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; DISCH_THEN(SUBST1_TAC o SYM)] THEN
  REWRITE_TAC[HALVES; ARITH_RULE `2 * h + 7 = 7 + 2 * h`] THEN
  MATCH_MP_TAC DOTS_BEYOND THEN EXISTS_TAC `2 * h` THEN REWRITE_TAC[ADD_CLAUSES] THEN
  CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; REPEAT STRIP_TAC] THEN
  MP_TAC(INST [`e:num`,`i:num`] TWO_WORD) THEN ANTS_TAC THENL
   [REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN MP_TAC FOURS THEN ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[moved]] THEN
  COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let UPPER_END = prove
 (`reduction h b m r a u f t p n y /\ upper_at h a f t p n W (m + 1) /\
   digits_made unsigned_digit W' W (6 * m) 6 (upper_columns h (quotient29 (2 * h) t p) n) (carry29 (2 * h) t p n) (12 * m)
   ==> !j. j < h ==> W' j = join32 (iword(gain29 (2 * h) t p n (2 * j + 1))) (iword(gain29 (2 * h) t p n (2 * j)))`,
  REWRITE_TAC[reduction; upper_at] THEN STRIP_TAC THEN MATCH_MP_TAC GAIN_WORDS THEN
  REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC);;

prioritize_num();;
