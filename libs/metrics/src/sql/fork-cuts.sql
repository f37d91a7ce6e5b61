-- Gives a fork the cuts of the run it is made from: its copied tiles follow some of them and not yet the others.
-- $1 int8 run that is copied, $2 int8 fork
-- Relies on the primary key of store.cut. No rows.
INSERT INTO store.cut (run_id, attempt, start_step, folded)
SELECT $2::int8, attempt, start_step, folded
FROM store.cut
WHERE run_id = $1::int8
