-- Whole journal rows, in reading order. A superset of what is wanted where one id belongs to several writers.
-- $1 int8 run, $2 int8[] ids, $3 int8[] writers
-- Relies on the primary key of store.journal (run_id, id, writer). About one row per id.
SELECT id, writer, attempt, body
FROM store.journal
WHERE run_id = $1::int8 AND id = ANY ($2::int8[]) AND writer = ANY ($3::int8[])
ORDER BY id, writer
