-- The batches of a run that follow a place, up to a number of bytes and one at least.
-- $1 int8 run, $2 int8, $3 int8 id and writer of the last batch that the caller has, $4 int8 bytes
-- Relies on the primary key of store.journal. At most 512 rows.
SELECT id, writer, attempt, (extract(epoch FROM at) * 1000000)::int8 AS at, n, body
FROM (
  SELECT id, writer, attempt, at, n, body,
         sum(octet_length(body)) OVER (ORDER BY id, writer) - octet_length(body) AS before
  FROM (
    SELECT id, writer, attempt, at, n, body
    FROM store.journal
    WHERE run_id = $1::int8 AND (id, writer) > ($2::int8, $3::int8)
    ORDER BY id, writer
    LIMIT 512
  ) AS next
) AS page
WHERE before < $4::int8
ORDER BY id, writer
