-- Makes sure that an axis exists.
-- $1 int4 project, $2 text name
-- Relies on the unique index of axis (project_id, name). No rows.
INSERT INTO axis (project_id, name)
VALUES ($1::int4, $2::text)
ON CONFLICT (project_id, name) DO NOTHING
