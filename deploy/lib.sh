# Shared by the scripts that set the project up. Source it from the repository's root.

# One sentence that says what to do, then out.
fail() {
    printf '%s\n' "$*" >&2
    exit 2
}

# The first interpreter that is 3.11 or newer: $PYTHON where given, else the usual names.
find_python() {
    local name
    for name in ${PYTHON:-python3.11 python3 python3.12 python3.13 python}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        fi
    done
    fail "No Python 3.11 or newer was found${PYTHON:+ as $PYTHON}: install python3 (on Debian 12: apt install python3 python3-venv), or name one with PYTHON=/path/to/python3.11."
}

# Debian packages, where the user may install them; otherwise a sentence that names them.
install_package() {
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || fail "Debian's package $* is needed and can't be installed by this user: run 'sudo apt install $*', then try again."
        as_root=(sudo -n)
    fi
    command -v apt-get >/dev/null || fail "The package $* is needed, and there is no apt-get here to install it: install it by the system's own means, then try again."
    echo "Installing Debian's $* ..."
    "${as_root[@]}" apt-get update -qq \
        && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
        || fail "Debian's package $* could not be installed: run 'apt install $*' and read why, then try again."
}

# Megabytes free where $1 is, or will be.
free_mb() {
    df -Pm "$1" | awk 'NR == 2 {print $4}'
}

# The book $1 is there, read by the interpreter $2: the demo bank is built where it is missing, any other must exist.
have_book() {
    [ ! -e "$1/current" ] || return 0
    [ "$1" = demo.book ] \
        || fail "There is no book at '$1': load one with '$2 -m c360 load NAME FOLDER --into $1', or leave BOOK out for the demo bank."
    echo "Building the demo bank in $1 (half a minute, once) ..."
    "$2" -m c360 demo --into "$1" || exit $?
}
