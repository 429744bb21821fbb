-- late.sql: keep the report, then let one made-up row come late, through the door for programs:
-- three weeks of aftercare that a provider had forgotten to send. Variables: period, observed_until.
SET search_path = continuum, pg_catalog, pg_temp;
SELECT save_report('annual', :'period', observed_until => :'observed_until', language => 'en') AS saved
\gset
\echo :saved figures are kept under the name "annual".

-- Somebody who completed treatment in the period and was not seen again, and a programme of
-- aftercare, of the same provider where it has one.
SELECT a.provider, a.programme, s.person, s.ended + 3 AS started, s.ended + 24 AS ended,
  o.identifier, o.client_ref, o.registered_sex, s.ended AS discharged
FROM registry.current_stay AS s
JOIN source.stay AS o USING (provider, source_record)
CROSS JOIN (SELECT DISTINCT provider, programme FROM source.stay WHERE care = 'aftercare') AS a
WHERE s.exit_reason = 'completed' AND s.ended_precision = 'day' AND care_role(s.care) = 'treatment'
  AND s.ended <@ daterange :'period' AND s.ended + 120 < upper(daterange :'period') AND o.quality = 'verified'
  AND NOT EXISTS (SELECT FROM registry.current_stay AS n WHERE n.person = s.person AND n.started > s.started)
ORDER BY (a.provider = s.provider) DESC, s.ended, s.source_record, a.programme LIMIT 1
\gset late_
SELECT registry.open_batch(:late_provider, file_name => 'late row') AS batch
\gset
INSERT INTO registry.intake(source_record, client_ref, identifier, scheme, registered_sex, programme, care,
  started, ended, exit_reason, primary_substance, aftercare_offer)
VALUES ('late-1', :'late_client_ref', :'late_identifier', 'CL.RUN', :'late_registered_sex', :'late_programme', 'aftercare',
  :'late_started', :'late_ended', 'completed', '99', 'not_recorded');
SELECT FROM registry.check_batch(:batch)
\g /dev/null
SELECT FROM registry.accept_batch(:batch)
\g /dev/null
\pset format unaligned
\pset tuples_only on
SELECT format('Provider %s sends one row it had forgotten (made up): aftercare from %s to %s for a %s person who', :'late_provider', :'late_started', :'late_ended', :'late_registered_sex');
SELECT format('had completed treatment on %s; until now nothing was known after that day. %s row new.', :'late_discharged', rows_new) FROM registry.intake_batch WHERE batch = :batch;
