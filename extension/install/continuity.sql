
-- continuity.sql
