-- referral.sql: from one programme to another, with a code that the person carries. Each side sees the
-- referral and its own numbers of the person, never the other's.

CREATE FUNCTION registry.referral_state(state text, on_date date, on_day date) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- 21 days, as transfer_arrival_21d counts.
  SELECT CASE WHEN state = 'sent' AND on_day > on_date + 21 THEN 'not_arrived' ELSE state END;
END;
REVOKE EXECUTE ON FUNCTION registry.referral_state(text, date, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.referral_state(text, date, date) IS 'State of a referral on a day: sent for 21 days without arrival is not_arrived; the code stays good all the same.';

CREATE FUNCTION registry.draw_code() RETURNS text
  LANGUAGE sql VOLATILE PARALLEL SAFE
BEGIN ATOMIC
  -- Crockford's base 32: no I, L, O and U.
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((k.bits >> (5 * n)) & 31)::integer + 1, 1), '')
  FROM (SELECT continuum.random_key() AS bits) k CROSS JOIN generate_series(0, 7) n;
END;
REVOKE EXECUTE ON FUNCTION registry.draw_code() FROM PUBLIC;
COMMENT ON FUNCTION registry.draw_code() IS 'Eight characters drawn by chance from 2^40, for a person to carry.';

CREATE FUNCTION registry.send_on(form jsonb, provider integer) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.intake_batch := registry.form_batch(provider);
  read record;
  said registry.referral;
  told registry.intake_problem[];
  old registry.referral;
  known text;
  number bigint;
BEGIN
  PERFORM registry.require_form(form);
  IF form ->> 'record' IS NOT NULL THEN
    SELECT registry.know_client(send_on.provider, NULL, s.person), s.programme INTO known, said.programme
      FROM registry.stay s WHERE s.assertion = registry.own_stay(form, send_on.provider);
  END IF;
  -- The template custody has what a referral needs read: numbers of the person, a day, a programme.
  SELECT f.* INTO read FROM continuum.read_form(provider, 'custody', jsonb_strip_nulls(jsonb_build_object(
    'source_record', coalesce(form ->> 'source_record', registry.draw_record()), 'client_ref', form -> 'client_ref',
    'case_number', coalesce(to_jsonb(known), form -> 'case_number'), 'on_date', coalesce(form -> 'on_date', to_jsonb(current_date)), 'referred_to', form -> 'to_programme'))) f;
  told := ARRAY(SELECT registry.form_problem(p ->> 'code', CASE p ->> 'field' WHEN 'referred_to' THEN 'to_programme' ELSE p ->> 'field' END, 'reject')
    FROM jsonb_array_elements(read.problems) p WHERE p ->> 'code' <> 'P101');
  said.person := registry.client_named(provider, read.client_ref, read.case_number);
  IF said.person IS NULL AND told = '{}' THEN
    told := ARRAY[registry.form_problem('P105', CASE WHEN form ? 'case_number' THEN 'case_number' ELSE 'client_ref' END)];
  END IF;
  IF form ->> 'programme' IS NOT NULL THEN
    said.programme := (SELECT c.programme FROM registry.current_programme c
      WHERE c.provider = send_on.provider AND c.programme::text = form ->> 'programme' LIMIT 1);
    IF said.programme IS NULL THEN
      told := told || registry.form_problem('P303', 'programme');
    END IF;
  END IF;
  IF told <> '{}' THEN
    PERFORM registry.refuse_form(told, provider, 'custody');
  END IF;
  said.provider := provider;
  said.on_date := (read.fields ->> 'on_date')::date;
  said.to_programme := (read.fields ->> 'referred_to')::integer;
  said.state := 'sent';
  said.state_on := said.on_date;
  SELECT r.* INTO old FROM registry.referral r JOIN registry.assertion h ON h.assertion = r.assertion
    WHERE h.provider = send_on.provider AND h.kind = 'referral' AND h.source_record = read.source_record AND h.operation = 'assert'
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.record = h.record AND n.operation = 'void' AND n.supersedes >= h.assertion);
  IF FOUND THEN -- the same again, as far as the sender said it
    IF (old.person, old.on_date) IS DISTINCT FROM (said.person, said.on_date) OR old.to_programme IS DISTINCT FROM said.to_programme THEN
      RAISE EXCEPTION 'another referral has this record number' USING ERRCODE = '22023', HINT = 'Void it, and log another.';
    END IF;
    said.code := old.code;
  ELSE
    LOOP
      said.code := registry.draw_code();
      EXIT WHEN NOT EXISTS (SELECT FROM registry.referral r WHERE r.code = said.code);
    END LOOP;
    number := nextval('registry.assertion_assertion_seq');
    said.assertion := number;
    INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record)
      VALUES (number, number, 'referral', 'assert', send_on.provider, this.batch, read.source_record);
    INSERT INTO registry.referral SELECT said.*;
  END IF;
  RETURN jsonb_build_object('record', read.source_record, 'case_number', registry.know_client(provider, NULL, said.person),
    'outcome', CASE WHEN old.assertion IS NULL THEN 'new' ELSE 'same' END, 'code', said.code, 'warnings', '[]'::jsonb);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.send_on(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.send_on(jsonb, integer) IS 'refer(), for the provider that acts.';

CREATE FUNCTION registry.refer(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN registry.send_on(form, registry.acting_provider(provider));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.refer(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.refer(jsonb, integer) IS 'Refers a person whom the provider knows to another programme: client_ref, case_number or record (of a stay), and at will to_programme (whoever enters the code, if left out), programme (from which), on_date (today) and source_record. Answers as admit(), with code: eight characters for the person to carry, good once; who enters it as referral_code of an admission makes the arrival known to both sides, and is telling of the same person even without an identifier. The same form with the same source_record again has the same code. Errors: 22023 the form was refused; 42704, 42501, 55000 as discharge().';

CREATE FUNCTION registry.transfer(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  mine integer := registry.acting_provider(transfer.provider);
  answer jsonb := registry.end_stay(form || jsonb_strip_nulls(jsonb_build_object('exit_reason', 'transferred', 'referred_to', form -> 'to_programme')), mine);
BEGIN
  IF form ->> 'to_programme' IS NULL THEN
    RETURN answer;
  END IF;
  RETURN answer || jsonb_build_object('referral', registry.send_on(jsonb_build_object('record', answer -> 'record', 'to_programme', form -> 'to_programme',
    'source_record', (answer ->> 'record') || '/referral') || jsonb_strip_nulls(jsonb_build_object('on_date', form -> 'ended')), mine));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.transfer(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.transfer(jsonb, integer) IS 'Ends a stay as transferred, as discharge() does, and with to_programme refers the person there as of the day it ended: the answer then has referral with its code, as refer() answers. The same again has the same code. Errors: as discharge() and refer().';

CREATE FUNCTION registry.decline_referral(code text, reason text, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  mine integer := registry.acting_provider(decline_referral.provider);
  said text := registry.require_reason(decline_referral.reason, mine);
  this registry.intake_batch := registry.form_batch(mine);
  found bigint;
BEGIN
  PERFORM registry.lock_referrals(ARRAY[decline_referral.code]);
  found := (SELECT r.assertion FROM registry.referral_sent(decline_referral.code) r
    WHERE r.to_programme IN (SELECT c.programme FROM registry.current_programme c WHERE c.provider = mine));
  IF found IS NULL THEN
    PERFORM registry.refuse_form(ARRAY[registry.form_problem('P107', 'referral_code')], mine, 'stays');
  END IF;
  PERFORM registry.restate(found, jsonb_build_object('state', 'declined', 'state_on', current_date), NULL, said);
  RETURN jsonb_build_object('outcome', 'declined');
END
$$;
REVOKE EXECUTE ON FUNCTION registry.decline_referral(text, text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.decline_referral(text, text, integer) IS 'Tells the sender of a referral to one of the provider''s programmes that the person cannot come. Errors: 22023 for a code that is not good (P107: unknown, used, or for another programme, all alike) or without a reason; 42501, 55000 as admit().';

CREATE FUNCTION registry.referrals(provider integer DEFAULT NULL, on_day date DEFAULT CURRENT_DATE)
  RETURNS TABLE (direction text, record text, client_ref text, case_number text, from_programme integer, to_programme integer,
    on_date date, state text, state_on date, code text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  mine integer := registry.acting_provider(referrals.provider);
BEGIN
  RETURN QUERY
    SELECT d.direction, CASE d.direction WHEN 'sent' THEN r.source_record END,
      -- Before arrival the receiver may not learn whether it knows who is coming.
      CASE WHEN d.direction = 'sent' OR r.state = 'arrived' THEN (SELECT min(c.client_ref COLLATE "C") FROM registry.client c WHERE c.provider = mine AND c.person = r.person) END,
      CASE WHEN d.direction = 'sent' OR r.state = 'arrived' THEN registry.case_number_of(mine, r.person) END,
      r.programme, r.to_programme, r.on_date, registry.referral_state(r.state, r.on_date, on_day), r.state_on,
      CASE WHEN d.direction = 'sent' AND r.state = 'sent' THEN r.code END
    FROM registry.current_referral r
      CROSS JOIN LATERAL (VALUES ('sent', r.provider = mine), ('received', r.to_programme IN (
        SELECT c.programme FROM registry.current_programme c WHERE c.provider = mine))) d (direction, holds)
    WHERE d.holds AND r.on_date <= on_day
    ORDER BY r.on_date, d.direction, r.source_record COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.referrals(integer, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.referrals(integer, date) IS 'Referrals that the provider sent, and those to its programmes, with state (sent, arrived, declined, not_arrived after 21 days). record, code and the person''s numbers are the provider''s own; of who is to come it learns the numbers when the person has arrived with the code. Errors: 42501, 22023 (see acting_provider).';
