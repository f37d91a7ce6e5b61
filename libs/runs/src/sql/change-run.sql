-- One change of status: the run if it still has the expected status, its attempt, and a transition numbered by the
-- project. The project's row is locked until the commit, so numbers become visible in their order and without gaps.
-- $1 int8 run, $2 text expected status, $3 text new status, $4 jsonb cause or null, $5 int4 attempt, $6 int8 epoch,
-- $7 text actor
-- Relies on the primary keys of run, project and attempt. One row, or none when the status is another.
WITH moment AS (
  SELECT clock_timestamp() AS now
), changed AS (
  UPDATE run
  SET status = $3::text, cause = $4::jsonb, attempt = $5::int4, epoch = $6::int8,
      started_at = CASE WHEN $3::text = 'RUNNING' THEN coalesce(started_at, moment.now) ELSE started_at END,
      ended_at = CASE WHEN $3::text IN ('FINISHED', 'FAILED', 'CANCELLED') THEN moment.now END,
      last_seen_at = CASE WHEN $3::text IN ('RUNNING', 'FINISHED') THEN moment.now ELSE last_seen_at END
  FROM moment
  WHERE id = $1::int8 AND status = $2::text
  RETURNING id, project_id
), tried AS (
  -- An attempt that was taken away to be tried again ends as LOST; while it is LOST it may still come back.
  UPDATE attempt
  SET status = CASE WHEN $3::text = 'QUEUED' THEN 'LOST' ELSE $3::text END,
      cause = coalesce($4::jsonb, attempt.cause),
      ended_at = CASE WHEN $3::text NOT IN ('RUNNING', 'STALLED') THEN coalesce(attempt.ended_at, moment.now) END
  FROM changed, moment
  WHERE attempt.run_id = changed.id
    AND attempt.number = CASE WHEN $3::text = 'QUEUED' THEN $5::int4 - 1 ELSE $5::int4 END
    AND attempt.status NOT IN ('FINISHED', 'FAILED', 'CANCELLED')
), numbered AS (
  UPDATE project SET last_event = last_event + 1
  FROM changed
  WHERE project.id = changed.project_id
  RETURNING project.id, project.last_event
)
INSERT INTO transition (project_id, number, run_id, from_status, to_status, cause, actor, attempt, epoch, at)
SELECT numbered.id, numbered.last_event, $1::int8, $2::text, $3::text, $4::jsonb, $7::text, $5::int4, $6::int8,
       clock_timestamp()
FROM numbered
RETURNING number
