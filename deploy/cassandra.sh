#!/usr/bin/env bash
# Cassandra on this machine: one node on 127.0.0.1, or three on 127.0.0.1 to 127.0.0.3.
#
#   deploy/cassandra.sh jars        fetch Cassandra's jars (once)
#   deploy/cassandra.sh start 1|3   start what isn't there yet, and wait until each node answers and sees the others
#   deploy/cassandra.sh stop [N]    stop all nodes that were started here, or the one on 127.0.0.N
#   deploy/cassandra.sh status      one line for each; exit 1 where one doesn't answer
#   deploy/cassandra.sh nodetool N ...   Cassandra's own tool on node N: snapshot, repair, status; see CASSANDRA_JMX
#
# All state lies in .janusgraph, which git ignores: cassandra/lib the jars, cassandra/N a node's data and log.
# CASSANDRA_HEAP is each node's heap. CASSANDRA_NET (127.0.0) is what the nodes' addresses begin with: those of another
# one, 127.0.9, are other nodes with data of their own (cassandra/127.0.9/N), so that a test leaves yours alone.
# CASSANDRA_JMX=7198 at start opens a port on 127.0.0.1 for nodetool, 7199 for node 1 and so on. It has no password, and
# whoever may use it may do anything with the node, so none is open otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
. deploy/java.sh
. deploy/nodes.sh
jars=$PWD/.janusgraph/cassandra/lib
heap=${CASSANDRA_HEAP:-512m}
each=1400 # megabytes that a node takes with that heap, seen
main=org.apache.cassandra.service.CassandraDaemon
tool=org.apache.cassandra.tools.NodeTool
[[ ${CASSANDRA_JMX:=} =~ ^([1-9][0-9]{3,4})?$ ]] \
    || fail "CASSANDRA_JMX is the number before the first node's port for nodetool, such as 7198, and '$CASSANDRA_JMX' is not."

# What Cassandra 5.0 needs of Java 17's inside, from its own conf/jvm17-server.options.
opens=(
    --add-exports=java.base/{jdk.internal.misc,jdk.internal.ref,sun.nio.ch,java.lang.ref}=ALL-UNNAMED
    --add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED
    --add-exports=java.rmi/{sun.rmi.registry,sun.rmi.server}=ALL-UNNAMED
    --add-exports=java.sql/java.sql=ALL-UNNAMED
    --add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED
    --add-opens=java.base/{java.lang.module,java.io,java.lang,java.lang.reflect,java.util,java.nio,sun.nio.ch}=ALL-UNNAMED
    --add-opens=java.base/jdk.internal.{loader,ref,reflect,math,module,util.jar}=ALL-UNNAMED
    --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED
    --add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED
)

# Thirds of Murmur3's ring, which goes from -2^63 to 2^63 - 1.
ring=(-9223372036854775808 -3074457345618258603 3074457345618258602)

node_pid() { our_pid "$state/$1" "$main"; }

# An open port isn't an answer: OPTIONS of CQL's protocol 4, to which a node that serves says SUPPORTED (6).
answers() {
    local said
    said=$(
        {
            exec 3<>"/dev/tcp/$(address "$1")/9042" || exit 1
            printf '\x04\x00\x00\x00\x05\x00\x00\x00\x00' >&3
            timeout 2 head -c 5 <&3 | od -An -tx1
        } 2>/dev/null
    ) || return 1
    [[ $said == *' 06' ]]
}

sees_others() { # the node $1 of $2 has found all others, as its log of this run tells
    local others
    others=$(grep -oE "InetAddress /${net//./\\.}\.[0-9]+:7000 is now UP" "$state/$1/log" 2>/dev/null | sort -u | wc -l)
    ((others >= $2 - 1))
}

launch() { # node $1 of $2
    local folder=$state/$1 seeds=() other token jmx=()
    for ((other = 1; other <= $2; other++)); do seeds+=("$(address "$other")"); done
    token=${ring[$1 - 1]}
    mkdir -p "$folder"
    (IFS=,; sed -e "s|@TOKEN@|$token|; s|@SEEDS@|${seeds[*]}|; s|@ADDRESS@|$(address "$1")|; s|@FOLDER@|$folder|" \
        deploy/cassandra/cassandra.yaml >"$folder/cassandra.yaml")
    rm -f "$folder/jmx"
    if [ -n "$CASSANDRA_JMX" ]; then
        echo $((CASSANDRA_JMX + $1)) >"$folder/jmx"
        jmx=("-Dcassandra.jmx.local.port=$((CASSANDRA_JMX + $1))")
    fi
    start_java "$folder" "${opens[@]}" "${jmx[@]}" "-Xms$heap" "-Xmx$heap" -XX:+ExitOnOutOfMemoryError \
        "-javaagent:$(echo "$jars"/jamm-*.jar)" \
        "-Dlogback.configurationFile=$PWD/deploy/cassandra/logback.xml" \
        "-Dcassandra.config=file://$folder/cassandra.yaml" "-Dcassandra.storagedir=$folder" \
        -Dcassandra-foreground=yes -Dcassandra.skip_wait_for_gossip_to_settle=0 -Dcassandra.ring_delay_ms=5000 \
        -cp "$jars/*" "$main"
}

have_cassandra() {
    need_java 17 Cassandra
    have_jars deploy/cassandra/pom.xml "$jars" "Cassandra's jars (67 MB)"
}

start() {
    local count=$1 node wanted=() free waited
    [ "$count" = 1 ] || [ "$count" = 3 ] || fail "Cassandra runs here as 1 node or as 3: 'deploy/cassandra.sh start 3'."
    [ "$(cat "$state/nodes" 2>/dev/null || echo "$count")" = "$count" ] \
        || fail "The data in $state are those of $(cat "$state/nodes") node(s), and $count were asked for: start as many, or remove that folder to begin anew."
    for ((node = 1; node <= count; node++)); do
        if node_pid "$node" >/dev/null; then
            continue
        fi
        for port in 7000 9042; do
            ! port_taken "$(address "$node")" "$port" \
                || fail "Port $port of $(address "$node") is taken by another program, perhaps another Cassandra: stop it, then try again."
        done
        # A node that was just stopped lets go of it last.
        for ((waited = 0; waited < 50; waited++)); do
            [ -n "$CASSANDRA_JMX" ] && port_taken 127.0.0.1 $((CASSANDRA_JMX + node)) || break
            sleep 0.1
        done
        ((waited < 50)) || fail "Port $((CASSANDRA_JMX + node)) of 127.0.0.1 is taken by another program: choose another CASSANDRA_JMX."
        wanted+=("$node")
    done
    if ((${#wanted[@]})); then
        have_cassandra
        free=$(free_memory_mb)
        ((free >= each * ${#wanted[@]})) \
            || fail "Cassandra's ${#wanted[@]} node(s) take about $((each * ${#wanted[@]})) MB and $free MB are free: end other programs, or start fewer nodes."
        mkdir -p "$state"
        echo "$count" >"$state/nodes"
    fi
    for node in "${wanted[@]}"; do launch "$node" "$count"; done
    for ((waited = 0; waited < 1200; waited++)); do
        for ((node = 1; node <= count; node++)); do
            node_pid "$node" >/dev/null \
                || fail "Cassandra's node $node ended as it started: $(grep -m1 -E 'ERROR|Exception' "$state/$node/log" || echo "see $state/$node/log")"
            answers "$node" && sees_others "$node" "$count" || break
        done
        ((node <= count)) || { echo "Cassandra answers on $(address 1):9042 ($count node(s); logs: ${state#"$PWD/"}/N/log)"; return; }
        sleep 0.1
    done
    fail "Cassandra's node $node didn't answer within two minutes: 'deploy/cassandra.sh stop' ends all, and $state/$node/log says what it did."
}

stop() {
    local node nodes=("$@") stopped=
    [ $# -gt 0 ] || nodes=(1 2 3)
    for node in "${nodes[@]}"; do
        stop_java "$state/$node" "$main" && { stopped=1; echo "Cassandra's node $node was stopped."; }
    done
    [ -n "$stopped" ] || echo "No node of Cassandra that was started here runs."
}

status() {
    local node good=0
    for ((node = 1; node <= $(cat "$state/nodes" 2>/dev/null || echo 0); node++)); do
        if ! node_pid "$node" >/dev/null; then
            echo "Cassandra's node $node ($(address "$node")) isn't running."
            good=1
        elif answers "$node"; then
            echo "Cassandra's node $node ($(address "$node")) answers."
        else
            echo "Cassandra's node $node ($(address "$node")) runs and doesn't answer: it is half started, frozen or ending."
            good=1
        fi
    done
    [ -f "$state/nodes" ] || { echo "There is no Cassandra here yet."; good=1; }
    return $good
}

nodetool() {
    local node=$1 port
    shift
    node_pid "$node" >/dev/null || fail "Cassandra's node $node isn't running: 'deploy/cassandra.sh status' says which are."
    port=$(cat "$state/$node/jmx" 2>/dev/null) \
        || fail "Cassandra's node $node was started without a port for nodetool: stop it, then 'CASSANDRA_JMX=7198 deploy/cassandra.sh start $(cat "$state/nodes")'."
    # Cassandra's own log settings, which keep what the tool does quiet, are not among its jars.
    java "${opens[@]}" -Xmx128m "-Dlogback.configurationFile=$PWD/deploy/cassandra/logback-tools.xml" -cp "$jars/*" "$tool" -h 127.0.0.1 -p "$port" "$@"
}

case ${1:-} in
    jars) have_cassandra ;;
    nodetool) [ $# -ge 3 ] || fail "Usage: deploy/cassandra.sh nodetool N COMMAND ..."; shift; nodetool "$@" ;;
    start) start "${2:-3}" ;;
    stop) shift; stop "$@" ;;
    status) status ;;
    *) fail "Usage: deploy/cassandra.sh jars | start 1|3 | stop [N] | status | nodetool N COMMAND ..." ;;
esac
