-- Makes every statement of this transaction see the same instant of the run that is copied, whatever is written to it meanwhile.
-- No parameters, no rows. The first statement of its transaction.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
