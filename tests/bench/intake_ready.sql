-- intake_ready.sql: a registry with one provider of ten programmes, and nobody in it.
CREATE ROLE registry_owner NOLOGIN;
SELECT continuum.create_registry('registry_owner') \g /dev/null
SELECT registry.register_provider(17, 'Bench') \g /dev/null
SELECT registry.register_programme(170 + n, 17, 'Programme ' || n) FROM generate_series(0, 9) AS n \g /dev/null
SELECT registry.register_source_format(17, delimiter => ';', decimal_mark => ',', date_format => 'dd-mm-yyyy',
  encoding => 'UTF8', scheme => 'CL.RUN') \g /dev/null
VACUUM ANALYZE;
