-- What a restore has to know of a dumped run, and whether its public id is taken here.
-- $1 json the run as dump-run.sql gives it
-- Relies on the unique index of run (public_id). One row.
SELECT dumped.public_id::text, dumped.project, EXISTS (SELECT FROM run WHERE run.public_id = dumped.public_id) AS taken
FROM json_to_record($1::json) AS dumped (public_id uuid, project text)
