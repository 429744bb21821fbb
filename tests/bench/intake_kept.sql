-- intake_kept.sql: the finished rows beside an empty registry, ready to be inserted.
CREATE SCHEMA kept;
SELECT format('CREATE UNLOGGED TABLE kept.%s (LIKE registry.%1$s); COPY kept.%1$s FROM %L (FORMAT binary)', name, :'directory' || '/' || name)
FROM unnest(ARRAY['assertion', 'stay', 'person_fact', 'person', 'person_alias']) AS name \gexec
VACUUM ANALYZE;
