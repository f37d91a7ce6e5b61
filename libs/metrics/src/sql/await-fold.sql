-- Takes the fold of a run for this transaction, where the run's data are, and waits for whoever has it.
-- $1 int8 run
-- Relies on the primary key of store.gate. At most one row. The key of the lock is that of lock-fold.sql.
SELECT pg_advisory_xact_lock(run_id + 4611686018427387904)
FROM store.gate
WHERE run_id = $1::int8
