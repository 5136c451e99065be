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

(* MOVI's immediate for lanes of 32 bits, twice: a byte shifted by whole bytes. *)

let movi_lanes = new_definition
 `movi_lanes b k:int64 = word((2 EXP 32 + 1) * 2 EXP (8 * k) * b)`;;

(* The registers of LD1 and ST1, by their field `opcode`. *)

let structures = new_definition
 `structures k d =
    let e = (d + 1) MOD 32 and g = (d + 2) MOD 32 and h = (d + 3) MOD 32 in
    if k = 7 then [d] else if k = 10 then [d; e]
    else if k = 6 then [d; e; g] else [d; e; g; h]`;;

(* The register that a load or a store with writeback moves is no other operand. *)

let moves_apart = new_definition
 `moves_apart mode n l <=> mode = 2 \/ n = 31 \/ ~MEM n l`;;

let decode = new_definition
 `decode w =
    let d = fld w 0 5 and n = fld w 5 5 and e = fld w 10 5 and m = fld w 16 5 in
    // Branches and hints: C4.1, "Branches, Exception Generating and System"
    if fld w 25 7 = 90 then SOME(Cbz (fld w 24 1 = 1) d (sfld w 5 19 4))
    else if fld w 25 6 = 27
    then SOME(Tbz (fld w 24 1 = 1) d (32 * fld w 31 1 + fld w 19 5) (sfld w 5 14 4))
    else if fld w 24 8 = 84 /\ fld w 4 1 = 0
    then SOME(Bcond (fld w 0 4) (sfld w 5 19 4))
    else if fld w 26 6 = 5 then SOME(Branch (sfld w 0 26 4))
    else if fld w 26 6 = 37 then SOME(Branch_link (sfld w 0 26 4))
    else if fld w 10 22 = 3512256 /\ d = 0 then SOME(Ret n)
    else if w = 3573751839 \/ w = 3573752927 \/ w = 3573752639 \/ w = 3573752767
    then SOME Nop
    // Data processing, immediate
    else if fld w 31 1 = 1 /\ fld w 23 6 = 34
    then SOME(Addsub_imm (fld w 30 1 = 1) (fld w 29 1 = 1) d n
                (fld w 10 12 * (if fld w 22 1 = 1 then 4096 else 1)))
    else if fld w 23 9 = 421
    then SOME(Movz d (2 EXP (16 * fld w 21 2) * fld w 5 16))
    else if fld w 31 1 = 1 /\ fld w 22 7 = 73 /\ ~(fld w 29 2 = 3) /\ ~(fld w 10 6 = 63)
    then SOME(Logic_imm (fld w 29 2) d n (bitmask (fld w 10 6) (fld w 16 6)))
    else if fld w 22 10 = 845 then SOME(Ubfm d n (fld w 16 6) (fld w 10 6))
    else if fld w 22 10 = 589 then SOME(Sbfm d n (fld w 16 6) (fld w 10 6))
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
    else if fld w 21 11 = 1241
    then SOME(Smaddl (fld w 15 1 = 1) d n m e)
    else if fld w 21 11 = 1246 /\ fld w 10 6 = 31 then SOME(Umulh d n m)
    // Loads and stores; where the result would be unpredictable, nothing
    else if (fld w 25 7 = 84 \/ fld w 25 7 = 20) /\ ~(fld w 23 2 = 0) /\
            ~(fld w 22 1 = 1 /\ d = e) /\ moves_apart (fld w 23 2) n [d; e]
    then SOME(Ldstp (fld w 31 1 = 1) (fld w 22 1 = 1) (fld w 23 2) d e n
                (sfld w 15 7 (if fld w 31 1 = 1 then 8 else 4)))
    else if fld w 23 9 = 498 \/ fld w 23 9 = 370
    then SOME(Ldst (fld w 30 1 = 1) (fld w 22 1 = 1) 2 d n
                (word((if fld w 30 1 = 1 then 8 else 4) * fld w 10 12)))
    else if (fld w 23 9 = 496 \/ fld w 23 9 = 368) /\ fld w 21 1 = 0 /\
            ~(fld w 10 2 = 2) /\
            moves_apart (if fld w 10 2 = 0 then 2 else fld w 10 2) n [d]
    then SOME(Ldst (fld w 30 1 = 1) (fld w 22 1 = 1)
                (if fld w 10 2 = 0 then 2 else fld w 10 2) d n (sfld w 12 9 1))
    else if (fld w 25 7 = 86 \/ fld w 25 7 = 54) /\ ~(fld w 23 2 = 0) /\
            ~(fld w 22 1 = 1 /\ d = e)
    then SOME(Ldst_v (fld w 22 1 = 1) (fld w 31 1 = 1) (fld w 23 2) [d; e] n
                (sfld w 15 7 (if fld w 31 1 = 1 then 16 else 8)))
    else if fld w 23 9 = 123 \/ fld w 23 9 = 506
    then SOME(Ldst_v (fld w 22 1 = 1) (fld w 31 1 = 0) 2 [d] n
                (word((if fld w 31 1 = 0 then 16 else 8) * fld w 10 12)))
    else if (fld w 23 9 = 121 \/ fld w 23 9 = 504) /\ fld w 21 1 = 0 /\
            ~(fld w 10 2 = 2)
    then SOME(Ldst_v (fld w 22 1 = 1) (fld w 31 1 = 0)
                (if fld w 10 2 = 0 then 2 else fld w 10 2) [d] n (sfld w 12 9 1))
    else if (fld w 23 9 = 152 /\ fld w 16 6 = 0 \/ fld w 23 9 = 153 /\ fld w 21 1 = 0) /\
            fld w 11 1 = 1 /\
            (fld w 12 4 = 7 \/ fld w 12 4 = 10 \/ fld w 12 4 = 6 \/ fld w 12 4 = 2)
    then (let l = structures (fld w 12 4) d in
          if fld w 23 1 = 0 then SOME(Ldst_v (fld w 22 1 = 1) T 2 l n (word 0))
          else if m = 31
          then SOME(Ldst_v (fld w 22 1 = 1) T 1 l n (word(16 * LENGTH l)))
          else SOME(Ldst_v_by (fld w 22 1 = 1) l n m))
    // SIMD
    else if fld w 10 22 = 1278467 then SOME(Dup d n)
    else if fld w 21 11 = 624 /\ fld w 16 4 = 8 /\ fld w 10 6 = 7
    then SOME(Ins d (fld w 20 1) n)
    else if fld w 10 22 = 2595264 then SOME(Fmov d n)
    else if fld w 21 11 = 624 /\ fld w 16 4 = 8 /\ fld w 10 6 = 15
    then SOME(Umov d (2 * n + fld w 20 1))
    else if fld w 21 11 = 624 /\ fld w 16 4 = 8 /\ fld w 10 6 = 1
    then SOME(Halves d (2 * n + fld w 20 1) (2 * n + fld w 20 1))
    else if fld w 21 11 = 630 /\ fld w 10 6 = 14
    then SOME(Halves d (2 * n) (2 * m))
    else if fld w 21 11 = 880 /\ fld w 10 6 = 16
    then SOME(Halves d (2 * n + 1) (2 * m))
    else if fld w 21 11 = 628 /\ fld w 10 6 = 6 then SOME(Uzp d n m)
    else if fld w 19 13 = 3552 /\ fld w 10 6 = 57
    then SOME(Movi d (movi_imm(32 * fld w 16 3 + fld w 5 5)))
    else if (fld w 19 13 = 2528 \/ fld w 19 13 = 3552) /\ fld w 15 1 = 0 /\
            fld w 12 1 = 0 /\ fld w 10 2 = 1
    then (let i = movi_lanes (32 * fld w 16 3 + fld w 5 5) (fld w 13 2) in
          SOME(Movi d (if fld w 29 1 = 1 then word_not i else i)))
    else if (fld w 21 11 = 631 \/ fld w 21 11 = 887 \/ fld w 21 11 = 629 \/
             fld w 21 11 = 885 \/ fld w 21 11 = 117 \/ fld w 21 11 = 373) /\
            fld w 10 6 = 33
    then SOME(Vadd (fld w 30 1 = 1) (fld w 29 1 = 1) (fld w 22 1 = 0) d n m)
    else if (fld w 22 10 = 443 \/ fld w 22 10 = 442) /\ fld w 10 12 = 2094
    then SOME(Vneg (fld w 22 1 = 0) d n)
    else if (fld w 21 11 = 887 \/ fld w 21 11 = 885) /\ fld w 10 6 = 35
    then SOME(Cmeq (fld w 22 1 = 0) d n m)
    else if fld w 21 11 = 629 /\ fld w 10 6 = 17 then SOME(Sshl d n m)
    else if fld w 23 9 = 158 /\ 32 <= fld w 16 7 /\ fld w 10 6 = 21
    then SOME(Vshift 0 (fld w 22 1 = 0) d n
                (fld w 16 7 - (if fld w 22 1 = 0 then 32 else 64)))
    else if (fld w 23 9 = 158 /\ (fld w 10 6 = 1 \/ fld w 10 6 = 5 \/ fld w 10 6 = 13) \/
             fld w 23 9 = 222 /\ fld w 10 6 = 1) /\ 32 <= fld w 16 7
    then SOME(Vshift (if fld w 29 1 = 1 then 2 else if fld w 10 6 = 1 then 1
                      else if fld w 10 6 = 5 then 3 else 4)
                (fld w 22 1 = 0) d n
                ((if fld w 22 1 = 0 then 64 else 128) - fld w 16 7))
    else if (fld w 21 11 = 121 \/ fld w 21 11 = 633) /\ fld w 10 6 = 41
    then SOME(Sshll d n (2 * fld w 30 1) (fld w 16 5))
    else if (fld w 21 11 = 117 \/ fld w 21 11 = 629) /\
            (fld w 10 6 = 48 \/ fld w 10 6 = 32 \/ fld w 10 6 = 40)
    then SOME(Smull (if fld w 10 6 = 48 then 0 else if fld w 10 6 = 32 then 1 else 2)
                d n (2 * fld w 30 1) m (2 * fld w 30 1) (2 * fld w 30 1 + 1))
    else if (fld w 22 10 = 62 \/ fld w 22 10 = 318) /\ fld w 10 1 = 0 /\
            (fld w 12 4 = 10 \/ fld w 12 4 = 2 \/ fld w 12 4 = 6)
    then (let i = 2 * fld w 11 1 + fld w 21 1 in
          SOME(Smull (if fld w 12 4 = 10 then 0 else if fld w 12 4 = 2 then 1 else 2)
                 d n (2 * fld w 30 1) m i i))
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
