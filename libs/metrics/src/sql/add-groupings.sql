-- Declares further groupings of an axis version, after those it has. None is ever removed or moved: their places name rows of
-- store.tile.
-- $1 int4 axis version, $2 text[] groupings, each once; those already declared change nothing
-- Relies on the primary keys of axis_version and axis. One row: the header as it is now.
UPDATE axis_version
SET groupings = axis_version.groupings || ARRAY(
  SELECT wanted.name
  FROM unnest($2::text[]) WITH ORDINALITY AS wanted (name, place)
  WHERE wanted.name <> ALL (axis_version.groupings)
  ORDER BY wanted.place)
FROM axis
WHERE axis_version.id = $1::int4 AND axis.id = axis_version.axis_id
RETURNING axis_version.id, axis.project_id, axis.name AS axis, axis_version.version, axis_version.size, axis_version.groupings
