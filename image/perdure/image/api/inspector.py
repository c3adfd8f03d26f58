"""An inspector: a value, its fields page by page, and the way from one to the next.

    inspector = image.inspect("(list 1 2 3)")
    for line in inspector.page().lines: print(line.label, line.text)
    inspector.follow(0)
    inspector.evaluate("(* it 2)")
    inspector.back()

Looking runs nothing of a program's, and loads no more than a page shows. docs/living.md shows it.

Reads: perdure.image.inspecting, perdure.image.api.blocking. Read by: perdure.image.api.image.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import islice
from time import monotonic
from typing import Any, Final, TypeVar

from ZODB.POSException import POSKeyError
from ZODB.utils import p64

from perdure.image.api.blocking import BlockingImage
from perdure.image.api.evaluating import finished
from perdure.image.api.in_frames import Evaluated
from perdure.image.api.relating import Related
from perdure.image.api.seen_values import Place, naming, place_of
from perdure.image.errors import CannotInspect
from perdure.image.inspecting import data, insides  # noqa: F401  (they register views)
from perdure.image.inspecting.stored import Stored, stored
from perdure.image.inspecting.views import Field, Fields, View, approached, view_of
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Pair, String, Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.singletons import FALSE, NIL, UNSPECIFIED
from perdure.vm.primitives.checks import items_of

T = TypeVar("T")

IT: Final = "it"  #: the variable that is the value, in what is evaluated
NAME = "<inspect>"  #: what errors call such a text
PAGE = 20  #: fields of a page
SHORT: Final = 0.04  #: seconds that one turn takes at most on a long way
VIEWS: Final = "(perdure inspect)"  #: the library in which programs define views
#: What is only shown, and cannot be given to a program.
FOREIGN: Final = (tuple, list, dict, *insides.SHOWN)


@dataclass(frozen=True, slots=True)
class Line:
    """One field as it is shown."""

    number: int  #: by which it is followed
    label: str
    text: str
    can_change: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a value's fields."""

    kind: str  #: "a vector", for people
    text: str  #: the value in short
    lines: list[Line]
    start: int  #: the number of the first
    count: int | None  #: how many fields there are; None where that is not known
    has_more: bool  #: whether others follow


@dataclass(frozen=True, slots=True)
class Step:
    """A value on the way, and the label under which it was found."""

    label: str
    view: View
    value: Value


class Inspector:
    """An inspector of one value, and of those that it leads to. `Image.inspect` makes it."""

    #: Whether values are shown as they are where the program has a view for them, too.
    is_raw = False

    def __init__(self, image: BlockingImage, label: str, value: Value) -> None:
        self._image = image
        self._stopped = threading.Event()  #: whether the last page that was asked for is to end
        self._way = [self._turn(lambda: _step(label, value))]

    def __repr__(self) -> str:
        return f"<inspector of {' / '.join(self.way)}>"

    # Looking

    @property
    def value(self) -> Value:
        """The value that is looked at: a program's own."""
        return self._way[-1].value

    @property
    def way(self) -> list[str]:
        """The labels of the values from the first to this one."""
        return [step.label for step in self._way]

    def page(
        self, start: int = 0, limit: int = PAGE, told: Callable[[int], None] | None = None
    ) -> Page:
        """The value's fields from that number on; nothing that is not shown is loaded.

        ProcessFailed where the program has a view for the value, which fails. On a long way `told`
        is given the number that it has come to, again and again, and what else is asked of the
        image comes between. `stop` ends it: CannotInspect; the same page is nearer then.
        """
        stopped = self._stopped = threading.Event()  # one that was left may be on its way yet
        self._see_now(is_first=start == 0)
        self._approach(start, told, stopped)

        def read() -> Page:
            step = self._way[-1]
            found = list(islice(step.view.fields(start), limit + 1))
            has = self._changeable()
            lines = [
                Line(number, each.label, _text(each), each.change is not None or has(each.label))
                for number, each in enumerate(found[:limit], start)
            ]
            shown = short_text(step.value)
            return Page(step.view.kind, shown, lines, start, step.view.count, len(found) > limit)

        return self._turn(read)

    def stop(self) -> None:
        """Have a page that is on a long way end, from any thread."""
        self._stopped.set()

    def _approach(
        self, start: int, told: Callable[[int], None] | None, stopped: threading.Event
    ) -> None:
        """Go toward a far field, in turns of SHORT seconds. CannotInspect where it is stopped."""

        def go() -> int | None:
            until = monotonic() + SHORT
            view = self._way[-1].view
            return approached(view, start, lambda: stopped.is_set() or monotonic() > until)

        while (reached := self._turn(go)) is not None:
            if stopped.is_set():
                raise CannotInspect(
                    f"left at {reached:,} on the way to {start:,}, from where it goes on next time"
                )
            if told is not None:
                told(reached)

    @property
    def stored(self) -> Stored | None:
        """The value's record: its id, its bytes, its last changes; None where it has none."""
        return self._turn(lambda: stored(self.value, self._connection()))

    def referrers(self, limit: int = PAGE) -> list[Related]:
        """The objects that refer to this one, as far as is committed, also those that are dead.

        All records are gone through, until there are `limit` of them; the image goes on meanwhile.
        """
        return self._image._referrers_of(self.value, limit)

    def path(self) -> list[Related]:
        """The objects that keep this one alive: a shortest way from the root, this one the last.

        Nothing where it is dead. Records are gone through, at most all.
        """
        return self._image._path_to(self.value)

    def instances(self, limit: int = PAGE) -> list[Related]:
        """The records of this record type, also those that are dead and not packed yet."""
        return self._image._instances_of(self.value, limit)

    def become(self, text: str) -> int:
        """Have all that refers to this one refer to the value of a text, in which it is `it`.

        See `Image.become`. That value is looked at then.
        """
        old, new = self.value, self.evaluate(text).value
        count = self._image._become(old, new)
        self._turn(lambda: self._way.__setitem__(-1, _step(self._way[-1].label, new)))
        return count

    # From one to the next

    def follow(self, number: int) -> None:
        """Look at the value of that field."""
        self._see_now()

        def go() -> None:
            field = self._field(number)
            self._way.append(_step(field.label, field.value))

        self._turn(go)

    def go_to(self, oid: int) -> None:
        """Look at the object of that id."""
        self._turn(lambda: self._way.append(_step(f"@{oid}", object_at(self._image, oid))))

    def back(self) -> None:
        """Look at the value before this one; CannotInspect where this is the first."""
        if len(self._way) == 1:
            raise CannotInspect("this is where it began")
        self._way.pop()

    # Changing

    def set(self, number: int, text: str) -> None:
        """Give a field the value of a text, which is evaluated as `evaluate` does."""
        self._see_now()
        field = self._turn(lambda: self._field(number))
        place = self._place()
        if place is not None:
            self._set_there(place, field.label, text)
            return
        if field.change is None:
            raise CannotInspect(f"{field.label} cannot be changed here; evaluate what changes it")
        value = self.evaluate(text).value

        def change() -> None:
            again = self._field(number)
            if again.change is not None:
                again.change(value)

        self._turn(lambda: self._image._change(change))

    def evaluate(self, text: str, timeout: float | None = None) -> Evaluated:
        """The value of a text in which `it` is the value that is looked at.

        A process of its own evaluates it, and is forgotten. ProcessFailed.
        """
        image, value = self._image, self.value
        place = self._place()
        if place is not None and place.expression:
            asked = value.asked(text, place.expression)
            found = place.debugger(image).evaluate(asked, place.frame.number, timeout)
            self._follow_again()
            return found
        if isinstance(value, FOREIGN):
            raise CannotInspect(
                "this is no value of a program's, so nothing can be evaluated with it"
            )

        def begin() -> int:
            language = image.language
            if not text.strip() or language.is_incomplete(text):
                raise CannotInspect(f"{text!r} is no whole expression")
            scope: Environment = image.root.interaction
            start = language.start_in_scope(image.root.libraries, text, NAME, scope, {IT: value})
            if start is None:
                raise CannotInspect(f"nothing can be evaluated in {language.name!r}")
            pid: int = image._change(image._spawn_with(start, NAME, language))
            return pid

        pid = self._turn(begin)
        value = last_of(finished(image, pid, timeout))
        said = "" if value is UNSPECIFIED else self._turn(lambda: image.language.write(value))
        return Evaluated(value, said, ())

    def look(self, text: str) -> None:
        """Look at the value of a text, evaluated so."""
        value = self.evaluate(text).value
        self._turn(lambda: self._way.append(_step(text, value)))

    # Values of another machine's

    def _place(self) -> Place | None:
        """Where the value is in a process of another machine; None for all others."""
        return self._turn(lambda: place_of([(step.label, step.value) for step in self._way]))

    def _changeable(self) -> Callable[[str], bool]:
        """Tells of a field whether a text can give it another value there."""
        value = self.value
        try:
            place = self._place()
        except CannotInspect:
            place = None
        return lambda label: place is not None and place.has(value, label)

    def _set_there(self, place: Place, label: str, text: str) -> None:
        """Give a variable of a frame, or a part of a value, the value of a text."""
        value, number = self.value, place.frame.number
        if not place.expression:
            if not place.has(value, label):
                raise CannotInspect(f"{label} is no variable, and cannot be changed")
            place.debugger(self._image).set(label, text, number)
        else:
            given = value.asked(text, place.expression)
            target = place.expression + naming(value, label)
            place.debugger(self._image).evaluate(f"{target} = {given}", number)
        self._follow_again()

    def _follow_again(self) -> None:
        """Have the way lead on from the stack through the values as they are now, while it does."""
        at = next(n for n, step in enumerate(self._way) if isinstance(step.value, insides.Stack))
        labels = [step.label for step in self._way[at + 1 :]]

        def go() -> None:
            del self._way[at + 1 :]
            for label in labels:
                fields = self._way[-1].view.fields(0)
                found = next((each for each in fields if each.label == label), None)
                if found is None:
                    return
                self._way.append(_step(label, found.value))

        self._turn(go)

    # Helpers

    def _field(self, number: int) -> Field:
        found = next(iter(self._way[-1].view.fields(number)), None) if number >= 0 else None
        if found is None:
            raise CannotInspect(f"there is no field {number}")
        return found

    def _see_now(self, *, is_first: bool = False) -> None:
        """Have the last step have a view of the value as it is now.

        What can only be gone through is gone through anew with its first page: the places that a
        list remembers may not be in it any more.
        """
        step = self._way[-1]
        view = None if self.is_raw else self._program_view(step.value)
        if view is not None:
            self._way[-1] = Step(step.label, view, step.value)
        elif is_first or step.view.count is not None or isinstance(step.view, Given):
            self._way[-1] = self._turn(lambda: _step(step.label, step.value))

    def _program_view(self, value: Value) -> View | None:
        """The view that the program has defined for a value; None where it has none."""
        image = self._image
        if isinstance(value, (type(None), *FOREIGN)):
            return None

        def begin() -> int | None:
            library = image.root.libraries.get(VIEWS)
            if library is None or library.find("views").value is NIL:
                return None
            start = image.procedure("view-of", VIEWS), (value,)
            pid: int = image._change(image._spawn_with(start, NAME, image.language))
            return pid

        pid = self._turn(begin)
        if pid is None:
            return None
        shown = finished(image, pid)
        return None if shown is FALSE else self._turn(lambda: given_view(shown))

    def _connection(self) -> Any:
        return self._image.root._p_jar

    def _turn(self, work: Callable[[], T]) -> T:
        """Do that in the thread that has the turn."""
        return in_turn(self._image, work)


def in_turn(image: BlockingImage, work: Callable[[], T]) -> T:
    """Do that in the thread that has the turn, and see what members have done before."""

    def inspect(_: BlockingImage) -> T:
        image.refresh()
        return work()

    if image.owner.is_mine():
        return image.checked(inspect)
    return image.owner.run(lambda: image.checked(inspect))


def subject(image: BlockingImage, what: str | int | None) -> tuple[str, Value]:
    """The value that is meant: of a pid, `@` and an object's id, a text; None is the image."""
    if what is None:
        return "the image", in_turn(image, lambda: image.root)
    if isinstance(what, int):
        return f"process {what}", in_turn(image, lambda: image.root.process(what))
    if what.startswith("@") and what[1:].isdigit():
        return what, in_turn(image, lambda: object_at(image, int(what[1:])))
    return what, finished(image, image.spawn_eval(what, NAME))


def object_at(image: BlockingImage, oid: int) -> Any:
    """The object of an id; CannotInspect where there is none."""
    try:
        found = image.root._p_jar.get(p64(oid)) if oid < 1 << 63 else None
    except POSKeyError:
        found = None
    if found is None:
        raise CannotInspect(f"there is no object @{oid}")
    return found


class Given(Fields):
    """A view that the program gave."""


def given_view(shown: Value) -> Given:
    """The fields of a list of (label . value), or of values."""
    fields = []
    for number, each in enumerate(items_of("view-of", shown)):
        if isinstance(each, Pair):
            label = each.car
            text = label.text if isinstance(label, String) else short_text(label)
            fields.append(Field(text, each.cdr))
        else:
            fields.append(Field(str(number), each))
    return Given("as the program shows it", fields)


def last_of(given: Value) -> Value:
    """The value of the last form of a text that was evaluated in a scope."""
    values = items_of("eval", given.items[0])
    return values[-1] if values else UNSPECIFIED


def _step(label: str, value: Value) -> Step:
    return Step(label, view_of(value), value)


def _text(field: Field) -> str:
    if field.text or field.value is None:
        return field.text or "none"
    return short_text(field.value)
