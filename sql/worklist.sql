-- worklist.sql: whom a provider has to see on a day, its caseload, who waits, handover, and the ministry's
-- figures of aftercare.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_worklist_owner NOLOGIN;
SELECT FROM create_registry('regress_worklist_owner');
\getenv source PG_ABS_SRCDIR
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all
SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(1, 4) p;
SELECT count(registry.register_programme(p, p / 10, 'Programme ' || p)) AS programmes FROM unnest(ARRAY[11, 12, 21, 31]) p;
CREATE ROLE regress_worklist_one NOLOGIN;
CREATE ROLE regress_worklist_two NOLOGIN;
CREATE ROLE regress_worklist_analyst NOLOGIN;
SELECT FROM registry.grant_duty('regress_worklist_one', 'provider', '{1}');
SELECT FROM registry.grant_duty('regress_worklist_two', 'provider', '{2}');
SELECT FROM registry.grant_duty('regress_worklist_analyst', 'analyst');

-- Provider 1 knows everybody by a file number that says what the person is there for.
CREATE FUNCTION pg_temp.known(person bigint, client_ref text, provider integer DEFAULT 1) RETURNS text LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO registry.client_case (provider, case_number, person) VALUES (provider, lpad((person * 1000 + provider)::text, 8, '0'), person);
  INSERT INTO registry.client (provider, client_ref, person) VALUES (provider, client_ref, person) RETURNING client_ref;
END;
CREATE FUNCTION pg_temp.contact(person bigint, on_date date, outcome text DEFAULT 'held', more jsonb DEFAULT '{}', provider integer DEFAULT 1) RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT pg_temp.say('contact', provider, jsonb_build_object('person', person, 'on_date', on_date, 'kind', 'check_up', 'outcome', outcome) || more);
END;
CREATE FUNCTION pg_temp.decided(person bigint, kind text, on_date date, decision text, provider integer DEFAULT 1, until date DEFAULT NULL) RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT pg_temp.say('consent', provider, jsonb_build_object('person', person, 'kind', kind, 'on_date', on_date, 'decision', decision, 'until', until));
END;
-- Left on 10 January 2024, aftercare accepted, unless it says otherwise: check-ups on 10 April, 10 July, ...
CREATE FUNCTION pg_temp.left(person bigint, more jsonb DEFAULT '{"aftercare_offer": "accepted"}', stay episode DEFAULT 'outpatient[2023-10-01,2024-01-10]:completed@11') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT pg_temp.stay(person, 1, stay, more);
END;
SELECT count(pg_temp.left(p)) AS people, count(pg_temp.known(p, r)) AS known FROM (VALUES
  (1, 'nobody called'), (2, 'held'), (3, 'refused'), (4, 'died elsewhere'), (5, 'returned here'), (6, 'returned elsewhere'), (7, 'elsewhere, may coordinate'),
  (8, 'in custody, not known'), (9, 'in custody, may coordinate'), (10, 'asked and agreed'), (11, 'consent ran out'), (12, 'seen elsewhere'), (13, 'seen elsewhere, may coordinate')) v (p, r);
SELECT cardinality(ARRAY[
  pg_temp.contact(1, '2024-02-01', more => '{"kind": "visit", "next_step": "call the sister", "next_on": "2024-03-01"}'), pg_temp.contact(1, '2024-04-02', 'attempted'),
  pg_temp.contact(1, '2024-04-05', 'declined'), pg_temp.contact(2, '2024-04-01'), pg_temp.decided(3, 'followup_contact', '2024-03-01', 'withdrawn'),
  pg_temp.say('death', 4, '{"person": 4, "on_date": "2024-04-12"}'), pg_temp.stay(5, 1, 'outpatient[2024-04-20,)@11'), pg_temp.stay(6, 2, 'outpatient[2024-04-20,)@21'),
  pg_temp.stay(7, 2, 'outpatient[2024-04-20,)@21'), pg_temp.decided(7, 'coordination', '2024-01-10', 'given'),
  pg_temp.say('custody', 3, '{"person": 8, "on_date": "2024-03-01"}'), pg_temp.say('custody', 3, '{"person": 9, "on_date": "2024-03-01"}'), pg_temp.decided(9, 'coordination', '2024-01-10', 'given'),
  pg_temp.decided(10, 'followup_contact', '2024-01-10', 'given'), pg_temp.decided(11, 'followup_contact', '2024-01-10', 'given', until => '2024-04-15'),
  pg_temp.contact(12, '2024-04-09', provider => 2), pg_temp.contact(13, '2024-04-09', provider => 2), pg_temp.decided(13, 'coordination', '2024-01-10', 'given'),
  -- The 10th is in the sixth month, the children are counted; what another provider knows of the 1st is not shown.
  pg_temp.say('profile', 1, '{"person": 10, "on_date": "2023-12-01", "stage": "review", "pregnancy": "yes", "children_under_18": 2}'),
  pg_temp.say('profile', 2, '{"person": 1, "on_date": "2024-02-01", "stage": "admission", "pregnancy": "yes", "children_under_18": 4}')]) AS said;
-- Left without an offer, recently: not offered, not recorded; but not by transfer, into custody, with aftercare since, or with a contact since.
SELECT count(pg_temp.left(p, more, stay)) AS people, count(pg_temp.known(p, r)) AS known FROM (VALUES
  (21, 'not offered', jsonb '{"aftercare_offer": "not_offered"}', episode 'outpatient[2023-10-01,2024-04-01]:completed@11'),
  (22, 'offer not recorded', '{}', 'outpatient[2023-10-01,2024-04-01]:left_before_completion@11'),
  (23, 'offer declined', '{"aftercare_offer": "declined"}', 'outpatient[2023-10-01,2024-04-01]:completed@11'),
  (24, 'transferred', '{}', 'outpatient[2023-10-01,2024-04-01]:transferred@11'), (25, 'custody', '{}', 'outpatient[2023-10-01,2024-04-01]:entered_custody@11'),
  (26, 'aftercare all the same', '{}', 'outpatient[2023-10-01,2024-04-01]:completed@11'), (27, 'seen all the same', '{}', 'outpatient[2023-10-01,2024-04-01]:completed@11'),
  (28, 'seen on the day only', '{}', 'outpatient[2023-10-01,2024-04-01]:completed@11'), (29, 'long ago', '{}', 'outpatient[2023-10-01,2024-01-20]:completed@11')) v (p, r, more, stay);
SELECT cardinality(ARRAY[pg_temp.stay(26, 1, 'aftercare[2024-04-03,)@12'), pg_temp.contact(27, '2024-04-03', more => '{"kind": "phone_call"}'), pg_temp.contact(28, '2024-04-01')]) AS said;
-- On their way: a place offered, not offered yet, offered and in treatment since, offered and refused; a
-- referral sent, one arrived, one to another provider, one of somebody who has died.
SELECT count(pg_temp.known(p, r)) AS known, count(pg_temp.say('request', 1, jsonb_build_object('person', p, 'programme', 11, 'on_date', '2024-03-01') || more)) AS requests FROM (VALUES
  (31, 'place offered', jsonb '{"offered_on": "2024-05-02", "referral_source": "self", "unavailable_days": 10}'), (32, 'waits', '{"referral_source": "hospital_emergency"}'),
  (33, 'in since', '{"offered_on": "2024-04-01"}'), (34, 'turned away', '{"offered_on": "2024-04-01", "outcome": "refused_childcare", "outcome_on": "2024-04-10"}'),
  (35, 'died waiting', '{"offered_on": "2024-05-02"}')) v (p, r, more);
SELECT cardinality(ARRAY[pg_temp.stay(33, 1, 'residential[2024-04-01,)@11', '{"last_contact": "2024-04-20"}'), pg_temp.say('death', 4, '{"person": 35, "on_date": "2024-04-12"}'),
  pg_temp.say('referral', 2, '{"person": 36, "programme": 21, "to_programme": 12, "on_date": "2024-04-20", "code": "AAAAAAAA", "state": "sent", "state_on": "2024-04-20"}'),
  pg_temp.say('referral', 2, '{"person": 1, "programme": 21, "to_programme": 12, "on_date": "2024-04-21", "code": "BBBBBBBB", "state": "arrived", "state_on": "2024-04-22"}'),
  pg_temp.say('referral', 2, '{"person": 37, "programme": 21, "to_programme": 31, "on_date": "2024-04-20", "code": "CCCCCCCC", "state": "sent", "state_on": "2024-04-20"}'),
  pg_temp.say('referral', 2, '{"person": 4, "programme": 21, "to_programme": 12, "on_date": "2024-04-20", "code": "DDDDDDDD", "state": "sent", "state_on": "2024-04-20"}')]) AS said;
-- Transferred on 10 January: with a code and arrived by it, arrived after the day that is asked about, declined, never arrived; without a code.
SELECT count(pg_temp.left(p, '{}', 'outpatient[2023-10-01,2024-01-10]:transferred@11')) AS people, count(pg_temp.known(p, r)) AS known,
  count(CASE WHEN state IS NOT NULL THEN pg_temp.say('referral', 1, jsonb_build_object('person', p, 'programme', 11, 'to_programme', 21, 'on_date', '2024-01-10', 'code', 'E' || p, 'state', state, 'state_on', state_on)) END) AS referrals
FROM (VALUES (41, 'moved: arrived', 'arrived', '2024-01-12'), (42, 'moved: arrived late', 'arrived', '2024-04-14'), (43, 'moved: declined', 'declined', '2024-01-15'),
  (44, 'moved: never arrived', 'sent', '2024-01-10'), (45, 'moved: no code', NULL, NULL), (46, 'moved: refused', NULL, NULL)) v (p, r, state, state_on);
SELECT FROM pg_temp.decided(46, 'followup_contact', '2024-01-10', 'refused');

SET ROLE regress_worklist_one;
SELECT * FROM registry.worklist(on_day => '2024-05-01', language => 'es') WHERE client_ref NOT LIKE 'moved%' OR client_ref IS NULL;
SELECT d AS on_day, string_agg(client_ref, ', ' ORDER BY client_ref COLLATE "C") AS who FROM unnest(ARRAY['2024-01-31', '2024-02-01', '2024-04-10', '2024-04-14', '2024-05-01']::date[]) d
LEFT JOIN LATERAL (SELECT * FROM registry.worklist(1, d) w WHERE client_ref LIKE 'moved%') w ON true GROUP BY d ORDER BY d;
-- The same people on other days: before the window, on its first and last days, between windows, in the next window.
SELECT d AS on_day, what, due_on, days FROM unnest(ARRAY['2024-03-26', '2024-03-27', '2024-04-10', '2024-04-11', '2024-05-08', '2024-05-09', '2024-06-25', '2024-06-26', '2026-03-26', '2026-03-27']::date[]) d
LEFT JOIN LATERAL (SELECT * FROM registry.worklist(1, d) w WHERE client_ref = 'nobody called') w ON true ORDER BY d;
-- Death, whoever recorded it, takes somebody off the list of every day: no day tells the day of death.
SELECT count(*) AS "0" FROM generate_series(date '2024-01-11', '2024-12-31', interval '9 days') d, registry.worklist(1, d::date) w WHERE w.client_ref IN ('died elsewhere', 'died waiting');
-- Case load and waiting.
SELECT client_ref, case_number, programme, care_text, started, days, last_contact, attempts, consent_to_contact FROM registry.caseload(on_day => '2024-05-01', language => 'pt');
SELECT client_ref, programme, requested_on, days, referral_source_text, offered_on FROM registry.waiting(on_day => '2024-05-01');
-- Somebody else's, nobody's, and no duty.
\set VERBOSITY sqlstate
SELECT * FROM registry.worklist(2);
SELECT * FROM registry.worklist(99);
SELECT * FROM registry.caseload(2);
SELECT * FROM registry.waiting(2);
SELECT * FROM registry.handover('nobody called', 2);
SELECT * FROM registry.handover('no such client');
SELECT * FROM registry.handover('nobody called');
SELECT * FROM registry.handover('asked and agreed'); -- to be contacted, not to coordination
SELECT * FROM registry.checkup_plan('2024-05-01');
SELECT * FROM registry.followed('2024-05-01');
\set VERBOSITY default
RESET ROLE;
-- Provider 2 knows the 6th and 7th by their stays, and nothing of the rest.
SELECT pg_temp.known(6, 'six', 2), pg_temp.known(7, 'seven', 2);
SET ROLE regress_worklist_two;
SELECT client_ref, what FROM registry.worklist(on_day => '2024-05-01');
SELECT client_ref, care, started FROM registry.caseload(on_day => '2024-05-01');
RESET ROLE;

-- Handover, with consent to coordination only.
SELECT cardinality(ARRAY[pg_temp.say('substance_use', 1, '{"person": 7, "on_date": "2023-10-01", "rank": 1, "substance": "alcohol", "days_28": 20}'),
  pg_temp.say('substance_use', 1, '{"person": 7, "on_date": "2024-01-10", "rank": 1, "substance": "alcohol", "days_28": 2}'),
  pg_temp.say('medication_supply', 1, '{"person": 7, "on_date": "2024-01-10", "medication": "methadone", "days": 14}'),
  pg_temp.say('profile', 1, '{"person": 7, "on_date": "2024-01-10", "stage": "discharge", "housing": "unstable", "children_under_18": 1, "hiv_test": "positive"}'),
  pg_temp.say('measure', 1, '{"person": 7, "on_date": "2024-01-10", "stage": "discharge", "instrument": "barc_10", "score": 41}'),
  pg_temp.say('need_report', 1, '{"person": 7, "on_date": "2024-01-10", "stage": "discharge", "need": "work", "status": "unmet"}'),
  pg_temp.say('need_report', 1, '{"person": 7, "on_date": "2024-01-10", "stage": "discharge", "need": "food", "status": "met"}'),
  pg_temp.say('barrier_report', 1, '{"person": 7, "on_date": "2023-10-01", "stage": "treatment", "barrier": "childcare", "status": "present"}'),
  pg_temp.say('barrier_report', 1, '{"person": 7, "on_date": "2024-01-05", "stage": "treatment", "barrier": "housing", "status": "present"}'),
  pg_temp.say('barrier_report', 1, '{"person": 7, "on_date": "2024-01-10", "stage": "recovery", "barrier": "childcare", "status": "absent"}'),
  pg_temp.say('barrier_report', 2, '{"person": 7, "on_date": "2024-04-20", "stage": "treatment", "barrier": "documents", "status": "present"}'),
  pg_temp.contact(7, '2024-01-20', more => '{"next_step": "visit together", "next_on": "2024-02-01"}')]) AS said;
SELECT FROM pg_temp.say('barrier_action', 1, (SELECT jsonb_build_object('person', 7, 'on_date', '2024-01-08', 'action', 'mediation', 'report', assertion) FROM registry.barrier_report WHERE barrier = 'housing'));
SET ROLE regress_worklist_one;
SELECT * FROM registry.handover('elsewhere, may coordinate', on_day => '2024-05-01');
SELECT section_text, item_text FROM registry.handover('00007001', on_day => '2024-05-01', language => 'es') WHERE section IN ('need', 'barrier');
RESET ROLE;

-- Accepted on 31 March and not begun: from the 31st day on, until a contact is held.
SELECT pg_temp.left(47, '{"aftercare_offer": "accepted"}', 'outpatient[2023-10-01,2024-03-31]:completed@11') IS NOT NULL AS person, pg_temp.known(47, 'agreed') AS known,
  pg_temp.contact(47, '2024-05-20') IS NOT NULL AS seen;
SELECT d AS on_day, what, since, days FROM unnest(ARRAY['2024-04-30', '2024-05-01', '2024-05-19', '2024-05-20']::date[]) d
LEFT JOIN LATERAL (SELECT * FROM registry.worklist(1, d) w WHERE client_ref = 'agreed') w ON true ORDER BY d;

-- The oracle of the worklist's states: what provider 4 knows, in plain SQL that uses nothing of ours, on
-- four days. One stay at a time, ended on known days; nobody has agreed to coordination.
CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;
CREATE TEMPORARY TABLE drawn AS
SELECT id, date '2023-01-15' + 150 * k + pg_temp.dice(id, k, 60) AS started, date '2023-01-15' + 150 * k + pg_temp.dice(id, k, 60) + pg_temp.dice(id, 10 + k, 130) AS ended,
  (ARRAY['outpatient', 'residential', 'aftercare', 'outpatient', 'withdrawal_management_inpatient', 'screening'])[1 + pg_temp.dice(id, 20 + k, 6)] AS care,
  (ARRAY['accepted', 'not_offered', 'not_recorded', NULL])[1 + pg_temp.dice(id, 30 + k, 4)] AS offer, CASE WHEN pg_temp.dice(id, 40 + k, 4) = 0 THEN 2 ELSE 4 END AS provider
FROM generate_series(10001, 10500) id, generate_series(0, 4) k WHERE pg_temp.dice(id, 50 + k, 3) > 0;
SELECT count(pg_temp.stay(id, provider, episode(care::care, started, ended, 'completed'::exit_reason, provider * 10 + 1), jsonb_build_object('aftercare_offer', offer))) AS stays FROM drawn;
SELECT count(pg_temp.known(id, id::text, 4)) AS known FROM generate_series(10001, 10500) id;
CREATE TEMPORARY TABLE drawn_contact AS
SELECT id, date '2023-03-01' + pg_temp.dice(id, 100 + k, 1100) AS day, CASE WHEN pg_temp.dice(id, 130 + k, 4) = 0 THEN 2 ELSE 4 END AS provider,
  (ARRAY['held', 'held', 'declined'])[1 + pg_temp.dice(id, 160 + k, 3)] AS outcome FROM generate_series(10001, 10500) id, generate_series(1, 4) k;
SELECT count(pg_temp.contact(id, day, outcome, provider => provider)) AS contacts FROM drawn_contact;
CREATE TEMPORARY TABLE drawn_death AS SELECT id FROM generate_series(10001, 10500) id WHERE pg_temp.dice(id, 201, 12) = 0;
SELECT count(pg_temp.say('death', 1, jsonb_build_object('person', id, 'on_date', date '2023-06-01' + pg_temp.dice(id, 200, 900)))) AS deaths FROM drawn_death;
CREATE TEMPORARY TABLE drawn_consent AS
SELECT id, CASE WHEN pg_temp.dice(id, 220 + k, 3) = 0 THEN 2 ELSE 4 END AS provider, date '2023-06-01' + 30 * pg_temp.dice(id, 230 + k, 24) + k AS day, (ARRAY['given', 'refused', 'withdrawn'])[1 + pg_temp.dice(id, 240 + k, 3)] AS decision,
  CASE WHEN pg_temp.dice(id, 250 + k, 3) = 0 THEN date '2023-06-01' + 30 * pg_temp.dice(id, 230 + k, 24) + k + pg_temp.dice(id, 260 + k, 300) END AS until
FROM generate_series(10001, 10500) id, generate_series(1, 3) k WHERE pg_temp.dice(id, 270, 3) = 0;
SELECT count(pg_temp.decided(id, 'followup_contact', day, decision, provider, until)) AS consents FROM drawn_consent;

CREATE TEMPORARY TABLE today AS SELECT unnest(ARRAY['2024-02-29', '2024-05-15', '2024-10-10', '2025-06-15']::date[]) AS today;
CREATE TEMPORARY TABLE course AS
SELECT today, id, sum(new) OVER (PARTITION BY today, id ORDER BY started, ended) AS course, started, ended
FROM (SELECT t.today, d.*, CASE WHEN started - max(ended) OVER (PARTITION BY today, id ORDER BY started, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) <= 21 THEN 0 ELSE 1 END AS new
  FROM drawn d, today t WHERE care NOT IN ('aftercare', 'screening') AND provider = 4 AND started <= today) q;
CREATE TEMPORARY TABLE discharge AS
SELECT DISTINCT ON (c.today, c.id) c.today, c.id, c.anchor, (SELECT min(n.started) FROM course n WHERE (n.today, n.id) = (c.today, c.id) AND n.course > c.course) AS returned_on
FROM (SELECT today, id, course, max(ended) AS anchor FROM course GROUP BY today, id, course) c
WHERE anchor <= today AND id NOT IN (SELECT id FROM drawn_death) ORDER BY c.today, c.id, c.anchor DESC;
CREATE TEMPORARY TABLE decision AS -- day by day, what stands
SELECT d.today, d.id, n.day, (SELECT CASE WHEN c.until < n.day AND c.decision = 'given' THEN 'expired' WHEN c.until < n.day THEN NULL ELSE c.decision END
  FROM drawn_consent c WHERE c.id = d.id AND c.provider = 4 AND c.day <= n.day ORDER BY c.day DESC LIMIT 1) AS said
FROM discharge d CROSS JOIN LATERAL (SELECT d.today AS day UNION SELECT (d.anchor + make_interval(months => 3 * k))::date FROM generate_series(1, 8) k) n;
CREATE TEMPORARY TABLE due AS
SELECT d.*, (anchor + make_interval(months => 3 * k))::date AS due_on, (anchor + make_interval(months => 3 * k + 3))::date - 14 AS next_from FROM discharge d, generate_series(1, 8) k;
CREATE TEMPORARY TABLE expected AS
SELECT d.today, d.id, 'returned' AS what, NULL::date AS due_on FROM discharge d WHERE today - returned_on <= 28
UNION ALL
SELECT d.today, d.id, 'do_not_contact', NULL FROM discharge d JOIN decision s ON (s.today, s.id, s.day) = (d.today, d.id, d.today)
WHERE returned_on IS NULL AND said <> 'given' AND d.today < (anchor + interval '27 months')::date - 14
UNION ALL
SELECT d.today, d.id, CASE WHEN d.today <= due_on THEN 'due' WHEN d.today <= due_on + 28 THEN 'overdue' ELSE 'missed' END, due_on
FROM due d JOIN decision s ON (s.today, s.id, s.day) = (d.today, d.id, d.today) LEFT JOIN decision r ON (r.today, r.id, r.day) = (d.today, d.id, d.due_on)
WHERE returned_on IS NULL AND coalesce(s.said, 'given') = 'given' AND (d.due_on > d.today OR coalesce(r.said, 'given') = 'given') AND d.today >= due_on - 14 AND d.today < next_from
  AND NOT EXISTS (SELECT FROM drawn_contact c WHERE c.id = d.id AND c.provider = 4 AND c.outcome = 'held' AND c.day BETWEEN due_on - 14 AND least(next_from - 1, d.today))
UNION ALL
SELECT d.today, d.id, 'left_without_offer', NULL FROM discharge d JOIN decision s ON (s.today, s.id, s.day) = (d.today, d.id, d.today)
WHERE returned_on IS NULL AND coalesce(said, 'given') = 'given' AND d.today - anchor BETWEEN 1 AND 90
  AND EXISTS (SELECT FROM drawn w WHERE w.id = d.id AND w.provider = 4 AND w.ended = anchor AND care NOT IN ('aftercare', 'screening') AND coalesce(offer, 'not_offered') <> 'accepted')
  AND NOT EXISTS (SELECT FROM drawn w WHERE w.id = d.id AND w.provider = 4 AND care = 'aftercare' AND w.ended > anchor AND w.started <= d.today)
  AND NOT EXISTS (SELECT FROM drawn_contact c WHERE c.id = d.id AND c.provider = 4 AND c.outcome = 'held' AND c.day > anchor AND c.day <= d.today)
UNION ALL
SELECT d.today, d.id, 'aftercare_not_begun', NULL FROM discharge d JOIN decision s ON (s.today, s.id, s.day) = (d.today, d.id, d.today)
WHERE returned_on IS NULL AND coalesce(said, 'given') = 'given' AND d.today - anchor BETWEEN 31 AND 90
  AND EXISTS (SELECT FROM drawn w WHERE w.id = d.id AND w.provider = 4 AND w.ended = anchor AND care NOT IN ('aftercare', 'screening') AND offer = 'accepted')
  AND NOT EXISTS (SELECT FROM drawn w WHERE w.id = d.id AND w.provider = 4 AND w.ended = anchor AND care NOT IN ('aftercare', 'screening') AND coalesce(offer, 'not_offered') <> 'accepted')
  AND NOT EXISTS (SELECT FROM drawn w WHERE w.id = d.id AND w.provider = 4 AND care = 'aftercare' AND w.ended > anchor AND w.started <= d.today)
  AND NOT EXISTS (SELECT FROM drawn_contact c WHERE c.id = d.id AND c.provider = 4 AND c.outcome = 'held' AND c.day > anchor AND c.day <= d.today);
CREATE TEMPORARY TABLE ours AS SELECT today, client_ref::integer AS id, what, due_on FROM today, registry.worklist(4, today);
SELECT (SELECT count(*) FROM expected) AS rows, (SELECT count(*) FROM ((TABLE ours EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE ours)) w) AS differences;
SELECT what, count(*) FROM expected GROUP BY what ORDER BY what COLLATE "C";

-- An index serves: the provider's stays by their end, and each person by number; no table is read whole.
CREATE FUNCTION pg_temp.nodes(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (COSTS OFF, FORMAT JSON) ' || statement INTO plan;
  RETURN QUERY WITH RECURSIVE node (at) AS (SELECT plan::jsonb -> 0 -> 'Plan' UNION ALL SELECT c.value FROM node, jsonb_array_elements(at -> 'Plans') c)
    SELECT DISTINCT concat_ws(' ', at ->> 'Node Type', at ->> 'Index Name', at ->> 'Relation Name') FROM node WHERE at ->> 'Node Type' ~ 'Scan' ;
END $$;
INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, started, ended, ended_precision, provider)
SELECT 1000000 + n, 1000000 + n / 2, 1, 'outpatient', 'completed', date '2015-01-01' + n % 3000, date '2015-01-01' + n % 3000, 'day', 1000 + n % 500 FROM generate_series(1, 20000) n;
ANALYZE registry.stay;
SELECT bool_or(n ~ ' stay_provider$') AS by_index, bool_or(n ~ 'Seq Scan stay$') AS read_whole FROM pg_temp.nodes($$SELECT s.person FROM registry.current_stay s WHERE s.provider = 1 AND (s.ended >= '2024-01-01' OR s.ended IS NULL)$$) n;

-- Figures of the ministry, the first half of 2022. 55 dies within 30 days; 57 is known to one provider alone.
INSERT INTO registry.person (person, record_key) SELECT n, n * 1000003 FROM generate_series(51, 60) n;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality) VALUES (57, 'provider/1', ('1-' || repeat('0', 26) || '~')::pseudonym, 'local');
SELECT count(pg_temp.say('person_fact', 1, jsonb_build_object('person', p, 'fact', 'registered_sex', 'value', g, 'valid_from', '2020-01-01'))) AS facts
FROM (VALUES (51, 'female'), (52, 'female'), (53, 'male'), (54, 'male'), (55, 'male'), (56, 'female'), (58, 'female'), (59, 'male'), (60, 'male')) v (p, g);
SELECT count(pg_temp.left(p, more, stay)) AS stays FROM (VALUES
  (51, jsonb '{"supported_by": "family"}', episode 'outpatient[2022-01-01,2022-03-31]:completed@11'), (52, '{"supported_by": "service"}', 'outpatient[2022-01-10,2022-04-30]:completed@11'),
  (53, '{"supported_by": "nobody"}', 'outpatient[2022-01-01,2022-05-15]:completed@11'), (54, '{}', 'outpatient[2022-01-01,2022-05-16]:left_before_completion@11'),
  (55, '{}', 'outpatient[2022-01-01,2022-06-01]:completed@11'), (56, '{}', 'residential[2022-05-01,2022-06-30]:completed@11'), (57, '{}', 'outpatient[2022-01-01,2022-02-28]:completed@11')) v (p, more, stay);
SELECT cardinality(ARRAY[pg_temp.stay(52, 2, 'aftercare[2022-05-10,2022-06-01]:completed@21'), pg_temp.say('death', 4, '{"person": 55, "on_date": "2022-06-20"}'),
  pg_temp.contact(53, '2022-05-15'), pg_temp.contact(53, '2022-06-14', provider => 2), pg_temp.contact(54, '2022-05-16'), pg_temp.contact(54, '2022-06-16'), pg_temp.contact(54, '2022-06-01', 'attempted'),
  pg_temp.contact(56, '2022-10-01')]) AS said;

SET ROLE regress_worklist_analyst;
SELECT indicator, gender, category, numerator, denominator, excluded FROM continuum.indicators('[2022-01-01,2022-07-01)', '{checkup_plan_coverage,left_without_support_30d,left_without_support_by}', observed_until => '2022-12-31')
WHERE cases > 0 AND (category IS NULL OR gender = 'all');
SELECT numerator, denominator, excluded FROM continuum.indicator('left_without_support_30d', '[2022-01-01,2022-07-01)', observed_until => '2022-06-14') WHERE gender = 'all';
\set VERBOSITY sqlstate
SELECT * FROM registry.worklist(1);
SELECT * FROM registry.caseload();
\set VERBOSITY default
RESET ROLE;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_worklist_owner, regress_worklist_one, regress_worklist_two, regress_worklist_analyst;
DROP ROLE regress_worklist_owner, regress_worklist_one, regress_worklist_two, regress_worklist_analyst;
