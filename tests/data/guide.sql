-- guide.sql: what the guides start from: a registry with two regions, two providers and three programmes,
-- and a role for each kind of work. Needs a superuser, the extension installed and a keyring.
SET client_min_messages = warning;
CREATE EXTENSION continuum;
CREATE ROLE registry_owner NOLOGIN;
SELECT FROM continuum.create_registry('registry_owner')
\g /dev/null
SELECT registry.register_region('13', 'Metropolitana'), registry.register_region('08', 'Biobío'),
  registry.register_provider(17, 'Casa Aurora', 'ngo', '13'), registry.register_provider(18, 'El Puente', 'public', '08'),
  registry.register_programme(170, 17, 'Aurora residencia', '13', 'residential', women_specific => true, reporting_from => '2024-01-01', level => 'recovery'),
  registry.register_programme(171, 17, 'Aurora seguimiento', '13', 'outpatient_specialised', women_specific => true, reporting_from => '2024-01-01', level => 'recovery'),
  registry.register_programme(180, 18, 'Puente ambulatorio', '08', 'outpatient_specialised', reporting_from => '2024-01-01', level => 'standard'),
  registry.register_source_format(17, delimiter => ';', date_format => 'dd-mm-yyyy', encoding => 'UTF8', code_system => 'SISTRAT.C1', scheme => 'CL.RUN'),
  registry.register_source_format(18, scheme => 'CL.RUN')
\g /dev/null
CREATE ROLE aurora NOLOGIN;
CREATE ROLE puente NOLOGIN;
CREATE ROLE intake_desk NOLOGIN;
CREATE ROLE analyst NOLOGIN;
SELECT registry.grant_duty('aurora', 'provider', '{17}'), registry.grant_duty('puente', 'provider', '{18}'),
  registry.grant_duty('intake_desk', 'intake_desk'), registry.grant_duty('analyst', 'analyst')
\g /dev/null
SET search_path = pg_catalog, pg_temp;
SET datestyle = ISO;
\pset footer off
