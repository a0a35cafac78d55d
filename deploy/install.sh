#!/bin/sh
# Sets a checkout up for production: the environment from pinned packages, compiled, and nothing that is left over from elsewhere.
set -eu
cd "$(dirname "$0")/.."
make install
.venv/bin/python -m compileall -q src flows
