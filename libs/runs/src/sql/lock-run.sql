-- Locks a run until the end of the transaction. What it locks is read afterwards, in a statement of its own: a join
-- would show the rows beside the run as they were before the wait.
-- $1 uuid public id
-- Relies on run_public_id_key. At most one row.
SELECT id FROM run WHERE public_id = $1::uuid FOR UPDATE
