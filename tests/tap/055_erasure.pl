# 055_erasure.pl: what is left of a person who was erased, in the bytes that the server keeps: after the
# call, after VACUUM, after VACUUM FULL; in the write-ahead log, a dump, the statistics, the log. What
# erase_person() says remains is found, so that the search is known to find, and nothing else is.
use strict;
use warnings;
use File::Find;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('erasure');
$node->init;
my $keyring = PostgreSQL::Test::Utils::tempdir() . '/keyring';
system_or_bail('tests/tools/make_keyring', $keyring, 'erasure-test');
$node->append_conf('postgresql.conf', "continuum.keyring_file = '$keyring'\nlog_error_verbosity = terse\nautovacuum = off\nlog_statement = none");
$node->start;

# Two hundred people with two stays and a contact each, loaded twice, by two providers.
$node->safe_psql('postgres', q{
	CREATE EXTENSION continuum;
	CREATE ROLE registry_owner NOLOGIN;
	SELECT continuum.create_registry('registry_owner');
	SELECT registry.register_provider(n, 'Provider'), registry.register_programme(n * 10, n, 'Programme') FROM generate_series(17, 18) n;
	CREATE FUNCTION pg_temp.run(n integer) RETURNS text LANGUAGE sql AS $$
	  SELECT n || '-' || substr('0K987654321', sum(substr(reverse(n::text), i, 1)::integer * (2 + (i - 1) % 6))::integer % 11 + 1, 1)
	  FROM generate_series(1, length(n::text)) i $$;
	CREATE PROCEDURE pg_temp.load(provider integer, care text) LANGUAGE plpgsql AS $$
	BEGIN
	  PERFORM registry.open_batch(provider);
	  INSERT INTO registry.intake (source_record, client_ref, identifier, scheme, registered_sex, birth_year, programme, care, started, primary_substance)
	    SELECT format('record-%s-%s-%s', provider, care, to_char(n - 7000000, 'fm000')), format('file-%s-%s', provider, to_char(n - 7000000, 'fm000')), pg_temp.run(n), 'CL.RUN', 'female', '1980', provider * 10,
	      care, '2024-01-01'::date + n % 100, '99' FROM generate_series(7000001, 7000200) n;
	  PERFORM registry.accept_batch(current_setting('continuum.intake_batch')::bigint);
	END $$;
	CALL pg_temp.load(17, 'residential'); CALL pg_temp.load(18, 'outpatient'); CALL pg_temp.load(17, 'aftercare');
	SELECT registry.refresh_journeys();
	ANALYZE;
});

# What can be found of one of them: as text, and as the bytes of a row.
my ($text, $bytes) = map { [ split /\n/, $_ ] } (
	$node->safe_psql('postgres', q{
		SELECT pseudonym::text FROM registry.person_alias WHERE person = (SELECT person FROM registry.client WHERE client_ref = 'file-17-123')
		UNION ALL SELECT unnest(ARRAY['file-17-123', 'file-18-123', 'record-17-residential-123', 'record-18-outpatient-123', 'record-17-aftercare-123'])
		UNION ALL SELECT person::text FROM registry.client WHERE client_ref = 'file-17-123'}),
	$node->safe_psql('postgres', q{
		SELECT encode(substr(continuum.pseudonym_send(pseudonym), 3), 'hex') FROM registry.person_alias
			WHERE person = (SELECT person FROM registry.client WHERE client_ref = 'file-17-123')
		UNION ALL SELECT encode(convert_to(unnest(ARRAY['file-17-123', 'file-18-123', 'record-17-residential-123', 'record-18-outpatient-123']), 'UTF8'), 'hex')}));
my $person = pack('q<', $text->[-1]);
my @needles = ((map { pack('H*', $_) } @$bytes), $person);

# How many of the needles are in the files below a directory.
sub found_in
{
	my ($directory, $except) = @_;
	my %found;
	find(
		sub {
			return unless -f $_;
			return if defined $except && $File::Find::name =~ $except;
			my $content = slurp_file($_);
			for my $i (0 .. $#needles) { $found{$i} = 1 if index($content, $needles[$i]) >= 0; }
		},
		$directory);
	return scalar keys %found;
}
sub files { $node->safe_psql('postgres', 'CHECKPOINT'); return found_in($node->data_dir, qr{/pg_wal/}); }
sub texts { my $where = shift; return scalar grep { index($where, $_) >= 0 } @$text; }
sub dump_of { my ($dump) = run_command([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-d', 'postgres' ]); return $dump; }
my $statistics = q{SELECT string_agg(s::text, E'\n') FROM pg_stats s WHERE schemaname = 'registry'};

is(scalar @needles, 8, 'three pseudonyms, two file numbers, two records, one number');
is(files(), scalar @needles, 'before: all in the files');
is(texts(dump_of()), scalar @$text, 'before: all in a dump');

my $answer = $node->safe_psql('postgres', q{SELECT part, name FROM registry.erase_person(registry.pseudonym_of(17, 'file-17-123'), 'asked')});
like($answer, qr/^erased\|stay$/m, 'erased');
like($answer, qr/^to be told\|provider 17\nto be told\|provider 18$/m, 'both providers are to be told');

is(texts(dump_of()), 0, 'nothing in a dump');
is(texts($node->safe_psql('postgres', $statistics)), 0, 'nothing in the statistics');
is(files(), scalar @needles, 'dead rows: all still in the files, as erase_person() says');
$node->safe_psql('postgres', 'VACUUM');
my $after_vacuum = files();
note("after VACUUM, $after_vacuum of " . @needles . ' still in free space');
is($node->safe_psql('postgres', q{SELECT count(*) FROM registry.stay}), 199 * 3, 'nobody else is gone');
# Free space is what the documentation says it is: only a rewrite leaves nothing.
$node->safe_psql('postgres', 'VACUUM FULL');
is(files(), 0, 'after VACUUM FULL: nothing in any file of any database');
isnt(found_in($node->data_dir . '/pg_wal'), 0, 'in the write-ahead log until its segments are gone, as erase_person() says');
my $log = slurp_file($node->logfile);
is(texts($log) + (grep { index($log, $_) >= 0 } @needles), 0, 'nothing in the server log');

# A restriction keeps all of it, in the files and in a dump, and nothing is seen.
$node->safe_psql('postgres', q{SELECT registry.restrict_person(registry.pseudonym_of(17, 'file-17-124'), 'asked')});
is($node->safe_psql('postgres', q{SELECT count(*) FROM registry.current_stay WHERE client_ref LIKE '%124'}), 0, 'restricted: not seen');
like(dump_of(), qr/file-17-124/, 'restricted: kept');

$node->stop;
done_testing();
