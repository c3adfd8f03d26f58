"""Lowered expressions as Python expressions.

The names they use: `v3` variables, `c3` constants (`o3` where it has identity), `G3`
cells, `K` the running Code, `k3` and `e3` an inner code and its entry; and those every
code shares (running.namespace): TRUE, NIL, Pair, and `b:car` for builtin functions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from perdure.vm.generating import inline
from perdure.vm.generating.known import CHAR, NATURAL, NUMBER, Kinds, kind_of, marked
from perdure.vm.generating.nodes import (
    New,
    attribute,
    both,
    call,
    choose,
    constant,
    index,
    is_other,
    name,
    negated,
    set_attribute,
    set_local,
    tuple_of,
)
from perdure.vm.lowering.lowered import Ex
from perdure.vm.values.procedures import builtins

MOST_CONSED = 4  #: elements of a `list` that is spelled out


class Expressions:
    """Turns expressions of one procedure into `ast`.

    `kinds[i]` tells what constant i is, see perdure.vm.running.linker; `known` what is
    known of variables.
    """

    def __init__(self, kinds: Sequence[str], known: Kinds) -> None:
        self.kinds = kinds
        self.known = known
        self._temporaries = 0
        #: statements that come before the one in the making: they make new objects
        self._before: list[ast.stmt] = []
        self._conditional = 0  #: how many choices deep; there, nothing goes before

    def taken_before(self) -> list[ast.stmt]:
        """What has to come before the statement whose expressions were asked for last."""
        before, self._before = self._before, []
        return before

    def value(self, expr: Ex) -> ast.expr:
        """A Python expression for the value."""
        built = self._value(expr)
        if isinstance(built, New):
            return self._made(built)
        return marked(built, kind_of(expr, self.known))

    def _made(self, new: New) -> ast.expr:
        if self._conditional:
            return new.called()
        made = self._temporary()
        self._before.append(set_local(made, call(name(new.kind))))
        self._before += [set_attribute(made, field, of) for field, of in new.fields.items()]
        return name(made)

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"

    def _value(self, expr: Ex) -> ast.expr:
        kind = expr[0]
        if kind == "v":
            return name(f"v{expr[1]}")
        if kind == "k":
            return constant(expr[1])
        if kind == "s":
            return name(expr[1])
        if kind == "c":
            if self.kinds[expr[1]] == "char":
                return marked(name(f"c{expr[1]}"), CHAR)
            if self.kinds[expr[1]] in ("atom", "interned"):
                return name(f"c{expr[1]}")
            return name(f"o{expr[1]}")
        if kind == "g":
            return attribute(name(f"G{expr[1]}"), "raw_value")
        if kind == "b":
            held = attribute(name(f"v{expr[1]}"), "raw_value")
            return call(name("assigned"), held) if expr[3] else held
        if kind == "p":
            return self._builtin(expr)
        if kind == "?":
            tested = self.test(expr[1])
            with self._in_choice():
                return choose(tested, self.value(expr[2]), self.value(expr[3]))
        if kind == "l":
            return New(
                "Closure",
                "new_closure",
                raw_code=self.code(expr[1]),
                raw_values=tuple_of([self.value(part) for part in expr[2]]),
                _v_entry=self.entry(expr[1]),
            )
        if kind == "x":  # the value a resumed frame was given
            return name("x")
        raise ValueError(f"unknown expression {expr!r}")

    def code(self, constant_index: int) -> ast.expr:
        return name("K" if constant_index == -1 else f"k{constant_index}")

    def entry(self, constant_index: int) -> ast.expr:
        return name("E" if constant_index == -1 else f"e{constant_index}")

    def values(self, exprs: Sequence[Ex]) -> list[ast.expr]:
        return [self.value(expr) for expr in exprs]

    def test(self, expr: Ex) -> ast.expr:
        """A Python expression for the truth: false only for FALSE."""
        kind = expr[0]
        if kind == "p" and builtins[expr[1]].is_predicate:
            return self._predicate(expr)
        if kind == "?":
            _, tested, then, otherwise = expr
            first = self.test(tested)
            with self._in_choice():
                if otherwise == ["s", "FALSE"]:
                    return both(first, self.test(then))
                if then == ["s", "TRUE"]:
                    return ast.BoolOp(ast.Or(), [first, self.test(otherwise)])
                if then == ["s", "FALSE"] and otherwise == ["s", "TRUE"]:
                    return negated(first)
                return choose(first, self.test(then), self.test(otherwise))
        if kind == "s":
            return constant(expr[1] != "FALSE")
        if kind == "k":
            return constant(True)
        return is_other(self.value(expr), name("FALSE"))

    @contextmanager
    def _in_choice(self) -> Iterator[None]:
        """Meanwhile, what is built may not be evaluated at all."""
        self._conditional += 1
        yield
        self._conditional -= 1

    def _builtin(self, expr: Ex) -> ast.expr:
        inner = expr[3][0] if len(expr[3]) == 1 else None
        if inner is not None and inner[0] == "p" and len(inner[3]) == 1:
            fused = inline.FUSED.get((expr[1], inner[1]))
            if fused is not None:
                return call(name(f"b:{fused}"), self.value(inner[3][0]))
        if expr[1] == "string-append" and len(expr[3]) > 1:
            return New("String", "new_string", raw_text=self._text(expr))
        if expr[1] == "list" and len(expr[3]) <= MOST_CONSED:
            return self._value(_as_conses(expr))
        if builtins[expr[1]].is_predicate:
            return choose(self._predicate(expr), name("TRUE"), name("FALSE"))
        return self._inlined(inline.VALUES.get(expr[1]), expr)

    def _predicate(self, expr: Ex) -> ast.expr:
        _, asked, place, operands = expr
        if asked in ("eq?", "eqv?") and len(operands) == 2:
            if any(map(self._is_same_by_is, operands)):
                expr = ["p", "eq?", place, operands]
            elif any(map(self._is_number, operands)):
                expr = ["p", "eqv?", place, operands]  # `is` says little of numbers
        build = inline.TESTS.get(expr[1])
        if asked == "char=?" and len(operands) == 2 and any(map(self._is_char, operands)):
            build = inline.same_char
        return self._inlined(build, expr)

    def _inlined(self, build: inline.Build | None, expr: Ex) -> ast.expr:
        """The builtin spelled out, or called where that cannot be done with these operands."""
        operands = self.values(expr[3])
        checked = name(f"b:{expr[1]}")
        if build is None:
            return call(checked, *operands)
        if expr[1] not in inline.TWICE and expr[1] not in inline.FIRST_MENTION:
            return build(operands) or call(checked, *operands)
        # Operands that are not names are named first, in order.
        bindings: list[ast.expr] = []
        for i, operand in enumerate(operands):
            if not is_simple(operand):
                temporary = self._temporary()
                named = ast.NamedExpr(ast.Name(temporary, ast.Store()), operand)
                marked(named, getattr(operand, "kind_known", None))
                if expr[1] in inline.FIRST_MENTION or (i == 0 and expr[1] in inline.FIRST_OPERAND):
                    operands[i] = named
                else:
                    bindings.append(named)
                    operands[i] = inline.again(named)
        built = build(operands) or call(checked, *operands)
        if not bindings:
            return built
        if isinstance(built, New):
            built = built.called()
        # (t1 := a, t2 := b, result)[-1]
        return index(tuple_of([*bindings, built]), constant(-1))

    def _text(self, expr: Ex) -> ast.expr:
        """The Python text of a string, which itself need not be made."""
        match expr:
            case ["p", "string-append", _, [_, _, *_] as operands]:
                return inline.joined([self._text(operand) for operand in operands])
            case ["p", "number->string", _, [_]]:
                return self._inlined(inline.number_text, expr)
        return attribute(self.value(expr), "raw_text")

    def _is_char(self, expr: Ex) -> bool:
        if expr[0] == "c":
            return self.kinds[expr[1]] == "char"
        return kind_of(expr, self.known) == CHAR

    def _is_number(self, expr: Ex) -> bool:
        return kind_of(expr, self.known) in (NATURAL, NUMBER)

    def _is_same_by_is(self, expr: Ex) -> bool:
        """Whether the constant is one that `eqv?` compares by identity."""
        if expr[0] == "s":
            return True
        return expr[0] == "c" and self.kinds[expr[1]] in ("interned", "char")


def _as_conses(expr: Ex) -> Ex:
    """`(list a b)` as `(cons a (cons b '()))`."""
    _, _, place, operands = expr
    made: Ex = ["s", "NIL"]
    for operand in reversed(operands):
        made = ["p", "cons", place, [operand, made]]
    return made


def is_simple(operand: ast.expr) -> bool:
    """Whether to mention an operand twice costs next to nothing."""
    if isinstance(operand, ast.Attribute):  # G3.raw_value
        return isinstance(operand.value, ast.Name) and operand.value.id.startswith("G")
    return isinstance(operand, (ast.Name, ast.Constant))
