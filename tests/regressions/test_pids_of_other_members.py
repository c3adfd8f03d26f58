"""A member that was given the pid of a process, by a request over HTTP say, could not send it
anything while it had not heard of the commit that made it: "no process has the pid"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from perdure.image import Image, ImageError, NoSuchProcess
from tests.sharing.crowd import Crowd, crowd


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with crowd(tmp_path_factory.mktemp("crowd")) as found:
        found.start_server()
        yield found


Reach = Callable[[Image, int], object]

WAYS: dict[str, Reach] = {
    "send": lambda image, pid: image.send(pid, 1),
    "send_eval": lambda image, pid: image.send_eval(pid, "1"),
    "signal": lambda image, pid: image.signal(pid, "x"),
    "update": lambda image, pid: image.update(pid, "x", timeout=60),
    "query": lambda image, pid: image.query(pid, "x", timeout=60),
    "cancel": lambda image, pid: image.cancel(pid),
    "kill": lambda image, pid: image.kill(pid),
    "park": lambda image, pid: image.park(pid),
    "resume": lambda image, pid: image.resume(pid),
    "retry": lambda image, pid: image.retry(pid),
    "retry with a value": lambda image, pid: image.retry(pid, value=1),
    "restart": lambda image, pid: image.restart(pid, 1),
    "restarts": lambda image, pid: image.restarts(pid),
    "set_error_policy": lambda image, pid: image.set_error_policy("park", pid),
    "error_policy": lambda image, pid: image.error_policy(pid),
    "upgrade": lambda image, pid: image.upgrade(pid),
    "set_labels": lambda image, pid: image.set_labels(pid, {"shop": "tea"}),
    "supply_input": lambda image, pid: image.supply_input(pid, "a line\n"),
    "link": lambda image, pid: image.link(pid, pid),
    "unlink": lambda image, pid: image.unlink(pid, pid),
    "result": lambda image, pid: image.result(pid, timeout=0),
    "monitor": lambda image, pid: image.monitor(pid, timeout=0),
    "process": lambda image, pid: image.process(pid),
    "backtrace": lambda image, pid: image.backtrace(pid),
    "transcript": lambda image, pid: image.transcript(pid),
    "last_line": lambda image, pid: image.last_line(pid),
    "forget": lambda image, pid: image.forget(pid),
    "follow": lambda image, pid: image.follow(pid),
    "debug": lambda image, pid: image.debug(pid).frames(),
    "inspect": lambda image, pid: image.inspect(pid),
    "exit_code": lambda image, pid: image.exit_code(pid),
    "children": lambda image, pid: image.children(pid),
    "request": lambda image, pid: image.request(pid, 1, timeout=0),
}


@pytest.mark.parametrize("reach", WAYS.values(), ids=WAYS)
def test_what_another_member_has_just_made_is_reached(here: Crowd, reach: Reach) -> None:
    with here.open() as one, here.open() as other:
        pid = one.spawn("(begin (import (perdure process)) (receive))")
        try:
            reach(other, pid)
        except NoSuchProcess:
            raise
        except ImageError:
            pass  # it is there, and that cannot be done to it
