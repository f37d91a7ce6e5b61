-- Notes that a worker was heard.
-- $1 uuid worker
-- Relies on worker_public_id_key. No rows; one is changed.
UPDATE worker
SET last_seen_at = clock_timestamp()
WHERE public_id = $1::uuid
