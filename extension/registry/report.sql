-- report.sql: saved reports, and the people a report is about.
-- The functions here are plain SQL over the registry's views so that an auditor can read
-- what a figure starts from; they give nobody a right (SECURITY INVOKER).

CREATE TABLE registry.saved_report (
  name text PRIMARY KEY CHECK (name <> ''),
  period daterange NOT NULL,
  observed_until date NOT NULL,
  basis text NOT NULL CHECK (basis IN ('identity', 'registered_sex')),
  language text NOT NULL CHECK (language IN ('en', 'es', 'pt')),
  report_version integer NOT NULL,
  extension_version text NOT NULL,
  server_version text NOT NULL,
  recorded_xid xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
  epoch integer NOT NULL DEFAULT 1,
  saved_by text NOT NULL DEFAULT SESSION_USER,
  saved_at timestamptz NOT NULL DEFAULT pg_catalog.now());
COMMENT ON TABLE registry.saved_report IS 'A report that was kept: its parameters, the versions that made it, who saved it and when. Written by continuum.save_report(), never updated.';
COMMENT ON COLUMN registry.saved_report.observed_until IS 'The follow-up cut-off that was used, also where the caller left it to be derived.';
COMMENT ON COLUMN registry.saved_report.report_version IS 'continuum.report_version() at that time: the rules all indicators share.';
COMMENT ON COLUMN registry.saved_report.recorded_xid IS 'Transaction that saved it; with epoch, the place for a later recomputation as of a ledger block.';

CREATE TABLE registry.saved_figure (
  name text NOT NULL REFERENCES registry.saved_report (name),
  line integer NOT NULL,
  indicator text NOT NULL,
  version integer NOT NULL,
  label text NOT NULL,
  unit text NOT NULL,
  gender text NOT NULL CHECK (gender IN ('female', 'male', 'other', 'unknown', 'all')),
  cases bigint NOT NULL,
  denominator bigint,
  numerator bigint NOT NULL,
  value numeric,
  value_text text NOT NULL,
  excluded jsonb NOT NULL,
  value_reason text,
  completeness text NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (name, indicator, gender));
COMMENT ON TABLE registry.saved_figure IS 'One row of a saved report, as report() gave it; line keeps its order. Exact figures: not for publication.';

-- What was saved is compared with, and so never changed: a wrong report is saved anew under another name.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.saved_report
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.saved_figure
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
ALTER TABLE registry.saved_report ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE registry.saved_figure ENABLE ALWAYS TRIGGER refuse_change;
COMMENT ON TRIGGER refuse_change ON registry.saved_report IS 'Saved reports are never changed or removed.';
COMMENT ON TRIGGER refuse_change ON registry.saved_figure IS 'Saved figures are never changed or removed.';

CREATE FUNCTION registry.person_gender(on_date date, basis text)
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
COMMENT ON FUNCTION registry.person_gender(date, text) IS 'Gender of each person on a date. Basis identity: gender identity if known, else registered sex; basis registered_sex: that alone. Last valid_from wins, then the record that came later; unknown never replaces a known value. conflict: the last known values of two providers differ in the fact that decided. People without a known value have no row. What the stays of pilots state is left out. Source: USERS.md 16.';

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
      (SELECT least((max(m.month) + '1 month'::interval)::date - 1, observed_until) FROM registry.current_reporting_month m
         WHERE m.programme = presumed_episode.programme AND m.state = 'confirmed' AND m.month <= observed_until)];
  END IF;
  RETURN (SELECT e FROM continuum.unnest(continuum.presumed_left('{}'::continuum.journey OPERATOR(continuum.||) episode, contacts, observed_until)) e);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.presumed_episode(bigint, integer, date, date, continuum.episode, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.presumed_episode(bigint, integer, date, date, continuum.episode, date) IS 'An open stay as figures take it, by the rules of continuum.presumed_left(): where the programme reports contacts, ended on the last day on which the person is known to have been there (a contact held there, the stay''s own last contact, a month that the programme confirmed) once nothing was heard for longer than its kind of care allows; where it does not, ended nobody knows when once it has lasted longer than such stays do. Nothing is written into any record. Source: USERS.md 15.';

CREATE FUNCTION registry.report_person(on_date date, observed_until date, basis text)
  RETURNS TABLE (person bigint, record_key bigint, gender continuum.gender, conflict boolean,
                 quality text, journey continuum.journey, of_one_provider boolean, died_on date)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT p.person, p.record_key, COALESCE(g.gender, 'unknown'::continuum.gender),
    COALESCE(g.conflict, false), q.quality, j.journey, COALESCE(q.quality IN ('weak', 'local'), false), d.died_on
  FROM (SELECT s.person, continuum.journey_agg(CASE WHEN s.exit_reason OPERATOR(continuum.=) 'ongoing'
          THEN registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, report_person.observed_until)
          ELSE s.episode END) AS journey
        FROM registry.counted_stay s
        WHERE s.started <= report_person.observed_until
        GROUP BY s.person) j
  JOIN registry.person p ON p.person = j.person
  LEFT JOIN registry.person_gender(report_person.on_date, report_person.basis) g ON g.person = j.person
  LEFT JOIN (SELECT a.person,
               (ARRAY['verified', 'plain', 'weak', 'local'])[
                 pg_catalog.min(pg_catalog.array_position(ARRAY['verified', 'plain', 'weak', 'local'], a.quality))] AS quality
             FROM registry.person_alias a
             GROUP BY a.person) q ON q.person = j.person
  LEFT JOIN (SELECT x.person, pg_catalog.min(x.on_date) AS died_on
             FROM registry.current_death x WHERE x.on_date <= report_person.observed_until GROUP BY x.person) d ON d.person = j.person;
END;
COMMENT ON FUNCTION registry.report_person(date, date, text) IS 'The people a figure counts: everyone with a stay of registry.counted_stay that started by observed_until, with the journey of those stays (open ones as registry.presumed_episode() takes them), gender on a date (see person_gender), the best quality of their aliases, whether it is one that no other provider recognises (weak, local), and the first day on which a death recorded apart from stays has them dead. Built once for all indicators of a call.';

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

-- Words of the report. Codes are stable, labels are data; neutral and person-first (USERS.md Annex D9).
INSERT INTO registry.label (vocabulary, term, language, label)
SELECT 'indicator', t.term, l.language, l.label
FROM (VALUES
  ('people_in_treatment', 'People in treatment', 'Personas en tratamiento', 'Pessoas em tratamento'),
  ('people_in_aftercare', 'People in aftercare', 'Personas en apoyo a la recuperación (postratamiento)', 'Pessoas em apoio à recuperação (pós-tratamento)'),
  ('treatment_journeys_started', 'Treatment journeys started (gap 21 days)', 'Trayectorias de tratamiento iniciadas (intervalo 21 días)', 'Trajetórias de tratamento iniciadas (intervalo 21 dias)'),
  ('treatment_journeys_ended', 'Treatment journeys ended (gap 21 days)', 'Trayectorias de tratamiento terminadas (intervalo 21 días)', 'Trajetórias de tratamento encerradas (intervalo 21 dias)'),
  ('treatment_journeys_open_at_end', 'Treatment journeys open at the end of the period (gap 21 days)', 'Trayectorias de tratamiento abiertas al final del período (intervalo 21 días)', 'Trajetórias de tratamento abertas no fim do período (intervalo 21 dias)'),
  ('retention_84d', 'Stayed in treatment for at least 84 days', 'Siguieron en tratamiento al menos 84 días', 'Permaneceram em tratamento ao menos 84 dias'),
  ('retention_90d', 'Stayed in treatment for at least 90 days', 'Siguieron en tratamiento al menos 90 días', 'Permaneceram em tratamento ao menos 90 dias'),
  ('aftercare_linkage_7d', 'Reached aftercare within 7 days of discharge', 'Llegaron al apoyo a la recuperación en los 7 días tras el egreso', 'Chegaram ao apoio à recuperação em 7 dias após a saída'),
  ('aftercare_linkage_30d', 'Reached aftercare within 30 days of discharge', 'Llegaron al apoyo a la recuperación en los 30 días tras el egreso', 'Chegaram ao apoio à recuperação em 30 dias após a saída'),
  ('aftercare_linkage_90d', 'Reached aftercare within 90 days of discharge', 'Llegaron al apoyo a la recuperación en los 90 días tras el egreso', 'Chegaram ao apoio à recuperação em 90 dias após a saída'),
  ('continued_care_14d', 'Care continued within 14 days of the end of a stay', 'Continuaron la atención en los 14 días tras el egreso', 'Continuaram o cuidado em 14 dias após a saída'),
  ('continued_care_30d', 'Care continued within 30 days of the end of a stay', 'Continuaron la atención en los 30 días tras el egreso', 'Continuaram o cuidado em 30 dias após a saída'),
  ('return_to_treatment_90d', 'Returned to treatment within 90 days', 'Volvieron a tratamiento en 90 días', 'Voltaram ao tratamento em 90 dias'),
  ('return_to_treatment_180d', 'Returned to treatment within 180 days', 'Volvieron a tratamiento en 180 días', 'Voltaram ao tratamento em 180 dias'),
  ('identity_verified', 'Identity verified by check digit', 'Identidad verificada por dígito verificador', 'Identidade verificada por dígito verificador'),
  ('identity_plain', 'Identity by a number without check digit', 'Identidad por número sin dígito verificador', 'Identidade por número sem dígito verificador'),
  ('identity_weak', 'Identity by a composite key', 'Identidad por clave compuesta', 'Identidade por chave composta'),
  ('identity_local', 'Identity by the provider''s own number', 'Identidad por número propio del centro', 'Identidade por número próprio do serviço'),
  ('gender_conflict', 'Gender differs between providers', 'Género distinto entre centros', 'Gênero distinto entre serviços')
  ) AS t (term, en, es, pt)
CROSS JOIN LATERAL (VALUES ('en', t.en), ('es', t.es), ('pt', t.pt)) AS l (language, label);

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
  ('report', 'other_or_unknown', 'pt', 'outra identidade ou não registrada'),
  ('report', 'completeness', 'en', '%s of %s programmes'),
  ('report', 'completeness', 'es', '%s de %s programas'),
  ('report', 'completeness', 'pt', '%s de %s programas');
