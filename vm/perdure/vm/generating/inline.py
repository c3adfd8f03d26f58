"""Builtins that generated code spells out instead of calling.

Each entry builds a Python expression that is right whenever it raises nothing.
Where it raises anything, the machine evaluates the expression again with the
checked builtins (running.faults), which find the precise error, or the answer
where only the short form could not give it (an overflow to infinity, say). So an
entry needs no guard of its own, except where Python would quietly answer what
the language must refuse: a negative index, `=` between things that are no numbers.

Read by: perdure.vm.generating.expressions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from perdure.vm.generating.known import is_char, is_natural, is_number, marked
from perdure.vm.generating.nodes import (
    New,
    attribute,
    binary,
    both,
    call,
    choose,
    compare,
    constant,
    index,
    is_other,
    is_same,
    name,
    negated,
)

Operands = list[ast.expr]
Build = Callable[[Operands], "ast.expr | None"]

MOST_FOLDED = 16  #: operands of an operator that is spelled out: each is one level deeper

#: name -> a Python expression for the value; None where the operands do not fit.
VALUES: dict[str, Build] = {}
#: name -> a Python expression for the truth, a Python bool.
TESTS: dict[str, Build] = {}
#: (outer, inner) -> the builtin that does `(outer (inner x))` at once.
FUSED = {
    ("list->string", "reverse"): "reverse-list->string",
    ("list->vector", "reverse"): "reverse-list->vector",
}
#: Entries that mention an operand more than once: it must be a variable or a constant.
TWICE = {"quotient", "remainder", "modulo"}
#: Entries that do so too, but always evaluate the first mention before the others.
FIRST_MENTION = {"=", "zero?", "vector-ref", "eqv?"}
#: Of TWICE, those that do so with their first operand.
FIRST_OPERAND = {"quotient", "remainder", "modulo"}


def value(*names: str) -> Callable[[Build], Build]:
    def register(build: Build) -> Build:
        for each in names:
            VALUES[each] = build
        return build

    return register


def test(*names: str) -> Callable[[Build], Build]:
    def register(build: Build) -> Build:
        for each in names:
            TESTS[each] = build
        return build

    return register


# ---- pairs


@value("car")
def _car(a: Operands) -> ast.expr:
    return attribute(a[0], "raw_car")


@value("cdr")
def _cdr(a: Operands) -> ast.expr:
    return attribute(a[0], "raw_cdr")


for _path in ("aa", "ad", "da", "dd", "aaa", "aad", "ada", "add", "daa", "dad", "dda", "ddd"):

    def _cxr(a: Operands, path: str = _path) -> ast.expr:
        expr = a[0]
        for letter in reversed(path):
            expr = attribute(expr, f"raw_c{letter}r")
        return expr

    VALUES[f"c{_path}r"] = _cxr


@value("cons")
def _cons(a: Operands) -> ast.expr:
    return New("Pair", "cons", raw_car=a[0], raw_cdr=a[1])


def _of_type(python_name: str) -> Build:
    return lambda a: is_same(call(name("type"), a[0]), name(python_name))


TESTS["pair?"] = _of_type("Pair")
TESTS["vector?"] = _of_type("Vector")
TESTS["string?"] = _of_type("String")
TESTS["symbol?"] = _of_type("Symbol")
TESTS["char?"] = _of_type("Char")
TESTS["exact-integer?"] = _of_type("int")
TESTS["number?"] = lambda a: compare(call(name("type"), a[0]), ast.In(), name("NUMBERS"))
TESTS["null?"] = lambda a: is_same(a[0], name("NIL"))
TESTS["eof-object?"] = lambda a: is_same(a[0], name("EOF"))
TESTS["default-object?"] = lambda a: is_same(a[0], name("DEFAULT"))


@test("eq?")
def _eq(a: Operands) -> ast.expr | None:
    return is_same(a[0], a[1]) if len(a) == 2 else None


@test("not")
def _not(a: Operands) -> ast.expr:
    return is_same(a[0], name("FALSE"))


# ---- numbers


def _folded(operator: type[ast.operator]) -> Build:
    def build(a: Operands) -> ast.expr | None:
        if not 2 <= len(a) <= MOST_FOLDED:
            return None
        expr = a[0]
        for operand in a[1:]:
            expr = binary(expr, operator(), operand)
        return expr

    return build


VALUES["+"] = _folded(ast.Add)


@value("-")
def _minus(a: Operands) -> ast.expr | None:
    return ast.UnaryOp(ast.USub(), a[0]) if len(a) == 1 else _folded(ast.Sub)(a)


VALUES["*"] = _folded(ast.Mult)


def _ordering(operator: type[ast.cmpop]) -> Build:
    return lambda a: compare(a[0], operator(), a[1]) if len(a) == 2 else None


TESTS["<"] = _ordering(ast.Lt)
TESTS[">"] = _ordering(ast.Gt)
TESTS["<="] = _ordering(ast.LtE)
TESTS[">="] = _ordering(ast.GtE)


@test("=")
def _equal(a: Operands) -> ast.expr | None:
    # Python's == answers False for things that are no numbers; its orderings
    # refuse them. The one more likely to be false comes first.
    if len(a) != 2:
        return None
    left, right = a
    if is_number(left) and is_number(right):
        return compare(left, ast.Eq(), right)
    first, second = ast.GtE, ast.LtE
    if isinstance(right, ast.Constant) and right.value in (0, 1):
        return both(compare(left, second(), right), compare(again(left), first(), again(right)))
    return both(compare(left, first(), right), compare(again(left), second(), again(right)))


@test("zero?")
def _zero(a: Operands) -> ast.expr | None:
    return _equal([a[0], constant(0)])


TESTS["positive?"] = lambda a: compare(a[0], ast.Gt(), constant(0))
TESTS["negative?"] = lambda a: compare(a[0], ast.Lt(), constant(0))
TESTS["odd?"] = lambda a: binary(a[0], ast.BitAnd(), constant(1))
TESTS["even?"] = lambda a: negated(binary(a[0], ast.BitAnd(), constant(1)))


def _integer_division(builtin: str, operator: type[ast.operator]) -> Build:
    """Python rounds down where `quotient` and `remainder` round towards zero."""

    def build(a: Operands) -> ast.expr:
        first, divisor = again(a[0]), a[1]
        if is_natural(a[0]) and is_natural(divisor):
            return binary(a[0], operator(), divisor)
        fits = both(
            is_same(call(name("type"), a[0]), name("int")),
            compare(first, ast.GtE(), constant(0)),
        )
        if not (
            isinstance(divisor, ast.Constant)
            and isinstance(divisor.value, int)
            and divisor.value > 0
        ):
            of_int = is_same(call(name("type"), divisor), name("int"))
            fits = both(fits, of_int, compare(divisor, ast.Gt(), constant(0)))
        checked = call(name(f"b:{builtin}"), first, divisor)
        return choose(fits, binary(first, operator(), divisor), checked)

    return build


VALUES["quotient"] = VALUES["truncate-quotient"] = _integer_division("quotient", ast.FloorDiv)
VALUES["remainder"] = VALUES["truncate-remainder"] = _integer_division("remainder", ast.Mod)
_ALIASES = {"truncate-quotient", "truncate-remainder", "floor-remainder"}
TWICE |= _ALIASES
FIRST_OPERAND |= _ALIASES


@value("modulo", "floor-remainder")
def _modulo(a: Operands) -> ast.expr:
    if is_natural(a[0]) and is_natural(a[1]):
        return binary(a[0], ast.Mod(), a[1])
    fits = is_same(call(name("type"), a[0]), name("int"))
    if not (isinstance(a[1], ast.Constant) and isinstance(a[1].value, int)):
        fits = both(fits, is_same(call(name("type"), a[1]), name("int")))
    first = again(a[0])
    return choose(fits, binary(first, ast.Mod(), a[1]), call(name("b:modulo"), first, a[1]))


# ---- vectors and strings


@value("vector-ref")
def _vector_ref(a: Operands) -> ast.expr:
    return index(attribute(a[0], "raw_items"), natural(a[1]))


def natural(operand: ast.expr) -> ast.expr:
    """The operand as an index; None, which no sequence takes, where it is negative."""
    if isinstance(operand, ast.Constant) and isinstance(operand.value, int):
        return operand if operand.value >= 0 else constant(None)
    if is_natural(operand):
        return operand
    return choose(compare(operand, ast.GtE(), constant(0)), again(operand), constant(None))


def again(operand: ast.expr) -> ast.expr:
    """A further mention of an operand: by name where the first one named it."""
    if not isinstance(operand, ast.NamedExpr):
        return operand
    return marked(name(operand.target.id), getattr(operand, "kind_known", None))


@value("string-ref")
def _string_ref(a: Operands) -> ast.expr:
    return index(name("CHARS"), index(attribute(a[0], "raw_text"), natural(a[1])))


FIRST_MENTION.add("string-ref")


def _both_of(kind: str, operator: type[ast.cmpop], field: str, builtin: str) -> Build:
    """A comparison of the fields of two values of a kind; else the builtin finds the error."""

    def build(a: Operands) -> ast.expr | None:
        if len(a) != 2:
            return None
        fit = both(*(is_same(call(name("type"), each), name(kind)) for each in a))
        first = again(a[0])
        compared = compare(attribute(first, field), operator(), attribute(a[1], field))
        return choose(fit, compared, call(name(f"b:{builtin}"), first, a[1]))

    return build


for _kind, _field in (("Char", "letter"), ("String", "raw_text")):
    for _sign, _operator in (
        ("=", ast.Eq),
        ("<", ast.Lt),
        (">", ast.Gt),
        ("<=", ast.LtE),
        (">=", ast.GtE),
    ):
        _name = f"{_kind.lower()}{_sign}?"
        TESTS[_name] = _both_of(_kind, _operator, _field, _name)
        TWICE.add(_name)
        FIRST_OPERAND.add(_name)


def same_char(a: Operands) -> ast.expr:
    """`char=?` where one of the two is a character for certain: there is but one of each."""
    same = is_same(a[0], a[1])
    unsure = [again(each) for each in a if not is_char(each)]
    if not unsure:
        return same
    is_no_char = is_other(call(name("type"), unsure[0]), name("Char"))
    refused = both(is_no_char, call(name("b:char=?"), again(a[0]), again(a[1])))
    return ast.BoolOp(ast.Or(), [same, refused])


def number_text(a: Operands) -> ast.expr:
    """The Python text that `number->string` gives."""
    first = again(a[0])
    written = call(name("str"), first)
    if is_natural(a[0]):
        return call(name("str"), a[0])
    is_integer = is_same(call(name("type"), a[0]), name("int"))
    otherwise = attribute(call(name("b:number->string"), first), "raw_text")
    return choose(is_integer, written, otherwise)


@value("number->string")
def _number_to_string(a: Operands) -> ast.expr | None:
    return New("String", "new_string", raw_text=number_text(a)) if len(a) == 1 else None


FIRST_MENTION.add("number->string")


def joined(texts: Operands) -> ast.expr:
    """Python texts one after the other."""
    if len(texts) == 2:
        return binary(texts[0], ast.Add(), texts[1])
    return ast.JoinedStr([ast.FormattedValue(text, -1) for text in texts])


@value("char->integer")
def _char_to_integer(a: Operands) -> ast.expr:
    return attribute(a[0], "code")


# What a builtin has found out about a character is kept there; it is asked where it is not.
VALUES["char-upcase"] = lambda a: attribute(a[0], "upcase")
VALUES["char-downcase"] = lambda a: attribute(a[0], "downcase")
TESTS["char-alphabetic?"] = lambda a: attribute(a[0], "is_alphabetic")
TESTS["char-numeric?"] = lambda a: attribute(a[0], "is_numeric")
TESTS["char-whitespace?"] = lambda a: attribute(a[0], "is_whitespace")


def _extreme(builtin: str, operator: type[ast.cmpop]) -> Build:
    def build(a: Operands) -> ast.expr | None:
        if len(a) != 2:
            return None
        first = again(a[0])
        if is_natural(a[0]) and is_natural(a[1]):
            return choose(compare(a[0], operator(), a[1]), first, a[1])
        of_int = both(*(is_same(call(name("type"), each), name("int")) for each in a))
        chosen = choose(compare(first, operator(), a[1]), first, a[1])
        return choose(of_int, chosen, call(name(f"b:{builtin}"), first, a[1]))

    return build


VALUES["max"] = _extreme("max", ast.GtE)
VALUES["min"] = _extreme("min", ast.LtE)
TWICE |= {"max", "min"}
FIRST_OPERAND |= {"max", "min"}


@value("integer->char")
def _integer_to_char(a: Operands) -> ast.expr:
    return index(name("CHARS"), call(name("chr"), a[0]))


# ---- records: the type is the first of the contents


@value("%record-ref")
def _record_ref(a: Operands) -> ast.expr | None:
    at = a[2]
    if not (isinstance(at, ast.Constant) and isinstance(at.value, int)):
        return None
    content = ast.NamedExpr(ast.Name("u", ast.Store()), attribute(a[0], "raw_content"))
    fits = is_same(index(content, constant(0)), a[1])
    checked = call(name("b:%record-ref"), again(a[0]), *a[1:])
    return choose(fits, index(name("u"), constant(at.value + 1)), checked)


TWICE.add("%record-ref")
FIRST_OPERAND.add("%record-ref")


@value("%record")
def _record(a: Operands) -> ast.expr:
    return New("Record", "new_record", raw_content=ast.List(a, ast.Load()))


@test("%record-of-type?")
def _record_of_type(a: Operands) -> ast.expr:
    is_record = is_same(call(name("type"), a[0]), name("Record"))
    content = attribute(again(a[0]), "raw_content")
    return both(is_record, is_same(index(content, constant(0)), a[1]))


TWICE.add("%record-of-type?")
FIRST_OPERAND.add("%record-of-type?")

VALUES["vector"] = lambda a: New("Vector", "new_vector", raw_items=ast.List(a, ast.Load()))
VALUES["vector-length"] = lambda a: call(name("len"), attribute(a[0], "raw_items"))
VALUES["string-length"] = lambda a: call(name("len"), attribute(a[0], "raw_text"))


@test("eqv?")
def _eqv(a: Operands) -> ast.expr | None:
    if len(a) != 2:
        return None
    for number, other in (a, a[::-1]):
        if isinstance(number, ast.Constant):
            if type(number.value) is not int:
                return None
            of_int = is_same(call(name("type"), other), name("int"))
            return both(of_int, compare(again(other), ast.Eq(), number))
    asked = call(name("b:eqv?"), again(a[0]), again(a[1]))
    return ast.BoolOp(ast.Or(), [compare(a[0], ast.Is(), a[1]), asked])
