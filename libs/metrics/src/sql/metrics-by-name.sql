-- Metrics of a project by name.
-- $1 int4 project, $2 text[] names
-- Relies on the unique index of store.metric (project_id, name). At most one row per name.
SELECT id, project_id, name, axis, dtype, unit, description
FROM store.metric
WHERE project_id = $1::int4 AND name = ANY ($2::text[])
