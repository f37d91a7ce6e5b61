-- Takes the fold of a run for this transaction, where the run's data are, unless another folder has it.
-- $1 int8 run
-- Relies on the primary key of store.gate. At most one row. The offset keeps the keys apart from those of migrations.
SELECT pg_try_advisory_xact_lock(run_id + 4611686018427387904) AS held
FROM store.gate
WHERE run_id = $1::int8
