"""A member that was killed is found out at once by members on the same machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image.sharing import liveness
from perdure.image.sharing.liveness import has_ended, identity
from tests.sharing import crowd
from tests.sharing.crowd import Crowd, wait_until

SLEEPS = [sys.executable, "-c", "input()"]


def test_a_process_has_ended_once_it_was_killed_also_before_it_is_waited_for() -> None:
    with subprocess.Popen(SLEEPS, stdin=subprocess.PIPE) as child:
        known = identity(child.pid)
        assert not has_ended(known)
        child.kill()
        wait_until(lambda: has_ended(known))  # a zombie
    assert has_ended(known)  # gone


def test_one_with_the_number_of_another_is_not_taken_for_it() -> None:
    place, pid, start = identity(os.getpid()).rsplit("/", 2)
    assert not has_ended(f"{place}/{pid}/{start}")
    assert has_ended(f"{place}/{pid}/{int(start) - 1}")


@pytest.mark.parametrize("known", ["", "x", "elsewhere/1/1", "elsewhere/999999999/1", "///"])
def test_of_a_process_elsewhere_nothing_is_known(known: str) -> None:
    assert not has_ended(known)


def test_where_the_system_does_not_tell_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(liveness, "BOOT", tmp_path / "none")
    assert identity(os.getpid()) == ""
    assert not has_ended(f"/{os.getpid()}/1")


def test_others_go_on_at_once_with_what_a_killed_worker_had(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "TAKEOVER", "600")
    killed = here.start_worker()
    with here.open() as image:
        image.eval("(import (perdure process))")
        pid = image.spawn("(let loop ((i 0)) (if (< i 3) (begin (sleep 1/4) (loop (+ i 1))) i))")
        wait_until(lambda: image.process(pid).steps > 0)
    killed.kill()
    killed.wait()
    here.start_worker()
    with here.open() as image:
        assert image.result(pid, timeout=60) == 3
