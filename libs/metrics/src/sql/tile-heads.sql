-- Rows of a metric of a run that begin in a range of steps, without their bodies.
-- $1 int8 run, $2 int4 metric, $3 int2[], $4 int4[] levels and blocks, $5 int8, $6 int8 first and last step at which they begin
-- Relies on the primary key of store.tile. One row per tile.
SELECT tile.lvl, tile.blk, tile.lo, tile.gen, tile.hi, tile.n, octet_length(tile.body) AS bytes
FROM unnest($3::int2[], $4::int4[]) AS wanted (lvl, blk)
JOIN store.tile ON tile.run_id = $1::int8 AND tile.metric_id = $2::int4 AND tile.lvl = wanted.lvl AND tile.blk = wanted.blk
  AND tile.lo BETWEEN $5::int8 AND $6::int8
ORDER BY tile.lvl, tile.blk, tile.lo
