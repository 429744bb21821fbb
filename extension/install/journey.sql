
-- journey.sql
