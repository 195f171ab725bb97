# Kliping. `make demo` shows it, `make nightly CONTACT=you@example.org` runs it, `make test` checks it.

PYTHON ?= python3
BIN := .venv/bin
SCRAPY := $(BIN)/scrapy
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# for every platform and every Python from 3.11 on; what is pinned stays pinned unless UPGRADE is given
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make requirements" .venv-requirements/bin/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes $(if $(UPGRADE),--upgrade)
# half of what the suite does is waiting, for pauses between requests above all
WORKERS ?= $(shell echo $$(($$(nproc) + 1)))
PEERS = $(if $(wildcard .venv-peers/ready),--peers .venv-peers/bin/python)

.DEFAULT_GOAL := help
.PHONY: help setup setup-test requirements demo nightly install-timer test test-long mutate bench bench-peers lint clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: .venv/ready  ## make the environment (.venv); every file that is installed is proven by its hash

.venv/ready: requirements.txt requirements-optional.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=...)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt -r requirements-optional.txt
	@$(BIN)/python -c 'from pathlib import Path; from crawler.cli.console import write_script; write_script(Path("$(BIN)/kliping"))'
	@touch $@

setup-test: .venv/ready-test  ## the same with what tests and checks need; the commands below do it by themselves

.venv/ready-test: .venv/ready requirements-test.txt
	$(INSTALL) -r requirements-test.txt
	@touch $@

requirements: .venv-requirements/ready setup-test  ## requirements*.txt and THIRD_PARTY.md anew from requirements*.in; UPGRADE=1: newer releases
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-optional.in -c requirements.txt -o requirements-optional.txt
	$(COMPILE) requirements-test.in -c requirements.txt -c requirements-optional.txt -o requirements-test.txt
	$(MAKE) setup-test
	$(BIN)/python -m tests.test_requirements

.venv-requirements/ready:
	$(PYTHON) -m venv .venv-requirements
	.venv-requirements/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@touch $@

demo: setup  ## crawl the sample web, group the events, export them; no internet needed
	@$(BIN)/python -m tests.web.demo

nightly: setup  ## the nightly job on the real sites: make nightly CONTACT=you@example.org
	@KLIPING_CONTACT="$(or $(CONTACT),$(KLIPING_CONTACT))" $(SCRAPY) nightly

install-timer: setup  ## systemd timers for the night and the morning's look; shows them first, CONFIRM=1 installs
	@KLIPING_CONTACT="$(or $(CONTACT),$(KLIPING_CONTACT))" $(BIN)/python -m crawler.night.timer $(if $(CONFIRM),--yes) $(if $(SYSTEM),--system)

test: setup-test  ## the whole suite, on SQLite and, where it is installed, on PostgreSQL
	@$(BIN)/python -m compileall -q crawler spiders storage tests  # once, and not in each of a thousand processes
	$(BIN)/python -m pytest -rs -m "not long" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-long: setup-test  ## soak, kill and load runs
	$(BIN)/python -m pytest -m long

mutate: setup-test  ## small changes to the pure modules, which their own tests must notice; MODULES="crawler.urls": only these
	@$(BIN)/python -m tests.mutation $(MODULES)

bench: setup-test  ## CPU time of extraction and grouping beside their peers (`make bench-peers` once), of re-extraction and a night
	@$(BIN)/python -m tests.benchmarks.extraction $(PEERS)
	@$(BIN)/python -m tests.benchmarks.reextraction
	@$(BIN)/python -m tests.benchmarks.night
	@$(BIN)/python -m tests.benchmarks.events $(PEERS) $(addprefix --labelled ,$(wildcard ../shared/eval/events.jsonl))

bench-peers: .venv-peers/ready  ## newspaper4k, news-please, datasketch, scikit-learn in an environment of their own

.venv-peers/ready:
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check newspaper4k==0.9.6 news-please==1.6.16 \
		datasketch==2.0.0 scikit-learn==1.9.1
	@touch $@

lint: setup-test  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:  ## remove the environment and caches; data stays
	rm -rf .mutants .venv .venv-peers .venv-requirements .mypy_cache .ruff_cache .pytest_cache
