# Everything that is done to this repository. `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMPS := .venv/stamps

.DEFAULT_GOAL := help
.PHONY: help setup

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: $(STAMPS)/dev ## Install what building and testing need into .venv

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(STAMPS)/dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	mkdir -p $(STAMPS) && touch $@
