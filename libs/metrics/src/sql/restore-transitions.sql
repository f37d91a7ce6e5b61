-- Gives a restored run its past, as the next events of the project.
-- $1 json array of transitions as dump-transitions.sql gives them, $2 int8 run
-- Relies on the primary keys of run and project; holds the project until the end of the transaction. No rows.
WITH dumped AS (
  SELECT *
  FROM json_to_recordset($1::json) AS dumped (
    place int8, from_status text, to_status text, cause json, actor text, attempt int4, epoch int8, at timestamptz)
), numbered AS (
  UPDATE project SET last_event = last_event + (SELECT count(*) FROM dumped)
  FROM run
  WHERE run.id = $2::int8 AND project.id = run.project_id
  RETURNING project.id, project.last_event - (SELECT count(*) FROM dumped) AS before
)
INSERT INTO transition (project_id, number, run_id, from_status, to_status, cause, actor, attempt, epoch, at)
SELECT numbered.id, numbered.before + row_number() OVER (ORDER BY place), $2::int8, from_status, to_status, cause::jsonb, actor,
       attempt, epoch, at
FROM dumped
CROSS JOIN numbered
