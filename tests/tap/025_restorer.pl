# 025_restorer.pl: a dump of a registry is restored by somebody else than installed the extension,
# and schema continuum is taken from nobody who could have planted something in it.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('restore');
$node->init;
$node->start;
$node->safe_psql('postgres', <<'END');
CREATE ROLE keeper SUPERUSER LOGIN;
CREATE ROLE registry_owner NOLOGIN;
CREATE ROLE stranger LOGIN;
CREATE EXTENSION continuum;
SELECT continuum.create_registry('registry_owner');
SELECT registry.register_provider(17, 'Diecisiete');
CREATE TABLE kept AS SELECT '{residential[2024-01-01,2024-02-01]:completed@170}'::continuum.journey AS journey;
CREATE INDEX kept_journey ON kept (journey);
CREATE DATABASE restored;
CREATE DATABASE planted;
CREATE DATABASE shared;
END

my $dump = $node->backup_dir . '/registry.dump';
my @to   = ('--host', $node->host, '--port', $node->port);
mkdir $node->backup_dir;
command_ok([ 'pg_dump', @to, '--format', 'custom', '--file', $dump, 'postgres' ], 'dumped');
command_ok([ 'pg_restore', @to, '--username', 'keeper', '--exit-on-error', '--dbname', 'restored', $dump ],
	'restored by another superuser');

# What a database holds, as its owner would ask.
my $content = <<'END';
SELECT (SELECT pg_catalog.string_agg(p.provider || ' ' || p.name, ',') FROM registry.current_provider p),
  (SELECT pg_catalog.string_agg(k.journey::pg_catalog.text, ',') FROM kept k),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'registry'::pg_catalog.regnamespace
   AND p.proowner = 'registry_owner'::pg_catalog.regrole AND p.prosecdef) > 0,
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'registry'::pg_catalog.regnamespace
   AND p.proowner <> 'registry_owner'::pg_catalog.regrole);
END
is($node->safe_psql('restored', $content), $node->safe_psql('postgres', $content), 'the same registry, of the same owner');
is($node->safe_psql('restored', "SELECT registry.register_provider(18, 'Dieciocho') IS NOT NULL"), 't', 'and it goes on');

# Before the extension is there, whose schema is taken?
$node->safe_psql('planted', 'CREATE SCHEMA continuum AUTHORIZATION stranger');
$node->safe_psql('shared', 'CREATE SCHEMA continuum; GRANT CREATE ON SCHEMA continuum TO stranger');
for my $database ('planted', 'shared')
{
	my ($status, $out, $err) = $node->psql('postgres', 'CREATE EXTENSION continuum',
		connstr => $node->connstr($database), on_error_stop => 1);
	isnt($status, 0, "$database: refused");
	like($err, qr/schema continuum belongs to somebody else, or others may create in it/, "$database: and said why");
}

$node->stop;
done_testing();
