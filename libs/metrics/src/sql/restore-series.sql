-- Gives a restored run its summaries under the ids that metrics and axis versions have here.
-- $1 json array of summaries as dump-series.sql gives them, $2 int8 run, $3 int4[], $4 int4[] metrics there and here,
-- $5 int4[], $6 int4[] axis versions there and here
-- Relies on the primary key of store.series. No rows.
INSERT INTO store.series (
  run_id, metric_id, axis_version_id, n, non_finite, first_non_finite_step, first_step, first, last_step, last,
  min, argmin, max, argmax, mean, sealed_hi, sealed_n, as_of)
SELECT $2::int8, metric.here, version.here, n, non_finite, first_non_finite_step, first_step, first, last_step, last,
       min, argmin, max, argmax, mean, sealed_hi, sealed_n, as_of
FROM json_to_recordset($1::json) AS dumped (
  metric_id int4, axis_version_id int4, n int8, non_finite int8, first_non_finite_step int8, first_step int8, first float8,
  last_step int8, last float8, min float8, argmin int8, max float8, argmax int8, mean float8, sealed_hi int8, sealed_n int8,
  as_of timestamptz)
JOIN unnest($3::int4[], $4::int4[]) AS metric (there, here) ON metric.there = dumped.metric_id
LEFT JOIN unnest($5::int4[], $6::int4[]) AS version (there, here) ON version.there = dumped.axis_version_id
