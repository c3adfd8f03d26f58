"""Settings that all tests share: how hypothesis is run, and figures that are told at the end."""

from __future__ import annotations

import gc
import importlib
import os
import re
import signal
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

Figures = Callable[[str], None]

MOST_KNOWN = 20_000  #: records of which `check` keeps what it has found

# `make test` must give the same answer twice; try more examples by hand with
# HYPOTHESIS_PROFILE=search, which starts elsewhere each time.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# A shell ignores Ctrl-C and Ctrl-\ in what it starts in the background, and nohup ignores hang-ups;
# tests that send these would wait for ever, and so would the commands they start.
for _number, _usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
    (signal.SIGQUIT, signal.SIG_DFL),
):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, _usual)


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Takes a line with what was measured, which is printed when all tests have ended."""
    return lambda line: record_property("figures", line)


#: Those that take longest, and folders with such, the longest first.
LONG = (
    "storm/",
    "vm/test_generated.py",
    "regressions/test_flat_code.py",
    "sharing/test_postgresql.py",
    "kill/test_exact_kills.py",
    "kill/test_random_kills.py",
    "examples/test_orders.py",
    "sharing/test_throughput.py",
    "sharing/test_upkeep.py",
    "sharing/",
    "kill/",
    "house/test_kills.py",
    "examples/",
    "repl/",
)


#: Folders and modules of tests that wait most of their time, for processes of their own.
WAITING = ("storm/", "sharing/", "kill/", "house/test_kills.py", "examples/", "repl/")
#: Modules whose tests share what is dear: they are run in one process.
WHOLE = ("test_orders.py", "test_exact_forks.py", "test_postgresql.py", "test_flat_code.py")
#: Folders of modules whose tests take some milliseconds each: a module is run in one process, too.
BRIEF = ("tests/vm/", "tests/scheme/", "tests/languages/", "tests/test_")
#: A file of Scheme is run whole, so one process has all that it expects.
SCHEME = re.compile(r"::test_\w+\[(\w+/[^/]*\.scm):\d+\]")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """In several processes: which tests are run in the same one.

    pytest-xdist's marks for this do not work with each release of pytest.
    """
    scheduling: Any = importlib.import_module("xdist.scheduler").LoadScopeScheduling
    config.option.loadscopereorder = False  # in the order below

    class Together(scheduling):
        """Half of the workers begin with tests that wait, the others with those that compute.

        So the processors are never left to tests that wait for each other's timeouts. Of what a
        worker has been given only that is kept which it has still to do: else each test that ends
        would have all looked through that its worker has run.
        """

        def _assign_work_unit(self, node: Any) -> None:
            begins_waiting = int(node.gateway.id.removeprefix("gw")) % 2 == 0
            for scope in self.workqueue:
                if any(part in scope for part in WAITING) == begins_waiting:
                    self.workqueue.move_to_end(scope, last=False)
                    break
            super()._assign_work_unit(node)

        def _split_scope(self, nodeid: str) -> str:
            found = SCHEME.search(nodeid)
            module = nodeid.partition("::")[0]
            is_whole = module.endswith(WHOLE) or module.startswith(BRIEF)
            return found[1] if found else module if is_whole else nodeid

        def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
            super().add_node_collection(node, collection)
            if node in self.registered_collections:
                self.registered_collections[node] = Numbered(collection)

        def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
            super().mark_test_complete(node, item_index, duration)
            scope = self._split_scope(self.registered_collections[node][item_index])
            assigned = self.assigned_work[node]
            if all(assigned[scope].values()):
                del assigned[scope]

    return Together(config, log)


class Numbered(list[str]):
    """A list that finds the place of each of its elements at once."""

    def __init__(self, elements: Sequence[str]) -> None:
        super().__init__(elements)
        self._places = {each: place for place, each in enumerate(elements)}

    def index(self, value: str, *_: Any) -> int:
        return self._places[value]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only tests that run alone are wanted, nothing else is read."""
    if config.option.markexpr != "alone" or collection_path.suffix != ".py":
        return None
    return None if "mark.alone" in collection_path.read_text(encoding="utf-8") else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those first that take long, so that no worker has one of them left at the end."""

    def place(item: pytest.Item) -> int:
        return next((i for i, part in enumerate(LONG) if part in item.nodeid), len(LONG))

    items.sort(key=place)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Set apart what was collected, which stays: no search for garbage looks at it again.

    And `check` remembers what it has found of a record's bytes, and of a code's: nearly all of
    an image are the libraries', the same in each. In `make soak` it looks at all anew.
    """
    if "PERDURE_SOAK" in os.environ or session.config.option.collectonly:
        return
    gc.collect()
    gc.freeze()
    checking: Any = importlib.import_module("perdure.image.maintenance.checking")
    checking.read = lru_cache(MOST_KNOWN)(checking.read)
    checking.decoded = lru_cache(MOST_KNOWN)(checking.decoded)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        f"{report.nodeid.rpartition('::')[2]}: {line}"
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, line in report.user_properties
        if name == "figures"
    ]
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.line(line)
