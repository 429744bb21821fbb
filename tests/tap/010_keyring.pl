# 010_keyring.pl: where the keyring may come from, what is refused, and that no key byte and no
# identifier is found anywhere afterwards.
use strict;
use warnings;

use File::Copy;
use File::Temp;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# Not in PostgreSQL::Test::Utils' directory: that one may lie in the data directory's parent,
# and the keyring's folder is looked at by name.
my $folder = File::Temp::tempdir('continuum-keyring-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $keyring = "$folder/keyring";

my $root = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
my $ministry = '202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f';
my $provider = '606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f';
my $later = 'c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf';
my $text = <<"END";
# the keyring of the published vectors
registry continuum-test-registry
1 root - 1 active $root
3 domain ministry 1 active $ministry
4 domain provider 1 active $provider
END

sub write_file
{
	my ($path, $content, $mode) = @_;
	open my $file, '>', $path or die "$path: $!";
	print $file $content;
	close $file;
	chmod $mode, $path or die "$path: $!";
	return;
}

my $node = PostgreSQL::Test::Cluster->new('keyring');
$node->init;
$node->append_conf('postgresql.conf', <<'END');
log_min_messages = debug1
log_min_error_statement = debug5
log_error_verbosity = verbose
log_statement = none
log_connections = on
log_disconnections = on
END
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION continuum');
$node->safe_psql('postgres', 'CREATE ROLE ordinary LOGIN');

# SQLSTATE, the rest of what an error says, and the rows, of one session.
sub try
{
	my ($setting, $sql, %options) = @_;
	my ($code, $rows, $errors) = $node->psql('postgres',
		join("\n", '\set VERBOSITY verbose', (map { "SET continuum.keyring_file = '$_';" } grep { defined } $setting), $sql),
		%options);
	my ($state) = ($errors // '') =~ /ERROR:\s+([0-9A-Z]{5}):/;
	return ($state // 'none', $errors // '', $rows // '');
}

my $status = 'SELECT count(*) FROM continuum.keyring_status()';
my $seal = "SELECT continuum.pseudonymize('12.345.678-5', 'CL.RUN', 'ministry')";
my $want = '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC';

sub refused
{
	my ($setting, $state, $reason, $name) = @_;
	my ($got, $errors) = try($setting, $status);
	is($got, $state, "$name: SQLSTATE");
	like($errors, $reason, "$name: reason");
	unlike($errors, qr/\Q$root\E|\Q$folder\E/, "$name: neither key nor path is told");
	return;
}

# Nothing set, nothing there
refused(undef, '55000', qr/HINT:.*openssl rand -hex 32/s, 'no setting');
refused("$folder/absent", '55000', qr/does not exist/, 'absent');
refused("$folder/absent/absent", '55000', qr/does not exist/, 'absent directory');

# A good one
write_file($keyring, $text, 0600);
my ($state, $errors, $rows) = try($keyring, "$status; $seal");
is($rows, "3\n$want", 'a good file is read');

# The tool that the hint recommends in words
my $made = "$folder/made";
command_ok([ 'tests/tools/make_keyring', $made, 'test-registry' ], 'make_keyring makes a keyring');
is((try($made, "SELECT string_agg(concat_ws(' ', key_id, kind, name, version, state), ', ' ORDER BY key_id) FROM continuum.keyring_status()"))[2],
	'1 root 1 active, 2 domain ministry 1 active, 3 domain provider 1 active', 'and it is accepted');
command_fails([ 'tests/tools/make_keyring', $made, 'test-registry' ], 'it overwrites none');
command_fails([ 'tests/tools/make_keyring', "$made-2", 'test registry' ], 'a name with a blank is refused');
ok(!-e "$made-2", 'before a file is made');
command_ok([ 'tests/tools/make_keyring', "$made-3", 'test-registry' ], 'and another one');
isnt(slurp_file($made), slurp_file("$made-3"), 'with other secrets');

# Modes
foreach my $mode (0640, 0604, 0660, 0610, 0601, 0644)
{
	chmod $mode, $keyring;
	refused($keyring, '42501', qr/open to group or others/, sprintf('mode %04o', $mode));
}
chmod 0400, $keyring;
is((try($keyring, $status))[2], '3', 'mode 0400 is closed enough');
chmod 0200, $keyring;
SKIP:
{
	skip 'root may read everything', 3 if $> == 0;
	refused($keyring, '55000', qr/cannot be opened/, 'unreadable');
}
chmod 0600, $keyring;

# Somebody else's file: one that root made for everybody
SKIP:
{
	skip 'this runs as root', 3 if $> == 0;
	refused('/etc/passwd', '42501', qr/open to group or others/, 'a public file of root');
}

# Links, directories, devices, FIFOs, relative names
symlink($keyring, "$folder/link") or die;
refused("$folder/link", '42501', qr/symbolic link/, 'symbolic link');
refused($folder, '42501', qr/not a regular file/, 'directory');
refused('/dev/null', '42501', qr/not a regular file/, 'device');
system_or_bail('mkfifo', '-m', '600', "$folder/fifo");
refused("$folder/fifo", '42501', qr/not a regular file/, 'FIFO');
refused('keyring', '42501', qr/absolute path/, 'relative');

# Inside the data directory, by its name and through a link among its directories
my $data = $node->data_dir;
copy($keyring, "$data/keyring") or die;
chmod 0600, "$data/keyring";
refused("$data/keyring", '42501', qr/in the data directory/, 'in the data directory');
mkdir "$data/pg_wal/deep";
copy($keyring, "$data/pg_wal/deep/keyring") or die;
chmod 0600, "$data/pg_wal/deep/keyring";
refused("$data/base/../pg_wal/deep/keyring", '42501', qr/in the data directory/, 'deep in the data directory');
symlink($data, "$folder/elsewhere") or die;
refused("$folder/elsewhere/keyring", '42501', qr/in the data directory/, 'through a linked directory');
unlink "$data/keyring", "$data/pg_wal/deep/keyring";
rmdir "$data/pg_wal/deep";
mkdir "$data-beside";
write_file("$data-beside/keyring", $text, 0600);
is((try("$data-beside/keyring", $status))[2], '3', 'beside the data directory is outside');
unlink "$data-beside/keyring";
rmdir "$data-beside";

# Malformed: every reason is in tests/unit; here that a reason arrives and no byte of a key
my $half = substr($root, 0, 40);
foreach my $case (
	[ '', 'empty' ],
	[ "registry x\n", 'no key' ],
	[ "1 root - 1 active $root\n", 'no registry' ],
	[ "registry x\n1 root - 1 active $half\n", 'short secret' ],
	[ "registry x\n1 root - 1 active $root\n1 domain m 1 active $ministry\n", 'same id twice' ],
	[ "registry x\n1 root - 1 active $root\n\0\n", 'NUL byte' ],
	[ "registry x\n" . ("# x\n" x 20000), '64 kB and more' ])
{
	write_file("$folder/malformed", $case->[0], 0600);
	my ($got, $said) = try("$folder/malformed", $status);
	is($got, '55000', "malformed, $case->[1]: SQLSTATE");
	unlike($said, qr/\Q$half\E/, "malformed, $case->[1]: no byte of a key");
}

# No active root; unknown domain; unknown key id
write_file("$folder/rootless", "registry x\n1 root - 1 retired $root\n3 domain ministry 1 active $ministry\n", 0600);
is((try("$folder/rootless", $status))[2], '2', 'status without an active root');
is((try("$folder/rootless", $seal))[0], '55000', 'sealing without an active root');
is((try($keyring, "SELECT continuum.pseudonymize('12.345.678-5', 'CL.RUN', 'project/a')"))[0], '42704', 'unknown domain');
my $alias = "CREATE SCHEMA registry; INSERT INTO continuum.registry_owner VALUES (current_user::regrole); CREATE TABLE registry.person_alias (domain text, pseudonym continuum.pseudonym, quality text);"
	. " INSERT INTO registry.person_alias VALUES ('ministry', '9-000000000000000000000000001', 'verified');";
($state, $errors) = try($keyring, "BEGIN; $alias SELECT continuum.translate('9-000000000000000000000000001', 'ministry', 'provider/17')");
is($state, '42704', 'unknown key id');
like($errors, qr/no such key/, 'unknown key id: reason');

# The command: used when no file is set, by the server's user; its failures are errors
sub set_command
{
	my ($command) = @_;
	$node->safe_psql('postgres', "LOAD 'continuum'; ALTER SYSTEM SET continuum.keyring_command = '$command'");
	$node->reload;
	return;
}
set_command("cat $keyring; echo run >> $folder/runs");
# One session, many rows, one run
($state, $errors, $rows) = try(undef, "SELECT pg_sleep(0.2); SELECT count(DISTINCT continuum.pseudonymize(x, 'CL.RUN', 'ministry')) FROM unnest('{12.345.678-5,12345678-5,6.265.837-1}'::text[]) x, generate_series(1, 100); $seal");
like($rows, qr/2\n\Q$want\E$/, 'the command is read');
is(slurp_file("$folder/runs"), "run\n", 'once a session');
foreach my $case ([ 'false', qr/command failed/ ], [ "cat $keyring; exit 3", qr/command failed/ ],
	[ 'true', qr/holds no key/ ], [ 'yes', qr/64 kB or more|command failed/ ])
{
	set_command($case->[0]);
	my ($got, $said) = try(undef, "SELECT pg_sleep(0.2); $status");
	is($got, '55000', "command $case->[0]: SQLSTATE");
	like($said, $case->[1], "command $case->[0]: reason");
}
$node->safe_psql('postgres', "LOAD 'continuum'; ALTER SYSTEM RESET continuum.keyring_command");
$node->safe_psql('postgres', "LOAD 'continuum'; ALTER SYSTEM SET continuum.keyring_file = '$keyring'");
$node->reload;

# Reload: a session keeps what it has read until the server is told to reload; then it reads
# again, and what it cannot read any more it does not use any more.
my $session = $node->background_psql('postgres', on_error_stop => 0);
sub ask { my ($sql) = @_; my $answer = $session->query($sql); return $answer; }
sub kcv { return ask("SELECT encode(kcv, 'hex') FROM continuum.keyring_status() WHERE key_id = 3"); }
my $pid = ask('SELECT pg_backend_pid()');
is(kcv(), '54eaf1e3e7d02861', 'key check value of the vectors');
write_file($keyring, $text =~ s/$ministry/$later/r, 0600);
is(kcv(), '54eaf1e3e7d02861', 'a changed file is not read without a reload');
sub reload
{
	my $before = ask('SELECT pg_conf_load_time()');
	$node->reload;
	$node->poll_query_until('postgres', 'SELECT true'); # the signal is on its way
	foreach (1 .. 100)
	{
		return if ask('SELECT pg_conf_load_time()') ne $before;
		select(undef, undef, undef, 0.1);
	}
	die 'the session was not told to reload';
}
reload();
my $new = kcv();
like($new, qr/^[0-9a-f]{16}$/, 'read again after a reload');
isnt($new, '54eaf1e3e7d02861', 'the new key is used');
isnt(ask($seal), $want, 'and seals otherwise');
chmod 0644, $keyring;
reload();
is(ask($seal), '', 'a keyring that may not be read is not used from memory');

# A backend with a key lets nobody of its own user look into it: no core file, no debugger.
SKIP:
{
	skip 'only Linux has /proc/PID/mem', 2 unless $^O eq 'linux';
	skip 'root looks everywhere', 2 if $> == 0;
	my $other = $node->background_psql('postgres');
	my $other_pid = $other->query('SELECT pg_backend_pid()');
	ok((-r "/proc/$other_pid/mem"), 'the memory of a backend without a key can be read');
	ok(!(-r "/proc/$pid/mem"), 'that of a backend with one cannot');
	$other->quit;
}
$session->quit;
write_file($keyring, $text, 0600);
$node->reload;

# What an ordinary role sees
sub as_ordinary
{
	my ($sql) = @_;
	my ($code, $out, $said) = $node->psql('postgres', "SELECT FROM continuum.identifier_problem('1', 'CL.RUN'); $sql", extra_params => [ '-U', 'ordinary', '-v', 'VERBOSITY=verbose' ]);
	my ($got) = ($said // '') =~ /ERROR:\s+([0-9A-Z]{5}):/;
	return ($got // 'none', $out // '');
}
is((as_ordinary('SHOW continuum.keyring_file'))[0], '42501', 'the path is not shown');
is((as_ordinary($seal))[0], '42501', 'sealing is not for everybody');
is((as_ordinary($status))[0], '42501', 'nor is the status');
is((as_ordinary("SELECT count(*) FROM pg_settings WHERE setting LIKE '$folder%' OR name LIKE 'continuum.keyring%'"))[1],
	'0', 'pg_settings hides path and command');
is((as_ordinary("SET continuum.keyring_file = '$keyring'"))[0], '42501', 'nobody brings a keyring of their own');

# No role but a superuser sees it through the settings of a database or role
$node->safe_psql('postgres', "ALTER DATABASE postgres SET continuum.keyring_file = '$keyring'");
unlike(as_ordinary('SELECT setconfig FROM pg_db_role_setting') , qr/$root/, 'a setting of the database names a path, never a key');
$node->safe_psql('postgres', 'ALTER DATABASE postgres RESET continuum.keyring_file');

# An identifier that fails, in a literal, in PL/pgSQL and in a bind parameter, with the log at its
# most talkative about errors: statement and context are hidden, the message has no value.
$node->psql('postgres', "SELECT continuum.pseudonymize('87.654.321-9', 'CL.RUN', 'ministry')");
$node->psql('postgres', "DO \$\$BEGIN PERFORM continuum.pseudonymize('87.654.321-9', 'CL.RUN', 'ministry'); END\$\$");
$node->psql('postgres', "SELECT continuum.pseudonymize('87.654.321-9', 'CL.RUT', 'ministry')");
$node->psql('postgres', "SELECT continuum.pseudonymize('87.654.321-9', 'CL.RUN', 'nowhere')");
$node->psql('postgres', "SET continuum.keyring_file = '/nowhere'; SELECT continuum.pseudonymize('87.654.321-9', 'CL.RUN', 'ministry')");
write_file("$folder/bound.sql", "SELECT continuum.pseudonymize(:identifier, 'CL.RUN', 'ministry');\n", 0644);
my ($out, $said) = run_command([ 'pgbench', '-n', '-t', '1', '-M', 'extended', '-D', 'identifier=87.654.321-9', '-f', "$folder/bound.sql",
	'-h', $node->host, '-p', $node->port, 'postgres' ]);
like($said, qr/check_digit/, 'the client hears of the fault');
unlike($said, qr/87\.654/, 'and not of the value');

# Now the log of all this
$node->stop;
my $log = slurp_file($node->logfile);
my @faults = $log =~ /DETAIL:  .*check_digit/g;
is(scalar @faults, 3, 'the log has the faults');
unlike($log, qr/87\.654/, 'no identifier in the log');
unlike($log, qr/$root|$ministry|$provider|$later|\Q$half\E/, 'no key in the log');
like($log, qr/invalid keyring/, 'the log does say what was wrong with the keyring');

# Nor in any file of the cluster
my @found = grep { -f } split /\n/, `grep -rlaE '$root|$ministry|$provider|$later' '$data' 2>/dev/null`;
is("@found", '', 'no key in any file of the data directory');

done_testing();
