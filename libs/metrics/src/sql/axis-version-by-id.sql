-- The header of one axis version.
-- $1 int8 axis version: an id from a frame may be any unsigned 32-bit integer
-- Relies on the primary keys of axis_version and axis. At most one row.
SELECT axis_version.id, axis.project_id, axis.name AS axis, axis_version.version, axis_version.size, axis_version.groupings
FROM axis_version
JOIN axis ON axis.id = axis_version.axis_id
WHERE axis_version.id = $1::int8
