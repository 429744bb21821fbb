# 030_leak.pl: no raw identifier in heap, WAL, temporary file, log, activity or dump.
#
# Identifiers are planted in good, short, long and broken lines, through both doors, with the
# server at its most talkative, and with a load that is cancelled, times out, loses its lock, runs
# into a deadlock or a unique violation, or is terminated. Then everything that the server wrote is
# searched for every spelling of every one of them. Values that must be found show that the search
# finds; a role that is not terse shows that the door would rather not open.

use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::Bin;

use IPC::Run;
use Planted;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# ---- a server that says everything ----

my $node = PostgreSQL::Test::Cluster->new('leak');
$node->init;
# All but debug_print_plan and its like, under which nobody can work here.
$node->append_conf('postgresql.conf', <<'CONF');
log_destination = 'stderr'
log_statement = 'all'
log_min_messages = debug5
log_min_error_statement = debug5
log_min_duration_statement = 0
log_error_verbosity = verbose
log_parameter_max_length = -1
log_parameter_max_length_on_error = -1
log_lock_waits = on
log_temp_files = 0
log_line_prefix = '%m [%p] %u %a '
track_activity_query_size = 32kB
work_mem = 64kB
wal_level = replica
max_prepared_transactions = 0
CONF
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_stat_statements'\n")
  if -e `$ENV{PG_CONFIG} --pkglibdir` =~ s/\n//r . '/pg_stat_statements.so';
my $keyring = PostgreSQL::Test::Utils::tempdir() . '/keyring';
system_or_bail('tests/tools/make_keyring', $keyring, 'leak-test');
$node->append_conf('postgresql.conf', "continuum.keyring_file = '$keyring'");
$node->start;

$node->safe_psql('postgres', <<"SQL");
CREATE EXTENSION continuum;
CREATE ROLE registry_owner NOLOGIN;
SELECT continuum.create_registry('registry_owner');
SELECT registry.register_provider(17, 'Leak');
SELECT registry.register_programme(170, 17, 'Leak');
SELECT registry.register_source_format(17, delimiter => ';', decimal_mark => ',', date_format => 'dd-mm-yyyy',
  encoding => 'LATIN1', scheme => 'CL.RUN');
CREATE ROLE loader LOGIN;
ALTER ROLE loader SET log_error_verbosity = terse;
ALTER ROLE loader SET deadlock_timeout = '2s';
CREATE ROLE talker LOGIN;
SELECT registry.grant_duty('loader', 'intake_desk'), registry.grant_duty('talker', 'intake_desk');
SQL
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements')
  if $node->safe_psql('postgres', 'SHOW shared_preload_libraries') ne '';

# ---- loading ----

my $header = 'source_record;client_ref;identifier;registered_sex;programme;care;started;ended;'
  . 'exit_reason;aftercare_offer;primary_substance;plan';
my $copy_options = q{(FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'LATIN1')};
my $files = PostgreSQL::Test::Utils::tempdir();
my $nfiles = 0;
my $nlines = 0;

# A line of the file: the good one, with columns changed.
sub line
{
	my %change = @_;
	my %field  = (
		source_record => 'S' . ++$nlines,
		client_ref    => '',
		identifier    => '',
		registered_sex => 'female',
		programme     => 170,
		care          => 'outpatient',
		started       => '10-03-2024',
		primary_substance => 99,
		%change);
	return join ';', map { $field{$_} // '' } split /;/, $header;
}

sub write_file
{
	my $name = "$files/" . ++$nfiles . '.csv';
	open my $file, '>:raw', $name or die "$name: $!";
	print $file @_;
	close $file;
	return $name;
}

# psql as a role, without the start-up file; what it printed and said.
sub psql_as
{
	my ($role, $options, @commands) = @_;
	my ($out, $err) = ('', '');
	local $ENV{PGOPTIONS} = $options;
	my @words = ('psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-U', $role, '-d', $node->connstr('postgres'));
	IPC::Run::run([ @words, map { ('-c', $_) } @commands ], '<', \undef, '>', \$out, '2>', \$err);
	return ($out, $err);
}

# What COPY does not choke on in a file that the server reads itself, psql may have cut.
sub load_on_server
{
	my $name = write_file(@_);
	chmod 0644, $name;
	my (undef, $err) = psql_as('postgres', '-c log_error_verbosity=terse', 'SELECT registry.open_batch(17)',
		"COPY registry.intake_file (line) FROM '$name' $copy_options");
	return $err =~ /ERROR:\s+(\w{5})/ ? $1 : $err;
}

my $template = 'stays';

sub copy_commands
{
	my $name = shift;
	return ("SELECT registry.open_batch(17, '$template')", "\\copy registry.intake_file (line) FROM '$name' $copy_options");
}

my $last_error = '';

# Load a file as loader; SQLSTATE, or '' when it went in.
sub load
{
	my ($options, @lines) = @_;
	(undef, $last_error) = psql_as('loader', $options, copy_commands(write_file(@lines)));
	return $last_error =~ /ERROR:\s+(\w{5})/ ? $1 : $last_error;
}

sub rows_of_last_batch
{
	return $node->safe_psql('postgres',
		'SELECT count(*) FILTER (WHERE NOT rejected) || \' \' || count(*) FILTER (WHERE rejected)
		 FROM registry.intake_row WHERE batch = (SELECT max(batch) FROM registry.intake_batch)');
}

# ---- the file door: whatever the line looks like ----

my $body;
my @lines = (
	line(identifier => fancy('good')),
	line(identifier => plain('good with a hyphen')),
	line(identifier => bare('good and bare')),
	line(identifier => '"' . fancy('quoted') . '"'),
	line(identifier => plain('extra separator')) . ';',
	'S2;' . plain('missing column'),
	'"' . line(identifier => plain('quote never closed')),
	'"' . plain('text after a quote') . '"x;' . line(),
	line(identifier => plain('wrong date'), started => '31-02-2024'),
	line(started    => plain('as a date')),
	line(identifier => plain('unknown programme'), programme => 171),
	line(programme  => (plant('as a programme'))[0]),
	line(identifier => plain('bad byte') . "\xFF"),
	line(plan       => plain('beside a bad byte') . "\xC3"),
	line(identifier => plain('broken') . 'X'),
	line(identifier => (plant('without its check digit'))[0]),
	line(source_record => plain('as the record')),
	line(client_ref => fancy('as the file number')),
	line(plan       => 'madre: ' . fancy('in a remark')),
	line(care       => plain('as care')),
	line(registered_sex => fancy('as sex'), exit_reason => fancy('as an exit')),
	line(map { $_ => $body } qw(source_record client_ref identifier registered_sex programme care
		  started ended exit_reason aftercare_offer primary_substance plan)),
	line(identifier => plain('too long'), plan => 'x' x 10_000),
	line(identifier => plain('a million'), plan => 'x' x 1_000_000),
	join(';', (plain('again and again')) x 1000),
	line(plan => fancy('with a control character') . "\x07"),
	'""' . line(identifier => fancy('after two quotes')));
$body = fancy('in every column');
$lines[21] = join ';', ($body) x 12;
$body = plain('own number in another spelling');
push @lines, line(identifier => $body, source_record => 'R' . substr($body, 0, 8), client_ref => join ' ', split //, $body);

is(load('', map { "$_\n" } $header, @lines), '', 'a file of good and broken lines goes in');
is(rows_of_last_batch(), '11 17', 'of which the good ones are kept');

is(load('', fancy('no header') . ";x\n" . line(identifier => plain('after no header')) . "\n"),
	'', 'a file without a header goes in');
is(rows_of_last_batch(), '0 0', 'and nothing of it');
is(load('', "$header;" . plain('as the name of a column') . "\n" . line(identifier => plain('under a strange header')) . ";x\n"),
	'', 'a file with a number for a name goes in');
is(load('', "\xEF\xBB\xBF$header\r\n" . line(identifier => plain('after a mark')) . "\r\n"), '', 'a file with a mark goes in');

# What COPY itself refuses never gets to us; the line is quoted all the same.
my @bad = (line(identifier => fancy('before the fault')), line(identifier => fancy('good, in a bad file')));
my $after = line(identifier => fancy('after the fault'));
is(load_on_server(map { "$_\n" } $header, @bad, line(identifier => plain('NUL') . "\0"), $after), '22021', 'NUL');
is(load('', map { "$_\n" } $header, @bad, line(identifier => plain('one') . "\x01"), $after), '22P04', 'the delimiter of the door');
is(load('', map { "$_\n" } $header, @bad, line(identifier => plain('two') . "\x02"), $after), '22P04', 'the quote of the door');
is(load('', map { "$_\n" } $header, @bad, line(identifier => plain('return') . "\rx"), $after), '22P04', 'a stray carriage return');

# The server told its client the line, so it had it at hand when it wrote its log.
sub quoted
{
	my ($case) = @_;
	ok(leaked($last_error, $case), "$case: the client was told its line");
	return;
}

# ---- every other template: a number in each of its columns ----

my @forms;
for (qw(requests profile substances contacts assessments measures barriers_needs barrier_actions carers medication custody deaths
	consents aggregate))
{
	$template = $_;
	my @columns = split /\n/, $node->safe_psql('postgres', "SELECT name FROM continuum.intake_columns('$template')");
	my $number  = fancy("in a column of $template");
	my @rows    = map { my $wrong = $_; join ';', map { $_ eq $wrong ? $number : $_ eq 'source_record' ? 'T1' : '' } @columns } @columns;
	is(load('', map { "$_\n" } join(';', @columns), @rows), '', "a file of $template goes in");
	push @forms, map { [ $template, $_, $number ] } @columns;
}
$template = 'stays';
push @forms, map { [ 'stays', $_, $body ] } split /;/, $header;

# Forms, with bind parameters, as programs send them.
my $script = write_file('SELECT continuum.read_form(17, :template, jsonb_build_object(:name::text, :value::text, \'source_record\', \'T1\'));');
my @broken = grep
{
	my ($of, $name, $number) = @$_;
	local $ENV{PGOPTIONS} = '-c log_error_verbosity=terse';
	!run_log([ 'pgbench', '-n', '-t', '1', '-M', 'prepared', '-U', 'postgres', '-D', "template=$of", '-D', "name=$name", '-D', "value=$number",
		'-f', $script, '-h', $node->host, '-p', $node->port, 'postgres' ], '>', \my $out, '2>', \my $err);
} @forms;
is(scalar @broken, 0, scalar(@forms) . ' forms are answered');

# ---- a load that is stopped in the middle ----

# Enough lines that the door writes before the end; all with the same number.
sub many
{
	my $identifier = shift;
	return "$header\n", map { line(identifier => $identifier) . "\n" } 1 .. 1500;
}

# Another session that holds the table until its own end, and what it does then.
sub hold_table
{
	my ($then) = @_;
	my $out = '';
	my $session = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c',
			"SET application_name = 'holder'; BEGIN; SET LOCAL deadlock_timeout = '1min'; LOCK TABLE registry.intake_row IN SHARE MODE; $then; COMMIT" ],
		'<', \undef, '>', \$out, '2>', \$out);
	$node->poll_query_until('postgres',
		"SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'registry.intake_row'::regclass AND mode = 'ShareLock' AND granted)")
	  or die 'nobody holds the table';
	return $session;
}

sub release
{
	my $session = shift;
	$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'");
	$session->finish;
}

# Stop a waiting load by a call on its process.
sub load_stopped
{
	my ($call, @text) = @_;
	my $session = hold_table('SELECT pg_sleep(60)');
	my ($out, $err) = ('', '');
	my @words = ('psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-U', 'loader', '-d', $node->connstr('postgres'));
	my $load = IPC::Run::start([ @words, map { ('-c', $_) } copy_commands(write_file(@text)) ],
		'<', \undef, '>', \$out, '2>', \$err);
	$node->poll_query_until('postgres',
		"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'loader' AND wait_event_type = 'Lock')")
	  or die 'the load does not wait';
	$main::activity .= $node->safe_psql('postgres', "SELECT query FROM pg_stat_activity WHERE usename = 'loader'");
	$node->safe_psql('postgres', "SELECT $call(pid) FROM pg_stat_activity WHERE usename = 'loader'");
	$load->finish;
	release($session);
	$last_error = $err;
	return $err =~ /(?:ERROR|FATAL):\s+(\w{5})/ ? $1 : $err;
}

our $activity = '';
my $session = hold_table('SELECT pg_sleep(60)');
is(load('-c statement_timeout=500', many(fancy('statement timeout'))), '57014', 'statement timeout');
quoted('statement timeout');
is(load('-c lock_timeout=500', many(fancy('lock timeout'))), '55P03', 'lock timeout');
quoted('lock timeout');
release($session);
is(load_stopped('pg_cancel_backend', many(fancy('cancel'))), '57014', 'cancel');
quoted('cancel');
is(load_stopped('pg_terminate_backend', many(fancy('terminate'))), '57P01', 'terminate');
like($activity, qr/COPY\s+registry\.intake_file/, 'a load was seen while it ran');

$session = hold_table(<<'SQL');
DO $$ BEGIN LOOP EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE NOT granted); PERFORM pg_sleep(0.05); END LOOP; END $$;
SELECT count(*) FROM (SELECT FROM registry.intake_batch FOR UPDATE) b
SQL
is(load('', many(fancy('deadlock'))), '40P01', 'deadlock');
quoted('deadlock');
$session->finish;

$node->safe_psql('postgres', 'TRUNCATE registry.intake_row; CREATE UNIQUE INDEX twice ON registry.intake_row (care)');
is(load('', many(fancy('unique violation'))), '23505', 'unique violation');
quoted('unique violation');
$node->safe_psql('postgres', 'DROP INDEX registry.twice');

# ---- the typed door ----

# One row by bind parameters, as programs send it.
sub insert_row
{
	my (%field) = @_;
	my @names  = sort keys %field;
	my $script = write_file('INSERT INTO registry.intake (' . join(', ', @names) . ') VALUES (' . join(', ', map { ":$_" } @names) . ");\n");
	my ($out, $err) = ('', '');
	local $ENV{PGOPTIONS} = "-c continuum.intake_batch=$main::batch";
	my @values = map { my $v = "$_=$field{$_}"; utf8::encode($v); ('-D', $v) } @names;
	IPC::Run::run([ 'pgbench', '-n', '-t', 1, '-M', $main::protocol, @values, '-f', $script, '-U', 'loader', $node->connstr('postgres') ],
		'<', \undef, '>', \$out, '2>', \$err);
	return $err =~ /ERROR/ ? $err : '';
}

our ($batch, $protocol) = ('', 'extended');
($batch) = psql_as('loader', '', 'SELECT registry.open_batch(17)');
chomp $batch;
my %good = (source_record => 'T', registered_sex => 'female', programme => 170, care => 'outpatient',
	started => '2024-03-10', primary_substance => 99);
for $protocol ('extended', 'prepared')
{
	for my $row (
		{ identifier => fancy("typed $protocol: good") },
		{ identifier => plain("typed $protocol: broken") . 'x' },
		{ source_record => plain("typed $protocol: as the record") },
		{ client_ref => wide("typed $protocol: in wide digits") },
		{ identifier => fancy("typed $protocol: bad date"), started => 'ayer' },
		{ started   => fancy("typed $protocol: as a date") },
		{ programme => (plant("typed $protocol: as a programme"))[0] },
		{ plan      => 'madre ' . fancy("typed $protocol: in a remark") },
		{ plan      => plain("typed $protocol: in a long text") . 'x' x 20_000 })
	{
		is(insert_row(%good, %$row), '', 'a row goes in by bind parameters');
	}
}
# Own number in Arabic-Indic digits, which only the guard knows.
my $own = plain('typed: own, in Arabic-Indic digits');
(my $arabic = $own) =~ tr/0-9/\x{0660}-\x{0669}/;
is(insert_row(%good, identifier => $own, client_ref => $arabic), '', 'a row goes in');
is(rows_of_last_batch(), '9 10', 'the good ones are kept');

# A statement by bind parameters that runs into something.
$node->safe_psql('postgres', "INSERT INTO registry.intake_row (batch, row_number) SELECT $batch, max(row_number) + 1 FROM registry.intake_row WHERE batch = $batch");
$node->safe_psql('postgres', 'ALTER TABLE registry.intake_row ADD CONSTRAINT no_more CHECK (row_number < 20) NOT VALID');
like(insert_row(%good, identifier => fancy('typed: check violation')), qr/ERROR/, 'check violation');
$node->safe_psql('postgres', 'ALTER TABLE registry.intake_row DROP CONSTRAINT no_more');

# ---- the door that would rather not open ----

my $refused = write_file("$header\n", line(identifier => fancy('to a talkative role')) . "\n");
like((psql_as('talker', '', copy_commands($refused)))[1], qr/ERROR:\s+55000/, 'refused where the log is not terse');
$node->safe_psql('postgres', 'ALTER ROLE talker SET log_error_verbosity = default');
like((psql_as('talker', '', copy_commands($refused)))[1], qr/ERROR:\s+55000/, 'refused where the log is default');
for my $destination ('csvlog', 'jsonlog')
{
	$node->safe_psql('postgres', "ALTER SYSTEM SET log_destination = 'stderr,$destination'");
	$node->reload;
	$node->poll_query_until('postgres', "SELECT current_setting('log_destination') LIKE '%$destination'") or die 'no reload';
	is(load('', "$header\n", line(identifier => fancy("into a $destination")) . "\n"), '55000', "refused where there is a $destination");
}
$node->safe_psql('postgres', 'ALTER SYSTEM RESET log_destination');
$node->reload;
$node->poll_query_until('postgres', "SELECT current_setting('log_destination') = 'stderr'") or die 'no reload';

# ---- values that must be found ----

my $control = fancy('control: as the name of a file');
$node->safe_psql('postgres', "INSERT INTO registry.intake_batch (provider, template, mode, code_system, file_name) VALUES (17, 'stays', 'add', 'x', '$control')");
my $quoted = write_file("1\n" . fancy('control: in a context') . "\n");
$node->psql('postgres', "CREATE TABLE control (n integer);");
psql_as($node->safe_psql('postgres', 'SELECT current_user'), '', "\\copy control FROM '$quoted'");

# ---- the search ----

$node->safe_psql('postgres', 'ANALYZE; CHECKPOINT');
$activity .= $node->safe_psql('postgres', 'SELECT string_agg(query, chr(10)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
$activity .= $node->safe_psql('postgres', 'SELECT string_agg(query, chr(10)) FROM pg_stat_statements')
  if $node->safe_psql('postgres', "SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'");
my @programmes = split /\n/, $node->safe_psql('postgres', 'SELECT DISTINCT unnest(ARRAY[programme, referred_to]) FROM registry.intake_row');
is(join(', ', grep { my $n = $_; grep { $_ eq $n } values %Planted::planted } @programmes), '', 'no number was taken for a programme');

my ($dump, $complaints) = ('', '');
IPC::Run::run([ 'pg_dumpall', '-d', $node->connstr('postgres') ], '>', \$dump, '2>', \$complaints);
$node->stop;

my $log = slurp_file($node->logfile);
my @heap = files_below($node->data_dir);

my @controls = grep { /^control/ } keys %Planted::planted;
my @secrets  = grep { !/^control/ } keys %Planted::planted;
is(join(', ', leaked($log, @controls)), join(', ', sort @controls), 'control: a logged value is found in the log');
is(join(', ', leaked($dump, @controls)), 'control: as the name of a file', 'control: a stored value is found in the dump');
my (%found, $nwal, $nheap);
for my $name (@heap)
{
	my $bytes = slurp_file($name);
	$nwal++ if $name =~ m{/pg_wal/[0-9A-F]{24}$} and leaked($bytes, @controls);
	$nheap++ if $name =~ m{/base/} and leaked($bytes, @controls);
	$found{$_} = $name for leaked($bytes, @secrets);
}
ok($nwal,  'control: a stored value is found in the WAL');
ok($nheap, 'control: a stored value is found in a table');

cmp_ok(scalar @secrets, '>', 60, 'many identifiers were planted');
is(join(', ', leaked($log, @secrets)), '', 'none in the log');
is(join(', ', leaked($activity, @secrets)), '', 'none in the activity');
is(join(', ', leaked($dump, @secrets)), '', 'none in the dump');
is(join(', ', map { "$_ in $found{$_}" } sort keys %found), '', 'none in any file of the data directory');

done_testing();
