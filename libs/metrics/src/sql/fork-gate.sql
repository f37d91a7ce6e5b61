-- Gives a fork its gate: open to the attempt that follows those of the run it is made from, and at that run's fold.
-- $1 int8 run that is copied, $2 int8 fork
-- Relies on the primary key of store.gate. One row, or none when nobody could write to the run yet.
INSERT INTO store.gate (run_id, attempt, epoch, open, fold)
SELECT $2::int8, attempt + 1, 0, true, fold
FROM store.gate
WHERE run_id = $1::int8
RETURNING attempt
