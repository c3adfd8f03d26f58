"""Macros for people to look at: what a use of one stands for, and what one is.

Nothing is compiled, defined or stored.

Read by: perdure.repl.
"""

from __future__ import annotations

from perdure.languages.scheme.compiler.programs import with_room
from perdure.languages.scheme.expander.macros import Macro, Transformer, transform
from perdure.languages.scheme.expander.scopes import Scope, Session, Unit, World, meaning
from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax, to_datum
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Source


def macroexpanded(
    text: str, name: str, environment: Environment, world: World
) -> tuple[Value, int]:
    """The datum that the text's first form stands for, and after how many steps.

    Expanded until it is no use of a macro any more; not what is within it. Names that a
    macro put in are shown as it has them. Faults of kind "syntax" and "read".
    """
    form = Reader(text, name).read()
    assert form is not None
    unit = Unit(Source(name, text), Session(world))
    unit.session.open = environment
    return with_room(lambda: _expanded(form, Scope.root(environment, unit)), form)


def _expanded(form: Syntax, scope: Scope) -> tuple[Value, int]:
    steps = 0
    while isinstance(form, List) and form.items and isinstance(form.items[0], Identifier):
        binding = meaning(form.items[0], scope)
        if not isinstance(binding, Macro | Transformer):
            break
        form = transform(binding, form, scope, steps)
        steps += 1
    return to_datum(form), steps


def rules_of(macro: object) -> Value | None:
    """The `(syntax-rules ...)` that a macro was defined by, as data; None for all else."""
    return to_datum(macro.transformer().form) if isinstance(macro, Macro) else None
