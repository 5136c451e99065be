(* The states of montgomery_reduce_narrow between its strips, as predicates: at the head of the first
   strip of either loop (lower_first, upper_first), and where v + 1 strips are made (lower_strips,
   upper_strips), each for a trace. *)

needs "reduce_phases.ml";;

(* The states between strips: v + 1 strips are made. *)
let between_strips pc xs facts trace =
  mk_abs(`s:state`,list_mk_exists(wc' :: xv [19;24;25;26] @ strip_secrets,list_mk_conj(
    mk_eq(`s:state`,literal pc (fixed_x @ xs) [] flags_tm (memory zc wc' sc) trace) :: facts)));;
let lower_carries v = map (vsubst [v,`v:num`])
  [`x16:int64 = iword(carries (lower_columns h b tz pn) (&0) (12 * v))`; `x17:int64 = iword(borrowed (lower_columns h b tz pn) (&0) (12 * v))`];;
let lower_first trace = between_strips (at(fst l_strips))
  ["x0",at_ `w:int64` `f:num` 12; "x3",at_ `w:int64` `u0:num` 0; "x28",`word 0:int64`]
  ([`x19:int64 = word(2 * b)`; `x16:int64 = iword(&0)`; `x17:int64 = iword(&0)`; `lower_at h b r u0 f tz pn W' 0`]) trace;;
let lower_strips trace = mk_abs(`v:num`,between_strips (loop_pc `v:num` `ms:num` l_strips)
  ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `u0 + 6 * v` 0; "x28",`word 6:int64`]
  ((`x19:int64 = word(2 * (b + 6 * (v + 1)))` :: lower_carries `v:num`) @ [`lower_at h b r u0 f tz pn W' (v + 1)`]) trace);;
let upper_first trace = between_strips (at(fst l_upper))
  ["x0",at_ `w:int64` `f:num` 12; "x3",at_ `w:int64` `0` 0; "x28",`word 0:int64`]
  [`x19:int64 = word(2 * h)`; `x16:int64 = iword(carry29 (2 * h) tz pn nn)`; `upper_at h lq f tz pn nn W' 0`] trace;;
let upper_strips trace = mk_abs(`v:num`,between_strips (loop_pc `v:num` `ms:num` l_upper)
  ["x0",at_ `w:int64` `f:num` 0; "x3",at_ `w:int64` `6 * v` 0; "x28",`word 6:int64`]
  [`v < ms ==> x19:int64 = word(2 * (h - 6 * (v + 1)))`;
   `x16:int64 = iword(carries (upper_columns h (quotient29 (2 * h) tz pn) nn) (carry29 (2 * h) tz pn nn) (12 * v))`;
   `upper_at h lq f tz pn nn W' (v + 1)`] trace);;
let is_reduction = `reduction h b ms r lq u0 f tz pn nn (word32 (limbs_at M n))`;;
let PENDING_0 = prove(`pending_columns W f 0 P hh q`,REWRITE_TAC[pending_columns; MULT_CLAUSES; CONJUNCT1 LT]);;

(* ------------------------------------------------------------------------- *)
(* One theorem from those of the cases.                                      *)
(* ------------------------------------------------------------------------- *)

(* What each disjunct of th gives, by one of ths; `under` makes a premise of what it assumes. *)
let rec by_cases th ths = match ths with
    [last] -> PROVE_HYP th last
  | a::rest -> let r = ASSUME(rand(concl th)) in DISJ_CASES th a (by_cases r rest)
  | [] -> failwith "by_cases";;
let under common th = DISCH (list_mk_conj common) (itlist PROVE_HYP (CONJUNCTS(ASSUME(list_mk_conj common))) th);;
(* To disjunct n of `total`. *)
let rec select_disj n total : tactic = if total = 1 then ALL_TAC else if n = 0 then DISJ1_TAC else DISJ2_TAC THEN select_disj (n-1) (total-1);;
