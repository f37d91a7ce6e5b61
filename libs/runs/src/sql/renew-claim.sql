-- Renews a claim in time, the usual case: one statement on one row.
-- $1 uuid claim, $2 int4 ttl in ms, $3 int4 team that it must be of
-- Relies on job_claim_id_key and the primary keys of run and project. One row, or none when there is more to it.
UPDATE job
SET renewed_at = clock_timestamp(), claim_expires_at = clock_timestamp() + $2::int4 * interval '1 millisecond'
FROM run
JOIN project ON project.id = run.project_id
WHERE job.claim_id = $1::uuid AND run.id = job.run_id AND run.status = 'RUNNING' AND project.team_id = $3::int4
RETURNING job.cancel_requested_at IS NOT NULL AS cancel_requested
