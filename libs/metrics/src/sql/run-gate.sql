-- The whole gate of a run.
-- $1 int8 run
-- Relies on the primary key of store.gate. At most one row.
SELECT attempt, epoch, open, ended, fold, packed
FROM store.gate
WHERE run_id = $1::int8
