-- Purpose: finds and orders runs by what is known of their metrics and by any path of their configurations.

-- The rows of one metric lie on as many pages as there are runs; from the index they are read without them. Its price: a
-- summary that changes is written to both indexes again.
CREATE INDEX series_of_metric ON store.series (metric_id, run_id) INCLUDE (n, non_finite, first, last, min, max, mean);
DROP INDEX store.series_metric;
-- An index is read without its table only where vacuum has been.
ALTER TABLE store.series SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);

-- The values that are neither numbers nor texts, by path.
CREATE INDEX config_flag ON store.config (key_id, flag, run_id) WHERE num IS NULL AND txt IS NULL;

-- The rows of the configurations that exist, as submitting a run writes them. The walk is over the relational table alone; hot
-- rows are written from what it found. Where two values have one path ({"a.b": 1, "a": {"b": 2}}) the deeper one wins. Values
-- beyond 10,000 of a run, counted from the root down, and paths beyond 500 characters are kept in the document alone.
-- Repeating it changes nothing.
CREATE TEMPORARY TABLE config_leaf AS
WITH RECURSIVE node AS (
  SELECT run.id AS run_id, run.project_id, NULL::text AS path, 0 AS depth, run.config AS value
  FROM run
  UNION ALL
  SELECT node.run_id, node.project_id, concat_ws('.', node.path, member.key), node.depth + 1, member.value
  FROM node
  CROSS JOIN LATERAL (
    SELECT key, value
    FROM jsonb_each(CASE jsonb_typeof(node.value) WHEN 'object' THEN node.value ELSE '{}'::jsonb END)
    UNION ALL
    SELECT (position - 1)::text, value
    FROM jsonb_array_elements(CASE jsonb_typeof(node.value) WHEN 'array' THEN node.value ELSE '[]'::jsonb END)
      WITH ORDINALITY AS element (value, position)
  ) AS member
), leaf AS (
  SELECT DISTINCT ON (run_id, path) run_id, project_id, path, depth, value
  FROM node
  WHERE jsonb_typeof(value) NOT IN ('object', 'array') AND char_length(path) <= 500
  ORDER BY run_id, path, depth DESC
), counted AS (
  SELECT *, row_number() OVER (PARTITION BY run_id ORDER BY depth, path COLLATE "C") AS place
  FROM leaf
)
SELECT run_id, project_id, path, value FROM counted WHERE place <= 10000;

INSERT INTO store.config_key (project_id, path)
SELECT DISTINCT project_id, path FROM config_leaf
ON CONFLICT (project_id, path) DO NOTHING;

INSERT INTO store.config (run_id, key_id, num, txt, flag)
SELECT leaf.run_id, config_key.id,
       CASE jsonb_typeof(leaf.value) WHEN 'number' THEN (leaf.value #>> '{}')::float8 END,
       CASE jsonb_typeof(leaf.value) WHEN 'string' THEN leaf.value #>> '{}' END,
       CASE jsonb_typeof(leaf.value) WHEN 'boolean' THEN (leaf.value #>> '{}')::boolean END
FROM config_leaf AS leaf
JOIN store.config_key ON config_key.project_id = leaf.project_id AND config_key.path = leaf.path
ON CONFLICT (run_id, key_id) DO NOTHING;

DROP TABLE config_leaf;
