-- terms.sql: what a word in a file or a form means, and how a ministry keeps its lists.

-- The keys are functions of the stored words, so that indexes find them and nothing has to be kept up.
CREATE INDEX label_key ON registry.label (vocabulary, continuum.code_key(label));
COMMENT ON INDEX registry.label_key IS 'Finds a term by its label, as codes are compared.';
CREATE INDEX code_map_key ON registry.code_map (system, field, continuum.code_key(code));
COMMENT ON INDEX registry.code_map_key IS 'Finds what a code of a system means, as codes are compared.';

CREATE VIEW registry.term_key AS
  SELECT m.system, m.field AS vocabulary, continuum.code_key(m.code) AS key, m.term, m.valid
  FROM registry.current_code_map m
  UNION
  SELECT NULL, l.vocabulary, l.term, l.term, '(,)' FROM registry.label l
  WHERE l.vocabulary <> 'gender' OR l.term <> 'all'
  UNION
  SELECT NULL, l.vocabulary, continuum.code_key(l.label), l.term, '(,)' FROM registry.label l
  WHERE l.vocabulary <> 'gender' OR l.term <> 'all'
  UNION -- one vocabulary for both bases; the four genders have no place for not being asked
  SELECT NULL, 'gender', k.key, CASE WHEN l.term IN ('not_asked', 'declined') THEN 'unknown' ELSE l.term END, '(,)'
  FROM registry.label l CROSS JOIN LATERAL (VALUES (l.term), (continuum.code_key(l.label))) k (key)
  WHERE l.vocabulary IN ('registered_sex', 'gender_identity')
  UNION -- what the minimum set writes for a substance that is not known
  SELECT NULL, 'substance', '99', 'unknown', '(,)'
  UNION
  SELECT NULL, 'region', continuum.code_key(r.region), r.region, r.valid FROM registry.current_region r;
COMMENT ON VIEW registry.term_key IS 'What may be written for a term, one row per vocabulary and key: the term itself, its label in any language, and with a system what that system''s code means in the period valid. A key is compared with continuum.code_key() of what was written. Where a system maps a key, that counts and not the row without a system. Rows are distinct: no key of one system has two terms on one day.';
COMMENT ON COLUMN registry.term_key.system IS 'Code system; NULL: our own words, understood whatever the system.';

CREATE FUNCTION registry.term_of(system text, vocabulary text, code text, on_date date DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan -- planned once, and not for each word
AS $$
BEGIN
  RETURN (SELECT k.term FROM registry.term_key k
    WHERE k.vocabulary = term_of.vocabulary AND k.key = continuum.code_key(term_of.code)
      AND (k.system = term_of.system OR k.system IS NULL)
      AND k.valid @> COALESCE(term_of.on_date, CURRENT_DATE)
    ORDER BY k.system NULLS LAST LIMIT 1);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.term_of(text, text, text, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.term_of(text, text, text, date) IS 'The term that a code of a system means in a vocabulary on a day, today unless given: as the system maps it, else our own word for it in any language. NULL when there is none, and for NULL. For many codes at once join registry.term_key.';

CREATE FUNCTION registry.meanings(system text, vocabulary text, code text) RETURNS TABLE (term text, valid daterange)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1
  SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  asked CONSTANT text := continuum.code_key(code);
BEGIN
  RETURN QUERY
    SELECT t.term, t.valid FROM registry.term_key t
    WHERE t.system = meanings.system AND t.vocabulary = meanings.vocabulary AND t.key = asked;
  IF NOT FOUND THEN
    RETURN QUERY
      SELECT t.term, t.valid FROM registry.term_key t
      WHERE t.system IS NULL AND t.vocabulary = meanings.vocabulary AND t.key = asked;
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.meanings(text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.meanings(text, text, text) IS 'What a code of a file or form of stays means, with the period in which it does: as its system maps it or, where that does not map it on any day, by our own words.';

-- Loaders, by the rule of loaders.sql.

CREATE FUNCTION registry.register_term(vocabulary text, term text, en text, es text, pt text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  changed bigint;
BEGIN
  LOCK TABLE registry.label IN SHARE ROW EXCLUSIVE MODE;
  IF register_term.term !~ '^[a-z][a-z0-9_]*$' OR '' IN (btrim(en), btrim(es), btrim(pt)) OR num_nulls(term, en, es, pt) > 0 THEN
    RAISE EXCEPTION 'a term is written in lower case, with a label in each language' USING ERRCODE = '22023';
  ELSIF NOT EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = register_term.vocabulary) THEN
    RAISE EXCEPTION 'there is no such vocabulary' USING ERRCODE = '22023', HINT = 'Vocabularies are those of registry.label.';
  ELSIF register_term.vocabulary IN ('gender', 'registered_sex', 'gender_identity', 'care', 'exit_reason') THEN
    PERFORM registry.require_known(EXISTS (SELECT FROM registry.label l
      WHERE l.vocabulary = register_term.vocabulary AND l.term = register_term.term), 'the term');
  END IF;
  IF EXISTS (SELECT FROM registry.term_key k CROSS JOIN (VALUES (register_term.term), (en), (es), (pt)) w (word)
    WHERE k.vocabulary = register_term.vocabulary AND k.system IS NULL AND k.term <> register_term.term
      AND k.key = continuum.code_key(w.word)) THEN
    RAISE EXCEPTION 'another term of the vocabulary is called so' USING ERRCODE = '42710';
  END IF;
  INSERT INTO registry.label AS l (vocabulary, term, language, label)
    SELECT register_term.vocabulary, register_term.term, v.language, btrim(v.label)
    FROM (VALUES ('en', en), ('es', es), ('pt', pt)) v (language, label)
    ON CONFLICT (vocabulary, term, language) DO UPDATE SET label = EXCLUDED.label WHERE l.label <> EXCLUDED.label;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed > 0;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_term(text, text, text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_term(text, text, text, text, text) IS 'Adds a term to a vocabulary, or words one otherwise, in English, Spanish and Portuguese; returns whether anything changed. Terms of gender, care and exit_reason can be worded otherwise but not added. Errors: 22023 for another vocabulary, an empty label or a term that is not lower case letters, digits and underscores, 23503 for a new term of those three, 42710 when another term of the vocabulary has that name or label.';

CREATE FUNCTION registry.register_substance(code text, parent text DEFAULT NULL, tdi text DEFAULT NULL, teds text DEFAULT NULL,
    ndtms text DEFAULT NULL, sistrat text DEFAULT NULL, nps boolean DEFAULT false, since date DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.substance := (NULL, code, parent, tdi, teds, ndtms, sistrat, nps, since);
BEGIN
  LOCK TABLE registry.substance IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(said.parent IS NULL OR said.parent <> said.code
      AND said.parent IN (SELECT c.code FROM registry.current_substance c), 'the wider class'),
    registry.require_known(EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'substance' AND l.term = said.code), 'the term');
  SELECT registry.new_assertion('substance', said.code, array_agg(c.assertion),
      bool_or((c.parent, c.tdi, c.teds, c.ndtms, c.sistrat, c.nps, c.since)
        IS NOT DISTINCT FROM (said.parent, said.tdi, said.teds, said.ndtms, said.sistrat, said.nps, said.since)))
    INTO said.assertion
    FROM registry.current_substance c WHERE c.code = said.code;
  INSERT INTO registry.substance SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_substance(text, text, text, text, text, text, boolean, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_substance(text, text, text, text, text, text, boolean, date) IS 'Registers or corrects a substance, after registry.register_term(''substance'', ...) gave it names. Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for an unknown wider class or a term without names, 23514 for a code that is not lower case letters, digits and underscores.';

CREATE FUNCTION registry.register_instrument(code text, low numeric, high numeric, direction text, source text,
    cut_off numeric DEFAULT NULL, minimal_change numeric DEFAULT NULL, recall_days integer DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.instrument := (NULL, code, low, high, cut_off, direction, minimal_change, recall_days, source);
BEGIN
  LOCK TABLE registry.instrument IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'instrument' AND l.term = said.code), 'the term');
  SELECT registry.new_assertion('instrument', said.code, array_agg(c.assertion),
      bool_or((c.low, c.high, c.cut_off, c.direction, c.minimal_change, c.recall_days, c.source)
        IS NOT DISTINCT FROM (said.low, said.high, said.cut_off, said.direction, said.minimal_change, said.recall_days, said.source)))
    INTO said.assertion
    FROM registry.current_instrument c WHERE c.code = said.code;
  INSERT INTO registry.instrument SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_instrument(text, numeric, numeric, text, text, numeric, numeric, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_instrument(text, numeric, numeric, text, text, numeric, numeric, integer) IS 'Registers or corrects an instrument, after registry.register_term(''instrument'', ...) gave it names: range, which direction is better (higher or lower), where that was read, cut-off, least difference that counts, and days of recall. Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for a term without names, 23514 for a range, cut-off, direction or recall that cannot be.';

CREATE FUNCTION registry.register_checkup_schedule(code text, months integer, times integer, days_before integer DEFAULT 14,
    days_after integer DEFAULT 28, region text DEFAULT NULL, programme integer DEFAULT NULL, valid daterange DEFAULT '(,)') RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.checkup_schedule := (NULL, code, months, times, days_before, days_after, region, programme, valid);
BEGIN
  LOCK TABLE registry.checkup_schedule IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(said.region IS NULL OR said.region IN (SELECT c.region FROM registry.current_region c), 'the region'),
    registry.require_known(said.programme IS NULL
      OR said.programme IN (SELECT c.programme FROM registry.current_programme c), 'the programme'),
    registry.require_known(EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'checkup_schedule' AND l.term = said.code), 'the term');
  SELECT registry.new_assertion('checkup_schedule', concat_ws('/', said.code, said.region, said.programme), array_agg(c.assertion),
      bool_or((c.months, c.times, c.days_before, c.days_after, c.valid)
        IS NOT DISTINCT FROM (said.months, said.times, said.days_before, said.days_after, said.valid)))
    INTO said.assertion
    FROM registry.current_checkup_schedule c
    WHERE (c.code, c.region, c.programme) IS NOT DISTINCT FROM (said.code, said.region, said.programme) AND c.valid && said.valid;
  INSERT INTO registry.checkup_schedule SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_checkup_schedule(text, integer, integer, integer, integer, text, integer, daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_checkup_schedule(text, integer, integer, integer, integer, text, integer, daterange) IS 'Registers or corrects a schedule of check-ups, for everybody, a region or a programme, and for a period of validity: every months, times over, each in time from days_before to days_after its due date. Another code first takes names by registry.register_term(''checkup_schedule'', ...). Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for an unknown region, programme or code, 23514 for numbers that cannot be or a region and a programme at once, 23P01 when the period overlaps several.';

CREATE FUNCTION registry.register_population_estimate(class text, year integer, value numeric, source text, low numeric DEFAULT NULL,
    high numeric DEFAULT NULL, gender continuum.gender DEFAULT NULL, age_from integer DEFAULT NULL, age_to integer DEFAULT NULL,
    region text DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.population_estimate := (NULL, class, year, value, low, high, gender, age_from, age_to, region, source);
BEGIN
  LOCK TABLE registry.population_estimate IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(said.region IS NULL OR said.region IN (SELECT c.region FROM registry.current_region c), 'the region'),
    registry.require_known(EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'population_class' AND l.term = said.class), 'the class');
  SELECT registry.new_assertion('population_estimate', concat_ws('/', said.class, said.year, coalesce(said.region, '*'),
        coalesce(said.gender::text, '*'), coalesce(said.age_from::text, '') || '-' || coalesce(said.age_to::text, '')), array_agg(c.assertion),
      bool_or((c.value, c.low, c.high, c.source) IS NOT DISTINCT FROM (said.value, said.low, said.high, said.source)))
    INTO said.assertion
    FROM registry.current_population_estimate c
    WHERE (c.class, c.year, c.region, c.gender::text, c.age_from, c.age_to)
      IS NOT DISTINCT FROM (said.class, said.year, said.region, said.gender::text, said.age_from, said.age_to);
  INSERT INTO registry.population_estimate SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_population_estimate(text, integer, numeric, text, numeric, numeric, continuum.gender, integer, integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_population_estimate(text, integer, numeric, text, numeric, numeric, continuum.gender, integer, integer, text) IS 'States or corrects how many people of a class there are in a year, with low and high as the source gives them, for a gender, ages (both ends in) and a region; what is left out is everybody. One estimate holds at a time for the same people: another source corrects it. Returns the number of the assertion, NULL when nothing changes. Errors: 23503 for an unknown class or region, 23514 for a value outside low and high, or ages that cannot be.';
