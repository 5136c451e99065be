needs "simulate.ml";;
let table_select_code = define_code "table_select";;
let TS = prove(`LENGTH table_select_code = 32`,REWRITE_TAC[table_select_code; LENGTH] THEN CONV_TAC NUM_REDUCE_CONV);;
final "table_select" ["TABLE_SELECT_CORRECT",TS];;
