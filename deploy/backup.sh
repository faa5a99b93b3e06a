#!/usr/bin/env bash
# A copy of what the nodes of deploy/cassandra.sh hold, all keyspaces of each, and the way back.
#
#   deploy/backup.sh take NAME      copy each node's data as they are now; the nodes run, and readers notice nothing
#   deploy/backup.sh restore NAME   put that copy in the place of each node's data; all nodes are stopped before
#
# BACKUPS is where the copies lie (.janusgraph/backups): another disk is where they are worth something. A node gets back
# what was that node's, its place in the ring and its own tables included. `take` wants nodes that were started with
# CASSANDRA_JMX, and no load under way: a snapshot is of one moment for each node, and not of one for all.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
. deploy/java.sh
. deploy/nodes.sh
backups=${BACKUPS:-$PWD/.janusgraph/backups}
name=${2:-}
usage="Usage: deploy/backup.sh take NAME | restore NAME; NAME is of letters, digits, '-' and '_'."
[ $# = 2 ] && [[ $name =~ ^[A-Za-z0-9_-]+$ ]] || fail "$usage"
copy=$backups/$name
nodes=$(cat "$state/nodes" 2>/dev/null || true)

take() {
    local node table to need free
    [ -n "$nodes" ] || fail "There is no Cassandra in $state: nothing to copy."
    [ ! -e "$copy" ] || fail "There is a backup $name already: choose another name, or remove $copy."
    deploy/cassandra.sh status >/dev/null || fail "A node doesn't answer ('deploy/cassandra.sh status' says which): start it, then try again."
    mkdir -p "$backups"
    need=$(du -smc --exclude=snapshots "$state"/[0-9]*/data | awk 'END {print $1}')
    free=$(free_mb "$backups")
    ((free > need + need / 10)) || fail "The disk under $backups has $free MB free and the nodes hold $need MB: make room, or name another place with BACKUPS."
    rm -rf "$copy.part"
    for ((node = 1; node <= nodes; node++)); do
        # One of this name stands there only where a try before was cut.
        deploy/cassandra.sh nodetool "$node" clearsnapshot -t "$name" >/dev/null || exit 2
        # What is in memory is written out by it; the files that it names never change afterwards.
        deploy/cassandra.sh nodetool "$node" snapshot -t "$name" >/dev/null \
            || fail "Node $node made no snapshot: see the lines above. Nothing was copied."
        for table in "$state/$node"/data/*/*/snapshots/"$name"; do
            to=$copy.part/$node/${table#"$state/$node/data/"}
            to=${to%"/snapshots/$name"}
            mkdir -p "$to"
            cp -a "$table/." "$to"
        done
        deploy/cassandra.sh nodetool "$node" clearsnapshot -t "$name" >/dev/null
    done
    echo "$nodes" >"$copy.part/nodes"
    (cd "$copy.part" && find . -type f ! -name sums -exec sha256sum {} + >sums)
    mv "$copy.part" "$copy" # the name is there only when all of it is
    echo "Backup $name: $nodes node(s), $(du -sm "$copy" | awk '{print $1}') MB in $copy"
}

restore() {
    local node aside part now
    now=$(date -u +%Y%m%dT%H%M%S)
    [ -f "$copy/nodes" ] || fail "There is no backup $name in $backups: $(ls "$backups" 2>/dev/null | tr '\n' ' ')"
    nodes=${nodes:-$(cat "$copy/nodes")} # none where everything was lost
    [ "$(cat "$copy/nodes")" = "$nodes" ] || fail "Backup $name is of $(cat "$copy/nodes") node(s) and there are $nodes here."
    (cd "$copy" && sha256sum --quiet --check sums >/dev/null 2>&1) \
        || fail "Backup $name is damaged: a file isn't what it was when it was taken ('cd $copy && sha256sum -c sums' names it). Nothing was changed."
    for ((node = 1; node <= nodes; node++)); do
        ! port_taken "$(address "$node")" 7000 || fail "Node $node runs: 'deploy/janusgraph.sh stop' and 'deploy/cassandra.sh stop', then try again."
    done
    for ((node = 1; node <= nodes; node++)); do
        # Kept, not removed: a restore of the wrong backup can be undone.
        aside=$state/$node/before-$name-$now
        mkdir -p "$aside"
        # A commit log or a hint that stayed would write what came after the backup.
        for part in data commitlog saved_caches hints; do
            [ ! -e "$state/$node/$part" ] || mv "$state/$node/$part" "$aside"
        done
        mkdir -p "$state/$node"
        cp -a "$copy/$node" "$state/$node/data"
        find "$state/$node/data" \( -name manifest.json -o -name schema.cql \) -delete # the snapshot's own notes
    done
    echo "$nodes" >"$state/nodes"
    echo "Backup $name is in place on $nodes node(s); what was there lies in $state/N/before-$name-$now. Now: deploy/cassandra.sh start $nodes"
}

case $1 in
    take) take ;;
    restore) restore ;;
    *) fail "$usage" ;;
esac
