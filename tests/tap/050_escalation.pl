# 050_escalation.pl: people who may log in try to come by what is not theirs: by what they ask for when
# they connect, by becoming somebody else, by objects that they plant before there is a registry or shadow
# with, by statistics, and by roles that come and go. What cannot be hidden is shown to be visible.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('escalation');
$node->init;
$node->append_conf('postgresql.conf', "log_error_verbosity = terse\nautovacuum = off");
$node->start;
my $major = $node->safe_psql('postgres', q{SELECT current_setting('server_version_num')::integer / 10000});

# What somebody is answered: the SQLSTATE, or the rows.
sub answer
{
	my ($who, $query, %options) = @_;
	local $ENV{PGOPTIONS} = $options{options} // '';
	my ($status, $stdout, $stderr) = $node->psql($options{database} // 'national', "\\set VERBOSITY verbose\n$query",
		extra_params => [ '-U', $who ]);
	return $1 if $stderr =~ /(?:ERROR|FATAL):\s+(\w{5}):/;
	return $stderr =~ /FATAL:\s+(.*)/ ? "FATAL $1" : $stdout;
}

# ---- planted before there is anything: in public, and by who owns the database ----

$node->safe_psql('postgres', q{
	CREATE ROLE registry_owner NOLOGIN; CREATE ROLE planter LOGIN; CREATE ROLE dbowner LOGIN CREATEDB;
	CREATE ROLE p17; CREATE ROLE p18; CREATE ROLE analyst; CREATE ROLE boss LOGIN CREATEROLE;
	CREATE ROLE ana LOGIN IN ROLE p17; CREATE ROLE luz LOGIN IN ROLE p18; CREATE ROLE root LOGIN SUPERUSER;
	CREATE DATABASE national OWNER dbowner;});
$node->safe_psql('national', q{GRANT CREATE ON SCHEMA public TO planter});
$node->safe_psql('national', q{
	CREATE TABLE public.sprung (by name DEFAULT current_user);
	GRANT ALL ON public.sprung TO PUBLIC;
	CREATE FUNCTION public.spring() RETURNS boolean LANGUAGE sql AS 'INSERT INTO public.sprung DEFAULT VALUES RETURNING true';
	CREATE FUNCTION public.my_providers() RETURNS SETOF integer LANGUAGE sql AS 'SELECT 18 WHERE public.spring()';
	CREATE FUNCTION public.caller() RETURNS oid LANGUAGE sql AS 'SELECT 10::oid WHERE public.spring()';
	CREATE FUNCTION public.pg_has_role(oid, oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT public.spring()';
	CREATE FUNCTION public.pg_has_role(oid, regrole, text) RETURNS boolean LANGUAGE sql AS 'SELECT public.spring()';
	CREATE FUNCTION public.same(integer, integer) RETURNS boolean LANGUAGE sql AS 'SELECT public.spring()';
	CREATE OPERATOR public.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = public.same);
	CREATE FUNCTION public.format(text, name) RETURNS text LANGUAGE sql AS 'SELECT ''x''::text WHERE public.spring()';
	CREATE FUNCTION public.coalesce_text(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1 WHERE public.spring()';
	CREATE FUNCTION public.joined(text, integer) RETURNS text LANGUAGE sql AS 'SELECT $1 WHERE public.spring()';
	CREATE OPERATOR public.|| (LEFTARG = text, RIGHTARG = integer, FUNCTION = public.joined);
	CREATE VIEW public.role_duty AS SELECT 1 AS role WHERE public.spring();},
	extra_params => [ '-U', 'planter' ]);
$node->safe_psql('national', q{
	SET search_path = public, pg_catalog;
	CREATE EXTENSION continuum;
	SELECT continuum.create_registry('registry_owner');}, extra_params => [ '-U', 'root' ]);
is($node->safe_psql('national', q{SELECT count(*) FROM pg_depend d
	WHERE (d.refclassid = 'pg_proc'::regclass AND d.refobjid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
		OR d.refclassid = 'pg_operator'::regclass AND d.refobjid IN (SELECT oid FROM pg_operator WHERE oprnamespace = 'public'::regnamespace))
	AND (d.classid, d.objid) IN (SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace IN ('registry'::regnamespace, 'continuum'::regnamespace)
		UNION ALL SELECT 'pg_rewrite'::regclass, r.oid FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class AND c.relnamespace = 'registry'::regnamespace
		UNION ALL SELECT 'pg_policy'::regclass, oid FROM pg_policy)}), '0', 'nothing of ours was bound to anything planted');

# ---- a registry of two providers that share a person ----

my $stays = q{
	SET search_path = pg_catalog;
	SELECT registry.register_provider(17, 'a'), registry.register_provider(18, 'b'), registry.register_programme(170, 17, 'a'), registry.register_programme(180, 18, 'b');
	SELECT registry.grant_duty('p17', 'provider', '{17}'), registry.grant_duty('p18', 'provider', '{18}'), registry.grant_duty('analyst', 'analyst');
	INSERT INTO registry.person SELECT n, n FROM generate_series(1, 5000) n;
	-- Of 18 many, of 17 ten, of which 8 about people of 18; and a hundred each of two hundred others.
	CREATE TEMPORARY TABLE said AS
		SELECT 100000 + n AS number, n % 4992 AS person, CASE WHEN n <= 4990 THEN 18 WHEN n <= 5000 THEN 17 ELSE 1000 + n % 200 END AS provider FROM generate_series(1, 25000) n;
	INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record)
		SELECT number, number, 'stay', 'assert', provider, 'R' || number FROM said;
	INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, started, provider)
		SELECT number, person, provider * 10, 'outpatient', 'ongoing', '2024-01-01', provider FROM said;
	ANALYZE;};
$node->safe_psql('national', $stays);
my $own = q{SELECT string_agg(DISTINCT provider::text, ',') || ' ' || count(*) FROM registry.my_stay};
is(answer('ana', $own), '17 10', 'a provider sees its own');
is(answer('luz', $own), '18 4990', 'and another its own');

my $plan = answer('ana', 'EXPLAIN (COSTS OFF) SELECT * FROM registry.my_journey');
like($plan, qr/assertion_source_record/, 'the index of a provider\'s records serves its journeys');
unlike($plan, qr/Seq Scan on (stay|assertion)/, 'and nobody else\'s are read');
# ---- what one may ask for when connecting, or once connected ----

for my $case (
	[ '-c role=p18', '22023', 'a role that is not hers' ],
	[ '-c role=registry_owner', '22023', 'the owner' ],
	[ '-c session_authorization=luz', '42501', 'another session user' ],
	[ '-c row_security=off', '42501', 'no row security' ],
	[ '-c session_replication_role=replica', '42501', 'no triggers' ],
	[ '-c search_path=public,registry', '17 10', 'another search_path' ],
	[ '-c plan_cache_mode=force_generic_plan', '17 10', 'generic plans' ],
	[ $major < 16 ? '-c force_parallel_mode=on' : '-c debug_parallel_query=on', '17 10', 'parallel workers' ],
	[ '-c enable_indexscan=off -c enable_bitmapscan=off', '17 10', 'plans without indexes' ])
{
	my ($options, $expected, $what) = @$case;
	my $got = answer('ana', $own, options => $options);
	$got = $expected if $got =~ /^FATAL (permission denied|invalid value)/ && $expected =~ /^\d{5}$/;
	is($got, $expected, "connecting with $what");
}
for my $case (
	[ 'SET ROLE p18', '42501' ], [ 'SET ROLE registry_owner', '42501' ], [ 'SET SESSION AUTHORIZATION luz', '42501' ],
	[ 'ALTER DATABASE national SET row_security = off', '42501' ], [ 'ALTER ROLE luz SET search_path = public', '42501' ],
	[ 'ALTER ROLE ana SUPERUSER', '42501' ], [ 'GRANT p18 TO ana', '42501' ], [ 'CREATE EXTENSION pg_freespacemap', '42501' ],
	[ 'ALTER EXTENSION continuum UPDATE', '42501' ], [ 'DROP EXTENSION continuum CASCADE', '42501' ], [ 'DROP SCHEMA registry CASCADE', '42501' ],
	[ 'ALTER SCHEMA registry RENAME TO was', '42501' ], [ 'COPY registry.stay TO STDOUT', '42501' ], [ 'COPY registry.stay FROM STDIN', '42501' ],
	[ 'COPY registry.my_stay TO STDOUT', '42809' ], [ 'COPY registry.my_stay FROM STDIN', '42501' ], [ q{COPY (SELECT 1) TO '/tmp/x'}, '42501' ],
	[ q{COPY (SELECT 1) TO PROGRAM 'true'}, '42501' ], [ 'VACUUM registry.stay', '' ], [ q{SELECT pg_read_file('postgresql.conf')}, '42501' ],
	[ 'COPY (SELECT DISTINCT provider FROM registry.my_stay) TO STDOUT', '17' ], [ 'SELECT pg_export_snapshot() IS NULL', 'f' ],
	[ q{SELECT pg_create_logical_replication_slot('x', 'test_decoding')}, '42501' ], [ 'LISTEN x', '' ])
{
	is(answer('ana', $case->[0]), $case->[1], $case->[0]);
}
# A keyring of her own, which opens the door: not when she names it.
my $keyring = PostgreSQL::Test::Utils::tempdir() . '/keyring';
append_to_file($keyring, "registry escalation\n1 root - 1 active " . '00112233445566778899aabbccddeeff' x 2
	  . "\n2 domain ministry 1 active " . '102132435465768798a9bacbdcedfe0f' x 2
	  . "\n3 domain provider 1 active " . '203142536475869708a9cabbdcedfe1f' x 2 . "\n");
chmod 0600, $keyring;
is(answer('ana', 'SELECT registry.open_batch(17) IS NULL', options => "-c continuum.keyring_file=$keyring"), '55000', 'a keyring that she names is not taken');
is(answer('ana', "SELECT continuum.caller() > 0; SET continuum.keyring_file = '$keyring'"), '42501', 'nor once the library is there');
is(answer('root', 'SELECT registry.open_batch(17) IS NULL', options => "-c continuum.keyring_file=$keyring"), 'f', 'it would have served');
answer('ana', 'ALTER ROLE ana SET role = p18');
is(answer('ana', $own), '17 10', 'a role that she sets for herself is not taken at the next connection');
answer('ana', 'ALTER ROLE ana RESET ALL');

# Shadows: temporary objects before everything else in the search_path, of every name our functions use.
is(answer('ana', q{
	CREATE TEMPORARY TABLE role_duty AS SELECT 'ana'::regrole AS role, 'provider'::text AS duty, 18 AS provider;
	CREATE TEMPORARY TABLE pg_auth_members AS SELECT 'p18'::regrole::oid AS roleid, 'ana'::regrole::oid AS member;
	CREATE TEMPORARY TABLE pg_roles AS SELECT 'ana'::regrole::oid AS oid, true AS rolsuper;
	CREATE TEMPORARY TABLE pg_namespace AS SELECT 'registry'::name AS nspname, 'ana'::regrole::oid AS nspowner;
	CREATE FUNCTION pg_temp.pg_has_role(oid, oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
	SET search_path = pg_temp, public, continuum, registry, pg_catalog;
	SELECT string_agg(DISTINCT s.provider::text, ',') || pg_catalog.array_to_string(ARRAY(SELECT registry.my_providers()), ',') || registry.has_duty('analyst')
	FROM registry.my_stay s}), '1717false', 'temporary objects are not taken for ours');
is(answer('root', q{SET search_path = public, pg_catalog; SELECT DISTINCT s.provider FROM registry.current_stay s WHERE s.provider OPERATOR(pg_catalog.=) 17}), '17',
	'nor what lies in public, by a superuser');
is($node->safe_psql('national', 'SELECT count(*) FROM public.sprung'), '0', 'nothing planted ever ran');

# A function of hers that runs with her rights shows others their own rows; one of theirs shows her hers.
answer('ana', q{CREATE TEMPORARY TABLE x (); });
$node->safe_psql('national', 'CREATE SCHEMA shared; GRANT ALL ON SCHEMA shared TO PUBLIC');
answer('luz', q{CREATE FUNCTION shared.hers() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM registry.my_stay WHERE provider = 18';
	CREATE VIEW shared.her_view AS SELECT provider FROM registry.my_stay; GRANT SELECT ON shared.her_view TO PUBLIC});
is(answer('ana', 'SELECT shared.hers()'), '0', q{another provider's function with its owner's rights shows her nothing of it});
is(answer('ana', 'SELECT DISTINCT provider FROM shared.her_view'), '17', 'nor does a view');

# Maintenance: an index that reads the registry, when a superuser, or the owner of the database, analyses.
answer('ana', q{CREATE TABLE shared.loot (line text); CREATE TABLE shared.bait AS SELECT 1 AS n;
	CREATE FUNCTION shared.take() RETURNS void LANGUAGE sql AS 'INSERT INTO shared.loot SELECT provider || source_record FROM registry.my_stay';
	CREATE FUNCTION shared.f(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
		IF current_setting('x.armed', true) = 'yes' THEN PERFORM shared.take(); END IF; RETURN $1; END $$;
	CREATE INDEX ON shared.bait (shared.f(n));});
for my $what ('ANALYZE shared.bait', 'REINDEX TABLE shared.bait', 'VACUUM FULL shared.bait', 'CLUSTER shared.bait USING bait_f_idx')
{
	my $got = answer('root', $what, options => '-c x.armed=yes');
	is($node->safe_psql('national', 'SELECT count(*) FROM shared.loot'), '0', "$what by a superuser reads nothing for her: $got");
}
is(answer('luz', 'CREATE MATERIALIZED VIEW shared.kept AS SELECT * FROM registry.my_stay'), '42501', 'and no row is kept where row security ends');

# ---- the owner of the database, and who makes roles ----

is(answer('dbowner', 'SELECT count(*) FROM registry.my_stay'), '42501', 'the owner of the database reads nothing');
is(answer('dbowner', 'CREATE DATABASE copy TEMPLATE national', database => 'postgres'), '', 'may copy it');
is(answer('dbowner', 'SELECT count(*) FROM registry.my_stay', database => 'copy'), '42501', '... and reads nothing there');
is(answer('ana', $own, database => 'copy'), '17 10', '... where the others have what they had');
answer('dbowner', 'DROP DATABASE copy', database => 'postgres');
is(answer('dbowner', 'DROP SCHEMA registry CASCADE'), '42501', 'nor drops the registry');
is(answer('dbowner', 'GRANT ALL ON SCHEMA registry TO dbowner'), '42501', 'nor grants itself anything');
answer('dbowner', q{ALTER DATABASE national SET search_path = public; ALTER DATABASE national SET row_security = off});
is(answer('ana', $own), '42501', 'who sets row_security off for the database stops reading, and shows nothing');
answer('dbowner', 'ALTER DATABASE national RESET row_security');
is(answer('ana', $own), '17 10', 'and nothing follows from the search_path');
answer('dbowner', 'ALTER DATABASE national RESET ALL');

answer('boss', 'GRANT p17 TO boss');
my $took = answer('boss', $own);
if ($major < 16)
{
	is($took, '17 10', 'before 16, who may create roles may take any that is no superuser');
}
else
{
	is($took, '42501', 'since 16, who may create roles may not take those of others');
}
like($node->safe_psql('national', q{SELECT string_agg(finding, '; ') FROM registry.check_roles() WHERE role = 'boss'}) . ($major < 16 ? '' : 'may make itself'),
	qr/may make itself a member/, '... which check_roles() reports before 16');
$node->safe_psql('national', 'REVOKE p17 FROM boss') if $major < 16;
# MEMBER is not USAGE: who made a role is a member of it since 16, without its privileges.
answer('boss', 'CREATE ROLE made');
$node->safe_psql('national', q{SELECT registry.grant_duty('made', 'provider', '{18}')});
is(answer('boss', $own), '42501', 'who made a role has not its duties');
$node->safe_psql('national', q{GRANT p17 TO boss});
is(answer('boss', $own), '17 10', 'also when another role lets it in');
$node->safe_psql('national', q{REVOKE p17 FROM boss});

# ---- roles that go, and numbers that come again ----

$node->safe_psql('national', q{CREATE ROLE temp17; SELECT registry.grant_duty('temp17', 'provider', '{17}')});
is(answer('root', 'DROP ROLE temp17'), '2BP01', 'a role with duties is not dropped');
$node->safe_psql('national', q{DROP OWNED BY temp17; DROP ROLE temp17; CREATE ROLE later LOGIN;
	UPDATE registry.role_duty SET role = 'later' WHERE role NOT IN (SELECT oid FROM pg_roles)}); # as if the number had come again
is(answer('later', $own), '42501', 'who is given the number of a role that is gone has none of its privileges');
$node->safe_psql('national', q{SELECT registry.grant_duty('later', 'provider', '{18}')});
is(answer('later', $own), '18 4990', 'and not its duties when it is given some of its own');

# ---- what cannot be hidden, and is said in the guide ----

cmp_ok(answer('ana', q{SELECT reltuples FROM pg_class WHERE oid = 'registry.stay'::regclass}), '==', 25000, 'visible: how many rows all providers have');
cmp_ok(answer('ana', q{SELECT pg_relation_size('registry.stay')}), '>', 0, 'visible: how large the tables are');
like(answer('ana', q{SELECT n_live_tup >= 0 FROM pg_stat_user_tables WHERE relname = 'stay' AND schemaname = 'registry'}), qr/^t/, 'visible: how much is written');
my $estimate = q{SELECT (regexp_match(line, 'rows=(\d+)'))[1] FROM (SELECT split_part(string_agg(l, E'\n'), E'\n', 1) AS line FROM shared.explained(%s) l) x};
$node->safe_psql('national', q{CREATE FUNCTION shared.explained(number integer) RETURNS SETOF text LANGUAGE plpgsql AS $$
	BEGIN RETURN QUERY EXECUTE format('EXPLAIN SELECT source_record FROM registry.my_stay WHERE provider = %s', number); END $$});
cmp_ok(answer('ana', sprintf($estimate, 18)), '>', answer('ana', sprintf($estimate, 99)), 'visible: EXPLAIN guesses how large another provider is');
is(answer('ana', q{SELECT count(*) FROM pg_stats WHERE schemaname = 'registry' AND tablename IN ('stay', 'assertion', 'person', 'person_alias')}), '0',
	'hidden: the statistics that it guesses from');
my $busy = $node->background_psql('national', extra_params => [ '-U', 'luz' ]);
$busy->query_safe('BEGIN; SELECT count(*) FROM registry.my_stay');
is(answer('ana', q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'luz' AND query LIKE '%my_stay%'}), '0', 'hidden: what others run');
cmp_ok(answer('ana', q{SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'stay' AND l.pid <> pg_backend_pid()}), '>', 0,
	'visible: that somebody reads a table');
$busy->quit;

$node->stop;
done_testing();
