-- Inserts a study, unless its idempotency key is taken.
-- $1 uuid public id, $2 int4 project, $3 text recipe, $4 text recipe version, $5 text preset, $6 jsonb settings,
-- $7 text idempotency key or null, $8 text hash of the request in hexadecimal or null
-- Relies on study_project_id_idempotency_key_key. At most one row.
INSERT INTO study (public_id, project_id, recipe, recipe_version, preset, settings, idempotency_key, request_hash)
VALUES ($1::uuid, $2::int4, $3::text, $4::text, $5::text, $6::jsonb, $7::text, decode($8::text, 'hex'))
ON CONFLICT (project_id, idempotency_key) DO NOTHING
RETURNING id AS key
