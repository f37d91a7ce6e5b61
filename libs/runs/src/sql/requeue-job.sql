-- Prepares a job for its next attempt.
-- $1 int8 run, $2 int4 attempt that must be allowed, $3 boolean whether the last claim may still come back
-- Relies on the primary key of job. No rows.
UPDATE job
SET max_attempts = greatest(max_attempts, $2::int4), claim_expires_at = NULL, cancel_requested_at = NULL,
    claim_id = CASE WHEN $3::boolean THEN claim_id END, available_at = clock_timestamp()
WHERE run_id = $1::int8
