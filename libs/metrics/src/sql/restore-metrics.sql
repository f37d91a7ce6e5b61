-- Declares dumped metrics in a project; a name that exists stays as it is.
-- $1 json array of metrics as dump-metrics.sql gives them, $2 int4 project
-- Relies on the unique index of store.metric (project_id, name). No rows.
INSERT INTO store.metric (project_id, name, axis, dtype, unit, description)
SELECT $2::int4, name, axis, dtype, unit, description
FROM json_to_recordset($1::json) AS dumped (name text, axis text, dtype int2, unit text, description text)
ORDER BY name
ON CONFLICT (project_id, name) DO NOTHING
