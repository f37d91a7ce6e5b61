-- Renews the claim or heartbeat of a run.
-- $1 int8 run, $2 int4 ttl in ms
-- Relies on the primary key of job. No rows.
UPDATE job
SET renewed_at = clock_timestamp(), claim_expires_at = clock_timestamp() + $2::int4 * interval '1 millisecond'
WHERE run_id = $1::int8
