"""Which variables an expression refers to without binding them.

Each variable is bound exactly once, so what an expression refers to without binding is
what it refers to less all that is bound anywhere in it. Answers about procedures and
what `letrec*` binds are remembered, since `letrec` fixing asks again at every level.

Read by: perdure.vm.optimize.letrec.
"""

from __future__ import annotations

from dataclasses import field

from perdure.vm.core import Expr, Fix, Lambda, Let, Letrec, Local, SetLocal, Variable
from perdure.vm.dataclass import dataclass


@dataclass(slots=True, eq=False)
class _Open:
    """An expression whose free variables are to be remembered, and what is in it."""

    root: Expr
    refers: set[Variable] = field(default_factory=set)
    binds: set[Variable] = field(default_factory=set)


class FreeVariables:
    """The free variables of expressions that do not change; for one compilation."""

    def __init__(self) -> None:
        self._known: dict[Expr, frozenset[Variable]] = {}

    def of(self, root: Expr) -> frozenset[Variable]:
        """The local variables that the expression reads or assigns and does not bind."""
        found = self._known.get(root)
        return self._found(root) if found is None else found

    def _found(self, root: Expr) -> frozenset[Variable]:
        here = _Open(root)
        opened = [here]
        waiting: list[Expr | _Open | None] = [None, root]  # None: the innermost ends
        while True:
            expr = waiting.pop()
            match expr:
                case Local(variable):
                    here.refers.add(variable)
                case Letrec(variables, values, body):
                    here.binds.update(variables)
                    waiting.extend([_Open(value) for value in values])
                    waiting.append(body)
                case Lambda(parameters, rest, body) if expr is here.root:
                    here.binds.update(parameters)
                    if rest is not None:
                        here.binds.add(rest)
                    waiting.append(body)
                case Lambda():
                    waiting.append(_Open(expr))
                case _Open(inner):
                    found = self._known.get(inner)
                    if found is not None:
                        here.refers |= found
                    else:
                        here = expr
                        opened.append(here)
                        waiting += (None, inner)
                case SetLocal(variable, value):
                    here.refers.add(variable)
                    waiting.append(value)
                case None:
                    opened.pop()
                    free = self._known[here.root] = frozenset(here.refers - here.binds)
                    if not opened:
                        return free
                    here = opened[-1]
                    here.refers |= free
                case Let(variables) | Fix(variables):
                    here.binds.update(variables)
                    waiting.extend(expr.children())
                case _:
                    waiting.extend(expr.children())
