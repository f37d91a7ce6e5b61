-- Notes that a worker was heard.
-- $1 uuid worker, $2 int4 team that it must be of
-- Relies on worker_public_id_key. No rows; one is changed.
UPDATE worker
SET last_seen_at = clock_timestamp()
WHERE public_id = $1::uuid AND team_id = $2::int4
