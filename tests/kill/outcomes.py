"""The fates of the programs of an image, and whether that is what should have.

A process is known here by its way from the root, as in ("labels.scm", "first"):
pids differ where workers were killed, since they are handed out in blocks. An
effect is known by its process and its number, as in its key.

Read by: the tests beside it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ZODB.serialize import referencesf
from ZODB.utils import p64, u64

from perdure.image import Image, NotDone, ProcessCancelled, ProcessFailed, ProcessInfo
from perdure.vm.objects.printer import write_text
from tests.kill.worker import LANGUAGES, PROGRAMS, Task

Name = tuple[str, ...]

AT_MOST_ONCE = "print-label"
RECOVERY = "recovery-"  #: how the processes are named that look up what was cut off


@dataclass
class Outcome:
    """One copy of a program, when all is done: what must not depend on kills."""

    ends: dict[Name, str] = field(default_factory=dict)  #: results and errors, as written
    transcripts: dict[Name, str] = field(default_factory=dict)
    effects: dict[tuple[Name, int], str] = field(default_factory=dict)  #: calls, as written


@dataclass(frozen=True)
class Attempts:
    """The lines of the journal under one key."""

    calls: set[str]
    began: int
    ended: int


def expected_result(program: str) -> str:
    """The result that the last line of the program's file says."""
    text = (PROGRAMS / program).read_text(encoding="utf-8")
    return re.split("[;#] => ", text)[-1].strip()


def outcomes(task: Task) -> list[Outcome]:
    """Each copy of the program; fails where the image or the journal is not sound."""
    with Image.open(task.image, read_only=True, languages=LANGUAGES) as image:
        check_image(image)
        check_shown(image, task.shown)
        made = sorted(image.processes(), key=lambda each: (each.created, each.pid))
        processes = {process.pid: process for process in made}
        copies: dict[int, Outcome] = {}
        named: dict[int, tuple[int, Name]] = {}
        for pid, process in processes.items():
            root, name = named[pid] = root_and_name(process, processes)
            if name[0] != task.program:
                continue  # of a schedule: its runs are as many as there were moments
            copy = copies.setdefault(root, Outcome())
            if name[-1].startswith(RECOVERY):
                continue
            again = 2
            while name in copy.ends:  # it was started again, under the same name
                name = (*name[:-1], f"{named[pid][1][-1]} {again}")
                again += 1
            named[pid] = root, name
            copy.ends[name] = end_of(image, pid)
            copy.transcripts[name] = image.transcript(pid)
        interrupted = {
            (process.parent, process.name.removeprefix(RECOVERY))
            for process in processes.values()
            if process.name.startswith(RECOVERY)
        }
        for key, attempts in read_journal(task.journal).items():
            of_image, pid_text, number = key.split("-")
            assert of_image == image.id, f"an effect ran under a key of another image: {key}"
            pid = int(pid_text)
            (call,) = attempts.calls  # else the same key with two calls
            if call.startswith(AT_MOST_ONCE):
                assert attempts.began == 1, f"{call} was attempted {attempts.began} times"
                if (pid, call.split()[-1]) in interrupted:
                    interrupted.remove((pid, call.split()[-1]))
                else:
                    assert attempts.ended == 1, f"{call} was cut off, and the program not told"
            else:
                assert attempts.ended >= 1, f"{call} was begun and never ended"
            root, name = named[pid]
            if not name[-1].startswith(RECOVERY):
                copies[root].effects[name, int(number)] = call
        # Cut off after the note that they begin, but before they did.
        # In their order, so that each gets its own of the missing numbers.
        for pid, argument in sorted(interrupted, key=lambda each: (each[0], int(each[1]))):
            root, name = named[pid]
            add_unattempted(copies[root], name, f"{AT_MOST_ONCE} {argument}")
        return [copies[root] for root in sorted(copies)]


def add_unattempted(copy: Outcome, name: Name, call: str) -> None:
    """Put an effect that was never attempted where its number is missing."""
    numbers = {number for each, number in copy.effects if each == name}
    missing = min(set(range(1, len(numbers) + 2)) - numbers)
    copy.effects[name, missing] = call


def read_journal(file: Path) -> dict[str, Attempts]:
    """The attempts, by key."""
    calls: dict[str, set[str]] = {}
    stages: Counter[tuple[str, str]] = Counter()
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            stage, key, name, arguments = json.loads(line)
            calls.setdefault(key, set()).add(" ".join([name, *map(repr, arguments)]))
            stages[key, stage] += 1
    return {
        key: Attempts(each, stages[key, "began"], stages[key, "ended"])
        for key, each in calls.items()
    }


def root_and_name(
    process: ProcessInfo, processes: dict[int, ProcessInfo]
) -> tuple[int, tuple[str, ...]]:
    names = [named(process)]
    while process.parent:
        process = processes[process.parent]
        names.append(named(process))
    return process.pid, tuple(reversed(names))


def named(process: ProcessInfo) -> str:
    """The name of a process without a pid in it: whose request it handles, or whose lock it has."""
    return re.sub(r" of \d+\)$", ")", re.sub(r"-\d+>$", ">", process.name))


def end_of(image: Image, pid: int) -> str:
    """How a process ended, as text without pids."""
    try:
        return write_text(image.result_value(pid))
    except ProcessFailed as failure:
        return f"failed: {failure}"
    except ProcessCancelled:
        return "cancelled"
    except NotDone:
        return f"not done: {image.process(pid)}"


def image_id(task: Task) -> str:
    with Image.open(task.image, read_only=True) as image:
        return image.id


def check_shown(image: Image, file: Path) -> None:
    """Check that the transcripts have what was shown, in order; after a kill, not all was shown."""
    begun: dict[int, int] = {}
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            pid, text = json.loads(line)
            found = image.transcript(pid).find(text, begun.get(pid, 0))
            assert found >= 0, f"{text!r} of process {pid} was shown and is not in its transcript"
            begun[pid] = found + len(text)


@lru_cache(20_000)  # most are the libraries', the same in each image
def references(data: bytes) -> tuple[int, ...]:
    return tuple(map(u64, referencesf(data)))


def check_image(image: Image) -> None:
    """The indices say that nothing is left to do, and no record refers into nothing."""
    root = image.root
    assert not list(root.active), "processes are still marked as active"
    assert not list(root.timers.keys()), "timers are left"
    assert not list(root.waiters.keys()), "waiters are left"
    storage: Any = root._p_jar.db().storage
    known: set[int] = set()
    referred: set[int] = set()
    oid: bytes | None = p64(0)
    while oid is not None:
        _, _, data, following = storage.record_iternext(oid)
        known.add(u64(oid))
        referred.update(references(data))
        oid = following
    assert not referred - known, f"records refer to objects {referred - known} that are not there"
