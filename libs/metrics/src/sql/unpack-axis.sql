-- Brings back to the fold what ended: runs with series over an axis version that has a new grouping. Not hot: a grouping is
-- declared now and then.
-- $1 int4 axis version
-- No index on the axis version: store.series is read whole. No rows.
UPDATE store.gate SET packed = false
FROM store.series
WHERE series.axis_version_id = $1::int4 AND gate.run_id = series.run_id AND gate.packed
