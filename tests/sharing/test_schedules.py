"""Schedules where several members have the image open, and one of them is killed."""

from __future__ import annotations

from contextlib import ExitStack

from perdure.image import Image
from tests.programs import program
from tests.sharing.crowd import Crowd


def test_three_members_that_drive_start_one_run_for_each_moment(here: Crowd) -> None:
    with ExitStack() as stack:
        members: list[Image] = [stack.enter_context(here.open()) for _ in range(3)]
        members[0].eval(program(__file__, "ticking"))
        for member in members:
            member.start()
        counter = members[0].spawn_eval("(count 20)")
        for member in members:  # as an application does in each of its processes
            declare(member, counter)
        members[1].pause_schedule("tick")
        members[2].resume_schedule("tick")

        assert members[2].result(counter, timeout=60) == 20

        members[1].remove_schedule("tick")
        assert members[2].schedules() == []


def declare(image: Image, counter: int, overlap: str = "allow") -> None:
    """Have a run fifty times a second, which tells the counter the moment that it is for."""
    image.schedule(
        "tick",
        f"(lambda (moment) (tick {counter} moment))",
        every=0.02,
        missed="all",
        overlap=overlap,
        moment=True,
    )


def test_runs_go_on_elsewhere_when_the_member_that_starts_them_is_killed(here: Crowd) -> None:
    worker = here.start_worker()
    with here.open() as image:
        image.eval(program(__file__, "ticking"))
        counter = image.spawn_eval("(count 10)")
        declare(image, counter, "queue")
        assert image.result(counter, timeout=60) == 10
        worker.kill()
        worker.wait()

        again = image.spawn_eval("(count 10)")
        declare(image, again, "queue")

        assert image.result(again, timeout=60) == 10
        (found,) = image.schedules()
        moments = [run.moment for run in found.runs]
        assert len(set(moments)) == len(moments)
