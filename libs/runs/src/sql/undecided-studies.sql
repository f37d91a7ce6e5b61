-- Studies without a verdict none of whose runs can still change by itself. The oldest first.
-- $1 int4 at most
-- Relies on run_study_id_idx; there are few studies without a verdict.
SELECT study.public_id AS id
FROM study
WHERE study.decided_at IS NULL
  AND NOT EXISTS (
    SELECT FROM run
    WHERE run.study_id = study.id AND run.status NOT IN ('FINISHED', 'FAILED', 'CANCELLED', 'LOST'))
ORDER BY study.id
LIMIT $1::int4
