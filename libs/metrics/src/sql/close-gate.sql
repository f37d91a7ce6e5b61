-- Closes a run to the given epoch.
-- $1 int8 run, $2 int8 epoch
-- Relies on the primary key of store.gate. One row.
SELECT store.close_gate($1::int8, $2::int8)
