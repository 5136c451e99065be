(* Montgomery multiplication from three calls: a product, a Montgomery reduction of it, and
   conditional_subtract on a copy of the reduction's high half. Each starts in any state that its contract
   allows; what is done in between has to keep the product, the high half, the modulus, and the carry. *)

needs "conditional_subtract.ml";;

(* ------------------------------------------------------------------------- *)
(* The statement, from the theorems of the product and of the reduction, in  *)
(* which m blocks of eight limbs are meant, and the term for the modulus.    *)
(* ------------------------------------------------------------------------- *)

(* What the theorem of a routine assumes, with other names. *)
let assumed th theta = vsubst theta (lhand(snd(strip_forall(concl th))));;
(* The call in the state s returns, in a state s' with these properties. *)
let returns s s' conds = mk_exists(s',list_mk_conj
  (vsubst [s,`s:state`; s',`s':state`] `reach (rd,wr) s s'` ::
   vsubst [s,`s:state`; s',`s':state`] `PC s' = XREG s 30` :: conds));;

let s1 = `s1:state` and s2 = `s2:state` and s3 = `s3:state`;;
(* In each, `names` is what its caller chooses besides what all have; in the last, `n` is where the modulus is. *)
let subtracted names modulus =
 list_mk_forall([s3; `pc3:int64`; `z:int64`] @ names @ [`carry:bool`],mk_imp
 (list_mk_conj [assumed CONDITIONAL_SUBTRACT_CORRECT [s3,`s:state`; `pc3:int64`,`pc:int64`];
    `XREG s3 1 = XREG s2' 0`;
    `bignum (MEMORY s3) z (8 * m) = bignum (MEMORY s2') (word_add t (word(8 * 8 * m))) (8 * m)`;
    mk_eq(`bignum (MEMORY s3) n (8 * m)`,modulus)],
  returns s3 `s3':state` (map (vsubst [modulus,`modulus:num`])
   [`bignum (MEMORY s3') z (8 * m) < modulus`;
    `(2 EXP (512 * m) * bignum (MEMORY s3') z (8 * m) ==
      bignum (MEMORY s1) x (8 * m) * bignum (MEMORY s1) y (8 * m)) (mod modulus)`])));;
let reduced names th modulus subtracted =
 list_mk_forall([s2; `pc2:int64`] @ names @ [`stack2:int64`],mk_imp
 (list_mk_conj [assumed th [s2,`s:state`; `pc2:int64`,`pc:int64`; `t:int64`,`z:int64`; `stack2:int64`,`stack:int64`];
    `bignum (MEMORY s2) t (16 * m) = bignum (MEMORY s1') t (16 * m)`;
    vsubst [modulus,`modulus:num`]
     `bignum (MEMORY s1) x (8 * m) * bignum (MEMORY s1) y (8 * m) < 2 EXP (512 * m) * modulus`],
  returns s2 `s2':state` [subtracted]));;
let multiplied names th reduced =
 list_mk_forall([s1; `pc1:int64`; `t:int64`; `x:int64`; `y:int64`; `stack1:int64`] @ names @
    [`m:num`; `rd:int64->bool`; `wr:int64->bool`],mk_imp
 (assumed th [s1,`s:state`; `pc1:int64`,`pc:int64`; `t:int64`,`z:int64`; `stack1:int64`,`stack:int64`],
  returns s1 `s1':state` [reduced]));;

(* ------------------------------------------------------------------------- *)
(* Arithmetic.                                                               *)
(* ------------------------------------------------------------------------- *)

let REDUCED = prove
 (`T0 + q * N = B * r
   ==> q < B /\ T0 < B * N /\ N < B
   ==> r < B + N /\ (if N <= r then r - N else r) < N /\
       (B * (if N <= r then r - N else r) == T0) (mod N)`,
  DISCH_TAC THEN STRIP_TAC THEN
  MP_TAC(SPECL [`T0:num`; `q:num`; `N:num`; `B:num`; `r:num`] MONTGOMERY_BOUND) THEN
  ASM_REWRITE_TAC[] THEN DISCH_TAC THEN
  CONJ_TAC THENL [ASM_ARITH_TAC; CONJ_TAC THENL [ASM_ARITH_TAC; ALL_TAC]] THEN
  FIRST_ASSUM(MP_TAC o MATCH_MP MONTGOMERY_CONG) THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN
  SUBGOAL_THEN `?d. r = N + d:num` (CHOOSE_THEN SUBST1_TAC) THENL
   [ASM_REWRITE_TAC[GSYM LE_EXISTS]; REWRITE_TAC[ADD_SUB2] THEN NUMBER_TAC]);;
let BITVAL_WORD_EQ = prove
 (`(word(bitval b):int64 = word(bitval c)) <=> (b <=> c)`,
  BOOL_CASES_TAC `b:bool` THEN BOOL_CASES_TAC `c:bool` THEN REWRITE_TAC[BITVAL_CLAUSES] THEN
  CONV_TAC WORD_REDUCE_CONV);;
let BIGNUM_BOUND = prove
 (`bignum M p (8 * m) < 2 EXP (512 * m)`,REWRITE_TAC[bignum; VALUE_BOUND_BLOCK]);;
let MODULUS_BOUND = prove
 (`bignum M p (8 * m) = N ==> N < 2 EXP (512 * m)`,MESON_TAC[BIGNUM_BOUND]);;

(* ------------------------------------------------------------------------- *)
(* The proof: each call by its theorem.                                      *)
(* ------------------------------------------------------------------------- *)

(* Takes a call off the goal by its theorem, given the name of the state after it. *)
let CALL_TAC after th : tactic =
  DISCH_THEN(X_CHOOSE_THEN after STRIP_ASSUME_TAC o MATCH_MP th) THEN
  EXISTS_TAC after THEN REPEAT(CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC]);;
let COMPOSED_TAC product reduction modulus : tactic =
  REPEAT GEN_TAC THEN CALL_TAC `s1':state` product THEN
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 MP_TAC STRIP_ASSUME_TAC) THEN
  CALL_TAC `s2':state` reduction THEN
  REPEAT GEN_TAC THEN
  DISCH_THEN(CONJUNCTS_THEN2 (fun th -> MP_TAC th THEN
    ASSUME_TAC(find (fun t -> can (find_term ((=) `carry':bool`)) (concl t)) (CONJUNCTS th))) STRIP_ASSUME_TAC) THEN
  CALL_TAC `s3':state` CONDITIONAL_SUBTRACT_CORRECT THEN
  SUBGOAL_THEN `carry':bool <=> carry` SUBST_ALL_TAC THENL
   [ONCE_REWRITE_TAC[GSYM BITVAL_WORD_EQ] THEN ASM_MESON_TAC[]; ALL_TAC] THEN
  SUBGOAL_THEN (vsubst [modulus,`modulus:num`] `modulus < 2 EXP (512 * m)`) ASSUME_TAC THENL
   [FIRST_ASSUM(ACCEPT_TAC o MATCH_MP MODULUS_BOUND); ALL_TAC] THEN
  FIRST_ASSUM(MP_TAC o MATCH_MP REDUCED) THEN
  ANTS_TAC THENL [ASM_REWRITE_TAC[BIGNUM_BOUND]; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o check (is_imp o concl)) THEN
  CONV_TAC(DEPTH_CONV let_CONV) THEN ASM_REWRITE_TAC[] THEN
  DISCH_THEN(fun th -> DISCH_THEN(CONJUNCTS_THEN2 (SUBST1_TAC o MATCH_MP th) ACCEPT_TAC));;
