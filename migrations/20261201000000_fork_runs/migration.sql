-- Purpose: which run a run was forked from, and the first step that is its own.

ALTER TABLE run ADD COLUMN fork_of_id int8 REFERENCES run (id) ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE run ADD COLUMN fork_step int8;
CREATE INDEX run_fork_of_id_idx ON run (fork_of_id);
