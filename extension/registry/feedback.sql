-- feedback.sql: what a provider is told of itself: its own figures beside the national ones, and how
-- complete its records are among all. Never another provider's figures.

CREATE FUNCTION registry.gender_order(line text) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_position(ARRAY['female', 'male', 'other', 'unknown', 'all'], line);
REVOKE EXECUTE ON FUNCTION registry.gender_order(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.gender_order(text) IS 'Order of the lines of a table by gender.';

CREATE FUNCTION registry.quality_rank(period daterange, of_provider integer)
  RETURNS TABLE (share_known numeric, rank bigint, providers bigint)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH place AS (
    SELECT DISTINCT ON (p.programme) p.programme, p.provider, p.level FROM registry.current_programme p
    WHERE NOT p.pilot ORDER BY p.programme, p.valid DESC),
  known AS (
    SELECT p.provider, round(sum(c.known)::numeric / sum(c.records), 3) AS share
    FROM registry.column_counts(ARRAY(SELECT p.programme FROM place p), quality_rank.period) c JOIN place p ON p.programme = c.programme
    WHERE array_position(ARRAY['minimum', 'standard', 'recovery'], c.level) <= array_position(ARRAY['minimum', 'standard', 'recovery'], p.level)
    GROUP BY p.provider HAVING sum(c.records) > 0),
  ranked AS (SELECT k.provider, k.share, rank() OVER (ORDER BY k.share DESC) AS rank, count(*) OVER () AS providers FROM known k)
  SELECT r.share, r.rank, r.providers FROM ranked r WHERE r.provider = quality_rank.of_provider;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.quality_rank(daterange, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.quality_rank(daterange, integer) IS 'Share of the values that a provider records, of all that the level it declared asks for (see registry.completeness()), and its rank among the providers with records in the period; ties share a rank. No row without records.';

CREATE FUNCTION registry.provider_report(period daterange, provider integer DEFAULT NULL, language text DEFAULT continuum.language())
  RETURNS TABLE (of_provider integer, indicator text, version integer, label text, unit text, category text, gender text, cases bigint, denominator bigint,
                 numerator bigint, value numeric, value_text text, excluded jsonb, value_reason text, national_value numeric, national_text text, note text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE ROWS 300 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  mine integer := provider_report.provider;
  kept registry.saved_report;
  no_national text := continuum.report_label('report', 'not_published', provider_report.language);
BEGIN
  IF mine IS NULL THEN
    mine := registry.acting_provider(NULL);
  ELSIF mine NOT IN (SELECT m FROM registry.my_providers() m) THEN
    PERFORM registry.require_duty('analyst', 'auditor');
  END IF;
  -- A period of its own making would let a provider follow one person whom it discharged in it to where others treat them.
  IF NOT registry.has_duty('analyst', 'auditor') AND NOT EXISTS (SELECT FROM registry.closed_period c WHERE c.period = provider_report.period)
     AND NOT EXISTS (SELECT FROM registry.saved_report r WHERE r.period = provider_report.period AND r.by = '{}') THEN
    RAISE EXCEPTION 'no report of this period is saved' USING ERRCODE = '42704',
      HINT = 'A provider sees its own figures of periods that the ministry has reported or closed.';
  END IF;
  -- The national figures were saved with a cut-off, parameters and versions: the provider's own are asked alike.
  SELECT r.* INTO kept FROM registry.saved_report r WHERE r.period = provider_report.period AND r.by = '{}'
    ORDER BY r.status = 'final' DESC, r.saved_at DESC, r.edition DESC, r.name COLLATE "C" LIMIT 1;
  RETURN QUERY
  SELECT mine, f.indicator, f.version, continuum.titled(f.label, f.indicator, f.category, NULL, provider_report.language), f.unit, f.category, f.gender, f.cases, f.denominator, f.numerator, f.value, f.value_text, f.excluded,
    f.value_reason, n.value, n.value_text,
    concat_ws('; ', CASE WHEN n.name IS NULL THEN no_national
      ELSE format('%s, %s %s (%s)', kept.name, continuum.report_label('report_column', 'edition', provider_report.language), kept.edition,
        continuum.report_label('report', kept.status, provider_report.language)) END, f.note)
  FROM continuum.indicators(provider_report.period, kept.codes, '{}',
      coalesce(kept.observed_until, continuum.default_observed_until(), upper(provider_report.period) - 1), coalesce(kept.basis, 'identity'), coalesce(kept.params, '{}'),
      coalesce(kept.preset, 'default'), provider_report.language, mine) WITH ORDINALITY f
    LEFT JOIN registry.saved_figure n ON n.name = kept.name AND n.edition = kept.edition AND n.indicator = f.indicator AND n.version = f.version
      AND n.category IS NOT DISTINCT FROM f.category AND n.gender = f.gender
  ORDER BY f.ordinality;
  RETURN QUERY
  SELECT mine, 'data_quality', NULL::integer, continuum.report_label('report', 'data_quality', provider_report.language), NULL::text, NULL::text, 'all',
    NULL::bigint, NULL::bigint, NULL::bigint, round(100 * q.share_known, 1),
    continuum.figure_text(round(100 * q.share_known, 1), 'percent', provider_report.language), '{}'::jsonb, NULL::text, NULL::numeric, NULL::text,
    format(continuum.report_label('report', 'rank', provider_report.language), q.rank, q.providers)
  FROM registry.quality_rank(provider_report.period, mine) q;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.provider_report(daterange, integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.provider_report(daterange, integer, text) IS 'A provider''s own exact figures for a period beside the national ones: those of the saved report of that period that is not broken down, a final one before others, then the latest; asked with the same cut-off, parameters and versions. Without one the note says that the national figure is not published; note also has what the own figure must not be read without. Own figures are of cases attributed to its programmes: people count in each provider that they attended. The last line, data_quality, is the share of the values that it records, per cent, and its place among all providers. Not adjusted for who comes to whom. It takes as long as the national figures. For the provider itself (NULL: the caller''s only one), of periods of which the ministry has saved a report or which it has closed; for analysts and auditors of any. Errors: 42501 for another''s provider; 42704 for a provider''s own period; those of continuum.indicators().';

CREATE FUNCTION registry.stock_and_flow(period daterange, by text DEFAULT 'provider', observed_until date DEFAULT NULL, basis text DEFAULT 'identity')
  RETURNS TABLE (place text, gender text, open_at_start bigint, gender_changed bigint, started bigint, ended bigint, presumed_left bigint,
                 end_unknown bigint, open_at_end bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE ROWS 1000 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  first_day date := lower(stock_and_flow.period);
  last_day date := upper(stock_and_flow.period) - 1;
  until date;
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  PERFORM continuum.check_indicator_arguments(stock_and_flow.period, stock_and_flow.observed_until, stock_and_flow.basis, 'en');
  IF stock_and_flow.by = ANY ('{all,provider,programme}') IS NOT TRUE THEN
    PERFORM registry.refuse_word('place', stock_and_flow.by, '{all,programme,provider}');
  END IF;
  until := coalesce(stock_and_flow.observed_until, continuum.default_observed_until(), last_day);
  RETURN QUERY
  WITH stay AS ( -- equal stays are one
    SELECT DISTINCT s.person, s.programme, s.provider, s.started, s.exit_reason OPERATOR(continuum.=) 'ongoing' AS said_open,
      CASE WHEN s.exit_reason OPERATOR(continuum.=) 'ongoing'
        THEN registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, until) ELSE s.episode END AS episode
    FROM registry.counted_stay s
    WHERE s.started <= least(last_day, until) AND (s.ended >= first_day OR s.started >= first_day OR s.exit_reason OPERATOR(continuum.=) 'ongoing')),
  known AS MATERIALIZED (
    SELECT s.person, CASE stock_and_flow.by WHEN 'provider' THEN s.provider::text WHEN 'programme' THEN s.programme::text ELSE 'all' END AS place,
      s.started, s.said_open, continuum.is_open(s.episode) AS is_open, continuum.ended(s.episode) AS ended
    FROM stay s),
  gender AS (
    SELECT k.person, coalesce(b.gender::text, 'unknown') AS before, coalesce(n.gender::text, 'unknown') AS now
    FROM (SELECT DISTINCT k.person FROM known k) k
      LEFT JOIN registry.person_gender(first_day - 1, stock_and_flow.basis) b ON b.person = k.person
      LEFT JOIN registry.person_gender(last_day, stock_and_flow.basis) n ON n.person = k.person),
  counted AS (
    SELECT k.place, g.before, g.now, k.started < first_day AND (k.is_open OR k.ended >= first_day) AS was_open, k.started >= first_day AS began,
      k.ended BETWEEN first_day AND last_day AND NOT k.said_open AS has_ended, k.ended BETWEEN first_day AND last_day AND k.said_open AS was_presumed,
      k.started >= first_day AND NOT k.is_open AND k.ended IS NULL AS lost, k.is_open OR k.ended > last_day AS still_open
    FROM known k JOIN gender g ON g.person = k.person),
  line AS (
    SELECT c.place, x.gender, count(*) FILTER (WHERE c.was_open AND c.before = x.gender) AS open_at_start,
      count(*) FILTER (WHERE c.was_open AND c.now = x.gender) - count(*) FILTER (WHERE c.was_open AND c.before = x.gender) AS gender_changed,
      count(*) FILTER (WHERE c.began AND c.now = x.gender) AS started, count(*) FILTER (WHERE c.has_ended AND c.now = x.gender) AS ended,
      count(*) FILTER (WHERE c.was_presumed AND c.now = x.gender) AS presumed_left, count(*) FILTER (WHERE c.lost AND c.now = x.gender) AS end_unknown,
      count(*) FILTER (WHERE c.still_open AND c.now = x.gender) AS open_at_end
    FROM counted c CROSS JOIN LATERAL (SELECT c.now UNION SELECT c.before) x (gender)
    GROUP BY c.place, x.gender)
  SELECT l.place, coalesce(l.gender, 'all'), sum(l.open_at_start)::bigint, sum(l.gender_changed)::bigint, sum(l.started)::bigint, sum(l.ended)::bigint,
    sum(l.presumed_left)::bigint, sum(l.end_unknown)::bigint, sum(l.open_at_end)::bigint
  FROM line l GROUP BY GROUPING SETS ((l.place, l.gender), (l.place))
  ORDER BY length(l.place), l.place COLLATE "C", registry.gender_order(coalesce(l.gender, 'all'));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.stock_and_flow(daterange, text, date, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.stock_and_flow(daterange, text, date, text) IS 'Stays of every role, open when a period began and when it ended, and what happened in between, by gender, for every provider (by), programme, or all. In every line open_at_start + gender_changed + started - ended - presumed_left - end_unknown = open_at_end. open_at_start: began before the first day, and ended on it or later, or open; by the gender known the day before. gender_changed: how many more, or fewer, of those open at the start are of this gender by what is known on the last day, as all other columns have it; 0 over all genders. presumed_left: on record as open, and taken as ended on a day of the period (see registry.presumed_episode()). end_unknown: began in the period and ended nobody knows when, on record or presumed; one that began before it is in no column. open_at_end: began by the last day and ended later, or open. Equal stays are one. Errors: 42501 without the duty analyst or auditor; 22023 for another word for the place, and as continuum.indicators() has them.';
