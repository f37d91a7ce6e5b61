-- Begins another attempt of a run that is logged from outside; earlier ones that have not ended are over.
-- $1 int8 run, $2 int4 attempt, $3 int8 epoch, $4 int8 start step or null
-- A heartbeat was that of the attempt before: the new one opens its own with the first it sends.
-- Relies on the primary keys of run, job and attempt. No rows.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), over AS (
  UPDATE attempt
  SET status = CASE WHEN status IN ('RUNNING', 'STALLED') THEN 'LOST' ELSE status END, ended_at = clock.now
  FROM clock
  WHERE run_id = $1::int8 AND number < $2::int4 AND ended_at IS NULL
), silenced AS (
  UPDATE job SET claim_expires_at = NULL WHERE run_id = $1::int8 AND queue = ''
), moved AS (
  UPDATE run
  SET attempt = $2::int4, epoch = $3::int8, last_seen_at = clock.now
  FROM clock
  WHERE id = $1::int8
)
INSERT INTO attempt (run_id, number, epoch, start_step, status, started_at)
SELECT $1::int8, $2::int4, $3::int8, $4::int8, 'RUNNING', clock.now
FROM clock
