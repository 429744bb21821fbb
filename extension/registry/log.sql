-- log.sql: one record by a form, through the same judgement as a file. A form is a jsonb object whose
-- keys are the columns of the template; what is wrong with it is an error that names rules, and never a value.

CREATE FUNCTION registry.named_problems(problems jsonb) RETURNS registry.intake_problem[]
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(array_agg(registry.form_problem(p.code, p.field, p.severity, p.detail)), '{}')
  FROM jsonb_to_recordset(problems) p (code text, severity text, field text, detail text);
END;
REVOKE EXECUTE ON FUNCTION registry.named_problems(jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.named_problems(jsonb) IS 'Problems as read_form() and planned_facts() name them, as rows of an intake report.';

CREATE FUNCTION registry.log_form(template text, form jsonb, provider integer DEFAULT NULL, reason text DEFAULT 'resubmitted') RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
  SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  this registry.intake_batch;
  read record;
  plan registry.fact_plan[];
  problems registry.intake_problem[];
  who bigint;
  number text;
BEGIN
  PERFORM registry.require_form(form);
  IF template = 'stays' OR template NOT IN (SELECT k.template FROM registry.template_kind k) THEN
    RAISE EXCEPTION 'there is no such form' USING ERRCODE = '22023', HINT = 'Stays are logged by registry.admit(); forms: '
      || (SELECT string_agg(DISTINCT k.template, ', ') FROM registry.template_kind k WHERE k.template <> 'stays') || '.';
  END IF;
  this := registry.form_batch(registry.acting_provider(log_form.provider), template);
  this.template := log_form.template;
  SELECT * INTO read FROM continuum.read_form(this.provider, template,
    CASE WHEN form ->> 'source_record' IS NULL THEN form || jsonb_build_object('source_record', registry.draw_record()) ELSE form END);
  IF NOT read.rejected THEN
    plan := ARRAY(SELECT p FROM registry.planned_facts(this, ARRAY[ROW (this.batch, 1, read.source_record, read.client_ref, read.case_number,
      read.ministry, read.own, read.quality, read.fields, false)::registry.intake_fact]) p);
  END IF;
  problems := registry.named_problems(read.problems || coalesce(plan[1].problems, '[]'));
  IF read.rejected OR plan[1].action = 'rejected' THEN
    PERFORM registry.refuse_form(problems, this.provider, template);
  END IF;
  PERFORM registry.assert_facts(this, plan, log_form.reason);
  IF template <> 'aggregate' THEN
    who := coalesce(plan[1].person, (SELECT a.person FROM registry.person_alias a
      WHERE a.domain = plan[1].key_domain AND a.pseudonym OPERATOR(continuum.=) plan[1].key));
    number := registry.case_number_of(this.provider, who);
  END IF;
  RETURN jsonb_build_object('record', read.source_record, 'outcome', plan[1].action, 'case_number', number,
    'warnings', registry.form_warnings(problems, this.provider, template));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.log_form(text, jsonb, integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.log_form(text, jsonb, integer, text) IS 'Logs one record of any template but stays by a form: its keys are the columns of the template, its values text, numbers or booleans. Answers with the record number (drawn if the form has none: keep it, it is the handle of the record), the person''s case number with this provider, what was done (new, same, changed) and warnings. The answer has the same shape, and a refusal the same reasons, whether or not anybody else knows the person. A form sent again is same; one with other content corrects the record, for the reason given. Errors: 22023 the form was refused, with a line for each rule in DETAIL, or no such form; 42501 and 22023 as acting_provider(); 55000 as the intake door.';

-- Several records in one form: those of a check-up, or one for each barrier asked for.

CREATE FUNCTION registry.unread_parts(form jsonb, provider integer) RETURNS jsonb
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT registry.form_warnings(ARRAY(SELECT registry.form_problem('P215', f.key, 'warning')
    FROM (VALUES ('request', '{object,string}'), ('profile', '{object}'), ('substances', '{array}'), ('barriers', '{object}'), ('needs', '{object}'),
      ('consents', '{array}'), ('assessment', '{object}'), ('measures', '{array}')) p (part, shapes) JOIN jsonb_each(form) f ON f.key = p.part
    WHERE f.value <> 'null' AND jsonb_typeof(f.value) <> ALL (p.shapes::text[]) ORDER BY f.key), unread_parts.provider, 'stays');
END;
REVOKE EXECUTE ON FUNCTION registry.unread_parts(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.unread_parts(jsonb, integer) IS 'Warnings (P215) of parts of a form that are a list where an object belongs, or the other way round: nothing is left out in silence.';

CREATE FUNCTION registry.log_parts(form jsonb, parts jsonb, provider integer) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  record text := coalesce(form ->> 'source_record', registry.draw_record());
  base jsonb := (SELECT coalesce(jsonb_object_agg(f.key, f.value), '{}') FROM jsonb_each(form) f
    WHERE f.key IN ('client_ref', 'case_number', 'identifier', 'scheme', 'programme', 'on_date'));
  part jsonb;
  answer jsonb;
  outcome text;
  warnings jsonb := '[]';
BEGIN
  FOR part IN SELECT p FROM jsonb_array_elements(parts) p
  LOOP
    answer := registry.log_form(part ->> 'template', base || (part -> 'fields')
      || jsonb_build_object('source_record', record || coalesce('/' || (part ->> 'key'), '')), log_parts.provider);
    outcome := CASE WHEN outcome <> answer ->> 'outcome' THEN 'changed' ELSE answer ->> 'outcome' END;
    warnings := warnings || (answer -> 'warnings');
  END LOOP;
  IF outcome IS NULL THEN
    RAISE EXCEPTION 'the form holds no record' USING ERRCODE = '22023';
  END IF;
  RETURN jsonb_build_object('record', record, 'case_number', answer -> 'case_number', 'outcome', outcome, 'warnings', warnings || registry.unread_parts(form, provider));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.log_parts(jsonb, jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.log_parts(jsonb, jsonb, integer) IS 'Logs the parts of a form, each {template, key, fields}, for the person, programme and day of the form; a part with a key has the form''s record number with /key after it. All or none. outcome is that of all parts, changed where they differ. Errors: 22023 without parts, and as log_form().';

CREATE FUNCTION registry.asked_parts(form jsonb, asked text, stage text) RETURNS jsonb
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- {"barriers": {"childcare": "present"}}: one part for each. The key is our term, whatever word was used.
  SELECT coalesce(jsonb_agg(jsonb_build_object('template', 'barriers_needs',
    'key', coalesce(registry.term_of(NULL, asked, a.key), a.key),
    'fields', jsonb_build_object('stage', coalesce(form ->> 'stage', stage), asked, a.key,
      CASE asked WHEN 'need' THEN 'need_status' ELSE 'status' END, a.value)) ORDER BY a.key), '[]')
  FROM jsonb_each(CASE jsonb_typeof(form -> (asked || 's')) WHEN 'object' THEN form -> (asked || 's') END) a;
END;
REVOKE EXECUTE ON FUNCTION registry.asked_parts(jsonb, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.asked_parts(jsonb, text, text) IS 'The parts of a form that asks for barriers or needs: an object of each with its status, in the form''s stage or the one given.';

CREATE FUNCTION registry.log_checkup(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN registry.log_parts(form, jsonb_build_array(jsonb_build_object('template', 'contacts',
      'fields', form - ARRAY['assessment', 'measures', 'barriers', 'needs', 'stage', 'source_record'] || '{"kind": "check_up"}'))
    || CASE jsonb_typeof(form -> 'assessment') WHEN 'object'
      THEN jsonb_build_array(jsonb_build_object('template', 'assessments', 'fields', form -> 'assessment')) ELSE '[]' END
    || (SELECT coalesce(jsonb_agg(jsonb_build_object('template', 'measures', 'key', coalesce(registry.term_of(NULL, 'instrument', m ->> 'instrument'), m ->> 'instrument'),
        'fields', '{"stage": "check_up"}' || m)), '[]')
      FROM jsonb_array_elements(CASE jsonb_typeof(form -> 'measures') WHEN 'array' THEN form -> 'measures' ELSE '[]' END) m)
    || registry.asked_parts(form, 'barrier', 'recovery') || registry.asked_parts(form, 'need', 'recovery'), log_checkup.provider);
END
$$;
CREATE FUNCTION registry.log_barriers(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN CASE WHEN form ? 'barriers' THEN registry.log_parts(form, registry.asked_parts(form, 'barrier', NULL), log_barriers.provider)
    ELSE registry.log_form('barriers_needs', form, log_barriers.provider) END;
END
$$;
CREATE FUNCTION registry.log_needs(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN CASE WHEN form ? 'needs' THEN registry.log_parts(form, registry.asked_parts(form, 'need', NULL), log_needs.provider)
    ELSE registry.log_form('barriers_needs', form, log_needs.provider) END;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.log_checkup(jsonb, integer), registry.log_barriers(jsonb, integer), registry.log_needs(jsonb, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.log_checkup(jsonb, integer) IS 'Logs a recovery check-up: a contact of kind check_up (columns of template contacts) and, in the same form, assessment (an object), measures (an array of objects with instrument and score), barriers and needs (objects of each with its status; stage recovery unless the form says otherwise). All or none. Answer and errors as log_form().';
COMMENT ON FUNCTION registry.log_barriers(jsonb, integer) IS 'Logs barriers asked for on a day: {"barriers": {"childcare": "present", "housing": "absent"}} with stage (access, treatment or recovery), each a record of its own with the form''s record number and /childcare after it; or one barrier in the columns of template barriers_needs. What was not asked need not be said. Answer and errors as log_form().';
COMMENT ON FUNCTION registry.log_needs(jsonb, integer) IS 'Logs needs asked for on a day, as log_barriers() does barriers: {"needs": {"housing": "unmet"}}.';

-- One function for each other kind of record: the form of its template and nothing else.
DO $$
DECLARE
  f record;
BEGIN
  FOR f IN SELECT * FROM (VALUES
    ('log_request', 'requests', 'a request for care, also of somebody who never gets in; of a person the registry need not know'),
    ('log_profile', 'profile', 'the situation of a person at admission, a review, discharge or a check-up'),
    ('log_substance', 'substances', 'a substance the person uses, by rank'),
    ('log_contact', 'contacts', 'a contact: held, attempted or declined'),
    ('log_assessment', 'assessments', 'an assessment: whether treatment is indicated, and the criteria met'),
    ('log_measure', 'measures', 'a score on an instrument, within the instrument''s range'),
    ('log_barrier_action', 'barrier_actions', 'a step taken against a barrier; report is the record number of the barrier'),
    ('log_carer', 'carers', 'who cares for the person without pay, and what it costs them'),
    ('log_medication', 'medication', 'so many days of a medication dispensed'),
    ('log_custody', 'custody', 'time in custody, and what came after'),
    ('log_death', 'deaths', 'a death: it stops every worklist. P506 tells the provider to end a stay of its own that is open, and nothing of others; a person nobody knows is enrolled like anybody'),
    ('log_consent', 'consents', 'a consent given, refused or withdrawn'),
    ('log_aggregate', 'aggregate', 'a count of what was done for people who are not asked who they are')) v (name, template, about)
  LOOP
    EXECUTE format('CREATE FUNCTION registry.%I(form jsonb, provider integer DEFAULT NULL) RETURNS jsonb
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
      AS %L', f.name, format('BEGIN RETURN registry.log_form(%L, form, provider); END', f.template));
    EXECUTE format('REVOKE EXECUTE ON FUNCTION registry.%I(jsonb, integer) FROM PUBLIC', f.name);
    EXECUTE format('COMMENT ON FUNCTION registry.%I(jsonb, integer) IS %L', f.name,
      format('Logs %s. Columns of template %s; answer and errors as log_form().', f.about, f.template));
  END LOOP;
END
$$;

-- What stands already, for correct() and complete().

CREATE FUNCTION registry.standing_form(provider integer, template text, source_record text) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  form jsonb;
BEGIN
  SELECT jsonb_build_object('source_record', standing_form.source_record)
      || jsonb_strip_nulls(jsonb_build_object('case_number', registry.case_number_of(standing_form.provider, f.person)))
      || (SELECT jsonb_object_agg(coalesce(o.key, p.key), CASE WHEN p.key = 'report' THEN to_jsonb(b.source_record) ELSE p.value END)
        FROM jsonb_each(f.payload) p LEFT JOIN jsonb_each_text(k.renamed) o ON o.value = p.key
          LEFT JOIN registry.assertion b ON b.assertion = CASE p.key WHEN 'report' THEN (p.value)::bigint END)
    INTO form
    FROM registry.template_kind k CROSS JOIN LATERAL registry.standing_fact(standing_form.provider, k.kind, standing_form.source_record) h
      JOIN registry.fact f ON f.kind = k.kind AND f.assertion = h.assertion
    WHERE k.template = standing_form.template;
  RETURN form;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.standing_form(integer, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.standing_form(integer, text, text) IS 'A provider''s record as the form that would say the same; NULL when there is none that stands.';
