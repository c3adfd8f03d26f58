"""Whatever foreign Python raises is an outcome of the process that called it, and of no other.

SystemExit and its like once ended the thread, the loop or the driver that served all.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from perdure.image import (
    BlockingImage,
    CannotConvert,
    Converter,
    Image,
    ImageError,
    ProcessFailed,
    builtin,
    effect,
)
from perdure.image.conversion.foreign import told

PATIENCE = 20  #: seconds


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise SystemExit(5)

    __repr__ = __str__


class Masked(Exception):
    """Says even of its class what is not so."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise KeyboardInterrupt

    def __getattribute__(self, name: str) -> Any:
        raise GeneratorExit


class Sly(str):
    __slots__ = ()

    def encode(self, *_: Any) -> Any:
        raise SystemExit


class Speaks(BaseException):
    def __str__(self) -> str:
        return Sly("half of \ud83d")


ERRORS: dict[str, Callable[[], BaseException]] = {
    "SystemExit: 0": lambda: SystemExit(0),
    "KeyboardInterrupt": lambda: KeyboardInterrupt(),
    "GeneratorExit": lambda: GeneratorExit(),
    "CancelledError": lambda: asyncio.CancelledError(),
    "Unspeakable: <its __str__ raises SystemExit>": lambda: Unspeakable(),
    "Masked": lambda: Masked(),
    "Speaks: half of \\ud83d": lambda: Speaks(),
}


@effect
def raise_in_thread(which: str) -> None:
    error = ERRORS[which]()
    raise error


@effect
async def raise_on_loop(which: str) -> None:
    await asyncio.sleep(0)
    error = ERRORS[which]()
    raise error


@builtin
def raise_in_slice(which: str) -> None:
    error = ERRORS[which]()
    raise error


@effect
def in_thread() -> str:
    return "thread"


@effect
async def on_loop() -> str:
    return "loop"


@builtin
def in_slice() -> str:
    return "slice"


@effect
async def leave_behind(which: str) -> str:
    task = asyncio.create_task(raise_on_loop(which))
    await asyncio.wait([task])
    return "left"


@effect
async def cancel_oneself() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(PATIENCE)


HERE = [
    raise_in_thread,
    raise_on_loop,
    raise_in_slice,
    in_thread,
    on_loop,
    in_slice,
    leave_behind,
    cancel_oneself,
]


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", HERE) as image:
        image.eval("(import (python test_foreign_exceptions))")
        yield image


@pytest.mark.parametrize("name", ["raise-in-thread", "raise-on-loop", "raise-in-slice"])
def test_what_is_no_exception_fails_the_process_that_called(image: Image, name: str) -> None:
    pids = {text: image.spawn(name, text) for text in ERRORS}
    waiting = image.spawn("(in-slice)")
    for text, pid in pids.items():
        with pytest.raises(ProcessFailed) as caught:
            image.result(pid, timeout=PATIENCE)
        assert caught.value.payload.message == text
        assert caught.value.payload.kind == "python"
    assert image.result(waiting, timeout=PATIENCE) == "slice"
    calls = "(list (in-thread) (on-loop) (in-slice))"
    assert image.eval(calls, timeout=PATIENCE) == ["thread", "loop", "slice"]


@pytest.mark.parametrize("which", ["SystemExit: 0", "KeyboardInterrupt"])
def test_a_task_that_an_effect_has_begun_does_not_end_the_loop(image: Image, which: str) -> None:
    assert image.call("leave-behind", which, timeout=PATIENCE) == "left"
    assert image.eval("(on-loop)", timeout=PATIENCE) == "loop"


def test_a_coroutine_that_cancels_itself_is_answered(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="cancel-oneself: CancelledError"):
        image.eval("(cancel-oneself)", timeout=PATIENCE)


def test_the_same_on_the_loop_of_an_application() -> None:
    async def main() -> None:
        async with Image.open_async(":memory:", HERE) as image:
            await image.eval("(import (python test_foreign_exceptions))")
            for text in ERRORS:
                with pytest.raises(ProcessFailed) as caught:
                    await image.call("raise-on-loop", text)
                assert caught.value.payload.message == text
            with pytest.raises(ProcessFailed, match="cancel-oneself: CancelledError"):
                await image.eval("(cancel-oneself)")
            assert await image.eval("(on-loop)") == "loop"

    asyncio.run(asyncio.wait_for(main(), PATIENCE))


def test_the_loop_of_an_application_that_has_ended_keeps_only_coroutines_waiting() -> None:
    async def main() -> BlockingImage:
        image = Image.open_async(":memory:", HERE)
        await image.__aenter__()
        return image.blocking

    image = asyncio.run(main())  # and nobody closes it
    image.eval("(import (python test_foreign_exceptions))", timeout=PATIENCE)
    pid = image.spawn("(on-loop)")
    assert image.eval("(in-thread)", timeout=PATIENCE) == "thread"
    assert image.process(pid).state == "waiting"
    image.close(grace=0)


# What is given and taken


class Thing:
    def __init__(self, of: str) -> None:
        self.of = of


class Fragile(dict[Any, Any]):
    def items(self) -> Any:
        raise KeyboardInterrupt


class Number(int):
    def __int__(self) -> int:
        raise SystemExit


class Lying:
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise GeneratorExit

    def __repr__(self) -> str:
        raise SystemExit


GIFTS: dict[str, Callable[[], Any]] = {
    "a dict": Fragile,
    "a number": lambda: [Number(1)],
    "a liar": lambda: (Lying(),),
    "a thing": lambda: {"x": Thing("SystemExit: 0")},
}
REASONS = {
    "a dict": "cannot be read: KeyboardInterrupt",
    "a number": "cannot be read: SystemExit",
    "a liar": "cannot be read: GeneratorExit",
    "a thing": "converter 'Thing' cannot encode .*: SystemExit: 0",
}


@effect
def give(which: str) -> Any:
    return GIFTS[which]()


@effect
async def give_on_loop(which: str) -> Any:
    return GIFTS[which]()


@builtin
def give_in_slice(which: str) -> Any:
    return GIFTS[which]()


@effect
def take(thing: Any) -> str:
    return "taken"


@builtin
def take_in_slice(thing: Any) -> str:
    return "taken"


def fail_as(of: str) -> Any:
    error = ERRORS[of]()
    raise error


def encode(thing: Thing) -> str:
    return fail_as(thing.of) if thing.of in ERRORS else thing.of


THINGS = Converter(Thing, encode, decode=fail_as)


@pytest.fixture
def converting() -> Iterator[Image]:
    given = [give, give_on_loop, give_in_slice, take, take_in_slice, in_thread]
    with Image.open(":memory:", given, converters=[THINGS]) as image:
        image.eval("(import (python test_foreign_exceptions) (perdure foreign))")
        yield image


@pytest.mark.parametrize("name", ["give", "give-on-loop", "give-in-slice"])
def test_a_result_that_cannot_be_read_fails_the_process(converting: Image, name: str) -> None:
    for which, reason in REASONS.items():
        with pytest.raises(ProcessFailed, match=f"cannot take the result: .*{reason}") as caught:
            converting.call(name, which, timeout=PATIENCE)
        assert caught.value.payload.kind == "type"
    assert converting.eval("(in-thread)", timeout=PATIENCE) == "thread"


@pytest.mark.parametrize("name", ["take", "take-in-slice"])
def test_an_argument_that_cannot_be_decoded_fails_the_process(converting: Image, name: str) -> None:
    for text in ERRORS:
        with pytest.raises(ProcessFailed) as caught:
            converting.call(f"(lambda (of) ({name} (make-foreign 'Thing of)))", text)
        told_ = caught.value.payload.message
        assert told_.startswith("cannot pass an argument: the converter 'Thing' cannot decode")
        assert told_.endswith(text)
    assert converting.eval("(in-thread)", timeout=PATIENCE) == "thread"


def test_who_asks_of_an_image_hears_that_a_converter_failed(converting: Image) -> None:
    converting.start()  # so that another thread would end
    for text in ERRORS:
        with pytest.raises(CannotConvert, match="cannot encode"):
            converting.call("list", Thing(text))
        with pytest.raises(CannotConvert, match="cannot decode"):
            converting.call("(lambda (of) (make-foreign 'Thing of))", text)
    with pytest.raises(CannotConvert, match="cannot be read: KeyboardInterrupt"):
        converting.call("list", Fragile())
    assert converting.eval("(in-thread)", timeout=PATIENCE) == "thread"


def test_a_module_may_have_things_that_raise_when_they_are_asked() -> None:
    class Proxy:
        def __call__(self) -> None: ...

        def __getattr__(self, name: str) -> Any:
            raise SystemExit(name)

    module = ModuleType("shop")
    vars(module).update(current=Proxy(), in_thread=in_thread)
    with Image.open(":memory:", [module]) as image:
        assert image.eval("(import (python shop)) (in-thread)", timeout=PATIENCE) == "thread"
    with pytest.raises(ImageError, match="cannot be provided"):
        Image.open(":memory:", [Lying()])


# What the application gives to be called


def fails(*_: Any) -> Any:
    raise SystemExit("no console")


def test_callbacks_that_raise_do_not_end_the_thread_that_drives(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Image.open(":memory:", HERE) as image:
        image.eval("(import (scheme base) (scheme write) (perdure process))")
        image.on_output = image.on_input = image.on_end = fails
        image.watchers.listen(fails)
        image.start()
        image.call_soon(fails)
        pid = image.spawn('(display "hello") (read-line)')
        while not image.asking():
            threading.Event().wait(0.001)
        image.supply_input(pid, "one\n")
        assert image.result(pid, timeout=PATIENCE) == "one"
        assert image.transcript(pid) == "hello"
    assert "SystemExit: no console" in caplog.text


def test_what_a_callback_raises_comes_out_of_drive_once_all_were_told() -> None:
    with Image.open(":memory:") as image:
        ended: list[int] = []
        image.on_output, image.on_end = fails, ended.append
        pid = image.spawn('(display "hello") 1')
        done = image.watch(pid)
        with pytest.raises(SystemExit, match="no console"):
            image.drive()
        assert ended == [pid]
        assert done.done()
        assert image.transcript(pid) == "hello"


def test_what_one_callback_raises_is_not_raised_in_another() -> None:
    with Image.open(":memory:") as image:
        image.spawn("(import (scheme base)) (read-line)")
        image.on_input = lambda pid: False
        asked: list[str] = []

        def ask() -> None:
            image.ask_again()
            asked.append("answered")

        image.call_soon(fails)
        image.call_soon(ask)
        with pytest.raises(SystemExit, match="no console"):
            image.run_until_idle()
        assert asked == ["answered"]


def test_an_answer_that_is_no_boolean_is_taken_for_one() -> None:
    with Image.open(":memory:") as image:
        image.on_input = lambda pid: None  # type: ignore[assignment, return-value]
        image.spawn("(import (scheme base)) (read-line)")
        image.run_until_idle()


def test_a_driver_that_ends_by_what_is_no_exception_is_told_to_those_who_wait() -> None:
    with Image.open(":memory:") as image:
        image.eval("(import (perdure process))")
        image.start()
        image.wait_started()
        ended = image.owner.run(lambda: image.watch(image.spawn("(receive)")))
        image.driver.step = fails  # type: ignore[method-assign]
        image.call_soon(lambda: None)
        told_ = "driven no longer: SystemExit: no console"
        with pytest.raises(ImageError, match=told_):
            ended.result(timeout=PATIENCE)
        with pytest.raises(ImageError, match=told_):
            image.check_driven()


# What a person does


@builtin
def be_interrupted(number: int, times: int) -> str:
    for _ in range(times):
        signal.raise_signal(number)
    return "not interrupted"


@pytest.mark.parametrize("call", ["(be-interrupted 2 2)", "(list (be-interrupted 2 1))"])
def test_ctrl_c_within_a_builtin_stops_the_driver(call: str) -> None:
    with Image.open(":memory:", [be_interrupted]) as image:
        pid = image.spawn(f"(import (python test_foreign_exceptions)) {call} (car '())")
        with pytest.raises(KeyboardInterrupt):
            image.drive()
        assert image.process(pid).state in ("ready", "failed")


def test_ctrl_c_within_a_builtin_ends_a_slice() -> None:
    with Image.open(":memory:", [be_interrupted]) as image:
        pid = image.spawn("(import (python test_foreign_exceptions)) (be-interrupted 2 1)")
        with pytest.raises(KeyboardInterrupt):
            image.run_slice()
        assert image.process(pid).state == "ready"


def test_a_handler_of_the_application_leaves_a_builtin() -> None:
    def leave(number: int, frame: object) -> None:
        sys.exit(number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        with Image.open(":memory:", [be_interrupted]) as image:
            pid = image.spawn("(import (python test_foreign_exceptions)) (be-interrupted 15 1)")
            with pytest.raises(SystemExit):
                image.drive()
            assert image.process(pid).state == "ready"
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_error_is_told_whatever_it_is() -> None:
    assert [told(make()) for make in ERRORS.values()] == list(ERRORS)
