-- Runs as everybody sees them. A run whose worker was heard later than itself was last seen then.
-- $1 uuid[] public ids
-- Relies on the unique index of run.public_id and the primary keys of project, study and job. One row per run that exists.
SELECT run.id AS key, run.public_id AS id, run.project_id, project.slug, project.team_id, run.name, run.status, run.cause,
       run.recipe, run.recipe_version, study.public_id AS study, run.study_role, run.config, run.seed,
       coalesce(run.tags, '{}') AS tags, run.notes, run.attempt, origin.public_id AS fork_of, run.fork_step, run.epoch, run.created_at, run.started_at, run.ended_at,
       greatest(run.last_seen_at, job.renewed_at) AS last_seen_at
FROM run
JOIN project ON project.id = run.project_id
LEFT JOIN study ON study.id = run.study_id
LEFT JOIN job ON job.run_id = run.id
LEFT JOIN run AS origin ON origin.id = run.fork_of_id
WHERE run.public_id = ANY ($1::uuid[])
