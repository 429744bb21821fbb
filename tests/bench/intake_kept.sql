-- intake_kept.sql: the finished rows, ready to be inserted.
CREATE SCHEMA kept;
SELECT format('CREATE UNLOGGED TABLE kept.%s (LIKE registry.%1$s); COPY kept.%1$s FROM %L (FORMAT binary)', name, :'directory' || '/' || name)
FROM unnest(ARRAY['person', 'person_alias', 'assertion', 'stay', 'person_fact']) AS name \gexec
VACUUM ANALYZE;
