-- Stores one column of a new axis version.
-- $1 int4 axis version, $2 text name, $3 int2 kind, $4 bytea body
-- Relies on the primary key of store.axis_column. No rows.
INSERT INTO store.axis_column (axis_version_id, name, kind, body)
VALUES ($1::int4, $2::text, $3::int2, $4::bytea)
