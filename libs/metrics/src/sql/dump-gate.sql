-- The gate of a run as JSON.
-- $1 int8 run
-- Relies on the primary key of store.gate. At most one row.
SELECT row_to_json(dumped)::text AS row
FROM (SELECT attempt, epoch, open, ended, fold, packed FROM store.gate WHERE run_id = $1::int8) AS dumped
