-- provider_views.sql: what a provider sees of its own records, all made by one rule. Numbers of people,
-- records, loads and transactions are bigints, and no bigint is shown: they are the same for every
-- provider, and say how much everybody writes. Who it is about is told by the provider's own words for
-- the person: its file number, its case number, and the pseudonym of its own domain.
-- Row security would do; the joins with my_providers() are for the indexes, and so that there are two lines.
-- Joins, because of = ANY (...) the planner believes that it names ten providers.

CREATE VIEW registry.own_client AS
  SELECT DISTINCT ON (m.provider, a.person) m.provider, a.person, r.client_ref, n.case_number, a.pseudonym
  FROM (SELECT y.provider, 'provider/' || y.provider AS domain FROM registry.my_providers() y (provider)
        OFFSET 0) m -- || is not leakproof: as a condition of the join it would come after the policy, without an index
    JOIN registry.person_alias a ON a.domain = m.domain
    LEFT JOIN registry.client_case n ON n.provider = m.provider AND n.person = a.person
    LEFT JOIN (SELECT DISTINCT ON (c.provider, c.person) c.provider, c.person, c.client_ref
      FROM registry.my_providers() s (provider) JOIN registry.client c ON c.provider = s.provider
      ORDER BY c.provider, c.person, c.since DESC, c.client_ref) r ON r.provider = m.provider AND r.person = a.person
  WHERE NOT EXISTS (SELECT FROM registry.restricted_person q WHERE q.person = a.person)
  ORDER BY m.provider, a.person, a.since, a.pseudonym, n.case_number;
COMMENT ON VIEW registry.own_client IS 'How the caller''s providers know each person: latest file number, case number, and the first pseudonym in the provider''s own domain. Holds the number of the person and is for the other views alone.';

DO $$
DECLARE
  t record;
BEGIN
  FOR t IN
    SELECT c.relname AS kind, p.has IS NOT NULL AS of_person,
      (SELECT string_agg(CASE WHEN a.attname = 'report'
          THEN '(SELECT r.source_record FROM registry.assertion r WHERE r.assertion = c.report) AS report'
          ELSE format('c.%I', a.attname) END, ', ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = v.oid AND a.attnum > 0 AND (a.atttypid <> ALL ('{bigint,xid8}'::regtype[]) OR a.attname = 'report')
          AND a.attname <> ALL ('{provider,source_record,client_ref,epoch,recorded_at}')) AS columns,
      EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = v.oid AND a.attname = 'client_ref') AS has_client_ref
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class v ON v.relnamespace = c.relnamespace AND v.relname = 'current_' || c.relname
      LEFT JOIN LATERAL (SELECT true FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'person') p (has) ON true
    WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND (p.has OR c.relname = 'aggregate_return')
      AND EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'provider')
    ORDER BY c.relname
  LOOP
    EXECUTE format('CREATE VIEW registry.%I WITH (security_barrier) AS SELECT h.provider, %s h.source_record, h.recorded_at, %s
      FROM registry.my_providers() m (provider) JOIN registry.assertion h ON h.provider = m.provider
        JOIN registry.%I c ON c.assertion = h.assertion %s
      WHERE h.kind = %L',
      'my_' || t.kind,
      CASE WHEN t.of_person THEN CASE WHEN t.has_client_ref THEN 'coalesce(c.client_ref, o.client_ref) AS ' ELSE 'o.' END
        || 'client_ref, o.case_number, o.pseudonym,' END,
      t.columns, 'current_' || t.kind,
      CASE WHEN t.of_person THEN 'LEFT JOIN registry.own_client o ON o.provider = h.provider AND o.person = c.person' END, t.kind);
    EXECUTE format('COMMENT ON VIEW registry.%I IS %L', 'my_' || t.kind,
      format('Rows of registry.%s as asserted now by the caller''s own providers, under their own numbers.', t.kind));
  END LOOP;
END
$$;

CREATE VIEW registry.my_journey WITH (security_barrier) AS
  SELECT j.provider, o.client_ref, o.case_number, o.pseudonym, j.journey
  FROM (SELECT h.provider, c.person, continuum.journey_agg(c.episode) AS journey
        FROM registry.my_providers() m (provider) JOIN registry.assertion h ON h.provider = m.provider
          JOIN registry.current_stay c ON c.assertion = h.assertion
        WHERE h.kind = 'stay'
        GROUP BY h.provider, c.person) j
    LEFT JOIN registry.own_client o ON o.provider = j.provider AND o.person = j.person;
COMMENT ON VIEW registry.my_journey IS 'Journeys of the stays at the caller''s own providers, one for each person and provider: what happened elsewhere is not in them.';
