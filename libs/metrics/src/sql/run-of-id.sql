-- The run that has a public id.
-- $1 text public id
-- Relies on the unique index of run (public_id). At most one row.
SELECT id AS run
FROM run
WHERE public_id = $1::text::uuid
