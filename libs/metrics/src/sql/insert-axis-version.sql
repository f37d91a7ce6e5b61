-- Adds the next version of an axis. The axis is locked by the caller, so the number is free.
-- $1 int4 project, $2 text axis, $3 int4 size, $4 bytea digest, $5 text[] groupings
-- Relies on the unique indexes of axis (project_id, name) and axis_version (axis_id, version). One row.
INSERT INTO axis_version (axis_id, version, size, digest, groupings)
SELECT axis.id,
       (SELECT coalesce(max(earlier.version), 0) + 1 FROM axis_version AS earlier WHERE earlier.axis_id = axis.id),
       $3::int4, $4::bytea, $5::text[]
FROM axis
WHERE axis.project_id = $1::int4 AND axis.name = $2::text
RETURNING id, $1::int4 AS project_id, $2::text AS axis, version, size, groupings
