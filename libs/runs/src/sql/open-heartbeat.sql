-- The SDK of an outside run lives. Its job is one that no queue delivers: it holds the heartbeat's end.
-- $1 int8 run, $2 int4 ttl in ms
-- Relies on the primary key of job. No rows.
INSERT INTO job (run_id, queue, priority, max_attempts, renewed_at, claim_expires_at)
VALUES ($1::int8, '', 0, 1, clock_timestamp(), clock_timestamp() + $2::int4 * interval '1 millisecond')
ON CONFLICT (run_id) DO UPDATE SET renewed_at = excluded.renewed_at, claim_expires_at = excluded.claim_expires_at
