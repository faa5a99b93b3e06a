#!/usr/bin/env bash
# Pictures of each page of the book $BOOK, into docs/pictures.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
book=${BOOK:-demo.book} python=.venv/bin/python
have_book "$book" "$python"
deploy/chromium.sh
exec "$python" -m tests.e2e.screenshots "$book" docs/pictures
