"""Error objects, and multiple values.

`error` and `raise` are in Scheme; what they raise is made here. Any object may be
raised, so the accessors of a condition are partial, and `condition-report-string`
is not: it says something about every object.
"""

from __future__ import annotations

from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import Condition, Origin, report_text, wrong_type
from perdure.vm.objects.data import String, Value, Values, new_string
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, boolean
from perdure.vm.primitives.checks import items_of, list_from
from perdure.vm.primitives.registry import predicate, pure


@pure("values")
def values(*items: Value) -> Value:
    return items[0] if len(items) == 1 else Values(items)


@pure("%values->list")
def values_to_list(x: Value) -> Value:
    return list_from(x.several if type(x) is Values else (x,))


def make_condition(message: Value, irritants: Value = NIL, who: Value = DEFAULT) -> Value:
    """The error object that `(error message irritant ...)` raises.

    `(error 'who "message" irritant ...)`, as some Schemes have it, is understood.
    """
    items = items_of("error", irritants)
    name = _name(who)
    if type(message) is Symbol and items and type(items[0]) is String:
        name, message = message.name, items.pop(0)
    text = message.text if type(message) is String else write_text(message)
    return Condition(text, tuple(items), who=name)


def _name(who: Value) -> str:
    if type(who) is Symbol:
        return who.name
    return who.text if type(who) is String else ""


@pure("%expected")
def expected(who: Value, noun: Value, got: Value) -> Value:
    """Never returns: `map: expected a list, got 5`, for procedures written in Scheme."""
    raise wrong_type(_name(who), noun.text, got)


@predicate("condition?", "error-object?", may_fail=False, folds=True)
def is_condition(x: Value) -> bool:
    return type(x) is Condition


@predicate("error?", may_fail=False, folds=True)
def is_error(x: Value) -> bool:
    return type(x) is Condition


@predicate("read-error?")
def is_read_error(x: Value) -> bool:
    return type(x) is Condition and x.kind == "read"


@predicate("file-error?")
def is_file_error(x: Value) -> bool:
    return type(x) is Condition and x.kind == "file"


def _condition(who: str, x: Value) -> Condition:
    if type(x) is not Condition:
        raise wrong_type(who, "an error object", x)
    return x


@pure("error-object-message", "condition-message")
def error_object_message(x: Value) -> Value:
    found = _condition("error-object-message", x)
    return new_string(f"{found.who}: {found.message}" if found.who else found.message)


@pure("error-object-irritants", "condition-irritants")
def error_object_irritants(x: Value) -> Value:
    return list_from(_condition("error-object-irritants", x).irritants)


@pure("condition-kind")
def condition_kind(x: Value) -> Value:
    """A symbol: `error`, `type`, `arity`, `range`, `unbound`, `python` and more."""
    return symbol(_condition("condition-kind", x).kind)


@pure("condition-who")
def condition_who(x: Value) -> Value:
    found = _condition("condition-who", x).who
    return symbol(found) if found else FALSE


@pure("condition-position")
def condition_position(x: Value) -> Value:
    """Where it arose, as "file:line:column", or #f."""
    found = _condition("condition-position", x).position
    return new_string(found) if found else FALSE


@pure("condition-report-string")
def condition_report_string(x: Value) -> Value:
    """`car: expected a pair, got ()`, for people; any other object is written."""
    return new_string(report_text(x) if type(x) is Condition else write_text(x))


# What an exception of Python was, of which an error object tells


@predicate("effect-error?")
def is_effect_error(x: Value) -> bool:
    return type(x) is Condition and x.origin is not None


def _origin(who: str, x: Value) -> Origin:
    if type(x) is not Condition or x.origin is None:
        raise wrong_type(who, "an error object of a Python exception", x)
    return x.origin


@pure("effect-error-type")
def effect_error_type(x: Value) -> Value:
    """The name of its class, without the module's."""
    return new_string(bare(_origin("effect-error-type", x).types[0]))


@pure("effect-error-types")
def effect_error_types(x: Value) -> Value:
    """The full names of its class and of that one's bases, the class first."""
    return list_from([new_string(name) for name in _origin("effect-error-types", x).types])


@pure("effect-error-is?")
def effect_error_is(x: Value, name: Value) -> Value:
    """Whether a class of that name, with its module's or without, is its class or a base of it."""
    types = _origin("effect-error-is?", x).types
    if type(name) is Symbol:
        wanted = name.name
    elif type(name) is String:
        wanted = name.text
    else:
        raise wrong_type("effect-error-is?", "the name of a class (a string or a symbol)", name)
    return boolean(wanted in types or wanted in map(bare, types))


def bare(name: str) -> str:
    """A class's name without its module's."""
    return name.rpartition(".")[2]


@pure("effect-error-message")
def effect_error_message(x: Value) -> Value:
    """Its text alone: `str(exception)`."""
    return new_string(_origin("effect-error-message", x).message)


@pure("effect-error-arguments")
def effect_error_arguments(x: Value) -> Value:
    """A list of its `args`; a string stands for what has no counterpart in the program."""
    return list_from(_origin("effect-error-arguments", x).arguments)


@pure("effect-error-cause")
def effect_error_cause(x: Value) -> Value:
    """The error object of the exception that it was raised from, or arose in; or #f."""
    cause = _origin("effect-error-cause", x).cause
    return FALSE if cause is None else cause


@pure("effect-error-traceback")
def effect_error_traceback(x: Value) -> Value:
    """Its traceback, for people."""
    return new_string(_origin("effect-error-traceback", x).traceback)
