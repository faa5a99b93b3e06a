#!/usr/bin/env bash
# A JanusGraph server on 127.0.0.1, for tests and for trying it out.
#
#   deploy/janusgraph.sh jars                            fetch the server's jars (once)
#   deploy/janusgraph.sh start [PORT] [memory|cassandra] start it and wait until it answers (default: 8182, memory)
#   deploy/janusgraph.sh stop [PORT]                     stop the one that this started
#   deploy/janusgraph.sh status                          those that run
#
# In memory the graph is gone when the server stops; in Cassandra (deploy/cassandra.sh, which comes first) it stays.
# Everything lies in .janusgraph: the jars once, and run-PORT for each server. JANUSGRAPH_HEAP is a server's memory,
# JANUSGRAPH_KEYSPACE (c360) Cassandra's name for the graph.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
. deploy/java.sh
state=$PWD/.janusgraph
jars=$state/lib
port=${2:-8182} store=${3:-memory}
main=org.janusgraph.graphdb.server.JanusGraphServer

is_ours() { our_pid "$1" "$main" >/dev/null; }

answers() { # a stopped or half-started server takes connections; only one that runs says anything
    local line=
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET /gremlin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n' >&3
    read -r -t 2 line <&3 || true
    exec 3>&-
    [[ $line == HTTP/1.1* ]]
} 2>/dev/null

have_server() {
    need_java 11 JanusGraph
    have_jars deploy/janusgraph/pom.xml "$jars" "JanusGraph's jars (81 MB)"
}

# The graph's properties, into the folder $1.
configure() {
    local nodes node hosts=()
    if [ "$store" = memory ]; then
        cp deploy/janusgraph/memory.properties "$1/graph.properties"
        return
    fi
    deploy/cassandra.sh status >/dev/null \
        || fail "Cassandra doesn't answer on all of its nodes ('deploy/cassandra.sh status' says which): 'deploy/cassandra.sh start 3', then try again."
    (
        . deploy/nodes.sh
        nodes=$(cat "$state/nodes")
        for ((node = 1; node <= nodes; node++)); do hosts+=("$(address "$node")"); done
        IFS=,
        sed "s/@HOSTS@/${hosts[*]}/; s/@REPLICATION@/$nodes/; s/@INSTANCE@/server$port/; s/@KEYSPACE@/${JANUSGRAPH_KEYSPACE:-c360}/" \
            deploy/janusgraph/cassandra.properties >"$1/graph.properties"
    )
}

start() {
    local run=$state/run-$port waited _ why
    [[ $port =~ ^[0-9]{1,5}$ ]] && ((10#$port >= 1 && 10#$port <= 65535)) \
        || fail "The port must be a number from 1 to 65535, and '$port' is not: for example 'deploy/janusgraph.sh start 8182'."
    [ "$store" = memory ] || [ "$store" = cassandra ] \
        || fail "A graph lies in memory or in cassandra, not in '$store': for example 'deploy/janusgraph.sh start $port cassandra'."
    if is_ours "$run"; then
        answers "$port" || fail "The server that was started on port $port doesn't answer: 'deploy/janusgraph.sh stop $port' ends it, and $run/log says what it did."
        echo "JanusGraph answers already at ws://127.0.0.1:$port/gremlin"
        return
    fi
    ! port_taken 127.0.0.1 "$port" || fail "Port $port is taken by another program: stop it, or choose another with 'deploy/janusgraph.sh start $((port < 65535 ? port + 1 : 8182))'."
    have_server
    rm -rf "$run"
    mkdir -p "$run"
    configure "$run"
    cp deploy/janusgraph/{init.groovy,logback.xml} "$run"
    sed "s/^port: .*/port: $port/" deploy/janusgraph/server.yaml >"$run/server.yaml"
    for _ in 1 2 3 4 5; do
        start_java "$run" "-Xmx${JANUSGRAPH_HEAP:-2g}" -XX:+ExitOnOutOfMemoryError \
            -Dlogback.configurationFile=logback.xml -cp "$jars/*" "$main" server.yaml
        for ((waited = 0; waited < 1200; waited++)); do
            ! answers "$port" || { echo "JanusGraph answers at ws://127.0.0.1:$port/gremlin (in $store; log: .janusgraph/run-$port/log)"; return; }
            ! gave_up "$run" || ((waited < 10)) || break
            sleep 0.1
        done
        stop >/dev/null
        why=$(grep -E '^Caused by' "$run/log" | tail -1 || grep -m1 -E 'Exception|Error' "$run/log") || true
        # A table that was just made may not be known to each node yet when these are busy: what was made stays made.
        grep -qE 'InvalidQueryException: .* does not exist' "$run/log" || break
    done
    ((waited < 1200)) || fail "JanusGraph didn't answer within two minutes and was stopped: $run/log says what it did."
    fail "JanusGraph ended as it started: ${why:-see $run/log}"
}

# Whether it has ended, or has said that it will: over Cassandra the driver's threads keep such a process for ever.
gave_up() { ! is_ours "$1" || grep -q 'was unable to start' "$1/log"; }

stop() {
    stop_java "$state/run-$port" "$main" && echo "JanusGraph on port $port was stopped." \
        || echo "No server that was started here runs on port $port."
}

status() {
    local run found=
    for run in "$state"/run-*; do
        ! is_ours "$run" || { found=1; answers "${run##*-}" && echo "ws://127.0.0.1:${run##*-}/gremlin answers" || echo "port ${run##*-}: runs and doesn't answer"; }
    done
    [ -n "$found" ] || echo "No server that was started here runs."
}

case ${1:-} in
    jars) have_server ;;
    start) start ;;
    stop) stop ;;
    status) status ;;
    *) fail "Usage: deploy/janusgraph.sh jars | start [PORT] [memory|cassandra] | stop [PORT] | status" ;;
esac
