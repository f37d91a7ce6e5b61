-- Bytes and dead rows of the tables that grow. For people who watch, never for decisions: statistics lag behind, and on a
-- cluster the catalogue of the coordinator knows the empty shells only.
-- Relies on the statistics of the server. One row per table.
SELECT relname AS name, pg_total_relation_size(relid) AS bytes, n_dead_tup AS dead_rows
FROM pg_stat_user_tables
WHERE schemaname = 'store' AND relname = ANY ('{journal,tile}'::name[])
ORDER BY relname
