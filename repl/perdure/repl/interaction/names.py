"""The names bound in an environment: completion, and how procedures are called.

Read by: perdure.repl.interaction.commands, perdure.repl.interaction.prompt.
"""

from __future__ import annotations

import inspect

from perdure.image import Image
from perdure.repl.interaction.tracing import original_of
from perdure.vm.code.encoding import decoded
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Binding
from perdure.vm.objects.procedures import Builtin, Cell, Closure, Parameter
from perdure.vm.objects.singletons import DEFAULT

MOST = 200  #: candidates for a completion


def completions(image: Image, prefix: str) -> list[tuple[str, str]]:
    """Names that begin so, each with its signature."""
    environment = image.workbench.interaction
    found: list[tuple[str, str]] = []
    for name in environment.bindings.keys(prefix):
        if not name.startswith(prefix) or len(found) == MOST:
            break
        binding = environment.find(name)
        if is_bound(binding):
            found.append((name, meaning_text(name, binding)))
    return found


def keywords(image: Image) -> frozenset[str]:
    """Names of syntax in the image's own environment."""
    items = image.workbench.interaction.bindings.items()
    return frozenset(name for name, binding in items if is_syntax(binding))


def is_bound(binding: Binding) -> bool:
    """Whether it has a value, or is syntax."""
    return not isinstance(binding, Cell) or binding.is_bound


def is_syntax(binding: Binding) -> bool:
    return not isinstance(binding, Cell | Builtin)


def meaning_text(name: str, binding: Binding) -> str:
    """`(car x)`, `syntax`, or what kind of value it is."""
    if is_syntax(binding):
        return "syntax"
    value = binding.value if isinstance(binding, Cell) else binding
    return signature(name, value) or kind_of(value)


def signature(name: str, value: Value) -> str:
    """`(assoc x entries [same])`: how a procedure is called; "" where it is none."""
    original = original_of(value)
    if original is not None:
        return signature(name, original)
    if isinstance(value, Builtin):
        return _call(name, _builtin_parameters(value))
    if isinstance(value, Closure):
        lowered = decoded(value.code.lowered)
        names = [lowered.variables[each] or "_" for each in lowered.parameters]
        if lowered.rest >= 0:
            names += [lowered.variables[lowered.rest] or "rest", "..."]
        return _call(name, names)
    return _call(name, []) if isinstance(value, Parameter) else ""


def _call(name: str, parameters: list[str]) -> str:
    return f"({' '.join([name, *parameters])})"


def _builtin_parameters(builtin: Builtin) -> list[str]:
    names: list[str] = []
    for parameter in inspect.signature(builtin.function).parameters.values():
        name = parameter.name.strip("_").replace("_", "-")
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [name, "..."]
        else:
            names.append(f"[{name}]" if parameter.default is DEFAULT else name)
    return names


def kind_of(value: Value) -> str:
    """`a pair`, in a word or two, for the list of completions."""
    kinds = {"int": "integer", "float": "number", "Ratio": "number", "Singleton": "constant"}
    name = type(value).__name__
    return kinds.get(name, "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip())
