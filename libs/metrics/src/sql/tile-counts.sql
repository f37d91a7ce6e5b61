-- How many tiles of each metric and level a run has.
-- $1 int8 run
-- Relies on the primary key of store.tile: no body is read. One row per metric and level.
SELECT metric_id AS metric, lvl AS level, count(*)::int4 AS tiles
FROM store.tile
WHERE run_id = $1::int8
GROUP BY metric_id, lvl
ORDER BY metric_id, lvl
