"""Effects: calls of what lies outside, which run between two commits on the live objects.

The process's heap, stored with its wait, has the call: function, arguments, keywords. It waits
for the effect `call` of the library `%python`, whose argument is a *token* that stands for the
call while it is in memory. The image runs that effect in a thread; it calls the function on the
objects that the process will go on with, as the process does nothing meanwhile. What comes of
it is dumped with all that the process has, since the call may have changed its arguments:
where the slice that goes on is thrown away, it begins from there again, and the
function is not called twice.

After a crash no interpreter knows the token. The effect then gives its own number, and the machine
loads the heap and has the same call begin, under the same key.

Reads: perdure.languages.python.machine.storing. Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import itertools
import os
import pickle
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary

from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.ends import End
from perdure.languages.python.machine.invoking import invoked, is_at_most_once
from perdure.languages.python.machine.journal import Row
from perdure.languages.python.machine.origins import described
from perdure.languages.python.machine.plainly import Looked, Printed, looked_at
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.stopping import AGAIN, GIVEN, Began, Given
from perdure.languages.python.machine.storing import (
    Shape,
    execution_of,
    held_by,
    journal_of,
    loaded,
    shape_of,
    space_of,
    with_journal,
)
from perdure.languages.python.machine.switching import CALLS
from perdure.languages.python.machine.underway import first_outcomes
from perdure.languages.python.machine.volatile import Part, Section, place_of
from perdure.languages.python.runtime.captures import set_repeated
from perdure.vm import Execution, Outcome, Waiting
from perdure.vm.protocols.machine import at_most_once

LIBRARY = "%python"
CALL = "call"
CALL_ONCE = "call-once"  #: the same, for what is not called again after a crash

#: In the place of a call: the slice was found to be volatile, and is run in memory.
SECTION = "section"

USED = 256  #: outcomes that are kept though a slice has begun with them


class Pending:
    """A call that a process waits for, on the objects of its space.

    `section`: one that stands, and goes on with its next call. `is_held`: the image has the program
    as it was before; see `machine.intact`.
    """

    def __init__(
        self, space: Space, token: str, section: Section | None = None, is_held: bool = False
    ) -> None:
        self.space = space
        self.token = token
        self.section = section
        self.is_held = is_held
        #: what the space had when it was stored with this wait, where that is plain
        self.looked: Looked | Printed | None = None
        self.is_repeated = False  #: whether it may have been made before a crash

    def arguments(self) -> tuple[str, str]:
        """The arguments of the effect `call`: what is called, for people, and the token."""
        if self.section is not None or is_section(self.space.call):
            return "a volatile section", self.token
        if is_calls(self.space.call):
            return described_calls(list(self.space.tasks.calls.values())), self.token
        return described(self.space.call[0]), self.token

    def effect(self) -> tuple[str, str, tuple[str, str]]:
        """The effect that it is of the image: library, name, arguments."""
        is_once = self.section is None and is_at_most_once(self.space.call[0])
        return LIBRARY, CALL_ONCE if is_once else CALL, self.arguments()

    def run(self, key: str) -> Arrived:
        """Make the call, under that key."""
        space = self.space
        if self.section is not None:
            return came_of(self.section, self.section.go_on(key))
        space.is_spent = True
        if not self.is_held:
            space.output.clear()
        if is_calls(space.call):
            return first_of_calls(space, space.call[1])
        if not is_section(space.call):
            looked, self.looked = self.looked, None  # it may be large
            return outcome_of(space, key, self.is_repeated, looked)
        _, is_raised, value, chance = space.call
        space.call = None
        section = Section(space)
        return came_of(section, section.begin(is_raised, value, chance, key))


class Arrived:
    """The outcome of a call, with the whole space as it was then.

    Where the call made what cannot be stored, the program has gone on in a volatile section:
    then `end` is how that ended, and there is no outcome to be given; or it stands, and goes on
    by the call of `following`. `rows` are new ones of its journal.

    `new`: the outcome in bytes, where all else is as it was stored with the wait.
    """

    def __init__(
        self,
        space: Space,
        shape: Shape | None,
        is_raised: bool,
        value: Any,
        end: End | None = None,
        part: Part | None = None,
        new: bytes | None = None,
    ) -> None:
        self._live: tuple[Space, Any] | None = (space, value)
        self._shape = shape
        self._new = new
        self._make: Callable[[], Space] | None = None
        self.is_raised = is_raised
        self.end = end
        self.output = "".join(space.output) if part is None else part.output
        self.rows: list[Row] = [] if part is None else part.rows
        self.following: Pending | None = None

    @property
    def space(self) -> Space | None:
        """The space in memory, as long as no slice has gone on with it."""
        return None if self._live is None else self._live[0]

    def stored_as(self, execution: Execution) -> Execution:
        """The stack that waits for the call, with the outcome stored with it."""
        program, held, _ = held_by(execution)
        shape = self._shape
        if shape is None:
            space, value = self._loaded(execution)
            shape = shape_of(space, value)
            space.let_go()
        return execution_of(shape, program, before=held)

    def taken(self, execution: Execution, make: Callable[[], Space]) -> tuple[Space, Any]:
        """The space and the outcome: those in memory the first time, then loaded.

        `execution` waits for the call. Of a program that has ended nothing goes on, and there is
        nothing to load.
        """
        self._make = make
        live = self._live
        if self._shape is not None or self._new is not None:
            self._live = None
        if live is not None:
            live[0].is_spent = False
            return live
        return self._loaded(execution)

    def _loaded(self, execution: Execution) -> tuple[Space, Any]:
        make = self._make
        assert make is not None
        if self._new is not None:
            return loaded(execution, make), pickle.loads(self._new)
        assert self._shape is not None
        return space_of(self._shape, make)


_pending: WeakValueDictionary[str, Pending] = WeakValueDictionary()
_fresh: dict[str, Arrived] = {}
_used: OrderedDict[str, Arrived] = OrderedDict()
_lock = threading.Lock()


#: The beginning of all tokens of this interpreter, and how many there have been.
_first = uuid.uuid4().hex
_count = itertools.count(1)


def new_token() -> str:
    """A token for one call, of no other in any interpreter."""
    return f"{_first}-{os.getpid()}-{next(_count)}"


def asked(space: Space, token: str, is_held: bool = False) -> Pending:
    """The space's call, ready to be run, under that token."""
    pending = Pending(space, token, is_held=is_held)
    space.pending, space.process = pending, space.host.pid()
    _pending[pending.token] = pending
    return pending


def asked_when_stored(space: Space, token: str) -> Pending:
    """The same of a space that has been stored just now, with its wait for the call."""
    pending = asked(space, token)
    if not is_section(space.call) and not is_calls(space.call):
        pending.looked = looked_at(space)
    return pending


def gone_on_with(space: Space, token: str, before: Execution | None) -> Outcome:
    """Have the process go on in memory until a call has ended; the image keeps what was before."""
    assert before is not None
    execution = with_journal(before, token, journal_of(before))
    return Waiting("effect", asked(space, token, is_held=True).effect(), execution)


def arrived(token: str) -> Arrived | None:
    """The outcome of the call of that token; None where it was not run here."""
    with _lock:
        found = _fresh.pop(token, None) or _used.pop(token, None)
        if found is not None:
            _used[token] = found
            while len(_used) > USED:
                _used.popitem(last=False)
        return found


def forget(token: str) -> None:
    """Forget the outcome of the call of that token: it is made again."""
    with _lock:
        _fresh.pop(token, None)
        _used.pop(token, None)


def forget_ended(host: Any) -> None:
    """Forget outcomes that nobody takes, as their processes were killed meanwhile."""
    with _lock:
        waiting = [(token, found.space) for token, found in _fresh.items()]
        for token, space in waiting:
            if space is not None and space.host is host and host.has_ended(space.process):
                del _fresh[token]


def call(description: str, token: str, *, key: str) -> Any:
    """The effect: run the call of that token. Gives the effect's number.

    Where the call was made it is below zero, so that it is known in whichever interpreter the
    process goes on, which may not have the outcome.
    """
    number = int(key.rpartition("-")[2])
    pending = _pending.get(token)
    if pending is None:
        return number
    found = pending.run(key)
    with _lock:
        if not pending.space.is_gone:  # else the process does not wait for it any more
            _fresh[token] = found
    return -number


def is_section(call: tuple[Any, ...] | None) -> bool:
    """Whether a space's call is a slice that is run in memory; what is called may be anything."""
    return call is not None and type(call[0]) is str and call[0] == SECTION


def is_calls(call: tuple[Any, ...]) -> bool:
    """Whether a space waits for the first of several calls."""
    return type(call[0]) is str and call[0] == CALLS


def first_of_calls(space: Space, deadline: float | None) -> Arrived:
    """Wait for the first of several calls; go on in memory where the outcome cannot be stored."""
    outcomes = first_outcomes(space, deadline)
    return arrived_with(space, False, outcomes)


def described_calls(calls: list[Any]) -> str:
    """`httpx.AsyncClient.get`; with the number of those besides."""
    call, *more = calls
    named = "an awaitable" if call.function is None else described(call.function)
    return f"{named} and {len(more)} more" if more else named


@at_most_once
def call_once(description: str, token: str, *, key: str) -> Any:
    """The same of a call that is not made again."""
    return call(description, token, key=key)


def outcome_of(
    space: Space, key: str, is_repeated: bool, looked: Looked | Printed | None = None
) -> Arrived:
    """Call what the process waits for; go on in memory where the outcome cannot be stored.

    `looked`: at what the space had; where that is unchanged, the outcome alone is new.
    """
    place = place_of(space, None)
    set_repeated(is_repeated)
    try:
        is_raised, value = invoked(space, space.call, space.output, key, place)
    finally:
        set_repeated(False)
    if looked is not None and not is_raised and looked.is_so_still():
        new = looked.outcome(value)
        if new is not None:
            return Arrived(space, None, False, value, new=new)
    return arrived_with(space, is_raised, value)


def arrived_with(space: Space, is_raised: bool, value: Any) -> Arrived:
    """The outcome, stored; or what comes of going on in memory with it, where it cannot be."""
    with suppress(CannotStore):
        return Arrived(space, shape_of(space, value), is_raised, value)
    # Not where that is handled: it would be the context of what the program has raised in it.
    space.call = None
    section = Section(space)
    return came_of(section, section.to_end(is_raised, value))


def came_of(section: Section, part: Part) -> Arrived:
    """The outcome of a call that is a section, or a part of one."""
    space = section.space
    found = Arrived(space, part.shape, False, None, part.end, part)
    if part.end is None:
        found.following = section.pending = Pending(space, new_token(), section)
        _pending[section.pending.token] = section.pending
    return found


def began_with_outcome(
    execution: Execution, outcome: Arrived, found: Any, number: int, space: Space
) -> Began:
    """The beginning of a slice that goes on with that outcome of a stack's effect."""
    if outcome.end is not None:  # it has gone on in memory: all of that is one effect
        return Began(execution, (AGAIN, number))
    if outcome.is_raised:
        given = (GIVEN, True, ())
        return Began(execution, given, (found,), (AGAIN, number), outcome, outcome.output)
    failed = failed_calls(found) if is_calls(space.call) else {}
    began = _began_with_calls(execution, failed)
    return began._replace(outcome=outcome, printed=outcome.output)


def began_with_given(execution: Execution, given: Given, found: Any) -> Began:
    """The same of one that was stored with the stack."""
    if given.is_raised:
        return Began(execution, (GIVEN, True, ()), outcome=Kept())
    return _began_with_calls(execution, {})._replace(outcome=Kept())


def _began_with_calls(execution: Execution, failed: dict[int, BaseException]) -> Began:
    again = (GIVEN, False, tuple(failed)) if failed else None
    return Began(execution, (GIVEN, False, ()), tuple(failed.values()), again)


class Kept:
    """In the place of an Arrived: the outcome is stored with the stack already."""

    def stored_as(self, execution: Execution) -> Execution:
        return execution


def failed_calls(outcomes: Any) -> dict[int, BaseException]:
    """The errors of the calls that have failed, of several, by their numbers."""
    ended, _ = outcomes
    return {number: value for number, is_raised, value in ended if is_raised}


#: What the image runs for processes of this machine: the library, and its functions.
FUNCTIONS: dict[str, dict[str, Callable[..., Any]]] = {LIBRARY: {CALL: call, CALL_ONCE: call_once}}
