-- summary.sql: exact counts and sums by gender; see extension/core/summary.h.
-- In all of it gender NULL, as an argument of an accessor, means all genders together.

-- The type

CREATE TYPE gender_summary;

CREATE FUNCTION gender_summary_in(cstring) RETURNS gender_summary
  AS 'MODULE_PATHNAME', 'coc_gender_summary_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_in(cstring) IS 'Text input of gender_summary: {female: cases=2 no=1 yes=1 people=2 key=<16 hex digits>, all: people=2 key=...}; what is not named is 0. Error 22P02 for other text, and for counts that no rows can have produced.';

CREATE FUNCTION gender_summary_out(gender_summary) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_gender_summary_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_out(gender_summary) IS 'Text output of gender_summary, lossless, with the cell keys: personal data until it has passed disclosure control.';

CREATE FUNCTION gender_summary_recv(internal) RETURNS gender_summary
  AS 'MODULE_PATHNAME', 'coc_gender_summary_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_recv(internal) IS 'Binary input of gender_summary: format version, flags, shape, then 64-bit words in network order. Error 22P03 when truncated, of an unknown version, or impossible.';

CREATE FUNCTION gender_summary_send(gender_summary) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_gender_summary_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_send(gender_summary) IS 'Binary output of gender_summary: 756 bytes, the same bytes for the same rows in any order, plan or partition.';

CREATE TYPE gender_summary (
  INPUT = gender_summary_in, OUTPUT = gender_summary_out,
  RECEIVE = gender_summary_recv, SEND = gender_summary_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
COMMENT ON TYPE gender_summary IS 'For each gender: cases, how each was answered, number, sum and sum of squares of a measured value, people, and the cell key of disclosure control; people and cell key also over all genders. All integers (64 bit, sums 128 bit), so that addition is exact and the same rows give the same bytes. It is personal data until it has passed disclosure control: a summary of one person holds that person''s record key.';

-- Accessors: (summary, gender), gender NULL for all genders; NULL only when the summary is NULL

CREATE FUNCTION cases(summary gender_summary, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_cases' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION cases(gender_summary, gender) IS 'Rows that were summarized, of one gender or of all. denominator + sum of excluded = cases where every row had an answer; measured + missing = cases where every row had a place for a number.';

CREATE FUNCTION denominator(summary gender_summary, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_denominator' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION denominator(gender_summary, gender) IS 'Rows answered yes or no.';

CREATE FUNCTION numerator(summary gender_summary, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_numerator' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION numerator(gender_summary, gender) IS 'Rows answered yes.';

CREATE FUNCTION excluded(summary gender_summary, gender gender DEFAULT NULL) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'coc_gender_summary_excluded' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION excluded(gender_summary, gender) IS 'Rows answered with a reason instead of yes or no, by reason: {"too_recent": 2}; reasons that do not occur are left out.';

CREATE FUNCTION missing(summary gender_summary, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_missing' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION missing(gender_summary, gender) IS 'Rows whose measured number was NULL. Answers that are NULL are not here but excluded as not_recorded.';

CREATE FUNCTION measured(summary gender_summary, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_measured' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION measured(gender_summary, gender) IS 'Rows with a measured number: the denominator of mean().';

CREATE FUNCTION people(summary gender_summary, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_people' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION people(gender_summary, gender) IS 'Different people behind the cases. Over all genders a person counts once, even when their rows give two genders. summarize() takes each row as one person.';

CREATE FUNCTION cell_key(summary gender_summary, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_cell_key' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION cell_key(gender_summary, gender) IS 'Sum of the record keys of the people modulo 2^64, as a signed number, for disclosure control. Never to be shown: of one person it is the record key itself.';

CREATE FUNCTION total(summary gender_summary, gender gender DEFAULT NULL) RETURNS numeric
  AS 'MODULE_PATHNAME', 'coc_gender_summary_total' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION total(gender_summary, gender) IS 'Sum of the measured numbers, exact, in their unit; 0 when there are none.';

CREATE FUNCTION sum_of_squares(summary gender_summary, gender gender DEFAULT NULL) RETURNS numeric
  AS 'MODULE_PATHNAME', 'coc_gender_summary_squares' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION sum_of_squares(gender_summary, gender) IS 'Sum of the squares of the measured numbers, exact, in their unit squared; 0 when there are none.';

CREATE FUNCTION rate(summary gender_summary, gender gender DEFAULT NULL, scale integer DEFAULT 4) RETURNS numeric
  AS 'MODULE_PATHNAME', 'coc_gender_summary_rate' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION rate(gender_summary, gender, integer) IS 'numerator / denominator, 0 to 1, rounded once to scale decimals, half away from zero. NULL when the denominator is 0. Error 22023 for a scale outside 0..100.';

CREATE FUNCTION mean(summary gender_summary, gender gender DEFAULT NULL, scale integer DEFAULT 4) RETURNS numeric
  AS 'MODULE_PATHNAME', 'coc_gender_summary_mean' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION mean(gender_summary, gender, integer) IS 'total / measured in the unit of the numbers, rounded once to scale decimals, half away from zero. NULL when nothing was measured. Error 22023 for a scale outside 0..100.';

-- Private functions of casts, operators, operator class and aggregates

CREATE FUNCTION gender_summary_to_json(summary gender_summary) RETURNS json
  AS 'MODULE_PATHNAME', 'coc_gender_summary_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_to_json(gender_summary) IS 'The function of the cast gender_summary::json.';

CREATE FUNCTION gender_summary_to_jsonb(summary gender_summary) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'coc_gender_summary_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_to_jsonb(gender_summary) IS 'The function of the cast gender_summary::jsonb.';

CREATE FUNCTION gender_summary_eq(a gender_summary, b gender_summary) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_gender_summary_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_summary_eq(gender_summary, gender_summary) IS 'Every count, sum and cell key of a and b is the same.';

CREATE FUNCTION gender_summary_ne(a gender_summary, b gender_summary) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_gender_summary_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_summary_ne(gender_summary, gender_summary) IS 'Some count, sum or cell key of a and b differs.';

CREATE FUNCTION gender_summary_hash(gender_summary) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_gender_summary_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_summary_hash(gender_summary) IS 'Hash support of gender_summary.';

CREATE FUNCTION gender_summary_hash_extended(gender_summary, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_gender_summary_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_summary_hash_extended(gender_summary, bigint) IS 'Salted hash support of gender_summary.';

CREATE FUNCTION gender_summary_add(a gender_summary, b gender_summary) RETURNS gender_summary
  AS 'MODULE_PATHNAME', 'coc_gender_summary_add' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_add(gender_summary, gender_summary) IS 'The counts of a and b together. Exact for cases, answers and sums; people and cell keys are right when nobody is in both. Error 54000 beyond 2^62 cases.';

CREATE FUNCTION summarize_count(state gender_summary, gender gender, record_key bigint) RETURNS gender_summary
  AS 'MODULE_PATHNAME', 'coc_summarize_count' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_count(gender_summary, gender, bigint) IS 'Transition of summarize(gender, bigint).';

CREATE FUNCTION summarize_answer(state gender_summary, gender gender, record_key bigint, answer answer) RETURNS gender_summary
  AS 'MODULE_PATHNAME', 'coc_summarize_answer' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_answer(gender_summary, gender, bigint, answer) IS 'Transition of summarize(gender, bigint, answer).';

CREATE FUNCTION summarize_value(state gender_summary, gender gender, record_key bigint, value integer) RETURNS gender_summary
  AS 'MODULE_PATHNAME', 'coc_summarize_value' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_value(gender_summary, gender, bigint, integer) IS 'Transition of summarize(gender, bigint, integer).';

CREATE FUNCTION summarize_answers(state gender_summary[], gender gender, record_key bigint, answers answer[]) RETURNS gender_summary[]
  AS 'MODULE_PATHNAME', 'coc_summarize_answers' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_answers(gender_summary[], gender, bigint, answer[]) IS 'Transition of summarize(gender, bigint, answer[]).';

CREATE FUNCTION gender_summary_add(a gender_summary[], b gender_summary[]) RETURNS gender_summary[]
  AS 'MODULE_PATHNAME', 'coc_gender_summaries_add' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_add(gender_summary[], gender_summary[]) IS 'a and b added element by element: the first to the first, and so on. An empty array is no rows and changes nothing. Error 22023 when they are of different length, or no plain list without NULLs; 54000 beyond 2^62 cases.';

-- Casts

CREATE CAST (gender_summary AS json) WITH FUNCTION gender_summary_to_json(gender_summary);
COMMENT ON CAST (gender_summary AS json) IS 'Every count of every gender and of all, without the cell keys; so there is no way back. Counts of few people are still personal data.';

CREATE CAST (gender_summary AS jsonb) WITH FUNCTION gender_summary_to_jsonb(gender_summary);
COMMENT ON CAST (gender_summary AS jsonb) IS 'Every count of every gender and of all, without the cell keys; so there is no way back. Counts of few people are still personal data.';

-- Operators

CREATE OPERATOR = (FUNCTION = gender_summary_eq, LEFTARG = gender_summary, RIGHTARG = gender_summary,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
COMMENT ON OPERATOR =(gender_summary, gender_summary) IS 'every count, sum and cell key is the same';

CREATE OPERATOR <> (FUNCTION = gender_summary_ne, LEFTARG = gender_summary, RIGHTARG = gender_summary,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(gender_summary, gender_summary) IS 'some count, sum or cell key differs';

CREATE OPERATOR + (FUNCTION = gender_summary_add, LEFTARG = gender_summary, RIGHTARG = gender_summary,
  COMMUTATOR = +);
COMMENT ON OPERATOR +(gender_summary, gender_summary) IS 'both together; people are right when nobody is in both';

CREATE OPERATOR + (FUNCTION = gender_summary_add, LEFTARG = gender_summary[], RIGHTARG = gender_summary[],
  COMMUTATOR = +);
COMMENT ON OPERATOR +(gender_summary[], gender_summary[]) IS 'both together, question by question; people are right when nobody is in both';

-- Operator class: equality only, there is no order of summaries

CREATE OPERATOR CLASS gender_summary_ops DEFAULT FOR TYPE gender_summary USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 gender_summary_hash(gender_summary),
  FUNCTION 2 gender_summary_hash_extended(gender_summary, bigint);
COMMENT ON OPERATOR CLASS gender_summary_ops USING hash IS 'hash of the image';
COMMENT ON OPERATOR FAMILY gender_summary_ops USING hash IS 'hash of the images of gender_summary';

-- Aggregates, row form: each row is one person

CREATE AGGREGATE summarize(gender gender, record_key bigint) (
  SFUNC = summarize_count, STYPE = gender_summary, COMBINEFUNC = gender_summary_add, INITCOND = '{}', SSPACE = 776, PARALLEL = SAFE);
COMMENT ON AGGREGATE summarize(gender, bigint) IS 'Cases by gender; each row is one person. gender NULL is unknown; record_key NULL is error 22004. Over no rows it is the empty summary, as count() is 0. For rows that repeat people use summarize_persons().';

CREATE AGGREGATE summarize(gender gender, record_key bigint, answer answer) (
  SFUNC = summarize_answer, STYPE = gender_summary, COMBINEFUNC = gender_summary_add, INITCOND = '{}', SSPACE = 776, PARALLEL = SAFE);
COMMENT ON AGGREGATE summarize(gender, bigint, answer) IS 'Cases by gender and answer; each row is one person. answer NULL is not_recorded; gender NULL is unknown; record_key NULL is error 22004. Over no rows it is the empty summary, as count() is 0. For rows that repeat people use summarize_persons().';

CREATE AGGREGATE summarize(gender gender, record_key bigint, value integer) (
  SFUNC = summarize_value, STYPE = gender_summary, COMBINEFUNC = gender_summary_add, INITCOND = '{}', SSPACE = 776, PARALLEL = SAFE);
COMMENT ON AGGREGATE summarize(gender, bigint, integer) IS 'Cases by gender with sum and sum of squares of value; each row is one person. value NULL is counted as missing; gender NULL is unknown; record_key NULL is error 22004. Over no rows it is the empty summary, as count() is 0. For rows that repeat people use summarize_persons().';

CREATE AGGREGATE summarize(gender gender, record_key bigint, answers answer[]) (
  SFUNC = summarize_answers, STYPE = gender_summary[], COMBINEFUNC = gender_summary_add, INITCOND = '{}', SSPACE = 32768, PARALLEL = SAFE);
COMMENT ON AGGREGATE summarize(gender, bigint, answer[]) IS 'Answers to many questions in one pass: element n of the result is the summary of question n. Each row is one person. answers is the person''s one case, with an element for each question, or all their cases, each an inner row of a two-dimensional array, as array_agg() makes it of the cases. An element that is NULL is not asked: the case is no case of that question (in the form for one answer NULL is not_recorded; say so here by that name). A person counts once in people and cell key of every question of which they have a case. A row whose array is NULL or empty adds nothing, and its record_key is not looked at; in other rows record_key NULL is error 22004. gender NULL is unknown. The order of rows and cases does not matter. Over no rows, or none with an answer, it is the empty array. Memory is 760 bytes a question and group, whatever the rows. Error 22023: arrays of more than two dimensions, or of different numbers of questions; 54000: more than 1024 questions. For rows that repeat people collect their cases first: SELECT summarize(gender, record_key, cases) FROM (SELECT person, gender, record_key, array_agg(answers) AS cases FROM ... GROUP BY person, gender, record_key) AS p.';

CREATE AGGREGATE sum(gender_summary[]) (
  SFUNC = gender_summary_add, STYPE = gender_summary[], COMBINEFUNC = gender_summary_add, SSPACE = 32768, PARALLEL = SAFE);
COMMENT ON AGGREGATE sum(gender_summary[]) IS 'Arrays of summaries added element by element, as + has it; NULLs are skipped, NULL over nothing else. People and cell keys are right when the summaries are of different people.';

CREATE AGGREGATE sum(gender_summary) (
  SFUNC = gender_summary_add, STYPE = gender_summary, COMBINEFUNC = gender_summary_add, SSPACE = 776, PARALLEL = SAFE);
COMMENT ON AGGREGATE sum(gender_summary) IS 'The summaries together, as + has it; NULLs are skipped, NULL over nothing else, as sum() of numbers. People and cell keys are right when the summaries are of different people. Error 54000 beyond 2^62 cases.';

-- Distinct people: the state, a type of its own, and its aggregates

CREATE TYPE gender_summary_state;

CREATE FUNCTION gender_summary_state_in(cstring) RETURNS gender_summary_state
  AS 'MODULE_PATHNAME', 'coc_gender_summary_state_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_state_in(cstring) IS 'Text input of gender_summary_state: a gender_summary, then [person:genders:key, ...] in order of person, genders being letters of fmou. Error 22P02 for other text, and when the people are not those that the summary counts.';

CREATE FUNCTION gender_summary_state_out(gender_summary_state) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_gender_summary_state_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_state_out(gender_summary_state) IS 'Text output of gender_summary_state, lossless, the people in order. Error 54000 when it would pass 1 GB (about 23 million people).';

CREATE FUNCTION gender_summary_state_recv(internal) RETURNS gender_summary_state
  AS 'MODULE_PATHNAME', 'coc_gender_summary_state_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_state_recv(internal) IS 'Binary input of gender_summary_state: a gender_summary, then 17 bytes a person. Error 22P03 when truncated, of an unknown version, or impossible.';

CREATE FUNCTION gender_summary_state_send(gender_summary_state) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_gender_summary_state_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_summary_state_send(gender_summary_state) IS 'Binary output of gender_summary_state: the people in order, so that the same rows give the same bytes.';

CREATE TYPE gender_summary_state (
  INPUT = gender_summary_state_in, OUTPUT = gender_summary_state_out,
  RECEIVE = gender_summary_state_recv, SEND = gender_summary_state_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
COMMENT ON TYPE gender_summary_state IS 'An unfinished summarize_persons(): the counts so far and the set of people with gender and record key. It exists so that parallel and distributed plans can ship it; it is personal data and nothing to store.';

CREATE FUNCTION summarize_persons_count(state gender_summary_state, person bigint, gender gender, record_key bigint) RETURNS gender_summary_state
  AS 'MODULE_PATHNAME', 'coc_summarize_persons_count' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_persons_count(gender_summary_state, bigint, gender, bigint) IS 'Transition of summarize_persons(bigint, gender, bigint).';

CREATE FUNCTION summarize_persons_answer(state gender_summary_state, person bigint, gender gender, record_key bigint, answer answer) RETURNS gender_summary_state
  AS 'MODULE_PATHNAME', 'coc_summarize_persons_answer' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_persons_answer(gender_summary_state, bigint, gender, bigint, answer) IS 'Transition of summarize_persons(bigint, gender, bigint, answer).';

CREATE FUNCTION summarize_persons_value(state gender_summary_state, person bigint, gender gender, record_key bigint, value integer) RETURNS gender_summary_state
  AS 'MODULE_PATHNAME', 'coc_summarize_persons_value' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_persons_value(gender_summary_state, bigint, gender, bigint, integer) IS 'Transition of summarize_persons(bigint, gender, bigint, integer).';

CREATE FUNCTION summarize_persons_combine(a gender_summary_state, b gender_summary_state) RETURNS gender_summary_state
  AS 'MODULE_PATHNAME', 'coc_summarize_persons_combine' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_persons_combine(gender_summary_state, gender_summary_state) IS 'Combination of summarize_persons(): rows add up, people unite; NULL is the state of no rows.';

CREATE FUNCTION summarize_persons_final(state gender_summary_state) RETURNS gender_summary
  AS 'MODULE_PATHNAME', 'coc_summarize_persons_final' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION summarize_persons_final(gender_summary_state) IS 'Result of summarize_persons(); the empty summary of NULL.';

CREATE AGGREGATE summarize_persons(person bigint, gender gender, record_key bigint) (
  SFUNC = summarize_persons_count, STYPE = gender_summary_state, FINALFUNC = summarize_persons_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = summarize_persons_combine, SSPACE = 65536, PARALLEL = SAFE);
COMMENT ON AGGREGATE summarize_persons(bigint, gender, bigint) IS 'Rows by gender, and the different people behind them: cases are rows; people and cell key are of distinct persons, under each gender that their rows give and once over all. gender NULL is unknown; person or record_key NULL is error 22004, a person with two record keys 22023, more than 25 million people in a group 54000. Memory is 17 to 45 bytes a distinct person and group, which HashAggregate cannot spill: the planner is told of 64 kB a group (some 2,000 people), so that it sorts where many groups would not fit work_mem. Rows may come in any order; in order of person they are collected fastest. Over no rows it is the empty summary.';

CREATE AGGREGATE summarize_persons(person bigint, gender gender, record_key bigint, answer answer) (
  SFUNC = summarize_persons_answer, STYPE = gender_summary_state, FINALFUNC = summarize_persons_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = summarize_persons_combine, SSPACE = 65536, PARALLEL = SAFE);
COMMENT ON AGGREGATE summarize_persons(bigint, gender, bigint, answer) IS 'Rows by gender and answer (NULL is not_recorded), and the different people behind them: cases are rows; people and cell key are of distinct persons, under each gender that their rows give and once over all. gender NULL is unknown; person or record_key NULL is error 22004, a person with two record keys 22023, more than 25 million people in a group 54000. Memory is 17 to 45 bytes a distinct person and group, which HashAggregate cannot spill: the planner is told of 64 kB a group (some 2,000 people), so that it sorts where many groups would not fit work_mem. Rows may come in any order; in order of person they are collected fastest. Over no rows it is the empty summary.';

CREATE AGGREGATE summarize_persons(person bigint, gender gender, record_key bigint, value integer) (
  SFUNC = summarize_persons_value, STYPE = gender_summary_state, FINALFUNC = summarize_persons_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = summarize_persons_combine, SSPACE = 65536, PARALLEL = SAFE);
COMMENT ON AGGREGATE summarize_persons(bigint, gender, bigint, integer) IS 'Rows by gender with sum and sum of squares of value (NULL is missing), and the different people behind them: cases are rows; people and cell key are of distinct persons, under each gender that their rows give and once over all. gender NULL is unknown; person or record_key NULL is error 22004, a person with two record keys 22023, more than 25 million people in a group 54000. Memory is 17 to 45 bytes a distinct person and group, which HashAggregate cannot spill: the planner is told of 64 kB a group (some 2,000 people), so that it sorts where many groups would not fit work_mem. Rows may come in any order; in order of person they are collected fastest. Over no rows it is the empty summary.';
