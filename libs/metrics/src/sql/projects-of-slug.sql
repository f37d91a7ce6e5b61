-- Projects by their slug, which is unique within a team.
-- $1 text slug
-- One row per team that has such a project.
SELECT id AS project
FROM project
WHERE slug = $1::text
ORDER BY id
