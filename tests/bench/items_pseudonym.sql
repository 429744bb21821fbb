-- items_pseudonym.sql: sealing identifiers against one HMAC of each.

-- Chile's RUN: check digit modulo 11 over weights 2 to 7 from the right; 10 is K, 11 is 0.
CREATE UNLOGGED TABLE identifier AS
SELECT format('%s-%s', body, CASE check_digit WHEN 11 THEN '0' WHEN 10 THEN 'K' ELSE check_digit::text END) AS run
FROM (SELECT 5000000 + p * 9 AS body FROM generate_series(1, :people) AS p) AS b,
LATERAL (SELECT 11 - (SELECT sum(substr(reverse(body::text), i, 1)::integer * (2 + (i - 1) % 6)) FROM generate_series(1, length(body::text)) AS i) % 11 AS check_digit) AS c;
VACUUM ANALYZE identifier;

INSERT INTO item (name, sense, target, ours, peer) VALUES ('pseudonymize, against hmac() of pgcrypto', 'peer/ours >=', 2.5,
  'SELECT count(pseudonymize(run, ''CL.RUN'', ''ministry'')) FROM identifier',
  'SELECT count(hmac(run, ''0123456789abcdef0123456789abcdef'', ''sha256'')) FROM identifier');

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
