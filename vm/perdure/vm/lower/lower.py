"""From core expressions to lowered code.

Every expression is lowered either as an operand (a pure expression, with
statements put before it as needed) or into a destination: a variable, nothing,
or the procedure's return; a destination inside a loop also says which loop is
left when the value is there.

Reads: the plan of perdure.vm.optimize.procedures. Read by: perdure.vm.lower.compile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Concatenate, Final, ParamSpec

from perdure.vm.code.instructions import (
    Again,
    Body,
    BoxValue,
    Branch,
    Break,
    Callee,
    CellProcedure,
    CellValue,
    Check,
    Choose,
    Compute,
    Constant,
    Continue,
    ControlPrimitive,
    Do,
    Expression,
    Get,
    KnownClosure,
    KnownCode,
    Loop,
    Named,
    NewBox,
    NewClosure,
    NewClosures,
    Number,
    ProcedureCall,
    ReturnValue,
    Set,
    SetBox,
    SetCell,
    Statement,
    TailCall,
    variables_in,
)
from perdure.vm.code.liveness import InScope
from perdure.vm.code.lowered import SELF, statements_in
from perdure.vm.core import (
    Begin,
    Call,
    Const,
    DefineGlobal,
    Expr,
    Fix,
    Global,
    If,
    Lambda,
    Let,
    Local,
    Position,
    Region,
    SetGlobal,
    SetLocal,
    Spread,
    Variable,
)
from perdure.vm.core.descent import Descent
from perdure.vm.dataclass import dataclass
from perdure.vm.lower.builder import Builder
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import Builtin, Cell, Code, Source, name_of_place
from perdure.vm.optimize.procedures import Kind, Procedure, Procedures, may_wait

Rest = ParamSpec("Rest")

NOTHING: Final = Named("UNSPECIFIED")

#: How deep lowered expressions are nested at most; what is nested deeper goes through
#: temporaries. Lowered code is gone through by recursion, on whatever stack there is.
MOST_NESTED: Final = 16

#: Python frames from here to the next place that counts them, at most; see
#: perdure.vm.core.descent.
_LEVEL: Final = 6
_PROCEDURE: Final = 2 * MOST_NESTED + 8


@dataclass(frozen=True, slots=True)
class Dest:
    """Where a value goes: `variable` (-1: it is dropped), or out of the procedure.

    `leave` is the label of the loop to break from afterwards, or None to go on
    with the next statement.
    """

    variable: int = -1
    returns: bool = False
    leave: str | None = None


RETURN = Dest(returns=True)
DROP = Dest()


def lowered_unit(
    plan: Procedures, source: Source | None, descent: Descent, *, keeps_variables: bool = False
) -> Code:
    """The Code of a whole unit (its outermost Lambda), inner codes among its constants.

    Whether frames keep variables that are dead, too: see perdure.vm.code.liveness.
    """
    return _Lowering(plan, source, descent, keeps_variables).procedure(plan.unit)


class _Lowering:
    """State shared by all procedures of a unit."""

    def __init__(
        self, plan: Procedures, source: Source | None, descent: Descent, keeps_variables: bool
    ) -> None:
        self.descent = descent
        self.plan = plan
        self.keeps_variables = keeps_variables
        self.source = source
        self.codes: dict[Procedure, Code] = {}
        self.guarded: set[Procedure] = set()  #: the bodies of guards

    def procedure(self, procedure: Procedure) -> Code:
        """The Code of a procedure; still empty while it is being made (they may be cyclic)."""
        found = self.codes.get(procedure)
        if found is None:
            descent = self.descent
            if descent.left < _PROCEDURE:
                return descent.deeper(self.procedure, procedure)
            descent.left -= _PROCEDURE
            found = self.codes[procedure] = Code("", b"", (), None, b"")
            _Procedure(self, procedure).finish(found)
            descent.left += _PROCEDURE
        return found

    def extra(self, procedure: Procedure) -> list[Variable]:
        """The free variables that a lifted procedure takes as parameters, in order."""
        return sorted(procedure.free, key=_by_name_then_age)

    def captured(self, procedure: Procedure) -> list[Variable]:
        """The free variables that a closure captures, in order; not itself."""
        free = procedure.free - {procedure.variable}
        return sorted(free, key=_by_name_then_age)


def _by_name_then_age(variable: Variable) -> tuple[str, int]:
    return (variable.name, variable.serial)


class _Procedure:
    """Lowers one procedure that gets a Code of its own."""

    def __init__(self, unit: _Lowering, procedure: Procedure) -> None:
        self.unit = unit
        self.descent = unit.descent
        self.plan = unit.plan
        self.procedure = procedure
        node = procedure.node
        name = node.name or name_of_place(unit.source, node.at)
        self.build = Builder(procedure, name, unit.source)
        self.boxes_assigned = may_wait(node.body)
        self.loops: dict[Procedure, tuple[str, list[int], Dest]] = {}
        self.out: Body = []
        self.entry_label = self.build.label()
        self.entry_slots: list[int] = []  #: the parameters as they arrive, before boxing
        self.goes_round = False  #: whether some tail call to itself became a jump
        self.scope: InScope = None  #: the variables that have got their values here

    # ---- the procedure as a whole

    def finish(self, code: Code) -> None:
        """Lower the procedure and fill `code` with it."""
        node, build = self.procedure.node, self.build
        lifted = self.procedure.kind is Kind.LIFTED
        self.entry_slots = [self.arriving(parameter) for parameter in node.parameters]
        extra = self.unit.extra(self.procedure) if lifted else []
        build.parameters = [*self.entry_slots, *(build.slot(v) for v in extra)]
        if node.rest is not None:
            build.rest = self.arriving(node.rest)
        if not lifted:
            build.captured = [build.slot(v) for v in self.unit.captured(self.procedure)]
        self.enter_scope(build.captured)
        self.enter_scope(build.parameters)
        if build.rest >= 0:
            self.enter_scope([build.rest])
        check = self.site()
        arrived = list(zip(node.parameters, self.entry_slots, strict=True))
        if node.rest is not None:
            arrived.append((node.rest, build.rest))
        for parameter, slot in arrived:
            if self.is_boxed(parameter):
                self.emit(NewBox, build.slot(parameter), Get(slot))
                self.enter_scope([build.slot(parameter)])
        self.into(RETURN, node.body)
        body = self.out
        if self.goes_round:
            body = [Loop(check, self.entry_label, body)]
        elif _calls(body):
            body = [Check(check), *body]
        build.fill(code, body)

    def arriving(self, parameter: Variable) -> int:
        """The variable in which a parameter's value arrives; its own unless it is boxed."""
        if self.is_boxed(parameter):
            return self.build.variable(parameter.name)
        return self.build.slot(parameter)

    def is_boxed(self, variable: Variable) -> bool:
        return variable.assigned and (
            self.boxes_assigned or variable.late or variable in self.plan.captured
        )

    # ---- statements

    def enter_scope(self, slots: Sequence[int]) -> None:
        """These have their values from here to the end of the expression in hand."""
        if self.unit.keeps_variables:
            for slot in slots:
                if self.build.names[slot]:
                    self.scope = (slot, self.scope)

    def site(self) -> int:
        site = self.build.site()
        if self.scope is not None:
            self.build.scopes[site] = self.scope
        return site

    def emit(
        self,
        make: Callable[Concatenate[int, Rest], Statement],
        *rest: Rest.args,
        **named: Rest.kwargs,
    ) -> None:
        """Put a statement at the end, at a new site; what it evaluates has been lowered."""
        self.out.append(make(self.site(), *rest, **named))

    def block(self, dest: Dest, expr: Expr) -> Body:
        """`expr` lowered into `dest`, as a body of its own."""
        outer, self.out = self.out, []
        self.into(dest, expr)
        inner, self.out = self.out, outer
        return inner

    def give(self, dest: Dest, value: Expression) -> None:
        """A pure value to its destination."""
        if dest.returns:
            self.emit(ReturnValue, value)
            return
        if dest.variable >= 0:
            if not _is_variable(value, dest.variable):
                self.emit(Set, dest.variable, value)
        elif isinstance(value, (Compute, CellValue, BoxValue, Choose)):
            self.emit(Set, -1, value)  # it may be an error; nothing else is seen of it
        self.leave(dest)

    def leave(self, dest: Dest) -> None:
        if dest.leave is not None:
            self.emit(Break, dest.leave)

    def into(self, dest: Dest, expr: Expr) -> None:
        """Lower `expr` so that its value ends in `dest`."""
        descent = self.descent
        if descent.left < _LEVEL:
            descent.deeper(self.into, dest, expr)
            return
        descent.left -= _LEVEL
        scope = self.scope
        self.into_here(dest, expr)
        self.scope = scope
        descent.left += _LEVEL

    def into_here(self, dest: Dest, expr: Expr) -> None:
        while True:
            match expr:
                case Begin(body):
                    for part in body[:-1]:
                        self.into(DROP, part)
                    expr = body[-1]
                case Let(variables, values, body):
                    self.bind(variables, values)
                    expr = body
                case Fix(_, _, body):
                    self.bind_procedures(expr)
                    expr = body
                case If(test, then, otherwise) if dest.returns or dest.leave is not None:
                    # Both arms leave, so the second needs no nesting.
                    tested = self.operand(test)
                    site = self.site()
                    self.out.append(Branch(site, tested, self.block(dest, then), []))
                    expr = otherwise
                case _:
                    break
        match expr:
            case If():
                self.conditional(dest, expr)
            case Call():
                self.call(dest, expr)
            case Region():
                self.region(dest, expr)
            case Spread(operator, operands, at):
                self.general_call(dest, operator, operands, at, spread=True)
            case SetLocal(variable, value):
                self.assign(variable, value)
                self.give(dest, NOTHING)
            case SetGlobal(cell, value, at):
                operand = self.operand(value)
                place = self.build.place(at)
                self.emit(SetCell, place, self.build.constant(cell), operand, defines=False)
                self.give(dest, NOTHING)
            case DefineGlobal(cell, value, at):
                operand = self.operand(value)
                place = self.build.place(at)
                self.emit(SetCell, place, self.build.constant(cell), operand, defines=True)
                self.give(dest, NOTHING)
            case _:
                self.give(dest, self.pure(expr))

    def conditional(self, dest: Dest, expr: If) -> None:
        if self.is_pure(expr):
            self.give(dest, self.pure(expr))
            return
        test = self.operand(expr.test)
        site = self.site()
        then = self.block(dest, expr.then)
        otherwise = self.block(dest, expr.otherwise)
        self.out.append(Branch(site, test, then, otherwise))

    def region(self, dest: Dest, expr: Region) -> None:
        """Its body, with the sites of that noted. Not in tail position: the frame is wanted."""
        slots = [self.plain(each, expr) for each in expr.variables]
        variable = self.build.variable() if dest.returns else dest.variable
        first = self.build.sites + 1
        self.into(Dest(variable), expr.body)
        self.build.region(expr, first, slots)
        if dest.returns:
            self.give(dest, Get(variable))
        else:
            self.leave(dest)

    def plain(self, held: Expr, region: Region) -> int:
        """The variable that plays a role; refused where its value is not in the frame as it is."""
        match held:
            case Local(variable) if variable is not self.procedure.variable:
                if not self.is_boxed(variable) and not variable.assigned:
                    return self.build.slot(variable)
                why = f"{variable.name} is assigned, so it cannot play a role"
            case _:
                why = "only a local variable that is never assigned can play a role"
        raise self.build.misfit(why, region)

    def bind(self, variables: Sequence[Variable], values: Sequence[Expr]) -> None:
        for variable, value in zip(variables, values, strict=True):
            slot = self.build.slot(variable)
            if self.is_boxed(variable):
                self.emit(NewBox, slot, self.operand(value))
            else:
                self.into(Dest(slot), value)
            self.enter_scope([slot])

    def assign(self, variable: Variable, value: Expr) -> None:
        slot = self.build.slot(variable)
        if self.is_boxed(variable):
            self.emit(SetBox, slot, self.operand(value))
        else:
            self.emit(Set, slot, self.operand(value))

    def bind_procedures(self, fix: Fix) -> None:
        """Create the closures a Fix needs; loops and lifted procedures need none."""
        closures: list[tuple[int, Procedure]] = []
        for variable in fix.variables:
            procedure = self.plan.of_variable[variable]
            if procedure.kind is Kind.CLOSURE:
                closures.append((self.build.slot(variable), procedure))
        if not closures:
            return
        slots = [slot for slot, _ in closures]
        made: list[NewClosure] = []
        for _, procedure in closures:
            code = self.build.constant(self.unit.procedure(procedure))
            made.append(NewClosure(code, self.captured_values(procedure)))
        if len(made) == 1 or variables_in(made).isdisjoint(slots):
            for slot, closure in zip(slots, made, strict=True):
                self.emit(Set, slot, closure)
        else:
            self.emit(NewClosures, slots, made)

    # ---- calls

    def call(self, dest: Dest, expr: Call) -> None:
        match expr.operator:
            case Const(Builtin() as builtin) if not builtin.is_control:
                if _takes(builtin, len(expr.operands)):
                    self.builtin_call(dest, builtin, expr)
                    return
            case Local(variable):
                procedure = self.plan.of_variable.get(variable)
                if procedure is not None and self.known_call(dest, procedure, expr):
                    return
        self.general_call(dest, expr.operator, expr.operands, expr.at, spread=False)

    def builtin_call(self, dest: Dest, builtin: Builtin, expr: Call) -> None:
        operands = self.operands(expr.operands)
        place = self.build.place(expr.at)
        if builtin.is_pure:
            self.give(dest, Compute(builtin.primitive.name, place, operands))
            return
        if dest.returns:
            variable = self.build.variable()
            self.emit(Do, place, variable, builtin.primitive.name, operands)
            self.give(dest, Get(variable))
        else:
            self.emit(Do, place, dest.variable, builtin.primitive.name, operands)
            self.leave(dest)

    def known_call(self, dest: Dest, procedure: Procedure, expr: Call) -> bool:
        """A call of a local procedure; False if it has to be an ordinary one."""
        if procedure.kind is Kind.LOOP:
            if self.plan.loop_calls.get(expr) is procedure:
                self.enter_loop(dest, procedure, expr)
            else:
                self.repeat_loop(procedure, expr)
            return True
        node = procedure.node
        if node.rest is not None or len(node.parameters) != len(expr.operands):
            return False
        operands = self.operands(expr.operands)
        if procedure is self.procedure and dest.returns:
            self.goes_round = True
            self.jump(self.entry_label, self.entry_slots, operands)
            return True
        if procedure.kind is Kind.LIFTED:
            operands += [self.captured_value(v) for v in self.unit.extra(procedure)]
            callee: Callee = KnownCode(self.code_constant(procedure))
        else:
            assert procedure.variable is not None
            closure = self.captured_value(procedure.variable)
            callee = KnownClosure(self.code_constant(procedure), closure)
        self.finish_call(dest, callee, operands, expr.at, spread=False)
        return True

    def code_constant(self, procedure: Procedure) -> int:
        """The index of another procedure's code; -1 for the code being made itself."""
        if procedure is self.procedure:
            return -1
        return self.build.constant(self.unit.procedure(procedure))

    def jump(self, label: str, slots: list[int], values: list[Expression]) -> None:
        """Go round a loop with new values for its variables."""
        kept = [
            (slot, value)
            for slot, value in zip(slots, values, strict=True)
            if not _is_variable(value, slot)
        ]
        self.emit(Continue, label, [s for s, _ in kept], [v for _, v in kept])

    def general_call(
        self, dest: Dest, operator: Expr, operands: Sequence[Expr], at: Position, *, spread: bool
    ) -> None:
        match operator:
            case Global(cell):
                values = self.operands(operands)
                if dest.returns and not spread and self.is_itself(cell, len(values)):
                    self.goes_round = True
                    place = self.build.place(at)
                    constant = self.build.constant(cell)
                    label, slots = self.entry_label, self.entry_slots
                    self.emit(Again, place, constant, label, slots, values)
                    return
                callee: Callee = CellProcedure(self.build.constant(cell))
            case Const(Builtin() as builtin) if builtin.is_control:
                if builtin.primitive.calls is Native.GUARD and isinstance(operands[0], Lambda):
                    self.unit.guarded.add(self.plan.of_node[operands[0]])
                values = self.operands(operands)
                callee = ControlPrimitive(builtin.primitive.name)
            case _:
                first, *values = self.operands((operator, *operands))
                if not isinstance(first, Get):
                    variable = self.build.variable()
                    self.emit(Set, variable, first)
                    first = Get(variable)
                callee = first
        self.finish_call(dest, callee, values, at, spread=spread)

    def is_itself(self, cell: Cell, count: int) -> bool:
        """Whether the cell is the one that this procedure's own definition binds."""
        node = self.procedure.node
        return cell is self.procedure.cell and node.rest is None and len(node.parameters) == count

    def finish_call(
        self,
        dest: Dest,
        callee: Callee,
        operands: list[Expression],
        at: Position,
        *,
        spread: bool,
    ) -> None:
        place = self.build.place(at)
        if dest.returns and self.procedure in self.unit.guarded:
            # No tail call: the guard stays on the stack, and a call is quicker.
            variable = self.build.variable()
            self.emit(ProcedureCall, place, variable, callee, operands, spread)
            self.give(dest, Get(variable))
        elif dest.returns:
            self.emit(TailCall, place, callee, operands, spread)
        else:
            self.emit(ProcedureCall, place, dest.variable, callee, operands, spread)
            self.leave(dest)

    # ---- loops

    def enter_loop(self, dest: Dest, procedure: Procedure, expr: Call) -> None:
        node = procedure.node
        if not procedure.repeats:
            self.bind(node.parameters, expr.operands)
            self.into(dest, node.body)
            return
        label = self.build.label()
        slots: list[int] = []
        for parameter, operand in zip(node.parameters, self.operands(expr.operands), strict=True):
            boxed = self.is_boxed(parameter)
            slot = self.build.variable(parameter.name) if boxed else self.build.slot(parameter)
            self.emit(Set, slot, operand)
            slots.append(slot)
        inner = dest if dest.returns or dest.leave else Dest(dest.variable, leave=label)
        self.loops[procedure] = (label, slots, inner)
        self.enter_scope(slots)
        site = self.site()
        outer, self.out = self.out, []
        for parameter, slot in zip(node.parameters, slots, strict=True):
            if self.is_boxed(parameter):  # a fresh box each time round
                self.emit(NewBox, self.build.slot(parameter), Get(slot))
                self.enter_scope([self.build.slot(parameter)])
        self.into(inner, node.body)
        body, self.out = self.out, outer
        self.out.append(Loop(site, label, body))

    def repeat_loop(self, procedure: Procedure, expr: Call) -> None:
        label, slots, _ = self.loops[procedure]
        self.jump(label, slots, self.operands(expr.operands))

    # ---- operands

    def operands(self, exprs: Sequence[Expr]) -> list[Expression]:
        """Each as a pure expression; those with effects happen from left to right.

        An operand before one with statements of its own is put into a temporary,
        unless nothing can change it meanwhile. So is one that is nested MOST_NESTED deep.
        """
        pure = [self.is_pure(expr, MOST_NESTED - 1) for expr in exprs]
        last = -1 if all(pure) else len(pure) - 1 - pure[::-1].index(False)
        done: list[Expression] = []
        for i, expr in enumerate(exprs):
            value = self.pure(expr) if pure[i] else self.impure_operand(expr)
            if i <= last and not self.is_stable(value) and (i < last or _is_tall(value)):
                variable = self.build.variable()
                self.emit(Set, variable, value)
                value = Get(variable)
            done.append(value)
        return done

    def is_stable(self, value: Expression) -> bool:
        """Whether later statements cannot change what the expression gives."""
        return isinstance(value, (Get, Number, Named, Constant))

    def operand(self, expr: Expr) -> Expression:
        """`expr` as a pure expression, after whatever statements it needs."""
        return self.pure(expr) if self.is_pure(expr) else self.impure_operand(expr)

    def impure_operand(self, expr: Expr) -> Expression:
        """The same, where the expression is known to need some, or to be nested deep."""
        descent = self.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.impure_operand, expr)
        descent.left -= _LEVEL
        scope = self.scope
        value = self.operand_here(expr)
        self.scope = scope
        descent.left += _LEVEL
        return value

    def operand_here(self, expr: Expr) -> Expression:
        while True:
            match expr:
                case Let(variables, values, body):
                    self.bind(variables, values)
                    expr = body
                case Fix(_, _, body):
                    self.bind_procedures(expr)
                    expr = body
                case Begin(body):
                    for part in body[:-1]:
                        self.into(DROP, part)
                    expr = body[-1]
                case Call(Const(Builtin() as builtin), operands, at) if builtin.is_pure and _takes(
                    builtin, len(operands)
                ):
                    place = self.build.place(at)
                    return Compute(builtin.primitive.name, place, self.operands(operands))
                case _:
                    break
        if self.is_pure(expr):
            return self.pure(expr)
        variable = self.build.variable()
        self.into(Dest(variable), expr)
        return Get(variable)

    def is_pure(self, expr: Expr, most: int = MOST_NESTED) -> bool:
        """Whether the expression can be one lowered expression, with no statement before it.

        `most`: how deep it may be nested.
        """
        match expr:
            case Const() | Local() | Global() | Lambda():
                return True
            case If(test, then, otherwise) if most > 0:
                most -= 1
                return (
                    self.is_pure(test, most)
                    and self.is_pure(then, most)
                    and self.is_pure(otherwise, most)
                )
            case Call(Const(Builtin() as builtin), operands) if most > 0:
                return (
                    builtin.is_pure
                    and _takes(builtin, len(operands))
                    and all(self.is_pure(operand, most - 1) for operand in operands)
                )
        return False

    def pure(self, expr: Expr) -> Expression:
        match expr:
            case Const(value):
                return self.build.literal(value)
            case Local(variable, at):
                return self.read(variable, at)
            case Global(cell, at):
                return CellValue(self.build.constant(cell), self.build.place(at))
            case If(test, then, otherwise):
                return Choose(self.pure(test), self.pure(then), self.pure(otherwise))
            case Lambda():
                procedure = self.plan.of_node[expr]
                code = self.build.constant(self.unit.procedure(procedure))
                return NewClosure(code, self.captured_values(procedure))
            case Call(Const(Builtin() as builtin), operands, at):
                values = [self.pure(operand) for operand in operands]
                return Compute(builtin.primitive.name, self.build.place(at), values)
        raise TypeError(f"not a pure expression: {expr!r}")

    def read(self, variable: Variable, at: Position) -> Expression:
        if variable is self.procedure.variable:
            return Get(SELF)
        slot = self.build.slot(variable)
        if self.is_boxed(variable):
            return BoxValue(slot, self.build.place(at), variable.late)
        return Get(slot)

    def captured_values(self, procedure: Procedure) -> list[Expression]:
        """The values that a procedure's closure captures, in order."""
        return [self.captured_value(v) for v in self.unit.captured(procedure)]

    def captured_value(self, variable: Variable) -> Get:
        """The value that a closure captures of a variable: the box itself where there is one."""
        if variable is self.procedure.variable:
            return Get(SELF)
        return Get(self.build.slot(variable))


def _is_variable(value: Expression, variable: int) -> bool:
    """Whether the expression is that variable."""
    return isinstance(value, Get) and value.variable == variable


def _is_tall(value: Expression, most: int = MOST_NESTED - 1) -> bool:
    """Whether a lowered expression is nested deeper than an operand may be."""
    if not isinstance(value, (Compute, Choose)):
        return False
    return most == 0 or any(_is_tall(part, most - 1) for part in value.children())


def _takes(builtin: Builtin, count: int) -> bool:
    return builtin.minimum <= count and (builtin.maximum is None or count <= builtin.maximum)


def _calls(body: Body) -> bool:
    """Whether anything is called in it."""
    return any(isinstance(each, (ProcedureCall, TailCall)) for each in statements_in(body))
