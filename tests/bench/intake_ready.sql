-- intake_ready.sql: a registry with two providers of ten programmes each.
SELECT 'CREATE ROLE registry_owner NOLOGIN' WHERE to_regrole('registry_owner') IS NULL \gexec
SELECT continuum.create_registry('registry_owner') \g /dev/null
SELECT registry.register_provider(n, 'Provider ' || n) FROM generate_series(17, 18) AS n \g /dev/null
SELECT registry.register_programme(n * 10 + p, n, 'Programme ' || p) FROM generate_series(17, 18) AS n, generate_series(0, 9) AS p \g /dev/null
SELECT registry.register_source_format(n, delimiter => ';', decimal_mark => ',', date_format => 'dd-mm-yyyy',
  encoding => 'UTF8', scheme => 'CL.RUN') FROM generate_series(17, 18) AS n \g /dev/null
