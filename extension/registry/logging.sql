-- logging.sql: stays logged one by one. A form is judged, planned and asserted as the row of a file is;
-- what differs is that it is answered at once.

CREATE FUNCTION registry.form_row(read record) RETURNS registry.intake_row
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  row registry.intake_row := jsonb_populate_record(NULL::registry.intake_row, read.fields);
BEGIN
  row.row_number := 1;
  row.rejected := false;
  row.source_record := read.source_record;
  row.client_ref := read.client_ref;
  row.case_number := read.case_number;
  row.ministry := read.ministry;
  row.own := read.own;
  row.quality := read.quality;
  RETURN row;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.form_row(record) FROM PUBLIC;
COMMENT ON FUNCTION registry.form_row(record) IS 'A form of the template stays as the door has judged and sealed it (continuum.read_form), as the row that a file would have given.';

CREATE FUNCTION registry.form_told_of(read record, plan registry.intake_plan, system text, reason text DEFAULT 'resubmitted') RETURNS registry.intake_problem[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  told registry.intake_problem[] := '{}';
BEGIN
  IF read.problems <> '[]' THEN -- who was found by a number of the provider's own lacks no identifier
    told := ARRAY(SELECT registry.form_problem(p ->> 'code', p ->> 'field', p ->> 'severity') FROM jsonb_array_elements(read.problems) p
      WHERE p ->> 'code' <> 'P101' OR plan.newcomer IS NOT FALSE OR plan.own_known IS NOT TRUE);
  END IF;
  IF plan.problem IS NOT NULL OR plan.told IS NOT NULL OR plan.action = 'changed' THEN
    told := told || ARRAY(SELECT registry.form_problem(q.code, q.field, q.severity, q.detail) FROM registry.plan_problems(plan) q
      WHERE q.code <> 'P401' OR reason = 'resubmitted'); -- who changes a record on purpose need not be told of it
  END IF;
  IF plan.unmapped IS NOT NULL THEN
    told := told || ARRAY(SELECT registry.form_problem(CASE WHEN u IN ('care', 'exit_reason', 'registered_sex', 'gender_identity')
      THEN 'P301' ELSE 'P305' END, u, 'warning', system) FROM unnest(plan.unmapped) u);
  END IF;
  IF plan.action IN ('new', 'changed') AND 'P308' = ANY (plan.told) THEN
    told := told || registry.form_problem('P308', 'registered_sex', 'info');
  END IF;
  RETURN told;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.form_told_of(record, registry.intake_plan, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.form_told_of(record, registry.intake_plan, text, text) IS 'What the door and the plan say of a form that was sent for a reason.';

CREATE FUNCTION registry.log_stay(form jsonb, provider integer, reason text DEFAULT 'resubmitted') RETURNS jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  this registry.intake_batch := registry.form_batch(provider);
  this_epoch integer := registry.require_epoch();
  said jsonb := form;
  emptied text[];
  read record;
  row registry.intake_row;
  plan registry.intake_plan;
  told registry.intake_problem[];
  number text;
BEGIN
  PERFORM registry.require_form(form);
  IF form ->> 'source_record' IS NULL THEN
    said := said || jsonb_build_object('source_record', registry.draw_record());
  ELSE -- what a form does not say of a stay that stands is as it stands: an admission that comes again opens nothing
    said := coalesce((SELECT registry.stay_form(h.assertion, this.code_system) FROM registry.standing_record(provider, form ->> 'source_record') h
      WHERE h.operation <> 'void'), '{}') || said;
  END IF;
  SELECT f.* INTO read FROM continuum.read_form(provider, 'stays', said) f;
  IF read.rejected THEN
    PERFORM registry.refuse_form(registry.form_told_of(read, NULL, NULL), provider, 'stays');
  END IF;
  row := registry.form_row(read);
  IF row.referral_code IS NOT NULL THEN
    PERFORM registry.lock_referrals(ARRAY[row.referral_code]);
  END IF;
  IF jsonb_path_exists(form, '$.* ? (@ == null)') THEN
    emptied := ARRAY(SELECT e.key FROM jsonb_each(form) e WHERE e.value = 'null');
  END IF;
  LOOP -- once more when somebody else has just enrolled the person
    SELECT p.* INTO plan FROM registry.planned_rows(NULL, ARRAY[row], provider, this.code_system, this_epoch, emptied) p;
    EXIT WHEN plan.action IN ('same', 'rejected') OR NOT plan.newcomer AND plan.own_known OR registry.enrol_people(this, ARRAY[plan]);
  END LOOP;
  told := registry.form_told_of(read, plan, this.code_system, reason);
  IF plan.action = 'rejected' THEN
    PERFORM registry.refuse_form(told, provider, 'stays');
  END IF;
  number := registry.know_client(provider, CASE WHEN plan.client <> 'taken' THEN plan.client_ref END, plan.person, plan.client = 'moved');
  IF plan.action <> 'same' THEN
    PERFORM registry.assert_plan(this, ARRAY[plan], reason);
    IF plan.referral IS NOT NULL THEN
      PERFORM registry.note_arrivals(this, ARRAY[plan]);
    END IF;
  END IF;
  RETURN jsonb_build_object('record', plan.source_record, 'case_number', number, 'outcome', plan.action,
    'warnings', registry.form_warnings(told, provider, 'stays'));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.log_stay(jsonb, integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.log_stay(jsonb, integer, text) IS 'Logs a stay from a form of the template stays, or corrects it for a reason: columns that the form does not name stand as they do, null empties one. Answers: record, case_number, outcome (new, same, changed) and warnings. Error 22023: the form was refused.';

-- Admission.

CREATE FUNCTION registry.admit(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  mine integer := registry.acting_provider(admit.provider);
  brought CONSTANT text[] := ARRAY['request', 'profile', 'substances', 'barriers', 'needs', 'consents'];
  stay jsonb;
  answer jsonb;
  part jsonb;
  said jsonb;
BEGIN
  PERFORM registry.require_form(form);
  stay := form - brought;
  IF form ?| brought IS NOT TRUE OR jsonb_typeof(form -> 'request') = 'string' AND NOT form ?| brought[2:] THEN -- mostly
    RETURN registry.log_stay(form, mine);
  END IF;
  IF stay ->> 'source_record' IS NULL THEN
    stay := stay || jsonb_build_object('source_record', registry.draw_record());
  END IF;
  IF jsonb_typeof(form -> 'request') = 'object' THEN -- the stay names its request
    stay := stay || jsonb_build_object('request', coalesce(form #>> '{request,source_record}', (stay ->> 'source_record') || '/request'));
  ELSIF form ? 'request' THEN
    stay := stay || jsonb_build_object('request', form -> 'request');
  END IF;
  answer := registry.log_stay(stay, mine);
  FOR part IN SELECT p.part FROM registry.form_parts(form, answer) p
  LOOP
    said := CASE part ->> 'template' WHEN 'barriers' THEN registry.log_barriers(part -> 'form', mine)
      WHEN 'needs' THEN registry.log_needs(part -> 'form', mine)
      ELSE registry.log_form(part ->> 'template', part -> 'form', mine) END;
    answer := jsonb_set(answer, '{warnings}', (answer -> 'warnings') || (said -> 'warnings'));
  END LOOP;
  RETURN jsonb_set(answer, '{warnings}', (answer -> 'warnings') || registry.unread_parts(form, mine));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.admit(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.admit(jsonb, integer) IS 'Logs an admission: the columns of the template stays as keys (continuum.intake_columns), and at will request {}, profile {}, substances [], barriers {}, needs {}, consents [], which are about the same person and, unless they say otherwise, the first day. referral_code: the code that the person brought from another programme; arrival is then known to both sides. Answers {record, case_number, outcome, warnings}: record is the provider''s own number of the stay, drawn by chance if the form has none; the same form with the same number again is the same. All or nothing. The answer has the same shape whether or not the person is known elsewhere. Errors: 22023 the form was refused (DETAIL has a line for each reason, never a value) or no provider is named; 42501 for another''s provider; 55000 without keyring or epoch, or outside READ COMMITTED; 40001 when a later transaction changed the record: retry.';

CREATE FUNCTION registry.form_parts(form jsonb, answer jsonb) RETURNS TABLE (part jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  WITH head AS ( -- whom, where and when, unless a part says otherwise
    SELECT jsonb_strip_nulls(jsonb_build_object('case_number', answer -> 'case_number', 'programme', form -> 'programme',
      'on_date', form -> 'started')) AS head, answer ->> 'record' AS record)
  SELECT jsonb_build_object('template', p.template, 'form', h.head - CASE p.template WHEN 'consents' THEN 'programme' ELSE '' END || jsonb_build_object('source_record', h.record || p.suffix) || p.extra || p.part)
  FROM head h CROSS JOIN LATERAL (
    SELECT 1, 'requests' AS template, '/request' AS suffix, '{}'::jsonb AS extra, form -> 'request' WHERE jsonb_typeof(form -> 'request') = 'object'
    UNION ALL
    SELECT 2, 'profile' AS template, '/profile' AS suffix, '{"stage": "admission"}' AS extra, form -> 'profile' WHERE jsonb_typeof(form -> 'profile') = 'object'
    UNION ALL
    SELECT 3, 'substances' AS template, '/substance/' || e.n, jsonb_build_object('rank', e.n), e.part
    FROM jsonb_array_elements(CASE jsonb_typeof(form -> 'substances') WHEN 'array' THEN form -> 'substances' ELSE '[]' END) WITH ORDINALITY e (part, n)
    UNION ALL
    SELECT 4, 'barriers' AS template, '/barrier' AS suffix, '{"stage": "access"}' AS extra, jsonb_build_object('barriers', form -> 'barriers') WHERE jsonb_typeof(form -> 'barriers') = 'object'
    UNION ALL
    SELECT 5, 'needs' AS template, '/need' AS suffix, '{"stage": "access"}' AS extra, jsonb_build_object('needs', form -> 'needs') WHERE jsonb_typeof(form -> 'needs') = 'object'
    UNION ALL
    SELECT 6, 'consents' AS template, '/consent/' || e.n, '{}' AS extra, e.part
    FROM jsonb_array_elements(CASE jsonb_typeof(form -> 'consents') WHEN 'array' THEN form -> 'consents' ELSE '[]' END) WITH ORDINALITY e (part, n)
  ) p (place, template, suffix, extra, part)
  ORDER BY p.place;
END;
REVOKE EXECUTE ON FUNCTION registry.form_parts(jsonb, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.form_parts(jsonb, jsonb) IS 'What an admission brought along, as forms of their templates about the same person.';

-- What is said again: the stay as a form, with something changed.

CREATE FUNCTION registry.stay_form(assertion bigint, system text) RETURNS jsonb
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Codes that meant nothing stay what they are, so that a better map can be applied later.
  SELECT jsonb_strip_nulls(to_jsonb(s) - ARRAY['assertion', 'person', 'provider', 'code_system', 'source_care', 'source_exit', 'source_sex', 'source_identity']
    || jsonb_build_object('source_record', h.source_record,
      'care', CASE WHEN k.same THEN coalesce(s.source_care, s.care::text) ELSE s.care::text END,
      'exit_reason', CASE WHEN s.exit_reason OPERATOR(continuum.=) 'ongoing'::continuum.exit_reason THEN NULL
        WHEN k.same THEN coalesce(s.source_exit, s.exit_reason::text) ELSE s.exit_reason::text END,
      -- What the form always needs and is not known: a stay is not kept open for want of it.
      'registered_sex', coalesce(CASE WHEN k.same THEN s.source_sex END, s.registered_sex::text, 'unknown'),
      'primary_substance', coalesce(s.primary_substance, 'unknown'),
      'gender_identity', CASE WHEN k.same THEN coalesce(s.source_identity, s.gender_identity::text) ELSE s.gender_identity::text END))
  FROM registry.stay s JOIN registry.assertion h ON h.assertion = s.assertion
    CROSS JOIN LATERAL (SELECT s.code_system IS NOT DISTINCT FROM nullif(stay_form.system, 'continuum') AS same) k
  WHERE s.assertion = stay_form.assertion;
END;
REVOKE EXECUTE ON FUNCTION registry.stay_form(bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.stay_form(bigint, text) IS 'A stay as the form that would say the same, but for the identifier, which is not kept.';

CREATE FUNCTION registry.own_stay(form jsonb, provider integer) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  who bigint;
  open bigint[];
  ended bigint[];
BEGIN
  IF form ->> 'record' IS NOT NULL THEN
    RETURN (registry.standing_own(provider, form ->> 'record', 'stay')).assertion;
  END IF;
  who := registry.client_named(provider, form ->> 'client_ref', form ->> 'case_number');
  IF who IS NULL THEN
    PERFORM registry.refuse_form(ARRAY[registry.form_problem('P105', CASE WHEN form ? 'case_number' THEN 'case_number' ELSE 'client_ref' END)], provider, 'stays');
  END IF;
  SELECT array_agg(s.assertion) FILTER (WHERE s.ended IS NULL AND s.ended_precision IS NULL),
      array_agg(s.assertion) FILTER (WHERE to_jsonb(s.ended) = form -> 'ended') -- an answer got lost, and the form comes again
    INTO open, ended
    FROM registry.stay s
    WHERE s.person = who AND s.provider = own_stay.provider
      AND (NOT form ? 'programme' OR s.programme::text = form ->> 'programme')
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = s.assertion AND n.supersedes IS NOT NULL);
  IF cardinality(coalesce(open, ended)) = 1 THEN
    RETURN coalesce(open[1], ended[1]);
  END IF;
  RAISE EXCEPTION 'the person has % open stay here', CASE WHEN open IS NULL THEN 'no' ELSE 'more than one' END
    USING ERRCODE = '22023', HINT = 'Name the stay by its record.';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.own_stay(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.own_stay(jsonb, integer) IS 'The provider''s stay that a form means: by record, or the only open one of the person named by client_ref or case_number. Errors: 42704 for a record the provider has not; 22023 for a person it does not know (P105), or who has no open stay there, or several.';

CREATE FUNCTION registry.end_stay(form jsonb, provider integer) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.intake_batch := registry.form_batch(provider);
  missing text[] := ARRAY(SELECT f FROM unnest(ARRAY['ended', 'exit_reason', 'aftercare_offer', 'supported_by']) f
    WHERE form ->> f IS NULL AND NOT (f = 'ended' AND form ? 'ended_precision'));
  latest bigint;
  answer jsonb;
BEGIN
  PERFORM registry.require_form(form);
  IF missing <> '{}' THEN
    PERFORM registry.refuse_form(ARRAY(SELECT registry.form_problem('P210', m) FROM unnest(missing) m), provider, 'stays');
  END IF;
  latest := registry.own_stay(form, provider);
  answer := registry.log_stay(form - ARRAY['record', 'case_number', 'client_ref', 'to_programme']
    || (SELECT jsonb_build_object('source_record', h.source_record) FROM registry.assertion h WHERE h.assertion = latest), provider, 'discharged');
  IF answer -> 'warnings' @? '$[*] ? (@.code == "P305" && (@.field == "aftercare_offer" || @.field == "supported_by"))' THEN
    PERFORM registry.refuse_form(ARRAY(SELECT registry.form_problem('P305', w ->> 'field', 'reject', this.code_system)
      FROM jsonb_array_elements(answer -> 'warnings') w WHERE w ->> 'code' = 'P305'), provider, 'stays');
  END IF;
  IF answer ->> 'outcome' = 'changed' AND EXISTS (SELECT FROM registry.stay s WHERE s.assertion = latest AND (s.ended IS NOT NULL OR s.ended_precision IS NOT NULL)) THEN
    RAISE EXCEPTION 'the stay has ended already, and otherwise' USING ERRCODE = '22023', HINT = 'registry.correct() changes what was said.';
  END IF;
  RETURN answer;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.end_stay(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.end_stay(jsonb, integer) IS 'discharge(), for the provider that acts.';

CREATE FUNCTION registry.discharge(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN registry.end_stay(form, registry.acting_provider(provider));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.discharge(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.discharge(jsonb, integer) IS 'Ends a stay, named by record, or by client_ref or case_number where the person has one open stay (programme narrows it). Needs ended (or ended_precision unknown), exit_reason, aftercare_offer and supported_by; who was not offered any, or did not ask, says so: not_applicable, not_recorded, nobody, not_asked. Other columns of stays may be filled in at the same time. Answers as admit(); the same discharge again is the same. Errors: 22023 the form was refused, or the stay has ended otherwise; 42704 for a record the provider has not; 42501, 55000, 40001 as admit().';

-- Corrections.

CREATE FUNCTION registry.log_again(form jsonb, provider integer, reason text, only_missing boolean) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.intake_batch := registry.form_batch(provider);
  old registry.assertion := registry.standing_own(provider, form ->> 'record', form ->> 'kind');
  template text := (SELECT k.template FROM registry.template_kind k WHERE k.kind = old.kind);
  said jsonb := form - ARRAY['record', 'kind', 'reason'];
  known jsonb;
  clash text;
BEGIN
  IF said ? 'source_record' OR template IS NULL THEN
    RAISE EXCEPTION 'a record keeps its number, and a referral is not corrected' USING ERRCODE = '22023', HINT = 'Void it, and log another.';
  END IF;
  known := CASE old.kind WHEN 'stay' THEN registry.stay_form(old.assertion, this.code_system)
    ELSE registry.standing_form(provider, template, old.source_record) END;
  IF NOT only_missing AND said ?| ARRAY['client_ref', 'identifier'] THEN
    known := known - 'case_number'; -- it was about somebody else
  END IF;
  IF only_missing THEN -- what is not known is filled in, and nothing known is lost
    said := (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') FROM jsonb_each(said) e
      WHERE e.value <> 'null' AND NOT (known ? e.key AND e.value #>> '{}' IN ('unknown', 'not_recorded', 'not_asked')));
    SELECT string_agg(e.key, ', ' ORDER BY e.key) INTO clash FROM jsonb_each(said) e
      WHERE known ? e.key AND known ->> e.key NOT IN ('unknown', 'not_recorded', 'not_asked', 'treatment_unspecified')
        AND e.value #>> '{}' IS DISTINCT FROM known ->> e.key;
    IF clash IS NOT NULL THEN
      RAISE EXCEPTION 'known already, and otherwise: %', clash USING ERRCODE = '22023', HINT = 'registry.correct() changes what was said, for a reason.';
    END IF;
  END IF;
  RETURN CASE old.kind WHEN 'stay' THEN registry.log_stay(said || jsonb_build_object('source_record', old.source_record), provider, log_again.reason)
    ELSE registry.log_form(template, known || said, provider, log_again.reason) END;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.log_again(jsonb, integer, text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.log_again(jsonb, integer, text, boolean) IS 'correct() and complete(), for the provider that acts.';

CREATE FUNCTION registry.correct(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  mine integer := registry.acting_provider(provider);
BEGIN
  RETURN registry.log_again(form, mine, registry.require_reason(form ->> 'reason', mine), false);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.correct(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.correct(jsonb, integer) IS 'Corrects a record of any kind: record, reason, and the columns that change; null empties one; client_ref or identifier says of whom it is. kind, such as stay or contact, where records of several kinds have the same number. What was said before is kept. A correction can be corrected. Answers as admit(). Errors: 42704 for a record the provider has not, whoever else has it; 22023 the form was refused, or has no reason; 42501, 55000, 40001 as admit().';

CREATE FUNCTION registry.complete(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN registry.log_again(form, registry.acting_provider(provider), 'completed', true);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.complete(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.complete(jsonb, integer) IS 'Fills in what a record of any kind does not say yet: record, and the columns. A known value is never replaced, by unknown or by anything: 22023, correct() does that. Otherwise as correct(), without a reason.';

CREATE FUNCTION registry.take_back_arrival(stay bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  arrival record;
BEGIN
  FOR arrival IN -- by the transaction that said something of the stay, and no other
    SELECT h.assertion, h.supersedes, r.code FROM registry.stay s
      JOIN registry.referral r ON r.person = s.person AND r.to_programme = s.programme AND r.state = 'arrived'
      JOIN registry.assertion h ON h.assertion = r.assertion JOIN registry.assertion o ON o.assertion = s.assertion
    WHERE s.assertion = take_back_arrival.stay
      AND EXISTS (SELECT FROM registry.assertion x WHERE x.kind = 'stay' AND x.provider = o.provider AND x.source_record = o.source_record
        AND x.record = o.record AND (x.epoch, x.recorded_xid) = (h.epoch, h.recorded_xid))
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
  LOOP
    PERFORM registry.lock_referrals(ARRAY[arrival.code]);
    PERFORM registry.restate(arrival.assertion, '{}', NULL, 'undone', arrival.supersedes);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.take_back_arrival(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.take_back_arrival(bigint) IS 'Who never came has not arrived: the referral by whose code a stay came is as it was before, so that the sender follows the person again, and the code is good.';

CREATE FUNCTION registry.void(record text, reason text, kind text DEFAULT NULL, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  mine integer := registry.acting_provider(void.provider);
  said text := registry.require_reason(void.reason, mine);
  this registry.intake_batch := registry.form_batch(mine);
  old registry.assertion;
BEGIN
  PERFORM registry.lock_referrals(ARRAY(SELECT r.code FROM registry.assertion h JOIN registry.referral r ON r.assertion = h.assertion
    WHERE h.provider = mine AND h.kind = 'referral' AND h.source_record = void.record)); -- who arrives with one is not of this provider
  old := registry.standing_own(mine, void.record, void.kind);
  PERFORM registry.restate(old.assertion, NULL, this.batch, said);
  IF old.kind = 'stay' THEN
    PERFORM registry.take_back_arrival(old.assertion);
  END IF;
  RETURN jsonb_build_object('record', void.record, 'outcome', 'void');
END
$$;
REVOKE EXECUTE ON FUNCTION registry.void(text, text, text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.void(text, text, text, integer) IS 'Takes a record of any kind back: it never was. kind where records of several kinds have the number. What was said is kept, and the record can be logged again under its number. Where the stay was the arrival by a referral code, the person has not arrived, and the code is good again. Errors: 42704 for a record the provider has not, or that is void already; 22023 without a reason; 42501, 55000, 40001 as admit().';

CREATE FUNCTION registry.void_last(provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  mine integer := registry.acting_provider(void_last.provider);
  this registry.intake_batch := registry.form_batch(mine);
  last registry.assertion;
  standing bigint;
  undone jsonb;
BEGIN
  -- A form is what one transaction wrote into the login's day, and what it undid is no form.
  -- What a merge has moved since is still what the form said.
  SELECT h.assertion INTO standing FROM registry.assertion h
    JOIN registry.assertion s ON s.assertion = CASE WHEN h.operation = 'move' THEN registry.unmoved(h.assertion) ELSE h.assertion END
    WHERE h.batch IN (SELECT b.batch FROM registry.intake_batch b WHERE b.mode = 'form' AND b.provider = mine AND b.opened_by = session_user
        AND b.period && daterange(current_date - 1, current_date, '[]'))
      AND s.recorded_at > now() - '24 hours'::interval AND s.reason IS DISTINCT FROM 'undone' AND h.source_record IS NOT NULL
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
    ORDER BY s.assertion DESC LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no form of yours of the last 24 hours that still stands' USING ERRCODE = '42704', HINT = 'registry.void(record, reason) takes any record back.';
  END IF;
  SELECT s.* INTO last FROM registry.assertion s WHERE s.assertion = registry.unmoved(standing);
  PERFORM registry.lock_referrals(ARRAY(SELECT r.code FROM registry.assertion h JOIN registry.referral r ON r.assertion = h.assertion
    WHERE h.batch = last.batch AND h.recorded_xid = last.recorded_xid AND h.epoch = last.epoch AND h.kind = 'referral'));
  WITH form AS MATERIALIZED (
    SELECT h.assertion, h.kind, h.source_record, o.assertion AS prior, o.operation AS prior_operation
    FROM registry.assertion h
      JOIN registry.assertion s ON s.assertion = CASE WHEN h.operation = 'move' THEN registry.unmoved(h.assertion) ELSE h.assertion END
      LEFT JOIN registry.assertion o ON o.assertion = s.supersedes
    WHERE (h.batch = last.batch OR h.assertion IN ( -- a referral with which somebody arrived is of no load
        SELECT r.assertion FROM registry.referral r WHERE r.person IN (SELECT y.person FROM registry.stay y WHERE y.assertion = standing)
          AND r.state = 'arrived' AND r.to_programme IN (SELECT y.programme FROM registry.stay y WHERE y.assertion = standing)))
      AND s.recorded_xid = last.recorded_xid AND s.epoch = last.epoch
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)),
  done AS MATERIALIZED (
    SELECT f.*, f.prior IS NOT NULL AND f.prior_operation <> 'void' AS restored, registry.restate(f.assertion,
      CASE WHEN f.prior_operation <> 'void' THEN '{}'::jsonb END, CASE WHEN f.kind <> 'referral' OR f.prior IS NULL THEN this.batch END, 'undone', f.prior) AS number
    FROM form f)
  SELECT jsonb_agg(jsonb_build_object('record', d.source_record, 'kind', d.kind, 'outcome', CASE WHEN d.restored THEN 'as before' ELSE 'void' END)
      ORDER BY d.assertion) INTO undone FROM done d WHERE d.kind <> 'referral' OR NOT d.restored;
  IF undone IS NULL THEN -- somebody has just arrived with the referral
    RAISE EXCEPTION 'the form was taken up meanwhile' USING ERRCODE = '40001', HINT = 'Retry the transaction.';
  END IF;
  RETURN jsonb_build_object('outcome', 'undone', 'undone', undone);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.void_last(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.void_last(integer) IS 'Undoes the caller''s own last form, of the last 24 hours, with all that it brought along (all that its transaction logged): what it logged is void, what it corrected is as it was before. No reason is asked. Again: the form before it. Answers {outcome: undone, undone: [{record, kind, outcome}]}: of each record whether it is void or as before. Errors: 42704 when there is none; 42501, 22023, 55000, 40001 as admit().';
