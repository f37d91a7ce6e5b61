-- Runs that wait for a fold: what their journals hold, whether a cut is to be followed, whether they ended and are not packed.
-- No parameters. Relies on the partial indexes cut_unfolded and gate_unpacked; the journal is small by design and read whole,
-- without its bodies. One row per run that waits.
SELECT run_id,
       sum(points)::int8 AS points,
       sum(bytes)::int8 AS bytes,
       max(age) AS age,
       bool_or(cut) AS cut,
       bool_or(ended) AS ended
FROM (
  SELECT run_id, n::int8 AS points, octet_length(body)::int8 AS bytes,
         extract(epoch FROM clock_timestamp() - at)::float8 AS age, false AS cut, false AS ended
  FROM store.journal
  UNION ALL
  SELECT run_id, 0, 0, 0, true, false FROM store.cut WHERE NOT folded
  UNION ALL
  SELECT run_id, 0, 0, 0, false, true FROM store.gate WHERE NOT open AND NOT packed
) AS waiting
GROUP BY run_id
ORDER BY bytes DESC, run_id
LIMIT 1000
