(* The last step of a Montgomery multiplication in blocks: from the end of the loop over the columns
   of the lower half to .Lupper; and the modulus as it needs it. *)

needs "pair_upper_half.ml";;

(* ------------------------------------------------------------------------- *)
(* The prepared modulus.                                                     *)
(* ------------------------------------------------------------------------- *)

(* In the words A: m blocks of N'', m of N, then the digits of c and those of the lowest block of N,
   each twice, the second time three words on. *)
let prepared = new_definition
 `prepared (A:num->int64) m <=>
    pair_blocks A (2 * m) /\ short (\i. lo(A(40 * m + 2 * i))) /\ short (\i. hi(A(40 * m + 2 * i))) /\
    (!i. i < 5 ==> A(40 * m + 2 * i + 3) = A(40 * m + 2 * i)) /\
    (!i. i < 6 ==> A(40 * m + 12 + 2 * i) = A(20 * m + i) /\ A(40 * m + 15 + 2 * i) = A(20 * m + i))`;;
(* A lane of them is for the modulus n: N'' is (n * c + 1) / 2^174, c is -1 / n, of which the digits
   tell what it is modulo 2^174. *)
let pair_modulus = new_definition
 `pair_modulus ln (A:num->int64) m (n:int) <=>
    number_of (\i. blk ln A (m + i)) m = n /\
    ?c k. &0 <= c /\ c < radix /\ radix * number_of (blk ln A) m = n * c + &1 /\
          six (\i. ln(A(40 * m + 2 * i))) = c + radix * k`;;

prioritize_int();;
let NUMBER_LOWEST = prove
 (`!k. number_of X (SUC k) = X 0 + radix * number_of (\i. X(i + 1)) k`,
  INDUCT_TAC THENL [REWRITE_TAC[number_of; INT_POW] THEN INT_ARITH_TAC; ALL_TAC] THEN
  GEN_REWRITE_TAC LAND_CONV [number_of] THEN ASM_REWRITE_TAC[] THEN
  REWRITE_TAC[number_of; ADD1; INT_POW_ADD; INT_POW_1] THEN CONV_TAC INT_RING);;
(* With l = t * c modulo 2^174, t + l * n is a multiple of 2^174, and so is what the lowest block makes it. *)
let LAST_MULTIPLE = prove
 (`pair_modulus ln A m n /\ 0 < m
   ==> !t l k. t * six (\i. ln((A:num->int64)(40 * m + 2 * i))) = l + radix * k ==> ?W. t + l * blk ln A m = radix * W`,
  REWRITE_TAC[pair_modulus] THEN STRIP_TAC THEN REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `?b. m = SUC b` (X_CHOOSE_THEN `b:num` SUBST_ALL_TAC) THENL
   [ASM_MESON_TAC[num_CASES; LT_REFL]; ALL_TAC] THEN
  MP_TAC(SPEC `b:num` (INST [`\i. blk ln A (SUC b + i)`,`X:num->int`] NUMBER_LOWEST)) THEN
  CONV_TAC(DEPTH_CONV BETA_CONV) THEN ASM_REWRITE_TAC[ADD_CLAUSES] THEN
  SPEC_TAC(`number_of (\i. blk ln A (SUC (b + i + 1))) b`,`r:int`) THEN GEN_TAC THEN DISCH_TAC THEN
  EXISTS_TAC `t * (number_of (blk ln A) (SUC b) - c * r) + (t * k - k') * blk ln A (SUC b)` THEN
  REPEAT(POP_ASSUM MP_TAC) THEN CONV_TAC INT_RING);;
let LEDGER_EXT = prove
 (`lower_ledger X Y M N k V /\ (!i. i < k ==> M' i = M i) ==> lower_ledger X Y M' N k V`,
  REWRITE_TAC[lower_ledger] THEN STRIP_TAC THEN
  SUBGOAL_THEN `lower_sum M' N k = lower_sum M N k /\ number_of M' k = number_of M k` (fun th -> ASM_REWRITE_TAC[th]) THEN
  CONJ_TAC THENL [MATCH_MP_TAC LOWER_SUM_EXT; MATCH_MP_TAC NUMBER_EXT] THEN ASM_REWRITE_TAC[]);;
let PRODUCTS_3 = prove
 (`products X Y a b 3 = X a * Y b + X(a + 1) * Y(b - 1) + X(a + 2) * Y(b - 2):int`,
  CONV_TAC(LAND_CONV EXPAND_SUMS) THEN REWRITE_TAC[ADD_CLAUSES; SUB_0] THEN INT_ARITH_TAC);;
prioritize_num();;

(* ------------------------------------------------------------------------- *)
(* The last step: where its pointers go.                                     *)
(* ------------------------------------------------------------------------- *)

let last_sizes = [`20 * 0 + 60 <= 20 * m`; `20 * (m - 1) + 20 <= 20 * m`; `20 * (m - 3) + 60 <= 46 * m`; `40 * (m - 1) + 66 <= 46 * m`];;
let last_rules = [`word_sub (word(m - 1)) (word 3):int64 = word(m - 4)`;
  `word_add (word_add n (word(8 * (20 * 0 + 0)))) (word(160 * (m - 1))):int64 = word_add n (word(8 * (20 * (m - 3) + 40)))`;
  `word_add (word_add n (word(8 * (20 * (m - 1) + 20)))) (word(160 * (m - 1))):int64 = word_add n (word(8 * (40 * (m - 1) + 20)))`];;
let last_distinct = `!s t. s < 60 /\ t < 20 ==> ~(20 * 0 + s = 20 * (m - 1) + t)`;;
let last_numbers = [`m - 1 < m`; `m - 2 < m`; `m - 3 < m`; `0 < m - 1`; `1 < m - 1`; `2 < m - 1`; `m < 2 * m`; `0 < m`;
  `m - 1 - 1 = m - 2`; `m - 1 - 2 = m - 3`; `(m - 1) + 1 = m`; `m - 1 < (m - 1) + 1`; `(2 * (m - 1) + 1) + 1 = 2 * m`];;
let LAST_FACTS = prove
 (mk_imp(`5 <= m /\ m <= 12`,list_mk_conj(last_distinct :: last_rules @ last_sizes @ last_numbers)),
  STRIP_TAC THEN
  SUBGOAL_THEN `?k. m = k + 4` (X_CHOOSE_THEN `k:num` SUBST_ALL_TAC) THENL
   [EXISTS_TAC `m - 4` THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REWRITE_TAC[ARITH_RULE `(k + 4) - 1 = k + 3 /\ (k + 4) - 3 = k + 1 /\ (k + 4) - 4 = k`] THEN
  CONJ_TAC THENL [REPEAT STRIP_TAC THEN ASM_ARITH_TAC; ALL_TAC] THEN
  REPLICATE_TAC 3 (CONJ_TAC THENL
   [REWRITE_TAC[LEFT_ADD_DISTRIB; MULT_ASSOC; MULT_CLAUSES; ADD_CLAUSES; WORD_ADD_0] THEN CONV_TAC NUM_REDUCE_CONV THEN
    CONV_TAC WORD_RULE; ALL_TAC]) THEN
  REPEAT CONJ_TAC THEN ASM_ARITH_TAC);;
let LAST_BACK = prove
 (`5 <= m ==> word_add n (word(8 * (20 * (m - 3) + 2305843009213693932))) = back n (m - 1) 3`,
  DISCH_TAC THEN MP_TAC(SPEC_ALL(INST [`n:int64`,`p:int64`; `m - 1`,`b:num`; `2`,`i:num`] BACK_NEXT)) THEN
  ASM_SIMP_TAC[ARITH_RULE `5 <= m ==> 2 <= m - 1 /\ m - 1 - 2 = m - 3`; ARITH]);;

(* The words there by their places in blocks and in the table. *)
let TABLE_WORDS = prove
 (`prepared A m ==> 0 < m
   ==> (!j. j < 6 ==> A(40 * (m - 1) + 40 + 2 * j):int64 = A(40 * m + 2 * j)) /\
       (!j. j < 5 ==> A(40 * (m - 1) + 43 + 2 * j) = A(40 * m + 2 * j)) /\
       (!j. j < 6 ==> A(40 * (m - 1) + 52 + 2 * j) = A(20 * m + j)) /\
       (!j. j < 6 ==> A(40 * (m - 1) + 55 + 2 * j) = A(20 * m + j))`,
  REWRITE_TAC[prepared] THEN REPEAT DISCH_TAC THEN
  SUBGOAL_THEN `!e. 40 * (m - 1) + 40 + e = 40 * m + e` (fun th ->
    REWRITE_TAC(map (fun (a,b) -> ARITH_RULE(vsubst [num a,`a:num`; num b,`b:num`] `40 * (m - 1) + a + 2 * j = 40 * (m - 1) + 40 + 2 * j + b`))
      [43,3; 52,12; 55,15]) THEN REWRITE_TAC[th]) THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  RULE_ASSUM_TAC(REWRITE_RULE[ARITH_RULE `12 + 2 * i = 2 * i + 12 /\ 15 + 2 * i = 2 * i + 15`]) THEN
  ASM_SIMP_TAC[]);;
let table_words =
  let each th = map (CONV_RULE NUM_REDUCE_CONV) (CONJUNCTS(CONV_RULE EXPAND_CASES_CONV th)) in
  flat(map each (CONJUNCTS(UNDISCH_ALL(INST [n_limbs,`A:num->int64`] TABLE_WORDS))));;
let block_words_at = map (fun (e,f,k) ->
    UNDISCH(ARITH_RULE(mk_imp(`5 <= m`,vsubst [e,`e:num`; f,`f:num`; num k,`k:num`; num(k mod 20),`j:num`] `20 * e + k = 20 * f + j`))))
  (flat(map (fun (e,f,k) -> map (fun j -> e,f,k + j) (0--19))
    [`0`,`1`,20; `0`,`2`,40; `m - 3`,`m - 2`,20; `m - 3`,`m - 1`,40]));;
let last_conv = PURE_REWRITE_CONV(block_words_at @ table_words);;

(* ------------------------------------------------------------------------- *)
(* The last step: t in digits, m = t * c in digits, (t + m * N_0) / 2^174.    *)
(* ------------------------------------------------------------------------- *)

let lane_tm = `ln:int64->int`;;
let for_lane ln = subst [ln,lane_tm];;
(* Names for each lane: what is carried, m's number, its and the whole's multiple of 2^174, the modulus. *)
let last_lanes = [`lo`,(`Ulo:int`,`Plo:int`,`Klo:int`,`Elo:int`,`nlo:int`); `hi`,(`Uhi:int`,`Phi:int`,`Khi:int`,`Ehi:int`,`nhi:int`)];;
let last_given = [`pair_blocks (limbs_at M n) (2 * m)`; `prepared (limbs_at M n) m`;
  `pair_modulus lo (limbs_at M n) m nlo`; `pair_modulus hi (limbs_at M n) m nhi`];;
let BLOCK_SHORT = map (fun ln -> ln,prove
 (for_lane ln `pair_blocks A k /\ j < k ==> short (\t. (ln:int64->int)(A(20 * j + t)))`,
  REWRITE_TAC[pair_blocks] THEN STRIP_TAC THEN ASM_SIMP_TAC[])) [`lo`; `hi`];;
let value_of u asl = find (fun th -> is_eq(concl th) && is_var(lhand(concl th)) && type_of(lhand(concl th)) = `:int` && free_in u (concl th)) (map snd asl);;
let whole_of e asl = find (fun th -> is_eq(concl th) && rand(concl th) = mk_binop `( * ):int->int->int` `radix` e) (map snd asl);;
let blocks_fact w1 asl = snd(find (fun (_,th) -> match concl th with Comb(Comb(Const("pair_blocks",_),a),_) -> a = w1 | _ -> false) asl);;
(* Six words as a function, and what applies it. *)
let six_words l = mk_abs(`i:num`,itlist (fun (k,t) acc -> mk_cond(mk_eq(`i:num`,num k),t,acc)) (fst(chop_list 5 (zip (0--5) l))) (last l));;
let six_conv = TOP_DEPTH_CONV BETA_CONV THENC NUM_REDUCE_CONV THENC PURE_REWRITE_CONV[REFL_CLAUSE; COND_CLAUSES];;

(* What a run of the last step computes: t's digits, as facts |- v = digit_pair p q and as a function, m's digits,
   and that these are the words of the block that is stored; other names. *)
type last_step = { t: thm list; tf: term; m: thm list; stored: thm list; others: (term * term) list };;
let last_step defs s1 asl =
  let _,digits = expansions_but (fun e -> fst(strip_comb e) = `digit_pair`) defs in
  let digits = map (CONV_RULE(RAND_CONV last_conv)) digits in
  let named v = find (fun th -> lhand(concl th) = v) digits in
  let words th = map (fun t -> if is_comb t && rator t = `dg` then rand t else rand(rand t))
    (striplist (dest_binop `(+):int->int->int`) (lhand(rand(concl th)))) in
  let t = map2 (fun p q -> find (fun th -> rand(concl th) = mk_comb(mk_comb(`digit_pair`,p),q)) digits)
    (words(value_of `Ulo:int` asl)) (words(value_of `Uhi:int` asl)) in
  let stored = map (fun k -> limb_conv (mk_comb(contents 1 s1,vsubst [num k,`k:num`] `20 * (m - 1) + k`))) (0--5) in
  { t = t; tf = six_words (map (lhand o concl) t); m = map (fun th -> named(rand(concl th))) stored; stored = stored;
    others = filter (fun (v,_) -> not (can named v)) defs };;
(* |- short (lane of t), |- six (lane of t) = <its digits> *)
let lane_digits ln l =
  let f = rand(concl(TOP_DEPTH_CONV BETA_CONV (vsubst [l.tf,`t:num->int64`] (for_lane ln `\i. (ln:int64->int)((t:num->int64) i)`)))) in
  let digit th = TRANS (AP_TERM ln th) (PART_MATCH lhand (if ln = `lo` then LO_DIGIT_PAIR else HI_DIGIT_PAIR) (mk_comb(ln,rand(concl th)))) in
  let eqs = map digit l.t in
  derive(mk_comb(`short`,f),
    REWRITE_TAC[short] THEN CONV_TAC EXPAND_CASES_CONV THEN CONV_TAC six_conv THEN PURE_REWRITE_TAC eqs THEN REWRITE_TAC[DG_ABS]),
  (REWR_CONV six THENC six_conv THENC PURE_REWRITE_CONV eqs) (mk_comb(`six`,f));;

(* Of a lane: t times c is p, the digits that are stored, and 2^174 times k. *)
let MULTIPLIER_TAC l ln : tactic = fun (asl,w) ->
  let _,p,k,_,_ = assoc ln last_lanes in
  let short_c = TAC_PROOF((asl,for_lane ln `short (\i. (ln:int64->int)(limbs_at M n (40 * m + 2 * i)))`),
    MP_TAC(ASSUME `prepared (limbs_at M n) m`) THEN SIMP_TAC[prepared]) in
  let ps = map (fun th -> (if ln = `lo` then lhand else rand)(rand(concl th))) l.m in
  let th = CONV_RULE six_conv (INST ([l.tf,`t:num->int64`; `\i. limbs_at M n (40 * m + 2 * i)`,`cc:num->int64`; ln,lane_tm] @
    map2 (fun p i -> p,var64("u" ^ string_of_int i)) (tl ps) (1--5)) MULTIPLIER) in
  let th = MP th (TAC_PROOF((asl,lhand(concl th)),
    REPEAT CONJ_TAC THEN FIRST [ACCEPT_TAC(fst(lane_digits ln l)); ACCEPT_TAC short_c; CONV_TAC WORD_RULE])) in
  let product = lhand(snd(dest_exists(concl th))) in
  (X_CHOOSE_THEN k (fun eq ->
     X_CHOOSE_THEN p (fun th -> ASSUME_TAC th THEN ASSUME_TAC(TRANS (SYM th) eq))
       (EXISTS(mk_exists(p,mk_eq(product,p)),product) (REFL product))) th) (asl,w);;
(* t + m * N_0 is 2^174 times e. *)
let WHOLE_TAC ln : tactic = fun (asl,w) ->
  let _,p,k,e,n = assoc ln last_lanes in
  let times = snd(find (fun (_,th) -> is_eq(concl th) && rand(concl th) = p) asl) in
  let value = snd(find (fun (_,th) -> is_eq(concl th) && lhand(concl th) = p && free_in `radix` (concl th)) asl) in
  let multiple = MATCH_MP LAST_MULTIPLE (CONJ (ASSUME(list_mk_comb(`pair_modulus`,[ln; n_limbs; `m:num`; n]))) (ASSUME `0 < m`)) in
  X_CHOOSE_THEN e ASSUME_TAC (MATCH_MP multiple (TRANS times value)) (asl,w);;
(* Three blocks of products, and e. *)
let LAST_GATHER_TAC l s0 s1 ln : tactic = fun (asl,w) ->
  let _,_,_,e,_ = assoc ln last_lanes in
  let w0 = contents 1 s0 and w1 = contents 1 s1 in
  let gathered = rev_itlist (fun (j,k) g -> block_step ln (w0,j) (n_limbs,k) asl g)
    [`0`,`m - 1`; `1`,`m - 2`; `2`,`m - 3`] (fresh_fact ln asl) in
  let short ths = MATCH_MP (assoc ln BLOCK_SHORT) (end_itlist CONJ ths) in
  let th = INST [l.tf,`t:num->int64`; mk_abs(`t:num`,mk_comb(w1,`20 * (m - 1) + t`)),`mm:num->int64`;
    `\t. limbs_at M n (20 * m + t)`,`nn:num->int64`; ln,lane_tm; e,`W:int`] (INST [`k:num`,`m:num`] LAST_ADD) in
  let th = MATCH_MP (PURE_REWRITE_RULE[IMP_CONJ] (CONV_RULE six_conv th)) gathered in
  let th = rev_itlist (fun a th -> MP th (CONV_RULE six_conv a))
    [fst(lane_digits ln l); short [blocks_fact w1 asl; ASSUME `m - 1 < (m - 1) + 1`];
     short (map ASSUME [`pair_blocks (limbs_at M n) (2 * m)`; `m < 2 * m`]); PURE_REWRITE_RULE[blk; radix] (whole_of e asl)] th in
  ASSUME_TAC(in_names_by last_conv l.others (lane_accs ln s1) (PURE_REWRITE_RULE l.stored th)) (asl,w);;
(* mid_0 *)
let LAST_END_TAC l s1 : tactic = fun (asl,w) ->
  let w1 = contents 1 s1 in
  let number ln = mk_comb(mk_comb(`blk`,ln),w1) in
  let same ln = snd(find (fun (_,th) -> is_forall(concl th) && (let b = snd(dest_forall(concl th)) in
    is_imp b && is_eq(rand b) && rator(lhand(rand b)) = number ln)) asl) in
  let columns ln : tactic = fun (asl,w) ->
    let blocks = map (fun (k,lt) -> MP (SPEC k (same ln)) (ASSUME lt)) [`0`,`0 < m - 1`; `1`,`1 < m - 1`; `2`,`2 < m - 1`] in
    (PURE_REWRITE_TAC([PRODUCTS_3; CONJUNCT1 ADD] @ map ASSUME [`m - 1 - 1 = m - 2`; `m - 1 - 2 = m - 3`]) THEN
     PURE_REWRITE_TAC blocks THEN
     SAME_TAC [] (PURE_REWRITE_RULE[ASSUME `(2 * (m - 1) + 1) + 1 = 2 * m`] (fact gathered_tm (lane_accs ln s1) asl))) (asl,w) in
  let books_tac ln : tactic = fun (asl,w) ->
    let u,_,_,e,_ = assoc ln last_lanes in
    let value = value_of u asl in
    let ledger = find_fact `lower_ledger` (fun l -> last l = lhand(concl value)) asl in
    let ledger = MATCH_MP (INST [number ln,`M':num->int`] LEDGER_EXT) (CONJ ledger (same ln)) in
    let value = PURE_REWRITE_RULE[SYM(snd(lane_digits ln l)); GSYM radix] value in
    let plain = for_lane ln `\i. blk ln (limbs_at M n) (m + i)` in
    let at0 = SYM(CONV_RULE(RAND_CONV(PURE_REWRITE_CONV[ADD_0])) (BETA_CONV(mk_comb(plain,`0`)))) in
    let whole = CONV_RULE(LAND_CONV(RAND_CONV(RAND_CONV(REWR_CONV at0)))) (whole_of e asl) in
    let th = INST [plain,`P:num->int`; `m:num`,`B:num`; for_lane ln `blk ln Z`,`Z:num->int`] UPPER_START in
    let th = MATCH_MP th (end_itlist CONJ [ASSUME `0 < m`; ledger; value; whole]) in
    (MP_TAC th THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN PURE_REWRITE_TAC[ADD_CLAUSES; GSYM INT_ADD_ASSOC] THEN
     DISCH_THEN ACCEPT_TAC) (asl,w) in
  let sum ln = let u,_,_,e,_ = assoc ln last_lanes in mk_binop `(+):int->int->int` u e in
  (EXISTS_TAC w1 THEN EXISTS_TAC (sum `lo`) THEN EXISTS_TAC (sum `hi`) THEN
   FIT_TAC (FIRST [REFL_TAC; ACCEPT_TAC(UNDISCH LAST_BACK); LEAF_TAC []]) THEN
   CONJ_TAC THENL [columns `lo`; ALL_TAC] THEN CONJ_TAC THENL [columns `hi`; ALL_TAC] THEN
   CONJ_TAC THENL [books_tac `lo`; ALL_TAC] THEN CONJ_TAC THENL [books_tac `hi`; ALL_TAC] THEN
   (ACCEPT_TAC(PURE_REWRITE_RULE[ASSUME `(m - 1) + 1 = m`] (blocks_fact w1 asl)) ORELSE
    (CONJ_TAC THENL [ACCEPT_TAC(PURE_REWRITE_RULE[ASSUME `(m - 1) + 1 = m`] (blocks_fact w1 asl)); REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC]))) (asl,w);;
let LAST_STEP_TAC defs s0 s1 : tactic = fun (asl,w) ->
  let l = last_step defs s1 asl in
  (MULTIPLIER_TAC l `lo` THEN MULTIPLIER_TAC l `hi` THEN MAP_EVERY ASSUME_TAC l.m THEN
   STORED_TAC (`m - 1`,()) (contents 1 s0) (contents 1 s1) l.others (`Plo:int`,`Klo:int`) (`Phi:int`,`Khi:int`) THEN
   WHOLE_TAC `lo` THEN WHOLE_TAC `hi` THEN LAST_GATHER_TAC l s0 s1 `lo` THEN LAST_GATHER_TAC l s0 s1 `hi` THEN
   FINISH_TAC THEN LAST_END_TAC l s1) (asl,w);;

(* |- given and the like ==> !s. the lower loop's end ==> ?s'. reach (rd,wr) s s' /\ <the upper half's entry>;
   the trace there, in terms of that before the lower loop. *)
let last_half (r:pair_routine) (upper:upper_half) (lower_now,_,_) =
  distinct_indices := [ASSUME last_distinct];
  let ctx = {r.ctx with bounds = map ASSUME last_sizes;
    public_rules = map ASSUME last_rules @ map (INST [`m - 1`,`u:num`]) (CONJUNCTS WORD_LESS)} in
  let lower_end = list_mk_comb(fresh_bound lower_now,[`m - 1`; `s:state`]) in
  let trace =
    let literal = rand(lhand(snd(strip_exists(snd(strip_abs lower_now))))) in
    let at_end = rand(concl(PURE_REWRITE_CONV[REFL_CLAUSE; COND_CLAUSES] (vsubst [`m - 1`,`u:num`] literal))) in
    trace_of (run ctx at_end [upper.entry]).final in
  let asked = r.given @ r.blocks @ last_given in
  let th = TAC_PROOF((map (fun t -> "",ASSUME t) asked,
    mk_forall(`s:state`,mk_imp(lower_end,mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,
      mk_comb(snd(dest_abs(fresh_bound(mk_abs(`v:num`,upper.entered trace)))),`s':state`)))))),
    MP_TAC LAST_FACTS THEN ANTS_TAC THENL [CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC] THEN
    GEN_TAC THEN OPEN_TAC THEN PURE_REWRITE_TAC[REFL_CLAUSE; COND_CLAUSES] THEN DIGITS_TAC THEN
    RUN_THEN ctx [upper.entry] LAST_STEP_TAC) in
  th,trace;;

(* |- ?s'. reach perm s0 s' /\ Q s', from there to P and from P on. *)
let THEN_REACH = prove
 (`(?s. reach perm s0 s /\ P s) ==> (!s. P s ==> ?s'. reach perm s s' /\ Q s')
   ==> ?s'. reach perm s0 s' /\ Q s'`,
  MESON_TAC[REACH_TRANS]);;
let go_on first next = MATCH_MP (MATCH_MP THEN_REACH first) next;;
