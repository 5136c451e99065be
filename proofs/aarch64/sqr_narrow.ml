(* sqr_narrow: z = x^2, for x of n blocks of eight limbs, n <= 8, by the identity of
   asm/aarch64/limbs29.inc.

   SQR_NARROW_CORRECT: from every state with the code at the program counter, linked to the
   routines it calls, wherever these lie, the arguments in X0 to X2 and 4000 bytes of stack, where the
   buffers may be accessed and what is written overlaps nothing else, the machine reaches the
   return address with the square in z, and nothing else has changed that a caller relies on.

   SQR_NARROW_SAFE: what an observer sees is a function of the addresses and n. *)

needs "calls.ml";;
needs "unpack_29.ml";;
needs "square_add_29.ml";;
needs "pack_29.ml";;
needs "karatsuba29.ml";;

let narrow_code = define_code "sqr_narrow";;
let product = "square_add_29" and product_code = `square_add_29_code` and PRODUCT_CALL = SQUARE_ADD_29_CALL
and scratch = 22 and same_block = true;;
loadt "narrow_context.ml";;
loadt "narrow_loops.ml";;
loadt "narrow_pairs.ml";;
loadt "narrow_end.ml";;
loadt "narrow_whole.ml";;
loadt "narrow_start.ml";;
loadt "narrow_final.ml";;

final "sqr_narrow" ["SQR_NARROW_CORRECT",CORRECT; "SQR_NARROW_SAFE",SAFE];;
