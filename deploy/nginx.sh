#!/usr/bin/env bash
# The proxy that the end-to-end tests go through: Debian's nginx, installed where it is missing and may be. Not started.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || install_package nginx-light
