"""Every kind of value is stored and loaded again, in a real file, with its identity.

`KINDS` makes one or more values of each kind. A class that can be stored and that none
of them contains fails `test_every_stored_class_is_among_the_kinds`: add it there.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import transaction
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree, OOSet, OOTreeSet
from persistent import Persistent
from ZODB import DB
from ZODB.FileStorage import FileStorage

import perdure
import perdure.image
import perdure.vm as vm
from perdure.image.schema.classes import class_factory
from perdure.image.schema.given import stored
from perdure.image.schema.schedules import Program, Run
from perdure.languages import python, scheme
from perdure.languages.python.code import new_unit
from perdure.languages.python.lowering import lower_module
from perdure.languages.python.machine.journal import Row
from perdure.vm.objects.hash_tables import put_entry
from perdure.vm.objects.procedures import digest_of
from perdure.vm.protocols.frames import new_segment
from tests.programs import program

PINNED = (
    "perdure.vm",
    "perdure.image",
    "perdure.languages.python",
    "perdure.languages.scheme",
)


def made(kind: Any, *state: Any) -> Any:
    """An object from the state that is in its record."""
    thing = kind.__new__(kind)
    thing.__setstate__(state)
    return thing


def list_of(*items: Any) -> Any:
    made: Any = vm.NIL
    for item in reversed(items):
        made = vm.cons(item, made)
    return made


def cyclic_list() -> Any:
    pair = vm.cons(1, vm.NIL)
    pair.cdr = vm.cons(2, pair)
    return pair


def cyclic_vector() -> Any:
    vector = vm.new_vector([1, 2])
    vector.items[0] = vm.cons(vector, vector)
    return vector


def record() -> Any:
    kind = vm.RecordType("point", ("x", "y"))
    return vm.new_record([kind, 1, vm.new_record([kind, 2, kind])])


def code() -> Any:
    source = vm.Source("queue.scm", "(define (f) 1)")
    constants = (vm.Cell("x", "user"), vm.symbol("a"), source)
    return vm.Code("f", b"[]", constants, source, digest_of(b"[]"))


def recursive_closure() -> Any:
    box = vm.new_box(vm.UNASSIGNED)
    closure = vm.new_closure(code(), (box, 5))
    box.value = closure
    return closure


def large_table() -> Any:
    table = vm.HashTable()
    for i in range(300):
        put_entry(table, i, vm.cons(i, vm.NIL))
    return table


def table_in_itself() -> Any:
    table = vm.HashTable()
    put_entry(table, vm.new_string("self"), table)
    put_entry(table, vm.symbol("a"), 1.5)
    return table


def environment() -> Any:
    environment = vm.Environment("(queue)")
    cell = environment.cell("push!")
    cell.value = vm.new_closure(code(), (cell,))
    environment.export("push!", cell)
    environment.bind("car", vm.builtin_named("car"), "(scheme base)")
    environment.bind("if", scheme.keyword_named("if"), "(scheme base)")
    return environment


def frames() -> Any:
    return ((code(), 7, (1, vm.new_box(2))), (code(), 4, ()))


def segment() -> Any:
    return new_segment(frames(), new_segment(frames(), None, 0), 2)


def continuation() -> Any:
    return made(vm.Continuation, segment(), 2, list_of(marker()), vm.NIL, vm.NIL)


def marker() -> Any:
    return made(vm.Marker, vm.NIL, vm.NIL, list_of(vm.cons(vm.Parameter(1), 2)))


def prompt() -> Any:
    return made(vm.Prompt, vm.symbol("tag"), vm.FALSE, vm.NIL, vm.NIL, list_of(vm.cons(1, 2)))


def delimited_continuation() -> Any:
    outside = (vm.NIL, vm.NIL, list_of(vm.cons(prompt(), vm.FALSE)))
    inside = (list_of(marker()), vm.NIL, outside[2])
    return made(vm.DelimitedContinuation, segment(), 2, outside, inside, vm.FALSE, False)


def macro() -> Any:
    environment = scheme.keyword_environment()
    (form,) = scheme.read("(define-syntax m (syntax-rules () ((_ a ...) (if a ... 1))))", "m.scm")
    scheme.expand(form, environment, scheme.World({"(queue)": environment}))
    return environment.find("m")


def process() -> Any:
    details = perdure.image.Details("clerk", 1, 1750000000.0)
    details.mailbox = perdure.image.Queue()
    details.mailbox.append(vm.new_string("message"))
    details.transcript = perdure.image.Transcript()
    details.transcript.append("x" * 5000)
    process = perdure.image.Process(7, details)
    process.state = "waiting"
    process.waits = ("timer", 1750000001.5)
    process.execution = vm.Execution(frames(), segment(), 2, list_of(marker()))
    return process


def image_root() -> Any:
    root = perdure.image.ImageRoot()
    root.libraries["(queue)"] = environment()
    root.processes[7] = process()
    root.timers.add((1750000001, 7))
    root.waiters.add((7, 8))
    return root


def sharing() -> Any:
    sharing = perdure.image.Sharing()
    sharing.members["worker"] = perdure.image.Member(1, (("bank", "charge-card"),))
    sharing.shards[1] = perdure.image.Shard(1)
    return sharing


def external() -> Any:
    external = perdure.image.External("payment 7")
    external.value = perdure.image.Encoded("Money", (5, "EUR"))
    return external


def suspects() -> Any:
    suspects = perdure.image.Suspects()
    suspects.counts[7] = ((False, 1, 2), 1, False)
    return suspects


def channel(count: int) -> Any:
    """A channel with so many values; where they are many, they are in a tree."""
    channel = perdure.image.Channel(2 * count)
    for number in range(count):
        channel.values.append(vm.cons(number, vm.NIL))
    channel.putters.append(7)
    return channel


def cluster() -> Any:
    """A record of two members, as a reader of records sees it."""
    cluster = perdure.image.Cluster()
    cluster.state = (1, b"", b"\x02\x01", (vm.Pair, vm.Box), b"\0\x01", (1, vm.NIL, vm.NIL))
    return cluster


def scope() -> Any:
    scope = perdure.image.Scope(5)
    scope.children.add(6)
    scope.note_failed(7)
    scope.ends = perdure.image.Channel()
    return scope


def arguments() -> Any:
    return stored((["said before"] * 200, "x" * 5000), None)


def desk() -> Any:
    """The requests that a process answers, and what is left of them."""
    desk = perdure.image.Desk()
    desk.handlers = {("query", "lines"): (vm.new_closure(code(), ()), vm.NIL)}
    desk.signals = perdure.image.Queue()
    desk.signals.append(("note", (vm.new_string("gift"),)))
    return desk


def stage() -> Any:
    stage = perdure.image.Stage()
    stage.done, stage.total, stage.text, stage.moment = 1, 2, "half", 1e6
    return stage


def bonds() -> Any:
    bonds = perdure.image.Bonds()
    bonds.links.put(7, 7)
    return bonds


def schedule() -> Any:
    schedule = perdure.image.Schedule("nightly", 7)
    schedule.program = Program(vm.new_closure(code(), ()), (1,), False, vm.NIL, "")
    schedule.recent = (Run(1e6, 8),)
    return schedule


def job_queue() -> Any:
    queue = perdure.image.JobQueue("mails")
    queue.lanes[""] = perdure.image.Lane()
    queue.counts[1] = 3
    return queue


def python_program() -> python.Program:
    base = python.Base("flow", "flow.py", "print(1)", ("flows",))
    base.entry("main")
    program = python.Program(("flow.py",), ("flows",), base)
    codes = python.Codes(new_unit(lower_module("print(1)", "flow.py", "__main__"), "print(1)"))
    codes.of(0)
    program.modules = (codes,)
    return program


def python_journal() -> python.Entry:
    first = python.Entry(Row("time.time()", False, b"stored", (), "", 0), None)
    return python.Entry(Row("shop.charge(7)", True, b"error", (), "charging", 12), first)


def python_stopped() -> python.Stopped:
    here = vm.Execution(((vm.ForeignCode("python", "pay", ("frame",)), 2, ()),))
    stopped = python.Stopped(here, ("again", 3), here, ("flow", "tax"), "paid\n")
    assert stopped.unbound is not None
    stopped.unbound.value = 5
    return stopped


KINDS: dict[str, Callable[[], Any]] = {
    "bytes of a heap of regular Python": lambda: (python.Chunk(b"some"), python.Chunk(b"")),
    "a journal of regular Python": python_journal,
    "the ways on of regular Python": python_stopped,
    "a program of regular Python": python_program,
    "the arguments of an effect, in pieces": arguments,
    "what members of a shared image know of each other": sharing,
    "a completion from outside": external,
    "requests that a process answers": desk,
    "how far a process has come": stage,
    "what is bound to a process": bonds,
    "a queue of jobs": job_queue,
    "a schedule": schedule,
    "versions of the program": perdure.image.Versions,
    "a set of many pairs": lambda: perdure.image.PairsOfMany([(i / 8, i) for i in range(200)]),
    "a log of changes": lambda: perdure.image.ChangeTable({i: (i, "x" * i) for i in range(20)}),
    "names of processes": lambda: perdure.image.NameTable([("cashier", 7)]),
    "integers": lambda: (0, -1, 2**63, 10**60, -(10**60)),
    "ratios": lambda: (vm.rational(1, 3), vm.rational(-(10**40), 7)),
    "floats": lambda: (0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, 5e-324),
    "complex numbers": lambda: (1 + 2j, complex(-0.0, math.inf)),
    "exact complex numbers": lambda: vm.exact_complex(vm.rational(1, 2), -(10**40)),
    "booleans and their like": lambda: (
        (vm.TRUE, vm.FALSE, vm.NIL, vm.EOF, vm.UNSPECIFIED),
        (vm.UNASSIGNED, vm.DEFAULT),
    ),
    "a module of Python": lambda: new_unit(lower_module("f(1)", "flow.py", "flow"), "f(1)"),
    "code of another machine": lambda: vm.ForeignCode(
        "tape", "main", (("push", 1), ("return",)), vm.Source("a.tape", "push 1"), ((1, 1),), ("x",)
    ),
    "symbols": lambda: (vm.symbol("abc"), vm.symbol(""), vm.symbol("λ x\n")),
    "characters": lambda: (vm.char("a"), vm.char("\0"), vm.char("\U0010ffff")),
    "sources of random bits": lambda: (vm.RandomSource(), made(vm.RandomSource, 2**127, 1)),
    "sets of characters": lambda: (vm.CharSet(()), vm.CharSet((65, 91, 0x10FFFF, 0x110000))),
    "regular expressions": lambda: (
        vm.Regexp(list_of(vm.symbol("+"), vm.symbol("alpha"))),
        vm.RegexpMatch("xab", ((1, 3), (-1, -1)), (("name", 1),)),
    ),
    "strings": lambda: (vm.new_string(""), vm.new_string("λ\0\n"), vm.literal_string("literal")),
    "a literal pair": lambda: vm.literal_cons(1, vm.literal_cons(2, vm.NIL)),
    "a proper list": lambda: list_of(1, vm.symbol("b"), vm.new_string("c")),
    "a cyclic list": cyclic_list,
    "vectors": lambda: (vm.new_vector([]), vm.new_vector([1, vm.TRUE]), vm.new_vector((1, 2))),
    "a cyclic vector": cyclic_vector,
    "bytevectors": lambda: (vm.Bytevector(bytearray(b"\0\xff")), vm.Bytevector(b"literal")),
    "texts that never change": lambda: (vm.Text(""), vm.Text("λ\0\n")),
    "vectors of numbers": lambda: (
        *(vm.NumericVector("s16", array("h", [1, -2])), vm.NumericVector("f64", array("d"))),
        vm.NumericVector("c64", array("f", [1.0, -0.0]), is_literal=True),
    ),
    "boxes": lambda: (vm.new_box(vm.UNASSIGNED), vm.new_box(vm.new_box(1))),
    "records": record,
    "promises": lambda: (
        vm.Promise(vm.PromiseContent(True, 5)),
        vm.Promise(vm.PromiseContent(False, vm.new_closure(code()))),
    ),
    "several values": lambda: vm.Values((1, vm.cons(1, 2))),
    "a condition": lambda: vm.Condition(
        "expected a pair, got", (5, vm.NIL), kind="type", who="car", position="q.scm:1:2"
    ),
    "builtins": lambda: (vm.builtin_named("car"), vm.builtin_named("vector-ref")),
    "cells": lambda: (vm.Cell("unbound", "user"), made(vm.Cell, "bound", "user", 5)),
    "code": code,
    "a recursive closure": recursive_closure,
    "parameters": lambda: (vm.Parameter(1), vm.Parameter(2, vm.new_closure(code()))),
    "a small hash table": table_in_itself,
    "a large hash table": large_table,
    "ports": lambda: (
        (vm.CONSOLE, vm.StringInput("text"), made(vm.StringOutput, "written", False)),
        (made(vm.BytesInput, b"\1\2", 1, True), made(vm.BytesOutput, b"\3", True)),
        (vm.CONSOLE_INPUT, made(vm.ConsoleInput, "typed", 2, True, True, False)),
        (vm.FileInput("/a", False), made(vm.FileInput, "/a", 70, False, True, True)),
        (vm.FileOutput("/a", True), made(vm.FileOutput, "/a", 70, True, False, "no space")),
    ),
    "an environment": environment,
    "a segment of frames": segment,
    "a continuation": continuation,
    "a guard's marker": marker,
    "a prompt": prompt,
    "a delimited continuation": delimited_continuation,
    "what a guard returns": lambda: vm.Escape(vm.symbol("oops"), continuation()),
    "what raises again": lambda: made(
        vm.Reraise, frames(), marker(), vm.NIL, vm.symbol("oops"), False, vm.NIL
    ),
    "keywords": lambda: (scheme.keyword_named("if"), scheme.keyword_named("...")),
    "a macro": macro,
    "a process": process,
    "an image's root": image_root,
    "whom drivers died of": suspects,
    "a record that others share": cluster,
    "channels": lambda: (channel(2), channel(200)),
    "locks and their like": lambda: (
        (perdure.image.Semaphore(3), perdure.image.Mutex(vm.symbol("m"))),
        (perdure.image.ConditionVariable(), perdure.image.Gate(2, 2)),
        perdure.image.RateLimiter(5, 1.5),
    ),
    "what a program may wait for": lambda: perdure.image.Operation("take", (channel(1),)),
    "the children of a process": scope,
    "a provided function": lambda: perdure.image.provided_function("shop", "charge-card"),
}


# Pictures of values ------------------------------------------------------------


def picture(thing: Any) -> list[Any]:
    """A value as plain data that tells which objects are the same one.

    Each persistent object gets a number when it is first met; interned values are told
    by their identity in this Python process.
    """
    numbers: dict[int, int] = {}
    lines: list[Any] = []
    waiting = [thing]
    while waiting:
        x = waiting.pop()
        if isinstance(x, Persistent):
            number = numbers.get(id(x))
            if number is None:
                numbers[id(x)] = len(numbers)
                x._p_activate()
                lines.append((type(x), len(numbers) - 1))
                waiting.append(x.__getstate__())
            else:
                lines.append(("seen", number))
        elif isinstance(x, (tuple, list)):
            lines.append((type(x), len(x)))
            waiting += reversed(x)
        elif isinstance(x, dict):
            lines.append((dict, len(x)))
            waiting += [part for entry in x.items() for part in entry]
        elif isinstance(x, (vm.Values, vm.Escape, perdure.image.Encoded)):
            lines.append(type(x))
            waiting.append(x.__reduce__()[1])
        elif isinstance(
            x, (int, float, complex, vm.Ratio, vm.ExactComplex, str, bytes, type(None))
        ):
            lines.append((type(x), repr(x)))
        else:
            lines.append((type(x), id(x)))
    return lines


def classes_in(thing: Any) -> set[type]:
    """The classes of all that a value consists of."""
    return {
        part
        for line in picture(thing)
        for part in (line if isinstance(line, tuple) else (line,))
        if isinstance(part, type)
    }


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The root of a database in a file; committed and closed afterwards."""
    database = DB(FileStorage(str(path)))
    database.classFactory = class_factory  # the names that an image allows, and no others
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    yield connection.root()
    manager.commit()
    connection.close()
    database.close()


@pytest.mark.parametrize("name", KINDS)
def test_what_is_stored_is_found_again(tmp_path: Path, name: str) -> None:
    with opened(tmp_path / "data.fs") as root:
        value = KINDS[name]()
        holder = vm.new_vector([value, vm.cons(value, value), vm.new_vector((value,))])
        root["it"] = holder
        before = picture(holder)

    with opened(tmp_path / "data.fs") as root:
        holder = root["it"]
        assert picture(holder) == before
        first, pair, others = holder.items
        if isinstance(first, Persistent):  # `eq?`
            assert first is not value
            assert first is pair.car is pair.cdr is others.items[0]


def test_what_was_loaded_can_be_changed_and_stored_again(tmp_path: Path) -> None:
    with opened(tmp_path / "data.fs") as root:
        shared = vm.cons(1, vm.NIL)
        root["it"] = vm.new_vector([shared, shared, vm.new_string("a"), vm.new_box(shared)])
    with opened(tmp_path / "data.fs") as root:
        vector = root["it"]
        vector.items[0].car = vector
        vector.items[3].value = vm.char("z")
        vector.items[2]._p_changed = True  # before the change; see UncheckedSlots
        vector.items[2].text = "b"
    with opened(tmp_path / "data.fs") as root:
        one, same, string, box = root["it"].items
        assert one is same
        assert one.car is root["it"]
        assert (string.text, box.value) == ("b", vm.char("z"))


# The classes -------------------------------------------------------------------


def stored_classes() -> set[type]:
    """Every class whose instances can be in an image."""
    for each in pkgutil.walk_packages(perdure.__path__, "perdure."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    found = set(_subclasses(Persistent))
    for name, module in list(sys.modules.items()):
        if name.startswith("perdure."):
            found |= {x for x in vars(module).values() if isinstance(x, type)}
    own = {cls for cls in found if cls.__module__.startswith("perdure.")}
    return {cls for cls in own if issubclass(cls, Persistent) or cls.__module__ in PINNED}


def _subclasses(cls: Any) -> Iterator[type]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


def is_base(cls: type) -> bool:
    """Whether it only says how its subclasses work, and has no instances of its own."""
    is_named = cls.__module__ in PINNED and "__getstate__" in vars(cls)
    return bool(cls.__subclasses__()) and not is_named


CLASSES = sorted((cls for cls in stored_classes() if not is_base(cls)), key=str)
RECORDS = [cls for cls in CLASSES if issubclass(cls, Persistent)]
TREES = (LOBTree, OOBTree, OOSet, OOTreeSet)


def test_every_stored_class_is_among_the_kinds() -> None:
    met = {cls for make in KINDS.values() for cls in classes_in(make())}
    assert {cls for cls in CLASSES if cls not in met} == set()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_stored_class_is_found_by_its_pinned_name(cls: type) -> None:
    assert cls.__module__ in PINNED, "pin it: __module__ = 'perdure.vm' or the like"
    module: Any = sys.modules[cls.__module__]
    assert getattr(module, cls.__name__) is cls
    if cls.__name__ in module.STORED:
        assert class_factory(None, cls.__module__, cls.__name__) is cls
    else:  # a record names the function or object that it stands for; see its __reduce__
        assert not issubclass(cls, Persistent), "add it to STORED, and to tests/image/test_names.py"
        with pytest.raises(perdure.image.ForbiddenName):
            class_factory(None, cls.__module__, cls.__name__)


@pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)
def test_a_persistent_class_writes_and_reads_its_own_tuple(cls: type) -> None:
    assert "__module__" in vars(cls)
    assert not hasattr(cls, "__getnewargs__"), "it would load all that an object refers to"
    assert not hasattr(cls, "__getnewargs_ex__")
    if issubclass(cls, TREES):  # BTrees write their own
        return
    assert "__slots__" in vars(cls)
    assert cls.__dictoffset__ == 0, "a base class without __slots__ gives instances a dict"
    own = [base for base in cls.__mro__ if base.__module__.startswith("perdure.")]
    assert {"__getstate__", "__setstate__"} <= {name for base in own for name in vars(base)}


def test_every_state_is_a_tuple_of_what_no_other_record_can_change() -> None:
    def check(x: Any) -> None:
        assert not isinstance(x, (list, dict, set, bytearray)), f"a mutable part: {x!r}"
        if isinstance(x, tuple):
            for part in x:
                check(part)

    for make in KINDS.values():
        waiting, seen = [make()], set()
        while waiting:
            x = waiting.pop()
            if isinstance(x, tuple):
                waiting += x
            elif isinstance(x, Persistent) and id(x) not in seen:
                seen.add(id(x))
                state = x.__getstate__()
                waiting.append(state if isinstance(state, tuple) else ())
                if not type(x).__module__.startswith("BTrees") and not isinstance(x, TREES):
                    assert type(state) is tuple
                    check(state)


def test_in_a_program_shared_and_cyclic_structure_is_found_again(tmp_path: Path) -> None:
    with perdure.image.Image.open(tmp_path / "test.image") as image:
        image.eval(program(__file__, "shared-and-cyclic"))
    checks = {
        "(eq? (vector-ref v 0) (vector-ref v 1))": True,
        "(eq? (vector-ref v 0) shared)": True,
        "(eq? (vector-ref v 2) v)": True,
        "(eq? (vector-ref v 3) 'sym)": True,
        "(eq? (vector-ref v 4) #\\a)": True,
        "(eq? (vector-ref v 5) car)": True,
        "(hash-table-ref/default table shared 'lost)": "found",
        "(begin (force p) (eq? (force q) shared))": True,
        "(and (point? pt) (eq? (point-x pt) shared))": True,
        "(list (eq? counter alias) (alias) (counter))": [True, 2, 3],
        "(begin (set-car! shared 9) (car (vector-ref v 1)))": 9,
        "(procedure? k)": True,
    }
    with perdure.image.Image.open(tmp_path / "test.image") as image:
        assert {text: image.eval(text) for text in checks} == checks
