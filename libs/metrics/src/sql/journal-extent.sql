-- How far each writer of a run has come, and where attempts began: one snapshot of what there is to read.
-- A writer's cursor moves in the transaction that adds its journal row, so the cursors are the journal's extent.
-- $1 int8 run
-- Relies on the primary keys of store.stream and store.cut. One row per writer and one per cut.
SELECT writer, last_id, attempt, start_step
FROM (
  SELECT run_id, writer, last_id, NULL::int4 AS attempt, NULL::int8 AS start_step
  FROM store.stream
  WHERE run_id = $1::int8
  UNION ALL
  SELECT run_id, NULL::int8, NULL::int8, attempt, start_step
  FROM store.cut
  WHERE run_id = $1::int8
) AS extent
