-- The oldest journal rows of a run that are not folded, up to a number of bytes and one at least, and the cuts. kind: 0 cut, 1 row.
-- $1 int8 run, $2 int8 bytes
-- Relies on the primary keys of store.journal and store.cut. One row per batch and cut.
SELECT kind, id, writer, attempt, at, body
FROM (
  SELECT run_id, 0::int2 AS kind, start_step AS id, folded::int4::int8 AS writer, attempt, NULL::int8 AS at, NULL::bytea AS body
  FROM store.cut
  WHERE run_id = $1::int8
  UNION ALL
  SELECT run_id, 1::int2, id, writer, attempt, (extract(epoch FROM at) * 1000000)::int8, body
  FROM (
    SELECT run_id, id, writer, attempt, at, body,
           sum(octet_length(body)) OVER (ORDER BY id, writer) - octet_length(body) AS before
    FROM store.journal
    WHERE run_id = $1::int8
  ) AS waiting
  WHERE before < $2::int8
) AS portion
ORDER BY kind, id, writer
