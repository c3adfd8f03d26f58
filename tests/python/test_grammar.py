"""Programs that are made by hypothesis behave lowered, and stopped, as under CPython."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from tests.python.behaviour import lowered, natively, stopped
from tests.python.grammar import programs

#: `make soak` makes more.
EXAMPLES = int(os.environ.get("PERDURE_PYTHON_PROGRAMS", "20"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(programs())
def test_a_program_behaves_as_under_cpython(text: str) -> None:
    try:
        compile(text, "text.py", "exec")
    except SyntaxError:
        return
    expected = natively(text)
    for way in ("sites", "checks"):
        assert lowered(text, way) == expected
    assert stopped(text) == expected
