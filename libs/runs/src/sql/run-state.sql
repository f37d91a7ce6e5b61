-- What decides about a run: its status, its fencing and its claim, all by the database's clock.
-- $1 uuid public id
-- Relies on run_public_id_key and the primary key of job. At most one row.
SELECT run.id AS key, run.public_id AS id, run.project_id, run.study_id, run.status, run.attempt, run.epoch,
       run.recipe IS NOT NULL AS queued_by_us,
       job.queue, job.priority, job.max_attempts, job.timeout_seconds, job.claim_id,
       coalesce(job.renewed_at > job.claimed_at, false) AS renewed,
       job.cancel_requested_at IS NOT NULL AS cancel_requested,
       job.renewed_at + (job.claim_expires_at - job.renewed_at) / 2 < clock_timestamp() AS late,
       job.claim_expires_at < clock_timestamp() AS expired,
       worker.public_id AS worker_id
FROM run
LEFT JOIN job ON job.run_id = run.id
LEFT JOIN worker ON worker.id = job.worker_id
WHERE run.public_id = $1::uuid
