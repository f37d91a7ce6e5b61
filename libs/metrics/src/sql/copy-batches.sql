-- Takes the batches of a restored run. Each row: int8 run, int8 id, int8 writer, int4 attempt, int8 microseconds since 2000-01-01
-- (what a timestamptz is), int4 points, bytea body.
COPY store.journal (run_id, id, writer, attempt, at, n, body) FROM STDIN (FORMAT binary)
