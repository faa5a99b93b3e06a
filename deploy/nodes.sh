# For deploy/*.sh to source: where the nodes of Cassandra on this machine are, and where their data lie.
net=${CASSANDRA_NET:-127.0.0}
[[ $net =~ ^127(\.[0-9]{1,3}){2}$ ]] \
    || fail "CASSANDRA_NET is the first three numbers of addresses of this machine, such as 127.0.9, and '$net' is not."
state=$PWD/.janusgraph/cassandra
[ "$net" = 127.0.0 ] || state=$state/$net

address() { printf '%s.%d' "$net" "$1"; }
