\set ECHO none
-- keyring.sql: gives this session the keyring of the published vectors.
-- Include it in a regression test that seals identifiers, after every \connect again:
--     \getenv source PG_ABS_SRCDIR
--     \set keyring :source '/tests/tools/keyring.sql'
--     \i :keyring
-- The file is written by the server's own user outside the data directory, read once, and gone
-- before the test begins: the session keeps what it has read. Key ids: 1 root, 3 ministry,
-- 4 provider, 5 project.
SELECT pg_catalog.format('/tmp/continuum-regress-%s', pg_catalog.gen_random_uuid()) AS keyring_path \gset
SELECT pg_catalog.format(
  $copy$COPY (VALUES ('registry continuum-test-registry'),
    ('1 root - 1 active 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'),
    ('3 domain ministry 1 active 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f'),
    ('4 domain provider 1 active 606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f'),
    ('5 domain project 1 active a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf'))
    TO PROGRAM %L$copy$, 'umask 077; cat > ' || :'keyring_path') AS statement \gset
:statement;
SET continuum.keyring_file = :'keyring_path';
SELECT pg_catalog.count(*) AS keyring_keys FROM continuum.keyring_status() \gset
SELECT pg_catalog.format($copy$COPY (SELECT 1) TO PROGRAM %L$copy$, 'cat > /dev/null; rm ' || :'keyring_path') AS statement \gset
:statement;
\set ECHO all
