# Two commands do everything: `make run` and `make test`. Both set up what is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Compiled bytecode makes a task start in seconds instead of tens of seconds.
unexport PYTHONDONTWRITEBYTECODE

# A person sees a progress bar, a log file is spared the list of packages.
QUIET = $(shell test -t 2 || echo --quiet)

.DEFAULT_GOAL := help
.PHONY: help run up test test-distributed lint types fuzz thorough bench soak lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/ready ## the main job: returns in data/intake -> dossiers in data/outbox
	@$(BIN)/junheng run

up: $(VENV)/ready ## open Airflow's pages on this machine; Ctrl-C stops them
	@$(BIN)/junheng up

test: lint types ## style, types and all tests
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

test-distributed: export JUNHENG_DISTRIBUTED = 1
test-distributed: $(VENV)/ready-for-service ## a season in the standing service while everything fails
	@$(BIN)/python -m pytest -q -n 0 -p no:cacheprovider tests/distributed

lint: $(VENV)/ready-for-tests ## style only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/ready-for-tests ## types only
	@$(BIN)/mypy

thorough: export JUNHENG_THOROUGH = 1
thorough: test ## the tests with everything drawn that a quick run samples

fuzz: $(VENV)/ready-for-tests ## damage 2,000 workbooks, every one must get its receipt
	@JUNHENG_FUZZ=$${JUNHENG_FUZZ:-2000} $(BIN)/python -m pytest -q -s tests/fuzz

bench: $(VENV)/ready-for-tests ## measure the slow parts, table and build/bench.json
	@$(BIN)/python -m tests.bench.run

soak: $(VENV)/ready-for-tests ## drop 2,000 files in 10 minutes while collect runs on, build/soak.json
	@$(BIN)/python -m tests.bench.soak_bench

lock: $(VENV)/ready ## pin requirements*.in anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --custom-compile-command "make lock" requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --custom-compile-command "make lock" requirements-service.in -o requirements-service.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --custom-compile-command "make lock" requirements-store.in -o requirements-store.txt

clean: ## remove what was installed and cached; data/ and .airflow/ stay
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache
	find dags tasks tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Junheng needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
	  echo "Install one and run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Junheng needs Python's venv and pip (Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/ready: requirements.txt pyproject.toml | $(BIN)/uv
	@echo "Installing what requirements.txt pins (a few minutes the first time) ..."
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install $(QUIET) --compile-bytecode -r requirements.txt
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/ready-for-tests: requirements-dev.txt $(VENV)/ready $(VENV)/store/ready
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode -r requirements-dev.txt
	@touch $@

$(VENV)/ready-for-service: requirements-service.txt $(VENV)/ready-for-tests
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode -r requirements-service.txt
	@touch $@

# In an environment of its own, because it asks for what Airflow excludes.
$(VENV)/store/ready: requirements-store.txt | $(BIN)/uv
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/store
	@VIRTUAL_ENV=$(VENV)/store $(BIN)/uv pip install --quiet --compile-bytecode -r requirements-store.txt
	@touch $@
