-- The axis versions that series of a run are bound to.
-- $1 int8 run, $2 int8[] metrics: an id from a frame may be any unsigned 32-bit integer
-- Relies on the primary key of store.series. At most one row per metric asked for.
SELECT metric_id, axis_version_id
FROM store.series
WHERE run_id = $1::int8 AND metric_id = ANY ($2::int8[]) AND axis_version_id IS NOT NULL
