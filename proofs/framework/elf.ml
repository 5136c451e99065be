(* The bytes of a routine, read from the object that the assembler made of
   asm/aarch64/<routine>.S: the theorems speak of these and nothing typed in.
   A reader for ELF64, little-endian, relocatable (System V ABI, "Object
   Files"; ELF for the Arm 64-bit Architecture, IHI 0056).

   The objects are in the directory VERIMONT_OBJECTS, or in proofs/build/objects
   (proofs/assemble makes them). *)

needs "Library/words.ml";;
needs "quoted.ml";;

let object_directory = ref
 (try Sys.getenv "VERIMONT_OBJECTS" with Not_found -> "../build/objects");;

let read_binary path =
  let ch = open_in_bin path in
  let text = really_input_string ch (in_channel_length ch) in
  close_in ch; text;;

let elf_u16 s p = Char.code s.[p] + 256 * Char.code s.[p + 1];;
let elf_u32 s p = elf_u16 s p + 65536 * elf_u16 s (p + 2);;

(* 64-bit fields are offsets and sizes: larger than an int is refused. *)

let elf_u64 s p =
  if elf_u32 s (p + 4) >= 0x10000000 then failwith "elf: a field is too large"
  else elf_u32 s p + 0x100000000 * elf_u32 s (p + 4);;

let elf_string s p = String.sub s p (String.index_from s p '\000' - p);;

type elf_section = { kind: int; offset: int; length: int; link: int; info: int };;
type elf_symbol = { name: string; section: int; value: int; bytes: int };;

let elf_sections s =
  if String.length s < 64 || String.sub s 0 6 <> "\127ELF\002\001" then
    failwith "elf: not a 64-bit little-endian ELF file";
  if elf_u16 s 16 <> 1 || elf_u16 s 18 <> 183 then
    failwith "elf: not a relocatable AArch64 object";
  let table = elf_u64 s 40 and entry = elf_u16 s 58 in
  map (fun i -> let p = table + i * entry in
        { kind = elf_u32 s (p + 4); offset = elf_u64 s (p + 24);
          length = elf_u64 s (p + 32); link = elf_u32 s (p + 40);
          info = elf_u32 s (p + 44) })
      (0--(elf_u16 s 60 - 1));;

(* The symbols of the table (type 2) with their names. *)

let elf_symbols s sections =
  match filter (fun t -> t.kind = 2) sections with
    [table] ->
      let names = (el table.link sections).offset in
      map (fun i -> let p = table.offset + 24 * i in
            { name = elf_string s (names + elf_u32 s p);
              section = elf_u16 s (p + 6); value = elf_u64 s (p + 8);
              bytes = elf_u64 s (p + 16) })
          (0--(table.length / 24 - 1))
  | _ -> failwith "elf: not exactly one symbol table";;

(* Relocations of a section (RELA, type 4; REL, type 9, is refused): the
   offset, the type and the symbol's name of each. *)

let elf_relocations s sections symbols number =
  let of_table t =
    if t.kind = 9 then failwith "elf: relocations without addends" else
    map (fun i -> let p = t.offset + 24 * i in
          if elf_u32 s (p + 16) <> 0 || elf_u32 s (p + 20) <> 0
          then failwith "elf: a relocation with an addend"
          else elf_u64 s p,elf_u32 s (p + 8),(el (elf_u32 s (p + 12)) symbols).name)
        (0--(t.length / 24 - 1)) in
  flat(map of_table
    (filter (fun t -> (t.kind = 4 || t.kind = 9) && t.info = number) sections));;

let symbol_prefix = "verimont_0_1_";;

(* The text bytes of a routine, and its calls: offset and routine called. The
   only relocation allowed is that of a BL (R_AARCH64_CALL26 = 283) to another
   of our routines. *)

let read_routine path routine =
  let s = read_binary path in
  let sections = elf_sections s in
  let symbols = elf_symbols s sections in
  match filter (fun y -> y.name = symbol_prefix ^ routine && y.section <> 0) symbols with
    [y] ->
      let t = el y.section sections in
      if y.bytes = 0 || y.bytes mod 4 <> 0 || y.value mod 4 <> 0 ||
         t.kind <> 1 || y.value + y.bytes > t.length
      then failwith("elf: " ^ routine ^ " is not whole instructions in a section");
      let inside = filter
        (fun (p,_,_) -> p + 8 > y.value && p < y.value + y.bytes)
        (elf_relocations s sections symbols y.section) in
      let call (p,kind,name) =
        let n = String.length symbol_prefix in
        if kind = 283 && p >= y.value && String.length name > n &&
           String.sub name 0 n = symbol_prefix
        then p - y.value,String.sub name n (String.length name - n)
        else failwith(Printf.sprintf "elf: %s: relocation %d to %s at %d"
                        routine kind name (p - y.value)) in
      String.sub s (t.offset + y.value) y.bytes,map call inside
  | _ -> failwith("elf: not exactly one symbol " ^ symbol_prefix ^ routine);;

let routine_object routine = Filename.concat !object_directory (routine ^ ".o");;
let code_bytes routine = fst(read_routine (routine_object routine) routine);;
let code_calls routine = snd(read_routine (routine_object routine) routine);;

(* What the theorems speak of: the list of instructions, `[word 3573752927; ...]:int32 list`;
   of a routine that calls others the list of the object's items,
   `[Word(word 3573752927); ...; Call "unpack_29"; ...]:item list`. A call's place holds
   a BL without an offset, which the linker fills in. *)

let item_INDUCT,item_RECURSION = define_type "item = Word int32 | Call string";;

let code_list routine =
  let s = code_bytes routine and calls = code_calls routine in
  let word i = mk_comb(`word:num->int32`,mk_small_numeral(elf_u32 s (4 * i))) in
  let item i =
    match filter (fun (p,_) -> p = 4 * i) calls with
      [] -> mk_comb(`Word`,word i)
    | [_,name] when elf_u32 s (4 * i) = 0x94000000 -> mk_comb(`Call`,mk_string name)
    | _ -> failwith("elf: " ^ routine ^ ": a call that is not one BL") in
  let places = 0--(String.length s / 4 - 1) in
  if calls = [] then mk_list(map word places,`:int32`)
  else if exists (fun (p,_) -> p mod 4 <> 0) calls then failwith("elf: " ^ routine ^ ": a call at no instruction")
  else mk_list(map item places,`:item`);;

(* |- <routine>_code = [word 3573752927; ...] *)

let define_code routine =
  let list = code_list routine in
  new_definition(mk_eq(mk_var(routine ^ "_code",type_of list),list));;
