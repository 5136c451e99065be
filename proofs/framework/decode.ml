(* The decoder: from 32-bit words to instructions, as in chapter C4 of the Arm
   Architecture Reference Manual. A word that is not listed does not decode,
   and a machine that meets one is stuck. *)

needs "model.ml";;

(* Bits p + l - 1 to p of an instruction. *)

let fld = new_definition `fld w p l = (w DIV 2 EXP p) MOD 2 EXP l`;;

(* A signed field of l bits times a scale, as a 64-bit word. *)

let sfld = new_definition
 `sfld w p l scale:int64 =
    if fld w (p + l - 1) 1 = 1
    then word_neg(word(scale * (2 EXP l - fld w p l)))
    else word(scale * fld w p l)`;;

(* MOVI's 64-bit immediate: each bit of the eight becomes a byte (C7.2). *)

let movi_imm = new_definition
 `movi_imm b:int64 =
    word(255 * (fld b 0 1 + 2 EXP 8 * fld b 1 1 + 2 EXP 16 * fld b 2 1 +
                2 EXP 24 * fld b 3 1 + 2 EXP 32 * fld b 4 1 +
                2 EXP 40 * fld b 5 1 + 2 EXP 48 * fld b 6 1 +
                2 EXP 56 * fld b 7 1))`;;

(* The bitmask immediate of one element of 64 bits: k + 1 ones rotated right by r
   (J1.1, DecodeBitMasks). *)

let bitmask = new_definition
 `bitmask k r:int64 =
    let ones = 2 EXP (k + 1) - 1 in
    word(ones DIV 2 EXP r + 2 EXP (64 - r) * ones MOD 2 EXP r)`;;

let decode = new_definition
 `decode w =
    let d = fld w 0 5 and n = fld w 5 5 and e = fld w 10 5 and m = fld w 16 5 in
    // Branches and hints: C4.1, "Branches, Exception Generating and System"
    if fld w 25 7 = 90 then SOME(Cbz (fld w 24 1 = 1) d (sfld w 5 19 4))
    else if fld w 26 6 = 5 then SOME(Branch (sfld w 0 26 4))
    else if fld w 26 6 = 37 then SOME(Branch_link (sfld w 0 26 4))
    else if fld w 10 22 = 3512256 /\ d = 0 then SOME(Ret n)
    else if w = 3573751839 \/ w = 3573752927 then SOME Nop
    // Data processing, immediate
    else if fld w 31 1 = 1 /\ fld w 23 6 = 34
    then SOME(Addsub_imm (fld w 30 1 = 1) (fld w 29 1 = 1) d n
                (fld w 10 12 * (if fld w 22 1 = 1 then 4096 else 1)))
    else if fld w 23 9 = 421
    then SOME(Movz d (2 EXP (16 * fld w 21 2) * fld w 5 16))
    else if fld w 22 10 = 585 /\ ~(fld w 10 6 = 63)
    then SOME(And_imm d n (bitmask (fld w 10 6) (fld w 16 6)))
    else if fld w 22 10 = 845 then SOME(Ubfm d n (fld w 16 6) (fld w 10 6))
    else if fld w 21 11 = 1182 then SOME(Extr d n m (fld w 10 6))
    // Data processing, register
    else if fld w 31 1 = 1 /\ fld w 21 8 = 88
    then SOME(Addsub (fld w 30 1 = 1) (fld w 29 1 = 1) d n m (fld w 10 6))
    else if fld w 31 1 = 1 /\ fld w 21 8 = 208 /\ fld w 10 6 = 0
    then SOME(Adcsbc (fld w 30 1 = 1) (fld w 29 1 = 1) d n m)
    else if fld w 31 1 = 1 /\ fld w 22 7 = 40
    then SOME(Logic (fld w 29 2) (fld w 21 1 = 1) d n m (fld w 10 6))
    else if fld w 31 1 = 1 /\ fld w 29 1 = 0 /\ fld w 21 8 = 212 /\ fld w 11 1 = 0
    then SOME(Csel (fld w 30 1 = 1) (fld w 10 1 = 1) d n m (fld w 12 4))
    else if fld w 21 11 = 1240
    then SOME(Madd (fld w 15 1 = 1) d n m e)
    else if fld w 21 11 = 1246 /\ fld w 10 6 = 31 then SOME(Umulh d n m)
    // Loads and stores; where the result would be unpredictable, nothing
    else if fld w 25 7 = 84 /\ ~(fld w 23 2 = 0) /\
            ~(fld w 22 1 = 1 /\ d = e) /\
            ~(~(fld w 23 2 = 2) /\ ~(n = 31) /\ (n = d \/ n = e))
    then SOME(Ldstp (fld w 22 1 = 1) (fld w 23 2) d e n (sfld w 15 7 8))
    else if fld w 25 7 = 86 /\ ~(fld w 23 2 = 0) /\ ~(fld w 22 1 = 1 /\ d = e)
    then SOME(Ldstp_q (fld w 22 1 = 1) (fld w 23 2) d e n (sfld w 15 7 16))
    else if fld w 23 9 = 498
    then SOME(Ldst (fld w 22 1 = 1) d n (word(8 * fld w 10 12)))
    else if fld w 23 9 = 123
    then SOME(Ldst_q (fld w 22 1 = 1) d n (word(16 * fld w 10 12)))
    else if fld w 21 11 = 614 /\ fld w 10 6 = 11 /\ ~(m = 31)
    then SOME(Ld1_four d n m)
    // SIMD
    else if fld w 10 22 = 1278467 then SOME(Dup d n)
    else if fld w 19 13 = 3552 /\ fld w 10 6 = 57
    then SOME(Movi d (movi_imm(32 * fld w 16 3 + fld w 5 5)))
    else if (fld w 21 11 = 631 \/ fld w 21 11 = 887) /\ fld w 10 6 = 33
    then SOME(Vadd (fld w 29 1 = 1) d n m)
    else if fld w 21 11 = 887 /\ fld w 10 6 = 35 then SOME(Cmeq d n m)
    else if fld w 24 8 = 110 /\ fld w 21 1 = 1 /\ ~(fld w 22 2 = 0) /\
            fld w 10 6 = 7
    then SOME(Bitsel (fld w 22 2) d n m)
    else if (fld w 21 11 = 625 \/ fld w 21 11 = 629 \/ fld w 21 11 = 881) /\
            fld w 10 6 = 7
    then SOME(Vlogic (if fld w 21 11 = 881 then 2 else fld w 23 1) d n m)
    else NONE`;;

(* ------------------------------------------------------------------------- *)
(* Steps. The machine's memory management lets the addresses of rd be read   *)
(* and those of wr be written: any other access, and any word that does not  *)
(* decode, leaves it without a next state.                                   *)
(* ------------------------------------------------------------------------- *)

let steps_to = define
 `steps_to (rd,wr) (State pc X V f M t) s <=>
    ?i. decode(bytes_at M pc 4) = SOME i /\
        exec rd wr i (State pc X V f M (CONS (Fetch pc) t)) = SOME s`;;

let reach_RULES,reach_INDUCT,reach_CASES = new_inductive_definition
 `(!s. reach perm s s) /\
  (!s s' s''. steps_to perm s s' /\ reach perm s' s'' ==> reach perm s s'')`;;

let REACH_REFL = prove(`reach perm s s`,REWRITE_TAC[reach_RULES]);;

let REACH_STEP = prove
 (`steps_to perm s s' ==> reach perm s s'`,MESON_TAC[reach_RULES]);;

let REACH_TRANS = prove
 (`!s s'. reach perm s s' ==> !s''. reach perm s' s'' ==> reach perm s s''`,
  MATCH_MP_TAC reach_INDUCT THEN REWRITE_TAC[] THEN
  MESON_TAC[reach_RULES]);;

(* The machine is deterministic, so a state that is reached is *the* state. *)

let STEPS_TO_DETERMINISTIC = prove
 (`!s s' s''. steps_to (rd,wr) s s' /\ steps_to (rd,wr) s s'' ==> s' = s''`,
  MATCH_MP_TAC state_INDUCT THEN REWRITE_TAC[steps_to] THEN
  MESON_TAC[injectivity "option"]);;
