-- intake_ours.sql: both files through the door, checked and accepted; prints "people step milliseconds".
\set copy '(FORMAT csv, DELIMITER E''\\x01'', QUOTE E''\\x02'', ENCODING ''LATIN1'')'
\set said 'format(''%s %s %s'', :''people'', :''step'', (on_core() - :began) / 1e6) AS line, on_core() AS began'

\set people new
\set file :directory '/new.csv'
\set step door
SELECT registry.open_batch(17) AS batch, on_core() AS began \gset
COPY registry.intake_file(line) FROM :'file' :copy;
SELECT :said \gset
\echo :line
\set step check
SELECT FROM registry.check_batch(:batch) \g /dev/null
SELECT :said \gset
\echo :line
\set step accept
SELECT FROM registry.accept_batch(:batch) \g /dev/null
SELECT :said \gset
\echo :line

\set people known
\set file :directory '/known.csv'
\set step door
SELECT registry.open_batch(17) AS batch, on_core() AS began \gset
COPY registry.intake_file(line) FROM :'file' :copy;
SELECT :said \gset
\echo :line
\set step check
SELECT FROM registry.check_batch(:batch) \g /dev/null
SELECT :said \gset
\echo :line
\set step accept
SELECT FROM registry.accept_batch(:batch) \g /dev/null
SELECT :said \gset
\echo :line
