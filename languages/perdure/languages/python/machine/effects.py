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

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from perdure.languages.python.heap import CannotStore, Handle
from perdure.languages.python.machine.net import watching
from perdure.languages.python.machine.running import Ended, Raised, Waits
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.storing import Shape, shape_of, space_of
from perdure.languages.python.machine.volatile import run_section
from perdure.languages.python.runtime.captures import set_printing
from perdure.languages.python.runtime.console import program_streams
from perdure.languages.python.runtime.outside import home_of

LIBRARY = "%python"
CALL = "call"

#: The effect's result where the outcome is here; else it is the effect's number.
HERE = True

#: In the place of a call: the slice was found to be volatile, and is run in memory.
SECTION = "section"

USED = 256  #: outcomes that are kept though a slice has begun with them


class Pending:
    """A call that a process waits for, on the objects of its space."""

    def __init__(self, space: Space, token: str) -> None:
        self.space = space
        self.token = token

    def arguments(self) -> tuple[str, str]:
        """The arguments of the effect `call`: what is called, for people, and the token."""
        function = self.space.call[0]
        called = "a volatile section" if function == SECTION else described(function)
        return called, self.token


class Arrived:
    """The outcome of a call, with the whole space as it was then.

    Where the call made what cannot be stored, the program has gone on in a volatile section:
    then `end` is how that ended, and there is no outcome to be given.
    """

    def __init__(
        self,
        space: Space,
        shape: Shape | None,
        is_raised: bool,
        value: Any,
        end: Ended | Raised | Waits | None = None,
    ) -> None:
        self._live: tuple[Space, Any] | None = (space, value)
        self._shape = shape
        self.is_raised = is_raised
        self.end = end
        self.output = "".join(space.output)

    def taken(self, make: Callable[[], Space]) -> tuple[Space, Any]:
        """The space and the outcome: those in memory the first time, then loaded."""
        live, self._live = self._live, None
        if live is not None:
            return live
        if self._shape is None:
            return make(), None
        return space_of(self._shape, make)


_pending: WeakValueDictionary[str, Pending] = WeakValueDictionary()
_fresh: dict[str, Arrived] = {}
_used: OrderedDict[str, Arrived] = OrderedDict()
_lock = threading.Lock()


def new_token() -> str:
    """A token for one call."""
    return uuid.uuid4().hex


def asked(space: Space, token: str) -> Pending:
    """The space's call, ready to be run, under that token."""
    pending = Pending(space, token)
    space.pending = pending
    _pending[pending.token] = pending
    return pending


def arrived(token: str) -> Arrived | None:
    """The outcome of the call of that token; None where it was not run here."""
    with _lock:
        found = _fresh.pop(token, None) or _used.pop(token, None)
        if found is not None:
            _used[token] = found
            while len(_used) > USED:
                _used.popitem(last=False)
        return found


def call(description: str, token: str, *, key: str) -> Any:
    """The effect: run the call of that token. Gives HERE, or the effect's number."""
    pending = _pending.get(token)
    if pending is None:
        return int(key.rpartition("-")[2])
    space = pending.space
    space.output.clear()
    found = in_memory(space) if space.call[0] == SECTION else outcome_of(space)
    with _lock:
        _fresh[token] = found
    return HERE


def outcome_of(space: Space) -> Arrived:
    """Call what the process waits for; go on in memory where the outcome cannot be stored."""
    is_raised, value = invoked(space)
    try:
        return Arrived(space, shape_of(space, value), is_raised, value)
    except CannotStore:
        space.call = (SECTION, is_raised, value)
        return in_memory(space)


def in_memory(space: Space) -> Arrived:
    """Go on in a volatile section."""
    _, is_raised, value = space.call
    space.call = None
    end, shape = run_section(space, is_raised, value)
    return Arrived(space, shape, False, None, end)


def invoked(space: Space) -> tuple[bool, Any]:
    """Call what the process waits for: (whether it raised, what)."""
    function, arguments, keywords = space.call
    set_printing(space.output)
    try:
        with watching() as touched, program_streams():
            value = function(*arguments, **keywords)
    except Exception as error:  # noqa: BLE001  (it is the program's)
        without_call(error)
        return True, error
    finally:
        set_printing(None)
    if not touched:
        space.note_made(value, Handle(function, arguments, keywords))
    return False, value


def without_call(error: BaseException) -> None:
    """Take this module's entry out of an exception's traceback."""
    traceback = error.__traceback__
    if traceback is not None and traceback.tb_frame.f_globals is globals():
        error.__traceback__ = traceback.tb_next


def described(function: Any) -> str:
    """`requests.sessions.Session.post`."""
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return f"{home_of(function)}.{name}"


#: What the image runs for processes of this machine: the library, and its functions.
FUNCTIONS: dict[str, dict[str, Callable[..., Any]]] = {LIBRARY: {CALL: call}}
