(* pair_montmul: Montgomery multiplication modulo two numbers at once, one in the low halves of the
   words (`lo`), one in the high halves (`hi`).

   A lane's number in m blocks of 20 words is the sum over its blocks of 2^174 to the block's index
   times the block's first six digits, digit i times 2^(29 i) (`blk`, `number_of`). In `pair_blocks` digits
   are at most 2^28 in magnitude, and the other 14 words are the differences of digits that pair_29.inc names.

   PAIR_MONTMUL_CORRECT: from every state with the code at the program counter, the arguments in X0 to X4
   and 160 bytes of stack, where the buffers may be accessed and what is written overlaps nothing else, the
   machine reaches the return address with (z * y + q * n) / 2^(174 m) in z, for both lanes and an integer q,
   below 1.01 n + |z * y| / 2^(174 m) in magnitude, and nothing else has changed that a caller relies on.

   PAIR_MONTMUL_SAFE: what an observer sees is a function of the addresses and of m. *)

needs "pair_whole.ml";;
needs "elf.ml";;

let pair_montmul_code = define_code "pair_montmul";;

(* ------------------------------------------------------------------------- *)
(* What the simulation knows. W holds the quotients, S the stack frame.      *)
(* ------------------------------------------------------------------------- *)

let conditions = [`val(stack:int64) MOD 16 = 0`; `5 <= m`; `m <= 12`];;
let given,ctx0 = context_of pair_montmul_code conditions
  ["rw",`z:int64`,`20 * m`; "rw",`w:int64`,`20 * m`; "rw",`stack:int64`,`20`; "r",`y:int64`,`20 * m`; "r",`n:int64`,`46 * m`]
  [] [] [] pair_publics;;
let l_outer,l_xy1,l_q1,u_outer,l_q2,l_xy2 = match loops_of pair_montmul_code with
    [a;b;c;d;e;f] -> a,b,c,d,e,f | _ -> failwith "loops";;
let y_limbs = `limbs_at M y`;;
let in_z = plain `z:int64` zc `20 * m` and in_y = plain `y:int64` y_limbs `20 * m`
and in_w = plain `w:int64` wc `20 * m` and in_n = plain `n:int64` n_limbs `46 * m`;;
let blocks_given = [`pair_blocks Z m`; `pair_blocks (limbs_at M y) m`; `pair_blocks (limbs_at M n) m`];;
let routine = { code = pair_montmul_code; given = given; ctx = ctx0; blocks = blocks_given; other = number_in y_limbs;
  outer = l_outer; columns = u_outer; memory = `mem_of [z,20*m,Z; w,20*m,W; stack,20,S] M` };;

let xy_lower = blocks_loop routine l_xy1 in_z in_y;;
let q_lower = blocks_loop routine l_q1 in_w in_n;;
let q_upper = blocks_loop routine l_q2 in_w in_n;;
let xy_upper = blocks_loop routine l_xy2 in_z in_y;;

(* ------------------------------------------------------------------------- *)
(* The two halves: z * y.                                                    *)
(* ------------------------------------------------------------------------- *)

(* The products of column u + 1. *)
let MULTIPLY_TAC : tactic =
  RUN_THEN (low_context routine []) [] (fun defs s0 s1 ->
    DIGIT_REGISTERS_TAC defs s1 THEN GATHER_TAC (zc,`0`) (y_limbs,`0 + (u + 1)`) fresh_fact defs s1) THEN
  PC_TAC [ASSUME `word(u + 1):int64 = word 0 <=> F`] THEN
  BLOCKS_LOOP_TAC given xy_lower [`0`;`u + 1`;`u + 1`;`1`;`m:num`;`2 * u + 1`;`1`;`1`;`1`;`0`] (`Ulo:int`,`Uhi:int`) [] [];;
let lower = lower_half routine q_lower MULTIPLY_TAC;;

(* Those of column m + v. *)
let products_left = ASSUME `word(m - (v + 1)):int64 = word 0 <=> 0 = m - (v + 1)`;;
let PRODUCTS_TAC sums : tactic = PURE_REWRITE_TAC[products_left] THEN (fun (asl,w) ->
  BLOCKS_LOOP_TAC given xy_upper ([`v + 1`; `m - 1`; `m - (v + 1)`; `0`; `m:num`] @ counts_of `lo` (literal_of w) asl) sums
    [BACK_0; products_left; EQF_INTRO(ASSUME `~(0 = m - (v + 1))`)] [CONJUNCT1 products] (asl,w));;
(* At the end, what callers keep is back from the frame. *)
let saved_at i = vsubst [num i,`i:num`] `(S:num->int64) (0 + i)`;;
let saved_d = map (fun i -> List.nth v_vars (2 * i)) (8--15);;
let end_literal = literal `x30:int64`
  (filter (fun (r,_) -> not(mem r ["x21"; "x23"; "x31"])) frame_registers @
   map (fun i -> "x" ^ string_of_int i,saved_at(i - 9)) (19--27) @ ["x28",saved_at 8; "x31",frame_end])
  (List.mapi (fun i v -> fst(dest_var v),saved_at i) saved_d) flags_tm routine.memory;;
let upper = { registers = (fun _ -> []); free = [var64 "x26"]; stored = (fun _ -> []);
  operands = [`pair_blocks Z m`; `pair_blocks (limbs_at M y) m`]; rules = []; products = PRODUCTS_TAC;
  above = (fun ln -> MATCH_MP (SPEC ln PRODUCTS_ABOVE) unchanged_above); store = (fun _ _ _ -> ALL_TAC);
  last = end_literal; last_free = xv ([5;6;7] @ (8--17)) @ subtract v_vars saved_d @ flag_vars;
  last_context = {ctx0 with aligned = frame_aligned}; last_facts = ALL_TAC; last_leaf = [] };;
let upper_part = upper_half routine upper q_upper;;
let last = last_half routine upper_part lower;;

(* ------------------------------------------------------------------------- *)
(* From the first instruction to the return.                                 *)
(* ------------------------------------------------------------------------- *)

let start = literal (at 0) (filter (fun (x,_) -> mem x ["x0";"x1";"x2";"x3";"x4"]) frame_registers @
    ["x5",var64 "s5"; "x31",frame_end] @ callers_x) callers_v flags_tm routine.memory `t:event list`;;
let ctx_start = {ctx0 with bounds = first_bounds; aligned = frame_aligned; public_rules = first_rules};;
let LITERAL = CONV_RULE limbs_conv (multiplication routine ctx_start (in_z,in_y) lower last upper_part start);;

(* ------------------------------------------------------------------------- *)
(* What the theorems say.                                                    *)
(* ------------------------------------------------------------------------- *)

(* What a lane of z, y and the prepared modulus at n must be for the modulus p. *)
let pair_operands = new_definition
 `pair_operands ln M z y n m p <=>
    pair_modulus ln (limbs_at M n) m p /\ &0 < p /\ &2 pow 20 * p < radix pow m /\
    abs(pair_number ln M z m) < &2 pow 8 * p /\ abs(pair_number ln M y m) < &2 pow 8 * p`;;
(* The equation: M before, M' after. *)
let pair_product = new_definition
 `pair_product ln M M' z y m p <=>
    (?q. radix pow m * pair_number ln M' z m = pair_number ln M z m * pair_number ln M y m + q * p) /\
    &100 * radix pow m * abs(pair_number ln M' z m) <
      &101 * radix pow m * p + &100 * abs(pair_number ln M z m * pair_number ln M y m)`;;

let arguments = `code_at (MEMORY s) pc pair_montmul_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = y /\ XREG s 2 = n /\ XREG s 3 = w /\ XREG s 4 = word m /\
  XREG s 31 = word_add stack (word 160) /\ val stack MOD 16 = 0 /\ 5 <= m /\ m <= 12 /\
  apart (pc,4 * LENGTH pair_montmul_code) (z,8 * 20 * m) /\
  apart (pc,4 * LENGTH pair_montmul_code) (w,8 * 20 * m) /\
  apart (pc,4 * LENGTH pair_montmul_code) (stack,8 * 20) /\
  apart (z,8 * 20 * m) (w,8 * 20 * m) /\ apart (z,8 * 20 * m) (stack,8 * 20) /\
  apart (w,8 * 20 * m) (z,8 * 20 * m) /\ apart (w,8 * 20 * m) (stack,8 * 20) /\
  apart (stack,8 * 20) (z,8 * 20 * m) /\ apart (stack,8 * 20) (w,8 * 20 * m) /\
  apart (y,8 * 20 * m) (z,8 * 20 * m) /\ apart (y,8 * 20 * m) (w,8 * 20 * m) /\
  apart (y,8 * 20 * m) (stack,8 * 20) /\
  apart (n,8 * 46 * m) (z,8 * 20 * m) /\ apart (n,8 * 46 * m) (w,8 * 20 * m) /\
  apart (n,8 * 46 * m) (stack,8 * 20) /\
  allowed rd z (8 * 20 * m) /\ allowed wr z (8 * 20 * m) /\
  allowed rd w (8 * 20 * m) /\ allowed wr w (8 * 20 * m) /\
  allowed rd stack (8 * 20) /\ allowed wr stack (8 * 20) /\
  allowed rd y (8 * 20 * m) /\ allowed rd n (8 * 46 * m) /\
  pair_blocks (limbs_at (MEMORY s) z) m /\ pair_blocks (limbs_at (MEMORY s) y) m /\
  prepared (limbs_at (MEMORY s) n) m /\
  pair_operands lo (MEMORY s) z y n m nlo /\ pair_operands hi (MEMORY s) z y n m nhi`;;

let result =
 `pair_blocks (limbs_at (MEMORY s') z) m /\
  pair_product lo (MEMORY s) (MEMORY s') z y m nlo /\ pair_product hi (MEMORY s) (MEMORY s') z y m nhi /\
  keeps_registers s s' /\ changes_only [z,8 * 20 * m; w,8 * 20 * m; stack,8 * 20] s s'`;;

(* ------------------------------------------------------------------------- *)
(* Every state.                                                              *)
(* ------------------------------------------------------------------------- *)

let trace_arguments = [`pc:int64`; `z:int64`; `y:int64`; `n:int64`; `w:int64`; `stack:int64`; `m:num`];;
let trace_function = list_mk_abs(trace_arguments @ [`t:event list`],final_trace LITERAL);;
let trace_is f = mk_eq(`TRACE s'`,list_mk_comb(f,trace_arguments @ [`TRACE s`]));;
prioritize_int();;
let PRODUCT_BELOW = prove
 (`(?q. R * z = x * y + q * p /\ &100 * abs(q) < &101 * R) /\ &0 < p /\ &1 <= R
   ==> (?q. R * z = x * y + q * p) /\ &100 * R * abs(z) < &101 * R * p + &100 * abs(x * y):int`,
  STRIP_TAC THEN CONJ_TAC THENL [ASM_MESON_TAC[]; ALL_TAC] THEN
  SUBGOAL_THEN `R * abs(z:int) = abs(x * y + q * p)` SUBST1_TAC THENL
   [FIRST_X_ASSUM(SUBST1_TAC o SYM) THEN REWRITE_TAC[INT_ABS_MUL] THEN AP_THM_TAC THEN AP_TERM_TAC THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  MP_TAC(SPECL [`x * y:int`; `q * p:int`] INT_ABS_TRIANGLE) THEN
  SUBGOAL_THEN `abs(q * p:int) = abs q * p` SUBST1_TAC THENL
   [REWRITE_TAC[INT_ABS_MUL] THEN AP_TERM_TAC THEN ASM_INT_ARITH_TAC; ALL_TAC] THEN
  SUBGOAL_THEN `(&100 * abs q) * p < (&101 * R) * p:int` MP_TAC THENL
   [MATCH_MP_TAC INT_LT_RMUL THEN ASM_REWRITE_TAC[]; INT_ARITH_TAC]);;
prioritize_num();;
let PRODUCT_TAC : tactic =
  MATCH_MP_TAC PRODUCT_BELOW THEN REWRITE_TAC[RADIX_POS] THEN CONJ_TAC THEN FIRST_ASSUM ACCEPT_TAC;;
let initially = [`limbs_at M z`,zc; `limbs_at M w`,wc; `limbs_at M stack`,sc];;
let plain_start,FROM_START = from_arguments MEM_INIT3 initially start LITERAL;;
let contents_given = [`pair_blocks (limbs_at M z) m`; `pair_blocks (limbs_at M y) m`; `prepared (limbs_at M n) m`;
  `pair_operands lo M z y n m nlo`; `pair_operands hi M z y n m nhi`];;
let FROM_LITERAL = prove
 (mk_imp(list_mk_conj(given @ contents_given),
   vsubst [plain_start,`s:state`] (reaches [trace_is trace_function; result])),
  FROM_LITERAL_TAC pair_operands FROM_START [] [pair_product] PRODUCT_TAC);;
let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `y:int64`; `n:int64`; `w:int64`; `m:num`; `nlo:int`; `nhi:int`;
                 `stack:int64`; `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[code_length pair_montmul_code] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN
  ANY_STATE_TAC (INST ((`XREG s 5`,var64 "s5") :: of_callers) FROM_LITERAL));;

let PAIR_MONTMUL_CORRECT,PAIR_MONTMUL_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "pair_montmul" ["PAIR_MONTMUL_CORRECT",PAIR_MONTMUL_CORRECT; "PAIR_MONTMUL_SAFE",PAIR_MONTMUL_SAFE];;
