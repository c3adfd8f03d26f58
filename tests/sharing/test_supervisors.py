"""A supervisor whose children end by what other members do."""

from __future__ import annotations

from perdure.image import Image
from tests.programs import program
from tests.sharing.crowd import Crowd

DEFINITIONS = program(__file__, "supervisors")


def pids_of(image: Image) -> list[int]:
    found: list[int] = image.eval("(pids)", timeout=60)
    return found


def test_children_that_another_member_kills_are_started_again(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        one.start()
        other.start()
        seen = set(pids_of(other))
        for n in range(4):
            before = pids_of(other)
            other.kill(before[n % 2])
            after = pids_of(one)
            assert not set(after) & set(before)
            seen |= set(after)

        assert len(seen) == 10
        assert other.eval("(begin (stop-supervisor! top) (wait top))", timeout=60) == "stopped"
        assert {one.process(pid).state for pid in seen} == {"cancelled"}
