"""Runs lowered modules with stops: a stack is unwound, its frames are gone on with by their rests.

Nothing is stored: values and cells are handed from the old frame to the new one, so what is seen
here is the rests alone. A stack that goes through a generator or a foreign frame is not stopped.
"""

from __future__ import annotations

import ast
import gc
import inspect
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from perdure.languages.python.code import LoweredModule
from perdure.languages.python.generating import (
    entry_code,
    functions_of,
    handled_at,
    mentioned,
    rest_code,
)
from perdure.languages.python.machine.places import is_within
from perdure.languages.python.runtime.chains import stood
from tests.python.plain import Capture, plain_builtins

GENERATOR = 0x20


def entries_of(error: BaseException) -> Iterator[types.TracebackType]:
    entry = error.__traceback__
    while entry is not None:
        yield entry
        entry = entry.tb_next


class Frame:
    """A frame to be gone on with: a function of values, and where it is called from."""

    def __init__(self, go_on: Callable[[bool, Any], Any], instead: Any, handled: list[Any]) -> None:
        self.go_on = go_on
        self.handled = handled
        self.instead = instead  #: what it gives to its caller, in a tuple; of `__init__`, its self


class Stopping:
    """A run of a module that is stopped at some of its pokes."""

    def __init__(self, module: LoweredModule, every: int = 1) -> None:
        self.module = module
        self.every = every
        self.stops = 0
        self.pokes = 0
        self.names = plain_builtins(
            **{
                ".poke": self.poke,
                ".raised": self.raised,
                ".raising": True,
                ".stood": stood,
                ".Capture": Capture,
            }
        )
        self.positions: dict[types.CodeType, list[Any]] = {}

    def poke(self) -> None:
        self.pokes += 1
        if self.pokes % self.every == 0 and self.can_stop(sys._getframe(1)):
            self.names[".capturing"] = True
            raise Capture

    def raised(self, error: BaseException, *parts: int) -> bool:
        """A statement has raised that, or something further in has."""
        entries = [each for each in entries_of(error) if self.is_program(each.tb_frame)]
        if len(entries) == 1 and is_within(entries[0], parts) and self.can_stop(sys._getframe(1)):
            self.names[".capturing"] = True
            raise Capture
        return True

    def is_program(self, frame: types.FrameType) -> bool:
        return frame.f_globals.get("__builtins__") is self.names

    def can_stop(self, frame: types.FrameType | None) -> bool:
        child = None
        while frame is not None and frame.f_code is not Stopping.run.__code__:
            if frame.f_globals is globals():
                frame = frame.f_back
                continue
            if not self.is_program(frame) or frame.f_code.co_flags & GENERATOR:
                return False
            if self.site_of(frame.f_code, frame.f_lasti) is None:
                return False
            if child is not None and not self.calls(frame, child):
                return False
            child = frame
            frame = frame.f_back
        return frame is not None

    def calls(self, frame: types.FrameType, child: types.FrameType) -> bool:
        """Whether a frame's site calls the child itself."""
        site = self.site_of(frame.f_code, frame.f_lasti)
        if site is None or site.kind != "call":
            return False
        node = vars(self.module.statement(site.number))["value"]
        callee = self.static(frame, node.func) if isinstance(node, ast.Call) else None
        if isinstance(callee, type) and type(callee).__call__ is type.__call__:
            callee = vars(callee).get("__init__") or inspect.getattr_static(callee, "__init__")
        if type(callee) is types.MethodType:  # an instance may answer for anything
            callee = callee.__func__
        functions = functions_of(self.module)
        code = callee.__code__ if type(callee) is types.FunctionType else None
        return code in functions and functions[code] == functions[child.f_code]

    def static(self, frame: types.FrameType, node: ast.expr) -> Any:
        """The value of a callee, which has no sites."""
        match node:
            case ast.Name(id=name):
                for names in (frame.f_locals, frame.f_globals, self.names):
                    if name in names:
                        return names[name]
            case ast.Attribute(value=value, attr=name):
                return found_in(self.static(frame, value), name)
            case ast.Call(func=ast.Name(id="super"), args=[kind, own]):
                return super(self.static(frame, kind), self.static(frame, own))
        return None

    def site_of(self, code: types.CodeType, lasti: int) -> Any:
        if code not in self.positions:
            self.positions[code] = list(code.co_positions())
        line, _, column, end = self.positions[code][lasti // 2]
        site = self.module.site_at.get((line, column, end))
        # The native form of an `async def` has the same positions.
        return site if site and functions_of(self.module).get(code) == site.function else None

    def run(self, main: types.ModuleType) -> None:
        main.__dict__["__builtins__"] = self.names
        space = main.__dict__

        def begin(raising: bool, value: Any) -> None:
            exec(entry_code(self.module), space)

        frames = [Frame(begin, None, [])]
        raising: bool = False
        value: Any = None
        while frames:
            frame = frames.pop()
            handled = [error for one in frames for error in one.handled]
            try:
                value = handling(handled, frame.go_on, raising, value)
                raising = False
                if frame.instead is not None:
                    (value,) = frame.instead
            except Capture as capture:
                self.stops += 1
                self.names[".capturing"] = False
                raising, value = False, None
                frames.extend(self.frames_of(capture.__traceback__, space, frame.instead))
            except BaseException as error:  # noqa: BLE001 - the program's, for its own frames
                traceback = error.__traceback__
                while traceback is not None and traceback.tb_frame.f_globals is globals():
                    traceback = traceback.tb_next
                error.__traceback__ = traceback
                raising, value = True, error
        if raising:
            raise value

    def frames_of(
        self, traceback: types.TracebackType | None, space: dict[str, Any], instead: Any
    ) -> list[Frame]:
        frames: list[Frame] = []
        caller: types.FrameType | None = None
        at = 0
        while traceback is not None:
            frame = traceback.tb_frame
            if self.is_program(frame):
                if caller is not None:
                    instead = None
                    if frame.f_code.co_name == "__init__":
                        instead = self.made_by(caller, at, frame)
                rest = self.rest_of(frame, traceback.tb_lasti, space)
                frames.append(Frame(rest, instead, self.handled(frame, traceback.tb_lasti)))
                caller, at = frame, traceback.tb_lasti
            traceback = traceback.tb_next
        return frames

    def made_by(self, caller: types.FrameType, at: int, frame: types.FrameType) -> Any:
        """The value of the call of a class, in a tuple; None where `__init__` itself was called."""
        statement = self.module.statement(self.site_of(caller.f_code, at).number)
        called = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
        names = [node.attr for node in called if isinstance(node, ast.Attribute)]
        held = [caller.f_locals.get(node.id) for node in called if isinstance(node, ast.Name)]
        names += [each.__name__ for each in held if isinstance(each, types.MethodType)]
        return None if "__init__" in names else (first_value(frame),)

    def handled(self, frame: types.FrameType, lasti: int) -> list[Any]:
        site = self.site_of(frame.f_code, lasti)
        names = handled_at(self.module, site.function, 2 * site.number)
        found = [frame.f_locals.get(name) for name in names]
        return [error for error in found if error is not None]

    def rest_of(
        self, frame: types.FrameType, lasti: int, space: dict[str, Any]
    ) -> Callable[[bool, Any], Any]:
        site = self.site_of(frame.f_code, lasti)
        point = 2 * site.number
        if site.function == 0:
            code = rest_code(self.module, 0, point)

            def go_on(raising: bool, value: Any) -> Any:
                space[".r"], space[".x"] = raising, value
                exec(code, space)

            return go_on
        assert functions_of(self.module)[frame.f_code] == site.function
        cells = cells_of(frame)
        wanted = mentioned(self.module, site.function, point)
        values = {
            name: value
            for name, value in frame.f_locals.items()
            if name in wanted and name not in cells and name not in {".r", ".x"}
        }
        code = rest_code(
            self.module, site.function, point, tuple(sorted(values)), tuple(sorted(cells))
        )
        closure = tuple(cells[name] for name in code.co_freevars)
        rest = types.FunctionType(code, space, code.co_name, None, closure)
        kept = [values[name] for name in sorted(values)]
        return lambda raising, value: rest(handed_over([raising, value], kept))


def handed_over(first: list[Any], kept: list[Any]) -> Any:
    """An iterator over the values of a rest, which nothing but that has from then on."""
    given = first + kept
    kept.clear()
    return iter(given)


def handling(errors: list[Any], go_on: Callable[[bool, Any], Any], *given: Any) -> Any:
    """Go on while the innermost of some exceptions is handled."""
    if not errors:
        return go_on(*given)
    error = errors[-1]
    kept = error.__traceback__, error.__context__
    try:
        raise error
    except BaseException:  # noqa: BLE001 - it was raised here
        error.__traceback__, error.__context__ = kept
        return go_on(*given)


def found_in(thing: Any, name: str) -> Any:
    """An attribute, without running anything."""
    if type(thing) is super:
        return getattr(thing, name, None)
    found = inspect.getattr_static(thing, name, None)
    return getattr(found, "__func__", found)


def first_value(frame: types.FrameType) -> Any:
    return frame.f_locals[frame.f_code.co_varnames[0]]


def cells_of(thing: Any, code: types.CodeType | None = None) -> dict[str, Any]:
    """The cells of a finished frame, or of a suspended generator, by their names."""
    code = code or thing.f_code
    names = [name for name in code.co_varnames if name in code.co_cellvars]
    names += [name for name in code.co_cellvars if name not in code.co_varnames]
    names += code.co_freevars
    cells = [one for one in gc.get_referents(thing) if type(one) is types.CellType] if names else []
    assert len(cells) == len(names), (code.co_name, names)
    return dict(zip(names, cells, strict=True))
