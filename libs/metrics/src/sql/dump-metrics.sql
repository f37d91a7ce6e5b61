-- Metrics as JSON.
-- $1 int8[] ids
-- Relies on the primary key of store.metric. At most one row per id.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT id, name, axis, dtype, unit, description
  FROM store.metric
  WHERE id = ANY ($1::int8[])
  ORDER BY name
) AS dumped
