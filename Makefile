# Two commands do all the set-up: `make run` and `make test`. Everything lands in .venv; stamp files there keep repeated calls quick.

PYTHON ?= python3
ARGS ?= analyze examples/shop

# A PYTHON given on the command line is taken as it is; the default falls back to other names.
CANDIDATES := $(PYTHON)
ifeq ($(origin PYTHON),file)
CANDIDATES += python3.13 python3.12 python3.11 python3.10 python3.14 python
endif

VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made
INSTALLED := $(VENV)/.installed
TESTED := $(VENV)/.installed-test
TRAINABLE := $(VENV)/.installed-train
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: run test test-editors screenshots extension gauntlet precision recall planted rounds proofs monkey docs bench train clean
.DEFAULT_GOAL := run

# `analyze` exits 1 when it finds something, as it should in the example; 2 (wrong usage) and 3 (internal error) are failures.
run: $(INSTALLED)
	@$(BIN)/slowspot $(ARGS) || [ $$? -eq 1 ]

# Editors come by themselves: they do not share the machine well.
test: $(TESTED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --pythonpath $(BIN)/python
ifeq ($(TESTS),)
	$(BIN)/python -m pytest -n logical --dist loadfile --ignore tests/editors
	$(BIN)/python -m pytest tests/editors
else
	$(BIN)/python -m pytest $(TESTS)
endif

# All that is played in real editors. Screenshots of VS Code are then in build/vscode-screenshots.
test-editors: $(TESTED)
	SLOWSPOT_EDITORS=all $(BIN)/python -m pytest tests/editors

# The VS Code extension as a .vsix, with Slowspot inside: make extension ARGS="--target linux-x64".
extension:
	cd vscode-extension && npm ci --ignore-scripts --no-audit --no-fund && npm run package -- $(if $(filter file,$(origin ARGS)),,$(ARGS))

# The pictures of the editor in vscode-extension/media, from a real VS Code; look at them before they are committed.
screenshots: $(TESTED)
	$(BIN)/python tests/editors/vscode/screenshots.py $(if $(filter file,$(origin ARGS)),,$(ARGS))

# `make gauntlet ARGS="networkx --unsafe"`; without ARGS all of it, which takes an hour.
gauntlet: $(TESTED)
ifeq ($(origin ARGS),file)
	$(BIN)/python tests/gauntlet/inputs.py --record
	$(BIN)/python tests/gauntlet/mutations.py --record
	$(BIN)/python tests/gauntlet/fuzz.py --record
endif
	$(BIN)/python tests/gauntlet/packages.py $(if $(filter file,$(origin ARGS)),,$(ARGS))

# How often each rule is right on real packages, as judged by reading: needs the package index and ten minutes.
precision: $(TESTED)
	$(BIN)/python tests/precision/measure.py $(if $(filter file,$(origin ARGS)),,$(ARGS))

# What is found of the planted slow paths of several files, and in their twins: seconds.
planted: $(TESTED)
	$(BIN)/python -m tests.linking.measure $(if $(filter file,$(origin ARGS)),,$(ARGS))

# Which real fixes would have been found: make recall ARGS="INSTANCES --mirror FOLDER", with bare clones in FOLDER.
recall: $(TESTED)
	$(BIN)/python tests/recall/measure.py $(if $(filter file,$(origin ARGS)),--help,$(ARGS))

# Profile, fix what gains most, profile again: three programs and the shop, five minutes on a quiet machine.
rounds: $(TESTED)
	$(BIN)/python tests/rounds/measure.py $(if $(filter file,$(origin ARGS)),,$(ARGS))

# Whether proofs accept what is wrong, refuse what is right, or call the same code faster. Takes hours; goes on where it
# was stopped. `make proofs ARGS="--only lists/ --what wrong"` for a part.
proofs: $(TESTED)
	$(BIN)/python tests/proofs/measure.py $(if $(filter file,$(origin ARGS)),--write,$(ARGS))

# Random protocol events on real files, played to the server: 200,000, a quarter of an hour. ARGS="--events 5000 --seed 7".
monkey: $(TESTED)
	$(BIN)/python tests/monkey/run.py $(if $(filter file,$(origin ARGS)),--record,$(ARGS))

docs: $(TESTED)
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/capture.py
	$(BIN)/python docs/picture.py

bench: $(TESTED)
	$(BIN)/python benchmarks/run.py

# The shipped models once more, from the shipped rows; says whether they come out the same byte for byte.
train: $(TRAINABLE)
	$(BIN)/slowspot train $(if $(filter file,$(origin ARGS)),,$(ARGS))

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@for python in $(CANDIDATES); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || continue; \
	  version=$$("$$python" -c 'import platform; print(platform.python_version())'); \
	  if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$python ($$version) cannot make environments: its venv module is missing." \
	      "On Debian or Ubuntu: apt-get install python3-venv" >&2; \
	    continue; \
	  fi; \
	  echo "Making $(VENV) with $$python ($$version)"; \
	  "$$python" -m venv $(VENV) && touch $@ && exit 0; \
	done; \
	echo "No usable Python 3.10 or newer among: $(CANDIDATES). Install one, or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

# The links let type checkers see the folders under their installed names.
$(INSTALLED): $(MADE) pyproject.toml
	@echo "Installing slowspot into $(VENV)"
	@$(PIP) --editable .
	@mkdir -p $(VENV)/typing/slowspot
	@for folder in analyzers cli models server training_data; do ln -sfn ../../../$$folder $(VENV)/typing/slowspot/$$folder; done
	@$(BIN)/slowspot --help >/dev/null
	@touch $@

$(TESTED): $(INSTALLED)
	@echo "Installing what the tests need into $(VENV)"
	@$(PIP) --editable '.[test]'
	@touch $@

$(TRAINABLE): $(INSTALLED)
	@echo "Installing what training needs into $(VENV)"
	@$(PIP) --editable '.[train]'
	@touch $@
