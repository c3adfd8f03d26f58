"""An exception of a Python function is an error object in the program that knows all about it, and
the exception again where it goes back to Python."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Converter, EffectError, Image, ProcessFailed, builtin, effect
from tests.programs import program


class Refused(Exception):
    """A base class of an application's own."""


class Declined(Refused):
    def __init__(self, reason: str, cents: int = 0) -> None:
        super().__init__(reason, cents)
        self.cents = cents

    def __str__(self) -> str:
        return str(self.args[0])


class Strange(Exception):
    """Calling it with its `args` makes another."""

    def __init__(self, order: object) -> None:
        super().__init__(f"order {order}")


class Marked(Exception):
    """One with a converter."""

    def __init__(self, *, code: int) -> None:
        super().__init__()
        self.code = code


raised: list[BaseException] = []
seen: list[Any] = []


@effect
def fails(how: str) -> None:
    try:
        fail(how)
    except BaseException as error:
        raised.append(error)
        raise


def fail(how: str) -> None:
    if how == "connection":
        raise ConnectionResetError(104, "the line is cut")
    if how == "declined":
        try:
            {"purse": 1}["card"]
        except KeyError as error:
            raise Declined("no money", 50) from error
    if how == "within":
        try:
            raise ValueError("first")
        except ValueError:
            raise TypeError("second")  # noqa: B904
    if how == "file":
        Path("/nowhere/at-all").read_text()
    if how == "group":
        raise ExceptionGroup("several", [ValueError(1), KeyError("k")])
    if how == "object":
        raise ValueError(object)
    if how == "strange":
        raise Strange(17)
    if how == "marked":
        raise Marked(code=7)
    if how == "local":
        raise type("Hidden", (LookupError,), {})("where?")
    raise SystemExit(3)


@builtin
def fails_at_once(text: str) -> None:
    raise Declined(text)


@effect
def look(error: object) -> None:
    seen.append(error)


@effect
async def look_later(errors: list[Any]) -> Any:
    await asyncio.sleep(0)
    seen.extend(errors)
    return errors[0]


PROVIDES = [fails, fails_at_once, look, look_later]
CONVERTERS = [Converter(Marked, encode=lambda it: it.code, decode=lambda code: Marked(code=code))]
PRELUDE = """
(import (python test-exceptions) (perdure process))
(define (failure how) (guard (e (#t e)) (fails how)))
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exceptions") / "test.image"


@pytest.fixture
def image(path: Path) -> Iterator[Image]:
    raised.clear()
    seen.clear()
    with Image.open(path, PROVIDES, converters=CONVERTERS) as image:
        image.eval(PRELUDE.replace("test-exceptions", __name__.rpartition(".")[2]))
        yield image


def test_a_program_tells_exceptions_apart_by_class_and_base(image: Image) -> None:
    assert image.eval(program(__file__, "exceptions-told-apart")) == [
        True,
        False,
        "ConnectionResetError",
        True,
        True,
        True,
        False,
        "[Errno 104] the line is cut",
        [104, "the line is cut"],
        False,
        "python",
        "fails: ConnectionResetError: [Errno 104] the line is cut",
    ]


def test_classes_of_an_application_have_their_modules_names_too(image: Image) -> None:
    types = image.eval('(define e (failure "declined")) (effect-error-types e)')
    assert types == [
        f"{__name__}.Declined",
        f"{__name__}.Refused",
        "Exception",
        "BaseException",
    ]
    assert image.call("(lambda (name) (effect-error-is? e name))", f"{__name__}.Refused") is True
    assert image.call("(lambda (name) (effect-error-is? e name))", "elsewhere.Refused") is False
    assert image.eval("(effect-error-type (effect-error-cause e))") == "KeyError"


def test_a_cause_is_also_what_was_being_handled(image: Image) -> None:
    assert image.eval("""
        (define e (failure "within"))
        (list (effect-error-message e) (effect-error-message (effect-error-cause e)))""") == [
        "second",
        "first",
    ]


def test_the_traceback_is_of_the_functions_own_frames(image: Image) -> None:
    text = image.eval('(effect-error-traceback (failure "file"))')
    lines = text.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert ", in fails" in lines[1]
    assert lines[-1].startswith("FileNotFoundError: [Errno 2]")
    assert "perdure/image/foreign.py" not in text


def test_the_exception_itself_comes_back_in_the_process_that_raised_it(image: Image) -> None:
    for how in ("connection", "declined", "object", "strange", "local", "group", "exit"):
        image.call("(lambda (how) (look (failure how)))", how)
        assert seen.pop() is raised[-1]
        assert image.call("failure", how) is raised[-1]
    error = ValueError("from outside")
    assert image.call("(lambda (e) (list (effect-error-type e) e))", error) == ["ValueError", error]
    found = image.call("(lambda (e) (look-later (list e 1)))", error)
    assert found is error
    assert seen == [error, 1]


def test_a_process_that_fails_of_an_exception_has_it_as_its_cause(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="no money") as caught:
        image.call("fails", "declined")
    assert caught.value.__cause__ is raised[-1]
    with pytest.raises(ProcessFailed) as caught:
        image.call("fails-at-once", "no way")
    assert isinstance(caught.value.__cause__, Declined)
    with pytest.raises(ProcessFailed) as caught:
        image.eval('(error "of the program" 1)')
    assert caught.value.__cause__ is None


def test_another_process_makes_it_again_where_it_may(path: Path, image: Image) -> None:
    hows = ["connection", "declined", "file", "group", "marked", "object", "strange", "local"]
    image.eval("(define kept '())")
    image.call("(lambda (hows) (set! kept (map failure hows)))", hows)
    first = dict(zip(hows, raised, strict=True))
    image.close()

    with Image.open(path, PROVIDES, converters=CONVERTERS) as image:
        again = dict(zip(hows, image.eval("kept"), strict=True))
        assert image.eval("kept")[0] is again["connection"]  # one object from now on
        image.eval("(look-later kept)")
        assert seen[0] is again["connection"]

    for how in ("connection", "declined", "file", "group"):
        assert type(again[how]) is type(first[how])
        assert str(again[how]) == str(first[how])
        assert again[how] is not first[how]
    assert again["file"].filename == "/nowhere/at-all"
    assert again["declined"].cents == 50
    assert isinstance(again["declined"].__cause__, KeyError)
    assert "in fails" in again["declined"].__notes__[0]
    assert [type(each) for each in again["group"].exceptions] == [ValueError, KeyError]
    assert type(again["marked"]) is Marked
    assert again["marked"].code == 7
    for how, name in (("object", "ValueError"), ("strange", "Strange"), ("local", "Hidden")):
        stand_in = again[how]
        assert type(stand_in) is EffectError
        assert stand_in.type == name
        assert str(stand_in) == str(first[how])
        assert stand_in.traceback.startswith("Traceback")
    assert again["object"].arguments == ("<class 'object'>",)


def test_without_the_functions_module_no_class_of_it_is_looked_for(
    path: Path, image: Image
) -> None:
    image.eval('(define declined (failure "declined"))')
    image.close()

    with Image.open(path) as image:
        found = image.eval("declined")
        assert type(found) is EffectError
        assert (found.type, found.types[1], found.arguments) == (
            "Declined",
            f"{__name__}.Refused",
            ("no money", 50),
        )
        assert isinstance(found.__cause__, KeyError)
        # Back in the program it is what it was.
        assert image.call("effect-error-types", found) == list(found.types)


def test_what_an_exception_holds_may_be_as_strange_as_it_likes(image: Image) -> None:
    class Hostile(Exception):
        def __str__(self) -> str:
            raise Hostile

        def __getattribute__(self, name: str) -> Any:
            raise Hostile

    circle = ValueError("round")
    circle.__cause__ = TypeError("and round")
    circle.__cause__.__cause__ = circle
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    for error in (Hostile(), circle, ValueError(deep), ValueError("\udc80"), ValueError({1, 2})):
        assert image.call("(lambda (e) (effect-error-message e) e)", error) is error


def test_only_the_latest_are_kept(image: Image) -> None:
    first = ValueError(0)
    image.eval("(define first-one #f)")
    image.call("(lambda (e) (set! first-one e))", first)
    for number in range(100):
        image.conversion.plain(ValueError(number))
    again = image.eval("first-one")
    assert type(again) is ValueError
    assert again.args == (0,)
    assert again is not first
