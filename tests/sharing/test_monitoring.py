"""A monitor of a shared image, whose processes another member runs."""

from __future__ import annotations

from tests.repl.command import Command
from tests.repl.screens import environment_of, terminal
from tests.sharing.crowd import TAKEOVER, Crowd


def test_members_and_what_they_hold_are_told(here: Crowd) -> None:
    with here.open() as one, here.open(resumes=False) as other:
        one.eval("(import (scheme base) (perdure process))")
        pid = one.spawn_eval("(sleep 9000)")
        one.run_slice()
        told = {each.name: each for each in other.members()}
        assert {one.member, other.member} <= set(told)
        assert [name for name, each in told.items() if each.is_here] == [other.member]
        assert told[str(one.member)].sleeping == 1
        assert not told[str(one.member)].has_ended
        assert [each.pid for each in other.timers()] == [pid]


def test_keys_park_and_debug_what_a_worker_runs(here: Crowd) -> None:
    with here.open(drive=False) as image:
        here.start_worker()
        image.eval("(import (scheme base) (perdure process))")
        image.eval("(define (wait x) (list x (receive)))")
        pid = image.spawn_eval("(wait 42)")
        command = Command(here.folder)
        environment = environment_of(command, {"PERDURE_TAKEOVER": TAKEOVER})
        line = command.line("tui", "--image", here.uri)
        with terminal(line, here.folder, environment) as shown:
            shown.resize(40, 130)
            shown.wait(lambda it: any("a message" in each for each in it.lines))
            shown.type("p")
            shown.wait(f"park: process {pid} parked")
            shown.wait(lambda it: any("parked" in each for each in it.lines[2:5]))
            assert image.process(pid).state == "parked"
            shown.type("d")
            shown.wait(lambda it: "x = 42" in it.text)
            assert any("PID" in each for each in shown.lines), "the table stands beside it"
            shown.enter("set x 43")
            shown.wait(lambda it: "x = 43" in it.text)
            shown.press("Escape")
            shown.wait(lambda it: "command>" not in it.text)
            shown.type("r")
            shown.wait(f"resume: process {pid} goes on")
            shown.type("4")
            shown.wait("MEMBER").wait(lambda it: "works" in it.text or "wants work" in it.text)
            image.send(pid, "hello")
            assert image.result(pid, timeout=30) == [43, "hello"]
            shown.type("q")
            assert shown.wait_end() == 0
