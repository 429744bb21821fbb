-- indicators_data.sql: the made-up stays as a registry of :providers providers with a programme each, in sixteen
-- regions; a person lives in one, said by every stay, and is known to the ministry.
SELECT 'CREATE ROLE registry_owner NOLOGIN' WHERE to_regrole('registry_owner') IS NULL \gexec
SELECT continuum.create_registry('registry_owner') \g /dev/null
SELECT registry.register_region(lpad(n::text, 2, '0'), 'Region ' || n) FROM generate_series(1, 16) AS n \g /dev/null
SELECT registry.register_provider(n, 'Provider ' || n) FROM generate_series(1, :providers) AS n \g /dev/null
SELECT registry.register_programme(n, n, 'Programme ' || n, lpad((1 + n % 16)::text, 2, '0'), reporting_from => '2015-01-01') FROM generate_series(1, :providers) AS n \g /dev/null
SELECT register_scheme('XX.BENCH', 'd{9}', 'none') \g /dev/null
INSERT INTO registry.person (person, record_key) SELECT person, record_key FROM person;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
SELECT person, 'ministry', pseudonymize(lpad(number::text, 9, '0'), 'XX.BENCH', 'ministry'), CASE WHEN number % 20 = 0 THEN 'local' ELSE 'verified' END FROM person;
CREATE UNLOGGED TABLE sent AS
SELECT row_number() OVER (ORDER BY started) + 1000000 AS assertion, s.*, p.number, 1 + s.programme % :providers AS provider FROM stay s JOIN person p USING (person);
INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record)
SELECT assertion, assertion, 'stay', 'assert', provider, assertion::text FROM sent ORDER BY sent.assertion;
INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, started, ended, ended_precision, provider, registered_sex, birth_year, residence_region, primary_substance, aftercare_offer, legal_status, plan)
SELECT assertion, person, provider, care, exit_reason, started, ended, CASE WHEN exit_reason <> 'ongoing' THEN CASE WHEN ended IS NULL THEN 'unknown' ELSE 'day' END END, provider,
  gender, 1950 + number % 57, lpad((1 + number % 16)::text, 2, '0'), (ARRAY['alcohol', 'coca_paste', 'cannabis'])[1 + number % 3],
  CASE WHEN exit_reason <> 'ongoing' THEN (ARRAY['accepted', 'declined', 'not_offered'])[1 + number % 3] END, 'voluntary', (ARRAY['PG-PAB', 'PG-PAI', 'PG-PR'])[1 + number % 3]
FROM sent ORDER BY sent.assertion;
DROP TABLE sent, stay, stored;
VACUUM ANALYZE;
