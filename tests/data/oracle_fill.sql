-- oracle_fill.sql: from the scratch schema source straight to the independent check, past the registry.
TRUNCATE oracle.stay, oracle.alias, oracle.fact, oracle.programme;

INSERT INTO oracle.stay(person, programme, care, started, ended, ending, exit_reason)
SELECT person, programme, care, started, ended,
  CASE WHEN exit_reason IS NULL THEN 'open' WHEN ended_precision = 'day' THEN 'closed' ELSE 'unknown' END, exit_reason
FROM source.stay;

INSERT INTO oracle.alias(person, quality) SELECT DISTINCT person, quality FROM source.stay;

INSERT INTO oracle.fact(person, fact, value, valid_from, provider, number)
SELECT person, fact, value, started, provider, row_number() OVER (ORDER BY provider, source_record COLLATE "C")
FROM source.stay CROSS JOIN LATERAL (VALUES ('registered_sex', registered_sex), ('gender_identity', gender_identity)) AS said(fact, value)
WHERE value IS NOT NULL;

INSERT INTO oracle.programme(programme, expected_from, reported) SELECT programme, reporting_from, reported FROM source.programme;
