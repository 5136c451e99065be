(* Numbers in blocks of 512 bits: sums of blocks; Karatsuba's identity for several of them
   (Weimerskirch and Paar, "Generalizations of the Karatsuba Algorithm", 2003); blocks of 18
   limbs of 29 bits in memory and their differences. Independent of machine states. *)

needs "products29.ml";;

prioritize_int();;

(* ------------------------------------------------------------------------- *)
(* Numbers in blocks.                                                        *)
(* ------------------------------------------------------------------------- *)

let block_radix = new_definition `block_radix = (&2:int) pow 512`;;
let blocks_sum = define
 `blocks_sum (X:num->int) 0 = &0 /\
  blocks_sum X (SUC n) = blocks_sum X n + block_radix pow n * X n`;;
let BLOCKS_SUM_EXT = prove
 (`!m. (!b. b < m ==> E b = G b) ==> blocks_sum E m = blocks_sum G m`,
  INDUCT_TAC THEN REWRITE_TAC[blocks_sum] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `b < m ==> b < SUC m`; ARITH_RULE `m < SUC m`]);;
let BLOCKS_SUM_ADD = prove
 (`!m. blocks_sum (\b. E b + G b) m = blocks_sum E m + blocks_sum G m`,
  INDUCT_TAC THEN ASM_REWRITE_TAC[blocks_sum] THEN INT_ARITH_TAC);;
let BLOCKS_SUM_ZERO = prove
 (`!m. (!b. b < m ==> E b = &0) ==> blocks_sum E m = &0`,
  INDUCT_TAC THEN REWRITE_TAC[blocks_sum] THEN DISCH_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `b < m ==> b < SUC m`; ARITH_RULE `m < SUC m`] THEN INT_ARITH_TAC);;
(* The number at x, in blocks. *)
let BLOCK_LIMBS = prove
 (`bignum M (word_add x (word(64 * b))) 8 = value (\j. limbs_at M x (8 * b + j)) 8`,
  REWRITE_TAC[bignum] THEN MATCH_MP_TAC VALUE_EXT THEN REPEAT STRIP_TAC THEN
  REWRITE_TAC[limbs_at] THEN AP_TERM_TAC THEN CONV_TAC WORD_RULE);;
let NUMBER_IN_BLOCKS = prove
 (`(!b. b < n ==> X b = &(bignum M (word_add x (word(64 * b))) 8))
   ==> blocks_sum X n = &(bignum M x (8 * n)) /\ bignum M x (8 * n) < 2 EXP (512 * n)`,
  DISCH_TAC THEN CONJ_TAC THENL
   [ALL_TAC;
    REWRITE_TAC[bignum; ARITH_RULE `512 * n = 64 * 8 * n`; VALUE_BOUND]] THEN
  MATCH_MP_TAC EQ_TRANS THEN EXISTS_TAC `blocks_sum (\b. &(bignum M (word_add x (word(64 * b))) 8)) n` THEN
  CONJ_TAC THENL [MATCH_MP_TAC BLOCKS_SUM_EXT THEN ASM_SIMP_TAC[]; POP_ASSUM(K ALL_TAC)] THEN
  SPEC_TAC(`n:num`,`n:num`) THEN INDUCT_TAC THENL
   [REWRITE_TAC[blocks_sum; bignum; MULT_CLAUSES; value];
    ASM_REWRITE_TAC[blocks_sum; BLOCK_LIMBS; block_radix; INT_POW_POW] THEN
    REWRITE_TAC[bignum; ARITH_RULE `8 * SUC n = 8 * n + 8`; VALUE_SPLIT; ARITH_RULE `64 * 8 * n = 512 * n`;
      INT_OF_NUM_ADD; INT_OF_NUM_MUL; INT_OF_NUM_POW]]);;

(* ------------------------------------------------------------------------- *)
(* The identity, for the sizes there are.                                    *)
(* ------------------------------------------------------------------------- *)

(* E 0 + ... + E b *)
let running = define
 `running (E:num->int) 0 = E 0 /\
  running E (SUC b) = running E b + E(SUC b)`;;
let spread = new_definition
 `spread (E:num->int) n b = if b < n then running E b else running E n - running E (b - n)`;;

(* Products of differences of block i and the m after it; of all blocks below i. *)
let pair_row = define
 `pair_row (X:num->int) Y i 0 = &0 /\
  pair_row X Y i (SUC m) = pair_row X Y i m +
    block_radix pow (i + i + 1 + m) * (X i - X(i + 1 + m)) * (Y(i + 1 + m) - Y i)`;;
let pair_rows = define
 `pair_rows (X:num->int) Y n 0 = &0 /\
  pair_rows X Y n (SUC i) = pair_rows X Y n i + pair_row X Y i (n - 1 - i)`;;

let EXPAND_SUMS =
  let at def = let d0,d1 = CONJ_PAIR def in
    REWR_CONV d0 ORELSEC (RAND_CONV num_CONV THENC REWR_CONV d1) in
  let defs = FIRST_CONV(map at [blocks_sum; running; pair_row; pair_rows]) in
  REPEATC(CHANGED_CONV(ONCE_DEPTH_CONV(REWR_CONV spread ORELSEC defs) THENC DEPTH_CONV BETA_CONV THENC
    NUM_REDUCE_CONV THENC REWRITE_CONV[]));;
let for_sizes tm =
  let at n =
    let th = (NUM_REDUCE_CONV THENC EXPAND_SUMS) (vsubst [mk_small_numeral n,`n:num`] tm) in
    let a,b = dest_eq(rand(concl th)) in
    EQ_MP (SYM th) (TRANS (INT_POLY_CONV a) (SYM(INT_POLY_CONV b))) in
  prove(mk_imp(`1 <= n /\ n <= 8`,tm),
    STRIP_TAC THEN
    SUBGOAL_THEN `n = 1 \/ n = 2 \/ n = 3 \/ n = 4 \/ n = 5 \/ n = 6 \/ n = 7 \/ n = 8`
     (REPEAT_TCL DISJ_CASES_THEN SUBST1_TAC) THENL
     (ASM_ARITH_TAC :: map (fun n -> ACCEPT_TAC(at n)) (1--8)));;

let SPREAD_SUM = for_sizes
 `blocks_sum (spread E n) (2 * n) = blocks_sum E (n + 1) * blocks_sum (\b. &1) n`;;
let KARATSUBA = for_sizes
 `blocks_sum (\b. X b * Y b) n * blocks_sum (\b. &1) n + pair_rows X Y n (n - 1) =
  blocks_sum X n * blocks_sum Y n`;;

(* ------------------------------------------------------------------------- *)
(* Blocks in memory.                                                         *)
(* ------------------------------------------------------------------------- *)

let ISUM_18_EXT = prove
 (`(!c. c < 18 ==> f c = g c:int) ==> isum {c | c < 18} f = isum {c | c < 18} g`,
  DISCH_THEN(fun th -> REWRITE_TAC[ISUM_18] THEN REWRITE_TAC(CONJUNCTS(CONV_RULE EXPAND_CASES_CONV th))));;
let unpacked = new_definition
 `unpacked M p v <=> is_block29 M p /\ (!i. i < 18 ==> &0 <= limb29 M p i) /\ block29 M p = v`;;

let DIGITS = prove
 (`!m. isum {i | i < m} (\i. &((v DIV 2 EXP (29 * i)) MOD 2 EXP 29) * &2 pow (29 * i)) = &(v MOD 2 EXP (29 * m))`,
  INDUCT_TAC THENL
   [REWRITE_TAC[ISUM_LT; MULT_CLAUSES; EXP; MOD_1];
    REWRITE_TAC[ISUM_LT] THEN ASM_REWRITE_TAC[] THEN
    REWRITE_TAC[ARITH_RULE `29 * SUC m = 29 * m + 29`; EXP_ADD; MOD_MULT_MOD; INT_OF_NUM_ADD; INT_OF_NUM_MUL; INT_OF_NUM_POW] THEN
    REWRITE_TAC[GSYM INT_OF_NUM_ADD; GSYM INT_OF_NUM_MUL] THEN INT_ARITH_TAC]);;
let IVAL_LIMB = prove
 (`val(w:int32) < 2 EXP 29 ==> ival w = &(val w)`,
  DISCH_TAC THEN REWRITE_TAC[ival; DIMINDEX_32] THEN
  SUBGOAL_THEN `val(w:int32) < 2 EXP (32 - 1)` (fun th -> REWRITE_TAC[th]) THEN
  POP_ASSUM MP_TAC THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;
let WORDS_OF_BLOCK = prove
 (`word_add (word_add z (word a)) (word e):int64 = word_add z (word(a + e))`,
  CONV_TAC WORD_RULE);;

(* What unpack_29 leaves of eight limbs. *)
let UNPACKED = prove
 (`read32 M' (word_add z (word(80 * b))) = word 0 /\
   (!i. i < 18 ==> val(read32 M' (word_add z (word(80 * b + 4 * (i + 1))))) =
                   (bignum M (word_add x (word(64 * b))) 8 DIV 2 EXP (29 * i)) MOD 2 EXP 29) /\
   read32 M' (word_add z (word(80 * b + 76))) = word 0
   ==> unpacked M' (word_add z (word(80 * b))) (&(bignum M (word_add x (word(64 * b))) 8))`,
  STRIP_TAC THEN
  ABBREV_TAC `v = bignum M (word_add x (word(64 * b))) 8` THEN
  SUBGOAL_THEN `!i. i < 18 ==> limb29 M' (word_add z (word(80 * b))) i = &((v DIV 2 EXP (29 * i)) MOD 2 EXP 29)` ASSUME_TAC THENL
   [REPEAT STRIP_TAC THEN REWRITE_TAC[limb29; WORDS_OF_BLOCK] THEN
    SUBGOAL_THEN `val(read32 M' (word_add z (word(80 * b + 4 * (i + 1))))) < 2 EXP 29`
     (SUBST1_TAC o MATCH_MP IVAL_LIMB) THENL
     [ASM_SIMP_TAC[MOD_LT_EQ; EXP_EQ_0; ARITH_EQ]; ASM_SIMP_TAC[]];
    ASM_SIMP_TAC[unpacked; is_block29; WORDS_OF_BLOCK; INT_POS; INT_ABS_NUM; INT_OF_NUM_LT; INT_OF_NUM_POW;
      MOD_LT_EQ; EXP_EQ_0; ARITH_EQ]] THEN
  REWRITE_TAC[block29] THEN MATCH_MP_TAC EQ_TRANS THEN
  EXISTS_TAC `isum {i | i < 18} (\i. &((v DIV 2 EXP (29 * i)) MOD 2 EXP 29) * &2 pow (29 * i))` THEN CONJ_TAC THENL
   [MATCH_MP_TAC ISUM_18_EXT THEN ASM_SIMP_TAC[];
    REWRITE_TAC[DIGITS; INT_OF_NUM_EQ] THEN MATCH_MP_TAC MOD_LT THEN
    EXPAND_TAC "v" THEN REWRITE_TAC[bignum] THEN
    MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP (64 * 8)` THEN REWRITE_TAC[VALUE_BOUND; LE_EXP] THEN
    CONV_TAC NUM_REDUCE_CONV]);;

let IVAL_SUB = prove
 (`abs(ival(a:int32) - ival b) < &2 pow 31 ==> ival(word_sub a b) = ival a - ival b`,
  DISCH_TAC THEN
  SUBST1_TAC(MESON[IWORD_IVAL] `word_sub (a:int32) b = word_sub (iword(ival a)) (iword(ival b))`) THEN
  REWRITE_TAC[GSYM IWORD_INT_SUB] THEN MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_32] THEN
  POP_ASSUM MP_TAC THEN CONV_TAC(ONCE_DEPTH_CONV NUM_SUB_CONV) THEN INT_ARITH_TAC);;
let IVAL_NEG = prove
 (`abs(ival(a:int32)) < &2 pow 31 ==> ival(word_neg a) = --ival a`,
  DISCH_TAC THEN SUBST1_TAC(MESON[IWORD_IVAL] `word_neg (a:int32) = word_neg(iword(ival a))`) THEN
  REWRITE_TAC[GSYM IWORD_INT_NEG] THEN MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_32] THEN
  POP_ASSUM MP_TAC THEN CONV_TAC(ONCE_DEPTH_CONV NUM_SUB_CONV) THEN INT_ARITH_TAC);;

let BLOCK29_EXT = prove
 (`(!i. i < 18 ==> limb29 M' q i = e * limb29 M p i + f * limb29 N r i)
   ==> block29 M' q = e * block29 M p + f * block29 N r`,
  DISCH_THEN(fun th -> REWRITE_TAC[block29; ISUM_18] THEN REWRITE_TAC(CONJUNCTS(CONV_RULE EXPAND_CASES_CONV th))) THEN
  INT_ARITH_TAC);;

(* Differences of unpacked blocks, and their negatives. *)
let DIFFERENCE = prove
 (`(!w. w < 20 ==> read32 M' (word_add q (word(4 * w))) =
                   word_sub (read32 M (word_add a (word(4 * w)))) (read32 M (word_add b (word(4 * w))))) /\
   unpacked M a u /\ unpacked M b v
   ==> is_block29 M' q /\ block29 M' q = u - v /\
       (!i. i < 18 ==> limb29 M' q i = limb29 M a i - limb29 M b i)`,
  REWRITE_TAC[unpacked; is_block29] THEN STRIP_TAC THEN
  FIRST_ASSUM(MP_TAC o SPEC `0` o check (free_in `20` o concl)) THEN
  FIRST_ASSUM(MP_TAC o SPEC `19` o check (free_in `20` o concl)) THEN
  CONV_TAC NUM_REDUCE_CONV THEN ASM_REWRITE_TAC[WORD_ADD_0; WORD_SUB_0] THEN REPEAT DISCH_TAC THEN
  SUBGOAL_THEN `!i. i < 18 ==> limb29 M' q i = limb29 M a i - limb29 M b i /\ abs(limb29 M' q i) < &2 pow 29` ASSUME_TAC THENL
   [X_GEN_TAC `i:num` THEN DISCH_TAC THEN
    SUBGOAL_THEN `abs(limb29 M a i - limb29 M b i) < &2 pow 29` ASSUME_TAC THENL
     [REPEAT(FIRST_X_ASSUM(MP_TAC o C MATCH_MP (ASSUME `i < 18`))) THEN INT_ARITH_TAC; ALL_TAC] THEN
    SUBGOAL_THEN `limb29 M' q i = limb29 M a i - limb29 M b i` (fun th -> ASM_REWRITE_TAC[th]) THEN
    REWRITE_TAC[limb29] THEN ASM_SIMP_TAC[ARITH_RULE `i < 18 ==> i + 1 < 20`] THEN
    MATCH_MP_TAC IVAL_SUB THEN REWRITE_TAC[GSYM limb29] THEN POP_ASSUM MP_TAC THEN INT_ARITH_TAC;
    ASM_SIMP_TAC[]] THEN
  MP_TAC(INST [`q:int64`,`q:int64`; `a:int64`,`p:int64`; `b:int64`,`r:int64`; `&1:int`,`e:int`; `-- &1:int`,`f:int`;
    `M:int64->byte`,`N:int64->byte`] BLOCK29_EXT) THEN
  ASM_SIMP_TAC[INT_ARITH `&1 * a + -- &1 * b:int = a - b`]);;
let NEGATED = prove
 (`(!w. w < 20 ==> read32 M' (word_add q (word(4 * w))) = word_neg(read32 M (word_add p (word(4 * w))))) /\
   is_block29 M p
   ==> is_block29 M' q /\ block29 M' q = --block29 M p /\
       (!i. i < 18 ==> limb29 M' q i = --limb29 M p i)`,
  REWRITE_TAC[is_block29] THEN STRIP_TAC THEN
  FIRST_ASSUM(MP_TAC o SPEC `0` o check (free_in `20` o concl)) THEN
  FIRST_ASSUM(MP_TAC o SPEC `19` o check (free_in `20` o concl)) THEN
  CONV_TAC NUM_REDUCE_CONV THEN ASM_REWRITE_TAC[WORD_ADD_0; WORD_NEG_0] THEN REPEAT DISCH_TAC THEN
  SUBGOAL_THEN `!i. i < 18 ==> limb29 M' q i = --limb29 M p i` ASSUME_TAC THENL
   [X_GEN_TAC `i:num` THEN DISCH_TAC THEN REWRITE_TAC[limb29] THEN
    ASM_SIMP_TAC[ARITH_RULE `i < 18 ==> i + 1 < 20`] THEN
    MATCH_MP_TAC IVAL_NEG THEN REWRITE_TAC[GSYM limb29] THEN
    FIRST_X_ASSUM(MP_TAC o C MATCH_MP (ASSUME `i < 18`) o check (free_in `(&2 pow 29):int` o concl)) THEN INT_ARITH_TAC;
    ASM_SIMP_TAC[INT_ABS_NEG]] THEN
  MP_TAC(INST [`p:int64`,`r:int64`; `-- &1:int`,`e:int`; `&0:int`,`f:int`; `M:int64->byte`,`N:int64->byte`] BLOCK29_EXT) THEN
  ASM_SIMP_TAC[INT_ARITH `-- &1 * a + &0 * b:int = --a`]);;

(* They depend on the 20 words only. *)
let LIMBS_EQ = prove
 (`(!w. w < 20 ==> read32 M' (word_add p (word(4 * w))) = read32 M (word_add p (word(4 * w))))
   ==> (is_block29 M' p <=> is_block29 M p) /\ block29 M' p = block29 M p /\
       (!i. i < 18 ==> limb29 M' p i = limb29 M p i)`,
  DISCH_TAC THEN
  SUBGOAL_THEN `!i. i < 18 ==> limb29 M' p i = limb29 M p i` ASSUME_TAC THENL
   [REPEAT STRIP_TAC THEN REWRITE_TAC[limb29] THEN ASM_SIMP_TAC[ARITH_RULE `i < 18 ==> i + 1 < 20`]; ALL_TAC] THEN
  FIRST_ASSUM(MP_TAC o SPEC `0` o check (free_in `20` o concl)) THEN
  FIRST_ASSUM(MP_TAC o SPEC `19` o check (free_in `20` o concl)) THEN
  CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[WORD_ADD_0] THEN REPEAT DISCH_TAC THEN
  ASM_SIMP_TAC[is_block29] THEN REWRITE_TAC[block29] THEN MATCH_MP_TAC ISUM_18_EXT THEN ASM_SIMP_TAC[]);;
let UNPACKED_EQ = prove
 (`(!w. w < 20 ==> read32 M' (word_add p (word(4 * w))) = read32 M (word_add p (word(4 * w))))
   ==> (unpacked M' p v <=> unpacked M p v)`,
  DISCH_THEN(STRIP_ASSUME_TAC o MATCH_MP LIMBS_EQ) THEN ASM_SIMP_TAC[unpacked]);;
let PRODUCT_COLUMNS_EQ = prove
 (`(!w. w < 20 ==> read32 M' (word_add x (word(4 * w))) = read32 M (word_add x (word(4 * w)))) /\
   (!w. w < 20 ==> read32 M' (word_add y (word(4 * w))) = read32 M (word_add y (word(4 * w))))
   ==> (product_columns M' x y d <=> product_columns M x y d)`,
  DISCH_THEN(CONJUNCTS_THEN(STRIP_ASSUME_TAC o MATCH_MP LIMBS_EQ)) THEN ASM_SIMP_TAC[product_columns]);;

prioritize_num();;
