"""Functions tried by example: those of a module that give a result for arguments.

Each call has a space of its own, which is thrown away, with nothing in it but what the function
refers to: of the module's body its imports, definitions and assignments, never its other
statements. What is run there is run as a debugger's text is: it cannot wait, and a call outside is
refused, also by what a module assigns. A function that prints, changes what the module has, takes
long or waits is no answer.

Reads: perdure.languages.python.machine.in_frames. Read by: perdure.languages.python.language.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import permutations
from threading import Event, Thread
from time import process_time
from typing import Final

from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.frames import START, Frame
from perdure.languages.python.machine.in_frames import NAME, CannotEnter, Found, alone, evaluated
from perdure.languages.python.machine.linking import link
from perdure.languages.python.machine.net import install as install_net
from perdure.languages.python.machine.running import new_space
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.machine.storing import shape_of
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.protocols import Fitting

LARGE: Final = 10_000  #: a number with which some calls of C's would take long, or much memory
#: Names of these, and operators.
HUNGRY: Final = frozenset(("range", "pow", "factorial", "comb", "perm", "bytes", "bytearray"))
HUNGRY_OPERATORS: Final = (ast.Pow, ast.LShift, ast.Mult)
SAME: Final = "(lambda found, wanted: (found, wanted, True if found == wanted else False))"

Scratch = tuple[Space, Frame]


def fitting(
    text: str, arguments: Sequence[str], result: str, seconds: float
) -> Iterator[Fitting | None]:
    """The functions of a module that fit; None after each call.

    Fault where one of the texts has no value there, or the module is no Python.
    """
    install_net()
    try:
        body = tree_of(text).body
    except (SyntaxError, ValueError) as error:
        raise Fault(Condition(f"it is no Python: {error}", kind="debug")) from None
    given = f"[{', '.join(f'({each})' for each in (*arguments, result))}]"
    values = value_of(needed(body, given), given, seconds)
    is_large = any(isinstance(each, int) and abs(each) > LARGE for each in values.value)
    functions = {each.name: each for each in body if isinstance(each, ast.FunctionDef)}
    for name, function in functions.items():
        if not takes(function, len(arguments)):
            continue
        before = needed(body, f"{name}, {given}")
        if is_large and any(is_hungry(each) for each in before):
            continue
        seen: set[tuple[str, ...]] = set()
        for order in permutations(range(len(arguments))):
            texts = tuple(arguments[at] for at in order)
            if texts in seen:
                continue
            seen.add(texts)
            call = f"{name}({', '.join(texts)})"
            if fits(before, call, result, seconds):
                yield Fitting(name, order, call)
                break
            yield None


def needed(body: list[ast.stmt], text: str) -> list[ast.stmt]:
    """The statements of a module's body by which what a text refers to is there, in order."""
    wanted = read_in(tree_of(text.strip()))
    found: set[int] = set()
    while True:
        more = [
            number
            for number, each in enumerate(body)
            if number not in found and not wanted.isdisjoint(bound_by(each))
        ]
        if not more:
            return [body[number] for number in sorted(found)]
        found.update(more)
        for number in more:
            wanted |= read_in(body[number])


def read_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def bound_by(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a value; none of what does more than that."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {each.asname or each.name.partition(".")[0] for each in names}
        case ast.Assign(targets=targets):
            return {name for each in targets for name in read_in(each)}
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return read_in(target)
    return set()


def takes(function: ast.FunctionDef, count: int) -> bool:
    """Whether a function may be called with so many arguments, and gives a value then."""
    given = function.args
    most = len(given.posonlyargs) + len(given.args)
    if any(default is None for default in given.kw_defaults):
        return False
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(function)):
        return False
    return most - len(given.defaults) <= count and (count <= most or given.vararg is not None)


def is_hungry(node: ast.AST) -> bool:
    """Whether it has something in it that takes long with a large number."""
    for each in ast.walk(node):
        if isinstance(each, ast.BinOp | ast.AugAssign) and isinstance(each.op, HUNGRY_OPERATORS):
            return True
        name = each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "")
        if name in HUNGRY:
            return True
    return False


def fits(before: list[ast.stmt], call: str, result: str, seconds: float) -> bool:
    """Whether a call gives the result, and does nothing else."""
    try:
        with scratch(before, seconds) as (space, frame):
            stood = shape_of(space, None)
            found = evaluated(space, frame, f"{SAME}({call}, ({result}))")
            value, wanted, is_equal = found.value
            if not is_equal or type(value) is not type(wanted) or found.printed or found.changed:
                return False
            stands = shape_of(space, None)
            return (stands.namespaces, stands.held) == (stood.namespaces, stood.held)
    except (CannotEnter, CannotStore, SystemExit):
        return False


def value_of(before: list[ast.stmt], text: str, seconds: float) -> Found:
    """The outcome of an expression behind these statements; Fault where it has none."""
    try:
        with scratch(before, seconds) as (space, frame):
            return evaluated(space, frame, text)
    except (CannotEnter, SystemExit) as refused:
        raise Fault(Condition(str(refused), kind="debug")) from None


@contextmanager
def scratch(body: list[ast.stmt], seconds: float) -> Iterator[Scratch]:
    """A space to be thrown away with a module, in which a loop ends after so many seconds of
    processor time.

    CannotEnter where the statements of the module fail.
    """
    space = new_space()
    space.arguments = ("",)
    space.why_not = lambda frame: None  # what is left here is not gone on with
    unit = link(MAIN, NAME, ast.unparse(ast.Module(body, [])))
    space.add(unit)
    frame = Frame(MAIN, 0, START, cells={})
    namespace = space.namespace_of(frame)
    namespace |= {"__builtins__": space.builtins, ".r": False, ".x": None}
    is_over = Event()

    def watch() -> None:
        while not is_over.wait(seconds / 2):
            if process_time() - space.began_alone > seconds:
                space.builtins[".stop"] = True

    thread = Thread(target=watch, name="perdure-example", daemon=True)
    thread.start()
    try:
        alone(space, partial(exec, unit.entry, namespace))
        yield space, frame
    finally:
        is_over.set()
        thread.join()
        space.let_go()
