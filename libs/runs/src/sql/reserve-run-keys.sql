-- Keys for runs that are about to be inserted: the gate of an outside run is opened before the run exists.
-- $1 int4 how many
-- That many rows.
SELECT nextval(pg_get_serial_sequence('run', 'id')) AS key
FROM generate_series(1, $1::int4)
