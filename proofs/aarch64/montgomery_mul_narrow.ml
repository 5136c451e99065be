(* Montgomery multiplication where the multiplier for 64 bits is slow, composed: mul_narrow, then
   montgomery_reduce_narrow, then conditional_subtract on a copy of the high half.

   MONTGOMERY_MUL_NARROW_CORRECT: for x * y below 2^(64k) * modulus, the last of the three returns with a number
   below the modulus in z that is x * y when multiplied by 2^(64k), modulo it. The reduction reads the modulus as
   it is unpacked, with its inverse, at `digits`; conditional_subtract reads its k = 8m limbs at n. *)

needs "mul_narrow.ml";;
needs "montgomery_reduce_narrow.ml";;
needs "montgomery_composed.ml";;

(* The theorems of the first two with k = 8m, as the third has it. *)
let PRODUCT = INST [`m:num`,`n:num`] (SPEC_ALL MUL_NARROW_CORRECT);;
let EIGHT_LIMBS = map ARITH_RULE
 [`16 <= 8 * m <=> 2 <= m`; `8 * m <= 56 <=> m <= 7`; `2 * 8 * m = 16 * m`; `64 * 8 * m = 512 * m`];;
let REDUCTION = REWRITE_RULE (MOD_MULT :: EIGHT_LIMBS)
 (INST [`digits:int64`,`n:int64`; `8 * m`,`k:num`] (SPEC_ALL MONTGOMERY_REDUCE_NARROW_CORRECT));;

let all_three = multiplied [`addresses:string->int64`] PRODUCT
 (reduced [`digits:int64`; `w:int64`; `l:num`; `modulus:num`] REDUCTION `modulus:num`
   (subtracted [`n:int64`] `modulus:num`));;
let MONTGOMERY_MUL_NARROW_CORRECT = prove(all_three,COMPOSED_TAC PRODUCT REDUCTION `modulus:num`);;

composition "montgomery_mul_narrow" ["mul_narrow"; "montgomery_reduce_narrow"; "conditional_subtract"]
 ["MONTGOMERY_MUL_NARROW_CORRECT",MONTGOMERY_MUL_NARROW_CORRECT];;
