-- Gives a restored run its gate, closed.
-- $1 json the gate as dump-gate.sql gives it, $2 int8 run
-- Relies on the primary key of store.gate. No rows. Of a run that had not ended nothing says whether all is packed.
INSERT INTO store.gate (run_id, attempt, epoch, open, fold, packed)
SELECT $2::int8, attempt, epoch, false, fold, packed AND (NOT open OR coalesce(ended, false))
FROM json_to_record($1::json) AS dumped (attempt int4, epoch int8, open boolean, ended boolean, fold int8, packed boolean)
