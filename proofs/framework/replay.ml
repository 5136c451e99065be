(* What proofs/replay runs within HOL Light: loads compiled files, and each
   script in a process of its own, forked from one that holds the framework.

   An error ends the process that meets it, and a script counts as replayed only
   when everything it promised to `final` was recorded after its last line. *)

(* The pieces of a file, compiled by proofs/native.py, in order. *)

let load_units =
  let load path =
    try Dynlink.loadfile path
    with Dynlink.Error(Dynlink.Library's_module_initializers_failed e) -> raise e in
  do_list load;;

(* ------------------------------------------------------------------------- *)
(* Axioms: those of HOL Light and no other.                                  *)
(* ------------------------------------------------------------------------- *)

let check_axioms =
  let three = [ETA_AX; SELECT_AX; INFINITY_AX] and all = axioms in
  fun () ->
    let found = map dest_thm (all()) in
    if length found <> 3 || not (forall (fun th -> mem (dest_thm th) found) three)
    then failwith "an axiom that is not one of HOL Light's three";;
check_axioms();;

needs "elf.ml";;

(* ------------------------------------------------------------------------- *)
(* Final theorems.                                                           *)
(* ------------------------------------------------------------------------- *)

let recorded = ref ([]:(string * string * string list * (string * thm) list * float) list);;

(* Seconds of this process since the last call. *)

let lap =
  let last = ref 0.0 in
  fun () ->
    let times = Unix.times() in
    let now = times.Unix.tms_utime +. times.Unix.tms_stime in
    let passed = now -. !last in
    last := now; passed;;

(* A script ends in `final "mul" ["MUL_CORRECT",MUL_CORRECT; ...]`. Each
   theorem must be closed and without hypotheses and speak of the constant
   mul_code, whose definition must be the bytes of the assembled object. *)

let about =
  let read_list = code_list and all = definitions in
  fun routine theorems ->
    let is_code tm = is_const tm && fst(dest_const tm) = routine ^ "_code" in
    let defined th =
      match concl th with
        Comb(Comb(Const("=",_),c),list) when is_code c -> [list]
      | _ -> [] in
    (match flat(map defined (all())) with
       [list] -> if list <> read_list routine then
                   failwith("final: " ^ routine ^ "_code is not what the object holds")
     | _ -> failwith("final: " ^ routine ^ "_code has no definition"));
    let check (name,th) =
      if hyp th <> [] then failwith("final: " ^ name ^ " has hypotheses");
      if frees(concl th) <> [] then failwith("final: " ^ name ^ " has free variables");
      if find_terms is_code (concl th) = [] then
        failwith("final: " ^ name ^ " does not speak of " ^ routine ^ "_code") in
    if theorems = [] then failwith("final: no theorem about " ^ routine);
    do_list check theorems;;

(* A composition has no bytes of its own: each of its theorems speaks of all of
   these routines, and its bytes are theirs. Calls are in the order of their places. *)

let composition =
  let read_bytes = code_bytes and read_calls = code_calls in
  fun name routines theorems ->
    if routines = [] then failwith("composition: of nothing: " ^ name);
    do_list (fun routine -> about routine theorems) routines;
    let seconds = lap() in
    recorded := (name,String.concat "" (map read_bytes routines),
      map snd (flat(map read_calls routines)),theorems,seconds) :: !recorded;;

let final routine theorems = composition routine [routine] theorems;;

(* ------------------------------------------------------------------------- *)
(* Running scripts.                                                          *)
(* ------------------------------------------------------------------------- *)

let hexadecimal s =
  String.concat "" (map (fun c -> Printf.sprintf "%02x" (Char.code c.[0])) (explode s));;

(* What was proved of a routine, into the file `path`, complete or not at all. *)

let write_result (path,routine) =
  let bytes,calls,theorems,seconds =
    match filter (fun (r,_,_,_,_) -> r = routine) !recorded with
      [_,bytes,calls,theorems,seconds] -> bytes,calls,theorems,seconds
    | _ -> failwith("not exactly one `final \"" ^ routine ^ "\"`") in
  let ch = open_out (path ^ ".part") in
  Printf.fprintf ch "bytes %s\ncalls %s\nseconds %.1f\n" (hexadecimal bytes) (String.concat " " calls) seconds;
  do_list (fun (name,th) ->
      Printf.fprintf ch "theorem %s\n%s\n" name (string_of_thm th)) theorems;
  Printf.fprintf ch "axioms\n";
  do_list (fun th -> Printf.fprintf ch "%s\n" (string_of_thm th)) (axioms());
  close_out ch;
  Sys.rename (path ^ ".part") path;;

(* What a forked process does, which prints into a log. *)

let in_child log work =
  let log = Unix.descr_of_out_channel (open_out log) in
  Unix.dup2 log Unix.stdout; Unix.dup2 log Unix.stderr;
  let status =
    try work(); 0
    with e -> print_string("\n" ^ Printexc.to_string e ^ "\n"); 1 in
  Format.print_flush(); flush stdout; flush stderr;
  exit status;;

(* Each item in a process of its own, at most `limit` at a time; how they ended is
   seen from what they leave behind. *)

let in_processes limit work items =
  Format.print_flush(); flush stdout; flush stderr;
  let start item =
    match Unix.fork() with
      0 -> work item
    | _ -> () in
  let rec go running waiting =
    match waiting with
      item::rest when running < limit -> start item; go (running + 1) rest
    | [] when running = 0 -> ()
    | _ -> ignore(Unix.wait()); go (running - 1) waiting in
  go 0 items;;

(* A job: a log, the units of a script, the objects, and where the results go of its routine
   and of those whose scripts it loads. *)

let run_job (log,script,objects,results) =
  in_child log (fun () ->
    object_directory := objects;
    load_units script; check_axioms(); do_list write_result results);;

(* A group: a log, the units to load, the objects for that, and jobs that go on from
   there, one after another. *)

let run_group (log,preludes,objects,jobs) =
  in_child log (fun () ->
    object_directory := objects;
    load_units preludes; check_axioms(); in_processes 1 run_job jobs);;

let replay limit groups =
  check_axioms();
  in_processes limit run_group groups;;
