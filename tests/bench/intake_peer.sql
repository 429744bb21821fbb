-- intake_peer.sql: the same finished rows by five set-based statements in one transaction.
SELECT on_core() AS began \gset
BEGIN;
INSERT INTO registry.person TABLE kept.person;
INSERT INTO registry.person_alias TABLE kept.person_alias;
INSERT INTO registry.assertion TABLE kept.assertion;
INSERT INTO registry.stay TABLE kept.stay;
INSERT INTO registry.person_fact TABLE kept.person_fact;
COMMIT;
SELECT format('new insert %s', (on_core() - :began) / 1e6);
