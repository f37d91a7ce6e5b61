-- The run that a claim is about.
-- $1 uuid claim
-- Relies on job_claim_id_key. At most one row.
SELECT run.public_id AS id
FROM job
JOIN run ON run.id = job.run_id
WHERE job.claim_id = $1::uuid
