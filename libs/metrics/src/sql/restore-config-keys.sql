-- Makes sure that a project has the keys of a dumped configuration.
-- $1 json array of keys as dump-config.sql gives them, $2 int4 project
-- Relies on the unique index of store.config_key (project_id, path). No rows.
INSERT INTO store.config_key (project_id, path)
SELECT $2::int4, path
FROM json_to_recordset($1::json) AS dumped (path text)
ORDER BY path
ON CONFLICT (project_id, path) DO NOTHING
