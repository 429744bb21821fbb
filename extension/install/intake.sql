
-- intake.sql
