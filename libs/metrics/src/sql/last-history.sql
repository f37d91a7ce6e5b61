-- The last rows of the history of some metrics of a run. Their blocks count them.
-- $1 int8 run, $2 int4[], $3 int4[] metric and number of wanted rows
-- Relies on the primary key of store.tile. So many rows as asked for.
SELECT last.metric_id, last.lvl, last.blk, last.lo, last.gen, last.hi, last.n, last.body
FROM unnest($2::int4[], $3::int4[]) AS wanted (metric_id, number)
CROSS JOIN LATERAL (
  SELECT metric_id, lvl, blk, lo, gen, hi, n, body
  FROM store.tile
  WHERE run_id = $1::int8 AND metric_id = wanted.metric_id AND lvl = -1
  ORDER BY blk DESC
  LIMIT wanted.number
) AS last
