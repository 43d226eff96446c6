# `make` prints the targets. Each sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LINT := tools/spec-lint
PEERS := benchmarks/peers
CLIENT_TOOLS := build/client-tools
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install run test contract faults check check-clients lint types imports lint-spec breaking test-breaking \
	ledger coverage test-examples clients test-clients bench bench-self bench-micro lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/dev ## Make .venv with everything for development

run: $(VENV)/mock ## Serve the mock on http://127.0.0.1:4010 (PORT=… for another)
	@exec $(BIN)/mockserver serve

test: $(VENV)/dev ## Run the tests
	$(BIN)/pytest --quiet --numprocesses auto

contract: $(VENV)/dev ## Judge an API (BASE_URL=…, token in NUMBERS_TOKEN, ARGS="--user-id … --task-id …")
	@$(BIN)/pytest --quiet contract_tests $(if $(BASE_URL),--base-url '$(BASE_URL)') $(ARGS)

faults: $(VENV)/dev ## Measure which faults the suite and plain Schemathesis notice, into docs/FAULTS.md (minutes)
	@$(BIN)/python -m tools.fault_table

test-examples: $(VENV)/dev ## Run the seven clients of examples/ (LANGS="go php" for some)
	@$(BIN)/python -m examples.languages
	$(BIN)/pytest --quiet examples

check: lint types imports lint-spec coverage ## Run all checks but those of clients

check-clients: test-breaking test-examples test-clients ## Run the checks that need seven languages

lint: $(VENV)/dev ## Lint the code and its format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev ## Check the types
	$(BIN)/mypy

imports: $(VENV)/dev ## Check that imports point in one direction
	$(BIN)/lint-imports

lint-spec: $(VENV)/dev $(LINT)/node_modules ## Lint openapi.yaml (needs Node.js 20 or later)
	$(BIN)/openapi-spec-validator openapi.yaml
	cd $(LINT) && REDOCLY_TELEMETRY=off npx --no-install redocly lint --config redocly.yaml ../../openapi.yaml
	cd $(LINT) && npx --no-install spectral lint --ruleset spectral.yaml --fail-severity warn ../../openapi.yaml

breaking: ## Tell what openapi.yaml breaks for clients since BASE=ref (needs Go 1.26 or later)
	@tools/breaking/run.sh

test-breaking: $(VENV)/dev ## Try that `make breaking` tells what it should
	$(BIN)/pytest --quiet tools/breaking

ledger: $(VENV)/dev ## Write docs/LEDGER.md again from openapi.yaml and the tests
	$(BIN)/python -m tools.ledger

coverage: $(VENV)/dev ## Run the tests and demand full coverage
	$(BIN)/pytest --quiet --numprocesses auto --cov --cov-report=term

clients: $(VENV)/dev $(CLIENT_TOOLS)/ready ## Generate clients into build/clients (LANGS="go php", ARRAY_STYLE=brackets)
	$(BIN)/python -m clients.generate $(LANGS) $(if $(ARRAY_STYLE),--array-style $(ARRAY_STYLE))

test-clients: $(VENV)/dev $(CLIENT_TOOLS)/ready ## Compile the clients and let them ask a mock (LANGS="go php")
	$(BIN)/python -m clients.check $(LANGS)

bench: $(VENV)/dev ## Measure the mock beside its peers (needs wrk, Node.js; Java for WireMock)
	@test -d $(PEERS)/node_modules || ! command -v npm >/dev/null || \
		(cd $(PEERS) && npm ci --ignore-scripts --silent)
	$(BIN)/python -m benchmarks.peers

bench-self: $(VENV)/dev ## Measure the mock against raw ASGI, one minute (needs wrk)
	$(BIN)/python -m benchmarks.ours

bench-micro: $(VENV)/dev ## Measure dataset and record, and plot their growth with the task's size
	$(BIN)/pytest benchmarks/test_micro.py --benchmark-histogram=benchmarks/growth \
		--benchmark-columns=min,median,max --benchmark-sort=name

lock: $(VENV)/dev ## Renew the lock files
	$(PIP) install uv
	$(BIN)/uv pip compile $(LOCK) pyproject.toml requirements/build.in --output-file requirements/mock.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml requirements/build.in --group dev \
		--constraint requirements/mock.txt --output-file requirements/dev.txt
	$(BIN)/uv pip compile $(LOCK) clients/requirements.in --output-file clients/requirements.txt

clean: ## Remove what the other targets made
	rm -rf $(VENV) build $(LINT)/node_modules $(PEERS)/node_modules .coverage* .hypothesis \
		.mypy_cache .pytest_cache .ruff_cache

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

# Lock files carry hashes, so that everybody installs the same bytes.
$(VENV)/mock: requirements/mock.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes --requirement $<
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes --requirement $<
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/mock

$(CLIENT_TOOLS)/ready: clients/requirements.txt | $(BIN)/python
	$(BIN)/python -m venv $(CLIENT_TOOLS)
	$(CLIENT_TOOLS)/bin/python -m pip --disable-pip-version-check --quiet install \
		--require-hashes --requirement $<
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or later is needed: make PYTHON=python3.11 …' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(LINT)/node_modules: $(LINT)/package-lock.json
	@command -v npm >/dev/null || { echo 'Node.js with npm is needed to lint openapi.yaml' >&2; exit 1; }
	cd $(LINT) && npm ci --ignore-scripts --silent
	@touch $@
