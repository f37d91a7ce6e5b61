-- Axis versions as JSON, without their columns.
-- $1 int8[] ids
-- Relies on the primary keys of axis_version and axis. At most one row per id.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT axis_version.id, axis.name AS axis, axis_version.size, axis_version.digest, axis_version.groupings
  FROM axis_version
  JOIN axis ON axis.id = axis_version.axis_id
  WHERE axis_version.id = ANY ($1::int8[])
  ORDER BY axis.name, axis_version.version
) AS dumped
