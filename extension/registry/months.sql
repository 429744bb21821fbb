-- months.sql: month by month, what the ministry waits for, what a provider has sent and confirmed, and
-- how the figures of an old system become those of the registry.

CREATE VIEW registry.history_from AS
  SELECT p.programme, p.provider, CASE WHEN lower(p.valid) >= k.since THEN NULL ELSE k.since END AS history_from
  FROM registry.current_programme p
    LEFT JOIN (SELECT b.provider, min(lower(b.period)) AS since FROM registry.intake_batch b
      WHERE b.history AND b.state = 'accepted' GROUP BY b.provider) h ON h.provider = p.provider
    CROSS JOIN LATERAL (SELECT least(p.reporting_from, h.since) AS since) k
  WHERE NOT p.pilot AND p.reporting_from IS NOT NULL;
COMMENT ON VIEW registry.history_from IS 'Since when the registry knows what each reporting programme did: the day from which it reports, or an earlier one from which its provider has loaded history. NULL: the programme itself is no older. The registry as a whole knows everything since max(history_from): a question that looks back further has no answer (no_history).';

CREATE FUNCTION registry.who_is_late(on_day date DEFAULT current_date, language text DEFAULT continuum.language(), grace_days integer DEFAULT 10)
  RETURNS TABLE (provider integer, name text, months integer, oldest date, subject text, body text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  all_of_them CONSTANT boolean := registry.has_duty('intake_desk', 'analyst');
BEGIN
  IF NOT all_of_them AND NOT EXISTS (SELECT FROM registry.my_providers()) THEN
    PERFORM registry.require_duty('intake_desk', 'analyst');
  ELSIF NOT EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'mail' AND l.language = who_is_late.language) THEN
    RAISE EXCEPTION 'there is no text in this language' USING ERRCODE = '22023', HINT = 'Languages: en, es, pt.';
  END IF;
  RETURN QUERY
  WITH late AS (
    SELECT p.provider, p.programme, max(p.name) AS name, string_agg(DISTINCT to_char(m.month, 'YYYY-MM'), ', ') AS months,
      count(DISTINCT m.month)::integer AS n, min(m.month) AS oldest
    FROM registry.programme_month(daterange((SELECT least(min(c.reporting_from), on_day) FROM registry.current_programme c), on_day)) m
      JOIN registry.current_programme p ON p.programme = m.programme AND p.valid && daterange(m.month, (m.month + interval '1 month')::date)
    WHERE NOT m.reported AND NOT p.pilot AND (m.month + interval '1 month')::date + grace_days <= on_day
      AND (all_of_them OR p.provider IN (SELECT m FROM registry.my_providers() m))
    GROUP BY p.provider, p.programme)
  SELECT l.provider, v.name, sum(l.n)::integer, min(l.oldest), replace(w.subject, '{provider}', v.name),
    replace(w.body, '{months}', string_agg(l.name || ' (' || l.programme || '): ' || l.months, '; ' ORDER BY l.programme))
  FROM late l
    CROSS JOIN LATERAL (SELECT c.name FROM registry.current_provider c WHERE c.provider = l.provider
      ORDER BY c.valid @> on_day DESC, lower(c.valid) DESC LIMIT 1) v
    CROSS JOIN (SELECT max(t.label) FILTER (WHERE t.term = 'late_subject') AS subject, max(t.label) FILTER (WHERE t.term = 'late_body') AS body
      FROM registry.label t WHERE t.vocabulary = 'mail' AND t.language = who_is_late.language) w
  GROUP BY l.provider, v.name, w.subject, w.body
  ORDER BY sum(l.n) DESC, l.provider;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.who_is_late(date, text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.who_is_late(date, text, integer) IS 'Providers of whose programmes whole months are neither received, confirmed nor excused when grace_days have gone by since their last day: how many programme months, the oldest, and subject and text of a mail that names them, in English, Spanish or Portuguese. The intake desk and the ministry''s analysts see all, a provider itself. Errors: 42501 for anybody else, 22023 for another language.';

CREATE FUNCTION registry.confirm_month(programme integer, month date, nobody boolean DEFAULT false,
    declared_admissions integer DEFAULT NULL, declared_discharges integer DEFAULT NULL, provider integer DEFAULT NULL) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  acting integer := registry.acting_provider(confirm_month.provider);
  since date := date_trunc('month', month::timestamp)::date;
  until date := (date_trunc('month', month::timestamp) + interval '1 month')::date;
  admissions integer;
  discharges integer;
BEGIN
  IF NOT EXISTS (SELECT FROM registry.current_programme p
    WHERE p.programme = confirm_month.programme AND p.provider = acting AND NOT p.pilot) THEN
    RAISE EXCEPTION 'this is not a reporting programme of the provider' USING ERRCODE = '42501';
  ELSIF until > current_date OR since IS NULL OR NOT isfinite(month) THEN
    RAISE EXCEPTION 'only a month that is over can be confirmed' USING ERRCODE = '22023';
  END IF;
  SELECT count(*) FILTER (WHERE s.started >= since AND s.started < until), count(*) FILTER (WHERE s.ended >= since AND s.ended < until)
    INTO admissions, discharges
    FROM registry.current_stay s
    WHERE s.provider = acting AND s.programme = confirm_month.programme;
  IF nobody AND (admissions > 0 OR discharges > 0 OR declared_admissions > 0 OR declared_discharges > 0) THEN
    RAISE EXCEPTION 'the month has admissions or discharges'
      USING ERRCODE = '22023', HINT = 'Confirm it without saying that nobody came or left, or void what is wrong.';
  END IF;
  PERFORM registry.register_reporting_month(confirm_month.programme, since,
    CASE WHEN nobody THEN 'confirmed_zero' ELSE 'confirmed' END, declared_admissions, declared_discharges);
  RETURN jsonb_build_object('programme', confirm_month.programme, 'month', to_char(since, 'YYYY-MM'),
    'state', CASE WHEN nobody THEN 'confirmed_zero' ELSE 'confirmed' END, 'admissions', admissions, 'discharges', discharges,
    'agrees', coalesce(declared_admissions, admissions) = admissions AND coalesce(declared_discharges, discharges) = discharges);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.confirm_month(integer, date, boolean, integer, integer, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.confirm_month(integer, date, boolean, integer, integer, integer) IS 'A provider says that what the registry has of a programme''s month is all there is: nobody, when nobody came or left. Declared counts are kept beside it. Answers with the admissions and discharges that the registry has, and whether the declared ones agree. Errors: 42501 unless the programme is the provider''s and no pilot, 22023 for a month that is not over, or nobody where somebody came or left; see acting_provider().';

CREATE FUNCTION registry.my_batches(of_provider integer DEFAULT NULL)
  RETURNS TABLE (batch bigint, provider integer, template text, mode text, period daterange, history boolean, state text, file_name text,
    file_sha256 text, rows_read integer, rows_new integer, rows_same integer, rows_changed integer, rows_rejected integer,
    rows_warned integer, rows_missing integer, opened_at timestamptz, decided_at timestamptz, reason text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  asked integer[] := CASE WHEN of_provider IS NOT NULL THEN ARRAY[registry.acting_provider(of_provider)]
    WHEN NOT registry.has_duty('intake_desk') THEN ARRAY(SELECT m FROM registry.my_providers() m) END;
BEGIN
  IF asked = '{}' THEN
    PERFORM registry.require_duty('intake_desk');
  END IF;
  RETURN QUERY
  SELECT b.batch, b.provider, b.template, b.mode, b.period, b.history, b.state, b.file_name, b.file_sha256, b.rows_read, b.rows_new,
    b.rows_same, b.rows_changed, b.rows_rejected, b.rows_warned, b.rows_missing, b.opened_at, b.decided_at, b.reason
  FROM registry.intake_batch b
  WHERE b.mode <> 'form' AND (asked IS NULL OR b.provider = ANY (asked))
  ORDER BY b.batch DESC;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.my_batches(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.my_batches(integer) IS 'Loads of the caller''s providers, or of one of them, the latest first; the intake desk sees those of all. Errors: 42501 for another''s provider or a caller without one; see acting_provider().';

-- Receipts.

CREATE TABLE registry.batch_receipt (
  batch bigint NOT NULL,
  line integer NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (batch, line));
COMMENT ON TABLE registry.batch_receipt IS 'Receipts as first given out: what a later correction or an erasure changes does not change them.';

CREATE FUNCTION registry.receipt_line(this registry.intake_batch) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH said AS (
    SELECT h.kind, h.operation, s.care::text AS care,
      coalesce(nullif(s.gender_identity::text, 'unknown'), s.registered_sex::text, 'unknown') AS gender
    FROM registry.assertion h LEFT JOIN registry.stay s ON s.assertion = h.assertion
    WHERE h.batch = (this).batch AND (h.reason IS NULL OR h.reason NOT LIKE 'withdrawn:%')
      AND h.operation <> 'move'), -- which person it is now is no business of whoever sent it
  line AS (
    SELECT 1 AS part, v.place, v.code FROM (VALUES (1, 'receipt 1'), (2, 'batch ' || (this).batch), (3, 'provider ' || (this).provider),
      (4, 'template ' || (this).template), (5, 'file_sha256 ' || coalesce((this).file_sha256, '-')),
      (6, 'accepted ' || to_char((this).decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
      (7, 'rows_read ' || (this).rows_read), (8, 'rows_new ' || (this).rows_new), (9, 'rows_same ' || (this).rows_same),
      (10, 'rows_changed ' || (this).rows_changed), (11, 'rows_rejected ' || (this).rows_rejected),
      (12, 'rows_warned ' || (this).rows_warned), (13, 'rows_missing ' || (this).rows_missing)) v (place, code)
    UNION ALL
    SELECT 2, 0, format('kind %s %s %s', s.kind, s.operation, count(*)) FROM said s GROUP BY s.kind, s.operation
    UNION ALL
    SELECT 3, 0, format('care %s %s %s', s.care, s.gender, count(*)) FROM said s WHERE s.care IS NOT NULL GROUP BY s.care, s.gender)
  SELECT l.code FROM line l ORDER BY l.part, l.place, l.code COLLATE "C";
END;
REVOKE EXECUTE ON FUNCTION registry.receipt_line(registry.intake_batch) FROM PUBLIC;
COMMENT ON FUNCTION registry.receipt_line(registry.intake_batch) IS 'Lines of a load''s receipt, in codes: the load, its counts, what it asserted by kind of record, and stays by kind of care and gender as the rows stated it.';

CREATE FUNCTION registry.receipt(batch bigint, language text DEFAULT continuum.language())
  RETURNS TABLE (line integer, code text, text text)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  this registry.intake_batch := (SELECT b FROM registry.intake_batch b WHERE b.batch = receipt.batch AND b.mode <> 'form'
    AND (registry.has_duty('intake_desk') OR b.provider IN (SELECT m FROM registry.my_providers() m)));
BEGIN
  IF this.batch IS NULL THEN
    RAISE EXCEPTION 'there is no such batch' USING ERRCODE = '42704';
  ELSIF NOT EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'receipt' AND l.language = receipt.language) THEN
    RAISE EXCEPTION 'there is no text in this language' USING ERRCODE = '22023', HINT = 'Languages: en, es, pt.';
  ELSIF NOT EXISTS (SELECT FROM registry.batch_receipt r WHERE r.batch = this.batch) THEN
    IF this.state <> 'accepted' THEN
      RAISE EXCEPTION 'the batch is %', this.state USING ERRCODE = '55000', HINT = 'A receipt is given for what was accepted.';
    END IF;
    INSERT INTO registry.batch_receipt (batch, line, code)
      SELECT this.batch, r.line, r.code FROM registry.receipt_line(this) WITH ORDINALITY r (code, line) ON CONFLICT DO NOTHING;
  END IF;
  RETURN QUERY
  WITH given AS (
    SELECT r.line, r.code FROM registry.batch_receipt r WHERE r.batch = this.batch
    UNION ALL
    SELECT max(r.line) + 1, 'sha256 ' || encode(sha256(convert_to(string_agg(r.code || E'\n', '' ORDER BY r.line), 'UTF8')), 'hex')
    FROM registry.batch_receipt r WHERE r.batch = this.batch)
  SELECT g.line, g.code, CASE w.word[1]
      WHEN 'kind' THEN coalesce(a.label, w.word[2]) || ', ' || coalesce(b.label, w.word[3]) || ': ' || w.word[4]
      WHEN 'care' THEN coalesce(a.label, w.word[2]) || ', ' || coalesce(b.label, w.word[3]) || ': ' || w.word[4]
      ELSE coalesce(a.label, w.word[1]) || ': ' || w.word[2] END
  FROM given g CROSS JOIN LATERAL (SELECT string_to_array(g.code, ' ') AS word) w
    LEFT JOIN registry.label a ON a.language = receipt.language AND (a.vocabulary, a.term) =
      (CASE WHEN w.word[1] IN ('kind', 'care') THEN w.word[1] ELSE 'receipt' END, CASE WHEN w.word[1] IN ('kind', 'care') THEN w.word[2] ELSE w.word[1] END)
    LEFT JOIN registry.label b ON b.language = receipt.language AND (b.vocabulary, b.term) =
      (CASE w.word[1] WHEN 'kind' THEN 'operation' WHEN 'care' THEN 'gender' END, w.word[3])
  ORDER BY g.line;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.receipt(bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.receipt(bigint, text) IS 'Receipt of an accepted load, which both sides keep: a line for the load, the hash of its file, each count, what it asserted by kind of record, and stays by kind of care and gender as the rows stated it; code is the same in every language and for ever, text says it in English, Spanish or Portuguese. The last line is the SHA-256 of the codes above it, each with a line feed: who compares that one has compared all. For the provider and the intake desk. Errors: 42704 for any other batch, 55000 for one that was never accepted, 22023 for another language.';

-- The parallel run.

CREATE FUNCTION registry.register_bridge(report text, indicator text, legacy numeric, duplicates_merged numeric DEFAULT 0,
    shared_hash_strangers numeric DEFAULT 0, local_people numeric DEFAULT 0, definition numeric DEFAULT 0, note text DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said registry.legacy_figure := (NULL, report, indicator, legacy, duplicates_merged, shared_hash_strangers, local_people, definition, note);
BEGIN
  LOCK TABLE registry.legacy_figure IN SHARE ROW EXCLUSIVE MODE;
  PERFORM registry.require_known(EXISTS (SELECT FROM registry.saved_figure f
    WHERE f.name = said.report AND f.indicator = said.indicator AND f.level = 'all' AND f.category IS NULL AND f.gender = 'all'), 'the indicator of a saved report');
  SELECT registry.new_assertion('legacy_figure', said.report || '/' || said.indicator, array_agg(c.assertion),
      bool_or((c.legacy, c.duplicates_merged, c.shared_hash_strangers, c.local_people, c.definition, c.note) IS NOT DISTINCT FROM
        (said.legacy, said.duplicates_merged, said.shared_hash_strangers, said.local_people, said.definition, said.note)))
    INTO said.assertion
    FROM registry.current_legacy_figure c WHERE c.report = said.report AND c.indicator = said.indicator;
  INSERT INTO registry.legacy_figure SELECT said.* WHERE said.assertion IS NOT NULL;
  RETURN said.assertion;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_bridge(text, text, numeric, numeric, numeric, numeric, numeric, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_bridge(text, text, numeric, numeric, numeric, numeric, numeric, text) IS 'States or corrects what an old system published for an indicator of a saved report, and what is known of the difference: people it counted twice and people under a shared key (both taken off), people without an identifier (added), another definition (added, or taken off where negative). registry.bridge shows what is left. Returns the number of the assertion, NULL when nothing changes. Errors: 23503 unless the saved report has the indicator, 23502 for a NULL among the numbers.';

CREATE VIEW registry.bridge AS
  SELECT c.report, r.period, c.indicator, v.place, v.line, v.value, CASE v.place WHEN 1 THEN c.note END AS note
  FROM registry.current_legacy_figure c
    JOIN registry.saved_report r ON r.name = c.report AND r.edition = (SELECT max(l.edition) FROM registry.saved_report l WHERE l.name = c.report)
    JOIN registry.saved_figure f ON f.name = r.name AND f.edition = r.edition AND f.indicator = c.indicator AND f.level = 'all'
      AND f.category IS NULL AND f.gender = 'all'
    CROSS JOIN LATERAL (VALUES (1, 'legacy', c.legacy), (2, 'duplicates_merged', -c.duplicates_merged),
      (3, 'shared_hash_strangers', -c.shared_hash_strangers), (4, 'local_people', c.local_people), (5, 'definition', c.definition),
      (6, 'residual', f.value - (c.legacy - c.duplicates_merged - c.shared_hash_strangers + c.local_people + c.definition)),
      (7, 'new', f.value)) v (place, line, value);
COMMENT ON VIEW registry.bridge IS 'From a figure of an old system to that of a saved report in its latest edition, line by line (registry.label, vocabulary bridge): lines 1 to 6 add up to line 7, and residual is what nobody has explained. Exact figures: not for publication.';
