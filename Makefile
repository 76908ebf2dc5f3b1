# `make run` and `make test` need Python 3.11 or newer, make, git and a network; nothing else.
.DEFAULT_GOAL := help
.PHONY: help run test lint check unit coverage browser bench bench-cib bench-digests bench-measures bench-network reset worker shell migrations translations format lock clean

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
MANAGE := DEMO=1 $(BIN)/python manage.py

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing. On Debian or Ubuntu: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv >.venv.log 2>&1 || { rm -rf .venv; echo "The environment could not be made. On Debian or Ubuntu: apt install python3-venv. Otherwise check free disk space."; tail -n 2 .venv.log; rm -f .venv.log; exit 1; }
	@rm -f .venv.log

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing the libraries, about a minute …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt \
		|| { echo "The libraries could not be installed: check network and free disk space, then try again."; exit 1; }
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@echo "Installing libraries and test tools, about two minutes …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt \
		|| { echo "The libraries could not be installed: check network and free disk space, then try again."; exit 1; }
	@touch .venv/run.stamp $@

run: .venv/run.stamp  ## the demo portal at http://127.0.0.1:8000 (PORT=… for another)
	@exec $(BIN)/python -m tregks.run

test: lint check unit browser  ## everything a contributor needs to trust a change

lint: .venv/dev.stamp  ## format, style, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2 --check
	@git ls-files 'templates/*.html' | xargs $(BIN)/djhtml --check --tabwidth 2
	$(BIN)/mypy

check: .venv/dev.stamp  ## Django's own checks, as in production, and no missing migration
	$(BIN)/python -m tests.deploy_check
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) translations --check

unit: .venv/dev.stamp  ## all tests without a browser, on real PostgreSQL
	$(BIN)/pytest -n 2 -m "not browser"

coverage: .venv/dev.stamp  ## the same with the lines and branches no test reaches
	$(BIN)/pytest -n 2 -m "not browser" --cov

browser: .venv/dev.stamp  ## journeys and accessibility in real Chromium
	@$(BIN)/python -m tests.browser.install
	$(BIN)/pytest -n 2 -m browser

bench: .venv/dev.stamp  ## speed and weight beside a bare Django page, then bench-measures
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.measures

bench-cib: .venv/dev.stamp  ## the scenario engine beside its peers
	$(BIN)/python -m tests.bench.cib

bench-digests: .venv/dev.stamp  ## telling 5,000 people of something
	$(BIN)/python -m tests.bench.digests

bench-measures: .venv/dev.stamp  ## catalogue, drafts and Synopse with 2,000 measures
	$(BIN)/python -m tests.bench.measures

bench-network: .venv/dev.stamp  ## the directory with 5,000 organisations, 10,000 people
	$(BIN)/python -m tests.bench.network

reset: .venv/run.stamp  ## throw the demo's data away
	@$(BIN)/python -m tregks.reset

worker: .venv/run.stamp  ## a background worker alone
	$(MANAGE) procrastinate worker --concurrency=3

shell: .venv/run.stamp  ## a Python shell with the demo's data
	$(MANAGE) shell

migrations: .venv/dev.stamp  ## write migrations for changed models
	$(MANAGE) makemigrations

translations: .venv/dev.stamp  ## collect texts into locale/, compile the catalogues
	$(MANAGE) translations

format: .venv/dev.stamp  ## put everything into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2
	@git ls-files 'templates/*.html' | xargs $(BIN)/djhtml --tabwidth 2

lock: .venv/dev.stamp  ## newest allowed versions into the hashed lock files
	$(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --quiet pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --quiet pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean: reset  ## throw data and environment away
	rm -rf .venv
