-- intake_load.sql: a file through the door, checked and accepted; prints "people step milliseconds".
-- Variables: people (name of the file), provider, rows, directory, keep (sealed, or nothing).
\set said 'format(''%s %s %s'', :''people'', :''step'', (on_core() - :began) / 1e6) AS line, on_core() AS began'
\set file :directory '/' :people '.csv'

\set step door
SELECT registry.open_batch(:provider) AS batch, on_core() AS began \gset
COPY registry.intake_file(line) FROM :'file' (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'LATIN1');
SELECT :said \gset
\echo :line

-- What the door has sealed, kept on the way for the peer that starts from it.
SELECT :'keep' = 'sealed' AS keep_sealed \gset
\if :keep_sealed
  \set file :directory '/intake_row'
  COPY registry.intake_row TO :'file' (FORMAT binary);
  SELECT on_core() AS began \gset
\endif

\set step check
SELECT FROM registry.check_batch(:batch) \g /dev/null
SELECT :said \gset
\echo :line

\set step accept
SELECT rows_new FROM registry.accept_batch(:batch) \gset
SELECT :said \gset
\echo :line

-- All of them, or it is not a measurement of what it says.
SELECT 1 / (:rows_new = :rows)::integer \g /dev/null
