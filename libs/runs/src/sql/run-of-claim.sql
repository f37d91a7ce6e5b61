-- The run that a claim is about.
-- $1 uuid claim, $2 int4 team that it must be of
-- Relies on job_claim_id_key and the primary keys of run and project. At most one row.
SELECT run.public_id AS id
FROM job
JOIN run ON run.id = job.run_id
JOIN project ON project.id = run.project_id
WHERE job.claim_id = $1::uuid AND project.team_id = $2::int4
