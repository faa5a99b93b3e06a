#!/usr/bin/env bash
# A JanusGraph server in memory on 127.0.0.1, for tests and for trying it out: what it holds is gone when it stops.
#
#   deploy/janusgraph.sh jars          fetch the server's jars (once)
#   deploy/janusgraph.sh start [PORT]  start it and wait until it answers (default: 8182)
#   deploy/janusgraph.sh stop [PORT]   stop the one that this started
#   deploy/janusgraph.sh status        those that run
#
# Everything lies in .janusgraph: the jars once, and run-PORT for each server. JANUSGRAPH_HEAP is a server's memory.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
state=$PWD/.janusgraph
jars=$state/lib
port=${2:-8182}

is_ours() { # the process that run-PORT/pid names is the server that was started there
    [ -f "$1/pid" ] && grep -qz -- "-Dc360.run=$1" "/proc/$(cat "$1/pid")/cmdline" 2>/dev/null
}

answers() { # a stopped or half-started server takes connections; only one that runs says anything
    local line=
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET /gremlin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n' >&3
    read -r -t 2 line <&3 || true
    exec 3>&-
    [[ $line == HTTP/1.1* ]]
} 2>/dev/null

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

have_java() {
    command -v java >/dev/null || install_package openjdk-17-jre-headless
    local version
    version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
    [ "${version:-0}" -ge 11 ] || fail "JanusGraph needs Java 11 or newer, and this is '${version:-unknown}': put a newer java first in PATH."
}

# The jars of this very pom.xml; a fetch that is cut leaves none.
have_jars() {
    local wanted
    wanted=$(sha256sum <deploy/janusgraph/pom.xml)
    [ "$(cat "$jars/of" 2>/dev/null)" != "$wanted" ] || return 0
    command -v mvn >/dev/null || install_package maven
    echo "Fetching JanusGraph's jars into .janusgraph/lib (81 MB, once) ..."
    rm -rf "$jars" "$jars.part"
    mkdir -p "$jars.part"
    mvn -q -B -f deploy/janusgraph/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$jars.part" >"$state/maven.log" 2>&1 \
        || fail "JanusGraph's jars could not be fetched by Maven: read .janusgraph/maven.log, see that Maven Central (or your mirror in ~/.m2/settings.xml) can be reached, then try again."
    printf '%s\n' "$wanted" >"$jars.part/of"
    mv "$jars.part" "$jars"
}

start() {
    local run=$state/run-$port waited
    [[ $port =~ ^[0-9]{1,5}$ ]] && ((10#$port >= 1 && 10#$port <= 65535)) \
        || fail "The port must be a number from 1 to 65535, and '$port' is not: for example 'deploy/janusgraph.sh start 8182'."
    if is_ours "$run"; then
        answers "$port" || fail "The server that was started on port $port doesn't answer: 'deploy/janusgraph.sh stop $port' ends it, and $run/log says what it did."
        echo "JanusGraph answers already at ws://127.0.0.1:$port/gremlin"
        return
    fi
    ! is_taken "$port" || fail "Port $port is taken by another program: stop it, or choose another with 'deploy/janusgraph.sh start $((port < 65535 ? port + 1 : 8182))'."
    have_java
    have_jars
    rm -rf "$run"
    mkdir -p "$run"
    cp deploy/janusgraph/{memory.properties,init.groovy,logback.xml} "$run"
    sed "s/^port: .*/port: $port/" deploy/janusgraph/memory.yaml >"$run/server.yaml"
    (
        cd "$run"
        # A server that outlives the shell; the property tells it from any other java on this machine.
        exec setsid java "-Dc360.run=$run" "-Xmx${JANUSGRAPH_HEAP:-2g}" -XX:+ExitOnOutOfMemoryError \
            -Dlogback.configurationFile=logback.xml -cp "$jars/*" \
            org.janusgraph.graphdb.server.JanusGraphServer server.yaml </dev/null >log 2>&1 3>&- &
        echo $! >pid
    )
    for ((waited = 0; waited < 600; waited++)); do
        ! answers "$port" || { echo "JanusGraph answers at ws://127.0.0.1:$port/gremlin (in memory; log: .janusgraph/run-$port/log)"; return; }
        is_ours "$run" || ((waited < 10)) || fail "JanusGraph ended as it started: $(grep -m1 -E 'Exception|Error' "$run/log" || echo "see $run/log")"
        sleep 0.1
    done
    stop >/dev/null
    fail "JanusGraph didn't answer within a minute and was stopped: $run/log says what it did."
}

stop() {
    local run=$state/run-$port pid waited
    if ! is_ours "$run"; then
        echo "No server that was started here runs on port $port."
        return
    fi
    pid=$(cat "$run/pid")
    kill "$pid"
    kill -CONT "$pid" # one that was frozen couldn't end
    for ((waited = 0; waited < 100; waited++)); do
        is_ours "$run" || break
        sleep 0.1
    done
    ! is_ours "$run" || kill -KILL "$pid"
    rm -f "$run/pid"
    echo "JanusGraph on port $port was stopped."
}

status() {
    local run found=
    for run in "$state"/run-*; do
        ! is_ours "$run" || { found=1; answers "${run##*-}" && echo "ws://127.0.0.1:${run##*-}/gremlin answers" || echo "port ${run##*-}: runs and doesn't answer"; }
    done
    [ -n "$found" ] || echo "No server that was started here runs."
}

case ${1:-} in
    jars) have_java && have_jars ;;
    start) start ;;
    stop) stop ;;
    status) status ;;
    *) fail "Usage: deploy/janusgraph.sh jars | start [PORT] | stop [PORT] | status" ;;
esac
