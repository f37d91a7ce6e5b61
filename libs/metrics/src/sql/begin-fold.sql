-- Counts a fold. Whoever reads the run from the commit on sees its tiles.
-- $1 int8 run, $2 bool whether the run, if it has ended, is packed now
-- Relies on the primary key of store.gate. One row.
UPDATE store.gate SET fold = fold + 1, packed = $2::bool AND (ended OR NOT open)
WHERE run_id = $1::int8
RETURNING fold
