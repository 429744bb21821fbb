-- oracle_fill.sql: from the scratch schema source straight to the independent check, past the
-- registry. Variables as for the files: closed_on, until when ends are known; arrived, the rows
-- that have come, on_time or late (which means both).
TRUNCATE oracle.stay, oracle.alias, oracle.fact, oracle.programme;

CREATE TEMP VIEW sent AS SELECT * FROM source.stay WHERE arrived = 'on_time' OR :'arrived' = 'late';

INSERT INTO oracle.stay(person, programme, care, started, ended, ending, exit_reason)
SELECT person, programme, care, started, CASE WHEN is_known THEN ended END,
  CASE WHEN NOT is_known OR exit_reason IS NULL THEN 'open' WHEN ended_precision = 'day' THEN 'closed' ELSE 'unknown' END,
  CASE WHEN is_known THEN exit_reason END
FROM sent CROSS JOIN LATERAL (SELECT ended_known_on <= :'closed_on') AS k(is_known);

INSERT INTO oracle.alias(person, quality) SELECT DISTINCT person, quality FROM sent;

-- Facts. Every row states what it states from its first day on; unknown says nothing. Of two from
-- the same day the one that came later counts. Files come in the order of the providers, late ones
-- after all others, their rows in the order of the record numbers.
INSERT INTO oracle.fact(person, fact, value, valid_from, provider, number)
SELECT person, fact, value, started, provider, row_number() OVER (ORDER BY arrived DESC, provider, source_record COLLATE "C")
FROM sent CROSS JOIN LATERAL (VALUES ('registered_sex', registered_sex), ('gender_identity', gender_identity)) AS said(fact, value)
WHERE value <> 'unknown';

INSERT INTO oracle.programme(programme, expected_from, reported) SELECT programme, reporting_from, reported FROM source.programme;
DROP VIEW sent;
