-- Runs that wait for a fold and how many there are: whether enough has come together in their journals or has waited long enough,
-- whether a cut is to be followed, whether they ended and are not packed.
-- $1 int8 bytes, $2 int8 points, $3 float8 seconds from which on a journal is due
-- Relies on the partial indexes cut_unfolded and gate_unpacked; the journal is small by design and read whole,
-- without its bodies. One row per run that is due, at most 1,000, or one without a run: what a cut or an end asks for first, then
-- the largest journal.
WITH waiting AS MATERIALIZED (
  SELECT run_id,
         sum(bytes) AS bytes,
         bool_or(always) AS always,
         bool_or(always) OR sum(bytes) >= $1::int8 OR sum(points) >= $2::int8 OR max(age) >= $3::float8 AS due
  FROM (
    SELECT run_id, n::int8 AS points, octet_length(body)::int8 AS bytes,
           extract(epoch FROM clock_timestamp() - at)::float8 AS age, false AS always
    FROM store.journal
    UNION ALL
    SELECT run_id, 0, 0, 0, true FROM store.cut WHERE NOT folded
    UNION ALL
    SELECT run_id, 0, 0, 0, true FROM store.gate WHERE (ended OR NOT open) AND NOT packed
  ) AS told
  GROUP BY run_id
)
SELECT counted.waiting, due.run_id
FROM (SELECT count(*) AS waiting FROM waiting) AS counted
LEFT JOIN (
  SELECT run_id, bytes, always
  FROM waiting
  WHERE due
  ORDER BY always DESC, bytes DESC, run_id
  LIMIT 1000
) AS due ON true
ORDER BY due.always DESC, due.bytes DESC, due.run_id
