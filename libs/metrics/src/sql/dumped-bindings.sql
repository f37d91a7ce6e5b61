-- The axis versions that dumped series are bound to.
-- $1 json array of summaries as dump-series.sql gives them
-- One row per series over an axis.
SELECT metric_id AS metric, axis_version_id AS version
FROM json_to_recordset($1::json) AS dumped (metric_id int4, axis_version_id int4)
WHERE axis_version_id IS NOT NULL
