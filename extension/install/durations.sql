
-- durations.sql: how often, and after how many days, one thing followed another; see extension/core/durations.h.

-- The type

CREATE TYPE durations;

CREATE FUNCTION durations_in(cstring) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_durations_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_in(cstring) IS 'Text input of durations, as they are given out: kind {gender: what days=count ..., what ...; gender: ...}, in order and each once. Error 22P02 for other text, and for counts that no rows can have produced; 54000 for more than 12582912 cells.';

CREATE FUNCTION durations_out(durations) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_durations_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_out(durations) IS 'Text output of durations, lossless. Error 54000 when it would pass 1 GB.';

CREATE FUNCTION durations_recv(internal) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_durations_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_recv(internal) IS 'Binary input of durations: format version, kind, two zero bytes, then key and count of each cell as 64-bit words in network order. Error 22P03 when truncated, of an unknown version, or impossible.';

CREATE FUNCTION durations_send(durations) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_durations_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_send(durations) IS 'Binary output of durations: 4 bytes and 16 a cell, the same bytes for the same rows in any order, plan or partition.';

CREATE TYPE durations (
  INPUT = durations_in, OUTPUT = durations_out, RECEIVE = durations_recv, SEND = durations_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
COMMENT ON TYPE durations IS 'Counts of a kind (transition, time_to_event or funnel): for each gender, what happened and number of days, how often; "?" is no number of days. transition {female: nowhere>residential ?=2, residential>outpatient -3=1 7=1} are two women, both from residential to outpatient care: one begun 3 days before the end of the other, one 7 days after it. time_to_event {male: yes 40=2, too_recent 365=5, date_unknown ?=1}; funnel {male: 0 ?=9, 1 ?=4, 2 7=3}. Exact and mergeable: + and sum() of the same kind give what all the rows together give, to the last bit. At most 2^38 in a cell, 12582912 cells of 16 bytes; what repeats is counted, so size follows the different numbers of days, not the rows. Personal data until it has passed disclosure control: small counts are people.';

-- Readers: rows of each gender, then of all genders together with gender NULL

CREATE FUNCTION transition_rates(durations durations, OUT gender gender, OUT from_care care, OUT to_care care, OUT died boolean,
    OUT n bigint, OUT share numeric, OUT timed bigint, OUT median_days integer) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_transition_rates' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION transition_rates(durations) IS 'What transitions() counted, a row for each pair that occurs. from_care NULL is nowhere: the first stay of a journey. to_care NULL is nowhere, or with died true a death. share: n by all of the same gender and from_care, which are all its stays that ended; six decimals, rounded once, half away from zero; shares of one from_care add up to 1 but for that rounding. median_days: of the timed ones, those whose days are known, the least number that half of them do not exceed; below 0 the two stays overlap, NULL when none is timed. Rows are in the order of gender, from_care and to_care by code, nowhere first; rows of all genders, gender NULL, are last. Nowhere means that nothing is recorded yet: leave out recent stays by a period, and take continued_care() for a rate within a window. For use inside: what is published must pass disclosure control first. Error 22023: durations of another kind.';

CREATE FUNCTION life_table(durations durations, OUT gender gender, OUT days integer, OUT at_risk bigint, OUT events bigint, OUT died bigint,
    OUT censored bigint, OUT survival numeric, OUT cumulative_incidence numeric) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_life_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION life_table(durations) IS 'The life table of time_to_event(), a row for each number of days on which anything happened. at_risk: cases followed so far to whom nothing has happened on an earlier day. Of these had the event or died on this day, or were censored: followed no longer; the event and death come before censoring on the same day. survival: probability that neither event nor death has happened by the end of this day, the product of 1 - (events + died) / at_risk (Kaplan and Meier 1958). cumulative_incidence: probability that the event has happened by then with death competing, the sum of survival of the row before * events / at_risk (Aalen and Johansen 1978); never 1 - survival, which would let the dead have the event later. Both are carried on to 18 decimals, each day rounded half up, and shown with six, half away from zero; the same counts give the same digits everywhere. Between rows both stay as they are: what has happened within 90 days stands in the last row of at most 90, if anybody was followed so long. at_risk of a gender''s first row + excluded() = cases(). Rows of all genders together, gender NULL, are last. For use inside: what is published must pass disclosure control first. Error 22023: durations of another kind.';

CREATE FUNCTION funnel_steps(durations durations, OUT gender gender, OUT step integer, OUT reached bigint, OUT share numeric,
    OUT timed bigint, OUT median_days integer) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_durations_funnel' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION funnel_steps(durations) IS 'How many journeys reached each step of a funnel, from step 1 on; a step that nobody reached has no row, cases() is how many journeys were asked. share: reached by those of the same gender that reached step 1, six decimals, rounded once, half away from zero. median_days: from the step before, of the timed ones, those whose days are known, the least number that half of them do not exceed; NULL at step 1 and when none is timed. Rows of all genders together, gender NULL, are last. For use inside: what is published must pass disclosure control first. Error 22023: durations of another kind.';

-- Accessors: gender NULL for all genders; NULL only when there are no durations, or no median

CREATE FUNCTION cases(durations durations, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_durations_cases' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION cases(durations, gender) IS 'What was counted, of one gender or of all: transitions, entries and exits among them; cases of a time to an event, excluded ones among them; journeys asked for a funnel.';

CREATE FUNCTION excluded(durations durations, gender gender DEFAULT NULL) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'coc_durations_excluded' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION excluded(durations, gender) IS 'Cases of a time to an event that are in no life table, by reason: {"date_unknown": 2}; reasons that do not occur are left out. Nothing is excluded from the other kinds.';

CREATE FUNCTION median_days(durations durations, gender gender DEFAULT NULL) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_median_days' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION median_days(durations, gender) IS 'Median time to the event or death, of one gender or of all: the first number of days whose survival in life_table(), as shown there, is at most one half; NULL when it never is. Error 22023: durations of another kind, whose medians are in transition_rates() and funnel_steps().';

CREATE FUNCTION cumulative_incidence(durations durations, days integer, gender gender DEFAULT NULL) RETURNS numeric
  AS 'MODULE_PATHNAME', 'coc_cumulative_incidence' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION cumulative_incidence(durations, integer, gender) IS 'Probability that the event of a time to an event has happened by the end of so many days, with death competing, of one gender or of all: life_table() read at that day, the row before it where it has none. 0 before the first event. NULL when it is not known: no cases, or nobody was followed so long though some were left. Error 22023: durations of another kind.';

-- Private functions of casts, operators, operator class and aggregates

CREATE FUNCTION durations_to_json(durations durations) RETURNS json
  AS 'MODULE_PATHNAME', 'coc_durations_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_to_json(durations) IS 'The function of the cast durations::json.';

CREATE FUNCTION durations_to_jsonb(durations durations) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'coc_durations_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_to_jsonb(durations) IS 'The function of the cast durations::jsonb.';

CREATE FUNCTION durations_eq(a durations, b durations) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_durations_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION durations_eq(durations, durations) IS 'Kind and every count of a and b are the same.';

CREATE FUNCTION durations_ne(a durations, b durations) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_durations_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION durations_ne(durations, durations) IS 'Kind or some count of a and b differs.';

CREATE FUNCTION durations_hash(durations) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_durations_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION durations_hash(durations) IS 'Hash support of durations.';

CREATE FUNCTION durations_hash_extended(durations, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_durations_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION durations_hash_extended(durations, bigint) IS 'Salted hash support of durations.';

CREATE FUNCTION durations_add(a durations, b durations) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_durations_plus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_add(durations, durations) IS 'The counts of a and b together, exact. Error 22023 when they are of two kinds; 54000 beyond 12582912 cells, or 2^38 in one.';

CREATE FUNCTION durations_final(state durations) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_durations_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION durations_final(durations) IS 'Result of the aggregates: the sorted value of an unfinished one.';

CREATE FUNCTION transitions_count(state durations, gender gender, journey journey) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_transitions' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION transitions_count(durations, gender, journey) IS 'Transition of transitions(gender, journey).';

CREATE FUNCTION transitions_count(state durations, gender gender, journey journey, period daterange) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_transitions_within' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION transitions_count(durations, gender, journey, daterange) IS 'Transition of transitions(gender, journey, daterange).';

CREATE FUNCTION funnel_count(state durations, gender gender, journey journey, pathway pathway) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_funnel_count' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_count(durations, gender, journey, pathway) IS 'Transition of funnel(gender, journey, pathway).';

CREATE FUNCTION time_to_event_count(state durations, gender gender, days integer, outcome answer) RETURNS durations
  AS 'MODULE_PATHNAME', 'coc_time_to_event' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION time_to_event_count(durations, gender, integer, answer) IS 'Transition of time_to_event(gender, integer, answer).';

-- Casts

CREATE CAST (durations AS json) WITH FUNCTION durations_to_json(durations);
COMMENT ON CAST (durations AS json) IS 'The kind and a list of cells: gender, what happened (from and to, outcome, or step), days (null for none) and n. There is no way back. Counts of few people are still personal data.';

CREATE CAST (durations AS jsonb) WITH FUNCTION durations_to_jsonb(durations);
COMMENT ON CAST (durations AS jsonb) IS 'The kind and a list of cells: gender, what happened (from and to, outcome, or step), days (null for none) and n. There is no way back. Counts of few people are still personal data.';

-- Operators

CREATE OPERATOR = (FUNCTION = durations_eq, LEFTARG = durations, RIGHTARG = durations,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
COMMENT ON OPERATOR =(durations, durations) IS 'kind and every count are the same';

CREATE OPERATOR <> (FUNCTION = durations_ne, LEFTARG = durations, RIGHTARG = durations,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(durations, durations) IS 'kind or some count differs';

CREATE OPERATOR + (FUNCTION = durations_add, LEFTARG = durations, RIGHTARG = durations,
  COMMUTATOR = +);
COMMENT ON OPERATOR +(durations, durations) IS 'both together; of one kind';

-- Operator class: equality only, there is no order of durations

CREATE OPERATOR CLASS durations_ops DEFAULT FOR TYPE durations USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 durations_hash(durations),
  FUNCTION 2 durations_hash_extended(durations, bigint);
COMMENT ON OPERATOR CLASS durations_ops USING hash IS 'hash of the image';
COMMENT ON OPERATOR FAMILY durations_ops USING hash IS 'hash of the images of durations';

-- Aggregates

CREATE AGGREGATE transitions(gender gender, journey journey) (
  SFUNC = transitions_count, STYPE = durations, FINALFUNC = durations_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = durations_add, INITCOND = 'transition {}', SSPACE = 4096, PARALLEL = SAFE);
COMMENT ON AGGREGATE transitions(gender, journey) IS 'From which care people went to which, and after how many days: durations of kind transition, for transition_rates(). Each stay that ended counts one transition, to where the person then was: the first stay after it in the journey''s order that starts on its last day or later, or goes on longer; if there is none, the stay begun before it that goes on longer, of several the one begun last; if there is none either, nowhere, or died when a stay that ended on that day ended in death. What began and ended inside a stay is not where it led. Days run from the end of the stay to the start of the next: below 0 when that began before. A stay that ended nobody knows when counts as if on its first day, its days unknown; one that is open has not been left and counts nothing. Each journey also counts one transition from nowhere into its first stay; entries and exits have no days. Stays of every role count: filter before, if contacts or check-ups are not meant. gender NULL is unknown; journey NULL or empty adds nothing; over no rows the result is empty, transition {}. Memory follows the different cells, 21 to 43 bytes each and at most 256 MB a group, which HashAggregate cannot spill. Error 54000: more than 12582912 cells.';

CREATE AGGREGATE transitions(gender gender, journey journey, period daterange) (
  SFUNC = transitions_count, STYPE = durations, FINALFUNC = durations_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = durations_add, INITCOND = 'transition {}', SSPACE = 4096, PARALLEL = SAFE);
COMMENT ON AGGREGATE transitions(gender, journey, daterange) IS 'The same for a period: transitions out of stays that ended in it, wherever and whenever they led, and into first stays that started in it. A stay that ended nobody knows when was left in no period but all time: period NULL or (,). End it early enough before the data do that whoever goes on has been recorded.';

CREATE AGGREGATE time_to_event(gender gender, days integer, outcome answer) (
  SFUNC = time_to_event_count, STYPE = durations, FINALFUNC = durations_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = durations_add, INITCOND = 'time_to_event {}', SSPACE = 4096, PARALLEL = SAFE);
COMMENT ON AGGREGATE time_to_event(gender, integer, answer) IS 'Time to an event, a row a case: durations of kind time_to_event, for life_table() and median_days(). outcome yes: the event happened after so many days; died: death came first, after so many days; too_recent or no: neither had happened after so many days, and the case was followed no longer. Any other outcome, NULL (not_recorded), and one without days is excluded by that reason, yes and no without days as date_unknown; days of an excluded case are not looked at. gender NULL is unknown. Over no rows the result is empty, time_to_event {}. Error 22023: days below 0 or above 3652058.';

CREATE AGGREGATE funnel(gender gender, journey journey, pathway pathway) (
  SFUNC = funnel_count, STYPE = durations, FINALFUNC = durations_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = durations_add, INITCOND = 'funnel {}', SSPACE = 4096, PARALLEL = SAFE);
COMMENT ON AGGREGATE funnel(gender, journey, pathway) IS 'How far journeys come along a pathway: durations of kind funnel, for funnel_steps(). Each journey counts as asked, the empty one too, and once at every step up to funnel(journey, pathway). Days run from the first stay of a step to the first stay of the next, start to start, in the match that reaches furthest and there takes the earliest stays; a step passed without a stay of its own (optional, or 0 times) has no days, nor has the one after it. gender NULL is unknown; journey or pathway NULL adds nothing; give every row the same pathway. A funnel knows no cut-off: who took the first step lately has not had the time for the others, so give that step a window that ended early enough. Over no rows the result is empty, funnel {}. Error XX001: stored bytes that are no pathway.';

CREATE AGGREGATE sum(durations) (
  SFUNC = durations_add, STYPE = durations, FINALFUNC = durations_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = durations_add, SSPACE = 4096, PARALLEL = SAFE);
COMMENT ON AGGREGATE sum(durations) IS 'The durations together, as + has it; NULLs are skipped, NULL over nothing else, as sum() of numbers. Error 22023 when they are of several kinds; 54000 beyond 12582912 cells, or 2^38 in one.';
