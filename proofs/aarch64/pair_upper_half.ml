(* The upper half of a Montgomery multiplication in blocks: the loop over the columns of blocks from m
   on, which the last step of the reduction enters in its middle, at .Lupper, and the end.

   Column m + v is turn v of the loop, and becomes block v of z. A turn goes from .Lupper to the
   branch at the loop's end (TURN_OPEN), and from there to .Lupper for the next one (NEXT_ONE_OPEN,
   NEXT_TWO_OPEN); after the last turn, END_OPEN goes to where the routine's `last` says. *)

needs "pair_lower.ml";;

(* ------------------------------------------------------------------------- *)
(* Where the last step ends: .Lupper for the first time.                     *)
(* ------------------------------------------------------------------------- *)

(* Where the code's branches go: (offset, target) of each B, B.cond, CBZ and CBNZ. *)
let branches_of code =
  let words = map (fun w -> dest_numeral(rand w)) (dest_list(rand(concl code))) in
  let field w p l = mod_num (quo_num w (power_num (Int 2) (Int p))) (power_num (Int 2) (Int l)) in
  let signed bits w = let x = Num.int_of_num w in if x >= 1 lsl (bits - 1) then x - (1 lsl bits) else x in
  mapfilter (fun (i,w) ->
    if field w 25 7 = Int 90 || field w 24 8 = Int 84 then 4 * i,4 * (i + signed 19 (field w 5 19))
    else if field w 26 6 = Int 5 then 4 * i,4 * (i + signed 26 (field w 0 26)) else failwith "")
   (zip (0--(length words - 1)) words);;

(* ------------------------------------------------------------------------- *)
(* A turn, from .Lupper to the branch at the loop's end.                     *)
(* ------------------------------------------------------------------------- *)

(* Before and after: z has its new blocks below v. *)
let z_now = `C:num->int64`;;
let after_counts = [`21`; `20`; `2 * (m - (v + 1)) + 1`; `2`; `1`];;
(* The traces are functions E of v, d and the trace before, to be found. *)
let column_fn = `E:num->num->event list->event list`;;
let turn_premise = `v < m - 1 /\ 1 <= d /\ d <= 3 /\ v + d <= m - 1 /\
  5 * a + d <= 126 /\ a <= 2 * (m - v) + 1 /\ 2 * (m - (v + 1)) <= 19 + d`;;

(* What a turn knows of its numbers and pointers. *)
let TURN_FACTS = prove
 (`v < m - 1 /\ 1 <= d /\ d <= 3 /\ v + d <= m - 1 /\ 5 <= m /\ m <= 12
   ==> val(word(m - (v + 1)):int64) = m - (v + 1) /\ val(word 10:int64) = 10 /\
       (word(m - (v + 1) - d):int64 = word 0 <=> 0 = m - (v + 1) - d) /\
       (word(m - (v + 1)):int64 = word 0 <=> 0 = m - (v + 1)) /\ ~(0 = m - (v + 1)) /\
       (word(m - (v + 1)):int64 = word 1 <=> v + 1 = m - 1) /\
       word_sub (word(m - (v + 1))) (word 1):int64 = word(m - (v + 2)) /\
       word_add (word_add n (word(8 * (20 * (m - 1) + 20)))) (word(160 * (v + 1))):int64 =
         word_add n (word(8 * (20 * (m + (v + 1)) + 0))) /\
       20 * (0 + (m - 1)) + 20 <= 20 * m /\ 20 * (m + (v + 1)) + 20 <= 46 * m /\
       d + (m - (v + 1) - d) = m - (v + 1) /\ v + d + (m - (v + 1) - d) <= m /\
       d + (m - (v + 1) - d) <= m - 1 + 1 /\ m - 1 < m /\ (v + 1) + 0 + (m - (v + 1)) <= m /\
       0 + (m - (v + 1)) <= m - 1 + 1 /\ v <= m /\ m + (v + 1) < 2 * m /\ 0 + (m - 1) < m`,
  STRIP_TAC THEN
  SUBGOAL_THEN `m - (v + 1) - d < 100 /\ m - (v + 1) < 100 /\ 0 < 100 /\ 1 < 100` STRIP_ASSUME_TAC THENL
   [ASM_ARITH_TAC; ASM_SIMP_TAC[SMALL_WORDS]] THEN
  SUBGOAL_THEN `val(word(m - (v + 1)):int64) = m - (v + 1) /\ val(word 10:int64) = 10` (fun th -> REWRITE_TAC[th]) THENL
   [CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `word_sub (word(m - (v + 1))) (word 1):int64 = word(m - (v + 2))` (fun th -> REWRITE_TAC[th]) THENL
   [SUBGOAL_THEN `m - (v + 1) = (m - (v + 2)) + 1` SUBST1_TAC THENL [ASM_ARITH_TAC; CONV_TAC WORD_RULE]; ALL_TAC] THEN
  REPEAT CONJ_TAC THEN TRY ASM_ARITH_TAC THEN
  SUBGOAL_THEN `8 * (20 * (m + v + 1) + 0) = 8 * (20 * (m - 1) + 20) + 160 * (v + 1)` SUBST1_TAC THENL
   [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let FEW_BLOCKS = prove(`m <= 12 ==> m - (v + 1) < 100`,ARITH_TAC);;
(* z consists of blocks, of which those from v on are as they were. *)
let BLOCKS_MIXED = prove
 (`pair_blocks C v /\ (!j. 20 * v <= j ==> C j = Z j:int64) /\ pair_blocks Z m ==> pair_blocks C m`,
  REWRITE_TAC[pair_blocks] THEN STRIP_TAC THEN X_GEN_TAC `j:num` THEN DISCH_TAC THEN
  ASM_CASES_TAC `j < v` THENL [ASM_SIMP_TAC[]; ALL_TAC] THEN
  SUBGOAL_THEN `!t. C(20 * j + t):int64 = Z(20 * j + t)` (fun th -> ASM_SIMP_TAC[th]) THEN
  GEN_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let ZERO_PLUS = INST [`0`,`j:num`] PTR_PLUS;;

(* From what is given, the premise and J v s to the literal; what follows from numbers. *)
let FACTS_TAC facts : tactic =
  MP_TAC facts THEN ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC];;
let OPEN_GIVEN_TAC : tactic =
  DISCH_THEN(MP_TAC o end_itlist CONJ o CONJUNCTS) THEN STRIP_TAC THEN REPEAT GEN_TAC THEN
  DISCH_THEN(CONJUNCTS_THEN2 STRIP_ASSUME_TAC MP_TAC) THEN OPEN_TAC;;
(* As SAME_TAC, with what is known of numbers. *)
let EQUAL_TAC rules th : tactic = fun (asl,w) ->
  let f,l = strip_comb w and _,l' = strip_comb (concl th) in
  let eqs = map2 (fun t t' -> if t = t' then REFL t'
      else if type_of t = `:num` then by_arith asl (mk_eq(t',t))
      else TAC_PROOF((asl,mk_eq(t',t)),INT_SAME rules)) l l' in
  ACCEPT_TAC (EQ_MP (rev_itlist (fun eq acc -> MK_COMB(acc,eq)) eqs (REFL f)) th) (asl,w);;

(* What the trace must be becomes a hypothesis about E. *)
let COLUMN_TRACE vs case : tactic = fun (asl,w) ->
  let l,r = dest_eq w in
  if type_of r <> `:event list` || not(is_var(fst(strip_comb r))) then failwith "COLUMN_TRACE" else
  let h = list_mk_forall(vs,mk_imp(case,mk_eq(r,l))) in
  ACCEPT_TAC(SYM(MP (SPECL vs (ASSUME h)) (end_itlist CONJ (map ASSUME (conjuncts case))))) (asl,w);;
let quotients_left = `word(m - (v + 1) - d):int64 = word 0 <=> 0 = m - (v + 1) - d`;;
(* What the column has when the products with z begin. *)
let quotients_sum ln u = subst [ln,`ln:int64->int`; u,`U:int`] `U + products (blk ln W) (blk ln (limbs_at M n)) v (m - 1) (d + m - (v + 1) - d)`;;
(* The last quotient times a block of the modulus. *)
let UPPER_LAST_TAC defs s0 s1 : tactic = fun (asl,w) ->
  let asl' = filter (fun (_,th) -> concl th <> `pair_blocks (limbs_at M n) m`) asl in
  let one ln : tactic =
    let th = block_step ln (contents 1 s0,`0 + (m - 1)`) (n_limbs,`m + (v + 1)`) asl' (old_gathered s0 ln asl) in
    let th = SPECL [`21`; `20`; `2`; `1`] (MATCH_MP GATHERED_LOOSER th) in
    ASSUME_TAC(in_names defs (lane_accs ln s1) (MP th (by_arith asl (lhand(concl th))))) in
  (one `lo` THEN one `hi`) (asl,w);;
let booked ln asl = find_fact `upper_ledger` (fun l -> hd l = subst [ln,`ln:int64->int`] `blk ln Z`) asl;;
let reached_in w = find_term (fun t -> fst(strip_comb t) = `State`) (snd(strip_exists w));;
let next_count = `2 * (m - (v + 1)) + 1`;;
(* What is known of numbers and pointers; and, where two quotients' blocks or more are left, besides. *)
let NEXT_FACTS = prove
 (`v + 1 < m - 1 /\ 5 <= m /\ m <= 12
   ==> ~(v + 1 = m - 1) /\ (word(m - (v + 2)):int64 = word 1 <=> v + 2 = m - 1) /\
       word_sub (word(m - (v + 2))) (word 1):int64 = word(m - (v + 3)) /\
       20 * (0 + (m - 1)) + 20 <= 46 * m /\ 20 * (0 + (v + 1)) + 20 <= 20 * m /\ 20 * v + 20 <= 20 * m /\
       0 + (m - 1) < m /\ 0 + (m - 1) < 2 * m /\ 0 + (v + 1) < m /\ v <= m`,
  STRIP_TAC THEN
  SUBGOAL_THEN `m - (v + 2) < 100 /\ 1 < 100` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ASM_SIMP_TAC[SMALL_WORDS]] THEN
  REPEAT CONJ_TAC THEN TRY ASM_ARITH_TAC THEN
  SUBGOAL_THEN `m - (v + 2) = (m - (v + 3)) + 1` SUBST1_TAC THENL [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let second_w = `word_add w (word(8 * (20 * (0 + (v + 1)) + 20))):int64 = word_add w (word(8 * (20 * (v + 2) + 0)))`
and second_n = `word_add n (word(8 * (20 * (0 + (m - 1)) + 2305843009213693932))):int64 =
  word_add n (word(8 * (20 * (m - 1 - 1) + 0)))`;;
let MORE_FACTS = prove
 (vsubst [second_w,`p:bool`; second_n,`q:bool`] `v + 2 < m - 1 /\ 5 <= m /\ m <= 12
   ==> ~(v + 2 = m - 1) /\ v + 1 < m - 1 /\ word_sub (word(m - (v + 3))) (word 1):int64 = word(m - (v + 4)) /\
       p /\ q /\ word_add n (word(8 * (20 * (m - 1 - 1) + 2305843009213693932))):int64 = back n (m - 1) 2 /\
       20 * (v + 2) + 20 <= 20 * m /\ 20 * (m - 1 - 1) + 20 <= 46 * m /\
       v + 2 < m /\ m - 1 - 1 < m /\ m - 1 - 1 < 2 * m`,
  STRIP_TAC THEN
  SUBGOAL_THEN `m - (v + 3) = (m - (v + 4)) + 1 /\ 1 <= m - 1 /\ 0 <= m - 1` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  MAP_EVERY (fun th -> MP_TAC(INST [`n:int64`,`p:int64`; `m - 1`,`b:num`] th))
   [INST [`0`,`i:num`] BACK_NEXT; INST [`1`,`i:num`] BACK_NOW; INST [`1`,`i:num`] BACK_NEXT] THEN
  ASM_REWRITE_TAC[ADD_CLAUSES; SUB_0; ARITH_RULE `1 + 1 = 2`] THEN REPEAT DISCH_TAC THEN ASM_REWRITE_TAC[] THEN
  REPEAT CONJ_TAC THEN TRY ASM_ARITH_TAC THENL
   [CONV_TAC WORD_RULE; AP_TERM_TAC THEN AP_TERM_TAC THEN ARITH_TAC]);;

(* Block v of z is stored; above it nothing was. *)
let ABOVE_20 = ARITH_RULE(mk_imp(`20 * (v + 1) <= j`,list_mk_conj(`20 * v <= j` ::
  map (fun k -> mk_neg(mk_eq(`j:num`,mk_binop plus `20 * v` (num k)))) (0--19))));;
let ABOVE_20_TAC : tactic =
  GEN_TAC THEN DISCH_THEN(fun th -> let ths = CONJUNCTS(MATCH_MP ABOVE_20 th) in
    PURE_REWRITE_TAC(map (MATCH_MP UPD_MISS) (tl ths)) THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ACCEPT_TAC(hd ths));;
let NEXT_NUMBERS = ARITH_RULE `(v + 1) + 1 = v + 2`;;
let NEXT_SUMS = prove
 (`products X Y a b 1 = X a * Y b /\ products X Y a b 2 = X a * Y b + X(a + 1) * Y(b - 1)`,
  MP_TAC PRODUCTS_2 THEN CONV_TAC NUM_REDUCE_CONV THEN SIMP_TAC[]);;
(* |- total = block .. of c + radix * .., and |- !i. i < v ==> block i of c is as before, as STORED_TAC has them. *)
let stored_value ln total c asl = let block = mk_comb(mk_comb(`blk`,ln),c) in
  snd(find (fun (_,th) -> is_eq(concl th) && lhand(concl th) = total && can (find_term ((=) block)) (rand(concl th))) asl);;
let stored_before ln c asl = let block = mk_comb(mk_comb(`blk`,ln),c) in
  snd(find (fun (_,th) -> match concl th with
    Comb(Const("!",_),Abs(_,Comb(Comb(Const("==>",_),_),Comb(Comb(Const("=",_),Comb(f,_)),_)))) -> f = block | _ -> false) asl);;

(* ------------------------------------------------------------------------- *)
(* The loop.                                                                 *)
(* ------------------------------------------------------------------------- *)

(* The traces of turns, of what is between them, and of the end, as functions to be found. *)
let et = `ET:num->num->event list->event list` and en = `EN:num->num->event list->event list`
and ee = `EE:num->num->event list->event list`;;
let known l = map (fun t -> "",ASSUME t) l;;
let from_givens fn th = let th = INST [fn,column_fn] th in MP th (end_itlist CONJ (map ASSUME (conjuncts(lhand(concl th)))));;
(* |- J s ==> ?s'. reach perm s s' /\ J' s', from !vs. <arithmetic> /\ J s ==> ... *)
let onward th specs asl =
  let th = BETA_RULE(SPECL specs th) in
  let arith,state = dest_conj(lhand(concl th)) in
  DISCH state (MP th (CONJ (by_arith asl arith) (ASSUME state)));;
let from_state th state = MP th (EQ_MP (ALPHA (concl state) (lhand(concl th))) state);;
(* |- ?s'. reach perm s s' /\ P s', from the same of s and s1, and of s1 on. *)
let then_reach first second =
  let sv,body = dest_exists (concl first) in
  let there = from_state (INST [sv,`s1:state`] second) (CONJUNCT2(ASSUME body)) in
  let s2 = variant (sv :: frees(concl there)) `s':state` in
  let sv2,body2 = dest_exists (concl there) in
  let body2 = vsubst [s2,sv2] body2 in
  let both = CONJ (trans (CONJUNCT1(ASSUME body)) (CONJUNCT1(ASSUME body2))) (CONJUNCT2(ASSUME body2)) in
  CHOOSE(sv,first) (CHOOSE(s2,there) (EXISTS(mk_exists(s2,concl both),s2) both));;
let upper_turn = `\v t. (ET:num->num->event list->event list) (v + 1) (if v + 2 = m - 1 then 1 else 2)
  ((EN:num->num->event list->event list) v (if v + 2 = m - 1 then 1 else 2) t)`;;
let upper_trace v t = list_mk_comb(`loop_trace`,[upper_turn; v; t]);;

(* ------------------------------------------------------------------------- *)
(* The end.                                                                  *)
(* ------------------------------------------------------------------------- *)

prioritize_int();;
(* The numbers of a lane, when the last two blocks, Z1 v and Z2 (v + 1), were stored. *)
let LAST_BLOCKS = prove
 (`5 <= m /\ m <= 12 /\ v + 1 = m - 1 /\ upper_ledger X Y Q N P (Q(m - 1)) Z0 m v V /\
   V = Z1 v + radix * U /\ U = Z2(v + 1) + radix * R /\
   (!i. i < v ==> Z1 i = Z0 i) /\ (!i. i < v + 1 ==> Z2 i = Z1 i:int) /\
   (!i. i < m ==> half_block(Q i)) /\ (!i. i < m ==> half_block(Z2 i)) /\
   radix * number_of N m = nn * cc + &1 /\ number_of P m = nn /\ &0 <= cc /\ cc <= radix /\
   &0 < nn /\ &2 pow 20 * nn < radix pow m /\
   abs(number_of X m) < &2 pow 8 * nn /\ abs(number_of Y m) < &2 pow 8 * nn
   ==> ?q. radix pow m * number_of Z2 m = number_of X m * number_of Y m + q * nn /\
           &100 * abs(q) < &101 * radix pow m`,
  STRIP_TAC THEN SUBGOAL_THEN `m - 2 = v /\ m - 1 < m` STRIP_ASSUME_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  MATCH_MP_TAC(INST [`m:num`,`B:num`; `Z0:num->int`,`Z:num->int`; `Z2:num->int`,`Z':num->int`; `Q:num->int`,`M:num->int`;
    `(Q:num->int)(m - 1)`,`l:int`; `nn:int`,`n:int`; `cc:int`,`c:int`; `R:int`,`u:int`;
    `(Z1:num->int) v`,`z1:int`; `(Z2:num->int)(v + 1)`,`z2:int`] MONTGOMERY_NUMBERS) THEN
  RULE_ASSUM_TAC(PURE_REWRITE_RULE[GSYM(ASSUME `v + 1 = m - 1`)]) THEN
  PURE_REWRITE_TAC[ASSUME `m - 2 = v`; GSYM(ASSUME `v + 1 = m - 1`)] THEN
  REPEAT CONJ_TAC THEN TRY REFL_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN REPEAT STRIP_TAC THEN
  ASM_SIMP_TAC[ARITH_RULE `v < v + 1`; ARITH_RULE `i < v ==> i < v + 1`] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
prioritize_num();;
let PAIR_HALF = prove
 (`pair_blocks A n ==> (!i. i < n ==> half_block(blk lo A i)) /\ (!i. i < n ==> half_block(blk hi A i))`,
  REWRITE_TAC[pair_blocks; blk] THEN STRIP_TAC THEN CONJ_TAC THEN REPEAT STRIP_TAC THEN
  MATCH_MP_TAC SHORT_HALF THEN ASM_SIMP_TAC[]);;
let z_end = `D:num->int64`;;
let end_trace = list_mk_comb(column_fn,[`v:num`; `0`; `t:event list`]);;
let END_FACTS = prove
 (`v + 1 = m - 1 /\ 5 <= m /\ m <= 12 ==> v < m /\ 20 * v + 40 <= 20 * m /\ (v + 1) + 1 = m`,
  ARITH_TAC);;

(* The digits of the topmost block, from what the column below leaves. *)
let ZEROS = prove
 (`word_neg (word 0):int64 = word 0 /\ word_sub (word 0) x:int64 = word_neg x /\ word_sub x (word 0) = x /\
   word_add x (word 0) = x /\ word_add (word 0) x = x`,
  CONJ_TAC THENL [CONV_TAC WORD_REDUCE_CONV; REPEAT CONJ_TAC THEN CONV_TAC WORD_RULE]);;
let TOP_DIGITS_TAC : tactic = fun (asl,w) ->
  let one ln u : tactic =
    let col = PURE_REWRITE_RULE[ZEROS] (MATCH_MP GATHERED_COLUMNS (fresh_fact ln asl)) in
    let th = column_digits (snd(chop_list 6 (snd(strip_comb(concl col))))) col (by_arith asl) in
    X_CHOOSE_THEN u (ASSUME_TAC o PURE_REWRITE_RULE[ZEROS] o CONJUNCT1) th in
  (one `lo` `Rlo:int` THEN one `hi` `Rhi:int`) (asl,w);;
(* The last two blocks: the pointer to the second is where that to the first ends. *)
let block_after = map (fun k ->
  ARITH_RULE(mk_eq(mk_binop plus `20 * v` (num(20 + k)),mk_binop plus `20 * (v + 1)` (num k)))) (0--19);;
let before_block c = funpow 20 rand c;;

(* ------------------------------------------------------------------------- *)
(* What depends on the routine.                                              *)
(* ------------------------------------------------------------------------- *)

(* Where .Lupper is; what holds there first, the trace being any; what is asked; and
   |- asked ==> !t s. entered t s ==> the routine's `last`. *)
type upper_half = { entry: int; entered: term -> term; asked: term list; upwards: thm };;
let upper_half (r:pair_routine) (upper:pair_upper) q_upper =
  (* The jump into the loop's middle goes to .Lupper; the first branch from there passes by the carries. *)
  let lupper = let head,exit = r.columns in
    snd(find (fun (i,t) -> i < head && head < t && t < exit) (branches_of r.code)) in
  let up_short = snd(find (fun (i,_) -> i > lupper) (branches_of r.code)) in
  (* n holds the blocks of the prepared modulus, then those of the modulus, then what the last step needs. *)
  let upper_given = upper.operands @ [`pair_blocks (limbs_at M n) m`; `pair_blocks (limbs_at M n) (2 * m)`] in
  (* The books of column m + v after the whole turn, as UPPER_START (U standing for its U + W) and UPPER_NEXT
     have them: z as it was is Z, W has the quotients, the last step's in its last block, and z is now C. *)
  let books ln c v u = subst [r.other ln,`Y:num->int`; ln,`ln:int64->int`; c,`C:num->int64`; u,`U:int`; v,`v:num`]
    `upper_ledger (blk ln Z) Y (blk ln W) (blk ln (limbs_at M n))
       (\i. blk ln (limbs_at M n) (m + i)) (blk ln W (m - 1)) (blk ln C) m v
       (U + products (blk ln W) (blk ln (limbs_at M n)) v (m - 1) (m - (v + 1)) +
        products (blk ln Z) Y (v + 1) (m - 1) (m - (v + 1)) +
        blk ln W (m - 1) * blk ln (limbs_at M n) (m + (v + 1)))` in
  (* At .Lupper U and d blocks of products have been gathered, those of blocks v, v + 1, .. of W and
     m - 1, m - 2, .. of n; d is 3 for v = 0 (in the last step), 1 for v = m - 2 (.Lonly_quotient), else 2. *)
  let upper_secrets = [`Ulo:int`; `Uhi:int`] @ upper.free @ xv secret_x @ v_vars @ flag_vars in
  let mid_facts (v,d,a) c =
    let gathered_in ln u = gathered_is (subst [ln,`ln:int64->int`; u,`U:int`; v,`v:num`; d,`d:num`]
      `U + products (blk ln W) (blk ln (limbs_at M n)) v (m - 1) d`) [a; d; d; `2`; `0`] in
    [gathered_in `lo` `Ulo:int` acc_lo; gathered_in `hi` `Uhi:int` acc_hi; books `lo` c v `Ulo:int`; books `hi` c v `Uhi:int`] in
  (* For v = 0, as \s. ?... s = literal /\ facts. *)
  let mid_0 trace = snd(dest_abs(invariant `v:num` (wc :: upper_secrets)
    (pair_point r (at lupper) (upper.registers `0` @ ["x6",at_ `w:int64` `3` 0; "x7",`back n (m - 1) 3`; "x19",`word(m - 4):int64`;
       "x20",`word(m - 1):int64`; "x22",at_ `z:int64` `0` 0; "x24",`word 160:int64`]) trace)
    (mid_facts (`0`,`3`,`2 * m`) zc @ [`pair_blocks W m`] @ upper.stored zc))) in
  let upper_point pc xs trace = vsubst [z_now,zc] (pair_point r pc (upper.registers `v:num` @ xs) trace) in
  let stored = [`pair_blocks W m`; `pair_blocks C v`; `!j. 20 * v <= j ==> C j = Z j:int64`] @ upper.stored z_now in
  let mid_j = invariant `v:num` (z_now :: wc :: upper_secrets)
    (upper_point (at lupper) ["x6",at_ `w:int64` `v + d` 0; "x7",`back n (m - 1) d`; "x19",`word(m - (v + 1) - d):int64`;
       "x20",`word(m - (v + 1)):int64`; "x22",at_ `z:int64` `v:num` 0; "x24",`word(160 * (v + 1)):int64`] `t:event list`)
    (mid_facts (`v:num`,`d:num`,`a:num`) z_now @ stored) in
  let books_now ln total = mk_comb(rator(books ln z_now `v:num` `Ulo:int`),total) in
  let after_j trace = invariant `v:num` ([`Vlo:int`; `Vhi:int`; z_now; wc] @ upper.free @ xv ([6;7;19] @ secret_x) @ v_vars @ flag_vars)
    (upper_point (loop_pc `v + 1` `m - 1` r.columns) ["x20",`word(m - (v + 2)):int64`; "x22",at_ `z:int64` `v:num` 0;
       "x24",`word(160 * (v + 1)):int64`] trace)
    ([gathered_is `Vlo:int` after_counts acc_lo; gathered_is `Vhi:int` after_counts acc_hi;
      books_now `lo` `Vlo:int`; books_now `hi` `Vhi:int`] @ stored) in
  let column_goal conds vs premise before after = mk_imp(list_mk_conj(r.given @ upper_given @ conds),
    list_mk_forall(vs @ [`t:event list`; `s:state`],mk_imp(mk_conj(premise,before),
      mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,after))))) in
  let turn_goal = column_goal [] [`v:num`; `d:num`; `a:num`] turn_premise (list_mk_comb(mid_j,[`v:num`; `s:state`]))
    (list_mk_comb(fresh_bound(after_j(list_mk_comb(column_fn,[`v:num`; `d:num`; `t:event list`]))),[`v:num`; `s':state`])) in
  let ctx_turn = {r.ctx with
    bounds = map ASSUME [`20 * (0 + (m - 1)) + 20 <= 20 * m`; `20 * (m + (v + 1)) + 20 <= 46 * m`];
    public_rules = upper.rules @ [ZERO_PLUS; ASSUME `word_sub (word(m - (v + 1))) (word 1):int64 = word(m - (v + 2))`;
      ASSUME `word_add (word_add n (word(8 * (20 * (m - 1) + 20)))) (word(160 * (v + 1))):int64 =
        word_add n (word(8 * (20 * (m + (v + 1)) + 0)))`]} in
  let UPPER_Q_TAC : tactic = fun (asl,w) ->
    BLOCKS_LOOP_TAC r.given q_upper ([`v:num`; `m - 1`; `m - (v + 1) - d`; `d:num`; `m:num`] @ counts_of `lo` (literal_of w) asl)
      (`Ulo:int`,`Uhi:int`) [ASSUME quotients_left] [] (asl,w) in
  let TURN_END_TAC case : tactic = fun (asl,w) ->
    let columns ln : tactic = fun (asl,w') ->
      EQUAL_TAC [ASSUME `d + (m - (v + 1) - d) = m - (v + 1)`; upper.above ln]
        (fact gathered_tm (lane_accs ln (reached_in w)) asl) (asl,w') in
    (MAP_EVERY (fun ln -> EXISTS_TAC(rand(concl(booked ln asl)))) [`lo`; `hi`] THEN
     FIT_TAC (FIRST [REFL_TAC; COLUMN_TRACE [`v:num`; `d:num`; `t:event list`] case; LEAF_TAC []]) THEN
     CONJ_TAC THENL [columns `lo`; ALL_TAC] THEN CONJ_TAC THENL [columns `hi`; ALL_TAC] THEN
     REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC) (asl,w) in
  let TURN_REST_TAC case : tactic =
    RUN_THEN ctx_turn [] KEEP_TAC THEN PURE_REWRITE_TAC[ASSUME quotients_left] THEN UPPER_Q_TAC THEN
    RUN_THEN ctx_turn [] KEEP_TAC THEN upper.products (quotients_sum `lo` `Ulo:int`,quotients_sum `hi` `Uhi:int`) THEN
    RUN_THEN ctx_turn [] UPPER_LAST_TAC THEN
    PURE_REWRITE_TAC[ASSUME `word(m - (v + 1)):int64 = word 1 <=> v + 1 = m - 1`] THEN FINISH_TAC THEN TURN_END_TAC case in
  let TURN_OPEN = TAC_PROOF(([],turn_goal),
    OPEN_GIVEN_TAC THEN FACTS_TAC TURN_FACTS THEN FACTS_TAC FEW_BLOCKS THEN FACTS_TAC BLOCKS_MIXED THEN RUN_THEN ctx_turn [] KEEP_TAC THEN
    PURE_REWRITE_TAC[ASSUME `val(word(m - (v + 1)):int64) = m - (v + 1)`; ASSUME `val(word 10:int64) = 10`] THEN
    ASM_CASES_TAC `10 <= m - (v + 1)` THENL
     [PURE_REWRITE_TAC[ASSUME `10 <= m - (v + 1)`; COND_CLAUSES; NOT_CLAUSES] THEN
      RUN_THEN ctx_turn [up_short] CARRY_TAC THEN TURN_REST_TAC `10 <= m - (v + 1)`;
      PURE_REWRITE_TAC[EQF_INTRO(ASSUME `~(10 <= m - (v + 1))`); COND_CLAUSES; NOT_CLAUSES] THEN
      ASSUME_TAC(REWRITE_RULE[NOT_LE] (ASSUME `~(10 <= m - (v + 1))`)) THEN TURN_REST_TAC `~(10 <= m - (v + 1))`]) in
  (* ------------------------------------------------------------------------- *)
  (* From there to .Lupper: the digits of a column become a block of z.        *)
  (* ------------------------------------------------------------------------- *)
  let mid_at v d a t s = vsubst [v,`v:num`; d,`d:num`; a,`a:num`; t,`t:event list`; s,`s:state`] (snd(strip_abs(fresh_bound mid_j))) in
  let after_at v t s = vsubst [v,`v:num`; t,`t:event list`; s,`s:state`] (snd(strip_abs(after_j `t:event list`))) in
  let next_goal premise d = column_goal [] [`v:num`] premise (after_at `v:num` `t:event list` `s:state`)
    (mid_at `v + 1` d next_count (list_mk_comb(column_fn,[`v:num`; d; `t:event list`])) `s':state`) in
  let ctx_next = {r.ctx with
    bounds = map ASSUME [`20 * (0 + (m - 1)) + 20 <= 46 * m`; `20 * (0 + (v + 1)) + 20 <= 20 * m`; `20 * v + 20 <= 20 * m`;
      `20 * (v + 2) + 20 <= 20 * m`; `20 * (m - 1 - 1) + 20 <= 46 * m`];
    public_rules = [ZERO_PLUS; OFFSET_NEXT; ASSUME `word_sub (word(m - (v + 2))) (word 1):int64 = word(m - (v + 3))`;
      ASSUME `word_sub (word(m - (v + 3))) (word 1):int64 = word(m - (v + 4))`]} in
  let Z_STORED_TAC defs s0 s1 : tactic = fun (asl,w) ->
    let c = contents 0 s0 and c1 = contents 0 s1 in
    (STORED_TAC (`v:num`,()) c c1 defs (`Vlo:int`,`Ulo:int`) (`Vhi:int`,`Uhi:int`) THEN
     ASSUME_TAC(TAC_PROOF((asl,vsubst [c1,z_now] `!j. 20 * (v + 1) <= j ==> C j = Z j:int64`),ABOVE_20_TAC)) THEN
     upper.store defs [s0; s1] [`v:num`]) (asl,w) in
  let Z_STORED_MORE_TAC defs s0 s1 : tactic =
    Z_STORED_TAC defs s0 s1 THEN GATHER_TAC (wc,`v + 2`) (n_limbs,`m - 1 - 1`) (old_gathered s0) defs s1 in
  let NEXT_END_TAC case : tactic = fun (asl,w) ->
    let s1 = reached_in w in
    let c1 = contents 0 s1 in
    let ledger ln : tactic = fun (asl,w) ->
      let led = booked ln asl in
      let eq = stored_value ln (rand(concl led)) c1 asl in
      let th = MATCH_MP (MATCH_MP (REWRITE_RULE[IMP_CONJ] (GEN_ALL UPPER_NEXT)) led) eq in
      let th = SPEC (mk_comb(mk_comb(`blk`,ln),c1)) th in
      let th = MP (MP th (REFL(lhand(rand(concl eq))))) (stored_before ln c1 asl) in
      (PURE_REWRITE_TAC[NEXT_NUMBERS] THEN ACCEPT_TAC(CONV_RULE(DEPTH_CONV BETA_CONV) th)) (asl,w) in
    let columns ln : tactic = fun (asl,w) ->
      let counts = snd(strip_comb w) in
      let th = SPECL (map (fun i -> List.nth counts i) [1; 2; 4; 5])
        (MATCH_MP GATHERED_LOOSER (fact gathered_tm (lane_accs ln s1) asl)) in
      EQUAL_TAC [NEXT_SUMS; NEXT_NUMBERS] (MP th (by_arith asl (lhand(concl th)))) (asl,w) in
    (MAP_EVERY EXISTS_TAC [c1; wc; `Ulo:int`; `Uhi:int`] THEN
     FIT_TAC (FIRST [REFL_TAC; FIRST_ASSUM ACCEPT_TAC; COLUMN_TRACE [`v:num`; `t:event list`] case;
       MATCH_ACCEPT_TAC(CONV_RULE(ONCE_DEPTH_CONV NUM_ADD_CONV) BACK_FIRST); AP_TERM_TAC THEN ARITH_TAC; LEAF_TAC []]) THEN
     CONJ_TAC THENL [columns `lo`; ALL_TAC] THEN CONJ_TAC THENL [columns `hi`; ALL_TAC] THEN
     CONJ_TAC THENL [ledger `lo`; ALL_TAC] THEN CONJ_TAC THENL [ledger `hi`; ALL_TAC] THEN
     REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC) (asl,w) in
  let NEXT_A_TAC more : tactic =
    OPEN_GIVEN_TAC THEN more THEN FACTS_TAC NEXT_FACTS THEN
    PURE_REWRITE_TAC[ASSUME `~(v + 1 = m - 1)`] THEN PC_TAC [] THEN DIGITS_TAC THEN
    RUN_THEN ctx_next [] (fun defs s0 s1 ->
      DIGIT_REGISTERS_TAC defs s1 THEN GATHER_TAC (wc,`0 + (v + 1)`) (n_limbs,`0 + (m - 1)`) fresh_fact defs s1) THEN
    PURE_REWRITE_TAC[ASSUME `word(m - (v + 2)):int64 = word 1 <=> v + 2 = m - 1`] in
  let NEXT_TWO_OPEN = TAC_PROOF(([],next_goal `v + 2 < m - 1` `2`),
    NEXT_A_TAC (FACTS_TAC MORE_FACTS) THEN
    PURE_REWRITE_TAC[EQF_INTRO(ASSUME `~(v + 2 = m - 1)`); COND_CLAUSES; ASSUME second_w; ASSUME second_n] THEN
    RUN_THEN ctx_next [lupper] Z_STORED_MORE_TAC THEN FINISH_TAC THEN NEXT_END_TAC `v + 2 < m - 1`) in
  let NEXT_ONE_OPEN = TAC_PROOF(([],next_goal `v + 1 < m - 1 /\ v + 2 = m - 1` `1`),
    NEXT_A_TAC ALL_TAC THEN PURE_REWRITE_TAC[EQT_INTRO(ASSUME `v + 2 = m - 1`); COND_CLAUSES] THEN
    RUN_THEN ctx_next [lupper] Z_STORED_TAC THEN FINISH_TAC THEN NEXT_END_TAC `v + 1 < m - 1 /\ v + 2 = m - 1`) in
  let TURN = from_givens et TURN_OPEN in
  let NEXT_ONE = from_givens en NEXT_ONE_OPEN and NEXT_TWO = from_givens en NEXT_TWO_OPEN in
  let upper_loop = list_mk_abs([`v:num`; `s:state`],after_at `v:num` (upper_trace `v:num` `t:event list`) `s:state`) in
  let UPPER_LOOP = TAC_PROOF((known (r.given @ upper_given),loop_goal2 `v:num` `m - 2` upper_loop),
    let turn next d : tactic = fun (asl,w) ->
      let t = upper_trace `v:num` `t:event list` in
      let now = snd(find (fun (_,th) -> is_exists(concl th)) asl) in
      let first = from_state (onward next [`v:num`; t; `s:state`] asl) now in
      let second = onward TURN [`v + 1`; d; next_count; list_mk_comb(en,[`v:num`; d; t]); `s1:state`] asl in
      ACCEPT_TAC (then_reach first second) (asl,w) in
    REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN ASSUME_TAC o BETA_RULE) THEN
    CONV_TAC(DEPTH_CONV BETA_CONV) THEN PURE_REWRITE_TAC[LOOP_TRACE_1] THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN
    ASM_CASES_TAC `v + 2 = m - 1` THENL
     [PURE_REWRITE_TAC[EQT_INTRO(ASSUME `v + 2 = m - 1`); COND_CLAUSES] THEN turn NEXT_ONE `1`;
      PURE_REWRITE_TAC[EQF_INTRO(ASSUME `~(v + 2 = m - 1)`); COND_CLAUSES] THEN turn NEXT_TWO `2`]) in
  (* The words of the first .Lupper are those of a turn. *)
  let MID_START = TAC_PROOF(([],mk_imp(mk_comb(mid_0 `t:event list`,`s:state`),mid_at `0` `3` `2 * m` `t:event list` `s:state`)),
    CONV_TAC(LAND_CONV BETA_CONV) THEN CHOOSE_ALL_TAC THEN STRIP_TAC THEN
    MAP_EVERY EXISTS_TAC [zc; wc; `Ulo:int`; `Uhi:int`] THEN FIRST_X_ASSUM SUBST1_TAC THEN
    FIT_TAC (FIRST [LEAF_TAC []; AP_TERM_TAC THEN ARITH_TAC]) THEN
    REPEAT CONJ_TAC THEN TRY(FIRST_ASSUM ACCEPT_TAC) THEN REWRITE_TAC[pair_blocks; LT]) in
  let UPPER_REACHED =
    let now = MP MID_START (ASSUME (mk_comb(mid_0 `t:event list`,`s:state`))) in
    let first = from_state (onward TURN [`0`; `3`; `2 * m`; `t:event list`; `s:state`] (known r.given)) now in
    let loop = MATCH_MP LOOP (INST [list_mk_comb(et,[`0`; `3`; `t:event list`]),`t:event list`] UPPER_LOOP) in
    then_reach first (PURE_REWRITE_RULE[LOOP_TRACE_0] (CONV_RULE(DEPTH_CONV BETA_CONV) (SPEC `s1:state` loop))) in
  (* What is asked of the lanes' prepared moduli, moduli and operands, and what they become. *)
  let moduli = flat(map (fun (ln,n,c) -> map (subst [r.other ln,`Y:num->int`; ln,`ln:int64->int`; n,`nn:int`; c,`cc:int`])
    [`radix * number_of (blk ln (limbs_at M n)) m = nn * cc + &1`; `number_of (\i. blk ln (limbs_at M n) (m + i)) m = nn`;
     `&0:int <= cc`; `cc <= radix`; `&0:int < nn`; `&2 pow 20 * nn < radix pow m`;
     `abs(number_of (blk ln Z) m) < &2 pow 8 * nn`; `abs(number_of Y m) < &2 pow 8 * nn`])
    [`lo`,`nlo:int`,`clo:int`; `hi`,`nhi:int`,`chi:int`]) in
  let result_of ln n d = subst [r.other ln,`Y:num->int`; ln,`ln:int64->int`; n,`nn:int`; d,z_end]
    `?q. radix pow m * number_of (blk ln D) m = number_of (blk ln Z) m * number_of Y m + q * nn /\
         &100 * abs q < &101 * radix pow m` in
  let end_j trace = snd(dest_abs(invariant `v:num` (z_end :: wc :: upper.last_free) (vsubst [z_end,zc] (upper.last trace))
    ([`pair_blocks D m`; result_of `lo` `nlo:int` z_end; result_of `hi` `nhi:int` z_end] @ upper.stored z_end))) in
  let end_goal = column_goal moduli [`v:num`] `v + 1 = m - 1` (after_at `v:num` `t:event list` `s:state`)
    (mk_comb(fresh_bound(end_j end_trace),`s':state`)) in
  let ctx_end = {upper.last_context with bounds = [ASSUME `20 * v + 40 <= 20 * m`; ARITH_RULE `0 + 20 <= 20`]} in
  let END_STORED_TAC defs s0 s1 : tactic =
    let moved = PURE_REWRITE_CONV block_after (contents 0 s1) in
    let c2 = rand(concl moved) in
    let c1 = before_block c2 in
    STORED_TAC (`v:num`,()) (contents 0 s0) c1 defs (`Vlo:int`,`Ulo:int`) (`Vhi:int`,`Uhi:int`) THEN
    STORED_TAC (`v + 1`,()) c1 c2 defs (`Ulo:int`,`Rlo:int`) (`Uhi:int`,`Rhi:int`) THEN
    upper.store defs [s0; s1] [`v:num`; `v + 1`] THEN SUBST1_TAC moved in
  let END_END_TAC : tactic = fun (asl,w) ->
    let c2 = contents 0 (reached_in w) in
    let c1 = before_block c2 in
    let blocks = vsubst [c2,z_end] `pair_blocks D m` in
    let result ln n c : tactic = fun (asl,w) ->
      let halves t = (if ln = `lo` then CONJUNCT1 else CONJUNCT2)(MATCH_MP PAIR_HALF (ASSUME t)) in
      let led = booked ln asl in
      let first = stored_value ln (rand(concl led)) c1 asl in
      let second = stored_value ln (rand(rand(rand(concl first)))) c2 asl in
      let asked = filter (fun t -> intersect [n; c] (frees t) <> []) moduli in
      ACCEPT_TAC(MATCH_MP LAST_BLOCKS (end_itlist CONJ (map ASSUME [`5 <= m`; `m <= 12`; `v + 1 = m - 1`] @
        [led; first; second; stored_before ln c1 asl; stored_before ln c2 asl; halves `pair_blocks W m`; halves blocks] @
        map ASSUME asked))) (asl,w) in
    (MAP_EVERY EXISTS_TAC [c2; wc] THEN
     FIT_TAC (FIRST [REFL_TAC; COLUMN_TRACE [`v:num`; `t:event list`] `v + 1 = m - 1`; LEAF_TAC upper.last_leaf]) THEN
     SUBGOAL_THEN blocks ASSUME_TAC THENL
      [FIRST_ASSUM(fun th -> ACCEPT_TAC(PURE_REWRITE_RULE[ASSUME `(v + 1) + 1 = m`] th)); ALL_TAC] THEN
     CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC; ALL_TAC] THEN
     CONJ_TAC THENL [result `lo` `nlo:int` `clo:int`; ALL_TAC] THEN
     (if upper.stored z_end = [] then result `hi` `nhi:int` `chi:int`
      else CONJ_TAC THENL [result `hi` `nhi:int` `chi:int`; REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC])) (asl,w) in
  let END_OPEN = TAC_PROOF(([],end_goal),
    OPEN_GIVEN_TAC THEN FACTS_TAC END_FACTS THEN upper.last_facts THEN PURE_REWRITE_TAC[EQT_INTRO(ASSUME `v + 1 = m - 1`)] THEN PC_TAC [] THEN
    DIGITS_TAC THEN TOP_DIGITS_TAC THEN RUN_THEN ctx_end [] END_STORED_TAC THEN FINISH_TAC THEN END_END_TAC) in
  (* ------------------------------------------------------------------------- *)
  (* From .Lupper to the return.                                               *)
  (* ------------------------------------------------------------------------- *)
  let upper_all = r.given @ upper_given @ moduli in
  let UPPER_OPEN =
    let at_end = upper_trace `m - 2` (list_mk_comb(et,[`0`; `3`; `t:event list`])) in
    then_reach UPPER_REACHED (onward (from_givens ee END_OPEN) [`m - 2`; at_end; `s1:state`] (known r.given)) in
  (* The traces that were found. *)
  let found fn case = let h = find (fun t -> let b = snd(strip_forall t) in
      is_imp b && lhand b = case && fst(strip_comb(lhand(rand b))) = fn) (hyp UPPER_OPEN) in
    rand(rand(snd(strip_forall h))) in
  let column_traces = map (fun (fn,tm) -> list_mk_abs([`v:num`; `d:num`; `t:event list`],tm),fn)
    [et,mk_cond(`10 <= m - (v + 1)`,found et `10 <= m - (v + 1)`,found et `~(10 <= m - (v + 1))`);
     en,mk_cond(`d = 1`,found en `v + 1 < m - 1 /\ v + 2 = m - 1`,found en `v + 2 < m - 1`);
     ee,found ee `v + 1 = m - 1`] in
  let UPPER =
    let th = INST column_traces UPPER_OPEN in
    let proved h = TAC_PROOF(([],h),
      REPEAT GEN_TAC THEN CONV_TAC(DEPTH_CONV BETA_CONV) THEN STRIP_TAC THEN ASM_REWRITE_TAC[ARITH_RULE `~(2 = 1)`]) in
    let th = itlist (fun h th -> if is_forall h then PROVE_HYP (proved h) th else th) (hyp th) th in
    let th = GENL [`t:event list`; `s:state`] (DISCH (mk_comb(mid_0 `t:event list`,`s:state`)) th) in
    let all = list_mk_conj upper_all in
    DISCH all (itlist PROVE_HYP (CONJUNCTS(ASSUME all)) th) in
  { entry = lupper; entered = mid_0; asked = upper_all; upwards = UPPER };;
