"""A direct interpreter of core IR, so that the front end is tested without the engine.

It has no continuations and no tail calls: small programs only. `Scheme` is a world
with the keywords, the builtins and a stand-in for (perdure control), in which
`evaluate` gives the value of a text as text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import perdure.vm.primitives  # noqa: F401  (registers them)
from perdure.languages.scheme import (
    World,
    expand_form,
    expand_program,
    keyword_environment,
    primitive_environment,
    read,
)
from perdure.vm import core
from perdure.vm.objects.conditions import Fault, fault
from perdure.vm.objects.data import Value, Values, cons
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Builtin, Cell
from perdure.vm.objects.singletons import FALSE, NIL, UNASSIGNED, UNSPECIFIED, boolean

Frame = dict[core.Variable, Any]


@dataclass
class Procedure:
    code: core.Lambda
    frame: Frame


def run(expr: core.Expr, frame: Frame) -> Value:
    """The value of the expression."""
    match expr:
        case core.Const(value):
            return value
        case core.Local(variable):
            value = frame[variable]
            if value is UNASSIGNED:
                raise fault(variable.name, "used before its definition", kind="unbound")
            return value
        case core.Global(cell):
            if not cell.is_bound:
                raise fault(cell.name, "unbound variable", kind="unbound")
            return cell.value
        case core.SetLocal(variable, value):
            assert variable.assigned, f"{variable.name} is not marked as assigned"
            frame[variable] = run(value, frame)
            return UNSPECIFIED
        case core.SetGlobal(cell, value) | core.DefineGlobal(cell, value):
            cell.value = run(value, frame)
            return UNSPECIFIED
        case core.If(test, then, otherwise):
            return run(otherwise if run(test, frame) is FALSE else then, frame)
        case core.Begin(body):
            result = UNSPECIFIED
            for part in body:
                result = run(part, frame)
            return result
        case core.Lambda():
            return Procedure(expr, frame)
        case core.Let(variables, values, body):
            values_now = [run(value, frame) for value in values]
            return run(body, _Chain(frame, dict(zip(variables, values_now, strict=True))))
        case core.Letrec(variables, values, body):
            inner = _Chain(frame, dict.fromkeys(variables, UNASSIGNED))
            for variable, value in zip(variables, values, strict=True):
                inner[variable] = run(value, inner)
            return run(body, inner)
        case core.Region(_, _, _, body):
            return run(body, frame)
        case core.Call(operator, operands):
            return apply(run(operator, frame), [run(operand, frame) for operand in operands])
    raise AssertionError(f"unknown node {expr}")


class _Chain(dict[core.Variable, Any]):
    """Variables over those of an outer frame, which assignments go through to."""

    def __init__(self, outer: Frame, own: Frame) -> None:
        super().__init__(own)
        self.outer = outer

    def __missing__(self, variable: core.Variable) -> Any:
        return self.outer[variable]

    def __setitem__(self, variable: core.Variable, value: Any) -> None:
        if variable in self or not isinstance(self.outer, _Chain):
            super().__setitem__(variable, value)
        else:
            self.outer[variable] = value


def apply(procedure: Any, operands: list[Value]) -> Value:
    if isinstance(procedure, Procedure):
        code = procedure.code
        count = len(code.parameters)
        if len(operands) < count or (code.rest is None and len(operands) > count):
            raise fault(code.name, f"wrong number of arguments: {len(operands)}", kind="arity")
        own: Frame = dict(zip(code.parameters, operands, strict=False))
        if code.rest is not None:
            own[code.rest] = to_list(operands[count:])
        return run(code.body, _Chain(procedure.frame, own))
    if isinstance(procedure, Builtin) and procedure.name in _CONTROL:
        procedure = _CONTROL[procedure.name]
    if isinstance(procedure, Builtin):
        result = procedure.function(*operands)
        return boolean(result) if procedure.is_predicate else result
    if callable(procedure):
        return procedure(*operands)
    raise fault("", f"not a procedure: {short_text(procedure)}", kind="type")


def to_list(items: list[Value]) -> Value:
    result: Value = NIL
    for item in reversed(items):
        result = cons(item, result)
    return result


def from_list(x: Value) -> list[Value]:
    items = []
    while x is not NIL:
        items.append(x.car)
        x = x.cdr
    return items


# --- a stand-in for (perdure control) ---------------------------------------------


class Raised(Exception):
    def __init__(self, payload: Value) -> None:
        super().__init__(payload)
        self.payload = payload


def _raise(payload: Value) -> Value:
    raise Raised(payload)


def _guard(body: Value, handler: Value, may_reraise: Value) -> Value:
    try:
        return apply(body, [])
    except (Raised, Fault) as raised:
        payload = raised.payload
        return apply(handler, [payload, lambda: _raise(payload)])


class HostParameter:
    def __init__(self, value: Value) -> None:
        self.value = value

    def __call__(self) -> Value:
        return self.value


def _parameterize(bindings: Value, thunk: Value) -> Value:
    pairs = from_list(bindings)
    before = [pair.car.value for pair in pairs]
    for pair in pairs:
        pair.car.value = pair.cdr
    try:
        return apply(thunk, [])
    finally:
        for pair, value in zip(pairs, before, strict=True):
            pair.car.value = value


def _force(promise: Any) -> Value:
    while not promise.content.done:
        inner = apply(promise.content.value, [])
        if not promise.content.done:
            promise.content.done = inner.content.done
            promise.content.value = inner.content.value
            inner.content = promise.content
    return promise.content.value


def _call_with_values(producer: Value, consumer: Value) -> Value:
    value = apply(producer, [])
    return apply(consumer, list(value.several) if isinstance(value, Values) else [value])


def _values(*items: Value) -> Value:
    return items[0] if len(items) == 1 else Values(items)


def _map(procedure: Value, items: Value) -> Value:
    return to_list([apply(procedure, [item]) for item in from_list(items)])


_CONTROL: dict[str, Callable[..., Any]] = {
    "%guard": _guard,
    "%parameterize": _parameterize,
    "apply": lambda procedure, items: apply(procedure, from_list(items)),
    "call-with-values": _call_with_values,
    "force": _force,
    "make-parameter": HostParameter,
    "map": _map,
    "raise": _raise,
    "values": _values,
}


class Scheme:
    """A world to try things in."""

    def __init__(self) -> None:
        control = Environment("(perdure control)")
        for name, function in _CONTROL.items():
            cell = Cell(name, control.name)
            cell.value = function
            control.bind(name, cell)
            control.export(name, cell)
        base = Environment("(scheme base)")
        for library in (keyword_environment(), primitive_environment(), control):
            base.exports.update(library.exports)
        self.files: dict[str, str] = {}
        self.sources: dict[tuple[str | int, ...], str] = {}  #: library name -> path
        self.world = World(
            {"(perdure control)": control, "(scheme base)": base},
            self.find_source,
            self.read_file,
        )
        self.environment = Environment("user")
        for name, binding in base.exports.items():
            self.environment.bind(name, binding, "(scheme base)")

    def find_source(self, parts: tuple[str | int, ...]) -> tuple[str, str] | None:
        path = self.sources.get(parts)
        return None if path is None else (path, self.files[path])

    def read_file(self, path: str) -> str:
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.files[path]

    def expand(self, text: str) -> core.Expr:
        """The core IR of the only form of the text."""
        (form,) = read(text, "test.scm")
        return expand_form(form, self.environment, self.world)

    def value(self, text: str) -> Value:
        """The value of the last form; forms are expanded and run one after the other."""
        result: Value = UNSPECIFIED
        for form in read(text, "test.scm"):
            result = run(expand_form(form, self.environment, self.world), {})
        return result

    def evaluate(self, text: str) -> str:
        return short_text(self.value(text))

    def run_program(self, text: str) -> str:
        """The value of the last form of a whole program."""
        return short_text(run(expand_program(text, "program.scm", self.world), {}))

    def error(self, text: str) -> str:
        """The error that the text gives, as `who: message (position)`."""
        try:
            value = self.value(text)
        except Fault as error:
            return error_text(error)
        raise AssertionError(f"no error, but {short_text(value)}")


def error_text(error: Fault) -> str:
    condition = error.payload
    who = f"{condition.who}: " if condition.who else ""
    return f"{who}{condition.message} ({condition.position})"
