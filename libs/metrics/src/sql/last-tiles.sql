-- The last tiles of some metrics and levels of a run.
-- $1 int8 run, $2 int4[], $3 int2[], $4 int4[], $5 int4[] metric, level, block and number of wanted tiles
-- Relies on the primary key of store.tile. So many rows as asked for.
SELECT last.metric_id, last.lvl, last.blk, last.lo, last.gen, last.hi, last.n, last.body
FROM unnest($2::int4[], $3::int2[], $4::int4[], $5::int4[]) AS wanted (metric_id, lvl, blk, number)
CROSS JOIN LATERAL (
  SELECT metric_id, lvl, blk, lo, gen, hi, n, body
  FROM store.tile
  WHERE run_id = $1::int8 AND metric_id = wanted.metric_id AND lvl = wanted.lvl AND blk = wanted.blk
  ORDER BY lo DESC
  LIMIT wanted.number
) AS last
