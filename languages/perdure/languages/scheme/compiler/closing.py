"""Closing libraries: forgetting the imports that nothing will look up any more.

When a library has been expanded, its code holds the very cells that it uses. Names
are looked up in it later only for what the templates of its macros say. Without
this, each of an image's own libraries would keep a table of all the primitives.

Read by: perdure.bootstrap.bootstrap, through perdure.languages.scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perdure.languages.scheme.expander.macros import Macro
from perdure.vm.objects.environments import Environment


def close_libraries(libraries: Iterable[Environment]) -> None:
    """Forget imports of these libraries, which must be all that use each other's macros."""
    environments = list(libraries)
    used: dict[int, set[str]] = {}  # id of an environment -> names that macros look up in it
    for environment in environments:
        for binding in environment.bindings.values():
            if isinstance(binding, Macro):
                for home, name in _looked_up(binding):
                    used.setdefault(id(home), set()).add(name)
    for environment in environments:
        kept = used.get(id(environment), set())
        imported = dict(environment.imported.items())
        bindings = dict(environment.bindings.items())
        environment.imported.clear()
        environment.imported.update({name: imported[name] for name in kept if name in imported})
        environment.bindings.clear()
        environment.bindings.update(
            {name: x for name, x in bindings.items() if name in kept or name not in imported}
        )


def _looked_up(macro: Macro) -> Iterator[tuple[Environment, str]]:
    """Where a macro may look up which names."""
    for token in macro.rules:
        if isinstance(token, str):
            yield macro.environment, token
    for base, home, _ in macro.aliases:
        while isinstance(base, int):
            base = macro.aliases[base][0]
        yield home, base
        yield macro.environment, base
