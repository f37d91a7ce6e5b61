-- Gives a restored run its configuration as it is searched; the project has the keys.
-- $1 json array of keys as dump-config.sql gives them, $2 int8 run, $3 int4 project
-- Relies on the primary key of store.config. No rows.
INSERT INTO store.config (run_id, key_id, num, txt, flag)
SELECT $2::int8, config_key.id, dumped.num, dumped.txt, dumped.flag
FROM json_to_recordset($1::json) AS dumped (path text, num float8, txt text, flag boolean)
JOIN store.config_key ON config_key.project_id = $3::int4 AND config_key.path = dumped.path
