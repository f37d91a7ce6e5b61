-- Gives a fork the series of the run it is made from. What is sealed of them is what is copied; the numbers are still those of
-- the whole, until the fold that follows makes them anew.
-- $1 int8 run that is copied, $2 int8 fork, $3 int8 step below which it is copied
-- Relies on the primary keys of store.series and store.tile. No rows.
INSERT INTO store.series (
  run_id, metric_id, axis_version_id, n, non_finite, first_non_finite_step, first_step, first, last_step, last,
  min, argmin, max, argmax, mean, sealed_hi, sealed_n, as_of)
SELECT $2::int8, series.metric_id, axis_version_id, series.n, non_finite, first_non_finite_step, first_step, first, last_step, last,
       min, argmin, max, argmax, mean, sealed.hi, coalesce(sealed.n, 0), as_of
FROM store.series
LEFT JOIN (
  SELECT tile.run_id, tile.metric_id, max(tile.hi) AS hi, sum(tile.n)::int8 AS n
  FROM store.tile
  JOIN store.series AS whole ON whole.run_id = tile.run_id AND whole.metric_id = tile.metric_id
  WHERE tile.run_id = $1::int8 AND tile.lvl = 0 AND tile.blk = 0 AND tile.lo < $3::int8 AND tile.lo <= whole.sealed_hi
  GROUP BY tile.run_id, tile.metric_id
) AS sealed ON sealed.run_id = series.run_id AND sealed.metric_id = series.metric_id
WHERE series.run_id = $1::int8
