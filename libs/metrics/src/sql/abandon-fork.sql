-- Takes back everything that a fork began with.
-- $1 int8 fork
-- Relies on the primary keys of the hot tables. No rows.
WITH tiles AS (DELETE FROM store.tile WHERE run_id = $1::int8),
     batches AS (DELETE FROM store.journal WHERE run_id = $1::int8),
     summaries AS (DELETE FROM store.series WHERE run_id = $1::int8),
     cuts AS (DELETE FROM store.cut WHERE run_id = $1::int8)
DELETE FROM store.gate WHERE run_id = $1::int8
