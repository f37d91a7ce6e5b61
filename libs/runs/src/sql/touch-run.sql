-- Notes that a run was heard.
-- $1 int8 run
-- Relies on the primary key of run. No rows.
UPDATE run
SET last_seen_at = clock_timestamp()
WHERE id = $1::int8
