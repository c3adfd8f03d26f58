"""`letrec*` made simple: which bindings are procedures, which must be assigned.

After Ghuloum and Dybvig, "Fixing Letrec (reloaded)" (2009): the strongly connected
components of the bindings' dependency graph, in order, become a plain `Let`, a
`Fix` of procedures that know each other, or, where a value is computed from
what it takes part in, a variable that is assigned.

Read by: perdure.vm.optimize.simplify.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perdure.vm.core import Begin, Const, Expr, Fix, Lambda, Let, SetLocal, Variable
from perdure.vm.objects.singletons import UNASSIGNED
from perdure.vm.optimize.variables import FreeVariables


def without_letrec(
    variables: Sequence[Variable], values: Sequence[Expr], body: Expr, free: FreeVariables
) -> Expr:
    """The same as `Letrec(variables, values, body)`, without Letrec."""
    components = list(_components(_dependencies(variables, values, free)))
    for component in reversed(components):
        body = _bound(component, variables, values, body, free)
    return body


def _bound(
    component: list[int],
    variables: Sequence[Variable],
    values: Sequence[Expr],
    body: Expr,
    free: FreeVariables,
) -> Expr:
    members = sorted(component)
    procedures = [i for i in members if isinstance(values[i], Lambda) and not variables[i].assigned]
    others = [i for i in members if i not in procedures]
    if len(members) == 1 and others:
        (i,) = members
        if variables[i] not in free.of(values[i]):
            return Let((variables[i],), (values[i],), body)
    inner: list[Expr] = []
    for i in others:
        variables[i].assigned = True
        variables[i].late = True
        inner.append(SetLocal(variables[i], values[i]))
    if inner:
        body = Begin((*inner, body))
    if procedures:
        lambdas = tuple(value for i in procedures if isinstance(value := values[i], Lambda))
        body = Fix(tuple(variables[i] for i in procedures), lambdas, body)
    if others:
        unassigned = Const(UNASSIGNED)
        body = Let(tuple(variables[i] for i in others), (unassigned,) * len(others), body)
    return body


def _dependencies(
    variables: Sequence[Variable], values: Sequence[Expr], free: FreeVariables
) -> list[list[int]]:
    """For each binding, those it must come after."""
    index = {variable: i for i, variable in enumerate(variables)}
    edges: list[list[int]] = []
    last_effect: int | None = None
    for i, value in enumerate(values):
        needs = sorted(index[v] for v in free.of(value) if v in index)
        if not isinstance(value, Lambda):
            if last_effect is not None:
                # letrec*: effects stay in their order, and constants after them, so that
                # an effect that comes to read a constant's variable finds it unassigned.
                needs.append(last_effect)
            if not isinstance(value, Const):
                last_effect = i
        edges.append(needs)
    return edges


def _components(edges: list[list[int]]) -> Iterator[list[int]]:
    """Strongly connected components, each after those it points to (Tarjan, no recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in range(len(edges)):
        if root in order:
            continue
        work: list[tuple[int, int]] = [(root, 0)]
        while work:
            node, next_edge = work.pop()
            if next_edge == 0:
                order[node] = low[node] = len(order)
                stack.append(node)
                on_stack.add(node)
            for position in range(next_edge, len(edges[node])):
                target = edges[node][position]
                if target not in order:
                    work.append((node, position + 1))
                    work.append((target, 0))
                    break
                if target in on_stack:
                    low[node] = min(low[node], order[target])
            else:
                if low[node] == order[node]:
                    component: list[int] = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        component.append(member)
                        if member == node:
                            break
                    yield component
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
