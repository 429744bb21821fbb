
-- continuity.sql: treatment journeys and the events in them.

CREATE FUNCTION treatment_journeys(journey journey, max_gap integer DEFAULT 21, inclusive boolean DEFAULT false)
  RETURNS SETOF journey
  AS 'MODULE_PATHNAME', 'coc_treatment_journeys' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 2;
COMMENT ON FUNCTION treatment_journeys(journey, integer, boolean) IS 'Treatment journeys of a person, in order: stays of role treatment, each joining while it starts at most max_gap days after the furthest end of those before it (inclusive: the discharge day counts as a day of the gap, so one day less). Overlapping and nested stays are one; an open stay swallows everything after it; a stay that ended on an unknown date bridges nothing. Contacts and aftercare neither build nor bridge. Over many people write it in the select list, SELECT treatment_journeys(journey) FROM registry.journey: joined as a table function it costs two to three times as much, because every row fills a store of its own; to count only, treatment_journey_count() is twice as fast again. Error 22023: max_gap below 0. Source: NDTMS, 21 days; 45 for SISTRAT referrals.';

CREATE FUNCTION treatment_journey_count(journey journey, max_gap integer DEFAULT 21, inclusive boolean DEFAULT false)
  RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_treatment_journey_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION treatment_journey_count(journey, integer, boolean) IS 'Number of treatment journeys, 0 when no stay is treatment: what treatment_journeys() would return, without making it. Error 22023: max_gap below 0.';

CREATE FUNCTION exit_reason(journey journey) RETURNS exit_reason
  AS 'MODULE_PATHNAME', 'coc_journey_exit_reason' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION exit_reason(journey) IS 'How the treatment in a journey ended: the reason of the stays of role treatment that end on its last known end, and of those that ended on an unknown date. completed together with completed_reduced_use is completed_reduced_use; any other mixture is contradictory and gives NULL. ongoing while a stay is open; NULL without treatment. Give it one treatment journey, not a whole life. Source: DHSC journey discharge reason.';

CREATE FUNCTION days_in_care(journey journey, within daterange DEFAULT NULL, role text DEFAULT NULL) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_days_in_care' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION days_in_care(journey, daterange, text) IS 'Days with at least one stay, each counted once, the first and the last day of a stay both counted: 10 January to 9 April 2024 are 91. within: only days in this range; NULL is all time. role: contact, treatment or aftercare; NULL is any. A stay that ended on an unknown date counts its first day. NULL when an open stay of that role makes the sum endless because within has no end. Error 22023: no such role.';

CREATE FUNCTION discharges(journey journey, period daterange, from_care care[] DEFAULT NULL,
    collapse_transfers boolean DEFAULT true, max_gap integer DEFAULT 21,
    OUT discharged_on date, OUT care care, OUT programme integer, OUT exit_reason exit_reason,
    OUT journey_start date, OUT days integer) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_discharges' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 1;
COMMENT ON FUNCTION discharges(journey, daterange, care[], boolean, integer) IS 'Index events of follow-up: one row per treatment journey (max_gap days) that ended inside the period, with the care and programme of the stay that ended last (of several, the one begun last), its exit reason (NULL when contradictory) and days = end - start. collapse_transfers false: one row per stay of role treatment with a known end inside the period; days is that of the stay, journey_start that of the treatment journey it belongs to. from_care keeps discharges from these kinds of care, of which those that are no treatment keep nothing; NULL keeps all; of a group they are ARRAY(SELECT name::care FROM vocabulary(''care'') WHERE term_group = ''residential''). Open treatment journeys, and those with an end nobody knows, have no discharge. End the period max_gap days before the day until which data are complete: until then a later stay may still join what seems to have ended, and transfers on their way would count as discharges. No rows when another argument is NULL. Over many people write SELECT (d).* FROM (SELECT discharges(journey, period) AS d FROM ...) AS s, half the time of a join with the table function; never (discharges(...)).* in one list, which runs it once a column. Error 22023: max_gap below 0.';

CREATE FUNCTION us_style_discharges(journey journey, period daterange,
    from_care care[] DEFAULT '{withdrawal_management_inpatient,residential,residential_short,therapeutic_community,hospital_inpatient}',
    OUT discharged_on date, OUT care care, OUT programme integer, OUT exit_reason exit_reason,
    OUT journey_start date, OUT days integer) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_us_style_discharges' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1;
COMMENT ON FUNCTION us_style_discharges(journey, daterange, care[]) IS 'Index events of follow-up after high-intensity care as the United States measure it, for comparison with their figures; discharges() is the rule of this registry. Columns as there. Only stays of from_care and role treatment are looked at. Direct transfers are collapsed to the last discharge: one of these stays that starts at most 1 day after the furthest end of those before it goes on with them. Of the discharges in any run of 31 days (the day and 30 more) only the first is an event: of 1 January, 25 January and 1 February the first and the last are. Runs are counted over the whole journey, before the period is looked at, so that a discharge is an event or not whatever period is asked for. days and journey_start are those of the collapsed stays. The measure stops on 1 December, so that 30 days of follow-up end in the year: give the period so. Fast form as for discharges(). Source: follow-up after high-intensity care, numbers only.';

CREATE FUNCTION entries(journey journey, period daterange, max_gap integer DEFAULT 21,
    OUT entered_on date, OUT care care, OUT programme integer, OUT first_known boolean) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_entries' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1;
COMMENT ON FUNCTION entries(journey, daterange, integer) IS 'Index events of retention: one row per treatment journey (max_gap days) that started inside the period, with the care and programme of its first stay. first_known: the journey holds no earlier treatment journey, which is no proof that there was none. Fast form as for discharges(). Error 22023: max_gap below 0.';
