"""Laws that hold for every builtin whose operands are in the database, and not yet in memory.

Each builtin of the table is called with operands of many kinds, of which those that it
takes are kept; then once more with large operands of the same kinds, in memory and not.
Both must give the same, and the second may do no more beyond the first than a bounded
amount for each object that it loads: a builtin that begins anew at each of them does the
square of their number (docs/decisions/044).

Work is counted in lines of Python, so that the test depends on no clock: those of the
builtins, of the values and of generated code. What the machine does to find out that
something is not in memory counts for nothing; it shows in what is done anew.
"""

from __future__ import annotations

import inspect
import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from persistent import Persistent
from persistent.mapping import PersistentMapping

import perdure.image
import perdure.languages.scheme
import perdure.vm
from perdure.image import CannotConvert, to_python
from perdure.vm import (
    NIL,
    TRUE,
    Bytevector,
    CharSet,
    Execution,
    Fault,
    HashTable,
    Invoke,
    RecordType,
    StringOutput,
    char,
    symbol,
)
from perdure.vm.machine import ahead
from perdure.vm.machine.current import running
from perdure.vm.objects.data import cons, new_record, new_string, new_vector
from perdure.vm.objects.hash_tables import put_entry
from perdure.vm.objects.procedures import Builtin, Cell, Code, builtins, builtins_of
from perdure.vm.primitives.checks import list_from
from perdure.vm.signals import Capture
from tests.vm.session import Session, shown_outcome

SIZE = 60  #: elements of the large operands
A_LOAD = 25  #: lines that an object may cost which is not in memory
A_CALL = 250  #: lines that a call may cost more, however much is loaded
COUNTED = tuple(
    str(Path(inspect.getfile(package)).parent / place)
    for package, place in (
        (perdure.vm, "primitives"),
        (perdure.vm, "objects"),
        (perdure.languages.scheme, "runtime"),
        (perdure.image, "conversion"),
    )
)

#: Not for tests to call, or they wait.
LEFT_OUT = {"%exit", "delete-file", "sleep", "test-pause"}


def table_of(entries: list[tuple[Any, Any]]) -> HashTable:
    table = HashTable()
    for key, value in entries:
        put_entry(table, key, value)
    return table


def nested(size: int) -> Any:
    made: Any = NIL
    for i in range(size):
        made = cons(made, i)
    return made


def records(size: int) -> Any:
    point = RecordType("<point>", ("x", "y"))
    return list_from([new_record([point, i, name_of(i)]) for i in range(size)])


def name_of(i: int) -> Any:
    return new_string(f"s{i}")


#: Makers of operands, of so many elements.
COMPOUND: dict[str, Callable[[int], Any]] = {
    "numbers": lambda n: list_from([i * 7919 % 251 for i in range(n)]),
    "characters": lambda n: list_from([char(chr(97 + i % 26)) for i in range(n)]),
    "strings": lambda n: list_from([name_of(i) for i in range(n)]),
    "symbols": lambda n: list_from([symbol(f"y{i}") for i in range(n)]),
    "alist": lambda n: list_from([cons(name_of(i), i) for i in range(n)]),
    "object": lambda n: list_from([cons(symbol(f"y{i}"), name_of(i)) for i in range(n)]),
    "lists": lambda n: list_from([list_from([i] * 5) for i in range(n)]),
    "vectors": lambda n: list_from([new_vector([i, i]) for i in range(n)]),
    "bytevectors": lambda n: list_from([Bytevector(bytearray(b"ab")) for i in range(n)]),
    "the same vectors": lambda n: list_from([new_vector([i, i]) for i in range(n)]),
    "records": records,
    "charsets": lambda n: list_from([CharSet((97 + i, 98 + i)) for i in range(n)]),
    "tables": lambda n: list_from([table_of([(name_of(0), i)]) for i in range(n)]),
    "nested": nested,
    "pattern": lambda n: cons(symbol("or"), list_from([name_of(i) for i in range(n)])),
    "vector": lambda n: new_vector(list(range(n))),
    "vector of strings": lambda n: new_vector([name_of(i) for i in range(n)]),
    "vector of pairs": lambda n: new_vector([cons(name_of(i), i) for i in range(n)]),
    "table": lambda n: table_of([(name_of(i), list_from([i])) for i in range(n)]),
    "large table": lambda n: table_of([(name_of(i), name_of(i)) for i in range(2 * n)]),
    "table of lists": lambda n: table_of([(list_from([name_of(i), i]), i) for i in range(n)]),
    "string": lambda n: new_string("hello world, " * n),
    "bytevector": lambda n: Bytevector(bytearray(range(n))),
}
SIMPLE: dict[str, Callable[[int], Any]] = {
    "2": lambda n: 2,
    "the last index": lambda n: n - 1,
    "a symbol": lambda n: symbol("none"),
    "a string": lambda n: new_string("none"),
    "a character": lambda n: char("q"),
    "#t": lambda n: TRUE,
    "a port": lambda n: StringOutput(),
    **{
        name: lambda n, name=name: builtins[name]  # type: ignore[misc]
        for name in ("car", "+", "<", "equal?", "string<?", "string-length", "pair?", "cons")
    },
}
POOL = COMPOUND | SIMPLE

Use = tuple[str, ...]  #: the kinds of the operands of a call

#: Builtins that walk all of an operand, some of each kind, and with what. The test finds
#: uses of all builtins; these it would know by itself only by chance.
WALKERS: dict[str, Use] = {
    "length": ("strings",),
    "reverse": ("strings",),
    "list-copy": ("strings",),
    "append": ("strings", "numbers"),
    "append!": ("strings", "numbers"),
    "list-tail": ("numbers", "the last index"),
    "list-ref": ("numbers", "the last index"),
    "take": ("numbers", "the last index"),
    "last-pair": ("strings",),
    "list->vector": ("strings",),
    "list->string": ("characters",),
    "vector->list": ("vector of strings",),
    "%texts->string": ("a symbol", "strings"),
    "equal?": ("vectors", "the same vectors"),
    "memq": ("a symbol", "symbols"),
    "memv": ("a character", "characters"),
    "member": ("a string", "strings"),
    "assq": ("a symbol", "object"),
    "assv": ("a character", "alist"),
    "assoc": ("a string", "alist"),
    "%sort-by-builtin": ("string<?", "strings"),
    "%sort-leaf": ("string<?", "strings"),
    "map": ("string-length", "strings"),
    "filter": ("pair?", "lists"),
    "remove": ("pair?", "lists"),
    "fold": ("cons", "2", "strings"),
    "fold-left": ("cons", "2", "strings"),
    "%vector-map-leaf": ("string-length", "vector of strings"),
    "hash": ("vectors",),
    "hash-table->alist": ("large table",),
    "write": ("vectors",),
    "display": ("nested",),
    "%json-text": ("object",),
}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    session = Session.fresh()
    monkeypatch.setattr(running, "machine", session.machine)
    # The machine loads a hundred pairs where it needs one: more than there are here.
    monkeypatch.setattr(ahead, "FIRST", 1)
    monkeypatch.setattr(ahead, "MOST", 1)
    yield session
    session.close()


@pytest.fixture
def operands(session: Session) -> Operands:
    return Operands(session)


class Operands:
    """A large operand of each kind, in the database."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.stored = session.root["operands"] = PersistentMapping(
            {kind: make(SIZE) for kind, make in POOL.items()}
        )
        session.manager.commit()
        self.parts = {kind: parts_of(self.stored[kind]) for kind in POOL}

    def outcomes(self, kinds: Use, work: Callable[..., str]) -> tuple[str, int]:
        """The complaint about what the work does with operands of these kinds, or "".

        Also how many objects it loads.
        """
        parts = {part._p_oid: part for kind in kinds for part in self.parts[kind]}.values()
        operands = [self.stored[kind] for kind in kinds]
        self.session.manager.abort()
        for part in parts:
            part._p_activate()
        in_memory, least = counted(work, *operands)
        for _ in range(2):  # the first may make Python code that has been forgotten by now
            self.session.manager.abort()
            for part in parts:
                part._p_deactivate()
            found, lines = counted(work, *operands)
            loaded = sum(part._p_changed is not None for part in parts)
            if lines <= 2 * least + A_LOAD * loaded + A_CALL:
                break
        if found != in_memory:
            return f"gives {found[:100]}, in memory {in_memory[:100]}", loaded
        if lines > 2 * least + A_LOAD * loaded + A_CALL:
            return f"does {lines} lines, in memory {least}, with {loaded} loads", loaded
        return "", loaded


def test_a_builtin_does_no_more_for_what_is_not_in_memory_than_load_it(
    session: Session, operands: Operands
) -> None:
    def called(builtin: Builtin, *arguments: Any) -> str:
        return shown_outcome(session.machine.run(Execution.start(), Invoke(builtin, arguments)))

    wrong, walkers = [], set()
    for name, builtin in sorted(builtins_of("scheme").items()):
        known = [WALKERS[name]] if name in WALKERS else []
        for kinds in [*uses_of(name, builtin), *known]:
            error, loaded = operands.outcomes(kinds, partial(called, builtin))
            if error:
                wrong.append(f"({name} {', '.join(kinds)}) {error}")
            if loaded >= SIZE / 2:
                walkers.add(name)
    assert wrong == []
    assert walkers >= set(WALKERS)


def test_neither_does_a_conversion_to_python(operands: Operands) -> None:
    def converted(x: Any) -> str:
        try:
            return repr(to_python(x))
        except CannotConvert as error:
            return str(error)

    outcomes = {kind: operands.outcomes((kind,), converted) for kind in COMPOUND}
    assert {kind: error for kind, (error, _) in outcomes.items() if error} == {}
    assert sum(loaded >= SIZE for _, loaded in outcomes.values()) > 10


def uses_of(name: str, builtin: Builtin) -> list[Use]:
    """Some kinds of operands that a builtin takes; many that have parts."""
    if name in LEFT_OUT:
        return []
    choices = random.Random(name)
    most = builtin.maximum if builtin.maximum is not None else builtin.minimum + 2
    found: list[Use] = []
    for size in range(max(1, builtin.minimum), min(most, 4) + 1):
        if size == 1:
            tried: list[Use] = [(kind,) for kind in POOL]
        else:
            tried = [tuple(choices.choices([*POOL], k=size)) for _ in range(60)]
        taken = [kinds for kinds in tried if takes(builtin, kinds)]
        taken.sort(key=lambda kinds: -sum(kind in COMPOUND for kind in kinds))
        first: dict[str, Use] = {}
        for kinds in taken:
            if any(kind in COMPOUND for kind in kinds):
                first.setdefault(kinds[0], kinds)
        found += [*first.values()][:3]
    return found


def takes(builtin: Builtin, kinds: Use) -> bool:
    try:
        builtin.function(*(POOL[kind](3) for kind in kinds))
    except (Fault, Capture):
        return False
    except Exception:  # noqa: BLE001  (it wants more of a host than there is here)
        return False
    return True


def parts_of(x: Any) -> list[Persistent]:
    """All the objects with identity that a value leads to."""
    found: dict[int, Persistent] = {}
    waiting = [x]
    while waiting:
        at = waiting.pop()
        if isinstance(at, (tuple, list)):
            waiting += at
        elif isinstance(at, Persistent) and not isinstance(at, (Code, Cell, Builtin)):
            if id(at) not in found:
                found[id(at)] = at
                at._p_activate()
                waiting.append(at.__getstate__())
    return [*found.values()]


def counted(work: Callable[..., str], *operands: Any) -> tuple[str, int]:
    """The work's outcome, and how many lines it takes."""
    lines = 0

    def called(frame: FrameType, event: str, argument: Any) -> Any:
        is_walk = frame.f_code.co_filename.startswith(COUNTED) or "%code" in frame.f_globals
        return within if is_walk else None

    def within(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return within

    before = sys.gettrace()
    sys.settrace(called)
    try:
        found = work(*operands)
    finally:
        sys.settrace(before)
    return found, lines
