-- Rows whose record was taken back by a tombstone: erased customers, loops that are no more. To be run daily.
DELETE FROM loopbreaker.loops_raw WHERE value IS NULL;
DELETE FROM loopbreaker.kpi_raw WHERE value IS NULL;
