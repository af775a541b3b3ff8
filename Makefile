# The commands of the contract. Everything is installed into .venv from hash-pinned requirements.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run setup test check-format lint types imports image tests chaos soak bench understand bench-reliability requirements clean

run: setup
	@$(BIN)/iombot chat --listen

setup: $(VENV)/.installed
	@$(BIN)/iombot migrate >/dev/null

test: $(VENV)/.installed-test check-format lint types imports image tests

$(VENV)/.installed: requirements/runtime.txt pyproject.toml
	@echo "Setting up $(VENV) ..." >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements/test.txt
	@echo "Installing the test tools ..." >&2
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

check-format:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

image:
	$(BIN)/hadolint Dockerfile

tests:
	$(BIN)/pytest -n 3 --dist loadscope

# Everything that docs/reliability.md promises, with real processes, at far more moments than in the
# tests; some ten minutes. Prints its seed (IOM_CHAOS_SEED chooses another) and what it measured.
chaos: $(VENV)/.installed-test
	$(BIN)/pytest -n 3 -m "slow or not slow" tests/processes tests/chaos tests/bot/test_clock.py \
		tests/routing/test_worktime.py tests/adapters/store/test_upgrade.py \
		tests/transcripts/test_changes_under_way.py

# A simulated day with 10,000 cases, kills, outages and refusals; some ten minutes.
soak: $(VENV)/.installed-test
	$(BIN)/python -m tests.soak

bench: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks.command
	$(BIN)/python -m benchmarks.turns
	$(BIN)/python -m benchmarks.understand

# How quick, how late, how dear: some ten minutes, on a machine that does nothing else.
bench-reliability: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks.opening
	$(BIN)/python -m benchmarks.lateness
	$(BIN)/python -m benchmarks.ticks
	$(BIN)/python -m benchmarks.resources

# How well it understands: by set and language, with every mistake, beside two baselines.
understand: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks.understand

requirements:
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --output-file requirements/runtime.txt requirements/runtime.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --output-file requirements/test.txt requirements/test.in

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
