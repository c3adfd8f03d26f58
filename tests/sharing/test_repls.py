"""REPLs on a shared image: with workers, which are killed, and with each other."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from perdure.image import Image
from tests.repl.command import Command
from tests.repl.screens import Screen, screen
from tests.sharing.crowd import DEATHS, TAKEOVER, Crowd, wait_until

ECHO = "(let* ((a (read-line)) (b (read-line))) (display a) (newline) (string-append a b))"


@contextmanager
def repl(here: Crowd, **variables: str) -> Iterator[Screen]:
    command = Command(here.folder)
    # As patient as the workers. A REPL that waits for a process takes over, too; and on a busy
    # machine a worker that has just done so may be slower than TAKEOVER in a slice that is marked.
    # That is a second death, and parks the process.
    patience = {"PERDURE_TAKEOVER": TAKEOVER, "PERDURE_DEATHS": str(DEATHS)}
    with screen(command, "--image", here.uri, **patience, **variables) as shown:
        yield shown.wait_prompt()


def kill(shown: Screen) -> None:
    shown.process.send_signal(signal.SIGKILL)
    shown.process.wait()


def leave(shown: Screen) -> None:
    shown.press("Ctrl-D")
    assert shown.wait_end() == 0


def holder_of(image: Image, pid: int) -> str:
    """The member that runs a process."""
    image.refresh()
    sharing = image.root.sharing
    assert sharing is not None
    return str(sharing.shards[image.root.process(pid).shard].lease.holder)


def pid_of(image: Image, text: str) -> int:
    """The process of the form that ends so, once it was entered."""
    found: list[int] = []

    def is_there() -> bool:
        image.refresh()
        forms = (image.root.kept or {}).get("repl forms", {}).values()
        found.extend(stored[0] for stored in forms if stored[1].endswith(text))
        return bool(found)

    wait_until(is_there)
    return found[0]


def test_what_workers_have_taken_is_attached_over_kills(here: Crowd) -> None:
    first = here.start_worker()
    with here.open() as looker:
        with repl(here) as shown:
            shown.enter(ECHO)
            wait_until(lambda: bool(readers(looker)))
            (pid,) = readers(looker)
            repls = holder_of(looker, pid)
            kill(shown)
        wait_until(lambda: holder_of(looker, pid) != repls)  # the worker has it
        with repl(here) as shown:
            shown.wait(f"{pid} waits for input: (let* ").wait(f",attach goes on with {ECHO[:20]}")
            shown.enter(",attach")
            shown.wait(f"{pid}: (let* ")
            shown.enter("one")
            wait_until(lambda: looker.process(pid).steps > 1)
            first.kill()
            here.start_worker()
            shown.enter("two")
            shown.wait('$1 = "onetwo"').wait_prompt()
            assert shown.lines[-3:] == ["one", '$1 = "onetwo"', ">"]


def readers(image: Image) -> list[int]:
    return [each.pid for each in image.processes() if each.waits_for == "input"]


def test_ctrl_c_parks_what_a_worker_runs_and_resume_goes_on(zeo: Crowd) -> None:
    worker = zeo.start_worker()
    with zeo.open() as looker, repl(zeo) as shown:
        shown.enter("(define stop #f)")
        shown.wait_prompt().enter("(let loop () (if stop 'stopped (loop)))")
        pid = pid_of(looker, "'stopped (loop)))")
        wait_until(lambda: looker.process(pid).steps > 2)
        shown.press("Ctrl-C")
        shown.wait(f"process {pid} is parked; ,resume goes on with it").wait_prompt()
        kill(shown)
        wait_until(lambda: looker.process(pid).state == "parked")
        with repl(zeo) as again:
            again.wait(f"{pid} is parked: (let loop ()").wait(",resume goes on with")
            worker.kill()
            zeo.start_worker()
            again.enter(",resume")
            again.wait(f"{pid}: (let loop ()")
            wait_until(lambda: looker.process(pid).state == "ready")
            again.press("Ctrl-Z")
            again.wait(f"process {pid} goes on").wait_prompt()
            again.enter("(set! stop #t)")
            again.wait(f"[{pid}] ended: (let loop ()").wait("  $2 = stopped")


def test_a_form_that_a_worker_computes_is_parked_and_its_worker_killed(zeo: Crowd) -> None:
    first = zeo.start_worker()
    with zeo.open() as looker:
        looker.eval("(define stop #f)")
        with repl(zeo) as shown:
            shown.enter("(let loop () (if stop 'stopped (loop)))")
            pid = pid_of(looker, "'stopped (loop)))")
            kill(shown)  # the worker takes it over
        steps = looker.process(pid).steps
        wait_until(lambda: looker.process(pid).steps > steps + 2)
        with repl(zeo) as shown:
            shown.wait(f"{pid} is running: (let loop ()").wait_prompt().enter(",attach")
            shown.wait(f"{pid}: (let loop ()")
            shown.press("Ctrl-C")
            shown.wait(f"process {pid} is parked").wait_prompt()
            first.kill()
            second = zeo.start_worker()
            resume(shown, looker, pid)
            steps = looker.process(pid).steps
            wait_until(lambda: looker.process(pid).steps > steps + 2)
            second.kill()
            shown.press("Ctrl-C")
            shown.wait(lambda it: it.text.count("is parked;") == 2).wait_prompt()
            shown.evaluate("(set! stop #t)")
            shown.enter(",resume")
            shown.wait("$1 = stopped")


def test_each_of_two_repls_has_its_own_forms_and_last_value(zeo: Crowd) -> None:
    with repl(zeo) as one, repl(zeo) as other:
        assert one.evaluate("(* 6 7)") == ["$1 = 42"]
        assert other.evaluate("(* 2 3)") == ["$2 = 6"]
        assert one.evaluate("(list $ $1 $2)") == ["$3 = (42 42 6)"]
        assert other.evaluate("(define x $)") == []
        assert one.evaluate("(begin x)") == ["$5 = 6"]
        one.enter("(begin (sleep 2) 'rested)")
        with zeo.open() as looker:
            wait_until(lambda: any(each.state == "waiting" for each in looker.processes()))
        other.enter(",attach")
        other.wait("which process? ,ps lists them")
        with repl(zeo) as third:
            third.enter("(+ 1 1)")
            third.wait("$7 = 2")
            assert "rested" not in third.text
            one.wait("$6 = rested")
            third.enter("(begin (sleep 1) 'third)")
            with zeo.open() as looker:
                pid_of(looker, "(sleep 1) 'third)")
            kill(third)
        other.enter("(+ 5 5)")
        other.wait("$9 = 10")
        assert "rested" not in other.text
        leave(one)
    with repl(zeo) as one:
        one.wait(lambda it: "(sleep 1) 'third)" in it.text)
        assert "rested" not in one.text


def test_forms_of_a_closed_repl_are_offered_to_the_next_not_those_of_an_open_one(
    zeo: Crowd,
) -> None:
    with repl(zeo) as one:
        with repl(zeo) as other:
            one.enter("(begin (sleep 1000) 'one)")
            other.enter("(begin (sleep 1000) 'other)")
            with zeo.open() as looker:
                wait_until(lambda: len(sleepers(looker)) == 2)
                pid = pid_of(looker, "'other)")
            kill(other)
        with repl(zeo) as third:
            third.wait(f"{pid} waits for a timer").wait(",attach goes on with (begin (sleep 1000)")
            assert "'one)" not in third.text
            third.enter(",attach")
            third.wait(f"{pid}: (begin (sleep 1000) 'other)")
            with repl(zeo) as fourth:  # it is the third's now
                assert "(sleep 1000)" not in fourth.text
            third.press("Ctrl-C")
            third.wait(f"process {pid} is parked").wait_prompt()
            leave(third)
        one.press("Ctrl-C")
        one.wait(lambda it: "is parked; ,resume" in it.text).wait_prompt()
        leave(one)
    with repl(zeo) as last:
        last.wait(lambda it: it.text.count("is parked; it waits for a timer until") == 2)


def resume(shown: Screen, looker: Image, pid: int) -> None:
    shown.enter(",resume")
    try:
        wait_until(lambda: looker.process(pid).state == "ready")
    except AssertionError as error:
        seen = f"{looker.process(pid)}; on the screen:\n{shown.text}"
        raise AssertionError(seen) from error


def sleepers(image: Image) -> list[int]:
    return [each.pid for each in image.processes() if each.waits_for == "a timer"]


def test_a_line_that_two_repls_are_asked_for_is_typed_in_one(here: Crowd) -> None:
    with repl(here) as one, repl(here) as other, here.open() as looker:
        one.enter(ECHO)
        wait_until(lambda: bool(readers(looker)))
        (pid,) = readers(looker)
        assert f"[{pid}] waits" not in other.text
        other.enter(f",attach {pid}")
        other.wait(f"{pid}: (let* ")
        other.enter("from the other")
        wait_until(lambda: looker.process(pid).steps == 2)
        one.enter("from one")
        one.wait('$1 = "from the otherfrom one"').wait_prompt()
        other.wait('$1 = "from the otherfrom one"')
        assert one.lines[-3:-1] == ["from the other", '$1 = "from the otherfrom one"']


def test_a_dumb_terminal_is_the_console_of_what_a_worker_runs(zeo: Crowd) -> None:
    zeo.start_worker()
    with zeo.open() as looker:
        looker.eval("(define (ask) (let ((a (read-line))) (display a) (newline) (ask)))")
        pid = looker.spawn("(ask)")
        wait_until(lambda: readers(looker) == [pid])
        with repl(zeo, TERM="dumb") as shown:
            shown.enter(f",attach {pid}")
            shown.enter("one")
            shown.wait(lambda it: it.lines[-1] == "one" and it.text.count("one") == 2)
            shown.enter("two")
            shown.wait(lambda it: it.text.count("two") == 2)
            time.sleep(0.5)  # readline does not hear of a signal while it begins
            os.kill(shown.process.pid, signal.SIGINT)
            shown.wait(f"process {pid} is parked").wait_prompt()
        assert looker.process(pid).state == "parked"


def test_a_server_that_does_not_come_back_need_not_be_waited_for(zeo: Crowd) -> None:
    with repl(zeo) as shown:
        assert shown.evaluate("(+ 1 2)") == ["$1 = 3"]
        zeo.kill_server()
        shown.enter("(+ 2 3)")
        time.sleep(0.5)
        shown.press("Ctrl-C")
        shown.wait("the image does not answer yet; Ctrl-C again leaves without waiting for it")
        shown.press("Ctrl-C")
        assert shown.wait_end() == 130
