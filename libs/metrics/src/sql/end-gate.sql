-- Says that a run has ended under the given epoch; its writers may go on.
-- $1 int8 run, $2 int8 epoch
-- Relies on the primary key of store.gate. One row.
SELECT store.end_gate($1::int8, $2::int8)
