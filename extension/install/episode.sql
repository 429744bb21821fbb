
-- episode.sql
