(* The end-game of a proof about carry chains.

   Instructions give facts, equations between sums of terms 2^e * m where m is
   `val w`, `bitval c` or a product. A goal of the same kind is a combination
   of facts: each fact has the result of its instruction first (its pivot), so
   eliminating pivots from the goal finds the combination, whatever the order
   in which the instructions stood. The proof adds the scaled facts and sorts
   both sides. A carry that is lost (an ADC without flags) is first shown to be
   zero, because the sum it would overflow is bounded. *)

needs "Library/words.ml";;
needs "quoted.ml";;

(* ------------------------------------------------------------------------- *)
(* Sums of 2 EXP e * m, ending in 0.                                         *)
(* ------------------------------------------------------------------------- *)

let zero = `0` and one = `1`;;
let plus = `(+):num->num->num` and times = `( * ):num->num->num`;;
let mk_plus a b = mk_comb(mk_comb(plus,a),b);;
let is_plus = is_binop plus and is_times = is_binop times;;

let SUM_ATOM = prove(`m = 2 EXP 0 * m + 0`,REWRITE_TAC[EXP; MULT_CLAUSES; ADD_CLAUSES]);;
let SUM_POWER = prove(`2 EXP e = 2 EXP e * 1 + 0`,REWRITE_TAC[MULT_CLAUSES; ADD_CLAUSES]);;
let SUM_ONE = prove(`1 = 2 EXP 0 * 1 + 0`,CONV_TAC NUM_REDUCE_CONV);;
let APP_NIL = prove(`0 + y = y`,REWRITE_TAC[ADD_CLAUSES]);;
let APP_CONS = prove(`(h + t) + y = h + (t + y)`,REWRITE_TAC[GSYM ADD_ASSOC]);;
let MERGE_RIGHT = prove(`x + (h + t) = h + (x + t)`,REWRITE_TAC[ADD_AC]);;
let MUL_NIL = prove(`x * 0 = 0 /\ 0 * x = 0`,REWRITE_TAC[MULT_CLAUSES]);;
let MUL_CONS = prove
 (`(h + t) * y = h * y + t * y`,REWRITE_TAC[RIGHT_ADD_DISTRIB]);;
let TERM_CONS = prove
 (`(2 EXP d * m) * (2 EXP e * n + t) = 2 EXP (d + e) * (m * n) + (2 EXP d * m) * t`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; EXP_ADD; MULT_AC]);;
let SCALE_CONS = prove
 (`2 EXP d * (2 EXP e * n + t) = 2 EXP (d + e) * n + 2 EXP d * t`,
  REWRITE_TAC[LEFT_ADD_DISTRIB; EXP_ADD; MULT_AC]);;
let MUL_ONE = prove(`1 * m = m /\ m * 1 = m`,REWRITE_TAC[MULT_CLAUSES]);;

(* |- x + y = the concatenation *)
let rec append_conv tm =
  let x = lhand tm in
  if x = zero then INST [rand tm,`y:num`] APP_NIL else
  let h = lhand x in
  let th = INST [h,`h:num`; rand x,`t:num`; rand tm,`y:num`] APP_CONS in
  TRANS th (AP_TERM (mk_comb(plus,h)) (append_conv (rand(rand(concl th)))));;

let monomial_conv =
  let c1,c2 = CONJ_PAIR MUL_ONE in
  REWR_CONV c1 ORELSEC REWR_CONV c2 ORELSEC
  (fun tm -> if lhand tm > rand tm then
             SPECL [lhand tm; rand tm] MULT_SYM else REFL tm);;

let rec term_conv tm =                       (* (2 EXP d * m) * list *)
  if rand tm = zero then INST [lhand tm,`x:num`] (CONJUNCT1 MUL_NIL) else
  (REWR_CONV TERM_CONS THENC
   LAND_CONV(LAND_CONV(RAND_CONV NUM_ADD_CONV) THENC RAND_CONV monomial_conv) THENC
   RAND_CONV term_conv) tm;;
let rec product_conv tm =                    (* list * list *)
  if lhand tm = zero then INST [rand tm,`x:num`] (CONJUNCT2 MUL_NIL) else
  (REWR_CONV MUL_CONS THENC LAND_CONV term_conv THENC
   RAND_CONV product_conv THENC append_conv) tm;;
let rec scale_conv tm =                      (* 2 EXP d * list *)
  let l = rand tm in
  if l = zero then INST [lhand tm,`x:num`] (CONJUNCT1 MUL_NIL) else
  let h = lhand l in
  let d = rand(lhand tm) and e = rand(lhand h) in
  let th = INST [d,`d:num`; e,`e:num`; rand h,`n:num`; rand l,`t:num`] SCALE_CONS in
  let th1 = CONV_RULE(RAND_CONV(LAND_CONV(LAND_CONV(RAND_CONV NUM_ADD_CONV)))) th in
  TRANS th1 (AP_TERM (rator(rand(concl th1))) (scale_conv (rand(rand(concl th1)))));;

let two_exp = `(EXP) 2`;;
let is_power tm = is_comb tm && rator tm = two_exp && is_numeral(rand tm);;

(* |- n = 2 EXP k for a numeral that is a power of two *)
let power_conv =
  let memo = Hashtbl.create 97 in
  fun tm ->
    try Hashtbl.find memo tm with Not_found ->
    let rec log2 k m = if m =/ Int 1 then k else
      if mod_num m (Int 2) =/ Int 0 then log2 (k + 1) (quo_num m (Int 2))
      else failwith "power_conv" in
    let k = log2 0 (dest_numeral tm) in
    let th = SYM(NUM_EXP_CONV (mk_comb(two_exp,mk_small_numeral k))) in
    Hashtbl.add memo tm th; th;;

(* |- tm = list, products of sums multiplied out *)
let rec sum_conv tm =
  if tm = zero then REFL tm
  else if tm = one then SUM_ONE
  else if is_power tm then INST [rand tm,`e:num`] SUM_POWER
  else if is_numeral tm then
    let th = power_conv tm in TRANS th (sum_conv (rand(concl th)))
  else if is_plus tm then
    (BINOP_CONV sum_conv THENC append_conv) tm
  else if is_times tm then
    (BINOP_CONV sum_conv THENC product_conv) tm
  else INST [tm,`m:num`] SUM_ATOM;;

let rec list_of tm = if tm = zero then [] else lhand tm :: list_of (rand tm);;

(* Sorting by merging. *)
let key t = rand t,rand(lhand t);;
let ADD_ZERO = prove(`x + 0 = x`,REWRITE_TAC[ADD_CLAUSES]);;
let rec merge_conv tm =
  let x = lhand tm and y = rand tm in
  if x = zero then INST [y,`y:num`] APP_NIL
  else if y = zero then INST [x,`x:num`] ADD_ZERO
  else
    let hx = lhand x and hy = lhand y in
    let th = if key hx <= key hy
             then INST [hx,`h:num`; rand x,`t:num`; y,`y:num`] APP_CONS
             else INST [x,`x:num`; hy,`h:num`; rand y,`t:num`] MERGE_RIGHT in
    let r = rand(concl th) in
    TRANS th (AP_TERM (rator r) (merge_conv (rand r)));;

let rec mk_sum l = match l with [] -> zero | h::t -> mk_plus h (mk_sum t);;

(* |- list = sorted list: split in two, sort each, merge *)
let rec sort_conv tm =
  let l = list_of tm in
  let n = length l in
  if n <= 1 then REFL tm else
  let a,b = chop_list (n / 2) l in
  let split = mk_plus (mk_sum a) (mk_sum b) in
  let th = SYM(append_conv split) in
  TRANS th ((BINOP_CONV sort_conv THENC merge_conv) split);;

(* ------------------------------------------------------------------------- *)
(* Finding the combination.                                                  *)
(* ------------------------------------------------------------------------- *)

(* A linear form: m -> integer coefficient. *)
type form = (term,num) func;;

let coefficient t = power_num (Int 2) (dest_numeral(rand(lhand t)));;
let add_to (f:form) m c : form =
  let c' = tryapplyd f m (Int 0) +/ c in
  if c' =/ Int 0 then undefine m f else (m |-> c') f;;
let form_of side sign f = itlist (fun t f -> add_to f (rand t) (sign */ coefficient t)) (list_of side) f;;
let form_of_eq tm = form_of (lhand tm) (Int 1) (form_of (rand tm) (Int(-1)) undefined);;
let combine (f:form) c (g:form) : form =
  itlist (fun (m,d) f -> add_to f m (c */ d)) (graph g) f;;

(* |- L = R with both sides as lists; the pivot is the first term of L. *)
let normal_fact th = CONV_RULE (BINOP_CONV sum_conv) th;;
let pivot th = rand(lhand(lhand(concl th)));;

type facts = { table: (term,thm * form * int) Hashtbl.t };;
let fact_table ths =
  let table = Hashtbl.create 997 in
  List.iteri (fun i th ->
    let th' = normal_fact th in
    Hashtbl.add table (pivot th') (th',form_of_eq(concl th'),i)) ths;
  { table = table };;

let log2 n =
  let rec go k m = if m =/ Int 1 then k else
    if mod_num m (Int 2) =/ Int 0 then go (k + 1) (quo_num m (Int 2))
    else failwith "log2: not a power of two" in
  go 0 n;;

(* The facts and multipliers that take the pivots out of a form. *)
let rec reduce facts form used =
  let cands = filter (fun (m,c) -> Hashtbl.mem facts.table m) (graph form) in
  match cands with
    [] -> form,used
  | _ ->
    let m,c = hd(List.sort (fun (m,_) (n,_) ->
      let _,_,i = Hashtbl.find facts.table m and _,_,j = Hashtbl.find facts.table n in
      compare j i) cands) in
    let th,g,_ = Hashtbl.find facts.table m in
    let q = minus_num c // apply g m in
    if not (is_integer_num q) then failwith "reduce: fraction" else
    reduce facts (combine form q g) ((th,q) :: used);;

let SCALE_EQ = prove(`l = r:num ==> 2 EXP d * l = 2 EXP d * r`,SIMP_TAC[]);;
let ADD_EQ = prove(`a = b /\ c = d ==> a + c = b + d:num`,SIMP_TAC[]);;
let CANCEL = prove
 (`a = b /\ gl + b = gr + a ==> gl = gr:num`,ARITH_TAC);;

(* The sum of the facts times their multipliers. *)
let combination used =
  let scaled (th,q) =
    let th = if q </ Int 0 then SYM th else th in
    let d = mk_small_numeral(log2(abs_num q)) in
    let th' = MP (INST [lhand(concl th),`l:num`; rand(concl th),`r:num`; d,`d:num`] SCALE_EQ) th in
    CONV_RULE (BINOP_CONV scale_conv) th' in
  let rec add ths = match ths with
      [] -> REFL zero | [th] -> th
    | _ -> let a,b = chop_list (length ths / 2) ths in
           CONV_RULE (BINOP_CONV append_conv) (MK_COMB(AP_TERM plus (add a),add b)) in
  add (map scaled used);;

(* The goal gl = gr (any polynomials) from the facts. *)
let residual facts goal =
  let nl = sum_conv (lhand goal) and nr = sum_conv (rand goal) in
  fst(reduce facts (form_of_eq(mk_eq(rand(concl nl),rand(concl nr)))) []);;

let CHAIN_RULE facts goal =
  let nl = sum_conv (lhand goal) and nr = sum_conv (rand goal) in
  let gl = rand(concl nl) and gr = rand(concl nr) in
  let rest,used = reduce facts (form_of_eq(mk_eq(gl,gr))) [] in
  if graph rest <> [] then
    failwith("CHAIN_RULE: what remains is\n" ^
      String.concat "\n" (map (fun (m,c) -> string_of_num c ^ " * " ^ string_of_term m) (graph rest)));
  (* gl - gr + sum q (l - r) = 0, so gl + sum q l = gr + sum q r *)
  let th = combination used in
  let a = rand(concl th) and b = lhand(concl th) in
  let side g x = (append_conv THENC sort_conv) (mk_plus g x) in
  let th1 = TRANS (side gl b) (SYM(side gr a)) in
  let th2 = MATCH_MP CANCEL (CONJ (SYM th) th1) in
  TRANS nl (TRANS th2 (SYM nr));;

(* ------------------------------------------------------------------------- *)
(* Lost carries are zero.                                                    *)
(* ------------------------------------------------------------------------- *)

let VAL_LE = prove
 (`val(w:int64) <= 2 EXP 64 - 1`,
  MP_TAC(ISPEC `w:int64` VAL_BOUND) THEN REWRITE_TAC[DIMINDEX_64] THEN
  CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;
let BITVAL_LE = prove(`bitval c <= 1`,REWRITE_TAC[BITVAL_BOUND]);;
let PRODUCT_LE = prove
 (`val(v:int64) * val(w:int64) <= (2 EXP 64 - 1) * (2 EXP 64 - 1)`,
  MATCH_MP_TAC LE_MULT2 THEN REWRITE_TAC[VAL_LE]);;
let HIGH_LE = prove
 (`(val(v:int64) * val(w:int64)) DIV 18446744073709551616 <= 2 EXP 64 - 2`,
  MATCH_MP_TAC(ARITH_RULE
   `x < 18446744073709551615 ==> x <= 2 EXP 64 - 2`) THEN
  REWRITE_TAC[RDIV_LT_EQ; ARITH_EQ] THEN
  SIMP_TAC[RDIV_LT_EQ; ARITH_EQ] THEN
  MP_TAC PRODUCT_LE THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;

(* Bounds of atoms; a script may add its own in front. *)
let atom_bounds = ref [VAL_LE; BITVAL_LE; PRODUCT_LE; HIGH_LE; LE_REFL];;
let bound_of m =
  if m = one then ISPEC one LE_REFL else
  tryfind (fun th -> PART_MATCH lhand th m) !atom_bounds;;

let BOUND_CONS = prove
 (`m <= b /\ t <= n ==> 2 EXP e * m + t <= 2 EXP e * b + n`,
  STRIP_TAC THEN MATCH_MP_TAC LE_ADD2 THEN ASM_REWRITE_TAC[LE_MULT_LCANCEL]);;
let rec list_bound tm =
  if tm = zero then ISPEC zero LE_REFL else
  let h = lhand tm in
  let th = CONJ (bound_of (rand h)) (list_bound (rand tm)) in
  let m,b = dest_binop `(<=):num->num->bool` (concl(CONJUNCT1 th))
  and t,n = dest_binop `(<=):num->num->bool` (concl(CONJUNCT2 th)) in
  MP (INST [m,`m:num`; b,`b:num`; t,`t:num`; n,`n:num`; rand(lhand h),`e:num`] BOUND_CONS) th;;

let NO_CARRY = prove
 (`2 EXP k * bitval t + p = r
   ==> !n. r <= n ==> n < 2 EXP k ==> bitval t = 0`,
  BOOL_CASES_TAC `t:bool` THEN REWRITE_TAC[BITVAL_CLAUSES] THEN ARITH_TAC);;

(* Terms for an integer multiple of m. *)
let terms_of m c =
  let rec bits k c = if c =/ Int 0 then [] else
    let r = bits (k + 1) (quo_num c (Int 2)) in
    if mod_num c (Int 2) =/ Int 1 then k :: r else r in
  map (fun k -> mk_comb(mk_comb(times,mk_comb(two_exp,mk_small_numeral k)),m)) (bits 0 c);;

let numeric_bound =
  let memo = Hashtbl.create 97 in
  fun m -> try Hashtbl.find memo m with Not_found ->
    let n = dest_numeral(rand(concl(NUM_REDUCE_CONV(rand(concl(bound_of m)))))) in
    Hashtbl.add memo m n; n;;

(* From fact th, whose left side has the lost carry `bitval t`: |- bitval t = 0.
   What flows into the sum is taken back, latest first, until it is bounded. *)
let no_carry facts carries t th =
  let rec go form used fuel =
    let inputs = filter (fun (_,c) -> c </ Int 0) (graph form) in
    let total = itlist (fun (m,c) s -> s -/ c */ numeric_bound m) inputs (Int 0) in
    let k = apply form t in
    if total </ k then form,used
    else if fuel = 0 then failwith "no_carry: too many steps" else
    let source m = try Some(Hashtbl.find facts.table m) with Not_found ->
                   try Some(Hashtbl.find carries m) with Not_found -> None in
    let cands = mapfilter (fun (m,c) -> match source m with
        Some (th,g,i) -> (i,m,c,th,g) | None -> failwith "") inputs in
    match List.sort (fun (i,_,_,_,_) (j,_,_,_,_) -> compare j i) cands with
      [] -> failwith("no_carry: cannot bound " ^ string_of_term t)
    | (_,m,c,th,g)::_ ->
      let d = apply g m in
      if is_integer_num (c // d)
      then go (combine form (minus_num c // d) g) ((th,minus_num c // d) :: used) (fuel - 1)
      else go (mapf (fun x -> x */ d) form) (map (fun (th,q) -> th,q */ d) used) (fuel - 1) in
  let form,used = go (form_of_eq(concl th)) [th,Int 1] 2000 in
  let pos = filter (fun (m,c) -> c >/ Int 0 && m <> t) (graph form)
  and neg = filter (fun (_,c) -> c </ Int 0) (graph form) in
  let kt = hd(terms_of t (apply form t)) in
  let gl = mk_plus kt (mk_sum(flat(map (fun (m,c) -> terms_of m c) pos)))
  and gr = mk_sum(flat(map (fun (m,c) -> terms_of m (minus_num c)) neg)) in
  let eq = combination used in
  let side g x = (append_conv THENC sort_conv) (mk_plus g x) in
  (* gl - gr = sum q (l - r), so gl + sum q r = gr + sum q l *)
  let th1 = TRANS (side gl (rand(concl eq))) (SYM(side gr (lhand(concl eq)))) in
  let th2 = MATCH_MP CANCEL (CONJ eq th1) in
  let bound = list_bound gr in
  let th3 = MATCH_MP (MATCH_MP NO_CARRY th2) bound in
  MP th3 (EQT_ELIM(NUM_REDUCE_CONV(lhand(concl th3))));;

(* ------------------------------------------------------------------------- *)
(* Facts of instructions, from the equations that name their results.        *)
(* ------------------------------------------------------------------------- *)

needs "model.ml";;

let CARRY_OUT = prove
 (`x < b /\ y < b /\ c <= 1
   ==> (x + y + c) MOD b + b * bitval(b <= x + y + c) = x + y + c`,
  STRIP_TAC THEN ASM_CASES_TAC `b <= x + y + c:num` THEN
  ASM_REWRITE_TAC[BITVAL_CLAUSES; MULT_CLAUSES; ADD_CLAUSES] THENL
   [SUBGOAL_THEN `(x + y + c) MOD b = (x + y + c) - b` SUBST1_TAC THENL
     [MATCH_MP_TAC MOD_UNIQ THEN EXISTS_TAC `1` THEN ASM_ARITH_TAC;
      ASM_ARITH_TAC];
    MATCH_MP_TAC MOD_LT THEN ASM_ARITH_TAC]);;

let AWC_FACT = prove
 (`v = awc x y c ==> (d <=> awc_c x y c)
   ==> val v + 2 EXP 64 * bitval d = val x + val y + bitval c`,
  REPEAT STRIP_TAC THEN ASM_REWRITE_TAC[awc; awc_c; VAL_WORD; DIMINDEX_64] THEN
  MATCH_MP_TAC CARRY_OUT THEN REWRITE_TAC[BITVAL_BOUND] THEN
  REWRITE_TAC[GSYM DIMINDEX_64; VAL_BOUND]);;

let AWC_SUB_FACT = prove
 (`v = awc x (word_not y) c ==> (d <=> awc_c x (word_not y) c)
   ==> val v + val y + bitval(~c) = val x + 2 EXP 64 * bitval(~d)`,
  DISCH_THEN(fun th -> DISCH_THEN(MP_TAC o MATCH_MP (MATCH_MP AWC_FACT th))) THEN
  REWRITE_TAC[VAL_WORD_NOT; DIMINDEX_64; BITVAL_NOT] THEN
  MP_TAC(ISPEC `y:int64` VAL_BOUND) THEN
  MP_TAC(SPEC `c:bool` BITVAL_BOUND) THEN MP_TAC(SPEC `d:bool` BITVAL_BOUND) THEN
  REWRITE_TAC[DIMINDEX_64] THEN CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;

let MUL_FACT = prove
 (`v = word_mul x y
   ==> val v + 2 EXP 64 * ((val x * val y) DIV 18446744073709551616) =
       val(x:int64) * val(y:int64)`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[VAL_WORD_MUL; DIMINDEX_64] THEN
  MP_TAC(SPECL [`val(x:int64) * val(y:int64)`; `2 EXP 64`] DIVISION) THEN
  CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;
let MUL_FACT' = prove
 (`v = word_mul x y
   ==> val v + 2 EXP 64 * ((val y * val x) DIV 18446744073709551616) =
       val(y:int64) * val(x:int64)`,
  ONCE_REWRITE_TAC[MULT_SYM] THEN
  DISCH_THEN(SUBST1_TAC o SYM o MATCH_MP MUL_FACT) THEN REWRITE_TAC[MULT_AC]);;

let UMULH_FACT = prove
 (`v = word((val x * val y) DIV 18446744073709551616)
   ==> val(v:int64) = (val(x:int64) * val(y:int64)) DIV 18446744073709551616`,
  DISCH_THEN SUBST1_TAC THEN REWRITE_TAC[VAL_WORD; DIMINDEX_64] THEN
  MATCH_MP_TAC MOD_LT THEN MP_TAC(SPECL [`x:int64`; `y:int64`] (GEN_ALL
   (INST [`x:int64`,`v:int64`; `y:int64`,`w:int64`] HIGH_LE))) THEN
  CONV_TAC NUM_REDUCE_CONV THEN ARITH_TAC);;
let UMULH_FACT' = prove
 (`v = word((val x * val y) DIV 18446744073709551616)
   ==> val(v:int64) = (val(y:int64) * val(x:int64)) DIV 18446744073709551616`,
  GEN_REWRITE_TAC (RAND_CONV o ONCE_DEPTH_CONV) [MULT_SYM] THEN
  MATCH_ACCEPT_TAC UMULH_FACT);;

let CSET_FACT = prove
 (`v = (if ~c then word 0 else word 1) ==> val(v:int64) = bitval c`,
  DISCH_THEN SUBST1_TAC THEN BOOL_CASES_TAC `c:bool` THEN
  REWRITE_TAC[VAL_WORD_0; VAL_WORD_1; BITVAL_CLAUSES]);;

let ordered a b = if a < b || a = b then true else false;;
let tidy = REWRITE_RULE[BITVAL_CLAUSES; VAL_WORD_0; VAL_WORD_1];;

(* The fact of v = e. More rules of this kind, |- v = e ==> equation with val v
   first, may be given by a script. *)
let fact_of defs rules (v,e) =
  let name_of tm = try fst(find (fun (_,e') -> e' = tm) defs) with Failure _ -> tm in
  let def v e = if mem (v,e) defs then ASSUME(mk_eq(v,e)) else REFL e in
  let awc_fact x y c r d =
    let dth = if is_var d then ASSUME(mk_eq(d,list_mk_comb(`awc_c`,[x;y;c])))
              else REFL d in
    let lemma = if is_comb y && rator y = `word_not:int64->int64`
                then AWC_SUB_FACT else AWC_FACT in
    tidy (MATCH_MP (MATCH_MP lemma (def r (list_mk_comb(`awc`,[x;y;c])))) dth) in
  let th = ASSUME(mk_eq(v,e)) in
  try tryfind (fun r -> tidy(MATCH_MP r th)) rules with Failure _ ->
  match strip_comb e with
    Const("awc",_),[x;y;c] -> awc_fact x y c v (name_of (list_mk_comb(`awc_c`,[x;y;c])))
  | Const("awc_c",_),[x;y;c] ->
      let r = list_mk_comb(`awc`,[x;y;c]) in
      if is_var(name_of r) then failwith "fact_of: has one" else awc_fact x y c r v
  | Const("word_mul",_),[x;y] ->
      tidy (MATCH_MP (if ordered (mk_comb(`val:int64->num`,x)) (mk_comb(`val:int64->num`,y))
                      then MUL_FACT else MUL_FACT') th)
  | Const("word",_),[d] ->
      let p = lhand d in
      tidy (MATCH_MP (if ordered (lhand p) (rand p) then UMULH_FACT else UMULH_FACT') th)
  | _ -> MATCH_MP CSET_FACT th;;

(* The table of all facts, lost carries included. *)
let chain_facts defs rules extra =
  let ths = extra @ mapfilter (fact_of defs rules) defs in
  let facts = fact_table ths in
  let carries = Hashtbl.create 97 in
  List.iteri (fun i th ->
    let th',g,_ = Hashtbl.find facts.table (pivot (normal_fact th)) in
    do_list (fun t -> let m = rand t in
      if is_comb m && rator m = `bitval` && is_var(rand m) then
        Hashtbl.replace carries m (th',g,i)) (list_of(lhand(concl th')))) ths;
  List.iteri (fun i th ->
    let th',_,_ = Hashtbl.find facts.table (pivot (normal_fact th)) in
    do_list (fun t -> let m = rand t in
      if is_comb m && rator m = `bitval` && not (is_var(rand m)) && not (is_neg(rand m)) then
        try let nth = normal_fact (no_carry facts carries m th') in
            Hashtbl.replace facts.table m (nth,form_of_eq(concl nth),i)
        with Failure _ -> ()) (list_of(lhand(concl th')))) ths;
  facts;;
