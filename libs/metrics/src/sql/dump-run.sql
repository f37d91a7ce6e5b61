-- The relational record of a run as JSON, in which every number keeps all its digits.
-- $1 int8 run
-- Relies on the primary keys of run and project. At most one row.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT run.public_id, project.slug AS project, run.name, run.status, run.cause, run.config, run.seed, run.tags, run.notes,
         run.recipe, run.recipe_version, run.attempt, run.epoch, run.created_at, run.started_at, run.ended_at, run.last_seen_at
  FROM run
  JOIN project ON project.id = run.project_id
  WHERE run.id = $1::int8
) AS dumped
