-- forms.sql: what all forms have in common: the provider's day of forms, what is told, how one is refused.

CREATE FUNCTION registry.form_batch(provider integer, template text DEFAULT 'stays') RETURNS registry.intake_batch
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.intake_batch;
  today daterange := daterange(current_date, current_date + 1);
  system text;
BEGIN
  PERFORM registry.require_epoch(), registry.check_keys(), registry.lock_provider(provider);
  SELECT b.* INTO this FROM registry.intake_batch b
    WHERE b.mode = 'form' AND b.provider = form_batch.provider AND b.opened_by = session_user AND b.period = today;
  IF NOT FOUND THEN
    INSERT INTO registry.intake_batch (provider, template, mode, period, code_system, state, decided_by, decided_at)
      VALUES (form_batch.provider, 'form', 'form', today, 'continuum', 'accepted', session_user, now())
      RETURNING intake_batch.* INTO this;
  END IF;
  SELECT f.code_system INTO system FROM registry.declared_format(form_batch.provider, form_batch.template) f;
  this.code_system := coalesce(system, 'continuum');
  RETURN this;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.form_batch(integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.form_batch(integer, text) IS 'Locks the provider''s loads and forms until the transaction ends, and returns the batch of the forms that this login fills in for it today, with the code system in which the provider writes that template. Errors: 55000 without a keyring, with one that has changed, in a cluster without an epoch, or unless the transaction is READ COMMITTED.';

CREATE FUNCTION registry.form_told(problems registry.intake_problem[], provider integer, template text)
  RETURNS TABLE (code text, severity text, field text, text text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
  SELECT p.code, p.severity, p.field, registry.problem_line(p, s.language,
    CASE s.language WHEN 'en' THEN s.format ELSE replace(s.format, 'yyyy', 'aaaa') END)
  FROM unnest(problems) p
    CROSS JOIN (SELECT continuum.language() AS language, coalesce((SELECT f.date_format
      FROM registry.declared_format(form_told.provider, form_told.template) f), 'yyyy-mm-dd') AS format) s
  ORDER BY array_position(ARRAY['reject', 'warning', 'info'], p.severity), p.code, p.field COLLATE "C";
END;
REVOKE EXECUTE ON FUNCTION registry.form_told(registry.intake_problem[], integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.form_told(registry.intake_problem[], integer, text) IS 'Problems of a form in words. Never a value of the form.';

CREATE FUNCTION registry.refuse_form(problems registry.intake_problem[], provider integer, template text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'the form was refused' USING ERRCODE = '22023', DETAIL = (
    SELECT string_agg(concat_ws(' ', t.code, t.field) || ': ' || t.text, E'\n') FROM registry.form_told(problems, provider, template) t
    WHERE t.severity = 'reject');
END
$$;
REVOKE EXECUTE ON FUNCTION registry.refuse_form(registry.intake_problem[], integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.refuse_form(registry.intake_problem[], integer, text) IS 'Error 22023: the form was refused, with a line of DETAIL for each reason: code, field, text.';

CREATE FUNCTION registry.form_warnings(problems registry.intake_problem[], provider integer, template text) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF problems IS NULL OR problems = '{}' THEN -- mostly
    RETURN '[]';
  END IF;
  RETURN (SELECT jsonb_agg(jsonb_build_object('code', t.code, 'field', t.field, 'text', t.text)) FROM registry.form_told(problems, provider, template) t);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.form_warnings(registry.intake_problem[], integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.form_warnings(registry.intake_problem[], integer, text) IS 'What a form that was taken is answered with: code, field and text of each problem.';

CREATE FUNCTION registry.form_problem(code text, field text, severity text DEFAULT 'reject', detail text DEFAULT NULL) RETURNS registry.intake_problem
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (NULL, NULL, NULL, field, code, severity, 1, detail, false)::registry.intake_problem;
END;
REVOKE EXECUTE ON FUNCTION registry.form_problem(text, text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.form_problem(text, text, text, text) IS 'A problem of a form.';

CREATE FUNCTION registry.require_form(form jsonb) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF jsonb_typeof(form) IS DISTINCT FROM 'object' THEN
    RAISE EXCEPTION 'a form is a JSON object' USING ERRCODE = '22023';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.require_form(jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.require_form(jsonb) IS 'Error 22023 for what is no form: NULL, a list, a value.';

CREATE FUNCTION registry.draw_record() RETURNS text
  LANGUAGE sql VOLATILE PARALLEL SAFE
BEGIN ATOMIC
  -- Letters alone: digits might by chance be those of an identifier.
  SELECT translate(lpad(to_hex(continuum.random_key()), 16, '0'), '0123456789abcdef', 'bcdfghjklmnpqrst');
END;
REVOKE EXECUTE ON FUNCTION registry.draw_record() FROM PUBLIC;
COMMENT ON FUNCTION registry.draw_record() IS 'A record number for a form that brings none: sixteen letters drawn by chance.';

CREATE FUNCTION registry.client_named(provider integer, client_ref text, case_number text) RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(
    (SELECT c.person FROM registry.client_case c WHERE c.provider = client_named.provider AND c.case_number = client_named.case_number),
    (SELECT c.person FROM registry.client c WHERE c.provider = client_named.provider AND c.client_ref = client_named.client_ref
       AND client_named.case_number IS NULL));
END;
REVOKE EXECUTE ON FUNCTION registry.client_named(integer, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.client_named(integer, text, text) IS 'The person whom a provider knows by a case number or, where none is given, by a file number; NULL: nobody.';

-- Handles: a record is named by its provider's own number, and so is found for that provider alone.

CREATE FUNCTION registry.standing_own(provider integer, record text, kind text DEFAULT NULL) RETURNS registry.assertion
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found registry.assertion[];
BEGIN
  found := ARRAY(
    SELECT h FROM registry.assertion h
    WHERE h.provider = standing_own.provider AND h.source_record = standing_own.record AND h.kind = 'stay'
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
    UNION ALL
    SELECT h FROM registry.assertion h
    WHERE h.provider = standing_own.provider AND h.source_record = standing_own.record AND h.kind <> 'stay'
      AND h.kind = ANY (ARRAY(SELECT k.kind FROM registry.template_kind k) || 'referral'::text)
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL));
  found := ARRAY(SELECT f FROM unnest(found) f WHERE f.operation <> 'void' AND (standing_own.kind IS NULL OR f.kind = standing_own.kind));
  IF cardinality(found) > 1 THEN
    RAISE EXCEPTION 'records of several kinds have this number' USING ERRCODE = '22023', HINT = 'Say which kind: '
      || (SELECT string_agg(f.kind, ', ' ORDER BY f.kind) FROM unnest(found) f) || '.';
  ELSIF cardinality(found) = 0 THEN
    RAISE EXCEPTION 'there is no such record' USING ERRCODE = '42704';
  END IF;
  RETURN found[1];
END
$$;
REVOKE EXECUTE ON FUNCTION registry.standing_own(integer, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.standing_own(integer, text, text) IS 'The assertion that now stands for a record of the provider, unless it is void. Errors: 42704 when the provider has none of that number, whoever else has; 22023 when several kinds of record have it.';

CREATE FUNCTION registry.require_reason(reason text, provider integer) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF btrim(reason) = '' OR reason IS NULL THEN
    RAISE EXCEPTION 'this needs a reason' USING ERRCODE = '22023';
  -- Judged as any other text of a form: a reason is where an identifier turns up.
  ELSIF EXISTS (SELECT FROM continuum.read_form(provider, 'aggregate', jsonb_build_object('source_record', reason)) f
      CROSS JOIN LATERAL jsonb_array_elements(f.problems) p WHERE p ->> 'field' = 'source_record') THEN
    PERFORM registry.refuse_form(ARRAY[registry.form_problem('P104', 'reason')], provider, 'stays');
  END IF;
  RETURN reason;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.require_reason(text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.require_reason(text, integer) IS 'The reason, if it is one. Errors 22023: it is missing, longer than 64 characters, or could hold an identifier.';
