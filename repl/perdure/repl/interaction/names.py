"""What is bound in an environment: completion, signatures, `,doc` and `,apropos`.

Read by: perdure.repl.interaction.commands, perdure.repl.interaction.prompt.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from perdure.image import Image
from perdure.vm.lowering.encoding import decoded
from perdure.vm.printer import short_text
from perdure.vm.values.data import Value
from perdure.vm.values.environments import Binding, Environment
from perdure.vm.values.procedures import Builtin, Cell, Closure, Parameter
from perdure.vm.values.singletons import DEFAULT

MOST = 200  #: candidates for a completion


def completions(image: Image, prefix: str) -> list[tuple[str, str]]:
    """Names that begin so, each with its signature."""
    environment = image.root.interaction
    found: list[tuple[str, str]] = []
    for name in environment.bindings.keys(prefix):
        if not name.startswith(prefix) or len(found) == MOST:
            break
        binding = environment.find(name)
        if not (isinstance(binding, Cell) and not binding.is_bound):
            found.append((name, meaning_text(name, binding)))
    return found


def keywords(image: Image) -> frozenset[str]:
    """Names of syntax in the image's own environment."""
    items = image.root.interaction.bindings.items()
    return frozenset(name for name, binding in items if is_syntax(binding))


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


# ,doc and ,apropos


def doc_lines(image: Image, name: str) -> Iterator[str]:
    """What a name means, where it comes from, and what is said of it in its source."""
    environment = image.root.interaction
    binding = environment.find(name)
    if binding is None:
        libraries = ", ".join(exporting(image, name))
        yield f"{name} is not bound here"
        if libraries:
            yield f"  exported by {libraries}"
        return
    home = environment.imported.get(name)
    origin = f"  from {home}" if home else ""
    if isinstance(binding, Cell) and not binding.is_bound:
        yield f"{name} has no value yet"
        return
    value = binding.value if isinstance(binding, Cell) else binding
    if is_syntax(binding) or signature(name, value):
        yield meaning_text(name, binding) + origin
    else:
        yield f"{name} = {short_text(value)}{origin}"
    if isinstance(value, Builtin):
        for line in (inspect.getdoc(value.function) or "").splitlines():
            yield f"  {line}".rstrip()
    elif isinstance(value, Closure) and value.code.source is not None:
        yield from _source_lines(value)


def _source_lines(closure: Closure) -> Iterator[str]:
    """The comment before the definition, and where it is."""
    source = closure.code.source
    name = closure.code.name
    if source is None or not name:
        return
    definition = re.compile(rf"\s*\(define(-\w+)? \(*{re.escape(name)}[\s)]")
    lines = source.text.split("\n")
    start = next((n for n, line in enumerate(lines) if definition.match(line)), None)
    if start is None:
        return
    above = start
    while above > 0 and lines[above - 1].lstrip().startswith(";"):
        above -= 1
    for comment in lines[above:start]:
        yield f"  {comment.strip().lstrip('; ')}".rstrip()
    yield f"  defined at {source.name}:{start + 1}"


def exporting(image: Image, name: str) -> list[str]:
    """The libraries that export a name."""
    libraries = image.root.libraries.items()
    return [each for each, library in libraries if name in library.exports and _is_public(each)]


def _is_public(library: str) -> bool:
    return library not in ("(perdure primitives)", "(perdure loading)", "(perdure syntax)")


def apropos(image: Image, part: str) -> list[tuple[str, str]]:
    """Names that hold the text: bound ones with what they are, others with their library."""
    environment: Environment = image.root.interaction
    found = {
        name: meaning_text(name, binding)
        for name, binding in environment.bindings.items()
        if part in name and not (isinstance(binding, Cell) and not binding.is_bound)
    }
    for title, library in image.root.libraries.items():
        if _is_public(title):
            for name in library.exports:
                if part in name and name not in found:
                    found[name] = f"(import {title})"
    return sorted(found.items())
