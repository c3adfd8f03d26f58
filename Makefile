# `make demo` and `make test` do all their own set-up: they make .venv from
# requirements-dev.lock, and make it again only when that file has changed.
#
# Another interpreter: `make PYTHON=/path/to/python3.12 test`.

# The first of these that is Python 3.11 or newer and can make a virtual environment.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 && echo "$$p" && break; done)

BIN := .venv/bin
READY := .venv/.made-from-lock
DEMO_ARGUMENTS ?=
# Twice as many as there are processors: tests that wait leave theirs to others.
PROCESSES := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) * 2 )))
TEST_ARGUMENTS ?= -n $(PROCESSES) --maxprocesses=8
BENCH_ARGUMENTS ?=

# Where it is set, each command that a test or the demo starts compiles all its modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test soak lint format bench lock clean

help:
	@echo 'make demo    run examples/orders, kill it several times, check that nothing was lost'
	@echo 'make test    check the format, lint, check the types, run the tests'
	@echo 'make soak    what takes too long for that: storms, kills, odd caches (an hour)'
	@echo 'make lint    the same without the tests'
	@echo 'make format  format, and mend what the linter can mend'
	@echo 'make bench   run the benchmarks'
	@echo 'make lock    choose newer versions of what development needs'
	@echo 'make clean   delete the virtual environment and the caches'

$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { \
		echo 'make: needs Python 3.11 or newer with its venv module (on Debian: python3-venv);' \
			'name one with make PYTHON=...' >&2; exit 2; }
	@if ! test -x $(BIN)/python || ! cmp -s requirements-dev.lock .venv/requirements-dev.lock; then \
		echo "making .venv with $(PYTHON)"; \
		rm -rf .venv && "$(PYTHON)" -m venv .venv \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check \
			--requirement requirements-dev.lock \
		&& cp requirements-dev.lock .venv/requirements-dev.lock; \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	@$(BIN)/python -m examples.orders.demo $(DEMO_ARGUMENTS)

# The files of tests lie in memory where it has room for them (in KB): each commit is a sync, and
# what that costs is no part of a test. Those of `make soak` lie on a disk, and those run alone.
ROOM := 2000000
ROOMY := $(shell test "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }')" -gt $(ROOM) \
	2>/dev/null && echo /dev/shm || echo "$${TMPDIR:-/tmp}")

test: lint
	@folder=$$(mktemp -d $(ROOMY)/p.XXXX) && chmod 755 $$folder && echo "files of tests: $$folder" && \
	TMPDIR=$$folder $(BIN)/python -m pytest $(TEST_ARGUMENTS) -m 'not alone' --basetemp $$folder/t && \
	rm -rf $$folder
	$(BIN)/python -m pytest $(TEST_ARGUMENTS) -n 0 -m alone || test $$? = 5  # none was chosen

# Of puppets, which stand in for programs, none can be run apart.
APART := $(shell grep -L puppet tests/image/test_*.py) tests/regressions tests/scheme tests/vm

soak: export PERDURE_SOAK = yes
soak: $(READY)
	PERDURE_CACHED_OBJECTS=10 $(BIN)/python -m pytest $(TEST_ARGUMENTS) -m 'not alone' \
		tests/image tests/kill tests/regressions tests/sharing
	PERDURE_CLUSTERS=0 $(BIN)/python -m pytest $(TEST_ARGUMENTS) -m 'not alone' tests/sharing tests/scheme
	PERDURE_APART=always $(BIN)/python -m pytest $(TEST_ARGUMENTS) -m 'not alone' $(APART)
	PERDURE_LIBRARY_FILES=100000 PERDURE_LIBRARY_SITES=20 PERDURE_PYTHON_PROGRAMS=1000 \
		$(BIN)/python -m pytest $(TEST_ARGUMENTS) tests/python/test_library.py tests/python/test_grammar.py
	PERDURE_TEST_AUTOMATION=all PERDURE_TEST_KILLS=6 PERDURE_TEST_ORDER_KILLS=1000 \
		$(BIN)/python -m pytest $(TEST_ARGUMENTS) tests/python/test_automation.py tests/python/test_kills.py
	$(BIN)/python -m tests.python.cpython
	PERDURE_GRAPHS=200 $(BIN)/python -m pytest $(TEST_ARGUMENTS) tests/sharing/test_clusters_as_a_graph.py
	PERDURE_GENERATED=400 PERDURE_MEETINGS=100 PERDURE_SUPERVISORS=100 \
		$(BIN)/python -m pytest $(TEST_ARGUMENTS) tests/vm/test_generated.py tests/vm/test_pieces.py tests/vm/test_probes.py \
		tests/image/test_meetings.py tests/image/test_supervisors.py
	for seed in 1 2 3 4 5; do \
		PERDURE_TEST_STOPS=$$seed $(BIN)/python -m pytest $(TEST_ARGUMENTS) -k stored \
			tests/python/test_programs.py || exit 1; \
	done
	PERDURE_PYTHON_MOVES=all $(BIN)/python -m pytest $(TEST_ARGUMENTS) -k 'take or versions' \
		tests/python/test_programs.py tests/python/test_versions.py
	PERDURE_TEST_SALVAGED=20 $(BIN)/python -m pytest $(TEST_ARGUMENTS) tests/image/maintenance/test_salvaging_meetings.py
	PERDURE_TEST_COMMANDS=new PERDURE_STORAGES=all $(BIN)/python -m pytest $(TEST_ARGUMENTS) -m "not alone" tests/repl tests/sharing
	PERDURE_KILLS=2000 $(BIN)/python -m pytest $(TEST_ARGUMENTS) tests/kill tests/house/test_kills.py
	PERDURE_KILLS=1 PERDURE_STORAGES=all \
		$(BIN)/python -m pytest $(TEST_ARGUMENTS) tests/sharing/test_killed_programs.py
	$(BIN)/python -m tests.storm --seconds 300 --seed 1
	$(BIN)/python -m tests.storm --seconds 300 --seed 2 --storage zeo --every 3
	$(BIN)/python -m tests.storm --seconds 300 --seed 3 --storage postgresql

lint: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(READY)
	$(BIN)/python -m benchmarks $(BENCH_ARGUMENTS)

# uv resolves for every Python from 3.11 on at once; pip-tools would lock only for one.
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
		--no-annotate --custom-compile-command 'make lock' \
		pyproject.toml --output-file requirements-dev.lock

clean:
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
