# Every target calls the command line of the package or pytest; `make help` lists them.

EDITION ?= 2025
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
AUDIT := $(subst $(VENV),$(VENV)/audit,$(BIN))
PYTHON ?= python3 python3.13 python3.12 python3.11 python3.14 python
SENDNEEDS := $(BIN)/sendneeds
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help reports all-areas appendices book profile bench accessibility verify test check data validate area lab lock audit sbom soak install clean

help: ## List what make can do
	@echo "make TARGET [AREA=leeds | AREA=\"leeds sutton\"] [NOTEBOOK=needs_assessment] [EDITION=2025] [JOBS=2]"
	@sed -n 's/^\([a-z-]*\):.*## /  \1@/p' Makefile | awk -F@ '{ printf "%-16s %s\n", $$1, $$2 }'

reports: install ## Make the reports of AREA, or of every area in params/areas (NOTEBOOK: some of them)
	$(SENDNEEDS) reports --edition $(EDITION) $(foreach name,$(AREA),--area $(name)) \
		$(foreach name,$(NOTEBOOK),--notebook $(name)) $(if $(AREAS_FROM),--areas-from $(AREAS_FROM)) \
		$(if $(JOBS),--jobs $(JOBS)) $(if $(RENDERER),--renderer $(RENDERER)) $(if $(FORCE),--force)

appendices: install ## Make all tables of AREA, or of every area in params/areas, as HTML and PDF, with a workbook
	$(SENDNEEDS) appendices --edition $(EDITION) $(foreach name,$(AREA),--area $(name))

book: install ## Make a book of the published reports of EDITION (needs Quarto; so does RENDERER=quarto for reports)
	$(SENDNEEDS) book --edition $(EDITION)

all-areas: install ## Make the reports of every current authority (JOBS: so many at a time)
	$(SENDNEEDS) reports --edition $(EDITION) --all $(if $(JOBS),--jobs $(JOBS)) $(if $(FORCE),--force)

profile: install ## Say where the processor time of the reports of AREA goes
	$(BIN)/python tests/measure/profile_reports.py --edition $(EDITION) --area $(firstword $(AREA) sutton)

bench: install ## Compare the pipeline with other ways to make the same reports and write docs/benchmark.csv (long)
	$(BIN)/python tests/measure/bench_reports.py --all

accessibility: install ## Check every published page and PDF of EDITION (AREA: of some folders) and print one table
	$(BIN)/python tests/check_accessibility.py --edition $(EDITION) $(foreach name,$(AREA),--area $(name))

verify: install ## Recompute every number of the published reports of EDITION (AREA: of some) by a second path
	$(BIN)/python tests/verify_reports.py --edition $(EDITION) $(foreach name,$(AREA),--area $(name))

test: install ## Check style, types and layers, then run the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses 2 --dist loadfile

check: install ## Check the declarations under params
	$(SENDNEEDS) check

data: install ## Rebuild data from the official releases in the folder FROM
	$(SENDNEEDS) data --from "$(FROM)"

validate: install ## Measure what the methods achieve and write docs/validation.csv
	$(SENDNEEDS) validate

area: install ## Write params/areas/AREA.yml
	$(SENDNEEDS) area $(AREA)

lab: install ## Open JupyterLab with a report of AREA (NOTEBOOK), or with the source notebook
	$(BIN)/jupyter lab $(if $(AREA),outputs/$(EDITION)/$(firstword $(AREA)),notebooks)/$(firstword $(NOTEBOOK) needs_assessment).ipynb

LOCK := uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --upgrade --custom-compile-command "make lock" --output-file

lock: ## Resolve both locks anew (needs uv and the network; `make sbom` then)
	$(LOCK) requirements.lock pyproject.toml --all-extras
	$(LOCK) requirements-audit.lock --group audit

audit: install $(VENV)/audit/.packages ## Ask for known vulnerabilities and licences of every locked package (needs the network)
	$(BIN)/python tests/audit_packages.py --python $(AUDIT)/python

sbom: install ## Write sbom.cdx.json, the bill of materials of the runtime dependencies, from requirements.lock
	cd tests && ../$(BIN)/python -m supply.bill

soak: install ## Kill runs for long and write docs/soak.csv, then fuzz the readers and print what was found
	$(BIN)/python tests/soak.py --kills 200 --fuzz-seconds 600

install: $(VENV)/.package ## Set up .venv (the other targets do it when needed)

clean: ## Remove the outputs and .venv
	rm -rf $(VENV) outputs/[0-9]*

# Everything that is downloaded, once for all targets, by uv if it is there and by pip if not.
$(VENV)/.packages: requirements.lock
	@python=; for name in $(PYTHON); do \
		if "$$name" -c "$(NEW_ENOUGH)" 2>/dev/null; then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then \
		echo "found no Python 3.11 or newer among: $(PYTHON); install one, or say make PYTHON=/path/to/python" >&2; \
		exit 2; fi; \
	rm -rf $(VENV); \
	echo "setting up $(VENV) with $$("$$python" --version), once"; \
	if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --python "$$("$$python" -c 'import sys; print(sys.executable)')" $(VENV) && \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; \
	else \
		"$$python" -m venv $(VENV) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	fi
	@touch $@

# pip-audit, in an environment of its own.
$(VENV)/audit/.packages: requirements-audit.lock $(VENV)/.packages
	@rm -rf $(VENV)/audit
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --python $(BIN)/python $(VENV)/audit && \
		uv pip install --quiet --python $(AUDIT)/python --require-hashes -r requirements-audit.lock; \
	else \
		$(BIN)/python -m venv $(VENV)/audit && \
		$(AUDIT)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock; \
	fi
	@touch $@

# The package itself, from this folder: no network, no build isolation.
$(VENV)/.package: $(VENV)/.packages pyproject.toml
	@if [ -x $(BIN)/pip ]; then installer="$(BIN)/python -m pip"; options="--disable-pip-version-check --no-index"; \
	else installer="uv pip"; options="--offline --python $(BIN)/python"; fi; \
	$$installer install --quiet $$options --no-deps --no-build-isolation --editable .
	@touch $@
