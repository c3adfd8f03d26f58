"""Python functions: effects at least once or at most once, builtins, what is not given."""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import CannotProvide, Image, ProcessFailed, builtin, effect, provided_function
from perdure.image.effects.collecting import collect
from perdure.image.effects.provided import call
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.data import new_string
from perdure.vm.objects.singletons import FALSE
from tests.image.conftest import OpenImage
from tests.image.puppets import got, puppet

Keep = Callable[[Any], None]
HERE = "test_effects"

CALLS: list[tuple[Any, ...]] = []
GATE = threading.Event()


@pytest.fixture(autouse=True)
def no_calls_yet() -> Iterator[None]:
    CALLS.clear()
    GATE.clear()
    yield
    GATE.set()


@effect
def charge_card(cents: int, key: str) -> dict[str, Any]:
    CALLS.append(("charge", cents, key))
    return {"cents": cents}


@effect
async def slow_charge(cents: int, key: str) -> int:
    CALLS.append(("slow", cents, key))
    while not GATE.is_set():  # noqa: ASYNC110  (a gate between threads)
        await asyncio.sleep(0.001)
    return cents


@effect(at_most_once=True)
def launch(key: str) -> str:
    CALLS.append(("launch", key))
    GATE.wait(10)
    return "gone"


@effect
def stuck(key: str) -> int:
    CALLS.append(("stuck", key))
    GATE.wait(10)
    return 1


@effect(name="break!")
def break_it() -> None:
    raise ValueError("no such card")


@effect
def gives_an_object() -> object:
    return object()


@builtin
def double(x: int) -> int:
    return 2 * x


EFFECTS = [charge_card, slow_charge, launch, stuck, break_it, gives_an_object, double]


def calling(name: str, *arguments: Any) -> Symbol:
    """A puppet that calls the function once, and gives what it gave."""

    def run(stage: Any, keep: Keep, value: Any) -> Any:
        if stage == 0:
            keep(1)
            return call(provided_function(HERE, name), arguments)
        return got(value)

    run.__name__ = f"calls {name}"
    return puppet(run)


def test_an_effect_gets_a_key_and_its_result_is_delivered(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    pid = image.spawn(calling("charge-card", 100))
    assert image.result(pid) == {"cents": 100}
    assert [("charge", 100, f"{image.id}-{pid}-1")] == CALLS


def test_the_intent_is_committed_before_the_effect_runs(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    pid = image.spawn(calling("charge-card", 100))
    starts: list[str] = []
    start = image.driver.runner.start

    def watched(jobs: Any) -> None:
        last = image.root._p_jar.db().lastTransaction()
        starts.append("committed" if image.root.process(pid)._p_serial == last else "not yet")
        start(jobs)

    image.driver.runner.start = watched  # type: ignore[method-assign]
    image.result(pid)
    assert starts == ["committed"]


def test_each_effect_of_a_process_has_a_key_of_its_own(puppet_image: OpenImage) -> None:
    @puppet
    def charges_thrice(stage: Any, keep: Keep, value: Any) -> Any:
        if stage == 3:
            return 3
        keep(stage + 1)
        return call(provided_function(HERE, "charge-card"), (stage,))

    image = puppet_image(EFFECTS)
    pid = image.spawn(charges_thrice)
    assert image.result(pid) == 3
    assert [c[2] for c in CALLS] == [f"{image.id}-{pid}-{n}" for n in (1, 2, 3)]


def test_an_unfinished_effect_runs_again_with_the_same_key(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    pid = image.spawn(calling("slow-charge", 5))
    image.run_slice()
    while not CALLS:
        GATE.wait(0.001)
    image.close(grace=0)

    image = puppet_image(EFFECTS)
    GATE.set()
    assert image.result(pid) == 5
    assert len(CALLS) == 2
    assert CALLS[0] == CALLS[1]


def test_an_at_most_once_effect_that_was_cut_off_is_an_error(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    pid = image.spawn(calling("launch"))
    image.run_slice()
    while not CALLS:
        GATE.wait(0.001)
    image.close(grace=0)

    image = puppet_image(EFFECTS)
    with pytest.raises(ProcessFailed, match="launch: the effect was cut off") as caught:
        image.result(pid)
    assert caught.value.payload.kind == "effect-interrupted"
    assert len(CALLS) == 1


def test_an_at_most_once_effect_that_never_began_runs(
    puppet_image: OpenImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = puppet_image(EFFECTS)
    pid = image.spawn(calling("launch"))
    # The worker dies after the commit of the intent, before it starts anything.
    monkeypatch.setattr(image.driver, "_follow", lambda committed: None)
    image.run_slice()
    image.close()
    assert CALLS == []

    image = puppet_image(EFFECTS)
    GATE.set()
    assert image.result(pid) == "gone"
    assert len(CALLS) == 1


def test_an_effect_given_later_runs_then(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(calling("charge-card", 7))
    image.run_until_idle()
    info = image.process(pid)
    assert info.state == "waiting"
    assert info.waits_for == "effect charge-card (python test_effects), not provided"
    assert not info.is_provided
    image.close()

    image = puppet_image(EFFECTS)
    assert image.process(pid).is_provided
    assert image.result(pid) == {"cents": 7}


def test_a_python_exception_arrives_as_an_error(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    with pytest.raises(ProcessFailed, match="break!: ValueError: no such card") as caught:
        image.result(image.spawn(calling("break!")))
    assert caught.value.payload.kind == "python"
    assert caught.value.payload.message == "ValueError: no such card"


def test_a_result_without_a_counterpart_is_an_error_that_names_it(
    puppet_image: OpenImage,
) -> None:
    image = puppet_image(EFFECTS)
    with pytest.raises(ProcessFailed, match="gives-an-object: cannot take the result"):
        image.result(image.spawn(calling("gives-an-object")))


def test_an_argument_without_a_counterpart_is_an_error_before_anything_happens(
    puppet_image: OpenImage,
) -> None:
    image = puppet_image(EFFECTS)
    with pytest.raises(ProcessFailed, match="charge-card: cannot pass an argument"):
        image.result(image.spawn(calling("charge-card", calling)))
    assert CALLS == []


def test_a_wrong_number_of_arguments_is_an_error_in_the_program(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    with pytest.raises(ProcessFailed, match="charge-card: expected 1 argument, got 2"):
        image.result(image.spawn(calling("charge-card", 1, 2)))


def test_a_builtin_runs_within_the_slice(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    pid = image.spawn(calling("double", 21))
    assert image.result(pid) == 42
    assert image.process(pid).steps == 1


def test_the_outcome_of_a_cancelled_effect_is_dropped(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    pid = image.spawn(calling("stuck"))
    image.run_slice()
    image.cancel(pid)
    GATE.set()
    image.run_until_idle()
    assert image.process(pid).state == "cancelled"


def test_many_effects_are_in_progress_at_once(puppet_image: OpenImage) -> None:
    image = puppet_image(EFFECTS)
    pids = [image.spawn(calling("stuck")) for _ in range(10)]
    pids += [image.spawn(calling("slow-charge", i)) for i in range(10)]
    while image.run_slice():
        pass
    while len(CALLS) < 20:
        GATE.wait(0.001)
    GATE.set()
    image.run_until_idle()
    assert {image.process(pid).state for pid in pids} == {"done"}


def test_an_effect_that_is_open_writes_no_index(puppet_image: OpenImage) -> None:
    @puppet
    def charges_twice(stage: Any, keep: Keep, value: Any) -> Any:
        keep(stage + 1)
        name = ("charge-card", "stuck")[stage]
        return call(provided_function(HERE, name), (stage,)[stage:])

    image = puppet_image(EFFECTS)
    pid = image.spawn(charges_twice)
    image.run_slice()
    before = [tree._p_serial for tree in (image.root.active, image.root.timers, image.root)]
    serial = image.root.process(pid)._p_serial
    while len(CALLS) < 2:
        image.run_slice()
    assert image.root.process(pid)._p_serial != serial
    assert before == [t._p_serial for t in (image.root.active, image.root.timers, image.root)]


# What can be given


def test_a_file_and_a_module_can_be_provided(tmp_path: Path) -> None:
    file = tmp_path / "corner-shop.py"
    file.write_text(
        "from perdure.image import effect, builtin\n"
        "@effect\ndef charge_card(x, key): return x\n"
        "@builtin(name='vat?')\ndef vat(x, *rest): return x\n"
        "def helper(): pass\n"
    )
    libraries = collect([file])
    assert list(collect(file)) == list(collect(str(file))) == list(libraries)
    assert set(libraries) == {"corner_shop"}
    assert set(libraries["corner_shop"]) == {"charge-card", "vat?"}
    charge = libraries["corner_shop"]["charge-card"]
    assert (charge.fewest, charge.most, charge.takes_key) == (1, 1, True)
    assert (libraries["corner_shop"]["vat?"].fewest, libraries["corner_shop"]["vat?"].most) == (
        1,
        None,
    )


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("no_such_module_here", "no module or file 'no_such_module_here'"),
        ("missing.py", "no file 'missing.py'"),
        ("json", "json has no function marked"),
        (42, "42 cannot be provided"),
    ],
)
def test_what_cannot_be_provided_is_an_error_that_says_why(item: Any, message: str) -> None:
    with pytest.raises(CannotProvide, match=message):
        collect([item])


def test_an_async_builtin_is_refused() -> None:
    with pytest.raises(CannotProvide, match="cannot be `async def`"):

        @builtin
        async def reads() -> None: ...


def test_a_provided_function_is_the_same_object_wherever_it_is_loaded() -> None:
    function = provided_function("shop", "charge-card")
    rebuild, arguments = function.__reduce__()
    assert rebuild(*arguments) is function  # type: ignore[operator]
    assert provided_function("shop", "refund") is not function


def test_values_are_copied_when_the_effect_is_called(puppet_image: OpenImage) -> None:
    text = new_string("before")
    image = puppet_image()
    pid = image.spawn(calling("charge-card", text, FALSE, symbol("x")))
    image.run_until_idle()
    text.text = "after"
    waits = image.root.process(pid).waits
    assert waits is not None
    assert waits[3] == ("before", False, "x")


@effect
def halves(numbers: tuple[float, ...]) -> array[float]:
    return array("d", [each / 2 for each in numbers])


def test_an_effect_takes_a_vector_of_numbers_and_gives_one() -> None:
    with Image.open(":memory:", provides=[halves]) as image:
        image.eval("(import (srfi 160 f64) (python test_effects))")
        assert image.eval("(write-f64vector (halves (f64vector 1.0 3.0)))") is None
        assert image.eval("(f64vector? (halves (f64vector 1.0 3.0)))") is True
        assert image.eval("(halves (f64vector 1.0 3.0))") == (0.5, 1.5)
