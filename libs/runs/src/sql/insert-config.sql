-- The values of configurations as typed rows, for filters and orders. A null of the document is a row of nulls.
-- $1 int4 project, then in step: $2 int8[] run, $3 text[] path, $4 float8[] number, $5 text[] text, $6 boolean[] flag
-- Relies on the unique index of store.config_key. No rows.
INSERT INTO store.config (run_id, key_id, num, txt, flag)
SELECT leaf.run_id, config_key.id, leaf.num, leaf.txt, leaf.flag
FROM unnest($2::int8[], $3::text[], $4::float8[], $5::text[], $6::boolean[]) AS leaf (run_id, path, num, txt, flag)
JOIN store.config_key ON config_key.project_id = $1::int4 AND config_key.path = leaf.path
ON CONFLICT (run_id, key_id) DO NOTHING
