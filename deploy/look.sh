#!/bin/sh
# Shows that what was set up works before anybody relies on it: the command line, the registry, Prefect and the flows.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/parpipe --version
.venv/bin/python -c 'from pathlib import Path; from flows.declared import read_deployments; from parpipe.settings import Settings
print(*(one.name for one in read_deployments(Path.cwd(), Settings.load())))'
.venv/bin/python -c 'import flows.build, flows.care, flows.refresh'
