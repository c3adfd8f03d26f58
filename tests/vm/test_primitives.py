"""Declarations of primitives are true.

Each is called with values of all sorts, also such as it does not take. Its short form is
evaluated beside its checked form; where the short one raises nothing, both must have done the
same.
"""

from __future__ import annotations

import inspect
import math
import random
import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

import perdure.languages.scheme  # noqa: F401  (registers its own)
from perdure.vm import RecordType, Symbol, char, exact_complex, rational, symbol
from perdure.vm.code.instructions import (
    Compute,
    Constant,
    Do,
    Expression,
    Get,
    Named,
    Number,
    ReturnValue,
    Set,
    Statement,
)
from perdure.vm.code.lowered import Lowered
from perdure.vm.machine.namespace import shared_namespace
from perdure.vm.objects.atoms import Char
from perdure.vm.objects.data import (
    Pair,
    Record,
    Value,
    Vector,
    cons,
    literal_string,
    new_record,
    new_string,
    new_vector,
)
from perdure.vm.objects.numbers import NUMBERS
from perdure.vm.objects.primitive import Primitive, Short
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.procedures import Builtin, builtins
from perdure.vm.objects.singletons import (
    DEFAULT,
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNSPECIFIED,
    Singleton,
    boolean,
)
from perdure.vm.objects.types import ANYTHING, ValueType
from perdure.vm.python import expressions, templates
from perdure.vm.python.facts import Facts
from perdure.vm.python.functions import entry_function
from perdure.vm.signals import Registers

POINT = RecordType("<point>", ("x", "y"))
OTHER = RecordType("<other>", ("x",))


def tree(depth: int) -> Value:
    return cons(tree(depth - 1), tree(depth - 1)) if depth else depth


#: Makers of values: fresh ones, since effects change them.
MAKERS: list[Callable[[], Value]] = [
    *(
        lambda value=value: value
        for value in (
            0, 1, -1, 2, 3, 7, -7, 97, 10**30, -(10**30), rational(1, 2), rational(-7, 3),
            0.0, -0.0, 1.0, 1.5, -2.0, 4.0, 1e308, math.inf, -math.inf, math.nan,
            1j, complex(1, -2.5), exact_complex(1, 2),
            TRUE, FALSE, NIL, EOF, DEFAULT, UNSPECIFIED, symbol("a"), symbol("b"),
            char("a"), char("B"), char("ß"), char("7"), char(" "), char("٣"),
            POINT, OTHER, builtins["car"],
        )
    ),
    lambda: new_string(""),
    lambda: new_string("Straße 7"),
    lambda: literal_string("literal"),
    lambda: new_vector([]),
    lambda: new_vector([3, 1, 2]),
    lambda: new_vector((1, 2)),  # a literal
    lambda: cons(1, 2),
    lambda: cons(3, cons(1, cons(2, NIL))),
    lambda: cons(char("a"), cons(char("b"), NIL)),
    lambda: cons(cons(1, cons(2, NIL)), cons(cons(3, 4), NIL)),
    lambda: tree(4),
    lambda: new_record([POINT, 1, 2]),
    lambda: new_record([OTHER, 1]),
]  # fmt: skip

ATOMS = (Symbol, Char, Singleton, Builtin, RecordType)
CALLS = 160  #: of each primitive
SPACE = shared_namespace(Registers())
PRIMITIVES = {name: builtin.primitive for name, builtin in builtins.items()}


def those(suit: Callable[[Primitive], object]) -> list[str]:
    return sorted(name for name, primitive in PRIMITIVES.items() if suit(primitive))


@cache
def of_type(kind: ValueType) -> list[Callable[[], Value]]:
    return [make for make in MAKERS if kind.holds(make())]


def calls_of(primitive: Primitive) -> Iterator[list[Value]]:
    """Operands that it takes, as many as it takes."""
    choices = random.Random(primitive.name)
    most = primitive.fewest + 2 if primitive.most is None else primitive.most
    for _ in range(CALLS):
        count = choices.randint(primitive.fewest, most)
        yield [choices.choice(of_type(primitive.type_of_operand(i)))() for i in range(count)]


def value_of(primitive: Primitive, operands: list[Value]) -> Value:
    value = primitive.function(*operands)
    if primitive.gives_truth:
        assert type(value) is bool
        return boolean(value)
    return value


def is_refused(primitive: Primitive, operands: list[Value]) -> bool:
    try:
        primitive.function(*operands)
    except Exception:  # noqa: BLE001
        return True
    return False


def shown(value: Value) -> str:
    return f"{type(value).__name__} {write_text(value)}"


def parts_of(values: list[Value]) -> Iterator[Value]:
    """The values, and all that is within them."""
    for value in values:
        yield value
        if type(value) is Pair:
            yield from parts_of([value.car, value.cdr])
        elif type(value) is Vector:
            yield from parts_of(list(value.items))
        elif type(value) is Record:
            yield from parts_of(list(value.content))


# ---- declarations


def test_the_arity_is_that_of_the_function() -> None:
    for name, primitive in PRIMITIVES.items():
        parameters = inspect.signature(primitive.function).parameters.values()
        positional = [
            each.default
            for each in parameters
            if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
        ]
        takes_any = any(each.kind is each.VAR_POSITIONAL for each in parameters)

        assert primitive.fewest == positional.count(inspect.Parameter.empty), name
        assert primitive.most == (None if takes_any else len(positional)), name
        assert primitive.most is None or len(primitive.takes) <= primitive.most, name


@pytest.mark.parametrize("name", those(lambda it: not it.may_fail))
def test_one_that_does_not_fail_does_not(name: str) -> None:
    primitive = PRIMITIVES[name]
    for operands in calls_of(primitive):
        primitive.function(*operands)


@pytest.mark.parametrize("name", those(lambda it: it.gives is not ANYTHING and it.is_pure))
def test_one_gives_the_type_that_it_says(name: str) -> None:
    primitive = PRIMITIVES[name]
    for operands in calls_of(primitive):
        try:
            value = value_of(primitive, operands)
        except Exception:  # noqa: BLE001
            continue
        assert primitive.gives.holds(value), shown(value)
        if primitive.keeps is not None and operands and all(map(primitive.keeps.holds, operands)):
            assert primitive.keeps.holds(value), shown(value)


@pytest.mark.parametrize("name", those(lambda it: not it.allocates and it.takes))
def test_one_that_does_not_allocate_gives_what_is_there(name: str) -> None:
    primitive = PRIMITIVES[name]
    for operands in calls_of(primitive):
        try:
            value = value_of(primitive, operands)
        except Exception:  # noqa: BLE001
            continue
        is_atom = type(value) in NUMBERS or isinstance(value, ATOMS)
        assert is_atom or any(value is part for part in parts_of(operands)), shown(value)


@pytest.mark.parametrize("name", those(lambda it: it.folds))
def test_one_that_may_be_folded_gives_the_same_twice(name: str) -> None:
    primitive = PRIMITIVES[name]
    assert primitive.is_pure
    for operands in calls_of(primitive):
        before = [shown(operand) for operand in operands]
        try:
            first = value_of(primitive, operands)
        except Exception as error:  # noqa: BLE001
            with pytest.raises(type(error)):
                primitive.function(*operands)
            continue
        assert shown(first) == shown(value_of(primitive, operands))
        assert before == [shown(operand) for operand in operands]


@pytest.mark.parametrize("name", those(lambda it: it.reversed))
def test_a_strict_order_has_its_reverse(name: str) -> None:
    primitive = PRIMITIVES[name]
    reverse = PRIMITIVES[primitive.reversed]
    assert reverse.reversed == name
    for operands in calls_of(primitive):
        if len(operands) == 2:
            assert primitive.function(*operands) == reverse.function(*operands[::-1])
        assert not primitive.function(operands[0], operands[0])


@pytest.mark.parametrize("name", those(lambda it: it.negates))
def test_a_negation_is_true_of_false_alone(name: str) -> None:
    for make in MAKERS:
        value = make()
        assert PRIMITIVES[name].function(value) is (value is FALSE)


@pytest.mark.parametrize("name", those(lambda it: it.fused))
def test_a_fused_primitive_does_both(name: str) -> None:
    outer = PRIMITIVES[name]
    for inner, at_once in outer.fused.items():
        for make in (*of_type(PRIMITIVES["list?"].gives), *MAKERS):
            try:
                expected = outer.function(PRIMITIVES[inner].function(make()))
            except Exception:  # noqa: BLE001
                with pytest.raises(Exception):  # noqa: B017, PT011
                    PRIMITIVES[at_once].function(make())
                continue
            assert shown(PRIMITIVES[at_once].function(make())) == shown(expected)


# ---- short forms


class Call:
    """A call in lowered code: each operand is given in one of many ways."""

    def __init__(self, operands: list[Value], choices: random.Random) -> None:
        self.arguments: list[Value] = []
        self.constants: list[Value] = []
        self.kinds: list[str] = []
        self.before: list[Statement] = []
        self.variables = 1
        self.exprs = [choices.choice(list(self.ways(operand)))() for operand in operands]

    def ways(self, value: Value) -> Iterator[Callable[[], Expression]]:
        yield lambda: self.parameter(value)
        yield lambda: Compute("car", -1, [self.parameter(cons(value, NIL))])  # it gets a name
        if type(value) in (int, float) and math.isfinite(value):
            yield lambda: Number(value)
            yield lambda: self.variable(Number(value))
            yield lambda: Compute("*", -1, [self.variable(Number(value)), Number(1)])
        if isinstance(value, Singleton):
            yield lambda: Named(value.name)
        if type(value) is Char:
            yield lambda: self.constant(value, "char")
            as_number = Number(value.code)
            yield lambda: self.variable(Compute("integer->char", -1, [as_number]))
            yield lambda: Compute("integer->char", -1, [as_number])
        elif isinstance(value, (Symbol, Builtin)):
            yield lambda: self.constant(value, "interned")
        elif type(value) not in (int, float) and not isinstance(value, Singleton):
            yield lambda: self.constant(value, "object")

    def parameter(self, value: Value) -> Expression:
        self.arguments.append(value)
        return Get(len(self.arguments))

    def variable(self, expr: Expression) -> Expression:
        self.variables += 1
        self.before.append(Set(0, 100 + self.variables, expr))
        return Get(100 + self.variables)

    def constant(self, value: Value, kind: str) -> Expression:
        self.constants.append(value)
        self.kinds.append(kind)
        return Constant(len(self.constants) - 1)

    def run(self, body: Callable[[list[Expression]], list[Statement]]) -> Value:
        """The value of generated code whose statements `body` makes of the operands."""
        statements = [*self.before, *body(self.exprs)]
        parameters = [i + 1 for i in range(len(self.arguments))]
        lowered = Lowered("test", parameters, -1, [], [], statements, {}, [])
        code = entry_function(Facts(lowered, self.kinds), frozenset())
        names: dict[str, Any] = {"__builtins__": SPACE}
        for i, (value, kind) in enumerate(zip(self.constants, self.kinds, strict=True)):
            names[f"o{i}" if kind == "object" else f"c{i}"] = value
        return types.FunctionType(code, names)(None, 0, *self.arguments)


def some_operands(primitive: Primitive, choices: random.Random) -> list[Value]:
    """Operands of all sorts, most of them ones that it takes."""
    most = primitive.fewest + 3 if primitive.most is None else primitive.most
    made = []
    for i in range(choices.randint(primitive.fewest, min(most, 5))):
        kind = primitive.type_of_operand(i) if choices.random() < 0.8 else ANYTHING
        made.append(choices.choice(of_type(kind))())
    return made


@pytest.mark.parametrize("name", those(lambda it: it.shorts or it.nested))
def test_a_short_form_is_right_where_it_raises_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    primitive = PRIMITIVES[name]
    choices = random.Random(name)
    chosen: list[Short] = []
    used: set[str] = set()

    def fitting(of: Primitive, operands: list[Any]) -> Short | None:
        found = templates.fitting(of, operands)
        if found is not None and of is primitive:
            chosen.append(found)
        return found

    monkeypatch.setattr(expressions, "fitting", fitting)
    templates_of = {short.template for short in primitive.shorts}
    for i in range(10 * CALLS):
        if i > CALLS and used == templates_of:
            break
        operands = some_operands(primitive, choices)
        chosen.clear()
        call = Call(operands, choices)
        # Before the short form, which may read what the checked one keeps in a character.
        refused = is_refused(primitive, operands)
        try:
            value = call.run(lambda exprs: [ReturnValue(1, Compute(name, -1, exprs))])
        except Exception:  # noqa: BLE001  (the machine then asks the checked form)
            continue
        if primitive.trusts and refused:
            continue
        assert not refused, (operands, call.exprs)
        assert shown(value) == shown(value_of(primitive, operands)), (operands, call.exprs)
        if not primitive.allocates and type(value) not in NUMBERS:
            assert value is value_of(primitive, operands)
        used |= {short.template for short in chosen}
    assert used == templates_of


@pytest.mark.parametrize("name", those(lambda it: it.shorts or it.nested))
def test_a_short_form_evaluates_every_operand(name: str) -> None:
    primitive = PRIMITIVES[name]
    choices = random.Random(name)
    fails = Compute("car", -1, [Number(5)])
    for _ in range(CALLS // 4):
        operands = some_operands(primitive, choices)
        if not operands:
            continue
        call = Call(operands, choices)
        call.exprs[choices.randrange(len(operands))] = fails
        with pytest.raises(Exception):  # noqa: B017, PT011
            call.run(lambda exprs: [ReturnValue(1, Compute(name, -1, exprs))])


@pytest.mark.parametrize("name", those(lambda it: it.effect))
def test_the_short_form_of_an_effect_does_what_the_checked_one_does(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    primitive = PRIMITIVES[name]
    assert primitive.effect is not None
    choices = random.Random(name)
    checked: list[Value] = []
    monkeypatch.setitem(SPACE, f"b:{name}", lambda *given: checked.append(given))
    done = 0
    for _ in range(40 * CALLS):
        seed = choices.random()
        one, other = (some_operands(primitive, random.Random(seed)) for _ in range(2))
        before = [shown(operand) for operand in one]
        call = Call(one, random.Random(seed))
        if not templates.fits_effect(primitive.effect, call.exprs):
            continue
        checked.clear()
        try:
            value = call.run(lambda exprs: [Do(1, -1, 99, name, exprs), ReturnValue(2, Get(99))])
        except Exception:  # noqa: BLE001
            checked.append(None)
        if checked:  # the checked form does it, so nothing may have happened yet
            assert before == [shown(operand) for operand in one]
            continue
        done += 1
        assert value is UNSPECIFIED
        primitive.function(*other)
        assert [shown(operand) for operand in one] == [shown(operand) for operand in other]
    assert done > 10


def test_a_template_that_nobody_can_fill_is_refused() -> None:
    for template in ("lambda: a", "a < b < b", "{a: b}", "f(a, x=1)", "x.y(a, z=1)"):
        with pytest.raises(ValueError, match="no short form says"):
            templates.template_of(Short(template))
