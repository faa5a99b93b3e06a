# What the scripts of JanusGraph and Cassandra share. Source it after lib.sh, from the repository's root.

# A Java of version $1 or newer for $2, installed where it is missing and may be.
need_java() {
    local version
    command -v java >/dev/null || install_package openjdk-17-jre-headless
    version=$(java -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -1)
    [ "${version:-0}" -ge "$1" ] \
        || fail "$2 needs Java $1 or newer, and 'java' here is ${version:-unknown}: install openjdk-17-jre-headless, or put a newer one first on PATH."
}

# The jars that the pom $1 names, in the folder $2; $3 says what they are. Another pom, other jars; a fetch that is cut
# leaves none, and one that hangs ends.
have_jars() {
    local wanted free
    wanted=$(sha256sum <"$1")
    [ "$(cat "$2/of" 2>/dev/null)" != "$wanted" ] || return 0
    command -v mvn >/dev/null || install_package maven
    mkdir -p "$(dirname "$2")"
    free=$(free_mb "$(dirname "$2")")
    [ "$free" -ge 400 ] \
        || fail "The disk under $(dirname "$2") has $free MB free, and $3 take about 400 MB with Maven's own copies: make room, then try again."
    echo "Fetching $3, once ..."
    rm -rf "$2" "$2.part"
    mkdir "$2.part"
    timeout 900 mvn -q -B -f "$1" dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$2.part" >"$2.log" 2>&1 \
        || fail "$3 could not be fetched by Maven: read $2.log, see that Maven Central (or a mirror in ~/.m2/settings.xml) can be reached, then try again."
    printf '%s\n' "$wanted" >"$2.part/of"
    mv "$2.part" "$2"
}

# Starts java with the arguments after $1 in the folder $1, apart from this shell; its output goes to log there.
start_java() {
    local folder=$1
    shift
    (
        cd "$folder"
        exec setsid java "-Dc360.folder=$folder" "$@" </dev/null >log 2>&1 &
        echo $! >pid
    )
}

# The process that was started in the folder $1 with the main class $2, if it is still that one.
our_pid() {
    local pid
    pid=$(cat "$1/pid" 2>/dev/null) || return 1
    grep -qzxF -- "-Dc360.folder=$1" "/proc/$pid/cmdline" 2>/dev/null && grep -qzxF -- "$2" "/proc/$pid/cmdline" \
        && printf '%s\n' "$pid"
}

# Ends that process, and no other; false where there is none.
stop_java() {
    local pid waited
    pid=$(our_pid "$1" "$2") || return 1
    kill "$pid"
    kill -CONT "$pid" # a frozen one can't end
    for ((waited = 0; waited < 150; waited++)); do
        ! ended "$pid" || break
        sleep 0.1
    done
    ended "$pid" || kill -KILL "$pid"
    for ((waited = 0; waited < 100; waited++)); do
        ! ended "$pid" || break
        sleep 0.1
    done
    rm -f "$1/pid"
}

# Whether process $1 is gone, its ports with it: one that is ending has no command line any more and has them still.
# So has one whose first thread has ended and another hasn't, which looks the same but for the number of its threads.
ended() {
    local status
    status=$(cat "/proc/$1/status" 2>/dev/null) || return 0
    grep -q '^State:[[:space:]]*[ZX]' <<<"$status" && ! grep -q '^Threads:[[:space:]]*\([2-9]\|1[0-9]\)' <<<"$status"
}

# Whether anybody takes connections at address $1, port $2.
port_taken() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

free_memory_mb() { awk '/^MemAvailable/ {print int($2 / 1024)}' /proc/meminfo; }
