-- Purpose: the only ways into the hot tables: append a batch, open and close the gate of a run.
-- Every function touches one run, takes the time once into a variable and is safe to repeat.

-- Appends one batch exactly once. Outcomes: accepted, duplicate, gap (expected = the sequence that is due), stale (another
-- attempt or epoch), closed, unknown. The row lock on the cursor orders one writer; different writers never meet.
CREATE FUNCTION store.append_frame(
  p_run int8, p_attempt int4, p_epoch int8, p_writer int8, p_seq int8, p_n int4, p_body bytea,
  OUT outcome text, OUT expected int8)
LANGUAGE plpgsql AS $$
DECLARE
  g store.gate;
  now_at timestamptz := clock_timestamp();
  now_us int8 := (extract(epoch FROM now_at) * 1000000)::int8;
  new_id int8;
BEGIN
  SELECT * INTO g FROM store.gate WHERE run_id = p_run;
  IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
  IF g.attempt <> p_attempt OR g.epoch <> p_epoch THEN outcome := 'stale'; RETURN; END IF;
  IF NOT g.open THEN outcome := 'closed'; RETURN; END IF;
  IF p_seq = 1 THEN
    INSERT INTO store.stream VALUES (p_run, p_writer, 1, now_us) ON CONFLICT DO NOTHING RETURNING last_id INTO new_id;
  ELSE
    UPDATE store.stream SET seq = p_seq, last_id = greatest(last_id + 1, now_us)
     WHERE run_id = p_run AND writer = p_writer AND seq = p_seq - 1 RETURNING last_id INTO new_id;
  END IF;
  IF new_id IS NULL THEN
    SELECT seq + 1 INTO expected FROM store.stream WHERE run_id = p_run AND writer = p_writer;
    expected := coalesce(expected, 1);
    outcome := CASE WHEN p_seq < expected THEN 'duplicate' ELSE 'gap' END;
    RETURN;
  END IF;
  INSERT INTO store.journal VALUES (p_run, new_id, p_writer, p_attempt, now_at, p_n, p_body);
  outcome := 'accepted'; expected := p_seq + 1;
END $$;

-- Lets one attempt write, and hides what earlier attempts wrote at or beyond its first step. A lower epoch changes nothing,
-- so an opener that was overtaken cannot reopen the run for itself.
CREATE FUNCTION store.open_gate(p_run int8, p_attempt int4, p_epoch int8, p_start_step int8) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  held int8;
BEGIN
  INSERT INTO store.gate (run_id, attempt, epoch, open) VALUES (p_run, p_attempt, p_epoch, true)
    ON CONFLICT (run_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch, open = true
    WHERE gate.epoch <= excluded.epoch
    RETURNING epoch INTO held;
  IF held IS NULL OR p_start_step IS NULL THEN RETURN; END IF;
  INSERT INTO store.cut VALUES (p_run, p_attempt, p_start_step)
    ON CONFLICT (run_id, attempt) DO UPDATE SET start_step = excluded.start_step;
END $$;

-- Ends writing for the given epoch. A later epoch is not touched.
CREATE FUNCTION store.close_gate(p_run int8, p_epoch int8) RETURNS void
LANGUAGE sql AS $$
  UPDATE store.gate SET open = false WHERE run_id = p_run AND epoch = p_epoch;
$$;
