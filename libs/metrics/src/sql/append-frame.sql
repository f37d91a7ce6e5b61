-- Appends one batch to a run's journal and advances its writer's cursor, or says why not.
-- $1 int8 run, $2 int4 attempt, $3 int8 epoch, $4 int8 writer, $5 int8 sequence, $6 int4 points, $7 bytea body
-- Relies on the primary keys of store.gate, store.stream and store.journal. One row.
SELECT outcome, expected
FROM store.append_frame($1::int8, $2::int4, $3::int8, $4::int8, $5::int8, $6::int4, $7::bytea)
