"""Instructions: what lowered code is made of, a class for each kind.

A body is a list of **statements**. Control is structured, and nothing is ever half-evaluated:
every call, effect and check is a statement of its own with a number, its **site**. Statements
evaluate **expressions**, which are pure: evaluating one twice does no harm. A **callee** says
what a call calls. Variables are numbers; 0 is the running closure itself. `dest` is a variable,
or -1 where the value is dropped; `place` an index into the positions of the code, or -1;
`constant` an index into its constants.

A body never falls off its end; a loop's body ends every path with a Continue, Break, ReturnValue
or TailCall.

The classes are plain: positional, with slots, and never written after they are made, since
statements are shared by all that is made of them. `Statement`, `Expression` and `Callee` are
unions, so that the type checker finds each `match` that gives a value and lacks a kind. How they
are stored is said in one table (perdure.vm.code.encoding). Given, EnteredLoop and GoTo are only
in what resumptions are made of, and never stored.

Read by: perdure.vm.lower, perdure.vm.code, perdure.vm.python, perdure.vm.machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeAlias


class Node:
    """An instruction or a part of one."""

    __slots__ = ()

    def children(self) -> Sequence[Expression]:
        """The expressions it evaluates itself, in order; not those in the bodies in it."""
        return ()

    def _fields(self) -> dict[str, object]:
        kinds = reversed(type(self).__mro__)
        names = [name for kind in kinds for name in getattr(kind, "__slots__", ())]
        return {name: getattr(self, name) for name in names}

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._fields() == other._fields()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = [f"{name}={value!r}" for name, value in self._fields().items()]
        return f"{type(self).__name__}({', '.join(fields)})"


# ---- expressions


class Get(Node):
    """The value of a variable. As a callee: the procedure that is its value."""

    __slots__ = ("variable",)

    def __init__(self, variable: int) -> None:
        self.variable = variable


class Number(Node):
    """An exact integer or a float."""

    __slots__ = ("number",)

    def __init__(self, number: float) -> None:
        self.number = number


class Named(Node):
    """A singleton by its name: TRUE, NIL, ..."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Constant(Node):
    """A constant of the code."""

    __slots__ = ("constant",)

    def __init__(self, constant: int) -> None:
        self.constant = constant


class CellValue(Node):
    """The value of a global cell, which is a constant."""

    __slots__ = ("constant", "place")

    def __init__(self, constant: int, place: int) -> None:
        self.constant = constant
        self.place = place


class BoxValue(Node):
    """The content of the box that a variable holds; `late`: it may be UNASSIGNED still."""

    __slots__ = ("late", "place", "variable")

    def __init__(self, variable: int, place: int, late: bool) -> None:
        self.variable = variable
        self.place = place
        self.late = late


class Compute(Node):
    """The value of a pure primitive, by its stored name."""

    __slots__ = ("operands", "place", "primitive")

    def __init__(self, primitive: str, place: int, operands: list[Expression]) -> None:
        self.primitive = primitive
        self.place = place
        self.operands = operands

    def children(self) -> Sequence[Expression]:
        return self.operands


class Choose(Node):
    """`then`, or `otherwise` where `test` gives FALSE."""

    __slots__ = ("otherwise", "test", "then")

    def __init__(self, test: Expression, then: Expression, otherwise: Expression) -> None:
        self.test = test
        self.then = then
        self.otherwise = otherwise

    def children(self) -> Sequence[Expression]:
        return (self.test, self.then, self.otherwise)


class NewClosure(Node):
    """A closure: a code among the constants (-1: the running one), and the captured values."""

    __slots__ = ("captured", "constant")

    def __init__(self, constant: int, captured: list[Expression]) -> None:
        self.constant = constant
        self.captured = captured

    def children(self) -> Sequence[Expression]:
        return self.captured


class Given(Node):
    """The value that a frame waited for. In resumptions only."""

    __slots__ = ()


Expression: TypeAlias = (
    Get | Number | Named | Constant | CellValue | BoxValue | Compute | Choose | NewClosure | Given
)


# ---- callees


class CellProcedure(Node):
    """The procedure in a global cell, which is a constant."""

    __slots__ = ("constant",)

    def __init__(self, constant: int) -> None:
        self.constant = constant


class KnownCode(Node):
    """A lifted procedure of the same unit: its code among the constants (-1: the running one)."""

    __slots__ = ("constant",)

    def __init__(self, constant: int) -> None:
        self.constant = constant


class KnownClosure(Node):
    """A closure of the same unit, and its code among the constants (-1: the running one)."""

    __slots__ = ("closure", "constant")

    def __init__(self, constant: int, closure: Expression) -> None:
        self.constant = constant
        self.closure = closure

    def children(self) -> Sequence[Expression]:
        return (self.closure,)


class ControlPrimitive(Node):
    """A control primitive, by its stored name."""

    __slots__ = ("primitive",)

    def __init__(self, primitive: str) -> None:
        self.primitive = primitive


Callee: TypeAlias = Get | CellProcedure | KnownCode | KnownClosure | ControlPrimitive


def variables_in(parts: Iterable[Expression | Callee]) -> set[int]:
    """The variables that expressions and callees mention."""
    found: set[int] = set()
    waiting = [*parts]
    for part in waiting:  # which grows meanwhile
        if isinstance(part, (Get, BoxValue)):
            found.add(part.variable)
        else:
            waiting += part.children()
    return found


# ---- statements


class Instruction(Node):
    """A statement: an instruction with a site of its own."""

    __slots__ = ("site",)

    site: int
    #: whether what follows it in its body is never come to from here
    leaves: ClassVar[bool] = False

    def bodies(self) -> Sequence[Body]:
        """The bodies that are nested in it."""
        return ()

    def sets(self) -> Sequence[int]:
        """The variables that have another value afterwards; -1 among them is none."""
        return ()

    def uses(self) -> set[int]:
        """The variables it reads itself."""
        return variables_in(self.children())


class Set(Instruction):
    """Give a variable a value."""

    __slots__ = ("dest", "value")

    def __init__(self, site: int, dest: int, value: Expression) -> None:
        self.site = site
        self.dest = dest
        self.value = value

    def children(self) -> Sequence[Expression]:
        return (self.value,)

    def sets(self) -> Sequence[int]:
        return (self.dest,)


class NewBox(Instruction):
    """Give a variable a new box, with a value in it."""

    __slots__ = ("dest", "value")

    def __init__(self, site: int, dest: int, value: Expression) -> None:
        self.site = site
        self.dest = dest
        self.value = value

    def children(self) -> Sequence[Expression]:
        return (self.value,)

    def sets(self) -> Sequence[int]:
        return (self.dest,)


class SetBox(Instruction):
    """Put a value into the box that a variable holds."""

    __slots__ = ("value", "variable")

    def __init__(self, site: int, variable: int, value: Expression) -> None:
        self.site = site
        self.variable = variable
        self.value = value

    def children(self) -> Sequence[Expression]:
        return (self.value,)

    def uses(self) -> set[int]:
        return {self.variable} | variables_in((self.value,))


class SetCell(Instruction):
    """Give a global cell a value; `defines`: by a definition, which may bind it first."""

    __slots__ = ("constant", "defines", "place", "value")

    def __init__(
        self, site: int, place: int, constant: int, value: Expression, defines: bool
    ) -> None:
        self.site = site
        self.place = place
        self.constant = constant
        self.value = value
        self.defines = defines

    def children(self) -> Sequence[Expression]:
        return (self.value,)


class NewClosures(Instruction):
    """Give each of these variables a closure; the closures may capture one another."""

    __slots__ = ("closures", "dests")

    def __init__(self, site: int, dests: list[int], closures: list[NewClosure]) -> None:
        self.site = site
        self.dests = dests
        self.closures = closures

    def children(self) -> Sequence[Expression]:
        """The values that they capture, the closures themselves among them."""
        return [expr for closure in self.closures for expr in closure.captured]

    def sets(self) -> Sequence[int]:
        return self.dests

    def uses(self) -> set[int]:
        return variables_in(self.closures).difference(self.dests)


class Do(Instruction):
    """Call a primitive that has an effect, by its stored name."""

    __slots__ = ("dest", "operands", "place", "primitive")

    def __init__(
        self, site: int, place: int, dest: int, primitive: str, operands: list[Expression]
    ) -> None:
        self.site = site
        self.place = place
        self.dest = dest
        self.primitive = primitive
        self.operands = operands

    def children(self) -> Sequence[Expression]:
        return self.operands

    def sets(self) -> Sequence[int]:
        return (self.dest,)


class ProcedureCall(Instruction):
    """Call, and go on with the value; `spread`: the last operand is a list of further ones."""

    __slots__ = ("callee", "dest", "operands", "place", "spread")

    def __init__(
        self,
        site: int,
        place: int,
        dest: int,
        callee: Callee,
        operands: list[Expression],
        spread: bool,
    ) -> None:
        self.site = site
        self.place = place
        self.dest = dest
        self.callee = callee
        self.operands = operands
        self.spread = spread

    def children(self) -> Sequence[Expression]:
        return self.operands

    def uses(self) -> set[int]:
        return variables_in((self.callee, *self.operands))

    def sets(self) -> Sequence[int]:
        return (self.dest,)


class TailCall(Instruction):
    """Call, with nothing left to do here; `spread` as in ProcedureCall."""

    __slots__ = ("callee", "operands", "place", "spread")

    leaves = True

    def __init__(
        self, site: int, place: int, callee: Callee, operands: list[Expression], spread: bool
    ) -> None:
        self.site = site
        self.place = place
        self.callee = callee
        self.operands = operands
        self.spread = spread

    def children(self) -> Sequence[Expression]:
        return self.operands

    def uses(self) -> set[int]:
        return variables_in((self.callee, *self.operands))


class Branch(Instruction):
    """Do `then`, or `otherwise` where `test` gives FALSE."""

    __slots__ = ("otherwise", "test", "then")

    def __init__(self, site: int, test: Expression, then: Body, otherwise: Body) -> None:
        self.site = site
        self.test = test
        self.then = then
        self.otherwise = otherwise

    def children(self) -> Sequence[Expression]:
        return (self.test,)

    def bodies(self) -> Sequence[Body]:
        return (self.then, self.otherwise)


class Loop(Instruction):
    """Do the body until a jump leaves it. Its head is a check point."""

    __slots__ = ("body", "label")

    def __init__(self, site: int, label: str, body: Body) -> None:
        self.site = site
        self.label = label
        self.body = body

    def bodies(self) -> Sequence[Body]:
        return (self.body,)


class Continue(Instruction):
    """Go to the head of a loop, with new values for its variables, all given at once."""

    __slots__ = ("dests", "label", "values")

    leaves = True

    def __init__(self, site: int, label: str, dests: list[int], values: list[Expression]) -> None:
        self.site = site
        self.label = label
        self.dests = dests
        self.values = values

    def children(self) -> Sequence[Expression]:
        return self.values


class Break(Instruction):
    """Leave a loop."""

    __slots__ = ("label",)

    leaves = True

    def __init__(self, site: int, label: str) -> None:
        self.site = site
        self.label = label


class Again(Instruction):
    """Tail-call the procedure in a global cell, which was this one when the code was made.

    While it still is, that is a Continue; else a call whose value is returned. A procedure
    without TailCall thus never makes a tail call.
    """

    __slots__ = ("constant", "dests", "label", "place", "values")

    leaves = True

    def __init__(
        self,
        site: int,
        place: int,
        constant: int,
        label: str,
        dests: list[int],
        values: list[Expression],
    ) -> None:
        self.site = site
        self.place = place
        self.constant = constant
        self.label = label
        self.dests = dests
        self.values = values

    def children(self) -> Sequence[Expression]:
        return self.values


class ReturnValue(Instruction):
    """Give the procedure's value."""

    __slots__ = ("value",)

    leaves = True

    def __init__(self, site: int, value: Expression) -> None:
        self.site = site
        self.value = value

    def children(self) -> Sequence[Expression]:
        return (self.value,)


class Check(Instruction):
    """Look at the depth of the stack, the time slice, and whether there is an interrupt."""

    __slots__ = ()

    def __init__(self, site: int) -> None:
        self.site = site


class EnteredLoop(Instruction):
    """A loop entered in its middle: `entry` is done the first time round. In resumptions only."""

    __slots__ = ("body", "entry", "label")

    def __init__(self, site: int, label: str, body: Body, entry: Body) -> None:
        self.site = site
        self.label = label
        self.body = body
        self.entry = entry

    def bodies(self) -> Sequence[Body]:
        return (self.body, self.entry)


class GoTo(Instruction):
    """Have the machine go on before the statement of that site. In resumptions only."""

    __slots__ = ()

    leaves = True

    def __init__(self, site: int) -> None:
        self.site = site


Statement: TypeAlias = (
    Set
    | NewBox
    | SetBox
    | SetCell
    | NewClosures
    | Do
    | ProcedureCall
    | TailCall
    | Branch
    | Loop
    | Continue
    | Break
    | Again
    | ReturnValue
    | Check
    | EnteredLoop
    | GoTo
)
Body: TypeAlias = list[Statement]
