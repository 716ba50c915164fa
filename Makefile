# `make` alone lists the targets. Each of them makes or refreshes .venv by itself: a fresh clone needs nothing but
# GNU make and Python 3.11 or newer with its venv module.

# How many tests run at once.
LANES ?= 2

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; break; }; done)
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --no-input

APP := $(VENV)/.stamp-app
DEV := $(VENV)/.stamp
BENCH := $(VENV)/.stamp-benchmarks

# Labelled cases for `bench` and `score`: a folder `cases` beside this project, where there is one.
CASES ?= $(firstword $(wildcard ../*/cases))

export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help demo test coverage chaos test-ollama test-voice check audit fix bench score train tune up lock

help: ## this list
	@awk -F ' *## ' '/^[a-z-]+:.*## / { split($$1, name, ":"); printf "  make %-11s %s\n", name[1], $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(APP) ## the whole agent on this machine: a mail server to play with, a contact, a prompt
	@$(BIN)/sales-agent demo

test: $(DEV) ## unit, contract, flow and house tests, and integration tests whose servers are installed
	@$(BIN)/pytest tests -n $(LANES) --dist loadfile

coverage: $(DEV) ## the same, and what of the code it runs; takes half as long again
	@$(BIN)/pytest tests -n $(LANES) --dist loadfile --cov --cov-report=
	@echo "coverage: $$($(BIN)/coverage report --format=total) % of lines and branches"

chaos: $(DEV) ## kill workers at every named point, break every link, count the copies; writes build/chaos.json
	@$(BIN)/python -m tests.chaos $(CHAOS)

test-voice: $(DEV) ## voice notes with real speech and a real speech model; fetches 1.2 GB first
	@PYTHON=$(PYTHON) bash tests/servers/voice_install.sh
	@$(BIN)/pytest -s tests/integration/real_voice.py

test-ollama: $(DEV) ## the brain on a real Ollama server with a tiny model; builds it first (needs Go)
	@sh tests/servers/ollama_install.sh
	@$(BIN)/pytest tests/integration/test_ollama_real.py

check: $(DEV) ## what CI runs: format, lint, types, imports, test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

# Not part of `check`: it asks an advisory service on the network, and fails where it gets no answer for a package.
AUDIT ?= -s osv
audit: $(APP) ## known holes in the locked libraries (asks osv.dev; AUDIT="-s pypi" asks the package index)
	@test -x $(VENV)/audit/bin/pip-audit || { $(BIN)/python -m venv $(VENV)/audit && \
		$(VENV)/audit/bin/pip install --quiet "pip-audit>=2.10"; }
	$(VENV)/audit/bin/pip-audit $(AUDIT) --strict --disable-pip --require-hashes --progress-spinner off \
		-r requirements/app.txt -r requirements/build.txt

fix: $(DEV) ## mend format and lint where it can be done by rule
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BENCH) ## speed, memory and scores, beside bare loops and other tools; written to build/bench.json too
	@CASES="$(CASES)" $(BIN)/python benchmarks/bench.py $(PARTS)

score: $(BENCH) ## the scorers in full, over the benchmark and over a folder of labelled cases: make score CASES=FOLDER
	@sh benchmarks/score.sh $(BIN)/python "$(CASES)"

train: $(DEV) ## train the embedded brain's classifier again
	@$(BIN)/python -m services.app_logic.brain.train

tune: $(DEV) ## fine-tune the embedded brain's second encoder again, about an hour; then: make train
	@$(BIN)/python -m services.app_logic.brain.tune

up: ## first start on a server: keys, passwords, .env, then docker compose up
	@sh deploy/first-start.sh
	docker compose up -d --build

# No index address, no machine's own settings and no path gets into the locks.
COMPILE = env -u UV_FIND_LINKS -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL \
	$(VENV)/lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --system-certs $(LOCK)

lock: $(APP) ## compile requirements/*.txt again; LOCK=--upgrade takes the newest versions
	@test -x $(VENV)/lock/bin/uv || { $(BIN)/python -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet "uv>=0.9"; }
	$(COMPILE) pyproject.toml -o requirements/app.txt
	$(COMPILE) pyproject.toml --extra dev -c requirements/app.txt -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra benchmarks -c requirements/dev.txt -o requirements/benchmarks.txt
	$(COMPILE) pyproject.toml --extra voice -c requirements/dev.txt -o requirements/voice.txt
	$(COMPILE) requirements/build.in -c requirements/dev.txt -o requirements/build.txt

# The package stands in the environment as this folder. `touch` comes last: a step that was cut short is done again.
$(APP): pyproject.toml requirements/app.txt requirements/build.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; name yours: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "making $(VENV): what the agent runs on (about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --require-hashes --no-build-isolation -r requirements/app.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(APP) requirements/dev.txt
	@echo "making $(VENV): what tests and checks need"
	@$(PIP) --require-hashes --no-build-isolation -r requirements/dev.txt
	@touch $@

$(BENCH): $(DEV) requirements/benchmarks.txt
	@$(PIP) --require-hashes --no-build-isolation -r requirements/benchmarks.txt
	@touch $@
