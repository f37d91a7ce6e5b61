-- The configuration of a run as it is searched, as JSON; keys by their paths.
-- $1 int8 run
-- Relies on the primary keys of store.config and store.config_key. One row per key.
SELECT row_to_json(dumped)::text AS row
FROM (
  SELECT config_key.path, config.num, config.txt, config.flag
  FROM store.config
  JOIN store.config_key ON config_key.id = config.key_id
  WHERE config.run_id = $1::int8
  ORDER BY config_key.path
) AS dumped
