#!/usr/bin/env bash
# The browser that the end-to-end tests drive: Debian's chromium, installed where it is missing and may be.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
command -v chromium >/dev/null || install_package chromium
