"""From statements to the VM's core IR.

The core IR has expressions only, and calls in tail position cost no stack. So a statement
is compiled together with what follows it, its *rest*: `break` calls what follows the loop,
and the end of a loop's body calls the loop. What more than one way leads to is a local
procedure of no arguments, which the VM makes a jump of.

`try ... finally ...` calls its body in a region that is declared to be a guard
(perdure.vm.core.control). That gives a number that says why the body was left; what follows
the `finally` part then goes on there.

Read by: tests.house.toy.language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from perdure.vm import Cell, Closure, Environment, Source, compile_unit, core, current
from perdure.vm.core import (
    Begin,
    Call,
    Const,
    DefineGlobal,
    Expr,
    Global,
    If,
    Lambda,
    Let,
    Letrec,
    Local,
    Region,
    SetLocal,
    Variable,
)
from perdure.vm.core.control import Control, Role
from perdure.vm.objects.data import literal_string
from perdure.vm.objects.procedures import builtin_named
from perdure.vm.objects.singletons import UNSPECIFIED
from tests.house.toy.reading import Apply, Expression, Literal, Name, Statement, wrong

#: What the names of the language mean, where a program gives them no other meaning.
PROCEDURES = {
    "+": "+",
    "-": "-",
    "*": "*",
    "<": "<",
    ">": ">",
    "==": "equal?",
    "text": "toy:text",
    "fail": "toy:fail",
    "self": "self",
    "send": "send!",
    "receive": "receive",
    "spawn": "spawn",
    "wait": "wait",
    "sleep": "sleep",
    "pause": "yield",
}

NOTHING = Const(UNSPECIFIED)
ENDED, BROKEN, RETURNED, FAILED = range(4)  #: why the body of a `try` was left

Rest = Callable[[], Expr]


@dataclass(frozen=True)
class Place:
    """Where a statement stands: what names mean there, and where it may go."""

    variables: dict[str, Variable] = field(default_factory=dict)
    returns: Callable[[Expr], Expr] = lambda value: value
    breaks: Rest | None = None


class Compiler:
    """Compiles one text."""

    def __init__(self, name: str, environment: Environment, *, pauses: bool) -> None:
        self.name = name
        self.environment = environment
        self.pauses = pauses  #: whether the process waits before each statement, for tests
        self.used: dict[str, Cell] = {}  #: functions of Python's

    def program(self, body: list[Statement], text: str) -> Closure:
        made = self.block(body, Place(), lambda: NOTHING)
        return compile_unit(made, Source(self.name, text), self.name)

    # Statements

    def block(self, body: list[Statement], place: Place, rest: Rest) -> Expr:
        if not body:
            return rest()
        first, following = body[0], body[1:]
        made = self.statement(first, place, lambda: self.block(following, place, rest))
        if self.pauses:
            return Begin((Call(builtin("yield"), (), first.at), made))
        return made

    def statement(self, each: Statement, place: Place, rest: Rest) -> Expr:
        compile_statement = getattr(self, {"=": "assign"}.get(each.kind, f"{each.kind}_"))
        made: Expr = compile_statement(each, place, rest)
        return made

    def do_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        return Begin((self.expression(each.value, place), rest()))

    def print_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        shown = Call(builtin("toy:print"), (self.expression(each.value, place),), each.at)
        return Begin((shown, rest()))

    def assign(self, each: Statement, place: Place, rest: Rest) -> Expr:
        value = self.expression(each.value, place)
        variable = place.variables.get(each.name)
        if variable is not None:
            return Begin((SetLocal(variable, value, each.at), rest()))
        return Begin((DefineGlobal(self.environment.cell(each.name), value, each.at), rest()))

    def return_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        return place.returns(self.expression(each.value, place))

    def break_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        if place.breaks is None:
            raise wrong("break stands in no loop", self.name, each.at)
        return place.breaks()

    def if_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        test = self.expression(each.value, place)
        return joined(
            rest,
            lambda after: If(
                test,
                self.block(each.body, place, after),
                self.block(each.otherwise, place, after),
            ),
        )

    def while_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        loop = Variable("while")

        def again() -> Expr:
            return Call(Local(loop), (), each.at)

        def looping(after: Rest) -> Expr:
            body = self.block(each.body, replace(place, breaks=after), again)
            test = self.expression(each.value, place)
            step = Lambda((), None, If(test, body, after()), "while", each.at)
            return Letrec((loop,), (step,), again())

        return joined(rest, looping)

    def try_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        why, got = Variable("why"), Variable("got")
        got.assigned = True

        def leaves(reason: int, value: Expr | None = None) -> Expr:
            if value is None:
                return Const(reason)
            return Begin((SetLocal(got, value), Const(reason)))

        inside = replace(
            place,
            returns=lambda value: leaves(RETURNED, value),
            breaks=None if place.breaks is None else lambda: leaves(BROKEN),
        )
        left = self.guarded(self.block(each.body, inside, lambda: leaves(ENDED)), got, each.at)

        def dispatched() -> Expr:
            failed = Call(builtin("raise"), (Local(got),), each.at)
            made = If(is_(why, RETURNED), place.returns(Local(got)), failed)
            if place.breaks is not None:
                made = If(is_(why, BROKEN), place.breaks(), made)
            return If(is_(why, ENDED), rest(), made)

        cleanup = self.block(each.otherwise, place, dispatched)
        return Let((got,), (NOTHING,), Let((why,), (left,), cleanup))

    def guarded(self, body: Expr, got: Variable, at: core.Position) -> Expr:
        """The value of the body; FAILED where something is raised in it, which `got` holds then.

        The frame of the procedure around is declared to be a guard while the body runs: what is
        raised returns to it, as an escape.
        """
        marker, thunk, ended = Variable("marker"), Variable("try"), Variable("ended")
        call = Call(Local(thunk), (), at)
        region = Region(Control.GUARD, (Role.MARKER,), (Local(marker),), call, at)
        raised = Call(builtin("%escape-payload"), (Local(ended),))
        caught = Begin((SetLocal(got, raised), Const(FAILED)))
        chosen = If(Call(builtin("%escape?"), (Local(ended),)), caught, Local(ended))
        over = Begin((Call(builtin("%pop-marker!"), (Local(marker),)), chosen))
        began = Call(builtin("%push-marker!"), ())
        inner = Let((marker,), (began,), Let((ended,), (region,), over))
        return Let((thunk,), (Lambda((), None, body, "try"),), inner)

    def def_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        if place.variables:
            raise wrong("a procedure is defined at the outermost level", self.name, each.at)
        parameters = tuple([Variable(name) for name in each.names])
        variables = {variable.name: variable for variable in parameters}
        locals_ = []
        for name in assigned_in(each.body):
            if name not in variables:
                variables[name] = Variable(name)
                locals_.append(variables[name])
            variables[name].assigned = True
        body = self.block(each.body, Place(variables), lambda: NOTHING)
        if locals_:
            body = Let(tuple(locals_), (NOTHING,) * len(locals_), body)
        made = Lambda(parameters, None, body, each.name, each.at)
        return Begin((DefineGlobal(self.environment.cell(each.name), made, each.at), rest()))

    def use_(self, each: Statement, place: Place, rest: Rest) -> Expr:
        library = current().libraries.get(f"(python {each.names[0]})")
        cell = None if library is None else library.exports.get(each.name.replace("_", "-"))
        if not isinstance(cell, Cell):
            raise wrong(f"nobody provides {each.names[0]}.{each.name}", self.name, each.at)
        self.used[each.name] = cell
        return rest()

    # Expressions

    def expression(self, each: Expression | None, place: Place) -> Expr:
        match each:
            case Literal(str() as text):
                return Const(literal_string(text))
            case Literal(value):
                return Const(value)
            case Name(name, at):
                return self.variable(name, place, at)
            case Apply(name, operands, at):
                given = tuple([self.expression(operand, place) for operand in operands])
                return Call(self.variable(name, place, at), given, at)
        raise AssertionError(each)

    def variable(self, name: str, place: Place, at: core.Position) -> Expr:
        if name in place.variables:
            return Local(place.variables[name], at)
        if name in self.used:
            return Global(self.used[name], at)
        if name in PROCEDURES and self.environment.find(name) is None:
            return builtin(PROCEDURES[name])
        return Global(self.environment.cell(name), at)


def joined(rest: Rest, make: Callable[[Rest], Expr]) -> Expr:
    """The expression that `make` makes, where several ways lead to the rest."""
    join = Variable("after")
    made = make(lambda: Call(Local(join), ()))
    return Let((join,), (Lambda((), None, rest(), "after"),), made)


def is_(variable: Variable, number: int) -> Expr:
    return Call(builtin("eqv?"), (Local(variable), Const(number)))


def builtin(name: str) -> Const:
    return Const(builtin_named(name))


def assigned_in(body: list[Statement]) -> Iterator[str]:
    for each in body:
        if each.kind == "=":
            yield each.name
        yield from assigned_in(each.body)
        yield from assigned_in(each.otherwise)
