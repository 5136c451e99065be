(* Stores at any byte of a buffer of limbs, and eight digits of 29 bits in 29 bytes. *)

needs "columns29.ml";;
needs "calls.ml";;

(* ------------------------------------------------------------------------- *)
(* A buffer as one number, of which bytes are replaced.                      *)
(* ------------------------------------------------------------------------- *)

(* The limbs of a number. *)
let limbs_of = new_definition `limbs_of x = \k. word(x DIV 2 EXP (64 * k)):int64`;;
let VALUE_LIMBS_OF = prove
 (`!x n. value (limbs_of x) n = x MOD 2 EXP (64 * n)`,
  GEN_TAC THEN INDUCT_TAC THEN ASM_REWRITE_TAC[value; MULT_CLAUSES; EXP; MOD_1] THEN
  PURE_REWRITE_TAC[limbs_of; VAL_WORD; DIMINDEX_64; ARITH_RULE `64 + 64 * n = 64 * n + 64`] THEN
  REWRITE_TAC[EXP_ADD; VAL_WORD; DIMINDEX_64; MOD_MULT_MOD] THEN MATCH_ACCEPT_TAC ADD_SYM);;
(* x with m limbs y from byte i on. *)
let replaced = new_definition
 `replaced x i m y = x MOD 2 EXP (8 * i) + 2 EXP (8 * i) * (y + 2 EXP (64 * m) * x DIV 2 EXP (8 * i + 64 * m))`;;
let AGREE_BYTE = prove
 (`!n. a + 8 <= n /\ x MOD 2 EXP n = y MOD 2 EXP n ==> word(x DIV 2 EXP a):byte = word(y DIV 2 EXP a)`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ; VAL_WORD; DIMINDEX_8; DIV_MOD; GSYM EXP_ADD] THEN
  SUBGOAL_THEN `!x. x MOD 2 EXP (a + 8) = (x MOD 2 EXP n) MOD 2 EXP (a + 8)`
   (fun th -> ONCE_REWRITE_TAC[th] THEN ASM_REWRITE_TAC[]) THEN
  GEN_TAC THEN REWRITE_TAC[MOD_MOD_EXP_MIN] THEN ASM_SIMP_TAC[ARITH_RULE `a + 8 <= n ==> MIN n (a + 8) = a + 8`]);;
let REPLACED_ABOVE = prove
 (`!x i m y. replaced x i m y DIV 2 EXP (8 * i) = y + 2 EXP (64 * m) * x DIV 2 EXP (8 * i + 64 * m)`,
  REPEAT GEN_TAC THEN REWRITE_TAC[replaced] THEN
  SIMP_TAC[DIV_MULT_ADD; EXP_EQ_0; ARITH_EQ; DIV_LT; MOD_LT_EQ; ADD_CLAUSES]);;
let REPLACED_BELOW = prove
 (`!x i m y. replaced x i m y MOD 2 EXP (8 * i) = x MOD 2 EXP (8 * i)`,
  REPEAT GEN_TAC THEN REWRITE_TAC[replaced] THEN ONCE_REWRITE_TAC[ADD_SYM] THEN REWRITE_TAC[MOD_MULT_ADD; MOD_MOD_REFL]);;
let REPLACED_BYTE = prove
 (`y < 2 EXP (64 * m)
   ==> word(replaced x i m y DIV 2 EXP (8 * d)):byte =
       if i <= d /\ d - i < 8 * m then word(y DIV 2 EXP (8 * (d - i))) else word(x DIV 2 EXP (8 * d))`,
  DISCH_TAC THEN ASM_CASES_TAC `i <= d:num` THEN ASM_REWRITE_TAC[] THENL
   [SUBGOAL_THEN `8 * d = 8 * i + 8 * (d - i)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    REWRITE_TAC[EXP_ADD; GSYM DIV_DIV; REPLACED_ABOVE] THEN
    COND_CASES_TAC THENL
     [MATCH_MP_TAC AGREE_BYTE THEN EXISTS_TAC `64 * m` THEN
      REWRITE_TAC[ARITH_RULE `a + 2 EXP n * b = 2 EXP n * b + a`; MOD_MULT_ADD] THEN ASM_ARITH_TAC;
      SUBGOAL_THEN `8 * (d - i) = 64 * m + 8 * (d - i - 8 * m)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
      REWRITE_TAC[EXP_ADD; GSYM DIV_DIV] THEN
      ASM_SIMP_TAC[DIV_MULT_ADD; EXP_EQ_0; ARITH_EQ; DIV_LT; ADD_CLAUSES]];
    MATCH_MP_TAC AGREE_BYTE THEN EXISTS_TAC `8 * i` THEN REWRITE_TAC[REPLACED_BELOW] THEN ASM_ARITH_TAC]);;
let REPLACED_FIELD = prove
 (`!x q i m y c. c <= 64 * m
     ==> (replaced x (8 * q + i) m y DIV 2 EXP (64 * q)) MOD 2 EXP (8 * i + c) =
         (x DIV 2 EXP (64 * q)) MOD 2 EXP (8 * i) + 2 EXP (8 * i) * y MOD 2 EXP c`,
  REPEAT STRIP_TAC THEN
  MP_TAC(SPECL [`x:num`; `8 * q + i`; `m:num`; `y:num`] REPLACED_ABOVE) THEN
  MP_TAC(SPECL [`x:num`; `8 * q + i`; `m:num`; `y:num`] REPLACED_BELOW) THEN
  REWRITE_TAC[ARITH_RULE `8 * (8 * q + i) = 64 * q + 8 * i`] THEN
  ABBREV_TAC `h = x DIV 2 EXP ((64 * q + 8 * i) + 64 * m)` THEN
  SPEC_TAC(`replaced x (8 * q + i) m y`,`r:num`) THEN GEN_TAC THEN
  REWRITE_TAC[EXP_ADD; MOD_MULT_MOD; GSYM DIV_DIV] THEN
  DISCH_THEN(MP_TAC o AP_TERM `\n. n DIV 2 EXP (64 * q)`) THEN
  SIMP_TAC[DIV_MULT_ADD; EXP_EQ_0; ARITH_EQ; DIV_LT; MOD_LT_EQ; ADD_CLAUSES] THEN REPEAT DISCH_TAC THEN
  SUBGOAL_THEN `2 EXP (64 * m) = 2 EXP c * 2 EXP (64 * m - c)` SUBST1_TAC THENL
   [REWRITE_TAC[GSYM EXP_ADD] THEN AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[ARITH_RULE `a + (m * b) * d = m * (b * d) + a:num`; MOD_MULT_ADD] THEN MATCH_ACCEPT_TAC ADD_SYM);;
let REPLACED_LOW = prove
 (`!x q i m y. replaced x (8 * q + i) m y MOD 2 EXP (64 * q) = x MOD 2 EXP (64 * q)`,
  REPEAT GEN_TAC THEN
  MP_TAC(AP_TERM `\n. n MOD 2 EXP (64 * q)` (SPECL [`x:num`; `8 * q + i`; `m:num`; `y:num`] REPLACED_BELOW)) THEN
  REWRITE_TAC[MOD_MOD_EXP_MIN; ARITH_RULE `MIN (8 * (8 * q + i)) (64 * q) = 64 * q`]);;
(* What is written over part of a buffer is in the buffer. *)
let MEM_OF_OVERLAY = prove
 (`!p i m B n A l M. 0 < m /\ i + 8 * m <= 8 * n /\ 8 * n <= 2 EXP 64
     ==> mem_of (CONS (word_add p (word i),m,B) (CONS (p,n,A) l)) M =
         mem_of (CONS (p,n,limbs_of (replaced (value A n) i m (value B m))) l) M`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[FUN_EQ_THM] THEN X_GEN_TAC `b:int64` THEN REWRITE_TAC[mem_of] THEN
  SUBGOAL_THEN `?d. d < 2 EXP 64 /\ b:int64 = word_add p (word d)` STRIP_ASSUME_TAC THENL
   [EXISTS_TAC `val(word_sub b p:int64)` THEN
    MP_TAC(ISPEC `word_sub b p:int64` VAL_BOUND) THEN
    SIMP_TAC[DIMINDEX_64; WORD_VAL] THEN DISCH_TAC THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
  ASM_REWRITE_TAC[WORD_RULE `word_sub (word_add p x) (word_add p y):int64 = word_sub x y`;
    WORD_RULE `word_sub (word_add p x) p:int64 = x`] THEN REWRITE_TAC[VAL_WORD_SUB_CASES] THEN
  SUBGOAL_THEN `val(word d:int64) = d /\ val(word i:int64) = i` (fun th -> REWRITE_TAC[th; DIMINDEX_64]) THENL
   [CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_CASES_TAC `d < 8 * n` THENL
   [ASM_SIMP_TAC[VALUE_BYTE] THEN REWRITE_TAC[ETA_AX; VALUE_LIMBS_OF] THEN
    SUBGOAL_THEN `word((replaced (value A n) i m (value B m) MOD 2 EXP (64 * n)) DIV 2 EXP (8 * d)):byte =
      word(replaced (value A n) i m (value B m) DIV 2 EXP (8 * d))` SUBST1_TAC THENL
     [MATCH_MP_TAC AGREE_BYTE THEN EXISTS_TAC `64 * n` THEN REWRITE_TAC[MOD_MOD_REFL] THEN ASM_ARITH_TAC; ALL_TAC] THEN
    SIMP_TAC[REPLACED_BYTE; VALUE_BOUND] THEN
    ASM_CASES_TAC `i <= d:num` THEN ASM_REWRITE_TAC[] THENL
     [COND_CASES_TAC THEN ASM_SIMP_TAC[INST [`m:num`,`n:num`] VALUE_BYTE; ETA_AX];
      COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC];
    SUBGOAL_THEN `~((if i <= d then d - i else d + 2 EXP 64 - i) < 8 * m)` (fun th -> ASM_REWRITE_TAC[th]) THEN
    COND_CASES_TAC THEN ASM_ARITH_TAC]);;
let MEM_OF_SWAP = prove
 (`!p m B q n A l M. apart (p,8 * m) (q,8 * n)
     ==> mem_of (CONS (p,m,B) (CONS (q,n,A) l)) M = mem_of (CONS (q,n,A) (CONS (p,m,B) l)) M`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[FUN_EQ_THM; mem_of] THEN X_GEN_TAC `b:int64` THEN
  MP_TAC(SPECL [`p:int64`; `8 * m`; `q:int64`; `8 * n`; `val(word_sub b p:int64)`] APART_BYTE) THEN
  ASM_REWRITE_TAC[WORD_VAL; WORD_RULE `word_add p (word_sub b p) = b:int64`] THEN
  REPEAT(COND_CASES_TAC THEN ASM_REWRITE_TAC[]));;
let MEM_OF_APPEND = prove
 (`mem_of (CONS b []) (mem_of l M) = mem_of (CONS b l) M`,

  SPEC_TAC(`b:int64#num#(num->int64)`,`b:int64#num#(num->int64)`) THEN
  REWRITE_TAC[FORALL_PAIR_THM; FUN_EQ_THM; mem_of]);;
let MEM_OF_UNDER = prove
 (`mem_of l M = mem_of l' M ==> mem_of (CONS (p,n,A) l) M = mem_of (CONS (p,n,A) l') M`,
  REWRITE_TAC[FUN_EQ_THM; mem_of] THEN DISCH_TAC THEN ASM_REWRITE_TAC[]);;
let PUT_OVERLAY = prove
 (`apart (word_add w (word i),8 * m) (z,8 * k) /\ 0 < m /\ i + 8 * m <= 8 * n /\ 8 * n <= 2 EXP 64
   ==> mem_of [word_add w (word i),m,B] (mem_of (CONS (z,k,Z) (CONS (w,n,A) l)) M) =
       mem_of (CONS (z,k,Z) (CONS (w,n,limbs_of (replaced (value A n) i m (value B m))) l)) M`,
  STRIP_TAC THEN REWRITE_TAC[MEM_OF_APPEND] THEN ASM_SIMP_TAC[MEM_OF_SWAP] THEN
  MATCH_MP_TAC MEM_OF_UNDER THEN MATCH_MP_TAC MEM_OF_OVERLAY THEN ASM_REWRITE_TAC[]);;
let APART_OWN = prove
 (`a <= e /\ e + l <= 2 EXP 64 ==> apart (p:int64,a) (word_add p (word e),l)`,
  REWRITE_TAC[apart] THEN REPEAT STRIP_TAC THEN POP_ASSUM MP_TAC THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word e)) (word j) = word_add p (word(e + j)):int64`;
    WORD_RULE `word_add p x = word_add p y <=> x = y:int64`] THEN
  REWRITE_TAC[GSYM VAL_EQ] THEN
  SUBGOAL_THEN `val(word i:int64) = i /\ val(word(e + j):int64) = e + j` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64; ALL_TAC] THEN ASM_ARITH_TAC);;
let VALUE_MOD = prove
 (`m <= n ==> value A n MOD 2 EXP (64 * m) = value A m`,
  DISCH_TAC THEN SUBGOAL_THEN `n = m + (n - m)` SUBST1_TAC THENL [ASM_ARITH_TAC; REWRITE_TAC[VALUE_SPLIT]] THEN
  REWRITE_TAC[ARITH_RULE `a + 2 EXP n * b = 2 EXP n * b + a`; MOD_MULT_ADD] THEN
  MATCH_MP_TAC MOD_LT THEN REWRITE_TAC[VALUE_BOUND]);;
let VALUE_PART = prove
 (`q + m <= n ==> (value A n DIV 2 EXP (64 * q)) MOD 2 EXP (64 * m) = value (\j. A(q + j)) m`,
  DISCH_TAC THEN SUBGOAL_THEN `n = q + (n - q)` SUBST1_TAC THENL [ASM_ARITH_TAC; REWRITE_TAC[VALUE_SPLIT]] THEN
  SIMP_TAC[ARITH_RULE `a + 2 EXP n * b = 2 EXP n * b + a`; DIV_MULT_ADD; EXP_EQ_0; ARITH_EQ; DIV_LT; VALUE_BOUND; ADD_CLAUSES] THEN
  MATCH_MP_TAC VALUE_MOD THEN ASM_ARITH_TAC);;
(* Limbs below q are kept; above, so are the lowest i bytes, and c bits of y follow. *)
let PUT_BELOW = prove
 (`q <= n /\ j < q ==> limbs_of (replaced (value A n) (8 * q + i) m y) j = A j`,
  SPEC_TAC(`j:num`,`j:num`) THEN REWRITE_TAC[IMP_CONJ; RIGHT_FORALL_IMP_THM] THEN DISCH_TAC THEN
  REWRITE_TAC[GSYM VALUE_EQ; ETA_AX; VALUE_LIMBS_OF; REPLACED_LOW] THEN ASM_SIMP_TAC[VALUE_MOD]);;
let PUT_FIELD = prove
 (`c <= 64 * m /\ 64 * q + 8 * i + c <= 64 * n
   ==> (value (limbs_of (replaced x (8 * q + i) m y)) n DIV 2 EXP (64 * q)) MOD 2 EXP (8 * i + c) =
         (x DIV 2 EXP (64 * q)) MOD 2 EXP (8 * i) + 2 EXP (8 * i) * y MOD 2 EXP c`,
  STRIP_TAC THEN REWRITE_TAC[VALUE_LIMBS_OF; GSYM REPLACED_FIELD] THEN
  ASM_SIMP_TAC[GSYM REPLACED_FIELD] THEN
  REWRITE_TAC[DIV_MOD; GSYM EXP_ADD; MOD_MOD_EXP_MIN] THEN
  ASM_SIMP_TAC[ARITH_RULE `e <= n ==> MIN n e = e`]);;
(* ------------------------------------------------------------------------- *)
(* Digits of 29 bits in words of 64.                                         *)
(* ------------------------------------------------------------------------- *)

let packed = define
 `packed (d:num->num) 0 = 0 /\ packed d (SUC n) = packed d n + 2 EXP (29 * n) * d n`;;
let PACKED_SPLIT = prove
 (`!n m. packed d (m + n) = packed d m + 2 EXP (29 * m) * packed (\i. d(m + i)) n`,
  INDUCT_TAC THEN ASM_REWRITE_TAC[ADD_CLAUSES; packed; MULT_CLAUSES] THEN
  REWRITE_TAC[LEFT_ADD_DISTRIB; EXP_ADD] THEN ARITH_TAC);;
let PACKED_NUMBER = prove
 (`!n. (!i. G i = &(d i)) ==> number29 G n = &(packed d n)`,
  INDUCT_TAC THEN REWRITE_TAC[number29; packed] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[GSYM INT_OF_NUM_ADD; GSYM INT_OF_NUM_MUL; GSYM INT_OF_NUM_POW]);;

(* Three fields in a word; what is lost of the last does not matter. *)
let FUNNEL = prove
 (`val(a:int64) < 2 EXP k /\ val(b:int64) < 2 EXP 29 /\ k + 29 <= 64
   ==> val(word_or a (word_shl b k)) = val a + 2 EXP k * val b /\
       val(word_or (word_or a (word_shl b k)) (word_shl c (k + 29))) =
       val a + 2 EXP k * val b + 2 EXP (k + 29) * val(c:int64) MOD 2 EXP (64 - (k + 29))`,
  STRIP_TAC THEN
  SUBGOAL_THEN `val(word_or a (word_shl b k):int64) = val a + 2 EXP k * val(b:int64)` ASSUME_TAC THENL
   [MP_TAC(MATCH_MP (INST [`b:int64`,`b:int64`] JOIN) (ASSUME `val(a:int64) < 2 EXP k`)) THEN
    ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
    AP_TERM_TAC THEN AP_TERM_TAC THEN MATCH_MP_TAC MOD_LT THEN
    MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP 29` THEN ASM_REWRITE_TAC[LE_EXP] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  ASM_REWRITE_TAC[] THEN
  MP_TAC(INST [`word_or a (word_shl b k):int64`,`a:int64`; `c:int64`,`b:int64`; `k + 29`,`k:num`] JOIN) THEN
  ASM_REWRITE_TAC[ADD_ASSOC] THEN DISCH_THEN MATCH_MP_TAC THEN
  REWRITE_TAC[EXP_ADD] THEN MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP k + 2 EXP k * val(b:int64)` THEN
  ASM_REWRITE_TAC[LT_ADD_RCANCEL; ARITH_RULE `p + p * x = p * (x + 1)`; LE_MULT_LCANCEL] THEN ASM_ARITH_TAC);;
let SMALL_NUMBER = prove
 (`val(a:int64) < 2 EXP 29 ==> d = word((val a MOD 18446744073709551616) DIV 2 EXP s) /\ s <= 29
   ==> val(d:int64) = val a DIV 2 EXP s /\ val d < 2 EXP (29 - s)`,
  STRIP_TAC THEN STRIP_TAC THEN
  MP_TAC(INST [`d:int64`,`v:int64`; `a:int64`,`x:int64`; `2 EXP s`,`d:num`] LSR_FACT) THEN
  ASM_REWRITE_TAC[] THEN DISCH_TAC THEN CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
  ASM_SIMP_TAC[RDIV_LT_EQ; EXP_EQ_0; ARITH_EQ; GSYM EXP_ADD; ARITH_RULE `s <= 29 ==> s + 29 - s = 29`]);;
(* A word that begins with the digit a without its s lowest bits. *)
let FUNNELED = prove
 (`val(a:int64) < 2 EXP 29 /\ val(b:int64) < 2 EXP 29
   ==> s <= 29
   ==> d = word((val a MOD 18446744073709551616) DIV 2 EXP s)
   ==> val(word_or d (word_shl b (29 - s))) = val a DIV 2 EXP s + 2 EXP (29 - s) * val b /\
       val(word_or (word_or d (word_shl b (29 - s))) (word_shl c ((29 - s) + 29))) =
         val a DIV 2 EXP s + 2 EXP (29 - s) * val b + 2 EXP ((29 - s) + 29) * val(c:int64) MOD 2 EXP (6 + s)`,
  REPEAT DISCH_TAC THEN
  MP_TAC(MATCH_MP SMALL_NUMBER (CONJUNCT1(ASSUME `val(a:int64) < 2 EXP 29 /\ val(b:int64) < 2 EXP 29`))) THEN
  ANTS_TAC THENL [ASM_REWRITE_TAC[]; STRIP_TAC] THEN
  MP_TAC(INST [`d:int64`,`a:int64`; `29 - s`,`k:num`] FUNNEL) THEN
  ASM_SIMP_TAC[ARITH_RULE `s <= 29 ==> 64 - ((29 - s) + 29) = 6 + s /\ (29 - s) + 29 <= 64`]);;
let word_fact s = CONV_RULE NUM_REDUCE_CONV (INST [num s,`s:num`] FUNNELED);;
(* Four words of eight digits, of which the first r are below 2^29. *)
let digit_words = [`a:int64`; `b:int64`; `c:int64`; `d:int64`; `e:int64`; `f:int64`; `g:int64`; `h:int64`];;
let words_of = [`d1:int64 = word_or a (word_shl b 29)`; `x0:int64 = word_or d1 (word_shl c 58)`;
  `d2:int64 = word((val(c:int64) MOD 18446744073709551616) DIV 64)`; `d3:int64 = word_or d2 (word_shl d 23)`;
  `x1:int64 = word_or d3 (word_shl e 52)`;
  `d4:int64 = word((val(e:int64) MOD 18446744073709551616) DIV 4096)`; `d5:int64 = word_or d4 (word_shl f 17)`;
  `x2:int64 = word_or d5 (word_shl g 46)`;
  `d6:int64 = word((val(g:int64) MOD 18446744073709551616) DIV 262144)`; `x3:int64 = word_or d6 (word_shl h 11)`];;
let words_sum = `val(x0:int64) + 2 EXP 64 * val(x1:int64) + 2 EXP 128 * val(x2:int64) + 2 EXP 192 * val(x3:int64)`;;
let FIRST_WORD = CONV_RULE NUM_REDUCE_CONV (INST [`29`,`k:num`] FUNNEL);;
let packed_words r =
  let digits,beyond = chop_list r digit_words in
  let sum = end_itlist (fun a b -> mk_binop plus b a) (rev(List.mapi (fun j v ->
    mk_binop times (mk_comb(two_exp,num(29 * j))) (mk_comb(val_tm,v))) digits)) in
  let words = List.mapi (fun j x -> j,x) [`x0:int64`; `x1:int64`; `x2:int64`; `x3:int64`] in
  let after = filter (fun (j,_) -> j >= r / 2) words in
  let rest = itlist (fun (j,x) t -> mk_binop plus t (mk_binop times (mk_comb(two_exp,num(64 * j - 29 * r))) (mk_comb(val_tm,x))))
    after (if beyond = [] then `0` else vsubst [hd beyond,`v:int64`; num(64 * (r / 2) - 29 * r),`k:num`] `val(v:int64) MOD 2 EXP k`) in
  let fact (a,b,c,d,s) : tactic =
    if not (mem b digits) then ALL_TAC else
    if s = 0 then MP_TAC(INST [c,`c:int64`] FIRST_WORD) THEN ASM_REWRITE_TAC[] THEN STRIP_TAC
    else MP_TAC(INST [a,`a:int64`; b,`b:int64`; c,`c:int64`; d,`d:int64`] (word_fact s)) THEN ASM_REWRITE_TAC[] THEN STRIP_TAC in
  prove(mk_imp(list_mk_conj(words_of @ map (fun v -> vsubst [v,`v:int64`] `val(v:int64) < 536870912`) digits),
     vsubst [words_sum,`y:num`; num(29 * r),`e:num`; sum,`s:num`] `y MOD 2 EXP e = s`),
    STRIP_TAC THEN MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC rest THEN
    MAP_EVERY fact [`a:int64`,`b:int64`,`c:int64`,`a:int64`,0; `c:int64`,`d:int64`,`e:int64`,`d2:int64`,6;
      `e:int64`,`f:int64`,`g:int64`,`d4:int64`,12; `g:int64`,`h:int64`,`g:int64`,`d6:int64`,18] THEN
    CONJ_TAC THENL [ALL_TAC;
     REPEAT(FIRST_X_ASSUM(MP_TAC o check (is_binop `(<):num->num->bool` o concl))) THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC] THEN
    ASM_REWRITE_TAC[] THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;
let packed_by = map (fun r -> r,packed_words r) [2;4;6;8];;
(* The next r digits after 8 i. *)
let PACK_NEXT = prove
 (`!r. r <= 8 /\ 64 * q + 8 * 29 * i + 29 * r <= 64 * n /\
   (x DIV 2 EXP (64 * q)) MOD 2 EXP (29 * 8 * i) = packed D (8 * i) /\
   y MOD 2 EXP (29 * r) = packed (\j. D(8 * i + j)) r
   ==> (value (limbs_of (replaced x (8 * q + 29 * i) 4 y)) n DIV 2 EXP (64 * q)) MOD 2 EXP (29 * (8 * i + r)) =
       packed D (8 * i + r)`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `29 * (8 * i + r) = 8 * 29 * i + 29 * r` SUBST1_TAC THENL [ARITH_TAC; ALL_TAC] THEN
  MP_TAC(INST [`29 * r`,`c:num`; `4`,`m:num`; `29 * i`,`i:num`] PUT_FIELD) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN SUBST1_TAC] THEN
  REWRITE_TAC[PACKED_SPLIT] THEN
  SUBGOAL_THEN `8 * 29 * i = 29 * 8 * i` SUBST1_TAC THENL [ARITH_TAC; ASM_REWRITE_TAC[]]);;
let HALF_DIGIT = prove
 (`n < 536870912 ==> val(word_zx(word n:int32):int64) = n`,
  DISCH_TAC THEN REWRITE_TAC[VAL_WORD_ZX_GEN; VAL_WORD; DIMINDEX_32; DIMINDEX_64; MOD_MOD_EXP_MIN] THEN
  CONV_TAC NUM_REDUCE_CONV THEN MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC);;
let PACKED_SUMS = map (fun r -> r,prove(vsubst [num r,`r:num`; (end_itlist (fun a b -> mk_binop plus b a)
   (rev(map (fun j -> vsubst [num(29 * j),`e:num`; num j,`j:num`] `2 EXP e * D(8 * i + j)`) (0--(r-1))))),`s:num`]
     `packed (\j. D(8 * i + j)) r = s`,
   REWRITE_TAC(map (num_CONV o num) (rev(1--r))) THEN REWRITE_TAC[packed; ADD_CLAUSES] THEN
   REWRITE_TAC[ARITH_SUC] THEN CONV_TAC NUM_REDUCE_CONV)) [2;4;6;8];;
