(* The ends of a strip of montgomery_reduce_narrow: from its head to its loops, with the rows that these
   leave out; and the rest of the digits, with its columns in the place of those before. *)

needs "reduce_rows.ml";;

(* ------------------------------------------------------------------------- *)
(* The rest of the digits, and the strip in the place of their columns.      *)
(* ------------------------------------------------------------------------- *)

let rest_x f u p = ["x0",at_ `w:int64` f 0; "x3",at_ `w:int64` u 0; "x19",`x19:int64`; "x28",p];;
let rest_before from more = in_strip (at from) (rest_x `f:num` `u:num` `word p:int64`) wc (before_sums :: carried_at `0` more) `t:event list`;;
let rest_after digit stop more = in_strip_new (at stop) (rest_x `f + 2 * p` `u + p:num` `word 0:int64`)
  (before_sums :: carried_at `p:num` more @ [done_is digit wc' `p:num`]) E;;
let rest_none digit more (head,exit) =
  let inst = vsubst [`0`,`p:num`] in
  prove_phase [] (inst(rest_before (head - 4) more)) (inst(rest_after digit exit more))
    (RUN_THEN loops_ctx [exit] (fun _ -> STOP_TAC (END_LEAF loop_leaf) THEN start_facts));;
let rest_some digit more loop (head,exit) =
  prove_phase (`1 <= p` :: digits_premise) (rest_before (head - 4) more) (rest_after digit exit more)
    (RUN_THEN loops_ctx [] (fun _ ->
     PURE_REWRITE_TAC[MATCH_MP SOME_WORD (CONJ (ASSUME `1 <= p`) (ASSUME `p <= 6`)); COND_CLAUSES] THEN
     SUBGOAL_THEN `~(0 = p)` ASSUME_TAC THENL [ARITH_ASM; ALL_TAC] THEN
     (fun (asl,w) -> by_theorem loop [trace_of(state_of_goal w),`t:event list`] `p:num` I loop_leaf start_facts
       (STOP_TAC (END_LEAF loop_leaf) THEN start_facts) (asl,w))));;
let rest_none_signed = rest_none `signed_digit` borrow l_digits_signed and rest_none_unsigned = rest_none `unsigned_digit` [] l_digits_unsigned;;
let rest_some_signed = rest_some `signed_digit` borrow digits_signed l_digits_signed;;
let rest_some_unsigned = rest_some `unsigned_digit` [] digits_unsigned l_digits_unsigned;;
let LIMBS_MISSED = prove
 (`~(b <= j /\ j < b + 12) ==> ~(j = b + 0) /\ ~(j = b + 1) /\ ~(j = b + 2) /\ ~(j = b + 3) /\ ~(j = b + 4) /\ ~(j = b + 5) /\
   ~(j = b + 6) /\ ~(j = b + 7) /\ ~(j = b + 8) /\ ~(j = b + 9) /\ ~(j = b + 10) /\ ~(j = b + 11)`,
  ARITH_TAC);;
let STORED_TAC : tactic =
  CONJ_TAC THENL
   [CONV_TAC EXPAND_CASES_CONV THEN REPEAT CONJ_TAC THEN CONV_TAC(LAND_CONV limb_conv) THEN FIRST_ASSUM ACCEPT_TAC;
    GEN_TAC THEN DISCH_THEN(fun th -> REWRITE_TAC(upd :: CONJUNCTS(MATCH_MP LIMBS_MISSED th)))];;
let stored = [`!j. j < 12 ==> W'(lb + j):int64 = iword(K j)`; `!j. ~(lb <= j /\ j < lb + 12) ==> W' j = (W:num->int64) j`];;
let store_ctx = strip_ctx [`lb + 12 <= 6 * h`] [`word_add (word(2 * sz)) (word 12):int64 = word(2 * (sz + 6))`];;
let SMALL = prove
 (`sz <= 100 /\ h <= 100 ==> (val(word(2 * sz):int64) <= val(word(2 * h):int64) <=> sz <= h) /\
     (val(word 12:int64) <= val(word(2 * sz):int64) <=> 6 <= sz) /\ (word(2 * sz):int64 = word 12 <=> sz = 6)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ] THEN
  SUBGOAL_THEN `val(word(2 * sz):int64) = 2 * sz /\ val(word(2 * h):int64) = 2 * h /\ val(word 12:int64) = 12` (fun th -> REWRITE_TAC[th]) THENL
   [REPEAT CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64; ALL_TAC] THEN ASM_ARITH_TAC);;
let NEXT_SIZE = WORD_RULE `word_add (word(2 * sz)) (word 12):int64 = word(2 * (sz + 6))`;;
let store_before from = in_strip (at from) ["x0",at_ `w:int64` `lb:num` 12; "x3",`x3:int64`; "x19",`word(2 * sz):int64`; "x28",`x28:int64`] wc
  (before_sums :: carries_kept) `t:event list`;;
let store_after stop size = in_strip_new (at stop) ["x0",at_ `w:int64` `lb:num` 0; "x3",`x3:int64`; "x19",size; "x28",`word 6:int64`]
  (carries_kept @ stored) E;;
let STORE_TAC ctx decided : tactic =
  RUN_THEN ctx [] (fun _ -> PURE_REWRITE_TAC(COND_CLAUSES :: NOT_CLAUSES :: decided) THEN STOP_TAC (END_LEAF(LEAF_TAC [])) THEN
    CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; STORED_TAC]]);;
let next_fits = `val(word(2 * (sz + 6)):int64) <= val(word(2 * h):int64)`;;
let store_lower more =
  let cond = if more then `sz + 6 <= h` else `h < sz + 6` in
  prove_phase [cond; `sz <= 62`; `lb + 12 <= 6 * h`] (store_before (snd l_digits_signed))
    (store_after (if more then fst l_strips else snd l_strips) `word(2 * (sz + 6)):int64`)
    (ASSUME_TAC NEXT_SIZE THEN
     SUBGOAL_THEN (mk_eq(next_fits,if more then `T` else `F`)) ASSUME_TAC THENL
      [MP_TAC(INST [`sz + 6`,`sz:num`] SMALL) THEN ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN(fun th -> REWRITE_TAC[CONJUNCT1 th]) THEN ASM_ARITH_TAC];
       STORE_TAC store_ctx [ASSUME(mk_eq(next_fits,if more then `T` else `F`))]]);;

let upper_cond = `val(word 12:int64) <= val(word(2 * sz):int64) /\ ~(word(2 * sz):int64 = word 12)`;;
let store_upper more =
  let cond = if more then `6 < sz` else `sz <= 6` in
  let decided = mk_eq(upper_cond,if more then `T` else `F`) in
  prove_phase [cond; `sz <= 62`; `lb + 12 <= 6 * h`] (store_before (snd l_digits_unsigned))
    (store_after (if more then fst l_upper else snd l_upper) `word_sub (word(2 * sz)) (word 12):int64`)
    (SUBGOAL_THEN decided ASSUME_TAC THENL
      [MP_TAC SMALL THEN ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN(fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC];
       STORE_TAC (strip_ctx [`lb + 12 <= 6 * h`] []) [ASSUME decided]]);;
let store_more = store_lower true and store_last = store_lower false;;
let store_more_upper = store_upper true and store_last_upper = store_upper false;;

(* ------------------------------------------------------------------------- *)
(* The start of a strip: where its rows and columns are.                     *)
(* ------------------------------------------------------------------------- *)

let BYTES_SIZE = prove
 (`s <= 62 ==> word(4 * val(word(2 * s):int64) MOD 4611686018427387904):int64 = word(8 * s) /\
               word(8 * val(word(2 * s):int64) MOD 2305843009213693952):int64 = word(16 * s)`,
  DISCH_TAC THEN SUBGOAL_THEN `val(word(2 * s):int64) = 2 * s` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(2 * s) MOD 4611686018427387904 = 2 * s /\ (2 * s) MOD 2305843009213693952 = 2 * s` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THEN MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC; REWRITE_TAC[MULT_ASSOC] THEN CONV_TAC NUM_REDUCE_CONV]);;
let start_publics = `ll:num` :: strip_publics;;
let start_ctx rules = { ctx with bounds = []; public = start_publics @ ctx.public; public_rules = map ASSUME rules @ COND_TRUE :: COND_FALSE :: [] };;
let bytes_h = `word(4 * val(word(2 * h):int64) MOD 4611686018427387904):int64 = word(8 * h)`
and bytes_sz = `word(4 * val(word(2 * sz):int64) MOD 4611686018427387904):int64 = word(8 * sz)`;;
let row_rule = `word_sub (word_add w (word(8 * (lq + 0)))) (word(8 * h)):int64 = word_add w (word(8 * (lt + 6)))`
and column_rule = `word_add (word_add n (word(8 * (0 + 6)))) (word(8 * sz)):int64 = word_add n (word(8 * ((d + ll) + 6)))`;;
let left_rule = `(if ~(awc_c (word(2 * sz)) (word_not(word 12)) T) then word(2 * sz) else word_sub (word(2 * sz)) (word 8)):int64 = word(2 * ll)`;;
let head_x = ["x0",`x0:int64`; "x3",`x3:int64`; "x19",`word(2 * sz):int64`; "x28",`x28:int64`];;
(* Sums of rows from limb r on, for columns from limb e on. *)
let start_sum r e i j = vsubst [r,`r:num`; e,`e:num`; i,`i:num`; j,`j:num`] `dots (word32 W) (word32 (limbs_at M n)) (2 * r) (2 * e + j) i`;;
let no_sums r = sums (start_sum r `d + ll` `0`);;
let LEFT_ROWS = prove
 (`sz <= 62 /\ (6 <= sz /\ sz = ll + 4 \/ sz < 6 /\ ll = sz)
   ==> (if ~(awc_c (word(2 * sz)) (word_not(word 12)) T) then word(2 * sz) else word_sub (word(2 * sz)) (word 8)):int64 = word(2 * ll)`,
  STRIP_TAC THEN REWRITE_TAC[AWC_C_SUB] THEN MP_TAC(INST [`62`,`h:num`] SMALL) THEN ASM_SIMP_TAC[ARITH_RULE `sz <= 62 ==> sz <= 100`; ARITH_LE; ARITH_LT] THEN
  CONV_TAC NUM_REDUCE_CONV THEN DISCH_THEN(fun th -> REWRITE_TAC[th]) THENL
   [REWRITE_TAC[ARITH_RULE `6 <= ll + 4 <=> 2 <= ll`] THEN SUBGOAL_THEN `2 <= ll` (fun th -> REWRITE_TAC[th]) THENL [ASM_ARITH_TAC; ALL_TAC] THEN
    CONV_TAC WORD_RULE;
    SUBGOAL_THEN `~(6 <= sz)` (fun th -> REWRITE_TAC[th]) THEN ASM_ARITH_TAC]);;
let DIGITS_AT_ROWS = prove
 (`lq = lt + 6 + h ==> word_sub (word_add w (word(8 * (lq + 0)))) (word(8 * h)):int64 = word_add w (word(8 * (lt + 6)))`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN CONV_TAC WORD_RULE);;
let DIGITS_AT_COLUMNS = prove
 (`sz = d + ll ==> word_add (word_add n (word(8 * (0 + 6)))) (word(8 * sz)):int64 = word_add n (word(8 * ((d + ll) + 6)))`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN CONV_TAC WORD_RULE);;
let start_rules = [bytes_h; bytes_sz; row_rule; column_rule; left_rule];;
let start_lower = 
  prove_phase [`sz <= 62`; `6 <= sz /\ sz = ll + 4 \/ sz < 6 /\ ll = sz`; `sz = d + ll`; `lq = lt + 6 + h`]
   (in_strip (at(fst l_strips)) head_x wc carries_kept `t:event list`)
   (in_strip (at tbz_signed) (head_x @ ["x24",at_ `w:int64` `lt:num` 0; "x25",at_ `n:int64` `d + ll` 0; "x26",`word(2 * ll):int64`]) wc
     (no_sums `lt:num` :: carries_kept) E)
   (MAP_EVERY ASSUME_TAC [CONJUNCT1(MATCH_MP BYTES_SIZE (ASSUME `h <= 62`)); CONJUNCT1(MATCH_MP BYTES_SIZE (ASSUME `sz <= 62`));
      MATCH_MP DIGITS_AT_ROWS (ASSUME `lq = lt + 6 + h`); MATCH_MP DIGITS_AT_COLUMNS (ASSUME `sz = d + ll`);
      MATCH_MP LEFT_ROWS (CONJ (ASSUME `sz <= 62`) (ASSUME `6 <= sz /\ sz = ll + 4 \/ sz < 6 /\ ll = sz`))] THEN
    RUN_THEN (start_ctx start_rules) [tbz_signed] (fun _ -> STOP_TAC (END_LEAF(LEAF_TAC [])) THEN
      REWRITE_TAC[dots; GSYM WORD_0_IWORD] THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC));;
let ODD_ROWS = prove
 (`(bit 1 (word(4 * m):int64) <=> F) /\ (bit 1 (word(4 * m + 2):int64) <=> T)`,
  REWRITE_TAC[BIT_WORD; DIMINDEX_64; EXP_1] THEN CONV_TAC NUM_REDUCE_CONV THEN
  SUBGOAL_THEN `(4 * m) DIV 2 = 2 * m /\ (4 * m + 2) DIV 2 = 2 * m + 1` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THENL [MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `0`; MATCH_MP_TAC DIV_UNIQ THEN EXISTS_TAC `0`] THEN ARITH_TAC;
    REWRITE_TAC[ODD_ADD; ODD_MULT; ARITH]]);;
let same_at from xs stop more ctx rules =
  prove_phase more (in_strip (at from) xs wc (before_sums :: carries_kept) `t:event list`)
    (in_strip (at stop) xs wc (before_sums :: carries_kept) E)
    (RUN_THEN ctx [] (fun _ -> PURE_REWRITE_TAC(COND_CLAUSES :: NOT_CLAUSES :: rules) THEN
       STOP_TAC (END_LEAF(LEAF_TAC [])) THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC));;
let tbz_even tbz both = same_at tbz (rows_at `r:num` `d + 2 * m` 0 `word(4 * m):int64`) (fst both - 4) [] loops_ctx [CONJUNCT1 ODD_ROWS]
and tbz_odd tbz = same_at tbz (rows_at `r:num` `d + 2 * m` 1 `word(4 * m + 2):int64`) (tbz + 4) [] loops_ctx [CONJUNCT2 ODD_ROWS];;
let even_signed = tbz_even tbz_signed l_both_signed and even_unsigned = tbz_even tbz_unsigned l_both_unsigned
and odd_signed = tbz_odd tbz_signed and odd_unsigned = tbz_odd tbz_unsigned;;
(* After the rows of a lower strip: the first may have no others. *)
let rows_done_x = ["x0",`x0:int64`; "x3",`x3:int64`; "x19",`word(2 * sz):int64`; "x28",`x28:int64`];;
let after_rows high =
  let t = mk_eq(`6 <= sz`,if high then `T` else `F`) in
  let small = REWRITE_RULE[ARITH_RULE `sz <= 62 ==> sz <= 100`; ASSUME t] (UNDISCH(REWRITE_RULE[ARITH_RULE `62 <= 100`] (PURE_REWRITE_RULE[]
    (prove(`sz <= 62 ==> (val(word 12:int64) <= val(word(2 * sz):int64) <=> 6 <= sz)`,
      DISCH_TAC THEN MP_TAC(INST [`62`,`h:num`] SMALL) THEN ASM_SIMP_TAC[ARITH_RULE `sz <= 62 ==> sz <= 100`; ARITH_RULE `62 <= 100`]))))) in
  let small = if high then EQT_INTRO small else EQF_INTRO small in
  same_at (snd l_rows_signed) rows_done_x (if high then past_first else fst l_digits_signed - 4)
    [`sz <= 62`; t] loops_ctx [small];;
let to_bottom = after_rows true and past_bottom = after_rows false;;
(* The upper strips. *)
let SUB_SIZE = prove
 (`h = sz + v ==> word_sub (word(2 * h)) (word(2 * sz)):int64 = word(2 * v)`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN CONV_TAC WORD_RULE);;
let UP_ROWS = prove
 (`word_add (word(8 * v)) (word_add w (word(8 * (lq + 0)))):int64 = word_add w (word(8 * ((lq + v) + 0)))`,
  REWRITE_TAC[LEFT_ADD_DISTRIB] THEN CONV_TAC WORD_RULE);;
let UP_COLUMNS = prove
 (`y + 4 = 2 * h + 8 ==> word_add (word_add n (word(8 * (0 + 6)))) (word(16 * h)):int64 = word_add n (word(8 * (y + 2)))`,
  DISCH_TAC THEN SUBGOAL_THEN `8 * (y + 2) = 16 * h + 8 * (0 + 6)` SUBST1_TAC THENL [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let upper_publics = `v:num` :: start_publics;;
let upper_rules = map (concl o UNDISCH_ALL) [SUB_SIZE; UP_ROWS; UP_COLUMNS];;
let bytes_v = `word(4 * val(word(2 * v):int64) MOD 4611686018427387904):int64 = word(8 * v)`
and bytes_16 = `word(8 * val(word(2 * h):int64) MOD 2305843009213693952):int64 = word(16 * h)`
and at_low = `word_add n (word(8 * (y + 4))):int64 = word_add n (word(8 * ((d + ll) + 0)))`;;
let is_large = `val(word 12:int64) <= val(word(2 * sz):int64)`;;
let upper_ctx rules = { ctx with bounds = []; public = upper_publics @ ctx.public;
  public_rules = map ASSUME (bytes_v :: bytes_16 :: upper_rules @ rules) };;
let upper_facts : tactic = MAP_EVERY ASSUME_TAC [MATCH_MP SUB_SIZE (ASSUME `h = sz + v`); UP_ROWS; MATCH_MP UP_COLUMNS (ASSUME `y + 4 = 2 * h + 8`);
  CONJUNCT2(MATCH_MP BYTES_SIZE (ASSUME `h <= 62`))] THEN
  SUBGOAL_THEN bytes_v ASSUME_TAC THENL [MP_TAC(INST [`v:num`,`s:num`] BYTES_SIZE) THEN ANTS_TAC THENL [ASM_ARITH_TAC; SIMP_TAC[]]; ALL_TAC];;
let size_decided high : tactic = SUBGOAL_THEN (mk_eq(is_large,if high then `T` else `F`)) ASSUME_TAC THENL
  [MP_TAC SMALL THEN ANTS_TAC THENL [ASM_ARITH_TAC; DISCH_THEN(fun th -> REWRITE_TAC[CONJUNCT1(CONJUNCT2 th)]) THEN ASM_ARITH_TAC]; ALL_TAC];;
let start_upper_high =
  prove_phase [`h = sz + v`; `6 <= sz`; `y + 4 = 2 * h + 8`]
   (in_strip (at(fst l_upper)) head_x wc carries_kept `t:event list`)
   (in_strip (at past_last) (head_x @ ["x24",at_ `w:int64` `lq + v` 0; "x25",at_ `n:int64` `y:num` 4; "x26",`x26:int64`]) wc carries_kept E)
   (upper_facts THEN size_decided true THEN
    RUN_THEN (upper_ctx []) [] (fun _ -> PURE_REWRITE_TAC[ASSUME(mk_eq(is_large,`T`)); COND_CLAUSES; NOT_CLAUSES] THEN
      STOP_TAC (END_LEAF(LEAF_TAC [])) THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC));;
let start_upper_low =
  prove_phase [`h = sz + v`; `sz < 6`; `y + 4 = 2 * h + 8`; `y + 4 = d + ll`; `ll = sz:num`]
   (in_strip (at(fst l_upper)) head_x wc carries_kept `t:event list`)
   (in_strip (at tbz_unsigned) (head_x @ ["x24",at_ `w:int64` `lq + v` 0; "x25",at_ `n:int64` `d + ll` 0; "x26",`word(2 * ll):int64`]) wc
     (no_sums `lq + v` :: carries_kept) E)
   (upper_facts THEN size_decided false THEN
    SUBGOAL_THEN at_low ASSUME_TAC THENL [REWRITE_TAC[ADD_0; ASSUME `y + 4 = d + ll`]; ALL_TAC] THEN
    RUN_THEN (upper_ctx [at_low]) [] (fun _ -> PURE_REWRITE_TAC[ASSUME(mk_eq(is_large,`F`)); COND_CLAUSES; NOT_CLAUSES] THEN
      RUN_THEN (upper_ctx [at_low]) [tbz_unsigned] (fun _ ->
      STOP_TAC (END_LEAF(FIRST [LEAF_TAC []; REWRITE_TAC[ASSUME `ll = sz:num`] THEN NO_TAC])) THEN
      REWRITE_TAC[dots; GSYM WORD_0_IWORD] THEN REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC)));;
(* ------------------------------------------------------------------------- *)
(* From the head of a strip to its loops.                                    *)
(* ------------------------------------------------------------------------- *)

let strip_leaf = FIRST [REFL_TAC; MATCH_MP_TAC DOWN_MORE THEN FIRST_ASSUM ACCEPT_TAC;
  REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; SUB_0; SUB_REFL; ADD_ASSOC] THEN NO_TAC;
  AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_TAC;
  AP_TERM_TAC THEN AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_ASM; AP_TERM_TAC THEN ARITH_ASM; LEAF_TAC []];;
let is_named th = is_forall(concl th) && (let b = snd(strip_forall(concl th)) in is_eq b && type_of(lhand b) = `:int` && is_comb(lhand b) && is_var(rator(lhand b)));;
let NAMED_SUMS_TAC : tactic = with_ (fun asl ->
  let named = filter is_named (map snd asl) in
  REPEAT CONJ_TAC THEN (FIRST_ASSUM ACCEPT_TAC ORELSE FIRST_ASSUM(fun th -> if is_eq(concl th) && is_var(lhand(concl th)) then ACCEPT_TAC(REWRITE_RULE named th) else failwith "")));;
(* From the head of a strip to the columns to come: the rows that loops leave out. *)
let start_b stop r sum = in_strip (at stop) (head_x @ ["x24",at_ `w:int64` r 0; "x25",at_ `n:int64` `d + 2 * m` 0; "x26",`word(4 * m):int64`]) wc
  (sums sum :: carries_kept) E;;
let head_at l = in_strip (at(fst l)) head_x wc carries_kept `t:event list`;;
let STOP_SUMS : tactic = STOP_TAC (END_LEAF strip_leaf) THEN with_ (fun asl ->
  let plain = filter is_named (map snd asl) in
  let named = map (REWRITE_RULE[CONJUNCT1 dots]) plain in
  CONJ_TAC THENL
   [REPEAT CONJ_TAC THEN (FIRST_ASSUM ACCEPT_TAC ORELSE
      FIRST_ASSUM(fun th -> if is_eq(concl th) && is_var(lhand(concl th)) then
         ACCEPT_TAC(REWRITE_RULE plain th) ORELSE ACCEPT_TAC(REWRITE_RULE(INT_ADD_LID :: named) th) else failwith ""));
    REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC]);;
(* The first two rows, or none. *)
let PARITY_TAC odd even_th odd_th two r =
  if odd then BY_PHASE odd_th [r,`r:num`; `K6:num->int`,`K:num->int`] strip_leaf THEN
    BY_PHASE two [r,`r:num`; `K6:num->int`,`K:num->int`; `d + 2 * m`,`y:num`] strip_leaf
  else BY_PHASE even_th [r,`r:num`; `K6:num->int`,`K:num->int`] strip_leaf;;
let of_parity odd = if odd then `2 * m + 1`,`(d + 2 * m) + 1` else `2 * m`,`d + 2 * m`;;
let lower_start odd =
  let ll,e = of_parity odd in let two = if odd then `2` else `0` in
  prove_phase ([`1 <= m`; `m <= 31`; mk_eq(`sz:num`,e); `sz <= 62`; subst [ll,`ll:num`] `6 <= sz /\ sz = ll + 4 \/ sz < 6 /\ ll = sz`; `lq = lt + 6 + h`;
      `lt + 2 <= 6 * h`; `(d + 2 * m) + 8 <= 3 * h`])
    (head_at l_strips) (start_b (fst l_both_signed - 4) (if odd then `lt + 1` else `lt:num`) (start_sum `lt:num` e two))
    (SUBGOAL_THEN (mk_eq(`sz:num`,mk_binop plus `d:num` ll)) ASSUME_TAC THENL [ARITH_ASM; ALL_TAC] THEN
     BY_PHASE start_lower [ll,`ll:num`] strip_leaf THEN
     RULE_ASSUM_TAC(PURE_REWRITE_RULE[ARITH_RULE `d + 2 * m + 1 = (d + 2 * m) + 1`]) THEN
     NAME_SUMS_TAC "K6" (start_sum `lt:num` e `0` `j:num`) THEN
     PARITY_TAC odd even_signed odd_signed two_signed `lt:num` THEN STOP_SUMS);;
let lower_even = lower_start false;;
let lower_odd = lower_start true;;
let upper_start_low odd =
  let ll,e = of_parity odd in let two = if odd then `2` else `0` in
  prove_phase ([`1 <= m`; `m <= 31`; mk_eq(`sz:num`,ll); `h = sz + v`; `sz < 6`; mk_eq(`2 * h + 8`,e);
      `(lq + v) + 2 <= 6 * h`; `(d + 2 * m) + 8 <= 3 * h`])
    (head_at l_upper) (start_b (fst l_both_unsigned - 4) (if odd then `(lq + v) + 1` else `lq + v`) (start_sum `lq + v` e two))
    (SUBGOAL_THEN (list_mk_conj [mk_eq(`(2 * h + 4) + 4`,mk_binop plus `d:num` ll); `(2 * h + 4) + 4 = 2 * h + 8`]) STRIP_ASSUME_TAC THENL
       [CONJ_TAC THEN ARITH_ASM; ALL_TAC] THEN
     BY_PHASE start_upper_low [ll,`ll:num`; `2 * h + 4`,`y:num`] strip_leaf THEN
     RULE_ASSUM_TAC(PURE_REWRITE_RULE[ARITH_RULE `d + 2 * m + 1 = (d + 2 * m) + 1`]) THEN
     NAME_SUMS_TAC "K6" (start_sum `lq + v` e `0` `j:num`) THEN
     PARITY_TAC odd even_unsigned odd_unsigned two_unsigned `lq + v` THEN STOP_SUMS);;
let upper_start_high odd =
  let ll,e = of_parity odd in
  let y4 = mk_binop plus e `4` in
  let zeros = vsubst [e,`y:num`] zeros_above in
  let sum8 j = start_sum `lq + v` y4 `8` j in
  let sum j = if odd then mk_binop `(+):int->int->int` (sum8 j) (start_sum `(lq + v) + 4` e `2` j) else sum8 j in
  prove_phase ([`1 <= m`; `m <= 31`; mk_eq(`sz:num`,mk_binop plus ll `4`); `h = sz + v`; `6 <= sz`; mk_eq(y4,`2 * h + 8`); zeros;
      `(lq + v) + 8 <= 6 * h`; `(d + 2 * m) + 9 <= 3 * h`])
    (head_at l_upper) (start_b (fst l_both_unsigned - 4) (if odd then `((lq + v) + 4) + 1` else `(lq + v) + 4`) sum)
    (BY_PHASE start_upper_high [e,`y:num`] strip_leaf THEN
     BY_PHASE top [`lq + v`,`r:num`; e,`y:num`; ll,`ll:num`] strip_leaf THEN
     NAME_SUMS_TAC "K6" (sum8 `j:num`) THEN
     PARITY_TAC odd even_unsigned odd_unsigned two_unsigned `(lq + v) + 4` THEN
     STOP_TAC (END_LEAF strip_leaf) THEN CONJ_TAC THENL [NAMED_SUMS_TAC; REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC]);;
let upper_low_even = upper_start_low false and upper_low_odd = upper_start_low true;;
let upper_high_even = upper_start_high false and upper_high_odd = upper_start_high true;;
