# `make` prints the targets. Each one installs what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LINT := tools/spec-lint
PEERS := benchmarks/peers
COLLECTIONS := tools/api_collections

.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(MAKEFILE_LIST))

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: dev ## Create .venv with everything for development

run: mock ## Serve the mock on http://127.0.0.1:4010 (PORT=… for another)
	@exec $(BIN)/mockserver serve

test: test-suite ## Run the tests, apart from slow ones, which `make coverage` runs too
	$(BIN)/pytest --quiet --numprocesses auto -m 'not slow'

test-lowest: dev ## Run the same tests with the lowest versions that pyproject.toml allows (PYTHON=… for another)
	$(call test-with,lowest-direct)

test-newest: dev ## Run the same tests with the newest versions that pyproject.toml allows
	$(call test-with,highest)

contract: contract-suite ## Check an API (BASE_URL=…, token in NUMBERS_TOKEN, ARGS="--user-id … --task-id …")
	@$(BIN)/pytest --quiet contract_tests $(if $(BASE_URL),--base-url '$(BASE_URL)') $(ARGS)

faults: test-suite ## Regenerate the drifts in docs/FAULTS.md: noticed by the suite and by Schemathesis alone (NAMES="…" for some)
	@$(BIN)/python -m tools.fault_table $(NAMES)

backend-faults: dev ## Regenerate the back ends in docs/FAULTS.md (NAMES="gin …" for some; needs PHP and Go)
	@$(BIN)/python -m tools.backend_faults $(NAMES)

test-examples: test-suite ## Test the seven clients of examples/ (LANGS="go php" for some)
	@$(BIN)/python -m examples.languages
	$(BIN)/pytest --quiet examples

check: lint types imports lint-spec coverage ## Run the checks that need Python and Node.js only

check-clients: test-breaking test-examples test-clients test-collections ## Run the checks that need seven languages

check-backends: dev ## Test the contract suite against Laravel, Django and gin (SHARE=1/4 for a part; skips those not installed)
	$(BIN)/pytest --quiet --numprocesses auto tests/backends $(if $(SHARE),--share $(SHARE))

check-packaging: lint-actions test-setup test-actions test-supply dist test-image ## Run the checks of set-up, actions, wheel and image

lint: dev ## Lint the code and check its format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev ## Check the types
	$(BIN)/mypy

imports: dev ## Check the direction of imports
	$(BIN)/lint-imports

lint-spec: test-suite $(LINT)/node_modules ## Lint openapi.yaml, and test a mock with other tools (needs Node.js 20 or later, and Java)
	$(BIN)/openapi-spec-validator openapi.yaml
	cd $(LINT) && REDOCLY_TELEMETRY=off npx --no-install redocly lint --config redocly.yaml ../../openapi.yaml
	cd $(LINT) && npx --no-install spectral lint --ruleset spectral.yaml --fail-severity warn ../../openapi.yaml
	$(BIN)/python -m tools.spec_tools

breaking: ## List the breaking changes of openapi.yaml since BASE=ref (needs Go 1.26 or later)
	@tools/breaking/run.sh

test-breaking: test-suite ## Test `make breaking` (needs Go 1.26 or later)
	$(BIN)/pytest --quiet tools/breaking

test-setup: test-suite ## Test the set-up with every installed Python, against an index with newer releases
	$(BIN)/pytest --quiet tools/setup

lint-actions: ## Lint workflows and shell scripts (needs Go 1.26 or later and shellcheck)
	@tools/ci/lint.sh

test-actions: test-suite ## Test the actions, workflows and recipes for CI (installs packages, minutes)
	$(BIN)/pytest --quiet tools/ci

audit: ## Ask for known vulnerabilities in all lock files (Error 3: a service could not be reached)
	@$(PYTHON) -m tools.supply.audit

audit-python: ## Ask pip-audit about the lock files of pip
	@$(PYTHON) -m tools.supply.audit python

audit-npm: ## Ask npm audit about every package-lock.json (needs Node.js)
	@$(PYTHON) -m tools.supply.audit npm

test-supply: test-suite ## Test the audit and the list of parts (installs packages)
	$(BIN)/pytest --quiet tools/supply

dist: dev ## Build wheel and sdist into dist/, check them, list their parts, and test the wheel with each Python here
	@$(BIN)/python -m tools.dist

image: ## Build the image (BASE=… for another base; needs buildah, podman or docker)
	@$(PYTHON) -m tools.image.build $(if $(BASE),--base '$(BASE)')

test-image: test-suite ## Test the image: build it, run it, send requests, stop it (needs root, buildah, mmdebstrap)
	$(BIN)/pytest --quiet tools/image

ledger: mock ## Regenerate docs/LEDGER*.md from openapi.yaml and the tests
	$(BIN)/python -m tools.ledger

collections: mock ## Regenerate collections/ from openapi.yaml and the scenarios
	$(BIN)/python -m tools.api_collections

test-collections: test-suite $(COLLECTIONS)/node_modules ## Test collections/ with newman, Bruno and httpyac (needs Node.js 20 or later)
	$(BIN)/pytest --quiet $(COLLECTIONS)

hostile: test-suite ## Run every hostile test (minutes)
	HOSTILE=whole HOSTILE_EXAMPLES=$(or $(HOSTILE_EXAMPLES),20000) $(BIN)/pytest --quiet tests/hostile

coverage: dev ## Run the tests and require full coverage
	$(BIN)/pytest --quiet --numprocesses auto --cov --cov-report=term

scenario-tables: mock ## Regenerate the tables of docs/SCENARIOS*.md from presets and keys
	$(BIN)/python -m tools.scenario_tables

clients: mock ## Generate clients into build/clients (LANGS="go php", ARRAY_STYLE=repeat)
	$(BIN)/python -m clients.generate $(LANGS) $(if $(ARRAY_STYLE),--array-style $(ARRAY_STYLE))

test-clients: mock ## Package and compile the clients, and run them against a mock (LANGS="go php")
	$(BIN)/python -m clients.check $(LANGS)

soak: test-suite ## Send a mock a million requests, and show memory and descriptors on the way (REQUESTS=… for fewer)
	@$(BIN)/python -m tests.hostile.soak $(REQUESTS)

bench: test-suite ## Compare the mock with other mock servers (needs wrk, Node.js; Java for WireMock)
	@test -d $(PEERS)/node_modules || ! command -v npm >/dev/null || \
		(cd $(PEERS) && npm ci --ignore-scripts --silent)
	$(BIN)/python -m benchmarks.peers

bench-self: mock ## Compare the mock with raw ASGI, one minute (needs wrk)
	$(BIN)/python -m benchmarks.ours

bench-micro: dev ## Measure dataset and records, and plot time against task size
	$(BIN)/pytest benchmarks/test_micro.py --benchmark-histogram=benchmarks/growth \
		--benchmark-columns=min,median,max --benchmark-sort=name

lock: dev ## Update the lock files
	$(COMPILE) --upgrade $(BUILT) --extra contract --group dev --output-file requirements/dev.txt
	$(COMPILE) $(PINNED) $(BUILT) --extra contract --group test --output-file requirements/test.txt
	$(COMPILE) $(PINNED) $(BUILT) --extra contract --output-file requirements/contract.txt
	$(COMPILE) $(PINNED) $(BUILT) --output-file requirements/mock.txt
	$(COMPILE) --upgrade clients/requirements.in --output-file clients/requirements.txt
	$(COMPILE) --upgrade $(LINT)/requirements.in --output-file $(LINT)/requirements.txt
	$(COMPILE) --upgrade tools/supply/requirements.in --output-file tools/supply/requirements.txt

clean: ## Remove everything the other targets created
	rm -rf $(VENV) build dist $(LINT)/node_modules $(PEERS)/node_modules $(COLLECTIONS)/node_modules .coverage* .hypothesis \
		.mypy_cache .pytest_cache .ruff_cache .schemathesis

# Old and new versions warn of each other's deprecations, which are nothing for users to mend.
define test-with
$(BIN)/uv venv --quiet --clear --python $(PYTHON) build/$@
$(BIN)/uv pip install --quiet --python build/$@ --resolution $(1) --requirement requirements/build.in --group test \
	--editable '.[contract]'
build/$@/bin/pytest --quiet --numprocesses auto -m 'not slow' -W default::DeprecationWarning
endef

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links
PINNED := --constraint requirements/dev.txt
BUILT := pyproject.toml requirements/build.in

# Layers of dependencies, installed from lock files with hashes; a target depends on the smallest it needs.
mock contract-suite test-suite dev:
	@$(PYTHON) tools/bootstrap.py --venv $(VENV) $(LAYER)

mock: LAYER := mock
contract-suite: LAYER := contract
test-suite: LAYER := test
dev: LAYER := dev

$(COLLECTIONS)/node_modules: $(COLLECTIONS)/package-lock.json
	@command -v npm >/dev/null || { echo 'Node.js with npm is needed to run the collections' >&2; exit 1; }
	cd $(COLLECTIONS) && npm ci --ignore-scripts --silent
	@touch $@

$(LINT)/node_modules: $(LINT)/package-lock.json
	@command -v npm >/dev/null || { echo 'Node.js with npm is needed to lint openapi.yaml' >&2; exit 1; }
	cd $(LINT) && npm ci --ignore-scripts --silent
	@touch $@
