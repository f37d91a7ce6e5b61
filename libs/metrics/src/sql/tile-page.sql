-- The tiles of one metric and level that follow a place, up to a number of bytes and one at least.
-- $1 int8 run, $2 int4 metric, $3 int2 level, $4 int4, $5 int8, $6 int8 block, first step and fold of the last tile that the
-- caller has, $7 int4 the last block that is wanted, $8 int8 bytes
-- Relies on the primary key of store.tile. The size of a body kept outside of its row stands in the row. At most 512 rows.
SELECT blk, lo, gen, hi, n, body
FROM (
  SELECT blk, lo, gen, hi, n, body,
         sum(octet_length(body)) OVER (ORDER BY blk, lo, gen) - octet_length(body) AS before
  FROM (
    SELECT blk, lo, gen, hi, n, body
    FROM store.tile
    WHERE run_id = $1::int8 AND metric_id = $2::int4 AND lvl = $3::int2 AND (blk, lo, gen) > ($4::int4, $5::int8, $6::int8)
      AND blk <= $7::int4
    ORDER BY blk, lo, gen
    LIMIT 512
  ) AS next
) AS page
WHERE before < $8::int8
ORDER BY blk, lo, gen
