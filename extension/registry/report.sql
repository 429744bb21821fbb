-- report.sql: saved reports, and the people a report is about.
-- The functions here are plain SQL over the registry's views so that an auditor can read
-- what a figure starts from; they give nobody a right (SECURITY INVOKER).

CREATE TABLE registry.saved_report (
  name text NOT NULL CHECK (name <> ''),
  edition integer NOT NULL CHECK (edition > 0),
  status text NOT NULL CHECK (status IN ('provisional', 'final')),
  period daterange NOT NULL,
  observed_until date NOT NULL,
  codes text[] NOT NULL,
  by text[] NOT NULL,
  basis text NOT NULL CHECK (basis IN ('identity', 'registered_sex')),
  params jsonb NOT NULL,
  preset text NOT NULL,
  language text NOT NULL CHECK (language IN ('en', 'es', 'pt')),
  closing text REFERENCES registry.closed_period,
  later_records bigint,
  report_version integer NOT NULL,
  extension_version text NOT NULL,
  server_version text NOT NULL,
  recorded_xid xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
  epoch integer NOT NULL DEFAULT 1,
  saved_by text NOT NULL DEFAULT SESSION_USER,
  saved_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  PRIMARY KEY (name, edition),
  CONSTRAINT saved_report_final CHECK (status = 'provisional' OR closing IS NOT NULL));
COMMENT ON TABLE registry.saved_report IS 'A report that was kept: what it asked, the versions that made it, who saved it and when. Editions of one name ask the same. Written by continuum.save_report(), never updated.';
COMMENT ON COLUMN registry.saved_report.status IS 'final: the period was closed, and the cut-off is that of the closing; every other is provisional.';
COMMENT ON COLUMN registry.saved_report.observed_until IS 'The follow-up cut-off that was used, also where the caller left it to be derived.';
COMMENT ON COLUMN registry.saved_report.codes IS 'Indicators with the version of their definition, code@version: those that were asked for, or all that there were.';
COMMENT ON COLUMN registry.saved_report.closing IS 'The closing of the period, if it was closed by then.';
COMMENT ON COLUMN registry.saved_report.later_records IS 'How many records came between the closing and this edition, and are in its figures where they concern them.';
COMMENT ON COLUMN registry.saved_report.report_version IS 'continuum.report_version() at that time: the rules all indicators share.';
COMMENT ON COLUMN registry.saved_report.recorded_xid IS 'Transaction that saved it; with epoch, the place for a later recomputation as of a ledger block.';

CREATE TABLE registry.saved_figure (
  name text NOT NULL,
  edition integer NOT NULL,
  line integer NOT NULL,
  indicator text NOT NULL,
  version integer NOT NULL,
  label text NOT NULL,
  unit text NOT NULL,
  measure text NOT NULL,
  level text NOT NULL,
  place_code text,
  place text,
  dims jsonb NOT NULL,
  category text,
  gender text NOT NULL CHECK (gender IN ('female', 'male', 'other', 'unknown', 'all')),
  people bigint NOT NULL,
  cases bigint NOT NULL,
  denominator bigint,
  numerator bigint NOT NULL,
  value numeric,
  value_text text NOT NULL,
  low numeric,
  high numeric,
  excluded jsonb NOT NULL,
  value_reason text,
  pooled text[],
  completeness jsonb NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (name, edition, line),
  FOREIGN KEY (name, edition) REFERENCES registry.saved_report,
  CONSTRAINT saved_figure_once UNIQUE NULLS NOT DISTINCT (name, edition, indicator, version, level, dims, category, gender));
COMMENT ON TABLE registry.saved_figure IS 'One row of a saved report, as continuum.indicators() gave it (columns: continuum.indicator_row); line keeps its order. Exact figures: not for publication.';

-- What was saved is compared with, and so never changed: a wrong report gets another edition.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.saved_report
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.saved_figure
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
ALTER TABLE registry.saved_report ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE registry.saved_figure ENABLE ALWAYS TRIGGER refuse_change;
COMMENT ON TRIGGER refuse_change ON registry.saved_report IS 'Saved reports are never changed or removed.';
COMMENT ON TRIGGER refuse_change ON registry.saved_figure IS 'Saved figures are never changed or removed.';

CREATE FUNCTION registry.person_gender(on_date date, basis text, people bigint[] DEFAULT NULL)
  RETURNS TABLE (person bigint, gender continuum.gender, conflict boolean)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- One row for each person and fact: the last known value of all, and whether the last
  -- known values of the providers differ. A value that is not known replaces nothing.
  WITH known AS (
    SELECT f.person, f.fact, f.value,
      pg_catalog.row_number() OVER (PARTITION BY f.person, f.fact
        ORDER BY f.valid_from DESC, f.record DESC) AS nth,
      pg_catalog.row_number() OVER (PARTITION BY f.person, f.fact, f.provider
        ORDER BY f.valid_from DESC, f.record DESC) AS nth_of_provider
    FROM registry.current_person_fact f
    WHERE f.fact IN ('registered_sex', CASE person_gender.basis WHEN 'identity' THEN 'gender_identity' END)
      AND (person_gender.people IS NULL OR f.person = ANY (person_gender.people))
      AND f.value IN ('female', 'male', 'other')
      AND f.valid_from <= person_gender.on_date
      AND f.assertion NOT IN (SELECT s.assertion FROM registry.pilot_stay s)),
  decided AS (
    SELECT k.person, k.fact,
      pg_catalog.max(k.value) FILTER (WHERE k.nth = 1) AS value,
      pg_catalog.count(DISTINCT k.value) FILTER (WHERE k.nth_of_provider = 1) > 1 AS conflict
    FROM known k
    GROUP BY k.person, k.fact)
  -- 'gender_identity' sorts before 'registered_sex': identity decides where it is known.
  SELECT DISTINCT ON (d.person) d.person, d.value::continuum.gender, d.conflict
  FROM decided d
  ORDER BY d.person, d.fact COLLATE "C";
END;
COMMENT ON FUNCTION registry.person_gender(date, text, bigint[]) IS 'Gender of each person (of people; NULL: of all) on a date. Basis identity: gender identity if known, else registered sex; basis registered_sex: that alone. Last valid_from wins, then the record that came later; unknown never replaces a known value. conflict: the last known values of two providers differ in the fact that decided. People without a known value have no row. What the stays of pilots state is left out. Source: USERS.md 16.';

-- Stays that nobody closed would be successes for ever. What is presumed of them is for figures alone.
CREATE FUNCTION registry.presumed_episode(person bigint, programme integer, started date, last_contact date,
    episode continuum.episode, observed_until date)
  RETURNS continuum.episode
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  contacts date[]; -- NULL: the programme reports none
BEGIN
  IF EXISTS (SELECT FROM registry.current_programme p WHERE p.programme = presumed_episode.programme
             AND p.reports_contacts AND p.valid @> observed_until) THEN
    contacts := ARRAY[last_contact,
      (SELECT max(c.on_date) FROM registry.current_contact c WHERE c.person = presumed_episode.person
         AND c.programme = presumed_episode.programme AND c.outcome = 'held' AND c.on_date <= observed_until),
      (SELECT max(least((m.month + '1 month'::interval)::date - 1, observed_until)) FROM registry.current_reporting_month m
         WHERE m.programme = presumed_episode.programme AND m.state = 'confirmed' AND m.month <= observed_until)];
  END IF;
  RETURN (SELECT e FROM continuum.unnest(continuum.presumed_left('{}'::continuum.journey OPERATOR(continuum.||) episode, contacts, observed_until)) e);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.presumed_episode(bigint, integer, date, date, continuum.episode, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.presumed_episode(bigint, integer, date, date, continuum.episode, date) IS 'An open stay as figures take it, by the rules of continuum.presumed_left(): where the programme reports contacts, ended on the last day on which the person is known to have been there (a contact held there, the stay''s own last contact, a month that the programme confirmed) once nothing was heard for longer than its kind of care allows; where it does not, ended nobody knows when once it has lasted longer than such stays do. Nothing is written into any record. Source: USERS.md 15.';

CREATE FUNCTION registry.spans(journey continuum.journey, period daterange) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN continuum.started(journey) < upper(period) AND (continuum.ended(journey) < lower(period)) IS NOT TRUE;
REVOKE EXECUTE ON FUNCTION registry.spans(continuum.journey, daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.spans(continuum.journey, daterange) IS 'Whether a journey began by the last day of a period and is not known to have ended before its first: nobody else can have begun, ended or been in any care in it, nor be between two stays that count as one.';

CREATE FUNCTION registry.report_person(on_date date, observed_until date, basis text, period daterange DEFAULT NULL)
  RETURNS TABLE (person bigint, record_key bigint, gender continuum.gender, conflict boolean,
                 quality text, journey continuum.journey, of_one_provider boolean, died_on date)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Nearly everybody has one known value of each fact, and then no order of values matters: the one pass that
  -- builds the journeys sees which values there are (continuum.gender_bit()). The others are asked about. Open
  -- stays of programmes that report no contacts depend on nothing but the day, and are taken together.
  WITH stays AS MATERIALIZED (
    SELECT s.person,
      continuum.journey_agg(CASE WHEN s.exit_reason OPERATOR(continuum.=) 'ongoing'
        THEN registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, report_person.observed_until)
        ELSE s.episode END) FILTER (WHERE s.exit_reason OPERATOR(continuum.<>) 'ongoing' OR s.programme = ANY (h.programmes)) AS journey,
      continuum.journey_agg(s.episode) FILTER (WHERE s.exit_reason OPERATOR(continuum.=) 'ongoing' AND s.programme <> ALL (h.programmes)) AS unheard,
      pg_catalog.bit_or(continuum.gender_bit(s.registered_sex)) FILTER (WHERE s.started <= report_person.on_date) AS sexes,
      pg_catalog.bit_or(continuum.gender_bit(s.gender_identity)) FILTER (WHERE s.started <= report_person.on_date AND report_person.basis = 'identity') AS identities
    FROM registry.counted_stay s
    CROSS JOIN (SELECT ARRAY(SELECT c.programme FROM registry.current_programme c WHERE c.reports_contacts AND c.valid @> report_person.observed_until) AS programmes) h
    WHERE s.started <= report_person.observed_until
    GROUP BY s.person),
  told AS MATERIALIZED (
    SELECT j.person, j.journey, j.genders
    FROM (
      SELECT t.person, COALESCE(t.identities, t.sexes, 0) AS genders,
        CASE WHEN t.unheard IS NULL THEN t.journey
          ELSE COALESCE(t.journey, '{}') OPERATOR(continuum.||) continuum.presumed_left(t.unheard, NULL, report_person.observed_until) END AS journey
      FROM stays t) j
    WHERE report_person.period IS NULL OR registry.spans(j.journey, report_person.period)),
  asked AS MATERIALIZED (
    SELECT g.person, g.gender, g.conflict
    FROM registry.person_gender(report_person.on_date, report_person.basis, ARRAY(
      SELECT t.person FROM told t WHERE t.genders IN (3, 5, 6, 7) -- more than one
      UNION
      SELECT f.person FROM registry.current_separate_fact f WHERE f.fact IN ('registered_sex', 'gender_identity'))) g)
  SELECT p.person, p.record_key,
    COALESCE(g.gender, CASE t.genders WHEN 1 THEN 'female'::continuum.gender WHEN 2 THEN 'male'::continuum.gender WHEN 4 THEN 'other'::continuum.gender ELSE 'unknown'::continuum.gender END),
    COALESCE(g.conflict, false), (ARRAY['verified', 'plain', 'weak', 'local'])[q.place], t.journey, COALESCE(q.place > 2, false), d.died_on
  FROM told t
  JOIN registry.person p ON p.person = t.person
  LEFT JOIN asked g ON g.person = t.person
  LEFT JOIN (SELECT a.person, pg_catalog.min(CASE a.quality WHEN 'verified' THEN 1 WHEN 'plain' THEN 2 WHEN 'weak' THEN 3 ELSE 4 END) AS place
             FROM registry.person_alias a
             GROUP BY a.person) q ON q.person = t.person
  LEFT JOIN (SELECT x.person, pg_catalog.min(x.on_date) AS died_on
             FROM registry.current_death x WHERE x.on_date <= report_person.observed_until GROUP BY x.person) d ON d.person = t.person;
END;
COMMENT ON FUNCTION registry.report_person(date, date, text, daterange) IS 'The people a figure counts: everyone with a stay of registry.counted_stay that started by observed_until (with a period: those of them whose journey spans it, registry.spans()), with the journey of those stays (open ones as registry.presumed_episode() takes them), gender on a date (see person_gender), the best quality of their aliases, whether it is one that no other provider recognises (weak, local), and the first day on which a death recorded apart from stays has them dead. Built once for all indicators of a call.';

CREATE FUNCTION registry.programme_month(period daterange)
  RETURNS TABLE (programme integer, month date, reported boolean)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH stated AS (
    SELECT m.programme, pg_catalog.date_trunc('month', m.month::timestamp)::date AS month,
      pg_catalog.bool_or(m.state IN ('received', 'confirmed', 'confirmed_zero')) AS reported,
      pg_catalog.bool_or(m.state = 'excused') AS excused
    FROM registry.current_reporting_month m
    GROUP BY m.programme, pg_catalog.date_trunc('month', m.month::timestamp)),
  expected AS (
    SELECT p.programme, g.month::date AS month
    FROM registry.current_programme p
    CROSS JOIN LATERAL pg_catalog.generate_series(
      pg_catalog.date_trunc('month', GREATEST(p.reporting_from, pg_catalog.lower(programme_month.period))::timestamp),
      LEAST(p.reporting_until, pg_catalog.upper(programme_month.period) - 1)::timestamp,
      '1 month'::interval) AS g (month)
    WHERE p.reporting_from IS NOT NULL
    UNION
    SELECT s.programme, s.month
    FROM stated s
    WHERE s.month >= pg_catalog.date_trunc('month', pg_catalog.lower(programme_month.period)::timestamp)
      AND s.month < pg_catalog.upper(programme_month.period))
  SELECT e.programme, e.month, COALESCE(s.reported, false)
  FROM expected e
  LEFT JOIN stated s ON s.programme = e.programme AND s.month = e.month
  WHERE NOT COALESCE(s.excused AND NOT s.reported, false);
END;
COMMENT ON FUNCTION registry.programme_month(daterange) IS 'Every month that touches the period in which a programme was expected to report (reporting_from to reporting_until, or stated in reporting_month; excused months are not expected), and whether it did (received, confirmed or confirmed_zero). Source: USERS.md 6.';

CREATE FUNCTION registry.left_aside(period daterange, observed_until date, OUT local_people bigint, OUT presumed_left bigint)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH open_stay AS MATERIALIZED (
    SELECT s.person, registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, left_aside.observed_until) AS episode
    FROM registry.counted_stay s
    WHERE s.exit_reason OPERATOR(continuum.=) 'ongoing' AND s.started <= left_aside.observed_until),
  local AS (
    SELECT a.person FROM registry.person_alias a GROUP BY a.person HAVING bool_and(a.quality IN ('weak', 'local')))
  SELECT (SELECT count(*) FROM local l
    WHERE EXISTS (SELECT FROM open_stay o WHERE o.person = l.person AND continuum.started(o.episode) < upper(left_aside.period)
        AND (continuum.is_open(o.episode) OR COALESCE(continuum.ended(o.episode), continuum.started(o.episode)) >= lower(left_aside.period)))
      OR EXISTS (SELECT FROM registry.counted_stay s WHERE s.person = l.person AND s.exit_reason OPERATOR(continuum.<>) 'ongoing'
        AND s.started < upper(left_aside.period) AND s.started <= left_aside.observed_until
        AND COALESCE(continuum.ended(s.episode), s.started) >= lower(left_aside.period))),
    (SELECT count(*) FROM open_stay o WHERE NOT continuum.is_open(o.episode));
END;
REVOKE EXECUTE ON FUNCTION registry.left_aside(daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.left_aside(daterange, date, OUT bigint, OUT bigint) IS 'What a report says of all its figures: people with a day in care in the period whose identity no other provider recognises (weak or local), and stays on record as open that figures take as ended (registry.presumed_episode()).';

-- Words of reports. Codes are stable, labels are data; neutral and person-first (USERS.md Annex D9).
INSERT INTO registry.label (vocabulary, term, language, label) VALUES
  ('report', 'not_for_publication', 'en', 'not for publication'),
  ('report', 'not_for_publication', 'es', 'no apto para publicación'),
  ('report', 'not_for_publication', 'pt', 'não destinado à publicação'),
  ('report', 'period_unobserved', 'en', 'the period is not observed to its end'),
  ('report', 'period_unobserved', 'es', 'el período no está observado hasta su final'),
  ('report', 'period_unobserved', 'pt', 'o período não está observado até o fim'),
  ('report', 'selective', 'en', 'fewer than half have a pair of values: they are not like the others'),
  ('report', 'selective', 'es', 'menos de la mitad tiene un par de valores: no son como los demás casos'),
  ('report', 'selective', 'pt', 'menos da metade tem um par de valores: não são como os demais casos'),
  -- The pooled line of statutory_layout().
  ('report', 'other_or_unknown', 'en', 'other identity or not recorded'),
  ('report', 'other_or_unknown', 'es', 'otra identidad o no registrada'),
  ('report', 'other_or_unknown', 'pt', 'outra identidade ou não registrada');

INSERT INTO registry.label (vocabulary, term, language, label)
SELECT t.vocabulary, t.term, l.language, l.label
FROM (VALUES
  ('report_column', 'report', 'report', 'informe', 'relatório'),
  ('report_column', 'edition', 'edition', 'edición', 'edição'),
  ('report_column', 'status', 'status', 'estado', 'situação'),
  ('report_column', 'indicator', 'indicator', 'indicador', 'indicador'),
  ('report_column', 'version', 'version', 'versión', 'versão'),
  ('report_column', 'label', 'title', 'título', 'título'),
  ('report_column', 'unit', 'unit', 'unidad', 'unidade'),
  ('report_column', 'first_day', 'first day', 'primer día', 'primeiro dia'),
  ('report_column', 'last_day', 'last day', 'último día', 'último dia'),
  ('report_column', 'observed_until', 'observed until', 'observado hasta', 'observado até'),
  ('report_column', 'basis', 'basis of gender', 'base de género', 'base de gênero'),
  ('report_column', 'place', 'place', 'lugar', 'lugar'),
  ('report_column', 'dims', 'breakdown', 'desagregación', 'desagregação'),
  ('report_column', 'category', 'category', 'categoría', 'categoria'),
  ('report_column', 'gender', 'gender', 'género', 'gênero'),
  ('report_column', 'people', 'people', 'personas', 'pessoas'),
  ('report_column', 'cases', 'cases', 'casos', 'casos'),
  ('report_column', 'denominator', 'denominator', 'denominador', 'denominador'),
  ('report_column', 'numerator', 'numerator', 'numerador', 'numerador'),
  ('report_column', 'value', 'value', 'valor', 'valor'),
  ('report_column', 'value_text', 'value as text', 'valor en texto', 'valor em texto'),
  ('report_column', 'low', 'low', 'inferior', 'inferior'),
  ('report_column', 'high', 'high', 'superior', 'superior'),
  ('report_column', 'excluded', 'neither yes nor no', 'ni sí ni no', 'nem sim nem não'),
  ('report_column', 'value_reason', 'why no value', 'por qué sin valor', 'por que sem valor'),
  ('report_column', 'completeness', 'completeness', 'completitud', 'completude'),
  ('report_column', 'note', 'note', 'nota', 'nota'),
  ('report', 'all', 'everybody', 'todas las personas', 'todas as pessoas'),
  ('report', 'provisional', 'provisional', 'provisional', 'provisório'),
  ('report', 'final', 'final', 'definitivo', 'definitivo'),
  ('report', 'recomputed', '%s recomputed, observed until %s, at the same maturity', '%s recalculado, observado hasta %s, con igual maduración', '%s recalculado, observado até %s, com igual maturação'),
  ('report', 'not_in_previous', 'not in the previous report', 'no está en el informe anterior', 'não está no relatório anterior'),
  ('report', 'only_in_previous', 'only in the previous report', 'solo en el informe anterior', 'só no relatório anterior'),
  ('report', 'not_published', 'national figure not published', 'cifra nacional no publicada', 'dado nacional não publicado'),
  ('report', 'data_quality', 'Share of the data that is recorded', 'Proporción de datos registrados', 'Proporção de dados registrados'),
  ('report', 'rank', 'place %s of %s providers', 'lugar %s de %s centros', 'lugar %s de %s serviços'),
  ('value_reason', 'no_estimate', 'no estimate of the population', 'sin estimación de la población', 'sem estimativa da população'),
  ('value_reason', 'no_estimate_for_gender', 'no estimate for this gender', 'sin estimación para este género', 'sem estimativa para este gênero'),
  ('completeness', 'programmes_expected', 'programmes expected', 'programas esperados', 'programas esperados'),
  ('completeness', 'programmes_reported', 'programmes that reported all', 'programas que informaron todo', 'programas que informaram tudo'),
  ('completeness', 'last_confirmed_month', 'last month confirmed', 'último mes confirmado', 'último mês confirmado'),
  ('completeness', 'gender_unknown', 'gender not known (%)', 'género desconocido (%)', 'gênero desconhecido (%)'),
  ('completeness', 'local_people', 'people known to one provider only', 'personas conocidas por un solo centro', 'pessoas conhecidas por um só serviço'),
  ('completeness', 'presumed_left', 'stays presumed ended', 'estadías que se presumen terminadas', 'permanências presumidas encerradas'),
  ('closing', 'months_missing', 'months not reported', 'meses sin informar', 'meses não informados'),
  ('closing', 'open_without_contact', 'open stays without contact, presumed ended', 'estadías abiertas sin contacto, que se presumen terminadas', 'permanências abertas sem contato, presumidas encerradas'),
  ('closing', 'exits_without_reason', 'exits without a reason or a date', 'egresos sin motivo o sin fecha', 'saídas sem motivo ou sem data'),
  ('closing', 'unmapped_codes', 'codes without equivalence', 'códigos sin equivalencia', 'códigos sem equivalência'),
  ('closing', 'gender_unknown', 'people without a gender', 'personas sin género', 'pessoas sem gênero'),
  ('closing', 'gender_conflict', 'people whose gender differs between providers', 'personas con género distinto entre centros', 'pessoas com gênero distinto entre serviços'),
  ('closing', 'rejected_rows', 'rejected rows not sent again', 'filas rechazadas no reenviadas', 'linhas rejeitadas não reenviadas'),
  ('closing', 'checkups_unrecorded', 'check-ups due and not recorded', 'controles vencidos sin registro', 'controles vencidos sem registro')) AS t (vocabulary, term, en, es, pt)
CROSS JOIN LATERAL (VALUES ('en', t.en), ('es', t.es), ('pt', t.pt)) AS l (language, label);
