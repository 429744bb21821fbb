-- registry.sql: a registry for the providers of the scratch schema, as an administrator sets one up.
-- Needs a superuser, the extension installed and the keyring configured.
CREATE EXTENSION continuum;
CREATE ROLE registry_owner NOLOGIN;
SELECT FROM continuum.create_registry('registry_owner')
\g /dev/null

-- Places and services, how each provider writes its files, and which months it has reported. Only
-- programmes that anybody was ever in.
SELECT FROM registry.register_region('demo', 'Demonstration')
\g /dev/null
SELECT count(registry.register_provider(provider, name, sector, 'demo')) AS providers FROM source.provider
\gset
SELECT count(registry.register_programme(programme, provider, name, 'demo', setting,
  women_specific => women_specific, reporting_from => reporting_from)) AS programmes
FROM source.programme
\gset
SELECT FROM (SELECT registry.register_source_format(provider, 'stays', delimiter => ';', decimal_mark => ',',
  date_format => 'dd-mm-yyyy', encoding => 'UTF8', code_system => coalesce(code_system, 'continuum'), scheme => 'CL.RUN')
FROM source.provider) AS formats
\g /dev/null
SELECT FROM (SELECT registry.register_reporting_month(programme, month, 'received')
FROM source.programme, unnest(reported) AS month) AS months
\g /dev/null
