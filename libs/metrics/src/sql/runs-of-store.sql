-- The runs that have anything in the store, by their keys, after a key: those of the next thousand gates, and between them those that
-- lack one.
-- $1 int8 the last run that the caller has
-- Relies on the primary keys of the hot tables, which all lead with the run; all calls together walk each of them once. No rows: there
-- are no more.
WITH page AS (
  SELECT CASE WHEN count(*) = 1000 THEN max(run_id) ELSE 9223372036854775807 END AS last_run
  FROM (SELECT run_id FROM store.gate WHERE run_id > $1::int8 ORDER BY run_id LIMIT 1000) AS next
)
SELECT DISTINCT run_id
FROM (
  SELECT run_id FROM store.gate WHERE run_id > $1::int8 AND run_id <= (SELECT last_run FROM page)
  UNION ALL
  SELECT run_id FROM store.series WHERE run_id > $1::int8 AND run_id <= (SELECT last_run FROM page)
  UNION ALL
  SELECT run_id FROM store.journal WHERE run_id > $1::int8 AND run_id <= (SELECT last_run FROM page)
  UNION ALL
  SELECT run_id FROM store.stream WHERE run_id > $1::int8 AND run_id <= (SELECT last_run FROM page)
  UNION ALL
  SELECT run_id FROM store.tile WHERE run_id > $1::int8 AND run_id <= (SELECT last_run FROM page)
) AS known
ORDER BY run_id
