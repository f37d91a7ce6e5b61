-- Purpose: pack what is open of a run that has ended though somebody may still write to it: the gate of a run that is logged from
-- outside stays open, for a late evaluation.

-- True: the run has ended. What is written afterwards is packed as it is folded.
ALTER TABLE store.gate ADD COLUMN ended boolean NOT NULL DEFAULT false;

DROP INDEX store.gate_unpacked;
CREATE INDEX gate_unpacked ON store.gate (run_id) WHERE (ended OR NOT open) AND NOT packed;

-- Says that a run has ended, under the given epoch. Whoever may write to it may go on.
CREATE FUNCTION store.end_gate(p_run int8, p_epoch int8) RETURNS void
LANGUAGE sql AS $$
  UPDATE store.gate SET ended = true WHERE run_id = p_run AND epoch = p_epoch;
$$;

-- Lets one attempt write, and hides what earlier attempts wrote at or beyond its first step. A lower epoch changes nothing,
-- so an opener that was overtaken cannot reopen the run for itself. A cut only ever moves down: what it once hid stays hidden.
CREATE OR REPLACE FUNCTION store.open_gate(p_run int8, p_attempt int4, p_epoch int8, p_start_step int8) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  held int8;
BEGIN
  INSERT INTO store.gate (run_id, attempt, epoch, open) VALUES (p_run, p_attempt, p_epoch, true)
    ON CONFLICT (run_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch, open = true, ended = false, packed = false
    WHERE gate.epoch <= excluded.epoch
    RETURNING epoch INTO held;
  IF held IS NULL OR p_start_step IS NULL THEN RETURN; END IF;
  INSERT INTO store.cut (run_id, attempt, start_step) VALUES (p_run, p_attempt, p_start_step)
    ON CONFLICT (run_id, attempt) DO UPDATE SET
      folded = cut.folded AND cut.start_step <= excluded.start_step,
      start_step = least(cut.start_step, excluded.start_step);
END $$;

-- Runs of which we know that they ended, before there was a place to say so.
UPDATE store.gate SET ended = true
WHERE open AND run_id = ANY (ARRAY (SELECT id FROM run WHERE status IN ('FINISHED', 'FAILED', 'CANCELLED')));
