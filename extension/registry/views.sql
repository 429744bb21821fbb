-- views.sql: what holds now. Current is what nothing supersedes; a void has no payload.
-- Header columns come by LEFT JOIN on a primary key: who does not ask for them does not pay.
-- People under restriction are left out of every view of what was said about people: their records are
-- kept, new ones come in, and nobody sees any. An anti-join, not NOT IN: that would keep every query that
-- asks for many from running in parallel, and halve the planner's guess of how many there are.

CREATE VIEW registry.restricted_person AS
  SELECT p.assertion, p.person, p.decided_by
  FROM registry.restriction p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.restricted_person IS 'People under restriction now, by a row for each time it was asked for.';

CREATE VIEW registry.standing_merge AS
  SELECT p.assertion, p.kept_person, p.other_person, p.decided_by
  FROM registry.merge p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.standing_merge IS 'Merges that hold. The person kept may have been merged into a third one since.';

CREATE VIEW registry.merged_person AS
  WITH RECURSIVE path AS (
    SELECT m.other_person AS person, m.kept_person AS now FROM registry.standing_merge m
    UNION ALL
    SELECT p.person, m.kept_person FROM path p JOIN registry.standing_merge m ON m.other_person = p.now)
  SELECT p.person, p.now FROM path p
  WHERE NOT EXISTS (SELECT FROM registry.standing_merge m WHERE m.other_person = p.now);
COMMENT ON VIEW registry.merged_person IS 'Every person who was found to be another, and who that is now, through however many merges. Who is not here is who they were.';

CREATE VIEW registry.standing_match AS
  SELECT p.assertion, h.record, h.recorded_at, h.reason, coalesce(k.now, p.kept_person) AS kept_person,
    coalesce(o.now, p.other_person) AS other_person, p.evidence, p.state, p.decided_by
  FROM registry.possible_match p JOIN registry.assertion h ON h.assertion = p.assertion
    LEFT JOIN registry.merged_person k ON k.person = p.kept_person LEFT JOIN registry.merged_person o ON o.person = p.other_person
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.standing_match IS 'Possible matches as they stand, open or decided, of the people who those of then are today: one and the same, where other merges have settled it.';

CREATE VIEW registry.current_region AS
  SELECT p.assertion, p.region, p.name, p.parent, p.valid
  FROM registry.region p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.current_region IS 'Regions as asserted now, one row per region and period of validity.';

CREATE VIEW registry.current_provider AS
  SELECT p.assertion, p.provider, p.name, p.sector, p.region, p.valid
  FROM registry.provider p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.current_provider IS 'Providers as asserted now, one row per provider and period of validity.';

CREATE VIEW registry.current_programme AS
  SELECT p.assertion, p.programme, p.provider, p.name, p.region, p.setting, p.women_specific, p.children_admitted,
    p.age_group, p.population, p.plan_code, p.sdg_class, p.places, p.places_women, p.reports_contacts,
    p.reports_medication, p.standard, p.accredited_until, p.reporting_from, p.reporting_until, p.pilot, p.valid, p.level
  FROM registry.programme p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.current_programme IS 'Programmes as asserted now, one row per programme and period of validity; provider is the one that runs it.';

CREATE VIEW registry.current_reporting_month AS
  SELECT p.assertion, p.programme, p.month, p.state, p.declared_admissions, p.declared_discharges
  FROM registry.reporting_month p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.current_reporting_month IS 'State of each programme''s month as asserted now.';

CREATE VIEW registry.current_source_format AS
  SELECT p.assertion, p.provider, p.template, p.delimiter, p.decimal_mark, p.date_format, p.encoding, p.code_system, p.scheme
  FROM registry.source_format p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.current_source_format IS 'How each provider writes its files, as asserted now.';

CREATE VIEW registry.current_code_map AS
  SELECT p.assertion, p.system, p.field, p.code, p.term, p.valid
  FROM registry.code_map p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL);
COMMENT ON VIEW registry.current_code_map IS 'Codes of other systems as mapped now; the periods of one code do not overlap.';

CREATE VIEW registry.current_separate_fact AS
  SELECT p.assertion, h.record, h.provider, h.batch, h.source_record, p.person, p.fact, p.value, p.valid_from
  FROM registry.person_fact p LEFT JOIN registry.assertion h ON h.assertion = p.assertion
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL)
    AND NOT EXISTS (SELECT FROM registry.restricted_person r WHERE r.person = p.person);
COMMENT ON VIEW registry.current_separate_fact IS 'Facts about people that were asserted by themselves, as they stand now.';

CREATE VIEW registry.current_person_fact AS
  SELECT f.* FROM registry.current_separate_fact f
  UNION ALL
  SELECT p.assertion, h.record, h.provider, h.batch, h.source_record, p.person, q.fact, q.value, p.started
  FROM registry.stay p LEFT JOIN registry.assertion h ON h.assertion = p.assertion
    CROSS JOIN LATERAL (VALUES ('registered_sex', p.registered_sex::text), ('gender_identity', p.gender_identity::text),
      ('birth_year', p.birth_year::text), ('residence_region', p.residence_region)) q (fact, value)
  WHERE q.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL)
    AND NOT EXISTS (SELECT FROM registry.restricted_person r WHERE r.person = p.person);
COMMENT ON VIEW registry.current_person_fact IS 'Facts about people as asserted now, each with the provider that said it: those asserted by themselves, and those that a stay''s row states as of its first day. A person may have several values of one fact: from several days, or from providers that disagree.';

CREATE VIEW registry.current_stay AS
  SELECT p.assertion, h.record, p.provider, h.batch, h.source_record, h.epoch, h.recorded_xid, h.recorded_at,
    p.person, p.registered_sex, p.gender_identity, p.birth_year, p.residence_region, p.programme, p.care, p.started, p.ended, p.ended_precision, p.exit_reason, p.exit_detail, p.last_contact,
    p.client_ref, p.primary_substance, p.aftercare_offer, p.supported_by, p.referred_to, p.legal_status, p.justice_basis,
    p.plan, p.funded_from, p.payment, p.request, p.code_system, p.source_care, p.source_exit,
    p.source_sex, p.source_identity,
    continuum.episode(p.care, p.started,
      CASE WHEN p.ended_precision = 'day' OR p.ended_precision IS NULL THEN p.ended END,
      p.exit_reason, p.programme) AS episode
  FROM registry.stay p LEFT JOIN registry.assertion h ON h.assertion = p.assertion
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL)
    AND NOT EXISTS (SELECT FROM registry.restricted_person r WHERE r.person = p.person);
COMMENT ON VIEW registry.current_stay IS 'Stays as asserted now, with who said so, and as an episode. An end known to the month or year only is an unknown end in the episode.';

-- Pilots are stored and in no figure: here it is said when which programme was one. Journeys and reports
-- leave out their stays; whoever counts other records leaves out those of the programme and day.
CREATE VIEW registry.pilot AS
  SELECT p.programme, p.valid AS during FROM registry.current_programme p WHERE p.pilot;
COMMENT ON VIEW registry.pilot IS 'Programmes that try the registry out, and when: nothing that they say of a day in during is in a figure.';

CREATE VIEW registry.pilot_stay AS
  SELECT s.assertion, s.person, s.programme
  FROM registry.stay s JOIN registry.pilot p ON p.programme = s.programme AND p.during @> s.started;
COMMENT ON VIEW registry.pilot_stay IS 'Stays, current or not, that started while their programme was a pilot.';

CREATE VIEW registry.counted_stay AS
  SELECT s.* FROM registry.current_stay s
  WHERE NOT EXISTS (SELECT FROM registry.pilot p WHERE p.programme = s.programme AND p.during @> s.started);
COMMENT ON VIEW registry.counted_stay IS 'Stays that are in figures: registry.current_stay but for those that started while their programme was a pilot.';

-- The other facts, by one rule: what nothing supersedes, with the record it belongs to and who calls it what.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['request', 'profile', 'substance_use', 'contact', 'assessment', 'measure', 'barrier_report',
    'barrier_action', 'need_report', 'carer_report', 'medication_supply', 'custody', 'death', 'consent', 'referral', 'aggregate_return',
    'substance', 'instrument', 'checkup_schedule', 'population_estimate', 'legacy_figure']
  LOOP
    EXECUTE format('CREATE VIEW registry.%I AS SELECT h.record, h.source_record, h.batch, %s
      FROM registry.%I p LEFT JOIN registry.assertion h ON h.assertion = p.assertion
      WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL) %s',
      'current_' || t, (SELECT string_agg(format('p.%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = format('registry.%I', t)::regclass AND a.attnum > 0 AND NOT a.attisdropped), t,
      CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = format('registry.%I', t)::regclass AND a.attname = 'person')
        THEN 'AND NOT EXISTS (SELECT FROM registry.restricted_person r WHERE r.person = p.person)' END);
    EXECUTE format('COMMENT ON VIEW registry.%I IS %L', 'current_' || t,
      format('Rows of registry.%s as asserted now, with record and source_record of their headers.', t));
  END LOOP;
END
$$;

CREATE VIEW registry.journey AS
  SELECT s.person, continuum.journey_agg(s.episode) AS journey
  FROM registry.counted_stay s GROUP BY s.person;
COMMENT ON VIEW registry.journey IS 'Every person with at least one current stay, and all stays as one journey. Stays that are equal in care, dates, exit and programme are one; those of pilots are left out.';
