-- What tells whether runs have changed. A fold takes rows from the journal and raises the fold counter in one transaction, so
-- under one fold the journal only grows: counter, number of rows and cuts are never those of two different states.
-- $1 int8[] runs
-- Relies on the primary keys of store.gate, store.cut and store.journal. One row per run that has a gate.
SELECT gate.run_id, gate.fold, coalesce(tail.n, 0) AS waiting, coalesce(hiding.cuts, '') AS cuts
FROM store.gate
LEFT JOIN (
  SELECT run_id, count(*) AS n
  FROM store.journal
  WHERE run_id = ANY ($1::int8[])
  GROUP BY run_id
) AS tail ON tail.run_id = gate.run_id
LEFT JOIN (
  SELECT run_id, string_agg(concat_ws(' ', attempt, start_step, folded::int4), ', ' ORDER BY attempt) AS cuts
  FROM store.cut
  WHERE run_id = ANY ($1::int8[])
  GROUP BY run_id
) AS hiding ON hiding.run_id = gate.run_id
WHERE gate.run_id = ANY ($1::int8[])
