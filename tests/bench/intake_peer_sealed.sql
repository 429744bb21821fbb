-- intake_peer_sealed.sql: from sealed rows to finished ones by the plainest SQL: who is new, who is who,
-- header and stay. It compares nothing: no corrections, no duplicates, no conflicts, no problems told,
-- every code taken for ours.
SELECT on_core() AS began \gset
BEGIN;
CREATE TEMP TABLE newcomer AS
SELECT DISTINCT ON (ministry) ministry, own, quality, random_key() & 9223372036854775807 AS person
FROM kept.intake_row AS r
WHERE NOT EXISTS (SELECT FROM registry.person_alias AS a WHERE a.domain = 'ministry' AND a.pseudonym = r.ministry)
ORDER BY ministry;
INSERT INTO registry.person SELECT person, random_key() FROM newcomer;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
SELECT person, 'ministry', ministry, quality FROM newcomer UNION ALL SELECT person, 'provider/17', own, quality FROM newcomer;
CREATE TEMP TABLE fresh AS
SELECT nextval('registry.assertion_assertion_seq') AS assertion, a.person, r.*
FROM kept.intake_row AS r JOIN registry.person_alias AS a ON a.domain = 'ministry' AND a.pseudonym = r.ministry
WHERE NOT EXISTS (SELECT FROM registry.assertion AS h WHERE h.kind = 'stay' AND h.provider = 17 AND h.source_record = r.source_record);
INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record)
SELECT assertion, assertion, 'stay', 'assert', 17, batch, source_record FROM fresh;
INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, registered_sex, gender_identity, birth_year, started, ended,
  ended_precision, client_ref, primary_substance, aftercare_offer)
SELECT assertion, person, programme, care::care, coalesce(exit_reason, 'ongoing')::exit_reason, registered_sex::gender, gender_identity::gender,
  birth_year, started, ended, CASE WHEN ended IS NOT NULL THEN 'day' END, client_ref, primary_substance, aftercare_offer
FROM fresh;
COMMIT;
SELECT format('new sealed %s', (on_core() - :began) / 1e6);
SELECT 1 / ((SELECT count(*) FROM registry.stay) = 2 * :rows)::integer \g /dev/null
