"""One image, many threads: the background driver, requests from everywhere, closing."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    CannotConvert,
    Image,
    ImageClosed,
    ImageError,
    NotDone,
    ProcessCancelled,
    ProcessEnded,
    ProcessFailed,
    builtin,
    effect,
)
from perdure.image.engine.connection_owner import ConnectionOwner

IMPORT = "(import (perdure process))"


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", provides=[ask_back, note]) as image:
        IMAGES.append(image)
        image.eval(f"{IMPORT} (import (python test_threads))")
        yield image
        IMAGES.remove(image)


IMAGES: list[Image] = []


@builtin
def ask_back() -> int:
    return len(IMAGES[0].processes())


@effect
def note(pid: int) -> str:
    IMAGES[0].send(pid, "from an effect")
    return "sent"


def test_a_text_is_evaluated_and_with_arguments_its_value_is_called(image: Image) -> None:
    assert image.call("(+ 1 2)") == 3
    assert image.call("list", 1, "two", [3.5]) == [1, "two", [3.5]]
    assert image.call("(lambda (x) (* x x))", 12) == 144
    assert image.process(image.spawn("list", 1)).name == "list"


def test_what_is_no_procedure_of_the_program_is_not_called(image: Image) -> None:
    for what in (None, 5, len, lambda: 1, ["car"]):
        with pytest.raises(CannotConvert, match="neither a text nor a Procedure"):
            image.spawn(what)
    assert [each.state for each in image.processes()] == ["done"]


def test_a_message_to_a_process_that_has_ended_is_an_error(image: Image) -> None:
    done, failed, cancelled = image.spawn("1"), image.spawn("(car 1)"), image.spawn("(receive)")
    image.run_until_idle()
    image.send(cancelled, "in time")
    image.cancel(cancelled)
    for pid, state in ((done, "done"), (failed, "failed"), (cancelled, "cancelled")):
        with pytest.raises(ProcessEnded, match=rf"{pid} has ended \({state}\)") as raised:
            image.send(pid, "too late")
        assert (raised.value.pid, raised.value.state) == (pid, state)
        with pytest.raises(ProcessEnded):
            image.send_eval(pid, "1")


def test_requests_of_many_threads_are_served_while_a_thread_drives(image: Image) -> None:
    image.start()

    def request(n: int) -> Any:
        return image.call("(lambda (n) (sleep 0.001) (* n n))", n, timeout=30)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(request, range(40))) == [n * n for n in range(40)]


def test_requests_of_many_threads_are_served_where_none_drives_but_those_that_wait(
    image: Image,
) -> None:
    def request(n: int) -> Any:
        return image.call("(lambda (n) (sleep 0.001) (* n n))", n, timeout=30)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(request, range(40))) == [n * n for n in range(40)]


def test_who_waits_drives_on_when_who_drove_has_what_it_waited_for(image: Image) -> None:
    short, long = image.spawn("(sleep 0.05) 'short"), image.spawn("(sleep 0.2) 'long")
    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(image.result, pid, 30) for pid in (short, long)]
        assert [each.result() for each in results] == ["short", "long"]


def test_a_computation_that_never_waits_does_not_keep_requests_waiting(image: Image) -> None:
    image.start()
    pid = image.spawn("(let loop () (loop))")
    assert image.call("(+ 1 2)", timeout=120) == 3
    assert image.process(pid).state == "ready"
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)


def test_a_message_from_another_thread_wakes_a_process(image: Image) -> None:
    image.start()
    pid = image.spawn("(receive)")
    threading.Timer(0.02, image.send, [pid, {"approved": True}]).start()
    assert image.result(pid, timeout=120) == {"approved": True}


def test_an_effect_may_ask_something_of_the_image(image: Image) -> None:
    pid = image.spawn("(receive)")
    assert image.call("note", pid) == "sent"
    assert image.result(pid) == "from an effect"


def test_a_builtin_may_not(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="a builtin asked processes of the image"):
        image.eval("(ask-back)")


def test_errors_come_to_the_thread_that_asked(image: Image) -> None:
    image.start()
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.call("car", 5)
    with pytest.raises(ImageError, match="no process has the pid 999"):
        image.process(999)


def test_a_timeout_is_told_with_what_the_process_waits_for(image: Image) -> None:
    image.start()
    with pytest.raises(NotDone, match="waiting for a message"):
        image.call("(receive)", timeout=0.05)


def test_without_a_driver_waiting_for_what_nothing_will_end_is_told_at_once(image: Image) -> None:
    with pytest.raises(NotDone, match="waiting for a message"):
        image.call("(receive)")


def test_stopping_ends_the_thread_and_starting_begins_anew(image: Image) -> None:
    image.start()
    image.start()  # nothing more
    pid = image.spawn("(receive)")
    image.stop()
    image.stop()
    assert not [each for each in threading.enumerate() if each.name == "perdure-driver"]
    image.start()
    image.send(pid, 5)
    assert image.result(pid, timeout=120) == 5
    with pytest.raises(ImageError, match="drives the image"):
        image.drive()


def test_one_can_wait_until_a_driven_image_is_idle(image: Image) -> None:
    image.start()
    pid = image.spawn("(sleep 0.05) 1")
    image.run_until_idle()
    assert image.process(pid).state == "done"


def test_closing_ends_all_waiting_and_keeps_the_processes(image_path: Path) -> None:
    image = Image.open(image_path)
    image.start()
    pid = image.spawn(f"{IMPORT} (receive)")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(image.result, pid)
        while not waiting.running():
            pass
        image.close()
        with pytest.raises(ImageClosed):
            waiting.result(10)
    with pytest.raises(ImageClosed, match="is closed"):
        image.spawn("1")
    with Image.open(image_path) as image:
        image.send(pid, "again")
        assert image.result(pid) == "again"


def test_closing_ends_a_drive_in_another_thread(image_path: Path) -> None:
    image = Image.open(image_path)
    with ThreadPoolExecutor(1) as pool:
        driving = pool.submit(image.drive)
        while not image.owner.is_taken():
            pass
        image.close()
        assert driving.result(10) is None


def test_output_is_delivered_before_the_result(image: Image) -> None:
    said: list[str] = []
    image.on_output = lambda pid, text: said.append(text)
    image.start()
    for n in range(20):
        image.call("display", n)
        assert said[-1] == str(n)


def test_a_stack_is_told_in_words(image: Image) -> None:
    pid = image.spawn("(define (waits-for what) (receive) what) (waits-for '(a b))")
    image.run_until_idle()
    frame = image.backtrace(pid)[0]
    assert (frame.name, frame.position, frame.variables) == (
        "waits-for",
        "<eval>:1:26",
        {"what": "(a b)"},
    )


def test_what_is_asked_while_others_wait_wakes_the_driver_once_and_is_never_forgotten() -> None:
    woken: list[Callable[[], None]] = []
    owner = ConnectionOwner(deque(), woken.append, lambda: None, lambda: None, lambda: None)
    served: list[str] = []

    def interrupt() -> None:
        raise KeyboardInterrupt

    def ask() -> None:
        for each in (interrupt, lambda: served.append("second"), lambda: served.append("third")):
            owner.enter(each)

    with owner.taken():
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join(timeout=60)
        assert len(woken) == 1
        with pytest.raises(KeyboardInterrupt):
            woken.pop()()
        assert served == []
        woken.pop()()
        assert served == ["second", "third"]
