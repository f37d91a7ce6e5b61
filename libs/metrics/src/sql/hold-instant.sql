-- Makes every statement of this transaction see the same instant, and none of them write.
-- No parameters, no rows. The first statement of its transaction.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY
