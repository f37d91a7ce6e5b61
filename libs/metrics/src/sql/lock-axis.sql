-- Holds an axis until the end of the transaction.
-- $1 int4 project, $2 text name
-- Relies on the unique index of axis (project_id, name). One row; waits for whoever holds it.
SELECT id
FROM axis
WHERE project_id = $1::int4 AND name = $2::text
FOR UPDATE
