(* multiply_add_29: to 36 columns of 64 bits at z is added the product of two blocks of 18
   signed limbs of 29 bits. Column i < 18 weighs 2^(29 i), column 18 + i 2^(512 + 29 i).

   MULTIPLY_ADD_29_CORRECT: from every state with the code at the program counter, the
   arguments in X0 to X2 and 192 bytes of stack, where the buffers may be accessed and
   what is written overlaps nothing else, the machine reaches the return address, each
   column has grown (modulo 2^64) as product_columns says, all of it together is the
   product, and nothing else has changed that a caller relies on. x and y may be the same.

   MULTIPLY_ADD_29_SAFE: what an observer sees is a function of the addresses. *)

needs "products29.ml";;
needs "elf.ml";;

let multiply_add_29_code = define_code "multiply_add_29";;

let arguments = `code_at (MEMORY s) pc multiply_add_29_code /\ PC s = pc /\
  XREG s 0 = z /\ XREG s 1 = x /\ XREG s 2 = y /\
  XREG s 31 = word_add stack (word 192) /\ val stack MOD 16 = 0 /\
  is_block29 (MEMORY s) x /\ is_block29 (MEMORY s) y /\
  apart (pc,4 * LENGTH multiply_add_29_code) (z,8 * 36) /\
  apart (pc,4 * LENGTH multiply_add_29_code) (stack,8 * 24) /\
  apart (z,8 * 36) (stack,8 * 24) /\ apart (stack,8 * 24) (z,8 * 36) /\
  apart (x,8 * 10) (z,8 * 36) /\ apart (x,8 * 10) (stack,8 * 24) /\
  apart (y,8 * 10) (z,8 * 36) /\ apart (y,8 * 10) (stack,8 * 24) /\
  allowed rd z (8 * 36) /\ allowed wr z (8 * 36) /\
  allowed rd stack (8 * 24) /\ allowed wr stack (8 * 24) /\
  allowed rd x (8 * 10) /\ allowed rd y (8 * 10)`;;

let result =
 `(?d. (!i. i < 36 ==>
          limbs_at (MEMORY s') z i = word_add (limbs_at (MEMORY s) z i) (iword(d i))) /\
       product_columns (MEMORY s) x y d) /\
  keeps_registers s s' /\ changes_only [z,8 * 36; stack,8 * 24] s s'`;;

(* ------------------------------------------------------------------------- *)
(* The proof.                                                                *)
(* ------------------------------------------------------------------------- *)

let LENGTH_CODE = code_length multiply_add_29_code;;
let trace_function,trace_is,FROM_LITERAL = product_theorem multiply_add_29_code 24 [] [] result;;

let spec_vars = [`s:state`; `pc:int64`; `z:int64`; `x:int64`; `y:int64`; `stack:int64`;
                 `rd:int64->bool`; `wr:int64->bool`];;
let FULL = prove
 (for_all spec_vars arguments [trace_is trace_function; result],
  PURE_REWRITE_TAC[LENGTH_CODE] THEN REPEAT GEN_TAC THEN STRIP_TAC THEN ANY_STATE_TAC FROM_LITERAL);;

let MULTIPLY_ADD_29_CALL = trace_constant "multiply_add_29" trace_function FULL;;

let MULTIPLY_ADD_29_CORRECT,MULTIPLY_ADD_29_SAFE =
  correct_and_safe spec_vars arguments result trace_is trace_function FULL;;

final "multiply_add_29" ["MULTIPLY_ADD_29_CORRECT",MULTIPLY_ADD_29_CORRECT;
  "MULTIPLY_ADD_29_SAFE",MULTIPLY_ADD_29_SAFE];;
