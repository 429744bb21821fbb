
-- pathway.sql: patterns over a journey.

-- Type

CREATE TYPE pathway;

CREATE FUNCTION pathway_in(cstring) RETURNS pathway
  AS 'MODULE_PATHNAME', 'coc_pathway_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_in(cstring) IS 'Text input of pathway; the grammar stands at the type. Blanks are free between tokens. Errors name the character where the reading stopped: 22P02 for what is no pathway (an unknown care or exit included), 22023 for reversed, negative or overflowing bounds, an empty window, a programme out of range; 54000 beyond a limit.';

CREATE FUNCTION pathway_out(pathway) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_pathway_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_out(pathway) IS 'Text output of pathway: the canonical text, which reads back to the same value. Error XX001 when the stored bytes are no pathway.';

CREATE FUNCTION pathway_recv(internal) RETURNS pathway
  AS 'MODULE_PATHNAME', 'coc_pathway_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_recv(internal) IS 'Binary input of pathway: version (1), then the text. Error 22P03 for anything that is no pathway.';

CREATE FUNCTION pathway_send(pathway) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_pathway_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_send(pathway) IS 'Binary output of pathway: version (1), then the canonical text.';

CREATE TYPE pathway (
  INPUT = pathway_in, OUTPUT = pathway_out, RECEIVE = pathway_recv, SEND = pathway_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE pathway IS 'A pattern over a journey, written in words: withdrawal* then{<=14d} residential*:completed then{<=30d} aftercare*. Stored and sent as its canonical text (blanks single, each token in its one form) with a version byte, and compiled when used: a kind of care that is new in a group is in every pathway that names the group. = and the order are those of its bytes, so that pathways can be grouped, sorted and unique; the order means nothing else. Text is its only other form. Limits, error 54000: 64 steps with repeats written out, 64 kinds that must not be there, 64 conditions, 64 different links, 128 programmes, 16 levels of parentheses, 4096 characters.

  ```
  pathway    = [ "^" [ "no" test "then" ] ] chain [ "$" ] [ "spanning" bound ]
  chain      = item { "then" [ "no" test "then" ] [ "next" ] [ bound ] item }
  item       = [ "optional" ] unit { "|" unit }
               [ count "times" [ "apart" [ "next" ] [ bound ] ] ]
  unit       = ( kind | "(" chain ")" ) { qualifier }
               { "not" "followed" "by" [ bound ] test }
  test       = kind { qualifier } { "|" kind { qualifier } }
  kind       = ( NAME | NAME "*" | "any" ) { "except" NAME [ "*" ] }
  qualifier  = ":" exits | "@" programmes | "{" ( "open" | days ) "}"
             | [ "started" | "ended" ] "in" window
  exits      = exit | "(" exit { "|" exit } ")"     exit = NAME | NAME "*"
  programmes = INT | "(" INT { "|" INT } ")"
  bound      = "{" days "}"
  days       = ( "<=" | "<" | ">=" | ">" | "=" ) INT "d" | INT ".." INT "d"
  count      = INT | INT ".." | INT ".." INT
  window     = ( "[" | "(" ) [ DATE ] "," [ DATE ] ( "]" | ")" )
  ```

  | written | means | for example |
  | --- | --- | --- |
  | order | that of the journey: start, length (an unknown end behind the known ones, open last), care code, programme, exit code; "later" is later in it, so of two stays of one day the shorter comes first, then the lower care code; two steps never share a stay | |
  | `name`, `name*`, `any` | one kind of care, so that `residential` is but one of the four of `residential*`; every kind of a group or a role; every kind | `residential`, `treatment*` |
  | `except` | without these kinds | `treatment* except withdrawal* except custody_treatment` |
  | `:exit`, `:group*`, `:(a \| b)` | the exit reason, or one of a group | `residential*:planned*` |
  | `@n`, `@(n \| m)` | the programme; 0 is none | `opioid_agonist@(17\|18)` |
  | `{days}` | length, end - start in days; a stay that is open or ended on an unknown date has none | `residential{>=28d}` |
  | `{open}` | not ended | `outpatient{open}` |
  | `in w` | some known day of presence in the window: from the start on while open, the first day alone when the end is not known | `residential* in [2024-03-01,2024-04-01)` |
  | `started in w`, `ended in w` | the start, the known end, in the window | `any ended in [2024-01-01,2025-01-01)` |
  | `a then b` | b is any stay later than a | `withdrawal* then aftercare*` |
  | `then next` | the very next stay of the journey, whatever its role: an assessment between the two is in the way, where `then no treatment* then` passes over it | `withdrawal* then next residential*` |
  | `then no x then` | no stay strictly between the two passes x | `withdrawal* then no treatment* then withdrawal*` |
  | `then{days}` | gap, start(b) - end(a) in days, negative when they overlap, both ends of a..b included; counted only where certain: an open a ends after every start, so its gap is below any upper bound and reaches no lower one; one of unknown end satisfies no bound. An upper bound alone admits what was over before a ended, such as a check-up held within it: from 0 on, b began no earlier than a ended | `any then{-7..0d} opioid_agonist` |
  | `a \| b`, `( )` | either; a chain as one step, narrowed as a whole by qualifiers behind it | `(outpatient \| aftercare*)@17` |
  | `optional` | may be left out; then the next item''s own link is measured from the step before, and nothing leads into the first step there is, of the whole or of a group | `residential then optional screening then{<=30d} aftercare*` |
  | `n times`, `n.. times`, `n..m times` | so often in a row; `apart` is the link between two of them | `outpatient 3.. times apart{<=30d}` |
  | `not followed by` | no later stay passes the test, which takes all the bars behind it; of a group the last stay is meant. With a bound: none with its gap from this one in the bound, and this one ended on a known day, because of who is still there nothing is certain. What began earlier and goes on follows none | `residential*:planned* not followed by{<=30d} aftercare*` |
  | `^`, `^ no x then` | the first step is the journey''s first stay; no stay before the first step passes x | `^ no treatment* then withdrawal*` |
  | `$` | the last step is the journey''s last stay in its order; one begun earlier may still go on | `aftercare* $` |
  | `spanning{<=n d}` | start of the last step - start of the first; upper bounds only | `withdrawal* then aftercare* spanning{<=365d}` |

  Qualifiers bind closer than the bar, the bar closer than `optional` and `times`, these closer than `then`. The items of the outermost chain are the steps, numbered from 1; alternatives and repeats of one item share its number. What could match nothing at all is refused, a group too. A match is made of the earliest stays, one by one from the first; of two that go together as far as one of them goes the longer is meant, and of two with the same stays the one with the lower steps.';

-- Questions

CREATE FUNCTION matches(journey journey, pathway pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_matches' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 2;
COMMENT ON FUNCTION matches(journey, pathway) IS 'Function of the operator journey ~ pathway: some stays of the journey, in its order, match. Total: false where the stored bytes of the pathway cannot be read.';

CREATE FUNCTION match(journey journey, pathway pathway, OUT occurrence integer, OUT step integer, OUT episode episode)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_match' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 4 COST 3;
COMMENT ON FUNCTION match(journey, pathway) IS 'Every match, one row a stay: occurrence numbers the matches from 1, step is the item of the pathway the stay stands at. Matches do not overlap: each begins behind the last stay of the one before, but anchors, next, no and not followed by look at the whole journey. No rows where nothing matches, or for NULL. Which stays make a match: see the type. Over many people write it in the select list, SELECT (m).* FROM (SELECT match(journey, pathway) AS m FROM ... OFFSET 0) AS s. Error XX001: the stored pathway cannot be read.';

CREATE FUNCTION first_match(journey journey, pathway pathway) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_first_match' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3;
COMMENT ON FUNCTION first_match(journey, pathway) IS 'The stays of the first match as a journey of their own, in order; NULL when there is none. Its period() is that of the match. Error XX001: the stored pathway cannot be read.';

CREATE FUNCTION count_matches(journey journey, pathway pathway) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_count_matches' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3;
COMMENT ON FUNCTION count_matches(journey, pathway) IS 'Number of matches that match() would return, 0 when there is none: taken one after the other, each beginning behind the last stay of the one before. any counts every stay. Error XX001: the stored pathway cannot be read.';

CREATE FUNCTION funnel(journey journey, pathway pathway) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_funnel' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3;
COMMENT ON FUNCTION funnel(journey, pathway) IS 'How far the journey came: the largest k for which the first k items of the pathway match by themselves with a stay at item k; 0 when not even the first does. An optional item that was left out is passed when a later one is reached, but is never the last reached; $ is asked of all the items only. Bounds, spanning and not followed by hold for the part as for the whole. So k is the number of items whenever the journey matches, unless the last of them is optional. Error XX001: the stored pathway cannot be read.';

CREATE FUNCTION funnel_steps(journey journey, pathway pathway, OUT step integer, OUT reached_on date, OUT days integer)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_funnel_steps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 3 COST 3;
COMMENT ON FUNCTION funnel_steps(journey, pathway) IS 'When the steps up to funnel() were reached, by the first match of so many items: one row a step that has a stay, with the start of its first stay, and the days from the start of the step before (NULL for the first; never negative). An optional item that was left out has no row. No rows when funnel() is 0. Error XX001: the stored pathway cannot be read.';

-- Functions behind operators

CREATE FUNCTION pathway_eq(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_eq(pathway, pathway) IS 'a and b have the same canonical text. Two texts may mean the same and differ: {<14d} and {<=13d}.';

CREATE FUNCTION pathway_ne(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_ne(pathway, pathway) IS 'a and b have different canonical texts, which may still mean the same.';

CREATE FUNCTION pathway_lt(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_lt(pathway, pathway) IS 'The text of a comes before that of b, byte by byte.';

CREATE FUNCTION pathway_le(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_le(pathway, pathway) IS 'The text of a comes before that of b, or is the same.';

CREATE FUNCTION pathway_ge(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_ge(pathway, pathway) IS 'The text of a comes after that of b, or is the same.';

CREATE FUNCTION pathway_gt(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_gt(pathway, pathway) IS 'The text of a comes after that of b, byte by byte.';

CREATE FUNCTION pathway_cmp(a pathway, b pathway) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_pathway_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_cmp(pathway, pathway) IS 'btree support of pathway: below 0, 0 or above 0.';

CREATE FUNCTION pathway_hash(pathway) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_pathway_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_hash(pathway) IS 'Hash support of pathway.';

CREATE FUNCTION pathway_hash_extended(pathway, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_pathway_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_hash_extended(pathway, bigint) IS 'Salted hash support of pathway.';

-- Operators

CREATE FUNCTION pathway_sel(internal, oid, internal, integer) RETURNS double precision
  AS 'MODULE_PATHNAME', 'coc_pathway_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_sel(internal, oid, internal, integer) IS 'Restriction estimator of journey ~ pathway: from the frequencies of kinds of care and of their pairs along the likeliest way, no more than the sample of journeys that ANALYZE keeps lets one expect.';

CREATE OPERATOR ~ (FUNCTION = matches, LEFTARG = journey, RIGHTARG = pathway,
  RESTRICT = pathway_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR ~(journey, pathway) IS 'the journey matches the pathway: SELECT journey ~ ''withdrawal* then{<=14d} residential*''. One pass over the stays, O(stays x steps), where the pathway has no bounds, no "no", "not followed by" or spanning; never more than O(stays x stays x steps)';

CREATE OPERATOR = (FUNCTION = pathway_eq, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR =(pathway, pathway) IS 'equals, as text';

CREATE OPERATOR <> (FUNCTION = pathway_ne, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(pathway, pathway) IS 'differs from, as text';

CREATE OPERATOR < (FUNCTION = pathway_lt, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR <(pathway, pathway) IS 'comes before, as text';

CREATE OPERATOR <= (FUNCTION = pathway_le, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <=(pathway, pathway) IS 'comes before as text, or equals';

CREATE OPERATOR >= (FUNCTION = pathway_ge, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >=(pathway, pathway) IS 'comes after as text, or equals';

CREATE OPERATOR > (FUNCTION = pathway_gt, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR >(pathway, pathway) IS 'comes after, as text';

-- Operator classes

CREATE OPERATOR CLASS pathway_ops DEFAULT FOR TYPE pathway USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 pathway_cmp(pathway, pathway),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS pathway_ops USING btree IS 'bytes of the canonical text; for sorting and uniqueness, the order means nothing';
COMMENT ON OPERATOR FAMILY pathway_ops USING btree IS 'bytes of the canonical text of pathway';

CREATE OPERATOR CLASS pathway_ops DEFAULT FOR TYPE pathway USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 pathway_hash(pathway),
  FUNCTION 2 pathway_hash_extended(pathway, bigint);
COMMENT ON OPERATOR CLASS pathway_ops USING hash IS 'hash of the canonical text';
COMMENT ON OPERATOR FAMILY pathway_ops USING hash IS 'hash of the canonical text of pathway';
