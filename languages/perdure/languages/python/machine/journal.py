"""Journals: what a program that waits under a function of C's, or a library's, has got so far.

Such a stack cannot be stored. The slice goes on in memory (see `volatile`), and each of its waits
is an *entry*, committed before the next begins. Where the memory is lost, or the wait is a long
one, the slice is run again from its last commit: its waits, which come in the same order, are
answered from the journal, until one comes that is not there. The journal ends where the stack can
be stored again.

So that they come in the same order, clocks and the like are entries too (`VARYING`), and `random`'s
own generator begins again where it had stood. What had been printed is not printed again.

Reads: perdure.languages.python.heap, perdure.languages.python.machine.spaces. Read by:
perdure.languages.python.machine.volatile and its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from persistent import Persistent

from perdure.languages.python.heap import CannotStore, Dumped, dump_apart, dump_parts, load_apart
from perdure.languages.python.machine.spaces import Space, without
from perdure.languages.python.runtime.captures import captured
from perdure.languages.python.runtime.outside import home_of

#: In the place of what a wait has given: it is still waited for.
AWAITED = b""

INPUT = "input: "  #: before how a line is asked for
SHOWN = 40  #: characters of an argument, where a wait is described
PLAIN = (int, float, complex, bool, str, bytes, type(None))


class Row(NamedTuple):
    """One wait, and what it has given."""

    text: str  #: what was called, for the repetition to be compared with; "" is anything
    is_raised: bool
    outcome: bytes  #: stored apart; of one that is AWAITED, nothing
    refs: tuple[Any, ...]
    said: str  #: what was printed by what was called
    printed: int  #: characters that the slice had printed and shown before it waited


class Entry(Persistent):
    """A row of a journal, in an image; each has the one before it."""

    __module__ = "perdure.languages.python"
    __slots__ = ("previous", "row")

    previous: Entry | None
    row: Row

    def __init__(self, row: Row, previous: Entry | None) -> None:
        self.row = row
        self.previous = previous

    def __getstate__(self) -> tuple[Any, ...]:
        return (1, self.previous, *self.row)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.previous = state[1]
        self.row = Row(*state[2:8])


def rows_of(entry: Entry | None) -> list[Row]:
    """The rows of a journal, the first wait first."""
    rows = []
    while entry is not None:
        rows.append(entry.row)
        entry = entry.previous
    return rows[::-1]


def extended(entry: Entry | None, rows: list[Row]) -> Entry | None:
    """A journal with more rows; where its last was AWAITED, it has been answered."""
    if rows and entry is not None and entry.row.outcome == AWAITED:
        entry = entry.previous
    for row in rows:
        entry = Entry(row, entry)
    return entry


class Journal:
    """The journal of a slice that runs."""

    def __init__(self, space: Space, rows: list[Row]) -> None:
        self.space = space
        self.rows = rows
        self.known = len(rows)  #: of these, how many the image has
        self.position = 0
        #: what the last row has got, where that was AWAITED: (whether it is raised, what)
        self.answer: tuple[bool, Any] | None = None
        #: whether the slice is no longer what a repetition would come to
        self.is_broken = False
        self.printed = rows[-1].printed if rows else 0
        self.before = space.shown  #: by the same slice before it failed

    def has_answers(self) -> bool:
        return self.position < len(self.rows)

    def answered(self, kind: str, arguments: tuple[Any, ...]) -> Any:
        """The same for a wait of the program's; it lets no other process run meanwhile."""
        return None if kind == "over" else self.next_answer(told(kind, arguments))

    def next_answer(self, text: str) -> Any:
        """Give, or raise, what the wait that is described by `text` has given before."""
        row = self.rows[self.position]
        self.position += 1
        if row.text not in ("", text):
            raise captured(self.space, "mismatch", text, row.text)
        self.space.output.append(row.said)
        is_raised, value = self._outcome(row)
        if is_raised:
            raise value
        return value

    def answer_last(self, is_raised: bool, value: Any) -> None:
        """Have what has come for what the slice waits for."""
        if not self.rows or self.rows[-1].outcome != AWAITED:  # it is raised there, whatever it is
            self.rows.append(Row("", is_raised, AWAITED, (), "", self.printed))
        self.answer = is_raised, value

    def settle(self) -> None:
        """Have the answer to what was AWAITED as a row. CannotStore."""
        if self.answer is not None and self.rows[-1].outcome == AWAITED:
            self._set_last(*self.answer)

    def _set_last(self, is_raised: bool, value: Any) -> None:
        last = self.rows[-1]
        dumped = dump_apart(self.space, value)
        outcome, refs = dumped.parts[0], tuple(dumped.refs)
        self.rows[-1] = last._replace(is_raised=is_raised, outcome=outcome, refs=refs)
        self.known = min(self.known, len(self.rows) - 1)

    def _outcome(self, row: Row) -> tuple[bool, Any]:
        if row.outcome != AWAITED:
            return row.is_raised, load_apart(self.space, row.outcome, row.refs)
        assert self.answer is not None
        return self.answer

    def note(self, text: str, is_raised: bool, value: Any, said: str = "") -> Dumped:
        """Add what a wait has given. CannotStore."""
        dumped = dump_apart(self.space, value)
        self._add(Row(text, is_raised, dumped.parts[0], tuple(dumped.refs), said, self.printed))
        return dumped

    def await_(self, text: str) -> None:
        """Add a wait that the slice is left for."""
        self._add(Row(text, False, AWAITED, (), "", self.printed))

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        self.position = len(self.rows)

    def has_news(self) -> bool:
        return self.has_rows_from(self.known)

    def news(self) -> tuple[list[Row], str]:
        """The rows that the image does not have, and the text that was printed since.

        From then on it is taken to have them, and to have shown that.
        """
        shown = self.shown()
        known, self.known = self.known, len(self.rows)
        if self.has_rows_from(known):
            self.rows[-1] = self.rows[-1]._replace(printed=self.printed)
        return self.rows[known:], shown

    def has_rows_from(self, number: int) -> bool:
        return number < len(self.rows)

    def shown(self) -> str:
        """The text that was printed since this was asked."""
        whole = "".join(self.space.output)
        printed, self.printed = self.printed, max(self.printed, len(whole))
        new = len(whole) - len(without(whole, self.before))
        return whole[max(printed, new) :]

    def left_to_show(self) -> str:
        """The rest of what the same slice has shown before, and has not come to again."""
        whole = "".join(self.space.output)
        return self.before[len(whole) :] if self.before.startswith(whole) else ""

    # ---- what varies

    def varying(self, callee: Callable[..., Any]) -> Callable[..., Any]:
        """A function in the place of one that gives something else each time."""

        def called(*arguments: Any, **keywords: Any) -> Any:
            text = described(callee, arguments)
            if self.has_answers():
                return self.next_answer(text)
            value = callee(*arguments, **keywords)
            if not self.is_broken:
                try:
                    self.note(text, False, value)
                except CannotStore:
                    self.is_broken = True
            return value

        return called


class Before:
    """All that a program has, before a call is made for it whose outcome is to be an entry."""

    def __init__(self, space: Space, call: Any) -> None:
        self.space = space
        self.call = call
        self.parts = dump_parts(space, [[], [call]]).parts

    def is_as_before(self, value: Dumped) -> bool:
        """Whether the call has changed nothing of the program's, and gives none of its objects."""
        now = dump_parts(self.space, [[], [self.call]], tells_stored=True)
        return now.parts == self.parts and not any(
            key in now.stored and has_identity(thing) for key, (_, thing) in value.stored.items()
        )


def has_identity(thing: Any) -> bool:
    """Whether a copy of an object is not as good as the object."""
    kind = type(thing)
    if isinstance(thing, type) or callable(thing):
        return False
    return kind in (list, dict, set, bytearray) or bool(getattr(thing, "__dict__", None))


def told(kind: str, arguments: tuple[Any, ...]) -> str:
    """A wait in words, which are the same when it comes again."""
    if kind == "effect":
        return described(arguments[0], arguments[1])
    return f"{INPUT}{arguments[0]}" if kind == "input" else kind


def described(function: Any, arguments: tuple[Any, ...] = ()) -> str:
    """`requests.sessions.Session.post('https://...')`."""
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return f"{home_of(function)}.{name}({', '.join(map(shown, arguments))})"


def shown(argument: Any) -> str:
    if type(argument) in PLAIN:
        text = repr(argument)
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return f"<{type(argument).__name__}>"
