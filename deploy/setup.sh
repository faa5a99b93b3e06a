#!/usr/bin/env bash
# setup.sh VENV REQUIREMENTS STAMP NEED_MB [NODEPS]: a virtual environment holding what REQUIREMENTS names, from wheels
# alone, and then what NODEPS names without what those ask for.
# STAMP is written last, so that an interrupted run is taken up again and a finished one costs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
venv=$1 requirements=$2 stamp=$3 need_mb=$4 nodeps=${5:-}

python=$(find_python)
"$python" -c 'import ensurepip, venv' 2>/dev/null \
    || fail "This Python has no venv module: run 'sudo apt install python3-venv' (or the package of your Python), then try again."

for place in . "${TMPDIR:-/tmp}"; do
    free=$(free_mb "$place")
    [ "$free" -ge "$need_mb" ] \
        || fail "The disk under $place has $free MB free and setting up takes about $need_mb MB: make room, or point TMPDIR at another disk if it is that one, then try again."
done

if ! "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    echo "Creating $venv with $("$python" --version) ..."
    "$python" -m venv --clear "$venv" || fail "The virtual environment $venv can't be created: see the lines above, then try again."
fi

echo "Installing $requirements (about a minute the first time) ..."
log=$venv/install.log
quiet=()
[ -t 1 ] || quiet=(--quiet) # bars for a person, silence for a file
pip_install() {
    "$venv/bin/python" -m pip install "${quiet[@]}" --disable-pip-version-check --no-input --only-binary :all: "$@" 2> >(tee "$log" >&2) && return
    if grep -q 'No space left on device' "$log"; then
        fail "The disk filled up while installing: make room (about $need_mb MB), then try again."
    fi
    fail "The packages of ${!#} could not be installed: check the network or the package index that pip uses (the lines above say which step failed), then try again."
}
pip_install -r "$requirements"
[ -z "$nodeps" ] || pip_install --no-deps -r "$nodeps"
touch "$stamp"
