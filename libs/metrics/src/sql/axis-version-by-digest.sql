-- The version of an axis that has exactly this content.
-- $1 int4 project, $2 text axis, $3 bytea digest
-- Relies on the unique indexes of axis (project_id, name) and axis_version (axis_id, digest). At most one row.
SELECT axis_version.id, axis.project_id, axis.name AS axis, axis_version.version, axis_version.size, axis_version.groupings
FROM axis_version
JOIN axis ON axis.id = axis_version.axis_id
WHERE axis.project_id = $1::int4 AND axis.name = $2::text AND axis_version.digest = $3::bytea
