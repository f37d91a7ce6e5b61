-- Brings a run that has ended back to the fold.
-- $1 int8 run
-- Relies on the primary key of store.gate. No rows.
UPDATE store.gate SET packed = false
WHERE run_id = $1::int8 AND packed
