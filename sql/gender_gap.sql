-- Measures of difference: shares, ratios, intervals, coverage; against published examples, float8, and laws.
SET search_path = continuum, pg_catalog;

-- SQLSTATE of an expression, or what it gives.
CREATE FUNCTION pg_temp.outcome(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  given text;
BEGIN
  EXECUTE 'SELECT ' || expression INTO given;
  RETURN coalesce(given, 'NULL');
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;

---- shares and ratios, by hand

-- 3 of 3 + 5 + 2; of 3 + 5; 0.125 and 0.005 are ties, away from zero; nobody; not known.
SELECT female_share(3, 5, 2), female_share(3, 5), female_share(1, 7, scale => 2) AS tie, female_share(1, 199, scale => 2) AS tie_low,
  female_share(0, 0) AS nobody, female_share(0, 0, 4) AS others_only, female_share(3, 5, NULL) AS not_known, female_share(7, 0, scale => 0) AS women_only;
SELECT male_to_female_ratio(1294, 133, 1) AS turkey_2004, male_to_female_ratio(5, 2), male_to_female_ratio(5, 8) AS tie,
  male_to_female_ratio(0, 4) AS no_men, male_to_female_ratio(4, 0) AS no_women, male_to_female_ratio(NULL, 4) AS not_known;
-- Women are 1 of 3 in need and 1 of 5 treated: coverage 10 and 20 in a hundred. The same by shares.
SELECT coverage_parity(100, 1000, 400, 2000), female_share_ratio(100, 1000, 400, 2000),
  coverage_parity(20, 1/3::numeric, 80, 2/3::numeric) AS by_share, coverage_parity(200, 1000, 400, 2000) AS parity, female_share_ratio(200, 1000, 400, 2000) AS share_parity;
SELECT coverage_parity(1, 0, 1, 5) AS no_estimate_f, coverage_parity(1, 5, 0, 5) AS no_men_treated, coverage_parity(0, 5, 1, 5) AS no_women_treated,
  coverage_parity(NULL, 5, 1, 5) AS not_known, female_share_ratio(0, 5, 0, 5) AS nobody_treated, female_share_ratio(1, 0, 1, 5) AS no_woman_in_need, female_share_ratio(0, 5, 1, 5) AS no_women_treated;

---- published intervals: Newcombe 1998, Statistics in Medicine 17:857 table I (Wilson) and 17:873 table II (method 10)

SELECT x || '/' || n AS observed, w.*, (w.low, w.high) = (p.low, p.high) AS as_published
FROM (VALUES (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)) AS p (x, n, low, high), wilson(x, n) AS w;
SELECT format('%s/%s - %s/%s', a, m, b, n) AS observed, g.*, (g.value, g.low, g.high) = (100 * p.d, 100 * p.low, 100 * p.high) AS as_published
FROM (VALUES (56, 70, 48, 80, 0.2000, 0.0524, 0.3339), (9, 10, 3, 10, 0.6, 0.1705, 0.8090), (10, 10, 0, 20, 1, 0.6791, 1)) AS p (a, m, b, n, d, low, high), gap(a, m, b, n) AS g;
-- TEDS 2004 long-term residential: 0.901 and 0.975.
SELECT completed.value AS completed, completed.low, completed.high, planned.value AS completed_or_transferred, planned.low, planned.high
FROM parity(13839, 34526, 26931, 60550) AS completed, parity(18799, 34526, 33822, 60550) AS planned;

---- the quantiles: erf(z / sqrt 2) by its series is the level

WITH RECURSIVE series AS (
  SELECT level, z, 0 AS k, z AS power, z AS total FROM (SELECT level, normal_quantile(level) FROM unnest('{90,95,99}'::integer[]) AS level) AS q (level, z)
  UNION ALL
  SELECT level, z, k + 1, round(-power * z * z / 2 / (k + 1), 45), round(total - power * z * z / 2 / (k + 1) / (2 * k + 3), 45) FROM series WHERE k < 60)
SELECT level, round(100 * total * sqrt(2 / 3.14159265358979323846264338327950288419716939937510), 25) AS percent FROM series WHERE k = 60;

---- every pair of small counts, against float8 in another form, and against what the interval means

CREATE TEMPORARY TABLE observed AS
SELECT x, n, level, w.*, v.value AS value_10, v.low AS low_10, v.high AS high_10
FROM generate_series(0, 40) AS n, generate_series(0, n) AS x, unnest('{90,95,99}'::integer[]) AS level, wilson(x, n, level) AS w, wilson(x, n, level, 10) AS v;
-- Centre and half width; the rate at each end is z of its own standard errors from the observed one.
SELECT count(*), count(*) FILTER (WHERE abs(low_10 - greatest(c - h, 0)) > 1e-9 OR abs(high_10 - least(c + h, 1)) > 1e-9) AS different,
  count(*) FILTER (WHERE abs(abs(x::float8 / n - low_10) - z * sqrt(low_10 * (1 - low_10) / n)) > 1e-9
    OR abs(abs(x::float8 / n - high_10) - z * sqrt(high_10 * (1 - high_10) / n)) > 1e-9) AS no_score_limit,
  count(*) FILTER (WHERE value <> round(x::numeric / n, 4) OR value_10 <> round(x::numeric / n, 10) OR low <> round(low_10, 4) AND low_10 % 0.00005 <> 0) AS rounded_otherwise,
  count(*) FILTER (WHERE low_10 < 0 OR high_10 > 1 OR (low_10 = 0) <> (x = 0) OR (high_10 = 1) <> (x = n) OR NOT value_10 BETWEEN low_10 AND high_10) AS impossible
FROM (SELECT *, (x / n::float8 + z * z / (2 * n)) / (1 + z * z / n) AS c, z * sqrt(x / n::float8 * (1 - x / n::float8) / n + z * z / (4 * n::float8 ^ 2)) / (1 + z * z / n) AS h
  FROM observed, LATERAL (SELECT CASE level WHEN 90 THEN 1.6448536269514722 WHEN 95 THEN 1.959963984540054 ELSE 2.5758293035489004 END::float8) AS q (z) WHERE n > 0) AS o;
SELECT count(*), bool_and(value IS NULL AND low IS NULL AND high IS NULL AND reason = 'empty') AS empty FROM observed WHERE n = 0;
SELECT count(*) AS with_reason FROM observed WHERE n > 0 AND reason IS NOT NULL;
-- Who had it and who had not mirror each other; more certainty is wider.
SELECT bool_and(a.low_10 = 1 - b.high_10) AS mirrored FROM observed a JOIN observed b ON (b.n, b.x, b.level) = (a.n, a.n - a.x, a.level) WHERE a.n > 0;
SELECT bool_and(a.low_10 >= b.low_10 AND a.high_10 <= b.high_10 AND (a.low_10, a.high_10) <> (b.low_10, b.high_10)) AS nested FROM observed a JOIN observed b ON (b.n, b.x) = (a.n, a.x) AND b.level > a.level WHERE a.n > 0;

CREATE TEMPORARY TABLE two AS
SELECT a, m, b, n, level, g.value AS gap, g.low AS gap_low, g.high AS gap_high, g.reason AS gap_reason, p.value AS parity, p.low AS parity_low, p.high AS parity_high, p.reason AS parity_reason
FROM generate_series(0, 9) AS m, generate_series(0, m) AS a, generate_series(0, 11) AS n, generate_series(0, n) AS b, unnest('{90,95}'::integer[]) AS level,
  gap(a, m, b, n, level, 10) AS g, parity(a, m, b, n, level, 10) AS p;
SELECT count(*), count(*) FILTER (WHERE abs(gap / 100 - (f - o)) > 1e-9 OR abs(gap_low / 100 - (f - o - sqrt((f - wf.low) ^ 2 + (wo.high - o) ^ 2))) > 1e-9
    OR abs(gap_high / 100 - (f - o + sqrt((wf.high - f) ^ 2 + (o - wo.low) ^ 2))) > 1e-9) AS gap_different,
  count(*) FILTER (WHERE gap_low < -100 OR gap_high > 100 OR gap NOT BETWEEN gap_low AND gap_high OR gap_low >= gap_high OR gap_reason IS NOT NULL) AS impossible
FROM two, LATERAL (SELECT a::float8 / m, b::float8 / n) AS r (f, o),
  LATERAL (SELECT low_10::float8, high_10::float8 FROM observed w WHERE (w.x, w.n, w.level) = (two.a, two.m, two.level)) AS wf (low, high),
  LATERAL (SELECT low_10::float8, high_10::float8 FROM observed w WHERE (w.x, w.n, w.level) = (two.b, two.n, two.level)) AS wo (low, high) WHERE m > 0 AND n > 0;
SELECT count(*), count(*) FILTER (WHERE abs(parity - r) > 1e-9 * r OR abs(parity_low / exp(ln(r) - z * s) - 1) > 1e-8 OR abs(parity_high / exp(ln(r) + z * s) - 1) > 1e-8 OR parity_reason IS NOT NULL) AS parity_different
FROM two, LATERAL (SELECT a::float8 / m / (b::float8 / n), sqrt((1 - a::float8 / m) / a + (1 - b::float8 / n) / b), CASE level WHEN 90 THEN 1.6448536269514722 ELSE 1.959963984540054 END::float8) AS q (r, s, z)
WHERE a > 0 AND b > 0 AND (a < m OR b < n);
-- What is undefined, and why; nothing else is.
SELECT gap_reason, parity_reason, count(*), count(gap) AS gap, count(gap_low) + count(gap_high) AS gap_limits, count(parity) AS parity, count(parity_low) + count(parity_high) AS parity_limits,
  bool_and(m = 0 OR n = 0) AS no_denominator, bool_and(a = 0 OR b = 0) AS no_numerator, bool_and(a = m AND b = n) AS all_had_it, bool_and(parity = 0 OR b = 0) AS women_none
FROM two GROUP BY gap_reason, parity_reason ORDER BY gap_reason, parity_reason;
-- Women against men is the mirror of men against women.
SELECT count(*) > 1000 AS many, bool_and(s.gap IS NOT DISTINCT FROM -t.gap AND s.gap_low IS NOT DISTINCT FROM -t.gap_high) AS gap_mirrored,
  bool_and(abs(s.parity * t.parity - 1) < 1e-7 AND abs(s.parity_low * t.parity_high - 1) < 1e-7) AS parity_inverse
FROM two s JOIN two t ON (t.a, t.m, t.b, t.n, t.level) = (s.b, s.n, s.a, s.m, s.level);

---- rounded once, away from zero, as integer division has it

-- 1/3 - 19997/60000 is 0.005 points, of two fractions that no decimals end: 0.01 and -0.01, and 0.005 with a third.
SELECT (gap(1, 3, 19997, 60000)).value AS tie, (gap(19997, 60000, 1, 3)).value AS tie_below, (gap(1, 3, 19997, 60000, scale => 3)).value AS three,
  (wilson(1, 8, scale => 2)).value AS eighth, (parity(1, 8, 1, 1, scale => 2)).value AS eighth_of_all, (coverage(1, 8, scale => 2)).value AS eighth_covered, coverage_parity(1, 8, 1, 1) AS eighth_parity;
-- 4 of 80000000000 is a tie; of one more in 8 * 10^18 it is 6 * 10^-30 below it, and none.
SELECT (wilson(400000000, 8000000000000000000, scale => 10)).value AS tie, (wilson(400000000, 8000000000000000001, scale => 10)).value AS below, female_share(400000000, 7999999999600000001, scale => 10) AS share_below,
  (gap(400000000, 8000000000000000001, 0, 1, scale => 8)).value AS gap_below, (parity(400000000, 8000000000000000001, 1, 1, scale => 10)).value AS parity_below, (coverage(400000000, 8000000000000000001, scale => 10)).value AS coverage_below;
SELECT count(*), count(*) FILTER (WHERE (wilson(x, n, scale => s)).value <> div(2 * x * 10::numeric ^ s + n, 2 * n) / 10::numeric ^ s
    OR female_share(x, n - x, scale => s) <> div(2 * x * 10::numeric ^ s + n, 2 * n) / 10::numeric ^ s
    OR (gap(x, n, 0, 1, scale => s)).value <> div(200 * x * 10::numeric ^ s + n, 2 * n) / 10::numeric ^ s
    OR scale((wilson(x, n, scale => s)).low) <> s) AS different
FROM (SELECT k % 6 AS s, n, (hashint8extended(k, 2) & 9223372036854775807) % (n + 1) AS x
  FROM generate_series(1, 600) AS k, LATERAL (SELECT 1 + (hashint8extended(k, 1) & 9223372036854775807) % (10 ^ (1 + k % 13))::bigint AS n) AS l) AS t;

---- coverage

SELECT what, c.* FROM (VALUES ('bounds', 100, 1000, 800, 1300), ('one bound', 100, 1000, NULL, 1300), ('low is 0', 100, 1000, 0, 1300), ('no bounds', 100, 1000, NULL, NULL),
  ('more than estimated', 100, 80, 60, 90), ('nobody treated', 0, 1000, 800, 1300), ('not counted', NULL, 1000, 800, 1300), ('not estimated', 100, NULL, 800, 1300),
  ('nothing known', NULL, NULL, NULL, NULL), ('nobody in need', 0, 0, 0, 10)) AS v (what, treated, estimate, low, high), coverage(treated, estimate, low, high) AS c;

---- statutory layout: the lines add up; not known stays not known

SELECT * FROM statutory_layout(120, 430, 2, 9);
SELECT line, gender, n FROM statutory_layout(120, 430, NULL, 9);

---- NULL, limits of bigint, refusals

SELECT 'wilson' AS of, w.* FROM (VALUES (NULL, 5), (5, NULL), (NULL, 0)) AS v (x, n), wilson(x, n) AS w
UNION ALL SELECT 'gap', g.* FROM (VALUES (NULL, 5, 1, 5), (1, 5, 1, NULL), (NULL, 0, 1, 5)) AS v (a, m, b, n), gap(a, m, b, n) AS g
UNION ALL SELECT 'parity', p.* FROM (VALUES (1, NULL, 1, 5), (1, 5, NULL, 5), (0, 0, NULL, 5)) AS v (a, m, b, n), parity(a, m, b, n) AS p;
SELECT female_share(big, big, big), male_to_female_ratio(big, big), (wilson(big, big)).high, (gap(big, big, 0, big)).value, (parity(big, big, 1, big)).value, (coverage(big, 1)).value
FROM (VALUES (9223372036854775807)) AS v (big);
SELECT expression, pg_temp.outcome(expression) AS outcome FROM unnest(ARRAY[
  'female_share(-1, 5)', 'female_share(5, -1)', 'female_share(5, 1, -1)', 'female_share(5, 1, 0, -1)', 'female_share(5, 1, 0, 11)', 'female_share(5, 1, 0, NULL)', 'female_share(0, 0, 0, 11)',
  'male_to_female_ratio(-1, 5)', 'male_to_female_ratio(5, -1)', 'male_to_female_ratio(5, 1, -1)',
  'wilson(-1, 5)', 'wilson(1, -5)', 'wilson(6, 5)', 'wilson(1, 0)', 'wilson(1, 5, 80)', 'wilson(1, 5, NULL)', 'wilson(0, 0, 80)', 'wilson(1, 5, 95, 11)', 'wilson(0, 0, 95, -1)',
  'gap(-1, 5, 1, 5)', 'gap(1, -5, 1, 5)', 'gap(1, 5, -1, 5)', 'gap(1, 5, 1, -5)', 'gap(6, 5, 1, 5)', 'gap(1, 5, 6, 5)', 'gap(1, 5, 1, 5, 80)', 'gap(1, 5, 1, 5, 95, -1)',
  'parity(-1, 5, 1, 5)', 'parity(1, -5, 1, 5)', 'parity(1, 5, -1, 5)', 'parity(1, 5, 1, -5)', 'parity(6, 5, 1, 5)', 'parity(1, 5, 6, 5)', 'parity(0, 0, 6, 5)', 'parity(1, 5, 1, 5, 80)', 'parity(1, 5, 1, 5, 95, 11)',
  'coverage(-1, 5)', 'coverage(1, -5)', 'coverage(1, 5, 6, 7)', 'coverage(1, 5, 3, 4)', 'coverage(1, 5, -1, 7)', 'coverage(1, NULL, -1, 7)', 'coverage(1, NULL, 8, 7)', 'coverage(1, NULL, 4, -7)', 'coverage(NULL, 5, 6, 7)', $q$coverage(1, 'NaN')$q$, $q$coverage(1, 5, 4, 'Infinity')$q$, 'coverage(1, 5, 4, 6, 11)',
  'coverage_parity(-1, 5, 1, 5)', 'coverage_parity(1, -5, 1, 5)', 'coverage_parity(1, 5, -1, 5)', 'coverage_parity(1, 5, 1, -5)', 'coverage_parity(1, 5, 1, 5, 11)', $q$coverage_parity(1, 'NaN', 1, 5)$q$,
  'female_share_ratio(-1, 5, 1, 5)', 'female_share_ratio(1, -5, 1, 5)', 'female_share_ratio(1, 5, -1, 5)', 'female_share_ratio(1, 5, 1, -5)', 'female_share_ratio(1, 5, 1, 5, -1)',
  'statutory_layout(-1, 0, 0, 0)', 'statutory_layout(0, -1, 0, 0)', 'statutory_layout(0, 0, -1, 0)', 'statutory_layout(0, 0, 0, -1)', 'statutory_layout(9223372036854775807, 1, 0, 0)']) AS expression
WHERE pg_temp.outcome(expression) <> '22023';
-- Of all that only the sum beyond bigint is another error. What is said: no count stands in it.
\set SHOW_CONTEXT never
SELECT wilson(6, 5);
SELECT wilson(-6, 5);
SELECT wilson(5, 6, 98);
SELECT wilson(5, 6, 95, 12);

---- nothing here is VOLATILE, unsafe or granted beyond PUBLIC's default

SELECT count(*), bool_and(provolatile = 'i' AND proparallel = 's' AND proacl IS NULL AND NOT prosecdef) AS pure, bool_and(obj_description(oid, 'pg_proc') IS NOT NULL) AS described
FROM pg_proc WHERE pronamespace = 'continuum'::regnamespace AND proname IN ('counted', 'rounded_figure', 'normal_quantile', 'quotient', 'wilson_limits',
  'female_share', 'male_to_female_ratio', 'coverage_parity', 'female_share_ratio', 'wilson', 'gap', 'parity', 'coverage', 'statutory_layout');
