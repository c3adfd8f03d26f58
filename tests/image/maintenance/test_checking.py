"""`check` finds each way in which an image may be other than it must be, and no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, NotAnImage, check
from perdure.image.schema.externals import find_external
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.vm.objects.procedures import digest_of
from perdure.vm.objects.singletons import UNSPECIFIED
from tests.image.maintenance.images import (
    change,
    oid_of,
    record_naming,
    store,
)
from tests.programs import program


def faults(path: Path) -> list[str]:
    return [str(problem) for problem in check(path).problems]


def test_an_image_with_every_kind_of_wait_is_sound_also_while_it_is_open(image: Path) -> None:
    with Image.open(image) as opened:
        found = check(image)
        assert found.problems == []
        assert found.is_sound
        assert found.processes == len(opened.processes()) == 9
        assert found.frames > 250
        assert found.records > 1000
        assert found.references > found.records
        assert found.codes > 100


#: What is done to an image, and the fault that must be told of each.
DISAGREEMENTS: list[dict[str, Callable[[ImageRoot], Any]]] = [
    {
        "process 2: waits for a moment, and has no timer": lambda root: root.timers.remove(
            root.timers.minKey()
        ),
        "process 3: has a timer, and does not wait for it": lambda root: root.timers.insert(
            (5.0, 3)
        ),
        "timers: 400 is no process": lambda root: root.timers.insert((5.0, 400)),
        "process 7: is waiting, and no driver would find it: it is not among the active": (
            lambda root: root.active.remove(7)
        ),
        "process 3: among the active, and is waiting": lambda root: root.active.insert(3),
        "active: 99 is no process": lambda root: root.active.insert(99),
        "process 5: waits for process 3, which would not wake it": lambda root: (
            root.waiters.clear()
        ),
        "process 3: is noted to wait for process 2, and does not": lambda root: root.waiters.insert(
            (2, 3)
        ),
        "process 6: waits for completion of payment, which would not wake it": lambda root: setattr(
            find_external(root, "payment"), "waiting", (2,)
        ),
        "process 2: is noted to wait for completion of payment, and does not": lambda root: None,
    },
    {
        "process 3: is waiting, and for nothing: it has an outcome and a stack": lambda root: woken(
            root.process(3)
        ),
        "process 8: is done, and has no outcome: it has neither wait, outcome nor stack": (
            lambda root: setattr(root.process(8), "outcome", None)
        ),
        "process 9: is process 17 in another's place": lambda root: setattr(
            root.process(9), "pid", 17
        ),
        "process 1: is in shard 2, which is not there": lambda root: setattr(
            root.process(1), "shard", 2
        ),
        "process 4: frame 0: keeps": lambda root: frame_changed(root.process(4), 0, (1, 2, 3, 4)),
        "process 6: frame 0: waits at a place that": lambda root: frame_changed(
            root.process(6), 9998, ()
        ),
    },
]


@pytest.mark.parametrize("disagreements", DISAGREEMENTS)
def test_processes_and_indices_that_disagree_are_told(
    image: Path, disagreements: dict[str, Callable[[ImageRoot], Any]]
) -> None:
    change(image, lambda root: [change_it(root) for change_it in disagreements.values()])

    found = faults(image)

    for expected in disagreements:
        assert any(fault.startswith(expected) for fault in found), (expected, found)
    assert len(found) == len(disagreements), found


def woken(process: Process) -> None:
    """It has what it waited for, and is still waiting."""
    process.outcome, process.waits = (0, 1), None


def frame_changed(process: Process, point: int, more: tuple[int, ...]) -> None:
    """Its innermost frame waits elsewhere (where that is not 0), and keeps more."""
    frames, *rest = process._execution
    code, at, values = frames[-1]
    process._execution = ((*frames[:-1], (code, point or at, (*values, *more))), *rest)
    process._p_changed = True


def test_what_cannot_be_read_may_not_be_named_or_is_not_there_is_told(image: Path) -> None:
    kept = oid_of(image, lambda root: root.interaction.cell("kept").value)
    deep = oid_of(image, lambda root: root.interaction.cell("deep").value)
    torn = oid_of(image, lambda root: root.process(4).details)
    code = oid_of(image, lambda root: root.interaction.cell("deep").value.code)

    def flip(root: ImageRoot) -> None:
        found = root.interaction.cell("deep").value.code
        found.lowered = found.lowered.replace(b"deep", b"peed")
        found._p_changed = True

    change(image, flip)
    store(image, torn, b"\x80\x03cperdure.image\nDetails\nq\x00.\x80\x03(K\x01K")
    store(image, deep, record_naming("os", "system"))
    store(
        image, kept, b"\x80\x03cperdure.vm\nPair\n.\x80\x03K\x01C\x08\0\0\0\0\0\x0f\xff\xffQ\x86."
    )

    found = faults(image)

    assert any(f.startswith(f"object {torn}: a Details cannot be read") for f in found), found
    assert any(f"object {deep}: the image names os.system" in f for f in found), found
    assert f"object {kept}: a Pair refers to an object 1048575, which is not there" in found
    assert f"object {code}: of 'deep' is not what its digest says" in found


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnImage, match="there is no image"):
        check(tmp_path / "none")
    with pytest.raises(NotAnImage, match="':memory:' is gone"):
        check(":memory:")


HELD = program(__file__, "held")


def held_image(path: Path) -> None:
    with Image.open(path) as image:
        image.spawn_eval(HELD)
        image.run_until_idle()


def test_what_frames_are_to_the_machine_is_told(tmp_path: Path) -> None:
    held_image(tmp_path / "held.image")
    found = check(tmp_path / "held.image")
    assert found.problems == []
    assert found.control == {"guard": 2, "handlers": 1, "wind": 1, "parameters": 1, "prompt": 1}


def test_a_guard_without_a_frame_is_told(tmp_path: Path) -> None:
    """So it is where a frame's code does not declare what it is, as that of another build."""
    path = tmp_path / "held.image"
    held_image(path)

    def undeclared(root: ImageRoot) -> None:
        code = root.libraries["(perdure machine)"].bindings["%guard-on-heap"].value.code
        head, _, _ = code.lowered.rpartition(b',[["guard",')
        code.lowered = head + b"]"
        code.digest = digest_of(code.lowered)
        code._p_changed = True

    change(path, undeclared)
    assert faults(path) == [
        "process 1: a guard is in effect that has no frame: what is raised would not find it"
    ]


def test_a_frame_that_does_not_keep_what_it_must_is_told(tmp_path: Path) -> None:
    path = tmp_path / "held.image"
    held_image(path)

    def emptied(root: ImageRoot) -> None:
        process = root.process(1)
        _, _, _, *rest = process._execution
        assert process.execution is not None
        kept = [
            (code, point, (UNSPECIFIED,) * len(values))
            for code, point, values in process.execution.all_frames()
        ]
        process._execution = (tuple(reversed(kept)), None, 0, *rest)
        process._p_changed = True

    change(path, emptied)
    found = faults(path)
    assert any("is a guard, and keeps no marker but a Singleton" in each for each in found), found
    assert any("is a prompt, and keeps no prompt but a Singleton" in each for each in found), found
    assert any("is a wind, and keeps no winders but a Singleton" in each for each in found), found
