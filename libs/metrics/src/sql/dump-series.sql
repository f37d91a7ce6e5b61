-- The summaries of a run as JSON.
-- $1 int8 run
-- Relies on the primary key of store.series. One row per metric.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT metric_id, axis_version_id, n, non_finite, first_non_finite_step, first_step, first, last_step, last,
         min, argmin, max, argmax, mean, sealed_hi, sealed_n, as_of
  FROM store.series
  WHERE run_id = $1::int8
  ORDER BY metric_id
) AS dumped
