-- Gives a restored run its attempts.
-- $1 json array of attempts as dump-attempts.sql gives them, $2 int8 run
-- Relies on the primary key of attempt. No rows.
INSERT INTO attempt (run_id, number, epoch, start_step, status, cause, started_at, ended_at)
SELECT $2::int8, number, epoch, start_step,
       CASE WHEN status = ANY ('{QUEUED,RUNNING,STALLED}'::text[]) THEN 'LOST' ELSE status END,
       cause::jsonb, started_at, ended_at
FROM json_to_recordset($1::json) AS dumped (
  number int4, epoch int8, start_step int8, status text, cause json, started_at timestamptz, ended_at timestamptz)
