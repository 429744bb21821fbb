-- indicators_access.sql: who comes to care, how, how long they waited, who was refused, and what care they found.

INSERT INTO registry.index_event (event, about, one_a_person, cases) VALUES
-- Filter first, then one a person (TDI): a stay that cannot be judged gives way to one that can.
('treatment_entrant', 'Somebody who started treatment in the period and was not in treatment in the 6 calendar months before: one stay, the first or the last ({keep}); no_history (those months are not all known), status (never, previously, unknown).', true,
  $cases$SELECT DISTINCT ON (s.person) s.person, p.gender, p.record_key, s.started AS on_date, s.programme, s.care, s.assertion AS stay, h.no_history,
      CASE WHEN s.said_yes OR continuum.days_in_care(p.journey, daterange(NULL, s.started), 'treatment') > 0 THEN 'previously'
        WHEN s.said_no THEN 'never' ELSE 'unknown' END AS status
    FROM (SELECT k.assertion, k.person, k.started, k.programme, k.care::text AS care,
        coalesce(bool_or(f.prior_treatment = 'yes' OR f.prior_last_on < k.started), false) AS said_yes, coalesce(bool_or(f.prior_treatment = 'no'), false) AS said_no,
        coalesce(bool_or(f.prior_last_on >= (k.started - interval '6 months')::date AND f.prior_last_on < k.started), false) AS said_recent
      FROM registry.counted_stay k
        LEFT JOIN registry.current_profile f ON f.person = k.person AND f.programme = k.programme AND f.stage = 'admission'
          AND f.on_date BETWEEN k.started - 30 AND k.started + 30
      WHERE k.started BETWEEN {first_day} AND least({last_day}, {observed_until}) AND continuum.care_role(k.care) = 'treatment'
        AND ({substances} = 'all' OR coalesce(k.primary_substance, 'unknown') NOT IN ('alcohol', 'tobacco'))
      GROUP BY k.assertion, k.person, k.started, k.programme, k.care) s
    JOIN people p ON p.person = s.person
    CROSS JOIN LATERAL (SELECT coalesce((s.started - interval '6 months')::date < (SELECT max(f.history_from) FROM registry.history_from f), false) AS no_history) h
    WHERE h.no_history OR NOT s.said_recent AND continuum.days_in_care(p.journey, daterange((s.started - interval '6 months')::date, s.started), 'treatment') = 0
    ORDER BY s.person, h.no_history, CASE {keep} WHEN 'first' THEN s.started - date '2000-01-01' ELSE date '2000-01-01' - s.started END, s.assertion$cases$),
-- Without a number of its request, a stay comes from the latest one to its provider that nothing else had answered.
('entry_with_request', 'A treatment journey that started in the period, attributed to its first stay, with what that stay and the request for it say: legal_status, justice_basis, referral_source, days (waited, less those on which the person could not have come; NULL: no request).', false,
  $cases$SELECT k.person, k.gender, k.record_key, k.on_date, k.programme, k.care, k.stay, s.legal_status, s.justice_basis, r.referral_source,
      k.on_date - r.on_date - coalesce(r.unavailable_days, 0) AS days
    FROM (SELECT p.person, p.gender, p.record_key, p.journey, (p.e).entered_on AS on_date, (p.e).programme, (p.e).care::text AS care,
        (SELECT min(s.assertion) FROM registry.counted_stay s WHERE s.person = p.person AND s.started = (p.e).entered_on AND s.programme = (p.e).programme AND s.care = (p.e).care) AS stay
      FROM (SELECT p.*, continuum.entries(p.journey, {period}, {gap}) AS e FROM people p OFFSET 0) p) k
    LEFT JOIN registry.stay s ON s.assertion = k.stay
    LEFT JOIN LATERAL (SELECT r.* FROM registry.current_request r
      WHERE r.person = k.person AND r.provider = s.provider
        AND (r.source_record = s.request OR s.request IS NULL AND r.on_date <= k.on_date AND coalesce(r.outcome, 'admitted') = 'admitted'
          AND continuum.days_in_care(k.journey, daterange(r.on_date, k.on_date), 'treatment') = 0)
        AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = r.programme AND m.during @> r.on_date)
      ORDER BY r.on_date DESC, r.assertion DESC LIMIT 1) r ON true$cases$),
('request', 'A request for care that was open on the last day (days waited so far), or that something ended in the period (outcome; undated: nobody knows on which day, and it was made in the period).', false,
  $cases$SELECT r.person, coalesce(g.gender, 'unknown') AS gender, n.record_key, r.on_date, r.programme, NULL::text AS care, NULL::bigint AS stay, r.days, r.outcome, r.undated
    FROM (
      SELECT w.person, w.programme, w.on_date AS made_on, least({last_day}, {observed_until}) AS on_date, w.days, NULL AS outcome, false AS undated
      FROM registry.open_request(least({last_day}, {observed_until})) w
      UNION ALL -- who has begun treatment since was admitted, whether or not anybody came back to the request to say so
      SELECT q.person, q.programme, q.on_date, coalesce(o.on_date, q.on_date), NULL, coalesce(q.outcome, 'admitted'), o.on_date IS NULL
      FROM registry.current_request q
      CROSS JOIN LATERAL (SELECT CASE WHEN q.outcome IS NOT NULL THEN q.outcome_on ELSE (SELECT min(s.started) FROM registry.current_stay s
        WHERE s.person = q.person AND s.started >= q.on_date AND continuum.care_role(s.care) = 'treatment') END AS on_date) o
      WHERE (q.outcome IS NOT NULL OR o.on_date IS NOT NULL) AND coalesce(o.on_date, q.on_date) BETWEEN {first_day} AND least({last_day}, {observed_until})) r
    JOIN registry.person n ON n.person = r.person
    LEFT JOIN registry.person_gender({last_day}, {basis}) g ON g.person = r.person
    WHERE NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = r.programme AND m.during @> r.made_on)$cases$),
('need_assessed', 'Somebody whom an assessment of the period found in need of treatment while not in it: the first such assessment; of_one_provider, died_on (a death recorded apart from stays), died_in_care, died_undated (first day of a stay that ended in death on an unknown day), treated_on (the first day of treatment begun on it or later), unclear (an earlier stay of treatment has an unknown end).', true,
  $cases$SELECT DISTINCT ON (a.person) a.person, coalesce(p.gender, g.gender, 'unknown') AS gender, n.record_key, a.on_date, a.programme, NULL::text AS care, NULL::bigint AS stay,
      coalesce(p.of_one_provider, (SELECT bool_and(x.quality IN ('weak', 'local')) FROM registry.person_alias x WHERE x.person = a.person), false) AS of_one_provider,
      (SELECT min(d.on_date) FROM registry.current_death d WHERE d.person = a.person AND d.on_date <= {observed_until}) AS died_on,
      t.died_in_care, t.died_undated, t.treated_on, t.unclear
    FROM registry.current_assessment a
    JOIN registry.person n ON n.person = a.person
    LEFT JOIN everybody p ON p.person = a.person
    LEFT JOIN registry.person_gender({last_day}, {basis}) g ON g.person = a.person
    CROSS JOIN LATERAL (SELECT
        min(k.started) FILTER (WHERE k.is_treatment AND k.started >= a.on_date) AS treated_on,
        coalesce(bool_or(k.is_treatment AND k.started < a.on_date AND (k.is_open OR k.ended >= a.on_date)), false) AS in_treatment,
        coalesce(bool_or(k.is_treatment AND k.started < a.on_date AND NOT k.is_open AND k.ended IS NULL), false) AS unclear,
        min(k.ended) FILTER (WHERE k.exit_reason = 'died') AS died_in_care,
        min(k.started) FILTER (WHERE k.exit_reason = 'died' AND k.ended IS NULL) AS died_undated
      FROM (SELECT continuum.started(u) AS started, continuum.ended(u) AS ended, continuum.is_open(u) AS is_open, continuum.exit_reason(u) AS exit_reason,
          continuum.care_role(continuum.care(u)) = 'treatment' AS is_treatment FROM continuum.unnest(p.journey) u) k) t
    WHERE a.indicated = 'yes' AND a.on_date BETWEEN {first_day} AND least({last_day}, {observed_until}) AND NOT t.in_treatment
      AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = a.programme AND m.during @> a.on_date)
    ORDER BY a.person, a.on_date, a.assertion$cases$),
-- A known answer is not replaced by a later one that is none.
('situation_in_treatment', 'Somebody with at least one day of presence in the period in a stay of role treatment: a row for each such stay. Of the person: women_specific and resident (a stay of theirs was in a programme for women; residential or in custody), registered_sex, has_profile (one dated in the period), and of those profiles the latest known pregnancy, living_with_children and violence_screen (where there is none, the latest word instead), children_under_18, children_in_residence, children_in_state_care.', true,
  $cases$SELECT p.person, p.gender, p.record_key, max(e.started) OVER w AS on_date, e.programme, e.care::text AS care, NULL::bigint AS stay,
      coalesce(bool_or(t.women_specific) OVER w, false) AS women_specific,
      bool_or(continuum.care_group(e.care) IN ('residential', 'custody')) OVER w AS resident,
      x.gender AS registered_sex, f.person IS NOT NULL AS has_profile, f.pregnancy, f.living_with_children, f.violence_screen, f.children_under_18, f.children_in_residence, f.children_in_state_care
    FROM people p
    CROSS JOIN LATERAL (SELECT continuum.started(u) AS started, continuum.programme(u) AS programme, continuum.care(u) AS care
      FROM continuum.unnest(p.journey) u
      WHERE continuum.care_role(continuum.care(u)) = 'treatment' AND continuum.started(u) <= {last_day}
        AND (coalesce(continuum.ended(u), continuum.started(u)) >= {first_day} OR continuum.is_open(u))) e
    LEFT JOIN registry.current_programme t ON t.programme = e.programme AND t.valid @> e.started
    LEFT JOIN (SELECT q.person,
        (array_agg(q.pregnancy ORDER BY q.pregnancy IN ('yes', 'no') DESC, q.on_date DESC, q.assertion DESC) FILTER (WHERE q.pregnancy IS NOT NULL))[1] AS pregnancy,
        (array_agg(q.living_with_children ORDER BY q.living_with_children IN ('yes', 'no') DESC, q.on_date DESC, q.assertion DESC) FILTER (WHERE q.living_with_children IS NOT NULL))[1] AS living_with_children,
        (array_agg(q.violence_screen ORDER BY q.violence_screen IN ('yes', 'no') DESC, q.on_date DESC, q.assertion DESC) FILTER (WHERE q.violence_screen IS NOT NULL))[1] AS violence_screen,
        (array_agg(q.children_under_18 ORDER BY q.on_date DESC, q.assertion DESC) FILTER (WHERE q.children_under_18 IS NOT NULL))[1] AS children_under_18,
        (array_agg(q.children_in_residence ORDER BY q.on_date DESC, q.assertion DESC) FILTER (WHERE q.children_in_residence IS NOT NULL))[1] AS children_in_residence,
        (array_agg(q.children_in_state_care ORDER BY q.on_date DESC, q.assertion DESC) FILTER (WHERE q.children_in_state_care IS NOT NULL))[1] AS children_in_state_care
      FROM registry.current_profile q
      WHERE q.on_date BETWEEN {first_day} AND least({last_day}, {observed_until})
        AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = q.programme AND m.during @> q.on_date)
      GROUP BY q.person) f ON f.person = p.person
    LEFT JOIN registry.person_gender({last_day}, 'registered_sex') x ON x.person = p.person
    WHERE continuum.days_in_care(p.journey, {period}, 'treatment') > 0
    WINDOW w AS (PARTITION BY p.person)$cases$),
('stay_in_period', 'A stay with at least one day in the period, on the first of them; equal stays are one: payment, plan, primary_substance, standard, accredited_until and class (of SDG 3.5.1: the programme''s, else that of the care), days (of the stay in the period, first and last counted; NULL: it ended nobody knows when).', false,
  $cases$SELECT DISTINCT ON (k.person, k.episode) k.person, k.gender, k.record_key, greatest(s.started, {first_day}) AS on_date, s.programme, s.care::text AS care, s.assertion AS stay,
      s.started, s.payment, s.plan, s.primary_substance, t.standard, t.accredited_until, coalesce(t.sdg_class, continuum.sdg_class(s.care)) AS class, k.days
    FROM (SELECT p.person, p.gender, p.record_key, u AS episode,
        CASE WHEN continuum.is_open(u) OR continuum.ended(u) IS NOT NULL
          THEN least(continuum.ended(u), {last_day}, {observed_until}) - greatest(continuum.started(u), {first_day}) + 1 END AS days
      FROM people p CROSS JOIN LATERAL continuum.unnest(p.journey) u
      WHERE continuum.started(u) <= {last_day} AND (coalesce(continuum.ended(u), continuum.started(u)) >= {first_day} OR continuum.is_open(u))) k
    -- As equalities of columns the planner would believe that nearly none of these agree, and loop over whatever is joined next.
    JOIN registry.counted_stay s ON s.person = k.person
      AND CASE WHEN s.started = continuum.started(k.episode) AND s.programme = continuum.programme(k.episode)
        AND s.care = continuum.care(k.episode) THEN s.episode = k.episode OR s.exit_reason = 'ongoing' ELSE false END
      AND s.started <= {last_day} AND (greatest(s.started, s.ended) >= {first_day} OR s.exit_reason = 'ongoing')
    LEFT JOIN registry.current_programme t ON t.programme = s.programme AND t.valid @> greatest(s.started, {first_day})
    ORDER BY k.person, k.episode, s.episode = k.episode DESC, s.assertion$cases$);

-- People: entrants, identity, gender.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, look_back, params, presets, attributed_to, dimension_at, needs, source, sql_definition)
SELECT v.line, v.indicator, 'treatment_entrant', 'people', v.measure, 'CASE WHEN c.no_history THEN ''no_history'' ELSE ''yes'' END', v.category,
  v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt, v.denominator, v.numerator,
  'first day of the stay that is kept: the first of the period, or the last', 'no_history: the 6 months before are not all known to the registry',
  '6 calendar months; earlier treatment as far as the registry or the person knows',
  '{"keep": {"default": "first", "values": ["first", "last"]}, "substances": {"default": "all", "values": ["all", "drugs"]}}', '{"tdi": {"substances": "drugs"}}',
  'the stay', 'index date', v.needs::text[], 'DOMAIN 1 #2, 4; USERS.md Annex A 2; TDI 3.0',
  registry.plain_definition(replace($sql$
  SELECT DISTINCT ON (n.person) n.person, w.gender, CASE WHEN n.no_history THEN 'no_history' ELSE 'yes' END AS answer, NULL::integer AS amount, {category} AS category
  FROM (SELECT s.assertion, s.person, s.programme, s.started,
      coalesce(s.started - interval '6 months' < (SELECT max(h.history_from) FROM registry.history_from h), false) AS no_history
    FROM registry.counted_stay s JOIN role r ON r.care = s.care::text AND r.role = 'treatment', asked a
    WHERE s.started BETWEEN a.first_day AND a.last_day AND s.started <= a.observed_until
      AND NOT (:'substances' = 'drugs' AND coalesce(s.primary_substance, '') IN ('alcohol', 'tobacco'))) n
    JOIN who w ON w.person = n.person
    LEFT JOIN (SELECT t.person, min(t.started) AS started FROM stay t WHERE t.role = 'treatment' GROUP BY t.person) e ON e.person = n.person AND e.started < n.started
  WHERE NOT EXISTS (SELECT FROM unnest(w.stays) t WHERE t.role = 'treatment' AND t.started < n.started AND t.seen >= n.started - interval '6 months' AND NOT n.no_history)
    AND NOT EXISTS (SELECT FROM registry.current_profile f WHERE f.person = n.person AND f.programme = n.programme AND f.stage = 'admission'
        AND abs(f.on_date - n.started) <= 30 AND f.prior_last_on < n.started AND f.prior_last_on >= n.started - interval '6 months' AND NOT n.no_history)
  ORDER BY n.person, n.no_history, CASE WHEN :'keep' = 'first' THEN n.started END, n.started DESC, n.assertion$sql$, '{category}', v.plain_category))
FROM (VALUES
(30, 'treatment_entrants', 'count', NULL, 'NULL::text',
  'People who started treatment', 'Personas que iniciaron tratamiento', 'Pessoas que iniciaram tratamento',
  'People who started treatment in the period and had not been in treatment anywhere in the six calendar months before.',
  'Personas que iniciaron tratamiento en el período sin haber estado en tratamiento en ningún centro durante los seis meses calendario anteriores.',
  'Pessoas que iniciaram tratamento no período sem ter estado em tratamento em nenhum serviço nos seis meses-calendário anteriores.',
  'none: a count', 'people with a stay of role treatment begun in the period (preset tdi: main substance neither alcohol nor tobacco), no day of treatment in the 6 calendar months before it, and none declared at admission',
  '{stays.care,stays.started,stays.ended,stays.primary_substance,stays.registered_sex,profile.prior_last_on}'),
(31, 'treatment_entrants_status', 'share', 'c.status',
  $sql$CASE WHEN NOT n.no_history THEN CASE
      WHEN e.person IS NOT NULL OR EXISTS (SELECT FROM registry.current_profile f WHERE f.person = n.person AND f.programme = n.programme AND f.stage = 'admission' AND abs(f.on_date - n.started) <= 30 AND (f.prior_treatment = 'yes' OR f.prior_last_on < n.started)) THEN 'previously'
      WHEN EXISTS (SELECT FROM registry.current_profile f WHERE f.person = n.person AND f.programme = n.programme AND f.stage = 'admission' AND abs(f.on_date - n.started) <= 30 AND f.prior_treatment = 'no') THEN 'never'
      ELSE 'unknown' END END$sql$,
  'People who started treatment, by earlier treatment', 'Personas que iniciaron tratamiento, según tratamiento anterior', 'Pessoas que iniciaram tratamento, segundo tratamento anterior',
  'Of the people who started treatment in the period, the share never treated before, treated before, and not known.',
  'De las personas que iniciaron tratamiento en el período, la parte nunca tratada antes, tratada antes y sin información.',
  'Das pessoas que iniciaram tratamento no período, a parte nunca tratada antes, tratada antes e sem informação.',
  'people who started treatment (treatment_entrants)', 'never: said so at admission, within 30 days of the start, and the registry knows of no earlier stay of treatment; previously: said so, or the registry knows of one, whatever was said; unknown: neither',
  '{stays.care,stays.started,stays.ended,stays.primary_substance,stays.registered_sex,profile.prior_treatment,profile.prior_last_on}'))
  AS v (line, indicator, measure, category, plain_category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, needs);

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, attributed_to, dimension_at, needs, source, sql_definition)
SELECT v.line, v.indicator, 'person_in_care', 'people', v.measure, v.answer, v.category, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  'people with at least one day in care of any role in the period', v.numerator, 'none', v.exclusions, 'each programme attended', 'latest stay start in the period',
  '{stays.care,stays.started,stays.ended,stays.identifier,stays.registered_sex,stays.gender_identity}', 'USERS.md 10, 16, 36 (Annex B)',
  registry.plain_definition(format($sql$
  SELECT DISTINCT w.person, w.gender, %s AS answer, NULL::integer AS amount, %s AS category
  FROM stay s JOIN who w ON w.person = s.person, asked a
  WHERE s.started <= a.last_day AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day)$sql$,
    v.plain, CASE v.measure WHEN 'share' THEN 'w.quality' ELSE 'NULL::text' END))
FROM (
  SELECT 40 AS line, 'identity_quality' AS indicator, 'share' AS measure, 'CASE WHEN c.quality IS NULL THEN ''not_recorded'' ELSE ''yes'' END' AS answer, 'c.quality' AS category,
    'Quality of identity of people in care' AS title_en, 'Calidad de la identidad de las personas en atención' AS title_es, 'Qualidade da identidade das pessoas em atenção' AS title_pt,
    'Of the people in care in the period, the share by how they are recognised: verified, plain, weak or local.' AS definition_en,
    'De las personas en atención en el período, la parte según cómo se las reconoce: verificada, simple, débil o local.' AS definition_es,
    'Das pessoas em atenção no período, a parte segundo como são reconhecidas: verificada, simples, fraca ou local.' AS definition_pt,
    'by the best identity anybody has given: verified (its check digit holds), plain (a number without one), weak (initials and dates), local (a provider''s own number)' AS numerator,
    'not_recorded: no identity on record' AS exclusions, 'CASE WHEN w.quality IS NULL THEN ''not_recorded'' ELSE ''yes'' END' AS plain
  UNION ALL
  SELECT 40 + q.nth, 'identity_' || q.quality, 'percent', format('CASE WHEN c.quality = %L THEN ''yes'' ELSE ''no'' END', q.quality), NULL, q.title_en, q.title_es, q.title_pt,
    'Of the people in care in the period, those whose best identity is ' || q.en || '.', 'De las personas en atención en el período, aquellas cuya mejor identidad es ' || q.es || '.',
    'Das pessoas em atenção no período, aquelas cuja melhor identidade é ' || q.pt || '.', 'those whose best identity is ' || q.en, 'none',
    format('CASE WHEN w.quality = %L THEN ''yes'' ELSE ''no'' END', q.quality)
  FROM (VALUES
    (1, 'verified', 'Identity verified by check digit', 'Identidad verificada por dígito verificador', 'Identidade verificada por dígito verificador',
      'a number whose check digit holds', 'un número cuyo dígito verificador corresponde', 'um número cujo dígito verificador confere'),
    (2, 'plain', 'Identity by a number without check digit', 'Identidad por número sin dígito verificador', 'Identidade por número sem dígito verificador',
      'a number without check digit', 'un número sin dígito verificador', 'um número sem dígito verificador'),
    (3, 'weak', 'Identity by a composite key', 'Identidad por clave compuesta', 'Identidade por chave composta',
      'a key made of initials and dates', 'una clave compuesta de iniciales y fechas', 'uma chave composta de iniciais e datas'),
    (4, 'local', 'Identity by the provider''s own number', 'Identidad por número propio del centro', 'Identidade por número próprio do serviço',
      'a provider''s own number, good nowhere else', 'el número propio de un centro, que no vale en otros', 'o número próprio de um serviço, que não vale em outros'))
    q (nth, quality, title_en, title_es, title_pt, en, es, pt)
  UNION ALL
  SELECT 45, 'gender_conflict', 'percent', 'CASE WHEN c.conflict THEN ''yes'' ELSE ''no'' END', NULL,
    'Gender differs between providers', 'Género distinto entre centros', 'Gênero distinto entre serviços',
    'Of the people in care in the period, those of whom providers state different genders.', 'De las personas en atención en el período, aquellas de quienes los centros informan géneros distintos.',
    'Das pessoas em atenção no período, aquelas de quem os serviços informam gêneros diferentes.',
    'those of whom the last known values of two providers differ, in the fact that decides (identity, else registered sex)', 'none', 'CASE WHEN w.conflict THEN ''yes'' ELSE ''no'' END') v;

-- Entries: on what basis people came, who showed the way, how long they had waited.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, amount, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, params, presets, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'entry_with_request', 'entries', v.measure, v.answer, v.amount, v.category, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  v.denominator, v.numerator, 'first day of the treatment journey', v.exclusions, v.params || '{"gap": {"default": 21, "low": 0, "high": 365}}', '{"cl": {"gap": 45}}',
  'first stay', 'index date', ('{stays.care,stays.started,stays.ended,stays.registered_sex,' || v.needs || '}')::text[], v.source, v.paragraph,
  registry.plain_definition(format($sql$
  SELECT e.person, e.gender, %s AS answer, %s AS amount, %s AS category
  FROM (SELECT DISTINCT ON (k.person, k.journey) w.person, w.gender, s.legal_status, s.justice_basis, r.referral_source, k.started - r.on_date - coalesce(r.unavailable_days, 0) AS days
    FROM treatment_journey j JOIN numbered k ON k.person = j.person AND k.journey = j.journey AND k.started = j.started
      CROSS JOIN asked a JOIN who w ON w.person = k.person JOIN registry.current_stay s ON s.assertion = k.assertion
      LEFT JOIN registry.current_request r ON r.person = k.person AND r.provider = s.provider
        AND CASE WHEN s.request IS NOT NULL THEN r.source_record = s.request
          ELSE r.on_date <= k.started AND (r.outcome IS NULL OR r.outcome = 'admitted')
            AND NOT EXISTS (SELECT FROM unnest(w.stays) t WHERE t.role = 'treatment' AND t.started < k.started AND t.seen >= r.on_date) END
        AND NOT EXISTS (SELECT FROM registry.current_programme p WHERE p.pilot AND p.programme = r.programme AND p.valid @> r.on_date)
    WHERE j.started BETWEEN a.first_day AND a.last_day
    -- Of stays begun on one day the one that ended first is the first.
    ORDER BY k.person, k.journey, k.ended, k.ending DESC, k.programme, r.on_date DESC NULLS LAST, r.assertion DESC) e
  WHERE %s$sql$, v.plain, v.plain_amount, v.plain_category, v.plain_case))
FROM (
  SELECT b.line, b.indicator, 'share' AS measure, b.answer, NULL AS amount, b.category, b.title_en, b.title_es, b.title_pt, b.definition_en, b.definition_es, b.definition_pt,
    b.denominator, b.numerator, b.exclusions, '{}'::jsonb AS params, b.needs, b.source, b.paragraph, b.plain, 'NULL::integer' AS plain_amount, b.plain_category, b.plain_case
  FROM (VALUES
    (50, 'entry_basis', 'CASE WHEN coalesce(c.legal_status, ''unknown'') = ''unknown'' THEN ''not_recorded'' ELSE ''yes'' END', 'c.legal_status',
      'Entries by legal status', 'Ingresos según situación legal', 'Entradas segundo situação legal',
      'Of the treatment journeys that started in the period, the share by legal status of the entry: voluntary, by a court, compulsory, in custody.',
      'De las trayectorias de tratamiento iniciadas en el período, la parte según la situación legal del ingreso: voluntario, por un tribunal, obligatorio, en privación de libertad.',
      'Das trajetórias de tratamento iniciadas no período, a parte segundo a situação legal da entrada: voluntária, por um tribunal, obrigatória, em privação de liberdade.',
      'treatment journeys started in the period', 'by legal_status of the first stay', 'not_recorded: not stated, or not known', 'stays.legal_status', 'USERS.md 35 (Annex B), D8; Cartagena Dialogue 2015', NULL,
      'CASE WHEN e.legal_status IS NULL OR e.legal_status = ''unknown'' THEN ''not_recorded'' ELSE ''yes'' END', 'nullif(e.legal_status, ''unknown'')', 'true'),
    (51, 'justice_basis', 'CASE WHEN c.justice_basis IS NOT NULL THEN ''yes'' WHEN c.legal_status IN (''drug_court_agreement'', ''alternative_to_prison'', ''condition_of_sentence'', ''in_custody'') THEN ''not_recorded'' END', 'c.justice_basis',
      'Entries through justice by what they rest on', 'Ingresos desde la justicia según su fundamento', 'Entradas pela justiça segundo seu fundamento',
      'Of the treatment journeys that started in the period through the justice system, the share by what its part rests on: possession for use, minor supply, another offence, not stated.',
      'De las trayectorias de tratamiento iniciadas en el período desde la justicia, la parte según su fundamento: porte para consumo, microtráfico, otro delito, no indicado.',
      'Das trajetórias de tratamento iniciadas no período pela justiça, a parte segundo seu fundamento: porte para uso, pequeno tráfico, outro delito, não indicado.',
      'treatment journeys started in the period of which a justice basis is stated, or whose legal status is drug_court_agreement, alternative_to_prison, condition_of_sentence or in_custody', 'by justice_basis of the first stay', 'not_recorded: entered through justice, basis left out',
      'stays.legal_status,stays.justice_basis', 'USERS.md 35 (Annex B), D8; open letter to MISPA IV 2013', NULL,
      'CASE WHEN e.justice_basis IS NULL THEN ''not_recorded'' ELSE ''yes'' END', 'e.justice_basis',
      'e.justice_basis IS NOT NULL OR e.legal_status IN (''drug_court_agreement'', ''alternative_to_prison'', ''condition_of_sentence'', ''in_custody'')'),
    (52, 'referral_source', 'CASE WHEN coalesce(c.referral_source, ''unknown'') = ''unknown'' THEN ''not_recorded'' ELSE ''yes'' END', 'c.referral_source',
      'Entries by source of referral', 'Ingresos según origen de la derivación', 'Entradas segundo origem do encaminhamento',
      'Of the treatment journeys that started in the period, the share by who referred the person.',
      'De las trayectorias de tratamiento iniciadas en el período, la parte según quién derivó a la persona.',
      'Das trajetórias de tratamento iniciadas no período, a parte segundo quem encaminhou a pessoa.',
      'treatment journeys started in the period', 'by referral_source of the request that led to the first stay', 'not_recorded: no request on record, or its source not stated or not known',
      'stays.request,requests.on_date,requests.referral_source', 'USERS.md D7; TDI 3.0; TEDS', NULL,
      'CASE WHEN e.referral_source IS NULL OR e.referral_source = ''unknown'' THEN ''not_recorded'' ELSE ''yes'' END', 'nullif(e.referral_source, ''unknown'')', 'true'))
    b (line, indicator, answer, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, exclusions, needs, source, paragraph, plain, plain_category, plain_case)
  UNION ALL
  SELECT w.line, w.indicator, w.measure, 'CASE WHEN c.days IS NULL THEN ''not_recorded'' WHEN c.days < 0 THEN ''contradictory'' ELSE ' || w.answer || ' END', w.amount, replace(w.category, 'e.', 'c.'),
    w.title_en, w.title_es, w.title_pt, w.definition_en, w.definition_es, w.definition_pt, 'treatment journeys started in the period of whose request the day is known', w.numerator,
    'not_recorded: no request on record; contradictory: begun before it was asked for, or fewer days waited than days on which the person could not have come', w.params::jsonb,
    'stays.request,requests.on_date,requests.unavailable_days', 'DOMAIN 1 #4; USERS.md 29, Annex A 4', 'op. 2',
    'CASE WHEN e.days IS NULL THEN ''not_recorded'' WHEN e.days < 0 THEN ''contradictory'' ELSE ' || w.plain || ' END',
    CASE WHEN w.amount IS NULL THEN 'NULL::integer' ELSE 'CASE WHEN e.days >= 0 THEN e.days END' END, coalesce('CASE WHEN e.days >= 0 THEN ' || w.category || ' END', 'NULL::text'), 'true'
  FROM (VALUES
    (600, 'waiting_21d', 'percent', 'CASE WHEN c.days <= {days} THEN ''yes'' ELSE ''no'' END', 'CASE WHEN e.days <= :days THEN ''yes'' ELSE ''no'' END', NULL, NULL,
      'Waited at most 21 days for treatment', 'Esperaron a lo más 21 días por tratamiento', 'Esperaram no máximo 21 dias por tratamento',
      'Of the treatment journeys that started in the period, those that began at most 21 days after treatment was asked for.',
      'De las trayectorias de tratamiento iniciadas en el período, aquellas que comenzaron a lo más 21 días después de pedirlo.',
      'Das trajetórias de tratamento iniciadas no período, aquelas que começaram no máximo 21 dias depois do pedido.',
      'those with at most so many days from the request to the first day of the treatment journey, less unavailable_days', '{"days": {"default": 21, "low": 0, "high": 3650}}'),
    (601, 'waiting_median', 'median', '''yes''', '''yes''', 'c.days', NULL,
      'Days waited for treatment: half of the people waited at most', 'Días de espera por tratamiento: la mitad esperó a lo más', 'Dias de espera por tratamento: a metade esperou no máximo',
      'Median of the days from the request to the first day of the treatment journeys that started in the period.',
      'Mediana de los días entre la solicitud y el primer día de las trayectorias de tratamiento iniciadas en el período.',
      'Mediana dos dias entre o pedido e o primeiro dia das trajetórias de tratamento iniciadas no período.',
      'median of the days waited, less unavailable_days; waits of more than a year are in it', '{}'),
    (602, 'waiting_p90', 'p90', '''yes''', '''yes''', 'c.days', NULL,
      'Days waited for treatment: nine in ten waited at most', 'Días de espera por tratamiento: nueve de cada diez esperaron a lo más', 'Dias de espera por tratamento: nove em cada dez esperaram no máximo',
      '90th percentile of the days from the request to the first day of the treatment journeys that started in the period.',
      'Percentil 90 de los días entre la solicitud y el primer día de las trayectorias de tratamiento iniciadas en el período.',
      'Percentil 90 dos dias entre o pedido e o primeiro dia das trajetórias de tratamento iniciadas no período.',
      '90th percentile of the days waited, less unavailable_days; waits of more than a year are in it', '{}'),
    (603, 'waiting_bands', 'share', '''yes''', '''yes''', NULL,
      'CASE WHEN e.days = 0 THEN ''0'' WHEN e.days <= 7 THEN ''01-07'' WHEN e.days <= 14 THEN ''08-14'' WHEN e.days <= 21 THEN ''15-21'' WHEN e.days <= 30 THEN ''22-30'' WHEN e.days <= 365 THEN ''31-365'' ELSE ''>365'' END',
      'Entries by days waited', 'Ingresos según días de espera', 'Entradas segundo dias de espera',
      'Of the treatment journeys that started in the period, the share by days from the request to the first day.',
      'De las trayectorias de tratamiento iniciadas en el período, la parte según los días entre la solicitud y el primer día.',
      'Das trajetórias de tratamento iniciadas no período, a parte segundo os dias entre o pedido e o primeiro dia.',
      'by days waited, less unavailable_days: 0, 1 to 7, 8 to 14, 15 to 21, 22 to 30, 31 to 365, more than a year (to be confirmed)', '{}'))
    w (line, indicator, measure, answer, plain, amount, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, numerator, params)) v;

-- Requests: who waits, and what became of those who asked.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, amount, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'request', 'requests', v.measure, v.answer, v.amount, v.category, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  v.denominator, v.numerator, v.index_date, v.exclusions, 'reporting programme', v.dimension_at, ('{requests.programme,requests.on_date,requests.outcome,requests.outcome_on,stays.care,stays.started,stays.registered_sex' || v.needs || '}')::text[],
  'USERS.md 29, 33 (Annex B)', 'op. 2', registry.plain_definition(format($sql$
  SELECT q.person, coalesce(g.gender, 'unknown') AS gender, %s AS answer, %s AS amount, %s AS category
  FROM (SELECT r.*, a.first_day, least(a.last_day, a.observed_until) AS on_day,
      (SELECT min(s.started) FROM registry.current_stay s JOIN role o ON o.care = s.care::text AND o.role = 'treatment' WHERE s.person = r.person AND s.started >= r.on_date) AS treated_on,
      (SELECT min(d.on_date) FROM registry.died d WHERE d.person = r.person) AS died_on
    FROM registry.current_request r, asked a
    WHERE NOT EXISTS (SELECT FROM registry.current_programme p WHERE p.pilot AND p.programme = r.programme AND p.valid @> r.on_date)) q
    LEFT JOIN gender g ON g.person = q.person
  WHERE %s$sql$, v.plain, v.plain_amount, v.plain_category, v.plain_case))
FROM (VALUES
(610, 'waiting_now', 'count', 'CASE WHEN c.days IS NOT NULL THEN ''yes'' END', NULL, NULL,
  'Requests for treatment that wait', 'Solicitudes de tratamiento en espera', 'Pedidos de tratamento em espera',
  'Requests for care that were open on the last day of the period.', 'Solicitudes de atención abiertas el último día del período.', 'Pedidos de atenção abertos no último dia do período.',
  'none: a count', 'requests that nothing had ended by the last day of the period, or by observed_until where that is earlier: no outcome, no treatment begun anywhere since, no death', 'last day of the period', 'none', 'last day', ',requests.unavailable_days',
  '''yes''', 'NULL::integer', 'NULL::text',
  'q.on_date <= q.on_day AND (q.outcome IS NULL OR q.outcome_on > q.on_day) AND (q.treated_on <= q.on_day) IS NOT TRUE AND (q.died_on <= q.on_day) IS NOT TRUE'),
(611, 'waiting_now_median', 'median', 'CASE WHEN c.days IS NOT NULL THEN ''yes'' END', 'c.days', NULL,
  'Days waited so far by requests that wait', 'Días de espera hasta ahora de las solicitudes en espera', 'Dias de espera até agora dos pedidos em espera',
  'Median of the days that requests open on the last day of the period had waited so far.', 'Mediana de los días que llevaban de espera las solicitudes abiertas el último día del período.', 'Mediana dos dias de espera, até então, dos pedidos abertos no último dia do período.',
  'requests open on the last day (waiting_now)', 'median of the days since the request, less unavailable_days, never below 0', 'last day of the period', 'none', 'last day', ',requests.unavailable_days',
  '''yes''', 'greatest(q.on_day - q.on_date - coalesce(q.unavailable_days, 0), 0)', 'NULL::text',
  'q.on_date <= q.on_day AND (q.outcome IS NULL OR q.outcome_on > q.on_day) AND (q.treated_on <= q.on_day) IS NOT TRUE AND (q.died_on <= q.on_day) IS NOT TRUE'),
(612, 'requests_outcome', 'share', 'CASE WHEN c.undated THEN ''date_unknown'' WHEN c.outcome IS NOT NULL THEN ''yes'' END', NULL, 'c.outcome',
  'What became of requests for treatment', 'Qué pasó con las solicitudes de tratamiento', 'O que aconteceu com os pedidos de tratamento',
  'Of the requests for care that were answered or left in the period, the share by what became of them: admitted, no place, no care for the children, not suitable, stopped waiting, referred elsewhere.',
  'De las solicitudes de atención resueltas o dejadas en el período, la parte según su resultado: ingresó, sin cupo, sin cuidado para los hijos, no adecuado, dejó de esperar, derivación a otro lugar.',
  'Dos pedidos de atenção resolvidos ou deixados no período, a parte segundo seu resultado: admissão, sem vaga, sem cuidado para os filhos, não adequado, deixou de esperar, encaminhamento para outro lugar.',
  'requests whose outcome is dated in the period, or followed in it by treatment anywhere where nothing else was said', 'by outcome; treatment begun since a request without an outcome is admitted', 'day of the outcome', 'date_unknown: made in the period, the outcome has no day', 'index date', '',
  'CASE WHEN q.outcome IS NOT NULL AND q.outcome_on IS NULL THEN ''date_unknown'' ELSE ''yes'' END', 'NULL::integer', 'CASE WHEN q.outcome IS NULL THEN ''admitted'' WHEN q.outcome_on IS NOT NULL THEN q.outcome END',
  'CASE WHEN q.outcome IS NULL THEN q.treated_on ELSE coalesce(q.outcome_on, q.on_date) END BETWEEN q.first_day AND q.on_day'))
  AS v (line, indicator, measure, answer, amount, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, dimension_at, needs, plain, plain_amount, plain_category, plain_case);

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, attributed_to, dimension_at, needs, source, sql_definition)
SELECT 620 + n, 'treated_within_' || n || 'd', 'need_assessed', 'people', 'percent',
  'registry.followed_up(CASE WHEN c.on_date + {days} - 1 > {observed_until} THEN ''too_recent'' WHEN c.died_in_care <= c.on_date + {days} - 1 THEN ''died''
      WHEN c.died_undated <= c.on_date + {days} - 1 THEN ''date_unknown'' WHEN c.treated_on <= c.on_date + {days} - 1 THEN ''yes''
      WHEN c.unclear THEN ''date_unknown'' ELSE ''no'' END::continuum.answer, c.of_one_provider, true, c.died_on, c.on_date + {days} - 1)',
  format('In treatment within %s days of an assessment that indicated it', n), format('En tratamiento dentro de %s días de una evaluación que lo indicó', n), format('Em tratamento em até %s dias de uma avaliação que o indicou', n),
  format('Of the people whom an assessment of the period found in need of treatment while not in it, those who began treatment in the %s days that start with the assessment.', n),
  format('De las personas con una evaluación en el período que indicó tratamiento sin estar en él, aquellas que lo iniciaron en los %s días contados desde la evaluación.', n),
  format('Das pessoas com uma avaliação no período que indicou tratamento sem estar nele, aquelas que o iniciaram nos %s dias contados da avaliação.', n),
  'people with an assessment in the period that indicated treatment, while no stay of role treatment went on: the first such assessment, whether or not they ever began',
  'those with a stay of role treatment begun from the day of the assessment (d) to d + days - 1', 'day of the assessment (d)', format('%s days, the first of them d', n),
  'too_recent: d + days - 1 is after observed_until; died; unlinkable: no other provider can recognise the person; date_unknown: an earlier stay whose end nobody knows may have gone on',
  jsonb_build_object('days', jsonb_build_object('default', n, 'low', 1, 'high', 3650)), 'reporting programme', 'index date',
  '{assessments.on_date,assessments.indicated,stays.care,stays.started,stays.ended,stays.registered_sex}', 'USERS.md 47, Annex A 5',
  registry.plain_definition($sql$
  SELECT DISTINCT ON (m.person) m.person, coalesce(g.gender, 'unknown') AS gender, CASE
      WHEN m.quality IN ('weak', 'local') THEN 'unlinkable'
      WHEN m.last_day > a.observed_until THEN 'too_recent'
      WHEN m.died_on <= m.last_day OR m.died_in_care <= m.last_day THEN 'died'
      WHEN m.died_undated <= m.last_day THEN 'date_unknown'
      WHEN m.treated_on <= m.last_day THEN 'yes'
      WHEN m.unclear THEN 'date_unknown'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT m.assertion, m.person, m.on_date, m.on_date + :days - 1 AS last_day,
      q.quality, d.died_on,
      min(s.ended) FILTER (WHERE s.exit_reason = 'died') AS died_in_care, min(s.started) FILTER (WHERE s.exit_reason = 'died' AND s.ending = 'unknown') AS died_undated,
      min(s.started) FILTER (WHERE s.role = 'treatment' AND s.started >= m.on_date) AS treated_on,
      bool_or(s.role = 'treatment' AND s.started < m.on_date AND s.ending = 'unknown') AS unclear
    FROM registry.current_assessment m CROSS JOIN asked a LEFT JOIN stay s ON s.person = m.person
      LEFT JOIN (SELECT DISTINCT ON (x.person) x.person, x.quality FROM registry.person_alias x
        ORDER BY x.person, array_position(ARRAY['verified', 'plain', 'weak', 'local'], x.quality)) q ON q.person = m.person
      LEFT JOIN (SELECT d.person, min(d.on_date) AS died_on FROM registry.current_death d GROUP BY d.person) d ON d.person = m.person
    WHERE m.indicated = 'yes' AND m.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until)
      AND NOT EXISTS (SELECT FROM registry.current_programme p WHERE p.pilot AND p.programme = m.programme AND p.valid @> m.on_date)
    GROUP BY m.assertion, m.person, m.on_date, q.quality, d.died_on
    HAVING bool_or(s.role = 'treatment' AND s.started < m.on_date AND s.seen >= m.on_date) IS NOT TRUE) m
    CROSS JOIN asked a LEFT JOIN gender g ON g.person = m.person
  ORDER BY m.person, m.on_date, m.assertion$sql$)
FROM unnest(ARRAY[7, 14, 30]) n;

-- People in treatment: women's services, children, violence. Each has its own denominator.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'situation_in_treatment', 'people', 'percent',
  coalesce(v.answer, 'CASE WHEN ' || replace(v.of_case, 'x.', 'c.') || ' THEN ' || replace(w.answer, 'l.said', 'c.' || v.said) || ' END'), v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  v.denominator, v.numerator, 'none', v.exclusions, 'each programme attended', 'latest stay start in the period', ('{stays.care,stays.started,stays.ended,stays.registered_sex' || v.needs || '}')::text[], v.source, v.paragraph,
  registry.plain_definition(format($sql$
  SELECT i.person, i.gender, %1$s AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT w.person, w.gender, coalesce(bool_or(p.women_specific), false) AS women_specific,
      bool_or(s.care IN ('residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient', 'custody_treatment')) AS resident
    FROM stay s CROSS JOIN asked a JOIN who w ON w.person = s.person LEFT JOIN registry.current_programme p ON p.programme = s.programme AND p.valid @> s.started
    WHERE s.role = 'treatment' AND s.started <= a.last_day AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day)
    GROUP BY w.person, w.gender) i
    LEFT JOIN (SELECT DISTINCT ON (f.person) f.person, f.value FROM registry.current_person_fact f, asked a
      WHERE f.fact = 'registered_sex' AND f.value IN ('female', 'male', 'other') AND f.valid_from <= a.last_day AND NOT EXISTS (SELECT FROM registry.pilot_stay p WHERE p.assertion = f.assertion)
      ORDER BY f.person, f.valid_from DESC, f.record DESC) x ON x.person = i.person
    LEFT JOIN (SELECT DISTINCT ON (f.person) f.person, f.%2$I AS said FROM registry.current_profile f, asked a
      WHERE f.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until) AND NOT EXISTS (SELECT FROM registry.current_programme p WHERE p.pilot AND p.programme = f.programme AND p.valid @> f.on_date)
      ORDER BY f.person, CASE WHEN f.%2$I::text IN ('unknown', 'not_asked', 'declined') THEN 1 WHEN f.%2$I IS NULL THEN 2 ELSE 0 END, f.on_date DESC, f.assertion DESC) l ON l.person = i.person
    LEFT JOIN (SELECT DISTINCT ON (f.person) f.person, f.children_under_18 AS children FROM registry.current_profile f, asked a
      WHERE f.children_under_18 IS NOT NULL AND f.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until)
        AND NOT EXISTS (SELECT FROM registry.current_programme p WHERE p.pilot AND p.programme = f.programme AND p.valid @> f.on_date)
      ORDER BY f.person, f.on_date DESC, f.assertion DESC) k ON k.person = i.person
  WHERE %3$s$sql$, coalesce(v.plain, w.answer), v.said, coalesce(v.plain_case, v.of_case)))
FROM (SELECT 'CASE WHEN l.said IN (''yes'', ''no'', ''not_asked'') THEN l.said WHEN l.said = ''declined'' THEN ''declined_to_answer'' ELSE ''not_recorded'' END' AS answer) w
CROSS JOIN (VALUES
  (60, 'women_specific_share', 'CASE WHEN c.women_specific THEN ''yes'' ELSE ''no'' END', 'stage', 'CASE WHEN i.women_specific THEN ''yes'' ELSE ''no'' END', NULL, 'true',
    'In a programme for women', 'En un programa para mujeres', 'Em um programa para mulheres',
    'Of the people in treatment in the period, those who were in a programme for women; read it for women.',
    'De las personas en tratamiento en el período, aquellas que estuvieron en un programa para mujeres; léase para las mujeres.',
    'Das pessoas em tratamento no período, aquelas que estiveram em um programa para mulheres; leia-se para as mulheres.',
    'people with at least one day of treatment in the period', 'those of them with a stay of treatment in the period in a programme that was registered as women_specific on its first day', 'none', ',stays.programme', 'DOMAIN 1 #21, 9', 'op. 2'),
  (61, 'pregnant', NULL, 'pregnancy', NULL, 'coalesce(x.registered_sex = ''female'' OR x.pregnancy = ''yes'', false)', 'coalesce(x.value = ''female'' OR l.said = ''yes'', false)',
    'Pregnant', 'Embarazadas', 'Grávidas',
    'Of the people in treatment in the period who are registered as female or of whom a pregnancy is recorded, those who were pregnant.',
    'De las personas en tratamiento en el período registradas como mujeres o con un embarazo registrado, aquellas que estaban embarazadas.',
    'Das pessoas em tratamento no período registradas como mulheres ou com gravidez registrada, aquelas que estavam grávidas.',
    'people with a day of treatment in the period whose registered sex is female, or of whom a pregnancy is recorded in it, with yes or no on record', 'those of whom the latest profile of the period that knows says yes',
    'not_recorded, not_asked, declined_to_answer: no profile of the period knows', ',profile.on_date,profile.pregnancy', 'USERS.md 16; DOMAIN 9', NULL),
  (62, 'living_with_children', NULL, 'living_with_children', NULL, 'true', 'true',
    'Living with children', 'Viven con niños, niñas o adolescentes', 'Moram com crianças ou adolescentes',
    'Of the people in treatment in the period, those who live with children.', 'De las personas en tratamiento en el período, aquellas que viven con niños, niñas o adolescentes.', 'Das pessoas em tratamento no período, aquelas que moram com crianças ou adolescentes.',
    'people with a day of treatment in the period, with yes or no on record', 'those of whom the latest profile of the period that knows says yes',
    'not_recorded, not_asked, declined_to_answer: no profile of the period knows', ',profile.on_date,profile.living_with_children', 'DOMAIN 4 (TDI 15), 9', NULL),
  (63, 'children_in_residence', 'CASE WHEN NOT c.resident OR c.children_under_18 = 0 AND coalesce(c.children_in_residence, 0) = 0 THEN NULL WHEN c.children_in_residence > 0 THEN ''yes'' WHEN c.children_in_residence = 0 THEN ''no'' ELSE ''not_recorded'' END',
    'children_in_residence', 'CASE WHEN l.said > 0 THEN ''yes'' WHEN l.said = 0 THEN ''no'' ELSE ''not_recorded'' END', NULL, 'i.resident AND (k.children > 0 OR k.children IS NULL OR l.said > 0)',
    'With their children in the residence or in custody', 'Con sus hijos o hijas en la residencia o en privación de libertad', 'Com seus filhos ou filhas na residência ou em privação de liberdade',
    'Of the people with children under 18 who were in residential treatment or in treatment in custody in the period, those whose children stayed with them.',
    'De las personas con hijos menores de 18 años que estuvieron en tratamiento residencial o en privación de libertad en el período, aquellas cuyos hijos estuvieron con ellas.',
    'Das pessoas com filhos menores de 18 anos que estiveram em tratamento residencial ou em privação de liberdade no período, aquelas cujos filhos ficaram com elas.',
    'people with a stay of residential care or custody_treatment in the period who have children under 18 or of whom that is not known, with children_in_residence on record', 'those of whom the latest profile of the period that states a number states more than 0',
    'not_recorded: no profile of the period states a number', ',profile.on_date,profile.children_under_18,profile.children_in_residence', 'DOMAIN 9; open letter to MISPA IV 2013', NULL),
  (64, 'children_in_state_care', 'CASE WHEN c.children_under_18 = 0 AND coalesce(c.children_in_state_care, 0) = 0 THEN NULL WHEN c.children_in_state_care > 0 THEN ''yes'' WHEN c.children_in_state_care = 0 THEN ''no'' ELSE ''not_recorded'' END',
    'children_in_state_care', 'CASE WHEN l.said > 0 THEN ''yes'' WHEN l.said = 0 THEN ''no'' ELSE ''not_recorded'' END', NULL, 'k.children > 0 OR k.children IS NULL OR l.said > 0',
    'With children in the care of the State', 'Con hijos o hijas bajo cuidado del Estado', 'Com filhos ou filhas sob cuidado do Estado',
    'Of the people in treatment in the period with children under 18, those with a child in the care of the State.',
    'De las personas en tratamiento en el período con hijos menores de 18 años, aquellas con un hijo o hija bajo cuidado del Estado.',
    'Das pessoas em tratamento no período com filhos menores de 18 anos, aquelas com um filho ou filha sob cuidado do Estado.',
    'people with a day of treatment in the period who have children under 18 or of whom that is not known, with children_in_state_care on record', 'those of whom the latest profile of the period that states a number states more than 0',
    'not_recorded: no profile of the period states a number', ',profile.on_date,profile.children_under_18,profile.children_in_state_care', 'DOMAIN 1 #21, 7', NULL),
  (65, 'violence_screened', 'CASE WHEN NOT c.has_profile THEN ''not_recorded'' WHEN c.violence_screen IN (''yes'', ''no'') THEN ''yes'' WHEN c.violence_screen = ''declined'' THEN ''declined_to_answer'' ELSE ''no'' END',
    'violence_screen', 'CASE WHEN l.person IS NULL THEN ''not_recorded'' WHEN l.said IN (''yes'', ''no'') THEN ''yes'' WHEN l.said = ''declined'' THEN ''declined_to_answer'' ELSE ''no'' END', NULL, 'true',
    'Asked about experience of violence', 'Con tamizaje de violencia', 'Com rastreamento de violência',
    'Of the people in treatment in the period with a profile of it, those whom somebody asked about experience of violence.',
    'De las personas en tratamiento con un perfil en el período, aquellas a quienes se preguntó por experiencias de violencia.',
    'Das pessoas em tratamento com um perfil no período, aquelas a quem se perguntou sobre experiências de violência.',
    'people with a day of treatment in the period and a profile dated in it', 'those with a result of the screen, whichever it is, in a profile of the period',
    'not_recorded: no profile in the period; declined_to_answer', ',profile.on_date,profile.violence_screen', 'USERS.md 32; DOMAIN 9', NULL))
  v (line, indicator, answer, said, plain, of_case, plain_case, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, exclusions, needs, source, paragraph);

-- Stays: what they cost the person, under which standard, and the months of plan that the State buys.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, amount, scale, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'stay_in_period', 'stays', v.measure, v.answer, v.amount, v.scale, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  v.denominator, v.numerator, 'first day of the stay in the period', v.exclusions, 'the stay', 'index date', ('{stays.programme,stays.care,stays.started,stays.ended,stays.registered_sex' || v.needs || '}')::text[], v.source, v.paragraph,
  registry.plain_definition(format($sql$
  SELECT w.person, w.gender, %s AS answer, %s AS amount, NULL::text AS category
  FROM stay s CROSS JOIN asked a JOIN who w ON w.person = s.person JOIN registry.current_stay r ON r.assertion = s.assertion
    LEFT JOIN registry.current_programme p ON p.programme = s.programme AND p.valid @> greatest(s.started, a.first_day)
  WHERE s.started <= a.last_day AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day)%s$sql$, v.plain, v.plain_amount, v.plain_case))
FROM (VALUES
(700, 'free_of_charge', 'percent', 'CASE WHEN c.payment = ''free'' THEN ''yes'' WHEN c.payment IN (''partly_paid'', ''fully_paid'') THEN ''no'' ELSE ''not_recorded'' END', NULL, 1,
  'Care free of charge', 'Atención gratuita', 'Atenção gratuita',
  'Of the stays with a day in the period, those for which the person pays nothing.', 'De las estadías con algún día en el período, aquellas por las que la persona no paga.', 'Das permanências com algum dia no período, aquelas pelas quais a pessoa não paga.',
  'stays of any care with at least one day in the period, with payment on record', 'those whose payment is free', 'not_recorded', ',stays.payment', 'USERS.md 33', 'op. 1',
  'CASE WHEN r.payment = ''free'' THEN ''yes'' WHEN r.payment IN (''partly_paid'', ''fully_paid'') THEN ''no'' ELSE ''not_recorded'' END', 'NULL::integer', ''),
(701, 'accredited_stays', 'percent', 'CASE WHEN c.accredited_until >= c.on_date THEN ''yes'' WHEN c.accredited_until IS NULL AND c.standard IS NULL THEN ''not_recorded'' ELSE ''no'' END', NULL, 1,
  'Stays in accredited programmes', 'Estadías en programas acreditados', 'Permanências em programas acreditados',
  'Of the stays with a day in the period, those in a programme accredited on the first of those days.', 'De las estadías con algún día en el período, aquellas en un programa acreditado el primero de esos días.', 'Das permanências com algum dia no período, aquelas em um programa acreditado no primeiro desses dias.',
  'stays of any care with at least one day in the period, in a programme of which a standard or an accreditation is on record', 'those in a programme accredited until that day or longer', 'not_recorded: nothing is on record of the programme''s standard or accreditation', '', 'USERS.md 33', 'op. 1',
  'CASE WHEN p.accredited_until >= greatest(s.started, a.first_day) THEN ''yes'' WHEN p.accredited_until IS NULL AND p.standard IS NULL THEN ''not_recorded'' ELSE ''no'' END', 'NULL::integer', ''),
(710, 'plan_months', 'sum', 'CASE WHEN c.plan IS NULL THEN NULL WHEN c.days IS NULL THEN ''date_unknown'' ELSE ''yes'' END', 'c.days', 30,
  'Months of plan', 'Meses de plan', 'Meses de plano',
  'Days in the period of all stays under a plan, divided by 30.', 'Días en el período de todas las estadías con plan, divididos por 30.', 'Dias no período de todas as permanências com plano, divididos por 30.',
  'none: a sum', 'sum of the days in the period of stays with a plan, first and last day counted, divided by 30; open stays until the last day observed', 'date_unknown: the stay began in the period and ended nobody knows when', ',stays.plan', 'USERS.md 36, 37 (Annex B)', NULL,
  'CASE s.ending WHEN ''unknown'' THEN ''date_unknown'' ELSE ''yes'' END', 'CASE WHEN s.ending <> ''unknown'' THEN least(s.ended, a.last_day, a.observed_until) - greatest(s.started, a.first_day) + 1 END', ' AND r.plan IS NOT NULL'))
  AS v (line, indicator, measure, answer, amount, scale, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, exclusions, needs, source, paragraph, plain, plain_amount, plain_case);
