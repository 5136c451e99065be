(* Memory as a set of named buffers of 64-bit limbs.

   A routine writes into a few buffers that do not overlap. While it runs, its
   memory is `mem_of l M`: the memory M of the start under the contents l of
   these buffers, a list of (base, limbs, contents). What a store does to that
   is one point of one contents, so what lies elsewhere needs no argument. *)

needs "decode.ml";;

let mem_of = define
 `mem_of [] (M:int64->byte) b = M b /\
  mem_of (CONS (p,n,A) l) M b =
    if val(word_sub b p) < 8 * n
    then word(val((A:num->int64)(val(word_sub b p) DIV 8)) DIV
              2 EXP (8 * val(word_sub b p) MOD 8))
    else mem_of l M b`;;

(* The limbs that a memory holds at an address. *)

let limbs_at = new_definition
 `limbs_at M (p:int64) = \i. read64 M (word_add p (word(8 * i)))`;;

(* Where the n bytes from a lie outside the m bytes from p. *)

let apart = new_definition
 `apart (a:int64,n) (p:int64,m) <=>
    !i j. i < n /\ j < m ==> ~(word_add a (word i) = word_add p (word j))`;;

(* ------------------------------------------------------------------------- *)
(* Reading and writing.                                                      *)
(* ------------------------------------------------------------------------- *)

let BYTES_AT_EQ = prove
 (`!n a. (!i. i < n ==> M (word_add a (word i)) = M' (word_add a (word i)))
         ==> bytes_at M a n = bytes_at M' a n`,
  INDUCT_TAC THEN REWRITE_TAC[bytes_at] THEN REPEAT STRIP_TAC THEN
  BINOP_TAC THENL
   [AP_TERM_TAC THEN FIRST_X_ASSUM(MP_TAC o SPEC `0`) THEN
    REWRITE_TAC[WORD_ADD_0; LT_0];
    AP_TERM_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN X_GEN_TAC `i:num` THEN
    STRIP_TAC THEN FIRST_X_ASSUM(MP_TAC o SPEC `i + 1`) THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[WORD_RULE
     `word_add (word_add a (word 1)) (word i) = word_add a (word(i + 1))`]]);;

let READ64_EQ = prove
 (`!a. (!i. i < 8 ==> M (word_add a (word i)) = M' (word_add a (word i)))
       ==> read64 M a = read64 M' a`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[read64] THEN AP_TERM_TAC THEN
  MATCH_MP_TAC BYTES_AT_EQ THEN ASM_REWRITE_TAC[]);;

(* Eight bytes that are those of a word are that word. *)

let BYTES_AT_DIGITS = prove
 (`!n M a x. (!i. i < n ==> M (word_add a (word i)):byte =
                            word(x DIV 2 EXP (8 * i)))
             ==> bytes_at M a n = x MOD 2 EXP (8 * n)`,
  INDUCT_TAC THENL
   [REWRITE_TAC[bytes_at; MULT_CLAUSES; EXP; MOD_1]; ALL_TAC] THEN
  REPEAT STRIP_TAC THEN REWRITE_TAC[bytes_at] THEN
  FIRST_X_ASSUM(MP_TAC o SPECL
   [`M:int64->byte`; `word_add a (word 1):int64`; `x DIV 2 EXP 8`]) THEN
  ANTS_TAC THENL
   [X_GEN_TAC `i:num` THEN STRIP_TAC THEN
    FIRST_ASSUM(MP_TAC o SPEC `i + 1`) THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[WORD_RULE
     `word_add a (word(i + 1)) = word_add (word_add a (word 1)) (word i)`] THEN
    DISCH_THEN SUBST1_TAC THEN AP_TERM_TAC THEN
    REWRITE_TAC[DIV_DIV; GSYM EXP_ADD] THEN
    REWRITE_TAC[ARITH_RULE `8 * (i + 1) = 8 + 8 * i`];
    DISCH_THEN SUBST1_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o SPEC `0`) THEN
  REWRITE_TAC[LT_0; WORD_ADD_0; MULT_CLAUSES; EXP; DIV_1] THEN
  DISCH_THEN SUBST1_TAC THEN
  REWRITE_TAC[VAL_WORD; DIMINDEX_8] THEN
  REWRITE_TAC[ARITH_RULE `8 + 8 * n = 8 + 8 * n`; EXP_ADD] THEN
  REWRITE_TAC[MOD_MULT_MOD] THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;

let READ64_WORD = prove
 (`!M a (w:int64).
      (!i. i < 8 ==> M (word_add a (word i)):byte =
                     word(val w DIV 2 EXP (8 * i)))
      ==> read64 M a = w`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[read64] THEN
  FIRST_X_ASSUM(SUBST1_TAC o MATCH_MP BYTES_AT_DIGITS) THEN
  CONV_TAC NUM_REDUCE_CONV THEN
  REWRITE_TAC[GSYM VAL_EQ; VAL_WORD; DIMINDEX_64] THEN
  MP_TAC(ISPEC `w:int64` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_64] THEN
  CONV_TAC NUM_REDUCE_CONV THEN SIMP_TAC[MOD_LT; MOD_MOD_REFL]);;

let VAL_WORD_64 = prove
 (`!n. n < 2 EXP 64 ==> val(word n:int64) = n`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[VAL_WORD; DIMINDEX_64] THEN
  ASM_SIMP_TAC[MOD_LT]);;

let MEM_OF_READ = prove
 (`!p n A l M i. i < n /\ 8 * n <= 2 EXP 64
     ==> read64 (mem_of (CONS (p,n,A) l) M) (word_add p (word(8 * i))) = A i`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC READ64_WORD THEN
  X_GEN_TAC `j:num` THEN DISCH_TAC THEN REWRITE_TAC[mem_of] THEN
  REWRITE_TAC[WORD_RULE
   `word_sub (word_add (word_add p x) (y:int64)) p = word_add x y`] THEN
  REWRITE_TAC[GSYM WORD_ADD] THEN
  SUBGOAL_THEN `val(word(8 * i + j):int64) = 8 * i + j` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `8 * i + j < 8 * n` (fun th -> REWRITE_TAC[th]) THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(8 * i + j) DIV 8 = i /\ (8 * i + j) MOD 8 = j`
   (fun th -> REWRITE_TAC[th]) THEN
  CONJ_TAC THENL
   [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `j:num`;
    MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `i:num`] THEN
  ASM_ARITH_TAC);;

let APART_BYTE = prove
 (`!a k p m i. apart (a,k) (p,m) /\ i < k
               ==> ~(val(word_sub (word_add a (word i)) p) < m)`,
  REWRITE_TAC[apart] THEN REPEAT STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPECL
   [`i:num`; `val(word_sub (word_add a (word i)) p:int64)`]) THEN
  ASM_REWRITE_TAC[WORD_VAL] THEN CONV_TAC WORD_RULE);;

let MEM_OF_SKIP_BYTES = prove
 (`!p n A l M a k. apart (a,k) (p,8 * n)
     ==> bytes_at (mem_of (CONS (p,n,A) l) M) a k = bytes_at (mem_of l M) a k`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC BYTES_AT_EQ THEN
  REPEAT STRIP_TAC THEN REWRITE_TAC[mem_of] THEN
  ASM_MESON_TAC[APART_BYTE]);;

let MEM_OF_SKIP_READ = prove
 (`!p n A l M a. apart (a,8) (p,8 * n)
     ==> read64 (mem_of (CONS (p,n,A) l) M) a = read64 (mem_of l M) a`,
  SIMP_TAC[read64; MEM_OF_SKIP_BYTES]);;

let MEM_OF_NIL = prove
 (`mem_of [] M = M`,REWRITE_TAC[FUN_EQ_THM; mem_of]);;

let MEM_OF_WRITE = prove
 (`!p n A l M i v. i < n /\ 8 * n <= 2 EXP 64
     ==> write64 (word_add p (word(8 * i))) v (mem_of (CONS (p,n,A) l) M) =
         mem_of (CONS (p,n,upd i v A) l) M`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[FUN_EQ_THM] THEN X_GEN_TAC `b:int64` THEN
  REWRITE_TAC[write64; mem_of; upd] THEN
  SUBGOAL_THEN `?d. d < 2 EXP 64 /\ b:int64 = word_add p (word d)`
  STRIP_ASSUME_TAC THENL
   [EXISTS_TAC `val(word_sub b p:int64)` THEN
    MP_TAC(ISPEC `word_sub b p:int64` VAL_BOUND) THEN
    SIMP_TAC[DIMINDEX_64; WORD_VAL] THEN DISCH_TAC THEN CONV_TAC WORD_RULE;
    ASM_REWRITE_TAC[]] THEN
  REWRITE_TAC[WORD_RULE
   `word_sub (word_add p x) (word_add p y):int64 = word_sub x y`;
   WORD_RULE `word_sub (word_add p x) p:int64 = x`] THEN
  REWRITE_TAC[VAL_WORD_SUB_CASES] THEN
  SUBGOAL_THEN `val(word d:int64) = d /\ val(word(8 * i):int64) = 8 * i`
   (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[DIMINDEX_64] THEN
  ASM_CASES_TAC `8 * i <= d` THEN ASM_REWRITE_TAC[] THENL
   [ASM_CASES_TAC `d - 8 * i < 8` THEN ASM_REWRITE_TAC[] THENL
     [SUBGOAL_THEN `d DIV 8 = i /\ d MOD 8 = d - 8 * i /\ d < 8 * n`
       (fun th -> REWRITE_TAC[th]) THEN
      REPEAT CONJ_TAC THENL
       [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `d - 8 * i`;
        MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `i:num`; ALL_TAC] THEN
      ASM_ARITH_TAC;
      SUBGOAL_THEN `~(d DIV 8 = i)` (fun th -> REWRITE_TAC[th]) THEN
      MP_TAC(SPECL [`d:num`; `8`] DIVISION) THEN ASM_ARITH_TAC];
    SUBGOAL_THEN `~(2 EXP 64 + d - 8 * i < 8) /\ ~(d DIV 8 = i)`
     (fun th -> REWRITE_TAC[th]) THENL
     [MP_TAC(SPECL [`d:num`; `8`] DIVISION) THEN ASM_ARITH_TAC;
      ASM_ARITH_TAC]]);;

let MEM_OF_SKIP_WRITE = prove
 (`!p n A l l' M a v.
     apart (a,8) (p,8 * n) /\ write64 a v (mem_of l M) = mem_of l' M
     ==> write64 a v (mem_of (CONS (p,n,A) l) M) = mem_of (CONS (p,n,A) l') M`,
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC (MP_TAC o SYM)) THEN
  REWRITE_TAC[FUN_EQ_THM] THEN DISCH_TAC THEN X_GEN_TAC `b:int64` THEN
  ASM_REWRITE_TAC[write64; mem_of] THEN
  ASM_CASES_TAC `val(word_sub b a:int64) < 8` THEN ASM_REWRITE_TAC[] THEN
  SUBGOAL_THEN `~(val(word_sub b p:int64) < 8 * n)`
   (fun th -> REWRITE_TAC[th]) THEN
  FIRST_X_ASSUM(MP_TAC o CONJ (ASSUME `val(word_sub b a:int64) < 8`) o
                GEN `i:num` o MATCH_MP (ONCE_REWRITE_RULE[CONJ_SYM]
   (REWRITE_RULE[IMP_CONJ] APART_BYTE))) THEN
  DISCH_THEN(fun th -> MP_TAC(MATCH_MP (CONJUNCT2 th) (CONJUNCT1 th))) THEN
  REWRITE_TAC[WORD_VAL; WORD_RULE `word_add a (word_sub b a) = b`]);;

(* The contents that a memory has of its own. *)

let BYTES_AT_BYTE = prove
 (`!n M a j. j < n
     ==> word(bytes_at M a n DIV 2 EXP (8 * j)) = M(word_add a (word j))`,
  INDUCT_TAC THEN REWRITE_TAC[ARITH_RULE `~(j < 0)`] THEN
  GEN_TAC THEN GEN_TAC THEN INDUCT_TAC THEN DISCH_TAC THEN
  REWRITE_TAC[bytes_at] THENL
   [REWRITE_TAC[MULT_CLAUSES; EXP; DIV_1; WORD_ADD_0] THEN
    ONCE_REWRITE_TAC[GSYM VAL_EQ] THEN
    REWRITE_TAC[VAL_WORD; DIMINDEX_8] THEN CONV_TAC NUM_REDUCE_CONV THEN
    REWRITE_TAC[ARITH_RULE `a + 256 * b = 256 * b + a`; MOD_MULT_ADD] THEN
    MATCH_MP_TAC MOD_LT THEN
    MP_TAC(ISPEC `(M:int64->byte) a` VAL_BOUND) THEN
    REWRITE_TAC[DIMINDEX_8] THEN CONV_TAC NUM_REDUCE_CONV;
    POP_ASSUM MP_TAC THEN POP_ASSUM(K ALL_TAC) THEN DISCH_TAC THEN
    REWRITE_TAC[ARITH_RULE `8 * SUC n = 8 + 8 * n`; EXP_ADD; GSYM DIV_DIV] THEN
    SUBGOAL_THEN
     `(val((M:int64->byte) a) + 256 * bytes_at M (word_add a (word 1)) n)
      DIV 2 EXP 8 = bytes_at M (word_add a (word 1)) n` SUBST1_TAC THENL
     [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `val((M:int64->byte) a)` THEN
      MP_TAC(ISPEC `(M:int64->byte) a` VAL_BOUND) THEN
      REWRITE_TAC[DIMINDEX_8] THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC;
      ALL_TAC] THEN
    FIRST_X_ASSUM(fun th -> W(MP_TAC o PART_MATCH (lhand o rand) th o lhand o snd))
    THEN ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
    AP_TERM_TAC THEN REWRITE_TAC[ADD1] THEN CONV_TAC WORD_RULE]);;

let MEM_OF_INIT = prove
 (`!p n l M. mem_of l M = M ==> mem_of (CONS (p,n,limbs_at M p) l) M = M`,
  REPEAT GEN_TAC THEN REWRITE_TAC[FUN_EQ_THM; mem_of] THEN DISCH_TAC THEN
  X_GEN_TAC `b:int64` THEN ASM_REWRITE_TAC[] THEN
  COND_CASES_TAC THEN REWRITE_TAC[limbs_at; read64] THEN
  ABBREV_TAC `d = val(word_sub b p:int64)` THEN
  MP_TAC(SPECL [`8`; `M:int64->byte`;
    `word_add p (word(8 * d DIV 8)):int64`; `d MOD 8`] BYTES_AT_BYTE) THEN
  REWRITE_TAC[MOD_LT_EQ; ARITH_EQ] THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word m)) (word n) =
                         word_add p (word(m + n))`] THEN
  SUBGOAL_THEN `8 * d DIV 8 + d MOD 8 = d` SUBST1_TAC THENL
   [MP_TAC(SPECL [`d:num`; `8`] DIVISION) THEN ARITH_TAC; ALL_TAC] THEN
  EXPAND_TAC "d" THEN REWRITE_TAC[WORD_VAL] THEN
  REWRITE_TAC[WORD_RULE `word_add p (word_sub b p) = b`] THEN
  DISCH_THEN(SUBST1_TAC o SYM) THEN
  AP_TERM_TAC THEN AP_THM_TAC THEN AP_TERM_TAC THEN
  REWRITE_TAC[VAL_WORD; DIMINDEX_64] THEN MATCH_MP_TAC MOD_LT THEN
  SUBGOAL_THEN `!n M' a. bytes_at M' a n < 2 EXP (8 * n)`
   (MP_TAC o SPEC `8`) THENL
   [INDUCT_TAC THENL
     [REWRITE_TAC[bytes_at; EXP; MULT_CLAUSES; ARITH]; ALL_TAC] THEN
    REWRITE_TAC[bytes_at] THEN REPEAT GEN_TAC THEN FIRST_X_ASSUM(MP_TAC o SPECL
     [`M':int64->byte`; `word_add a (word 1):int64`]) THEN
    MP_TAC(ISPEC `(M':int64->byte) a` VAL_BOUND) THEN
    REWRITE_TAC[DIMINDEX_8; ARITH_RULE `8 * SUC n = 8 + 8 * n`; EXP_ADD] THEN
    CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC;
    CONV_TAC NUM_REDUCE_CONV THEN SIMP_TAC[]]);;
