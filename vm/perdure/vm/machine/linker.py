"""From a stored Code to Python functions that run, and back to date when cells change.

Linking gives a Code its own globals: its constants, its cells, and `g3`, the Python
function to call for the procedure in cell 3. Every `g` is entered in a ledger by
its cell, so that a definition, an abort or another worker's commit can replace it.

Nothing here keeps code alive that nobody can call, but for what was used lately: what was
linked for a text that has run goes with it (docs/decisions/054).

Python code objects depend only on lowered code and the kinds of its constants, so
they are kept by a digest of these for all machines of this Python process. The digest is
computed here: the one that is stored with a Code only shows whether the record was damaged,
and could be that of another image's code (docs/decisions/040).
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable
from typing import Any

from persistent import Persistent

from perdure.vm.code.instructions import Again, ProcedureCall, TailCall
from perdure.vm.code.lowered import (
    Held,
    Lowered,
    after,
    before,
    calls_within,
    held_at,
    kept_at,
    statement_at,
    statements_in,
)
from perdure.vm.core.control import Role
from perdure.vm.core.descent import with_stack
from perdure.vm.machine.ahead import Ahead
from perdure.vm.machine.linked import Caller, FusedLoop, Keeper, Linked, Place, hands_on, keeper_of
from perdure.vm.machine.python_frames import CODE, LINKED, PLACES
from perdure.vm.machine.recent import Recent
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import Value, is_ghost
from perdure.vm.objects.foreign_code import ForeignCode
from perdure.vm.objects.procedures import Builtin, Cell, Closure, Code, Entry, builtins, entry_of
from perdure.vm.protocols.frames import Frame
from perdure.vm.python.calls import BOUNCE
from perdure.vm.python.functions import entry_function, resumption_function
from perdure.vm.python.fused_loops import (
    FUSED_LOOPS,
    fused_function,
    halved,
    is_leaf,
    lowered_builtin,
)
from perdure.vm.python.jumps import PROBE
from perdure.vm.signals import TAIL

_MARKER = Role.MARKER

ROOM = 128  #: linked codes that are kept though nobody may call them any more, twice so many
COMPILED_ROOM = 4096  #: Python code objects that are kept so, of all machines

_compiled: Recent[tuple[bytes, int, frozenset[int], frozenset[int]], types.CodeType] = Recent(
    COMPILED_ROOM
)

#: Finds the sites before which a debugger is asked, in a code.
FindProbes = Callable[[Code, Lowered], frozenset[int]]

UNBOUND = "unbound variable: "  #: with the name of one, the message of an error

_ENTRY = -1  #: instead of a point, for a procedure's entry


def is_gone(code: Code) -> bool:
    """Whether a slice that was thrown away had compiled it: then nothing can be read of it."""
    return _is_lost(code) or (code.source is not None and _is_lost(code.source))


def _is_lost(thing: Persistent) -> bool:
    return thing._p_jar is None and is_ghost(thing)


class Linker:
    """All linked code of one machine. `space` is what the code shares."""

    def __init__(
        self,
        space: dict[str, Any],
        guard_on_heap: Callable[[], Closure],
    ) -> None:
        self.space = space
        space["go_on"] = self.go_on
        self._find_probes: FindProbes | None = None
        self.guard_on_heap = guard_on_heap  #: gives the procedure that guards become on the heap
        self._guard: tuple[Code, int, tuple[Role, ...]] | None = None  #: how its frames look
        self._recent: Recent[Code, Linked] = Recent(ROOM, self._let_go)
        self._alive: dict[int, Caller] = {}  #: all that are linked, by the `id` of the code
        #: those that have gone and are still in the tables; put there in whatever thread
        self._gone: deque[Caller] = deque()
        #: code -> point -> function; the same dicts as in its Linked, for the base loop
        self.resumptions: dict[Code, dict[int, Entry]] = {}
        self.callers: dict[Cell, set[Caller]] = {}
        #: those of them whose names stand for looking the procedure up, all that it has of the cell
        self.unresolved: dict[Cell, set[Caller]] = {}
        self.ahead = Ahead()
        #: kind -> code of a leaf, or builtin -> function; None where it is no leaf
        self.fused_loops: dict[str, dict[Any, FusedLoop | None]] = {
            kind: {} for kind in FUSED_LOOPS
        }

    def learn(self, builtin: Builtin) -> None:
        """Have generated code find a builtin that was made after the machine was."""
        name = builtin.primitive.name
        if name in builtins and f"b:{name}" not in self.space:
            self.space[f"b:{name}"] = builtin.function
            self.space[f"e:{name}"] = builtin._v_entry

    def link(self, code: Code) -> Linked:
        """The linked form of a code, made at first need."""
        found = self._recent.get(code)
        if found is None:
            found = self._find(code)
            if found is None:
                found = self._made(code)
            self._recent.put(code, found)
        return found

    def _find(self, code: Code) -> Linked | None:
        """The linked form that somebody still uses."""
        caller = self._alive.get(id(code))
        return None if caller is None else caller()

    def _made(self, code: Code) -> Linked:
        self._forget_gone()
        made = Linked(code)
        made.caller = caller = Caller(made, self._gone.append)
        caller.key, caller.cells = id(code), tuple(made.cells)
        self._alive[caller.key] = caller
        if self._find_probes is not None:
            made.probes = self._find_probes(code, made.lowered)
        self._fill_globals(made)
        return made

    def _let_go(self) -> None:
        """Keep alive here no longer what has been forgotten, since it was not used lately."""
        self.resumptions.clear()
        for functions in self.fused_loops.values():
            for code in [key for key in functions if type(key) is Code]:
                del functions[code]

    def _forget_gone(self) -> None:
        """Take those out of the tables that nobody can call any more."""
        while self._gone:
            caller = self._gone.popleft()
            if self._alive.get(caller.key) is caller:  # else another has its `id` by now
                del self._alive[caller.key]
            for cell in caller.cells:
                for table in (self.callers, self.unresolved):
                    found = table.get(cell)
                    if found is not None:
                        found.discard(caller)
                        if not found:
                            del table[cell]

    def entry(self, code: Code) -> Entry:
        """The Python function `(closure, depth, *arguments)` of a code."""
        linked = self.link(code)
        if linked.entry is None:
            linked.entry = types.FunctionType(self._python(linked, _ENTRY), linked.globals)
            linked.globals["E"] = linked.entry
        return linked.entry

    def resumption(self, code: Code, point: int) -> Entry:
        """The Python function `(value, depth, *kept)` that goes on at a point."""
        linked = self.link(code)
        found = linked.resumptions.get(point)
        if found is None:
            python = self._python(linked, point)
            found = linked.resumptions[point] = types.FunctionType(python, linked.globals)
        self.resumptions[code] = linked.resumptions
        return found

    def _python(self, linked: Linked, point: int) -> types.CodeType:
        """The Python code of the entry of a code, or of what goes on at a point."""
        steady, probes = self._steady(linked), linked.probes
        key = (linked.key, point, steady, probes)
        python = _compiled.get(key)
        if python is None:
            if point == _ENTRY:
                python = with_stack(entry_function, linked.facts, steady, probes)
            else:
                python = with_stack(resumption_function, linked.facts, steady, point, probes)
            _compiled.put(key, python)
        return python

    def probe(self, find_probes: FindProbes | None) -> None:
        """Have code call a debugger's probe before statements, whose sites that finds; None: none.

        The Python functions of a code stay the same objects, to which closures and callers refer.
        """
        self._find_probes = find_probes
        for caller in list(self._alive.values()):
            linked = caller()
            if linked is not None:
                self._probe(linked)

    def _probe(self, linked: Linked) -> None:
        find = self._find_probes
        probes = frozenset[int]()
        if find is not None and not is_gone(linked.code):
            probes = find(linked.code, linked.lowered)
        if probes == linked.probes:
            return
        linked.probes = probes
        linked.fused_loops.clear()
        for functions in self.fused_loops.values():
            functions.pop(linked.code, None)
        made: Any = linked.entry
        if made is not None:
            made.__code__ = self._python(linked, _ENTRY)
        for point, function in linked.resumptions.items():
            made = function
            made.__code__ = self._python(linked, point)

    def go_on(self, code: Code, point: int, depth: int, *kept: Value) -> Value:
        """The tail call by which a piece of a long procedure goes on with another."""
        registers = self.space["M"]
        try:
            registers.g = self.resumptions[code][point]
        except KeyError:
            registers.g = self.resumption(code, point)
        registers.a, registers.k = (None, depth, *kept), None
        return TAIL

    def _steady(self, linked: Linked) -> frozenset[int]:
        """The constants whose procedures make no tail calls, as it looks just now."""
        if linked.steady is None:
            found = [
                i
                for i, (constant, kind) in enumerate(
                    zip(linked.code.constants, linked.kinds, strict=True)
                )
                if (kind == "cell" and self._is_steady(getattr(constant, "value", None)))
                or (kind == "code" and not self.link(constant).makes_tail_calls)
            ]
            if not linked.makes_tail_calls:
                found.append(-1)
            linked.steady = frozenset(found)
            for i in found:
                if i >= 0 and linked.kinds[i] == "cell":
                    self._unresolve(linked.code.constants[i], linked, i)
                    self._unresolve_tail(linked.code.constants[i], linked, i)
        return linked.steady

    def _is_steady(self, value: Value) -> bool:
        return (
            type(value) is Closure
            and self.link(value.code).captures_nothing
            and not self.link(value.code).makes_tail_calls
        )

    def guard_frame(self, marker: Value, handler: Value) -> Frame:
        """The heap frame that goes on where a native guard's Python frame was."""
        code: Code = self.guard_on_heap().code
        if self._guard is None or self._guard[0] is not code:
            self._guard = (code, *self._guard_shape(code))
        _, point, roles = self._guard
        return (code, point, tuple([marker if role is _MARKER else handler for role in roles]))

    def _guard_shape(self, code: Code) -> tuple[int, tuple[Role, ...]]:
        """Where a guard waits for its body's value, and what it keeps there."""
        lowered = self.link(code).lowered
        (region,) = lowered.regions
        (call,) = calls_within(lowered.body, region.first, region.last)
        role_of = {variable: role for role, variable in region.roles}
        kept = lowered.live[call.site]
        return after(call.site), tuple([role_of[variable] for variable in kept])

    def giving_frame(self, code: Code, value: Value) -> Frame:
        """A frame that returns the value, whatever is returned to it; of the code of `%give`."""
        (call,) = [
            each
            for each in statements_in(self.link(code).lowered.body)
            if isinstance(each, ProcedureCall)
        ]
        return (code, after(call.site), (value,))

    def held(self, code: Code | ForeignCode, point: int) -> tuple[Held, ...]:
        """The control that a code's frame at a point is to the machine, innermost region first."""
        if not isinstance(code, Code):
            return ()
        linked = self.link(code)
        if not linked.lowered.regions:
            return ()
        found = linked.held.get(point)
        if found is None:
            found = linked.held[point] = held_at(linked.lowered, point)
        return found

    def place(self, code: Code, line: int) -> Place:
        """The place on the heap of a Python frame of a code's functions, once it is at a line."""
        linked = self.link(code)
        if line >= PROBE:
            return self._probed_place(linked, line)
        site = line - BOUNCE if line >= BOUNCE else line
        statement = statement_at(linked.lowered, site)
        keeper: Keeper | None = hands_on
        if not isinstance(statement, Again):
            keeper = keeper_of(linked.lowered, linked.lowered.live.get(site, []))
        found = linked.places[line] = (code, after(site), keeper)
        return found

    def _probed_place(self, linked: Linked, line: int) -> Place:
        """The same where it is at a probe: before the statement."""
        point = before(line - PROBE)
        statement = statement_at(linked.lowered, line - PROBE)
        assert statement is not None
        keeper = keeper_of(linked.lowered, kept_at(linked.lowered, point, statement))
        found = linked.places[line] = (linked.code, point, keeper)
        return found

    def only_returns(self, code: Code, point: int) -> bool:
        """Whether all that is left to do from a point on is to return the value given.

        So it is where a tail call was made natively, as calls of what makes none itself are.
        """
        linked = self.link(code)
        found = linked.idle.get(point)
        if found is None:
            statement = statement_at(linked.lowered, point >> 1)
            found = isinstance(statement, (TailCall, Again)) and not point & 1
            linked.idle[point] = found
        return found

    def fused_loop(self, kind: str, procedure: Value) -> FusedLoop | None:
        """The loop of that kind over a leaf procedure; None where it is not a leaf.

        AttributeError where the procedure is a ghost.
        """
        of = procedure.raw_code if type(procedure) is Closure else procedure
        try:
            return self.fused_loops[kind][of]
        except KeyError:
            known = self.link(of).fused_loops if type(of) is Code else self.fused_loops[kind]
            key = kind if type(of) is Code else of
            if key not in known:
                known[key] = self._made_fused_loop(kind, of)
            made = self.fused_loops[kind][of] = known[key]
            return made
        except TypeError:  # not hashable, so no procedure
            return None

    def _made_fused_loop(self, kind: str, of: Value) -> FusedLoop | None:
        fused = FUSED_LOOPS[kind]
        if type(of) is Builtin and of.is_pure:
            leaf, kinds = lowered_builtin(of, fused.arity), []
            names: dict[str, Any] = {"__builtins__": self.space}
        elif type(of) is Code:
            linked = self.link(of)
            if linked.probes:
                return None
            leaf, kinds = linked.lowered, linked.kinds
            # Without its Code: to a capture, a fused loop is the inside of a builtin.
            names = {key: value for key, value in linked.globals.items() if key[0] != "%"}
        else:
            return None
        if not is_leaf(leaf):
            return None
        if kind == "key":
            return self._made_key(leaf, kinds, names)
        if len(leaf.parameters) != fused.arity:
            return None
        return types.FunctionType(fused_function(fused, leaf, kinds), names)

    def _made_key(
        self, order: Lowered, kinds: list[str], names: dict[str, Any]
    ) -> FusedLoop | None:
        """(leaf) -> the name of an order, and a Python function that makes its keys."""
        found = halved(order)
        if found is None:
            return None
        compares, half = found
        made = types.FunctionType(fused_function(FUSED_LOOPS["key"], half, kinds), names)
        return lambda leaf: (compares, made(leaf))

    def _fill_globals(self, linked: Linked) -> None:
        code, names = linked.code, linked.globals
        names["__builtins__"] = self.space
        names[CODE] = names["K"] = code
        names[LINKED] = linked  # lives as long as a function of it
        names[PLACES] = linked.places
        names["E"] = self._first_entry(code, names, "E")
        for i, (constant, kind) in enumerate(zip(code.constants, linked.kinds, strict=True)):
            if kind == "cell":
                names[f"G{i}"] = constant
                self.callers.setdefault(constant, set()).add(linked.caller)
                self._unresolve(constant, linked, i)
            elif kind == "code":
                names[f"k{i}"] = constant
                names[f"e{i}"] = self._first_entry(constant, names, f"e{i}")
            else:
                names[f"o{i}" if kind == "object" else f"c{i}"] = constant

    def _first_entry(self, code: Code, names: dict[str, Any], key: str) -> Entry:
        """Stands for the entry of an inner code until it is first called."""
        linked = self._find(code)
        if linked is not None and linked.entry is not None:
            return linked.entry

        def first_entry(procedure: Value, depth: int, *arguments: Value) -> Value:
            entry = self.entry(code)
            names[key] = entry
            if procedure is not None:
                procedure._v_entry = entry
            return entry(procedure, depth + 1, *arguments)

        return first_entry

    # ---- cells
    #
    # For cell 3 a code's globals have `g3`, which may return TAIL, and `n3`, which
    # does not; `s3`, for calls in tail position, may, but never makes the call itself
    # where that could lead to a further tail call. All stand for looking the procedure
    # up until they are first called, which is one Python function more on the stack.

    def _unresolve(self, cell: Cell, linked: Linked, i: int) -> None:
        names = linked.globals

        def first_call(_: None, depth: int, *arguments: Value) -> Value:
            self._resolve(cell)
            return names[f"g{i}"](None, depth + 1, *arguments)

        def first_steady_call(_: None, depth: int, *arguments: Value) -> Value:
            self._resolve(cell)
            return names[f"n{i}"](None, depth + 1, *arguments)

        names[f"g{i}"] = first_call
        names[f"n{i}"] = first_steady_call
        if f"s{i}" in names:
            self._unresolve_tail(cell, linked, i)
        else:
            self.unresolved.setdefault(cell, set()).add(linked.caller)

    def _unresolve_tail(self, cell: Cell, linked: Linked, i: int) -> None:
        names = linked.globals

        def first_tail_call(_: None, depth: int, *arguments: Value) -> Value:
            self._resolve(cell)
            return names[f"s{i}"](None, depth + 1, *arguments)

        names[f"s{i}"] = first_tail_call
        self.unresolved.setdefault(cell, set()).add(linked.caller)

    def _resolve(self, cell: Cell) -> None:
        """Let all callers of the cell that do not yet call its present procedure directly."""
        try:
            value = cell.value
        except AttributeError:
            raise unbound(cell) from None
        function = self._function(cell, value)
        is_steady = self._is_steady(value)
        steady = function if is_steady else self._bouncing(function)
        tail = function if is_steady else self._deferring(function)
        for caller in self.unresolved.pop(cell, ()):
            linked = caller()
            if linked is None:
                continue
            names = linked.globals
            for i in linked.cells[cell]:
                names[f"g{i}"] = function
                names[f"n{i}"] = steady
                if f"s{i}" in names:
                    names[f"s{i}"] = tail

    def _function(self, cell: Cell, value: Value) -> Entry:
        """The entry of calls through the cell: the function itself where it captures nothing."""
        if type(value) is Closure and self.link(value.code).captures_nothing:
            return self.entry(value.code)

        def through_the_cell(_: None, depth: int, *arguments: Value) -> Value:
            procedure = cell.value
            return entry_of(procedure)(procedure, depth + 1, *arguments)

        return through_the_cell

    def _bouncing(self, function: Entry) -> Entry:
        go = self.space["go"]

        def bouncing(_: None, depth: int, *arguments: Value) -> Value:
            result = function(None, depth + 2, *arguments)
            return go() if result is TAIL else result

        return bouncing

    def _deferring(self, function: Entry) -> Entry:
        registers = self.space["M"]

        def deferring(_: None, depth: int, *arguments: Value) -> Value:
            registers.g, registers.k = function, None
            registers.a = (None, depth - 1, *arguments)
            return TAIL

        return deferring

    def changed(self, cell: Cell) -> None:
        """The cell's value may be another one now: calls look it up again."""
        self._forget_gone()
        looking_up = self.unresolved.get(cell, ())
        for caller in self.callers.get(cell, ()):
            if caller in looking_up:
                continue
            linked = caller()
            if linked is not None:
                for i in linked.cells[cell]:
                    self._unresolve(cell, linked, i)

    def refresh(self) -> None:
        """Any cell may have changed, and codes may have gone that were never committed."""
        self._forget_gone()
        for cell in list(self.callers):
            self.changed(cell)

    # ---- closures

    def enter_first(self, procedure: Closure, depth: int, *arguments: Value) -> Value:
        """The first call of a closure whose entry was not known when it was made.

        It comes through three functions of Python's, which its depth must count too: code
        that `eval` makes is called but once.
        """
        entry = self.entry(procedure.code)
        procedure._v_entry = entry
        return entry(procedure, depth + 3, *arguments)


def unbound(cell: Cell) -> Exception:
    """The fault of reading or calling an unbound variable."""
    return fault("", f"{UNBOUND}{cell.name}", kind="unbound")
