-- The cursors of the writers of a run as JSON.
-- $1 int8 run
-- Relies on the primary key of store.stream. One row per writer.
SELECT row_to_json(dumped)::text AS row
FROM (SELECT writer, seq, last_id FROM store.stream WHERE run_id = $1::int8 ORDER BY writer) AS dumped
