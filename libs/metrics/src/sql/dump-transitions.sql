-- What became of a run, and when, as JSON. The numbers are those of the project and stay behind.
-- $1 int8 run
-- Relies on the index of transition (run_id, number). One row per transition.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT number AS place, from_status, to_status, cause, actor, attempt, epoch, at
  FROM transition
  WHERE run_id = $1::int8
  ORDER BY number
) AS dumped
