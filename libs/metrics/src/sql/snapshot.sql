-- What there is of a run at one instant: its fold, its cuts, series, tiles and journal. One statement, one snapshot: a point
-- that a fold moves meanwhile is either in the journal or in a tile. kind: 0 fold, 1 cut, 2 series, 3 tile, 4 journal row.
-- $1 int8 run, $2 int8 a fold whose series and tiles the caller holds (-1: none), $3 int8 journal id up to which it holds bodies,
-- $4 int4[] metrics whose series are wanted (NULL: all), $5 int4[], $6 int2[], $7 int4[] metric, level and block of wanted
-- tiles, $8 int8[], $9 int8[] their first and last step, $10 int4[] the element of the block that is wanted (-1: all of the body; -2 - e: the cells of element e alone)
-- Relies on the primary keys of the hot tables. One row per cut, series, tile asked for and journal row, by kind, metric, level, block and step.
SELECT kind, metric_id, lvl, blk, lo, gen, hi, n, body,
       axis_version_id, non_finite, first_non_finite_step, first_step, first, last_step, last,
       min, argmin, max, argmax, mean, sealed_hi, sealed_n
FROM store.snapshot($1::int8, $2::int8, $3::int8, $4::int4[], $5::int4[], $6::int2[], $7::int4[], $8::int8[], $9::int8[], $10::int4[])
