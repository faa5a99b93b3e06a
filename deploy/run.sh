#!/usr/bin/env bash
# Starts the app on 127.0.0.1:$PORT over the book $BOOK, or over the graph server $GRAPH (ws://...); builds the demo book
# first where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
port=${PORT:-8501} book=${BOOK:-demo.book}
python=.venv/bin/python

[[ $port =~ ^[0-9]{1,5}$ ]] && ((10#$port >= 1 && 10#$port <= 65535)) \
    || fail "PORT must be a number from 1 to 65535, and '$port' is not: for example 'make run PORT=8600'."

"$python" - "$port" <<'EOP' || exit 2
import errno, socket, sys

port = int(sys.argv[1])
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(f"Port {port} is taken by another program (perhaps this app already runs at http://127.0.0.1:{port}): stop it, or choose another with 'make run PORT={port + 1 if port < 65535 else 8501}'.")
        sys.exit(f"Port {port} can't be opened ({error.strerror}): choose another with 'make run PORT=8501'.")
EOP

if [ -n "${GRAPH:-}" ]; then
    book=$GRAPH
    [ -n "${C360_AUDIT:-}" ] || fail "A graph server has no audit log of its own: name a file for it, as in 'C360_AUDIT=/var/lib/c360/audit.sqlite GRAPH=$GRAPH make run'."
else
    have_book "$book" "$python"
fi

export C360_GRAPH=$book
echo "Customer 360 over $book: http://127.0.0.1:$port (Ctrl-C stops it)"
exec "$python" -m deploy.serve --server.port "$port"
