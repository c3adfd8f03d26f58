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

from perdure.vm.code.instructions import (
    Again,
    Body,
    Branch,
    Break,
    CellProcedure,
    Check,
    Continue,
    Do,
    EnteredLoop,
    Expression,
    Get,
    GoTo,
    Loop,
    NewBox,
    NewClosure,
    NewClosures,
    ProcedureCall,
    ReturnValue,
    Set,
    SetBox,
    SetCell,
    Statement,
    TailCall,
)
from perdure.vm.code.lowered import SELF
from perdure.vm.python.facts import Facts
from perdure.vm.python.jumps import Jumps, OpenLoop
from perdure.vm.python.lines import place, place_all
from perdure.vm.python.nodes import (
    assign,
    attribute,
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
from perdure.vm.python.wide import KEPT, POINT, is_wide, kept_there, mentioned, unpacked

PROLOGUE = 1_000_000  #: the line of what comes before a procedure's first site

#: Statements that are none of the program's: they only guide the machine. No frame waits before a
#: Break, of which the site table has nothing.
UNPROBED = (Break, Check, EnteredLoop, GoTo)


def entry_function(
    facts: Facts, steady: frozenset[int], probes: frozenset[int] = frozenset()
) -> types.CodeType:
    """The Python code of a whole procedure.

    `steady` holds the constants whose procedures are known to make no tail calls;
    -1 stands for the procedure itself. Cells among them are called as `n3`, which
    the linker keeps true to that, whatever the cell comes to hold. Before each of the
    statements `probes`, by their sites, it calls `probe(code, site)`: a debugger's.
    """
    return Function(facts, steady, probes).entry()


def resumption_function(
    facts: Facts, steady: frozenset[int], point: int, probes: frozenset[int] = frozenset()
) -> types.CodeType:
    """The Python code of what is left at a point; it begins without a probe."""
    return Function(facts, steady, probes).resumption(point)


class Function(Jumps):
    """One Python function in the making."""

    def __init__(
        self, facts: Facts, steady: frozenset[int], probes: frozenset[int] = frozenset()
    ) -> None:
        super().__init__(facts, steady, probes)
        self.begun: Body | None = None  #: the body whose first statement is gone on with
        self.flags = 0

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
        if self.probes:
            self.begun = _begun_in(rest, point >> 1)
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
            if statement.site in self.probes and not isinstance(statement, UNPROBED):
                if body is not self.begun or statement is not body[0]:
                    made.append(self.probe(statement.site))
            done = self.statement(statement)
            for each in [*self.ex.taken_before(), *done]:
                if not hasattr(each, "lineno"):
                    place(each, statement.site)
                made.append(each)
        return made

    def statement(self, statement: Statement) -> list[ast.stmt]:
        match statement:
            case Set(dest=dest, value=value):
                return [self.to(dest, self.ex.value(value))]
            case ReturnValue(value=value):
                return self.returned(value)
            case Branch(test=test, then=then, otherwise=otherwise):
                return self.conditional(test, then, otherwise)
            case ProcedureCall(site=site, dest=dest, callee=callee):
                return self.call(site, dest, callee, statement.operands, statement.spread)
            case TailCall(site=site, callee=callee):
                return self.tail(site, callee, statement.operands, statement.spread)
            case Do(dest=dest, primitive=primitive, operands=operands):
                return self.do(dest, primitive, operands)
            case Check():
                return [self.check()]
            case Loop(site=site, label=label, body=inside):
                return self.loop(site, label, inside, None)
            case Continue(label=label, dests=dests, values=values):
                return [*self.assignments(dests, values), *self.jump("continue", label)]
            case Break(label=label):
                return self.jump("break", label)
            case Again():
                return self.again(statement)
            case NewBox(dest=dest, value=value):
                held = self.ex.value(value)
                made = [set_local("t", call(name("Box"))), set_attribute("t", "raw_value", held)]
                return [*made, self.to(dest, name("t"))]
            case SetBox(variable=variable, value=value):
                return [
                    set_attribute(f"v{variable}", "_p_changed", constant(True)),
                    set_attribute(f"v{variable}", "raw_value", self.ex.value(value)),
                ]
            case SetCell(constant=cell, value=value, defines=defines):
                action = "define_cell" if defines else "set_cell"
                return [ast.Expr(call(name(action), name(f"G{cell}"), self.ex.value(value)))]
            case NewClosures(dests=dests, closures=closures):
                return self.new_closures(dests, closures)
            case EnteredLoop(site=site, label=label, body=inside, entry=entry):
                return self.loop(site, label, inside, entry)
            case GoTo(site=site):
                return self.goto(site)

    def returned(self, expr: Expression) -> list[ast.stmt]:
        return [ast.Return(self.ex.value(expr))]

    def to(self, dest: int, value: ast.expr) -> ast.stmt:
        return set_local(f"v{dest}", value) if dest >= 0 else ast.Expr(value)

    def check(self) -> ast.stmt:
        return ast.If(
            compare(name("d"), ast.Gt(), name("LIMIT")), [ast.Expr(call(name("over")))], []
        )

    def conditional(self, test: Expression, then: Body, otherwise: Body) -> list[ast.stmt]:
        tested = self.ex.test(test)
        before = self.ex.taken_before()
        first, second = self.body(then), self.body(otherwise)
        if not first:
            if not second:
                return [*before, ast.Expr(tested)]
            return [*before, ast.If(ast.UnaryOp(ast.Not(), tested), second, [])]
        return [*before, ast.If(tested, first, second)]

    def assignments(self, dests: list[int], exprs: list[Expression]) -> list[ast.stmt]:
        """All at once: the expressions see the old values."""
        if not dests:
            return []
        if len(dests) == 1:
            return [self.to(dests[0], self.ex.value(exprs[0]))]
        targets = ast.Tuple([target(f"v{d}") for d in dests], ast.Store())
        return [assign(targets, tuple_of(self.ex.values(exprs)))]

    def again(self, statement: Again) -> list[ast.stmt]:
        """A jump to the head while the cell holds this procedure; else a call, and its value."""
        cell, exprs = statement.constant, statement.values
        kept = [
            (dest, expr)
            for dest, expr in zip(statement.dests, exprs, strict=True)
            if not (isinstance(expr, Get) and expr.variable == dest)
        ]
        moves = self.assignments([dest for dest, _ in kept], [expr for _, expr in kept])
        around = [*self.ex.taken_before(), *moves, *self.jump("continue", statement.label)]
        called = self.call(statement.site, -1, CellProcedure(cell), exprs, spread=False)
        away = [*self.ex.taken_before(), *called]
        test = is_same(name(f"g{cell}"), name("E"))
        return [ast.If(test, around, []), *away, ast.Return(name("r"))]

    def new_closures(self, dests: list[int], closures: list[NewClosure]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for dest, closure in zip(dests, closures, strict=True):
            made.append(set_local(f"v{dest}", call(name("Closure"))))
            made.append(set_attribute(f"v{dest}", "raw_code", self.ex.code(closure.constant)))
            made.append(set_attribute(f"v{dest}", "_v_entry", self.ex.entry(closure.constant)))
        for dest, closure in zip(dests, closures, strict=True):
            values = tuple_of(self.ex.values(closure.captured))
            made.append(set_attribute(f"v{dest}", "raw_values", values))
        return made

    def do(self, dest: int, builtin: str, operands: list[Expression]) -> list[ast.stmt]:
        """A primitive with an effect, in its short form where there is one for these operands."""
        effect = primitive_of(builtin).effect
        if effect is None or not fits_effect(effect, operands):
            return [self.to(dest, call(name(f"b:{builtin}"), *self.ex.values(operands)))]
        unspecified = [] if dest < 0 else [set_local(f"v{dest}", name("UNSPECIFIED"))]
        filling = _EffectFilling(self, builtin, operands)
        return [*(make(filling) for make in effect_of(effect).make), *unspecified]

    def mark(self, changed: Expression) -> ast.stmt:
        """Tell the database that an object has been changed.

        In a loop, only where it is not the one that was told of last there: no transaction
        ends while this Python function runs.
        """
        marked = ast.Attribute(self.ex.value(changed), "_p_changed", ast.Store())
        tell = assign(marked, constant(True))
        if not self.loops or not isinstance(changed, Get):
            return tell
        loop = self.loops[-1]
        last = f"m{len(self.loops)}_{len(loop.marked)}"
        loop.marked.append(last)
        return ast.If(
            is_other(name(last), self.ex.value(changed)),
            [tell, set_local(last, self.ex.value(changed))],
            [],
        )

    # ---- loops

    def loop(self, site: int, label: str, inside: Body, entry: Body | None) -> list[ast.stmt]:
        loop = OpenLoop(label)
        self.loops.append(loop)
        content = self.body([Check(site), *inside])
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


def _begun_in(rest: Body, site: int) -> Body | None:
    """The body that begins with the statement of that site, in what is left at a point of it."""
    while rest and isinstance(rest[0], EnteredLoop):
        rest = rest[0].entry
    return rest if rest and rest[0].site == site else None


class _EffectFilling(Filling):
    """The operands of an effect, which is statements: evaluated at each mention."""

    def __init__(self, function: Function, primitive: str, operands: list[Expression]) -> None:
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
