#!/usr/bin/env bash
# The database server that tests of a shared audit log start for themselves: Debian's postgresql, installed where it is
# missing and may be. Its own cluster isn't made: the tests have one in a temporary folder, on a socket there.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || install_package postgresql
