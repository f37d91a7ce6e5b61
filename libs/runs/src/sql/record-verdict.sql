-- Replaces the assertions of a study and says when and how it was decided.
-- $1 uuid study, $2 jsonb array of assertions; a number that JSON cannot hold is text, $3 boolean whether all of them hold
-- Relies on study_public_id_key and the primary key of assertion. No rows.
WITH decided AS (
  UPDATE study SET decided_at = clock_timestamp(), passed = $3::boolean
  WHERE public_id = $1::uuid
  RETURNING id
), given AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb)
    AS given(position int4, name text, effect boolean, value float8, bound jsonb, pass boolean, evidence text[], note text)
), gone AS (
  DELETE FROM assertion
  USING decided
  WHERE assertion.study_id = decided.id AND assertion.position >= (SELECT count(*) FROM given)
)
INSERT INTO assertion (study_id, position, name, effect, value, bound, pass, evidence, note)
SELECT decided.id, given.*
FROM decided CROSS JOIN given
ON CONFLICT (study_id, position) DO UPDATE
SET name = excluded.name, effect = excluded.effect, value = excluded.value, bound = excluded.bound,
    pass = excluded.pass, evidence = excluded.evidence, note = excluded.note
