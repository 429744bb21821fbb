-- Stays logged by form: admission, discharge, transfer with a code, correction, completion, undoing; who
-- may; what each edge case says. Numbers drawn by chance are shown as what holds of them.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;

CREATE ROLE regress_logging_owner NOLOGIN;
CREATE ROLE regress_logging_one NOLOGIN;
CREATE ROLE regress_logging_two NOLOGIN;
CREATE ROLE regress_logging_desk NOLOGIN;
CREATE ROLE regress_logging_nobody NOLOGIN;
SELECT FROM create_registry('regress_logging_owner');
SELECT count(registry.register_provider(n, 'Provider ' || n)) AS providers FROM generate_series(1, 2) n;
SELECT count(registry.register_programme(p, p / 10, 'Programme ' || p)) AS programmes FROM unnest(ARRAY[10, 11, 20]) p;
SELECT registry.register_programme(12, 1, 'Closed', valid => '(,2023-01-01)') IS NOT NULL AS closed;
INSERT INTO registry.role_duty (role, duty, provider) VALUES ('regress_logging_one', 'provider', 1),
  ('regress_logging_two', 'provider', 2), ('regress_logging_desk', 'intake_desk', NULL);
GRANT USAGE ON SCHEMA registry TO regress_logging_one, regress_logging_two, regress_logging_desk, regress_logging_nobody;
GRANT EXECUTE ON FUNCTION registry.admit, registry.discharge, registry.transfer, registry.refer, registry.decline_referral, registry.referrals,
  registry.correct, registry.complete, registry.void, registry.void_last
  TO regress_logging_one, regress_logging_two, regress_logging_desk, regress_logging_nobody;

-- What an answer or a refusal says, without numbers drawn by chance.
CREATE FUNCTION pg_temp.said(answer jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', answer ->> 'outcome', answer ->> 'record',
    (SELECT string_agg(concat_ws(':', w ->> 'code', w ->> 'field'), ' ' ORDER BY w ->> 'code', w ->> 'field') FROM jsonb_array_elements(answer -> 'warnings') w)) $$;
CREATE FUNCTION pg_temp.try(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer jsonb; detail text; hint text;
BEGIN
  EXECUTE statement INTO answer;
  RETURN pg_temp.said(answer);
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(regexp_replace(detail, '^(P[0-9]{3} ?[a-z_]*):.*?$', '\1', 'gn'), ''), nullif(hint, ''));
END $$;
CREATE FUNCTION pg_temp.form(record text, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('source_record', record, 'registered_sex', 'female', 'programme', 10, 'care', 'residential', 'started', '2024-01-10',
    'primary_substance', 'alcohol') || more $$;
CREATE FUNCTION pg_temp.admit(form jsonb) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.try(format('SELECT registry.admit(%L)', form)) $$;
CREATE VIEW pg_temp.stays AS
  SELECT provider, source_record, programme, care, started, ended, ended_precision, exit_reason, client_ref, birth_year, aftercare_offer, supported_by, payment, primary_substance
  FROM registry.current_stay ORDER BY provider, source_record;

-- Who has plans printed would be sent the numbers of people that stand in them.
SET ROLE regress_logging_one;
SET debug_print_plan = on;
SELECT pg_temp.admit(pg_temp.form('A0'));
SET debug_print_plan = off;
SET debug_print_parse = on;
SELECT pg_temp.admit(pg_temp.form('A0'));
SET debug_print_parse = off;
SET debug_print_rewritten = on;
SELECT pg_temp.admit(pg_temp.form('A0'));
RESET debug_print_rewritten;
RESET ROLE;

-- An admission, and the same again: nothing twice. The case number is eight digits, the last of them a check.
SET ROLE regress_logging_one;
SELECT pg_temp.admit(pg_temp.form('A1', '{"client_ref": "F-1", "identifier": "12.345.678-5", "scheme": "CL.RUN", "birth_year": 1980}'));
SELECT pg_temp.admit(pg_temp.form('A1', '{"client_ref": "F-1", "identifier": "12345678-5", "scheme": "cl.run", "birth_year": "1980"}'));
SELECT registry.admit(pg_temp.form('A1', '{"client_ref": "F-1", "identifier": "12345678-5", "scheme": "CL.RUN", "birth_year": 1980}')) ->> 'case_number' AS case_1 \gset
RESET ROLE;
SELECT :'case_1' ~ '^[0-9]{8}$' AS eight_digits, count(*) AS stays, count(DISTINCT person) AS people FROM registry.current_stay;
-- ISO 7064 MOD 11,10 from its definition: products of the digits before, doubled modulo 11, make 1 with the check digit.
WITH RECURSIVE walk AS (
  SELECT 0 AS n, 10 AS product
  UNION ALL
  SELECT n + 1, CASE (substr(:'case_1', n + 1, 1)::integer + product) % 10 WHEN 0 THEN 10 ELSE (substr(:'case_1', n + 1, 1)::integer + product) % 10 END * 2 % 11
  FROM walk WHERE n < 7)
SELECT (product + right(:'case_1', 1)::integer) % 10 = 1 AS check_digit_holds FROM walk WHERE n = 7;
-- Without a record number one is drawn, of letters, and given back.
SET ROLE regress_logging_one;
SELECT (registry.admit(pg_temp.form(NULL, '{"client_ref": "F-7", "programme": 11}')) ->> 'record') ~ '^[a-z]{16}$' AS drawn;

-- Found again without an identifier: by case number or file number, as the same person.
SELECT pg_temp.admit(pg_temp.form('A2', jsonb_build_object('case_number', :'case_1', 'programme', 11, 'started', '2024-05-01')));
SELECT pg_temp.admit(pg_temp.form('A3', '{"client_ref": "F-1", "programme": 11, "started": "2024-06-01", "ended": "2024-06-01", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}'));
SELECT pg_temp.admit(pg_temp.form('A4', '{"case_number": "00000000"}'));
SELECT pg_temp.admit(pg_temp.form('A4', '{"client_ref": "F-1", "identifier": "7.654.321-6", "scheme": "CL.RUN"}'));
RESET ROLE;
SELECT count(*) AS stays, count(DISTINCT person) AS people FROM registry.current_stay WHERE source_record IN ('A1', 'A2', 'A3', 'A4');
SELECT count(*) AS clients, (SELECT count(*) FROM registry.client_case) AS cases FROM registry.client;

-- The answer is the same whether or not the person is known elsewhere: provider 2 admits one who is, and one who is not.
SET ROLE regress_logging_two;
SELECT pg_temp.admit(pg_temp.form('B1', '{"client_ref": "Z-1", "identifier": "12.345.678-5", "scheme": "CL.RUN", "registered_sex": "male", "programme": 20}')) AS known,
  pg_temp.admit(pg_temp.form('B2', '{"client_ref": "Z-2", "identifier": "22.222.222-2", "scheme": "CL.RUN", "registered_sex": "male", "programme": 20}')) AS filler,
  pg_temp.admit(pg_temp.form('B3', '{"client_ref": "Z-3", "identifier": "9.876.543-3", "scheme": "CL.RUN", "registered_sex": "male", "programme": 20}')) AS stranger;
SELECT array_agg(k ORDER BY k) AS keys, count(DISTINCT a -> 'warnings') AS different FROM (
  SELECT registry.admit(pg_temp.form('B1', '{"client_ref": "Z-1", "identifier": "12.345.678-5", "scheme": "CL.RUN", "registered_sex": "male", "programme": 20}')) AS a
  UNION ALL SELECT registry.admit(pg_temp.form('B3', '{"client_ref": "Z-3", "identifier": "9.876.543-3", "scheme": "CL.RUN", "registered_sex": "male", "programme": 20}'))) x,
  LATERAL (SELECT string_agg(k, ' ' ORDER BY k) AS k FROM jsonb_object_keys(a) k) y;
-- Another provider's case numbers, file numbers and records mean nothing here, just as those of nobody.
SELECT pg_temp.admit(pg_temp.form('B4', jsonb_build_object('case_number', :'case_1', 'programme', 20))) AS of_another,
  pg_temp.admit(pg_temp.form('B4', '{"case_number": "12121212", "programme": 20}')) AS of_nobody;
SELECT pg_temp.try($$SELECT registry.discharge('{"client_ref": "F-1", "ended": "2024-03-01", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$) AS of_another,
  pg_temp.try($$SELECT registry.discharge('{"client_ref": "F-9", "ended": "2024-03-01", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$) AS of_nobody;
SELECT pg_temp.try($$SELECT registry.void('A1', 'mine')$$) AS of_another, pg_temp.try($$SELECT registry.void('A99', 'mine')$$) AS of_nobody;
SELECT pg_temp.try($$SELECT registry.correct('{"record": "A1", "reason": "mine", "started": "2024-01-11"}')$$) AS of_another;
SELECT pg_temp.admit(pg_temp.form('B4', '{"programme": 10}')) AS programme_of_another, pg_temp.admit(pg_temp.form('B4', '{"programme": 999}')) AS of_nobody;
SELECT pg_temp.try('SELECT registry.admit(NULL)') AS no_form, pg_temp.try($$SELECT registry.admit('"A1"')$$) AS a_text, pg_temp.try($$SELECT registry.discharge('[]')$$) AS a_list, pg_temp.try($$SELECT registry.correct('"A1"')$$) AS a_word, pg_temp.admit('{}') AS nothing;
SELECT pg_temp.try($$SELECT registry.admit('{}', 1)$$) AS other_provider, pg_temp.try($$SELECT registry.admit('{}', 999)$$) AS no_provider;
SET ROLE regress_logging_nobody;
SELECT pg_temp.admit(pg_temp.form('N1'));
SET ROLE regress_logging_desk;
SELECT pg_temp.admit(pg_temp.form('N1')), pg_temp.try(format('SELECT registry.admit(%L, 2)', pg_temp.form('N1', '{"programme": 20, "client_ref": "Z-7"}'))) AS for_a_provider,
  pg_temp.try(format('SELECT registry.admit(%L, 3)', pg_temp.form('N1'))) AS for_none;

-- Discharge asks for what was offered and who supports, or why not.
SET ROLE regress_logging_one;
SELECT pg_temp.try($$SELECT registry.discharge('{"record": "A1", "ended": "2024-03-01", "exit_reason": "completed"}')$$);
SELECT pg_temp.try($$SELECT registry.discharge('{"record": "A1", "ended": "2023-12-31", "exit_reason": "completed", "aftercare_offer": "not_recorded", "supported_by": "not_asked"}')$$) AS before_admission;
SELECT pg_temp.try($$SELECT registry.discharge('{"client_ref": "F-1", "ended": "2024-05-30", "exit_reason": "completed", "aftercare_offer": "not_recorded", "supported_by": "not_asked"}')$$) AS two_are_open;
SELECT pg_temp.try($$SELECT registry.discharge('{"record": "A1", "ended": "2024-01-10", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$) AS same_day,
  pg_temp.try($$SELECT registry.discharge('{"record": "A1", "ended": "2024-01-10", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$) AS answer_was_lost,
  pg_temp.try($$SELECT registry.discharge('{"record": "A1", "ended": "2024-02-29", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$) AS otherwise;
SELECT pg_temp.try($$SELECT registry.discharge('{"client_ref": "F-1", "ended": "2024-05-30", "exit_reason": "perhaps", "aftercare_offer": "maybe", "supported_by": "familia"}')$$) AS words,
  pg_temp.try($$SELECT registry.discharge('{"client_ref": "F-1", "ended": "2024-05-30", "exit_reason": "perhaps", "aftercare_offer": "maybe", "supported_by": "familia"}')$$) AS the_same;
RESET ROLE;
SELECT * FROM pg_temp.stays WHERE provider = 1 AND source_record LIKE 'A_';

-- Corrections: of a correction, too; what was said before stays. Never without a reason; a reason is judged as any text.
SET ROLE regress_logging_one;
SELECT pg_temp.try($$SELECT registry.correct('{"record": "A1", "ended": "2024-02-29"}')$$) AS no_reason,
  pg_temp.try($$SELECT registry.correct('{"record": "A1", "ended": "2024-02-29", "reason": "  "}')$$) AS blank,
  pg_temp.try($$SELECT registry.correct('{"record": "A1", "ended": "2024-02-29", "reason": "RUN 12.345.678-5 was wrong"}')$$) AS an_identifier;
SELECT pg_temp.try($$SELECT registry.correct('{"record": "A1", "ended": "2024-02-29", "reason": "leap day"}')$$) AS once,
  pg_temp.try($$SELECT registry.correct('{"record": "A1", "ended": "2024-02-28", "reason": "no"}')$$) AS again,
  pg_temp.try($$SELECT registry.correct('{"record": "A1", "ended": "2024-02-28", "reason": "no"}')$$) AS the_same,
  pg_temp.try($$SELECT registry.correct('{"record": "A1", "birth_year": null, "reason": "not hers"}')$$) AS emptied,
  pg_temp.try($$SELECT registry.correct('{"record": "A1", "started": "2024-03-01", "reason": "typo"}')$$) AS impossible,
  pg_temp.try($$SELECT registry.correct('{"record": "A1", "source_record": "A9", "reason": "typo"}')$$) AS another_number;
RESET ROLE;
SELECT h.operation, h.reason, s.started, s.ended, s.birth_year FROM registry.assertion h JOIN registry.stay s USING (assertion)
WHERE h.provider = 1 AND h.source_record = 'A1' ORDER BY h.assertion;
-- Completion fills in; a known value is replaced by nothing, and unknown replaces nothing.
SET ROLE regress_logging_one;
SELECT pg_temp.try($$SELECT registry.complete('{"record": "A1", "birth_year": 1980, "payment": "free"}')$$) AS filled;
SELECT pg_temp.try($$SELECT registry.complete('{"record": "A1", "birth_year": 1981}')$$) AS known,
  pg_temp.try($$SELECT registry.complete('{"record": "A1", "supported_by": "not_asked", "primary_substance": "unknown", "registered_sex": "unknown"}')$$) AS unknown;
SELECT pg_temp.admit(pg_temp.form('A2', jsonb_build_object('case_number', :'case_1', 'registered_sex', 'unknown', 'programme', 11, 'started', '2024-05-01'))) AS sent_as_unknown;
RESET ROLE;
SELECT source_record, registered_sex, s.person = (SELECT person FROM registry.current_stay WHERE source_record = 'A1' AND provider = 1) AS same_person
FROM registry.current_stay s WHERE source_record = 'A2';

-- Void, and logged again under its number; void of what is void.
SET ROLE regress_logging_one;
SELECT pg_temp.try($$SELECT registry.void('A4', 'entered twice')$$) AS void;
SELECT pg_temp.try($$SELECT registry.void('A4', 'entered twice')$$) AS again,
  pg_temp.try($$SELECT registry.void('A1', '')$$) AS no_reason,
  pg_temp.try($$SELECT registry.correct('{"record": "A4", "started": "2024-01-11", "reason": "typo"}')$$) AS corrected;
SELECT pg_temp.admit(pg_temp.form('A4', '{"client_ref": "F-4", "identifier": "7.654.321-6", "scheme": "CL.RUN"}')) AS comes_back;
-- The last form undone, and the one before it: what was logged is void, what was corrected is as before.
SELECT registry.void_last() AS comes_back_undone;
SELECT registry.void_last() AS filled_undone;
SELECT registry.void_last() AS the_one_before;
RESET ROLE;
SELECT source_record, programme, birth_year, payment FROM pg_temp.stays WHERE provider = 1 AND source_record IN ('A1', 'A2', 'A4');
-- Only the login's own forms of the last 24 hours.
SET ROLE regress_logging_two;
SELECT registry.void_last() #> '{undone,0,record}' AS mine;
-- Forms are no load: they are not taken back as a whole.
RESET ROLE;
SELECT count(*) AS batches, count(DISTINCT provider) AS providers, bool_and(mode = 'form' AND state = 'accepted' AND opened_by = session_user) AS of_forms FROM registry.intake_batch;
SELECT pg_temp.try(format('SELECT to_jsonb(registry.withdraw_batch(%s, %L))', min(batch), 'all of it')) FROM registry.intake_batch;

-- All that an admission can bring along, all or nothing; then undone with it.
SET ROLE regress_logging_one;
SELECT pg_temp.admit(pg_temp.form('C1', '{"client_ref": "G-1", "request": {"on_date": "2024-01-02", "referral_source": "family"}, "profile": {"children_under_18": 2},
  "substances": [{"substance": "alcohol", "days_28": 20}, {"substance": "cannabis", "days_28": 99}], "barriers": {"childcare": "present"}, "needs": {"housing": "unmet"},
  "consents": [{"kind": "treatment", "decision": "perhaps"}]}')) AS one_part_is_wrong;
SELECT pg_temp.admit(pg_temp.form('C1', '{"client_ref": "G-1", "request": {"on_date": "2024-01-02"}, "profile": {"children_under_18": 2},
  "substances": [{"substance": "alcohol", "days_28": 20}, {"substance": "cannabis"}], "barriers": {"childcare": "present"}, "needs": {"housing": "unmet"},
  "consents": [{"kind": "treatment", "decision": "given"}]}'));
-- A part in the wrong shape is not lost in silence.
SELECT pg_temp.admit(pg_temp.form('C0', '{"client_ref": "G-0", "consents": {"kind": "treatment", "decision": "given"}, "profile": [{"children_under_18": 2}], "needs": ["housing"], "barriers": null}')) AS wrong_shapes;
SELECT registry.void_last() ->> 'outcome' AS undone;
RESET ROLE;
SELECT h.kind, h.source_record, f.payload - 'programme' AS payload FROM registry.assertion h JOIN registry.fact f ON f.assertion = h.assertion AND f.kind = h.kind
WHERE h.provider = 1 AND h.source_record LIKE 'C1%' ORDER BY h.source_record;
SELECT s.request, count(DISTINCT f.person) AS people FROM registry.current_stay s JOIN registry.fact f ON f.person = s.person WHERE s.source_record = 'C1' GROUP BY 1;
SET ROLE regress_logging_one;
SELECT pg_temp.try($$SELECT registry.correct('{"record": "C1/profile", "reason": "three", "children_under_18": 3}')$$) AS other_kind;
SELECT pg_temp.try($$SELECT registry.complete('{"record": "C1/profile", "children_under_18": 4}')$$) AS known;
SELECT pg_temp.try($$SELECT registry.complete('{"record": "C1/profile", "living_with": "alone"}')$$) AS filled;
SELECT pg_temp.try($$SELECT registry.void('C1/consent/1', 'not asked')$$) AS void;
SELECT registry.void_last();
SELECT registry.void_last();
SELECT jsonb_path_query_array(registry.void_last(), '$.undone[*].record') AS with_all_it_brought;

-- From one programme to another. The sender's person has no identifier; the code says who it is.
SELECT pg_temp.admit(pg_temp.form('D1', '{"client_ref": "H-1", "birth_year": 1990}'));
SELECT registry.transfer('{"client_ref": "H-1", "ended": "2024-02-10", "aftercare_offer": "accepted", "supported_by": "service", "to_programme": 20}') AS sent \gset
SELECT (:'sent'::jsonb -> 'referral') - 'code' - 'case_number' AS referral, :'sent'::jsonb #>> '{referral,code}' ~ '^[0-9A-HJKMNP-TV-Z]{8}$' AS code_is_crockford;
SELECT :'sent'::jsonb #>> '{referral,code}' AS code \gset
SELECT registry.transfer('{"client_ref": "H-1", "ended": "2024-02-10", "aftercare_offer": "accepted", "supported_by": "service", "to_programme": 20}') #>> '{referral,code}' = :'code' AS same_code_again;
SELECT pg_temp.try($$SELECT registry.refer('{"client_ref": "nobody", "to_programme": 20}')$$) AS nobody, pg_temp.try($$SELECT registry.refer('{"client_ref": "H-1", "to_programme": 999}')$$) AS nowhere,
  pg_temp.try($$SELECT registry.refer('{"client_ref": "H-1", "programme": 20, "to_programme": 20}')$$) AS not_mine;
SELECT direction, record, client_ref, case_number IS NOT NULL AS has_case, from_programme, to_programme, on_date, state, state_on, code = :'code' AS code FROM registry.referrals(on_day => '2024-02-15');
SELECT direction, state, state_on FROM registry.referrals(on_day => '2024-03-02') UNION ALL SELECT direction, state, state_on FROM registry.referrals(on_day => '2024-03-03');
SET ROLE regress_logging_two;
-- The receiver sees that somebody is to come, and not who; a code that is not good is one error, whatever is wrong with it.
SELECT * FROM registry.referrals(on_day => '2024-02-15');
SELECT pg_temp.admit(pg_temp.form('E1', '{"client_ref": "Y-1", "programme": 20, "started": "2024-02-15", "referral_code": "AAAAAAAA"}')) AS unknown;
SET ROLE regress_logging_one;
SELECT pg_temp.admit(pg_temp.form('E1', jsonb_build_object('client_ref', 'H-1', 'started', '2024-02-15', 'referral_code', :'code'))) AS other_programme;
SET ROLE regress_logging_two;
SELECT pg_temp.admit(pg_temp.form('E1', jsonb_build_object('client_ref', 'Y-1', 'programme', 20, 'started', '2024-02-15', 'referral_code', lower(:'code')))) AS arrives,
  pg_temp.admit(pg_temp.form('E1', jsonb_build_object('client_ref', 'Y-1', 'programme', 20, 'started', '2024-02-15', 'referral_code', :'code'))) AS same_form,
  pg_temp.admit(pg_temp.form('E2', jsonb_build_object('client_ref', 'Y-2', 'programme', 20, 'started', '2024-02-15', 'referral_code', :'code'))) AS used;
SELECT direction, record, client_ref, case_number IS NOT NULL AS has_case, from_programme, to_programme, on_date, state, state_on, code FROM registry.referrals();
RESET ROLE;
SELECT count(DISTINCT person) AS one_person, count(*) AS stays FROM registry.current_stay WHERE source_record IN ('D1', 'E1');
SELECT domain, quality FROM registry.person_alias WHERE person = (SELECT person FROM registry.current_stay WHERE source_record = 'E1') ORDER BY domain;
SET ROLE regress_logging_one;
SELECT direction, record, client_ref, state, state_on, code FROM registry.referrals();
-- Undone by the receiver, the code is good again.
SET ROLE regress_logging_two;
SELECT registry.void_last();
SELECT direction, client_ref, state FROM registry.referrals(on_day => '2024-02-15');
SELECT pg_temp.admit(pg_temp.form('E1', jsonb_build_object('client_ref', 'Y-1', 'programme', 20, 'started', '2024-02-16', 'referral_code', :'code'))) AS arrives_again;
-- So it is when the stay is void; it can be logged again with the code.
SELECT pg_temp.try($$SELECT registry.correct('{"record": "E1", "started": "2024-02-17", "reason": "a day later"}')$$) AS corrected, pg_temp.try($$SELECT registry.void('E1', 'somebody else')$$) AS void;
SELECT direction, client_ref, state, state_on FROM registry.referrals(on_day => '2024-02-15');
SELECT pg_temp.admit(pg_temp.form('E1', jsonb_build_object('client_ref', 'Y-1', 'programme', 20, 'started', '2024-02-16', 'referral_code', :'code'))) AS arrives_once_more;
SELECT direction, client_ref, state, state_on FROM registry.referrals();
-- Declined: by whom it is for, with a reason, once.
SET ROLE regress_logging_one;
SELECT registry.refer('{"record": "D1", "to_programme": 20, "source_record": "R2"}') ->> 'code' AS second \gset
SELECT pg_temp.try(format('SELECT registry.decline_referral(%L, %L)', :'second', 'full')) AS not_for_me;
SET ROLE regress_logging_two;
SELECT pg_temp.try(format('SELECT registry.decline_referral(%L, %L)', :'second', '')) AS no_reason, pg_temp.try(format('SELECT registry.decline_referral(%L, %L)', :'second', 'full')) AS declined,
  pg_temp.try(format('SELECT registry.decline_referral(%L, %L)', :'second', 'full')) AS again;
SET ROLE regress_logging_one;
SELECT record, state, code FROM registry.referrals() ORDER BY 1;
SELECT pg_temp.try($$SELECT registry.void('R2', 'sent in error')$$) AS taken_back;
-- By a file, too: the code of the person who has an identifier there is arrival and nothing else.
SELECT registry.refer('{"client_ref": "F-1", "to_programme": 20, "source_record": "R3"}') ->> 'code' AS third \gset
RESET ROLE;
SELECT registry.open_batch(2) AS batch \gset
INSERT INTO registry.intake (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance, referral_code) VALUES
  ('L1', 'Z-1', '12.345.678-5', 'CL.RUN', 'male', '20', 'aftercare', '2024-07-01', 'alcohol', :'third'),
  ('L2', 'Z-2', NULL, NULL, 'male', '20', 'aftercare', '2024-07-01', 'alcohol', :'third'),
  ('L3', 'Z-4', NULL, NULL, 'male', '20', 'aftercare', '2024-07-01', 'alcohol', '00000000');
SELECT rows_new, rows_rejected FROM registry.accept_batch(:batch);
SELECT source_record, code, field FROM registry.intake_problem WHERE batch = :batch AND severity = 'reject' ORDER BY 1;
SELECT state, state_on, to_programme FROM registry.current_referral WHERE code = :'third';

-- The receiver knows the identifier of whom the sender knows by file number only: one person, and identified from now on.
SET ROLE regress_logging_one;
SELECT pg_temp.admit(pg_temp.form('D2', '{"client_ref": "H-2"}'));
SELECT registry.refer('{"client_ref": "H-2", "source_record": "R4"}') ->> 'code' AS fourth \gset
SET ROLE regress_logging_two;
SELECT pg_temp.admit(pg_temp.form('E3', jsonb_build_object('client_ref', 'Y-3', 'identifier', '8.765.432-K', 'scheme', 'CL.RUN', 'programme', 20, 'started', '2024-02-20', 'referral_code', :'fourth'))) AS arrives;
SELECT record, client_ref, from_programme, to_programme, state FROM registry.referrals() WHERE client_ref = 'Y-3';
RESET ROLE;
SELECT count(DISTINCT s.person) AS one_person, string_agg(DISTINCT a.domain || ' ' || a.quality, ', ') AS aliases
FROM registry.current_stay s JOIN registry.person_alias a USING (person) WHERE s.source_record IN ('D2', 'E3');

-- Edge cases (DOMAIN.md 11), each with what is said.
SET ROLE regress_logging_one;
SELECT pg_temp.admit(pg_temp.form('G1', '{"client_ref": "K-1", "started": "2024-02-30"}')) AS no_such_day, pg_temp.admit(pg_temp.form('G1', '{"client_ref": "K-1", "started": "2023-02-29"}')) AS no_leap_year;
SELECT pg_temp.admit(pg_temp.form('G1', '{"client_ref": "K-1", "started": "2024-02-29"}')) AS leap_day;
SELECT pg_temp.admit(pg_temp.form('G2', '{"client_ref": "K-1", "started": "2024-02-29"}')) AS twin, pg_temp.admit(pg_temp.form('G3', '{"client_ref": "K-1", "started": "2024-04-01"}')) AS second_open,
  pg_temp.admit(pg_temp.form('G4', '{"client_ref": "K-1", "started": "2020-01-01", "ended": "2020-01-31", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "peers"}')) AS backdated_out_of_order,
  pg_temp.admit(pg_temp.form('G5', '{"client_ref": "K-1", "registered_sex": "male", "programme": 11, "started": "2024-04-02"}')) AS sex_differs,
  pg_temp.admit(pg_temp.form('G6', '{"client_ref": "K-2", "registered_sex": "unknown"}')) AS sex_unknown,
  pg_temp.admit(pg_temp.form('G7', '{"client_ref": "K-3", "birth_year": 2020}')) AS too_young, pg_temp.admit(pg_temp.form('G8', '{"client_ref": "K-4", "birth_year": 1900}')) AS too_old,
  pg_temp.admit(pg_temp.form('G9', '{"client_ref": "K-5", "programme": 12}')) AS programme_closed;
SELECT pg_temp.admit(pg_temp.form('H1', '{"client_ref": "K-6", "ended": "2024-02-01"}')) AS date_without_reason,
  pg_temp.admit(pg_temp.form('H2', '{"client_ref": "K-6", "exit_reason": "completed", "aftercare_offer": "accepted"}')) AS reason_without_date,
  pg_temp.admit(pg_temp.form('H3', '{"client_ref": "K-6", "ended": "2024-02", "exit_reason": "completed", "aftercare_offer": "accepted"}')) AS month_only,
  pg_temp.admit(pg_temp.form('H4', '{"client_ref": "K-6", "primary_substance": "tea", "legal_status": "free", "payment": "gratis"}')) AS words,
  pg_temp.admit(pg_temp.form('H5', '{"client_ref": "K-6", "colour": "12.345.678-5", "labour": "employed"}')) AS keys,
  pg_temp.admit(pg_temp.form('H6', '{"client_ref": "12.345.678-5"}')) AS an_identifier_as_file_number;
SELECT pg_temp.admit(pg_temp.form('H7', jsonb_build_object('client_ref', 'K-7', 'started', (current_date + 1)::text))) AS tomorrow_for_a_clock_that_is_fast;
SELECT substr(pg_temp.admit(pg_temp.form('H8', jsonb_build_object('client_ref', 'K-7', 'started', (current_date + 400)::text))), 1, 40) AS far_future;
-- After a death that this provider or the civil registry recorded; another provider's word would tell that the person is in care there.
RESET ROLE;
CREATE FUNCTION pg_temp.death(record text, by integer, source text) RETURNS void LANGUAGE sql AS $$
  WITH h AS (INSERT INTO registry.assertion (assertion, record, kind, operation, provider)
    SELECT n, n, 'death', 'assert', by FROM nextval('registry.assertion_assertion_seq') n RETURNING assertion)
  INSERT INTO registry.death (assertion, person, provider, on_date, on_precision, cause_class, source)
  SELECT h.assertion, s.person, by, '2024-03-01', 'month', 'unknown', death.source FROM h, registry.current_stay s WHERE s.source_record = death.record $$;
SELECT pg_temp.death('G6', 1, 'provider'), pg_temp.death('G7', 2, 'provider'), pg_temp.death('G8', 2, 'civil_registry');
SET ROLE regress_logging_one;
SELECT pg_temp.admit(pg_temp.form('I1', '{"client_ref": "K-2", "started": "2024-04-01", "programme": 11}')) AS mine, pg_temp.admit(pg_temp.form('I2', '{"client_ref": "K-2", "started": "2024-03-31", "programme": 11}')) AS perhaps_before,
  pg_temp.admit(pg_temp.form('I3', '{"client_ref": "K-3", "started": "2024-04-01", "programme": 11}')) AS anothers, pg_temp.admit(pg_temp.form('I4', '{"client_ref": "K-4", "started": "2024-04-01", "programme": 11}')) AS civil_registry;

-- In the language of the session; a refusal names rules and never a value.
SET continuum.language = 'es';
SELECT w ->> 'text' AS text FROM jsonb_array_elements(registry.admit(pg_temp.form('G2', '{"client_ref": "K-1", "started": "2024-02-28"}')) -> 'warnings') w;
\set VERBOSITY terse
SELECT registry.admit(pg_temp.form('H9', '{"client_ref": "K-9", "ended": "el 12.345.678-5"}'));
RESET continuum.language;
\set VERBOSITY default
RESET ROLE;
-- What was not known on the first day keeps nobody from being discharged, or from being known later.
SET ROLE regress_logging_one;
SELECT pg_temp.admit(pg_temp.form('AU', '{"client_ref": "F-U", "programme": 11, "registered_sex": "unknown", "primary_substance": "tea"}')) AS unknown,
  pg_temp.try($$SELECT registry.discharge('{"record": "AU", "ended": "2024-03-01", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$) AS discharged,
  pg_temp.try($$SELECT registry.discharge('{"record": "AU", "ended": "2024-03-01", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$) AS again,
  pg_temp.try($$SELECT registry.complete('{"record": "AU", "registered_sex": "male", "primary_substance": "alcohol"}')$$) AS completed;
RESET ROLE;
SELECT registered_sex, primary_substance, ended FROM registry.current_stay WHERE source_record = 'AU';
-- A form and a file say the same: the rows are equal but for who said it.
SELECT registry.open_batch(1) AS batch \gset
INSERT INTO registry.intake (source_record, client_ref, identifier, scheme, registered_sex, birth_year, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer, supported_by, payment)
SELECT 'X1', 'X-1', '11.111.112-K', 'CL.RUN', 'Mujer', '1977', '10', 'day_programme', '2024-08-01', '2024-09', 'Completado según lo planificado', 'alcohol', 'ofrecido y aceptado', 'La  familia', 'gratuito';
SELECT rows_new FROM registry.accept_batch(:batch);
SET ROLE regress_logging_one;
SELECT pg_temp.admit('{"source_record": "X1", "client_ref": "X-1", "identifier": "11.111.112-K", "scheme": "CL.RUN", "registered_sex": "Mujer", "birth_year": 1977, "programme": 10, "care": "day_programme",
  "started": "2024-08-01", "ended": "2024-09", "exit_reason": "Completado según lo planificado", "primary_substance": "alcohol", "aftercare_offer": "oferecido e aceito", "supported_by": "the family", "payment": "free"}') AS same_as_the_file;
RESET ROLE;
-- Nothing twice: one current assertion of each record, one case number for each person and provider, one person for each number.
SELECT count(*) FROM (SELECT provider, kind, source_record FROM registry.assertion h WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion) AND provider IS NOT NULL
  AND source_record IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1) twice;
SELECT count(*) AS without_case FROM registry.current_stay s WHERE NOT EXISTS (SELECT FROM registry.client_case c WHERE (c.provider, c.person) = (s.provider, s.person));
-- A reason that holds an identifier is nowhere.
SELECT count(*) AS leaked FROM registry.assertion WHERE reason LIKE '%678%';
SELECT count(*) AS strays FROM registry.current_stay s LEFT JOIN registry.person p USING (person) WHERE p.person IS NULL;

\connect -
SET client_min_messages = warning;
DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_logging_owner, regress_logging_one, regress_logging_two, regress_logging_desk, regress_logging_nobody;
DROP ROLE regress_logging_owner, regress_logging_one, regress_logging_two, regress_logging_desk, regress_logging_nobody;
