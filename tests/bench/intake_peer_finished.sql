-- intake_peer_finished.sql: the same finished rows by a set-based statement for each table, in one transaction.
SELECT on_core() AS began \gset
BEGIN;
SELECT format('INSERT INTO registry.%s TABLE kept.%1$s', name)
FROM unnest(ARRAY['person', 'person_alias', 'assertion', 'stay']) AS name \gexec
COMMIT;
SELECT format('new finished %s', (on_core() - :began) / 1e6);
