# `make demo` sets everything up on a fresh machine. Developers: `make check` takes seconds, `make test` runs every test too.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Empty is off: modules are compiled once, and not again by every process.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo check test clean
.DEFAULT_GOAL := demo

demo: $(VENV)/installed
	$(BIN)/cs-research demo --to demo-study

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/pytest -n auto --dist loadfile

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e ".[dev,large]"
	# pyxform asks for xlrd 2.0.1 and no other, gptables for 2.0.2 or later: the forms that tests convert are no .xls
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt --no-deps pyxform
	touch $(VENV)/installed $@

clean:
	rm -rf $(VENV) demo-study build dist .pytest_cache .mypy_cache .ruff_cache
