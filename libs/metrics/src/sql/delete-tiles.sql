-- Removes tiles that were written anew.
-- $1 int8 run, $2 int4[] metrics, $3 int2[] levels, $4 int4[] blocks, $5 int8[] first steps, $6 int8[] folds
-- Relies on the primary key of store.tile. No rows.
DELETE FROM store.tile
USING unnest($2::int4[], $3::int2[], $4::int4[], $5::int8[], $6::int8[]) AS gone (metric_id, lvl, blk, lo, gen)
WHERE tile.run_id = $1::int8 AND tile.metric_id = gone.metric_id AND tile.lvl = gone.lvl AND tile.blk = gone.blk
  AND tile.lo = gone.lo AND tile.gen = gone.gen
