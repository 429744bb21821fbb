-- assert_all.sql: many records at once, as a load brings them. Include it after create_registry().
-- Rows of a temporary table as assertions: its columns are those of the payload, and source_record where given.
CREATE FUNCTION pg_temp.assert_all(kind text, rows text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  columns text := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = ('pg_temp.' || rows)::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'source_record');
  n bigint;
BEGIN
  EXECUTE format('ALTER TABLE pg_temp.%I ADD COLUMN assertion bigint', rows);
  EXECUTE format('UPDATE pg_temp.%I SET assertion = nextval(''registry.assertion_assertion_seq'')', rows);
  EXECUTE format('INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record)
    SELECT assertion, assertion, %L, ''assert'', %s, coalesce(%s, %L || assertion) FROM pg_temp.%I', kind,
    CASE WHEN columns ~ '\mprovider\M' THEN 'provider' ELSE '1' END,
    CASE WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = ('pg_temp.' || rows)::regclass AND a.attname = 'source_record') THEN 'source_record' ELSE 'NULL' END,
    left(kind, 2), rows);
  EXECUTE format('INSERT INTO registry.%I (assertion, %s) SELECT assertion, %s FROM pg_temp.%I', kind, columns, columns, rows);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
