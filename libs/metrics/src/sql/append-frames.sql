-- Appends several batches, each as append-frame.sql does: what is wrong with one says nothing about the others. One
-- statement, one commit. They are taken in the order given: ascending by (run, writer), so that no two statements that take
-- the same cursors wait for each other in a circle.
-- $1 int8[] runs, $2 int4[] attempts, $3 int8[] epochs, $4 int8[] writers, $5 int8[] sequences, $6 int4[] points,
-- $7 int4[] first byte of each body from 1, $8 int4[] bytes of each body, $9 bytea all bodies in one
-- Relies on the primary keys of store.gate, store.stream and store.journal. One row per batch; place counts from 1.
SELECT batch.place, answer.outcome, answer.expected
FROM unnest(
  $1::int8[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int4[], $7::int4[], $8::int4[]
) WITH ORDINALITY AS batch (run_id, attempt, epoch, writer, seq, n, first_byte, bytes, place)
CROSS JOIN LATERAL store.append_frame(
  batch.run_id, batch.attempt, batch.epoch, batch.writer, batch.seq, batch.n,
  substring($9::bytea FROM batch.first_byte FOR batch.bytes)
) AS answer
