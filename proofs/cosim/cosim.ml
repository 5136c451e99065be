(* The model against a processor (qemu's): random instructions of every class
   in random states, executed by the model, with a proof, and by native.c; what
   they leave must be the same in full. *)

let two32 = power_num (Int 2) (Int 32) and two64 = power_num (Int 2) (Int 64);;
(* Terms are parsed here, once. *)
let word64 = `word:num->int64` and word8 = `word:num->byte`;;
let decode_tm = `decode` and exec_tm = `exec window window` and state_tm = `State`;;
let fetch_tm = `bytes_at (M:int64->byte)` and four = `4` and no_offset = `word 0:int64` and one_tm = `1`;;
let x_tm = `X:num->int64` and v_tm = `V:num->int64` and m_tm = `M:int64->byte` and t_tm = `t:event list`;;
let mk_word64 n = mk_comb(word64,mk_numeral n);;
let dest_word64 tm =
  match tm with
    Comb(Const("word",_),n) -> dest_numeral n
  | _ -> failwith("not a literal: " ^ string_of_term tm);;

(* ------------------------------------------------------------------------- *)
(* Random instructions: bits, x for any.                                     *)
(* ------------------------------------------------------------------------- *)

let patterns =
 ["1xx01011 000xxxxx xxxxxxxx xxxxxxxx";   (* ADD ... SUBS, register *)
  "1xx10001 0xxxxxxx xxxxxxxx xxxxxxxx";   (* ADD ... SUBS, immediate *)
  "1xx11010 000xxxxx 000000xx xxxxxxxx";   (* ADC, ADCS, SBC, SBCS *)
  "10011011 000xxxxx xxxxxxxx xxxxxxxx";   (* MADD, MSUB *)
  "10011011 110xxxxx 011111xx xxxxxxxx";   (* UMULH *)
  "1xx01010 00xxxxxx xxxxxxxx xxxxxxxx";   (* AND ... BICS *)
  "1xx10010 01xxxxxx xxxxxxxx xxxxxxxx";   (* AND, ORR, EOR, immediate *)
  "10010011 110xxxxx xxxxxxxx xxxxxxxx";   (* EXTR *)
  "11010011 01xxxxxx xxxxxxxx xxxxxxxx";   (* UBFM *)
  "10010011 01xxxxxx xxxxxxxx xxxxxxxx";   (* SBFM *)
  "1x011010 100xxxxx xxxx0xxx xxxxxxxx";   (* CSEL ... CSNEG *)
  "11010010 1xxxxxxx xxxxxxxx xxxxxxxx";   (* MOVZ *)
  "x010100x xxxxxxxx xxxxxxxx xxxxxxxx";   (* LDP, STP, 64 and 32 bits *)
  "x0101001 0xxxxxxx xxxxxxxx xxxxxxxx";   (* the same, plain offset *)
  "xx10110x xxxxxxxx xxxxxxxx xxxxxxxx";   (* LDP, STP, SIMD *)
  "1x111001 0xxxxxxx xxxxxxxx xxxxxxxx";   (* LDR, STR *)
  "1x111000 0x0xxxxx xxxxxxxx xxxxxxxx";   (* LDR, STR with writeback, LDUR, STUR *)
  "00111101 1xxxxxxx xxxxxxxx xxxxxxxx";   (* LDR, STR, SIMD, 128 bits *)
  "11111101 0xxxxxxx xxxxxxxx xxxxxxxx";   (* the same, 64 bits *)
  "00111100 1x0xxxxx xxxxxxxx xxxxxxxx";   (* with writeback, LDUR, STUR, 128 bits *)
  "11111100 0x0xxxxx xxxxxxxx xxxxxxxx";   (* the same, 64 bits *)
  "01001100 1x0xxxxx 0xxx1xxx xxxxxxxx";   (* LD1, ST1 of 1, 3, 4 registers, post-indexed *)
  "01001100 1x0xxxxx 10101xxx xxxxxxxx";   (* of two *)
  "01001100 1x011111 xx1x1xxx xxxxxxxx";   (* by their size *)
  "01001100 0x000000 xx1x1xxx xxxxxxxx";   (* without writeback *)
  "10011011 001xxxxx xxxxxxxx xxxxxxxx";   (* SMADDL, SMSUBL *)
  "1011010x xxxxxxxx xxxxxxxx xxxxxxxx";   (* CBZ, CBNZ *)
  "x011011x xxxxxxxx xxxxxxxx xxxxxxxx";   (* TBZ, TBNZ *)
  "01010100 xxxxxxxx xxxxxxxx xxx0xxxx";   (* B.cond *)
  "000101xx xxxxxxxx xxxxxxxx xxxxxxxx";   (* B *)
  "100101xx xxxxxxxx xxxxxxxx xxxxxxxx";   (* BL *)
  "11010110 01011111 000000xx xxx00000";   (* RET *)
  "11010101 00000011 001000xx xx011111";   (* NOP, PACIASP, AUTIASP *)
  "11010101 00000011 00100100 01011111";   (* BTI c *)
  "01001110 00001000 000011xx xxxxxxxx";   (* DUP *)
  "01001110 000x1000 000111xx xxxxxxxx";   (* INS *)
  "01001110 000x1000 000001xx xxxxxxxx";   (* DUP, element *)
  "10011110 01100111 000000xx xxxxxxxx";   (* FMOV *)
  "01001110 000x1000 001111xx xxxxxxxx";   (* UMOV, 64 bits *)
  "01001110 110xxxxx 001110xx xxxxxxxx";   (* ZIP1 *)
  "01101110 000xxxxx 010000xx xxxxxxxx";   (* EXT *)
  "01001110 100xxxxx 000110xx xxxxxxxx";   (* UZP1 *)
  "01101111 00000xxx 111001xx xxxxxxxx";   (* MOVI, 2D *)
  "01x01111 00000xxx 0xx001xx xxxxxxxx";   (* MOVI, MVNI, 4S *)
  "0xx01110 1x1xxxxx 100001xx xxxxxxxx";   (* ADD, SUB, vector *)
  "01101110 1x100000 101110xx xxxxxxxx";   (* NEG *)
  "01101110 1x1xxxxx 100011xx xxxxxxxx";   (* CMEQ *)
  "01001111 0xxxxxxx 010101xx xxxxxxxx";   (* SHL *)
  "01x01111 0xxxxxxx 000001xx xxxxxxxx";   (* SSHR, USHR *)
  "01001111 0xxxxxxx 00x101xx xxxxxxxx";   (* SSRA, SRSRA *)
  "01001110 101xxxxx 010001xx xxxxxxxx";   (* SSHL *)
  "0x001111 001xxxxx 101001xx xxxxxxxx";   (* SSHLL *)
  "0x001110 101xxxxx 1xx000xx xxxxxxxx";   (* SMULL, SMLAL, SMLSL *)
  "0x001111 10xxxxxx xx10x0xx xxxxxxxx";   (* SMULL, SMLAL, SMLSL, by element *)
  "01101110 xx1xxxxx 000111xx xxxxxxxx";   (* BSL, BIT, BIF, EOR *)
  "01001110 x01xxxxx 000111xx xxxxxxxx"];; (* AND, ORR *)

let random_word pattern =
  let digit w c =
    match c with
      "0" -> 2 * w | "1" -> 2 * w + 1 | "x" -> 2 * w + Random.int 2 | _ -> w in
  rev_itlist (fun c w -> digit w c) (explode pattern) 0;;

let decode_value w =
  let th = EVAL_CONV(mk_comb(decode_tm,mk_numeral(Num.num_of_int w))) in
  match rand(concl th) with
    Comb(Const("SOME",_),i) -> Some i
  | Const("NONE",_) -> None
  | tm -> failwith("decode is not evaluated: " ^ string_of_term tm);;

let rec random_instruction tries pattern =
  if tries = 0 then failwith("nothing decodes: " ^ pattern) else
  let w = random_word pattern in
  match decode_value w with
    Some i -> w,i
  | None -> random_instruction (tries - 1) pattern;;

(* ------------------------------------------------------------------------- *)
(* Random states.                                                            *)
(* ------------------------------------------------------------------------- *)

type machine = { pc: num; xs: num array; vs: num array; nzcv: int };;
type case = { word: int; insn: term; start: machine; block: int array;
              access: (num * int) option };;

let code_page = num_of_string "0x4000000000";;
let data_page = num_of_string "343597383680";;
let page = 4096;;

let random32 () = Num.num_of_int (Random.bits() land 0xffff * 0x10000 + Random.bits() land 0xffff);;
let random64 () = random32() */ two32 +/ random32();;
let modulo64 n = let r = mod_num n two64 in if r </ Int 0 then r +/ two64 else r;;
let random_value others =
  match Random.int 12 with
    0 -> Int 0 | 1 -> Int 1 | 2 -> two64 -/ Int 1
  | 3 -> power_num (Int 2) (Int 63) | 4 -> power_num (Int 2) (Int 63) -/ Int 1
  | 5 -> Num.num_of_int(Random.int 100) | 6 -> two64 -/ Num.num_of_int(1 + Random.int 100)
  | 7 -> power_num (Int 2) (Num.num_of_int(Random.int 64))
  | 8 | 9 -> others.(Random.int (Array.length others))
  | _ -> random64();;

let dest_insn i =
  let c,args = strip_comb i in fst(dest_const c),args;;

(* Base register, mode, offset and number of bytes of an access. *)

let dest_access i =
  let access n mode i size = Some(dest_small_numeral n,dest_small_numeral mode,i,size) in
  match dest_insn i with
    "Ldstp",[w;_;mode;_;_;n;i] -> access n mode i (if w = true_tm then 16 else 8)
  | "Ldst",[w;_;mode;_;n;i] -> access n mode i (if w = true_tm then 8 else 4)
  | "Ldst_v",[_;q;mode;l;n;i] ->
      access n mode i ((if q = true_tm then 16 else 8) * length(dest_list l))
  | "Ldst_v_by",[_;l;n;_] -> access n one_tm no_offset (16 * length(dest_list l))
  | _ -> None;;

(* Addresses lie in the page, at its edges or outside, aligned or not. Only
   where the stack pointer is the base is it always aligned: qemu does not
   check that. *)

let random_offset size =
  match Random.int 10 with
    0 -> Random.int 80 - 40
  | 1 -> page - 40 + Random.int 80
  | 2 -> if Random.bool() then 0 else page - size
  | _ -> Random.int (page - size + 1);;

let random_case word insn =
  let xs = Array.make 32 (Int 0) and vs = Array.make 64 (Int 0) in
  for i = 0 to 31 do xs.(i) <- random_value xs done;
  for i = 0 to 63 do vs.(i) <- random_value vs done;
  let pc = code_page +/ Num.num_of_int(4 * Random.int 1024) in
  let access =
    match dest_access insn with
      None -> None
    | Some(n,mode,i,size) ->
        let target = data_page +/ Num.num_of_int(random_offset size) in
        let shift = if mode = 1 then Int 0 else dest_word64 i in
        let base = modulo64(target -/ shift) in
        let base = if n = 31 then base -/ mod_num base (Int 16) else base in
        xs.(n) <- base;
        Some(modulo64(base +/ shift),size) in
  (* Return addresses that an address space has; elsewhere a processor may
     ignore bits. *)
  (match dest_insn insn with
     "Ret",[n] ->
       xs.(dest_small_numeral n) <-
         (if Random.bool() then code_page +/ Num.num_of_int(4 * Random.int 1024)
          else Num.num_of_int(4 * Random.bits()))
   | _ -> ());
  { word = word; insn = insn; block = Array.init 64 (fun _ -> Random.int 256);
    start = { pc = pc; xs = xs; vs = vs; nzcv = Random.int 16 };
    access = access };;

(* An instruction that stays where it is would never end. *)

let rec usable_case word insn =
  let case = random_case word insn in
  match dest_insn insn with
    ("Branch" | "Branch_link"),[i] when dest_word64 i =/ Int 0 -> None
  | ("Cbz" | "Tbz" | "Bcond"),args when dest_word64(last args) =/ Int 0 -> None
  | "Ret",[n] when case.start.xs.(dest_small_numeral n) =/ case.start.pc ->
      usable_case word insn
  | _ -> Some case;;

(* ------------------------------------------------------------------------- *)
(* The processor's side.                                                     *)
(* ------------------------------------------------------------------------- *)

let put64 ch n =
  let rec go k n = if k > 0 then
    (output_char ch (Char.chr (Num.int_of_num (mod_num n (Int 256))));
     go (k - 1) (quo_num n (Int 256))) in
  go 8 n;;
let put_case ch c =
  put64 ch (Num.num_of_int c.word);
  put64 ch c.start.pc;
  Array.iter (put64 ch) c.start.xs;
  Array.iter (put64 ch) c.start.vs;
  put64 ch (Num.num_of_int c.start.nzcv);
  Array.iter (fun b -> output_char ch (Char.chr b)) c.block;;

let get64 ch =
  let s = really_input_string ch 8 in
  itlist (fun c n -> n */ Int 256 +/ Num.num_of_int (Char.code c.[0])) (explode s) (Int 0);;
let get_array ch n =
  let a = Array.make n (Int 0) in
  for i = 0 to n - 1 do a.(i) <- get64 ch done; a;;
let get_result ch =
  let signal = Num.int_of_num(get64 ch) in
  let pc = get64 ch in
  let xs = get_array ch 32 in
  let vs = get_array ch 64 in
  let nzcv = Num.int_of_num(get64 ch) in
  let from = Num.int_of_num(get64 ch) in
  let until = Num.int_of_num(get64 ch) in
  let bytes = really_input_string ch 64 in
  signal,{ pc = pc; xs = xs; vs = vs; nzcv = nzcv },from,until,bytes;;

let run_natively directory cases =
  let file name = Filename.concat directory name in
  let ch = open_out_bin (file "cases") in
  do_list (put_case ch) cases;
  close_out ch;
  let command = Printf.sprintf "qemu-aarch64 -cpu neoverse-n1 %s < %s > %s"
    (file "native") (file "cases") (file "results") in
  if Sys.command command <> 0 then failwith("failed: " ^ command);
  let ch = open_in_bin (file "results") in
  let results = map (fun _ -> get_result ch) cases in
  if pos_in ch <> in_channel_length ch then failwith "too many results";
  close_in ch; results;;

(* ------------------------------------------------------------------------- *)
(* The model's side, and the comparison.                                     *)
(* ------------------------------------------------------------------------- *)

let set_lookup case =
  let value tm =
    match tm with
      Comb(Var("X",_),i) -> mk_word64 case.start.xs.(dest_small_numeral i)
    | Comb(Var("V",_),i) -> mk_word64 case.start.vs.(dest_small_numeral i)
    | Comb(Var("M",_),a) ->
        let a = dest_word64 a in
        let k = a -/ data_page and j = a -/ case.start.pc in
        let byte =
          if Int 0 <=/ k && k </ Num.num_of_int page
          then case.block.(Num.int_of_num k mod 64)
          else if Int 0 <=/ j && j </ Int 4
          then (case.word lsr (8 * Num.int_of_num j)) land 255
          else failwith "no such byte" in
        mk_comb(word8,mk_small_numeral byte)
    | _ -> failwith "lookup" in
  let known = ref [] in
  lookup := fun tm ->
    try assoc tm !known with Failure _ ->
    let th = ASSUME(mk_eq(tm,value tm)) in
    known := (tm,th) :: !known; th;;

let mk_flag n bit = if n land bit <> 0 then true_tm else false_tm;;
let state_of m =
  list_mk_comb(state_tm,
   [mk_word64 m.pc; x_tm; v_tm;
    end_itlist (curry mk_pair) (map (mk_flag m.nzcv) [8; 4; 2; 1]); m_tm; t_tm]);;

let rec updated a tm =
  match tm with
    Comb(Comb(Comb(Const("upd",_),i),v),f) ->
      let a = updated a f in
      a.(dest_small_numeral i) <- dest_word64 v; a
  | Var(_,_) -> Array.copy a
  | _ -> failwith("not evaluated: " ^ string_of_term tm);;

let dest_flags tm =
  itlist (fun (b,bit) n -> if b = true_tm then n + bit else if b = false_tm then n
                           else failwith "a flag is not evaluated")
         (zip (striplist dest_pair tm) [8; 4; 2; 1]) 0;;

(* What is wrong with a case: nothing, or why. *)

let compare_case case (signal,after,from,until,bytes) =
  set_lookup case;
  if mk_numeral(Num.num_of_int case.word) <>
     rand(concl(EVAL_CONV(list_mk_comb(fetch_tm,[mk_word64 case.start.pc; four]))))
  then ["fetch"] else
  let th = EVAL_CONV(list_mk_comb(exec_tm,[case.insn; state_of case.start])) in
  let expect name b = if b then [] else [name] in
  let state pc xs vs nzcv =
    expect "pc" (pc =/ after.pc) @
    flat(map (fun i -> expect (Printf.sprintf "x%d" i) (xs.(i) =/ after.xs.(i))) (0--31)) @
    flat(map (fun i -> expect (Printf.sprintf "v%d[%d]" (i / 2) (i mod 2))
                              (vs.(i) =/ after.vs.(i))) (0--63)) @
    expect "nzcv" (nzcv = after.nzcv) in
  let old = case.start in
  match rand(concl th) with
    Const("NONE",_) ->
      (* What a faulting access has already done is not the model's business. *)
      expect "a fault" (signal = 11) @ expect "pc" (old.pc =/ after.pc)
  | Comb(Const("SOME",_),s) ->
      (match snd(strip_comb s) with
         [pc; xs; vs; flags; memory; trace] ->
           let event =
             match trace with
               Comb(Comb(Const("CONS",_),e),Var("t",_)) ->
                 let _,args = strip_comb e in
                 Some(dest_word64(el 0 args),dest_small_numeral(el 1 args))
             | Var("t",_) -> None
             | _ -> failwith "the trace" in
           let offset,size =
             match case.access with
               Some(a,size) -> Num.int_of_num(a -/ data_page),size | None -> 0,0 in
           let native k =
             if from <= k && k < until then Char.code bytes.[k - from]
             else case.block.(k mod 64) in
           let byte k =
             let tm = mk_comb(memory,mk_word64(data_page +/ Num.num_of_int k)) in
             let v = rand(concl(EVAL_CONV tm)) in
             expect (Printf.sprintf "byte %d" k) (dest_word64 v =/ Num.num_of_int(native k)) in
           let around =
             if size = 0 || is_var memory then [] else
             filter (fun k -> 0 <= k && k < page) ((offset - 2)--(offset + size + 1)) in
           expect "the signal"
            (signal = 5 || ((signal = 11 || signal = 7) && after.pc <> old.pc)) @
           expect "the event" (event = case.access) @
           expect "writes outside the access"
             (from = until || (offset <= from && until <= offset + size && not (is_var memory))) @
           flat(map byte around) @
           state (dest_word64 pc) (updated old.xs xs) (updated old.vs vs) (dest_flags flags)
       | _ -> failwith "State")
  | _ -> ["evaluation: " ^ string_of_thm th];;

let report case (signal,after,_,_,_) wrong =
  let show name a b =
    if a <>/ b then Printf.printf "  %s: before %s, after %s\n" name (string_of_num a) (string_of_num b) in
  Printf.printf "MISMATCH: %08x %s: %s; signal %d\n" case.word (string_of_term case.insn)
    (String.concat ", " wrong) signal;
  show "pc" case.start.pc after.pc;
  do_list (fun i -> show (Printf.sprintf "x%d" i) case.start.xs.(i) after.xs.(i)) (0--31);
  do_list (fun i -> show (Printf.sprintf "v%d" i) case.start.vs.(i) after.vs.(i)) (0--63);
  Printf.printf "%s\n" (string_of_thm(EVAL_CONV
    (list_mk_comb(exec_tm,[case.insn; state_of case.start]))));;

(* Words one fixed bit away from a pattern: most are illegal or not modelled and
   do not decode; those that do are compared as well. *)

let neighbour pattern =
  let fixed = filter (fun k -> el k (explode pattern) <> "x" && el k (explode pattern) <> " ")
    (0--(String.length pattern - 1)) in
  let k = el (Random.int (length fixed)) fixed in
  let flip j c = if j <> k then c else if c = "0" then "1" else "0" in
  random_word (itlist (^) (List.mapi flip (explode pattern)) "");;

(* Several encodings of each pattern, several states for each. *)

let validate directory encodings states =
  let regular = flat(map (fun pattern ->
    map (fun _ -> random_instruction 100 pattern) (1--encodings)) patterns) in
  let words = flat(map (fun pattern -> map (fun _ -> neighbour pattern) (1--encodings)) patterns) in
  let others = mapfilter (fun w -> match decode_value w with
    Some i -> w,i | None -> failwith "") words in
  let missing = subtract (map fst exec_clauses) (map (fst o dest_insn o snd) regular) in
  if missing <> [] then failwith("no pattern gives " ^ String.concat ", " missing);
  let cases = flat(map (fun (w,i) ->
    mapfilter (fun _ -> match usable_case w i with Some c -> c | None -> failwith "")
              (1--states)) (regular @ others)) in
  let results = run_natively directory cases in
  let failed = filter (fun b -> b) (map2 (fun case result ->
    let wrong = compare_case case result in
    if wrong <> [] then report case result wrong; wrong <> []) cases results) in
  if failed <> [] then
    failwith(Printf.sprintf "%d of %d cases differ" (length failed) (length cases));
  Printf.printf "compared %d cases of %d instructions of %d classes; %d of %d neighbours do not decode\n"
    (length cases) (length regular + length others) (length exec_clauses)
    (length words - length others) (length words);;
