-- intake_file.sql: the lines of a file of the template `stays`, to standard output: 2.5 stays for each
-- person. Record numbers are letters: digits may by chance be most of an identifier's, and are refused then.
-- Variables: provider, rows, series (a word that makes stays of their own), first (person).
WITH drawn AS (
  SELECT n, :first + n % (:rows * 2 / 5) AS person, ('x' || md5(:'series' || n))::bit(28)::integer AS draw FROM generate_series(1, :rows) AS n
), dated AS (
  SELECT *, :'series' || '-' || translate(n::text, '0123456789', 'abcdefghij') AS record, '2022-01-01'::date + draw % 900 AS started, draw / 900 % 200 AS days,
    5000000 + person * 9 AS body
  FROM drawn
)
SELECT 'source_record;client_ref;identifier;registered_sex;gender_identity;birth_year;programme;care;started;ended;exit_reason;primary_substance;aftercare_offer'
UNION ALL
(SELECT concat_ws(';', record, 'f' || person, format('%s-%s', body, CASE check_digit WHEN 11 THEN '0' WHEN 10 THEN 'K' ELSE check_digit::text END),
  CASE WHEN person % 4 = 0 THEN 'female' ELSE 'male' END, CASE WHEN person % 9 = 0 THEN 'female' ELSE '' END, 1950 + person % 55, :provider * 10 + n % 10,
  (ARRAY['outpatient', 'outpatient_intensive', 'residential', 'day_programme', 'aftercare'])[1 + draw % 5], to_char(started, 'DD-MM-YYYY'),
  CASE WHEN draw % 20 > 0 THEN to_char(started + days, 'DD-MM-YYYY') ELSE '' END,
  CASE WHEN draw % 20 > 0 THEN (ARRAY['completed', 'left_before_completion', 'transferred'])[1 + draw % 3] ELSE '' END, '99', 'not_recorded')
FROM dated, LATERAL (SELECT 11 - (SELECT sum(substr(reverse(body::text), i, 1)::integer * (2 + (i - 1) % 6)) FROM generate_series(1, length(body::text)) AS i) % 11 AS check_digit) AS c
ORDER BY n);
