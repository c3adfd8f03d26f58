"""The interface as type checkers see it, and results of the type that was asked for."""

from __future__ import annotations

import asyncio
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import perdure.image
from perdure.image import AsyncImage, CannotConvert, Image, effect

ROOT = Path(__file__).parents[2]
SNIPPET = Path(__file__).with_name("typed_snippet.py")
#: Looked at with the snippet; to look at all that they import would take ten times as long.
MODULES = (
    *("api/aio", "api/blocking", "api/commands", "api/image", "api/queries", "api/session"),
    *(
        "api/async_base",
        "api/async_breakpoints",
        "api/async_monitoring",
        "api/async_tools",
        "api/async_boarding",
        "api/boarding",
        "api/monitoring",
        "api/breaking",
        "api/async_bonds",
        "api/async_channels",
        "api/async_listing",
    ),
    *("api/async_locks", "api/async_restarts"),
    *("api/async_calling", "api/async_requests", "api/async_scheduling"),
    *("api/starting", "api/turns"),
    "conversion/handles",
)

#: Methods of Image without a counterpart in AsyncImage: they drive, or give a program's own
#: values, which belong to the thread that drives; or they are the command line's.
BLOCKING_ONLY = {
    *("begin_update_values", "begin_version", "check_drives", "known_update", "last_reopened"),
    *(
        "name_version_left",
        "name_version_of",
        "query_text",
        "reopen",
        "restart_value",
        "value_for",
        "retry_all_value",
    ),
    "signal_values",
    "advance",  # it drives, in the thread that calls it
    *("call_soon", "check_driven", "check_open", "check_process", "checked", "drive", "finished"),
    *(
        "not_done",
        "open",
        "open_async",
        "run_slice",
        "run_until_done",
        "start",
        "stop",
    ),
    *("wait_started", "watch", "watch_leaving", "refresh"),
    *(
        "complete_value",
        "procedure",
        "workbench",
        "result_value",
        "retry_value",
        "stack",
        "value",
    ),
    *("ask_again", "asking", "exit_code", "has_exited", "is_followed_elsewhere", "is_loaded"),
    *("is_member_open", "last_line", "send_eval", "spawn_eval", "spawn_load", "spawn_load_file"),
    *(
        "is_in_memory",
        "storage_to_pack",
        "storage_to_trim",
        "spawn_program",
        "enqueue_program",
        "environment_of",
        "kept_start",
    ),
    *(
        "answer",
        "ask_soon",
        "channel_values",
        "checked_update",
        "hold_lock",
        "pids_of_version",
        "submit_hold",
        "submit_use",
        "storage_told",
        "submit",
        "submit_eval",
    ),
}
#: The same, of parameters: tasks have asyncio.timeout.
TIMEOUTS = {"timeout"}


@effect
async def one_more(n: int) -> int:
    await asyncio.sleep(0)
    return n + 1


def test_a_type_checker_refuses_what_is_misspelled(tmp_path: Path) -> None:
    places = [ROOT / "image" / "perdure" / "image" / f"{name}.py" for name in MODULES]
    options = ["--no-incremental", f"--cache-dir={os.devnull}", "--follow-imports=skip"]
    options += ["--config-file=", "--explicit-package-bases", "--namespace-packages"]
    options += ["--ignore-missing-imports"]
    text = SNIPPET.read_text()
    looked_at = tmp_path / SNIPPET.name  # without the line that has mypy ignore what is wrong
    looked_at.write_text(text.replace("# mypy:", "#"))
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(looked_at), *map(str, places)],
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": "bootstrap:image:languages:program:repl:vm"},
        capture_output=True,
        text=True,
        check=False,
    )
    errors = {int(line) for line in re.findall(rf"{SNIPPET.name}:(\d+): error", ended.stdout)}
    lines = enumerate(text.splitlines(), 1)
    assert errors == {number for number, line in lines if line.endswith("# wrong")}, ended.stdout


def test_what_is_exported_is_there() -> None:
    for name in perdure.image.__all__:
        assert getattr(perdure.image, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'AsyncImgae'"):
        perdure.image.AsyncImgae  # type: ignore[attr-defined]  # noqa: B018


def test_open_async_has_the_options_of_open() -> None:
    expected = inspect.signature(Image.open).parameters
    assert inspect.signature(Image.open_async).parameters == expected


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_an_async_image_has_the_methods_of_an_image() -> None:
    assert public(Image) - BLOCKING_ONLY <= public(AsyncImage)
    for name in (public(Image) & public(AsyncImage)) - {"replace"}:  # which is entered by `with`
        blocking, awaited = getattr(Image, name), getattr(AsyncImage, name)
        if not callable(blocking):
            continue
        assert inspect.iscoroutinefunction(awaited), name
        wanted = dict(inspect.signature(blocking).parameters)
        found = dict(inspect.signature(awaited).parameters)
        assert [each for each in wanted if each not in TIMEOUTS] == list(found), name
        for each, parameter in found.items():
            if each != "self":
                assert parameter.default == wanted[each].default, (name, each)


# Results

RIGHT: list[tuple[str, Any]] = [
    ("5", int),
    ("5", float),
    ("5", object),
    ("'(1 2)", list[int]),
    ("'()", list[int]),
    ('\'#(1 "x")', tuple[int, str]),
    ("'#(1 2 3)", tuple[int, ...]),
    ('(let ((t (make-hash-table))) (hash-table-set! t "a" \'(1)) t)', dict[str, list[int]]),
    ("'x", str),
    ("#f", bool),
    ("'(1 #f)", list[int | bool | None]),
]
WRONG: list[tuple[str, Any, str]] = [
    ("'x", int, r"result of process \d+, 'x' \(a str\), is not of the type int that"),
    ("1.5", int, "a float"),
    ("'(1 x)", list[int], r"is not of the type list\[int\]"),
    ("'#(1 2)", tuple[int], "tuple"),
    ("'(1)", dict[str, int], "dict"),
]


@pytest.fixture(scope="module")
def image() -> Any:
    with Image.open(":memory:") as image:
        image.eval("(import (srfi 69))")
        yield image


@pytest.mark.parametrize(("text", "wanted"), RIGHT)
def test_a_result_of_the_type_that_is_expected(image: Image, text: str, wanted: Any) -> None:
    assert image.eval(text, type=wanted) == image.eval(text)


@pytest.mark.parametrize(("text", "wanted", "message"), WRONG)
def test_a_result_of_another_type(image: Image, text: str, wanted: Any, message: str) -> None:
    with pytest.raises(CannotConvert, match=message):
        image.eval(text, type=wanted)
    pid = image.spawn_eval(text)
    with pytest.raises(CannotConvert, match=message):
        image.result(pid, type=wanted)


def test_spawn_and_call_call_what_is_a_procedure(image: Image) -> None:
    image.eval("(define (answer) 42) (define (twice n) (* 2 n))")
    assert image.call("answer") == 42
    assert image.result(image.spawn("answer")) == 42
    assert image.process(image.spawn("answer")).name == "answer"
    assert image.call("twice", 4) == 8
    assert image.call("(+ 1 1)") == 2
    assert image.eval("answer").call(type=int) == 42
    assert image.result(image.spawn_eval("answer")).name == "answer"


# Within a loop that runs, as in a notebook


def test_an_image_is_opened_and_used_within_a_running_loop() -> None:
    async def cell() -> None:
        with Image.open(":memory:", [one_more]) as image:
            image.eval("(import (python test-types))".replace("-", "_"))
            assert image.call("one-more", 1, type=int) == 2
            image.start()
            assert image.call("one-more", 2, type=int) == 3

    asyncio.run(cell())


def test_an_image_is_opened_by_await_and_stays_open_over_cells() -> None:
    async def cells() -> None:
        image = await Image.open_async(":memory:", [one_more])
        assert isinstance(image, AsyncImage)
        with pytest.raises(perdure.image.ImageError, match="was opened by this already"):
            await image
        ended: list[int] = []
        printed: list[str] = []
        image.on_end = ended.append
        image.on_output = lambda pid, text: printed.append(text)
        await image.eval("(import (perdure process) (python test_types))")
        assert await image.call("one-more", 1, type=int) == 2
        pid = await image.spawn('(display "slept") (sleep 1/100) (read-line)')
        asked: list[int] = []
        image.on_input = asked.append
        while not asked:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await image.supply_input(pid, "a line\n")
        assert await image.result(pid, type=str) == "a line"
        with pytest.raises(CannotConvert):
            await image.eval("1", type=str)
        await image.run_until_idle()
        assert pid in ended
        assert printed == ["slept"]
        assert image.id == image.blocking.id
        await image.close()

    asyncio.run(cells())
