# Everything a newcomer, a developer and CI need. PYTHON picks the interpreter of .venv.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: demo test quick check format bench golden clean

demo: .venv/ready        ## a forum's days in a minute, kept in demo-site/
	@if [ -f demo-site/DEMO.txt ]; then rm -rf demo-site; fi
	$(BIN)/listserv demo --dir demo-site

test: .venv/ready        ## the whole suite
	$(PYTEST) -n auto --dist worksteal

quick: .venv/ready       ## the fast part
	$(PYTEST) -q -n auto --dist worksteal --hypothesis-profile=quick -m "not slow and not chromium and not postfix"

check: .venv/ready       ## format, lint, types, contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/ready       ## rates and peak memory beside a baseline of the same run
	$(BIN)/python -m tests.bench

golden: .venv/ready      ## write the golden files anew; look at the difference before you commit
	GOLDEN=write $(PYTEST) -q -n auto tests/pure

clean:
	rm -rf .venv build demo-site *.egg-info

.venv/ready: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@
