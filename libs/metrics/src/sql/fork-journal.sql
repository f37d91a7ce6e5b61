-- Gives a fork the batches that wait, to be folded before anybody sees them.
-- $1 int8 run that is copied, $2 int8 fork
-- Relies on the primary key of store.journal. No rows.
INSERT INTO store.journal (run_id, id, writer, attempt, at, n, body)
SELECT $2::int8, id, writer, attempt, at, n, body
FROM store.journal
WHERE run_id = $1::int8
