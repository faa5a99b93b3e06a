#!/usr/bin/env bash
# The demo bank on JanusGraph over Cassandra, all of it on this machine.
#
#   deploy/cluster.sh start 1|3   nodes of Cassandra, then JanusGraph, the schema, the demo bank where there is none;
#                                 then it is asked for customers until it answers quickly
#   deploy/cluster.sh stop        all of it; what it holds stays
#   deploy/cluster.sh status      a line for each process; exit 1 where one doesn't answer
#
# PORT is JanusGraph's (default: 8182).
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
port=${PORT:-8182} python=.venv/bin/python
url=ws://127.0.0.1:$port/gremlin
export C360_AUDIT=${C360_AUDIT:-$PWD/.janusgraph/audit.sqlite}

start() {
    local told=0
    deploy/cassandra.sh start "$1"
    JANUSGRAPH_HEAP=${JANUSGRAPH_HEAP:-1g} deploy/janusgraph.sh start "$port" cassandra
    "$python" -m c360 schema apply --graph "$url" | tail -1
    # A search of a graph that holds no book ends with 3.
    "$python" -m c360 search "who is there" --graph "$url" >/dev/null 2>&1 || told=$?
    if [ "$told" = 3 ]; then
        echo "Loading the demo bank (a few minutes, once) ..."
        "$python" -m c360 demo --into "$url"
    fi
    echo "Warming it (a minute at most) ..."
    "$python" -m c360 warm --graph "$url"
    echo "Now: C360_AUDIT=$C360_AUDIT GRAPH=$url make run"
}

case ${1:-} in
    start) start "${2:-3}" ;;
    stop)
        deploy/janusgraph.sh stop "$port"
        deploy/cassandra.sh stop
        ;;
    status)
        deploy/janusgraph.sh status
        deploy/cassandra.sh status
        ;;
    *) fail "Usage: deploy/cluster.sh start 1|3 | stop | status" ;;
esac
