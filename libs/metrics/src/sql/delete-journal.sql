-- Removes journal rows that were folded.
-- $1 int8 run, $2 int8[] ids, $3 int8[] writers
-- Relies on the primary key of store.journal. No rows.
DELETE FROM store.journal
USING unnest($2::int8[], $3::int8[]) AS folded (id, writer)
WHERE journal.run_id = $1::int8 AND journal.id = folded.id AND journal.writer = folded.writer
