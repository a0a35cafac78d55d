# Every command of the project. On a fresh machine `make run` and `make test` set everything up by themselves.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python from 3.11 on that can make an environment; `make PYTHON=/path/to/python3.12 run` chooses another.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; \
	done)

# Of Debian, for `make e2e`: .doc, .rtf and our workbooks are read by LibreOffice, pictures, which the tests draw with DejaVu,
# by tesseract, signatures are judged by ssh-keygen, CKAN needs PostgreSQL, Redis and libmagic, its pages and ours are looked at in
# Chromium, npm brings axe-core, which judges ours, the server of a team is on PostgreSQL, and systemd looks at its units.
PACKAGES := libreoffice-calc-nogui libreoffice-writer-nogui tesseract-ocr tesseract-ocr-vie fonts-dejavu-core openssh-client \
	postgresql redis-server libmagic1 chromium systemd
# npm comes with Node.js itself where that is not Debian's, and Debian's package refuses to stand beside it.
PACKAGES += $(if $(shell command -v npm),,npm)

# What `make fuzz`, `make sieve` and `make fuzz-atheris` run.
INPUTS ?= 500000
EXAMPLES ?= 100000
SEED ?= 2026
READER ?= grammar
RUNS ?= 20000

# What `make chaos` runs: about a minute a kill.
KILLS ?= 50

# What `make differential`, `make bench-validation` and `make bench-whole-path` run.
CASES ?= 1000
SIZES ?= 10k 100k 1M

# How many units `make bench-site` makes up, and how many sources `make bench-cluster`.
UNITS ?= 100 1000 10000
SOURCES ?= 100 1000

VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready
UV := VIRTUAL_ENV=$(VENV) $(BIN)/uv --quiet pip

export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1
export UV_SYSTEM_CERTS := 1
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.PHONY: help run test hostile crash chaos install check quality vocabulary bench bench-validation bench-whole-path bench-site bench-cluster differential fuzz sieve \
	fuzz-atheris e2e system-deps reference lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' Makefile

run: $(READY) ## build data/releases from the documents in data/, as a Prefect flow on an embedded server
	@$(BIN)/python -m flows

test: $(READY) ## run the test suite
	@$(BIN)/python -m pytest -m "not programs" --ignore=tests/hostile --numprocesses logical --dist loadfile

hostile: $(READY) ## attack the readers and the grammar: bombs, loops, deep nesting, expressions that grow; some minutes
	@$(BIN)/python -m pytest tests/hostile --numprocesses logical

crash: $(READY) ## kill a build, and fail its disk, at every change of the disk; under ten minutes on two cores
	@$(BIN)/python -m tests.crash

chaos: $(READY) ## kill server, worker, database and runs of a team in the middle of runs, and log it; KILLS=... SEED=...
	@$(BIN)/python -m tests.chaos --kills $(KILLS) --seed $(SEED) --log tests/chaos/LOG.md

install: $(READY) ## only set up: .venv/bin/parpipe and .venv/bin/frictionless
	@echo "ready: $(BIN)/parpipe and $(BIN)/frictionless"

check: $(READY) ## lint, format, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

quality: $(READY) ## print precision and recall of the extractors on tests/golden
	@$(BIN)/python -m tests.quality

vocabulary: $(READY) ## try every row of the vocabulary: which ones would nothing miss?
	@$(BIN)/python -m tests.golden.trials

bench: $(READY) ## print how long a build takes, next to an empty Python start and frictionless
	@$(BIN)/python -m tests.bench

bench-validation: $(READY) ## time validation beside frictionless, pandera, polars and DuckDB; SIZES="10k 100k 1M 10M"
	@$(BIN)/python -m tests.bench.validation --sizes $(SIZES)

bench-whole-path: $(READY) ## time CSV -> validated -> derived -> CSV, Parquet beside other tools; SIZES="10k 100k 1M"
	@$(BIN)/python -m tests.bench.whole_path --sizes $(SIZES)

bench-site: $(READY) ## time the site of many units; UNITS="100 1000 10000"
	@$(BIN)/python -m tests.bench.site $(UNITS)

bench-cluster: $(READY) ## time a first build in one process and on a cluster of two; SOURCES="100 1000 5000"
	@$(BIN)/python -m tests.bench.cluster --sizes $(SOURCES)

differential: $(READY) ## compare the columns with frictionless, error by error, and log it; CASES=... SEED=...
	@$(BIN)/python -m tests.validation.differential --cases $(CASES) --seed $(SEED) \
		--log tests/validation/LOG.md --done .differential.jsonl

fuzz: $(READY) ## run half a million broken and made-up inputs over every reader and the grammar; INPUTS=... SEED=...
	@$(BIN)/python -m tests.fuzz --inputs $(INPUTS) --seed $(SEED)

sieve: $(READY) ## read random pages with all sentences and with the telling ones: nothing may differ; EXAMPLES=... SEED=...
	@$(BIN)/python -m tests.fuzz.sieving --examples $(EXAMPLES) --seed $(SEED)

fuzz-atheris: $(READY) ## the same guided by coverage, with atheris, which is installed if it is missing; READER=.html
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(UV) install --quiet atheris
	@$(BIN)/python -m tests.fuzz.guided $(READER) -runs=$(RUNS) -seed=$(SEED)

e2e: $(READY) ## run the tests with other programs: LibreOffice, tesseract, a real Prefect server, a real CKAN, a browser
	@$(BIN)/python -m pytest -m programs

system-deps: ## install the Debian packages that `make e2e` needs
	@apt-get update -qq
	@DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null

reference: $(READY) ## write docs/reference anew from the commands and schemas
	@$(BIN)/python -m tests.docs.reference

lock: $(READY) ## pin all packages anew in requirements.lock
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
		--group dev --output-file requirements.lock pyproject.toml

clean: ## remove the environment and the releases
	@rm -rf $(VENV) .prefect data/releases

$(LOCKED): requirements.lock
	@if [ -z "$(PYTHON)" ]; then \
		echo "make: no Python 3.11 or newer with venv was found; install one (on Debian: python3-venv), or run make PYTHON=/path/to/python" >&2; \
		exit 2; \
	fi
	@echo "setting up $(VENV) with $(PYTHON): about a minute, once"
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@awk '/^[a-z0-9]/ {wanted = /^uv==/} wanted' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(VENV)/uv.lock
	@echo "installing what requirements.lock pins"
	@$(UV) sync --require-hashes requirements.lock || { \
		echo "uv could not; trying pip, which may know of a mirror or a certificate" >&2; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock; }
	@touch $(LOCKED)

$(READY): $(LOCKED) pyproject.toml
	@$(UV) install --offline --no-deps --no-build-isolation --editable .
	@touch $(READY)
