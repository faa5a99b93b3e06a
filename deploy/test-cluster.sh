#!/usr/bin/env bash
# The tests in tests/cluster: three nodes of Cassandra, JanusGraph over them, and what can happen to them. They use
# addresses, data and a port of their own, and leave nothing behind. What can't be had here is skipped, with the reason.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
{ deploy/janusgraph.sh jars && deploy/cassandra.sh jars; } || echo "Without them nothing is run."
command -v cc >/dev/null || (install_package gcc libc6-dev) || echo "Without a C compiler the test of clocks that differ is skipped."
exec .venv/bin/python -m pytest tests/cluster
