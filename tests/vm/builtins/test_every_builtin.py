"""Laws that hold for every builtin, whatever it is given.

Builtins are called with all sorts of values, most of them wrong. Each must give a
value of the language or raise a Fault; a bare TypeError or IndexError would reach
the program as a message about Python.
"""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Callable
from typing import Any

import pytest

import perdure.languages.scheme  # noqa: F401  (registers its own)
from perdure.vm import (
    CONSOLE,
    CONSOLE_INPUT,
    DEFAULT,
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNSPECIFIED,
    BytesInput,
    BytesOutput,
    Bytevector,
    CharSet,
    Condition,
    ConsoleInput,
    ExactComplex,
    Fault,
    FileInput,
    FileOutput,
    HashTable,
    NumericVector,
    Pair,
    Promise,
    PromiseContent,
    RandomSource,
    Ratio,
    Record,
    RecordType,
    Regexp,
    RegexpMatch,
    String,
    StringInput,
    StringOutput,
    Symbol,
    Text,
    Values,
    Vector,
    char,
    exact_complex,
    rational,
    symbol,
)
from perdure.vm.machine.current import running
from perdure.vm.objects.data import cons, literal_string, new_record, new_string, new_vector
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.procedures import Builtin, builtins, builtins_of
from perdure.vm.protocols import Host
from perdure.vm.signals import Registers

POINT = RecordType("<point>", ("x", "y"))

#: Builtins of these files take plain values and need no running machine.
FAMILIES = (
    "bits",
    "byte_numbers",
    "bytevectors",
    "char_sets",
    "characters",
    "clock",
    "comparators",
    "conditions",
    "equality",
    "files",
    "fixnums",
    "flonums",
    "formatting",
    "functions",
    "hash_tables",
    "integers",
    "json",
    "numbers",
    "numeric_vectors",
    "pairs",
    "ports",
    "promises",
    "random",
    "records",
    "regexps",
    "scanning",
    "searching",
    "sorting",
    "strings",
    "sublists",
    "substrings",
    "subvectors",
    "symbols",
    "system",
    "text",
    "textuals",
    "vectors",
)

#: Internal ones, whose callers see to the kinds of some arguments.
TRUSTING = {
    "%char-set-some",
    "%expected",
    "%integer->any-bits",
    "%list->numbers",
    "%longer?",
    "%numbers->list",
    "%numbers-copy!",
    "%numbers-limits",
    "%pieces->text",
    "%record-ref",
    "%record-set!",
    "%standard-char-set",
    "%string->text",
    "%string-characters",
    "%string-compare",
    "%string-limits",
    "%string-parse-bounds",
    "%string-scan",
    "%string-select",
    "%string-trim",
    "%texts->string",
    "%textual->string",
    "%vector-limits",
}


def members_of(family: str) -> list[tuple[str, Builtin]]:
    return [
        (name, builtin)
        for name, builtin in sorted(builtins_of("scheme").items())
        if builtin.function.__module__.endswith(f".{family}") and name not in TRUSTING
    ]


def values_of() -> list[Callable[[], Any]]:
    """Makers of values, fresh for each use: builtins may change what they are given."""
    plain: list[Callable[[], Any]] = [
        lambda x=x: x  # type: ignore[misc]
        for x in (
            0, 1, -1, 2, 3, 10, 255, 256, 10**30, rational(1, 2), rational(-7, 3),
            0.0, -0.0, 1.5, -2.0, math.inf, -math.inf, math.nan, 1e300, 1j, complex(1, -2.5),
            exact_complex(1, 2), exact_complex(rational(-1, 3), 10**30),
            TRUE, FALSE, NIL, EOF, UNSPECIFIED, DEFAULT,
            symbol("a"), symbol("b c"), char("a"), char("ß"), char("7"),
            POINT, builtins["car"], builtins["<"], builtins["equal?"],
        )
    ]  # fmt: skip
    compound: list[Callable[[], Any]] = [
        lambda: new_string(""),
        lambda: new_string("hello world"),
        lambda: literal_string("12"),
        lambda: new_vector([]),
        lambda: new_vector([3, 1, 2]),
        lambda: new_vector((char("x"), char("y"))),
        lambda: Bytevector(bytearray(b"abc")),
        lambda: Bytevector(b"\xff\xfe"),
        lambda: Text("ab"),
        lambda: NumericVector("s16", array("h", [1, 2])),
        lambda: NumericVector("c64", array("f", [1.0, 2.0]), is_literal=True),
        lambda: cons(1, 2),
        lambda: cons(3, cons(1, cons(2, NIL))),
        lambda: cons(char("a"), cons(char("b"), NIL)),
        lambda: cons(new_string("a"), cons(new_string("b"), NIL)),
        lambda: cons(cons(symbol("a"), 1), cons(cons(2, 2), NIL)),
        lambda: new_record([POINT, 1, 2]),
        lambda: Promise(PromiseContent(True, 5)),
        lambda: Condition("broken", (1, 2), who="f"),
        lambda: CharSet((97, 100)),
        lambda: Regexp(new_string("a")),
        lambda: RegexpMatch("xab", ((1, 3), (-1, -1)), (("name", 1),)),
        lambda: RandomSource(),
        lambda: HashTable(),
        lambda: HashTable("string=?"),
        lambda: StringInput("some text\nmore"),
        lambda: StringOutput(),
        lambda: BytesInput(b"bytes"),
        lambda: BytesOutput(),
        lambda: FileInput("/nowhere", False),
        lambda: FileInput("/nowhere", True),
        lambda: FileOutput("/nowhere", False),
        lambda: FileOutput("/nowhere", True),
        lambda: CONSOLE_INPUT,
    ]
    return plain + compound


MAKERS = values_of()
LANGUAGE_KINDS = (
    int, float, complex, Ratio, ExactComplex, Symbol, String, Vector, Bytevector, Pair, Record, RecordType,
    Promise, Condition, HashTable, StringInput, StringOutput, BytesInput, BytesOutput, Builtin, FileInput, FileOutput,
    CharSet, Text, NumericVector, RandomSource, Regexp, RegexpMatch, Values, type(TRUE), type(char("a")), type(CONSOLE),
)  # fmt: skip


class NoLeaves:
    """The part of a linker that says that a procedure is no leaf, to be called by the machine."""

    def __init__(self) -> None:
        self.fused_loops: dict[str, dict[object, object]] = {}

    def fused_loop(self, kind: str, leaf: object) -> None:
        return None


class StandIn(Host):
    """As much of a machine as builtins of these families ask for."""

    def __init__(self) -> None:
        self.host = self
        self.identities: dict[int, object] = {}
        self.registers = Registers()
        self.linker = NoLeaves()

    def file_log(self) -> StandIn:
        return self

    def output_port(self) -> object:
        return CONSOLE

    def write_output(self, text: str) -> None:
        assert isinstance(text, str)

    def input_port(self) -> object:
        return CONSOLE_INPUT

    def console_input(self) -> ConsoleInput:
        typed = ConsoleInput()
        typed.keep("typed\n")
        typed.has_ended = True
        return typed

    def is_unwritten(self, path: str) -> bool:
        return False

    def create(self, port: FileOutput) -> None:
        assert port.path.startswith("/")

    def write(self, port: FileOutput, data: bytes) -> None:
        assert isinstance(data, bytes)

    def delete(self, path: str) -> None:
        raise FileNotFoundError(2, "no such file")

    def identity_of(self, thing: object) -> int:
        self.identities[id(thing)] = thing
        return id(thing)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "machine", StandIn())


CALLS = 150  #: of each builtin


@pytest.mark.parametrize("family", FAMILIES)
def test_a_builtin_gives_a_value_or_a_fault(family: str) -> None:
    wrong = []
    for name, builtin in members_of(family):
        choices = random.Random(name)
        most = builtin.maximum if builtin.maximum is not None else builtin.minimum + 2
        for _ in range(CALLS):
            size = choices.randint(builtin.minimum, min(most, 5))
            arguments = [choices.choice(MAKERS)() for _ in range(size)]
            call = f"({name} {' '.join(map(write_text, arguments))})"
            outcome = outcome_of(builtin, arguments)
            if outcome:
                wrong.append(f"{call} {outcome}")
                break
    assert wrong == []


def outcome_of(builtin: Builtin, arguments: list[Any]) -> str:
    """The complaint about what a call gave, or ""."""
    try:
        value = builtin._v_entry(builtin, 0, *arguments)
    except Fault as fault:
        return "" if type(fault.payload) is Condition else f"raised {fault.payload!r}"
    except Exception as error:  # noqa: BLE001 (any of them is what this test is looking for)
        return f"raised {error!r}"
    if type(value) not in LANGUAGE_KINDS:
        return f"gave {value!r}"
    write_text(value)
    return ""


@pytest.mark.parametrize("family", FAMILIES)
def test_an_error_names_its_procedure(family: str) -> None:
    for name, builtin in members_of(family):
        if name.startswith("%"):
            continue
        arguments = [Promise(PromiseContent(True, 5)) for _ in range(builtin.minimum)]
        try:
            builtin._v_entry(builtin, 0, *arguments)
        except Fault as fault:
            assert fault.payload.who, name  # noqa: PT017 (most raise, but not all need to)
