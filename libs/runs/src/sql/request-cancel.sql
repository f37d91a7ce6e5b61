-- Asks the worker of a run to stop it. The first request counts.
-- $1 int8 run
-- Relies on the primary key of job. No rows.
UPDATE job
SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
WHERE run_id = $1::int8
