(* mul_narrow: z = x * y, for x and y of n blocks of eight limbs, n <= 8, by the identity of
   asm/aarch64/limbs29.inc.

   MUL_NARROW_CORRECT: from every state with the code at the program counter, linked to the
   routines it calls, wherever these lie, the arguments in X0 to X3 and 4016 bytes of stack, where the
   buffers may be accessed and what is written overlaps nothing else, the machine reaches the
   return address with the product in z, and nothing else has changed that a caller relies on.
   x and y may be the same.

   MUL_NARROW_SAFE: what an observer sees is a function of the addresses and n. *)

needs "calls.ml";;
needs "unpack_29.ml";;
needs "multiply_add_29.ml";;
needs "pack_29.ml";;
needs "karatsuba29.ml";;

let narrow_code = define_code "mul_narrow";;
let product = "multiply_add_29" and product_code = `multiply_add_29_code` and PRODUCT_CALL = MULTIPLY_ADD_29_CALL
and scratch = 24 and same_block = false;;
loadt "narrow_context.ml";;
loadt "narrow_loops.ml";;
loadt "narrow_pairs.ml";;
loadt "narrow_end.ml";;
loadt "narrow_whole.ml";;
loadt "narrow_start.ml";;
loadt "narrow_final.ml";;

let MUL_NARROW_CORRECT = CORRECT;;
final "mul_narrow" ["MUL_NARROW_CORRECT",MUL_NARROW_CORRECT; "MUL_NARROW_SAFE",SAFE];;
