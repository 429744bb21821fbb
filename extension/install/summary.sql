
-- summary.sql
