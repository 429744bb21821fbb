-- loaders.sql: how the administrator tells the registry about places, services, files and codes.
-- All follow one rule. Of the assertions that hold now for the same thing and overlap in time:
-- none, and the new one is asserted; one with the same content, and nothing happens; one with
-- another, and it is corrected; several, and the call is refused. To change something from a day on,
-- register it as it was until that day, then as it is from that day.

CREATE FUNCTION registry.new_assertion(kind text, source_record text, replaced bigint[], same boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  number bigint;
BEGIN
  PERFORM registry.require_epoch();
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'places, services and codes are registered in READ COMMITTED transactions'
      USING ERRCODE = '55000', HINT = 'An older snapshot would not see what was registered meanwhile.';
  ELSIF same THEN
    RETURN NULL;
  ELSIF cardinality(replaced) > 1 THEN
    RAISE EXCEPTION 'the period overlaps several that are registered'
      USING ERRCODE = '23P01', HINT = 'Register each of them with the period it is to have.';
  END IF;
  number := nextval('registry.assertion_assertion_seq');
  INSERT INTO registry.assertion (assertion, record, kind, operation, source_record, supersedes)
    SELECT number, coalesce(a.record, number), new_assertion.kind,
      CASE WHEN a.assertion IS NULL THEN 'assert' ELSE 'correct' END, new_assertion.source_record, a.assertion
    FROM (VALUES (replaced[1])) r (assertion) LEFT JOIN registry.assertion a ON a.assertion = r.assertion;
  RETURN number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.new_assertion(text, text, bigint[], boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.new_assertion(text, text, bigint[], boolean) IS 'Writes the header of a loader''s assertion, a new one or one that corrects the one in replaced, and returns its number; NULL when same. Errors: 23P01 when replaced has more than one, 55000 when the transaction is not READ COMMITTED: the loaders'' table locks serve only whom sees what was written before they were granted.';

CREATE FUNCTION registry.require_known(known boolean, thing text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT known THEN
    RAISE EXCEPTION '% is not registered', thing USING ERRCODE = '23503', HINT = 'Register it first.';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.require_known(boolean, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.require_known(boolean, text) IS 'Error 23503 that names the thing unless it is known; NULL counts as known.';

CREATE FUNCTION registry.register_region(region text, name text, parent text DEFAULT NULL,
    valid daterange DEFAULT '(,)') RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.region := (NULL, region, name, parent, valid);
BEGIN
  LOCK TABLE registry.region IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(said.parent IS NULL OR said.parent IN (SELECT c.region FROM registry.current_region c), 'the region above');
  SELECT registry.new_assertion('region', said.region, array_agg(c.assertion),
      bool_or((c.name, c.parent, c.valid) IS NOT DISTINCT FROM (said.name, said.parent, said.valid)))
    INTO said.assertion
    FROM registry.current_region c WHERE c.region = said.region AND c.valid && said.valid;
  INSERT INTO registry.region SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_region(text, text, text, daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_region(text, text, text, daterange) IS 'Registers or corrects a region, for a period of validity. Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for an unknown region above, 23P01 when the period overlaps several.';

CREATE FUNCTION registry.register_provider(provider integer, name text, sector text DEFAULT NULL,
    region text DEFAULT NULL, valid daterange DEFAULT '(,)') RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.provider := (NULL, provider, name, sector, region, valid);
BEGIN
  LOCK TABLE registry.provider IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(said.region IS NULL OR said.region IN (SELECT c.region FROM registry.current_region c), 'the region');
  SELECT registry.new_assertion('provider', said.provider::text, array_agg(c.assertion),
      bool_or((c.name, c.sector, c.region, c.valid)
        IS NOT DISTINCT FROM (said.name, said.sector, said.region, said.valid)))
    INTO said.assertion
    FROM registry.current_provider c WHERE c.provider = said.provider AND c.valid && said.valid;
  INSERT INTO registry.provider SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_provider(integer, text, text, text, daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_provider(integer, text, text, text, daterange) IS 'Registers or corrects a provider, for a period of validity; sector is public, ngo, private or prison_service. Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for an unknown region, 23514 for another sector, 23P01 when the period overlaps several.';

CREATE FUNCTION registry.register_programme(programme integer, provider integer, name text,
    region text DEFAULT NULL, setting text DEFAULT NULL, women_specific boolean DEFAULT false,
    children_admitted boolean DEFAULT NULL, age_group text DEFAULT NULL, population text DEFAULT NULL,
    plan_code text DEFAULT NULL, sdg_class text DEFAULT NULL, places integer DEFAULT NULL,
    places_women integer DEFAULT NULL, reports_contacts boolean DEFAULT false,
    reports_medication boolean DEFAULT false, standard text DEFAULT NULL, accredited_until date DEFAULT NULL,
    reporting_from date DEFAULT NULL, reporting_until date DEFAULT NULL, pilot boolean DEFAULT false,
    valid daterange DEFAULT '(,)', level text DEFAULT 'minimum') RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.programme := (NULL, programme, provider, name, region, setting, women_specific, children_admitted,
    age_group, population, plan_code, sdg_class, places, places_women, reports_contacts, reports_medication,
    standard, accredited_until, reporting_from, reporting_until, pilot, valid, level);
BEGIN
  LOCK TABLE registry.programme IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(said.provider IN (SELECT c.provider FROM registry.current_provider c), 'the provider'),
    registry.require_known(said.region IS NULL OR said.region IN (SELECT c.region FROM registry.current_region c), 'the region');
  SELECT registry.new_assertion('programme', said.programme::text, array_agg(c.assertion),
      bool_or(to_jsonb(c) - 'assertion' = to_jsonb(said) - 'assertion'))
    INTO said.assertion
    FROM registry.current_programme c WHERE c.programme = said.programme AND c.valid && said.valid;
  INSERT INTO registry.programme SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_programme(integer, integer, text, text, text, boolean, boolean, text, text, text, text, integer, integer, boolean, boolean, text, date, date, date, boolean, daterange, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_programme(integer, integer, text, text, text, boolean, boolean, text, text, text, text, integer, integer, boolean, boolean, text, date, date, date, boolean, daterange, text) IS 'Registers or corrects a programme of a provider, for a period of validity. reporting_from and reporting_until bound the months of which reports are expected. pilot: what it sends is stored and in no figure; level is what it has undertaken to report (minimum, standard, recovery). Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for an unknown provider or region, 23514 for an unknown setting, SDG class or level or a pilot that is to report, 23P01 when the period overlaps several.';

CREATE FUNCTION registry.register_source_format(provider integer, template text DEFAULT 'stays',
    delimiter text DEFAULT ',', decimal_mark text DEFAULT '.', date_format text DEFAULT 'yyyy-mm-dd',
    encoding text DEFAULT 'UTF8', code_system text DEFAULT 'continuum', scheme text DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.source_format := (NULL, provider, template, delimiter, decimal_mark, date_format, encoding,
    code_system, scheme);
BEGIN
  PERFORM FROM continuum.intake_columns(said.template);
  LOCK TABLE registry.source_format IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(said.provider IN (SELECT c.provider FROM registry.current_provider c), 'the provider'),
    registry.require_known(said.code_system = 'continuum'
      OR said.code_system IN (SELECT c.system FROM registry.current_code_map c), 'the code system'),
    registry.require_known(said.scheme IS NULL OR said.scheme IN (SELECT c.name FROM continuum.schemes() c), 'the scheme');
  SELECT registry.new_assertion('source_format', said.provider || '/' || said.template, array_agg(c.assertion),
      bool_or(to_jsonb(c) - 'assertion' = to_jsonb(said) - 'assertion'))
    INTO said.assertion
    FROM registry.current_source_format c WHERE c.provider = said.provider AND c.template = said.template;
  INSERT INTO registry.source_format SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_source_format(integer, text, text, text, text, text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_source_format(integer, text, text, text, text, text, text, text) IS 'Says how a provider writes the files of a template (see continuum.intake_columns(); what is declared for stays holds for every template for which nothing is declared): delimiter (; or ,), decimal mark, order of the parts of a date, UTF8 or LATIN1, the code system of its codes, and the scheme of its identifiers where a row names none. Returns the number of the assertion, NULL when nothing changes. Errors: 22023 for another template, 23503 for an unknown provider, code system or scheme, 23514 for a spelling the parser does not know.';

CREATE FUNCTION registry.register_reporting_month(programme integer, month date, state text,
    declared_admissions integer DEFAULT NULL, declared_discharges integer DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.reporting_month := (NULL, programme, date_trunc('month', month::timestamp)::date, state,
    declared_admissions, declared_discharges);
BEGIN
  PERFORM registry.require_known(said.programme IN (SELECT c.programme FROM registry.current_programme c), 'the programme');
  -- Providers call this, too, and none may keep another waiting: not the table, but whose months they are.
  PERFORM registry.lock_provider((SELECT min(c.provider) FROM registry.current_programme c WHERE c.programme = said.programme));
  SELECT registry.new_assertion('reporting_month', said.programme || '/' || to_char(said.month, 'YYYY-MM'),
      array_agg(c.assertion), bool_or(to_jsonb(c) - 'assertion' = to_jsonb(said) - 'assertion'))
    INTO said.assertion
    FROM registry.current_reporting_month c WHERE c.programme = said.programme AND c.month = said.month;
  INSERT INTO registry.reporting_month SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_reporting_month(integer, date, text, integer, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_reporting_month(integer, date, text, integer, integer) IS 'States what a programme has reported of the month that the day lies in: expected, received, confirmed, confirmed_zero or excused. Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for an unknown programme, 23514 for another state.';

CREATE FUNCTION registry.register_code(system text, field text, code text, term text,
    valid daterange DEFAULT '(,)') RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.code_map := (NULL, system, field, code, term, valid);
BEGIN
  LOCK TABLE registry.code_map IN SHARE ROW EXCLUSIVE MODE;
  IF NOT EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = said.field)
      OR said.field IN ('registered_sex', 'gender_identity') THEN
    RAISE EXCEPTION 'no codes are mapped for this field'
      USING ERRCODE = '22023', HINT = 'Fields are the vocabularies of registry.label; gender is the one of registered sex and gender identity.';
  END IF;
  PERFORM registry.require_known(EXISTS (SELECT FROM registry.label l
    WHERE l.vocabulary = said.field AND l.term = said.term AND l.term <> 'all'), 'the term');
  SELECT registry.new_assertion('code_map', said.system || '/' || said.field || '/' || said.code, array_agg(c.assertion),
      bool_or((c.code, c.term, c.valid) IS NOT DISTINCT FROM (said.code, said.term, said.valid)))
    INTO said.assertion
    FROM registry.current_code_map c
    WHERE c.system = said.system AND c.field = said.field AND c.valid && said.valid
      AND continuum.code_key(c.code) = continuum.code_key(said.code);
  INSERT INTO registry.code_map SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_code(text, text, text, text, daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_code(text, text, text, text, daterange) IS 'Maps a code of another system to a term of a vocabulary (gender, care, exit_reason, substance, labour and so on), for a period. What is stored already keeps its term; a file sent again is read by the new map and corrects it. Returns the number of the assertion, NULL when nothing changes. Errors: 22023 for another field, 23503 for an unknown term, 23P01 when the period overlaps several.';
