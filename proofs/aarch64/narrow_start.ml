(* The beginning of mul_narrow and sqr_narrow: registers are saved, blocks unpacked. Loaded
   after narrow_pairs.ml. Here M is the memory at the start. *)

let start_buffers = ["rw",`xb:int64`,`80`] @ (if same_block then [] else ["rw",`yb:int64`,`80`]) @
  ["rw",`saved:int64`,`10`; "r",`x:int64`,`8 * n`] @ (if same_block then [] else ["r",`y:int64`,`8 * n`]);;
let start_given,start_ctx,_ = linked_context narrow_code conditions start_buffers [] frame_aligned rules public;;
(* The routine itself reads nothing of x and y; proofs/faults makes it. *)
let start_ctx = { start_ctx with bounds = UNDISCH(ARITH_RULE `0 < n ==> 0 + 2 <= 8 * n`) ::
  map numeral_fact [`0 + 10 <= 10`; `0 + 80 <= 80`] };;
let start_written = mapfilter (fun (a,p,n) -> if String.contains a 'w' then p,n else failwith "") start_buffers;;
let start_given = start_given @ callee_given start_written ("unpack_29",`unpack_29_code`);;
let under_start_given c = mk_imp(list_mk_conj start_given,c);;

(* ------------------------------------------------------------------------- *)
(* Blocks in a buffer whose contents are those of another memory.            *)
(* ------------------------------------------------------------------------- *)

let BYTE_OF_LIMBS = prove
 (`val(word_sub b p) < 8 * n ==> mem_of (CONS (p,n,limbs_at M' p) l) M b = M' b`,
  DISCH_TAC THEN
  SUBGOAL_THEN `mem_of (CONS (p,n,limbs_at M' p) []) M' b = M' b` MP_TAC THENL
   [SIMP_TAC[MEM_OF_INIT; MEM_OF_NIL]; ASM_REWRITE_TAC[mem_of]]);;
let READ32_OF_LIMBS = prove
 (`b < 8 ==> !w. w < 20 ==>
     read32 (mem_of (CONS (p,80,limbs_at M' p) l) M) (word_add (word_add p (word(8 * (10 * b + 0)))) (word(4 * w))) =
     read32 M' (word_add (word_add p (word(8 * (10 * b + 0)))) (word(4 * w)))`,
  REPEAT STRIP_TAC THEN REWRITE_TAC[read32] THEN AP_TERM_TAC THEN MATCH_MP_TAC BYTES_AT_EQ THEN
  X_GEN_TAC `j:num` THEN DISCH_TAC THEN MATCH_MP_TAC BYTE_OF_LIMBS THEN
  SUBGOAL_THEN `word_sub (word_add (word_add (word_add p (word(8 * (10 * b + 0)))) (word(4 * w))) (word j)) p:int64 =
    word(80 * b + 4 * w + j)` SUBST1_TAC THENL [CONV_TAC WORD_RULE; ALL_TAC] THEN
  SUBGOAL_THEN `val(word(80 * b + 4 * w + j):int64) = 80 * b + 4 * w + j` SUBST1_TAC THENL
   [MATCH_MP_TAC VAL_WORD_64; ALL_TAC] THEN ASM_ARITH_TAC);;

(* What unpack_29 leaves, where blocks are at multiples of ten limbs and the number at x has
   the limbs A in the memory before. *)
let UNPACKED_BLOCKS = prove
 (`(!b. b < n ==>
      read32 M' (word_add (word_add p (word(8 * (0 + 0)))) (word(80 * b))) = word 0 /\
      (!i. i < 18 ==> val(read32 M' (word_add (word_add p (word(8 * (0 + 0)))) (word(80 * b + 4 * (i + 1))))) =
                      (bignum m (word_add x (word(64 * b))) 8 DIV 2 EXP (29 * i)) MOD 2 EXP 29) /\
      read32 M' (word_add (word_add p (word(8 * (0 + 0)))) (word(80 * b + 76))) = word 0)
   ==> (!u. u < 8 * n ==> limbs_at m x u = limbs_at M x u)
   ==> !b. b < n ==> unpacked M' (word_add p (word(8 * (10 * b + 0)))) (&(bignum M (word_add x (word(64 * b))) 8))`,
  REPEAT STRIP_TAC THEN FIRST_X_ASSUM(MP_TAC o C MATCH_MP (ASSUME `b < n:num`) o check (free_in `word 0:int32` o concl)) THEN
  REWRITE_TAC[ARITH_RULE `8 * (0 + 0) = 0`; WORD_ADD_0] THEN DISCH_THEN(MP_TAC o MATCH_MP UNPACKED) THEN
  REWRITE_TAC[ARITH_RULE `8 * (10 * b + 0) = 80 * b`] THEN
  SUBGOAL_THEN `bignum m (word_add x (word(64 * b))) 8 = bignum M (word_add x (word(64 * b))) 8` (fun th -> REWRITE_TAC[th]) THEN
  REWRITE_TAC[BLOCK_LIMBS] THEN MATCH_MP_TAC VALUE_EXT THEN REPEAT STRIP_TAC THEN REWRITE_TAC[] THEN
  FIRST_X_ASSUM MATCH_MP_TAC THEN ASM_ARITH_TAC);;

(* |- !u. u < k ==> limbs_at m p u = limbs_at M p u for a buffer p that is not written. *)
let unwritten_rule ctx m p =
  let bound = ASSUME(mk_binop `(<):num->num->bool` `u:num` (buffer_at ctx p).limbs) in
  let rec skip tm =
    let l = lhand(lhand tm) in
    if is_const l then PURE_REWRITE_CONV[MEM_OF_NIL] tm else
    let q = fst(dest_pair(lhand l)) in
    let _,_,ap = find (fun (p',q',_) -> p' = p && q' = q) ctx.apart in
    let th = MP (PART_MATCH (lhand o rand) MEM_OF_SKIP_READ tm) (MP (SPEC `u:num` (MATCH_MP APART_LIMB ap)) bound) in
    TRANS th (skip (rand(concl th))) in
  let own m = CONV_RULE(RAND_CONV BETA_CONV) (AP_THM (SPECL [m; p] limbs_at) `u:num`) in
  let there = own m in
  GEN `u:num` (DISCH (concl bound) (TRANS there (TRANS (skip (rand(concl there))) (SYM(own `M:int64->byte`)))));;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let unpack_callee = { address = at_routine "unpack_29"; full = UNPACK_29_CALL };;
let unpack_args lit = [register lit 0,`z:int64`; register lit 1,`x:int64`];;
let start_memory xs ys s =
  let b p n a = mk_pair(p,mk_pair(n,a)) in
  mk_icomb(mk_icomb(`mem_of`,mk_flist([b `xb:int64` `80` xs] @ (if same_block then [] else [b `yb:int64` `80` ys]) @
    [b `saved:int64` `10` s])),`M:int64->byte`);;
let XB = `XB:num->int64` and YB = `YB:num->int64`;;
let start_literal mem = literal (at 0)
  (["x0",`z:int64`; "x1",`x:int64`] @ (if same_block then ["x2",`word(8 * n):int64`]
     else ["x2",`y:int64`; "x3",`word(8 * n):int64`]) @ ["x31",pointer `saved:int64` `0` (Int 10)]) [] flags_tm mem `t:event list`;;
let start_begin = start_literal (start_memory XB YB S);;
let unpacked_trace =
  let called lit = call_state start_ctx calls unpack_callee (unpack_args lit) lit in
  let first = called (run start_ctx start_begin call_offsets).final in
  trace_of(if same_block then first else called (run start_ctx first call_offsets).final);;

let now_unpacked m p x = vsubst [m,`m:int64->byte`; p,`p:int64`; x,`x:int64`]
  `!b. b < n ==> unpacked m (word_add p (word(8 * (10 * b + 0)))) (&(bignum M (word_add x (word(64 * b))) 8))`;;
let saved_limbs = list_mk_conj(map2 (fun k v -> vsubst [num k,`k:num`; v,`v:int64`] `S'(0 + k):int64 = v`)
  (0--8) (map (fun i -> List.nth x_vars i) (29 :: 30 :: (19--25))));;
let start_state =
  let mem = start_memory XB YB S' in
  mk_abs(`s:state`,list_mk_exists([`w:state`; `X0:num->int64`; `V0:num->int64`] @ flag_vars @
      [XB] @ (if same_block then [] else [YB]) @ [S'],
    list_mk_conj([mk_eq(`s:state`,of_some_state(point (at entry)
      (("x29",pointer `saved:int64` `0` (Int 0)) :: (if same_block then [] else ["x21",`y:int64`])) [] mem unpacked_trace));
      saved_limbs; now_unpacked mem `xb:int64` `x:int64`] @
      (if same_block then [] else [now_unpacked mem `yb:int64` `y:int64`]))));;

(* |- !b. b < n ==> unpacked m (p + block b) ..., from the same of the memory m' after the call,
   whose contents m has at p. *)
let unpacked_as asl m th =
  let th = SPEC `b:num` th in
  let within = ASSUME `b < n:num` in
  let now = MP th within in
  let m',p = (fun l -> el 0 l,el 1 l) (snd(strip_comb(concl now))) in
  let asl = within :: asl in
  let bound = arith_rule asl `b < 8` in
  let word_bound = ASSUME `w < 20` in
  let rec skip m =
    let l = lhand m in
    let q,nA = dest_pair(lhand l) in
    let theta = [rand l,`l:(int64#num#(num->int64))list`; rand m,`M:int64->byte`] in
    if q = fst(base_of p) then
      let th = INST ([m',`M':int64->byte`; q,`p:int64`] @ theta) READ32_OF_LIMBS in
      MP (SPEC `w:num` (MP th bound)) word_bound
    else
      let ap = apart_rule asl (list_mk_comb(`apart`,[mk_pair(p,`80`); mk_pair(q,mk_binop times `8` (fst(dest_pair nA)))])) in
      let th = INST ([snd(dest_pair nA),`A:num->int64`] @ theta) (MATCH_MP READ32_APART ap) in
      TRANS (MP (SPEC `w:num` th) word_bound) (skip (mk_comb(mk_comb(`mem_of`,rand l),rand m))) in
  let same = GEN `w:num` (DISCH `w < 20` (skip m)) in
  let there = EQ_MP (SYM(INST [rand(concl now),`v:int`] (MATCH_MP UNPACKED_EQ same))) now in
  GEN `b:num` (DISCH `b < n:num` there);;

(* A call of unpack_29 for the number at x. *)
let UNPACK_TAC x : tactic = fun (asl,w) ->
  let lit = goal_literal w in
  let unwritten = unwritten_rule start_ctx (memory_of lit) x in
  let conclude : tactic = fun (asl,w) ->
    let th = tryfind (fun (_,th) -> MATCH_MP (MATCH_MP UNPACKED_BLOCKS th) unwritten) asl in
    ASSUME_TAC th (asl,w) in
  (CALL_TAC start_ctx calls unpack_callee (unpack_args lit) THEN conclude) (asl,w);;

let STARTED = prove
 (under_start_given(mk_exists(`s':state`,mk_conj(vsubst [start_begin,`s:state`] `reach (rd,wr) s s'`,
    mk_comb(start_state,`s':state`)))),
  DISCH_THEN(MAP_EVERY ASSUME_TAC o CONJUNCTS) THEN
  RUN_TAC start_ctx call_offsets THEN UNPACK_TAC `x:int64` THEN
  (if same_block then ALL_TAC else RUN_TAC start_ctx call_offsets THEN UNPACK_TAC `y:int64`) THEN
  W(fun (asl,w) ->
    let lit = goal_literal w in
    let m = memory_of lit in
    EXISTS_TAC lit THEN CONJ_TAC THENL [MATCH_ACCEPT_TAC REACH_REFL; ALL_TAC] THEN
    CONV_TAC BETA_CONV THEN FIT_STATE_TAC (LEAF_TAC []) THEN
    CONJ_TAC THENL [REWRITE_TAC[upd] THEN CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
    REPEAT CONJ_TAC THEN
    FIRST_X_ASSUM(fun th (asl,w) -> ACCEPT_TAC(unpacked_as (map snd asl) m th) (asl,w))));;
