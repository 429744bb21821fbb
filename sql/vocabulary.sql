-- The code types: names, groups, roles, order, binary form, and what is refused.
SET search_path = continuum, pg_catalog;

-- Every term. Codes are frozen: a change of this output is a change of stored data.
SELECT code, name, term_group, display_rank FROM vocabulary('gender');
SELECT code, name, term_group, role, sdg_class FROM vocabulary('care');
SELECT code, name, term_group FROM vocabulary('exit_reason');
SELECT code, name, term_group FROM vocabulary('answer');
SELECT code, name, term_group FROM vocabulary('care_state');
SELECT code, name, term_group FROM vocabulary('checkup_state');

-- Each name reads back as itself, each rank is given once, and the functions say what the listing says.
SELECT v.vocabulary, count(*) AS terms, count(DISTINCT display_rank) = count(*) AS ranks_distinct,
       min(display_rank) = 1 AND max(display_rank) = count(*) AS ranks_dense
FROM unnest(ARRAY['gender', 'care', 'exit_reason', 'answer', 'care_state', 'checkup_state']) AS v(vocabulary), vocabulary(v.vocabulary)
GROUP BY v.vocabulary ORDER BY v.vocabulary;
SELECT count(*) FROM vocabulary('care')
WHERE name::care::text <> name OR care_group(name::care) <> term_group OR care_role(name::care) <> role
   OR sdg_class(name::care) IS DISTINCT FROM vocabulary.sdg_class;
SELECT count(*) FROM vocabulary('exit_reason')
WHERE name::exit_reason::text <> name OR exit_group(name::exit_reason) <> term_group;
SELECT name, evaluable(name::answer), name::answer::boolean AS as_boolean
FROM vocabulary('answer') ORDER BY display_rank;

-- No kind of aftercare is treatment, and no withdrawal management is anything else.
SELECT role, count(*), array_agg(DISTINCT term_group ORDER BY term_group) AS groups
FROM vocabulary('care') GROUP BY role ORDER BY role;

-- Order is the code; sorting, hashing, indexes and merge joins agree with it.
CREATE TEMPORARY TABLE coded AS
  SELECT i, (ARRAY['residential', 'outreach', 'aftercare', 'opioid_agonist', 'legal_support'])[1 + i % 5]::care AS care
  FROM generate_series(1, 1000) AS i;
CREATE INDEX coded_btree ON coded (care);
CREATE INDEX coded_hash ON coded USING hash (care);
ANALYZE coded;
SELECT array_agg(DISTINCT care ORDER BY care) FROM coded;
SELECT care, count(*) FROM coded GROUP BY care ORDER BY care DESC;
SET enable_seqscan = off;
SELECT count(*) FROM coded WHERE care = 'residential';
SELECT count(*) FROM coded WHERE care > 'residential' AND care <= 'aftercare';
SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off;
SELECT count(*) FROM coded WHERE care = 'residential';
SELECT count(*) FROM coded WHERE care > 'residential' AND care <= 'aftercare';
RESET enable_seqscan; RESET enable_indexscan; RESET enable_bitmapscan; RESET enable_indexonlyscan;
SELECT count(*) FROM coded a JOIN coded b USING (care) WHERE a.i <= 10 AND b.i <= 10;

-- All six comparisons against integers on the codes.
SELECT count(*) FROM vocabulary('exit_reason') a, vocabulary('exit_reason') b
WHERE (a.name::exit_reason < b.name::exit_reason) <> (a.code < b.code)
   OR (a.name::exit_reason <= b.name::exit_reason) <> (a.code <= b.code)
   OR (a.name::exit_reason = b.name::exit_reason) <> (a.code = b.code)
   OR (a.name::exit_reason <> b.name::exit_reason) <> (a.code <> b.code)
   OR (a.name::exit_reason >= b.name::exit_reason) <> (a.code >= b.code)
   OR (a.name::exit_reason > b.name::exit_reason) <> (a.code > b.code)
   OR sign(exit_reason_cmp(a.name::exit_reason, b.name::exit_reason)) <> sign(a.code - b.code);

-- Binary form: one byte, there and back.
SELECT count(*) FROM vocabulary('gender') WHERE get_byte(gender_send(name::gender), 0) <> code;
CREATE TEMPORARY TABLE coded_again (LIKE coded);
\copy coded to 'continuum_coded.bin' (format binary)
\copy coded_again from 'continuum_coded.bin' (format binary)
\! rm -f continuum_coded.bin
SELECT count(*) FROM (TABLE coded EXCEPT ALL TABLE coded_again) AS lost;
-- A byte never given out as a code (7) is refused on the way in.
CREATE TEMPORARY TABLE coded_bytes (care care);
\set VERBOSITY sqlstate
\copy coded_bytes from program 'printf "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\7\377\377"' (format binary)
\copy coded_bytes from program 'printf "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\377\377"' (format binary)
\set VERBOSITY default
\copy coded_bytes from program 'printf "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\24\377\377"' (format binary)
TABLE coded_bytes;

-- Operator classes are complete.
SELECT opcname, amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype IN ('gender'::regtype, 'care'::regtype, 'exit_reason'::regtype, 'answer'::regtype,
  'care_state'::regtype, 'checkup_state'::regtype)
ORDER BY opcname, amname;

-- What is refused: any other text, a group, another case; and a vocabulary that does not exist.
\set VERBOSITY sqlstate
SELECT 'Residential'::care;
SELECT 'residential*'::care;
SELECT ''::gender;
SELECT 'abandoned'::exit_reason;
SELECT 'maybe'::answer;
SELECT * FROM vocabulary('barriers');
\set VERBOSITY default

-- The message names the type, never the text.
DO $$
DECLARE told text;
BEGIN
  PERFORM '12.345.678-5'::continuum.care;
EXCEPTION WHEN invalid_text_representation THEN
  GET STACKED DIAGNOSTICS told = MESSAGE_TEXT;
  RAISE NOTICE '%, repeats the text: %', told, told LIKE '%345%';
END $$;
