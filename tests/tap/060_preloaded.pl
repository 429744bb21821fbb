# 060_preloaded.pl: what the library does where it is preloaded: the limit on calls, statements with
# an identifier as a literal, and the settings that need a restart. And that none of it is there, nor
# missed, where it is not.
use strict;
use warnings;

use File::Temp;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = File::Temp::tempdir('continuum-preloaded-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $keyring = "$folder/keyring";
system_or_bail('tests/tools/make_keyring', $keyring, 'preloaded-test');
my $libraries = `$ENV{PG_CONFIG} --pkglibdir` =~ s/\n//r;
my @more = grep { -e "$libraries/$_.so" } qw(pg_stat_statements auto_explain);

my $node = PostgreSQL::Test::Cluster->new('preloaded');
$node->init;
$node->append_conf('postgresql.conf', "shared_preload_libraries = '" . join(',', 'continuum', @more) . "'\n"
	. "continuum.keyring_file = '$keyring'\nlog_error_verbosity = verbose\nlog_min_error_statement = debug5\nlog_statement = none\n");
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION continuum;
CREATE ROLE registry_owner NOLOGIN;
SET client_min_messages = error;
SELECT continuum.create_registry('registry_owner');
SELECT registry.register_provider(17, 'P');
CREATE ROLE sealer LOGIN;
CREATE ROLE other LOGIN;
GRANT EXECUTE ON FUNCTION continuum.pseudonymize(text, text, text) TO sealer, other;
SQL

# SQLSTATE and rows of one session.
sub try
{
	my ($sql, %options) = @_;
	my ($code, $rows, $errors) = $node->psql('postgres', "\\set VERBOSITY verbose\n$sql",
		extra_params => [ '-U', $options{role} // $node->safe_psql('postgres', 'SELECT current_user') ]);
	my ($state) = ($errors // '') =~ /ERROR:\s+([0-9A-Z]{5}):/;
	return wantarray ? ($state // 'none', $rows // '', $errors // '') : $state // 'none';
}

sub set_server
{
	my ($name, $value) = @_;
	$node->safe_psql('postgres', "ALTER SYSTEM SET $name = '$value'");
	$node->reload;
	$node->poll_query_until('postgres', "SELECT current_setting('$name') = '$value'") or die "$name was not set";
	return;
}

# ---- literals ----

# Whoever writes one of these writes an identifier into a text.
my @literals = (
	"SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry')",
	"SELECT continuum.pseudonymize(identifier => '87.654.321-4', scheme => 'CL.RUN', domain => 'ministry')",
	"SELECT continuum.pseudonymize(87654321::text, 'PE.DNI', 'ministry')",
	"SELECT continuum.pseudonymize('87.654' || '.321-4', 'CL.RUN', 'ministry')",
	"SELECT continuum.pseudonymize(CAST('87.654.321-4' AS varchar), 'CL.RUN', 'ministry')",
	"SELECT x FROM (SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry') AS x) y",
	"SELECT 1 WHERE EXISTS (SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry'))",
	"WITH w AS (SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry') AS p) SELECT p FROM w",
	"EXPLAIN SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry')",
	"PREPARE p AS SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry')",
	"DO \$\$ BEGIN PERFORM continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry'); END \$\$",
	"SELECT continuum.identifier_problem('87.654.321-4', 'CL.RUN')",
	"CREATE TABLE t AS SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry') AS p",
	"DECLARE c CURSOR FOR SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry')",
	"EXPLAIN CREATE TABLE t AS SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry') AS p",
	"CREATE MATERIALIZED VIEW t AS SELECT continuum.pseudonymize('87.654.321-4', 'CL.RUN', 'ministry') AS p",
	"INSERT INTO registry.intake (source_record, identifier, scheme) VALUES ('A', '87.654.321-4', 'CL.RUN')",
	"INSERT INTO registry.intake (source_record, identifier) VALUES ('A', NULL), ('B', '87.654.321-4')",
	"INSERT INTO registry.intake (source_record, identifier) SELECT 'A', '87.654.321-4'");
# The registry's functions that take a form: the first there is stands for all.
my $form = $node->safe_psql('postgres',
	"SELECT proname FROM pg_proc WHERE pronamespace = 'registry'::regnamespace AND pronargs = 2 AND proargtypes[0] = 'jsonb'::regtype ORDER BY 1 LIMIT 1");
push @literals, "SELECT registry.$form('{\"identifier\": \"87.654.321-4\"}', 17)",
	"SELECT registry.$form('[{\"a\": 1, \"identifier\": \"87.654.321-4\"}]'::jsonb, 17)",
	"SELECT registry.$form(jsonb_build_object('a', 1, 'identifier', '87.654.321-4'), 17)"
	if $form ne '';
foreach my $sql (@literals)
{
	my ($state, undef, $said) = try($sql);
	is($state, '22023', "refused: $sql");
	like($said, qr/stands in the text of the statement/, 'for that reason');
}
like((try("SET continuum.refuse_literals = off; $literals[0]"))[1], qr/^\d+-/m, 'a superuser may turn it off');
is(try('SET continuum.refuse_literals = off', role => 'sealer'), '42501', 'nobody else');

# And none of these is refused for that reason.
my @others = (
	"SELECT continuum.pseudonymize(NULL, 'CL.RUN', 'ministry')",
	"SELECT continuum.pseudonymize(x, 'CL.RUN', 'ministry') FROM (SELECT random()::text AS x) y WHERE false",
	"PREPARE p(text) AS SELECT continuum.pseudonymize(\$1, 'CL.RUN', 'ministry')",
	"INSERT INTO registry.intake (source_record, identifier) SELECT 'A', NULL WHERE false",
	"INSERT INTO registry.region (assertion, region) SELECT 1, '87.654.321-4' WHERE false",
	"SELECT '87.654.321-4', lower('87.654.321-4'), '{\"identifier\": \"87.654.321-4\"}'::jsonb",
	"SELECT continuum.code_key('87.654.321-4')",
	"CREATE TEMP TABLE intake (identifier text); INSERT INTO intake VALUES ('87.654.321-4')",
	"BEGIN; SELECT 1/0; SELECT continuum.pseudonymize('1', 'CL.RUN', 'ministry'); ROLLBACK");
push @others, "SELECT registry.$form('{\"identifier\": null, \"a\": {\"b\": \"identifier\"}}', 17)" if $form ne '';
foreach my $sql (@others)
{
	unlike((try($sql))[2], qr/stands in the text of the statement/, "not refused: $sql");
}

# As a bind parameter it goes through.
my $bound = "$folder/bound.sql";
append_to_file($bound, "SELECT continuum.pseudonymize(:identifier, 'CL.RUN', 'ministry');\n");
chmod 0644, $bound;
sub seal_bound
{
	my ($role, $times) = @_;
	my ($out, $err) = run_command([ 'pgbench', '-n', '-t', $times, '-M', 'extended', '-D', 'identifier=12.345.678-5', '-f', $bound,
		'-h', $node->host, '-p', $node->port, '-U', $role, 'postgres' ]);
	my ($done) = $out =~ /actually processed: (\d+)/;
	return ($done // 0, $err);
}
is((seal_bound('sealer', 3))[0], 3, 'bind parameters go through');

# ---- the limit ----

is((seal_bound('sealer', 200))[0], 200, 'no limit unless there is one');
# The counting of a minute must not end in the middle of this.
sub early_in_a_minute { my $second = (localtime)[0]; sleep 61 - $second if $second > 40; return; }
set_server('continuum.pseudonymize_rate_limit', 50);
early_in_a_minute();
my ($done, $said) = seal_bound('sealer', 200);
cmp_ok($done, '<=', 50, 'no more than the limit');
like($said, qr/too many identifiers or pseudonyms in one minute/, 'and it says why');
is((seal_bound('sealer', 1))[0], 0, 'in another session, too');
is((seal_bound('other', 20))[0], 20, 'another role has its own minute');
is(try("SELECT count(continuum.pseudonymize(n || '-x', 'CL.RUN', 'ministry')) FROM generate_series(1, 100) n", role => 'other'), '22023', 'a fault before the limit');
is(try("SELECT count(continuum.pseudonymize('A' || n, 'LOCAL/17', 'provider/17')) FROM generate_series(1, 100) n", role => 'other'), '53400', 'many in one statement');
$node->safe_psql('postgres', "SELECT count(registry.register_programme(170, 17, 'P'))");
is(try("SET SESSION AUTHORIZATION other; SELECT 1; RESET SESSION AUTHORIZATION; SET ROLE sealer; SELECT continuum.pseudonymize(lower('12.345.678-5'), 'CL.RUN', 'ministry')"), '53400',
	'whoever acts as a role uses its minute');
# Conversions count one by one.
$node->safe_psql('postgres', "CREATE ROLE linker LOGIN; INSERT INTO registry.role_duty (role, duty) VALUES ('linker', 'linkage'); GRANT USAGE ON SCHEMA registry TO linker;
	GRANT EXECUTE ON FUNCTION registry.convert_pseudonyms(continuum.pseudonym[], text, text, text) TO linker");
my $convert = sub { "SELECT count(*) FROM registry.convert_pseudonyms(array_fill('3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC'::continuum.pseudonym, ARRAY[$_[0]]), 'ministry', 'ministry', 'test')" };
is(try($convert->(40), role => 'linker'), '42704', 'under the limit: only that nobody has this pseudonym');
is(try($convert->(11), role => 'linker'), '53400', 'over it');
set_server('continuum.pseudonymize_rate_limit', 0);
is((seal_bound('sealer', 1))[0], 1, 'none again');
is(try('SET continuum.pseudonymize_rate_limit = 1000000', role => 'sealer'), '55P02', 'a role does not set its own');

# ---- settings that need a restart or a reload ----

sub findings
{
	my ($setting) = @_;
	return $node->safe_psql('postgres', "SELECT string_agg(concat_ws(' ', severity, value), '; ' ORDER BY value) FROM continuum.check_settings() WHERE setting = '$setting'");
}
is(findings('shared_preload_libraries'), '', 'preloaded: nothing to say');
is(findings('continuum.pseudonymize_rate_limit'), 'info 0', 'but that there is no limit');
is($node->safe_psql('postgres', "SET continuum.refuse_literals = off; SELECT severity FROM continuum.check_settings() WHERE setting = 'continuum.refuse_literals'"), 'warning', 'literals');
is($node->safe_psql('postgres', "ALTER ROLE other SET continuum.refuse_literals = 'false'; SELECT finding FROM continuum.check_settings() WHERE setting = 'continuum.refuse_literals'; ALTER ROLE other RESET ALL"),
	'For role other: Statements with an identifier as a literal are not refused.', 'literals of a role');
SKIP:
{
	skip 'no contrib', 4 unless @more == 2;
	is(findings('pg_stat_statements.track_utility'), 'warning on', 'pg_stat_statements');
	is(findings('auto_explain.log_min_duration'), '', 'auto_explain that does nothing');
	set_server('auto_explain.log_min_duration', '0');
	is(findings('auto_explain.log_min_duration'), 'warning 0', 'auto_explain');
	is(findings('auto_explain.log_parameter_max_length'),
		$node->pg_version >= 16 ? 'error -1' : '', 'its parameters');
	set_server('auto_explain.log_min_duration', '-1');
}
foreach my $destination ('csvlog', 'jsonlog')
{
	set_server('log_destination', "stderr,$destination");
	is(findings('log_destination'), "error stderr,$destination", $destination);
}
$node->safe_psql('postgres', 'ALTER SYSTEM RESET log_destination');
$node->append_conf('postgresql.conf', "track_activity_query_size = 4096\nlisten_addresses = 'localhost'\nport = " . $node->port . "\n");
$node->safe_psql('postgres', 'CREATE DATABASE latin ENCODING LATIN1 LOCALE \'C\' TEMPLATE template0');
$node->safe_psql('latin', 'CREATE EXTENSION continuum');
is($node->safe_psql('latin', "SELECT severity FROM continuum.check_settings() WHERE setting = 'server_encoding'"), 'error', 'encoding');
$node->restart;
is(findings('track_activity_query_size'), 'info 4096', 'long texts of statements are shown');
is(findings('ssl'), 'warning off', 'no TLS on the network');
# The same server without the library: the brake and the reminder are gone, and it says so.
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''\ncontinuum.pseudonymize_rate_limit = 1\n");
$node->restart;
is(try($literals[0]), 'none', 'a literal passes');
is((seal_bound('sealer', 3))[0], 3, 'and so do many calls');
is(findings('shared_preload_libraries'), 'info', 'check_settings() says that');

# ---- the log ----

$node->stop;
my $log = slurp_file($node->logfile);
my @told = $log =~ /stands in the text of the statement/g;
cmp_ok(scalar @told, '>=', scalar @literals, 'the log has the refusals');
unlike($log, qr/87\.?654/, 'and nothing of the statements refused');

done_testing();
