-- The public ids of runs.
-- $1 int8[] runs
-- Relies on the primary key of run. At most one row per run asked for.
SELECT id AS run, public_id
FROM run
WHERE id = ANY ($1::int8[])
