-- Makes a run of a dumped one. One that had not ended is lost: nobody trains it here.
-- $1 json the run as dump-run.sql gives it, $2 text public id, $3 int4 project
-- Relies on the unique index of run (public_id). One row.
INSERT INTO run (
  public_id, project_id, name, status, cause, config, seed, tags, notes, recipe, recipe_version, attempt, epoch,
  created_at, started_at, ended_at, last_seen_at)
SELECT $2::text::uuid, $3::int4, name,
       CASE WHEN status = ANY ('{QUEUED,RUNNING,STALLED}'::text[]) THEN 'LOST' ELSE status END,
       CASE WHEN status = ANY ('{QUEUED,RUNNING,STALLED}'::text[])
         THEN jsonb_build_object('code', 'HEARTBEAT_LATE', 'message', 'restored from a dump that was made while it was ' || status)
         ELSE cause::jsonb END,
       config::jsonb, seed, tags, notes, recipe, recipe_version, attempt, epoch, created_at, started_at, ended_at, last_seen_at
FROM json_to_record($1::json) AS dumped (
  name text, status text, cause json, config json, seed int8, tags text[], notes text, recipe text, recipe_version text,
  attempt int4, epoch int8, created_at timestamptz, started_at timestamptz, ended_at timestamptz, last_seen_at timestamptz)
RETURNING id AS run
