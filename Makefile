# Each target does all its own set-up in .venv; Python 3.11 or newer with pip and venv is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: reference demo test outside lint bench exhaustive figures clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --editable ".[test]"
	@touch $@

$(VENV)/.ready-lint: $(VENV)/.ready-test
	$(BIN)/python -m pip install --quiet --editable ".[test,lint]"
	@touch $@

# A plan for an injury of today, as a PDF in demo/.
demo: $(VENV)/.ready
	@mkdir -p demo
	@$(BIN)/rehab plan hamstring-strain --injured today --grade 2 --side left --name "Example name" --force -o demo/plan.pdf < /dev/null
	@echo "Your plan: $(CURDIR)/demo/plan.pdf"

test: $(VENV)/.ready-test
	$(BIN)/python -m pytest $(ARGS)

# What tests/outside needs besides node and chromium: readers and checkers of our files, from npm by name.
outside: .outside/.ready

.outside/.ready: Makefile
	@mkdir -p .outside
	npm install --prefix .outside --cache .outside/cache --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel error ical.js@^2 fhir@^4.12 axe-core@^4.10 html-validate@^10
	@rm -rf .outside/cache
	@touch $@

lint: $(VENV)/.ready-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.ready-bench: $(VENV)/.ready benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --requirement benchmarks/requirements.txt
	@touch $@

# Ratios, never milliseconds: commands, the printed plan beside its peers, five years of entries.
bench: $(VENV)/.ready-bench
	$(BIN)/python benchmarks/commands.py
	$(BIN)/python benchmarks/printed_plan.py
	$(BIN)/python benchmarks/journal_years.py

# Every key of the files that people write, in docs/reference.md, from the models.
reference: $(VENV)/.ready-test
	$(BIN)/python tests/reference_page.py

# The contact sheet in docs/figures: every picture of the library, drawn anew.
figures: $(VENV)/.ready-test
	$(BIN)/python tests/contact_sheet.py

# Every condition, grade, type and variant on each day of first use up to 120, for every side: long, some 130,000 plans;
# then the record of 20 cases of each condition, held against the profiles of the release.
exhaustive: $(VENV)/.ready-test outside
	$(BIN)/python tests/exhaustive.py
	REHAB_CASES=20 REHAB_OUTSIDE=required $(BIN)/python -m pytest -q tests/outside -k some_cases_of_each

clean:
	rm -rf $(VENV) .outside demo build dist *.egg-info
