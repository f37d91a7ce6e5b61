-- A lost worker came back before anybody took the next attempt: that attempt is off, and would be handed over anew.
-- $1 int8 run, $2 int4 attempt that goes on
-- Relies on the primary key of job. No rows.
UPDATE job
SET enqueued_attempt = $2::int4
WHERE run_id = $1::int8
