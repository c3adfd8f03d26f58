"""References between definitions: which call which, and the processes that stand in one.

Compiled code names the variables that it refers to, so callers and callees are read from it. Where
code does not say it, by the texts: what a macro expands to, small procedures that a library has put
in place of their calls, and modules of other languages.

Read by: perdure.image.api.browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from perdure.image.browsing.modules import (
    SCHEME,
    dedented,
    defined_in,
    definition_in,
    definitions_in,
    environment_named,
    find_binding,
    is_inner_name,
    module_names,
    names_in,
    original,
)
from perdure.image.debugging.frames import shown_frames
from perdure.image.discovery import find_language
from perdure.image.engine.redirecting import stack_of
from perdure.image.errors import CannotDebug
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, Closure, Code, Source

FRAMES: Final = 1_000  #: of a stack that are looked at, from the inside


@dataclass(frozen=True, slots=True)
class Reference:
    """A definition that refers to another, or that another refers to."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A process that stands in a definition."""

    pid: int
    process: str  #: its name
    state: str
    position: str  #: where it stands there, "shop.scm:12:5"
    is_current: bool  #: whether the text is what is defined now


def callers_in(root: ImageRoot, module: str, target: Reference) -> list[Reference]:
    """The definitions of one module that refer to the target."""
    environment = environment_named(root, module)
    wanted = _binding(root, target)
    if environment is None or wanted is None:
        return _named_by_text(root, module, target) if _same_world(root, module, target) else []
    codes = _codes_of(wanted)
    found: dict[str, None] = {}
    for name, binding in _own(environment):
        if binding is wanted:
            continue
        value = original(binding.value) if isinstance(binding, Cell) else None
        if isinstance(value, Closure):
            cells, inner = _referred(value.code)
            if any(cell is wanted for cell in cells) or not codes.isdisjoint(map(id, inner)):
                found[name] = None
    called = [name for name, each in environment.bindings.items() if each is wanted]
    if called:
        is_by_text = bool(environment.exports) or not isinstance(wanted, Cell)
        for name in _mentioning(root, module, called):
            if is_by_text or not isinstance(environment.find(name), Cell):
                found.setdefault(name)
    own = target.name if module == target.module else None
    return [Reference(module, name) for name in sorted(found) if name != own]


def _own(environment: Environment) -> Iterator[tuple[str, Any]]:
    for name, binding in environment.bindings.items():
        if name in environment.imported or is_inner_name(name):
            continue
        if not isinstance(binding, Cell) or (binding.home == environment.name and binding.is_bound):
            yield name, binding


def _binding(root: ImageRoot, target: Reference) -> Any:
    environment = environment_named(root, target.module)
    return None if environment is None else find_binding(environment, target.name)


def _codes_of(binding: Any) -> set[int]:
    """The code of the procedure that a variable holds: other code may call it directly."""
    value = binding.value if isinstance(binding, Cell) and binding.is_bound else None
    value = original(value)
    return {id(value.code)} if isinstance(value, Closure) else set()


def _referred(code: Code) -> tuple[list[Cell], list[Code]]:
    """The variables that code refers to, also within inner procedures, and these."""
    cells: dict[int, Cell] = {}
    codes: dict[int, Code] = {}
    waiting = [code]
    while waiting:
        for each in waiting.pop().constants:
            if isinstance(each, Cell):
                cells[id(each)] = each
            elif isinstance(each, Closure | Code):
                inner = each.code if isinstance(each, Closure) else each
                if id(inner) not in codes:
                    codes[id(inner)] = inner
                    waiting.append(inner)
    return list(cells.values()), list(codes.values())


def _mentioning(root: ImageRoot, module: str, names: list[str]) -> Iterator[str]:
    """The names of the definitions in whose texts one of the names stands."""
    wanted = frozenset(names)
    for each in definitions_in(root, module):
        if each.text and each.name not in wanted:
            if not wanted.isdisjoint(find_language(each.language).names_in(each.text)):
                yield each.name


def _same_world(root: ImageRoot, module: str, target: Reference) -> bool:
    """Whether both are modules of another language."""
    is_other = environment_named(root, module) is None
    return is_other and environment_named(root, target.module) is None


def _named_by_text(root: ImageRoot, module: str, target: Reference) -> list[Reference]:
    """The same where the texts alone say it: the name, or the last part of "Order.price"."""
    last = target.name.rpartition(".")[2]
    return [
        Reference(module, each.name)
        for each in definitions_in(root, module)
        if (module, each.name) != (target.module, target.name)
        and last in find_language(each.language).names_in(each.text)
        and not target.name.startswith(f"{each.name}.")
    ]


def callees_of(root: ImageRoot, of: Reference) -> list[Reference]:
    """The definitions of the image that a definition refers to."""
    environment = environment_named(root, of.module)
    found: dict[Reference, None] = {}
    definition = definition_in(root, of.module, of.name)
    names = find_language(definition.language).names_in(definition.text)
    if environment is None:
        for module in module_names(root):
            if environment_named(root, module) is None:
                for name in names_in(root, module):
                    if name.rpartition(".")[2] in names and name != of.name:
                        found[Reference(module, name)] = None
        return sorted(found, key=lambda each: (each.module, each.name))
    binding = environment.find(of.name)
    value = original(binding.value) if isinstance(binding, Cell) and binding.is_bound else None
    if isinstance(value, Closure):
        for cell in _referred(value.code)[0]:
            if not is_inner_name(cell.name):
                found[Reference(cell.home, cell.name)] = None
    if environment.exports or not isinstance(binding, Cell):
        for name in names:
            meant = environment.find(name)
            if isinstance(meant, Cell) and meant.is_bound and not is_inner_name(name):
                found[Reference(meant.home, meant.name)] = None
    found.pop(Reference(of.module, of.name), None)
    return sorted(found, key=lambda each: (each.module, each.name))


def sleepers_among(
    processes: Iterator[Process], root: ImageRoot, target: Reference, files: frozenset[str]
) -> Iterator[Sleeper]:
    """The processes that stand in a definition, in the text of now or in a former one.

    `files` are the names of the texts that have defined it.
    """
    now = definition_in(root, target.module, target.name)
    for process in processes:
        if process.has_ended and process.state != "failed":
            continue
        try:
            frames = shown_frames(stack_of(process), None)
            for frame in islice(frames, FRAMES):
                source = frame.source
                if source is None or source.name not in files or not frame.position:
                    continue
                text = _text_at(source, now.language, target, frame.line)
                if text is not None:
                    is_current = text.strip() == now.text.strip()
                    name = process.details.name
                    yield Sleeper(process.pid, name, process.state, frame.position, is_current)
                    break
        except CannotDebug:
            continue


def _text_at(source: Source, language: str, target: Reference, line: int) -> str | None:
    """The text of the definition of that name which has that line; None where none has."""
    last = target.name.rpartition(".")[2]
    if last not in source.text:
        return None
    for each in defined_in(language or SCHEME, source.text):
        if target.name in each.names and each.home in ("", target.module):
            first = source.line + source.text.count("\n", 0, each.begin)
            if first <= line <= source.line + source.text.count("\n", 0, each.end):
                return dedented(source.text, each.start, source.text[each.start : each.end])
    return None
