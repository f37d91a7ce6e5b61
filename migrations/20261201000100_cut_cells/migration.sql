-- Purpose: the cells of one element without the trailer of its block. A reader knows the steps of a column from its first block, and
-- of a course over hundreds of steps the trailers are most of the bytes and a third of the pages.

-- The body of a dense block cut down to the cells and the presence of one element, behind its head. A sparse block, and what is no
-- block, comes whole. NULL when there is no such element. The bytes are described in libs/metrics/src/tiles/vector-layout.ts.
CREATE FUNCTION store.cells_of(p_body bytea, p_element int4) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  head bytea := substr(p_body, 1, 16);
  width int4;
  n int4;
  piece int4;
  bitmap int4;
BEGIN
  IF octet_length(head) < 16 OR get_byte(head, 0) <> 68 THEN RETURN p_body; END IF;
  width := get_byte(head, 4) + get_byte(head, 5) * 256 + get_byte(head, 6) * 65536;
  n := get_byte(head, 8) + get_byte(head, 9) * 256 + get_byte(head, 10) * 65536;
  IF p_element >= width THEN RETURN NULL; END IF;
  piece := n * get_byte(head, 1);
  IF get_byte(head, 2) = 0 THEN RETURN head || substr(p_body, 17 + p_element * piece, piece); END IF;
  bitmap := (n + 7) / 8;
  RETURN head || substr(p_body, 17 + p_element * piece, piece) || substr(p_body, 17 + width * piece + p_element * bitmap, bitmap);
END $$;

-- What there is of a run at one instant: its fold, its cuts, series, tiles and journal. One snapshot, that of the caller's statement:
-- a point that a fold moves meanwhile is either in the journal or in a tile. kind: 0 fold, 1 cut, 2 series, 3 tile, 4 journal row.
-- p_known_fold: a fold whose series and tiles the caller holds (-1: none); p_known_journal: the id up to which it holds bodies;
-- p_series: metrics whose series are wanted (NULL: all); p_metrics, p_levels, p_blocks, p_from, p_to: wanted tiles, with their first
-- and last step; p_elements: the element of the block that is wanted (-1: all of the body; -2 - e: the cells of element e alone).
-- Tiles of one level and block never overlap, so those of a range begin with the last one that begins before it. History has
-- no such order and is read whole.
CREATE OR REPLACE FUNCTION store.snapshot(
  p_run int8, p_known_fold int8, p_known_journal int8, p_series int4[],
  p_metrics int4[], p_levels int2[], p_blocks int4[], p_from int8[], p_to int8[], p_elements int4[]
) RETURNS TABLE (
  kind int2, metric_id int4, lvl int2, blk int4, lo int8, gen int8, hi int8, n int8, body bytea,
  axis_version_id int4, non_finite int8, first_non_finite_step int8, first_step int8, first float8, last_step int8, last float8,
  min float8, argmin int8, max float8, argmax int8, mean float8, sealed_hi int8, sealed_n int8
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT kind, metric_id, lvl, blk, lo, gen, hi, n, body,
         axis_version_id, non_finite, first_non_finite_step, first_step, first, last_step, last,
         min, argmin, max, argmax, mean, sealed_hi, sealed_n
  FROM (
    SELECT run_id, 0::int2 AS kind, NULL::int4 AS metric_id, NULL::int2 AS lvl, NULL::int4 AS blk, fold AS lo, NULL::int8 AS gen,
           NULL::int8 AS hi, NULL::int8 AS n, NULL::bytea AS body, NULL::int4 AS axis_version_id, NULL::int8 AS non_finite,
           NULL::int8 AS first_non_finite_step, NULL::int8 AS first_step, NULL::float8 AS first, NULL::int8 AS last_step,
           NULL::float8 AS last, NULL::float8 AS min, NULL::int8 AS argmin, NULL::float8 AS max, NULL::int8 AS argmax,
           NULL::float8 AS mean, NULL::int8 AS sealed_hi, NULL::int8 AS sealed_n
    FROM store.gate
    WHERE run_id = p_run
    UNION ALL
    SELECT run_id, 1::int2, NULL, NULL, NULL, start_step, NULL, folded::int4::int8, attempt, NULL,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM store.cut
    WHERE run_id = p_run
    UNION ALL
    SELECT series.run_id, 2::int2, metric_id, NULL, NULL, NULL, NULL, NULL, n, NULL,
           axis_version_id, non_finite, first_non_finite_step, first_step, first, last_step, last,
           min, argmin, max, argmax, mean, sealed_hi, sealed_n
    FROM store.series
    JOIN store.gate ON gate.run_id = series.run_id AND gate.fold <> p_known_fold
    WHERE series.run_id = p_run AND (p_series IS NULL OR metric_id = ANY (p_series))
    UNION ALL
    SELECT tile.run_id, 3::int2, tile.metric_id, tile.lvl, tile.blk, tile.lo, tile.gen, tile.hi, tile.n,
           CASE WHEN span.element = -1 THEN tile.body
                WHEN span.element < -1 THEN store.cells_of(tile.body, -2 - span.element)
                ELSE store.element_of(tile.body, span.element) END,
           span.element, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM store.gate
    CROSS JOIN unnest(p_metrics, p_levels, p_blocks, p_from, p_to, p_elements)
      AS span (metric_id, lvl, blk, from_step, to_step, element)
    JOIN store.tile ON tile.run_id = p_run AND tile.metric_id = span.metric_id AND tile.lvl = span.lvl
      AND tile.blk = span.blk AND tile.lo <= span.to_step AND tile.hi >= span.from_step
      AND tile.lo >= coalesce((
        SELECT max(before.lo)
        FROM store.tile AS before
        WHERE before.run_id = p_run AND before.metric_id = span.metric_id AND before.lvl = span.lvl
          AND before.blk = span.blk AND before.lo <= span.from_step), span.from_step)
    WHERE gate.run_id = p_run AND gate.fold <> p_known_fold AND span.lvl >= 0
    UNION ALL
    SELECT tile.run_id, 3::int2, tile.metric_id, tile.lvl, tile.blk, tile.lo, tile.gen, tile.hi, tile.n, tile.body,
           -1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM store.gate
    CROSS JOIN unnest(p_metrics, p_levels, p_from, p_to) AS span (metric_id, lvl, from_step, to_step)
    JOIN store.tile ON tile.run_id = p_run AND tile.metric_id = span.metric_id AND tile.lvl = -1
      AND tile.lo <= span.to_step AND tile.hi >= span.from_step
    WHERE gate.run_id = p_run AND gate.fold <> p_known_fold AND span.lvl = -1
    UNION ALL
    SELECT run_id, 4::int2, NULL, NULL, NULL, id, NULL, writer, attempt,
           CASE WHEN id > p_known_journal THEN body END,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM store.journal
    WHERE run_id = p_run
  ) AS snapshot
  ORDER BY kind, metric_id, lvl, blk, lo, gen, hi;
END $$;
