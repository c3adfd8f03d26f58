"""Functions of programs called as processes: bases, arguments, results, and what is refused."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import CannotConvert, Image, ImageError, ProcessFailed, SimulatedClock
from tests.repl.command import Command

PROGRAMS = Path(__file__).with_name("called")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of the test's own with the programs."""
    return Path(shutil.copytree(PROGRAMS, tmp_path / "programs"))


@pytest.fixture
def image(programs: Path) -> Iterator[Image]:
    with opened(":memory:", programs) as image:
        yield image


def opened(path: Path | str, programs: Path, clock: SimulatedClock | None = None) -> Image:
    return Image.open(path, clock=clock or SimulatedClock(stands=True), python=[programs])


def printed(image: Image) -> str:
    return "".join(image.transcript(each.pid) for each in image.processes())


def test_a_function_is_called_with_objects_of_python(image: Image) -> None:
    assert image.call("shop:price", "tea", 2) == 6
    assert image.call("shop:Job.twice", 4) == 8
    assert image.call("shop:later", 1) == 2
    assert image.call("shop:gives", "pair") == (1, "x", None, [True])
    assert image.spawn_many("shop:price", [["tea"], ["tea", 5]], name="one") == [6, 7]
    assert (image.result(6), image.result(7), image.process(7).name) == (3, 15, "one")


def test_a_program_is_run_once_and_each_call_has_a_copy(image: Image, programs: Path) -> None:
    for what in ("a", "b"):
        assert image.call("shop:sees", what) == ([what], 1)
    assert image.call(f"{programs}/shop.py:sees", "c") == (["c"], 1)
    assert printed(image) == "loading shop\n"


def test_a_new_text_is_a_new_version_and_so_is_one_of_a_module_beside_it(
    image: Image, programs: Path
) -> None:
    sleeper = image.spawn("shop:sleeps", 1)
    image.run_until_idle()
    shop = programs / "shop.py"
    shop.write_text(shop.read_text().replace('{"tea": 3}', '{"tea": 4}'))
    assert image.call("shop:price", "tea") == 4
    (programs / "counted.py").write_text("times = 10\n")
    assert image.call("shop:sees", "a") == (["a"], 11)
    assert printed(image).count("loading") == 3
    image.advance(days=1)
    assert image.result(sleeper) == 1


def test_modules_in_packages_are_called(image: Image) -> None:
    assert image.call("warehouse.shelves:first") == ("A1", "warehouse.shelves")


def test_a_call_goes_on_in_another_opening_with_what_it_was_given(
    programs: Path, tmp_path: Path
) -> None:
    path, clock = tmp_path / "image", SimulatedClock(stands=True)
    sys.path.insert(0, str(programs))
    try:
        import shop  # type: ignore[import-not-found]

        with opened(path, programs, clock) as image:
            pid = image.spawn("shop:remembers", shop.Order(5), 2)
            image.run_until_idle()
        shutil.rmtree(programs)
        with Image.open(path, clock=clock) as image:
            image.advance(days=1)
        with Image.open(path, clock=clock) as image:
            image.advance(days=1)
            assert image.result(pid) == (True, [5], shop.Order(5))
            assert isinstance(image.result(pid)[2], shop.Order)
        with Image.open(path, read_only=True) as image, pytest.raises(CannotConvert) as refused:
            image.result(pid)
        assert "an image that is only looked at makes none" in str(refused.value)
    finally:
        sys.path.remove(str(programs))
        sys.modules.pop("shop", None)
        sys.modules.pop("counted", None)


def test_a_sleeper_takes_few_bytes(image: Image) -> None:
    (pid,) = image.spawn_many("shop:sleeps", [[1]])
    image.run_until_idle()
    process = image.root.process(pid)
    record, _ = image.root._p_jar._storage.load(process._p_oid)
    assert len(record) <= 350  # ... and the base is shared
    assert process.execution is not None
    program = process.execution.frames[0][2][0]
    assert program.is_shared


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("shop:nothing", "shop.py defines no 'nothing'"),
        ("shop:PRICES", "'PRICES' of .*shop.py is no function: it cannot be called"),
        ("shop:fails", "KeyError: 'no such thing' .*shop.py:73:5"),
        ("broken:main", "ZeroDivisionError.*broken.py:1:1"),
        ("unreadable:main", "invalid syntax.*unreadable.py:1:5"),
        ("leaves:main", "leaves.py could not be loaded: it calls sys.exit"),
    ],
)
def test_calls_that_fail_say_why(image: Image, programs: Path, what: str, text: str) -> None:
    (programs / "broken.py").write_text("1 / 0\n")
    (programs / "unreadable.py").write_text("def (:\n")
    (programs / "leaves.py").write_text("import sys\nsys.exit(3)\n")
    for _ in range(2):
        with pytest.raises(ProcessFailed, match=text):
            image.call(what)


def test_a_program_that_could_not_be_loaded_is_loaded_again(image: Image, programs: Path) -> None:
    (programs / "needy.py").write_text("import wanted\n\ndef main():\n    return wanted.THING\n")
    pid = image.spawn("needy:main")
    with pytest.raises(ProcessFailed, match="No module named 'wanted'"):
        image.result(pid)
    (programs / "wanted.py").write_text("THING = 5\n")
    assert image.call("needy:main") == 5
    image.retry(pid)
    assert image.result(pid) == 5


def test_what_cannot_be_called_is_refused_at_once(image: Image, programs: Path) -> None:
    with pytest.raises(ImageError, match=r"there is no shopp\.py in "):
        image.spawn("shopp:main")
    with pytest.raises(ImageError, match=r"'none\.py' cannot be loaded: No such file"):
        image.spawn("none.py:main")
    with pytest.raises(CannotConvert, match="shop:price: an argument cannot be pickled"):
        image.spawn("shop:price", lambda: 1)
    with pytest.raises(ImageError, match="is no folder in which programs could be"):
        Image.open(":memory:", python=[programs / "shop.py"])


def test_a_name_of_schemes_stays_schemes(image: Image) -> None:
    image.eval("(define (shop:total x) (* 2 x))")
    image.eval("(define total:all 5)")
    assert image.eval("total:all") == 5
    assert image.call("total:all") == 5


def test_results_that_no_table_has_stay_objects(image: Image) -> None:
    pid = image.spawn("shop:gives", "state")
    image.run_until_idle()
    assert image.eval(f"(begin (import (perdure foreign)) (foreign? (wait {pid})))") is True
    with pytest.raises(ProcessFailed, match="<module sys> cannot leave its process, as it cannot"):
        image.call("shop:gives", "module")


def test_a_schedule_and_a_queue_call_functions(image: Image) -> None:
    image.queue("jobs")
    assert image.result(image.enqueue("jobs", "shop:price", "tea")) == 3
    image.schedule("daily", "shop:price", "tea", 2, every=86400)
    image.advance(days=1)
    assert [each.name for each in image.processes()].count("daily") == 1
    assert image.result(max(each.pid for each in image.processes())) == 6


def test_in_an_asyncio_application(programs: Path) -> None:
    async def main() -> list[Any]:
        async with Image.open_async(":memory:", python=str(programs)) as image:
            return await asyncio.gather(*[image.call("shop:price", "tea", n) for n in range(3)])

    assert asyncio.run(main()) == [0, 3, 6]


def test_the_command_calls_prints_and_ends(tmp_path: Path, programs: Path) -> None:
    perdure = Command(programs)
    assert perdure("call", "shop.py:price", "tea", "2").out == "loading shop\n6\n"
    assert perdure("call", "shop.py:gives", "pair").out == '[1, "x", null, [true]]\n'
    assert perdure("call", "shop.py:gives", "order").out == "Order(number=7, state=State.NEW)\n"
    ended = perdure("call", "shop.py:fails")
    assert (ended.code, ended.out) == (1, "")
    assert "KeyError: 'no such thing'" in ended.err
    assert "shop.py:73:5" in ended.err
    assert perdure("call", "shop.py").code == 2
    assert perdure("call", "--detach", "shop.py:price", "tea").out == "6\n"
    assert perdure("work", "--until-idle").code == 0
    assert perdure("result", "6").out == "3\n"


def test_a_call_may_wait_under_a_function_of_c(programs: Path, tmp_path: Path) -> None:
    path, clock = tmp_path / "image", SimulatedClock(stands=True)
    with opened(path, programs, clock) as image:
        pid = image.spawn("shop:under_c", 4)
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    with opened(path, programs, clock) as image:
        image.advance(seconds=30)
        assert image.result(pid) == "8"
