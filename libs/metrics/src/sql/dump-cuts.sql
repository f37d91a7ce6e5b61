-- The cuts of a run as JSON.
-- $1 int8 run
-- Relies on the primary key of store.cut. One row per cut.
SELECT row_to_json(dumped)::text AS row
FROM (SELECT attempt, start_step, folded FROM store.cut WHERE run_id = $1::int8 ORDER BY attempt) AS dumped
