(* What runs of the code of pair_29.inc leave, in the words of pairs.ml. *)

needs "routine.ml";;
needs "blocks.ml";;
needs "squares.ml";;

(* ------------------------------------------------------------------------- *)
(* The names of a run, each as an expression in what was there before.       *)
(* ------------------------------------------------------------------------- *)

let WORD_SX_IWORD = prove(`word_sx(x:int32):int64 = iword(ival x)`,REWRITE_TAC[word_sx]);;
let MAC_HALVES = prove
 (`word_mul (word_sx(lo32 x)) (word_sx(lo32 y)) = mac lo x y /\
   word_mul (word_sx(hi32 x)) (word_sx(hi32 y)) = mac hi x y`,
  REWRITE_TAC[mac; LO; HI; WORD_SX_IWORD; IWORD_INT_MUL]);;
let SX_HALVES = prove
 (`word_sx(lo32 x):int64 = iword(lo x) /\ word_sx(hi32 x):int64 = iword(hi x)`,
  REWRITE_TAC[LO; HI; WORD_SX_IWORD]);;
let ROUND_29 = prove
 (`round_ishr (x:int64) 29 = round29 x`,
  REWRITE_TAC[round_ishr; round29] THEN CONV_TAC NUM_REDUCE_CONV);;
let name_conv =
  let halves = [LO32_ZX; LO32_JOIN; HI32_JOIN]
  and named = [AWC_F; AWC_T; MAC_HALVES; SX_HALVES; ROUND_29; WORD_ADD_0L; WORD_ADD_0; WORD_SHL_ZERO;
               GSYM digit_pair; GSYM sub_pair; GSYM double_pair] in
  TRY_CONV(GEN_REWRITE_CONV TOP_DEPTH_CONV halves) THENC TRY_CONV(GEN_REWRITE_CONV TOP_DEPTH_CONV named);;

(* |- v = <expression without names of the run>, for each name; but names for whose expressions `stays`
   holds remain names in the others. The conversion, and what is known of those. *)
let expansions_but stays defs =
  let table = Hashtbl.create 997 in
  let rec replace tm =
    match tm with
      Var(_,_) -> (try Hashtbl.find table tm with Not_found -> REFL tm)
    | Comb(f,a) -> let fth = replace f and ath = replace a in
        if rand(concl fth) == f && rand(concl ath) == a then REFL tm else MK_COMB(fth,ath)
    | _ -> REFL tm in
  let stayed = rev_itlist (fun (v,e) acc ->
    let th = CONV_RULE (RAND_CONV name_conv) (TRANS (ASSUME(mk_eq(v,e))) (replace e)) in
    if stays (rand(concl th)) then th :: acc else (Hashtbl.add table v th; acc)) defs [] in
  replace,rev stayed;;
let expansions defs = fst(expansions_but (fun _ -> false) defs);;

(* ------------------------------------------------------------------------- *)
(* Running on: the goal is ?s'. reach perm <literal> s' /\ Q s'.             *)
(* ------------------------------------------------------------------------- *)

let REACH_FIRST = prove
 (`reach perm s s1 ==> (?s'. reach perm s1 s' /\ Q s') ==> (?s'. reach perm s s' /\ Q s')`,
  MESON_TAC[REACH_TRANS]);;
let reach_goal w =
  let sv,body = dest_exists w in
  rand(rator(lhand body)),rator(rator(lhand body)),mk_abs(sv,rand body);;
(* Runs to the next stop or branch; the continuation gets the names and the literals. *)
let RUN_THEN ctx stops (ttac:(term*term)list -> term -> term -> tactic) : tactic = fun (asl,w) ->
  let s0,rp,q = reach_goal w in
  let r = run ctx s0 stops in
  let sv,body = dest_exists w in
  let w' = mk_exists(sv,mk_conj(mk_comb(mk_comb(rp,r.final),sv),rand body)) in
  let meta,goals,just = ttac r.defs s0 r.final (asl,w') in
  meta,goals,fun i ths ->
    let th = just i ths in
    let lemma = INST [rand rp,`perm:(int64->bool)#(int64->bool)`; s0,`s:state`; r.final,`s1:state`; q,`Q:state->bool`] REACH_FIRST in
    let lemma = CONV_RULE(BINOP_CONV(BINDER_CONV(RAND_CONV BETA_CONV))) (MP lemma r.reached) in
    eliminate r.defs (MP lemma th);;
(* No step more. *)
let FINISH_TAC : tactic = fun (asl,w) ->
  let s0,_,_ = reach_goal w in
  (EXISTS_TAC s0 THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN CONV_TAC(DEPTH_CONV BETA_CONV)) (asl,w);;
let var64 s = mk_var(s,int64_ty);;
let literal_of w = let s,_,_ = reach_goal w in s;;
let gathered_tm = `gathered`;;
(* Where the sums of a lane are, and its columns. *)
let registers s = match snd(strip_comb s) with
    [_;x;v;_;_;_] -> dest_list(lhand x),dest_list(lhand v) | _ -> failwith "registers";;
let lane_accs ln s = let xs,vs = registers s in
  let h = if ln = `lo` then 0 else 1 in
  let v r = List.nth vs (2 * r + h) in
  let d = if ln = `lo` then map (List.nth xs) [8;9;10] else map (List.nth xs) [11;12;13] in
  [v 0; v 1; v 2] @ d @ map v (3--10) @ [List.nth xs (if ln = `lo` then 25 else 27); v 12];;
(* Contents: z or what else is multiplied, the quotients, the stack. *)
let zc = `Z:num->int64` and wc = `W:num->int64` and sc = `S:num->int64`;;
let contents_of s = map (rand o rand) (dest_list(lhand(List.nth (snd(strip_comb s)) 4)));;
let contents k s = List.nth (contents_of s) k;;
let acc_lo = map var64 ["v0";"v2";"v4";"x8";"x9";"x10";"v6";"v8";"v10";"v12";"v14";"v16";"v18";"v20";"x25";"v24"];;
let acc_hi = map var64 ["v1";"v3";"v5";"x11";"x12";"x13";"v7";"v9";"v11";"v13";"v15";"v17";"v19";"v21";"x27";"v25"];;
let gathered_is total counts accs = list_mk_comb(gathered_tm,total :: counts @ accs);;
(* Facts among the assumptions, by what they say or by their words. *)
let find_fact f total asl = snd(find (fun (_,th) -> let h,l = strip_comb(concl th) in h = f && l <> [] && total l) asl);;
let fact f words asl = find_fact f (fun l -> length l > length words && snd(chop_list (length l - length words) l) = words) asl;;
let gathered_fact accs asl = find_fact gathered_tm (fun l -> snd(chop_list 6 l) = accs) asl;;
let old_gathered s0 ln asl = fact gathered_tm (lane_accs ln s0) asl;;
let limbs_conv = ONCE_DEPTH_CONV(fun tm -> match tm with
    Comb(Comb(Comb(Comb(Const("upd",_),_),_),_),_) -> limb_conv tm | _ -> failwith "");;
(* |- P totals names, from |- P totals <expressions> and what the names are, as `conv` has it. *)
let in_names_by conv defs names th =
  let f,l = strip_comb (concl th) in
  let totals,words = chop_list (length l - length names) l in
  let target = list_mk_comb(f,totals @ names) in
  let ex0 = expansions defs in
  let ex = CONV_RULE (RAND_CONV conv) (ex0 target) in
  let th = CONV_RULE limbs_conv th in
  let th = EQ_MP (ex0 (concl th)) th in
  let th = CONV_RULE (TRY_CONV name_conv) th in
  if rand(concl ex) = concl th then EQ_MP (SYM ex) th else
  let _,l1 = strip_comb (concl th) and _,l2 = strip_comb (rand(concl ex)) in
  let eqs = map2 (fun t t' -> if t = t' then REFL t else WORD_RULE(mk_eq(t,t'))) l1 l2 in
  EQ_MP (SYM ex) (EQ_MP (rev_itlist (fun eq acc -> MK_COMB(acc,eq)) eqs (REFL f)) th);;
let in_names defs = in_names_by ALL_CONV defs;;

(* ------------------------------------------------------------------------- *)
(* Arithmetic of turns.                                                      *)
(* ------------------------------------------------------------------------- *)

let is_arith tm = (is_binop `(<=):num->num->bool` tm || is_binop `(<):num->num->bool` tm) &&
  can (find_term (fun t -> is_var t && type_of t = `:num`)) tm && not(can (find_term ((=) `2 EXP 64`)) tm);;
let ARITH_ASM : tactic = fun (asl,w) ->
  let nums tm = not(exists (fun v -> type_of v <> `:num`) (frees tm)) in
  let ok tm = nums tm && (is_arith tm || (is_neg tm && is_eq(rand tm)) || (is_eq tm && type_of(lhand tm) = `:num`)) && not(can (find_term ((=) `20`)) tm) in
  let hs = filter (fun (_,th) -> ok (concl th)) asl in
  let near = filter (fun (_,th) -> subset (frees(concl th)) (frees w)) hs in
  let with_ l : tactic = MAP_EVERY (MP_TAC o snd) l THEN ARITH_TAC in
  (ARITH_TAC ORELSE with_ near ORELSE with_ hs) (asl,w);;
let by_arith asl goal = TAC_PROOF((asl,goal),REPEAT CONJ_TAC THEN ARITH_ASM);;
(* A pointer to block b - i, also where that is one below the first. *)
let back = new_definition
 `back (p:int64) b i = word_sub (word_add p (word(160 * b))) (word(160 * i)):int64`;;
let BACK_NOW = prove
 (`i <= b ==> back p b i = word_add p (word(8 * (20 * (b - i) + 0)))`,
  DISCH_THEN(X_CHOOSE_THEN `k:num` SUBST1_TAC o REWRITE_RULE[LE_EXISTS]) THEN
  REWRITE_TAC[back; ADD_SUB2; LEFT_ADD_DISTRIB; ADD_CLAUSES; MULT_CLAUSES; MULT_ASSOC] THEN
  CONV_TAC NUM_REDUCE_CONV THEN CONV_TAC WORD_RULE);;
let BACK_NEXT = prove
 (`i <= b ==> word_add p (word(8 * (20 * (b - i) + 2305843009213693932))) = back p b (i + 1)`,
  DISCH_THEN(X_CHOOSE_THEN `k:num` SUBST1_TAC o REWRITE_RULE[LE_EXISTS]) THEN
  REWRITE_TAC[back; ADD_SUB2; LEFT_ADD_DISTRIB; MULT_CLAUSES; MULT_ASSOC] THEN
  CONV_TAC NUM_REDUCE_CONV THEN
  SUBGOAL_THEN `word 18446744073709551456:int64 = word_neg(word 160)` MP_TAC THENL
   [CONV_TAC WORD_REDUCE_CONV; REWRITE_TAC[WORD_ADD] THEN CONV_TAC WORD_RULE]);;
let BACK_FIRST = prove
 (`word_add p (word(8 * (20 * (0 + b) + 2305843009213693932))) = back p b (1 + 0)`,
  MP_TAC(SPEC_ALL(INST [`0`,`i:num`] BACK_NEXT)) THEN REWRITE_TAC[LE_0; SUB_0; ADD_CLAUSES]);;
let BACK_ALL = prove
 (`back p b b = word_add p (word(8 * (20 * 0 + 0)))`,
  REWRITE_TAC[back; MULT_CLAUSES; ADD_CLAUSES] THEN CONV_TAC WORD_RULE);;
let at_ p e j = vsubst [p,`p:int64`; e,`e:num`; num j,`j:num`] `word_add p (word(8 * (20 * e + j))):int64`;;
let PTR_PLUS = prove
 (`word_add (word_add p (word(8 * (20 * e + j)))) (word(160 * f)):int64 = word_add p (word(8 * (20 * (e + f) + j)))`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; MULT_ASSOC] THEN CONV_TAC NUM_REDUCE_CONV THEN CONV_TAC WORD_RULE);;
let PTR_BACK = prove
 (`word_add p (word(8 * (20 * (e + (u + 1)) + 2305843009213693932))):int64 = word_add p (word(8 * (20 * (e + u) + 0)))`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; MULT_ASSOC; MULT_CLAUSES] THEN CONV_TAC NUM_REDUCE_CONV THEN
  REWRITE_TAC[ADD_ASSOC] THEN ONCE_REWRITE_TAC[WORD_ADD] THEN CONV_TAC(ONCE_DEPTH_CONV WORD_REDUCE_CONV) THEN
  REWRITE_TAC[WORD_ADD; ADD_CLAUSES; GSYM ADD_ASSOC] THEN
  SUBGOAL_THEN `word 18446744073709551456:int64 = word_neg(word 160)` MP_TAC THENL
   [CONV_TAC WORD_REDUCE_CONV; CONV_TAC WORD_RULE]);;
let OFFSET_NEXT = prove
 (`word_add (word(160 * u)) (word 160):int64 = word(160 * (u + 1))`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; MULT_CLAUSES] THEN CONV_TAC WORD_RULE);;
let SMALL_WORDS = prove
 (`k < 100 /\ l < 100 ==> (word k:int64 = word l <=> k = l)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ] THEN
  SUBGOAL_THEN `val(word k:int64) = k /\ val(word l:int64) = l` (fun th -> REWRITE_TAC[th]) THEN
  CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC);;
let PRODUCTS_NEXT = prove
 (`products X Y a b (d + (i + 1)) = products X Y a b (d + i) + X(a + (d + i)) * Y(b - (d + i))`,
  REWRITE_TAC[ARITH_RULE `d + (i + 1) = SUC(d + i)`; products]);;
let PRODUCTS_1 = prove
 (`products X Y a b (1 + 0) = X a * Y b`,
  REWRITE_TAC[ARITH_RULE `1 + 0 = SUC 0`; products; ADD_CLAUSES; SUB_0] THEN INT_ARITH_TAC);;
let PRODUCTS_2 = prove
 (`products X Y a b (1 + (n + 1)) = products X Y a b (n + 2) /\ products X Y a b (0 + 1) = X a * Y b /\
   products X Y a b (0 + 2) = X a * Y b + X(a + 1) * Y(b - 1)`,
  REWRITE_TAC[ARITH_RULE `1 + (n + 1) = n + 2`] THEN CONV_TAC EXPAND_SUMS THEN
  REWRITE_TAC[ADD_CLAUSES; SUB_0] THEN INT_ARITH_TAC);;
let PRODUCTS_SUC = prove
 (`products X Y a b (u + 1) = products X Y a b u + X(a + u) * Y(b - u)`,REWRITE_TAC[GSYM ADD1; products]);;
let INT_SAME rules : tactic =
  REWRITE_TAC(ADD_CLAUSES :: rules) THEN INT_ARITH_TAC;;
let one_less = ASSUME `1 + (u - 1) = u`;;
let one_less_tac : tactic = MP_TAC one_less THEN ARITH_TAC;;
(* From |- P l to the goal P l', where the arguments are equal by arithmetic. *)
let SAME_TAC rules th : tactic = fun (asl,w) ->
  let f,l = strip_comb w and f',l' = strip_comb (concl th) in
  if f <> f' then failwith "SAME_TAC" else
  let eqs = map2 (fun t t' -> if t = t' then REFL t' else
      if type_of t = `:num` then TAC_PROOF((asl,mk_eq(t',t)),ARITH_TAC ORELSE one_less_tac)
      else if type_of t = `:int` then TAC_PROOF((asl,mk_eq(t',t)),INT_SAME rules)
      else failwith("SAME_TAC: " ^ string_of_term t ^ " and " ^ string_of_term t')) l l' in
  ACCEPT_TAC (EQ_MP (rev_itlist (fun eq acc -> MK_COMB(acc,eq)) eqs (REFL f)) th) (asl,w);;
(* What a loop over blocks knows at turn i. *)
let BLOCKS_BOUNDS = prove
 (`a + d + c <= e /\ e <= m /\ b < m /\ d + c <= b + 1 /\ m <= 12 /\ i < c
   ==> ~(i = c) /\ d + i <= b /\ a + (d + i) < e /\ b - (d + i) < m /\
       20 * (a + (d + i)) + 20 <= 20 * m /\ 20 * (b - (d + i)) + 20 <= 20 * m /\
       20 * (b - (d + i)) + 20 <= 46 * m /\
       word_sub (word(c - i)) (word 1):int64 = word(c - (i + 1)) /\
       (word(c - (i + 1)):int64 = word 0 <=> i + 1 = c)`,
  STRIP_TAC THEN MP_TAC(SPECL [`i:num`; `c:num`] COUNTER) THEN
  ANTS_TAC THENL [ASM_REWRITE_TAC[] THEN POP_ASSUM_LIST(MP_TAC o end_itlist CONJ) THEN ARITH_TAC; STRIP_TAC] THEN
  MP_TAC(SPECL [`b:num`; `d + i:num`] (ARITH_RULE `!b k. b - k <= b:num`)) THEN
  ASM_REWRITE_TAC[] THEN SPEC_TAC(`b - (d + i):num`,`f:num`) THEN GEN_TAC THEN
  REPEAT(FIRST_X_ASSUM(MP_TAC o check (is_arith o concl))) THEN ARITH_TAC);;

(* ------------------------------------------------------------------------- *)
(* Blocks of products, columns and digits.                                   *)
(* ------------------------------------------------------------------------- *)

let lanes2 = zip [`lo`;`hi`] (zip PAIR_BLOCK DOUBLE_BLOCK);;
(* |- blockof ln w (\t. a(20 * j + t)) X for words that are known to be blocks, or twice others. *)
let block_thm ln a j asl =
  let is c tm = match strip_comb tm with Const(c',_),(a'::_) -> c' = c && a' = a | _ -> false in
  let known c = snd(find (fun (_,th) -> is c (concl th)) asl) in
  let below n = TAC_PROOF((asl,mk_binop `(<):num->num->bool` j n),
    FIRST_ASSUM ACCEPT_TAC ORELSE (POP_ASSUM_LIST(MAP_EVERY (fun th -> if is_arith (concl th) then MP_TAC th else ALL_TAC)) THEN ARITH_TAC)) in
  let one,two = assoc ln lanes2 in
  let use lemma ths = let n = rand(concl(hd ths)) in
    MATCH_MP (INST [j,`j:num`] lemma) (end_itlist CONJ (ths @ [below n])) in
  try use one [known "pair_blocks"] with Failure _ ->
    let double = known "double_blocks" in
    let single = list_mk_comb(`pair_blocks`,tl(snd(strip_comb(concl double)))) in
    use two [double; snd(find (fun (_,th) -> concl th = single) asl)];;
let beta_num = CONV_RULE(TOP_DEPTH_CONV BETA_CONV);;
let block_step ln (a,j) (c,k) asl g =
  let th = MATCH_MP BLOCK_STEP (CONJ g (CONJ (block_thm ln a j asl) (block_thm ln c k asl))) in
  PURE_REWRITE_RULE[WORD_ADD_0L] (beta_num th);;
(* One more block of products. *)
let GATHER_TAC (a,j) (c,k) old defs s1 : tactic = fun (asl,w) ->
  let one ln : tactic = ASSUME_TAC(in_names defs (lane_accs ln s1) (block_step ln (a,j) (c,k) asl (old ln asl))) in
  (one `lo` THEN one `hi`) (asl,w);;
(* The last block of a column of blocks; at most so many products by now. *)
let GATHER_LAST_TAC (a,j) (c,k) limits defs s0 s1 : tactic = fun (asl,w) ->
  let one ln : tactic =
    let th = SPECL limits (MATCH_MP GATHERED_LOOSER (block_step ln (a,j) (c,k) asl (old_gathered s0 ln asl))) in
    ASSUME_TAC(in_names defs (lane_accs ln s1) (MP th (by_arith asl (lhand(concl th))))) in
  (one `lo` THEN one `hi`) (asl,w);;
let carry_words ws = let ts,rest = chop_list 6 ws in
  let up t below = mk_comb(mk_comb(`word_add:int64->int64->int64`,t),mk_comb(`round29`,below)) in
  let us = tl(rev(snd(rev_itlist (fun t (below,acc) -> match below with None -> Some t,[t]
     | Some b -> let u = up t b in Some u,u::acc) ts (None,[])))) in
  us,up (last rest) (last us);;
(* The digits of a column of blocks, and that something is carried. *)
let column_digits ws th bounds =
  (* th: columned V a b m r s ws; bounds: |- room *)
  let us,c' = carry_words ws in
  let theta = zip us (map var64 ["u1";"u2";"u3";"u4";"u5"]) @ [c',var64 "c'"] in
  let lemma = INST theta COLUMN_DIGITS in
  let lemma = PART_MATCH (lhand o lhand) lemma (concl th) in
  let lemma = INST theta lemma in
  let rest = rand(lhand(concl lemma)) in
  let ups = rand rest in
  let upth = end_itlist CONJ (map (fun t -> REFL(lhand t)) (conjuncts ups)) in
  MP lemma (CONJ th (CONJ (bounds (lhand rest)) upth));;
let DIGITS_TAC : tactic = fun (asl,w) ->
  let s = literal_of w in
  let one ln u : tactic =
    let col = MATCH_MP GATHERED_COLUMNS (old_gathered s ln asl) in
    let th = column_digits (snd(chop_list 6 (snd(strip_comb(concl col))))) col (by_arith asl) in
    X_CHOOSE_THEN u (CONJUNCTS_THEN2 ASSUME_TAC (ASSUME_TAC o PURE_REWRITE_RULE[])) th in
  (one `lo` `Ulo:int` THEN one `hi` `Uhi:int`) (asl,w);;
let DIGIT_REGISTERS_TAC defs s1 : tactic =
  let _,vs = registers s1 in
  MAP_EVERY (fun i -> ASSUME_TAC(expansions defs (List.nth vs i))) (26--31);;
(* Digits in the place of sums. *)
let carry_theorem th bounds =
  let col = MATCH_MP GATHERED_COLUMNS th in
  let f,l = strip_comb(concl col) in
  let _,ws = chop_list 6 l in
  let us,c' = carry_words ws in
  let theta = zip us (map var64 ["u1";"u2";"u3";"u4";"u5"]) @ [c',var64 "c'"] in
  let lemma = PART_MATCH (lhand o lhand) CARRY_COLUMNS (concl col) in
  let lemma = INST theta lemma in
  let rest = rand(lhand(concl lemma)) in
  let roomt,rest2 = dest_conj rest in
  let ups,zero = dest_conj rest2 in
  let upth = end_itlist CONJ (map (fun t -> REFL(lhand t)) (conjuncts ups)) in
  MP lemma (CONJ col (CONJ (bounds roomt) (CONJ upth (bounds zero))));;
let CARRY_TAC defs s0 s1 : tactic = fun (asl,w) ->
  let one ln : tactic = ASSUME_TAC(in_names defs (lane_accs ln s1) (carry_theorem (old_gathered s0 ln asl) (by_arith asl))) in
  (one `lo` THEN one `hi`) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* Blocks that are stored.                                                   *)
(* ------------------------------------------------------------------------- *)

let UPD_APPLY = prove(`upd i (v:A) f j = if j = i then v else f j`,REWRITE_TAC[upd]);;
let OTHER_BLOCK = prove
 (`~(i = j) /\ s < 20 /\ t < 20 ==> ~(20 * i + s = 20 * j + t)`,
  ARITH_TAC);;
let PAIR_BLOCKS_PUT = prove
 (`pair_blocks A u /\ (!i t. i < u /\ t < 20 ==> C(20 * i + t) = A(20 * i + t)) /\
   block_words (\t. C(20 * u + t)) /\ short (\t. lo(C(20 * u + t))) /\ short (\t. hi(C(20 * u + t)))
   ==> pair_blocks C (u + 1)`,
  REWRITE_TAC[pair_blocks] THEN STRIP_TAC THEN X_GEN_TAC `j:num` THEN
  REWRITE_TAC[ARITH_RULE `j < u + 1 <=> j < u \/ j = u`] THEN STRIP_TAC THENL
   [SUBGOAL_THEN `!t. t < 20 ==> C(20 * j + t):int64 = A(20 * j + t)` MP_TAC THENL
     [ASM_SIMP_TAC[]; ALL_TAC] THEN
    CONV_TAC(LAND_CONV EXPAND_CASES_CONV) THEN STRIP_TAC THEN
    FIRST_X_ASSUM(MP_TAC o SPEC `j:num` o check (free_in `block_words` o concl)) THEN ASM_REWRITE_TAC[] THEN
    REWRITE_TAC[block_words; short] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN
    CONV_TAC(ONCE_DEPTH_CONV EXPAND_CASES_CONV) THEN ASM_REWRITE_TAC[];
    ASM_REWRITE_TAC[]]);;
let BLK_SAME = prove
 (`(!i t. i < u /\ t < 20 ==> C(20 * i + t) = A(20 * i + t):int64) ==> !i. i < u ==> blk ln C i = blk ln A i`,
  REPEAT STRIP_TAC THEN MATCH_MP_TAC BLK_EXT THEN REPEAT STRIP_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let derive(tm,tac) = TAC_PROOF(([],tm),tac);;
(* |- the blocks below u are the same in a and in a1, which has words 20 * u to 20 * u + 19 stored. *)
let blocks_below a a1 u =
  derive(vsubst [a,`A:num->int64`; a1,`C:num->int64`; u,`u:num`] `!b t. b < u /\ t < 20 ==> C(20 * b + t):int64 = A(20 * b + t)`,
    REPEAT STRIP_TAC THEN
    PURE_REWRITE_TAC[UPD_APPLY] THEN
    MP_TAC(end_itlist CONJ (map (fun k ->
       derive(vsubst [u,`u:num`; num k,`k:num`] `b < u /\ t < 20 ==> ~(20 * b + t = 20 * u + k)`,
       STRIP_TAC THEN MATCH_MP_TAC OTHER_BLOCK THEN ASM_ARITH_TAC)) (0--19))) THEN
    ASM_REWRITE_TAC[] THEN DISCH_THEN(fun th -> REWRITE_TAC[th]));;
(* What is stored as block u, when the contents become a1; v = block + radix * carry, for each lane. *)
let asm_like p asl = map snd (filter (fun (_,th) -> p (concl th)) asl);;
let STORED_TAC (u,limits) a a1 defs (vlo,ulo) (vhi,uhi) : tactic = fun (asl,w) ->
  let at1 k = mk_comb(a1,mk_binop plus (mk_binop times `20` u) (num k)) in
  let ex = expansions defs in
  let digits = asm_like (fun t -> is_eq t && fst(strip_comb(rand t)) = `digit_pair`) asl in
  let word k = let th = limb_conv (at1 k) in
    CONV_RULE (RAND_CONV(PURE_REWRITE_CONV digits THENC name_conv)) (TRANS th (ex (rand(concl th)))) in
  let words = map word (0--19) in
  let inst = vsubst [a,`A:num->int64`; a1,`C:num->int64`; u,`u:num`] in
  let same = blocks_below a a1 u in
  let bw = derive(inst `block_words (\t. C(20 * u + t))`,
    PURE_REWRITE_TAC[block_words] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN PURE_REWRITE_TAC words THEN
    REPEAT CONJ_TAC THEN REFL_TAC) in
  let sh = map (fun ln -> derive(subst [ln,`ln:int64->int`] (inst `short (\t. (ln:int64->int)(C(20 * u + t)))`),
    REWRITE_TAC[short] THEN CONV_TAC EXPAND_CASES_CONV THEN PURE_REWRITE_TAC words THEN
    REWRITE_TAC[LO_DIGIT_PAIR; HI_DIGIT_PAIR; DG_ABS])) [`lo`; `hi`] in
  let before = ASSUME(inst `pair_blocks A u`) in
  let put = MATCH_MP (INST [a,`A:num->int64`; a1,`C:num->int64`; u,`u:num`] PAIR_BLOCKS_PUT) (CONJ before (CONJ same (CONJ bw (end_itlist CONJ sh)))) in
  let value ln (v,u') =
    let t = mk_eq(v,subst [ln,`ln:int64->int`; u',`U:int`] (inst `blk ln C u + radix * U`)) in
    let vth = find (fun th -> is_eq(concl th) && lhand(concl th) = v) (map snd asl) in
    derive(t,PURE_REWRITE_TAC[blk; six] THEN CONV_TAC(TOP_DEPTH_CONV BETA_CONV) THEN PURE_REWRITE_TAC words THEN
      REWRITE_TAC[LO_DIGIT_PAIR; HI_DIGIT_PAIR; radix] THEN ACCEPT_TAC vth) in
  (MAP_EVERY ASSUME_TAC [put; value `lo` (vlo,ulo); value `hi` (vhi,uhi);
     MATCH_MP (INST [`lo`,`ln:int64->int`; a,`A:num->int64`; a1,`C:num->int64`; u,`u:num`] BLK_SAME) same;
     MATCH_MP (INST [`hi`,`ln:int64->int`; a,`A:num->int64`; a1,`C:num->int64`; u,`u:num`] BLK_SAME) same]) (asl,w);;
let STORE_LAST_TAC u a j c k limits defs s0 s1 : tactic = fun (asl,w) ->
   let w0 = contents 1 s0 and w1 = contents 1 s1 in
   let v ln = lhand(concl(find (fun th -> is_eq(concl th) && is_var(lhand(concl th)) && type_of(lhand(concl th)) = `:int` &&
       free_in (if ln = `lo` then `Ulo:int` else `Uhi:int`) (concl th)) (map snd asl))) in
   (STORED_TAC (u,()) w0 w1 defs (v `lo`,`Ulo:int`) (v `hi`,`Uhi:int`) THEN
    (if limits = [] then GATHER_TAC (w1,j) (c,k) (old_gathered s0) defs s1
     else GATHER_LAST_TAC (w1,j) (c,k) limits defs s0 s1)) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* Loops.                                                                    *)
(* ------------------------------------------------------------------------- *)

(* To the state where q holds, by |- p s ==> ?s'. reach perm s s' /\ q s'; `there` shows p. *)
let ENTER_TAC (p,q,th) (there:tactic) : tactic = fun (asl,w) ->
  let s0,_,_ = reach_goal w in
  (SUBGOAL_THEN (mk_comb(p,s0)) MP_TAC THENL
    [CONV_TAC(DEPTH_CONV BETA_CONV) THEN there;
     DISCH_THEN(fun th0 -> MATCH_MP_TAC SEQUENCE THEN EXISTS_TAC q THEN
       CONJ_TAC THENL [MP_TAC th0 THEN MATCH_ACCEPT_TAC(SPEC_ALL th); ALL_TAC]) THEN
     GEN_TAC THEN OPEN_TAC]) (asl,w);;
let nums t v = (t,mk_var(v,`:num`));;
(* A theorem |- given ==> premise ==> c about literals with the variables of param_vars, for the state s0
   and theta; j is what it says of a state, or of a turn and a state. *)
let at_state given s0 theta (js,th) asl =
  let vs,body = strip_exists (snd(strip_abs (hd js))) in
  let names = contents_of (find_term (fun t -> fst(strip_comb t) = `State`) body) in
  let theta = filter (fun (t,v) -> not (mem v vs) && t <> v && v <> `P:int64` && v <> `MM:int64->byte` && v <> `t:event list`) (zip (components s0) param_vars) @
    filter (fun (t,v) -> t <> v) (zip (contents_of s0) names) @ (trace_of s0,`t:event list`) :: theta in
  let th = MP (INST theta th) (end_itlist CONJ (map ASSUME given)) in
  let premise = lhand(concl th) in
  let pth = end_itlist CONJ (map (fun t -> try ASSUME(concl(snd(find (fun (_,th) -> aconv (concl th) t) asl)))
      with Failure _ -> by_arith asl t) (conjuncts premise)) in
  map (fun j -> vsubst theta (fresh_bound j)) js,MP th pth;;
let state_leaf premise_facts : tactic =
  FIRST [REFL_TAC; REWRITE_TAC[LOOP_TRACE_0; SUB_0] THEN NO_TAC;
     MATCH_ACCEPT_TAC BACK_FIRST; FIRST_ASSUM ACCEPT_TAC;
     REWRITE_TAC(ADD_CLAUSES :: premise_facts) THEN NO_TAC; LEAF_TAC premise_facts];;
let same_gathered rules s0 : tactic =
  let cond ln : tactic = fun (asl,w) ->
     (SAME_TAC (PRODUCTS_1 :: rules) (fact gathered_tm (lane_accs ln s0) asl)) (asl,w) in
  CONJ_TAC THENL [cond `lo`; cond `hi`];;
let BLOCKS_LOOP_TAC given (j,turn,th) [a;b;c;d;e;aa;bb;mm;rr;ss] (vlo,vhi) premise_facts rules : tactic = fun (asl,w) ->
  let s0 = literal_of w in
  let js,th' = at_state given s0 ([vlo,`Vlo:int`; vhi,`Vhi:int`] @
    map2 nums [a;b;c;d;e;aa;bb;mm;rr;ss] ["a";"b";"c";"d";"e";"aa";"bb";"mm";"rr";"ss"]) ([j],th) asl in
  (ENTER_TAC (mk_comb(fresh_bound (hd js),`0`),mk_comb(fresh_bound (hd js),c),MATCH_MP LOOP th')
     (FIT_TAC (state_leaf premise_facts) THEN same_gathered rules s0) THEN
   PURE_REWRITE_TAC[REFL_CLAUSE; COND_CLAUSES]) (asl,w);;
let loop_goal2 v n j = list_mk_forall([v; `s:state`],
  mk_imp(mk_conj(mk_binop `(<):num->num->bool` v n,list_mk_comb(fresh_bound j,[v; `s:state`])),
   mk_exists(`s':state`,mk_conj(`reach (rd,wr) s s'`,
     list_mk_comb(fresh_bound j,[mk_binop `(+):num->num->num` v `1`; `s':state`])))));;
(* The trace of a turn: what it must be becomes a hypothesis about E. *)
let TRACE_LEAF vs case : tactic = fun (asl,w) ->
  let l,r = dest_eq w in
  let th = REWR_CONV LOOP_TRACE_1 r in
  let now = rand(concl th) in
  let before = rand now in
  let t1 = mk_var("t1",type_of before) in
  let conc = subst [t1,before] l in
  let h = list_mk_forall(vs @ [t1],mk_imp(case,mk_eq(mk_comb(rator now,t1),conc))) in
  let cth = if case = `T` then TRUTH else end_itlist CONJ (map (fun c -> ASSUME c) (conjuncts case)) in
  ACCEPT_TAC(TRANS (SYM(MP (SPEC before (SPECL vs (ASSUME h))) cth)) (SYM th)) (asl,w);;
let PC_TAC ths : tactic = PURE_REWRITE_TAC(COND_CLAUSES :: NOT_CLAUSES :: ths);;
let OPEN_BOUND_TAC facts : tactic =
  REPEAT GEN_TAC THEN DISCH_THEN(CONJUNCTS_THEN2 ASSUME_TAC MP_TAC) THEN OPEN_TAC THEN
  MP_TAC facts THEN ANTS_TAC THENL [REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC; STRIP_TAC];;
let KEEP_TAC : (term * term) list -> term -> term -> tactic = fun _ _ _ -> ALL_TAC;;
