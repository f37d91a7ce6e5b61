-- Takes in the tiles of a fold. Rows: int8 run, int4 metric, int2 level, int4 block, int8 first step, int8 fold, int8 last step,
-- int4 number, bytea body.
COPY store.tile (run_id, metric_id, lvl, blk, lo, gen, hi, n, body) FROM STDIN (FORMAT binary)
