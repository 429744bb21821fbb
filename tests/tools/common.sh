# common.sh: sourced by the scripts beside it. POSIX sh.
# The server refuses root, so everything that must not be root runs as the user postgres.

PG_CONFIG=${PG_CONFIG:-pg_config}
CONTINUUM_DATA=${CONTINUUM_DATA:-../shared/data}
root=$(cd "$(dirname "$0")/../.." && pwd)
[ ! -d "$CONTINUUM_DATA" ] || CONTINUUM_DATA=$(cd "$CONTINUUM_DATA" && pwd)
export PG_CONFIG CONTINUUM_DATA

# Run as the user that may run a server.
as_server() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Make and print an empty directory that the server's user owns and can reach: build/NAME, or,
# where the checkout lies in somebody's closed home, one below TMPDIR.
server_directory() {
  directory=$root/build/$1
  rm -rf "$directory"
  mkdir -p "$directory"
  if ! as_server test -x "$directory"; then
    directory=$(mktemp -d "${TMPDIR:-/tmp}/continuum.XXXXXX")
  fi
  [ "$(id -u)" != 0 ] || chown postgres: "$directory"
  echo "$directory"
}

# PostgreSQL's major version, from pg_config.
server_major() {
  "$PG_CONFIG" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/'
}

# Directory of PGXS, where Debian and a source build keep pg_regress and the Perl modules.
pgxs_source() {
  dirname "$(dirname "$("$PG_CONFIG" --pgxs)")"
}
