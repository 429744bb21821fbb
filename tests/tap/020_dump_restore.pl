# 020_dump_restore.pl: a filled registry dumped and restored into another server, in three ways,
# comes out with the same rows, owners, rights, policies, triggers and comments; there it refuses
# to be written until an epoch is opened, then goes on where it stood. And what DROP EXTENSION
# takes: nothing without CASCADE, with it every column of a type of ours.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $directory = PostgreSQL::Test::Utils::tempdir();
my $keyring = "$directory/keyring";
umask 077;
append_to_file($keyring, "registry dump-restore\n"
	  . "1 root - 1 active " . '00112233445566778899aabbccddeeff' x 2 . "\n"
	  . "2 domain ministry 1 active " . '102132435465768798a9bacbdcedfe0f' x 2 . "\n"
	  . "3 domain provider 1 active " . '203142536475869708a9cabbdcedfe1f' x 2 . "\n");
chmod 0600, $keyring;

# A server that has no registry yet, with the keyring outside its data directory.
sub server
{
	my $node = PostgreSQL::Test::Cluster->new(shift);
	$node->init;
	$node->append_conf('postgresql.conf', "continuum.keyring_file = '$keyring'\nlog_error_verbosity = terse");
	$node->start;
	return $node;
}

# A run of an identifier through the typed door; the rows are VALUES of seven columns.
sub load_rows
{
	my ($node, $database, $provider, $rows) = @_;
	return $node->safe_psql($database, qq{
		SELECT registry.open_batch($provider) AS batch \\gset
		INSERT INTO registry.intake (source_record, identifier, scheme, registered_sex, programme, care, started, ended, exit_reason,
			primary_substance, aftercare_offer) VALUES $rows;
		SELECT b.rows_new || ' ' || b.rows_same || ' ' || b.rows_changed || ' ' || b.rows_rejected FROM registry.accept_batch(:batch) b;});
}

# Everything that a registry is, one line for each thing.
sub fingerprint
{
	my ($node, $database) = @_;
	my $tables = $node->safe_psql($database, q{SELECT string_agg(format(
		'SELECT %L, count(*), md5(string_agg(md5(t::text), '''' ORDER BY md5(t::text))) FROM registry.%I t', c.relname, c.relname), ' UNION ALL ')
		FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r'});
	my $views = $node->safe_psql($database, q{SELECT string_agg(format(
		'SELECT %L, count(*), md5(string_agg(md5(t::text), '''' ORDER BY md5(t::text))) FROM registry.%I t', c.relname, c.relname), ' UNION ALL ')
		FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'v'});
	my $things = q{
		SELECT 'relation', c.relname, concat_ws(' ', c.relkind, c.relowner::regrole, c.relpersistence, c.relrowsecurity,
			coalesce((SELECT string_agg(concat_ws(':', a.grantee::regrole, a.privilege_type), ',' ORDER BY a.grantee::regrole::text, a.privilege_type)
				FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner), ''))
		FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'v', 'i', 'S')
		UNION ALL
		SELECT 'column', a.attrelid::regclass::text, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
			nullif(a.attstattarget, -1), pg_get_expr(d.adbin, d.adrelid))
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0
		UNION ALL
		SELECT 'function', p.oid::regprocedure::text, concat_ws(' ', p.proowner::regrole, p.prosecdef, p.proconfig, p.provolatile, p.proparallel,
			EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0), md5(pg_get_functiondef(p.oid)))
		FROM pg_proc p WHERE p.pronamespace = 'registry'::regnamespace
		UNION ALL
		SELECT 'granted', p.proname, a.grantee::regrole::text FROM pg_proc p, aclexplode(p.proacl) a
		WHERE p.pronamespace = 'continuum'::regnamespace AND a.grantee = 'registry_owner'::regrole
		UNION ALL
		SELECT 'trigger', t.tgrelid::regclass::text, concat_ws(' ', t.tgname, t.tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE c.relnamespace = 'registry'::regnamespace AND NOT t.tgisinternal
		UNION ALL
		SELECT 'policy', p.polrelid::regclass::text, concat_ws(' ', p.polname, p.polcmd, p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid))
		FROM pg_policy p
		UNION ALL
		SELECT 'constraint', conrelid::regclass::text, concat_ws(' ', conname, pg_get_constraintdef(c.oid)) FROM pg_constraint c
		WHERE connamespace = 'registry'::regnamespace AND contype <> 'n'
		UNION ALL
		SELECT 'comment', pg_describe_object(classoid, objoid, objsubid), md5(description) FROM pg_description
		WHERE pg_describe_object(classoid, objoid, objsubid) LIKE '%registry.%'
		UNION ALL
		SELECT 'sequence', schemaname || '.' || sequencename, coalesce(last_value::text, '-') FROM pg_sequences WHERE schemaname = 'registry'
		ORDER BY 1, 2, 3};
	return $node->safe_psql($database, "$tables ORDER BY 1") . "\n" . $node->safe_psql($database, "$views ORDER BY 1") . "\n"
	  . $node->safe_psql($database, $things);
}

# Lines that one has and the other has not.
sub changes
{
	my ($old, $new) = @_;
	my %old = map { $_ => 1 } split /\n/, $old;
	my %new = map { $_ => 1 } split /\n/, $new;
	return join("\n", (map { "- $_" } grep { !$new{$_} } sort keys %old), (map { "+ $_" } grep { !$old{$_} } sort keys %new));
}

# ---- a registry with something of everything ----

my $origin = server('origin');
$origin->safe_psql('postgres', 'CREATE DATABASE national');
# So that its transactions have numbers which the other server will not have reached.
$origin->safe_psql('postgres', q{CREATE TEMPORARY TABLE t (n integer); DO $$ BEGIN
	FOR n IN 1 .. 10000 LOOP BEGIN INSERT INTO t VALUES (n); EXCEPTION WHEN unique_violation THEN NULL; END; END LOOP; END $$});
$origin->safe_psql('national', q{
	CREATE EXTENSION continuum;
	CREATE ROLE registry_owner NOLOGIN;
	CREATE ROLE registry_reader NOLOGIN;
	SELECT continuum.create_registry('registry_owner');
	SELECT registry.register_region('CL', 'Chile');
	SELECT registry.register_provider(1, 'One', 'ngo', 'CL'), registry.register_provider(2, 'Two');
	SELECT registry.register_programme(10, 1, 'Ten', 'CL', reporting_from => '2024-01-01'), registry.register_programme(20, 2, 'Twenty');
	SELECT registry.register_reporting_month(10, '2024-01-01', 'received');
	SELECT registry.register_code('HOUSE', 'care', 'X', 'residential');
	SELECT continuum.register_scheme('XX.HOUSE', 'd{6}', 'none');
	GRANT USAGE ON SCHEMA registry TO registry_reader;
	GRANT SELECT ON registry.current_provider, registry.region TO registry_reader;
	ALTER TABLE registry.region ENABLE ROW LEVEL SECURITY;
	CREATE POLICY own_country ON registry.region FOR SELECT TO registry_reader USING (region = 'CL');});
my $first = q{('A', '12.345.678-5', 'CL.RUN', 'female', '10', 'residential', '2024-01-10', '2024-04-09', 'completed', '99', 'accepted'),
	('B', '7.654.321-6', 'CL.RUN', 'male', '10', 'outpatient', '2024-02-01', NULL, NULL, '99', NULL),
	('C', NULL, NULL, 'unknown', '10', 'outpatient', '2024-02-01', '2024-03', 'other', '99', 'not_recorded')};
is(load_rows($origin, 'national', 1, $first), '3 0 0 0', 'a first load');
(my $second = $first) =~ s/2024-04-09/2024-04-10/;
is(load_rows($origin, 'national', 1, $second), '0 2 1 0', 'a correction');
is(load_rows($origin, 'national', 2, q{('A', '12.345.678-5', 'CL.RUN', 'female', '20', 'aftercare', '2024-04-20', NULL, NULL, '99', NULL)}),
	'1 0 0 0', 'another provider');
is(load_rows($origin, 'national', 2, q{('W', '12.345.678-5', 'CL.RUN', 'male', '20', 'aftercare', '2024-05-20', NULL, NULL, '99', NULL)}),
	'1 0 0 0', 'a load that was wrong');
$origin->safe_psql('national', q{
	SELECT registry.withdraw_batch(max(batch), 'wrong file') FROM registry.intake_batch;
	SELECT continuum.save_report('annual-2024', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31');
	SELECT registry.open_batch(1)}); # and one that nobody has decided
my $before = fingerprint($origin, 'national');
cmp_ok(scalar(() = $before =~ /\n/g), '>', 500, 'there is much to compare');

# ---- three ways to another server ----

my $target = server('target');
my @origin = ('-h', $origin->host, '-p', $origin->port);
my @target = ('-h', $target->host, '-p', $target->port);
command_ok([ 'pg_dumpall', @origin, '--roles-only', '-f', "$directory/roles" ], 'roles dumped');
# The superuser of the other server is there already.
$target->psql('postgres', slurp_file("$directory/roles"), on_error_stop => 0);
command_ok([ 'pg_dump', @origin, '-Fd', '--jobs', '2', '-f', "$directory/dump", 'national' ], 'dumped with two jobs');
command_ok([ 'pg_dump', @origin, '-f', "$directory/plain", 'national' ], 'dumped as a script');
# Behind a 0 the digits are an alphabet of some function; the example row of a template is nobody's.
(my $plain = slurp_file("$directory/plain")) =~ s/^CREATE FUNCTION registry\.example_value\(.*?^END;$//ms;
unlike($plain, qr/(?<!0)12345678|12\.345\.678|7654321|7\.654\.321/, 'no identifier in the dump');
unlike(slurp_file("$directory/plain"), qr/00112233445566778899aabbccddeeff|102132435465768798a9/, 'no key in the dump');

$target->safe_psql('postgres', "CREATE DATABASE $_") for qw(jobs script parts);
command_ok([ 'pg_restore', @target, '--exit-on-error', '--jobs', '2', '-d', 'jobs', "$directory/dump" ], 'restored with two jobs');
command_ok([ 'psql', @target, '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-f', "$directory/plain", '-d', 'script' ],
	'restored from the script');
command_ok([ 'pg_restore', @target, '--exit-on-error', '--schema-only', '-d', 'parts', "$directory/dump" ], 'the schema restored first');
command_ok([ 'pg_restore', @target, '--exit-on-error', '--data-only', '--disable-triggers', '-d', 'parts', "$directory/dump" ],
	'the data after it, triggers disabled');

is(changes($before, fingerprint($target, 'jobs')), '', 'the same after a restore with jobs');
is(changes($before, fingerprint($target, 'script')), '', 'the same after a restore from the script');
# pg_restore enables all triggers again as plain ones; everything else is the same.
(my $plain = $before) =~ s/(refuse_change|refuse_early_correction) A/$1 O/g;
is(changes($plain, fingerprint($target, 'parts')), '', 'the same in two parts, but for how triggers are enabled');
my ($status, undef, $error) = $target->psql('parts', 'DELETE FROM registry.stay');
isnt($status, 0, 'and assertions are guarded there, too');
for my $database (qw(jobs script parts))
{
	is($target->safe_psql($database, 'SELECT owner FROM continuum.registry_owner'), 'registry_owner', "$database: marked as genuine");
	is($target->safe_psql($database, 'SELECT continuum.migrate_registry()'), '1', "$database: nothing to migrate");
	is($target->safe_psql($database, q{SELECT continuum.from_code('HOUSE', 'care', 'x') || ' ' || continuum.identifier_quality('XX.HOUSE')}),
		'residential plain', "$database: read as it was");
}

# ---- going on there ----

sub sqlstate
{
	my ($node, $database, $query) = @_;
	my (undef, undef, $stderr) = $node->psql($database, "\\set VERBOSITY sqlstate\n$query");
	return $stderr =~ /ERROR:\s+(\w{5})/ ? $1 : 'none';
}

is(sqlstate($target, 'jobs', 'SELECT registry.open_batch(1)'), '55000', 'another cluster: nothing is written');
is($target->safe_psql('jobs', q{SELECT registry.open_epoch('restored')}), '2', 'until an epoch is opened');
cmp_ok($target->safe_psql('jobs', 'SELECT max(recorded_xid) FROM registry.assertion'), '>',
	$target->safe_psql('jobs', 'SELECT pg_current_xact_id()'), 'whose numbers are lower than those of the rows');
is(load_rows($target, 'jobs', 1, $second), '0 3 0 0', 'the same file is the same');
(my $third = $second) =~ s/NULL, NULL, '99'/'2024-06-01', 'transferred', '99'/;
$third =~ s/('transferred', '99', )NULL/$1'declined'/;
is(load_rows($target, 'jobs', 1, $third), '0 2 1 0', 'a correction, by a lower number in a higher epoch');
is($target->safe_psql('jobs', q{SELECT h.epoch || ' ' || s.ended FROM registry.current_stay s JOIN registry.assertion h USING (assertion)
	WHERE s.provider = 1 AND s.source_record = 'B'}), '2 2024-06-01', 'and it stands');
is($target->safe_psql('jobs', q{SELECT string_agg(DISTINCT verdict, ' ') FROM continuum.reproduce('annual-2024')}), 'changed identical',
	'the saved report is recomputed there');
is($target->safe_psql('script', q{SELECT string_agg(DISTINCT verdict, ' ') FROM continuum.reproduce('annual-2024')}), 'identical',
	'and is identical where nothing was written');

# Another keyring under the same numbers would make pseudonyms that match nobody.
(my $other = slurp_file($keyring)) =~ s/102132435465768798a9/ffffffffffffffffffff/g;
append_to_file("$directory/other", $other);
chmod 0600, "$directory/other";
is(sqlstate($target, 'jobs', "SET continuum.keyring_file = '$directory/other'; SELECT registry.open_batch(1)"), '55000',
	'a changed keyring is refused before the first value');

# ---- DROP EXTENSION ----

is(sqlstate($target, 'script', 'DROP EXTENSION continuum'), '2BP01', 'refused while a registry exists');
my $columns = q{SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped};
my $stays = $target->safe_psql('script', 'SELECT count(*) FROM registry.stay');
is($target->safe_psql('script', "$columns AND c.relname = 'stay' AND a.attname IN ('care', 'exit_reason')"), '2', 'columns of our types');
$target->safe_psql('script', 'SET client_min_messages = error; DROP EXTENSION continuum CASCADE');
is($target->safe_psql('script', "$columns AND c.relname = 'stay' AND a.attname IN ('care', 'exit_reason')"), '0', 'CASCADE takes them');
is($target->safe_psql('script', "$columns AND a.attname = 'pseudonym'"), '0', 'and the pseudonyms');
is($target->safe_psql('script', 'SELECT count(*) FROM registry.stay'), $stays, 'and leaves the tables with what else they hold');

$origin->stop;
$target->stop;
done_testing();
