-- gender_gap.sql: what sets women and men apart in a figure: shares, ratios, parity, gaps, coverage.
-- Counts go in, so that a figure never stands on another's rounding. Quotients are carried to 40
-- decimals, which tells a tie from what lies beside it for every count below 10^14, and rounded once.
-- Everything is numeric: the same digits on every machine and version. What gives several numbers is
-- PL/pgSQL, whose steps have names and are taken once: the planner would write them out at each use.

-- private functions

CREATE FUNCTION counted(part numeric, whole numeric DEFAULT NULL) RETURNS numeric
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF part < 0 OR part >= 'Infinity' THEN -- NaN sorts above it
    RAISE EXCEPTION 'a count or an estimate is below 0 or no number' USING ERRCODE = '22023';
  ELSIF part > whole THEN
    RAISE EXCEPTION 'a number is above the one that bounds it'
      USING ERRCODE = '22023', HINT = 'A numerator is at most its denominator; an estimate lies between its low and its high.';
  END IF;
  RETURN part;
END
$$;
COMMENT ON FUNCTION counted(numeric, numeric) IS 'Private to the measures of difference: part as it is, where it is a finite number of at least 0 and at most whole; otherwise error 22023. NULL bounds nothing.';

CREATE FUNCTION rounded_figure(value numeric, scale integer) RETURNS numeric
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF scale IS NULL OR scale NOT BETWEEN 0 AND 10 THEN
    RAISE EXCEPTION 'scale is out of range'
      USING ERRCODE = '22023', HINT = 'Give the number of decimals, 0 to 10.';
  END IF;
  RETURN round(value, scale);
END
$$;
COMMENT ON FUNCTION rounded_figure(numeric, integer) IS 'Private to the measures of difference: value with scale decimals, half away from zero. Error 22023 for a scale that is not 0 to 10.';

CREATE FUNCTION normal_quantile(level integer) RETURNS numeric
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  z constant numeric := CASE level
    WHEN 90 THEN 1.644853626951472714863848907992
    WHEN 95 THEN 1.959963984540054235524594430521
    WHEN 99 THEN 2.575829303548900760978576748604 END;
BEGIN
  IF z IS NULL THEN
    RAISE EXCEPTION 'level is out of range'
      USING ERRCODE = '22023', HINT = 'Intervals are of 90, 95 or 99 percent.';
  END IF;
  RETURN z;
END
$$;
COMMENT ON FUNCTION normal_quantile(integer) IS 'Private to the measures of difference: how many standard deviations on both sides hold so many percent of a normal distribution. Error 22023 for a level that is not 90, 95 or 99.';

CREATE FUNCTION quotient(part numeric, whole numeric) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN round(part, 40) / nullif(whole, 0);
COMMENT ON FUNCTION quotient(numeric, numeric) IS 'Private to the measures of difference: part / whole with 40 decimals or more, NULL where whole is 0.';

-- As Newcombe 1998 writes Wilson 1927: the two rates from which the observed one is z standard errors away.
CREATE FUNCTION wilson_limits(numerator bigint, denominator bigint, level integer, OUT rate numeric, OUT low numeric, OUT high numeric)
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  x constant numeric := continuum.counted(numerator, denominator);
  n constant numeric := nullif(continuum.counted(denominator), 0);
  z constant numeric := continuum.normal_quantile(level);
  half numeric;
BEGIN
  rate := continuum.quotient(x, n);
  half := z * sqrt(z * z + 4 * x * (1 - rate));
  low := round((2 * x + z * z - half) / (2 * (n + z * z)), 40);
  high := round((2 * x + z * z + half) / (2 * (n + z * z)), 40);
END
$$;
COMMENT ON FUNCTION wilson_limits(bigint, bigint, integer) IS 'Private to the measures of difference: what wilson() gives, not yet rounded; NULL without a denominator.';

-- shares and ratios: a number, or NULL where there is nobody to divide by

CREATE FUNCTION female_share(female bigint, male bigint, other bigint DEFAULT 0, scale integer DEFAULT 4) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rounded_figure(quotient(counted(female), counted(female) + counted(male) + counted(other)), scale);
COMMENT ON FUNCTION female_share(bigint, bigint, bigint, integer) IS 'Share of women, female / (female + male + other), 0 to 1, rounded once to scale decimals, half away from zero. People of unknown gender are in no share: print how many they are beside it. With two counts it is the share of TDI and TEDS, female / (female + male). NULL when nobody is counted or a count is not known. Error 22023: a count below 0, a scale outside 0..10. Source: USERS.md 22; DOMAIN.md 9.';

CREATE FUNCTION male_to_female_ratio(male bigint, female bigint, scale integer DEFAULT 2) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rounded_figure(quotient(counted(male), counted(female)), scale);
COMMENT ON FUNCTION male_to_female_ratio(bigint, bigint, integer) IS 'Men for each woman, male / female, from counts and never from percentages that were rounded before (which is how EMCDDA 2004 prints 9.8 for 1,294 men and 133 women), rounded once to scale decimals, half away from zero. NULL, not infinity, when there is no woman; NULL when a count is not known. Error 22023: a count below 0, a scale outside 0..10. Source: DOMAIN.md 9, 10.6.';

CREATE FUNCTION coverage_parity(treated_f bigint, estimated_f numeric, treated_m bigint, estimated_m numeric, scale integer DEFAULT 2) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rounded_figure(quotient(counted(treated_f) * counted(estimated_m), counted(estimated_f) * counted(treated_m)), scale);
COMMENT ON FUNCTION coverage_parity(bigint, numeric, bigint, numeric, integer) IS 'The treatment gap between women and men: coverage of women / coverage of men, coverage being treated / estimated; 1 is parity. Where women are a third of those in need and a fifth of those treated it is 0.50: a woman is half as likely to be reached. Estimated are people in need of care, in the same year and range of ages as the treated; estimates by shares instead of numbers give the same. Rounded once to scale decimals, half away from zero. NULL when one of the four is not known, and when the estimate of women or men, or the count of treated men, is 0. Error 22023: a number below 0, a scale outside 0..10. Source: USERS.md 21; World Drug Report 2012.';

CREATE FUNCTION female_share_ratio(treated_f bigint, estimated_f numeric, treated_m bigint, estimated_m numeric, scale integer DEFAULT 2) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rounded_figure(quotient(counted(treated_f) * (counted(estimated_f) + counted(estimated_m)),
    counted(estimated_f) * (counted(treated_f) + counted(treated_m))), scale);
COMMENT ON FUNCTION female_share_ratio(bigint, numeric, bigint, numeric, integer) IS 'Share of women among the treated / share of women among those in need, which some reports print as a treatment gap. It is 0.60 where women are a third of those in need and a fifth of those treated and get half of what men get: publish coverage_parity() instead, and this only beside it. Rounded once to scale decimals, half away from zero. NULL when one of the four is not known, and when no woman is in need or nobody treated. Error 22023: a number below 0, a scale outside 0..10. Source: USERS.md 21; DOMAIN.md 9.';

-- rates and coverage: value, low and high, and why one of them is NULL

CREATE FUNCTION wilson(numerator bigint, denominator bigint, level integer DEFAULT 95, scale integer DEFAULT 4,
    OUT value numeric, OUT low numeric, OUT high numeric, OUT reason text)
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  exact constant record := continuum.wilson_limits(numerator, denominator, level);
BEGIN
  value := continuum.rounded_figure(exact.rate, scale);
  low := round(exact.low, scale);
  high := round(exact.high, scale);
  reason := CASE WHEN numerator IS NULL OR denominator IS NULL THEN 'no_count' WHEN denominator = 0 THEN 'empty' END;
END
$$;
COMMENT ON FUNCTION wilson(bigint, bigint, integer, integer) IS 'A rate, numerator / denominator, 0 to 1, with Wilson''s interval (score method without correction, Newcombe 1998 I, method 3); level is 90, 95 or 99 percent. 81 of 263 is 0.3080, 0.2553 to 0.3662. Each number is rounded once to scale decimals, half away from zero. The interval says how far figures of as many people differ by chance alone, for comparing; the registry itself is no sample. It takes each case as one by itself: leave it out where a person can have several, as in discharges. All NULL with a reason: no_count, a count is not known; empty, nobody is in the denominator. Error 22023: a count below 0, a numerator above its denominator, another level, a scale outside 0..10. Source: Newcombe 1998, Statistics in Medicine 17:857.';

CREATE FUNCTION gap(numerator_f bigint, denominator_f bigint, numerator_m bigint, denominator_m bigint, level integer DEFAULT 95, scale integer DEFAULT 2,
    OUT value numeric, OUT low numeric, OUT high numeric, OUT reason text)
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  f constant record := continuum.wilson_limits(numerator_f, denominator_f, level);
  m constant record := continuum.wilson_limits(numerator_m, denominator_m, level);
  -- A tie stays one: two rates that differ by a finite decimal were cut alike.
  difference constant numeric := f.rate - m.rate;
BEGIN
  value := continuum.rounded_figure(100 * difference, scale);
  low := round(100 * (difference - sqrt((f.rate - f.low) ^ 2 + (m.high - m.rate) ^ 2)), scale);
  high := round(100 * (difference + sqrt((f.high - f.rate) ^ 2 + (m.rate - m.low) ^ 2)), scale);
  reason := CASE WHEN (numerator_f, denominator_f, numerator_m, denominator_m) IS NOT NULL THEN
    CASE WHEN denominator_f = 0 OR denominator_m = 0 THEN 'empty' END ELSE 'no_count' END;
END
$$;
COMMENT ON FUNCTION gap(bigint, bigint, bigint, bigint, integer, integer) IS 'Rate of women - rate of men in percentage points, below 0 where women have the lower rate, with Newcombe''s interval (hybrid score, Newcombe 1998 II, method 10); level is 90, 95 or 99 percent. 56 of 70 against 48 of 80 is 20.00, 5.24 to 33.39. Each number is rounded once to scale decimals, half away from zero. The interval takes each case as one by itself: leave it out where a person can have several, as in discharges. All NULL with a reason: no_count, a count is not known; empty, one of the denominators is 0. Error 22023: a count below 0, a numerator above its denominator, another level, a scale outside 0..10. Source: Newcombe 1998, Statistics in Medicine 17:873.';

CREATE FUNCTION parity(numerator_f bigint, denominator_f bigint, numerator_m bigint, denominator_m bigint, level integer DEFAULT 95, scale integer DEFAULT 3,
    OUT value numeric, OUT low numeric, OUT high numeric, OUT reason text)
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  f constant numeric := continuum.counted(numerator_f, denominator_f);
  m constant numeric := continuum.counted(numerator_m, denominator_m);
  ratio constant numeric := continuum.quotient(f * continuum.counted(denominator_m), continuum.counted(denominator_f) * m);
  variance constant numeric := continuum.quotient(1, f) - continuum.quotient(1, denominator_f)
    + continuum.quotient(1, m) - continuum.quotient(1, denominator_m);
  factor constant numeric := exp(round(continuum.normal_quantile(level) * sqrt(nullif(variance, 0)), 30));
BEGIN
  value := continuum.rounded_figure(ratio, scale);
  low := round(ratio / factor, scale);
  high := round(ratio * factor, scale);
  reason := CASE WHEN (numerator_f, denominator_f, numerator_m, denominator_m) IS NOT NULL THEN
    CASE WHEN denominator_f = 0 OR denominator_m = 0 THEN 'empty'
      WHEN f = 0 OR m = 0 THEN 'no_events'
      WHEN variance = 0 THEN 'all_events' END ELSE 'no_count' END;
END
$$;
COMMENT ON FUNCTION parity(bigint, bigint, bigint, bigint, integer, integer) IS 'Rate of women / rate of men, 1 is parity, with the interval of its logarithm (Katz and others 1978); level is 90, 95 or 99 percent. 13,839 of 34,526 against 26,931 of 60,550 is 0.901. Each number is rounded once to scale decimals, half away from zero. The interval takes each case as one by itself: leave it out where a person can have several, as in discharges. Where value, or else low and high, are NULL there is a reason: no_count, a count is not known; empty, one of the denominators is 0; no_events, a numerator is 0 (value is NULL when it is that of men, else 0); all_events, both rates are 1, of which the logarithm has no interval. Error 22023: a count below 0, a numerator above its denominator, another level, a scale outside 0..10. Source: DOMAIN.md 9; Katz, Baptista, Azen and Pike 1978, Biometrics 34:469.';

CREATE FUNCTION coverage(treated bigint, estimate numeric, estimate_low numeric DEFAULT NULL, estimate_high numeric DEFAULT NULL, scale integer DEFAULT 4,
    OUT value numeric, OUT low numeric, OUT high numeric, OUT reason text)
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  people constant numeric := continuum.counted(treated);
  known constant boolean := continuum.counted(estimate, estimate_high) > 0;
  least_share constant numeric := continuum.quotient(people, continuum.counted(estimate_high));
  greatest_share constant numeric := continuum.quotient(people, continuum.counted(estimate_low, coalesce(estimate, estimate_high)));
BEGIN
  value := continuum.rounded_figure(continuum.quotient(people, estimate), scale);
  IF known THEN
    low := round(least_share, scale);
    high := round(greatest_share, scale);
  END IF;
  reason := CASE WHEN treated IS NULL THEN 'no_count' WHEN estimate IS NULL THEN 'no_estimate' WHEN NOT known THEN 'empty'
    WHEN low IS NULL OR high IS NULL THEN 'no_bounds' END;
END
$$;
COMMENT ON FUNCTION coverage(bigint, numeric, numeric, numeric, integer) IS 'SDG indicator 3.5.1: people treated in a year / people estimated to be in need, in the same year, range of ages and class of substance; low is treated / estimate_high, high is treated / estimate_low, so that the doubt of the estimate stays with the figure. It is no percentage of a whole: above 1 the estimate is too small. Rounded once to scale decimals, half away from zero. Where value, or else low or high, is NULL there is a reason: no_count, nobody knows how many were treated; no_estimate; empty, the estimate is 0; no_bounds, a bound of the estimate is not known or its low is 0. Error 22023: a number below 0, an estimate outside its bounds, a scale outside 0..10. Source: UN SDG metadata 3-5-1; USERS.md 21, Annex A 20.';

-- the layout of statutory tables

CREATE FUNCTION statutory_layout(female bigint, male bigint, other bigint, unknown bigint)
  RETURNS TABLE (line integer, gender text, n bigint, pooled text[])
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4
BEGIN ATOMIC
  VALUES (1, 'female', counted(female)::bigint, NULL::text[]),
    (2, 'male', counted(male)::bigint, NULL),
    (3, 'other_or_unknown', (counted(other) + counted(unknown))::bigint, '{other,unknown}'),
    (4, 'all', (counted(female) + counted(male) + counted(other) + counted(unknown))::bigint, NULL);
END;
COMMENT ON FUNCTION statutory_layout(bigint, bigint, bigint, bigint) IS 'The four lines of a table that a ministry publishes: women, men, other identity or not recorded, all. The third pools two genders, and pooled says which; its words are registry.label (report, other_or_unknown). All is the sum of the others; people who count under two genders are in it twice, so give people each one gender first. A count that is not known is NULL, and so is every sum with it. For use inside: few people behind a line are for disclosure control. Errors: 22023, a count below 0; 22003, a sum beyond bigint. Source: USERS.md 22.';
