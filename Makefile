# FairDial 清催. `make help` lists the targets.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
# Tests and the demo start the program a hundred times: whoever asked Python to keep nothing compiled would wait for it.
export PYTHONDONTWRITEBYTECODE :=
COMPILE := $(BIN)/pip-compile -q --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test lint format bench lock clean

##@ Use
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/ready api/console/static/vendor/ready tests/vendor/ready ## Build .venv with everything that FairDial needs

demo: setup ## Run the main job on the demo recordings and logs
	$(BIN)/fairdial demo

serve: setup ## Serve the console and live monitoring of calls; see docs/console.md
	$(BIN)/fairdial serve

##@ Develop
test: setup ## Run all tests
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: setup ## Style, types, import directions, the rule packs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/fairdial rules lint
	$(BIN)/fairdial rules lint us

format: setup ## Put the code into house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/bench ## Measure accuracy and speed against the baselines
	$(BIN)/python -m benchmarks.conduct
	$(BIN)/python -m benchmarks.scan
	$(BIN)/python -m benchmarks.backtest
	$(BIN)/python -m benchmarks.calls
	$(BIN)/python -m benchmarks.redaction
	$(BIN)/python -m benchmarks.ledger
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.console
	$(BIN)/python -m benchmarks.import

lock: setup ## Pin all dependencies anew
	$(COMPILE) --extra dev -o requirements.lock pyproject.toml
	$(COMPILE) --extra bench -c requirements.lock -o requirements-bench.lock pyproject.toml

clean: ## Remove what was built, and the demo's state
	rm -rf .venv var build dist *.egg-info api/console/static/vendor tests/vendor

.venv/ready: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("FairDial needs Python 3.11 or newer / 需要 Python 3.11 以上版本" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

api/console/static/vendor/ready: .venv/ready package.json package-lock.json api/console/vendor.py
	$(BIN)/python -m api.console.vendor

tests/vendor/ready: .venv/ready package.json package-lock.json api/console/vendor.py tests/axe.py
	$(BIN)/python -m tests.axe

.venv/bench: .venv/ready requirements-bench.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-bench.lock
	touch $@
