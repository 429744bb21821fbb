-- row_security_data.sql: pseudonyms and case numbers, and the duties of a thousand providers, one of them of use.
SELECT register_scheme('XX.BENCH', 'd{9}', 'none');
INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
SELECT c.person, 'provider/' || c.provider, pseudonymize(lpad(substr(c.client_ref, 2), 9, '0'), 'XX.BENCH', 'provider/' || c.provider), 'plain'
FROM registry.client AS c ORDER BY c.provider;
INSERT INTO registry.client_case (provider, case_number, person)
SELECT provider, lpad(row_number() OVER (PARTITION BY provider)::text, 8, '0'), person FROM registry.client;
CREATE ROLE bench_provider;
SELECT registry.grant_duty('bench_provider', 'provider', '{48}');
INSERT INTO registry.role_duty (role, duty, provider) -- of roles that nobody is in
SELECT (2000000000 + n)::oid::regrole, 'provider', n FROM generate_series(1, 1000) AS n WHERE n <> 48;
VACUUM ANALYZE;
