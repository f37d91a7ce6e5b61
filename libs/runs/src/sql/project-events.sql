-- What happened in a project after a number, in order. Numbers have no gaps, so a reader that asks again with the last
-- number it saw misses nothing.
-- $1 int4 project, $2 int8 after, $3 int4 at most
-- Relies on the primary key of transition.
SELECT transition.number, run.public_id AS run_id, transition.from_status, transition.to_status, transition.cause,
       transition.actor, transition.at
FROM transition
JOIN run ON run.id = transition.run_id
WHERE transition.project_id = $1::int4 AND transition.number > $2::int8
ORDER BY transition.number
LIMIT $3::int4
