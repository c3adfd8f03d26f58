"""What all tests share: how hypothesis is run, and figures that are told at the end."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import settings

Figures = Callable[[str], None]

# `make test` must give the same answer twice; try more examples by hand with
# HYPOTHESIS_PROFILE=search, which starts elsewhere each time.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Takes a line with what was measured, which is printed when all tests have ended."""
    return lambda line: record_property("figures", line)


LONG = ("test_storm.py", "test_exact_kills.py", "test_random_kills.py", "test_orders.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those first that take long, so that no worker has one of them left at the end."""
    items.sort(key=lambda item: not item.path.name.endswith(LONG))


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
