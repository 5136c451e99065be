(* Memory by halves of 64-bit words: loads and stores of 32 bits, and loads of 64
   bits from 4 bytes beyond a word, in terms of whole words. *)

needs "memory.ml";;

(* ------------------------------------------------------------------------- *)
(* The halves of a word.                                                     *)
(* ------------------------------------------------------------------------- *)

let BITS_TAC : tactic =
  REPEAT GEN_TAC THEN
  REWRITE_TAC[lo32; hi32; join32; WORD_EQ_BITS_ALT; DIMINDEX_8; DIMINDEX_32; DIMINDEX_64] THEN
  CONV_TAC EXPAND_CASES_CONV THEN
  REWRITE_TAC[BIT_WORD_SUBWORD; BIT_WORD_JOIN; DIMINDEX_8; DIMINDEX_32; DIMINDEX_64] THEN
  CONV_TAC NUM_REDUCE_CONV;;
let LO32_JOIN = prove
 (`!h l. lo32(join32 h l) = l`,
  BITS_TAC);;
let HI32_JOIN = prove
 (`!h l. hi32(join32 h l) = h`,
  BITS_TAC);;
let LO32_ZX = prove
 (`!w:int32. lo32(word_zx w) = w`,
  REWRITE_TAC[lo32; GSYM VAL_EQ; VAL_WORD_SUBWORD; VAL_WORD_ZX_GEN; DIMINDEX_32; DIMINDEX_64] THEN
  GEN_TAC THEN MP_TAC(ISPEC `w:int32` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_32] THEN
  CONV_TAC NUM_REDUCE_CONV THEN SIMP_TAC[DIV_1; MOD_LT; ARITH_RULE
    `x < 4294967296 ==> x < 18446744073709551616`]);;
let JOIN32 = prove
 (`!x. join32 (hi32 x) (lo32 x) = x`,
  BITS_TAC);;

let LO32_0 = prove(`lo32(word 0) = word 0`,REWRITE_TAC[lo32; WORD_SUBWORD_0]);;

let VAL_LO32 = prove
 (`!x. val(lo32 x) = val x MOD 2 EXP 32`,
  REWRITE_TAC[lo32; VAL_WORD_SUBWORD; DIMINDEX_32; EXP; DIV_1; ARITH_RULE `MIN 32 32 = 32`]);;
let VAL_HI32 = prove
 (`!x. val(hi32 x) = val x DIV 2 EXP 32`,
  REWRITE_TAC[hi32; VAL_WORD_SUBWORD; DIMINDEX_32; ARITH_RULE `MIN 32 32 = 32`] THEN
  GEN_TAC THEN MATCH_MP_TAC MOD_LT THEN
  MP_TAC(ISPEC `x:int64` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_64] THEN ARITH_TAC);;
let VAL_JOIN32 = prove
 (`!h l. val(join32 h l) = 2 EXP 32 * val h + val l`,
  REPEAT GEN_TAC THEN MP_TAC(SPECL [`val(join32 h l)`; `2 EXP 32`] DIVISION) THEN
  REWRITE_TAC[GSYM VAL_LO32; GSYM VAL_HI32; LO32_JOIN; HI32_JOIN] THEN ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Reading.                                                                  *)
(* ------------------------------------------------------------------------- *)

let BYTES_AT_BOUND = prove
 (`!n M a. bytes_at M a n < 2 EXP (8 * n)`,
  INDUCT_TAC THEN REWRITE_TAC[bytes_at; EXP; MULT_CLAUSES; ARITH] THEN
  REPEAT GEN_TAC THEN FIRST_X_ASSUM(MP_TAC o SPECL
   [`M:int64->byte`; `word_add a (word 1):int64`]) THEN
  MP_TAC(ISPEC `(M:int64->byte) a` VAL_BOUND) THEN
  REWRITE_TAC[DIMINDEX_8; EXP_ADD] THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;

let VAL_READ64 = prove
 (`!M a. val(read64 M a) = bytes_at M a 8`,
  REPEAT GEN_TAC THEN REWRITE_TAC[read64] THEN MATCH_MP_TAC VAL_WORD_64 THEN
  MP_TAC(SPECL [`8`; `M:int64->byte`; `a:int64`] BYTES_AT_BOUND) THEN
  CONV_TAC NUM_REDUCE_CONV);;
let VAL_READ32 = prove
 (`!M a. val(read32 M a) = bytes_at M a 4`,
  REPEAT GEN_TAC THEN REWRITE_TAC[read32; VAL_WORD; DIMINDEX_32] THEN
  MATCH_MP_TAC MOD_LT THEN
  MP_TAC(SPECL [`4`; `M:int64->byte`; `a:int64`] BYTES_AT_BOUND) THEN
  CONV_TAC NUM_REDUCE_CONV);;

let READ64_HALVES = prove
 (`!M a. read64 M a = join32 (read32 M (word_add a (word 4))) (read32 M a)`,
  REPEAT GEN_TAC THEN
  REWRITE_TAC[GSYM VAL_EQ; VAL_JOIN32; VAL_READ64; VAL_READ32] THEN
  CONV_TAC(ONCE_DEPTH_CONV(fun tm -> if fst(strip_comb tm) = `bytes_at`
    then RAND_CONV(TOP_DEPTH_CONV num_CONV) tm else failwith "")) THEN
  REWRITE_TAC[bytes_at] THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add a (word m)) (word n) = word_add a (word(m + n))`] THEN
  CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;
let READ32_LOW = prove
 (`!M a. read32 M a = lo32(read64 M a)`,
  REWRITE_TAC[READ64_HALVES; LO32_JOIN]);;
let READ32_HIGH = prove
 (`!M a. read32 M (word_add a (word 4)) = hi32(read64 M a)`,
  REWRITE_TAC[READ64_HALVES; HI32_JOIN]);;

(* A word from 4 bytes beyond a on. *)

let READ64_ACROSS = prove
 (`!M a. read64 M (word_add a (word 4)) =
         join32 (lo32(read64 M (word_add a (word 8)))) (hi32(read64 M a))`,
  REWRITE_TAC[GSYM READ32_LOW; GSYM READ32_HIGH] THEN
  REPEAT GEN_TAC THEN GEN_REWRITE_TAC LAND_CONV [READ64_HALVES] THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add a (word 4)) (word 4) = word_add a (word 8)`]);;

(* ------------------------------------------------------------------------- *)
(* Writing a half: the word with that half replaced.                         *)
(* ------------------------------------------------------------------------- *)

let BYTE_OF_READ64 = prove
 (`!M b a. val(word_sub b a:int64) < 8
           ==> M b = word(val(read64 M a) DIV 2 EXP (8 * val(word_sub b a))):byte`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[VAL_READ64] THEN
  ASM_SIMP_TAC[BYTES_AT_BYTE; WORD_VAL] THEN AP_TERM_TAC THEN CONV_TAC WORD_RULE);;

let BYTE_SUBWORD = prove
 (`!x:N word. word(val x DIV 2 EXP k):byte = word_subword x (k,8)`,
  GEN_TAC THEN REWRITE_TAC[word_subword] THEN
  REWRITE_TAC[GSYM VAL_EQ; VAL_WORD; DIMINDEX_8; MOD_MOD_REFL]);;

let half_bytes = flat(map (fun k ->
  let at = vsubst [mk_small_numeral k,`k:num`; mk_small_numeral(k + 32),`j:num`] in
  map (fun tm -> prove(at tm,BITS_TAC))
   [`word_subword (join32 h l) (k,8):byte = word_subword l (k,8)`;
    `word_subword (join32 h l) (j,8):byte = word_subword h (k,8)`;
    `word_subword (lo32 x) (k,8):byte = word_subword x (k,8)`;
    `word_subword (hi32 x) (k,8):byte = word_subword x (j,8)`]) [0; 8; 16; 24]);;

(* On write32 ... = write64 ...: the eight bytes of the word at a, one by one. *)
let AT_BYTE = prove
 (`(!d. d < 8 ==> f (word_add a (word d)) = g (word_add a (word d))) /\
   (!b. ~(val(word_sub b a) < 8) ==> f b = g b:byte)
   ==> (!b:int64. f b = g b)`,
  STRIP_TAC THEN GEN_TAC THEN ASM_CASES_TAC `val(word_sub b a:int64) < 8` THEN
  ASM_SIMP_TAC[] THEN FIRST_X_ASSUM(MP_TAC o SPEC `val(word_sub b a:int64)`) THEN
  ASM_REWRITE_TAC[WORD_VAL; WORD_RULE `word_add a (word_sub b a) = b`]);;
let HALF_TAC : tactic =
  REPEAT GEN_TAC THEN REWRITE_TAC[FUN_EQ_THM; write32; write64] THEN
  MATCH_MP_TAC AT_BYTE THEN CONJ_TAC THENL
   [CONV_TAC EXPAND_CASES_CONV THEN
    REWRITE_TAC[WORD_RULE `word_sub (word_add a x) a = x`;
      WORD_RULE `word_sub (word_add a x) (word_add a y) = word_sub x y`; BYTE_SUBWORD] THEN
    CONV_TAC WORD_REDUCE_CONV THEN CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC half_bytes THEN
    REPEAT CONJ_TAC THEN
    W(fun (_,w) -> MP_TAC(SPECL [`M:int64->byte`; rand(lhand w); `a:int64`] BYTE_OF_READ64)) THEN
    REWRITE_TAC[WORD_RULE `word_sub (word_add a x) a = x`; BYTE_SUBWORD] THEN
    CONV_TAC WORD_REDUCE_CONV THEN CONV_TAC NUM_REDUCE_CONV;
    GEN_TAC THEN SIMP_TAC[] THEN DISCH_TAC THEN
    COND_CASES_TAC THEN REWRITE_TAC[] THEN POP_ASSUM MP_TAC THEN POP_ASSUM MP_TAC];;

let WRITE32_LOW = prove
 (`!M a v. write32 a v M = write64 a (join32 (hi32(read64 M a)) v) M`,
  HALF_TAC THEN ARITH_TAC);;
let WRITE32_HIGH = prove
 (`!M a v. write32 (word_add a (word 4)) v M =
           write64 a (join32 v (lo32(read64 M a))) M`,
  HALF_TAC THEN
  ONCE_REWRITE_TAC[WORD_RULE `word_sub b (word_add a (word 4)) = word_sub (word_sub b a) (word 4)`] THEN
  REWRITE_TAC[VAL_WORD_SUB_CASES] THEN CONV_TAC(ONCE_DEPTH_CONV WORD_VAL_CONV) THEN
  REWRITE_TAC[DIMINDEX_64] THEN MP_TAC(ISPEC `word_sub b a:int64` VAL_BOUND) THEN
  REWRITE_TAC[DIMINDEX_64] THEN COND_CASES_TAC THEN ASM_ARITH_TAC);;
