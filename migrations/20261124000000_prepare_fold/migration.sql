-- Purpose: what a fold has to know: which cuts its tiles already follow, and which runs have ended and are not yet packed.

-- False: tiles may still hold points that the cut hides.
ALTER TABLE store.cut ADD COLUMN folded boolean NOT NULL DEFAULT false;

-- True: everything of the run is folded and sealed; it says nothing while the run is open.
ALTER TABLE store.gate ADD COLUMN packed boolean NOT NULL DEFAULT false;

-- Both find the few runs that wait for a fold among all there ever were.
CREATE INDEX cut_unfolded ON store.cut (run_id) WHERE NOT folded;
CREATE INDEX gate_unpacked ON store.gate (run_id) WHERE NOT open AND NOT packed;

-- Lets one attempt write, and hides what earlier attempts wrote at or beyond its first step. A lower epoch changes nothing,
-- so an opener that was overtaken cannot reopen the run for itself. A cut only ever moves down: what it once hid stays hidden.
CREATE OR REPLACE FUNCTION store.open_gate(p_run int8, p_attempt int4, p_epoch int8, p_start_step int8) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  held int8;
BEGIN
  INSERT INTO store.gate (run_id, attempt, epoch, open) VALUES (p_run, p_attempt, p_epoch, true)
    ON CONFLICT (run_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch, open = true, packed = false
    WHERE gate.epoch <= excluded.epoch
    RETURNING epoch INTO held;
  IF held IS NULL OR p_start_step IS NULL THEN RETURN; END IF;
  INSERT INTO store.cut (run_id, attempt, start_step) VALUES (p_run, p_attempt, p_start_step)
    ON CONFLICT (run_id, attempt) DO UPDATE SET
      folded = cut.folded AND cut.start_step <= excluded.start_step,
      start_step = least(cut.start_step, excluded.start_step);
END $$;
