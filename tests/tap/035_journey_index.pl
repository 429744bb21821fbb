# 035_journey_index.pl: a GIN index of journeys made, remade and vacuumed while others write; through a
# crash; and in a dump. At every rest it answers as a scan does.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('journeys');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum_naptime = 1s\nsearch_path = 'continuum, public'");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION continuum;
	CREATE TABLE person (person integer PRIMARY KEY, journey continuum.journey);
	CREATE FUNCTION some_stay() RETURNS continuum.episode LANGUAGE sql AS $$
		SELECT continuum.episode((ARRAY['outpatient', 'residential', 'aftercare', 'outreach', 'opioid_agonist']::continuum.care[])[1 + floor(random() * 5)::integer],
			d, d + floor(random() * 60)::integer, (ARRAY['completed', 'died', 'transferred']::continuum.exit_reason[])[1 + floor(random() * 3)::integer],
			floor(random() * 20)::integer)
		FROM (SELECT date '2024-01-01' + floor(random() * 300)::integer AS d) s $$;
	INSERT INTO person SELECT p, continuum.journey_agg(some_stay()) FROM generate_series(1, 3000) p, generate_series(1, 1 + p % 3) GROUP BY p;});

# What writers do: a stay comes, a stay goes, a person comes, a person goes.
my $script = $node->basedir . '/write.sql';
append_to_file($script, q{
\set p random(1, 3500)
UPDATE person SET journey = journey || some_stay() WHERE person = :p AND cardinality(journey) < 8;
UPDATE person SET journey = journey - (ARRAY(SELECT unnest(journey)))[1] WHERE person = :p + 1 AND cardinality(journey) > 2;
INSERT INTO person VALUES (:p + 10, NULL) ON CONFLICT (person) DO UPDATE SET journey = '{}';
DELETE FROM person WHERE person = :p + 20;
});

my @questions = (
	q{journey @> 'residential'::care}, q{journey @> 'outreach'::care}, q{journey @> '{}'}, q{journey ~ 'any'},
	q{journey ~ 'residential then aftercare'}, q{journey ~ 'residential:died then outpatient'}, q{journey ~ 'outreach@7'},
	q{journey ~ 'optional outreach then residential then {<=30d} aftercare'}, q{journey ~ 'outpatient 2.. times'},
	q{journey @> (SELECT journey FROM person WHERE cardinality(journey) = 2 ORDER BY person LIMIT 1)},
	q{journey && (SELECT journey FROM person WHERE cardinality(journey) = 5 ORDER BY person LIMIT 1)});

# The people who answer each question, by the index or without it.
sub people
{
	my ($server, $index) = @_;
	my $settings = $index ? 'SET enable_seqscan = off; SET enable_indexscan = on;' : 'SET enable_bitmapscan = off; SET enable_indexscan = off;';
	return $server->safe_psql('postgres', $settings . join ';', map { "SELECT md5(string_agg(person::text, ',' ORDER BY person)), count(*) FROM person WHERE $_" } @questions);
}

sub same
{
	my ($server, $when) = @_;
	my $plan = $server->safe_psql('postgres', "SET enable_seqscan = off; EXPLAIN SELECT FROM person WHERE $questions[4]");
	like($plan, qr/Bitmap Index Scan on person_gin/, "$when: the index is used");
	is(people($server, 1), people($server, 0), "$when: index and scan agree");
}

# CREATE INDEX CONCURRENTLY, REINDEX and VACUUM, each under fire.
my $written = 0;
for my $step (
	[ 'made with a pending list', 'CREATE INDEX CONCURRENTLY person_gin ON person USING gin (journey)' ],
	[ 'vacuumed', 'VACUUM person; VACUUM person' ],
	[ 'remade', 'REINDEX INDEX CONCURRENTLY person_gin' ],
	[ 'made without a pending list', 'DROP INDEX CONCURRENTLY person_gin; CREATE INDEX CONCURRENTLY person_gin ON person USING gin (journey) WITH (fastupdate = off)' ],
	[ 'vacuumed again', 'VACUUM person; VACUUM person' ])
{
	my ($when, $statements) = @$step;
	my $writers = IPC::Run::start([ 'pgbench', '-n', '-c', '3', '-T', '2', '-f', $script, '-h', $node->host, '-p', $node->port, 'postgres' ],
		'>', \my $out, '2>', \my $err);
	$node->safe_psql('postgres', $_) for split /; /, $statements;
	$writers->finish;
	is($writers->result(0), 0, "$when: writers had no error") or diag($err);
	$written += $1 if $out =~ /actually processed: (\d+)/;
	same($node, $when);
}
cmp_ok($written, '>', 1000, 'much was written');
is($node->safe_psql('postgres', q{SELECT indisvalid AND indisready FROM pg_index WHERE indexrelid = 'person_gin'::regclass}), 't', 'the index is valid');

# Killed in the middle of writing.
my $writers = IPC::Run::start([ 'pgbench', '-n', '-c', '3', '-T', '30', '-f', $script, '-h', $node->host, '-p', $node->port, 'postgres' ],
	'>', \my $out, '2>', \my $err);
sleep 2;
$node->stop('immediate');
$writers->finish;
$node->start;
same($node, 'after a crash');

# Dumped and restored: the class is found again by its name, statistics of ours are made anew.
my $other = PostgreSQL::Test::Cluster->new('restored');
$other->init;
$other->append_conf('postgresql.conf', "fsync = off\nsearch_path = 'continuum, public'");
$other->start;
my $dump = $node->basedir . '/dump.sql';
$node->command_ok([ 'pg_dump', '-f', $dump, '-d', $node->connstr('postgres') ], 'dumps');
$other->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-d', $other->connstr('postgres') ], 'restores');
$other->safe_psql('postgres', 'ANALYZE person');
same($other, 'restored');
is(people($other, 1), people($node, 0), 'restored: the same people');

$other->stop;
$node->stop;
done_testing();
