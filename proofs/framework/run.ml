(* Running blocks of code, and what a routine's theorem says. *)

needs "access.ml";;

(* ------------------------------------------------------------------------- *)
(* Code in memory: the words of a routine, one after the other.              *)
(* ------------------------------------------------------------------------- *)

let code_at = define
 `(code_at M (a:int64) [] <=> T) /\
  (code_at M a (CONS (w:int32) l) <=>
     bytes_at M a 4 = val w /\ code_at M (word_add a (word 4)) l)`;;

(* The context's table: |- bytes_at M (word_add pc (word offset)) 4 = w, from
   |- code_at M pc [w0; ...]. *)
let CODE_START = prove
 (`code_at M pc l ==> code_at M (word_add pc (word 0)) l`,
  REWRITE_TAC[WORD_ADD_0]);;
let code_table th =
  let table = Hashtbl.create 997 in
  let cons = CONJUNCT2 code_at in
  let rec go off th =
    if is_const(rand(concl th)) then () else
    let a,b = CONJ_PAIR(CONV_RULE (REWR_CONV cons) th) in
    Hashtbl.add table off (CONV_RULE (RAND_CONV WORD_VAL_CONV) a);
    go (off + 4) (CONV_RULE (RATOR_CONV(RAND_CONV PC_CONV)) b) in
  go 0 (MATCH_MP CODE_START th); table;;

(* ------------------------------------------------------------------------- *)
(* Running.                                                                  *)
(* ------------------------------------------------------------------------- *)

type result = { reached: thm; final: term; defs: (term * term) list };;

let fresh_counter = ref 0;;
let fresh ty =
  incr fresh_counter;
  mk_var((if ty = bool_ty then "c_" else "d_") ^ string_of_int !fresh_counter,ty);;

let public_conv ctx tm =
  let rewrites = GEN_REWRITE_CONV TOP_DEPTH_CONV ([AWC_F; AWC_T] @ ctx.public_rules) in
  let ground = REWRITE_CONV[awc_c; BITVAL_CLAUSES] THENC WORD_REDUCE_CONV THENC NUM_REDUCE_CONV in
  let pointer = PTR_CONV THENC TRY_CONV(GEN_REWRITE_CONV I ctx.public_rules) in
  (pointer ORELSEC
   (TRY_CONV rewrites THENC TRY_CONV pointer THENC
    (fun t -> if frees t = [] then ground t else REFL t))) tm;;

let param_vars = x_vars @ v_vars @
  [`X0:num->int64`; `V0:num->int64`; `fn:bool`; `fz:bool`; `fc:bool`; `fv:bool`;
   `MM:int64->byte`; `t:event list`; `P:int64`];;

let components s =
  match snd(strip_comb s) with
    [p;x;v;f;m;t] ->
      dest_list(lhand x) @ dest_list(lhand v) @ [rand x; rand v] @
      striplist dest_pair f @ [m;t;p]
  | _ -> failwith "components: no state literal";;

let is_r v = (fst(dest_var v)).[0] = 'r';;

(* A half that a register of 32 bits got from memory needs no name. *)
let is_half tm =
  match tm with
    Comb(Const("word_zx",_),Comb(Const(("lo32" | "hi32"),_),_)) -> true | _ -> is_var tm;;

(* |- t = e: what a result becomes. *)
let resolve ctx defs e =
  match strip_comb e with
    Const(("read64" | "read32"),_),_ -> SYM(read_rule ctx e)
  | Const(("write64" | "write32"),_),_ -> SYM(write_rule ctx e)
  | _ ->
    let fv = frees e in
    if subset fv ctx.public then SYM(try target_conv e with Failure _ -> public_conv ctx e)
    else
      (try SYM(target_conv e) with Failure _ ->
       let th = GEN_REWRITE_CONV TOP_DEPTH_CONV halves e in
       let e' = rand(concl th) in
       if is_half e' then SYM th else
       let v = fresh (type_of e) in
       defs := (v,e') :: !defs; TRANS (ASSUME(mk_eq(v,e'))) (SYM th));;

let prove_condition ctx c =
  match strip_comb c with
    Const("allowed",_),[r;a;n] ->
      let ath = (try PTR_CONV a with Failure _ -> REFL a) in
      let th = AP_THM (AP_TERM (rator(rator c)) ath) n in
      EQ_MP (SYM th) (allowed_rule ctx (rand(concl th)))
  | _ -> (try find (fun th -> concl th = c) ctx.aligned
          with Failure _ -> failwith("not known: " ^ string_of_term c));;

let step ctx defs s =
  let theta = zip (components s) param_vars in
  let theta = filter (fun (t,v) -> not (t = v)) theta in
  let p = hd(snd(strip_comb s)) in
  let fetched = Hashtbl.find ctx.code (Num.int_of_num(dest_numeral(rand(rand p)))) in
  let rule = step_rule (dest_numeral(rand(concl fetched))) in
  let conds = fst(splitlist dest_imp (concl rule)) in
  let theta,ths = rev_itlist
   (fun c (theta,ths) ->
      if is_eq c && is_var(lhand c) && is_r(lhand c) then
        let th = resolve ctx defs (vsubst theta (rand c)) in
        ((lhand(concl th),lhand c) :: theta,th :: ths)
      else
        let c' = vsubst theta c in
        let th = if is_eq c' && is_comb(lhand c') &&
                    fst(strip_comb(lhand c')) = `bytes_at`
                 then fetch_rule ctx c'
                 else end_itlist CONJ (map (prove_condition ctx) (conjuncts c')) in
        (theta,th :: ths)) conds (theta,[]) in
  rev_itlist (fun a th -> MP th a) (rev ths) (INST theta rule);;

let REACH_JOIN = prove
 (`reach perm s s' ==> reach perm s' s'' ==> reach perm s s''`,
  MESON_TAC[REACH_TRANS]);;

let trans th1 th2 =
  let f,s = dest_comb(rator(concl th1)) in let perm = rand f in
  MP (MP (INST [perm,`perm:(int64->bool)#(int64->bool)`; s,`s:state`;
                rand(concl th1),`s':state`; rand(concl th2),`s'':state`] REACH_JOIN)
         th1) th2;;

let rec join ths =
  match ths with
    [] -> failwith "join" | [th] -> th
  | _ -> let a,b = chop_list (length ths / 2) ths in trans (join a) (join b);;

(* From s until the program counter is one of the stops, or not a constant
   offset (a conditional branch, a return). At least one instruction. *)
let run ctx s stops =
  let defs = ref [] in
  let rec go s acc =
    let th = step ctx defs s in
    let s' = rand(concl th) in
    let acc' = MATCH_MP REACH_STEP th :: acc in
    let p = hd(snd(strip_comb s')) in
    match p with
      Comb(Comb(Const("word_add",_),pc),Comb(Const("word",_),off))
        when is_var pc && is_numeral off &&
             not (mem (Num.int_of_num(dest_numeral off)) stops) -> go s' acc'
    | _ -> s',acc' in
  let final,ths = go s [] in
  { reached = join (rev ths); final = final; defs = rev !defs };;

(* The names v of v = e go: the theorem no longer speaks of them. *)
let eliminate defs th =
  itlist (fun (v,e) th -> PROVE_HYP (REFL e) (INST [e,v] th)) defs th;;
