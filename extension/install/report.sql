
-- report.sql
