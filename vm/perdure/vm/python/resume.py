"""The rest of a body: what a procedure still has to do after, or at, a site.

Works on lowered code, before any Python is made. Statements before the site are
dropped; the branch that holds it is unfolded; a loop that holds it becomes a
loop entered in its middle (EnteredLoop).

Of a long body only a piece is made; see perdure.vm.python.pieces.
"""

from __future__ import annotations

from perdure.vm.code.instructions import (
    Again,
    Body,
    Branch,
    Do,
    EnteredLoop,
    Given,
    Loop,
    NewBox,
    ProcedureCall,
    ReturnValue,
    Set,
    Statement,
    TailCall,
)


def rest_of(body: Body, point: int) -> Body:
    """The statements left to do at a point, the value given to it being Given.

    ValueError where the body has no such site.
    """
    found = _rest(body, point >> 1, bool(point & 1))
    if found is None:
        raise ValueError(f"no site {point >> 1}")
    return found


def _rest(body: Body, site: int, anew: bool) -> Body | None:
    for i, statement in enumerate(body):
        if statement.site == site:
            first = [statement] if anew else completed(statement)
            return [*first, *body[i + 1 :]]
        match statement:
            case Branch(then=then, otherwise=otherwise):
                for branch in (then, otherwise):
                    inner = _rest(branch, site, anew)
                    if inner is not None:
                        return inner if leaves(inner) else [*inner, *body[i + 1 :]]
            case Loop(label=label, body=inside):
                inner = _rest(inside, site, anew)
                if inner is not None:
                    return [EnteredLoop(statement.site, label, inside, inner), *body[i + 1 :]]
    return None


def leaves(body: Body) -> bool:
    """Whether a body never comes to its end."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, Branch):
        return leaves(last.then) and leaves(last.otherwise)
    return last.leaves


def completed(statement: Statement) -> Body:
    """The statements that remain of one once its value is there."""
    site = statement.site
    match statement:
        case Set(dest=dest) | NewBox(dest=dest) | ProcedureCall(dest=dest) | Do(dest=dest):
            return [Set(site, dest, Given())] if dest >= 0 else []
        case Branch(then=then, otherwise=otherwise):
            return [Branch(site, Given(), then, otherwise)]
        case ReturnValue() | Again() | TailCall():
            return [ReturnValue(site, Given())]
        case Loop():
            return [statement]
    return []
