-- A claim that is late gets at least half of its life from now on: its worker must have had somebody to renew with.
-- $1 int8 run
-- Relies on the primary key of job. No rows.
UPDATE job
SET claim_expires_at = greatest(claim_expires_at, clock_timestamp() + (claim_expires_at - renewed_at) / 2)
WHERE run_id = $1::int8
