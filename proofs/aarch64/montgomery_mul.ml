(* Montgomery multiplication (Montgomery 1985), composed: mul, then
   montgomery_reduce, then conditional_subtract on a copy of the high half.

   MONTGOMERY_MUL_CORRECT: for x * y below 2^(64k) * n, the last of the three
   returns with a number below n in z that is x * y when multiplied by 2^(64k),
   modulo n. Each starts in any state that its contract allows; what is done in
   between has to keep the product, the high half, the modulus, and the carry. *)

needs "mul.ml";;
needs "montgomery_reduce.ml";;
needs "montgomery_composed.ml";;

let modulus = `bignum (MEMORY s2) n (8 * m)`;;
let all_three = multiplied [] MUL_CORRECT
 (reduced [`n:int64`; `n0inv:int64`] MONTGOMERY_REDUCE_CORRECT modulus (subtracted [] modulus));;
let MONTGOMERY_MUL_CORRECT = prove(all_three,COMPOSED_TAC MUL_CORRECT MONTGOMERY_REDUCE_CORRECT modulus);;

composition "montgomery_mul" ["mul"; "montgomery_reduce"; "conditional_subtract"]
 ["MONTGOMERY_MUL_CORRECT",MONTGOMERY_MUL_CORRECT];;
