-- Gives a restored run its cuts.
-- $1 json array of cuts as dump-cuts.sql gives them, $2 int8 run
-- Relies on the primary key of store.cut. No rows.
INSERT INTO store.cut (run_id, attempt, start_step, folded)
SELECT $2::int8, attempt, start_step, folded
FROM json_to_recordset($1::json) AS dumped (attempt int4, start_step int8, folded boolean)
