# Each target does all its own set-up in .venv; Python 3.11 or newer with pip and venv is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: reference demo test floors coverage mutation outside lint bench exhaustive safety figures fuzz dist clean

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

# The tests with the lowest version of every package that pyproject.toml allows.
floors: .floors/.ready
	.floors/bin/python -m pytest $(ARGS)

.floors/.ready: pyproject.toml tests/floors.py
	$(PYTHON) -m venv .floors
	$(PYTHON) tests/floors.py > .floors/lowest.txt
	.floors/bin/python -m pip install --quiet --constraint .floors/lowest.txt --editable ".[serve,test]"
	@touch $@

$(VENV)/.ready-strength: $(VENV)/.ready-test
	$(BIN)/python -m pip install --quiet --editable ".[test,strength]"
	@touch $@

# Which branches the tests take, in the parts where a slip hurts: ARGS names test files, else all of them run.
coverage: $(VENV)/.ready-strength
	@mkdir -p coverage
	$(BIN)/python -m coverage run -m pytest -n 0 $(ARGS)
	$(BIN)/python -m coverage report

# A sample of small changes in those parts, each held against the tests: ARGS names areas, --count, --seed.
mutation: $(VENV)/.ready-test
	nice -n 19 $(BIN)/python tests/mutation/sample.py $(ARGS)

# What tests/outside needs besides node and chromium: a Dask cluster, and readers and checkers of our files, from npm by name.
outside: .outside/.ready

.outside/.ready: Makefile $(VENV)/.ready-test
	@mkdir -p .outside
	$(BIN)/python -m pip install --quiet --editable ".[test,dask]"
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
	$(BIN)/python benchmarks/compiled_plan.py
	$(BIN)/python benchmarks/journal_years.py

# Every key of the files that people write, in docs/reference.md, from the models.
reference: $(VENV)/.ready-test
	$(BIN)/python tests/reference_page.py

# The contact sheet in docs/figures: every picture of the library, drawn anew.
figures: $(VENV)/.ready-test
	$(BIN)/python tests/contact_sheet.py

# Every condition, grade, type and variant on each day of first use up to 120, for every side: some 130,000 plans, in
# parts with ARGS="--part 1/8";
# then the record of 20 cases of each condition, held against the profiles of the release.
exhaustive: $(VENV)/.ready-test outside
	$(BIN)/python tests/exhaustive.py $(ARGS)
	REHAB_CASES=20 REHAB_OUTSIDE=required $(BIN)/python -m pytest -q tests/outside -k some_cases_of_each

# The wheel and the source archive in dist/: the same bytes for the same files.
dist: $(VENV)/.ready-test
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} $(BIN)/python -m build --no-isolation --sdist --wheel --outdir dist .

# Coverage-guided fuzzing of each reader, with requirements of its own: 'make fuzz SECONDS=300', 'make fuzz TARGETS=yaml'.
SECONDS ?= 120
TARGETS ?= yaml plan journal journal_csv phone roster ledger base notation find
fuzz: $(VENV)/.ready-test
	$(BIN)/python -m pip install --quiet "atheris>=3.0"
	@set -e; for target in $(TARGETS); do echo "== $$target"; \
	  $(BIN)/python tests/fuzz/readers.py $$target -max_total_time=$(SECONDS) -verbosity=0 -print_final_stats=1; done

# Every state that a followed plan can get into, every answer and every gate, with what must hold in each: prints the
# counts, and for each broken rule the shortest journal that leads to it. SAFETY="--only calf" takes a part.
safety: $(VENV)/.ready-test
	PYTHONPATH=tests $(BIN)/python -m safety $(SAFETY)

clean:
	rm -rf $(VENV) .floors .outside coverage demo build dist *.egg-info
