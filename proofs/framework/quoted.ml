(* HOL Light parses a quotation each time it is evaluated: in a function that runs
   for every instruction or subterm that takes most of the time. Here a text is
   parsed once, and again when what the parser goes by has changed. *)

let parse_term,parse_type =
  let same (a,b,c,d,e,f,g,h) (a',b',c',d',e',f',g',h') =
    a == a' && b == b' && c == c' && d == d' && e == e' && f == f' && g == g' && h == h' in
  let known () = constants(),types(),!the_interface,!the_overload_skeletons,
    infixes(),prefixes(),binders(),type_abbrevs() in
  let remember parse types_in =
    let table = Hashtbl.create 997 and before = ref (known()) in
    fun text ->
      let now = known() in
      if not (same now !before) then (Hashtbl.reset table; before := now);
      try Hashtbl.find table text with Not_found ->
      let parsed = parse text in
      (* A type that was invented is another one each time. *)
      if not (exists (fun ty -> (dest_vartype ty).[0] = '?') (types_in parsed))
      then Hashtbl.add table text parsed;
      parsed in
  remember parse_term type_vars_in_term,remember parse_type tyvars;;
