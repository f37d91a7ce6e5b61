-- The assertions of a study in their order.
-- $1 uuid study
-- Relies on study_public_id_key and the primary key of assertion.
SELECT assertion.name, assertion.effect, assertion.value, assertion.bound, assertion.pass, assertion.evidence, assertion.note
FROM assertion
JOIN study ON study.id = assertion.study_id
WHERE study.public_id = $1::uuid
ORDER BY assertion.position
