# Everything a developer does, and what CI runs. On a bare machine only git, make and Python 3.11 or newer
# are needed: every target that needs the environment sets it up by itself, in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

SOAK ?= 1000
# The corpus check begins no damaged file after so many minutes.
MINUTES ?= 9

.PHONY: slow soak help setup demo test lint types contracts docs goldens wheel-check corpus bench-accuracy bench-speed \
        lock clean

help:
	@echo "make setup        the environment in .venv; the command is .venv/bin/recension"
	@echo "make demo         clean every sample, and show what was changed and why"
	@echo "make test         all tests"
	@echo "make lint types contracts    style, types, who may import whom"
	@echo "make docs         the documentation as a site, in build/docs; fails on a warning"
	@echo "make goldens      write the goldens anew (then read the diff, and say in CHANGELOG.md what changed)"
	@echo "make wheel-check  build the wheel, install it in an empty environment, run it in an empty folder"
	@echo "make slow         what takes too long for every push: 200 kills, every fault of the disk, Dask, the wheel abroad"
	@echo "make soak         kill a batch a thousand times at random moments (SOAK=200: fewer); nothing may be lost"
	@echo "make corpus       laws and accuracy over the corpora, where they are (RECENSION_CORPORA, else ../shared)"
	@echo "make bench-speed  CPU and memory against peers (minutes); writes bench/speed/results.md"
	@echo "make bench-accuracy  the public benchmark, peers included (minutes); writes bench/accuracy/results.md"

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "recension needs Python 3.11 or newer, and $(PYTHON) is older: make PYTHON=python3.12 setup" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY)
	$(BIN)/python samples/demo.py

test: $(READY)
	$(BIN)/python -m pytest -q

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "see build/docs/index.html"

$(VENV)/.docs: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	@touch $@

goldens: $(READY)
	$(BIN)/python -m pytest -q --force-regen; $(BIN)/python -m pytest -q
	git status --short samples tests

wheel-check: $(READY)
	$(BIN)/python bench/wheel_check.py

# A batch is killed at random moments, a thousand times; nothing may be lost (SOAK=200 for a shorter one).
soak: $(READY)
	$(BIN)/python bench/soak.py $(SOAK)

# The slow job of CI (.ci/slow), nightly; its parts took some 35 minutes on two busy cores.
slow: $(VENV)/.slow
	$(BIN)/python bench/soak.py 200
	RECENSION_SLOW=1 $(BIN)/python -m pytest -q tests/test_batch_faults.py tests/test_batch_cluster.py \
	  tests/test_batch_parts.py tests/test_review_browser.py
	$(BIN)/python bench/abroad.py

$(VENV)/.slow: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,cluster]'
	@touch $@

corpus: $(READY)
	$(BIN)/python bench/corpus_check.py --minutes $(MINUTES)

bench-accuracy: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement bench/accuracy/requirements.txt
	$(BIN)/python bench/accuracy/run.py

bench-speed: $(READY)
	$(BIN)/python bench/speed/run.py

# The versions that CI runs with, taken from the present environment.
lock: $(READY)
	{ echo "# The versions that are tested; made by 'make lock'. Users get the ranges in pyproject.toml."; \
	  $(BIN)/python -m pip freeze --exclude-editable --exclude recension; } > constraints.txt.new
	mv constraints.txt.new constraints.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
