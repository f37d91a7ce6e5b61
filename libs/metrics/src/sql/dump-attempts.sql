-- The attempts of a run as JSON. Workers belong to an installation and stay behind.
-- $1 int8 run
-- Relies on the primary key of attempt. One row per attempt.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT number, epoch, start_step, status, cause, started_at, ended_at
  FROM attempt
  WHERE run_id = $1::int8
  ORDER BY number
) AS dumped
