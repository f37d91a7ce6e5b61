-- Puts the summaries of a fold in the place of the earlier ones. The axis version stays: a series is bound once.
-- $1 int8 run, $2 timestamptz the newest batch inside, then in step: $3 int4[] metrics, $4 int8[] n, $5 int8[] non_finite,
-- $6 int8[] first_non_finite_step, $7 int8[] first_step, $8 float8[] first, $9 int8[] last_step, $10 float8[] last,
-- $11 float8[] min, $12 int8[] argmin, $13 float8[] max, $14 int8[] argmax, $15 float8[] mean, $16 int8[] sealed_hi, $17 int8[] sealed_n
-- Relies on the primary key of store.series. No rows.
INSERT INTO store.series (
  run_id, as_of, metric_id, n, non_finite, first_non_finite_step, first_step, first, last_step, last,
  min, argmin, max, argmax, mean, sealed_hi, sealed_n)
SELECT $1::int8, $2::timestamptz, folded.*
FROM unnest(
  $3::int4[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::float8[], $9::int8[], $10::float8[],
  $11::float8[], $12::int8[], $13::float8[], $14::int8[], $15::float8[], $16::int8[], $17::int8[]) AS folded
ON CONFLICT (run_id, metric_id) DO UPDATE SET
  as_of = greatest(series.as_of, excluded.as_of), n = excluded.n, non_finite = excluded.non_finite,
  first_non_finite_step = excluded.first_non_finite_step, first_step = excluded.first_step, first = excluded.first,
  last_step = excluded.last_step, last = excluded.last, min = excluded.min, argmin = excluded.argmin,
  max = excluded.max, argmax = excluded.argmax, mean = excluded.mean,
  sealed_hi = excluded.sealed_hi, sealed_n = excluded.sealed_n
