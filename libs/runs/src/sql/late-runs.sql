-- Runs whose claim or heartbeat is late, by the database's clock.
-- $1 int4 at most
-- Relies on job_claim_expires_at_idx: only jobs that somebody holds have an end. The most overdue first.
SELECT run.public_id AS id
FROM job
JOIN run ON run.id = job.run_id
WHERE job.claim_expires_at IS NOT NULL
  AND ((run.status = 'RUNNING' AND job.renewed_at + (job.claim_expires_at - job.renewed_at) / 2 < clock_timestamp())
    OR (run.status = 'STALLED' AND job.claim_expires_at < clock_timestamp()))
ORDER BY job.claim_expires_at
LIMIT $1::int4
