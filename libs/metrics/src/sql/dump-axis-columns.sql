-- The stored columns of axis versions as JSON.
-- $1 int8[] axis versions
-- Relies on the primary key of store.axis_column. One row per column.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT axis_version_id, name, kind, body
  FROM store.axis_column
  WHERE axis_version_id = ANY ($1::int8[])
  ORDER BY axis_version_id, name
) AS dumped
