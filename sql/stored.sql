-- stored.sql: journeys kept ready are what registry.journey says, after every kind of change.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
CREATE ROLE regress_stored_owner NOLOGIN;
SELECT FROM create_registry('regress_stored_owner');

-- What a load does, without its file: a header, and the stay; corrected; voided.
CREATE FUNCTION pg_temp.say(who integer, stay episode, replaced bigint DEFAULT NULL) RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  WITH header AS (
    INSERT INTO registry.assertion (record, kind, operation, supersedes)
    VALUES (coalesce(replaced, 0), 'stay', CASE WHEN replaced IS NULL THEN 'assert' ELSE 'correct' END, replaced) RETURNING assertion)
  INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, started, ended, ended_precision)
  SELECT assertion, who, 0, care(stay), exit_reason(stay), started(stay), ended(stay), CASE WHEN NOT is_open(stay) THEN 'day' END FROM header
  RETURNING assertion;
END;
CREATE FUNCTION pg_temp.void(replaced bigint) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO registry.assertion (record, kind, operation, supersedes) VALUES (replaced, 'stay', 'void', replaced);
END;
ALTER TABLE registry.assertion DISABLE TRIGGER refuse_early_correction; -- here a record's number is not what is tested
CREATE VIEW pg_temp.difference AS
SELECT person, j.journey AS now, s.journey AS stored FROM registry.journey j FULL JOIN registry.stored_journey s USING (person)
WHERE j.journey IS DISTINCT FROM s.journey ORDER BY person;

-- Nothing yet; then everybody.
SELECT registry.refresh_journeys() AS changed, (SELECT count(*) FROM registry.stored_journey) AS people;
SELECT pg_temp.say(1, 'residential[2024-01-10,2024-04-09]:completed') AS first \gset
SELECT pg_temp.say(1, 'aftercare[2024-04-12,)') AS second \gset
SELECT pg_temp.say(2, 'outpatient[2024-02-01,)') AS third \gset
SELECT * FROM difference;
SELECT registry.refresh_journeys() AS changed;
SELECT * FROM difference;
SELECT * FROM registry.stored_journey ORDER BY person;
SELECT registry.refresh_journeys() AS nothing_new;

-- A correction, a new stay that says the same as another, a new person.
SELECT pg_temp.say(2, 'outpatient[2024-02-01,2024-05-20]:transferred', :third) AS fourth \gset
SELECT pg_temp.say(1, 'aftercare[2024-04-12,)') AS fifth \gset
SELECT pg_temp.say(3, 'screening[2024-03-01,2024-03-01]:completed') AS sixth \gset
SELECT registry.refresh_journeys() AS changed;
SELECT * FROM difference;
SELECT * FROM registry.stored_journey ORDER BY person;

-- A void that leaves something, one that leaves the same, one that leaves nobody.
SELECT pg_temp.void(:first), pg_temp.void(:fifth), pg_temp.void(:sixth);
SELECT registry.refresh_journeys() AS changed;
SELECT * FROM difference;
SELECT * FROM registry.stored_journey ORDER BY person;
-- Somebody corrected into another person: both change.
SELECT pg_temp.say(4, 'outpatient[2024-02-01,2024-05-20]:transferred', :fourth) > 0 AS moved;
SELECT registry.refresh_journeys() AS changed;
SELECT * FROM difference;
SELECT person FROM registry.stored_journey ORDER BY person;

-- An older snapshot is refused, and nobody may look or refresh who was not told to.
\set VERBOSITY sqlstate
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT registry.refresh_journeys();
ROLLBACK;
CREATE ROLE regress_stored_reader NOLOGIN;
GRANT USAGE ON SCHEMA registry TO regress_stored_reader;
SET ROLE regress_stored_reader;
SELECT count(*) FROM registry.stored_journey;
SELECT registry.refresh_journeys();
RESET ROLE;
\set VERBOSITY default
SELECT through = (SELECT max(assertion) FROM registry.assertion) AS through_the_last FROM registry.journeys_refreshed;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_stored_owner, regress_stored_reader;
DROP ROLE regress_stored_owner, regress_stored_reader;
