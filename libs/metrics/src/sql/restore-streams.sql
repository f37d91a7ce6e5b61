-- Gives a restored run the cursors of its writers.
-- $1 json array of cursors as dump-streams.sql gives them, $2 int8 run
-- Relies on the primary key of store.stream. No rows.
INSERT INTO store.stream (run_id, writer, seq, last_id)
SELECT $2::int8, writer, seq, last_id
FROM json_to_recordset($1::json) AS dumped (writer int8, seq int8, last_id int8)
