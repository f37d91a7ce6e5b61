-- Gives ids to the paths of configurations that a project has not had yet. The caller holds the lock of the project's row, so
-- two of them never wait for each other.
-- $1 int4 project, $2 text[] paths
-- Relies on the unique index of store.config_key. No rows. NOT EXISTS: a conflict would use up an id each time.
INSERT INTO store.config_key (project_id, path)
SELECT $1::int4, given.path
FROM (SELECT DISTINCT path FROM unnest($2::text[]) AS path) AS given
WHERE NOT EXISTS (SELECT FROM store.config_key WHERE config_key.project_id = $1::int4 AND config_key.path = given.path)
ON CONFLICT (project_id, path) DO NOTHING
