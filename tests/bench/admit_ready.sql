-- admit_ready.sql: a registry with 1,000 providers of a programme each, and the identifiers of the people.
CREATE EXTENSION continuum;
SELECT format('CREATE ROLE %I NOLOGIN', name) FROM unnest(ARRAY['registry_owner', 'registry_staff']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
SELECT continuum.create_registry('registry_owner') \g /dev/null
SELECT count(registry.register_provider(n, 'Provider ' || n)) FROM generate_series(1, 1000) AS n;
SELECT count(registry.register_programme(n, n, 'Programme ' || n)) FROM generate_series(1, 1000) AS n;
INSERT INTO registry.role_duty (role, duty, provider) SELECT 'registry_staff', 'provider', n FROM generate_series(1, 1000) AS n;
CREATE TABLE public.who AS
SELECT n, format('%s-%s', body, CASE check_digit WHEN 11 THEN '0' WHEN 10 THEN 'K' ELSE check_digit::text END) AS identifier
FROM generate_series(1, :people) AS n, LATERAL (SELECT 5000000 + n * 9 AS body) AS b,
  LATERAL (SELECT 11 - (SELECT sum(substr(reverse(body::text), i, 1)::integer * (2 + (i - 1) % 6)) FROM generate_series(1, length(body::text)) AS i) % 11 AS check_digit) AS c;
ALTER TABLE public.who ADD PRIMARY KEY (n);
VACUUM ANALYZE;
