-- Nobody waits for a renewal any more. The claim keeps its name, so that its worker's report finds it.
-- $1 int8 run
-- Relies on the primary key of job. No rows.
UPDATE job
SET claim_expires_at = NULL
WHERE run_id = $1::int8
