-- Dumped axis versions as columns.
-- $1 json array of axis versions as dump-axes.sql gives them
-- One row per version.
SELECT id, axis, size, digest, groupings
FROM json_to_recordset($1::json) AS dumped (id int4, axis text, size int4, digest bytea, groupings text[])
