-- check.sql: is the synthetic set shaped after the published margins? Percent, within 3 points
-- (some hundred people decide a share); and is it the same set as ever?
CREATE TEMP VIEW margin AS
WITH ended AS (SELECT * FROM synthetic.treatment WHERE started + days <= '2025-03-31')
SELECT 'women among treatments' AS name, 100.0 * avg(is_woman::integer) AS got, 26.83 AS want FROM synthetic.treatment
UNION ALL
SELECT 'exit: ' || exit_reason, 100.0 * count(*) / (SELECT count(*) FROM ended),
  CASE exit_reason WHEN 'completed' THEN 23.92 WHEN 'transferred' THEN 11.61 WHEN 'ended_by_provider' THEN 9.60
    WHEN 'left_before_completion' THEN 54.87 ELSE 0.2 END
FROM ended GROUP BY exit_reason
UNION ALL
SELECT 'early among exits', 100.0 * avg(early::integer), 17.62 FROM ended
UNION ALL
SELECT 'under 90 days', 100.0 * avg((days < 90)::integer), 24.68 FROM synthetic.treatment
UNION ALL
SELECT format('plan %s of %s', plan, CASE WHEN is_woman THEN 'women' ELSE 'men' END),
  100.0 * count(*) / sum(count(*)) OVER (PARTITION BY is_woman),
  CASE WHEN is_woman THEN (ARRAY[22.33, 30.40, 1.68, 27.46, 18.13])[plan] ELSE (ARRAY[35.81, 47.28, 16.91])[plan] END
FROM synthetic.treatment GROUP BY plan, is_woman
UNION ALL
SELECT 'substance: ' || primary_substance, 100.0 * count(DISTINCT person) / sum(count(DISTINCT person)) OVER (),
  CASE primary_substance WHEN 'alcohol' THEN 31.74 WHEN 'cocaine_hydrochloride' THEN 18.28 WHEN 'cannabis' THEN 5.97 WHEN 'coca_paste' THEN 42.26 ELSE 1.75 END
FROM source.stay GROUP BY primary_substance
UNION ALL
SELECT 'first treatments after withdrawal management', 100.0 * count(*) / (SELECT count(*) FROM synthetic.person), 16.5
FROM synthetic.stay WHERE care = 'withdrawal_management_inpatient';

INSERT INTO source.checked(name, got, want)
SELECT 'synthetic: ' || name || format(' (%s, published %s)', round(got, 2), want), (abs(got - want) <= 3)::text, 'true' FROM margin
UNION ALL
-- The same rows on every machine: their number, their days and a digest of everything a file holds.
SELECT 'synthetic: same rows as ever', format('%s %s %s', count(*), sum(ended - started),
    md5(string_agg(concat_ws('|', provider, source_record, identifier, registered_sex, programme, care, started, ended, exit_reason, arrived),
      ',' ORDER BY provider, source_record COLLATE "C"))), '5544 546788 b34676a3f8a90b040220ba7dd6436330'
FROM source.stay;
