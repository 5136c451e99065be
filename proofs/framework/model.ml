(* The machine: what AArch64 code does, for exactly the instructions that the
   routines use. Section numbers are those of the Arm Architecture Reference
   Manual for A-profile, DDI 0487 ("C6.2" are the base instructions, "C7.2" the
   SIMD ones); the encodings are those of its chapter C4.

   Everything here is meant to be read: the theorems are worth what these
   definitions are worth. They are run against qemu by proofs/cosim. *)

needs "Library/words.ml";;

(* ------------------------------------------------------------------------- *)
(* The state of the machine.                                                 *)
(* ------------------------------------------------------------------------- *)

(* What an observer of caches and timing may see: the address of every
   instruction, the address and the number of bytes of every access. *)

let event_INDUCT,event_RECURSION = define_type
 "event = Fetch int64 | Read int64 num | Write int64 num";;

(* State pc X V flags memory trace.
   X n is register Xn for n < 31; X 31 is the stack pointer.
   V (2 * n) and V (2 * n + 1) are the low and the high 64 bits of register Vn.
   flags are (N,Z,C,V). The trace has its newest event first. *)

let state_INDUCT,state_RECURSION = define_type
 "state = State int64 (num->int64) (num->int64) (bool#bool#bool#bool)
                (int64->byte) (event list)";;

let PC = define `PC (State pc X V f M t) = pc`;;
let XREG = define `XREG (State pc X V f M t) = X`;;
let VREG = define `VREG (State pc X V f M t) = V`;;
let MEMORY = define `MEMORY (State pc X V f M t) = M`;;
let TRACE = define `TRACE (State pc X V f M t) = t`;;

(* A function with one value replaced. *)

let upd = new_definition
 `upd i (v:A) (f:num->A) = \j. if j = i then v else f j`;;

(* Register 31 as an operand is zero, as a destination nothing; where it is the
   stack pointer, X 31 is meant. *)

let xr = new_definition `xr (X:num->int64) i = if i = 31 then word 0 else X i`;;
let xw = new_definition
 `xw i (v:int64) (X:num->int64) = if i = 31 then X else upd i v X`;;

(* ------------------------------------------------------------------------- *)
(* Memory: bytes, little-endian.                                             *)
(* ------------------------------------------------------------------------- *)

let bytes_at = define
 `bytes_at (M:int64->byte) a 0 = 0 /\
  bytes_at M a (SUC n) = val(M a) + 256 * bytes_at M (word_add a (word 1)) n`;;

let read64 = new_definition
 `read64 M a:int64 = word(bytes_at M a 8)`;;

let write64 = new_definition
 `write64 (a:int64) (v:int64) (M:int64->byte) =
    \b. if val(word_sub b a) < 8
        then word(val v DIV 2 EXP (8 * val(word_sub b a))) else M b`;;

(* Of n bytes from a, each may be accessed. *)

let allowed = new_definition
 `allowed (p:int64->bool) a n <=> !j. j < n ==> p(word_add a (word j))`;;

(* A stack pointer that is the base of an access is a multiple of 16 (D1.8.2). *)

let base_ok = new_definition
 `base_ok (X:num->int64) n <=> (n = 31 ==> val(X 31) MOD 16 = 0)`;;

(* ------------------------------------------------------------------------- *)
(* Arithmetic with flags: AddWithCarry (J1.3), ConditionHolds (J1.3).        *)
(* ------------------------------------------------------------------------- *)

let awc = new_definition
 `awc (x:int64) (y:int64) c:int64 = word(val x + val y + bitval c)`;;

let awc_n = new_definition `awc_n x y c <=> bit 63 (awc x y c)`;;
let awc_z = new_definition `awc_z x y c <=> awc x y c = word 0`;;
let awc_c = new_definition
 `awc_c (x:int64) (y:int64) c <=> 2 EXP 64 <= val x + val y + bitval c`;;
let awc_v = new_definition
 `awc_v (x:int64) (y:int64) c <=>
    ~(ival(awc x y c) = ival x + ival y + &(bitval c))`;;

let condition = new_definition
 `condition k (n,z,c,v) <=>
    let h = (if k DIV 2 = 0 then z
             else if k DIV 2 = 1 then c
             else if k DIV 2 = 2 then n
             else if k DIV 2 = 3 then v
             else if k DIV 2 = 4 then c /\ ~z
             else if k DIV 2 = 5 then (n <=> v)
             else if k DIV 2 = 6 then (n <=> v) /\ ~z
             else T) in
    if k MOD 2 = 1 /\ ~(k = 15) then ~h else h`;;

let carry_of = new_definition `carry_of (n:bool,z:bool,c:bool,v:bool) = c`;;

(* ------------------------------------------------------------------------- *)
(* The instructions. d, n, m, a are register numbers.                        *)
(* ------------------------------------------------------------------------- *)

let insn_INDUCT,insn_RECURSION = define_type
 "insn = Addsub bool bool num num num num
       | Addsub_imm bool bool num num num
       | Adcsbc bool bool num num num
       | Madd bool num num num num
       | Umulh num num num
       | Logic num bool num num num num
       | And_imm num num int64
       | Extr num num num num
       | Ubfm num num num num
       | Csel bool bool num num num num
       | Movz num num
       | Ldstp bool num num num num int64
       | Ldst bool num num int64
       | Ldstp_q bool num num num num int64
       | Ldst_q bool num num int64
       | Ld1_four num num num
       | Cbz bool num int64
       | Branch int64
       | Branch_link int64
       | Ret num
       | Nop
       | Dup num num
       | Movi num int64
       | Vadd bool num num num
       | Cmeq num num num
       | Bitsel num num num num
       | Vlogic num num num num";;

(* Where the base register of an access points afterwards, and the address:
   mode 2 is the plain offset, 3 pre-indexed, 1 post-indexed (C4.1, "op3"). *)

let access = new_definition
 `access mode (b:int64) (i:int64) = if mode = 1 then b else word_add b i`;;

let writeback = new_definition
 `writeback mode n (i:int64) (X:num->int64) =
    if mode = 2 then X else upd n (word_add (X n) i) X`;;

let bitop = new_definition
 `bitop k (x:int64) y = if k = 0 \/ k = 3 then word_and x y
                        else if k = 1 then word_or x y else word_xor x y`;;

let by_state = new_recursive_definition state_RECURSION;;

(* C6.2 ADD, ADDS, SUB, SUBS (shifted register, LSL) *)

let exec_addsub = by_state
 `exec_addsub sub s d n m k (State pc X V f M t) =
    (let x = xr X n and y = word_shl (xr X m) k in
    let y = if sub then word_not y else y in
    (State (word_add pc (word 4)) (xw d (awc x y sub) X) V
           (if s then awc_n x y sub,awc_z x y sub,awc_c x y sub,awc_v x y sub
            else f) M t))`;;

(* C6.2 ADD, ADDS, SUB, SUBS (immediate) *)

let exec_addsub_imm = by_state
 `exec_addsub_imm sub s d n k (State pc X V f M t) =
    (let x = X n and y = if sub then word_not(word k) else word k in
    (State (word_add pc (word 4))
           (if s then xw d (awc x y sub) X else upd d (awc x y sub) X) V
           (if s then awc_n x y sub,awc_z x y sub,awc_c x y sub,awc_v x y sub
            else f) M t))`;;

(* C6.2 ADC, ADCS, SBC, SBCS *)

let exec_adcsbc = by_state
 `exec_adcsbc sub s d n m (State pc X V f M t) =
    (let x = xr X n and y = if sub then word_not(xr X m) else xr X m
    and c = carry_of f in
    (State (word_add pc (word 4)) (xw d (awc x y c) X) V
           (if s then awc_n x y c,awc_z x y c,awc_c x y c,awc_v x y c
            else f) M t))`;;

(* C6.2 MADD, MSUB *)

let exec_madd = by_state
 `exec_madd sub d n m a (State pc X V f M t) =
    (let p = word_mul (xr X n) (xr X m) in
    (State (word_add pc (word 4))
           (xw d (if sub then word_sub (xr X a) p else word_add (xr X a) p) X)
           V f M t))`;;

(* C6.2 UMULH *)

let exec_umulh = by_state
 `exec_umulh d n m (State pc X V f M t) =
    (State (word_add pc (word 4))
          (xw d (word((val(xr X n) * val(xr X m)) DIV 2 EXP 64)) X) V f M t)`;;

(* C6.2 AND, ORR, EOR, ANDS and BIC, ORN, EON, BICS (shifted register, LSL) *)

let exec_logic = by_state
 `exec_logic op flip d n m k (State pc X V f M t) =
    (let y = word_shl (xr X m) k in
    let r = bitop op (xr X n) (if flip then word_not y else y) in
    (State (word_add pc (word 4)) (xw d r X) V
           (if op = 3 then bit 63 r,(r = word 0),F,F else f) M t))`;;

(* C6.2 AND (immediate) *)

let exec_and_imm = by_state
 `exec_and_imm d n i (State pc X V f M t) =
    (State (word_add pc (word 4)) (upd d (word_and (xr X n) i) X) V f M t)`;;

(* C6.2 EXTR *)

let exec_extr = by_state
 `exec_extr d n m k (State pc X V f M t) =
    (State (word_add pc (word 4))
          (xw d (word((2 EXP 64 * val(xr X n) + val(xr X m)) DIV 2 EXP k)) X)
          V f M t)`;;

(* C6.2 UBFM: LSR, LSL, UBFX, UBFIZ *)

let exec_ubfm = by_state
 `exec_ubfm d n r k (State pc X V f M t) =
    (State (word_add pc (word 4))
          (xw d (if r <= k
                 then word((val(xr X n) MOD 2 EXP (k + 1)) DIV 2 EXP r)
                 else word(2 EXP (64 - r) * (val(xr X n) MOD 2 EXP (k + 1)))) X)
          V f M t)`;;

(* C6.2 CSEL, CSINC, CSINV, CSNEG *)

let exec_csel = by_state
 `exec_csel flip inc d n m k (State pc X V f M t) =
    (let y = if flip then word_not(xr X m) else xr X m in
    let y = if inc then word_add y (word 1) else y in
    (State (word_add pc (word 4))
           (xw d (if condition k f then xr X n else y) X) V f M t))`;;

(* C6.2 MOVZ *)

let exec_movz = by_state
 `exec_movz d k (State pc X V f M t) =
    (State (word_add pc (word 4)) (xw d (word k) X) V f M t)`;;

(* C6.2 LDP, STP *)

let exec_ldstp = by_state
 `exec_ldstp rd wr load mode d e n i (State pc X V f M t) =
    (let a = access mode (X n) i in
    let b = word_add a (word 8) and X' = writeback mode n i X in
    if ~base_ok X n \/ ~allowed (if load then rd else wr) a 16 then NONE
    else if load
    then SOME(State (word_add pc (word 4))
                (xw e (read64 M b) (xw d (read64 M a) X')) V f M
                (CONS (Read a 16) t))
    else SOME(State (word_add pc (word 4)) X' V f
                (write64 b (xr X e) (write64 a (xr X d) M))
                (CONS (Write a 16) t)))`;;

(* C6.2 LDR, STR (immediate, unsigned offset) *)

let exec_ldst = by_state
 `exec_ldst rd wr load d n i (State pc X V f M t) =
    (let a = word_add (X n) i in
    if ~base_ok X n \/ ~allowed (if load then rd else wr) a 8 then NONE
    else if load
    then SOME(State (word_add pc (word 4)) (xw d (read64 M a) X) V f M
                (CONS (Read a 8) t))
    else SOME(State (word_add pc (word 4)) X V f (write64 a (xr X d) M)
                (CONS (Write a 8) t)))`;;

(* C7.2 LDP, STP (SIMD, 128 bits) *)

let exec_ldstp_q = by_state
 `exec_ldstp_q rd wr load mode d e n i (State pc X V f M t) =
    (let a = access mode (X n) i in
    let b = word_add a (word 8) and c = word_add a (word 16)
    and g = word_add a (word 24) and X' = writeback mode n i X in
    if ~base_ok X n \/ ~allowed (if load then rd else wr) a 32 then NONE
    else if load
    then SOME(State (word_add pc (word 4)) X'
                (upd (2 * e + 1) (read64 M g) (upd (2 * e) (read64 M c)
                  (upd (2 * d + 1) (read64 M b) (upd (2 * d) (read64 M a) V))))
                f M (CONS (Read a 32) t))
    else SOME(State (word_add pc (word 4)) X' V f
                (write64 g (V (2 * e + 1)) (write64 c (V (2 * e))
                  (write64 b (V (2 * d + 1)) (write64 a (V (2 * d)) M))))
                (CONS (Write a 32) t)))`;;

(* C7.2 LDR, STR (immediate, SIMD, 128 bits, unsigned offset) *)

let exec_ldst_q = by_state
 `exec_ldst_q rd wr load d n i (State pc X V f M t) =
    (let a = word_add (X n) i in
    let b = word_add a (word 8) in
    if ~base_ok X n \/ ~allowed (if load then rd else wr) a 16 then NONE
    else if load
    then SOME(State (word_add pc (word 4)) X
                (upd (2 * d + 1) (read64 M b) (upd (2 * d) (read64 M a) V))
                f M (CONS (Read a 16) t))
    else SOME(State (word_add pc (word 4)) X V f
                (write64 b (V (2 * d + 1)) (write64 a (V (2 * d)) M))
                (CONS (Write a 16) t)))`;;

(* C7.2 LD1 (multiple structures, four registers of 2D, post-indexed by a register) *)

let exec_ld1_four = by_state
 `exec_ld1_four rd d n m (State pc X V f M t) =
    (let a = X n and e = (d + 1) MOD 32 and g = (d + 2) MOD 32 and h = (d + 3) MOD 32 in
    if ~base_ok X n \/ ~allowed rd a 64 then NONE
    else SOME(State (word_add pc (word 4)) (upd n (word_add a (xr X m)) X)
           (upd (2 * h + 1) (read64 M (word_add a (word 56)))
           (upd (2 * h) (read64 M (word_add a (word 48)))
           (upd (2 * g + 1) (read64 M (word_add a (word 40)))
           (upd (2 * g) (read64 M (word_add a (word 32)))
           (upd (2 * e + 1) (read64 M (word_add a (word 24)))
           (upd (2 * e) (read64 M (word_add a (word 16)))
           (upd (2 * d + 1) (read64 M (word_add a (word 8)))
           (upd (2 * d) (read64 M a) V))))))))
           f M (CONS (Read a 64) t)))`;;

(* C6.2 CBZ, CBNZ *)

let exec_cbz = by_state
 `exec_cbz nonzero n i (State pc X V f M t) =
    (State (word_add pc (if xr X n = word 0 <=> ~nonzero then i else word 4))
          X V f M t)`;;

(* C6.2 B, BL, RET *)

let exec_branch = by_state
 `exec_branch i (State pc X V f M t) =
    (State (word_add pc i) X V f M t)`;;

let exec_branch_link = by_state
 `exec_branch_link i (State pc X V f M t) =
    (State (word_add pc i) (upd 30 (word_add pc (word 4)) X) V f M t)`;;

let exec_ret = by_state
 `exec_ret n (State pc X V f M t) =
    (State (xr X n) X V f M t)`;;

(* C6.2 NOP, BTI *)

let exec_nop = by_state
 `exec_nop (State pc X V f M t) =
    (State (word_add pc (word 4)) X V f M t)`;;

(* C7.2 DUP (general, 2D) *)

let exec_dup = by_state
 `exec_dup d n (State pc X V f M t) =
    (State (word_add pc (word 4)) X
          (upd (2 * d + 1) (xr X n) (upd (2 * d) (xr X n) V)) f M t)`;;

(* C7.2 MOVI (2D) *)

let exec_movi = by_state
 `exec_movi d i (State pc X V f M t) =
    (State (word_add pc (word 4)) X
          (upd (2 * d + 1) i (upd (2 * d) i V)) f M t)`;;

(* C7.2 ADD, SUB (vector, 2D) *)

let exec_vadd = by_state
 `exec_vadd sub d n m (State pc X V f M t) =
    (let op = if sub then word_sub else word_add in
    (State (word_add pc (word 4)) X
           (upd (2 * d + 1) (op (V (2 * n + 1)) (V (2 * m + 1)))
             (upd (2 * d) (op (V (2 * n)) (V (2 * m))) V)) f M t))`;;

(* C7.2 CMEQ (register, 2D) *)

let exec_cmeq = by_state
 `exec_cmeq d n m (State pc X V f M t) =
    (let eq = \x y:int64. if x = y then word_not(word 0) else word 0:int64 in
    (State (word_add pc (word 4)) X
           (upd (2 * d + 1) (eq (V (2 * n + 1)) (V (2 * m + 1)))
             (upd (2 * d) (eq (V (2 * n)) (V (2 * m))) V)) f M t))`;;

(* C7.2 BSL, BIT, BIF (16B): k = 1, 2, 3 *)

let exec_bitsel = by_state
 `exec_bitsel k d n m (State pc X V f M t) =
    (let sel = \s x y:int64. word_or (word_and s x) (word_and (word_not s) y) in
    let op = \z x y:int64. if k = 1 then sel z x y
                           else if k = 2 then sel y x z else sel y z x in
    (State (word_add pc (word 4)) X
           (upd (2 * d + 1) (op (V (2 * d + 1)) (V (2 * n + 1)) (V (2 * m + 1)))
             (upd (2 * d) (op (V (2 * d)) (V (2 * n)) (V (2 * m))) V))
           f M t))`;;

(* C7.2 AND, ORR, EOR (vector, 16B) *)

let exec_vlogic = by_state
 `exec_vlogic k d n m (State pc X V f M t) =
    (State (word_add pc (word 4)) X
          (upd (2 * d + 1) (bitop k (V (2 * n + 1)) (V (2 * m + 1)))
            (upd (2 * d) (bitop k (V (2 * n)) (V (2 * m))) V)) f M t)`;;

let exec = new_recursive_definition insn_RECURSION
 `exec rd wr (Addsub sub s d n m k) st = SOME(exec_addsub sub s d n m k st) /\
  exec rd wr (Addsub_imm sub s d n k) st = SOME(exec_addsub_imm sub s d n k st) /\
  exec rd wr (Adcsbc sub s d n m) st = SOME(exec_adcsbc sub s d n m st) /\
  exec rd wr (Madd sub d n m a) st = SOME(exec_madd sub d n m a st) /\
  exec rd wr (Umulh d n m) st = SOME(exec_umulh d n m st) /\
  exec rd wr (Logic op flip d n m k) st = SOME(exec_logic op flip d n m k st) /\
  exec rd wr (And_imm d n i) st = SOME(exec_and_imm d n i st) /\
  exec rd wr (Extr d n m k) st = SOME(exec_extr d n m k st) /\
  exec rd wr (Ubfm d n r k) st = SOME(exec_ubfm d n r k st) /\
  exec rd wr (Csel flip inc d n m k) st = SOME(exec_csel flip inc d n m k st) /\
  exec rd wr (Movz d k) st = SOME(exec_movz d k st) /\
  exec rd wr (Ldstp load mode d e n i) st = exec_ldstp rd wr load mode d e n i st /\
  exec rd wr (Ldst load d n i) st = exec_ldst rd wr load d n i st /\
  exec rd wr (Ldstp_q load mode d e n i) st = exec_ldstp_q rd wr load mode d e n i st /\
  exec rd wr (Ldst_q load d n i) st = exec_ldst_q rd wr load d n i st /\
  exec rd wr (Ld1_four d n m) st = exec_ld1_four rd d n m st /\
  exec rd wr (Cbz nonzero n i) st = SOME(exec_cbz nonzero n i st) /\
  exec rd wr (Branch i) st = SOME(exec_branch i st) /\
  exec rd wr (Branch_link i) st = SOME(exec_branch_link i st) /\
  exec rd wr (Ret n) st = SOME(exec_ret n st) /\
  exec rd wr Nop st = SOME(exec_nop st) /\
  exec rd wr (Dup d n) st = SOME(exec_dup d n st) /\
  exec rd wr (Movi d i) st = SOME(exec_movi d i st) /\
  exec rd wr (Vadd sub d n m) st = SOME(exec_vadd sub d n m st) /\
  exec rd wr (Cmeq d n m) st = SOME(exec_cmeq d n m st) /\
  exec rd wr (Bitsel k d n m) st = SOME(exec_bitsel k d n m st) /\
  exec rd wr (Vlogic k d n m) st = SOME(exec_vlogic k d n m st)`;;
