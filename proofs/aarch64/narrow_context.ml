(* What the machine-side proofs of mul_narrow and sqr_narrow share: the frame, what the
   simulation knows, states. The script that loads this has set

     narrow_code        |- <routine>_code = ...
     product            the routine that adds products: "multiply_add_29" or "square_add_29"
     product_code       its code's name
     PRODUCT_CALL       its theorem
     scratch            the limbs of its stack
     same_block         whether y is x *)

(* ------------------------------------------------------------------------- *)
(* The frame: above the callees' stack the columns, the blocks of x and of y, *)
(* two differences, the registers saved. Each is a buffer of its own.        *)
(* ------------------------------------------------------------------------- *)

let place k v = mk_eq(v,vsubst [num(8 * (scratch + k)),`k:num`] `word_add stack (word k):int64`);;
let places = map2 place [0; 288; 368; 448; 468]
  [`columns:int64`; `xb:int64`; `yb:int64`; `dd:int64`; `saved:int64`];;
let TWO_STEPS = WORD_RULE `word_add (word_add p (word a)) (word b):int64 = word_add p (word(a + b))`;;
let PLACES_TAC : tactic = MAP_EVERY (fun _ -> DISCH_THEN SUBST1_TAC) places;;
let place_rule tm = UNDISCH_ALL(prove(itlist (curry mk_imp) places tm,
  PLACES_TAC THEN CONV_TAC NUM_REDUCE_CONV THEN
  (CONV_TAC WORD_RULE ORELSE
   (REWRITE_TAC[TWO_STEPS] THEN CONV_TAC NUM_REDUCE_CONV THEN AP_TERM_TAC THEN
    REWRITE_TAC[WORD_EQ; CONG; DIMINDEX_64] THEN CONV_TAC NUM_REDUCE_CONV))));;
(* p + 8 * (e + j) *)
let pointer p e j = vsubst [p,`p:int64`; e,`e:num`; mk_numeral j,`j:num`] `word_add p (word(8 * (e + j))):int64`;;
let start_of p = pointer p `0` (Int 0);;
let same_place (p,i) (q,j) = place_rule(mk_eq(pointer p `0` i,pointer q `0` j));;
let frame_rules = map2 same_place
  [`saved:int64`,power_num (Int 2) (Int 61) -/ Int 468; `columns:int64`,Int 288; `columns:int64`,Int 368;
   `columns:int64`,Int 448; `columns:int64`,Int 458; `columns:int64`,Int 468]
  [`columns:int64`,Int 0; `xb:int64`,Int 0; `yb:int64`,Int 0; `dd:int64`,Int 0; `dd:int64`,Int 10; `saved:int64`,Int 0];;
let BLOCKS_OF_Y = place_rule `word_add xb (word(8 * (e + 80))):int64 = word_add yb (word(8 * (e + 0)))`;;
let CALLEE_STACK = place_rule(mk_eq(start_of `columns:int64`,
  vsubst [num(8 * scratch),`k:num`] `word_add stack (word k):int64`));;
let aligned_at p i = UNDISCH_ALL(prove(itlist (curry mk_imp) (places @ [`val(stack:int64) MOD 16 = 0`])
   (vsubst [pointer p `0` i,`a:int64`] `val(a:int64) MOD 16 = 0`),
  PLACES_TAC THEN DISCH_TAC THEN REWRITE_TAC[TWO_STEPS] THEN
  ASM_REWRITE_TAC[VAL_WORD_ADD; VAL_WORD; DIMINDEX_64] THEN
  SUBGOAL_THEN `2 EXP 64 = 16 * 2 EXP 60` SUBST1_TAC THENL [CONV_TAC NUM_REDUCE_CONV; ALL_TAC] THEN
  REWRITE_TAC[MOD_MOD] THEN ONCE_REWRITE_TAC[GSYM MOD_ADD_MOD] THEN ASM_REWRITE_TAC[] THEN
  CONV_TAC NUM_REDUCE_CONV));;
let frame_aligned = [aligned_at `saved:int64` (Int 10); aligned_at `saved:int64` (Int 0); aligned_at `columns:int64` (Int 0)];;

(* ------------------------------------------------------------------------- *)
(* Numbers of blocks.                                                        *)
(* ------------------------------------------------------------------------- *)

let BLOCKS_OF_LIMBS = prove
 (`n <= 8 ==> word((val(word(8 * n):int64) MOD 18446744073709551616) DIV 8) = word n:int64`,
  DISCH_TAC THEN MATCH_MP_TAC BLOCKS THEN CONV_TAC NUM_REDUCE_CONV THEN ASM_ARITH_TAC);;
let ALL_BUT_ONE = prove
 (`0 < n ==> word_sub (word n) (word 1):int64 = word(n - 1)`,
  DISCH_TAC THEN SUBGOAL_THEN `n = (n - 1) + 1` (fun th -> GEN_REWRITE_TAC (LAND_CONV o ONCE_DEPTH_CONV) [th]) THENL
   [ASM_ARITH_TAC; CONV_TAC WORD_RULE]);;
let FIVE_TIMES = WORD_RULE `word_add (word n) (word_shl (word n) 2):int64 = word(5 * n)`;;
let END_OF_X = prove
 (`word_add (word_add p (word(8 * (0 + 0)))) (word_shl (word(5 * n)) 4):int64 = word_add p (word(8 * (10 * n + 0)))`,
  CONV_TAC WORD_RULE);;
let SMALL_WORD_EQ = prove
 (`n <= 8 ==> (word n:int64 = word 1 <=> n = 1) /\ (word(n - 1):int64 = word 0 <=> 0 = n - 1)`,
  DISCH_TAC THEN REWRITE_TAC[GSYM VAL_EQ] THEN CONV_TAC(ONCE_DEPTH_CONV WORD_VAL_CONV) THEN
  SUBGOAL_THEN `val(word n:int64) = n /\ val(word(n - 1):int64) = n - 1` (fun th -> REWRITE_TAC[th] THEN ARITH_TAC) THEN
  CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN CONV_TAC NUM_REDUCE_CONV THEN ASM_ARITH_TAC);;
(* LSL by 1 *)
let TWICE_BLOCKS = prove
 (`n <= 8 ==> word(2 * val(word n:int64) MOD 9223372036854775808):int64 = word(2 * n)`,
  DISCH_TAC THEN AP_TERM_TAC THEN AP_TERM_TAC THEN
  SUBGOAL_THEN `val(word n:int64) = n` SUBST1_TAC THENL [MATCH_MP_TAC VAL_WORD_64; MATCH_MP_TAC MOD_LT] THEN
  CONV_TAC NUM_REDUCE_CONV THEN ASM_ARITH_TAC);;
(* Pointers to limbs that are compared. *)
let SAME_POINTER = prove
 (`u < 1000 /\ v < 1000 ==> (word_add p (word(8 * u)):int64 = word_add p (word(8 * v)) <=> u = v)`,
  STRIP_TAC THEN REWRITE_TAC[WORD_RULE `word_add p x = word_add p y <=> x = y:int64`; GSYM VAL_EQ] THEN
  SUBGOAL_THEN `val(word(8 * u):int64) = 8 * u /\ val(word(8 * v):int64) = 8 * v`
   (fun th -> REWRITE_TAC[th] THEN ARITH_TAC) THEN
  CONJ_TAC THEN MATCH_MP_TAC VAL_WORD_64 THEN CONV_TAC NUM_REDUCE_CONV THEN ASM_ARITH_TAC);;
let same_pointer asl p u v condition =
  let th = INST [p,`p:int64`; u,`u:num`; v,`v:num`] SAME_POINTER in
  TRANS (MP th (end_itlist CONJ (map (arith_rule asl) (conjuncts(lhand(concl th))))))
    (arith_rule asl (mk_eq(mk_eq(u,v),condition)));;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows from the last call of unpack_29 on: M is the    *)
(* memory then, where the blocks are and the registers saved.                *)
(* ------------------------------------------------------------------------- *)

let conditions = [`val(stack:int64) MOD 16 = 0`; `0 < n`; `n <= 8`] @ places;;
let rules = (if same_block then [] else [BLOCKS_OF_Y]) @ frame_rules @
  [UNDISCH BLOCKS_OF_LIMBS; UNDISCH ALL_BUT_ONE; FIVE_TIMES; END_OF_X; UNDISCH TWICE_BLOCKS];;
let public = [`pc:int64`; `z:int64`; `x:int64`; `y:int64`; `stack:int64`; `columns:int64`; `xb:int64`; `yb:int64`;
  `dd:int64`; `saved:int64`; `n:num`; `i:num`; `r:num`; `addresses:string->int64`];;
let stack_limbs = num scratch;;
let buffers = ["w",`z:int64`,`16 * n`; "rw",`stack:int64`,stack_limbs; "rw",`columns:int64`,`288`; "rw",`dd:int64`,`20`;
  "r",`xb:int64`,`80`; "r",`saved:int64`,`10`] @ (if same_block then [] else ["r",`yb:int64`,`80`]);;
let given,ctx,calls = linked_context narrow_code conditions buffers [] frame_aligned rules public;;
(* Each is assumed where it is needed; those of numerals alone hold. *)
let ctx = { ctx with bounds = map numeral_fact
   [`0 + 288 <= 288`; `0 + 20 <= 20`; `0 + 80 <= 80`; `0 + 10 <= 10`] @
  map ASSUME [`18 * i + 36 <= 288`; `18 * (n + i) + 18 <= 288`; `18 * (n - 1) + 36 <= 288`; `10 * i + 10 <= 80`;
   `10 * r + 10 <= 80`; `10 * (1 + (r + i)) + 10 <= 80`; `18 * (r + (1 + (r + i))) + 36 <= 288`] };;
let at_routine name = vsubst [mk_string name,`s:string`] `(addresses:string->int64) s`;;
let callee_given written (name,code) =
  let a = at_routine name in
  list_mk_comb(`code_at M`,[a; code]) ::
  map (fun (p,n) -> list_mk_comb(`apart`,[mk_pair(a,mk_binop times `4` (mk_icomb(`LENGTH:A list->num`,code)));
    mk_pair(p,mk_binop times `8` n)])) written;;
let written = [`z:int64`,`16 * n`; `stack:int64`,stack_limbs; `columns:int64`,`288`; `dd:int64`,`20`];;
let given = given @ callee_given written (product,product_code) @ callee_given written ("pack_29",`pack_29_code`);;
(* The blocks unpacked are those of the numbers at x and y in M0, the memory at the start. *)
let unpacked_given p q number = map (vsubst [p,`p:int64`; q,`q:int64`; number,`X:num->int`])
  [`!b. b < n ==> unpacked M (word_add p (word(8 * (10 * b + 0)))) (X b)`;
   `!b. b < n ==> X b = &(bignum M0 (word_add q (word(64 * b))) 8)`];;
let given = given @ unpacked_given `xb:int64` `x:int64` `X:num->int` @
  (if same_block then [] else unpacked_given `yb:int64` `y:int64` `Y:num->int`);;
let under_given c = mk_imp(list_mk_conj given,c);;
(* LOOP_BODY_TAC where `given` is yet to be assumed: the arithmetic of it first, for speed. *)
let BODY_TAC v n bound : tactic = DISCH_THEN(fun th ->
  let arithmetic,others = partition (is_comparison o concl) (CONJUNCTS th) in
  MAP_EVERY ASSUME_TAC arithmetic THEN LOOP_BODY_TAC v n bound THEN MAP_EVERY ASSUME_TAC others);;
let from_given th = MP th (end_itlist CONJ (map ASSUME given));;

(* ------------------------------------------------------------------------- *)
(* States. X19 = z, X20 = n, X31 = columns throughout.                       *)
(* ------------------------------------------------------------------------- *)

let Z = `Z:num->int64` and COLS = `C:num->int64` and COLS' = `C':num->int64` and D = `D:num->int64` and D' = `D':num->int64`
and S = `S:num->int64` and S' = `S':num->int64`;;
let memory scratch columns dd = vsubst [scratch,S; columns,COLS; dd,D; stack_limbs,`k:num`]
  `mem_of [z,16 * n,Z; stack,k,S; columns,288,C; dd,20,D] M`;;
let point pc xs vs mem trace = literal pc
  (["x19",`z:int64`; "x20",`word n:int64`; "x31",start_of `columns:int64`] @ xs) vs flags_tm mem trace;;
(* The registers that a call may change: in invariants they are those of some state w. *)
let vv = map (fun i -> List.nth v_vars i);;
let changing = 
  let kept = vv (map (fun i -> 2 * i) (8--15)) in
  map (fun i -> List.nth x_vars i,mk_comb(`XREG w`,num i)) ((0--17) @ [30]) @
  filter (fun (v,_) -> not (mem v kept)) (map (fun i -> List.nth v_vars i,mk_comb(`VREG w`,num i)) (0--63));;
let of_some_state lit = vsubst (map (fun (v,t) -> t,v) changing) lit;;
let invariant_of_some v vs lit conds = invariant v (`w:state` :: `X0:num->int64` :: `V0:num->int64` :: flag_vars @ vs) (of_some_state lit) conds;;
(* FIT_TAC where w is the first of what is to be found: the state at hand. *)
let FIT_STATE_TAC leaf : tactic = fun (asl,w) ->
  let eq = let body = snd(strip_exists w) in if is_conj body then lhand body else body in
  let read = PURE_REWRITE_CONV[XREG; VREG] THENC ONCE_DEPTH_CONV REGS_READ_CONV in
  (EXISTS_TAC (lhand eq) THEN
   CONV_TAC(fun tm -> let n = length(fst(strip_exists tm)) in
     funpow n BINDER_CONV (fun tm -> (if is_conj tm then LAND_CONV(RAND_CONV read) else RAND_CONV read) tm) tm) THEN
   FIT_TAC leaf) (asl,w);;

(* The loops, in the order of their ends: clear, products of blocks, sums, the rest of the
   sums, products of differences: inner and outer. *)
let [clear; same; sums; rest; inner; outer] = sort (fun (_,a) (_,b) -> a < b) (loops_of narrow_code);;
let call_offsets = sort (<) (Hashtbl.fold (fun k _ l -> k :: l) calls []);;
(* Where the last call of unpack_29 returns to. *)
let entry = 4 + last(filter (fun k -> k < fst clear) call_offsets);;
