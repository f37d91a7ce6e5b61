-- How many metrics a project holds.
-- $1 int4 project
-- Relies on the unique index of store.metric (project_id, name). One row.
SELECT count(*)::int4 AS count
FROM store.metric
WHERE project_id = $1::int4
