# 027_planted.pl: whoever may create in a database plants a schema registry before there is one, with
# views and functions that run theirs. No function of the extension touches it, whoever calls. And
# what somebody without rights in the genuine one is told.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('planted');
$node->init;
$node->append_conf('postgresql.conf', "log_error_verbosity = terse");
$node->start;

# A superuser's keyring, for the functions that ask for keys.
my $keyring = PostgreSQL::Test::Utils::tempdir() . '/keyring';
append_to_file($keyring, "registry planted\n1 root - 1 active " . '00112233445566778899aabbccddeeff' x 2
	  . "\n2 domain ministry 1 active " . '102132435465768798a9bacbdcedfe0f' x 2 . "\n");
chmod 0600, $keyring;
$node->append_conf('postgresql.conf', "continuum.keyring_file = '$keyring'");
$node->reload;

$node->safe_psql('postgres', q{
	CREATE ROLE planter LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE registry_owner NOLOGIN;
	CREATE EXTENSION continuum;
	GRANT CREATE ON DATABASE postgres TO planter;});
sub as_planter { return $node->safe_psql('postgres', shift, extra_params => [ '-U', 'planter' ]); }

# Everything that reads the registry, with the SQLSTATE that it owes where there is none.
my @readers = (
	[ 'SELECT count(*) FROM continuum.schemes()', 'none' ],
	[ q{SELECT continuum.identifier_problem('1', 'XX.PLANTED')}, '42704' ],
	[ q{SELECT continuum.identifier_quality('XX.PLANTED')}, '42704' ],
	[ q{SELECT continuum.pseudonymize('1', 'XX.PLANTED', 'ministry')}, '42704' ],
	[ q{SELECT continuum.register_scheme('XX.NEW', 'd{6}', 'none')}, '55000' ],
	[ q{SELECT continuum.translate('9-000000000000000000000000001'::continuum.pseudonym, 'ministry', 'ministry')}, '55000' ],
	[ q{SELECT continuum.from_code('X', 'care', 'x')}, '55000' ],
	[ q{SELECT continuum.default_observed_until()}, '55000' ],
	[ q{SELECT * FROM continuum.indicators('[2024-01-01,2025-01-01)', observed_until => '2025-01-01')}, '55000' ],
	[ q{SELECT continuum.report_label('report', 'x', 'en')}, '55000' ],
	[ q{SELECT continuum.save_report('x', '[2024-01-01,2025-01-01)', observed_until => '2025-01-01')}, '55000' ],
	[ q{SELECT * FROM continuum.saved_report('x')}, '55000' ],
	[ q{SELECT * FROM continuum.reproduce('x')}, '55000' ],
	[ 'SELECT continuum.intake_begin(1)', '55000' ],
	[ 'SELECT continuum.migrate_registry()', '55000' ]);

sub sqlstate
{
	my ($query, $user) = @_;
	my (undef, undef, $error) = $node->psql('postgres', "\\set VERBOSITY verbose\n$query",
		extra_params => $user ? [ '-U', $user ] : []);
	return ($error =~ /ERROR:\s+(\w{5})/ ? $1 : 'none', $error);
}

# The trap: views of the names and columns that are read, and functions, each of which leaves a trace.
as_planter(q{
	CREATE SCHEMA registry;
	GRANT ALL ON SCHEMA registry TO PUBLIC;
	CREATE SEQUENCE registry.sprung;
	GRANT ALL ON SEQUENCE registry.sprung TO PUBLIC;
	CREATE FUNCTION registry.spring() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT nextval(''registry.sprung'') > 0';
	CREATE FUNCTION registry.programme_month(daterange) RETURNS TABLE (programme integer, month date, reported boolean)
		LANGUAGE sql AS 'SELECT 1, current_date, registry.spring()';
	CREATE FUNCTION registry.report_person(date, date, text) RETURNS TABLE (person bigint, record_key bigint,
		gender continuum.gender, conflict boolean, quality text, journey continuum.journey)
		LANGUAGE sql AS 'SELECT 1::bigint, 1::bigint, NULL::continuum.gender, registry.spring(), ''''::text, NULL::continuum.journey';
	CREATE VIEW registry.scheme AS SELECT 'XX.PLANTED'::text AS name, 'd{1}'::text AS pattern, 'none'::text AS check_rule,
		'{}'::text[] AS placeholders, 'plain'::text AS quality WHERE registry.spring();
	CREATE VIEW registry.person_alias AS SELECT 1::bigint AS person, 'ministry'::text AS domain,
		'9-000000000000000000000000001'::continuum.pseudonym AS pseudonym, 'plain'::text AS quality WHERE registry.spring();
	CREATE VIEW registry.current_code_map AS SELECT 'X'::text AS system, 'care'::text AS field, 'x'::text AS code,
		'residential'::text AS term, '(,)'::daterange AS valid WHERE registry.spring();
	CREATE VIEW registry.term_key AS SELECT 'X'::text AS system, 'care'::text AS vocabulary, 'x'::text AS key,
		'residential'::text AS term, '(,)'::daterange AS valid WHERE registry.spring();
	CREATE VIEW registry.layout AS SELECT 1 AS version WHERE registry.spring();
	CREATE VIEW registry.label AS SELECT 'report'::text AS vocabulary, 'x'::text AS term, 'en'::text AS language, 'x'::text AS label
		WHERE registry.spring();
	CREATE VIEW registry.current_reporting_month AS SELECT 1 AS programme, current_date AS month, 'received'::text AS state
		WHERE registry.spring();
	CREATE VIEW registry.current_programme AS SELECT 1 AS programme, current_date AS reporting_from WHERE registry.spring();
	CREATE VIEW registry.saved_report AS SELECT 'x'::text AS name, 1 AS edition WHERE registry.spring();
	CREATE VIEW registry.saved_figure AS SELECT 'x'::text AS name, 1 AS edition WHERE registry.spring();
	CREATE VIEW registry.intake_batch AS SELECT 1::bigint AS batch WHERE registry.spring();
	GRANT ALL ON ALL TABLES IN SCHEMA registry TO PUBLIC;});
is(as_planter('SELECT count(*) FROM registry.scheme'), '1', 'the trap works');
my $sprung = 'SELECT last_value FROM registry.sprung';
my $before = $node->safe_psql('postgres', $sprung);
for my $reader (@readers)
{
	my ($state, $error) = sqlstate($reader->[0]);
	is($state, $reader->[1], "planted: $reader->[0]");
	is($node->safe_psql('postgres', $sprung), $before, '... and nothing of it ran');
}
is($node->safe_psql('postgres', "SELECT count(*) FROM continuum.schemes() WHERE name = 'XX.PLANTED'"), '0', 'nothing planted is listed');

# Marking it is not for its owner, nor is giving it to somebody who is marked.
is((sqlstate(q{INSERT INTO continuum.registry_owner VALUES ('planter')}, 'planter'))[0], '42501', 'the mark is not for all to write');
is((sqlstate(q{ALTER SCHEMA registry OWNER TO registry_owner}, 'planter'))[0], '42501', 'a schema cannot be given away');
is((sqlstate(q{SELECT continuum.create_registry('registry_owner')}))[0], '42P06', 'a registry does not grow on a planted schema');

# A mark of an earlier registry does not serve its successor.
$node->safe_psql('postgres', q{SET client_min_messages = error; ALTER SCHEMA registry RENAME TO planted;
	SELECT FROM continuum.create_registry('registry_owner'); DROP SCHEMA registry CASCADE; ALTER SCHEMA planted RENAME TO registry;});
is((sqlstate(q{SELECT continuum.from_code('X', 'care', 'x')}))[0], '55000', 'planted where a registry was');
$node->safe_psql('postgres', 'SET client_min_messages = error; DROP SCHEMA registry CASCADE');
for my $reader (@readers)
{
	my $expected = $reader->[0] =~ /migrate/ ? '3F000' : $reader->[1];
	is((sqlstate($reader->[0]))[0], $expected, "no registry: $reader->[0]");
}

# ---- the genuine one, and a reader without rights ----

$node->safe_psql('postgres', q{
	SELECT FROM continuum.create_registry('registry_owner');
	SELECT continuum.register_scheme('XX.HOUSE', 'd{6}', 'none');
	GRANT EXECUTE ON FUNCTION continuum.translate(continuum.pseudonym, text, text) TO reader});
is($node->safe_psql('postgres', 'SELECT owner FROM continuum.registry_owner'), 'registry_owner', 'one mark, the last');
is((sqlstate(q{SELECT continuum.identifier_problem('123456', 'XX.HOUSE')}))[0], 'none', 'a registered scheme is found');
is((sqlstate('SELECT continuum.migrate_registry()'))[0], 'none', 'nothing to migrate');
for my $rights ('', 'GRANT USAGE ON SCHEMA registry TO reader')
{
	$node->safe_psql('postgres', $rights) if $rights;
	for my $reader (@readers)
	{
		my ($query, $expected) = @$reader;
		next if $query =~ /pseudonymize|intake_begin|migrate/;
		$query =~ s/XX\.PLANTED/XX.HOUSE/;
		$expected = '42501' if $expected eq '55000';
		my ($state, $error) = sqlstate($query, 'reader');
		is($state, $expected, "reader, '$rights': $query");
		unlike($error, qr/registry\.\w+ \w+ WHERE|FROM registry\.|SELECT pattern/, '... with no query of ours');
	}
}
# The name follows a role that is renamed.
$node->safe_psql('postgres', 'ALTER ROLE registry_owner RENAME TO keeper');
is((sqlstate(q{SELECT continuum.from_code('TEDS', 'care', '1')}))[0], 'none', 'a renamed owner is still the owner');

$node->stop;
done_testing();
