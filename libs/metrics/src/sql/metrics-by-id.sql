-- Metrics by id.
-- $1 int8[] ids: an id from a frame may be any unsigned 32-bit integer
-- Relies on the primary key of store.metric. At most one row per id.
SELECT id, project_id, name, axis, dtype, unit, description
FROM store.metric
WHERE id = ANY ($1::int8[])
