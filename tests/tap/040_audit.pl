# make audit: a registry in order passes; nothing in the database or its settings changes; a role
# that could write is refused; and each kind of damage makes it fail and is named.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('audit');
$node->init;
$node->start;
$ENV{AUDIT_OUTPUT} = PostgreSQL::Test::Utils::tempdir();

sub run_audit
{
	my ($role, $database) = @_;
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGUSER} = $role;
	my ($stdout, $stderr);
	IPC::Run::run([ 'tests/tools/audit', $database ], '>', \$stdout, '2>', \$stderr);
	return ($? >> 8, $stdout, $stderr);
}

# Everything pg_dump knows; newer ones print a random token in \restrict.
sub contents
{
	my ($database) = @_;
	my ($stdout) = run_command([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-d', $database ]);
	$stdout =~ s/^\\(un)?restrict .*$//mg;
	return $stdout;
}

sub settings
{
	return $node->safe_psql('postgres',
		q{SELECT d.oid, d.datname, d.datdba, d.datacl, s.setrole, s.setconfig FROM pg_database d
		  LEFT JOIN pg_db_role_setting s ON s.setdatabase = d.oid ORDER BY d.datname, s.setrole});
}

# A registry of five people, with a correction, a void and a saved report; one found to be another, one
# erased, one under restriction.
$node->safe_psql('postgres', 'CREATE DATABASE audited; ALTER DATABASE audited SET lc_messages = \'C\'');
$node->safe_psql('audited', q{
	CREATE EXTENSION continuum;
	CREATE ROLE registry_owner NOLOGIN;
	SELECT continuum.create_registry('registry_owner');
	INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record, supersedes) VALUES
	  (1001, 1001, 'programme', 'assert', NULL, NULL, NULL), (1002, 1002, 'stay', 'assert', 1, 'a', NULL),
	  (1003, 1003, 'stay', 'assert', 1, 'b', NULL), (1004, 1003, 'stay', 'correct', 1, 'b', 1003),
	  (1005, 1005, 'stay', 'assert', 1, 'c', NULL), (1006, 1005, 'stay', 'void', 1, 'c', 1005),
	  (1007, 1007, 'person_fact', 'assert', 1, NULL, NULL), (1008, 1008, 'stay', 'assert', 1, 'd', NULL), (1009, 1009, 'stay', 'assert', 1, 'e', NULL);
	SELECT setval('registry.assertion_assertion_seq', 1100);
	INSERT INTO registry.programme (assertion, programme, provider, name) VALUES (1001, 11, 1, 'Programme');
	INSERT INTO registry.person VALUES (1, 11), (2, 22), (3, 33), (4, 44), (5, 55);
	INSERT INTO registry.person_alias (person, domain, pseudonym, quality) VALUES
	  (1, 'ministry', '1-00000000000000000000000001$', 'verified'), (2, 'ministry', '1-00000000000000000000000002=', 'plain'),
	  (3, 'provider/1', '1-00000000000000000000000003U', 'local'), (4, 'ministry', '1-000000000000000000000000040', 'verified'),
	  (5, 'ministry', '1-000000000000000000000000051', 'verified');
	INSERT INTO registry.person_fact VALUES (1007, 1, 'registered_sex', 'female', '2024-01-01');
	INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, started, ended) VALUES
	  (1002, 1, 11, 'outpatient', 'completed', '2024-01-10', '2024-05-01'), (1003, 2, 11, 'residential', 'ongoing', '2024-02-01', NULL),
	  (1004, 2, 11, 'residential', 'transferred', '2024-02-01', '2024-03-01'), (1005, 3, 11, 'outpatient', 'ongoing', '2024-04-01', NULL),
	  (1008, 4, 11, 'outpatient', 'ongoing', '2024-06-01', NULL), (1009, 5, 11, 'aftercare', 'ongoing', '2024-06-02', NULL);
	SELECT registry.merge_people('1-00000000000000000000000001$', '1-000000000000000000000000040', 'one person');
	SELECT FROM registry.erase_person('1-000000000000000000000000051', 'asked');
	SELECT registry.restrict_person('1-00000000000000000000000003U', 'asked');
	SELECT continuum.save_report('annual-2024', '[2024-01-01,2025-01-01)', observed_until => '2025-06-30');
	CREATE ROLE auditor LOGIN;
	SELECT registry.grant_duty('auditor', 'auditor');
	-- What a role is given that has no duty: it would find an empty registry in order.
	CREATE ROLE blind LOGIN;
	GRANT USAGE ON SCHEMA registry TO blind;
	GRANT SELECT ON ALL TABLES IN SCHEMA registry TO blind;
});

my ($contents_before, $settings_before) = (contents('audited'), settings());
my ($status, $stdout, $stderr) = run_audit('auditor', 'audited');
is($status, 0, 'a registry in order passes');
like($stdout, qr/^audit audited: [1-9]\d* passed, 0 failed$/m, 'and the outcome is one line');
like($stdout, qr/^saved report annual-2024, edition 1, /m, 'the saved reports that were recomputed are listed');
is(contents('audited'), $contents_before, 'contents are unchanged');
is(settings(), $settings_before, 'database, owner and settings are unchanged');
like($settings_before, qr/lc_messages/, 'there was a setting that could have changed');

# Who could write is refused, however the right was come by; so is what is not a plain name.
for my $case (
	[ 'superuser', 'SUPERUSER', '', qr/superuser/ ],
	[ 'creator', 'CREATEDB', '', qr/create databases/ ],
	[ 'writer', '', 'GRANT UPDATE ON registry.stay TO %s', qr/may write to registry\.stay/ ],
	[ 'column_writer', '', 'GRANT UPDATE (ended) ON registry.stay TO %s', qr/may write to registry\.stay/ ],
	[ 'member', 'NOINHERIT', 'GRANT registry_owner TO %s', qr/role registry_owner/ ],
	[ 'everywhere', '', 'GRANT pg_write_all_data TO %s', qr/may write to registry\.assertion/ ],
	[ 'planter', '', 'GRANT CREATE ON SCHEMA registry TO %s', qr/create in schema registry/ ],
	[ 'closer', '', 'GRANT EXECUTE ON FUNCTION registry.open_epoch(text) TO %s', qr/open_epoch/ ])
{
	my ($role, $attributes, $grant, $why) = @$case;
	$node->safe_psql('audited', "CREATE ROLE $role LOGIN $attributes; GRANT auditor TO $role; " . sprintf($grant, $role));
	($status, $stdout, $stderr) = run_audit($role, 'audited');
	is($status, 2, "$role is refused");
	like($stderr, $why, "$role is told why");
}
($status, $stdout, $stderr) = run_audit('blind', 'audited');
is($status, 2, 'a role that row security would blind is refused');
like($stderr, qr/does not have the duty auditor/, '... and told why');
for my $name ('', 'nowhere', 'audited,postgres', 'dbname=audited', '--help', 'postgres')
{
	($status, $stdout, $stderr) = run_audit('auditor', $name);
	is($status, 2, "not audited: '$name'");
}

# Damage, each in a copy. The guards have to be put off to do it at all.
my $free = 'ALTER TABLE registry.assertion DISABLE TRIGGER ALL; ALTER TABLE registry.stay DISABLE TRIGGER ALL;';
my $guard = 'ALTER TABLE registry.assertion ENABLE ALWAYS TRIGGER refuse_change; ALTER TABLE registry.stay ENABLE ALWAYS TRIGGER refuse_change;
	ALTER TABLE registry.assertion ENABLE ALWAYS TRIGGER refuse_early_correction;';
for my $case (
	[ 'guards put off', 'ALTER TABLE registry.stay DISABLE TRIGGER refuse_change', 'assertions' ],
	[ 'an end moved without a trace', "$free UPDATE registry.stay SET ended = '2024-02-01' WHERE assertion = 1002; $guard", 'reproduction' ],
	[ 'a stay removed', "$free DELETE FROM registry.stay WHERE assertion = 1002; $guard", 'payloads' ],
	[ 'a stay removed under cover of an erasure', "$free DELETE FROM registry.stay WHERE assertion = 1002; UPDATE registry.assertion SET reason = 'erased', source_record = NULL WHERE assertion = 1002; $guard", 'payloads' ],
	[ 'an erasure that never ends', q{INSERT INTO registry.erasing VALUES (pg_current_xact_id())}, 'payloads' ],
	[ 'a header removed', "$free DELETE FROM registry.assertion WHERE assertion = 1002; $guard", 'payloads' ],
	[ 'a correction of nothing', "$free UPDATE registry.assertion SET supersedes = 1 WHERE assertion = 1004; $guard", 'assertions' ],
	[ 'a void undone', "$free UPDATE registry.assertion SET operation = 'correct' WHERE assertion = 1006; $guard", 'payloads' ],
	[ 'a correction older than what it corrects', "$free UPDATE registry.assertion SET recorded_xid = '3' WHERE assertion = 1004; $guard", 'assertions' ],
	[ 'two records of one number', "$free UPDATE registry.assertion SET source_record = 'a' WHERE assertion IN (1003, 1004); $guard", 'stays' ],
	[ 'a programme nobody knows', "$free UPDATE registry.stay SET programme = 99 WHERE assertion = 1004; $guard", 'stays' ],
	[ 'an end before the start', "$free ALTER TABLE registry.stay DROP CONSTRAINT stay_dates; UPDATE registry.stay SET ended = '2024-01-01' WHERE assertion = 1002; $guard", 'stays' ],
	[ 'a person without alias', 'DELETE FROM registry.person_alias WHERE person = 2', 'people' ],
	[ 'a person removed', 'DELETE FROM registry.person WHERE person = 2', 'people' ],
	[ 'a local person known to the ministry', q{UPDATE registry.person_alias SET domain = 'ministry' WHERE person = 3}, 'people' ],
	[ 'a batch that does not add up', q{INSERT INTO registry.intake_batch (batch, provider, template, mode, code_system, state, rows_read, rows_new)
		VALUES (7, 1, 'stays', 'add', 'continuum', 'accepted', 1, 1)}, 'loads' ],
	[ 'a saved figure embellished', q{ALTER TABLE registry.saved_figure DISABLE TRIGGER ALL; UPDATE registry.saved_figure SET numerator = 9, cases = 9, value = 9 WHERE indicator = 'people_in_treatment' AND gender = 'female'}, 'saved_figures' ],
	[ 'a saved figure removed', q{ALTER TABLE registry.saved_figure DISABLE TRIGGER ALL; DELETE FROM registry.saved_figure WHERE indicator = 'retention_84d' AND gender = 'male'}, 'saved_figures' ],
	[ 'a late record', q{INSERT INTO registry.assertion (assertion, record, kind, operation, provider) VALUES (2001, 2001, 'stay', 'assert', 1);
		INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, started, ended) VALUES
		(2001, 1, 11, 'aftercare', 'completed', '2024-05-05', '2024-06-01')}, 'reproduction' ])
{
	my ($what, $damage, $named) = @$case;
	$node->safe_psql('postgres', 'CREATE DATABASE damaged TEMPLATE audited');
	$node->safe_psql('damaged', $damage);
	($status, $stdout, $stderr) = run_audit('auditor', 'damaged');
	is($status, 1, "$what: fails");
	like($stdout, qr/^see above: $named$/m, "$what: $named names it");
	like($stdout, qr/^\+\([1-9]\d* rows?\)$/m, "$what: by the rows that broke the rule");
	$node->safe_psql('postgres', 'DROP DATABASE damaged');
}

($status) = run_audit('auditor', 'audited');
is($status, 0, 'the registry itself still passes');

$node->stop;
done_testing();
