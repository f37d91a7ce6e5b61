-- Notes that the tiles of a run follow these cuts. One that has moved down since it was read stays open.
-- $1 int8 run, $2 int4[] attempts, $3 int8[] first steps
-- Relies on the primary key of store.cut. No rows.
UPDATE store.cut SET folded = true
FROM unnest($2::int4[], $3::int8[]) AS followed (attempt, start_step)
WHERE cut.run_id = $1::int8 AND cut.attempt = followed.attempt AND cut.start_step = followed.start_step
