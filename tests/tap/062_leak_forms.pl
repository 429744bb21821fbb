# 062_leak_forms.pl: no raw identifier and no byte of a key in anything that the server writes, when
# identifiers come in forms, are sealed by themselves, are rotated and converted: with bind parameters,
# good and bad, cancelled, timed out, in a deadlock, and with the logs at their most talkative as far
# as the doors open at all. 030_leak.pl does the same for files.

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

# ---- a server that says everything, and its keys ----

my $folder = PostgreSQL::Test::Utils::tempdir();
my $keyring = "$folder/keyring";
my %secret = map { ($_ => join '', map { chr int rand 256 } 1 .. 32) } ('root', 'root before', 'ministry', 'ministry before', 'provider', 'project');
plant_bytes("key: $_", $secret{$_}) for keys %secret;

# The keys that are made of the secrets, by another program than ours.
sub derive
{
	my ($name, $of, $info) = @_;
	my $hex = `openssl kdf -binary -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:@{[ unpack 'H*', $secret{$of} ]} -kdfopt salt:leak-forms -kdfopt info:$info HKDF 2>/dev/null | od -An -v -tx1`;
	$hex =~ s/\s//g;
	plant_bytes("derived key: $name", pack('H*', $hex)) if length $hex == 64;
	return;
}
derive('root', 'root', 'continuum/1/root-pseudonym');
derive('ministry', 'ministry', 'continuum/1/domain/ministry');
derive('provider', 'provider', 'continuum/1/domain/provider/17');

sub write_keyring
{
	my ($rotated) = @_;
	my %hex = map { $_ => unpack 'H*', $secret{$_} } keys %secret;
	my @lines = $rotated
		? ("1 root - 1 retired $hex{'root before'}", "6 root - 2 active $hex{root}",
		   "2 domain ministry 1 retired $hex{'ministry before'}", "5 domain ministry 2 active $hex{ministry}")
		: ("1 root - 1 active $hex{'root before'}", "2 domain ministry 1 active $hex{'ministry before'}");
	open my $file, '>', $keyring or die "$keyring: $!";
	print $file map { "$_\n" } 'registry leak-forms', @lines, "3 domain provider 1 active $hex{provider}", "4 domain project 1 active $hex{project}";
	close $file;
	chmod 0600, $keyring;
	return;
}
write_keyring(0);

my $libraries = `$ENV{PG_CONFIG} --pkglibdir` =~ s/\n//r;
my @more = grep { -e "$libraries/$_.so" } qw(pg_stat_statements auto_explain);
my $node = PostgreSQL::Test::Cluster->new('leak_forms');
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
track_activity_query_size = 32kB
CONF
$node->append_conf('postgresql.conf', "shared_preload_libraries = '" . join(',', 'continuum', @more) . "'\ncontinuum.keyring_file = '$keyring'\n");
$node->start;
$node->safe_psql('postgres', <<"SQL");
CREATE EXTENSION continuum;
CREATE ROLE registry_owner NOLOGIN;
SELECT continuum.create_registry('registry_owner');
SELECT registry.register_provider(17, 'Leak');
SELECT registry.register_programme(170, 17, 'Leak');
SELECT registry.register_source_format(17, scheme => 'CL.RUN');
CREATE ROLE desk LOGIN;
CREATE ROLE linker LOGIN;
CREATE ROLE custodian LOGIN;
CREATE ROLE talker LOGIN;
SELECT registry.grant_duty('desk', 'provider', '{17}'), registry.grant_duty('talker', 'provider', '{17}'),
  registry.grant_duty('linker', 'linkage'), registry.grant_duty('custodian', 'key_custodian');
GRANT EXECUTE ON FUNCTION continuum.pseudonymize(text, text, text), continuum.identifier_problem(text, text) TO desk, talker;
ALTER ROLE desk SET log_error_verbosity = terse;
ALTER ROLE desk SET deadlock_timeout = '2s';
SQL
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements') if grep { $_ eq 'pg_stat_statements' } @more;

# ---- one statement with bind parameters; the SQLSTATE that the client was told, or '' ----

my $nscripts = 0;
my $protocol = 'extended';
our $last_error = '';

sub start_statement
{
	my ($role, $options, $sql, %value) = @_;
	my $script = "$folder/" . ++$nscripts . '.sql';
	open my $file, '>:utf8', $script or die "$script: $!";
	print $file "$sql;\n";
	close $file;
	local $ENV{PGOPTIONS} = $options;
	my @values = map { my $v = "$_=$value{$_}"; utf8::encode($v); ('-D', $v) } sort keys %value;
	$last_error = '';
	return IPC::Run::start([ 'pgbench', '-n', '-t', 1, '--verbose-errors', '-M', $protocol, @values, '-f', $script, '-U', $role, $node->connstr('postgres') ],
		'<', \undef, '>', \my $out, '2>', \$last_error);
}

sub bound
{
	my $run = start_statement(@_);
	$run->finish;
	return $last_error =~ /ERROR|deadlock/ ? 'refused' : '';
}

# ---- forms ----

# Every function that takes one, with an identifier in its place and where it does not belong.
my @functions = split /\n/, $node->safe_psql('postgres', <<'SQL');
SELECT proname FROM pg_proc WHERE pronamespace = 'registry'::regnamespace AND pronargs = 2 AND proargnames[1] = 'form' AND proargnames[2] = 'provider' ORDER BY 1
SQL
$node->safe_psql('postgres', "GRANT EXECUTE ON FUNCTION registry.$_(jsonb, integer) TO desk, talker") for @functions;
cmp_ok(scalar @functions, '>', 0, 'there are forms');
my %good = (programme => 170, on_date => '2024-03-10', started => '2024-03-10', care => 'outpatient', registered_sex => 'female',
	kind => 'visit', outcome => 'held', scheme => 'CL.RUN', stage => 'admission', source_record => 'R');
sub form
{
	my (%fields) = (%good, @_);
	return '{' . join(', ', map { qq("$_": "$fields{$_}") } sort keys %fields) . '}';
}
my $nforms = 0;
for my $function (@functions)
{
	my $sql = "SELECT registry.$function(:form)";
	for my $case (
		[ 'as it should be', identifier => fancy("$function: good") ],
		[ 'with a wrong check digit', identifier => plain("$function: broken") . 'x' ],
		[ 'in wide digits', identifier => wide("$function: wide") ],
		[ 'as its record', source_record => plain("$function: record") ],
		[ 'as the file number', client_ref => fancy("$function: file number") ],
		[ 'as the case number', case_number => bare("$function: case number") ],
		[ 'as a date', on_date => plain("$function: date"), started => plain("$function: start") ],
		[ 'as a code', kind => plain("$function: kind"), care => plain("$function: care") ],
		[ 'as a programme', programme => (plant("$function: programme"))[0] ],
		[ 'in a remark', next_step => 'madre ' . fancy("$function: remark") ],
		[ 'as a key', fancy("$function: key") => 'x', identifier => fancy("$function: beside a key") ],
		[ 'too long', identifier => plain("$function: long") . 'x' x 20_000 ])
	{
		my ($name, %fields) = @$case;
		$protocol = $nforms++ % 2 ? 'prepared' : 'extended';
		bound('desk', '', $sql, form => form(%fields));
	}
	# What is no form at all.
	bound('desk', '', $sql, form => fancy("$function: no form"));
	bound('desk', '', $sql, form => '{"identifier": "' . fancy("$function: cut off"));
	bound('desk', '', $sql, form => '["' . fancy("$function: list") . '"]');
	bound('desk', '', $sql, form => '{"identifier": {"number": "' . fancy("$function: nested") . '"}}');
}
# Where neither terse nor the settings keep parameters back, the server has logged them before any function
# is called: that is what check_settings() is for. The form is refused, so that this is noticed at once.
is(bound('talker', '', 'SELECT registry.log_contact(:form)', form => form(identifier => fancy('control: of a role that is not terse'))), 'refused', 'refused where the log is not terse');
like($last_error, qr/the server log could show/, 'for that reason');
my $known = $node->safe_psql('postgres', 'SELECT count(*) FROM registry.person');
note("$nforms forms, $known people");

# Somebody known, by the typed door, so that what follows does something.
my $person = fancy('enrolled');
sub enrol
{
	my ($record) = @_;
	my $batch = $node->safe_psql('postgres', 'SELECT registry.open_batch(17)', extra_params => [ '-U', 'desk' ]);
	is(bound('desk', "-c continuum.intake_batch=$batch",
		'INSERT INTO registry.intake (source_record, identifier, registered_sex, programme, care, started, primary_substance) VALUES (:r, :i, :s, :p, :c, :d, :u)',
		r => $record, i => $person, s => 'female', p => 170, c => 'outpatient', d => '2024-03-10', u => 99), '', "$record: sent") or diag($last_error);
	is($node->safe_psql('postgres', "SELECT rows_new FROM registry.accept_batch($batch)"), '1', "$record: accepted");
	return;
}
enrol('P1');

# A form that waits for its provider's turn, and what ends it there.
my $form_sql = 'SELECT registry.log_contact(:form)';
sub hold_provider
{
	my ($then) = @_;
	my $out = '';
	my $session = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c',
		"SET application_name = 'holder'; BEGIN; SELECT FROM registry.provider FOR UPDATE; $then; COMMIT" ], '<', \undef, '>', \$out, '2>', \$out);
	$node->poll_query_until('postgres', "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep')")
		or die 'nobody holds the provider';
	return $session;
}
sub release
{
	my $session = shift;
	$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'");
	$session->finish;
	return;
}
my $activity = '';
my $holder = hold_provider('SELECT pg_sleep(60)');
is(bound('desk', '-c statement_timeout=500', $form_sql, form => form(identifier => fancy('statement timeout'))), 'refused', 'statement timeout');
is(bound('desk', '-c lock_timeout=500', $form_sql, form => form(identifier => fancy('lock timeout'))), 'refused', 'lock timeout');
foreach my $call ('pg_cancel_backend', 'pg_terminate_backend')
{
	my $run = start_statement('desk', '', $form_sql, form => form(identifier => fancy($call)));
	$node->poll_query_until('postgres', "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'desk' AND wait_event_type = 'Lock')")
		or die "the form does not wait: $last_error";
	$activity .= $node->safe_psql('postgres', "SELECT query FROM pg_stat_activity WHERE usename = 'desk'");
	$node->safe_psql('postgres', "SELECT $call(pid) FROM pg_stat_activity WHERE usename = 'desk'");
	$run->finish;
	like($last_error, qr/canceling statement|terminating connection|server closed/, $call);
}
like($activity, qr/registry\.\w+\(\$1\)/, 'a form was seen while it ran');
release($holder);
# A deadlock: the form has the keys and waits for the provider, the other has the provider and wants the keys.
my $deadlock = hold_provider(<<'SQL');
DO $$ BEGIN LOOP EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE NOT granted); PERFORM pg_sleep(0.05); END LOOP; END $$;
SET LOCAL deadlock_timeout = '1min'; LOCK TABLE registry.key_check IN EXCLUSIVE MODE
SQL
is(bound('desk', '', $form_sql, form => form(identifier => fancy('deadlock'))), 'refused', 'deadlock');
like($last_error, qr/deadlock detected/, 'it was one');
$deadlock->finish;

# ---- sealing by itself ----

my $seal = 'SELECT continuum.pseudonymize(:i, :s, :d)';
is(bound('desk', '', $seal, i => fancy('sealed'), s => 'CL.RUN', d => 'ministry'), '', 'sealed');
foreach my $case ([ 'wrong check digit', plain('sealed: broken') . 'x', 'CL.RUN', 'ministry' ],
	[ 'unknown scheme', fancy('sealed: scheme'), 'CL.RUT', 'ministry' ], [ 'unknown domain', fancy('sealed: domain'), 'CL.RUN', 'nowhere' ],
	[ 'as its scheme', 'x', plain('sealed: as a scheme'), 'ministry' ], [ 'as its domain', 'x', 'CL.RUN', plain('sealed: as a domain') ])
{
	my ($name, $i, $s, $d) = @$case;
	is(bound('desk', '', $seal, i => $i, s => $s, d => $d), 'refused', $name);
}
is(bound('desk', '', 'SELECT continuum.identifier_problem(:i, :s)', i => plain('checked') . 'x', s => 'CL.RUN'), '', 'checked');
is(bound('desk', '-c statement_timeout=200', 'SELECT continuum.pseudonymize(:i, :s, :d), pg_sleep(5)', i => fancy('sealed: timeout'), s => 'CL.RUN', d => 'ministry'),
	'refused', 'a timeout after it was sealed');

# ---- a file of people in the door for programmes ----

$node->safe_psql('postgres', 'GRANT INSERT ON registry.programmes_file TO desk');
my $wrong = "$folder/wrong.csv";
append_to_file($wrong, "source_record;client_ref;identifier;programme\nA;1;" . fancy('wrong door') . ";170\nB;2;" . plain('wrong door, again') . ";170\n");
IPC::Run::run([ 'psql', '-XAtq', '-U', 'desk', '-d', $node->connstr('postgres'), '-c',
	"\\copy registry.programmes_file (line) FROM '$wrong' (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')" ], '<', \undef, '>', \my $copied, '2>', \my $complaint);
is($complaint, '', 'taken');
is($node->safe_psql('postgres', 'SELECT count(*) FROM registry.programmes_line'), '1', 'and nothing but its header kept');

# ---- keys: rotated, converted, refused ----

$node->psql('postgres', "SET continuum.keyring_file = '$folder/absent'; SELECT count(*) FROM continuum.keyring_status()");
write_keyring(1);
$node->reload;
$node->poll_query_until('postgres', 'SELECT count(*) = 6 FROM continuum.keyring_status()') or die 'the keyring was not read';
my ($code) = $node->psql('postgres', "SELECT registry.rotate_domain('ministry', 2); SELECT registry.rotate_root(2)", extra_params => [ '-U', 'custodian' ]);
is($code, 0, 'rotated');
bound('desk', '', $form_sql, form => form(identifier => $person));
enrol('P2');
is($node->safe_psql('postgres', "SELECT string_agg(DISTINCT root_version::text, ',') FROM registry.person_alias WHERE person = (SELECT person FROM registry.current_stay WHERE source_record = 'P1')"), '2', 'and recognised');
my $aliases = $node->safe_psql('postgres', "SELECT array_agg(pseudonym) FROM registry.person_alias WHERE domain = 'ministry'");
is(bound('linker', '', 'SELECT * FROM registry.convert_pseudonyms(:p, :f, :t, :u)', p => $aliases, f => 'ministry', t => 'project/abc', u => 'linkage'), '', 'converted');

# ---- modules that write plans, and other logs ----

my $contrib = grep { $_ eq 'auto_explain' } @more;
SKIP:
{
	skip 'no auto_explain', 3 unless $contrib;
	my $plans = '-c auto_explain.log_min_duration=0 -c auto_explain.log_nested_statements=on';
	$node->safe_psql('postgres', "GRANT SET ON PARAMETER auto_explain.log_min_duration, auto_explain.log_nested_statements, auto_explain.log_verbose TO desk");
	$node->safe_psql('postgres', "ALTER SYSTEM SET auto_explain.log_parameter_max_length = 0") if $node->pg_version >= 16;
	$node->reload;
	is(bound('desk', "$plans -c auto_explain.log_verbose=on", $form_sql, form => form(identifier => fancy('verbose plans'))), 'refused',
		'refused where plans are logged with what functions are called with');
	like($last_error, qr/the server log could show/, 'for that reason');
	bound('desk', $plans, $form_sql, form => form(identifier => fancy('plans')));
	bound('desk', $plans, $form_sql, form => form(identifier => $person));
	pass('plans');
}
# Nothing of statements, but everything of errors, into every log there is.
$node->append_conf('postgresql.conf', "log_destination = 'stderr,csvlog,jsonlog'\nlogging_collector = on\nlog_statement = none\nlog_min_duration_statement = -1\n"
	. "log_min_error_statement = error\n");
$node->restart;
is(bound('desk', '', $form_sql, form => form(identifier => fancy('csvlog'))), 'refused', 'forms are refused');
is(bound('desk', '', $seal, i => plain('csvlog: broken') . 'x', s => 'CL.RUN', d => 'ministry'), 'refused', 'sealing fails');
is(bound('talker', '', $seal, i => plain('csvlog: broken, not terse') . 'x', s => 'CL.RUN', d => 'ministry'), 'refused', 'sealing fails where the log is not terse');
$node->psql('postgres', "SELECT continuum.pseudonymize('" . fancy('csvlog: literal') . "', 'CL.RUN', 'ministry')");
$node->psql('postgres', "DO \$\$ BEGIN PERFORM continuum.pseudonymize('" . fancy('csvlog: in a block') . "', 'CL.RUN', 'ministry'); END \$\$");
$node->psql('postgres', "SELECT registry.log_contact('{\"identifier\": \"" . fancy('csvlog: literal form') . "\"}', 17)");

# ---- values that must be found ----

$node->safe_psql('postgres', "CREATE TABLE control (text text); INSERT INTO control VALUES ('" . fancy('control: stored') . "')");
$node->psql('postgres', "SELECT '" . fancy('control: logged') . "'::integer");

# ---- the search ----

$node->safe_psql('postgres', 'ANALYZE; CHECKPOINT');
$activity .= $node->safe_psql('postgres', 'SELECT string_agg(query, chr(10)) FROM pg_stat_activity');
my $statements = '';
$statements = $node->safe_psql('postgres', 'SELECT string_agg(query, chr(10)) FROM pg_stat_statements') if grep { $_ eq 'pg_stat_statements' } @more;
my $catalogs = join "\n", map { $node->safe_psql('postgres', "SELECT t::text FROM $_ t") }
	qw(pg_stats pg_proc pg_settings pg_db_role_setting pg_description pg_prepared_statements pg_cursors);
my ($plain, $custom) = ('', '');
IPC::Run::run([ 'pg_dumpall', '-d', $node->connstr('postgres') ], '>', \$plain);
IPC::Run::run([ 'pg_dump', '-Fc', '-d', $node->connstr('postgres') ], '|', [ 'pg_restore', '-f', '-' ], '>', \$custom);
$node->stop;

my %written = (dump => $plain, 'custom dump' => $custom, activity => $activity, 'pg_stat_statements' => $statements, catalogs => $catalogs,
	log => slurp_file($node->logfile));
my (%where, %found);
my @controls = grep { /^control/ } keys %Planted::planted;
my @secrets = grep { !/^control/ } keys %Planted::planted;
for my $file (files_below($node->data_dir))
{
	my $bytes = slurp_file($file);
	my $kind = $file =~ /\.csv$/ ? 'csvlog' : $file =~ /\.json$/ ? 'jsonlog' : $file =~ /\.log$/ ? 'log' : $file =~ m{/pg_wal/} ? 'WAL' : 'data';
	$where{$kind} = 1 if leaked($bytes, @controls);
	$found{$_} = $file for leaked($bytes, @secrets);
}
foreach my $kind (sort keys %written)
{
	is(join(', ', leaked($written{$kind}, @secrets)), '', "none in the $kind");
}
is(join(', ', map { "$_ in $found{$_}" } sort keys %found), '', 'none in any file of the data directory');
is(join(' ', sort keys %where), 'WAL csvlog data jsonlog log', 'controls are found in logs of every kind, tables and WAL');
ok(leaked($plain, 'control: stored') && leaked($custom, 'control: stored'), 'and in both dumps');
cmp_ok(scalar(grep { /key/ } @secrets), '>=', 6, 'keys were looked for');
cmp_ok(scalar @secrets, '>', 12 * @functions, 'many identifiers were looked for');

done_testing();
