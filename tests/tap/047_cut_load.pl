# 047_cut_load.pl: what is cut off in the middle leaves nothing: a load whose session is killed after
# its rows came in, while it is being accepted, or before it commits, and an admission likewise. Sent
# again, it counts once; and the server can be killed after a commit without losing any of it.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('cut');
$node->init;
my $keyring = PostgreSQL::Test::Utils::tempdir() . '/keyring';
system_or_bail('tests/tools/make_keyring', $keyring, 'cut-test');
$node->append_conf('postgresql.conf', "continuum.keyring_file = '$keyring'\nlog_error_verbosity = terse\n");
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION continuum;
CREATE ROLE registry_owner NOLOGIN;
CREATE ROLE staff NOLOGIN;
SELECT FROM continuum.create_registry('registry_owner');
SELECT FROM registry.register_provider(1, 'One');
SELECT FROM registry.register_programme(10, 1, 'One');
INSERT INTO registry.role_duty (role, duty, provider) VALUES ('staff', 'provider', 1);
SQL

my $rows = "INSERT INTO registry.intake (source_record, client_ref, registered_sex, programme, care, started, primary_substance)
  SELECT 'r' || translate(n::text, '0123456789', 'abcdefghij'), 'f' || n, 'female', '10', 'outpatient', '2024-01-01', 'alcohol' FROM generate_series(1, 2000) AS n;";
my $form = '{"source_record": "a", "client_ref": "g", "registered_sex": "female", "programme": 10, "care": "outpatient", "started": "2024-01-01", "primary_substance": "alcohol"}';
my $kill = 'SELECT pg_terminate_backend(pg_backend_pid());';
my $left = q{SELECT concat_ws(' ', (SELECT count(*) FROM registry.assertion WHERE kind = 'stay'), (SELECT count(*) FROM registry.stay),
  (SELECT count(*) FROM registry.person), (SELECT count(*) FROM registry.person_alias), (SELECT count(*) FROM registry.client),
  (SELECT count(*) FROM registry.client_case), (SELECT count(*) FROM registry.intake_plan), (SELECT count(*) FROM registry.intake_batch WHERE state = 'accepted'))};

sub killed
{
	my ($name, $sql, $expected) = @_;
	my ($status, $out, $error) = $node->psql('postgres', $sql);
	isnt($status, 0, "$name: the session is gone");
	is($node->safe_psql('postgres', $left), $expected, "$name: nothing is left");
}

killed('rows came in', "SELECT registry.open_batch(1); BEGIN; $rows $kill", '0 0 0 0 0 0 0 0');
killed('accepted, not committed',
	"SELECT registry.open_batch(1) AS batch \\gset\n $rows BEGIN; SELECT FROM registry.accept_batch(:batch); $kill", '0 0 0 0 0 0 0 0');
killed('admitted, not committed', "BEGIN; SELECT registry.admit('$form', 1); $kill", '0 0 0 0 0 0 0 0');

# In the middle of accepting: another session waits until it works, and terminates it.
$node->safe_psql('postgres', "SELECT registry.open_batch(1); $rows");
my $batch = $node->safe_psql('postgres', 'SELECT max(batch) FROM registry.intake_batch');
my $session = $node->background_psql('postgres', on_error_stop => 0);
$session->{stdin} .= "SELECT FROM registry.accept_batch($batch) CROSS JOIN pg_sleep(100);\n";
$session->{run}->pump_nb;
ok($node->poll_query_until('postgres', "SELECT count(pg_terminate_backend(pid)) = 1 FROM pg_stat_activity WHERE query LIKE 'SELECT FROM registry.accept_batch%' AND state = 'active' AND pid <> pg_backend_pid()"),
	'terminated while accepting');
eval { $session->quit; };
is($node->safe_psql('postgres', $left), '0 0 0 0 0 0 0 0', 'while accepting: nothing is left');

# The same load again, and the form, each twice; then the server is killed.
is($node->safe_psql('postgres', "SELECT rows_new FROM registry.accept_batch($batch)"), '2000', 'the load counts');
is($node->safe_psql('postgres', "SELECT registry.admit('$form', 1) ->> 'outcome'"), 'new', 'the form counts');
$node->stop('immediate');
$node->start;
is($node->safe_psql('postgres', "SELECT registry.admit('$form', 1) ->> 'outcome'"), 'same', 'and is known after a crash');
is($node->safe_psql('postgres', $left), '2001 2001 2001 2001 2001 2001 0 2', 'nothing is lost, nothing doubled');

done_testing();
