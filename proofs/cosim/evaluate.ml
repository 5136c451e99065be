(* Evaluation of the model on literals, by proof: a conversion that takes
   `decode <numeral>` and `exec window window <instruction> (State ...)` to their
   values. A state's registers and bytes stand as hypotheses `X 5 = word 17`,
   made where they are read; what is left is a theorem about every state that
   satisfies them. *)

needs "decode.ml";;

(* The addresses that may be accessed: one page. *)

let window = new_definition
 `window a <=> val(word_sub a (word 343597383680):int64) < 4096`;;

let ALLOWED_WINDOW = prove
 (`!a n. 0 < n /\ n <= 4096
         ==> (allowed window a n <=>
              val(word_sub a (word 343597383680):int64) + n <= 4096)`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[allowed; window] THEN
  REWRITE_TAC[WORD_RULE
   `word_sub (word_add a x) b:int64 = word_add (word_sub a b) x`] THEN
  SPEC_TAC(`word_sub a (word 343597383680):int64`,`d:int64`) THEN GEN_TAC THEN
  MP_TAC(ISPEC `d:int64` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_64] THEN
  DISCH_TAC THEN
  SUBGOAL_THEN
   `!j. j < n ==> val(word_add d (word j):int64) =
                  (val d + j) MOD 2 EXP 64`
  (fun th -> SIMP_TAC[th]) THENL
   [REPEAT STRIP_TAC THEN REWRITE_TAC[VAL_WORD_ADD; VAL_WORD; DIMINDEX_64] THEN
    CONV_TAC MOD_DOWN_CONV THEN REFL_TAC;
    ALL_TAC] THEN
  ASM_CASES_TAC `val(d:int64) < 4096` THENL
   [SUBGOAL_THEN `!j. j < n ==> (val(d:int64) + j) MOD 2 EXP 64 = val d + j`
     (fun th -> SIMP_TAC[th]) THENL
     [REPEAT STRIP_TAC THEN MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC; ALL_TAC] THEN
    EQ_TAC THENL
     [DISCH_THEN(MP_TAC o SPEC `n - 1`) THEN ASM_ARITH_TAC; ARITH_TAC];
    MATCH_MP_TAC(TAUT `~p /\ ~q ==> (p <=> q)`) THEN
    CONJ_TAC THENL
     [DISCH_THEN(MP_TAC o SPEC `0`) THEN ASM_SIMP_TAC[ADD_CLAUSES; MOD_LT];
      ASM_ARITH_TAC]]);;

(* ------------------------------------------------------------------------- *)
(* The evaluator: arguments first, except those of a conditional.            *)
(* ------------------------------------------------------------------------- *)

let reducers:(string,conv)Hashtbl.t = Hashtbl.create 101;;
let reduce name conv = Hashtbl.add reducers name conv;;

(* What the case at hand gives: the value of `X 5`, `V 7` or `M (word a)`. *)

let lookup = ref (fun (tm:term) -> (failwith "lookup":thm));;

(* Words below their size are values. *)

let mod64 = power_num (Int 2) (Int 64);;
let int64 = `:int64` and int32 = `:int32` and byte = `:byte`;;
let sizes = [int64,mod64; int32,power_num (Int 2) (Int 32); byte,Int 256];;
let num_ty = `:num` and zero_tm = `0` and true_tm = `T` and false_tm = `F`;;
let is_value n tm =
  is_numeral n && (try dest_numeral n </ assoc (type_of tm) sizes with Failure _ -> false);;

let COND_CLAUSE_T,COND_CLAUSE_F = CONJ_PAIR(SPEC_ALL COND_CLAUSES);;

let rec EVAL_CONV tm =
  match tm with
    Var(_,_) | Const(_,_) | Abs(_,_) -> REFL tm
  | Comb(Comb(Comb(Const("COND",_),_),_),_) -> cond_conv tm
  | Comb(Const("NUMERAL",_),_) -> REFL tm
  | Comb(Const("word",_),n) when is_value n tm -> REFL tm
  | Comb(f,_) when is_let f || is_let tm ->
      (let_args_conv THENC let_CONV THENC EVAL_CONV) tm
  | Comb(_,_) ->
      let th = args_conv tm in
      let tm' = rand(concl th) in
      match (try Some(head_conv tm') with Failure _ -> None) with
        Some th' -> TRANS (TRANS th th') (EVAL_CONV (rand(concl th')))
      | None -> th

and cond_conv tm =
  let th = RATOR_CONV(RATOR_CONV(RAND_CONV EVAL_CONV)) tm in
  let tm' = rand(concl th) in
  let b = rand(rator(rator tm')) in
  let clause = if b = true_tm then COND_CLAUSE_T else if b = false_tm then COND_CLAUSE_F
               else failwith("EVAL_CONV: undecided: " ^ string_of_term b) in
  let th' = REWR_CONV clause tm' in
  TRANS (TRANS th th') (EVAL_CONV (rand(concl th')))

and let_args_conv tm =
  match tm with
    Const("LET",_) -> REFL tm
  | Comb(Const("LET",_),_) -> REFL tm
  | Comb(f,x) -> MK_COMB(let_args_conv f,EVAL_CONV x)
  | _ -> failwith "let_args_conv"

(* The head is left alone unless it is itself to be computed. *)

and args_conv tm =
  match tm with
    Comb(f,x) ->
      let fth = (match f with
                   Comb(Comb(Comb(Const("COND",_),_),_),_) -> cond_conv f
                 | _ -> args_conv f) in
      MK_COMB(fth,EVAL_CONV x)
  | _ -> REFL tm

and head_conv tm =
  match repeat rator tm with
    Const(name,_) ->
      (try Hashtbl.find reducers name with Not_found -> failwith "head_conv") tm
  | Var(_,_) -> !lookup tm
  | Abs(_,_) -> beta_head_conv tm
  | _ -> failwith "head_conv"

and beta_head_conv tm =
  match tm with
    Comb(Abs(_,_),_) -> BETA_CONV tm
  | Comb(f,_) -> RATOR_CONV beta_head_conv tm
  | _ -> failwith "beta_head_conv";;

(* Unfolding a definition; a partial application stays as it is. *)

let unfold th =
  let conv = GEN_REWRITE_CONV I [th] in
  let name = fst(dest_const(repeat rator (lhand(snd(strip_forall(concl th)))))) in
  reduce name conv;;

do_list unfold
 [xr; xw; vset; lo32; hi32; join32; lane32; lanes; access; writeback; bitop; base_ok; condition;
  carry_of; awc; awc_n; awc_z; awc_c; awc_v; read64; read32; xload; xstore; round_ishr; shift;
  shift_by; multiply; fld; sfld; movi_imm; movi_lanes; bitmask; structures; moves_apart; decode;
  exec_vset; exec_addsub; exec_addsub_imm; exec_adcsbc; exec_madd; exec_smaddl; exec_umulh;
  exec_logic; exec_logic_imm; exec_extr; exec_ubfm; exec_sbfm; exec_csel; exec_movz; exec_ldstp; exec_ldst;
  exec_ldst_v; exec_ldst_v_by; exec_cbz; exec_tbz; exec_bcond; exec_branch; exec_branch_link;
  exec_ret; exec_nop; exec_dup; exec_ins; exec_fmov; exec_umov; exec_halves; exec_uzp; exec_movi; exec_vadd;
  exec_vneg; exec_cmeq; exec_vshift; exec_sshl; exec_sshll; exec_smull; exec_bitsel; exec_vlogic];;

(* Recursion over lists. *)

let by_clauses th =
  let clauses = GEN_REWRITE_CONV I [th] in
  reduce (fst(dest_const(repeat rator (lhand(snd(strip_forall(hd(conjuncts(concl th)))))))))
         clauses;;
do_list by_clauses [vload; vstore; LENGTH; MEM];;

(* One clause of `exec` for each constructor. *)

let exec_clauses = map (fun th ->
  let th = SPEC_ALL th in
  fst(dest_const(repeat rator (rand(rator(lhand(concl th)))))),th) (CONJUNCTS exec);;
reduce "exec" (fun tm ->
  let name = fst(dest_const(repeat rator (rand(rator tm)))) in
  REWR_CONV (assoc name exec_clauses) tm);;

(* Where `upd` and `write64` are whole values they stay; applied, they unfold. *)

let UPD_AT = prove
 (`upd i (v:A) f j = if j = i then v else f j`,REWRITE_TAC[upd]);;
let WRITE64_AT = prove
 (`write64 a v M b =
     if val(word_sub b a) < 8
     then word(val v DIV 2 EXP (8 * val(word_sub b a))) else M b`,
  REWRITE_TAC[write64]);;
let WRITE32_AT = prove
 (`write32 a v M b =
     if val(word_sub b a) < 4
     then word(val v DIV 2 EXP (8 * val(word_sub b a))) else M b`,
  REWRITE_TAC[write32]);;
reduce "upd" (REWR_CONV UPD_AT);;
reduce "write64" (REWR_CONV WRITE64_AT);;
reduce "write32" (REWR_CONV WRITE32_AT);;

let BYTES_AT_0,BYTES_AT_SUC = CONJ_PAIR bytes_at;;
reduce "bytes_at" (fun tm ->
  if rand tm = zero_tm then REWR_CONV BYTES_AT_0 tm
  else (RAND_CONV num_CONV THENC REWR_CONV BYTES_AT_SUC) tm);;

reduce "allowed" (fun tm ->
  let th = PART_MATCH (lhand o rand) ALLOWED_WINDOW tm in
  MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th)))));;

do_list (fun (name,conv) -> reduce name conv)
 ["+",NUM_ADD_CONV; "*",NUM_MULT_CONV; "-",NUM_SUB_CONV; "EXP",NUM_EXP_CONV;
  "DIV",NUM_DIV_CONV; "MOD",NUM_MOD_CONV; "<",NUM_LT_CONV; "<=",NUM_LE_CONV;
  "int_add",INT_ADD_CONV; "int_pow",INT_POW_CONV; "div",INT_DIV_CONV; "SUC",NUM_SUC_CONV;
  "bitval",GEN_REWRITE_CONV I [BITVAL_CLAUSES];
  "~",GEN_REWRITE_CONV I [NOT_CLAUSES];
  "/\\",GEN_REWRITE_CONV I [AND_CLAUSES];
  "\\/",GEN_REWRITE_CONV I [OR_CLAUSES];
  "==>",GEN_REWRITE_CONV I [IMP_CLAUSES];
  "=",(fun tm ->
        match dest_type(type_of(rand tm)) with
          "num",_ -> NUM_EQ_CONV tm
        | "int",_ -> INT_EQ_CONV tm
        | "word",_ -> WORD_EQ_CONV tm
        | _ -> GEN_REWRITE_CONV I [EQ_CLAUSES] tm)];;

(* Those used most, on literals of 64 bits, faster than the library's. *)

let [k_tm; l_tm; m_tm; n_tm] = map (fun name -> mk_var(name,num_ty)) ["k"; "l"; "m"; "n"];;
let vals = map (fun (ty,lemma) -> ty,prove(lemma,
    REPEAT STRIP_TAC THEN REWRITE_TAC[VAL_WORD; DIMINDEX_8; DIMINDEX_32; DIMINDEX_64] THEN
    CONV_TAC NUM_REDUCE_CONV THEN ASM_SIMP_TAC[MOD_LT]))
 [int64,`n < 18446744073709551616 ==> val(word n:int64) = n`;
  int32,`n < 4294967296 ==> val(word n:int32) = n`; byte,`n < 256 ==> val(word n:byte) = n`];;
let VAL_CONV tm =
  match tm with
    Comb(_,(Comb(_,n) as w)) when is_value n w ->
      let th = INST [n,n_tm] (assoc (type_of w) vals) in
      MP th (EQT_ELIM(NUM_LT_CONV(lhand(concl th))))
  | _ -> WORD_VAL_CONV tm;;
let WRAP = prove
 (`word(18446744073709551616 + l):int64 = word l`,
  REWRITE_TAC[WORD_ADD; WORD_REDUCE_CONV `word 18446744073709551616:int64`] THEN CONV_TAC WORD_RULE);;
let ADD_BELOW = prove
 (`m + n = k ==> word_add (word m) (word n):int64 = word k`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN REWRITE_TAC[WORD_ADD]);;
let ADD_ABOVE = prove
 (`m + n = k ==> 18446744073709551616 + l = k ==> word_add (word m) (word n):int64 = word l`,
  REWRITE_TAC[GSYM WORD_ADD] THEN DISCH_THEN SUBST1_TAC THEN
  DISCH_THEN(SUBST1_TAC o SYM) THEN REWRITE_TAC[WRAP]);;
let SUB_ABOVE = prove
 (`n + l = m ==> word_sub (word m) (word n):int64 = word l`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN REWRITE_TAC[WORD_ADD] THEN CONV_TAC WORD_RULE);;
let SUB_BELOW = prove
 (`18446744073709551616 + m = k ==> n + l = k ==> word_sub (word m) (word n):int64 = word l`,
  ONCE_REWRITE_TAC[GSYM WRAP] THEN DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[WRAP; SUB_ABOVE]);;
let add_tm = `(+):num->num->num`;;
let sum m n = NUM_ADD_CONV(mk_comb(mk_comb(add_tm,mk_numeral m),mk_numeral n));;
let literals conv slow tm =
  match tm with
    Comb(Comb(_,Comb(_,m)),Comb(_,n)) when is_value m (lhand tm) && type_of tm = int64 && is_value n (rand tm) ->
      conv (dest_numeral m) (dest_numeral n)
  | _ -> slow tm;;
let chain rule ths inst =
  rev_itlist (fun th rule -> MP rule th) ths (INST (map (fun (n,v) -> mk_numeral n,v) inst) rule);;
let ADD_CONV = literals (fun m n ->
  let k = m +/ n in let l = k -/ mod64 in
  if l </ Int 0 then chain ADD_BELOW [sum m n] [m,m_tm; n,n_tm; k,k_tm]
  else chain ADD_ABOVE [sum m n; sum mod64 l] [m,m_tm; n,n_tm; k,k_tm; l,l_tm]) WORD_ADD_CONV;;
let SUB_CONV = literals (fun m n ->
  if n <=/ m then chain SUB_ABOVE [sum n (m -/ n)] [m,m_tm; n,n_tm; m -/ n,l_tm] else
  let k = mod64 +/ m in
  chain SUB_BELOW [sum mod64 m; sum n (k -/ n)] [m,m_tm; n,n_tm; k,k_tm; k -/ n,l_tm]) WORD_SUB_CONV;;

reduce "word" WORD_WORD_CONV;;
do_list (fun (name,conv) -> reduce name conv)
 ["val",VAL_CONV; "ival",WORD_IVAL_CONV; "bit",WORD_BIT_CONV;
  "word_add",ADD_CONV; "word_sub",SUB_CONV; "word_mul",WORD_MUL_CONV;
  "word_neg",WORD_NEG_CONV; "word_not",WORD_NOT_CONV; "word_and",WORD_AND_CONV;
  "word_or",WORD_OR_CONV; "word_xor",WORD_XOR_CONV; "word_shl",WORD_SHL_CONV;
  "word_ishr",WORD_ISHR_CONV; "word_ushr",WORD_USHR_CONV; "iword",WORD_IWORD_CONV;
  "word_sx",WORD_SX_CONV; "word_zx",WORD_ZX_CONV; "word_join",WORD_JOIN_CONV;
  "word_subword",WORD_SUBWORD_CONV];;
