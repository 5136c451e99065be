(* What scripts need to know about blocks of eight limbs, and how a theorem
   about a state literal becomes one about every state. *)

needs "routine.ml";;

(* ------------------------------------------------------------------------- *)
(* Blocks of eight limbs, as sums that the carry chains understand.          *)
(* ------------------------------------------------------------------------- *)

let limb_sum terms =
  mk_sum(List.mapi (fun j t ->
    mk_binop times (mk_comb(two_exp,mk_small_numeral(64 * j))) t) terms);;
let val_tm = `val:int64->num`;;
let limb_term a e j = mk_comb(a,mk_binop plus e (mk_small_numeral j));;

(* |- !A i. value A (n * (i + 1)) = value A (n * i) + 2 EXP (64 * n * i) * <sum of n limbs> *)
let value_block n =
  let put = vsubst [mk_small_numeral n,`n:num`; mk_small_numeral(64 * n),`w:num`] in
  let s = limb_sum (map (fun j -> mk_comb(val_tm,limb_term `A:num->int64` (put `n * i`) j)) (0--(n-1))) in
  prove(list_mk_forall([`A:num->int64`; `i:num`],
    vsubst [s,`s:num`] (put `value A (n * (i + 1)) = value A (n * i) + 2 EXP (w * i) * s`)),
    REPEAT GEN_TAC THEN
    PURE_REWRITE_TAC[ARITH_RULE(put `n * (i + 1) = n * i + n`); VALUE_SPLIT;
                     ARITH_RULE(put `64 * n * i = w * i`)] THEN
    AP_TERM_TAC THEN AP_TERM_TAC THEN
    CONV_TAC(LAND_CONV(VALUE_CONV THENC sum_conv) THENC RAND_CONV sum_conv) THEN REFL_TAC);;
let VALUE_BLOCK_SUM = value_block 8;;
let VALUE_16_SUM = value_block 16;;

(* |- sum < 2 EXP k, from the bounds of its atoms *)
let BELOW_LE = prove(`!x n k. x <= n ==> n < k ==> x < k:num`,ARITH_TAC);;
let sum_below sum k =
  let th = list_bound sum in
  let th1 = SPEC (mk_comb(two_exp,mk_small_numeral k)) (MATCH_MP (REWRITE_RULE[RIGHT_FORALL_IMP_THM] BELOW_LE) th) in
  MP th1 (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th1))));;

let EXP_BLOCK = prove
 (`2 EXP (512 * (i + 1)) = 2 EXP (512 * i) * 2 EXP 512`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; EXP_ADD; MULT_CLAUSES]);;

let VALUE_BOUND_BLOCK = prove
 (`!A i. value A (8 * i) < 2 EXP (512 * i)`,
  REPEAT GEN_TAC THEN MP_TAC(SPECL [`A:num->int64`; `8 * i`] VALUE_BOUND) THEN
  REWRITE_TAC[ARITH_RULE `64 * 8 * i = 512 * i`]);;

(* Contents of a buffer after a block was stored. *)
let UPD_APPLY = prove(`upd i (v:A) f j = if j = i then v else f j`,REWRITE_TAC[upd]);;
let VALUE_UPD_ABOVE = prove
 (`!A e j v. value (upd (e + j) v A) e = value A e`,
  REPEAT GEN_TAC THEN MATCH_MP_TAC VALUE_EXT THEN REWRITE_TAC[upd] THEN
  REPEAT STRIP_TAC THEN COND_CASES_TAC THEN REWRITE_TAC[] THEN ASM_ARITH_TAC);;

let PUT_TAC blocks : tactic = REWRITE_TAC(VALUE_UPD_ABOVE :: blocks) THEN
  CONV_TAC(ONCE_DEPTH_CONV(fun tm -> match tm with
    Comb(Comb(Comb(Comb(Const("upd",_),_),_),_),_) -> limb_conv tm | _ -> failwith ""));;
let VALUE_PUT_TAC = PUT_TAC [VALUE_BLOCK_SUM];;

let limbs a e = map (fun j -> mk_comb(val_tm,limb_term a e j)) (0--7);;
let bitval_not c = mk_comb(`bitval`,mk_neg c);;
let eight_i = `8 * i`;;

(* On !j. n * (e + 1) <= j ==> upd (n * e + 7) d7 (... A) j = B j for n = 8 or 16,
   from !j. n * e <= j ==> A j = B j, which need not be assumed where A is B. *)
let above_block n =
  let put = vsubst [mk_small_numeral n,`n:num`] in
  ARITH_RULE(mk_imp(put `n * (e + 1) <= j`,list_mk_conj(put `n * e <= j` ::
    map (fun k -> mk_neg(mk_eq(`j:num`,mk_binop plus (put `n * e`) (mk_small_numeral k)))) (0--(n-1)))));;
let ABOVE_8 = above_block 8 and ABOVE_16 = above_block 16;;
let ABOVE_TAC : tactic =
  GEN_TAC THEN DISCH_THEN(fun th ->
    let ths = CONJUNCTS(try MATCH_MP ABOVE_8 th with Failure _ -> MATCH_MP ABOVE_16 th) in
    PURE_REWRITE_TAC(map (MATCH_MP UPD_MISS) (tl ths)) THEN
    (REFL_TAC ORELSE (FIRST_X_ASSUM MATCH_MP_TAC THEN ACCEPT_TAC(hd ths))));;

(* ------------------------------------------------------------------------- *)
(* A row: a block of eight limbs X times a number, block by block.           *)
(* ------------------------------------------------------------------------- *)

(* V + B * W is V0 + R * X * Y so far, with the window W over the next block Zb. *)
let ROW_STEP = prove
 (`!V B W V0 R X Yl Zb Bi Yb D K W'.
     V + B * W = V0 + R * (X * Yl) /\ W + Zb + X * Yb = D + K * W' /\ B = R * Bi
     ==> (V + B * D) + (B * K) * W' = (V0 + B * Zb) + R * (X * (Yl + Bi * Yb))`,
  REPEAT STRIP_TAC THEN
  MATCH_MP_TAC(ARITH_RULE `V + B * D + B * K * W' = (V + B * W) + B * Zb + B * X * Yb /\
    (V + B * W) + B * Zb + B * X * Yb = y ==> (V + B * D) + (B * K) * W' = y`) THEN
  CONJ_TAC THENL
   [REWRITE_TAC[GSYM LEFT_ADD_DISTRIB; GSYM ADD_ASSOC] THEN ASM_REWRITE_TAC[]; ALL_TAC] THEN
  ASM_REWRITE_TAC[] THEN REWRITE_TAC[LEFT_ADD_DISTRIB; GSYM MULT_ASSOC; GSYM ADD_ASSOC] THEN
  REWRITE_TAC[MULT_AC; ADD_AC]);;
let SPLIT_POWER = prove
 (`2 EXP (512 * (r + i)) = 2 EXP (512 * r) * 2 EXP (512 * i)`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; EXP_ADD]);;

(* Facts for the carry chains: A has the limbs of B, from assumptions
   !j. e <= j ==> A j = B j. *)
let same_facts asl = flat(mapfilter (fun (_,th) ->
  let e = lhand(lhand(snd(dest_forall(concl th)))) in
  map (fun j -> AP_TERM val_tm (MATCH_MP th (SPECL [e; num j] LE_ADD)))
    (0--(dest_small_numeral(lhand e) - 1))) asl);;
let CHAIN_TAC facts : tactic = fun (asl,w) -> ACCEPT_TAC (CHAIN_RULE facts w) (asl,w);;

(* On the conclusion of ROW_STEP, its first premise being assumed. *)
let ROW_TAC window defs : tactic = fun (asl,w) ->
  let facts = chain_facts defs [] (same_facts asl) in
  (MATCH_MP_TAC ROW_STEP THEN EXISTS_TAC window THEN
   CONJ_TAC THENL [FIRST_ASSUM ACCEPT_TAC;
                   CONJ_TAC THENL [CHAIN_TAC facts; REWRITE_TAC[SPLIT_POWER]]]) (asl,w);;

(* ------------------------------------------------------------------------- *)
(* Reading the specification off a final state.                              *)
(* ------------------------------------------------------------------------- *)

(* k limbs from limb a on. *)
let BIGNUM_MEM_OF_PART = prove
 (`!p n A l M a k. 8 * n <= 2 EXP 64 /\ a + k <= n
     ==> bignum (mem_of (CONS (p,n,A) l) M) (word_add p (word(8 * a))) k = value (\i. A(a + i)) k`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[bignum] THEN MATCH_MP_TAC VALUE_EXT THEN
  REPEAT STRIP_TAC THEN REWRITE_TAC[limbs_at] THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word(8 * a))) (word(8 * i)):int64 =
    word_add p (word(8 * (a + i)))`] THEN
  MATCH_MP_TAC MEM_OF_READ THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;
let BIGNUM_MEM_OF_LOW = prove
 (`!p n A l M k. 8 * n <= 2 EXP 64 /\ k <= n
     ==> bignum (mem_of (CONS (p,n,A) l) M) p k = value A k`,
  REPEAT STRIP_TAC THEN
  MP_TAC(SPECL [`p:int64`; `n:num`; `A:num->int64`; `l:(int64#num#(num->int64))list`;
    `M:int64->byte`; `0`; `k:num`] BIGNUM_MEM_OF_PART) THEN
  ASM_REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES; WORD_ADD_0; ETA_AX]);;
let BIGNUM_MEM_OF = prove
 (`!p n A l M. 8 * n <= 2 EXP 64 ==> bignum (mem_of (CONS (p,n,A) l) M) p n = value A n`,
  SIMP_TAC[BIGNUM_MEM_OF_LOW; LE_REFL]);;

(* The contents of the first buffer. *)
let LIMBS_OF_PLACE = prove
 (`8 * n <= 2 EXP 64 /\ k < n ==> limbs_at (mem_of (CONS (p,n,A) l) M) p k = A k`,
  STRIP_TAC THEN REWRITE_TAC[limbs_at] THEN MATCH_MP_TAC MEM_OF_READ THEN ASM_REWRITE_TAC[]);;

let EQ_TRANS_IMP = prove
 (`(c ==> a = b:A) ==> c /\ b = d ==> a = d`,MESON_TAC[]);;

let MEM_OF_OUTSIDE = prove
 (`~(val(word_sub b p) < 8 * n) ==> mem_of (CONS (p,n,A) l) M b = mem_of l M b`,
  SIMP_TAC[mem_of]);;

let KEPT_X = prove
 (`(!i. 18 <= i /\ i <= 29 \/ i = 31 ==> (P:num->bool) i) <=>
   P 18 /\ P 19 /\ P 20 /\ P 21 /\ P 22 /\ P 23 /\ P 24 /\ P 25 /\ P 26 /\ P 27 /\ P 28 /\ P 29 /\ P 31`,
  EQ_TAC THENL [DISCH_TAC THEN REPEAT CONJ_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ARITH_TAC; ALL_TAC] THEN
  STRIP_TAC THEN GEN_TAC THEN DISCH_TAC THEN
  SUBGOAL_THEN `i = 18 \/ i = 19 \/ i = 20 \/ i = 21 \/ i = 22 \/ i = 23 \/ i = 24 \/ i = 25 \/
    i = 26 \/ i = 27 \/ i = 28 \/ i = 29 \/ i = 31` MP_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  STRIP_TAC THEN ASM_REWRITE_TAC[]);;
let KEPT_V = prove
 (`(!i. 8 <= i /\ i <= 15 ==> (P:num->bool) i) <=>
   P 8 /\ P 9 /\ P 10 /\ P 11 /\ P 12 /\ P 13 /\ P 14 /\ P 15`,
  EQ_TAC THENL [DISCH_TAC THEN REPEAT CONJ_TAC THEN FIRST_X_ASSUM MATCH_MP_TAC THEN ARITH_TAC; ALL_TAC] THEN
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `i = 8 \/ i = 9 \/ i = 10 \/ i = 11 \/ i = 12 \/ i = 13 \/ i = 14 \/ i = 15` MP_TAC THENL
   [ASM_ARITH_TAC; ALL_TAC] THEN
  STRIP_TAC THEN ASM_REWRITE_TAC[]);;

(* |- regs 0 [t0; ...] f i = ti *)
let REGS_READ_CONV tm =
  match tm with
    Comb(Comb(Comb(Comb(Const("regs",_),_),l),f),i) when is_numeral i ->
      let ts = dest_list l in
      let vars,ths,fv = if length ts = 32 then x_vars,x_read,`X0:num->int64`
                        else v_vars,v_read,`V0:num->int64` in
      INST ((f,fv) :: zip ts vars) (List.nth ths (dest_small_numeral i))
  | _ -> failwith "REGS_READ_CONV";;

let KEEPS_TAC : tactic =
  PURE_REWRITE_TAC[keeps_registers; XREG; VREG] THEN
  CONV_TAC(LAND_CONV(GEN_REWRITE_CONV I [KEPT_X]) THENC RAND_CONV(GEN_REWRITE_CONV I [KEPT_V])) THEN
  CONV_TAC(DEPTH_CONV BETA_CONV) THEN CONV_TAC NUM_REDUCE_CONV THEN
  CONV_TAC(ONCE_DEPTH_CONV REGS_READ_CONV) THEN REWRITE_TAC[];;

(* Every state is such a literal, of its own registers. *)
let FLAGS = define `FLAGS (State pc X V f M t) = f`;;
let STATE_LITERAL =
  let xs = mk_flist(map (fun i -> mk_comb(`XREG s`,num i)) (0--31))
  and vs = mk_flist(map (fun i -> mk_comb(`VREG s`,num i)) (0--63)) in
  prove(mk_forall(`s:state`,mk_eq(subst [xs,`xs:int64 list`; vs,`vs:int64 list`]
    `State (word_add (PC s) (word 0)) (regs 0 (xs:int64 list) (XREG s)) (regs 0 (vs:int64 list) (VREG s))
       (FST(FLAGS s),FST(SND(FLAGS s)),FST(SND(SND(FLAGS s))),SND(SND(SND(FLAGS s)))) (MEMORY s) (TRACE s)`,`s:state`)),
    MATCH_MP_TAC state_INDUCT THEN REWRITE_TAC[PC; XREG; VREG; FLAGS; MEMORY; TRACE; WORD_ADD_0] THEN
    REWRITE_TAC[REGS_SELF_X; REGS_SELF_V; PAIR]);;

(* From a theorem about a literal with arguments in X0, X1, ... to every state. *)
let MEM_INIT1 = prove
 (`mem_of [p,n,limbs_at M p] M = M`,
  MATCH_MP_TAC MEM_OF_INIT THEN REWRITE_TAC[MEM_OF_NIL]);;
let MEM_INIT2 = prove
 (`mem_of [p,n,limbs_at M p; q,k,limbs_at M q] M = M`,
  MATCH_MP_TAC MEM_OF_INIT THEN REWRITE_TAC[MEM_INIT1]);;
let MEM_INIT3 = prove
 (`mem_of [p,n,limbs_at M p; q,k,limbs_at M q; r,j,limbs_at M r] M = M`,
  MATCH_MP_TAC MEM_OF_INIT THEN REWRITE_TAC[MEM_INIT2]);;

(* The stack frame: ten limbs below the stack pointer. The values that callers
   keep in X19 to X27 are s19 to s27. *)
let saved = map (fun i -> mk_var("s" ^ string_of_int i,int64_ty)) (19--27);;
let saved_registers = map (fun v -> let n = fst(dest_var v) in "x" ^ String.sub n 1 2,v) saved;;
(* stack + 80 as a pointer: stack + 8 * (0 + 10) *)
let frame_top tm =
  match tm with
    Comb(Comb(Const("word_add",_),Var("stack",_)),Comb(Const("word",_),n)) ->
      let words = mk_numeral(quo_num (dest_numeral n) (Int 8)) in
      RAND_CONV(RAND_CONV(fun _ -> SYM(NUM_REDUCE_CONV(vsubst [words,`n:num`] `8 * (0 + n)`)))) tm
  | _ -> failwith "frame_top";;
(* |- stack MOD 16 = 0 ==> so are both ends of a frame of n limbs, an even number *)
let aligned_frame n =
  let put = vsubst [num n,`n:num`; num(n / 2),`h:num`] in
  prove(put `val(stack:int64) MOD 16 = 0
   ==> val(word_add stack (word(8 * (0 + n)))) MOD 16 = 0 /\
       val(word_add stack (word(8 * (0 + 0)))) MOD 16 = 0`,
  DISCH_TAC THEN
  REWRITE_TAC[ARITH_RULE(put `8 * (0 + n) = 16 * h`); ARITH_RULE `8 * (0 + 0) = 0`; WORD_ADD_0] THEN
  ASM_REWRITE_TAC[VAL_WORD_ADD; VAL_WORD; DIMINDEX_64] THEN
  SUBGOAL_THEN `2 EXP 64 = 16 * 2 EXP 60` SUBST1_TAC THENL [CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
  REWRITE_TAC[MOD_MOD] THEN CONV_TAC NUM_REDUCE_CONV THEN
  REWRITE_TAC[ARITH_RULE(put `x + 16 * h = 16 * h + x`)] THEN
  ONCE_REWRITE_TAC[GSYM MOD_ADD_MOD] THEN ASM_REWRITE_TAC[] THEN CONV_TAC NUM_REDUCE_CONV);;
let ALIGNED = aligned_frame 10;;
let WORD_POSITIVE = prove
 (`0 < m /\ m < 2 EXP 64 ==> ~(word m:int64 = word 0)`,
  STRIP_TAC THEN REWRITE_TAC[GSYM VAL_EQ_0] THEN
  SUBGOAL_THEN `val(word m:int64) = m` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_REWRITE_TAC[]; ASM_ARITH_TAC]);;
let SHL_TAC : tactic =
  REWRITE_TAC[word_shl] THEN CONV_TAC NUM_REDUCE_CONV THEN
  REWRITE_TAC[WORD_MUL; WORD_VAL] THEN CONV_TAC WORD_RULE;;
let SHL_LIMBS = prove(`word_shl (word(8 * m):int64) 3 = word(8 * 8 * m)`,SHL_TAC);;
let ANY_STATE_TAC lit_th : tactic = fun (asl,w) ->
  let eqs = filter (fun th -> is_eq(concl th) && (match lhand(concl th) with Comb(Comb(Const("XREG",_),_),_) -> true | _ -> false)) (map snd asl) in
  let eqs = map (CONV_RULE(RAND_CONV(TRY_CONV frame_top))) eqs in
  let pcth = snd(find (fun (_,th) -> is_eq(concl th) && fst(strip_comb(lhand(concl th))) = `PC`) asl) in
  let e = PURE_REWRITE_RULE [pcth] (SPEC `s:state` STATE_LITERAL) in
  let xs_conv = LAND_CONV(RATOR_CONV(RATOR_CONV(RATOR_CONV(RATOR_CONV(RAND_CONV(LAND_CONV(PURE_REWRITE_CONV eqs))))))) in
  let e = CONV_RULE xs_conv e in
  let theta = map (fun i -> mk_comb(`XREG s`,num i),List.nth x_vars i) (0--31) @
    map (fun i -> mk_comb(`VREG s`,num i),List.nth v_vars i) (0--63) @
    map (fun v -> mk_comb(`XREG s`,num(int_of_string(String.sub (fst(dest_var v)) 1 2))),v) saved @
    [`XREG s`,`X0:num->int64`; `VREG s`,`V0:num->int64`; `MEMORY s`,`M:int64->byte`; `TRACE s`,`t:event list`;
     `FST(FLAGS s)`,`fn:bool`; `FST(SND(FLAGS s))`,`fz:bool`; `FST(SND(SND(FLAGS s)))`,`fc:bool`; `SND(SND(SND(FLAGS s)))`,`fv:bool`] in
  (MATCH_MP_TAC(PURE_REWRITE_RULE[e] (INST theta lit_th)) THEN
   REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC) (asl,w);;

(* On a conclusion about ?s'. reach perm literal s' /\ FINAL s': the final
   state as a literal, in the goal ?s'. reach perm literal s' /\ P s'. *)
let PROJECT_TAC : tactic =
  CONV_TAC(LAND_CONV(TOP_DEPTH_CONV BETA_CONV)) THEN
  DISCH_THEN(CHOOSE_THEN(CONJUNCTS_THEN2 ASSUME_TAC
   (REPEAT_TCL CHOOSE_THEN (CONJUNCTS_THEN2 SUBST_ALL_TAC ASSUME_TAC)))) THEN
  FIRST_X_ASSUM(fun th -> EXISTS_TAC(rand(concl th)) THEN CONJ_TAC THENL [ACCEPT_TAC th; ALL_TAC]) THEN
  PURE_REWRITE_TAC[PC; XREG; TRACE; MEMORY] THEN CONV_TAC(ONCE_DEPTH_CONV REGS_READ_CONV) THEN
  CONJ_TAC THENL [REFL_TAC; ALL_TAC] THEN
  CONJ_TAC THENL [CONV_TAC(RAND_CONV(TOP_DEPTH_CONV BETA_CONV)) THEN REFL_TAC; ALL_TAC];;

(* Only the buffers written have changed. *)
let CHANGES_TAC : tactic =
  REWRITE_TAC[changes_only; MEM; PAIR_EQ; MEMORY] THEN REPEAT STRIP_TAC THEN
  REPEAT(W(fun (_,w) ->
    MATCH_MP_TAC(MATCH_MP EQ_TRANS_IMP (PART_MATCH (lhand o rand) MEM_OF_OUTSIDE (lhand w))) THEN
    CONJ_TAC THENL [FIRST_ASSUM MATCH_MP_TAC THEN REWRITE_TAC[]; ALL_TAC])) THEN
  REWRITE_TAC[MEM_OF_NIL];;

(* |- 4 * LENGTH code = bytes *)
let code_length code =
  (RAND_CONV(RAND_CONV(REWR_CONV code) THENC REWRITE_CONV[LENGTH] THENC DEPTH_CONV NUM_SUC_CONV)
   THENC NUM_MULT_CONV) (mk_binop times `4` (mk_icomb(`LENGTH:A list->num`,lhand(concl code))));;

(* ------------------------------------------------------------------------- *)
(* What a routine is given: code, conditions, buffers.                       *)
(* ------------------------------------------------------------------------- *)

(* Buffers are (access, base, limbs), those written first. What is assumed: the
   code; each buffer may be accessed; none that is written overlaps another or
   the code. `bounds` are arithmetic that holds where the code runs; its size in
   blocks is `m`. *)
let context_at code_tm table code conditions buffers bounds aligned rules public =
  let limbs n = mk_binop times `8` n in
  let written = filter (fun (a,_,_) -> String.contains a 'w') buffers in
  let length = rand(concl(code_length code)) in
  let apart_tm p n q m = list_mk_comb(`apart`,[mk_pair(p,n); mk_pair(q,m)]) in
  let code_aparts = map (fun (_,q,m) -> apart_tm `pc:int64` length q (limbs m)) written in
  let aparts = flat(map (fun (_,p,n) -> mapfilter (fun (_,q,m) ->
    if p = q then failwith "" else p,q,apart_tm p (limbs n) q (limbs m)) written) buffers) in
  let allowed r p n = list_mk_comb(`allowed`,[r; p; limbs n]) in
  let perms = flat(map (fun (a,p,n) ->
    map (fun c -> allowed (if c = "w" then `wr:int64->bool` else `rd:int64->bool`) p n) (explode a)) buffers) in
  let given = code_tm :: conditions @ code_aparts @ map (fun (_,_,t) -> t) aparts @ perms in
  let range n =
    let goal = mk_binop `(<=):num->num->bool` (limbs n) `2 EXP 64` in
    if is_numeral n then EQT_ELIM(NUM_REDUCE_CONV goal) else
    itlist PROVE_HYP (map ASSUME conditions)
      (UNDISCH_ALL(ARITH_RULE(itlist (curry mk_imp) conditions goal))) in
  given,
  { code = table;
    code_apart = map ASSUME code_aparts; code_length = length;
    buffers = map (fun (a,p,n) ->
      { base = p; limbs = n; written = String.contains a 'w'; in_range = range n;
        readable = if String.contains a 'r' then Some(ASSUME(allowed `rd:int64->bool` p n)) else None;
        writable = if String.contains a 'w' then Some(ASSUME(allowed `wr:int64->bool` p n)) else None }) buffers;
    apart = map (fun (p,q,t) -> p,q,ASSUME t) aparts;
    bounds = map ASSUME bounds; aligned = aligned; public = public; public_rules = rules };;
let context_of code =
  let code_tm = mk_comb(`code_at M pc`,lhand(concl code)) in
  context_at code_tm (code_table (CONV_RULE (RAND_CONV (REWR_CONV code)) (ASSUME code_tm))) code;;

let reaches conds = mk_exists(`s':state`,
  list_mk_conj(`reach (rd,wr) s s'` :: `PC s' = XREG s 30` :: conds));;

let CORRECT_TAC full : tactic =
  REPEAT GEN_TAC THEN DISCH_THEN(MP_TAC o MATCH_MP full) THEN
  DISCH_THEN(X_CHOOSE_THEN `s':state` (fun th ->
    EXISTS_TAC `s':state` THEN MAP_EVERY ASSUME_TAC (CONJUNCTS th))) THEN
  REPEAT CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC;;

let SAFE_TAC trace full : tactic = EXISTS_TAC trace THEN CORRECT_TAC full;;

(* What is proved of a routine, for all `vars`: from `arguments`, which name all that it is given, it returns. *)
let for_all vars arguments conds = list_mk_forall(vars,mk_imp(arguments,reaches conds));;

(* CORRECT and SAFE from the theorem that has both: of the trace `seen` says that it is this function. *)
let correct_and_safe vars arguments result seen trace full =
  let some = mk_var("trace",type_of trace) in
  prove(for_all vars arguments [result],CORRECT_TAC full),
  prove(mk_exists(some,for_all vars arguments [seen some]),SAFE_TAC trace full);;

(* The theorem of a routine for those that call it, with a name for its trace. *)
let trace_constant routine trace full =
  let named = new_definition(mk_eq(mk_var(routine ^ "_trace",type_of trace),trace)) in
  PURE_REWRITE_RULE[SYM named] full;;
