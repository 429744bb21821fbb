
-- registry.sql
