-- Stores columns of restored axis versions.
-- $1 json array of columns as dump-axis-columns.sql gives them, $2 int4[], $3 int4[] axis versions there and here; columns of others
-- are left out: the version was here before
-- Relies on the primary key of store.axis_column. No rows.
INSERT INTO store.axis_column (axis_version_id, name, kind, body)
SELECT version.here, dumped.name, dumped.kind, dumped.body
FROM json_to_recordset($1::json) AS dumped (axis_version_id int4, name text, kind int2, body bytea)
JOIN unnest($2::int4[], $3::int4[]) AS version (there, here) ON version.there = dumped.axis_version_id
