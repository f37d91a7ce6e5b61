-- The runs of a study in the order in which they were planned.
-- $1 uuid study
-- Relies on study_public_id_key and run_study_id_idx. One row per run.
SELECT run.public_id AS id
FROM run
JOIN study ON study.id = run.study_id
WHERE study.public_id = $1::uuid
ORDER BY run.id
