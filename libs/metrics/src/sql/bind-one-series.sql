-- Binds a series to the axis version of its first vector; a series that is bound stays as it is.
-- $1 int8 run, $2 int4 metric, $3 int4 axis version
-- Relies on the primary key of store.series. No rows; waits for a concurrent binding of the same series.
-- as_of is the epoch: nothing of the series is folded yet.
INSERT INTO store.series (run_id, metric_id, axis_version_id, n, non_finite, last_step, sealed_n, as_of)
VALUES ($1::int8, $2::int4, $3::int4, 0, 0, 0, 0, to_timestamp(0))
ON CONFLICT (run_id, metric_id) DO NOTHING
