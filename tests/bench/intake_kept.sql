-- intake_kept.sql: the sealed and the finished rows, ready to be used.
CREATE SCHEMA kept;
SELECT format('CREATE UNLOGGED TABLE kept.%s (LIKE registry.%1$s); COPY kept.%1$s FROM %L (FORMAT binary)', name, :'directory' || '/' || name)
FROM unnest(ARRAY['intake_row', 'person', 'person_alias', 'assertion', 'stay']) AS name \gexec
VACUUM ANALYZE;
