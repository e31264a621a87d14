# Everything a fresh machine needs is set up by the first target that wants it: a virtual environment in .venv.
#   make run [CHALLENGE=…] [SUBMISSION=…]   judge a submission and show the verdict
#   make test                               the whole test suite, one process more than there are cores, since many tests wait
#   make check                              format, lint, types, import layers
#   make docs                               docs/ as a site in build/site, with warnings as errors
#   make format                             let ruff mend what it can
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHALLENGE ?= challenges/primes
SUBMISSION ?= challenges/primes/submissions/accepted/guide_boolean_sieve.py

.PHONY: run test check docs format clean

run: $(VENV)/ready
	@$(BIN)/judge run "$(CHALLENGE)" "$(SUBMISSION)"

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )) --dist worksteal $(ARGS)

check: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/ready-dev
	$(BIN)/sphinx-build --quiet --fresh-env --fail-on-warning --keep-going --nitpicky -c docs . build/site

format: $(VENV)/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# Where Python comes without ensurepip (Debian splits it off), virtualenv from PyPI makes the same environment.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "judge needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …" >&2; exit 1; }
	@echo "Setting up $(VENV) (once)…" >&2
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV) && \
	  $(PYTHON) -m pip install --quiet --target $(VENV)/bootstrap virtualenv && \
	  PYTHONPATH=$(VENV)/bootstrap $(PYTHON) -m virtualenv --quiet $(VENV); }

$(VENV)/ready: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

$(VENV)/ready-dev: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' >&2
	@touch $@ $(VENV)/ready
