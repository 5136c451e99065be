(* Products of blocks: 18 limbs of 29 bits with signs, in 20 words of 32 bits of which
   the first and the last are 0. Words of 64 bits are integers modulo 2^64: of each
   name v of v = e the equation v = iword E is found, where E are integers. *)

needs "fields29.ml";;

(* Limb i of the block at p; the number of the block. *)
let limb29 = new_definition
 `limb29 M (p:int64) i = ival(read32 M (word_add p (word(4 * (i + 1)))))`;;
let block29 = new_definition
 `block29 M p = isum {i | i < 18} (\i. limb29 M p i * &2 pow (29 * i))`;;
let is_block29 = new_definition
 `is_block29 M p <=>
    read32 M p = word 0 /\ read32 M (word_add p (word 76)) = word 0 /\
    (!i. i < 18 ==> abs(limb29 M p i) < &2 pow 29)`;;

(* What 36 columns gain by the product of the blocks at x and y: column i < 18 weighs
   2^(29 i), column 18 + i 2^(512 + 29 i). They gain little, and lose nothing if no limb
   is negative. *)
let product_columns = new_definition
 `product_columns M x y d <=>
    isum {i | i < 18} (\i. (d i + d(18 + i) * &2 pow 512) * &2 pow (29 * i)) = block29 M x * block29 M y /\
    (!i. i < 18 ==> abs(d i) < &2 pow 34 /\ abs(d(18 + i)) < &3 * &2 pow 42) /\
    ((!i. i < 18 ==> &0 <= limb29 M x i /\ &0 <= limb29 M y i) ==> !i. i < 36 ==> &0 <= d i)`;;

(* ------------------------------------------------------------------------- *)
(* Integers modulo 2^64.                                                     *)
(* ------------------------------------------------------------------------- *)

let FIRST_PRODUCT = prove
 (`v:int64 = word_mul (word_sx(x:int32)) (word_sx(y:int32))
   ==> ival x = a ==> ival y = b ==> v = iword(a * b)`,
  DISCH_THEN SUBST1_TAC THEN REPEAT(DISCH_THEN(SUBST1_TAC o SYM)) THEN
  REWRITE_TAC[word_sx; IWORD_INT_MUL]);;
let NEXT_PRODUCT = prove
 (`v:int64 = word_add z (word_mul (word_sx(x:int32)) (word_sx(y:int32)))
   ==> z = iword s ==> ival x = a ==> ival y = b ==> v = iword(s + a * b)`,
  DISCH_THEN SUBST1_TAC THEN DISCH_THEN SUBST1_TAC THEN
  REPEAT(DISCH_THEN(SUBST1_TAC o SYM)) THEN
  REWRITE_TAC[word_sx; IWORD_INT_MUL; IWORD_INT_ADD]);;
let ADDED = prove
 (`v:int64 = word_add x y ==> x = iword s ==> y = iword t ==> v = iword(s + t)`,
  REPEAT(DISCH_THEN SUBST1_TAC) THEN REWRITE_TAC[IWORD_INT_ADD]);;
let SHIFTED_UP = prove
 (`v:int64 = word_shl x 10 ==> x = iword s ==> v = iword(&1024 * s)`,
  REPEAT(DISCH_THEN SUBST1_TAC) THEN
  REWRITE_TAC[WORD_RULE `word_shl x 10:int64 = word_mul (word 1024) x`; IWORD_INT_MUL; WORD_IWORD]);;
let KEPT_LOW = prove
 (`v:int64 = word_and x (word 536870911) ==> x = iword s ==> v = iword(s rem &2 pow 29)`,
  REPEAT(DISCH_THEN SUBST1_TAC) THEN
  REWRITE_TAC[SYM(NUM_REDUCE_CONV `2 EXP 29 - 1`); WORD_AND_MASK_WORD] THEN
  REWRITE_TAC[WORD_IWORD] THEN AP_TERM_TAC THEN
  REWRITE_TAC[GSYM INT_OF_NUM_REM; GSYM INT_OF_NUM_POW; INT_REM_EQ] THEN
  MP_TAC(ISPEC `s:int` (INST_TYPE [`:64`,`:N`] VAL_IWORD_CONG)) THEN
  REWRITE_TAC[DIMINDEX_64; ARITH_RULE `64 = 29 + 35`; INT_POW_ADD] THEN
  REWRITE_TAC[INTEGER_RULE `(x:int == y) (mod (a * b)) ==> (x == y) (mod a)`]);;
let HIGH_ADDED = prove
 (`v:int64 = word_add z (word_ishr x 29) ==> z = iword t ==> x = iword s ==> abs s < &2 pow 63
   ==> v = iword(t + s div &2 pow 29)`,
  REPEAT(DISCH_THEN SUBST1_TAC) THEN DISCH_TAC THEN
  SUBGOAL_THEN `ival(iword s:int64) = s` ASSUME_TAC THENL
   [MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_64] THEN
    CONV_TAC NUM_REDUCE_CONV THEN POP_ASSUM MP_TAC THEN INT_ARITH_TAC;
    ASM_REWRITE_TAC[word_ishr; IWORD_INT_ADD]]);;

(* ------------------------------------------------------------------------- *)
(* Bounds: a limb of twice 29 bits counts twice.                             *)
(* ------------------------------------------------------------------------- *)

let LIMB_PRODUCT_BOUND = prove
 (`abs(a:int) <= &m * &2 pow 29 /\ abs b <= &n * &2 pow 29 ==> abs(a * b) <= &(m * n) * &2 pow 58`,
  STRIP_TAC THEN REWRITE_TAC[INT_ABS_MUL; GSYM INT_OF_NUM_MUL; ARITH_RULE `58 = 29 + 29`; INT_POW_ADD] THEN
  ONCE_REWRITE_TAC[INT_ARITH `((m:int) * n) * b * c = (m * b) * n * c`] THEN
  MATCH_MP_TAC INT_LE_MUL2 THEN ASM_REWRITE_TAC[INT_ABS_POS]);;
let LIMB_SUM_BOUND = prove
 (`abs(s:int) <= &m * b /\ abs t <= &n * b ==> abs(s + t) <= &(m + n) * b`,
  REWRITE_TAC[GSYM INT_OF_NUM_ADD; INT_ADD_RDISTRIB] THEN INT_ARITH_TAC);;
let NONE_BOUND = prove(`abs(&0:int) <= &0 * b`,REWRITE_TAC[INT_ABS_0; INT_MUL_LZERO; INT_LE_REFL]);;
let FITS = prove
 (`abs(s:int) <= &n * &2 pow 58 ==> n < 32 ==> abs s < &2 pow 63`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC INT_LET_TRANS THEN EXISTS_TAC `(&31 * &2 pow 58):int` THEN
  CONJ_TAC THENL [ALL_TAC; CONV_TAC INT_REDUCE_CONV] THEN
  MATCH_MP_TAC INT_LE_TRANS THEN EXISTS_TAC `(&n * &2 pow 58):int` THEN ASM_REWRITE_TAC[] THEN
  MATCH_MP_TAC INT_LE_RMUL THEN CONV_TAC INT_REDUCE_CONV THEN
  REWRITE_TAC[INT_OF_NUM_LE] THEN ASM_ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Limbs in 64-bit words.                                                    *)
(* ------------------------------------------------------------------------- *)

let LIMB_LOW = prove
 (`lo32(limbs_at M p (0 + j)) = read32 M (word_add p (word(8 * j)))`,
  REWRITE_TAC[limbs_at; READ32_LOW; ADD_CLAUSES]);;
let LIMB_HIGH = prove
 (`hi32(limbs_at M p (0 + j)) = read32 M (word_add p (word(8 * j + 4)))`,
  REWRITE_TAC[limbs_at; WORD_RULE `word_add p (word(a + 4)) = word_add (word_add p (word a)) (word 4)`;
              READ32_HIGH; ADD_CLAUSES]);;

let ONE_LIMB = prove(`abs(a:int) < &2 pow 29 ==> abs a <= &1 * &2 pow 29`,INT_ARITH_TAC);;

(* For the block at p, in the words limbs_at M p (0 + j): each word w of 32 bits and the
   theorems ival w = <limb> and abs <limb> <= &1 * 2^29, under is_block29 M p. *)
let limbs_of_block p =
  let block = ASSUME(list_mk_comb(`is_block29 M`,[p])) in
  let [first; last; small] = CONJUNCTS(REWRITE_RULE[is_block29] block) in
  let word k =
    let th = INST [p,`p:int64`; num(k / 2),`j:num`] (if k mod 2 = 0 then LIMB_LOW else LIMB_HIGH) in
    CONV_RULE(RAND_CONV(DEPTH_CONV NUM_MULT_CONV THENC DEPTH_CONV NUM_ADD_CONV)) th in
  let limb i =
    let def = SPECL [`M:int64->byte`; p; num i] limb29 in
    let def = CONV_RULE(RAND_CONV(DEPTH_CONV NUM_ADD_CONV THENC DEPTH_CONV NUM_MULT_CONV)) def in
    let th = AP_TERM `ival:int32->int` (word(i + 1)) in
    let bound = SPEC (num i) small in
    rand(lhand(concl th)),TRANS th (SYM def),MATCH_MP ONE_LIMB (MP bound (numeral_fact(lhand(concl bound)))) in
  let zero k end_th =
    let th = AP_TERM `ival:int32->int` (TRANS (REWRITE_RULE[WORD_ADD_0] (word k)) end_th) in
    rand(lhand(concl th)),REWRITE_RULE[IVAL_WORD_0] th,INT_ARITH `abs(&0:int) <= &1 * &2 pow 29` in
  zero 0 first :: zero 19 last :: map limb (0--17);;

(* ------------------------------------------------------------------------- *)
(* The pass over the names of a run.                                         *)
(* ------------------------------------------------------------------------- *)

let IVAL_SELF = prove(`x:int64 = iword(ival x)`,REWRITE_TAC[IWORD_IVAL]);;
let WORD_0_IWORD = prove(`word 0:int64 = iword(&0)`,REWRITE_TAC[WORD_IWORD]);;

(* Twice a limb, as a sum or a shift by 1; a shift by 0. *)
let TWICE = prove
 (`ival(w:int32) = a ==> abs a <= &1 * &2 pow 29
   ==> ival(word_add w w) = &2 * a /\ abs(&2 * a) <= &2 * &2 pow 29`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN CONV_TAC INT_REDUCE_CONV THEN DISCH_TAC THEN CONJ_TAC THENL
   [SUBST1_TAC(MESON[IWORD_IVAL] `word_add (w:int32) w = word_add (iword(ival w)) (iword(ival w))`) THEN
    REWRITE_TAC[GSYM IWORD_INT_ADD; INT_ARITH `x + x:int = &2 * x`] THEN
    MATCH_MP_TAC IVAL_IWORD THEN REWRITE_TAC[DIMINDEX_32]; ALL_TAC] THEN
  POP_ASSUM MP_TAC THEN CONV_TAC(ONCE_DEPTH_CONV NUM_SUB_CONV THENC INT_REDUCE_CONV) THEN INT_ARITH_TAC);;
let SHIFT_BY_0 = prove
 (`shift_by w (word 0) = w`,
  REWRITE_TAC[shift_by] THEN CONV_TAC(TOP_DEPTH_CONV let_CONV) THEN CONV_TAC WORD_REDUCE_CONV THEN
  CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[WORD_SHL_ZERO]);;
let SHIFT_BY_1 = prove
 (`shift_by w (word 1) = word_add w w`,
  REWRITE_TAC[shift_by] THEN CONV_TAC(TOP_DEPTH_CONV let_CONV) THEN CONV_TAC WORD_REDUCE_CONV THEN
  CONV_TAC NUM_REDUCE_CONV THEN CONV_TAC WORD_RULE);;
let shift_conv = RAND_CONV(REWRITE_CONV[LO32_JOIN; HI32_JOIN; lo32; hi32] THENC WORD_REDUCE_CONV) THENC
  GEN_REWRITE_CONV I [SHIFT_BY_0; SHIFT_BY_1];;

(* The value of a word of 32 bits: |- ival t = a, |- abs a <= &n * 2^29. *)
let rec limb_value table defs t =
  let via th = let a,b = limb_value table defs (rand(concl th)) in
               TRANS (AP_TERM `ival:int32->int` th) a,b in
  try let _,a,b = find (fun (u,_,_) -> u = t) table in a,b with Failure _ ->
  match t with
    Comb(Comb(Const("word_add",_),w),w') when w = w' ->
      let a,b = limb_value table defs w in CONJ_PAIR(MATCH_MP (MATCH_MP TWICE a) b)
  | Comb(Comb(Const("shift_by",_),_),_) -> via (shift_conv t)
  | _ ->
    try via (GEN_REWRITE_CONV I [LO32_JOIN; HI32_JOIN; LO32_ZX] t) with Failure _ ->
    if is_var(rand t) then via (AP_TERM (rator t) (ASSUME(mk_eq(rand t,assoc (rand t) defs))))
    else failwith("limb_value: " ^ string_of_term t);;

let side th = MP th (numeral_fact(lhand(concl th)));;
let sum_bound a b = CONV_RULE(RAND_CONV(LAND_CONV(RAND_CONV NUM_ADD_CONV))) (MATCH_MP LIMB_SUM_BOUND (CONJ a b));;

(* |- v = iword E for the names of a run, and |- abs E <= &n * &2 pow 58 for a sum E of
   products. *)
let integer_facts table defs =
  let facts = Hashtbl.create 997 and bounds = Hashtbl.create 997 in
  let value t = try Hashtbl.find facts t with Not_found ->
    if t = `word 0:int64` then WORD_0_IWORD else INST [t,`x:int64`] IVAL_SELF in
  let rec bound e = try Hashtbl.find bounds e with Not_found ->
    let th = match e with
        Comb(Comb(Const("int_add",_),s),t) -> sum_bound (bound s) (bound t)
      | _ -> if e = `&0:int` then INST [`(&2 pow 58):int`,`b:int`] NONE_BOUND else failwith "integer_facts: no bound" in
    Hashtbl.add bounds e th; th in
  let product x y =
    let a,ba = limb_value table defs x and b,bb = limb_value table defs y in
    let th = CONV_RULE(RAND_CONV(LAND_CONV(RAND_CONV NUM_MULT_CONV))) (MATCH_MP LIMB_PRODUCT_BOUND (CONJ ba bb)) in
    Hashtbl.replace bounds (rand(lhand(concl th))) th; a,b in
  let fact v e =
    let th = ASSUME(mk_eq(v,e)) in
    match strip_comb e with
      Const("word_mul",_),[x; y] ->
        let a,b = product (rand x) (rand y) in
        MATCH_MP (MATCH_MP (MATCH_MP FIRST_PRODUCT th) a) b
    | Const("word_add",_),[z; Comb(Comb(Const("word_mul",_),x),y)] ->
        let a,b = product (rand x) (rand y) in
        MATCH_MP (MATCH_MP (MATCH_MP (MATCH_MP NEXT_PRODUCT th) (value z)) a) b
    | Const("word_add",_),[z; Comb(Comb(Const("word_ishr",_),x),_)] ->
        let c = value x in
        MATCH_MP (MATCH_MP (MATCH_MP (MATCH_MP HIGH_ADDED th) (value z)) c)
                 (side(MATCH_MP FITS (bound (rand(rand(concl c))))))
    | Const("word_add",_),[x; y] -> MATCH_MP (MATCH_MP (MATCH_MP ADDED th) (value x)) (value y)
    | Const("awc",_),[x; y; _] -> MATCH_MP (MATCH_MP (MATCH_MP ADDED (TRANS th (REWR_CONV AWC_F e))) (value x)) (value y)
    | Const("word_shl",_),[x; _] -> MATCH_MP (MATCH_MP SHIFTED_UP th) (value x)
    | Const("word_and",_),[x; _] -> MATCH_MP (MATCH_MP KEPT_LOW th) (value x)
    | _ -> failwith "integer_facts" in
  do_list (fun (v,e) -> try Hashtbl.add facts v (fact v e) with Failure _ -> ()) defs;
  Hashtbl.find facts,bound;;

(* ------------------------------------------------------------------------- *)
(* What is added to a column.                                                *)
(* ------------------------------------------------------------------------- *)

let LOW_CHANGE = prove
 (`v:int64 = iword((ival z + a) + b) ==> v = word_add z (iword(a + b))`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[IWORD_INT_ADD; IWORD_IVAL] THEN CONV_TAC WORD_RULE);;
let HIGH_CHANGE = prove
 (`v:int64 = iword(ival z + a) ==> v = word_add z (iword a)`,
  REWRITE_TAC[IWORD_INT_ADD; IWORD_IVAL]);;
let DIV_BOUND = prove
 (`abs(s:int) <= &n * &2 pow 58 ==> abs(s div &2 pow 29) <= &n * &2 pow 29`,
  MP_TAC(SPECL [`s:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN
  SPEC_TAC(`s div &536870912`,`q:int`) THEN SPEC_TAC(`s rem &536870912`,`r:int`) THEN
  INT_ARITH_TAC);;
let REM_BOUND = prove
 (`abs(s rem &2 pow 29) <= &1 * &2 pow 29`,
  MP_TAC(SPECL [`s:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let LOW_BOUND = prove
 (`abs(s:int) <= &n * &2 pow 29 ==> n < 32 ==> abs s < &2 pow 34`,
  REWRITE_TAC[GSYM INT_OF_NUM_LT] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let HIGH_BOUND = prove
 (`abs(s:int) <= &n * &2 pow 29 ==> n < 24 ==> abs(&1024 * s) < &3 * &2 pow 42`,
  REWRITE_TAC[GSYM INT_OF_NUM_LT] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* From |- v = iword E, E the value of a column at the end: |- v = word_add z (iword d)
   and |- abs d < 2^34, or |- abs d < 3 * 2^42 where d is 2^10 times something. *)
let column_change bound th =
  let rec small e = match e with
      Comb(Comb(Const("int_add",_),s),t) -> sum_bound (small s) (small t)
    | Comb(Comb(Const("div",_),s),_) -> MATCH_MP DIV_BOUND (bound s)
    | Comb(Comb(Const("rem",_),s),_) -> INST [s,`s:int`] REM_BOUND
    | _ -> if e = `&0:int` then INST [`(&2 pow 29):int`,`b:int`] NONE_BOUND
           else failwith("column_change: " ^ string_of_term e) in
  let th = try MATCH_MP LOW_CHANGE th with Failure _ -> MATCH_MP HIGH_CHANGE th in
  let d = rand(rand(rand(concl th))) in
  th,(match d with
      Comb(Comb(Const("int_mul",_),_),s) -> side(MATCH_MP HIGH_BOUND (small s))
    | _ -> side(MATCH_MP LOW_BOUND (small d)));;

let DIV_NONNEGATIVE = prove
 (`&0 <= s ==> &0 <= s div &2 pow 29`,
  MP_TAC(SPECL [`s:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let REM_NONNEGATIVE = prove
 (`&0 <= s rem &2 pow 29`,
  MP_TAC(SPECL [`s:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

(* |- &0 <= e for a gain e of a column, where all limbs are `nonnegative`. *)
let nonnegative = `!i. i < 18 ==> &0 <= limb29 M x i /\ &0 <= limb29 M y i`;;
let nonnegative_rule =
  let limbs = flat(map (fun i -> let th = SPEC (num i) (ASSUME nonnegative) in
    CONJUNCTS(MP th (numeral_fact(lhand(concl th))))) (0--17)) in
  let limbs = map (fun th -> rand(concl th),th) limbs in
  let rec rule e = match e with
      Comb(Comb(Const("int_add",_),s),t) -> MATCH_MP INT_LE_ADD (CONJ (rule s) (rule t))
    | Comb(Comb(Const("int_mul",_),s),t) -> MATCH_MP INT_LE_MUL (CONJ (rule s) (rule t))
    | Comb(Comb(Const("div",_),s),_) -> MATCH_MP DIV_NONNEGATIVE (rule s)
    | Comb(Comb(Const("rem",_),s),_) -> INST [s,`s:int`] REM_NONNEGATIVE
    | Comb(Const("int_of_num",_),n) -> SPEC n INT_POS
    | _ -> assoc e limbs in
  rule;;

(* ------------------------------------------------------------------------- *)
(* The sum of all changes.                                                   *)
(* ------------------------------------------------------------------------- *)

let ISUM_LT = MATCH_MP ITERATE_CLAUSES_NUMSEG_LT MONOIDAL_INT_ADD |>
  REWRITE_RULE[NEUTRAL_INT_ADD; GSYM isum];;
let ISUM_18 =
  let f = `f:num->int` in
  let goal = mk_eq(`isum {i | i < 18} f`,
    end_itlist (fun a b -> mk_binop `(+):int->int->int` b a) (map (fun j -> mk_comb(f,num j)) (rev(0--17)))) in
  prove(goal,REWRITE_TAC(map (num_CONV o num) (rev(1--18))) THEN
    REWRITE_TAC[ISUM_LT; INT_ADD_LID; INT_ADD_ASSOC]);;
let REM_DIV = prove
 (`s rem &2 pow 29 = s - s div &2 pow 29 * &2 pow 29`,
  MP_TAC(SPECL [`s:int`; `(&2 pow 29):int`] INT_DIVISION) THEN
  CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;

let NONE_CARRIED = INT_REDUCE_CONV `&0 div &2 pow 29`;;

(* |- l = r for polynomials in limbs and carries: what is carried is any integer. *)
let CARRIES_RULE tm =
  let th = ONCE_DEPTH_CONV(REWR_CONV REM_DIV ORELSEC REWR_CONV NONE_CARRIED) tm in
  let eq = rand(concl th) in
  let carried = setify(find_terms (fun t -> match t with
      Comb(Comb(Const("div",_),_),_) -> true | _ -> false) eq) in
  let theta = List.mapi (fun i t -> mk_var("q_" ^ string_of_int i,`:int`),t) carried in
  let l,r = dest_eq(subst theta eq) in
  let poly = TRANS (INT_POLY_CONV l) (SYM(INT_POLY_CONV r)) in
  EQ_MP (SYM th) (INST (map (fun (v,t) -> t,v) theta) poly);;

(* ------------------------------------------------------------------------- *)
(* The end of a proof: what is added to the 36 columns at z.                 *)
(* ------------------------------------------------------------------------- *)

let columns_gain = `\A B. ?d:num->int.
  (!i. i < 36 ==> B i:int64 = word_add (A i) (iword(d i))) /\ product_columns M x y d`;;

(* |- ?d. d 0 = t0 /\ d 1 = t1 /\ ... *)
let function_of ts =
  let d = `d:num->int` in
  let vs = map (fun i -> mk_var("t_" ^ string_of_int i,`:int`)) (0--(length ts - 1)) in
  let f = itlist (fun (i,v) f -> list_mk_comb(`upd:num->int->(num->int)->num->int`,[num i; v; f]))
    (zip (0--(length ts - 1)) vs) `\i:num. &0:int` in
  let at i v = mk_eq(mk_comb(d,num i),v) in
  let th = prove(mk_exists(d,list_mk_conj(map2 at (0--(length ts - 1)) vs)),
    EXISTS_TAC f THEN REPEAT CONJ_TAC THEN CONV_TAC(LAND_CONV upd_at_conv) THEN REFL_TAC) in
  INST (zip ts vs) th;;

(* On ?d. ... where B is the columns Z with all 36 replaced by a run. `relations` are
   equations of limbs. *)
let GAIN_TAC table relations defs : tactic = fun (asl,w) ->
  let facts,bound = integer_facts table defs in
  let b = rator(lhand(rand(snd(dest_forall(lhand(snd(dest_exists w))))))) in
  let plain = DEPTH_CONV NUM_ADD_CONV b in
  let column k = TRANS (AP_THM plain (num k)) (upd_at_conv(mk_comb(rand(concl plain),num k))) in
  let columns = map column (0--35) in
  let changes = map (fun th -> let v = rand(concl th) in
    let change,small = column_change bound (facts v) in
    CONV_RULE(RAND_CONV(LAND_CONV(RAND_CONV NUM_ADD_CONV))) change,small) columns in
  let gains = map (fun (th,_) -> rand(rand(rand(concl th)))) changes in
  (X_CHOOSE_THEN `d:num->int` (fun th ->
     let ds = CONJUNCTS th in
     EXISTS_TAC `d:num->int` THEN CONJ_TAC THENL
      [CONV_TAC EXPAND_CASES_CONV THEN PURE_REWRITE_TAC(columns @ ds) THEN
       ACCEPT_TAC(end_itlist CONJ (map fst changes)); ALL_TAC] THEN
     PURE_ONCE_REWRITE_TAC[product_columns] THEN CONJ_TAC THENL
      [PURE_REWRITE_TAC[ISUM_18; block29] THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN
       CONV_TAC(DEPTH_CONV NUM_ADD_CONV THENC DEPTH_CONV NUM_MULT_CONV) THEN
       PURE_REWRITE_TAC ds THEN PURE_REWRITE_TAC relations THEN W(fun (_,w) -> ACCEPT_TAC(CARRIES_RULE w)); ALL_TAC] THEN
     CONJ_TAC THENL
      [CONV_TAC EXPAND_CASES_CONV THEN CONV_TAC(DEPTH_CONV NUM_ADD_CONV) THEN
       PURE_REWRITE_TAC(GSYM CONJ_ASSOC :: ds) THEN
       ACCEPT_TAC(end_itlist CONJ (flat(map (fun i ->
         [snd(List.nth changes i); snd(List.nth changes (18 + i))]) (0--17))));
       DISCH_TAC THEN CONV_TAC EXPAND_CASES_CONV THEN PURE_REWRITE_TAC ds THEN
       ACCEPT_TAC(end_itlist CONJ (map nonnegative_rule gains))])
   (function_of gains)) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* The theorem of a routine that adds a product, for a state literal.        *)
(* ------------------------------------------------------------------------- *)

let GAIN_OF_COLUMNS = prove
 (`(!i. i < 36 ==> B i = word_add (limbs_at M z i) (iword(d i)))
   ==> !i. i < 36 ==> limbs_at (mem_of (CONS (z,36,B) l) M) z i =
                      word_add (limbs_at M z i) (iword(d i))`,
  REPEAT STRIP_TAC THEN ASM_SIMP_TAC[] THEN
  GEN_REWRITE_TAC (LAND_CONV o RATOR_CONV) [limbs_at] THEN CONV_TAC(LAND_CONV BETA_CONV) THEN
  W(fun (_,w) -> MP_TAC(PART_MATCH (lhand o rand) MEM_OF_READ (lhand w))) THEN
  CONV_TAC NUM_REDUCE_CONV THEN ASM_SIMP_TAC[]);;

(* The columns are at z, the blocks at x and y, the frame of n limbs at stack. `extra` are
   conditions on the blocks, `relations` what follows for their limbs. The trace as a
   function of the addresses, and the theorem for a literal with the arguments in X0 to X2. *)
let product_theorem code n extra relations result =
  let x31_above = vsubst [num n,`n:num`] `word_add stack (word(8 * (0 + n))):int64` in
  let given,ctx = context_of code
    (`val(stack:int64) MOD 16 = 0` :: `is_block29 M x` :: `is_block29 M y` :: extra)
    ["rw",`z:int64`,`36`; "rw",`stack:int64`,num n; "r",`x:int64`,`10`; "r",`y:int64`,`10`]
    [] (CONJUNCTS(UNDISCH(aligned_frame n))) []
    [`pc:int64`; `z:int64`; `x:int64`; `y:int64`; `stack:int64`] in
  let ctx = { ctx with bounds = map numeral_fact
    [`0 + 36 <= 36`; `0 + 10 <= 10`; vsubst [num n,`n:num`] `0 + n <= n`] } in
  let under_given c = mk_imp(list_mk_conj given,c) in
  let z = `Z:num->int64` and z' = `Z':num->int64` and s' = `S':num->int64` in
  let memory contents frame = vsubst [contents,z; frame,`S:num->int64`; num n,`n:num`]
    `mem_of [z,36,Z; stack,n,S] M` in
  let arguments = ["x0",`word_add z (word(8 * (0 + 0))):int64`; "x1",`word_add x (word(8 * (0 + 0))):int64`;
    "x2",`word_add y (word(8 * (0 + 0))):int64`; "x31",x31_above] in
  let start = literal (at 0) arguments [] flags_tm (memory z `S:num->int64`) `t:event list` in
  let final = (run ctx start []).final in
  let pc = hd(snd(strip_comb final)) and trace = trace_of final in
  if pc <> `x30:int64` then failwith("product_theorem: the next instruction is at " ^ string_of_term pc);
  let vv = map (fun i -> List.nth v_vars i) in
  let final_state = mk_abs(`s:state`,list_mk_exists(z' :: s' :: xv (0--17) @ vv ((0--15) @ (32--63)),
    mk_conj(mk_eq(`s:state`,literal `x30:int64` ["x31",x31_above] [] flags_tm (memory z' s') trace),
      rand(concl(BETAS_CONV(list_mk_comb(columns_gain,[z; z']))))))) in
  let LITERAL = prove
   (under_given(mk_exists(`s':state`,
      mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(final_state,`s':state`)))),
    STRIP_TAC THEN BLOCK_THEN ctx [] (fun defs ->
      CONV_TAC BETA_CONV THEN FIT_TAC (LEAF_TAC []) THEN
      GAIN_TAC (limbs_of_block `x:int64` @ limbs_of_block `y:int64`) relations defs)) in
  let public_arguments = [`pc:int64`; `z:int64`; `x:int64`; `y:int64`; `stack:int64`] in
  let trace_function = list_mk_abs(public_arguments @ [`t:event list`],trace) in
  let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,public_arguments @ [`TRACE s`])) in
  let literal_of xs = literal (at 0) xs [] flags_tm `M:int64->byte` `t:event list` in
  let plain = literal_of ["x0",`z:int64`; "x1",`x:int64`; "x2",`y:int64`; "x31",x31_above] in
  let POINTED = prove(mk_eq(plain,literal_of arguments),
    REWRITE_TAC[ARITH_RULE `8 * (0 + 0) = 0`; WORD_ADD_0]) in
  trace_function,trace_is,prove
   (under_given(vsubst [plain,`s:state`] (reaches [trace_is trace_function; result])),
    PURE_ONCE_REWRITE_TAC[POINTED] THEN
    DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
      MP_TAC(MP (PURE_REWRITE_RULE[MEM_INIT2] (INST [`limbs_at M z`,z; `limbs_at M stack`,`S:num->int64`] LITERAL)) th)) THEN
    PROJECT_TAC THEN
    CONJ_TAC THENL
     [FIRST_X_ASSUM(X_CHOOSE_THEN `d:num->int` STRIP_ASSUME_TAC) THEN EXISTS_TAC `d:num->int` THEN
      CONJ_TAC THENL [MATCH_MP_TAC GAIN_OF_COLUMNS; ALL_TAC] THEN FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
    CONJ_TAC THENL [KEEPS_TAC; CHANGES_TAC]);;
