-- How far a run is folded. Asked by whoever has its fold: a statement that began before the lock was free may see an earlier fold.
-- $1 int8 run
-- Relies on the primary key of store.gate. At most one row.
SELECT fold, ended OR NOT open AS ended, packed
FROM store.gate
WHERE run_id = $1::int8
