-- Golden tables: rows made from published margins, summarized by gender, give the published figures again.
-- Sources stand with each table, all public. What margins cannot give is not here: mean and median lengths of stay
-- of table 6.2 need the single stays, and so do pairs of admission and discharge.
SET search_path = continuum, pg_catalog;
SET jit = off;

-- Published and ours, side by side. How far they may differ, and why, is said where it is not 0.
CREATE TEMPORARY TABLE side (work text, what text, published numeric, ours numeric, tolerance numeric DEFAULT 0);
-- A cell of a published table, and the answer that leaves its rows out of the denominator; whose gender is NULL is unknown.
CREATE TEMPORARY TABLE margin (work text, line text, gender gender, outcome text, n bigint, excluded answer);
-- What is asked of the rows of a line (NULL: of all lines): whether the outcome is one of these.
CREATE TEMPORARY TABLE question (work text, line text, asked text, yes text[]);

---- TEDS 2004 discharges, table 2.5: service by reason, 28 states (SAMHSA, TEDS-D 2004); 89,031 reasons unknown (table 2.4)

CREATE TEMPORARY TABLE teds_2_5 (line text, total bigint, counts bigint[], percent numeric[]);
INSERT INTO teds_2_5 VALUES
  ('outpatient', 399037, '{145426,46611,108605,41913,56482}', '{36.4,11.7,27.2,10.5,14.2}'),
  ('intensive outpatient', 114440, '{43119,20441,26561,16025,8294}', '{37.7,17.9,23.2,14.0,7.2}'),
  ('short-term residential', 78423, '{48222,11189,11025,4906,3081}', '{61.5,14.3,14.1,6.3,3.9}'),
  ('long-term residential', 95087, '{40771,11851,26727,7326,8412}', '{42.9,12.5,28.1,7.7,8.8}'),
  ('hospital residential', 8080, '{5597,1200,884,214,185}', '{69.3,14.9,10.9,2.6,2.3}'),
  ('withdrawal management', 211161, '{131476,28706,34570,4512,11897}', '{62.3,13.6,16.4,2.1,5.6}'),
  ('methadone', 51263, '{8528,8170,23930,4407,6228}', '{16.6,15.9,46.7,8.6,12.1}'),
  ('all', 957491, '{423139,128168,232302,79303,94579}', '{44.2,13.4,24.3,8.3,9.9}');
CREATE TEMPORARY TABLE reason AS
SELECT * FROM unnest('{completed,transferred,left_before_completion,ended_by_provider,other}'::text[]) WITH ORDINALITY AS r (reason, k);
INSERT INTO margin SELECT 'TEDS 2004 2.5', line, NULL, reason, counts[k] FROM teds_2_5, reason WHERE line <> 'all';
INSERT INTO margin VALUES ('TEDS 2004 2.5', 'service not known here', NULL, 'unknown', 89031, 'not_recorded');
INSERT INTO question SELECT 'TEDS 2004 2.5', NULL, reason, ARRAY[reason] FROM reason;

---- TEDS 2004 discharges, table 6.2: gender by reason, long-term residential; 11 of unknown gender are the totals less the known

CREATE TEMPORARY TABLE teds_6_2 (gender gender, total bigint, counts bigint[], row_percent numeric[], column_percent numeric[]);
INSERT INTO teds_6_2 VALUES -- columns: completed, transferred, completed or transferred, left, ended by provider, other; before them, by column, the total
  (NULL, 95087, '{40771,11851,52622,26727,7326,8412}', '{42.9,12.5,55.3,28.1,7.7,8.8}', NULL),
  ('male', 60550, '{26931,6891,33822,16644,5011,5073}', '{44.5,11.4,55.9,27.5,8.3,8.4}', '{63.7,66.1,58.1,64.3,62.3,68.4,60.3}'),
  ('female', 34526, '{13839,4960,18799,10081,2313,3333}', '{40.1,14.4,54.4,29.2,6.7,9.7}', '{36.3,33.9,41.9,35.7,37.7,31.6,39.7}');
CREATE TEMPORARY TABLE asked_6_2 AS
SELECT * FROM (VALUES (1, 'completed', '{completed}'::text[]), (2, 'transferred', '{transferred}'), (3, 'completed or transferred', '{completed,transferred}'),
  (4, 'left_before_completion', '{left_before_completion}'), (5, 'ended_by_provider', '{ended_by_provider}'), (6, 'other', '{other}')) AS a (k, asked, yes);
INSERT INTO margin
  SELECT 'TEDS 2004 6.2', 'long-term residential', gender, asked, counts[k] FROM teds_6_2, asked_6_2 WHERE k <> 3 AND gender IS NOT NULL
  UNION ALL SELECT 'TEDS 2004 6.2', 'long-term residential', NULL, asked, 2 * max(counts[k]) - sum(counts[k]) FROM teds_6_2, asked_6_2 WHERE k <> 3 GROUP BY asked;
INSERT INTO question SELECT 'TEDS 2004 6.2', NULL, asked, yes FROM asked_6_2;

---- TEDS 2004 discharges, tables 9.3 and 9.5: outpatient methadone, by reason

INSERT INTO margin SELECT 'TEDS 2004 9.3', 'methadone', NULL, reason, ('{3859,5555,14084,4096,4234}'::bigint[])[k] FROM reason;
INSERT INTO question VALUES ('TEDS 2004 9.3', NULL, 'completed', '{completed}');

---- TEDS 2009 discharges, table 7.3: withdrawal management, completed or transferred by sex. Only rates are printed:
---- the rows completed or transferred are the whole number next to the printed rate. 16 are of unknown sex.

INSERT INTO margin
  SELECT 'TEDS 2009 7.3', 'withdrawal management', gender, outcome, CASE outcome WHEN 'completed or transferred' THEN done ELSE total - done END
  FROM (VALUES ('male'::gender, 242820, 77.1), ('female', 83529, 76.8)) AS p (gender, total, percent), round(total * percent / 100) AS done,
    unnest('{completed or transferred,neither}'::text[]) AS outcome;
INSERT INTO margin VALUES ('TEDS 2009 7.3', 'withdrawal management', NULL, 'unknown', 16, 'not_recorded');
INSERT INTO question VALUES ('TEDS 2009 7.3', NULL, 'completed or transferred', '{completed or transferred}');

---- TEDS-D 2019, 1,722,503 discharges: variables one by one (codebook, SAMHSA). PREG is asked of women: it is known for
---- 585,736 of them, so of its 1,136,767 missing values 1,105,534 are men, 756 of unknown sex and 30,477 women.

INSERT INTO margin (work, line, outcome, n)
SELECT 'TEDS-D 2019', v.line, code, n FROM (VALUES
  ('REASON', '{1,2,3,4,5,6,7}'::text[], '{725929,432610,95254,369503,26005,3576,69626}'::bigint[]),
  ('SERVICES_D', '{1,2,3,4,5,6,7,8}', '{43446,240303,4243,179737,121470,235771,884266,13267}'),
  ('DAYWAIT', '{0,1,2,3,4,-9}', '{548979,175018,34722,26618,16410,920756}'),
  ('LOS', '{34,35,36,37}', '{114387,114266,128974,93500}'),
  ('FREQ1', '{1,2,3,-9}', '{401633,429518,694480,196872}'), ('FREQ1_D', '{1,2,3,-9}', '{575133,285984,324262,537124}'),
  ('LIVARAG', '{1,2,3,-9}', '{261957,272452,1013787,174307}'), ('LIVARAG_D', '{1,2,3,-9}', '{174948,293672,899129,354754}'),
  ('ARRESTS', '{0,1,2,-9}', '{1418790,102517,19080,182116}'), ('ARRESTS_D', '{0,1,2,-9}', '{1303236,61908,17196,340163}'),
  ('EMPLOY', '{1,2,3,4,-9}', '{279602,112728,634880,542928,152365}'), ('EMPLOY_D', '{1,2,3,4,-9}', '{290248,111068,571753,426576,322858}'),
  ('FREQ_ATND_SELF_HELP', '{1,2,3,4,5,-9}', '{1037604,104522,61982,126267,65074,327054}'),
  ('FREQ_ATND_SELF_HELP_D', '{1,2,3,4,5,-9}', '{859331,115895,75982,186509,107791,376995}')) AS v (line, codes, counts),
  unnest(codes, counts) AS c (code, n);
INSERT INTO margin VALUES
  ('TEDS-D 2019', 'GENDER', 'male', '1', 1105534, NULL), ('TEDS-D 2019', 'GENDER', 'female', '2', 616213, NULL), ('TEDS-D 2019', 'GENDER', NULL, '-9', 756, 'not_recorded'),
  ('TEDS-D 2019', 'PREG', 'female', '1', 18268, NULL), ('TEDS-D 2019', 'PREG', 'female', '2', 567468, NULL), ('TEDS-D 2019', 'PREG', 'female', '-9', 30477, 'not_recorded'),
  ('TEDS-D 2019', 'PREG', 'male', '-9', 1105534, 'not_applicable'), ('TEDS-D 2019', 'PREG', NULL, '-9', 756, 'not_recorded');
UPDATE margin SET excluded = 'not_recorded' WHERE work = 'TEDS-D 2019' AND outcome = '-9' AND excluded IS NULL;
-- Stays of 90 days or less, codes 1 to 33 of LOS, are the rest.
INSERT INTO margin (work, line, outcome, n) SELECT work, line, '1-33', 1722503 - sum(n) FROM margin WHERE line = 'LOS' GROUP BY work, line;
INSERT INTO question SELECT work, line, 'code ' || outcome, ARRAY[outcome] FROM margin WHERE work = 'TEDS-D 2019' AND line IN ('REASON', 'SERVICES_D');
INSERT INTO question VALUES ('TEDS-D 2019', 'GENDER', 'woman', '{2}'), ('TEDS-D 2019', 'PREG', 'pregnant', '{1}'), ('TEDS-D 2019', 'DAYWAIT', 'waited at most 14 days', '{0,1,2}'),
    ('TEDS-D 2019', 'LOS', 'stayed more than 90 days', '{34,35,36,37}'),
    ('TEDS-D 2019', 'FREQ1', 'no use', '{1}'), ('TEDS-D 2019', 'FREQ1_D', 'no use', '{1}'), ('TEDS-D 2019', 'LIVARAG', 'homeless', '{1}'), ('TEDS-D 2019', 'LIVARAG_D', 'homeless', '{1}'),
    ('TEDS-D 2019', 'ARRESTS', 'no arrest', '{0}'), ('TEDS-D 2019', 'ARRESTS_D', 'no arrest', '{0}'), ('TEDS-D 2019', 'EMPLOY', 'employed', '{1,2}'), ('TEDS-D 2019', 'EMPLOY_D', 'employed', '{1,2}'),
    ('TEDS-D 2019', 'FREQ_ATND_SELF_HELP', 'self-help', '{2,3,4,5}'), ('TEDS-D 2019', 'FREQ_ATND_SELF_HELP_D', 'self-help', '{2,3,4,5}');

---- NDTMS 2007/08, England: reasons of discharge (Hansard, 15 January 2009); 30 of 69,642 missing or inconsistent.
---- Its denominator holds the 520 not known, as printed; ours would leave them out.

CREATE TEMPORARY TABLE ndtms (outcome text, n bigint, percent numeric);
INSERT INTO ndtms VALUES ('completed drug free', 7324, 11), ('completed', 17306, 25), ('referred on', 10811, 16), ('left before completion', 19591, 28), ('prison', 4240, 6), ('other', 2817, 4),
  ('declined', 2169, 3), ('ended by provider', 2078, 3), ('moved', 1605, 2), ('died', 784, 1), ('not known', 520, 1), ('no suitable service', 367, 1);
INSERT INTO margin SELECT 'NDTMS 2007/08', 'England', NULL, outcome, n FROM ndtms;
INSERT INTO margin VALUES ('NDTMS 2007/08', 'England', NULL, 'missing', 30, 'not_recorded');
INSERT INTO question SELECT 'NDTMS 2007/08', NULL, outcome, ARRAY[outcome] FROM ndtms;
INSERT INTO question VALUES ('NDTMS 2007/08', NULL, 'successful', '{completed drug free,completed,referred on}');

---- SISTRAT 2010-2019, Chile: 109,756 treatments (public codebooks of FONDECYTACC/SUD_health_Chile): exits, sex, length of stay;
---- and by plan and sex, the applications of TOP

INSERT INTO margin VALUES
  ('SISTRAT 2010-2019', 'exit', NULL, 'left late', 37956), ('SISTRAT 2010-2019', 'exit', NULL, 'left early', 17950), ('SISTRAT 2010-2019', 'exit', NULL, 'administrative', 9778),
  ('SISTRAT 2010-2019', 'exit', NULL, 'completed', 24371), ('SISTRAT 2010-2019', 'exit', NULL, 'referred', 11834), ('SISTRAT 2010-2019', 'exit', NULL, 'died', 1),
  ('SISTRAT 2010-2019', 'sex', 'male', 'any', 80305), ('SISTRAT 2010-2019', 'sex', 'female', 'any', 29451),
  ('SISTRAT 2010-2019', 'length of stay', NULL, 'up to 89 days', 27092), ('SISTRAT 2010-2019', 'length of stay', NULL, '90 days or more', 82664),
  ('SISTRAT TOP', 'PG-PAB', 'male', 'general', 26002), ('SISTRAT TOP', 'PG-PAB', 'female', 'general', 6487), ('SISTRAT TOP', 'PG-PAI', 'male', 'general', 34328), ('SISTRAT TOP', 'PG-PAI', 'female', 'general', 8830),
  ('SISTRAT TOP', 'PG-PR', 'male', 'general', 12277), ('SISTRAT TOP', 'PG-PR', 'female', 'general', 487), ('SISTRAT TOP', 'M-PAI', 'male', 'for women', 42), ('SISTRAT TOP', 'M-PAI', 'female', 'for women', 7977),
  ('SISTRAT TOP', 'M-PR', 'male', 'for women', 42), ('SISTRAT TOP', 'M-PR', 'female', 'for women', 5268);
INSERT INTO margin VALUES ('SISTRAT 2010-2019', 'exit', NULL, 'ongoing', 7846, 'not_applicable'), ('SISTRAT 2010-2019', 'exit', NULL, 'missing', 20, 'not_recorded');
INSERT INTO question VALUES ('SISTRAT 2010-2019', 'exit', 'completed', '{completed}'), ('SISTRAT 2010-2019', 'exit', 'left', '{left late,left early}'), ('SISTRAT 2010-2019', 'exit', 'left early', '{left early}'),
  ('SISTRAT 2010-2019', 'sex', 'any', '{any}'), ('SISTRAT 2010-2019', 'length of stay', '90 days or more', '{90 days or more}'), ('SISTRAT TOP', NULL, 'in a programme for women', '{for women}');

---- EMCDDA 2004, TDI-41 (ii): all clients by sex (Statistical bulletin 2006). Not taken: GR, CY and the total, which do not add up.

CREATE TEMPORARY TABLE emcdda (country text, n bigint, male bigint, female bigint, ratio numeric);
INSERT INTO emcdda VALUES ('BE', 10242, 7477, 2765, 2.7), ('CZ', 8845, 6112, 2733, 2.2), ('DK', 5212, 4024, 1188, 3.4), ('DE', 44448, 35558, 8890, 4.0), ('ES', 43831, 36818, 7013, 5.3),
  ('FR', 22118, 17363, 4755, 3.7), ('IT', 162230, 141140, 21090, 6.7), ('LV', 2680, 2117, 563, 3.8), ('LT', 5011, 4109, 902, 4.6), ('LU', 389, 272, 117, 2.3), ('HU', 14165, 9491, 4674, 2.0),
  ('MT', 667, 566, 101, 5.6), ('NL', 9887, 8107, 1780, 4.6), ('AT', 6995, 4966, 2029, 2.4), ('PL', 11778, 8951, 2827, 3.2), ('SI', 1130, 883, 247, 3.6), ('SK', 2315, 1833, 482, 3.8),
  ('FI', 3150, 2259, 891, 2.5), ('SE', 4389, 3028, 1361, 2.2), ('UK', 99482, 71627, 27855, 2.6), ('BG', 2037, 1650, 387, 4.3), ('RO', 1502, 1036, 466, 2.2), ('TR', 1427, 1294, 133, 9.8),
  ('IE', 5146, 3654, 1287, 2.8);
INSERT INTO margin SELECT 'EMCDDA 2004', country, g.gender, 'any', g.n
FROM emcdda, LATERAL (VALUES ('male'::gender, male), ('female', female), (NULL, n - male - female)) AS g (gender, n) WHERE g.n > 0;
INSERT INTO question VALUES ('EMCDDA 2004', NULL, 'any', '{any}');

---- the rows of all that, one by one, asked and summarized

SET work_mem = '128MB';
CREATE TEMPORARY TABLE asked AS -- a number for each work, line and question: grouping 58 million rows by it costs less
SELECT m.work, m.line, q.asked, m.gender, m.n, coalesce(m.excluded, CASE WHEN m.outcome = ANY (q.yes) THEN 'yes'::answer ELSE 'no' END) AS answer,
  dense_rank() OVER (ORDER BY m.work, m.line, q.asked) AS id
FROM margin AS m JOIN question AS q ON q.work = m.work AND (q.line = m.line OR q.line IS NULL);
CREATE TEMPORARY TABLE golden AS
SELECT work, line, asked, s FROM (SELECT DISTINCT id, work, line, asked FROM asked) AS a
JOIN (SELECT id, summarize(gender, k, answer) AS s FROM asked, LATERAL generate_series(1, n) AS k GROUP BY id) AS r USING (id);
RESET work_mem;
SELECT work, count(*) AS summaries, sum(cases(s)) AS rows_summarized, sum(denominator(s)) AS in_denominators FROM golden GROUP BY work ORDER BY work COLLATE "C";

---- side by side: tables 2.5, 6.2, 9.3 and 7.3 of TEDS

CREATE TEMPORARY VIEW all_services AS SELECT line, asked, s FROM golden WHERE work = 'TEDS 2004 2.5' UNION ALL SELECT 'all', asked, sum(s) FROM golden WHERE work = 'TEDS 2004 2.5' GROUP BY asked;
INSERT INTO side
  SELECT 'TEDS 2004 2.5', line || ', ' || asked || what, published, ours FROM teds_2_5 JOIN all_services USING (line) JOIN reason ON reason = asked,
    LATERAL (VALUES ('', counts[k], numerator(s)), (', percent', percent[k], 100 * rate(s, NULL, 3)), (', total', total, denominator(s))) AS v (what, published, ours)
  -- Of all discharges, unknown reasons and all, as table 2.4 has it.
  UNION ALL SELECT 'TEDS 2004 2.4', v.what, published, ours FROM all_services,
    LATERAL (VALUES ('records', 1046522, cases(s)), ('reason unknown', 89031, (excluded(s) ->> 'not_recorded')::bigint), ('completed, percent of all records', 40.4, 100 * (wilson(numerator(s), cases(s), scale => 3)).value)) AS v (what, published, ours)
  WHERE line = 'all' AND asked = 'completed';
INSERT INTO side
  SELECT 'TEDS 2004 6.2', concat_ws(', ', coalesce(gender::text, 'all'), asked, what), published, ours FROM teds_6_2, asked_6_2 JOIN golden USING (asked),
    LATERAL (VALUES (NULL, counts[k], numerator(s, gender)), ('row percent', row_percent[k], 100 * rate(s, gender, 3)), ('total', total, denominator(s, gender)),
      ('column percent', column_percent[k + 1], 100 * CASE gender WHEN 'female' THEN female_share(numerator(s, 'female'), numerator(s, 'male'), 0, 3) WHEN 'male' THEN 1 - female_share(numerator(s, 'female'), numerator(s, 'male'), 0, 3) END),
      ('column percent of the total', column_percent[1], 100 * CASE gender WHEN 'female' THEN female_share(cases(s, 'female'), cases(s, 'male'), 0, 3) WHEN 'male' THEN 1 - female_share(cases(s, 'female'), cases(s, 'male'), 0, 3) END)) AS v (what, published, ours)
  WHERE work = 'TEDS 2004 6.2' AND published IS NOT NULL
  UNION ALL SELECT 'TEDS 2004 6.2', asked || ', known gender', published, numerator(s, 'female') + numerator(s, 'male')
  FROM asked_6_2 JOIN golden USING (asked), LATERAL (SELECT ('{40770,11851,52621,26725,7324,8406}'::bigint[])[k]) AS p (published) WHERE work = 'TEDS 2004 6.2'
  UNION ALL SELECT 'TEDS 2004 6.2', asked || ', parity', published, (parity(numerator(s, 'female'), denominator(s, 'female'), numerator(s, 'male'), denominator(s, 'male'))).value
  FROM (VALUES ('completed', 0.901), ('completed or transferred', 0.975)) AS p (asked, published) JOIN golden USING (asked) WHERE work = 'TEDS 2004 6.2'
  UNION ALL SELECT 'TEDS 2004 6.2', 'long-term residential of table 2.5, ' || asked, numerator(b.s), numerator(a.s)
  FROM golden AS a JOIN golden AS b USING (line, asked) WHERE a.work = 'TEDS 2004 6.2' AND b.work = 'TEDS 2004 2.5'
  UNION ALL SELECT 'TEDS 2004 9.3', 'methadone', 31828, cases(s) FROM golden WHERE work = 'TEDS 2004 9.3'
  UNION ALL SELECT 'TEDS 2009 7.3', v.what, published, ours FROM golden,
    LATERAL (VALUES ('total', 326365, cases(s)), ('known gender', 326349, denominator(s)), ('male, percent', 77.1, 100 * rate(s, 'male', 3)), ('female, percent', 76.8, 100 * rate(s, 'female', 3)), ('all, percent', 77.0, 100 * rate(s, NULL, 3))) AS v (what, published, ours)
  WHERE work = 'TEDS 2009 7.3';

-- Two denominators of one figure; and the table a ministry would print of 6.2, with what sets women and men apart.
SELECT numerator(s) AS completed, denominator(s) AS reason_known, 100 * rate(s, NULL, 3) AS percent_of_known, cases(s) AS discharges, 100 * (wilson(numerator(s), cases(s), scale => 3)).value AS percent_of_all
FROM all_services WHERE line = 'all' AND asked = 'completed';
SELECT l.* FROM golden, statutory_layout(cases(s, 'female'), cases(s, 'male'), cases(s, 'other'), cases(s, 'unknown')) AS l WHERE work = 'TEDS 2004 6.2' AND asked = 'completed';
SELECT asked, 100 * rate(s, 'female', 3) AS women, 100 * rate(s, 'male', 3) AS men, g.value AS points, g.low, g.high, p.value AS parity, p.low, p.high
FROM golden JOIN asked_6_2 USING (asked), gap(numerator(s, 'female'), denominator(s, 'female'), numerator(s, 'male'), denominator(s, 'male')) AS g,
  parity(numerator(s, 'female'), denominator(s, 'female'), numerator(s, 'male'), denominator(s, 'male')) AS p WHERE work = 'TEDS 2004 6.2' ORDER BY k;

---- side by side: TEDS-D 2019

INSERT INTO side
  SELECT 'TEDS-D 2019', line || ', all rows', 1722503, cases(s) FROM golden WHERE work = 'TEDS-D 2019'
  UNION ALL SELECT 'TEDS-D 2019', 'REASON, code ' || k || ', percent', ('{42.1,25.1,5.5,21.5,1.5,0.2,4.0}'::numeric[])[k], 100 * rate(s, NULL, 3) FROM golden, generate_series(1, 7) AS k WHERE line = 'REASON' AND asked = 'code ' || k
  UNION ALL SELECT 'TEDS-D 2019', 'SERVICES_D, code ' || k || ', percent', ('{2.5,14.0,0.2,10.4,7.1,13.7,51.3,0.8}'::numeric[])[k], 100 * rate(s, NULL, 3) FROM golden, generate_series(1, 8) AS k WHERE line = 'SERVICES_D' AND asked = 'code ' || k
  UNION ALL SELECT 'TEDS-D 2019', line || ', ' || g.asked || ', percent', published, 100 * rate(s, NULL, 4)
  FROM (VALUES ('GENDER', 35.79), ('PREG', 3.12), ('LOS', 26.19), ('FREQ1', 26.33), ('FREQ1_D', 48.52), ('LIVARAG', 16.92), ('LIVARAG_D', 12.79), ('ARRESTS', 92.11), ('ARRESTS_D', 94.28), ('EMPLOY', 24.99), ('EMPLOY_D', 28.67),
    ('FREQ_ATND_SELF_HELP', 25.64), ('FREQ_ATND_SELF_HELP_D', 36.13)) AS p (line, published) JOIN golden AS g USING (line)
  UNION ALL SELECT 'TEDS-D 2019', v.what, published, ours FROM golden, LATERAL (VALUES ('DAYWAIT, waited at most 14 days, percent', 94.6, 100 * rate(s, NULL, 3))) AS v (what, published, ours) WHERE line = 'DAYWAIT'
  UNION ALL SELECT 'TEDS-D 2019', v.what, published, ours FROM golden,
    LATERAL (VALUES ('GENDER, men', 1105534, cases(s, 'male')), ('GENDER, women', 616213, cases(s, 'female')), ('GENDER, unknown', 756, cases(s, 'unknown')), ('GENDER, share of women in percent', 35.79, 100 * female_share(cases(s, 'female'), cases(s, 'male')))) AS v (what, published, ours) WHERE line = 'GENDER'
  UNION ALL SELECT 'TEDS-D 2019', v.what, published, ours FROM golden,
    LATERAL (VALUES ('PREG, women of GENDER', 616213, cases(s, 'female')), ('PREG, men in the denominator', 0, denominator(s, 'male')), ('PREG, missing', 1136767, cases(s) - denominator(s)), ('PREG, women, percent', 3.12, 100 * rate(s, 'female'))) AS v (what, published, ours) WHERE line = 'PREG'
  UNION ALL SELECT 'TEDS-D 2019', 'LOS, more than 90 days', 451127, numerator(s) FROM golden WHERE line = 'LOS';
SELECT line, asked, denominator(s), 100 * rate(s) AS percent, excluded(s) FROM golden WHERE line IN ('GENDER', 'PREG', 'DAYWAIT', 'LOS') ORDER BY line;

-- Every count above against the codebook, where the data are (CONTINUUM_DATA); without them there is nothing to differ.
CREATE TEMPORARY TABLE codebook (id text, variable text, label text, code text, meaning text, frequency text, percent text);
CREATE TEMPORARY TABLE sdg (year integer, unit text, place text, series text, sex text, substance text, rate numeric);
\getenv data CONTINUUM_DATA
\set there `test -r "$CONTINUUM_DATA/teds_codebook/teds_d_2019_codes.csv" -a -r "$CONTINUUM_DATA/istac_sdg351/indicator_3-5-1.csv" && echo true || echo false`
\if :there
\cd :data
\copy codebook FROM 'teds_codebook/teds_d_2019_codes.csv' (FORMAT csv, HEADER)
\copy sdg FROM 'istac_sdg351/indicator_3-5-1.csv' (FORMAT csv, HEADER)
\else
DO $$BEGIN RAISE LOG 'skipped: data not present'; END$$;
\endif
SELECT line, outcome, m.n, c.n AS in_codebook FROM (SELECT line, outcome, sum(n) AS n FROM margin WHERE work = 'TEDS-D 2019' GROUP BY line, outcome) AS m
LEFT JOIN (SELECT variable, code, replace(frequency, ',', '')::bigint AS n FROM codebook WHERE frequency <> '') AS c ON (variable, code) = (line, outcome)
WHERE m.n IS DISTINCT FROM c.n AND outcome <> '1-33' AND EXISTS (SELECT FROM codebook);
-- And every value of those variables is among them.
SELECT variable, code FROM codebook WHERE variable IN (SELECT line FROM margin WHERE work = 'TEDS-D 2019') AND frequency <> '' AND (variable <> 'LOS' OR code::integer > 33)
EXCEPT SELECT line, outcome FROM margin WHERE work = 'TEDS-D 2019';

---- side by side: admissions and discharges by sex and year. Tens of millions, so a cell is the summary that its rows give,
---- written out, which it is (for a few rows); the cells are added with +.

CREATE FUNCTION pg_temp.cell(gender gender, n bigint) RETURNS gender_summary LANGUAGE sql AS $$
  SELECT CASE n WHEN 0 THEN '{}' ELSE format('{%s: cases=%s people=%s key=%4$s, all: people=%3$s key=%4$s}', coalesce(gender, 'unknown'), n, n, repeat('0', 16)) END::gender_summary
$$;
SELECT count(*), bool_and(pg_temp.cell(gender, n) = made) AS same FROM unnest('{female,male,other,unknown,NULL}'::gender[]) AS gender, generate_series(0, 20) AS n, LATERAL (SELECT summarize(gender, 0 * k) AS made FROM generate_series(1, n) AS k) AS m;
CREATE TEMPORARY TABLE by_year (what text, total bigint, male bigint, female bigint, unknown bigint, share numeric, ratio numeric);
INSERT INTO by_year VALUES -- TEDS 2006, 2005 and 2004 admissions, tables 3.1b and 2b; then TEDS-D and TEDS-A codebooks
  ('TEDS-A 2004', 1875026, 1283912, 590261, 853, 31.49, 2.175), ('TEDS-A 2005', 1849548, 1258301, 590759, 488, 31.95, 2.130), ('TEDS-A 2006', 1800717, 1228493, 571748, 476, 31.76, 2.149),
  ('TEDS-D 2006-2014', NULL, 9750468, 4785949, 8847, 32.92, NULL), ('TEDS-D 2015', NULL, 934420, 485542, 354, NULL, NULL), ('TEDS-D 2016', NULL, 951949, 505611, 485, NULL, NULL),
  ('TEDS-D 2017', NULL, 1082253, 578541, 413, NULL, NULL), ('TEDS-D 2018', NULL, 1070049, 595820, 497, 35.77, NULL), ('TEDS-D 2019', 1722503, 1105534, 616213, 756, 35.79, NULL),
  ('TEDS-A 2000-2019', NULL, 25207463, 12326996, 23556, 32.84, NULL);
CREATE TEMPORARY TABLE year_summary AS SELECT *, pg_temp.cell('male', male) + pg_temp.cell('female', female) + pg_temp.cell('unknown', unknown) AS s FROM by_year;
INSERT INTO side SELECT 'by sex and year', concat_ws(', ', y.what, v.what), published, ours FROM year_summary AS y,
  LATERAL (VALUES ('total', total, cases(s)), ('share of women in percent', share, 100 * female_share(cases(s, 'female'), cases(s, 'male'))),
    ('men for each woman', ratio, male_to_female_ratio(cases(s, 'male'), cases(s, 'female'), 3))) AS v (what, published, ours) WHERE published IS NOT NULL;
SELECT what, cases(s), cases(s, 'female') AS women, cases(s, 'unknown') AS unknown, 100 * female_share(cases(s, 'female'), cases(s, 'male')) AS percent_women, male_to_female_ratio(cases(s, 'male'), cases(s, 'female'), 3) AS men_for_each_woman
FROM year_summary ORDER BY what COLLATE "C";
-- Discharges of 2006 to 2019 together.
SELECT cases(sum(s)), 100 * female_share(cases(sum(s), 'female'), cases(sum(s), 'male')) AS percent_women FROM year_summary WHERE what LIKE 'TEDS-D%';

-- "Other" of table 2.5 is incarcerated, died and other of table 2.4.
INSERT INTO side VALUES ('TEDS 2004 2.4', 'other', 94579, cases(pg_temp.cell(NULL, 10859) + pg_temp.cell(NULL, 1153) + pg_temp.cell(NULL, 82567)));

---- side by side: NDTMS and SISTRAT

INSERT INTO side
  SELECT 'NDTMS 2007/08', asked || what, published, ours FROM (TABLE ndtms UNION ALL VALUES ('successful', 35441, 51)) AS p JOIN golden ON asked = outcome,
    LATERAL (VALUES ('', n, numerator(s)), (', percent', percent, 100 * rate(s, NULL, 2))) AS v (what, published, ours) WHERE work = 'NDTMS 2007/08'
  UNION ALL SELECT 'NDTMS 2007/08', v.what, published, ours FROM golden, LATERAL (VALUES ('in the denominator', 69612, denominator(s)), ('all', 69642, cases(s))) AS v (what, published, ours) WHERE work = 'NDTMS 2007/08' AND asked = 'successful'
  UNION ALL SELECT 'SISTRAT 2010-2019', concat_ws(', ', line, v.what), published, ours FROM golden,
    LATERAL (VALUES ('exit', 'completed', 'ended', 101890, denominator(s)), ('exit', 'completed', 'all', 109756, cases(s)), ('exit', 'completed', 'ongoing', 7846, (excluded(s) ->> 'not_applicable')::bigint),
      ('exit', 'completed', 'completed, percent', 23.92, 100 * rate(s)), ('exit', 'left', 'left, percent', 54.87, 100 * rate(s)), ('exit', 'left early', 'left early, percent', 17.62, 100 * rate(s)),
      ('sex', 'any', 'all', 109756, cases(s)), ('sex', 'any', 'share of women in percent', 26.83, 100 * female_share(cases(s, 'female'), cases(s, 'male'))), ('length of stay', '90 days or more', 'all', 109756, cases(s))) AS v (of, question, what, published, ours)
  WHERE work = 'SISTRAT 2010-2019' AND (line, asked) = (of, question)
  -- Readmission, Ruiz-Tagle 2025: women and men are all.
  UNION ALL VALUES ('SISTRAT 2010-2019', 'episodes', 107559, cases(pg_temp.cell('male', 84978) + pg_temp.cell('female', 22581)));
-- Plan by sex: the applications of a plan are at most all of that sex.
SELECT coalesce(line, 'all') AS plan, cases(t) AS applications, cases(t, 'female') AS women, 100 * female_share(cases(t, 'female'), cases(t, 'male')) AS percent_women, cases(t, 'male') <= 74059 AND cases(t, 'female') <= 29232 AS within_all
FROM (SELECT line, sum(s) AS t FROM golden WHERE work = 'SISTRAT TOP' GROUP BY ROLLUP (line)) AS p ORDER BY line COLLATE "C" NULLS LAST;
-- Who is in a programme for women: of women 45.60 %, of men 0.12 %.
SELECT 100 * rate(t, 'female') AS women, 100 * rate(t, 'male') AS men, g.* FROM (SELECT sum(s) AS t FROM golden WHERE work = 'SISTRAT TOP') AS p,
  gap(numerator(t, 'female'), denominator(t, 'female'), numerator(t, 'male'), denominator(t, 'male')) AS g;

---- side by side: EMCDDA. Ratios may differ by 0.1: the bulletin divided percentages that it had rounded to one decimal

INSERT INTO side
  SELECT 'EMCDDA 2004', country || ', men for each woman', ratio, male_to_female_ratio(cases(s, 'male'), cases(s, 'female'), 1), 0.1 FROM emcdda JOIN golden ON line = country WHERE work = 'EMCDDA 2004'
  UNION ALL SELECT 'EMCDDA 2004', country || ', all', n, cases(s), 0 FROM emcdda JOIN golden ON line = country WHERE work = 'EMCDDA 2004';
SELECT line AS country, ratio AS published, male_to_female_ratio(cases(s, 'male'), cases(s, 'female'), 1) AS ours, male_to_female_ratio(cases(s, 'male'), cases(s, 'female'), 3) AS three_decimals,
  percent AS rounded_percent_men, round(percent / (100 - percent), 2) AS of_rounded
FROM golden JOIN emcdda ON country = line, LATERAL (SELECT 100 * (1 - female_share(cases(s, 'female'), cases(s, 'male'), 0, 3))) AS p (percent)
WHERE work = 'EMCDDA 2004' AND ratio <> male_to_female_ratio(cases(s, 'male'), cases(s, 'female'), 1) ORDER BY line;
SELECT count(*) AS countries, count(*) FILTER (WHERE ratio = round(percent / (100 - percent), 1)) AS as_published_from_rounded_percent
FROM golden JOIN emcdda ON country = line, LATERAL (SELECT 100 * (1 - female_share(cases(s, 'female'), cases(s, 'male'), 0, 3))) AS p (percent) WHERE work = 'EMCDDA 2004';

---- side by side: SDG 3.5.1's proxy, admissions for illegal drugs per 100,000 (ISTAC; Ministerio de Sanidad): all, men, women.
---- Rates stand for counts per ten million, of whom half are men: what men and women give is near what all give.

CREATE TEMPORARY TABLE proxy (place text, year integer, total numeric, male numeric, female numeric);
INSERT INTO proxy VALUES ('ES', 2015, 101.9, 173.7, 32.23), ('ES', 2016, 98.3, 167.1, 31.55), ('ES', 2017, 100.6, 171.1, 32.47), ('ES', 2018, 102.6, 174.0, 33.78), ('ES', 2019, 106.2, 179.4, 35.58),
  ('ES', 2020, 81.41, 136.0, 28.68), ('ES', 2021, 93.66, 156.7, 32.8), ('ES', 2022, 95.96, 159.6, 34.73), ('ES70', 2019, 154.2, 254.8, 55.36), ('ES70', 2020, 129.1, 212.1, 47.68);
INSERT INTO side VALUES ('SDG 3.5.1 proxy', 'ES 2019, men for each woman', 5.04, male_to_female_ratio(17940, 3558));
SELECT place, year, male_to_female_ratio((100 * male)::bigint, (100 * female)::bigint) AS men_for_each_woman, coverage_parity((100 * female)::bigint, 10000000, (100 * male)::bigint, 10000000, 3) AS coverage_parity,
  round((total - female) / (male - female), 3) AS share_of_men_that_gives_the_total
FROM proxy ORDER BY place, year;
-- In the file, where it is: the same figures; each total between its sexes; a population of whom 47 to 53 in 100 are men; men before women.
SELECT place, year FROM proxy WHERE EXISTS (SELECT FROM sdg) EXCEPT
SELECT place, year FROM proxy JOIN (SELECT place, year, max(rate) FILTER (WHERE sex = 'SEXO._T') AS total, max(rate) FILTER (WHERE sex = 'SEXO.M') AS male, max(rate) FILTER (WHERE sex = 'SEXO.F') AS female
  FROM sdg WHERE substance ~ 'ILLEGAL' GROUP BY 1, 2) AS f USING (place, year, total, male, female);
SELECT place, year, substance, total, male, female FROM (SELECT place, year, substance, max(rate) FILTER (WHERE sex = 'SEXO._T') AS total, max(rate) FILTER (WHERE sex = 'SEXO.M') AS male, max(rate) FILTER (WHERE sex = 'SEXO.F') AS female
  FROM sdg GROUP BY 1, 2, 3) AS f WHERE ((total - female) / (male - female) BETWEEN 0.47 AND 0.53 AND female < total AND total < male) IS NOT TRUE;

---- published, ours, difference: whatever differs more than it may, the headlines, and how much was compared

SELECT work, what, published, ours, ours - published AS difference FROM side WHERE (abs(ours - published) <= tolerance) IS NOT TRUE ORDER BY work COLLATE "C", what COLLATE "C";
SELECT work, what, published, trim_scale(ours) AS ours, trim_scale(ours - published) AS difference FROM side
WHERE (work, what) IN (('TEDS 2004 2.5', 'all, completed, percent'), ('TEDS 2004 2.4', 'completed, percent of all records'), ('TEDS 2004 6.2', 'female, completed, row percent'), ('TEDS 2004 6.2', 'male, completed, row percent'),
  ('TEDS 2004 6.2', 'female, completed, column percent'), ('TEDS 2004 6.2', 'completed, parity'), ('TEDS 2004 6.2', 'completed or transferred, parity'), ('TEDS 2009 7.3', 'male, percent'), ('TEDS 2009 7.3', 'female, percent'), ('TEDS 2009 7.3', 'all, percent'),
  ('TEDS-D 2019', 'REASON, code 1, percent'), ('TEDS-D 2019', 'GENDER, share of women in percent'), ('TEDS-D 2019', 'PREG, women, percent'), ('TEDS-D 2019', 'DAYWAIT, waited at most 14 days, percent'), ('TEDS-D 2019', 'LOS, stayed more than 90 days, percent'),
  ('by sex and year', 'TEDS-A 2006, share of women in percent'), ('by sex and year', 'TEDS-A 2006, men for each woman'), ('NDTMS 2007/08', 'successful'), ('NDTMS 2007/08', 'successful, percent'), ('NDTMS 2007/08', 'in the denominator'),
  ('SISTRAT 2010-2019', 'sex, share of women in percent'), ('SISTRAT 2010-2019', 'exit, completed, percent'), ('SISTRAT 2010-2019', 'exit, left, percent'), ('SISTRAT 2010-2019', 'exit, left early, percent'),
  ('EMCDDA 2004', 'ES, men for each woman'), ('EMCDDA 2004', 'TR, men for each woman'), ('EMCDDA 2004', 'IT, men for each woman'), ('SDG 3.5.1 proxy', 'ES 2019, men for each woman'))
ORDER BY work COLLATE "C", what COLLATE "C";
SELECT coalesce(work, 'all') AS work, count(*) AS compared, count(*) FILTER (WHERE ours = published) AS equal, trim_scale(max(abs(ours - published))) AS greatest_difference FROM side GROUP BY ROLLUP (work) ORDER BY side.work COLLATE "C" NULLS LAST;
