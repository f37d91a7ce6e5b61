-- The cursors of a run's writers: the last batch of each, and the id it got.
-- $1 int8 run
-- Relies on the primary key of store.stream. One row per writer.
SELECT writer, seq, last_id
FROM store.stream
WHERE run_id = $1::int8
ORDER BY writer
