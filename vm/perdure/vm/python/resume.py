"""The rest of a body: what a procedure still has to do after, or at, a site.

Works on lowered code, before any Python is made. Statements before the site are
dropped; the branch that holds it is unfolded; a loop that holds it becomes a
loop entered in its middle: `["loop", site, label, body, entry]`, where `entry` is
done the first time round instead of the body.

Of a long body only a piece is made; see perdure.vm.python.pieces.
"""

from __future__ import annotations

from perdure.vm.code.lowered import Body, Statement


def rest_of(body: Body, point: int) -> Body:
    """The statements left to do at a point, the value given to it being `["x"]`.

    ValueError where the body has no such site.
    """
    found = _rest(body, point >> 1, bool(point & 1))
    if found is None:
        raise ValueError(f"no site {point >> 1}")
    return found


def _rest(body: Body, site: int, anew: bool) -> Body | None:
    for i, statement in enumerate(body):
        if statement[1] == site:
            first = [statement] if anew else completed(statement)
            return [*first, *body[i + 1 :]]
        match statement:
            case ["if", _, _, then, otherwise]:
                for branch in (then, otherwise):
                    inner = _rest(branch, site, anew)
                    if inner is not None:
                        return inner if leaves(inner) else [*inner, *body[i + 1 :]]
            case ["loop", _, label, inside, *_]:
                inner = _rest(inside, site, anew)
                if inner is not None:
                    again = ["loop", statement[1], label, inside, inner]
                    return [again, *body[i + 1 :]]
    return None


def leaves(body: Body) -> bool:
    """Whether a body never comes to its end."""
    if not body:
        return False
    match body[-1]:
        case ["return" | "tail" | "continue" | "break" | "again" | "goto", *_]:
            return True
        case ["if", _, _, then, otherwise]:
            return leaves(then) and leaves(otherwise)
    return False


def completed(statement: Statement) -> Body:
    """The statements that remain of one once its value is there."""
    match statement:
        case ["=" | "box", site, dest, _] | ["call" | "do", site, _, dest, *_]:
            return [["=", site, dest, ["x"]]] if dest >= 0 else []
        case ["if", site, _, then, otherwise]:
            return [["if", site, ["x"], then, otherwise]]
        case ["return" | "again" | "tail", site, *_]:
            return [["return", site, ["x"]]]
        case ["loop", *_]:
            return [statement]
    return []
