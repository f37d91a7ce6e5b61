-- Inserts runs of one project with their jobs, the attempts of those that run already, and their first transitions. A
-- run whose idempotency key is taken is left out.
-- $1 int4 project, $2 jsonb array of runs, $3 text actor
-- Relies on run_project_id_idempotency_key_key. One row per run that was inserted.
WITH given AS (
  SELECT *
  FROM jsonb_to_recordset($2::jsonb) AS run(
    position int4, key int8, id uuid, study_id int4, study_role text, name text, status text, config jsonb, seed int8,
    tags text[], notes text, recipe text, recipe_version text, idempotency_key text, request_hash text,
    queue text, priority int4, max_attempts int4, timeout_seconds int4, attempt int4, fork_of int8, fork_step int8)
), inserted AS (
  INSERT INTO run (id, public_id, project_id, study_id, study_role, name, status, config, seed, tags, notes, recipe,
                   recipe_version, idempotency_key, request_hash, attempt, fork_of_id, fork_step, epoch, started_at, last_seen_at)
  SELECT key, id, $1::int4, study_id, study_role, name, status, config, seed, tags, notes, recipe,
         recipe_version, idempotency_key, decode(request_hash, 'hex'), attempt, fork_of, fork_step, 0,
         CASE WHEN status = 'RUNNING' THEN clock_timestamp() END, CASE WHEN status = 'RUNNING' THEN clock_timestamp() END
  FROM given
  ORDER BY position
  ON CONFLICT (project_id, idempotency_key) DO NOTHING
  RETURNING id AS key
), jobs AS (
  INSERT INTO job (run_id, queue, priority, max_attempts, timeout_seconds)
  SELECT key, queue, priority, max_attempts, timeout_seconds
  FROM given JOIN inserted USING (key)
  WHERE given.status = 'QUEUED'
), attempts AS (
  INSERT INTO attempt (run_id, number, epoch, start_step, status, started_at)
  SELECT key, attempt, 0, fork_step, 'RUNNING', clock_timestamp()
  FROM given JOIN inserted USING (key)
  WHERE given.status = 'RUNNING'
), numbered AS (
  UPDATE project SET last_event = last_event + (SELECT count(*) FROM inserted)
  WHERE id = $1::int4 AND EXISTS (SELECT FROM inserted)
  RETURNING last_event - (SELECT count(*) FROM inserted) AS before
)
INSERT INTO transition (project_id, number, run_id, from_status, to_status, actor, attempt, epoch, at)
SELECT $1::int4, numbered.before + row_number() OVER (ORDER BY given.position), key, NULL, given.status, $3::text, given.attempt, 0,
       clock_timestamp()
FROM given JOIN inserted USING (key) CROSS JOIN numbered
RETURNING run_id AS key
