(* Symbolic execution of straight-line code.

   A symbolic state is a literal `State pc (regs 0 xs X) (regs 0 vs V) flags M t`
   with the values of all registers in two lists. For each instruction word
   there is one general step theorem (made once, `step_rule`): under conditions
   `r = <what the instruction computes>`, one for each result, the literal steps
   to the literal with r in it. Running an instruction instantiates it, so the
   cost of an instruction does not depend on what was run before.

   Where a result depends on public values only (the variables in `public`), r
   becomes that expression in a normal form; otherwise r is a fresh variable
   and `r = ...` a hypothesis, which BLOCK_TAC discharges at the end. That
   every address and every program counter is public is what makes a trace
   a function of public values: an address that is not stops the run. *)

needs "halves.ml";;

let regs = define
 `regs k ([]:A list) (f:num->A) = f /\
  regs k (CONS h l) f = upd k h (regs (k + 1) l f)`;;

(* ------------------------------------------------------------------------- *)
(* Reading and writing the lists.                                            *)
(* ------------------------------------------------------------------------- *)

let int64_ty = `:int64`;;
let mk_regs name n = map (fun i -> mk_var(name ^ string_of_int i,int64_ty)) (0--(n-1));;
let x_vars = mk_regs "x" 32 and v_vars = mk_regs "v" 64;;
let x_list = mk_flist x_vars and v_list = mk_flist v_vars;;
let x_regs = subst [x_list,`l:int64 list`] `regs 0 (l:int64 list) X0`
and v_regs = subst [v_list,`l:int64 list`] `regs 0 (l:int64 list) V0`;;

(* |- regs 0 [x0; ...] X0 i = xi *)

let REGS_NIL,REGS_CONS = CONJ_PAIR regs;;
let rec expand_regs tm =
  try REWR_CONV REGS_NIL tm with Failure _ ->
  (REWR_CONV REGS_CONS THENC
   RAND_CONV(RATOR_CONV(LAND_CONV NUM_ADD_CONV) THENC expand_regs)) tm;;
let x_expanded = expand_regs x_regs and v_expanded = expand_regs v_regs;;

let UPD_HIT = prove(`upd i (v:A) f i = v`,REWRITE_TAC[upd]);;
let UPD_MISS = prove(`~(j = i) ==> upd i (v:A) f j = f j`,SIMP_TAC[upd]);;

let rec upd_at_conv tm =
  let f,j = dest_comb tm in
  match strip_comb f with
    Const("upd",_),[i;v;f'] ->
      let eq = NUM_EQ_CONV (mk_eq(j,i)) in
      if rand(concl eq) = `T` then
        let th = PART_MATCH (lhand) UPD_HIT (mk_comb(list_mk_comb(rator(rator(rator f)),[i;v;f']),i)) in
        TRANS (AP_TERM f (EQT_ELIM eq)) th
      else
        let th = PART_MATCH (lhand o rand) UPD_MISS tm in
        let th' = MP th (EQF_ELIM eq) in
        TRANS th' (upd_at_conv (rand(concl th')))
  | _ -> REFL tm;;

let read_theorems expanded vars =
  let lhs = lhand(concl expanded) in
  map (fun i -> TRANS (AP_THM expanded (mk_small_numeral i))
                      (upd_at_conv (mk_comb(rand(concl expanded),mk_small_numeral i))))
      (0--(length vars - 1));;
let x_read = read_theorems x_expanded x_vars
and v_read = read_theorems v_expanded v_vars;;

(* |- upd i r (regs 0 [x0; ...] X0) = regs 0 [...; r; ...] X0 *)

let UPD_UPD = prove
 (`upd i (v:A) (upd i w f) = upd i v f`,
  REWRITE_TAC[FUN_EQ_THM; upd] THEN MESON_TAC[]);;
let UPD_COMM = prove
 (`~(i = j) ==> upd i (v:A) (upd j w f) = upd j w (upd i v f)`,
  REWRITE_TAC[FUN_EQ_THM; upd] THEN MESON_TAC[]);;

let rec upd_into_conv tm =
  match strip_comb tm with
    Const("upd",_),[i;v;ch] ->
     (match strip_comb ch with
        Const("upd",_),[j;w;f] ->
          let eq = NUM_EQ_CONV (mk_eq(i,j)) in
          if rand(concl eq) = `T` then
            let th1 = AP_THM (AP_THM (AP_TERM (rator(rator(rator tm))) (EQT_ELIM eq)) v) ch in
            TRANS th1 (PART_MATCH lhand UPD_UPD (rand(concl th1)))
          else
            let th = MP (PART_MATCH (lhand o rand) UPD_COMM tm) (EQF_ELIM eq) in
            CONV_RULE (RAND_CONV (RAND_CONV upd_into_conv)) th
      | _ -> failwith "upd_into_conv")
  | _ -> failwith "upd_into_conv";;

let write_theorems expanded vars regs_tm =
  let r = `r:int64` in
  let build i =
    let iv = mk_small_numeral i in
    let lhs = list_mk_comb(`upd:num->int64->(num->int64)->(num->int64)`,[iv;r;regs_tm]) in
    let th1 = (RAND_CONV (K expanded) THENC upd_into_conv) lhs in
    let vars' = List.mapi (fun j v -> if j = i then r else v) vars in
    let rhs = subst [mk_flist vars',mk_flist vars] regs_tm in
    TRANS th1 (SYM(expand_regs rhs)) in
  map build (0--(length vars - 1));;
let x_write = write_theorems x_expanded x_vars x_regs
and v_write = write_theorems v_expanded v_vars v_regs;;

(* Any register file is such a list. *)

let UPD_SELF = prove
 (`upd i (f i:A) f = f`,REWRITE_TAC[FUN_EQ_THM; upd] THEN MESON_TAC[]);;

let regs_self n f =
  let l = mk_flist(map (fun i -> mk_comb(f,mk_small_numeral i)) (0--(n-1))) in
  let tm = subst [l,`l:int64 list`; f,`f:num->int64`] `regs 0 l (f:num->int64)` in
  CONV_RULE (RAND_CONV (PURE_REWRITE_CONV[UPD_SELF])) (expand_regs tm);;
let REGS_SELF_X = regs_self 32 `X0:num->int64`
and REGS_SELF_V = regs_self 64 `V0:num->int64`;;

(* ------------------------------------------------------------------------- *)
(* Decoding a word.                                                          *)
(* ------------------------------------------------------------------------- *)

let fld_memo:(num * num * num,thm)Hashtbl.t = Hashtbl.create 997;;
let FLD_CONV tm =
  match strip_comb tm with
    Const("fld",_),[w;p;l] when is_numeral w && is_numeral p && is_numeral l ->
      let key = dest_numeral w,dest_numeral p,dest_numeral l in
     (try Hashtbl.find fld_memo key with Not_found ->
      let th = (REWR_CONV fld THENC NUM_REDUCE_CONV) tm in
      Hashtbl.add fld_memo key th; th)
  | _ -> failwith "FLD_CONV";;

let COND_TRUE,COND_FALSE =
  let a,b = CONJ_PAIR(prove
   (`(!x y:A. (if T then x else y) = x) /\ (!x y:A. (if F then x else y) = y)`,
    REWRITE_TAC[])) in a,b;;

(* A guard, from left to right as far as it matters. *)
let connective_conv = GEN_REWRITE_CONV I [TAUT
  `(F /\ p <=> F) /\ (T /\ p <=> p) /\ (T \/ p <=> T) /\ (F \/ p <=> p) /\ (~T <=> F) /\ (~F <=> T)`];;
let rec guard_conv tm =
  if is_conj tm || is_disj tm then
    (LAND_CONV guard_conv THENC connective_conv THENC TRY_CONV guard_conv) tm
  else if is_neg tm then (RAND_CONV guard_conv THENC connective_conv) tm
  else if is_eq tm then (DEPTH_CONV(FLD_CONV ORELSEC NUM_RED_CONV)) tm
  else if is_const tm then REFL tm
  else (REWRITE_CONV[moves_apart; MEM] THENC TOP_DEPTH_CONV FLD_CONV THENC
        NUM_REDUCE_CONV THENC REWRITE_CONV[]) tm;;
let rec conds_conv tm =
  if is_cond tm then
    (RATOR_CONV(RATOR_CONV(RAND_CONV guard_conv)) THENC
     (REWR_CONV COND_TRUE ORELSEC (REWR_CONV COND_FALSE THENC conds_conv))) tm
  else REFL tm;;

let sub_literals = REWRITE_CONV[sfld; movi_imm; movi_lanes; bitmask; structures] THENC
  TOP_DEPTH_CONV FLD_CONV THENC TOP_DEPTH_CONV let_CONV THENC
  NUM_REDUCE_CONV THENC TOP_DEPTH_CONV FLD_CONV THENC NUM_REDUCE_CONV THENC
  REWRITE_CONV[LENGTH] THENC NUM_REDUCE_CONV THENC WORD_REDUCE_CONV;;

(* |- decode w = SOME <instruction>, or |- decode w = NONE *)
let DECODE_CONV tm =
  (REWR_CONV decode THENC let_CONV THENC
   conds_conv THENC sub_literals) tm;;

(* ------------------------------------------------------------------------- *)
(* The step theorem of an instruction word.                                  *)
(* ------------------------------------------------------------------------- *)

let STEP = prove
 (`bytes_at MM P 4 = w
   ==> decode w = SOME i
   ==> exec rd wr i (State P XX VV ff MM (CONS (Fetch P) t)) = SOME s
   ==> steps_to (rd,wr) (State P XX VV ff MM t) s`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[steps_to] THEN EXISTS_TAC `i:insn` THEN
  ASM_REWRITE_TAC[]);;

let GUARDED = prove
 (`~c ==> (if c then NONE else SOME s) = SOME (s:A)`,SIMP_TAC[]);;

let exec_defs = [exec_addsub; exec_addsub_imm; exec_adcsbc; exec_madd; exec_smaddl;
  exec_umulh; exec_logic; exec_logic_imm; exec_extr; exec_ubfm; exec_sbfm; exec_csel; exec_movz;
  exec_ldstp; exec_ldst; exec_ldst_v; exec_ldst_v_by; exec_cbz; exec_tbz; exec_bcond;
  exec_branch; exec_branch_link; exec_ret; exec_nop; exec_dup; exec_ins; exec_fmov;
  exec_umov; exec_halves; exec_uzp; exec_movi; exec_vadd; exec_vneg; exec_cmeq; exec_vshift;
  exec_sshl; exec_sshll; exec_smull; exec_bitsel; exec_vlogic]
and exec_words = [xr; xw; access; writeback; bitop; base_ok; condition; carry_of; xload;
  xstore; vload; vstore; LENGTH; vset; lanes; lane32; shift; multiply];;

let WORD_OR_0L = prove(`word_or (word 0) x:int64 = x`,REWRITE_TAC[WORD_OR_0]);;
let WORD_ADD_0L = prove(`word_add (word 0) x:int64 = x`,REWRITE_TAC[WORD_ADD_0]);;
let AWC_F = prove
 (`awc x y F = word_add x y`,
  REWRITE_TAC[awc; BITVAL_CLAUSES] THEN CONV_TAC WORD_RULE);;
let AWC_T = prove
 (`awc x (word_not y) T = word_sub x y`,
  REWRITE_TAC[awc; BITVAL_CLAUSES; WORD_NOT_AS_SUB] THEN CONV_TAC WORD_RULE);;

(* Comparing by subtraction: the flags Z and C. *)
let AWC_Z_SUB = prove
 (`awc_z x (word_not y) T <=> x = y`,
  REWRITE_TAC[awc_z; AWC_T] THEN CONV_TAC WORD_RULE);;
let AWC_C_SUB = prove
 (`awc_c x (word_not y) T <=> val y <= val x`,
  REWRITE_TAC[awc_c; BITVAL_CLAUSES; VAL_WORD_NOT; DIMINDEX_64] THEN
  MP_TAC(ISPEC `y:int64` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_64] THEN ARITH_TAC);;

let exec_conv =
  let regs31 = map (fun i -> NUM_EQ_CONV (mk_eq(mk_small_numeral i,`31`))) (0--31) in
  REWRITE_CONV(exec :: exec_defs) THENC
  TOP_DEPTH_CONV let_CONV THENC
  REWRITE_CONV(exec_vset :: exec_words @ regs31) THENC
  TOP_DEPTH_CONV let_CONV THENC NUM_REDUCE_CONV THENC
  REWRITE_CONV[WORD_OR_0L; WORD_OR_REFL; WORD_ADD_0; WORD_ADD_0L; LO32_0; WORD_SHL_ZERO; WORD_NOT_NOT;
               ARITH_RULE `x DIV 1 = x`];;

let state_vars = `XX:num->int64`,`VV:num->int64`;;

(* |- upd n e (regs 0 [t0; ...] X0) = regs 0 [...; e; ...] X0 *)
let write_at vars write tm =
  match strip_comb tm with
    Const("upd",_),[n;e;l] ->
      let ts = dest_list(lhand l) in
      let th = List.nth write (dest_small_numeral n) in
      INST ((e,`r:int64`) :: filter (fun (t,v) -> not (t == v)) (zip ts vars)) th
  | _ -> failwith "write_at";;

let rec reglist_conv tm =
  match tm with
    Comb(f,a) ->
      let th = MK_COMB(reglist_conv f,reglist_conv a) in
      let tm' = rand(concl th) in
      (match tm' with
         Comb(g,n) when g = x_regs && is_numeral n ->
           TRANS th (List.nth x_read (dest_small_numeral n))
       | Comb(g,n) when g = v_regs && is_numeral n ->
           TRANS th (List.nth v_read (dest_small_numeral n))
       | Comb(Comb(Comb(Const("upd",_),_),_),l) when not (is_var l) ->
           let x0 = rand l in
           TRANS th (if x0 = `X0:num->int64` then write_at x_vars x_write tm'
                     else write_at v_vars v_write tm')
       | _ -> th)
  | _ -> REFL tm;;

(* One subterm replaced throughout. *)
let rec subst_conv e vth tm =
  if tm = e then vth else
  match tm with
    Comb(f,a) -> let fth = subst_conv e vth f and ath = subst_conv e vth a in
                 if rand(concl fth) == f && rand(concl ath) == a then REFL tm
                 else MK_COMB(fth,ath)
  | _ -> REFL tm;;

let results_of s' =
  let args = snd(strip_comb s') in
  let is_trivial t = is_var t in
  let pc = el 0 args and xl = dest_list(lhand(el 1 args))
  and vl = dest_list(lhand(el 2 args)) and fl = striplist dest_pair (el 3 args)
  and m = el 4 args and t = el 5 args in
  let ev = if is_var (rand t) then []
           else let e = lhand t in [lhand e] in
  let rec writes m = match strip_comb m with
      Const(("write64" | "write32"),_),[a;v;m'] -> writes m' @ [m]
    | _ -> [] in
  let addresses =
    let addr t = match strip_comb t with
        Const(("read64" | "read32"),_),[_;a] -> a
      | Const(("write64" | "write32"),_),[a;_;_] -> a
      | _ -> failwith "addr" in
    setify(mapfilter addr (find_terms is_comb s')) in
  let halves = find_terms (fun t -> match strip_comb t with
      Const("read32",_),[_;_] -> true | _ -> false) s' in
  let carry = [el 2 fl] in
  filter (not o is_trivial)
   (ev @ filter (fun a -> not (mem a ev)) addresses @
    halves @ filter (not o is_var) (writes m) @ [pc] @ xl @ vl @ carry);;

let step_memo:(num,thm)Hashtbl.t = Hashtbl.create 997;;

(* The general step theorem of a word. Each result is named in turn, and those
   found later may mention the names of those before. The conditions are, in
   order: the bytes at P; alignment and permission of an access; the results. *)
let step_rule w =
  try Hashtbl.find step_memo w with Not_found ->
  let dec = DECODE_CONV (mk_comb(`decode`,mk_numeral w)) in
  let insn = rand(rand(concl dec)) in
  if rand(concl dec) = `NONE:insn option` then
    failwith("step_rule: no instruction " ^ string_of_num w);
  let tm = subst [insn,`i:insn`]
    `exec rd wr i (State P XX VV (fn,fz,fc,fv) MM (CONS (Fetch P) t))` in
  let ex = exec_conv tm in
  let ex = INST [x_regs,`XX:num->int64`; v_regs,`VV:num->int64`] ex in
  let ex = CONV_RULE (RAND_CONV reglist_conv) ex in
  let conds,ex =
    if is_cond(rand(concl ex)) then
      let g = PART_MATCH (lhand o rand) GUARDED (rand(concl ex)) in
      let cs = CONV_RULE(LAND_CONV(REWRITE_CONV[DE_MORGAN_THM])) g in
      let cth = ASSUME (lhand(concl cs)) in
      conjuncts (lhand(concl cs)), TRANS ex (MP cs cth)
    else [],ex in
  let st = rand(rand(concl ex)) in
  let lemma = INST [mk_numeral w,`w:num`; insn,`i:insn`; st,`s:state`;
                    x_regs,`XX:num->int64`; v_regs,`VV:num->int64`;
                    `(fn:bool,fz:bool,fc:bool,fv:bool)`,`ff:bool#bool#bool#bool`] STEP in
  let th = MP (MP (UNDISCH lemma) dec) ex in
  let rec name_results th k outs =
    match results_of (rand(concl th)) with
      [] -> th,outs
    | e::_ ->
      let eq = mk_eq(mk_var("r" ^ string_of_int k,type_of e),e) in
      name_results
       (CONV_RULE (RAND_CONV (subst_conv e (SYM(ASSUME eq)))) th) (k + 1) (eq::outs) in
  let th1,outs = name_results th 0 [] in
  let th2 = rev_itlist DISCH outs th1 in
  let th3 = if conds = [] then th2 else DISCH (list_mk_conj conds) th2 in
  let th4 = DISCH (hd(hyp th3)) th3 in
  if hyp th4 <> [] then failwith "step_rule: hypotheses remain";
  Hashtbl.add step_memo w th4; th4;;
