-- Gives a fork the tiles that begin below a step, as they are packed. History stays behind: a fork has what counts.
-- $1 int8 run that is copied, $2 int8 fork, $3 int8 step
-- Relies on the primary key of store.tile. No rows.
INSERT INTO store.tile (run_id, metric_id, lvl, blk, lo, gen, hi, n, body)
SELECT $2::int8, metric_id, lvl, blk, lo, gen, hi, n, body
FROM store.tile
WHERE run_id = $1::int8 AND lvl >= 0 AND lo < $3::int8
