-- A run of a study is tried again: its verdict is to be reached again.
-- $1 int4 study
-- Relies on the primary key of study. No rows.
UPDATE study
SET decided_at = NULL, passed = NULL
WHERE id = $1::int4
