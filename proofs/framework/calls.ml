(* Calls by the theorem of what is called.

   Where an object leaves a call to the linker, the theorems assume what the linker
   makes of it: the word there is a BL to where the routine lies that the object
   names. What the call does is what that routine's theorem says. *)

needs "products29.ml";;
needs "elf.ml";;

(* ------------------------------------------------------------------------- *)
(* Linked code in memory.                                                    *)
(* ------------------------------------------------------------------------- *)

(* The items of an object from a on: words as they are, calls as BL to the address of
   the routine that is called. *)
let linked_at = define
 `(linked_at M (a:int64) addresses [] <=> T) /\
  (linked_at M a addresses (CONS (Word w) l) <=>
     bytes_at M a 4 = val w /\ linked_at M (word_add a (word 4)) addresses l) /\
  (linked_at M a addresses (CONS (Call name) l) <=>
     decode(bytes_at M a 4) = SOME(Branch_link(word_sub (addresses name) a)) /\
     linked_at M (word_add a (word 4)) addresses l)`;;

(* The words as in code_table; and |- decode(bytes_at M (pc + offset) 4) = SOME(Branch_link ...)
   of the calls. *)
let LINKED_START = prove
 (`linked_at M pc addresses l ==> linked_at M (word_add pc (word 0)) addresses l`,
  REWRITE_TAC[WORD_ADD_0]);;
let linked_tables th =
  let words = Hashtbl.create 997 and calls = Hashtbl.create 7 in
  let rec go off th =
    if is_const(rand(concl th)) then () else
    let a,b = CONJ_PAIR(CONV_RULE (GEN_REWRITE_CONV I [CONJUNCT2 linked_at]) th) in
    (if fst(strip_comb(lhand(concl a))) = `bytes_at` then
       Hashtbl.add words off (CONV_RULE (RAND_CONV WORD_VAL_CONV) a)
     else Hashtbl.add calls off a);
    go (off + 4) (CONV_RULE (RATOR_CONV(RATOR_CONV(RAND_CONV PC_CONV))) b) in
  go 0 (MATCH_MP LINKED_START th); words,calls;;

(* ------------------------------------------------------------------------- *)
(* Parts of buffers.                                                         *)
(* ------------------------------------------------------------------------- *)

let APART_PART = prove
 (`!p n q m. apart (p,n) (q,m)
     ==> !e k f l. e + k <= n /\ f + l <= m
     ==> apart (word_add p (word e),k) (word_add q (word f),l)`,
  REWRITE_TAC[apart] THEN REPEAT STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPECL [`e + i:num`; `f + j:num`]) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  POP_ASSUM MP_TAC THEN REWRITE_TAC[WORD_ADD; WORD_RULE
    `word_add (word_add p (word e)) (word i) = word_add p (word(e + i))`] THEN MESON_TAC[]);;
let ALLOWED_WITHIN = prove
 (`!r p n. allowed r p n ==> !e k. e + k <= n ==> allowed r (word_add p (word e)) k`,
  REWRITE_TAC[allowed] THEN REPEAT STRIP_TAC THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word m)) (word n) = word_add p (word(m + n))`] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;
let OUTSIDE_PART = prove
 (`!b p n. ~(val(word_sub b p:int64) < n)
     ==> !e k. e + k <= n /\ n <= 2 EXP 64 ==> ~(val(word_sub b (word_add p (word e))) < k)`,
  REPEAT STRIP_TAC THEN
  ABBREV_TAC `d = val(word_sub b (word_add p (word e)):int64)` THEN
  SUBGOAL_THEN `word_sub b p:int64 = word(e + d)` MP_TAC THENL
   [EXPAND_TAC "d" THEN REWRITE_TAC[WORD_ADD; WORD_VAL] THEN CONV_TAC WORD_RULE; ALL_TAC] THEN
  DISCH_THEN(MP_TAC o AP_TERM `val:int64->num`) THEN
  SUBGOAL_THEN `val(word(e + d):int64) = e + d` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ASM_ARITH_TAC]);;

(* Code lies where no buffer is. *)
let CODE_AT_SKIP = prove
 (`!l a p n A l' M. apart (a,4 * LENGTH l) (p,8 * n)
     ==> (code_at (mem_of (CONS (p,n,A) l') M) a l <=> code_at (mem_of l' M) a l)`,
  LIST_INDUCT_TAC THEN REWRITE_TAC[code_at] THEN REPEAT STRIP_TAC THEN
  FIRST_ASSUM(ASSUME_TAC o MATCH_MP APART_PART) THEN
  BINOP_TAC THENL
   [FIRST_X_ASSUM(MP_TAC o SPECL [`0`; `4`; `0`; `8 * n`]) THEN REWRITE_TAC[WORD_ADD_0; LENGTH] THEN
    ANTS_TAC THENL [ARITH_TAC; SIMP_TAC[MEM_OF_SKIP_BYTES]];
    FIRST_X_ASSUM(MP_TAC o SPECL [`4`; `4 * LENGTH(t:int32 list)`; `0`; `8 * n`]) THEN
    REWRITE_TAC[WORD_ADD_0; LENGTH] THEN ANTS_TAC THENL [ARITH_TAC; ASM_SIMP_TAC[]]]);;

let linked_context code =
  let code_tm = mk_comb(`linked_at M pc addresses`,lhand(concl code)) in
  let words,calls = linked_tables (CONV_RULE (RAND_CONV (REWR_CONV code)) (ASSUME code_tm)) in
  fun conditions buffers bounds aligned rules public ->
    let given,ctx = context_at code_tm words code conditions buffers bounds aligned rules public in
    given,ctx,calls;;

(* ------------------------------------------------------------------------- *)
(* The state after a call, as a literal.                                     *)
(* ------------------------------------------------------------------------- *)

let BL_STEP = prove
 (`decode(bytes_at MM P 4) = SOME(Branch_link(word_sub target P))
   ==> steps_to (rd,wr) (State P XX VV ff MM t)
         (State target (upd 30 (word_add P (word 4)) XX) VV ff MM (CONS (Fetch P) t))`,
  DISCH_TAC THEN REWRITE_TAC[steps_to] THEN EXISTS_TAC `Branch_link(word_sub target P)` THEN
  ASM_REWRITE_TAC[exec; exec_branch_link; WORD_RULE `word_add P (word_sub t P) = t:int64`]);;

(* A state that keeps the registers of a literal is a literal: the registers that
   are kept, and what it has itself in the others. *)
let KEPT_STATE =
  let lit = list_mk_comb(`State`,[`P:int64`; x_regs; v_regs; flags_tm; `MM:int64->byte`; `t:event list`]) in
  let own v vars kept = map (fun i -> if kept i then List.nth vars i else mk_comb(v,num i)) (0--(length vars - 1)) in
  let xs = own `XREG s'` x_vars (fun i -> i >= 18 && i <= 29 || i = 31)
  and vs = own `VREG s'` v_vars (fun i -> i mod 2 = 0 && i >= 16 && i <= 30) in
  let after = subst [mk_flist xs,`xs:int64 list`; mk_flist vs,`vs:int64 list`]
   `State P' (regs 0 (xs:int64 list) (XREG s')) (regs 0 (vs:int64 list) (VREG s'))
     (FST(FLAGS s'),FST(SND(FLAGS s')),FST(SND(SND(FLAGS s'))),SND(SND(SND(FLAGS s')))) M' t'` in
  prove(mk_imp(mk_conj(mk_comb(mk_comb(`keeps_registers`,lit),`s':state`),
     `PC s' = P' /\ MEMORY s' = M' /\ TRACE s' = t'`),mk_eq(`s':state`,after)),
   PURE_REWRITE_TAC[keeps_registers; XREG; VREG] THEN
   CONV_TAC(LAND_CONV(LAND_CONV(LAND_CONV(GEN_REWRITE_CONV I [KEPT_X]) THENC
     RAND_CONV(GEN_REWRITE_CONV I [KEPT_V])))) THEN
   CONV_TAC(LAND_CONV(DEPTH_CONV BETA_CONV)) THEN CONV_TAC(LAND_CONV NUM_REDUCE_CONV) THEN
   CONV_TAC(ONCE_DEPTH_CONV REGS_READ_CONV) THEN
   DISCH_THEN(fun th -> GEN_REWRITE_TAC LAND_CONV [SYM(SPEC `s':state` STATE_LITERAL)] THEN
     PURE_REWRITE_TAC(WORD_ADD_0 :: CONJUNCTS th)) THEN REFL_TAC);;

(* ------------------------------------------------------------------------- *)
(* Memory after a call: what it may have changed has the contents it has.    *)
(* ------------------------------------------------------------------------- *)

(* M' is like mem_of l M in the next buffer, too. *)
let CALL_BYTE = prove
 (`(!i. i < n ==> limbs_at M' p i = B i)
   ==> (~(val(word_sub b p) < 8 * n) ==> M' b = mem_of l M b)
   ==> M' b = mem_of (CONS (p,n,B) l) M b`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[mem_of] THEN
  ASM_CASES_TAC `val(word_sub b p:int64) < 8 * n` THEN ASM_SIMP_TAC[] THEN
  SUBGOAL_THEN `mem_of (CONS (p,n,limbs_at M' p) []) M' b = M' b` MP_TAC THENL
   [SIMP_TAC[MEM_OF_INIT; MEM_OF_NIL]; ALL_TAC] THEN
  ASM_REWRITE_TAC[mem_of] THEN DISCH_THEN(SUBST1_TAC o SYM) THEN
  SUBGOAL_THEN `val(word_sub b p:int64) DIV 8 < n` (fun th -> ASM_SIMP_TAC[th]) THEN
  ASM_SIMP_TAC[RDIV_LT_EQ; ARITH_EQ]);;
let KEPT_LIMB = prove
 (`(!b. (!q m. MEM (q,m) w ==> ~(val(word_sub b q) < m)) ==> M' b = M b) /\
   (!j. j < 8 ==> !q m. MEM (q,m) w ==> ~(val(word_sub (word_add (word_add p (word(8 * i))) (word j)) q:int64) < m)) /\
   read64 M (word_add p (word(8 * i))) = a
   ==> limbs_at M' p i = a`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[limbs_at] THEN
  POP_ASSUM(SUBST1_TAC o SYM) THEN MATCH_MP_TAC READ64_EQ THEN ASM_SIMP_TAC[]);;

(* ------------------------------------------------------------------------- *)
(* What a call needs, from the assumptions.                                  *)
(* ------------------------------------------------------------------------- *)

let is_comparison tm =
  match tm with
    Comb(Comb(Const(("<" | "<=" | "="),_),a),_) -> type_of a = `:num` | _ -> false;;
let arith_rule asl tm =
  let facts = filter (fun th -> let c = concl th in
    is_comparison c || (is_neg c && is_comparison(rand c))) asl in
  let plain = DEPTH_CONV NUM_EXP_CONV in
  let facts = map (CONV_RULE plain) facts in
  let goal = plain tm in
  let th = ARITH_RULE(itlist (fun th tm -> mk_imp(concl th,tm)) facts (rand(concl goal))) in
  EQ_MP (SYM goal) (rev_itlist (C MP) facts th);;

(* A pointer as the base of a buffer and bytes beyond. *)
let base_of tm =
  match tm with
    Comb(Comb(Const("word_add",_),p),Comb(Const("word",_),off)) -> p,off
  | _ -> tm,`0`;;
let with_side asl th = MP th (end_itlist CONJ (map (arith_rule asl) (conjuncts(lhand(concl th)))));;
let at_base = PURE_REWRITE_RULE[WORD_ADD_0];;
let apart_rule asl tm =
  let a,b = dest_pair(rand(rator tm)) and c,d = dest_pair(rand tm) in
  let known (p,q) th = match concl th with
      Comb(Comb(Const("apart",_),l),r) -> fst(dest_pair l) = p && fst(dest_pair r) = q | _ -> false in
  let via (p,e) (q,f) =
    let th = find (known (p,q)) asl in
    at_base(with_side asl (SPECL [e; b; f; d] (MATCH_MP APART_PART th))) in
  try find (fun th -> concl th = tm) asl with Failure _ ->
  try via (base_of a) (base_of c) with Failure _ ->
  try via (a,`0`) (base_of c) with Failure _ -> failwith("apart_rule: " ^ string_of_term tm);;
let allowed_within asl tm =
  try find (fun th -> concl th = tm) asl with Failure _ ->
  let [r; a; n] = snd(strip_comb tm) in
  let p,e = base_of a in
  let th = find (fun th -> match strip_comb(concl th) with
    Const("allowed",_),[r'; p'; _] -> r' = r && p' = p | _ -> false) asl in
  at_base(with_side asl (SPECL [e; n] (MATCH_MP ALLOWED_WITHIN th)));;
let rec code_rule asl tm =
  try find (fun th -> concl th = tm) asl with Failure _ ->
  if is_const(lhand(lhand(rator tm))) then
    let th = PURE_REWRITE_CONV[MEM_OF_NIL] tm in EQ_MP (SYM th) (code_rule asl (rand(concl th)))
  else
    let th = PART_MATCH (lhand o rand) CODE_AT_SKIP tm in
    let th = MP th (apart_rule asl (lhand(concl th))) in
    EQ_MP (SYM th) (code_rule asl (rand(concl th)));;
let premise_rule asl tm =
  try let th = find (fun th -> aconv (concl th) tm) asl in EQ_MP (ALPHA (concl th) tm) th with Failure _ ->
  match strip_comb tm with
    Const("apart",_),_ -> apart_rule asl tm
  | Const("allowed",_),_ -> allowed_within asl tm
  | Const("code_at",_),_ -> code_rule asl tm
  | Const("=",_),[l; r] when type_of l <> `:num` ->
      let plain = REWRITE_CONV[ARITH_RULE `8 * (0 + 0) = 0`; WORD_ADD_0] in
      (try TRANS (plain l) (SYM(plain r)) with Failure _ -> failwith("premise_rule: " ^ string_of_term tm))
  | _ when is_comparison tm -> arith_rule asl tm
  | _ -> failwith("premise_rule: " ^ string_of_term tm);;

(* ------------------------------------------------------------------------- *)
(* The tactics.                                                              *)
(* ------------------------------------------------------------------------- *)

let REACH_ON = prove
 (`reach perm s s1 ==> (?s2. reach perm s1 s2 /\ Q s2) ==> (?s2. reach perm s s2 /\ Q s2)`,
  MESON_TAC[REACH_TRANS]);;

(* On ?s2. reach perm s s2 /\ Q s2, given |- reach perm s s1: the same from s1 on. *)
let ON_TAC reached : tactic = fun (asl,w) ->
  let sv,body = dest_exists w in
  let q = mk_abs(sv,rand body) in
  let perm = rand(rator(rator(concl reached))) and s = rand(rator(concl reached)) in
  let th = MP (INST [perm,`perm:(int64->bool)#(int64->bool)`; s,`s:state`; rand(concl reached),`s1:state`;
    q,`Q:state->bool`] REACH_ON) reached in
  let beta = BINDER_CONV(RAND_CONV BETA_CONV) in
  let th = CONV_RULE(LAND_CONV beta THENC RAND_CONV beta) th in
  let goal = mk_exists(sv,mk_conj(mk_comb(rator(lhand body),sv) |> (fun _ ->
    list_mk_comb(`reach`,[perm; rand(concl reached); sv])),rand body)) in
  null_meta,[asl,goal],fun i ths -> MP th (hd ths);;

(* On the same, s being a literal: from the state at one of the stops on. *)
let RUN_TAC ctx stops : tactic = fun (asl,w) ->
  let s0 = rand(rator(lhand(snd(dest_exists w)))) in
  let r = run ctx s0 stops in
  let meta,goals,just = ON_TAC r.reached (asl,w) in
  meta,goals,fun i ths -> eliminate r.defs (just i ths);;

let code_skip ctx m p =
  let rec skip tm =
    let l = lhand(lhand(rator tm)) in
    if is_const l then PURE_REWRITE_CONV[MEM_OF_NIL] tm else
    let q = fst(dest_pair(lhand l)) in
    let ap = find (fun th -> fst(dest_pair(rand(concl th))) = q) ctx.code_apart in
    let th = SPEC (rand(rand p)) (MATCH_MP APART_CODE ap) in
    let th = MP th (numeral_fact(lhand(concl th))) in
    let th = MP (PART_MATCH (lhand o rand) MEM_OF_SKIP_BYTES tm) th in
    TRANS th (skip (rand(concl th))) in
  skip (list_mk_comb(`bytes_at`,[m; p; `4`]));;

(* |- upd 30 e (regs 0 [...] f) = regs 0 [...; e; ...] f *)
let set_link tm =
  let l = rand tm in
  INST ([rand(rator tm),`r:int64`; rand l,`X0:num->int64`] @ zip (dest_list(lhand l)) x_vars) (el 30 x_write);;

type callee = { address: term; full: thm };;

(* What the theorem of a routine says of a call from a literal at a BL, with theta for
   its arguments: |- reach perm literal <literal in the routine>, and |- premises ==>
   ?s'. ..., as an implication from the premises; the buffers' parts that may change. *)
let called ctx calls callee theta lit =
  let [p; x; v; f; m; t] = snd(strip_comb lit) in
  let target = Hashtbl.find calls (Num.int_of_num(dest_numeral(rand(rand p)))) in
  let decoded = TRANS (AP_TERM `decode` (code_skip ctx m p)) target in
  let bl = MATCH_MP BL_STEP decoded in
  let bl = INST [x,`XX:num->int64`; v,`VV:num->int64`; f,`ff:bool#bool#bool#bool`; t,`t:event list`] bl in
  let link = RATOR_CONV(RATOR_CONV(RATOR_CONV(RATOR_CONV(RAND_CONV
    (RATOR_CONV(RAND_CONV PC_CONV) THENC set_link))))) in
  let bl = CONV_RULE(RAND_CONV link) bl in
  let lit1 = rand(concl bl) in
  let th = INST ((lit1,`s:state`) :: (callee.address,`pc:int64`) :: theta) (SPEC_ALL callee.full) in
  let plain = PURE_REWRITE_CONV[PC; XREG; MEMORY; TRACE] THENC ONCE_DEPTH_CONV REGS_READ_CONV in
  MATCH_MP REACH_STEP bl,lit1,CONV_RULE plain th;;

(* The memory after a call. *)
let after_call m parts s1 =
  let l,m0 = dest_comb m |> fun (a,b) -> rand a,b in
  let changed p = exists (fun (q,_) -> fst(base_of q) = p) parts in
  let buffer b =
    let p,nA = dest_pair b in
    if changed p then mk_pair(p,mk_pair(fst(dest_pair nA),list_mk_comb(`limbs_at`,[mk_comb(`MEMORY`,s1); p]))) else b in
  list_mk_comb(`mem_of`,[mk_list(map buffer (dest_list l),`:int64#num#(num->int64)`); m0]);;

(* The state s1 after a call, as a literal. *)
let call_state ctx calls callee theta lit =
  let _,lit1,th = called ctx calls callee theta lit in
  let s1 = `s1:state` in
  let sv,body = dest_exists(rand(concl th)) in
  let says = conjuncts(vsubst [s1,sv] body) in
  let parts = map dest_pair (dest_list(rand(rator(rator(last says))))) in
  let theta = filter (fun (t,v) -> t <> v) (zip (components lit1) param_vars) in
  vsubst ([s1,`s':state`; rand(el 1 says),`P':int64`; rand(el 2 says),`t':event list`;
    after_call (el 4 (snd(strip_comb lit1))) parts s1,`M':int64->byte`] @ theta) (rand(rand(concl KEPT_STATE)));;

(* A byte that is in none of the parts. *)
let OUTSIDE_NONE = prove
 (`!b. !q m. MEM (q,m) ([]:(int64#num)list) ==> ~(val(word_sub b q) < m)`,REWRITE_TAC[MEM]);;
let OUTSIDE_NEXT = prove
 (`~(val(word_sub b p) < k) ==> (!q m. MEM (q,m) l ==> ~(val(word_sub b q) < m))
   ==> (!q m. MEM (q,m) (CONS (p,k) l) ==> ~(val(word_sub (b:int64) q) < m))`,
  REWRITE_TAC[MEM; PAIR_EQ] THEN MESON_TAC[]);;
let outside_all b outs = itlist (fun out th -> MATCH_MP (MATCH_MP OUTSIDE_NEXT out) th) outs (SPEC b OUTSIDE_NONE);;
let BYTE_APART = prove
 (`apart (p,8 * n) (q,m) ==> i < n /\ j < 8
   ==> ~(val(word_sub (word_add (word_add p (word(8 * i))) (word j)) q) < m)`,
  REPEAT STRIP_TAC THEN POP_ASSUM MP_TAC THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word m)) (word n) = word_add p (word(m + n))`] THEN
  MATCH_MP_TAC APART_BYTE THEN EXISTS_TAC `8 * n` THEN ASM_REWRITE_TAC[] THEN ASM_ARITH_TAC);;

let BYTE_BESIDE = prove
 (`8 * n <= 2 EXP 64 /\ e + k <= 8 * n ==> i < n /\ (8 * i + 8 <= e \/ e + k <= 8 * i) /\ j < 8
   ==> ~(val(word_sub (word_add (word_add p (word(8 * i))) (word j)) (word_add p (word e)):int64) < k)`,
  STRIP_TAC THEN STRIP_TAC THEN ASM_CASES_TAC `k = 0` THEN ASM_REWRITE_TAC[LT] THEN
  PURE_REWRITE_TAC[WORD_RULE `word_sub (word_add (word_add p (word m)) (word n)) (word_add p (word e)):int64 =
    word_sub (word(m + n)) (word e)`] THEN
  REWRITE_TAC[VAL_WORD_SUB_CASES] THEN
  (SUBGOAL_THEN `val(word(8 * i + j):int64) = 8 * i + j /\ val(word e:int64) = e` (fun th -> REWRITE_TAC[th]) THENL
    [CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN ASM_ARITH_TAC; ALL_TAC]) THEN
  REWRITE_TAC[DIMINDEX_64] THEN COND_CASES_TAC THEN ASM_ARITH_TAC);;
let limb_kept same outside read =
  let here = snd(dest_imp(snd(dest_forall(concl same)))) in
  MATCH_MP (INST [rator(lhand here),`M':int64->byte`; rator(rand here),`M:int64->byte`] KEPT_LIMB)
    (CONJ same (CONJ outside read));;

(* u < n |- read64 m (p + 8 * u) = A u, of a buffer (p,n,A) written. *)
let read_limb ctx m p =
  let b = buffer_at ctx p in
  let bound = ASSUME(mk_binop `(<):num->num->bool` `u:num` b.limbs) in
  let rec skip tm =
    let q = fst(dest_pair(lhand(lhand(lhand tm)))) in
    if q = p then MP (PART_MATCH (lhand o rand) MEM_OF_READ tm) (CONJ bound b.in_range) else
    let _,_,ap = find (fun (p',q',_) -> p' = p && q' = q) ctx.apart in
    let th = MP (PART_MATCH (lhand o rand) MEM_OF_SKIP_READ tm) (MP (SPEC `u:num` (MATCH_MP APART_LIMB ap)) bound) in
    TRANS th (skip (rand(concl th))) in
  skip (list_mk_comb(`read64`,[m; vsubst [p,`p:int64`] `word_add p (word(8 * u)):int64`]));;
(* |- limbs_at m p u = A u for u < n. *)
let limbs_rule ctx m p =
  let th = read_limb ctx m p in
  let own = AP_THM (SPECL [m; p] limbs_at) `u:num` in
  GEN `u:num` (DISCH (mk_binop `(<):num->num->bool` `u:num` (buffer_at ctx p).limbs)
    (TRANS (CONV_RULE(RAND_CONV BETA_CONV) own) th));;

(* |- limbs_at (MEMORY s1) p u = A u for u < n in a buffer (p,n,A); beside its part p + e,
   k bytes, if one may have changed. *)
let kept_limbs ctx asl same m parts b =
  let p,nA = dest_pair b in let n,a = dest_pair nA in
  let bound = mk_binop `(<):num->num->bool` `u:num` n in
  let read = read_limb ctx m p in
  let beside e k = mk_disj(vsubst [e,`e:num`] `8 * u + 8 <= e`,vsubst [e,`e:num`; k,`k:num`] `e + k <= 8 * u`) in
  let out (q,k) =
    let q',e = base_of q in
    if q' = p then
      let th = INST [n,`n:num`; e,`e:num`; k,`k:num`; p,`p:int64`; `u:num`,`i:num`; `v:num`,`j:num`] BYTE_BESIDE in
      MP (MP th (CONJ (buffer_at ctx p).in_range (arith_rule asl (rand(lhand(concl th))))))
         (CONJ (ASSUME bound) (CONJ (ASSUME(beside e k)) (ASSUME `v < 8`)))
    else
      let th = MATCH_MP (INST [`u:num`,`i:num`; `v:num`,`j:num`] BYTE_APART) (apart_rule asl
        (list_mk_comb(`apart`,[mk_pair(p,mk_binop times `8` n); mk_pair(q,k)]))) in
      MP th (CONJ (ASSUME bound) (ASSUME `v < 8`)) in
  let b8 = vsubst [p,`p:int64`] `word_add (word_add p (word(8 * u))) (word v):int64` in
  let outside = GEN `v:num` (DISCH `v < 8` (outside_all b8 (map out parts))) in
  let sides = mapfilter (fun (q,k) -> let q',e = base_of q in
    if q' = p then beside e k else failwith "") parts in
  GEN `u:num` (DISCH bound (itlist DISCH sides (limb_kept same outside read)));;

(* |- MEMORY s1 = after_call ... *)
let call_memory ctx asl same m parts s1 =
  let l,m0 = rand(rator m),rand m in
  let buffers = dest_list l and after = dest_list(lhand(after_call m parts s1)) in
  let b = `b:int64` in
  let inside (p,n) = mk_binop `(<):num->num->bool` (mk_comb(val_tm,list_mk_comb(`word_sub:int64->int64->int64`,[b; p])))
    (mk_binop times `8` n) in
  let sized b = let p,nA = dest_pair b in p,fst(dest_pair nA) in
  let none = map (fun b -> ASSUME(mk_neg(inside(sized b)))) buffers in
  let out (q,k) =
    let p,e = base_of q in
    let n = snd(find (fun (p',_) -> p' = p) (map sized buffers)) in
    let th = MATCH_MP OUTSIDE_PART (ASSUME(mk_neg(inside(p,n)))) in
    at_base(with_side asl (SPECL [e; k] th)) in
  let here = MP (SPEC b same) (outside_all b (map out parts)) in
  let rec skip tm =
    if is_const(lhand(rator tm)) then REFL tm else
    let th = PART_MATCH (lhand o rand) MEM_OF_OUTSIDE tm in
    let th = MP th (find (fun none -> concl none = lhand(concl th)) none) in
    TRANS th (skip (rand(concl th))) in
  let base = TRANS here (skip (rand(concl here))) in
  let add (before,after) th =
    let p,n = sized before in
    let holds = if before = after then kept_limbs ctx asl same m parts before
      else GEN `u:num` (DISCH (mk_binop `(<):num->num->bool` `u:num` n)
             (REFL(mk_comb(snd(dest_pair(snd(dest_pair after))),`u:num`)))) in
    let l,m0 = rand(rator(rator(rand(concl th)))),rand(rator(rand(concl th))) in
    let rule = INST [mk_comb(`MEMORY`,s1),`M':int64->byte`; p,`p:int64`; n,`n:num`; l,`l:(int64#num#(num->int64))list`;
      m0,`M:int64->byte`; snd(dest_pair(snd(dest_pair after))),`B:num->int64`] CALL_BYTE in
    MP (MP rule holds) (DISCH (mk_neg(inside(p,n))) th) in
  let th = itlist add (zip buffers after) base in
  CONV_RULE(BINOP_CONV ETA_CONV) (ABS b th);;

(* On ?s2. reach perm s s2 /\ Q s2, s being a literal at a BL: the call by the theorem of
   what is called, with theta for its arguments; its result is assumed, of MEMORY s1. *)
let CALL_TAC ctx calls callee theta : tactic = fun (asl,w) ->
  let lit = rand(rator(lhand(snd(dest_exists w)))) in
  let ths = map snd asl in
  let bl,lit1,th = called ctx calls callee theta lit in
  let premises = conjuncts(lhand(concl th)) in
  let th = MP th (end_itlist CONJ (map (premise_rule ths) premises)) in
  incr fresh_counter;
  let s1 = mk_var("s_" ^ string_of_int !fresh_counter,`:state`) in
  X_CHOOSE_THEN s1 (fun th ->
    let reached::returned::traced::rest = CONJUNCTS th in
    let changes = last rest and keeps = last(butlast rest) in
    let parts = map dest_pair (dest_list(rand(rator(rator(concl changes))))) in
    let m = el 4 (snd(strip_comb lit1)) in
    let same = PURE_REWRITE_RULE[MEMORY] (GEN_REWRITE_RULE I [changes_only] changes) in
    let memory = call_memory ctx ths same m parts s1 in
    let eq = MATCH_MP KEPT_STATE (CONJ keeps (CONJ returned (CONJ memory traced))) in
    let reached = EQ_MP (AP_TERM (rator(concl reached)) eq) reached in
    let inner = filter (fun b -> exists (fun (q,_) -> fst(base_of q) = fst(dest_pair b) && is_comb q) parts) (dest_list(lhand m)) in
    MAP_EVERY ASSUME_TAC (map (kept_limbs ctx ths same m parts) inner @ memory :: butlast(butlast rest)) THEN
    ON_TAC (trans bl reached)) th (asl,w);;
