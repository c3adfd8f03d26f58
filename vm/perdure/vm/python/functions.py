"""Lowered code as Python functions.

The entry is the whole procedure, `(v0, d, parameters ...)`: v0 the closure, d how
many generated calls deep it runs. The resumption of a point is `(x, d, kept ...)`:
x the value the frame waited for, kept the variables of the site table; see wide where these are
many. That of a long procedure ends at a cut, and has the machine call the next one; see pieces.

Every statement's line number is its site. That, and the local variables, is all
that capture needs, and it costs nothing until a capture happens.

Read by: perdure.vm.machine.linker.
"""

from __future__ import annotations

import ast
import sys
import types

from perdure.vm.code.lowered import SELF, Body, Ex, Statement, before
from perdure.vm.python.expressions import Expressions
from perdure.vm.python.facts import Facts
from perdure.vm.python.lines import place, place_all
from perdure.vm.python.nodes import (
    add,
    assign,
    attribute,
    binary,
    call,
    compare,
    constant,
    is_other,
    is_same,
    name,
    set_attribute,
    set_local,
    target,
    tuple_of,
)
from perdure.vm.python.templates import Filling, effect_of, fits_effect, primitive_of
from perdure.vm.python.wide import (
    KEPT,
    POINT,
    handed_on,
    is_wide,
    kept_there,
    mentioned,
    unpacked,
)

BOUNCE = 2_000_000  #: added to a site: the line of the tail calls made for its call
PROLOGUE = 1_000_000  #: the line of what comes before a procedure's first site


def entry_function(facts: Facts, steady: frozenset[int]) -> types.CodeType:
    """The Python code of a whole procedure.

    `steady` holds the constants whose procedures are known to make no tail calls;
    -1 stands for the procedure itself. Cells among them are called as `n3`, which
    the linker keeps true to that, whatever the cell comes to hold.
    """
    return Function(facts, steady).entry()


def resumption_function(facts: Facts, steady: frozenset[int], point: int) -> types.CodeType:
    """The Python code of what is left at a point."""
    return Function(facts, steady).resumption(point)


class Function:
    """One Python function in the making."""

    def __init__(self, facts: Facts, steady: frozenset[int]) -> None:
        self.facts = facts
        self.lowered = facts.lowered
        self.steady = steady
        self.ex = Expressions(facts.kinds, facts.known)
        self.loops: list[_Loop] = []
        self.flags = 0
        self.in_tuple: list[int] = []  #: of a wide resumption, the variables in `kept`
        self.named: set[int] = set()  #: those that are variables of Python's as well

    def entry(self) -> types.CodeType:
        lowered = self.lowered
        prologue: list[ast.stmt] = []
        if lowered.captured:
            names = ast.Tuple([target(f"v{i}") for i in lowered.captured], ast.Store())
            prologue.append(assign(names, attribute(name(f"v{SELF}"), "raw_values")))
        if lowered.rest >= 0:
            rest = f"v{lowered.rest}"
            prologue.append(set_local(rest, call(name("list_of"), name(rest))))
        for statement in prologue:
            place(statement, PROLOGUE)
        rest_name = f"v{lowered.rest}" if lowered.rest >= 0 else None
        parameters = [f"v{SELF}", "d", *(f"v{i}" for i in lowered.parameters)]
        return self.compiled(parameters, rest_name, [*prologue, *self.body(lowered.body)])

    def resumption(self, point: int) -> types.CodeType:
        kept = kept_there(self.lowered, point)
        rest = self.facts.pieces.rest(point)
        if not is_wide(kept):
            return self.compiled(["x", "d", *(f"v{i}" for i in kept)], None, self.body(rest))
        self.named = mentioned(rest)
        self.in_tuple = kept
        prologue = [set_local(POINT, constant(point)), *unpacked(kept, self.named)]
        for statement in prologue:
            place(statement, PROLOGUE)
        return self.compiled(["x", "d"], KEPT, [*prologue, *self.body(rest)])

    def compiled(
        self, parameters: list[str], rest: str | None, body: list[ast.stmt]
    ) -> types.CodeType:
        arguments = ast.arguments(
            posonlyargs=[],
            args=[ast.arg(each) for each in parameters],
            vararg=ast.arg(rest) if rest else None,
            kwonlyargs=[],
            kw_defaults=[],
            kwarg=None,
            defaults=[],
        )
        function = ast.FunctionDef(
            name=self.lowered.name or "lambda",
            args=arguments,
            body=body or [ast.Return(constant(None))],
            decorator_list=[],
            returns=None,
            type_comment=None,
        )
        if sys.version_info >= (3, 12):
            function.type_params = []
        return code_of_function(function, self.lowered.name)

    # ---- statements

    def body(self, body: Body) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for statement in body:
            done = self.statement(statement)
            for each in [*self.ex.taken_before(), *done]:
                if not hasattr(each, "lineno"):
                    place(each, statement[1])
                made.append(each)
        return made

    def statement(self, statement: Statement) -> list[ast.stmt]:
        match statement:
            case ["=", _, dest, expr]:
                return [self.to(dest, self.ex.value(expr))]
            case ["return", _, expr]:
                return self.returned(expr)
            case ["if", _, test, then, otherwise]:
                return self.conditional(test, then, otherwise)
            case ["call", site, _, dest, callee, operands, spread]:
                return self.call(site, dest, callee, operands, spread)
            case ["tail", site, _, callee, operands, spread]:
                return self.tail(site, callee, operands, spread)
            case ["do", _, _, dest, builtin, operands]:
                return self.do(dest, builtin, operands)
            case ["box", _, dest, expr]:
                value = self.ex.value(expr)
                made = [set_local("t", call(name("Box"))), set_attribute("t", "raw_value", value)]
                return [*made, self.to(dest, name("t"))]
            case ["set", _, variable, expr]:
                return [
                    set_attribute(f"v{variable}", "_p_changed", constant(True)),
                    set_attribute(f"v{variable}", "raw_value", self.ex.value(expr)),
                ]
            case ["gset", _, _, cell, expr, how]:
                action = "define_cell" if how == "define" else "set_cell"
                return [ast.Expr(call(name(action), name(f"G{cell}"), self.ex.value(expr)))]
            case ["fix", _, closures]:
                return self.fix(closures)
            case ["check", site]:
                return [self.check()]
            case ["loop", site, label, inside, *entry]:
                return self.loop(site, label, inside, entry[0] if entry else None)
            case ["continue", _, label, dests, exprs]:
                return [*self.assignments(dests, exprs), *self.jump("continue", label)]
            case ["break", _, label]:
                return self.jump("break", label)
            case ["again", site, _, cell, label, dests, exprs]:
                kept = [(d, e) for d, e in zip(dests, exprs, strict=True) if e != ["v", d]]
                moves = self.assignments([d for d, _ in kept], [e for _, e in kept])
                around = [*self.ex.taken_before(), *moves, *self.jump("continue", label)]
                call_ = self.call(site, -1, ["g", cell], exprs, 0)
                away = [*self.ex.taken_before(), *call_]
                test = is_same(name(f"g{cell}"), name("E"))
                return [ast.If(test, around, []), *away, ast.Return(name("r"))]
            case ["goto", site]:
                return [self.goto(site)]
        raise ValueError(f"unknown statement {statement[0]!r}: lowered by a newer Perdure?")

    def returned(self, expr: Ex) -> list[ast.stmt]:
        return [ast.Return(self.ex.value(expr))]

    def to(self, dest: int, value: ast.expr) -> ast.stmt:
        return set_local(f"v{dest}", value) if dest >= 0 else ast.Expr(value)

    def check(self) -> ast.stmt:
        return ast.If(
            compare(name("d"), ast.Gt(), name("LIMIT")), [ast.Expr(call(name("over")))], []
        )

    def conditional(self, test: Ex, then: Body, otherwise: Body) -> list[ast.stmt]:
        tested = self.ex.test(test)
        before = self.ex.taken_before()
        first, second = self.body(then), self.body(otherwise)
        if not first:
            if not second:
                return [*before, ast.Expr(tested)]
            return [*before, ast.If(ast.UnaryOp(ast.Not(), tested), second, [])]
        return [*before, ast.If(tested, first, second)]

    def assignments(self, dests: list[int], exprs: list[Ex]) -> list[ast.stmt]:
        """All at once: the expressions see the old values."""
        if not dests:
            return []
        if len(dests) == 1:
            return [self.to(dests[0], self.ex.value(exprs[0]))]
        targets = ast.Tuple([target(f"v{d}") for d in dests], ast.Store())
        return [assign(targets, tuple_of(self.ex.values(exprs)))]

    def fix(self, closures: list[list[object]]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for dest, code, _ in closures:
            assert isinstance(code, int)
            made.append(set_local(f"v{dest}", call(name("Closure"))))
            made.append(set_attribute(f"v{dest}", "raw_code", self.ex.code(code)))
            made.append(set_attribute(f"v{dest}", "_v_entry", self.ex.entry(code)))
        for dest, _, captured in closures:
            assert isinstance(captured, list)
            made.append(set_attribute(f"v{dest}", "raw_values", tuple_of(self.ex.values(captured))))
        return made

    # ---- calls

    def called(self, callee: Ex) -> tuple[ast.expr, ast.expr]:
        """(the Python function, the procedure to pass to it)."""
        kind, which = callee[0], callee[1]
        if kind == "v":
            return attribute(name(f"v{which}"), "_v_entry"), name(f"v{which}")
        if kind == "g":
            return name(f"g{which}"), constant(None)
        if kind == "b":
            return name(f"e:{which}"), constant(None)
        closure = constant(None) if callee[2] is None else self.ex.value(callee[2])
        return self.ex.entry(which), closure

    def operands(self, operands: list[Ex], spread: int) -> list[ast.expr]:
        values = self.ex.values(operands)
        if spread:
            values[-1] = ast.Starred(call(name("items_of"), values[-1]), ast.Load())
        return values

    def call(
        self, site: int, dest: int, callee: Ex, operands: list[Ex], spread: int
    ) -> list[ast.stmt]:
        variable = f"v{dest}" if dest >= 0 else "r"
        made: ast.expr
        if is_direct(callee):
            made = call(name(f"b:{callee[1]}"), *self.operands(operands, spread))
            here = set_attribute("M", "d", name("d"))
            return [here, set_local(variable, made), self.bounces(site, variable)]
        function, procedure = self.called(callee)
        deeper = add(name("d"), 1)
        is_steady = callee[0] in ("g", "code") and callee[1] in self.steady
        if is_steady and callee[0] == "g":
            function = name(f"n{callee[1]}")
        made = call(function, procedure, deeper, *self.operands(operands, spread))
        if is_steady:
            return [set_local(variable, made)]
        return [set_local(variable, made), self.bounces(site, variable)]

    def bounces(self, site: int, variable: str) -> ast.stmt:
        """Make the tail call that the variable stands for, and those that follow it.

        Its line tells it from the call itself, for diagnosis.
        """
        arguments = ast.Starred(attribute(name("M"), "a"), ast.Load())
        bounce = set_local(variable, call(attribute(name("M"), "g"), arguments))
        place(bounce, site + BOUNCE)
        return ast.While(is_same(name(variable), name("TAIL")), [bounce], [])

    def tail(self, site: int, callee: Ex, operands: list[Ex], spread: int) -> list[ast.stmt]:
        if is_direct(callee):
            # Its value, or TAIL, is what this procedure gives too.
            here = set_attribute("M", "d", binary(name("d"), ast.Sub(), constant(1)))
            return [
                here,
                ast.Return(call(name(f"b:{callee[1]}"), *self.operands(operands, spread))),
            ]
        function, procedure = self.called(callee)
        if callee[0] in ("g", "code") and callee[1] in self.steady:
            # It makes no tail call itself, so one more Python frame is all this takes. The
            # `s` of a cell leaves a tail call in the registers where that has changed.
            if callee[0] == "g":
                function = name(f"s{callee[1]}")
            deeper = add(name("d"), 1)
            called = call(function, procedure, deeper, *self.operands(operands, spread))
            return [ast.Return(called)]
        arguments = tuple_of([procedure, name("d"), *self.operands(operands, spread)])
        return [
            set_attribute("M", "a", arguments),
            set_attribute("M", "k", name("K")),
            set_attribute("M", "s", constant(site)),
            set_attribute("M", "g", function),
            ast.Return(name("TAIL")),
        ]

    def do(self, dest: int, builtin: str, operands: list[Ex]) -> list[ast.stmt]:
        """A primitive with an effect, in its short form where there is one for these operands."""
        effect = primitive_of(builtin).effect
        if effect is None or not fits_effect(effect, operands):
            return [self.to(dest, call(name(f"b:{builtin}"), *self.ex.values(operands)))]
        unspecified = [] if dest < 0 else [set_local(f"v{dest}", name("UNSPECIFIED"))]
        filling = _EffectFilling(self, builtin, operands)
        return [*(make(filling) for make in effect_of(effect).make), *unspecified]

    def mark(self, changed: Ex) -> ast.stmt:
        """Tell the database that an object has been changed.

        In a loop, only where it is not the one that was told of last there: no transaction
        ends while this Python function runs.
        """
        marked = ast.Attribute(self.ex.value(changed), "_p_changed", ast.Store())
        tell = assign(marked, constant(True))
        if not self.loops or changed[0] != "v":
            return tell
        loop = self.loops[-1]
        last = f"m{len(self.loops)}_{len(loop.marked)}"
        loop.marked.append(last)
        return ast.If(
            is_other(name(last), self.ex.value(changed)),
            [tell, set_local(last, self.ex.value(changed))],
            [],
        )

    def goto(self, site: int) -> ast.stmt:
        """Have the machine go on before a statement that is not in this function.

        Its line is that statement's: where it is not come to, the computation is before it.
        """
        point = before(site)
        kept = handed_on(kept_there(self.lowered, point), self.in_tuple, self.named)
        made = ast.Return(call(name("go_on"), name("K"), constant(point), name("d"), *kept))
        place(made, site)
        return made

    # ---- loops

    def loop(self, site: int, label: str, inside: Body, entry: Body | None) -> list[ast.stmt]:
        loop = _Loop(label)
        self.loops.append(loop)
        content = self.body([["check", site], *inside])
        before: list[ast.stmt] = []
        if entry is not None:
            self.flags += 1
            flag = f"r{self.flags}"
            before = [set_local(flag, constant(True))]
            first = [set_local(flag, constant(False)), *self.body(entry)]
            content = [ast.If(name(flag), first, content)]
        self.loops.pop()
        repeat = ast.While(constant(True), content, [])
        unmarked = [set_local(last, constant(None)) for last in loop.marked]
        return [*before, *unmarked, repeat, *self.after_loop(loop)]

    def jump(self, how: str, label: str) -> list[ast.stmt]:
        """Python's continue and break reach one loop; further out goes step by step.

        A loop that the function has only a part of is gone on with in another one.
        """
        if all(loop.label != label for loop in self.loops):
            return self.jump_away(how, label)
        loop = self.loops[-1]
        if loop.label == label:
            if how == "break":
                loop.breaks = True
                return [set_local("j", constant(0)), ast.Break()]
            return [ast.Continue()]
        if (how, label) not in loop.escapes:
            loop.escapes.append((how, label))
        number = loop.escapes.index((how, label)) + 1
        return [set_local("j", constant(number)), ast.Break()]

    def jump_away(self, how: str, label: str) -> list[ast.stmt]:
        """A jump whose loop is not in this function."""
        pieces = self.facts.pieces
        if how == "continue":
            return [self.goto(pieces.head_of(label))]
        following = pieces.after(label)
        if following[0] == "break":
            return self.jump("break", following[2])
        return [self.goto(following[1])]

    def after_loop(self, loop: _Loop) -> list[ast.stmt]:
        """Go on to where the jumps out of a loop were bound for."""
        if not loop.escapes:
            return []
        if len(loop.escapes) == 1 and not loop.breaks:
            return self.jump(*loop.escapes[0])
        return [
            ast.If(compare(name("j"), ast.Eq(), constant(number)), self.jump(*escape), [])
            for number, escape in enumerate(loop.escapes, start=1)
        ]


def is_direct(callee: Ex) -> bool:
    """Whether it is a control primitive that need not know how deep the stack is."""
    return callee[0] == "b" and primitive_of(callee[1]).calls is None


class _EffectFilling(Filling):
    """The operands of an effect, which is statements: evaluated at each mention."""

    def __init__(self, function: Function, primitive: str, operands: list[Ex]) -> None:
        super().__init__(primitive, [])
        self.function = function
        self.exprs = operands

    def mention(self, i: int) -> ast.expr:
        return self.function.ex.value(self.exprs[i])

    def changed(self, i: int) -> ast.stmt:
        return self.function.mark(self.exprs[i])


def code_of_function(function: ast.stmt, procedure: str) -> types.CodeType:
    """The code of a function that was built or parsed; `procedure` is named in tracebacks."""
    place(function, PROLOGUE)
    module = ast.Module([function], [])
    place_all(function)
    code = compile(module, f"<{procedure}>", "exec", dont_inherit=True)
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            return part
    raise AssertionError("a module with one function has its code among its constants")


class _Loop:
    """A loop being made: its label, and where the jumps out of it go."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.breaks = False
        self.marked: list[str] = []  #: variables that hold what was marked as changed last
        self.escapes: list[tuple[str, str]] = []
