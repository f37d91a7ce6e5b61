-- The stored columns of one axis version; the one without a name holds the keys.
-- $1 int4 axis version
-- Relies on the primary key of store.axis_column. One row per column.
SELECT name, kind, body
FROM store.axis_column
WHERE axis_version_id = $1::int4
