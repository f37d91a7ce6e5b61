-- The ids that dumped metrics have here, and whether they are over the same axis.
-- $1 json array of metrics as dump-metrics.sql gives them, $2 int4 project
-- Relies on the unique index of store.metric (project_id, name). One row per metric.
SELECT dumped.id AS there, metric.id AS here, metric.name, metric.axis IS NOT DISTINCT FROM dumped.axis AS agrees
FROM json_to_recordset($1::json) AS dumped (id int4, name text, axis text)
JOIN store.metric ON metric.project_id = $2::int4 AND metric.name = dumped.name
