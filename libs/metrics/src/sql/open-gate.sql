-- Opens a run to one attempt and epoch, and records where the attempt begins.
-- $1 int8 run, $2 int4 attempt, $3 int8 epoch, $4 int8 first step or null
-- Relies on the primary keys of store.gate and store.cut. One row.
SELECT store.open_gate($1::int8, $2::int4, $3::int8, $4::int8)
