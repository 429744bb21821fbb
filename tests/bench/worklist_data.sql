-- worklist_data.sql: the made-up stays as a registry of one provider for 2,000 people, sent month by month; a
-- person is mostly at one of them. Beside them check-ups, consents, profiles and deaths.
SELECT 'CREATE ROLE registry_owner NOLOGIN' WHERE to_regrole('registry_owner') IS NULL \gexec
SELECT continuum.create_registry('registry_owner') \g /dev/null
SELECT registry.register_provider(n, 'Provider ' || n) FROM generate_series(1, :providers) AS n \g /dev/null
SELECT registry.register_programme(n, n, 'Programme ' || n) FROM generate_series(1, :providers) AS n \g /dev/null
INSERT INTO registry.person (person, record_key) SELECT person, record_key FROM person;

CREATE UNLOGGED TABLE sent AS
SELECT row_number() OVER (ORDER BY date_trunc('month', on_date), provider, on_date) + 1000000 AS assertion, q.* FROM (
  SELECT 'stay' AS kind, person, CASE WHEN hashint8(person + programme) % 10 = 0 THEN 1 + programme % :providers ELSE 1 + abs(hashint8(person)) % :providers END AS provider,
    started AS on_date, care, exit_reason, ended, days FROM stay
  UNION ALL SELECT 'contact', person, 1 + abs(hashint8(person)) % :providers, ended + 60 + days, NULL, NULL, NULL, days FROM stay WHERE ended IS NOT NULL AND days % 5 < 3
  UNION ALL SELECT 'consent', person, 1 + abs(hashint8(person)) % :providers, first_day, NULL, NULL, NULL, number % 100 FROM person
  UNION ALL SELECT 'profile', person, 1 + abs(hashint8(person)) % :providers, first_day, NULL, NULL, NULL, number % 100 FROM person WHERE number % 3 = 0
  UNION ALL SELECT 'death', person, 1, first_day + 2500, NULL, NULL, NULL, NULL FROM person WHERE number % 50 = 0) AS q;
INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record)
SELECT assertion, assertion, kind, 'assert', provider, assertion::text FROM sent ORDER BY sent.assertion;
INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, started, ended, provider, client_ref)
SELECT assertion, person, provider, care, exit_reason, on_date, ended, provider, number FROM sent JOIN (SELECT person, 'c' || number AS number FROM person) AS p USING (person)
WHERE kind = 'stay' AND (exit_reason <> 'ongoing') = (ended IS NOT NULL) ORDER BY sent.assertion;
INSERT INTO registry.contact (assertion, person, provider, programme, on_date, kind, outcome)
SELECT assertion, person, provider, provider, on_date, 'check_up', (ARRAY['held', 'held', 'attempted'])[1 + days % 3] FROM sent WHERE kind = 'contact' ORDER BY sent.assertion;
INSERT INTO registry.consent (assertion, person, provider, on_date, kind, decision)
SELECT assertion, person, provider, on_date, CASE WHEN days < 80 THEN 'followup_contact' ELSE 'coordination' END, CASE WHEN days < 8 THEN 'refused' ELSE 'given' END
FROM sent WHERE kind = 'consent' ORDER BY sent.assertion;
INSERT INTO registry.profile (assertion, person, provider, programme, on_date, stage, children_under_18)
SELECT assertion, person, provider, provider, on_date, 'admission', days % 4 FROM sent WHERE kind = 'profile' ORDER BY sent.assertion;
INSERT INTO registry.death (assertion, person, provider, on_date) SELECT assertion, person, provider, on_date FROM sent WHERE kind = 'death' ORDER BY sent.assertion;
INSERT INTO registry.client (provider, client_ref, person)
SELECT DISTINCT provider, client_ref, person FROM registry.stay;
DROP TABLE sent;
VACUUM ANALYZE;
