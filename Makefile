# Three commands matter: `make demo`, `make check` and `make test`. All set up .venv first, from the lock files.
SHELL := /bin/bash
SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
    $$name -c "$(SUITABLE)" > /dev/null 2>&1 && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
ENVIRONMENT := $(VENV)/.made
DEVELOPMENT := $(VENV)/.made-dev
TARGET ?= mockD
TRACER ?= continuum
CORES ?= all
LICENCE ?= not stated
NINE := config/nine_tracers.yaml
MOCKS := results/mocks/mockD

.PHONY: demo check test test-cluster test-faults bench lint model match provenance bundle lock clean help environment \
    environment-dev config-table nine mock-cubes

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(ENVIRONMENT): requirements.lock
	@test -n "$(PYTHON)" || { echo "no Python 3.11 to 3.13 was found: make PYTHON=/path/to/python ..."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@# By itself: pip takes no editable package beside hashes.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(ENVIRONMENT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

environment: $(ENVIRONMENT) ## set up .venv with what runs need

environment-dev: $(DEVELOPMENT) ## add what tests and benchmarks need, yt and openvino

demo: $(ENVIRONMENT) ## run config/demo.yaml to its report
	$(BIN)/snakemake --cores $(CORES) --rerun-incomplete --quiet rules
	@$(BIN)/python -m simanalogues.tables.summary results/mockD

nine: mock-cubes ## run config/nine_tracers.yaml to its report: nine lines of a mock observation
	$(BIN)/snakemake --cores $(CORES) --configfile $(NINE) --rerun-incomplete --quiet rules
	@$(BIN)/python -m simanalogues.tables.summary results/mockD9

mock-cubes: $(MOCKS)/.made ## make the eight cubes that config/nine_tracers.yaml needs beside the one that ships

# Made again only for another config or other code: newer cubes would run all that follows.
$(MOCKS)/.made: $(NINE) $(wildcard workflow/src/simanalogues/mocks/*.py) | $(ENVIRONMENT)
	$(BIN)/python -m simanalogues.mocks $(NINE) mockD9 $(MOCKS)
	@touch $@

check: lint ## lint, and the tests that take no more than two seconds each
	$(BIN)/python -m pytest -n auto -m "not slow and not workflow" --durations=5

test: $(DEVELOPMENT) ## run all tests but those of test-cluster and test-faults
	$(BIN)/python -m pytest -n auto --durations=10

test-cluster: $(DEVELOPMENT) ## run the workflow through a real SLURM (Debian, root)
	$(BIN)/python -m pytest tests/cluster --durations=10

test-faults: $(DEVELOPMENT) ## break runs on purpose: kills, full disks, damaged files (root; KILLS=50)
	$(BIN)/python -m pytest tests/faults --durations=10

lint: $(DEVELOPMENT) ## check layout and style of rules and code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint
	$(BIN)/hadolint envs/container/Dockerfile

bench: $(DEVELOPMENT) ## print the table of speed ratios
	$(BIN)/python -m benchmarks

model: $(ENVIRONMENT) ## write one RADMC-3D model directory to keep: make model SIMULATION=A OUTPUT=26 TRACER=CO
	$(BIN)/snakemake --cores $(CORES) --quiet rules $(if $(CONFIG),--configfile $(CONFIG)) -- \
	    results/$(TARGET)/models/$(TRACER)/$(SIMULATION)/$(OUTPUT)
	@echo "The model directory is results/$(TARGET)/models/$(TRACER)/$(SIMULATION)/$(OUTPUT)"

# Asked for, not the defaults above: the query's own are the first of its config.
asked = $(if $(filter-out file undefined,$(origin $(1))),--$(2) $($(1)))

match: $(ENVIRONMENT) ## match a new observation against a finished run: FITS=new.fits CONFIG=config/mine.yaml
	@$(BIN)/python -m simanalogues.query "$(FITS)" "$(or $(CONFIG),config/demo.yaml)" \
	    $(call asked,TARGET,target) $(call asked,CATALOGUE,catalogue) $(call asked,TRACER,tracer) $(call asked,NAME,name)

provenance: $(ENVIRONMENT) ## print where a result comes from: make provenance FILE=results/mockD/report.html
	@$(BIN)/python -m simanalogues.provenance "$(FILE)"

bundle: $(ENVIRONMENT) ## put a finished run into an RO-Crate to publish: make bundle TARGET=mockD LICENCE=CC-BY-4.0
	@$(BIN)/python -m simanalogues.provenance.bundle $(TARGET) $(TARGET).crate.zip "$(LICENCE)"

COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock" pyproject.toml

lock: ## pin all packages anew (needs uv); versions that a lock file has stay, where they still fit
	$(COMPILE) --all-extras -o requirements-dev.lock
	$(COMPILE) --constraints requirements-dev.lock -o requirements.lock

clean: ## remove results and caches, keep .venv
	rm -rf results logs .snakemake

config-table: $(ENVIRONMENT) ## write the table of keys in config/README.md from the schema
	$(BIN)/python -m simanalogues.plan.settings workflow/schemas/config.schema.yaml config/README.md
