-- Up to when the measurements of some metrics are folded, by run: the oldest of each.
-- $1 int4 project, $2 text[] metrics, $3 uuid[] runs
-- Relies on the unique indexes of store.metric and run, and the primary key of store.series. At most one row per run.
WITH wanted AS MATERIALIZED (
  SELECT id, public_id FROM run WHERE public_id = ANY ($3::uuid[]) AND project_id = $1::int4
), folded AS MATERIALIZED (
  SELECT series.run_id, min(series.as_of) AS as_of
  FROM store.series
  JOIN store.metric ON metric.id = series.metric_id
  WHERE series.run_id IN (SELECT id FROM wanted) AND metric.project_id = $1::int4 AND metric.name = ANY ($2::text[])
  GROUP BY series.run_id
)
SELECT wanted.public_id AS id, folded.as_of
FROM folded JOIN wanted ON wanted.id = folded.run_id
