-- Sealed columns of an axis series that lack the row of one of these groupings.
-- $1 int8 run, $2 int4 metric, $3 int4[] blocks of the groupings, $4 int8 rows at most
-- Relies on the primary key of store.tile. One row per column and missing grouping, in step order.
SELECT first.lo, wanted.blk
FROM (
  SELECT run_id, metric_id, lo
  FROM store.tile
  WHERE run_id = $1::int8 AND metric_id = $2::int4 AND lvl = 0 AND blk = 0
) AS first
CROSS JOIN unnest($3::int4[]) AS wanted (blk)
WHERE NOT EXISTS (
  SELECT FROM store.tile AS row
  WHERE row.run_id = first.run_id AND row.metric_id = first.metric_id AND row.lvl = 0 AND row.blk = wanted.blk AND row.lo = first.lo)
ORDER BY first.lo, wanted.blk DESC
LIMIT $4::int8
