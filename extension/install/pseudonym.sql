
-- pseudonym.sql
