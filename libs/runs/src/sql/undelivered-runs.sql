-- Queued runs whose attempt was never handed to the queue, or was and has waited for long: a delivery may have been lost.
-- $1 int4 ms that are long, $2 int4 at most
-- Relies on run_status_idx. Those never handed over first, then those that wait longest.
SELECT run.public_id AS id, run.attempt, job.queue, job.priority
FROM run
JOIN job ON job.run_id = run.id
WHERE run.status = 'QUEUED'
  AND (job.enqueued_attempt < run.attempt OR job.enqueued_at < clock_timestamp() - $1::int4 * interval '1 millisecond')
ORDER BY (job.enqueued_attempt < run.attempt) DESC, job.enqueued_at NULLS FIRST, run.id
LIMIT $2::int4
