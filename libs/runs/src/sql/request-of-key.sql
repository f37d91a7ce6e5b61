-- The run that was submitted under an idempotency key, and the hash of its request.
-- $1 int4 project, $2 text idempotency key
-- Relies on run_project_id_idempotency_key_key. At most one row.
SELECT public_id AS id, encode(request_hash, 'hex') AS request_hash
FROM run
WHERE project_id = $1::int4 AND idempotency_key = $2::text
