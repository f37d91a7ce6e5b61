-- Gives a job to a worker and begins the attempt. Within the transaction that makes the run RUNNING.
-- $1 int8 run, $2 uuid claim, $3 int4 worker, $4 int4 ttl in ms, $5 int4 attempt, $6 int8 epoch, $7 int8 start step or null
-- Never renewed shows as renewed_at = claimed_at: one reading of the clock for both.
-- Relies on the primary keys of job and attempt. No rows.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), claimed AS (
  UPDATE job
  SET claim_id = $2::uuid, worker_id = $3::int4, claimed_at = clock.now, renewed_at = clock.now,
      claim_expires_at = clock.now + $4::int4 * interval '1 millisecond', cancel_requested_at = NULL
  FROM clock
  WHERE run_id = $1::int8
)
INSERT INTO attempt (run_id, number, epoch, start_step, worker_id, status, started_at)
VALUES ($1::int8, $5::int4, $6::int8, $7::int8, $3::int4, 'RUNNING', clock_timestamp())
