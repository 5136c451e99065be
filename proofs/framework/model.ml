(* The machine: what AArch64 code does, for exactly the instructions that the
   routines use. Section numbers are those of the Arm Architecture Reference
   Manual for A-profile, DDI 0487 ("C6.2" are the base instructions, "C7.2" the
   SIMD ones); the encodings are those of its chapter C4.

   Everything here is meant to be read: the theorems are worth what these
   definitions are worth. They are run against qemu by proofs/cosim. *)

needs "Library/words.ml";;
needs "quoted.ml";;

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

(* Vector register d with these halves. *)

let vset = new_definition
 `vset d (low:int64) high V = upd (2 * d + 1) high (upd (2 * d) low V)`;;

(* The 32-bit halves of a 64-bit word; a vector register's lanes of 32 bits. *)

let lo32 = new_definition `lo32 (x:int64):int32 = word_subword x (0,32)`;;
let hi32 = new_definition `hi32 (x:int64):int32 = word_subword x (32,32)`;;
let join32 = new_definition
 `join32 (high:int32) (low:int32):int64 = word_join high low`;;
let lane32 = new_definition
 `lane32 V n i = if i MOD 2 = 0 then lo32(V (2 * n + i DIV 2))
                 else hi32(V (2 * n + i DIV 2))`;;

(* A function of 64-bit lanes, or one of each 32-bit lane, on half a register. *)

let lanes = new_definition
 `lanes narrow (f:int64->int64->int64) (g:int32->int32->int32) x y =
    if narrow then join32 (g (hi32 x) (hi32 y)) (g (lo32 x) (lo32 y)) else f x y`;;

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

let read32 = new_definition
 `read32 M a:int32 = word(bytes_at M a 4)`;;

let write32 = new_definition
 `write32 (a:int64) (v:int32) (M:int64->byte) =
    \b. if val(word_sub b a) < 4
        then word(val v DIV 2 EXP (8 * val(word_sub b a))) else M b`;;

(* What a general register of 8 or 4 bytes has from memory, and leaves there. *)

let xload = new_definition
 `xload wide M a:int64 = if wide then read64 M a else word_zx(read32 M a)`;;
let xstore = new_definition
 `xstore wide a (v:int64) M = if wide then write64 a v M else write32 a (lo32 v) M`;;

(* The same of the vector registers of a list, 16 or 8 bytes each, the first
   with those from a + k on. *)

let vload = define
 `vload quad M (a:int64) k [] V = V /\
  vload quad M a k (CONS d l) V =
    if quad
    then vload quad M a (k + 16) l
          (vset d (read64 M (word_add a (word k)))
                  (read64 M (word_add a (word(k + 8)))) V)
    else vload quad M a (k + 8) l
          (vset d (read64 M (word_add a (word k))) (word 0) V)`;;
let vstore = define
 `vstore quad (V:num->int64) (a:int64) k [] M = M /\
  vstore quad V a k (CONS d l) M =
    if quad
    then vstore quad V a (k + 16) l
          (write64 (word_add a (word(k + 8))) (V (2 * d + 1))
            (write64 (word_add a (word k)) (V (2 * d)) M))
    else vstore quad V a (k + 8) l
          (write64 (word_add a (word k)) (V (2 * d)) M)`;;

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
       | Smaddl bool num num num num
       | Umulh num num num
       | Logic num bool num num num num
       | Logic_imm num num num int64
       | Extr num num num num
       | Ubfm num num num num
       | Sbfm num num num num
       | Csel bool bool num num num num
       | Movz num num
       | Ldstp bool bool num num num num int64
       | Ldst bool bool num num num int64
       | Ldst_v bool bool num (num list) num int64
       | Ldst_v_by bool (num list) num num
       | Cbz bool num int64
       | Tbz bool num num int64
       | Bcond num int64
       | Branch int64
       | Branch_link int64
       | Ret num
       | Nop
       | Dup num num
       | Ins num num num
       | Fmov num num
       | Umov num num
       | Halves num num num
       | Uzp num num num
       | Movi num int64
       | Vadd bool bool bool num num num
       | Vneg bool num num
       | Cmeq bool num num num
       | Vshift num bool num num num
       | Sshl num num num
       | Sshll num num num num
       | Smull num num num num num num num
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

(* C6.2 SMADDL, SMSUBL *)

let exec_smaddl = by_state
 `exec_smaddl sub d n m a (State pc X V f M t) =
    (let p = word_mul (word_sx(lo32(xr X n))) (word_sx(lo32(xr X m))) in
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

(* C6.2 AND, ORR, EOR (immediate) *)

let exec_logic_imm = by_state
 `exec_logic_imm op d n i (State pc X V f M t) =
    (State (word_add pc (word 4)) (upd d (bitop op (xr X n) i) X) V f M t)`;;

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

(* C6.2 SBFM: ASR, SBFX, SBFIZ, SXTW *)

let exec_sbfm = by_state
 `exec_sbfm d n r k (State pc X V f M t) =
    (let y = word_shl (xr X n) (63 - k) in
    (State (word_add pc (word 4))
          (xw d (word_ishr y (if r <= k then 63 - k + r else r - (k + 1))) X)
          V f M t))`;;

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

(* C6.2 LDP, STP, 64 or 32 bits *)

let exec_ldstp = by_state
 `exec_ldstp rd wr wide load mode d e n i (State pc X V f M t) =
    (let k = if wide then 8 else 4 and a = access mode (X n) i in
    let b = word_add a (word k) and X' = writeback mode n i X in
    if ~base_ok X n \/ ~allowed (if load then rd else wr) a (2 * k) then NONE
    else if load
    then SOME(State (word_add pc (word 4))
                (xw e (xload wide M b) (xw d (xload wide M a) X')) V f M
                (CONS (Read a (2 * k)) t))
    else SOME(State (word_add pc (word 4)) X' V f
                (xstore wide b (xr X e) (xstore wide a (xr X d) M))
                (CONS (Write a (2 * k)) t)))`;;

(* C6.2 LDR, STR (immediate), LDUR, STUR, 64 or 32 bits *)

let exec_ldst = by_state
 `exec_ldst rd wr wide load mode d n i (State pc X V f M t) =
    (let k = if wide then 8 else 4 and a = access mode (X n) i in
    let X' = writeback mode n i X in
    if ~base_ok X n \/ ~allowed (if load then rd else wr) a k then NONE
    else if load
    then SOME(State (word_add pc (word 4)) (xw d (xload wide M a) X') V f M
                (CONS (Read a k) t))
    else SOME(State (word_add pc (word 4)) X' V f (xstore wide a (xr X d) M)
                (CONS (Write a k) t)))`;;

(* C7.2 LDR, STR, LDUR, STUR, LDP, STP (SIMD, 128 or 64 bits) and LD1, ST1
   (multiple structures, 128 bits) of the registers of the list l *)

let exec_ldst_v = by_state
 `exec_ldst_v rd wr load quad mode l n i (State pc X V f M t) =
    (let k = (if quad then 16 else 8) * LENGTH l and a = access mode (X n) i in
    let X' = writeback mode n i X in
    if ~base_ok X n \/ ~allowed (if load then rd else wr) a k then NONE
    else if load
    then SOME(State (word_add pc (word 4)) X' (vload quad M a 0 l V) f M
                (CONS (Read a k) t))
    else SOME(State (word_add pc (word 4)) X' V f (vstore quad V a 0 l M)
                (CONS (Write a k) t)))`;;

(* C7.2 LD1, ST1 (multiple structures, post-indexed by register m) *)

let exec_ldst_v_by = by_state
 `exec_ldst_v_by rd wr load l n m (State pc X V f M t) =
    exec_ldst_v rd wr load T 1 l n (xr X m) (State pc X V f M t)`;;

(* C6.2 CBZ, CBNZ *)

let exec_cbz = by_state
 `exec_cbz nonzero n i (State pc X V f M t) =
    (State (word_add pc (if xr X n = word 0 <=> ~nonzero then i else word 4))
          X V f M t)`;;

(* C6.2 TBZ, TBNZ *)

let exec_tbz = by_state
 `exec_tbz nonzero n b i (State pc X V f M t) =
    (State (word_add pc (if bit b (xr X n) <=> nonzero then i else word 4))
          X V f M t)`;;

(* C6.2 B.cond *)

let exec_bcond = by_state
 `exec_bcond k i (State pc X V f M t) =
    (State (word_add pc (if condition k f then i else word 4)) X V f M t)`;;

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

(* C6.2 NOP, BTI; PACIASP and AUTIASP, which do nothing on a processor without
   FEAT_PAuth *)

let exec_nop = by_state
 `exec_nop (State pc X V f M t) =
    (State (word_add pc (word 4)) X V f M t)`;;

(* What writes vector register d: its halves become these. *)

let exec_vset = by_state
 `exec_vset d low high (State pc X V f M t) =
    (State (word_add pc (word 4)) X (vset d (low X V) (high X V) V) f M t)`;;

(* C7.2 DUP (general, 2D) *)

let exec_dup = new_definition
 `exec_dup d n st = exec_vset d (\X V. xr X n) (\X V. xr X n) st`;;

(* C7.2 INS (general, D lane i) *)

let exec_ins = new_definition
 `exec_ins d i n st = exec_vset d (\X V. if i = 0 then xr X n else V (2 * d))
                               (\X V. if i = 1 then xr X n else V (2 * d + 1)) st`;;

(* C7.2 FMOV (general, 64 bits to D) *)

let exec_fmov = new_definition
 `exec_fmov d n st = exec_vset d (\X V. xr X n) (\X V. word 0) st`;;

(* C7.2 UMOV (64 bits): half a of the registers *)

let exec_umov = by_state
 `exec_umov d a (State pc X V f M t) =
    (State (word_add pc (word 4)) (xw d (V a) X) V f M t)`;;

(* C7.2 ZIP1 (2D), EXT (by 8), DUP (element, 2D): halves a and b of registers *)

let exec_halves = new_definition
 `exec_halves d a b st = exec_vset d (\X V. V a) (\X V. V b) st`;;

(* C7.2 UZP1 (4S) *)

let exec_uzp = new_definition
 `exec_uzp d n m st =
    exec_vset d (\X V. join32 (lane32 V n 2) (lane32 V n 0))
                (\X V. join32 (lane32 V m 2) (lane32 V m 0)) st`;;

(* C7.2 MOVI (2D, 4S), MVNI (4S) *)

let exec_movi = new_definition
 `exec_movi d i st = exec_vset d (\X V. i) (\X V. i) st`;;

(* C7.2 ADD, SUB (vector, 2D, 4S, 2S) *)

let exec_vadd = new_definition
 `exec_vadd quad sub narrow d n m st =
    let op = if sub then lanes narrow word_sub word_sub
             else lanes narrow word_add word_add in
    exec_vset d (\X V. op (V (2 * n)) (V (2 * m)))
                (\X V. if quad then op (V (2 * n + 1)) (V (2 * m + 1)) else word 0) st`;;

(* C7.2 NEG (vector, 2D, 4S) *)

let exec_vneg = new_definition
 `exec_vneg narrow d n st =
    let op = lanes narrow (\x y. word_neg x) (\x y. word_neg x) in
    exec_vset d (\X V. op (V (2 * n)) (V (2 * n)))
                (\X V. op (V (2 * n + 1)) (V (2 * n + 1))) st`;;

(* C7.2 CMEQ (register, 2D, 4S) *)

let exec_cmeq = new_definition
 `exec_cmeq narrow d n m st =
    let op = lanes narrow (\x y. if x = y then word_not(word 0) else word 0)
                          (\x y. if x = y then word_not(word 0) else word 0) in
    exec_vset d (\X V. op (V (2 * n)) (V (2 * m)))
                (\X V. op (V (2 * n + 1)) (V (2 * m + 1))) st`;;

(* C7.2 SHL, SSHR, USHR, SSRA, SRSRA (vector, 2D, 4S): k = 0 to 4, z is what the
   lane held *)

let round_ishr = new_definition
 `round_ishr (x:N word) s:N word =
    iword((ival x + &2 pow (s - 1)) div &2 pow s)`;;
let shift = new_definition
 `shift k s (z:N word) x = if k = 0 then word_shl x s
                           else if k = 1 then word_ishr x s
                           else if k = 2 then word_ushr x s
                           else if k = 3 then word_add z (word_ishr x s)
                           else word_add z (round_ishr x s)`;;
let exec_vshift = new_definition
 `exec_vshift k narrow d n s st =
    let op = lanes narrow (shift k s) (shift k s) in
    exec_vset d (\X V. op (V (2 * d)) (V (2 * n)))
                (\X V. op (V (2 * d + 1)) (V (2 * n + 1))) st`;;

(* C7.2 SSHL (register, 4S): the low byte of y says how far, to the right if
   negative *)

let shift_by = new_definition
 `shift_by (x:int32) (y:int32) =
    (let s = val(word_subword y (0,8):byte) in
    if s < 128 then word_shl x s else word_ishr x (256 - s))`;;
let exec_sshl = new_definition
 `exec_sshl d n m st =
    exec_vset d
     (\X V. join32 (shift_by (lane32 V n 1) (lane32 V m 1))
                   (shift_by (lane32 V n 0) (lane32 V m 0)))
     (\X V. join32 (shift_by (lane32 V n 3) (lane32 V m 3))
                   (shift_by (lane32 V n 2) (lane32 V m 2))) st`;;

(* C7.2 SSHLL, SSHLL2 (2D), of lanes i and i + 1 *)

let exec_sshll = new_definition
 `exec_sshll d n i s st =
    exec_vset d (\X V. word_shl (word_sx(lane32 V n i)) s)
                (\X V. word_shl (word_sx(lane32 V n (i + 1))) s) st`;;

(* C7.2 SMULL, SMLAL, SMLSL (k = 0, 1, 2) and those of the upper halves (vector and
   by element, 2D): lanes a and a + 1 of register n, b and c of m *)

let multiply = new_definition
 `multiply k (z:int64) (x:int32) (y:int32) =
    (let p = word_mul (word_sx x) (word_sx y) in
    if k = 0 then p else if k = 1 then word_add z p else word_sub z p)`;;
let exec_smull = new_definition
 `exec_smull k d n a m b c st =
    exec_vset d
     (\X V. multiply k (V (2 * d)) (lane32 V n a) (lane32 V m b))
     (\X V. multiply k (V (2 * d + 1)) (lane32 V n (a + 1)) (lane32 V m c)) st`;;

(* C7.2 BSL, BIT, BIF (16B): k = 1, 2, 3 *)

let exec_bitsel = new_definition
 `exec_bitsel k d n m st =
    let sel = \s x y:int64. word_or (word_and s x) (word_and (word_not s) y) in
    let op = \z x y:int64. if k = 1 then sel z x y
                           else if k = 2 then sel y x z else sel y z x in
    exec_vset d (\X V. op (V (2 * d)) (V (2 * n)) (V (2 * m)))
                (\X V. op (V (2 * d + 1)) (V (2 * n + 1)) (V (2 * m + 1))) st`;;

(* C7.2 AND, ORR, EOR (vector, 16B) *)

let exec_vlogic = new_definition
 `exec_vlogic k d n m st =
    exec_vset d (\X V. bitop k (V (2 * n)) (V (2 * m)))
                (\X V. bitop k (V (2 * n + 1)) (V (2 * m + 1))) st`;;

let exec = new_recursive_definition insn_RECURSION
 `exec rd wr (Addsub sub s d n m k) st = SOME(exec_addsub sub s d n m k st) /\
  exec rd wr (Addsub_imm sub s d n k) st = SOME(exec_addsub_imm sub s d n k st) /\
  exec rd wr (Adcsbc sub s d n m) st = SOME(exec_adcsbc sub s d n m st) /\
  exec rd wr (Madd sub d n m a) st = SOME(exec_madd sub d n m a st) /\
  exec rd wr (Smaddl sub d n m a) st = SOME(exec_smaddl sub d n m a st) /\
  exec rd wr (Umulh d n m) st = SOME(exec_umulh d n m st) /\
  exec rd wr (Logic op flip d n m k) st = SOME(exec_logic op flip d n m k st) /\
  exec rd wr (Logic_imm op d n i) st = SOME(exec_logic_imm op d n i st) /\
  exec rd wr (Extr d n m k) st = SOME(exec_extr d n m k st) /\
  exec rd wr (Ubfm d n r k) st = SOME(exec_ubfm d n r k st) /\
  exec rd wr (Sbfm d n r k) st = SOME(exec_sbfm d n r k st) /\
  exec rd wr (Csel flip inc d n m k) st = SOME(exec_csel flip inc d n m k st) /\
  exec rd wr (Movz d k) st = SOME(exec_movz d k st) /\
  exec rd wr (Ldstp wide load mode d e n i) st =
    exec_ldstp rd wr wide load mode d e n i st /\
  exec rd wr (Ldst wide load mode d n i) st =
    exec_ldst rd wr wide load mode d n i st /\
  exec rd wr (Ldst_v load quad mode l n i) st =
    exec_ldst_v rd wr load quad mode l n i st /\
  exec rd wr (Ldst_v_by load l n m) st = exec_ldst_v_by rd wr load l n m st /\
  exec rd wr (Cbz nonzero n i) st = SOME(exec_cbz nonzero n i st) /\
  exec rd wr (Tbz nonzero n b i) st = SOME(exec_tbz nonzero n b i st) /\
  exec rd wr (Bcond k i) st = SOME(exec_bcond k i st) /\
  exec rd wr (Branch i) st = SOME(exec_branch i st) /\
  exec rd wr (Branch_link i) st = SOME(exec_branch_link i st) /\
  exec rd wr (Ret n) st = SOME(exec_ret n st) /\
  exec rd wr Nop st = SOME(exec_nop st) /\
  exec rd wr (Dup d n) st = SOME(exec_dup d n st) /\
  exec rd wr (Ins d k n) st = SOME(exec_ins d k n st) /\
  exec rd wr (Fmov d n) st = SOME(exec_fmov d n st) /\
  exec rd wr (Umov d a) st = SOME(exec_umov d a st) /\
  exec rd wr (Halves d a b) st = SOME(exec_halves d a b st) /\
  exec rd wr (Uzp d n m) st = SOME(exec_uzp d n m st) /\
  exec rd wr (Movi d i) st = SOME(exec_movi d i st) /\
  exec rd wr (Vadd quad sub narrow d n m) st =
    SOME(exec_vadd quad sub narrow d n m st) /\
  exec rd wr (Vneg narrow d n) st = SOME(exec_vneg narrow d n st) /\
  exec rd wr (Cmeq narrow d n m) st = SOME(exec_cmeq narrow d n m st) /\
  exec rd wr (Vshift k narrow d n r) st = SOME(exec_vshift k narrow d n r st) /\
  exec rd wr (Sshl d n m) st = SOME(exec_sshl d n m st) /\
  exec rd wr (Sshll d n k r) st = SOME(exec_sshll d n k r st) /\
  exec rd wr (Smull k d n a m b c) st = SOME(exec_smull k d n a m b c st) /\
  exec rd wr (Bitsel k d n m) st = SOME(exec_bitsel k d n m st) /\
  exec rd wr (Vlogic k d n m) st = SOME(exec_vlogic k d n m st)`;;
