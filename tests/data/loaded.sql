-- loaded.sql: is the registry what was sent? Variables: set, edition, arrived, closed_on.
SELECT coalesce(max(last_batch), 0) AS before, coalesce(max(closed_on) FILTER (WHERE arrived = :'arrived'), '-infinity') AS closed_before
FROM source.loaded
\gset

INSERT INTO source.checked(name, got, want)
-- New the first time; then changed where an end has become known since, else the same.
SELECT format('%s, %s load: new, same, changed, rejected', :'set', :'edition'), format('%s %s %s %s', sum(rows_new), sum(rows_same), sum(rows_changed), sum(rows_rejected)),
  (SELECT format('%s %s %s %s', count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new AND NOT is_changed), count(*) FILTER (WHERE NOT is_new AND is_changed),
     (SELECT count(*) FROM source.broken_line WHERE :'arrived' = 'on_time'))
   FROM source.stay CROSS JOIN LATERAL (SELECT :'closed_before' = '-infinity' AS is_new,
     ended_known_on > :'closed_before' AND ended_known_on <= :'closed_on' AS is_changed) AS c
   WHERE arrived = :'arrived')
FROM registry.intake_batch WHERE batch > :before
UNION ALL
SELECT format('%s, %s load: rows read', :'set', :'edition'), sum(rows_read)::text, sum(rows_new + rows_same + rows_changed + rows_rejected)::text
FROM registry.intake_batch WHERE batch > :before
UNION ALL
-- Stay by stay, with codes as text; and the people are the same people.
SELECT format('%s, %s load: stays sent and not stored alike', :'set', :'edition'), count(*)::text, '0'
FROM (SELECT person, programme, care, started, ended, ending, exit_reason FROM oracle.stay
      EXCEPT ALL
      SELECT o.person, programme, care::text, started, ended,
        CASE WHEN ended_precision IS NULL THEN 'open' WHEN ended_precision = 'day' THEN 'closed' ELSE 'unknown' END,
        nullif(exit_reason::text, 'ongoing')
      FROM registry.current_stay AS r JOIN (SELECT DISTINCT provider, source_record, person FROM source.stay) AS o USING (provider, source_record)) AS d
UNION ALL
SELECT format('%s, %s load: stays', :'set', :'edition'), (SELECT count(*) FROM registry.current_stay)::text, (SELECT count(*) FROM oracle.stay)::text
UNION ALL
SELECT format('%s, %s load: people told apart', :'set', :'edition'), format('%s %s %s', count(DISTINCT r.person), count(DISTINCT s.person), count(DISTINCT (r.person, s.person))),
  format('%s %1$s %1$s', (SELECT count(*) FROM oracle.alias))
FROM registry.current_stay AS r JOIN source.stay AS s USING (provider, source_record);

INSERT INTO source.loaded SELECT max(batch), :'arrived', :'closed_on' FROM registry.intake_batch;
