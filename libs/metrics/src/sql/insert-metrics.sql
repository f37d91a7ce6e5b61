-- Declares metrics; a name that exists stays as it is.
-- $1 int4 project, $2 text[] names, $3 text[] axes, $4 int2[] dtypes, $5 text[] units, $6 text[] descriptions, in step
-- Relies on the unique index of store.metric (project_id, name). No rows.
INSERT INTO store.metric (project_id, name, axis, dtype, unit, description)
SELECT $1::int4, fresh.name, fresh.axis, fresh.dtype, fresh.unit, fresh.description
FROM unnest($2::text[], $3::text[], $4::int2[], $5::text[], $6::text[])
  AS fresh (name, axis, dtype, unit, description)
ORDER BY fresh.name
ON CONFLICT (project_id, name) DO NOTHING
