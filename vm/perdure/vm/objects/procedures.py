"""Everything that can be called, and the code and cells that calls go through.

The calling convention is one Python call: `f._v_entry(f, depth, *arguments)`.
`_v_entry` is volatile (persistent never stores what begins so). It returns the
procedure's value, or TAIL after leaving a tail call in the machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

from persistent import Persistent

from perdure.vm.context import running
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import UncheckedSlots, Value
from perdure.vm.objects.fixed import Fixed, stored_function
from perdure.vm.objects.primitive import Primitive
from perdure.vm.objects.printer import describers
from perdure.vm.objects.singletons import DEFAULT, FALSE, TRUE

Entry = Callable[..., Any]  #: (procedure, depth, *arguments) -> value or TAIL


#: The names of the texts of an image's own libraries begin so.
LIBRARY_PREFIX = "perdure/"


#: The names of procedures without a name, made of their places, begin so.
ANONYMOUS = "lambda at "


def name_of_place(source: Source | None, at: tuple[int, int] | None) -> str:
    """`lambda at shop.scm:3:5`: what a procedure without a name is called; "" where unknown.

    Not those of an image's own libraries, which are nobody's business.
    """
    if source is None or at is None or not source.name or source.name.startswith(LIBRARY_PREFIX):
        return ""
    file = source.name.rsplit("/", 1)[-1]
    return f"{ANONYMOUS}{file}:{at[0]}:{at[1]}"


class Source(Persistent):
    """A text that was compiled: shared by every Code that came from it."""

    __module__ = "perdure.vm"
    __slots__ = ("line", "name", "text")

    name: str  #: a file name, or "<repl>" and the like
    text: str
    line: int  #: that of its first line, where it is part of a longer text

    def __init__(self, name: str, text: str, line: int = 1) -> None:
        self.name = name
        self.text = text
        self.line = line

    def has_line(self, number: int) -> bool:
        return self.line <= number <= self.line + self.text.count("\n")

    def __getstate__(self) -> tuple[object, ...]:
        if self.line == 1:
            return (self.name, self.text)
        return (self.name, self.text, self.line)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.name, self.text = state[:2]
        self.line = state[2] if len(state) > 2 else 1


class Code(Persistent):
    """One procedure in lowered form; immutable.

    `lowered` is in the versioned encoding of `perdure.vm.code.encoding`, and
    refers to `constants` by index: cells, codes of inner procedures, literals.
    """

    __module__ = "perdure.vm"
    __slots__ = ("_v_entry", "constants", "digest", "lowered", "name", "source")

    name: str
    lowered: bytes
    constants: tuple[Value, ...]
    source: Source | None
    digest: bytes  #: `digest_of` the lowered form; b"" where a former version wrote another
    _v_entry: Entry | None  #: made by the machine at the first call

    def __init__(
        self,
        name: str,
        lowered: bytes,
        constants: tuple[Value, ...],
        source: Source | None,
        digest: bytes,
    ) -> None:
        self.name = name
        self.lowered = lowered
        self.constants = constants
        self.source = source
        self.digest = digest
        self._v_entry = None

    def __getstate__(self) -> tuple[object, ...]:
        version = 2 if self.digest else 1
        return (version, self.name, self.lowered, self.constants, self.source, self.digest)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        version, self.name, self.lowered, self.constants, self.source, self.digest = state[:6]
        if version < 2:
            self.digest = b""
        self._v_entry = None

    def __repr__(self) -> str:
        return f"<code {self.name}>"


def digest_of(lowered: bytes) -> bytes:
    """The SHA-256 of a Code's lowered form. It is looked at whenever the code is linked."""
    return hashlib.sha256(lowered).digest()


#: Set by `perdure.vm.machine.linker`: the entry of a closure whose code has not
#: been linked yet.
first_call: list[Entry] = []


def enter_first(procedure: Closure, depth: int, *arguments: Value) -> Value:
    """The entry of every closure until its first call: find the real one, call it."""
    return first_call[0](procedure, depth, *arguments)


def entry_of(procedure: Value) -> Entry:
    """A procedure's entry; AttributeError where it is no procedure."""
    try:
        entry: Entry = procedure._v_entry
    except AttributeError:
        if not isinstance(procedure, Persistent):
            raise
        procedure._p_activate()
        entry = procedure._v_entry
    return entry


class Closure(UncheckedSlots):
    """A procedure made by `lambda`: code and the values it captured. Immutable."""

    __module__ = "perdure.vm"
    __slots__ = ("_v_entry", "raw_code", "raw_values")

    raw_code: Code
    raw_values: tuple[Value, ...]  #: in the order of the code's captured variables
    _v_entry: Entry

    @property
    def code(self) -> Code:
        self._p_activate()
        return self.raw_code

    @property
    def values(self) -> tuple[Value, ...]:
        self._p_activate()
        return self.raw_values

    def __getstate__(self) -> tuple[object, ...]:
        return (self.raw_code, self.raw_values)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.raw_code, self.raw_values = state
        self._v_entry = enter_first


def new_closure(code: Code, values: tuple[Value, ...] = (), entry: Entry = enter_first) -> Closure:
    made = Closure()
    made.raw_code = code
    made.raw_values = values
    made._v_entry = entry
    return made


class Cell(UncheckedSlots):
    """A global variable. Unbound while it has no value."""

    __module__ = "perdure.vm"
    __slots__ = ("raw_home", "raw_name", "raw_value")

    raw_name: str
    raw_home: str
    raw_value: Value  #: AttributeError where unbound

    def __init__(self, name: str, home: str = "") -> None:
        self.raw_name = name
        self.raw_home = home

    @property
    def name(self) -> str:
        self._p_activate()
        return self.raw_name

    @property
    def home(self) -> str:
        """The library or environment that it belongs to, for people."""
        self._p_activate()
        return self.raw_home

    @property
    def value(self) -> Value:
        """The value; AttributeError where unbound."""
        self._p_activate()
        return self.raw_value

    @value.setter
    def value(self, value: Value) -> None:
        self._p_changed = True
        self.raw_value = value

    @property
    def is_bound(self) -> bool:
        self._p_activate()
        return hasattr(self, "raw_value")

    def __getstate__(self) -> tuple[object, ...]:
        if hasattr(self, "raw_value"):
            return (self.raw_name, self.raw_home, self.raw_value)
        return (self.raw_name, self.raw_home)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.raw_name, self.raw_home = state[:2]
        if len(state) > 2:
            self.raw_value = state[2]

    def __repr__(self) -> str:
        return f"<cell {self.name}>"


class Builtin(Fixed):
    """A procedure written in Python, known by its name. Interned, immutable.

    Made by the decorators in `perdure.vm.primitives.registry`.
    """

    __module__ = "perdure.vm"
    __slots__ = (
        "_v_entry",
        "function",
        "is_control",
        "is_predicate",
        "is_pure",
        "maximum",
        "minimum",
        "name",
        "primitive",
    )

    name: str  #: for people and programs: without the language
    primitive: Primitive  #: all that is known of it; what is asked for often is below too
    function: Callable[..., Any]  #: takes values, gives a value (a Python bool for a predicate)
    minimum: int  #: arguments it needs
    maximum: int | None  #: arguments it takes at most; None: any number
    is_pure: bool  #: has no effect, may be evaluated again, never waits
    is_predicate: bool  #: `function` gives a Python bool
    is_control: bool  #: may wait or make a tail call: only to be called by its entry

    def __init__(self, primitive: Primitive) -> None:
        self.name = primitive.shown
        self.primitive = primitive
        self.function = primitive.function
        self.minimum = primitive.fewest
        self.maximum = primitive.most
        self.is_pure = primitive.is_pure
        self.is_predicate = primitive.gives_truth
        self.is_control = primitive.may_wait
        self._v_entry = _entry_of(
            self.function,
            self.maximum,
            is_predicate=self.is_predicate,
            is_control=self.is_control,
        )

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return builtin_named, (self.primitive.name,)

    def __repr__(self) -> str:
        return f"#<procedure {self.name}>"


def _entry_of(
    function: Callable[..., Any], maximum: int | None, *, is_predicate: bool, is_control: bool
) -> Entry:
    """The entry of a builtin, without a tuple of arguments made where it takes few.

    One that may make a tail call lets the machine know how deep it is.
    """
    count = maximum if type(function) is FunctionType and (maximum or 9) <= 4 else None
    entry: Entry = _maker(count, is_predicate, is_control)(function, running)
    if count is not None:
        entry.__defaults__ = function.__defaults__
    return entry


@cache
def _maker(count: int | None, is_predicate: bool, is_control: bool) -> Callable[..., Entry]:
    """(function, running) -> its entry; `count` arguments, or None for any number."""
    named = ["*arguments"] if count is None else list("abcd"[:count])
    called = f"function({', '.join(named)})"
    value = f"TRUE if {called} else FALSE" if is_predicate else called
    tell_depth = "running.machine.registers.d = depth - 1" if is_control else "pass"
    source = f"""
def maker(function, running):
    def entry({", ".join(["procedure", "depth", *named])}):
        {tell_depth}
        return {value}
    return entry
"""
    space: dict[str, Any] = {"TRUE": TRUE, "FALSE": FALSE}
    exec(source, space)
    maker: Callable[..., Entry] = space["maker"]
    return maker


builtins: dict[str, Builtin] = {}  #: every builtin of this process, by its stored name


def builtins_of(language: str) -> dict[str, Builtin]:
    """The builtins that programs of a language may call, by the names they have there.

    Those of every language are among them, unless it has its own of that name.
    """
    own = {each.name: each for each in builtins.values() if each.primitive.language == language}
    shared = {each.name: each for each in builtins.values() if not each.primitive.language}
    return shared | own


#: Asked by a builtin's stored name, where it is not there: may import what makes it. Whoever
#: finds languages puts itself in (perdure.image.discovery).
finders: list[Callable[[str], None]] = []


@stored_function("perdure.vm")
def builtin_named(name: str) -> Builtin:
    """The builtin of that name; a stand-in that fails when called if there is none."""
    found = builtins.get(name)
    if found is None:
        for find in finders:
            find(name)
        found = builtins.get(name) or _stand_in(name)
    return found


def _stand_in(name: str) -> Builtin:
    def missing(*arguments: Value) -> Value:
        raise fault(
            name,
            "no such builtin is known here; the module that makes it has not been imported, or "
            "this version of Perdure has it no more",
            kind="unbound",
        )

    return Builtin(Primitive(name, missing, 0, None, has_effect=True))


class Parameter(Persistent):
    """The object that `make-parameter` makes. Its value in effect is looked up by the machine."""

    __module__ = "perdure.vm"
    __slots__ = ("converter", "value")

    value: Value  #: outside every `parameterize`; already converted
    converter: Value  #: a procedure, or DEFAULT for none

    def __init__(self, value: Value, converter: Value = DEFAULT) -> None:
        self.value = value
        self.converter = converter

    def __getstate__(self) -> tuple[object, ...]:
        return (self.value, self.converter)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.value, self.converter = state


describers[Closure] = lambda x: f"#<procedure {x.code.name}>" if x.code.name else "#<procedure>"
describers[Builtin] = lambda x: f"#<procedure {x.name}>"
describers[Parameter] = lambda x: "#<parameter>"
describers[Cell] = lambda x: f"#<cell {x.name}>"
describers[Code] = lambda x: f"#<code {x.name}>"
