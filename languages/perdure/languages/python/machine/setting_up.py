"""The set-up of an interpreter by a program, done again in another that goes on with it.

A program sets up more than its own objects: `os.environ["KEY"] = ...`, `load_dotenv()`,
`sys.path.append(...)`, `openai.api_key = ...`, `logging.basicConfig(...)`, `random.seed(...)`. What
is a state is compared before and after each slice; calls that are known to set something up are
kept with their arguments, and made again, in their order, in an interpreter that has not made them.
One interpreter serves all programs of an opening, so what these set up is shared there.

Reads: perdure.languages.python.machine.assigning, states, root_handlers. Read by: spaces, storing
and running there.
"""

from __future__ import annotations

import logging
import os
import pickle
import random
import sys
import uuid
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary, ref

from perdure.languages.python.machine.assigning import Row, set_attributes
from perdure.languages.python.machine.root_handlers import rows_of_handlers, set_root_handlers
from perdure.languages.python.machine.settings import (
    Setting,
    make_again,
    setting_of,
    with_setting,
)
from perdure.languages.python.machine.states import (
    ARGUMENTS,
    COMPARED,
    MODULES,
    NUMPY,
    STATES,
    is_put,
    numpy_state,
)
from perdure.languages.python.runtime.console import program_streams
from perdure.languages.python.runtime.own_builtins import take_installed

__all__ = ["ARGUMENTS", "SetUp"]

PLAIN = (str, bytes, int, float, bool, type(None))
#: Its number, the function, arguments and keywords.
Call = tuple[int, Callable[..., Any], tuple[Any, ...], dict[str, Any]]

_settings: list[Setting] = []  #: made in this interpreter
CHANGED = 0  #: the number of what is set each time

_made: set[tuple[str, int]] = set()  #: the calls that this interpreter has made
#: handlers that were added to loggers: by which process, in which of its spaces
_added: WeakKeyDictionary[logging.Handler, tuple[Any, ref[SetUp]]] = WeakKeyDictionary()


class SetUp:
    """All that one program has set up."""

    def __init__(self, builtins: dict[str, Any], own: Mapping[str, ModuleType]) -> None:
        self.builtins = builtins  #: the program's
        self.own = own  #: its modules
        self.puts_modules = False  #: whether its text names `sys.modules`
        self.environment: dict[str, str | None] = {}  #: None: it was deleted
        self.path: list[str] = []  #: that it has added to `sys.path`
        self.chance: Any = None  #: the state of `random`'s own generator, where it was seeded
        self.states: dict[str, Any] = {}  #: others that it has changed; see STATES
        self.name = ""  #: of this list of calls
        self.calls: list[Call] = []
        self.settings: list[Setting] = []  #: calls by which libraries were set up
        self.stretches: list[Noted] = []  #: of the slice, those that have changed anything
        self.handlers: list[Any] = []  #: of the root logger, as `basicConfig` has left them

    # ---- while the program runs

    def noted(self) -> Noted:
        """Keep what is set up here."""
        return Noted(self)

    def undo(self) -> None:
        """Take back what a slice has changed that is run again.

        What somebody has changed since stays: the interpreter is not the program's alone.
        """
        for stretch in reversed(self.stretches):
            stretch.undo()
        self.stretches = []

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
        self._has_called(function)
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

    def note_call(self, function: Any, arguments: Any, keywords: Any) -> None:
        """Keep a call of what lies outside, which has touched nothing and given None."""
        new = setting_of(function, arguments, keywords)
        if new is not None:
            self.settings = with_setting(self.settings, new)
            _settings[:] = with_setting(_settings, new)

    def _has_called(self, function: Callable[..., Any]) -> None:
        """Take what a call has left beside what it has set up."""
        if function is logging.basicConfig:
            self.handlers = rows_of_handlers()
        elif getattr(function, "__module__", "") == "gettext":
            take_installed(self.builtins)

    def note_modules(self, before: dict[str, Any]) -> None:
        """Keep what has been put into `sys.modules`, and is there."""
        known = self.put()
        found = {
            name: module
            for name, module in list(sys.modules.items())
            if name not in self.own
            and (
                known.get(name, self) is module
                or (before.get(name, self) is not module and is_put(module, self.own))
            )
        }
        if found or known:
            self.states[MODULES] = found

    def put(self) -> dict[str, Any]:
        """By name, what the program has put into `sys.modules`."""
        found: dict[str, Any] = self.states.get(MODULES, {})
        return found

    def _adds(self, logger: logging.Logger, who: Any, hdlr: logging.Handler) -> None:
        """Take those out of a logger that slices of the process have added which are run again."""
        for each in list(logger.handlers):
            owner, added_by = _added.get(each, (None, None))
            if owner == who and added_by is not None and added_by() is not self:
                logger.removeHandler(each)
        _added[hdlr] = (who, ref(self))

    # ---- stored

    def first(self, attributes: list[Row]) -> bytes:
        """The part that is wanted before anything is loaded; b"" where there is none."""
        plain = [row for row in attributes if type(row[2]) in PLAIN]
        state: tuple[Any, ...] = (self.environment, self.path, self.chance, plain)
        if self.settings:
            state += (self.settings,)
        return pickle.dumps(state) if any(state) else b""

    def rest(self, attributes: list[Row]) -> tuple[Any, ...]:
        """The part that may refer to the program's objects."""
        calls = self.calls
        if any(each[1] is logging.basicConfig for each in calls):
            rows = rows_of_handlers()
            if rows != self.handlers:
                calls = [*calls, (CHANGED, set_root_handlers, (rows,), {})]
        return self.name, calls, [row for row in attributes if type(row[2]) not in PLAIN]

    def begin(self, stored: bytes) -> None:
        """Set up what is wanted first."""
        if not stored:
            return
        self.environment, self.path, self.chance, attributes, *more = pickle.loads(stored)
        for name, value in self.environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        sys.path += [each for each in self.path if each not in sys.path]
        set_attributes(attributes)
        self.settings = more[0] if more else []
        with program_streams():
            for each in self.settings:
                if each not in _settings:
                    _settings[:] = with_setting(_settings, each)
                    make_again(each)

    def take(self, states: dict[str, Any]) -> None:
        """Have an interpreter in the states that the program has left it in."""
        self.states = states
        for kind, state in states.items():
            STATES[kind][1](state)

    def end(self, name: str, calls: list[Call], attributes: list[Row]) -> None:
        """Make the calls that this interpreter has not made."""
        self.name, self.calls = name, [each for each in calls if each[0] != CHANGED]
        set_attributes(attributes)
        with program_streams():
            for number, function, arguments, keywords in calls:
                if (name, number) not in _made:
                    if number != CHANGED:
                        _made.add((name, number))
                    function(*arguments, **keywords)
                self._has_called(function)


class Noted:
    """A stretch in which a program sets up what is kept."""

    __slots__ = ("environment", "left", "modules", "path", "set_up", "states")

    def __init__(self, set_up: SetUp) -> None:
        self.set_up = set_up
        #: (environment, path, states) as the program has left them
        self.left: tuple[dict[Any, Any], list[str], dict[str, Any]] | None = None

    def __enter__(self) -> None:
        # All variables as the system has them: to decode them takes a part of each slice's time.
        self.environment, self.path = vars(os.environ)["_data"].copy(), list(sys.path)
        if self.set_up.chance is not None:
            random.setstate(self.set_up.chance)
        if NUMPY in self.set_up.states:
            STATES[NUMPY][1](self.set_up.states[NUMPY])
        self.states = {kind: STATES[kind][0]() for kind in COMPARED}
        self.modules = sys.modules.copy() if self.set_up.puts_modules else None

    def __exit__(self, *error: object) -> None:
        mine = self.set_up
        if mine.chance is not None:
            mine.chance = random.getstate()
        if NUMPY in mine.states:
            mine.states[NUMPY] = numpy_state()
        states = {kind: STATES[kind][0]() for kind in self.states}
        for kind, before in self.states.items():
            if states[kind] != before:
                mine.states[kind] = states[kind]
        if self.modules is not None:
            mine.note_modules(self.modules)
        environment, path = vars(os.environ)["_data"], sys.path
        is_changed = states != self.states
        if environment != self.environment:
            is_changed = True
            old = {os.fsdecode(name): value for name, value in self.environment.items()}
            mine.note_environment(old)
        if path != self.path:
            is_changed = True
            mine.path += [each for each in path if each not in self.path + mine.path]
        if is_changed:
            self.left = environment.copy(), list(path), states
            mine.stretches.append(self)

    def undo(self) -> None:
        """Take back what was changed here, where it is as the program has left it."""
        assert self.left is not None
        environment, path, states = self.left
        now = vars(os.environ)["_data"]
        for name in {*environment, *self.environment}:
            before, after = self.environment.get(name), environment.get(name)
            if before == after or now.get(name) != after:
                continue
            if before is None:
                os.environ.pop(os.fsdecode(name))
            else:
                os.environ[os.fsdecode(name)] = os.fsdecode(before)
        if sys.path == path:
            sys.path[:] = self.path
        else:
            sys.path[:] = [each for each in sys.path if each in self.path or each not in path]
        for kind, before in self.states.items():
            if states[kind] != before and STATES[kind][0]() == states[kind]:
                STATES[kind][1](before)
