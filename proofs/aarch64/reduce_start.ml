(* montgomery_reduce_narrow, from its start to the head of the loop over the lower strips: what the
   simulation knows of its arguments, and all digits of z (TO_STRIPS). *)

needs "columns29.ml";;
needs "elf.ml";;

let montgomery_reduce_narrow_code = define_code "montgomery_reduce_narrow";;

(* ------------------------------------------------------------------------- *)
(* Sizes: k limbs are l = 2 h digits; these, in groups of eight, have a group *)
(* that starts 29 bytes before the first byte c of z that the second takes.  *)
(* ------------------------------------------------------------------------- *)

let sizes = new_definition
 `sizes k h g c <=>
    k = 16 /\ h = 18 /\ g = 5 /\ c = 11 \/ k = 24 /\ h = 27 /\ g = 7 /\ c = 17 \/
    k = 32 /\ h = 36 /\ g = 9 /\ c = 23 \/ k = 40 /\ h = 45 /\ g = 12 /\ c = 0 \/
    k = 48 /\ h = 53 /\ g = 14 /\ c = 6 \/ k = 56 /\ h = 62 /\ g = 16 /\ c = 12`;;
let SIZES = prove
 (`16 <= k /\ k <= 56 /\ k MOD 8 = 0 /\ l = 2 * (32 * k + 28) DIV 29
   ==> ?h g c. l = 2 * h /\ sizes k h g c`,
  STRIP_TAC THEN EXISTS_TAC `(32 * k + 28) DIV 29` THEN ASM_REWRITE_TAC[] THEN
  SUBGOAL_THEN `?j. k = 8 * j` (X_CHOOSE_THEN `j:num` SUBST_ALL_TAC) THENL
   [EXISTS_TAC `k DIV 8` THEN MP_TAC(SPECL [`k:num`; `8`] DIVISION) THEN ASM_REWRITE_TAC[ARITH_EQ] THEN ARITH_TAC;
    ALL_TAC] THEN
  SUBGOAL_THEN `j = 2 \/ j = 3 \/ j = 4 \/ j = 5 \/ j = 6 \/ j = 7`
   (REPEAT_TCL DISJ_CASES_THEN SUBST1_TAC) THENL
   ((REPEAT(FIRST_X_ASSUM(MP_TAC o check (is_binop `(<=):num->num->bool` o concl))) THEN ARITH_TAC) ::
   map (fun _ -> REWRITE_TAC[sizes] THEN CONV_TAC NUM_REDUCE_CONV THEN MESON_TAC[]) (1--6)));;

(* What is arithmetic, or of words that are ground, for each of the sizes. *)
let for_sizes tm =
  prove(mk_imp(`sizes k h g c`,tm),
    REWRITE_TAC[sizes] THEN DISCH_THEN(REPEAT_TCL DISJ_CASES_THEN (STRIP_ASSUME_TAC)) THEN
    REPEAT(FIRST_X_ASSUM SUBST1_TAC) THEN
    (ARITH_TAC ORELSE (CONV_TAC(NUM_REDUCE_CONV THENC TRY_CONV(DEPTH_CONV(WORD_RED_CONV ORELSEC NUM_RED_CONV))) THEN
       REWRITE_TAC[] THEN CONV_TAC WORD_RULE)));;
let known tm = UNDISCH(for_sizes tm);;

(* The digits of z, moved up so that the groups of eight end where z does. *)
let moved_up = new_definition `moved_up Z k c = 2 EXP (8 * (28 - c)) * value Z k`;;

let SIZES_C = for_sizes `c <= 28 /\ 4 <= k /\ 8 <= 6 * h /\ 1 <= g`;;
let GROUP_BITS = prove
 (`sizes k h g c /\ i + 1 < g /\ j < 8 /\ 8 * p + r = 29 * j + 7
   ==> word((value Z (2 * k) DIV 2 EXP (8 * ((29 * i + c) + p))) DIV 2 EXP r):30 word =
       word((2 * moved_up Z k c) DIV 2 EXP (29 * (8 * (i + 1) + j)))`,
  STRIP_TAC THEN REWRITE_TAC[DIV_DIV; GSYM EXP_ADD] THEN
  MP_TAC SIZES_C THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
  SUBGOAL_THEN `8 * ((29 * i + c) + p) + r = 232 * i + 8 * c + 29 * j + 7` SUBST1_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `2 * moved_up Z k c = 2 EXP (225 - 8 * c) * value Z k /\
    29 * (8 * (i + 1) + j) = (225 - 8 * c) + 232 * i + 8 * c + 29 * j + 7`
   (fun th -> REWRITE_TAC[th; SHIFTED]) THENL
   [CONJ_TAC THENL [REWRITE_TAC[moved_up; MULT_ASSOC] THEN AP_THM_TAC THEN AP_TERM_TAC THEN
      SUBGOAL_THEN `225 - 8 * c = SUC(8 * (28 - c))` (fun th -> REWRITE_TAC[th; EXP]) THEN ASM_ARITH_TAC;
      ASM_ARITH_TAC]; ALL_TAC] THEN
  MATCH_MP_TAC AGREE THEN EXISTS_TAC `64 * k` THEN CONJ_TAC THENL
   [UNDISCH_TAC `sizes k h g c` THEN REWRITE_TAC[sizes] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[MULT_2; VALUE_SPLIT] THEN
  REWRITE_TAC[ARITH_RULE `a + 2 EXP n * b = 2 EXP n * b + a`; MOD_MULT_ADD]);;
let FIRST_BITS = prove
 (`sizes k h g c /\ j < 8 /\ 8 * p + r = 29 * j + 7 /\
   (!m. m < 4 ==> A m = word 0) /\ (!m. m < 4 ==> A(4 + m) = Z m)
   ==> word((value A (6 * h) DIV 2 EXP (8 * ((c + 3) + p))) DIV 2 EXP r):30 word =
       word((2 * moved_up Z k c) DIV 2 EXP (29 * (8 * 0 + j)))`,
  STRIP_TAC THEN REWRITE_TAC[DIV_DIV; GSYM EXP_ADD] THEN
  MP_TAC SIZES_C THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
  SUBGOAL_THEN `8 * ((c + 3) + p) + r = (8 * c + 31) + 29 * j` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES] THEN
  SUBGOAL_THEN `(2 * moved_up Z k c) DIV 2 EXP (29 * j) = (2 EXP 256 * value Z k) DIV 2 EXP ((8 * c + 31) + 29 * j)` SUBST1_TAC THENL
   [SUBGOAL_THEN `2 EXP 256 * value Z k = 2 EXP (8 * c + 31) * (2 * moved_up Z k c)`
     (fun th -> REWRITE_TAC[th; SHIFTED]) THEN
    REWRITE_TAC[moved_up; MULT_ASSOC] THEN AP_THM_TAC THEN AP_TERM_TAC THEN
    REWRITE_TAC[ARITH_RULE `(a * 2) * b = 2 * a * b`; GSYM EXP_ADD] THEN
    REWRITE_TAC[GSYM(CONJUNCT2 EXP)] THEN AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC AGREE THEN EXISTS_TAC `512` THEN CONJ_TAC THENL
   [UNDISCH_TAC `sizes k h g c` THEN REWRITE_TAC[sizes] THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `6 * h = (4 + 4) + (6 * h - 8) /\ k = 4 + (k - 4)` (fun th -> ONCE_REWRITE_TAC[th]) THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[VALUE_SPLIT; ADD_CLAUSES] THEN CONV_TAC(DEPTH_CONV NUM_ADD_CONV THENC DEPTH_CONV NUM_MULT_CONV) THEN
  SUBGOAL_THEN `value A 4 = 0 /\ value (\i. A(4 + i)) 4 = value Z 4` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THENL [MATCH_MP_TAC VALUE_ZEROS; MATCH_MP_TAC VALUE_EXT] THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  REWRITE_TAC[ADD_CLAUSES; LEFT_ADD_DISTRIB; MULT_ASSOC; GSYM EXP_ADD] THEN CONV_TAC(DEPTH_CONV NUM_ADD_CONV) THEN
  REWRITE_TAC[ARITH_RULE `a + 2 EXP n * b = 2 EXP n * b + a`; MOD_MULT_ADD]);;
(* ------------------------------------------------------------------------- *)
(* What the simulation knows.                                                *)
(* ------------------------------------------------------------------------- *)

let conditions = [`val(stack:int64) MOD 16 = 0`; `sizes k h g c`; `k <= 56`; `h <= 62`];;
let l_unpack,l_strips,l_both_signed,l_rows_signed,l_digits_signed,l_two,l_upper,l_both_unsigned,l_rows_unsigned,
    l_digits_unsigned,l_digits_last,l_pack,l_add =
  match loops_of montgomery_reduce_narrow_code with
    [a;b;c;d;e;f;g;h;i;j;k;l;m] -> a,b,c,d,e,f,g,h,i,j,k,l,m | _ -> failwith "loops";;
let at_ p e j = vsubst [p,`p:int64`; e,`e:num`; num j,`j:num`] `word_add p (word(8 * (e + j))):int64`;;
let byte_ p b j = vsubst [p,`p:int64`; b,`b:num`; num j,`j:num`] `word_add p (word(b + j)):int64`;;
let FRAME = CONJUNCTS(UNDISCH(aligned_frame 14));;
let FRAME_4 = prove
 (`val(stack:int64) MOD 16 = 0 ==> val(word_add stack (word(8 * (0 + 4)))) MOD 16 = 0`,
  DISCH_THEN(MP_TAC o MATCH_MP (aligned_frame 4)) THEN REWRITE_TAC[] THEN SIMP_TAC[]);;
let GROUPS = known `word((val(word_add (word(2 * h)) (word 7):int64) MOD 18446744073709551616) DIV 8) = word g:int64`;;
let FROM_W = known `word_sub (word_add (word_add (word_add w (word(8 * (0 + 0)))) (word 31)) (word_shl (word k) 3))
  (word_mul (word 29) (word g)):int64 = word_add w (word((c + 3) + 0))`;;
let TO_Z = WORD_RULE `word_add (word_add w (word((c + 3) + 0))) (word_sub (word_sub (word_add z (word(8 * (0 + 0))))
  (word_add w (word(8 * (0 + 0))))) (word 3)):int64 = word_add z (word((29 * 0 + c) + 0))`;;
let given,ctx = context_of montgomery_reduce_narrow_code conditions
  ["rw",`z:int64`,`2 * k`; "rw",`w:int64`,`6 * h`; "rw",`stack:int64`,`14`; "r",`n:int64`,`3 * h`]
  [`0 + 4 <= 2 * k`; `0 + 12 <= 6 * h`; `0 + 14 <= 14`; `(c + 3) + 34 <= 8 * 6 * h`;
   `4 * i + 16 <= 6 * h`; `(29 * i + c) + 34 <= 8 * 2 * k`]
  (UNDISCH FRAME_4 :: FRAME) [GROUPS; FROM_W; TO_Z]
  [`pc:int64`; `z:int64`; `w:int64`; `n:int64`; `stack:int64`; `k:num`; `h:num`; `g:num`; `c:num`; `i:num`];;
let zc = `Z:num->int64` and wc = `W:num->int64` and sc = `S:num->int64`;;
let memory z w s = vsubst [z,zc; w,wc; s,sc] `mem_of [z,2 * k,Z; w,6 * h,W; stack,14,S] M`;;
let start = literal (at 0) (["x0",at_ `z:int64` `0` 0; "x1",at_ `n:int64` `0` 0; "x2",at_ `w:int64` `0` 0;
  "x3",`word k:int64`; "x4",`word(2 * h):int64`; "x28",`s28:int64`;
  "x31",at_ `stack:int64` `0` 14] @ saved_registers) [] flags_tm (memory zc wc sc) `t:event list`;;
let under_given c = mk_imp(list_mk_conj given,c);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* Runs on to the next stop or branch: the goal is ?s'. reach perm <literal> s' /\ Q s'. *)
let REACH_FIRST = prove
 (`reach perm s s1 ==> (?s'. reach perm s1 s' /\ Q s') ==> (?s'. reach perm s s' /\ Q s')`,
  MESON_TAC[REACH_TRANS]);;
let RUN_THEN ctx stops (ttac:(term*term)list -> tactic) : tactic = fun (asl,w) ->
  let sv,body = dest_exists w in
  let from,s0 = dest_comb(rator(lhand body)) in
  let r = run ctx s0 stops in
  let w' = mk_exists(sv,mk_conj(mk_comb(mk_comb(from,r.final),sv),rand body)) in
  let meta,goals,just = ttac r.defs (asl,w') in
  meta,goals,fun i ths ->
    let lemma = INST [mk_abs(sv,rand body),`Q:state->bool`] (MATCH_MP REACH_FIRST r.reached) in
    let lemma = CONV_RULE(BINOP_CONV(BINDER_CONV(RAND_CONV(TRY_CONV BETA_CONV)))) lemma in
    eliminate r.defs (MP lemma (just i ths));;

(* ------------------------------------------------------------------------- *)
(* Unpacking: group 0 of digits from w, the others from z.                   *)
(* ------------------------------------------------------------------------- *)

let to_unpack = run ctx start [fst l_unpack];;
let contents k s = snd(dest_pair(snd(dest_pair(el k (dest_list(lhand(el 4 (snd(strip_comb s)))))))));;
let frame = contents 2 to_unpack.final;;
let group_secrets = xv (8--15) and vector_secrets = map (List.nth v_vars) (0--7);;
let before_group pc trace contents = literal pc (filter (fun (r,_) -> r <> "x28") saved_registers @
  ["x0",at_ `z:int64` `0` 0; "x1",at_ `n:int64` `0` 6; "x2",at_ `w:int64` `0` 0; "x3",`word k:int64`; "x4",`word(2 * h):int64`;
   "x5",byte_ `z:int64` `29 * i + c` 0; "x6",`word((g - 1) - i):int64`;
   "x7",at_ `w:int64` `4 * i` 12; "x16",`word 29:int64`; "x28",`s28:int64`;
   "x31",at_ `stack:int64` `0` 0]) [] flags_tm (memory zc contents frame) trace;;
let after_first = run ctx to_unpack.final [];;
let turn_unpack = block_trace `i:num` ctx (before_group (at(fst l_unpack)) `t:event list` wc) [];;
let wc' = `W':num->int64`;;
let group_is b =
  let digit j = vsubst [b,`b:num`; num j,`j:num`] `digit32 (moved_up Z k c) (8 * b + j)` in
  list_mk_conj(map (fun m -> mk_eq(mk_comb(wc',vsubst [b,`b:num`; num(8 + m),`m:num`] `4 * b + m`),
    list_mk_comb(`join32`,[digit(2 * m + 1); digit(2 * m)]))) (0--3));;
let groups n = mk_forall(`b:num`,mk_imp(mk_binop `(<):num->num->bool` `b:num` n,group_is `b:num`));;
let unpack_trace = trace_of after_first.final;;
let unpack_j = invariant `i:num` (wc' :: group_secrets @ flag_vars @ vector_secrets)
  (before_group (loop_pc `i:num` `g - 1` l_unpack) (loop_trace_tm turn_unpack `i:num` unpack_trace) wc')
  [groups `i + 1`; `lo32 x15 = digit32 (moved_up Z k c) (8 * i + 7)`];;

let offset j = (29 * j + 7) / 8 and bit_of j = (29 * j + 7) mod 8;;
(* |- lo32 d = digit32 t i for the name d of digit j, from what its field is. *)
let digit_rule defs bits (d,j) =
  let y = rand(rator(assoc d defs)) in
  let v = rand(rator(rator(assoc y defs))) in
  let th = MATCH_MP DIGIT_OF (end_itlist CONJ (map (fun v -> ASSUME(mk_eq(v,assoc v defs))) [v; y; d])) in
  let field = bits j (offset j) (bit_of j) in
  let t = rand(lhand(rand(rand(concl field)))) in
  let index = rand(rand(rand(rand(rand(concl field))))) in
  let th = SPECL [t; index] th in
  let a,b = dest_conj(lhand(concl th)) in
  let shift_conv = LAND_CONV(RAND_CONV(RAND_CONV(RAND_CONV NUM_SUB_CONV))) in
  MP th (CONJ (numeral_fact a) (EQ_MP (SYM(shift_conv b)) field));;
let known_bits lemma j p r =
  let th = INST [num j,`j:num`; num p,`p:num`; num r,`r:num`] lemma in
  MP th (end_itlist CONJ (map (fun c -> try numeral_fact c with Failure _ -> ASSUME c) (conjuncts(lhand(concl th)))));;

let SIZES_LINEAR = for_sizes
 `c + 29 * g = 8 * k + 28 /\ 4 * g + 8 <= 6 * h /\ 2 <= g /\ g <= 16 /\ 16 <= k /\ c <= 28`;;
let SIZES_TAC : tactic = MP_TAC SIZES_LINEAR THEN ASM_REWRITE_TAC[] THEN STRIP_TAC;;
let PREVIOUS_GROUPS = flat(map (fun m -> map (fun q ->
  ARITH_RULE(vsubst [num m,`m:num`; num q,`q:num`] `b < i + 1 ==> ~(4 * b + m = 4 * i + q)`)) (12--15)) (8--11));;
let NEXT_GROUP = end_itlist CONJ (map (fun m ->
  ARITH_RULE(vsubst [num m,`m:num`; num(m + 4),`q:num`] `4 * (i + 1) + m = 4 * i + q`)) (8--11));;
(* The registers of the digits of a group, x8 to x15. *)
let group_digits defs bits s =
  let xs = dest_list(lhand(el 1 (snd(strip_comb s)))) in
  map (fun j -> digit_rule defs (known_bits bits) (List.nth xs (8 + j),j)) (0--7);;
let state_of_goal w = rand(rator(lhand(snd(dest_exists w))));;
let STORE_GROUP_TAC defs s : tactic = fun (asl,w) ->
  let digits = group_digits defs GROUP_BITS s in
  (CONJ_TAC THENL
    [X_GEN_TAC `b:num` THEN REWRITE_TAC[ARITH_RULE `b < (i + 1) + 1 <=> b < i + 1 \/ b = i + 1`] THEN
     DISCH_THEN(DISJ_CASES_THEN2 (fun th ->
       REWRITE_TAC(UPD_APPLY :: map (C MATCH_MP th) PREVIOUS_GROUPS) THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ACCEPT_TAC th)
       SUBST1_TAC) THEN
     REWRITE_TAC[NEXT_GROUP] THEN PUT_TAC [] THEN REWRITE_TAC digits;
     REWRITE_TAC digits]) (asl,w);;
let UNPACK_LOOP = prove(under_given(loop_goal `i:num` `g - 1` unpack_j),
  STRIP_TAC THEN SIZES_TAC THEN
  LOOP_BODY_TAC `i:num` `g - 1` `4 * i + 16 <= 6 * h /\ (29 * i + c) + 34 <= 8 * 2 * k /\ i + 1 < g` THEN
  RUN_THEN ctx [] (fun defs (asl,w) ->
    let s = state_of_goal w in
    (EXISTS_TAC s THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
     CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC []) THEN STORE_GROUP_TAC defs s) (asl,w)));;

(* The group that comes from w: what was stored there are zeros and the lowest limbs of z. *)
let first_contents = contents 1 to_unpack.final;;
let FIRST_CONTENTS = prove
 (vsubst [first_contents,`A:num->int64`] `(!m. m < 4 ==> A m = word 0:int64) /\ (!m. m < 4 ==> A(4 + m) = Z m:int64)`,
  CONV_TAC(BINOP_CONV EXPAND_CASES_CONV) THEN REWRITE_TAC[upd] THEN CONV_TAC NUM_REDUCE_CONV THEN REWRITE_TAC[]);;
let FIRST_GROUP_BITS =
  let th = INST [first_contents,`A:num->int64`] FIRST_BITS in
  REWRITE_RULE[FIRST_CONTENTS] th;;
let FIRST_LEFT = known `word_sub (word g) (word 1):int64 = word(g - 1) /\ ~(word(g - 1):int64 = word 0) /\ ~(0 = g - 1)`;;
let FIRST_GROUP = end_itlist CONJ (map (fun m ->
  ARITH_RULE(vsubst [num m,`m:num`] `4 * 0 + m = 0 + m`)) (8--11));;
let UNPACK = prove(under_given(mk_exists(`s':state`,mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,
    list_mk_comb(unpack_j,[`g - 1`; `s':state`])))),
  STRIP_TAC THEN SIZES_TAC THEN
  SUBGOAL_THEN `0 + 4 <= 2 * k /\ 0 + 12 <= 6 * h /\ 0 + 14 <= 14 /\ (c + 3) + 34 <= 8 * 6 * h` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  VIA_TAC (mk_comb(unpack_j,`0`))
   (RUN_THEN ctx [fst l_unpack] (fun _ -> RUN_THEN ctx [] (fun defs (asl,w) ->
      let s = state_of_goal w in
      let digits = group_digits defs FIRST_GROUP_BITS s in
      (EXISTS_TAC s THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
       CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC (CONJUNCTS FIRST_LEFT @ START)) THEN
       CONJ_TAC THENL
        [X_GEN_TAC `b:num` THEN REWRITE_TAC[ARITH_RULE `b < 0 + 1 <=> b = 0`] THEN DISCH_THEN SUBST1_TAC THEN
         REWRITE_TAC[FIRST_GROUP] THEN PUT_TAC [] THEN REWRITE_TAC digits;
         REWRITE_TAC digits]) (asl,w)))) THEN
  CONV_TAC(DEPTH_CONV BETA_CONV) THEN
  MATCH_ACCEPT_TAC(PURE_REWRITE_RULE[REFL_CLAUSE; COND_CLAUSES]
    (CONV_RULE(DEPTH_CONV BETA_CONV) (SPEC_ALL(MATCH_MP LOOP (from_given UNPACK_LOOP))))));;

(* ------------------------------------------------------------------------- *)
(* The top digit, and what the strips need.                                  *)
(* ------------------------------------------------------------------------- *)

(* The first strip has twice as many rows. *)
let first_rows = new_definition `first_rows h = h - 6 * ((2 * h - 1) DIV 12)`;;
let known_rows tm = UNDISCH(prove(mk_imp(`sizes k h g c`,tm),
  REWRITE_TAC[sizes; first_rows] THEN DISCH_THEN(REPEAT_TCL DISJ_CASES_THEN (STRIP_ASSUME_TAC)) THEN
  REPEAT(FIRST_X_ASSUM SUBST1_TAC) THEN
  CONV_TAC(NUM_REDUCE_CONV THENC TRY_CONV(DEPTH_CONV(WORD_RED_CONV ORELSEC NUM_RED_CONV))) THEN REWRITE_TAC[]));;
let TOP_OF_Z = known `word_add (word_add z (word(8 * (0 + 0)))) (word_shl (word k) 3):int64 = word_add z (word(8 * ((k - 1) + 1)))`;;
let DIGITS_UP = WORD_RULE
 `word_add (word_add p (word(8 * (e + j)))) (word(8 * m)):int64 = word_add p (word(8 * ((e + m) + j)))`;;
let BYTES_OF_DIGITS = map known_rows
 [`word(4 * val(word(2 * h):int64) MOD 4611686018427387904):int64 = word(8 * h)`;
  `word(4 * val(word(2 * first_rows h):int64) MOD 4611686018427387904):int64 = word(8 * first_rows h)`];;
let FIRST_SIZE = known_rows `word_sub (word(2 * h)) (word_mul
   (word((val(word_mul (word_sub (word(2 * h)) (word 1)) (word 10923):int64) MOD 18446744073709551616) DIV 131072)) (word 12)):int64 =
  word(2 * first_rows h)`;;
let top_ctx = { ctx with bounds = map ASSUME [`(k - 1) + 1 <= 2 * k`; `4 * (g - 1) + 12 <= 6 * h`];
  public_rules = TOP_OF_Z :: DIGITS_UP :: FIRST_SIZE :: BYTES_OF_DIGITS @ ctx.public_rules };;
let TOP_BIT = prove
 (`sizes k h g c ==> borrowed (plain29 (moved_up Z k c)) (&0) (8 * g) = &(val(Z(k - 1):int64) DIV 2 EXP 63)`,
  DISCH_TAC THEN MP_TAC SIZES_LINEAR THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
  SUBGOAL_THEN `8 * g = SUC(8 * g - 1)` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[borrowed; PLAIN_UNSIGNED; plain29; moved_up] THEN
  SUBGOAL_THEN `29 * (8 * g - 1) = 8 * (28 - c) + 64 * (k - 1) + 35` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`Z:num->int64`; `k:num`; `k - 1`; `35`; `29`] FIELD_WITHIN) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; REWRITE_TAC[SHIFTED] THEN DISCH_THEN SUBST1_TAC] THEN
  MP_TAC(SPEC `(Z:num->int64)(k - 1)` VAL64_BOUND) THEN SPEC_TAC(`val((Z:num->int64)(k - 1))`,`v:num`) THEN
  GEN_TAC THEN DISCH_TAC THEN
  SUBGOAL_THEN `(v DIV 2 EXP 35) MOD 2 EXP 29 = v DIV 2 EXP 35` SUBST1_TAC THENL
   [MATCH_MP_TAC MOD_LT THEN SIMP_TAC[RDIV_LT_EQ; EXP_EQ_0; ARITH_EQ] THEN
    REWRITE_TAC[GSYM EXP_ADD] THEN CONV_TAC(DEPTH_CONV NUM_ADD_CONV) THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  REWRITE_TAC[INT_OF_NUM_POW; INT_OF_NUM_LE] THEN
  SUBGOAL_THEN `2 EXP 28 <= v DIV 2 EXP 35 <=> 2 EXP 63 <= v` SUBST1_TAC THENL
   [SIMP_TAC[LE_RDIV_EQ; EXP_EQ_0; ARITH_EQ; GSYM EXP_ADD] THEN CONV_TAC(DEPTH_CONV NUM_ADD_CONV) THEN REWRITE_TAC[]; ALL_TAC] THEN
  COND_CASES_TAC THEN REWRITE_TAC[INT_OF_NUM_EQ] THEN CONV_TAC SYM_CONV THENL
   [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `v - 2 EXP 63`; MATCH_MP_TAC DIV_LT] THEN ASM_ARITH_TAC);;
let TOP_WORD = prove
 (`sizes k h g c /\ lo32 x = digit32 (moved_up Z k c) (8 * (g - 1) + 7) /\
   d = word((val(Z(k - 1)) MOD 18446744073709551616) DIV 9223372036854775808):int64 /\
   e = word(536870912 * val d MOD 34359738368):int64 /\ y = awc x e F
   ==> ival(lo32 y) = topped_digit (8 * g) (plain29 (moved_up Z k c)) (&0) (8 * g - 1)`,
  REWRITE_TAC[AWC_F] THEN STRIP_TAC THEN FIRST_X_ASSUM SUBST1_TAC THEN ASM_REWRITE_TAC[LO32_ADD; digit32] THEN
  MP_TAC SIZES_LINEAR THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
  SUBGOAL_THEN `8 * (g - 1) + 7 = 8 * g - 1 /\ ~(8 * g <= 8 * g - 1) /\ (8 * g - 1) + 1 = 8 * g` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ASM_REWRITE_TAC[topped_digit]] THEN
  MP_TAC(SPEC `(Z:num->int64)(k - 1)` VAL64_BOUND) THEN DISCH_TAC THEN
  SUBGOAL_THEN `val((Z:num->int64)(k - 1)) MOD 18446744073709551616 = val(Z(k - 1))` SUBST1_TAC THENL
   [MATCH_MP_TAC MOD_LT THEN POP_ASSUM MP_TAC THEN CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
  MP_TAC(MATCH_MP TOP_BIT (ASSUME `sizes k h g c`)) THEN
  SUBGOAL_THEN `val((Z:num->int64)(k - 1)) DIV 2 EXP 63 < 2` MP_TAC THENL
   [SIMP_TAC[RDIV_LT_EQ; EXP_EQ_0; ARITH_EQ] THEN POP_ASSUM MP_TAC THEN CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
  CONV_TAC(ONCE_DEPTH_CONV NUM_EXP_CONV) THEN
  SPEC_TAC(`val((Z:num->int64)(k - 1)) DIV 9223372036854775808`,`b:num`) THEN GEN_TAC THEN STRIP_TAC THEN
  SUBGOAL_THEN `word(536870912 * val(word b:int64) MOD 34359738368):int64 = iword(&536870912 * &b)` SUBST1_TAC THENL
   [REWRITE_TAC[INT_OF_NUM_MUL; GSYM WORD_IWORD] THEN AP_TERM_TAC THEN AP_TERM_TAC THEN
    SUBGOAL_THEN `val(word b:int64) = b` SUBST1_TAC THENL
     [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC]; ALL_TAC] THEN
  DISCH_THEN(SUBST1_TAC o SYM) THEN REWRITE_TAC[LO32_IWORD; GSYM IWORD_INT_ADD; UNPACKED_DIGIT] THEN
  SUBGOAL_THEN `borrowed (plain29 (moved_up Z k c)) (&0) (8 * g) = borrowed (plain29 (moved_up Z k c)) (&0) (SUC(8 * g - 1))` SUBST1_TAC THENL
   [AP_TERM_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[signed_digit] THEN
  SUBGOAL_THEN `!a b c:int. a = c /\ --(&2 pow 31) <= c /\ c < &2 pow 31 ==> ival(iword a:int32) = c` MATCH_MP_TAC THENL
   [REPEAT STRIP_TAC THEN FIRST_X_ASSUM SUBST1_TAC THEN MATCH_MP_TAC IVAL_IWORD THEN
    REWRITE_TAC[DIMINDEX_32] THEN CONV_TAC NUM_REDUCE_CONV THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  MP_TAC(ISPECL [`plain29 (moved_up Z k c)`; `&0:int`; `8 * g - 1`] UNSIGNED_BOUND) THEN
  DISJ_CASES_TAC(ISPEC `8 * g - 1` (INST [`plain29 (moved_up Z k c)`,`K:num->int`; `&0:int`,`h:int`] BORROWED_CASES)) THEN
  ASM_REWRITE_TAC[] THEN CONV_TAC INT_REDUCE_CONV THEN INT_ARITH_TAC);;
let stored_top = `upd (4 * (g - 1) + 11) (join32 (lo32 y) (lo32(W'(4 * (g - 1) + 11)))) W'`;;
let ALL_DIGITS = prove
 (mk_imp(list_mk_conj [`sizes k h g c`; groups `(g - 1) + 1`;
    `ival(lo32 y) = topped_digit (8 * g) (plain29 (moved_up Z k c)) (&0) (8 * g - 1)`],
   vsubst [stored_top,`A:num->int64`]
    `!j. j < 8 * g ==> word32 A (16 + j) = topped_digit (8 * g) (plain29 (moved_up Z k c)) (&0) j`),
  STRIP_TAC THEN MP_TAC SIZES_LINEAR THEN ASM_REWRITE_TAC[] THEN STRIP_TAC THEN
  X_GEN_TAC `j:num` THEN DISCH_TAC THEN
  SUBGOAL_THEN `?b q. j = 8 * b + q /\ q < 8 /\ b < (g - 1) + 1` STRIP_ASSUME_TAC THENL
   [MAP_EVERY EXISTS_TAC [`j DIV 8`; `j MOD 8`] THEN MP_TAC(SPECL [`j:num`; `8`] DIVISION) THEN ASM_ARITH_TAC; ALL_TAC] THEN
  FIRST_X_ASSUM(MP_TAC o C MATCH_MP (ASSUME `b < (g - 1) + 1`) o check (is_forall o concl)) THEN STRIP_TAC THEN
  UNDISCH_THEN `j = 8 * b + q` SUBST_ALL_TAC THEN
  SUBGOAL_THEN `q = 0 \/ q = 1 \/ q = 2 \/ q = 3 \/ q = 4 \/ q = 5 \/ q = 6 \/ q = 7`
   (REPEAT_TCL DISJ_CASES_THEN SUBST_ALL_TAC) THENL
   (ASM_ARITH_TAC :: map (fun q ->
      let e = vsubst [num(8 + q / 2),`m:num`] `2 * (4 * b + m)` in
      let e = if q mod 2 = 0 then e else mk_binop plus e `1` in
      let index = ARITH_RULE(mk_eq(vsubst [num q,`q:num`] `16 + 8 * b + q`,e)) in
      let signed = SUBGOAL_THEN (vsubst [num q,`q:num`]
          `topped_digit (8 * g) (plain29 (moved_up Z k c)) (&0) (8 * b + q) = unpacked_digit (moved_up Z k c) (8 * b + q)`) SUBST1_TAC THENL
        [REWRITE_TAC[topped_digit; UNPACKED_DIGIT] THEN REPEAT(COND_CASES_TAC THEN REWRITE_TAC[]) THEN ASM_ARITH_TAC; ALL_TAC] in
      let other = SUBGOAL_THEN (vsubst [num(8 + q / 2),`m:num`] `~(4 * b + m = 4 * (g - 1) + 11)`) ASSUME_TAC THENL
        [ASM_ARITH_TAC; ASM_REWRITE_TAC[upd; LO32_JOIN; HI32_JOIN; WORD_OF_DIGIT]] in
      REWRITE_TAC[index; WORD32_AT] THEN
      if q < 6 then signed THEN other else
      ASM_CASES_TAC `b = g - 1` THENL
       [(if q = 6 then signed THEN UNDISCH_THEN `b = g - 1` SUBST_ALL_TAC THEN
           ASM_REWRITE_TAC[upd; LO32_JOIN; HI32_JOIN; WORD_OF_DIGIT]
         else SUBGOAL_THEN `8 * b + 7 = 8 * g - 1` SUBST1_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
           UNDISCH_THEN `b = g - 1` SUBST_ALL_TAC THEN ASM_REWRITE_TAC[upd; HI32_JOIN]);
        signed THEN other]) (0--7)));;

(* From the start to the head of the loop over the lower strips. *)
let unpacked_end = vsubst [`g - 1`,`i:num`]
  (before_group (at(snd l_unpack)) (loop_trace_tm turn_unpack `g - 1` unpack_trace) wc');;
let to_strips = run top_ctx unpacked_end [fst l_strips];;
let top_name = List.nth (dest_list(lhand(el 1 (snd(strip_comb to_strips.final))))) 15;;
let strips_literal = subst [`x15:int64`,top_name] (subst [wc',contents 1 to_strips.final] to_strips.final);;
let at_strips = mk_abs(`s:state`,list_mk_exists(wc' :: group_secrets @ flag_vars @ vector_secrets,
  mk_conj(mk_eq(`s:state`,strips_literal),
    `!j. j < 8 * g ==> word32 W' (16 + j) = topped_digit (8 * g) (plain29 (moved_up Z k c)) (&0) j`)));;
let to_at_strips = mk_exists(`s':state`,mk_conj(vsubst [start,`s:state`] `reach (rd,wr) s s'`,mk_comb(fresh_bound at_strips,`s':state`)));;
let TO_STRIPS = prove(under_given to_at_strips,
  DISCH_THEN(fun th -> MAP_EVERY ASSUME_TAC (CONJUNCTS th) THEN
    MATCH_MP_TAC SEQUENCE THEN EXISTS_TAC (mk_comb(fresh_bound unpack_j,`g - 1`)) THEN CONJ_TAC THENL
     [ACCEPT_TAC(MP UNPACK th); SIZES_TAC]) THEN
  GEN_TAC THEN OPEN_TAC THEN REWRITE_TAC[] THEN
  SUBGOAL_THEN `(k - 1) + 1 <= 2 * k /\ 4 * (g - 1) + 12 <= 6 * h` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  RUN_THEN top_ctx [fst l_strips] (fun defs (asl,w) ->
    let s = state_of_goal w in
    let d1,d2,d3 = match map (fun (v,e) -> ASSUME(mk_eq(v,e))) defs with
        [a;b;c] -> a,b,c | _ -> failwith "top digit" in
    let low = snd(find (fun (_,th) -> is_eq(concl th) && is_comb(lhand(concl th)) && rator(lhand(concl th)) = `lo32`) asl) in
    let d1 = PURE_REWRITE_RULE[ADD_0] d1 in
    let top = MATCH_MP TOP_WORD (end_itlist CONJ [ASSUME `sizes k h g c`; low; d1; d2; d3]) in
    let filled = snd(find (fun (_,th) -> is_forall(concl th) && free_in `digit32` (concl th)) asl) in
    let all = MATCH_MP ALL_DIGITS (end_itlist CONJ [ASSUME `sizes k h g c`; filled; top]) in
    (EXISTS_TAC s THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
     CONV_TAC(DEPTH_CONV BETA_CONV) THEN FIT_TAC (LEAF_TAC START) THEN ACCEPT_TAC all) (asl,w)));;
