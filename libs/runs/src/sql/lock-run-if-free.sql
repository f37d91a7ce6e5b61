-- Locks a run until the end of the transaction, unless somebody else has it.
-- $1 uuid public id
-- Relies on run_public_id_key. At most one row.
SELECT id FROM run WHERE public_id = $1::uuid FOR UPDATE SKIP LOCKED
