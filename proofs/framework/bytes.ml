(* Loads of 64 bits from any byte of a buffer of limbs: bits of its number. *)

needs "halves.ml";;
needs "bignum.ml";;

let VALUE_BYTE = prove
 (`i < 8 * n ==> word(val(A(i DIV 8)) DIV 2 EXP (8 * i MOD 8)):byte = word(value A n DIV 2 EXP (8 * i))`,
  DISCH_TAC THEN
  MP_TAC(SPECL [`A:num->int64`; `n:num`; `i DIV 8`; `8 * i MOD 8`; `8`] FIELD_WITHIN) THEN
  MP_TAC(SPECL [`i:num`; `8`] DIVISION) THEN REWRITE_TAC[ARITH_EQ] THEN STRIP_TAC THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `64 * i DIV 8 + 8 * i MOD 8 = 8 * i` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[GSYM VAL_EQ; VAL_WORD; DIMINDEX_8] THEN DISCH_THEN(ACCEPT_TAC o SYM));;

(* What 8 bytes from byte i on are. *)
let BITS64 = prove
 (`(!j. j < 8 ==> M (word_add a (word j)) = word(x DIV 2 EXP (8 * j)):byte) ==> read64 M a = word x`,
  DISCH_THEN(MP_TAC o MATCH_MP BYTES_AT_DIGITS) THEN REWRITE_TAC[read64] THEN DISCH_THEN SUBST1_TAC THEN
  REWRITE_TAC[GSYM VAL_EQ; VAL_WORD; DIMINDEX_64] THEN CONV_TAC NUM_REDUCE_CONV THEN
  REWRITE_TAC[MOD_MOD_REFL]);;
let MEM_OF_READ64_BITS = prove
 (`!p n A l M i. i + 8 <= 8 * n /\ 8 * n <= 2 EXP 64
     ==> read64 (mem_of (CONS (p,n,A) l) M) (word_add p (word i)) = word(value A n DIV 2 EXP (8 * i))`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC BITS64 THEN X_GEN_TAC `j:num` THEN DISCH_TAC THEN
  REWRITE_TAC[mem_of; WORD_RULE `word_sub (word_add (word_add p (word i)) (word j)) p = word(i + j)`] THEN
  SUBGOAL_THEN `val(word(i + j):int64) = i + j` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `i + j < 8 * n` (fun th -> REWRITE_TAC[th; MATCH_MP VALUE_BYTE th]) THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[DIV_DIV; GSYM EXP_ADD; LEFT_ADD_DISTRIB]);;

(* The same of what nothing is written to. *)
let READ64_BITS = prove
 (`!p n M i. i + 8 <= 8 * n /\ 8 * n <= 2 EXP 64
     ==> read64 M (word_add p (word i)) = word(value (limbs_at M p) n DIV 2 EXP (8 * i))`,
  REPEAT STRIP_TAC THEN MP_TAC(ISPECL [`p:int64`; `n:num`; `limbs_at M p`;
    `[]:(int64#num#(num->int64))list`; `M:int64->byte`; `i:num`] MEM_OF_READ64_BITS) THEN
  ASM_SIMP_TAC[MEM_OF_INIT; MEM_OF_NIL]);;

(* c bytes from byte b + j of a buffer on, of which b + w are known to be within. *)
let BYTES_WITHIN = prove
 (`!b w n. b + w <= 8 * n ==> !j c. j + c <= w ==> (b + j) + c <= 8 * n`,
  ARITH_TAC);;
let ALLOWED_BYTES = prove
 (`allowed r p (8 * n) ==> i + c <= 8 * n ==> allowed r (word_add p (word i)) c`,
  REWRITE_TAC[allowed] THEN REPEAT STRIP_TAC THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word m)) (word n) = word_add p (word(m + n))`] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let APART_BYTES = prove
 (`apart (p,8 * n) (q,m) ==> i + c <= 8 * n ==> apart (word_add p (word i),c) (q,m)`,
  REWRITE_TAC[apart] THEN REPEAT STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPECL [`i + i'`; `j:num`]) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  POP_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[] THEN CONV_TAC WORD_RULE);;

(* Pointers to bytes: base + (b + j), j a numeral and b no multiple of 8 by its form. *)
let BYTE_ADD = prove
 (`j + k = j' ==> word_add (word_add p (word(b + j))) (word k):int64 = word_add p (word(b + j'))`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN CONV_TAC WORD_RULE);;
let BYTE_SUB = prove
 (`j + k = j' + 2 EXP 64
   ==> word_add (word_add p (word(b + j))) (word k):int64 = word_add p (word(b + j'))`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `word(j + k):int64 = word j'` MP_TAC THENL
   [ASM_REWRITE_TAC[WORD_EQ; DIMINDEX_64] THEN REWRITE_TAC[CONG; MOD_MULT_ADD;
     ARITH_RULE `a + 2 EXP 64 = 2 EXP 64 * 1 + a`];
    CONV_TAC WORD_RULE]);;
let dest_byte tm =
  match tm with
    Comb(Comb(Const("word_add",_),p),Comb(Const("word",_),Comb(Comb(Const("+",_),b),j)))
      when is_numeral j -> p,b,dest_numeral j
  | _ -> failwith "dest_byte: not base + (b + j)";;
