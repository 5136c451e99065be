(* What running an instruction needs to know about its addresses: pointers into
   buffers, targets of branches, and what loads and stores do to the contents of
   the buffers. *)

needs "bytes.ml";;
needs "simulate.ml";;

(* ------------------------------------------------------------------------- *)
(* Pointers: base + 8 * (e + j), j a numeral, those 4 bytes beyond, and any.  *)
(* ------------------------------------------------------------------------- *)

let PTR_ADD = prove
 (`8 * j + k = 8 * j'
   ==> word_add (word_add p (word(8 * (e + j)))) (word k):int64 =
       word_add p (word(8 * (e + j')))`,
  DISCH_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN
  POP_ASSUM(SUBST1_TAC o SYM) THEN CONV_TAC WORD_RULE);;

let PTR_SUB = prove
 (`8 * j + k = 8 * j' + 2 EXP 64
   ==> word_add (word_add p (word(8 * (e + j)))) (word k):int64 =
       word_add p (word(8 * (e + j')))`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN
  SUBGOAL_THEN `word(8 * j + k):int64 = word(8 * j')` MP_TAC THENL
   [ASM_REWRITE_TAC[WORD_EQ; DIMINDEX_64] THEN REWRITE_TAC[CONG; MOD_MULT_ADD;
     ARITH_RULE `a + 2 EXP 64 = 2 EXP 64 * 1 + a`];
    CONV_TAC WORD_RULE]);;

let PTR_ADD_4 = prove
 (`8 * j + k = 8 * j' + 4
   ==> word_add (word_add p (word(8 * (e + j)))) (word k):int64 =
       word_add (word_add p (word(8 * (e + j')))) (word 4)`,
  DISCH_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN
  SUBGOAL_THEN `word(8 * j + k):int64 = word(8 * j' + 4)` MP_TAC THENL
   [ASM_REWRITE_TAC[]; CONV_TAC WORD_RULE]);;
let PTR_SUB_4 = prove
 (`8 * j + k = (8 * j' + 4) + 2 EXP 64
   ==> word_add (word_add p (word(8 * (e + j)))) (word k):int64 =
       word_add (word_add p (word(8 * (e + j')))) (word 4)`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[LEFT_ADD_DISTRIB] THEN
  SUBGOAL_THEN `word(8 * j + k):int64 = word(8 * j' + 4)` MP_TAC THENL
   [ASM_REWRITE_TAC[WORD_EQ; DIMINDEX_64] THEN REWRITE_TAC[CONG; MOD_MULT_ADD;
     ARITH_RULE `a + 2 EXP 64 = 2 EXP 64 * 1 + a`];
    CONV_TAC WORD_RULE]);;
let PTR_FROM_4 = prove
 (`4 + k = l ==> word_add (word_add p (word 4)) (word k):int64 = word_add p (word l)`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN CONV_TAC WORD_RULE);;

let PTR_LESS = prove
 (`k + l = 2 EXP 64 ==> word_sub p (word k):int64 = word_add p (word l)`,
  DISCH_TAC THEN SUBGOAL_THEN `word(k + l):int64 = word 0` MP_TAC THENL
   [ASM_REWRITE_TAC[] THEN CONV_TAC NUM_REDUCE_CONV THEN CONV_TAC WORD_REDUCE_CONV;
    CONV_TAC WORD_RULE]);;

let two64 = power_num (Int 2) (Int 64);;
let dest_ptr tm =
  match tm with
    Comb(Comb(Const("word_add",_),p),
         Comb(Const("word",_),Comb(Comb(Const("*",_),eight),
           Comb(Comb(Const("+",_),e),j))))
      when is_numeral eight && is_numeral j -> p,e,dest_numeral j
  | _ -> failwith "dest_ptr: not base + 8 * (e + j)";;

(* The pointer to the word and whether 4 bytes beyond. *)
let four_tm = `word 4:int64`;;
let dest_half tm =
  if is_comb tm && rand tm = four_tm then lhand tm,true else tm,false;;

let rec PTR_CONV tm =
  match tm with
    Comb(Comb(Const("word_add",_),ptr),Comb(Const("word",_),k)) when is_numeral k ->
      if rand ptr = four_tm then
        let th = INST [lhand ptr,`p:int64`; k,`k:num`] PTR_FROM_4 in
        let sum = NUM_ADD_CONV (lhand(lhand(concl th))) in
        let th = MP (INST [rand(concl sum),`l:num`] th) sum in
        CONV_RULE (RAND_CONV PTR_CONV) th
      else if can dest_byte ptr then
        let p,b,j = dest_byte ptr in
        let s = j +/ dest_numeral k in
        let s',lemma = if s </ two64 then s,BYTE_ADD else s -/ two64,BYTE_SUB in
        let th = INST [mk_numeral j,`j:num`; k,`k:num`; mk_numeral s',`j':num`;
                       p,`p:int64`; b,`b:num`] lemma in
        MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th))))
      else
      let p,e,j = dest_ptr ptr in
      let s = Int 8 */ j +/ dest_numeral k in
      let below = s </ two64 in
      let s' = if below then s else s -/ two64 in
      let lemma =
        if mod_num s' (Int 8) =/ Int 0 then if below then PTR_ADD else PTR_SUB
        else if below then PTR_ADD_4 else PTR_SUB_4 in
      let th = INST [mk_numeral j,`j:num`; k,`k:num`; mk_numeral(quo_num s' (Int 8)),`j':num`;
                     p,`p:int64`; e,`e:num`] lemma in
      MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th))))
  | Comb(Comb(Const("word_sub",_),ptr),Comb(Const("word",_),k)) when is_numeral k ->
      let th = INST [ptr,`p:int64`; k,`k:num`; mk_numeral(two64 -/ dest_numeral k),`l:num`] PTR_LESS in
      CONV_RULE (RAND_CONV PTR_CONV) (MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th)))))
  | _ -> failwith "PTR_CONV";;

let PC_ADD = prove
 (`i + j = k ==> word_add (word_add pc (word i)) (word j):int64 = word_add pc (word k)`,
  DISCH_THEN(SUBST1_TAC o SYM) THEN CONV_TAC WORD_RULE);;
let PC_BACK = prove
 (`i + j = k + 2 EXP 64
   ==> word_add (word_add pc (word i)) (word j):int64 = word_add pc (word k)`,
  REPEAT STRIP_TAC THEN
  SUBGOAL_THEN `word(i + j):int64 = word k` MP_TAC THENL
   [ASM_REWRITE_TAC[WORD_EQ; DIMINDEX_64] THEN REWRITE_TAC[CONG; MOD_MULT_ADD;
     ARITH_RULE `a + 2 EXP 64 = 2 EXP 64 * 1 + a`];
    CONV_TAC WORD_RULE]);;
let PC_CONV tm =
  match tm with
    Comb(Comb(Const("word_add",_),Comb(Comb(Const("word_add",_),pc),Comb(Const("word",_),i))),
         Comb(Const("word",_),j)) when is_var pc && is_numeral i && is_numeral j ->
      let s = dest_numeral i +/ dest_numeral j in
      let k,lemma = if s >=/ two64 then s -/ two64,PC_BACK else s,PC_ADD in
      let th = INST [i,`i:num`; j,`j:num`; mk_numeral k,`k:num`; pc,`pc:int64`] lemma in
      MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th))))
  | _ -> failwith "PC_CONV";;

(* Conditional targets: both become offsets from the start of the routine. *)
let COND_PC = prove
 (`word_add P (if b then x else y):int64 = if b then word_add P x else word_add P y`,
  MESON_TAC[]);;
let decided_conv = RATOR_CONV(RATOR_CONV(RAND_CONV WORD_EQ_CONV)) THENC
  (REWR_CONV COND_TRUE ORELSEC REWR_CONV COND_FALSE);;
let compared_conv = RATOR_CONV(RATOR_CONV(RAND_CONV
  (GEN_REWRITE_CONV TOP_DEPTH_CONV [AWC_Z_SUB; AWC_C_SUB])));;
let target_conv tm =
  (PC_CONV ORELSEC
   (REWR_CONV COND_PC THENC RAND_CONV PC_CONV THENC RATOR_CONV(RAND_CONV PC_CONV) THENC
    TRY_CONV compared_conv THENC TRY_CONV decided_conv)) tm;;

(* ------------------------------------------------------------------------- *)
(* What a run needs to know, all under the one hypothesis of its context.    *)
(* ------------------------------------------------------------------------- *)

type buffer = { base: term; limbs: term; written: bool; in_range: thm;
                readable: thm option; writable: thm option };;

type context = {
  code: (int,thm) Hashtbl.t;       (* offset -> bytes_at M (pc + offset) 4 = w *)
  code_apart: thm list;            (* apart (pc,length) (q,8 * m), each buffer *)
  code_length: term;
  buffers: buffer list;            (* written ones first, in mem_of's order *)
  apart: (term * term * thm) list; (* (p,q): apart (p,8 * n) (q,8 * m) *)
  bounds: thm list;                (* e + w <= n *)
  aligned: thm list;               (* val(sp) MOD 16 = 0 for the sps met *)
  public: term list;
  public_rules: thm list };;       (* rewrites of public results *)

let IDX = prove
 (`!e w n. e + w <= n ==> !j. j < w ==> e + j < n:num`,ARITH_TAC);;
let numeral_fact tm = EQT_ELIM(NUM_REDUCE_CONV tm);;

(* |- e + j < n *)
let index_bound ctx n e j =
  let ok th =
    let l,n' = dest_binop `(<=):num->num->bool` (concl th) in
    let e',w = dest_binop `(+):num->num->num` l in
    n' = n && e' = e && dest_numeral w >/ j in
  match filter ok ctx.bounds with
    th::_ -> let th1 = MATCH_MP IDX th in
             let th2 = SPEC (mk_numeral j) th1 in
             MP th2 (numeral_fact(lhand(concl th2)))
  | [] -> failwith("no bound for index " ^ string_of_term e ^ " + " ^ string_of_num j ^
                   " of " ^ string_of_term n);;

let buffer_at ctx p =
  try find (fun b -> b.base = p) ctx.buffers
  with Failure _ -> failwith("no buffer at " ^ string_of_term p);;

let APART_LIMB = prove
 (`!p n q m. apart (p,8 * n) (q,m)
             ==> !i. i < n ==> apart (word_add p (word(8 * i)),8) (q,m)`,
  REWRITE_TAC[apart] THEN REPEAT STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPECL [`8 * i + i'`; `j:num`]) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  POP_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[] THEN CONV_TAC WORD_RULE);;

let APART_CODE = prove
 (`!pc l q m. apart (pc,l) (q,m)
              ==> !i. i + 4 <= l ==> apart (word_add pc (word i),4) (q,m)`,
  REWRITE_TAC[apart] THEN REPEAT STRIP_TAC THEN
  FIRST_X_ASSUM(MP_TAC o SPECL [`i + i'`; `j:num`]) THEN
  ANTS_TAC THENL [ASM_ARITH_TAC; ALL_TAC] THEN
  POP_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[] THEN CONV_TAC WORD_RULE);;

let ALLOWED_PART = prove
 (`!r p n. allowed r p (8 * n)
           ==> !e w. e + w <= n
           ==> !j h c. 8 * j + h + c <= 8 * w
           ==> allowed r (word_add (word_add p (word(8 * (e + j)))) (word h)) c`,
  REWRITE_TAC[allowed] THEN REPEAT STRIP_TAC THEN
  REWRITE_TAC[WORD_RULE `word_add (word_add p (word m)) (word n) =
                         word_add p (word(m + n))`] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;

(* |- apart (a,8) (q,8 * m), for the pointer a into buffer b *)
let limb_apart ctx b a (q:term) =
  let _,_,th = try find (fun (p,q',_) -> p = b.base && q' = q) ctx.apart
               with Failure _ -> failwith("not known to be apart: " ^ string_of_term b.base ^
                                          " and " ^ string_of_term q) in
  let _,e,j = dest_ptr a in
  MATCH_MP (MATCH_MP APART_LIMB th) (index_bound ctx b.limbs e j);;

let overlays m =
  let f,args = strip_comb m in
  match args with
    [l;m0] -> map (fun b -> let p,nA = dest_pair b in p,dest_pair nA) (dest_list l),m0
  | _ -> failwith "overlays";;

(* Indices that differ: |- !j k. j < n /\ k < n' ==> ~(d + j = e + k). *)
let distinct_indices = ref ([]:thm list);;
let distinct i j =
  let apart th =
    let jk,body = strip_forall(concl th) in
    let l,r = dest_eq(rand(rand body)) in
    if lhand l = lhand j && lhand r = lhand i then
      let th = SPECL [rand j; rand i] th in
      MP th (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th))))
    else failwith "distinct" in
  tryfind apart !distinct_indices;;

(* upd (e + i) v A (e + j) for numerals i and j; also for d + j where that is known to differ. *)
let rec limb_conv tm =
  match tm with
    Comb(Comb(Comb(Comb(Const("upd",_),i),v),f),j) when is_binop `(+):num->num->num` i &&
        lhand i = lhand j && is_numeral(rand i) && is_numeral(rand j) ->
      if rand i = rand j then PART_MATCH lhand UPD_HIT tm else
      let ne = EQF_ELIM(NUM_EQ_CONV(mk_eq(rand j,rand i))) in
      let ne' = EQ_MP (AP_TERM `(~)` (SYM(SPECL [lhand i; rand j; rand i] EQ_ADD_LCANCEL))) ne in
      let th = MP (PART_MATCH (lhand o rand) UPD_MISS tm) ne' in
      TRANS th (limb_conv (rand(concl th)))
  | Comb(Comb(Comb(Comb(Const("upd",_),i),v),f),j) when is_binop `(+):num->num->num` i &&
        is_binop `(+):num->num->num` j && not (lhand i = lhand j) ->
      let ne = try distinct i j with Failure _ ->
        failwith("limb_conv: cannot compare indices: " ^ string_of_term i ^ " and " ^ string_of_term j) in
      let th = MP (PART_MATCH (lhand o rand) UPD_MISS tm) ne in
      TRANS th (limb_conv (rand(concl th)))
  | Comb(Comb(Comb(Comb(Const("upd",_),_),_),_),_) ->
      failwith("limb_conv: cannot compare indices: " ^ string_of_term tm)
  | _ -> if is_comb tm && is_abs(rator tm) then BETA_CONV tm else REFL tm;;

(* |- read64 (mem_of l M) a = A (e + j) *)
let read_word_rule ctx tm =
  let m,a = (match strip_comb tm with _,[m;a] -> m,a | _ -> failwith "read_rule") in
  let p,e,j = dest_ptr a in
  let b = buffer_at ctx p in
  let bound = index_bound ctx b.limbs e j in
  let rec skip tm =
    let l = lhand(lhand tm) in
    if is_const l then PURE_REWRITE_CONV[MEM_OF_NIL] tm else
    let q = fst(dest_pair(lhand l)) in
    if q = p then
      let th = MP (PART_MATCH (lhand o rand) MEM_OF_READ tm) (CONJ bound b.in_range) in
      CONV_RULE (RAND_CONV limb_conv) th
    else
      let th = MP (PART_MATCH (lhand o rand) MEM_OF_SKIP_READ tm) (limb_apart ctx b a q) in
      TRANS th (skip (rand(concl th))) in
  let th = skip tm in
  if b.written then th else
  let own = AP_THM (SPECL [snd(overlays m); p] limbs_at) (rand(rand(rand a))) in
  TRANS th (SYM(CONV_RULE (RAND_CONV BETA_CONV) own));;

(* |- (b + j) + c <= 8 * n, for the bytes from b + j on of a buffer of n limbs. *)
let bytes_bound ctx n b j c =
  let last = j +/ c in
  let ok th =
    let l,n' = dest_binop `(<=):num->num->bool` (concl th) in
    is_binop `( * ):num->num->num` n' && rand n' = n && is_binop `(+):num->num->num` l &&
    lhand l = b && dest_numeral(rand l) >=/ last in
  match filter ok ctx.bounds with
    th::_ -> let th1 = SPECL [mk_numeral j; mk_numeral c] (MATCH_MP BYTES_WITHIN th) in
             MP th1 (numeral_fact(lhand(concl th1)))
  | [] -> failwith("no bound for byte " ^ string_of_term b ^ " + " ^ string_of_num j ^
                   " of " ^ string_of_term n);;

(* |- read64 (mem_of l M) a = word(value A n DIV 2 EXP (8 * (b + j))) *)
let read_bits_rule ctx tm =
  let p,b,j = dest_byte(rand tm) in
  let buffer = buffer_at ctx p in
  let bound = bytes_bound ctx buffer.limbs b j (Int 8) in
  let rec skip tm =
    let l = lhand(lhand tm) in
    if is_const l then
      TRANS (PURE_REWRITE_CONV[MEM_OF_NIL] tm)
       (MATCH_MP (SPECL [p; buffer.limbs; rand(lhand tm)] READ64_BITS) (CONJ bound buffer.in_range))
    else
    let q = fst(dest_pair(lhand l)) in
    if q = p then MP (PART_MATCH (lhand o rand) MEM_OF_READ64_BITS tm) (CONJ bound buffer.in_range)
    else
      let _,_,apart = find (fun (p',q',_) -> p' = p && q' = q) ctx.apart in
      let th = MP (PART_MATCH (lhand o rand) MEM_OF_SKIP_READ tm)
                  (MATCH_MP (MATCH_MP APART_BYTES apart) bound) in
      TRANS th (skip (rand(concl th))) in
  skip tm;;

(* Parts of words: |- read32 (mem_of l M) a = half of A (e + j), and read64 from 4
   bytes beyond a word. *)
let halves = [LO32_JOIN; HI32_JOIN; LO32_ZX];;
let halves_conv = GEN_REWRITE_CONV TRY_CONV halves;;
let read_rule ctx tm =
  let half th = CONV_RULE (RAND_CONV(RAND_CONV(read_word_rule ctx) THENC halves_conv)) th in
  match strip_comb tm with
    Const("read64",_),[_;a] when can dest_byte a -> read_bits_rule ctx tm
  | Const("read32",_),[_;a] ->
      half (REWR_CONV (if snd(dest_half a) then READ32_HIGH else READ32_LOW) tm)
  | _,[_;a] when snd(dest_half a) ->
      let th = REWR_CONV READ64_ACROSS tm in
      let part conv = RAND_CONV(conv THENC read_word_rule ctx) THENC halves_conv in
      CONV_RULE (RAND_CONV(LAND_CONV(part (RAND_CONV PTR_CONV)) THENC
                           RAND_CONV(part ALL_CONV))) th
  | _ -> read_word_rule ctx tm;;

(* |- write64 a v (mem_of l M) = mem_of l' M *)
let write_word_rule ctx tm =
  let a = lhand(rator tm) in
  let p,e,j = dest_ptr a in
  let b = buffer_at ctx p in
  let bound = index_bound ctx b.limbs e j in
  let rec skip tm =
    let l = lhand(rand tm) in
    let q = fst(dest_pair(lhand l)) in
    if q = p then MP (PART_MATCH (lhand o rand) MEM_OF_WRITE tm) (CONJ bound b.in_range)
    else
      let inner = mk_comb(rator tm,mk_comb(mk_comb(rator(rator(rand tm)),rand l),rand(rand tm))) in
      let th = skip inner in
      PART_MATCH lhand
       (MATCH_MP MEM_OF_SKIP_WRITE (CONJ (limb_apart ctx b a q) th)) tm in
  skip tm;;

(* The same for half a word, which keeps the other half. *)
let write64_tm = `write64`;;
let write_rule ctx tm =
  if fst(strip_comb tm) = write64_tm then write_word_rule ctx tm else
  let a = lhand(rator tm) in
  let th = REWR_CONV (if snd(dest_half a) then WRITE32_HIGH else WRITE32_LOW) tm in
  let kept = RAND_CONV(read_word_rule ctx) THENC halves_conv in
  let th = CONV_RULE (RAND_CONV(LAND_CONV
    (LAND_CONV (TRY_CONV kept) THENC RAND_CONV (TRY_CONV kept)))) th in
  let th = TRANS th (write_word_rule ctx (rand(concl th))) in
  CONV_RULE (RAND_CONV(GEN_REWRITE_CONV ONCE_DEPTH_CONV [UPD_UPD])) th;;

let allowed_rule ctx tm =
  let (r,a,n) = (match strip_comb tm with _,[r;a;n] -> r,a,n | _ -> failwith "allowed_rule") in
  let ptr,half = dest_half a in
  let p = lhand ptr in
  let b = buffer_at ctx p in
  let perm = match (if r = `wr:int64->bool` then b.writable else b.readable) with
      Some th -> th | None -> failwith("access not allowed: " ^ string_of_term tm) in
  if can dest_byte ptr then
    let _,i,j = dest_byte ptr in
    MATCH_MP (MATCH_MP ALLOWED_BYTES perm) (bytes_bound ctx b.limbs i j (dest_numeral n))
  else
  let _,e,j = dest_ptr ptr in
  let h = if half then Int 4 else Int 0 in
  let last = Int 8 */ j +/ h +/ dest_numeral n in
  let bound =
    try find (fun th -> let l,n' = dest_binop `(<=):num->num->bool` (concl th) in
              n' = b.limbs && lhand l = e && last <=/ Int 8 */ dest_numeral(rand l)) ctx.bounds
    with Failure _ -> failwith("no bound for access " ^ string_of_term tm) in
  let th = MATCH_MP (MATCH_MP ALLOWED_PART perm) bound in
  let th = SPECL [mk_numeral j; mk_numeral h; n] th in
  let th = MP th (numeral_fact(lhand(concl th))) in
  if half then th else PURE_REWRITE_RULE[WORD_ADD_0] th;;

let fetch_rule ctx tm =
  let bytes = lhand tm in
  let off = rand(rand(rand(rator bytes))) in
  let rec skip tm =
    let m = lhand(rator tm) in
    let l = lhand m in
    if is_const l then PURE_REWRITE_CONV[MEM_OF_NIL] tm else
    let q = fst(dest_pair(lhand l)) in
    let ap = find (fun th -> fst(dest_pair(rand(concl th))) = q) ctx.code_apart in
    let th = MATCH_MP APART_CODE ap in
    let th = SPEC off th in
    let th = MP th (numeral_fact(lhand(concl th))) in
    let th = MP (PART_MATCH (lhand o rand) MEM_OF_SKIP_BYTES tm) th in
    TRANS th (skip (rand(concl th))) in
  TRANS (skip bytes) (Hashtbl.find ctx.code (Num.int_of_num(dest_numeral off)));;
