(* HOL Light's quotations for camlp5, as its system.ml defines them for the toplevel:
   `:ty` is a type, `text:` the text itself, `tm` a term. *)

let expand text =
  let last = String.length text - 1 in
  if last < 0 then failwith "an empty quotation"
  else if text.[0] = ':' then Printf.sprintf "parse_type %S" (String.sub text 1 last)
  else if text.[last] = ':' then Printf.sprintf "%S" (String.sub text 0 last)
  else Printf.sprintf "parse_term %S" text;;

Quotation.add "tot" (Quotation.ExStr (fun _ -> expand));;
