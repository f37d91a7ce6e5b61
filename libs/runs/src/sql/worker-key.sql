-- The worker that may take runs of a project: one of the project's team.
-- $1 uuid worker, $2 int4 project
-- Relies on worker_public_id_key. At most one row.
SELECT worker.id AS key
FROM worker
JOIN project ON project.team_id = worker.team_id
WHERE worker.public_id = $1::uuid AND project.id = $2::int4
