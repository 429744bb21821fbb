
-- continuity.sql: treatment journeys, the events in them, and the follow-up questions.

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
COMMENT ON FUNCTION discharges(journey, daterange, care[], boolean, integer) IS 'Index events of follow-up: one row per treatment journey (max_gap days) that ended inside the period, with the care and programme of the stay that ended last (of several, the one begun last), its exit reason (NULL when contradictory) and days = end - start. collapse_transfers false: one row per stay of role treatment with a known end inside the period; days is that of the stay, journey_start that of the treatment journey it belongs to. from_care keeps discharges from these kinds of care; NULL keeps all. Open treatment journeys, and those with an end nobody knows, have no discharge. No rows when another argument is NULL. Over many people write SELECT (d).* FROM (SELECT discharges(journey, period) AS d FROM ...) AS s, half the time of a join with the table function; never (discharges(...)).* in one list, which runs it once a column. Error 22023: max_gap below 0.';

CREATE FUNCTION entries(journey journey, period daterange, max_gap integer DEFAULT 21,
    OUT entered_on date, OUT care care, OUT programme integer, OUT first_known boolean) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_entries' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1;
COMMENT ON FUNCTION entries(journey, daterange, integer) IS 'Index events of retention: one row per treatment journey (max_gap days) that started inside the period, with the care and programme of its first stay. first_known: the journey holds no earlier treatment journey, which is no proof that there was none. Fast form as for discharges(). Error 22023: max_gap below 0.';

CREATE FUNCTION retained(journey journey, index_date date, days integer, observed_until date, max_gap integer DEFAULT 21)
  RETURNS answer
  AS 'MODULE_PATHNAME', 'coc_retained' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retained(journey, date, integer, date, integer) IS 'Is the person still in the treatment journey days after index_date (normally its start)? Decided in this order: too_recent when index_date + days is after observed_until, whatever has happened already; not_applicable when no treatment journey covers index_date; yes when its last known day in care is at least index_date + days, or a stay is open; date_unknown when a stay of unknown end, of it or begun before it, could have lasted so long; otherwise no, death before that day included. The gap allowance holds a treatment journey together but is no presence at its end. Stays that start after observed_until are ignored. 2024-01-01 to 2024-03-25 is retained 84 days, to 03-24 it is not. Error 22023: days below 1, max_gap below 0.';

CREATE FUNCTION linked_to_aftercare(journey journey, index_date date, days integer, observed_until date) RETURNS answer
  AS 'MODULE_PATHNAME', 'coc_linked_to_aftercare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION linked_to_aftercare(journey, date, integer, date) IS 'Is there at least one day of aftercare on the days index_date + 1 to index_date + days? Presence, not start: aftercare that began before the discharge and goes on counts; the discharge day itself does not. Decided in this order: too_recent when index_date + days is after observed_until, whatever has happened already; not_applicable when no stay of role treatment ended on index_date; died when a stay of any role ended in death from index_date to index_date + days; yes; date_unknown when aftercare begun by index_date ended on an unknown date; no. Error 22023: days below 1.';

CREATE FUNCTION continued_care(journey journey, index_date date, days integer, observed_until date) RETURNS answer
  AS 'MODULE_PATHNAME', 'coc_continued_care' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION continued_care(journey, date, integer, date) IS 'Is there at least one day of aftercare, or of treatment other than withdrawal management, on the days index_date + 1 to index_date + days? The same rules and order as linked_to_aftercare(); the unit is normally the stay (discharges with collapse_transfers false), so that a transfer counts as care that goes on. Error 22023: days below 1.';

CREATE FUNCTION returned_to_treatment(journey journey, index_date date, days integer, observed_until date, max_gap integer DEFAULT 21)
  RETURNS answer
  AS 'MODULE_PATHNAME', 'coc_returned_to_treatment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION returned_to_treatment(journey, date, integer, date, integer) IS 'Does a new treatment journey start within days after index_date? Neither good nor bad. Decided in this order: window_within_gap when days is at most max_gap, because whoever came back so soon never left; too_recent when index_date + days is after observed_until, whatever has happened already; not_applicable when no treatment journey ended on index_date; died when a stay of any role ended in death from index_date to index_date + days; yes; no. It is never date_unknown: a later end could only join treatment journeys, and every start is known. Stays that start after observed_until are ignored. Error 22023: days below 1, max_gap below 0.';
