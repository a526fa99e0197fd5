# memtui: `make demo` to look around, `make test` and `make check` before a change is handed on.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench screenshots docs

demo: $(VENV)/.installed
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/memtui --demo; else $(BIN)/memtui list --demo; fi

test: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto

check: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# BENCH="--quick" takes two minutes; --help says what else there is.
bench: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks $(BENCH)

screenshots: $(VENV)/.installed-dev
	$(BIN)/python -m memtui.tui.screenshots

docs: $(VENV)/.installed-dev
	$(BIN)/python -m memtui.tui.keys_page

# What is installed follows pyproject.toml; the sources are used where they are.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing memtui into $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing memtui and its development tools into $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "memtui needs Python 3.11 or newer, and $(PYTHON) is not: name one with 'make PYTHON=python3.12'." >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment; its venv module may be a package of its own." >&2; \
	  rm -rf $(VENV); exit 1; }
