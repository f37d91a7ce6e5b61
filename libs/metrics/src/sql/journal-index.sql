-- The keys and sizes of journal rows of some writers within a range of ids, in reading order. A superset of what is wanted:
-- the range is that of all the writers together, and the caller knows the span of each.
-- $1 int8 run, $2 int8[] writers, $3 int8 after (exclusive), $4 int8 up to (inclusive)
-- Relies on the primary key of store.journal (run_id, id, writer). One row per batch; bodies are not touched.
SELECT id, writer, octet_length(body) AS bytes
FROM store.journal
WHERE run_id = $1::int8 AND id > $3::int8 AND id <= $4::int8 AND writer = ANY ($2::int8[])
ORDER BY id, writer
