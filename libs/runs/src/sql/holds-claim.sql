-- Whether a claim is still the one that counts.
-- $1 int8 run, $2 uuid claim, $3 int8 epoch
-- Relies on the primary keys of job and run. One row when it is.
SELECT 1
FROM job
JOIN run ON run.id = job.run_id
WHERE job.run_id = $1::int8 AND job.claim_id = $2::uuid AND run.epoch = $3::int8
  AND run.status IN ('RUNNING', 'STALLED', 'LOST')
