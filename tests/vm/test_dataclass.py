"""Dataclasses of Perdure's own are as those of the standard library, for what both can."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any, ClassVar

import pytest

from perdure.vm.dataclass import dataclass

OPTIONS = [
    {"frozen": frozen, "slots": slots, "eq": eq}
    for frozen in (False, True)
    for slots in (False, True)
    for eq in (False, True)
]


def shapes(decorator: Callable[..., Any], options: dict[str, bool]) -> tuple[Any, Any]:
    """A class, and one derived from it."""

    @decorator(**options)
    class Point:
        """In a plane."""

        ORIGIN: ClassVar[str] = "here"
        x: int
        y: int = 7
        marks: list[int] = field(default_factory=list)
        seen: bool = field(default=False, repr=False, compare=False)

        def __post_init__(self) -> None:
            self.marks.append(self.x)

        def double(self) -> int:
            return 2 * self.x

    @decorator(**options)
    class Place(Point):
        name: str = "nowhere"

    return Point, Place


def told(do: Callable[[], Any]) -> Any:
    """The value, or the kind of the error."""
    try:
        return do()
    except (TypeError, AttributeError) as error:
        return type(error).__name__


def answers(point: Any, place: Any) -> list[Any]:
    """All that a user of the two classes sees."""
    a, b, c = point(1), point(1, 7, []), point(2, y=3, marks=[1], seen=True)
    d = place(1, name="there")

    def move() -> int:
        a.x = 9
        return int(a.x)

    def delete() -> bool:
        del c.y
        return hasattr(c, "y")

    return [
        [repr(each).replace("quick", "") for each in (a, b, c, d)],
        [a == b, a == c, a == d, a != b, c == point(2, 3, [1], False)],
        told(lambda: isinstance(hash(dataclasses.replace(a, marks=())), int)),
        told(lambda: hash(dataclasses.replace(a, marks=())) == hash(point(1, 7, ()))),
        (a.double(), d.double(), point.ORIGIN, point.__doc__, point.__match_args__),
        a.marks is b.marks,
        place.__match_args__,
        [each.name for each in dataclasses.fields(place)],
        dataclasses.asdict(d),
        dataclasses.replace(c, x=5).x,
        told(point),
        told(lambda: point(1, 2, 3, 4, 5)),
        told(lambda: point(1, z=3)),
        hasattr(a, "__dict__"),
        told(lambda: setattr(a, "unknown", 1)) is None,
        told(move),
        told(delete),
        copy.copy(d) == d,
        point.__init__.__qualname__.split(".")[-2:],
    ]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_they_do_as_the_standard_library_s(options: dict[str, bool]) -> None:
    ours, theirs = shapes(dataclass, options), shapes(dataclasses.dataclass, options)

    assert answers(*ours) == answers(*theirs)


@pytest.mark.parametrize("is_frozen", [False, True])
def test_the_standard_library_derives_from_them(is_frozen: bool) -> None:
    point, _ = shapes(dataclass, {"frozen": is_frozen, "slots": True})

    @dataclasses.dataclass(frozen=is_frozen)  # type: ignore[literal-required]
    class Place(point):  # type: ignore[misc, valid-type]
        name: str = "nowhere"

    assert repr(Place(1)).endswith("Place(x=1, y=7, marks=[1], name='nowhere')")
    with pytest.raises(TypeError):
        dataclasses.dataclass(frozen=not is_frozen)(type("Other", (point,), {}))


@dataclass(frozen=True, slots=True)
class Pickled:
    a: int
    b: str = "b"


def test_a_frozen_one_with_slots_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Pickled(1))) == Pickled(1)


def test_a_frozen_one_says_which_field_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'a'"):
        Pickled(1).a = 2  # type: ignore[misc]


def test_a_default_that_all_would_share_is_refused() -> None:
    with pytest.raises(ValueError, match="all would have one"):

        @dataclass
        class Shared:
            x: list[int] = []  # noqa: RUF012
