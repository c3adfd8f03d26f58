"""The set-up of an interpreter by a program, done again in another that goes on with it.

A program sets up more than its own objects: `os.environ["KEY"] = ...`, `load_dotenv()`,
`sys.path.append(...)`, `openai.api_key = ...`, `logging.basicConfig(...)`, `random.seed(...)`. What
is a state is compared before and after each slice; calls that are known to set something up are
kept with their arguments, and made again, in their order, in an interpreter that has not made them.
One interpreter serves all programs of an opening, so what these set up is shared there.

Reads: nothing. Read by: perdure.languages.python.machine.spaces, storing and running.
"""

from __future__ import annotations

import importlib
import logging
import os
import pickle
import random
import re
import sys
import uuid
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary, ref

from perdure.languages.python.runtime.console import program_streams

PLAIN = (str, bytes, int, float, bool, type(None))
ASSIGNMENT = re.compile(r"^[ \t]*(\w+)\.(\w+)[ \t]*=(?!=)", re.MULTILINE)

#: What of `sys` is a program's in another way, or the interpreter's own.
OTHERWISE = ("argv", "modules", "path", "stderr", "stdin", "stdout")

#: Its number, the function, arguments and keywords.
Call = tuple[int, Callable[..., Any], tuple[Any, ...], dict[str, Any]]

_made: set[tuple[str, int]] = set()  #: the calls that this interpreter has made
#: handlers that were added to loggers: by which process, in which of its spaces
_added: WeakKeyDictionary[logging.Handler, tuple[Any, ref[SetUp]]] = WeakKeyDictionary()


class SetUp:
    """All that one program has set up."""

    def __init__(self) -> None:
        self.environment: dict[str, str | None] = {}  #: None: it was deleted
        self.path: list[str] = []  #: that it has added to `sys.path`
        self.chance: Any = None  #: the state of `random`'s own generator, where it was seeded
        self.states: dict[str, Any] = {}  #: others that it has changed; see STATES
        self.name = ""  #: of this list of calls
        self.calls: list[Call] = []

    # ---- while the program runs

    def noted(self) -> Noted:
        """Keep what is set up here."""
        return Noted(self)

    def note_environment(self, before: dict[str, Any]) -> None:
        for name in {*before, *os.environ}:
            now = os.environ.get(name)
            was = before.get(name)
            if now != (None if was is None else os.fsdecode(was)):
                self.environment[name] = now

    def called(self, function: Callable[..., Any], arguments: Any, keywords: Any, who: Any) -> Any:
        """Make a call that sets something up for the process `who`, and keep it."""
        if getattr(function, "__func__", None) is logging.Logger.addHandler:
            self._adds(function.__self__, who, *arguments, **keywords)  # type: ignore[attr-defined]
        value = function(*arguments, **keywords)
        if function == random.seed:
            self.chance = random.getstate()
            return value
        if getattr(function, "__module__", "") == NUMPY and function.__name__ == "seed":
            self.states[NUMPY] = numpy_state()
            return value
        call = (function, arguments, keywords)
        self.name = self.name or uuid.uuid4().hex
        number = 1 + max((each[0] for each in self.calls), default=0)
        self.calls = [each for each in self.calls if each[1:] != call]
        self.calls.append((number, *call))
        _made.add((self.name, number))
        return value

    def _adds(self, logger: logging.Logger, who: Any, hdlr: logging.Handler) -> None:
        """Take those out of a logger that slices of the process have added which are run again."""
        for each in list(logger.handlers):
            owner, added_by = _added.get(each, (None, None))
            if owner == who and added_by is not None and added_by() is not self:
                logger.removeHandler(each)
        _added[hdlr] = (who, ref(self))

    # ---- stored

    def first(self, attributes: list[tuple[str, str, Any]]) -> bytes:
        """The part that is wanted before anything is loaded; b"" where there is none."""
        plain = [row for row in attributes if type(row[2]) in PLAIN]
        state = (self.environment, self.path, self.chance, plain)
        return pickle.dumps(state) if any(state) else b""

    def rest(self, attributes: list[tuple[str, str, Any]]) -> tuple[Any, ...]:
        """The part that may refer to the program's objects."""
        return self.name, self.calls, [row for row in attributes if type(row[2]) not in PLAIN]

    def begin(self, stored: bytes) -> None:
        """Set up what is wanted first."""
        if not stored:
            return
        self.environment, self.path, self.chance, attributes = pickle.loads(stored)
        for name, value in self.environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        sys.path += [each for each in self.path if each not in sys.path]
        set_attributes(attributes)

    def take(self, states: dict[str, Any]) -> None:
        """Have an interpreter in the states that the program has left it in."""
        self.states = states
        for kind, state in states.items():
            STATES[kind][1](state)

    def end(self, name: str, calls: list[Call], attributes: list[tuple[str, str, Any]]) -> None:
        """Make the calls that this interpreter has not made."""
        self.name, self.calls = name, calls
        set_attributes(attributes)
        with program_streams():
            for number, function, arguments, keywords in calls:
                if (name, number) not in _made:
                    _made.add((name, number))
                    function(*arguments, **keywords)


class Noted:
    """A stretch in which a program sets up what is kept."""

    __slots__ = ("environment", "path", "set_up", "states")

    def __init__(self, set_up: SetUp) -> None:
        self.set_up = set_up

    def __enter__(self) -> None:
        # All variables as the system has them: to decode them takes a part of each slice's time.
        self.environment, self.path = vars(os.environ)["_data"].copy(), list(sys.path)
        if self.set_up.chance is not None:
            random.setstate(self.set_up.chance)
        if NUMPY in self.set_up.states:
            set_numpy_state(self.set_up.states[NUMPY])
        self.states = {kind: STATES[kind][0]() for kind in COMPARED}

    def __exit__(self, *error: object) -> None:
        mine = self.set_up
        if mine.chance is not None:
            mine.chance = random.getstate()
        if NUMPY in mine.states:
            mine.states[NUMPY] = numpy_state()
        for kind, before in self.states.items():
            now = STATES[kind][0]()
            if now != before:
                mine.states[kind] = now
        if vars(os.environ)["_data"] != self.environment:
            before = {os.fsdecode(name): value for name, value in self.environment.items()}
            mine.note_environment(before)
        if sys.path != self.path:
            mine.path += [each for each in sys.path if each not in self.path + mine.path]


def arguments() -> list[str]:
    return list(sys.argv)


def set_arguments(given: list[str]) -> None:
    """Nothing: `Space.in_sight` gives the program these."""


def filters() -> list[Any]:
    return list(warnings.filters)


def set_filters(wanted: list[Any]) -> None:
    warnings.resetwarnings()  # what has been looked up is forgotten with that
    warnings.filters[:] = wanted  # type: ignore[index]


def numpy_state() -> Any:
    """The state of numpy's own generator, of a program that has seeded it."""
    return sys.modules[NUMPY].get_state()


def set_numpy_state(state: Any) -> None:
    importlib.import_module(NUMPY).set_state(state)


NUMPY = "numpy.random"
ARGUMENTS, FILTERS = "arguments", "filters of warnings"
#: By kind: how a state is found, and set.
STATES: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {
    ARGUMENTS: (arguments, set_arguments),
    FILTERS: (filters, set_filters),
    NUMPY: (numpy_state, set_numpy_state),
}
COMPARED = (ARGUMENTS, FILTERS)  #: before each slice and after it


def set_attributes(attributes: list[tuple[str, str, Any]]) -> None:
    for module, attribute, value in attributes:
        if module in sys.modules:
            setattr(sys.modules[module], attribute, value)


def assigned_attributes(text: str) -> list[tuple[str, str]]:
    """`(openai, api_key)` of `openai.api_key = ...`: what may be an attribute of a module."""
    return sorted(set(ASSIGNMENT.findall(text)))


def attributes_in(
    namespace: dict[str, Any], assigned: list[tuple[str, str]], own: dict[str, ModuleType]
) -> Iterator[tuple[str, str, Any]]:
    """Module, attribute and value of those that a module of the program has set in libraries."""
    for name, attribute in assigned:
        module = namespace.get(name)
        if type(module) is not ModuleType or vars(module) is namespace["__builtins__"]:
            continue
        if module is sys and attribute in OTHERWISE:
            continue
        if module.__name__ not in own and attribute in vars(module):
            yield module.__name__, attribute, vars(module)[attribute]
