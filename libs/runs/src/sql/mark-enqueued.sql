-- Notes that an attempt was handed to the queue.
-- $1 uuid run, $2 int4 attempt
-- Relies on run_public_id_key and the primary key of job. No rows.
UPDATE job
SET enqueued_attempt = greatest(enqueued_attempt, $2::int4), enqueued_at = clock_timestamp()
FROM run
WHERE run.public_id = $1::uuid AND job.run_id = run.id
