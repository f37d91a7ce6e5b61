-- What waits to be folded, by run. No body is read: the size of one kept outside of its row stands in the row.
-- Relies on the journal being short: it is scanned. One row per run that has any.
SELECT run_id, count(*) AS rows, sum(n)::int8 AS points, sum(octet_length(body))::int8 AS bytes, min(at) AS oldest
FROM store.journal
GROUP BY run_id
