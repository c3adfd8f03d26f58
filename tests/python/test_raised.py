"""Each guest program prints the same where it stops at every exception, and is stored there."""

from __future__ import annotations

import pytest

from tests.python.harness.programs import all_programs, running_version
from tests.python.harness.raised import stopped
from tests.python.harness.ways import natively, raised
from tests.python.test_programs import KNOWN, needed


@pytest.mark.parametrize("name", all_programs())
def test_it_prints_the_same_where_it_stops_at_every_exception(name: str) -> None:
    if ("stored", name) in KNOWN:
        pytest.xfail(KNOWN["stored", name])
    program = needed(name, running_version())
    assert raised(program) == natively(program)


@pytest.mark.parametrize("name", ["handlers", "with_blocks", "generators"])
def test_it_does_stop(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = all_programs()[name].path
    assert stopped(str(path), path.read_text()) > 3
    assert capsys.readouterr().out
