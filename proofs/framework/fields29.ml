(* Bit fields: shifts, joins of fields that do not overlap, sums of columns of
   29 bits. What a field holds is written with DIV and MOD by powers of two, and
   the equations are those of chains.ml. *)

needs "blocks.ml";;

(* ------------------------------------------------------------------------- *)
(* What instructions on fields give.                                         *)
(* ------------------------------------------------------------------------- *)

let LSR_FACT = prove
 (`v = word((val x MOD 18446744073709551616) DIV d) ==> val(v:int64) = val(x:int64) DIV d`,
  DISCH_THEN SUBST1_TAC THEN MP_TAC(SPEC `x:int64` VAL64_BOUND) THEN
  CONV_TAC(ONCE_DEPTH_CONV NUM_EXP_CONV) THEN SIMP_TAC[MOD_LT] THEN DISCH_TAC THEN
  MATCH_MP_TAC VAL_WORD_64 THEN CONV_TAC(ONCE_DEPTH_CONV NUM_EXP_CONV) THEN
  ASM_MESON_TAC[DIV_LE; LET_TRANS]);;

let FACTOR_NONZERO = prove
 (`2 EXP e = k * d ==> ~(k = 0) /\ ~(d = 0)`,
  DISCH_TAC THEN REWRITE_TAC[GSYM DE_MORGAN_THM; GSYM MULT_EQ_0] THEN
  FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[EXP_EQ_0; ARITH_EQ]);;
let LSL_FACT = prove
 (`2 EXP 64 = k * d ==> v = word(k * val x MOD d) ==> val(v:int64) = k * val(x:int64) MOD d`,
  DISCH_TAC THEN DISCH_THEN SUBST1_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN
  FIRST_ASSUM(STRIP_ASSUME_TAC o MATCH_MP FACTOR_NONZERO) THEN
  FIRST_ASSUM SUBST1_TAC THEN ASM_REWRITE_TAC[LT_MULT_LCANCEL; MOD_LT_EQ]);;

let VAL_SHL = prove
 (`k <= 64 ==> val(word_shl (x:int64) k) = 2 EXP k * val x MOD 2 EXP (64 - k)`,
  STRIP_TAC THEN REWRITE_TAC[VAL_WORD_SHL; DIMINDEX_64] THEN
  SUBGOAL_THEN `2 EXP 64 = 2 EXP k * 2 EXP (64 - k)` SUBST1_TAC THENL
   [REWRITE_TAC[GSYM EXP_ADD] THEN AP_TERM_TAC THEN ASM_ARITH_TAC; REWRITE_TAC[MOD_MULT2]]);;

(* A word below 2^k and one shifted up by k have no bit in common. *)
let BIT_SMALL = prove
 (`val(a:int64) < 2 EXP k ==> !i. k <= i ==> ~bit i a`,
  REPEAT STRIP_TAC THEN UNDISCH_TAC `bit i (a:int64)` THEN
  REWRITE_TAC[BIT_VAL] THEN
  SUBGOAL_THEN `val(a:int64) DIV 2 EXP i = 0` (fun th -> REWRITE_TAC[th; ODD]) THEN
  MATCH_MP_TAC DIV_LT THEN MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP k` THEN
  ASM_REWRITE_TAC[LE_EXP] THEN ASM_ARITH_TAC);;
let JOIN = prove
 (`val(a:int64) < 2 EXP k ==> k <= 64
   ==> val(word_or a (word_shl b k)) = val a + 2 EXP k * val b MOD 2 EXP (64 - k)`,
  REPEAT STRIP_TAC THEN FIRST_ASSUM(SUBST1_TAC o SYM o MATCH_MP (INST [`b:int64`,`x:int64`] VAL_SHL)) THEN
  MATCH_MP_TAC VAL_WORD_OR_DISJOINT THEN
  REWRITE_TAC[WORD_EQ_BITS_ALT; BIT_WORD_AND; BIT_WORD_SHL; BIT_WORD_0; DIMINDEX_64] THEN
  REPEAT STRIP_TAC THEN ASM_MESON_TAC[BIT_SMALL]);;

(* ------------------------------------------------------------------------- *)
(* The facts of a block, with the bounds that joins need.                    *)
(* ------------------------------------------------------------------------- *)

let LSR_BOUND = prove
 (`val(v:int64) = val(x:int64) DIV d ==> val x < 2 EXP e ==> 2 EXP e = d * 2 EXP f
   ==> val v < 2 EXP f`,
  REPEAT STRIP_TAC THEN FIRST_ASSUM(STRIP_ASSUME_TAC o MATCH_MP FACTOR_NONZERO) THEN
  ASM_SIMP_TAC[RDIV_LT_EQ] THEN FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN ASM_REWRITE_TAC[]);;
let LSL_BOUND = prove
 (`val(v:int64) = k * val(x:int64) MOD d ==> val x < 2 EXP e ==> 2 EXP f = k * 2 EXP e
   ==> val v < 2 EXP f`,
  REPEAT STRIP_TAC THEN FIRST_ASSUM(STRIP_ASSUME_TAC o MATCH_MP FACTOR_NONZERO) THEN
  ASM_REWRITE_TAC[LT_MULT_LCANCEL] THEN
  MATCH_MP_TAC LET_TRANS THEN EXISTS_TAC `val(x:int64)` THEN ASM_REWRITE_TAC[MOD_LE]);;
let ADD_SMALL = prove
 (`v = awc x y c ==> val x < 2 EXP e ==> val y < 2 EXP f ==> 2 EXP e + 2 EXP f <= 2 EXP g /\ g < 64
   ==> val(v:int64) = val(x:int64) + val(y:int64) + bitval c /\ val v < 2 EXP g`,
  REPEAT DISCH_TAC THEN ASSUME_TAC(SPEC `c:bool` BITVAL_BOUND) THEN
  SUBGOAL_THEN `2 EXP g < 2 EXP 64` ASSUME_TAC THENL [ASM_REWRITE_TAC[LT_EXP] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `val(v:int64) = val(x:int64) + val(y:int64) + bitval c`
   (fun th -> REWRITE_TAC[th] THEN ASM_ARITH_TAC) THEN
  ASM_REWRITE_TAC[awc] THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC);;
let PARTS = prove(`~(d = 0) ==> val(x:int64) MOD d + d * (val x DIV d) = val x`,
  DISCH_THEN(MP_TAC o SPEC `val(x:int64)` o MATCH_MP DIVISION) THEN ARITH_TAC);;
let NO_HIGH_PART = prove(`val(x:int64) < 2 EXP e ==> 2 EXP e <= d ==> val x DIV d = 0`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC DIV_LT THEN ASM_ARITH_TAC);;

let WEAKEN = prove(`x < d:num ==> d <= y ==> x < y`,ARITH_TAC);;

(* Facts of the names v of v = e, and of the parts of what was cut in two; and the
   names that are not of fields. `known` are bounds |- val x < 2 EXP e; those of
   results are found. *)
let field_facts known defs =
  let bounds = ref known and facts = ref [] and cut = ref [] in
  let bound x = find (fun th -> rand(lhand(concl th)) = x) !bounds in
  let exponent th = dest_small_numeral(rand(rand(concl th))) in
  let prove_side th = MP th (numeral_fact(lhand(concl th))) in
  let put e n th = INST [num n,mk_var(e,`:num`)] th in
  let log d = log2 (dest_numeral d) in
  let add th = facts := th :: !facts in
  let parts x d = if not (mem (x,d) !cut) then
    (cut := (x,d) :: !cut;
     add(prove_side(INST [x,`x:int64`; d,`d:num`] PARTS));
     try add(prove_side(INST [d,`d:num`] (MATCH_MP NO_HIGH_PART (bound x)))) with Failure _ -> ()) in
  let one (v,e) =
    let th = ASSUME(mk_eq(v,e)) in
    match e with
      Comb(Const("word",_),Comb(Comb(Const("DIV",_),Comb(Comb(Const("MOD",_),Comb(_,x)),_)),d)) ->
        let th = MATCH_MP LSR_FACT th in
        add th;
        (try let b = MATCH_MP (MATCH_MP LSR_BOUND th) (bound x) in
             bounds := prove_side(put "f" (exponent(bound x) - log d) b) :: !bounds
         with Failure _ -> ())
    | Comb(Const("word",_),Comb(Comb(Const("*",_),k),Comb(Comb(Const("MOD",_),Comb(_,x)),d))) ->
        let th = MATCH_MP (prove_side(INST [k,`k:num`; d,`d:num`] LSL_FACT)) th in
        add th; parts x d;
        (try let b = MATCH_MP (MATCH_MP LSL_BOUND th) (bound x) in
             bounds := prove_side(put "f" (exponent(bound x) + log k) b) :: !bounds
         with Failure _ -> ())
    | Comb(Comb(Const("word_or",_),a),Comb(Comb(Const("word_shl",_),b),k)) ->
        let low = prove_side(INST [mk_comb(two_exp,k),`y:num`] (MATCH_MP WEAKEN (bound a))) in
        let th1 = prove_side(INST [b,`b:int64`] (MATCH_MP JOIN low)) in
        let th1 = CONV_RULE(RAND_CONV(RAND_CONV(RAND_CONV NUM_REDUCE_CONV))) th1 in
        add(TRANS (AP_TERM val_tm th) th1); parts b (rand(rand(rand(rand(concl th1)))))
    | Comb(Comb(Comb(Const("awc",_),x),y),c)
        when not (exists (fun (_,e') -> e' = list_mk_comb(`awc_c`,[x; y; c])) defs) ->
        let bx = bound x and by = bound y in
        let g = max (exponent bx) (exponent by) + 1 in
        let th = prove_side(put "g" g (MATCH_MP (MATCH_MP (MATCH_MP ADD_SMALL th) bx) by)) in
        add(tidy(CONJUNCT1 th)); bounds := CONJUNCT2 th :: !bounds
    | _ -> failwith "no field" in
  let rest = ref [] in
  do_list (fun d -> try one d with Failure _ -> rest := d :: !rest) defs;
  rev !facts,rev !rest;;

(* A sum over 18 columns or limbs. *)
let SUM_18 =
  let f = `f:num->num` in
  let goal = mk_eq(`nsum {i | i < 18} f`,
    end_itlist (fun a b -> mk_plus b a) (map (fun j -> mk_comb(f,num j)) (rev(0--17)))) in
  prove(goal,REWRITE_TAC(map (num_CONV o num) (rev(1--18))) THEN
    REWRITE_TAC[NSUM_CLAUSES_NUMSEG_LT; ADD_CLAUSES; ADD_ASSOC]);;

(* ------------------------------------------------------------------------- *)
(* What UBFX, EXTR and AND leave of a field.                                 *)
(* ------------------------------------------------------------------------- *)

let UBFX_FIELD = prove
 (`d = word((val(x:int64) MOD 2 EXP (r + k)) DIV 2 EXP r) ==> r + k <= 64
   ==> val(d:int64) = (val x DIV 2 EXP r) MOD 2 EXP k`,
  DISCH_THEN SUBST1_TAC THEN DISCH_TAC THEN REWRITE_TAC[EXP_ADD; GSYM DIV_MOD] THEN
  MATCH_MP_TAC VAL_WORD_64 THEN MATCH_MP_TAC LTE_TRANS THEN EXISTS_TAC `2 EXP k` THEN
  REWRITE_TAC[MOD_LT_EQ; EXP_EQ_0; ARITH_EQ; LE_EXP] THEN ASM_ARITH_TAC);;

let EXTR_FIELD = prove
 (`d = word((18446744073709551616 * val(y:int64) + val(x:int64)) DIV 2 EXP r)
   ==> e = word_and d (word(2 EXP k - 1)) ==> r < 64 /\ k <= 64
   ==> val(e:int64) = ((2 EXP 64 * val y + val x) DIV 2 EXP r) MOD 2 EXP k`,
  DISCH_THEN SUBST1_TAC THEN DISCH_THEN SUBST1_TAC THEN DISCH_TAC THEN
  REWRITE_TAC[VAL_WORD_AND_MASK_WORD; VAL_WORD; DIMINDEX_64; MOD_MOD_EXP_MIN] THEN
  ASM_SIMP_TAC[ARITH_RULE `k <= 64 ==> MIN 64 k = k`] THEN CONV_TAC NUM_REDUCE_CONV);;
