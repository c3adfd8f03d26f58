"""The documentation of a name: `,doc`, `,source`, `,apropos`, and hints where it is not bound.

Reads: perdure.repl.spelling, .interaction.names, definitions. Read by:
perdure.repl.interaction.commands, showing; perdure.repl.commands.failing.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any

from perdure.image import Image
from perdure.languages.scheme import rules_of
from perdure.repl.interaction.definitions import find_definition
from perdure.repl.interaction.layout import code_lines
from perdure.repl.interaction.names import is_bound, is_syntax, meaning_text, signature
from perdure.repl.interaction.tracing import original_of
from perdure.repl.spelling import near
from perdure.vm import Execution
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import cons
from perdure.vm.objects.environments import Binding
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Builtin, Cell, Closure, Code
from perdure.vm.objects.singletons import NIL

#: Those of Perdure's own libraries that are for programs: docs/scheme.md has a section for each.
#: The others are what the libraries are made from.
FOR_PROGRAMS = frozenset(
    (
        "(perdure base)",
        "(perdure channels)",
        "(perdure conditions)",
        "(perdure foreign)",
        "(perdure image)",
        "(perdure inspect)",
        "(perdure locks)",
        "(perdure mailbox)",
        "(perdure parallel)",
        "(perdure process)",
        "(perdure queues)",
        "(perdure requests)",
        "(perdure retry)",
        "(perdure schedules)",
        "(perdure supervisor)",
        "(perdure versions)",
    )
)
UNBOUND = "unbound variable: "
#: The message about a library that there is not; what else is known of it may follow.
NO_LIBRARY = re.compile(r"there is no library (\([^()]*\))$")


def is_public(library: str) -> bool:
    return not library.startswith("(perdure ") or library in FOR_PROGRAMS


def is_internal_name(name: str) -> bool:
    """Whether it is of the libraries' inner works, or one of the REPL's `$1`."""
    return name.startswith("%") or (name.startswith("$") and name[1:2].isdigit())


def exporting(image: Image, name: str) -> list[str]:
    """The libraries that export a name, the one to import first."""
    libraries = image.workbench.libraries.items()
    found = [each for each, library in libraries if name in library.exports and is_public(each)]
    return sorted(found, key=lambda each: each == "(scheme r5rs)")  # names of a former report


# ,doc and ,source


def doc_lines(image: Image, name: str) -> Iterator[str]:
    """Lines that say what a name means, where it comes from, and what its source says of it."""
    environment = image.workbench.interaction
    binding = environment.find(name)
    if binding is None or not is_bound(binding):
        yield f"{name} is not bound here"
        yield from unbound_lines(image, name)
        return
    home = home_of(image, name, binding)
    origin = f"  from {home}" if home else ""
    value = _value_of(binding)
    if is_syntax(binding) or signature(name, value):
        yield meaning_text(name, binding) + origin
    else:
        yield f"{name} = {short_text(value)}{origin}"
    if isinstance(value, Builtin):
        for line in (inspect.getdoc(value.function) or "").splitlines():
            yield f"  {line}".rstrip()
    elif isinstance(value, Closure):
        found = find_definition(value.code)
        if found is not None:
            for line in found.said:
                yield f"  {line}".rstrip()
            yield f"  defined at {found.place}"


def _value_of(binding: Binding) -> Any:
    """The value that the name means; of a procedure that is traced, that one itself."""
    value = binding.value if isinstance(binding, Cell) else binding
    original = original_of(value)
    return value if original is None else original


def home_of(image: Image, name: str, binding: Binding) -> str:
    """The library that a name's meaning comes from; "" where it was made here.

    An image's own variable may still hold what was imported under its name: so it is after
    a definition that failed.
    """
    environment = image.workbench.interaction
    home: str | None = environment.imported.get(name)
    if home:
        return home
    meant = _meant(binding)
    for library in exporting(image, name):
        if _meant(image.workbench.libraries[library].exports[name]) is meant:
            return library
    return ""


def _meant(binding: Binding) -> Any:
    if isinstance(binding, Cell):
        return binding.value if binding.is_bound else binding
    return binding


def source_lines(image: Image, name: str) -> list[str] | None:
    """The text of a definition, below its place; None where there is none to be shown."""
    binding = image.workbench.interaction.find(name)
    if binding is None or not is_bound(binding):
        return None
    value = _value_of(binding)
    if isinstance(value, Closure):
        found = find_definition(value.code)
        return None if found is None else [f"; {found.place}", *found.text]
    rules = rules_of(value)
    if rules is None:
        return None
    whole = cons(symbol("define-syntax"), cons(symbol(name), cons(rules, NIL)))
    return code_lines(whole)


def why_no_source(image: Image, name: str) -> str:
    binding = image.workbench.interaction.find(name)
    if binding is None or not is_bound(binding):
        return f"{name} is not bound here; ,doc {name} tells who exports it"
    value = binding.value if isinstance(binding, Cell) else binding
    if isinstance(value, Builtin) or is_syntax(binding):
        return f"{name} is built in: it has no text in Scheme; ,doc {name} tells what it does"
    if not isinstance(value, Closure):
        return f"{name} is no procedure: it is {short_text(value)}"
    return f"the text that {name} came from does not define it by this name"


# Names that are not bound


def unbound_lines(image: Image, name: str, others: Iterable[str] = ()) -> Iterator[str]:
    """The libraries that export a name that is not bound here, and what may have been meant.

    `others` are names that are known there besides those of the image's own environment.
    """
    libraries = exporting(image, name)
    if libraries:
        yield f"  exported by {', '.join(libraries)}: (import {libraries[0]})"
        return
    environment = image.workbench.interaction
    known = {
        each
        for each, binding in environment.bindings.items()
        if is_bound(binding) and not is_internal_name(each)
    }
    found = near(name, known.union(others))
    if found:
        yield f"  did you mean {_either(found)}?"
        return
    exported = {
        each
        for title, library in image.workbench.libraries.items()
        if is_public(title)
        for each in library.exports
    }
    found = near(name, exported)
    if found:
        yield f"  did you mean {found[0]}, of {exporting(image, found[0])[0]}?"


def library_lines(image: Image, name: str) -> Iterator[str]:
    """The libraries that may have been meant by the name of one that there is not."""
    found = near(name, filter(is_public, image.workbench.libraries))
    if found and not name.startswith("(srfi "):  # whose numbers are all near each other
        yield f"  did you mean {_either(found)}?"


def unbound_hints(image: Image, payload: object, execution: Execution | None = None) -> list[str]:
    """The same for what a process failed of, or of a library; nothing where it is something else.

    Of a program that failed there, the names in it may have been meant too.
    """
    if not isinstance(payload, Condition):
        return []
    missing = NO_LIBRARY.match(payload.message)
    if missing is not None:
        return list(library_lines(image, missing[1]))
    if not payload.message.startswith(UNBOUND):
        return []
    others = () if execution is None else names_in(code for code, _, _ in execution.all_frames())
    return list(unbound_lines(image, payload.message.removeprefix(UNBOUND), others))


def names_in(codes: Iterable[Code]) -> set[str]:
    """The names of bound variables of the program that these codes, and those in them, have."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(set(codes))
    while waiting:
        code = waiting.pop()
        if id(code) in seen:
            continue
        seen.add(id(code))
        for each in code.constants:
            if isinstance(each, Code):
                waiting.append(each)
            elif isinstance(each, Cell) and each.is_bound and not is_internal_name(each.name):
                found.add(each.name)
    return found


def _either(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


# ,apropos


def apropos(image: Image, part: str) -> list[tuple[str, str]]:
    """Names that hold the text: bound ones with what they are, unbound ones with their library.

    Not those of the libraries' inner works, unless that is what was asked for.
    """
    is_asked = part.startswith(("%", "$"))
    found = {
        name: meaning_text(name, binding)
        for name, binding in image.workbench.interaction.bindings.items()
        if part in name and is_bound(binding) and (is_asked or not is_internal_name(name))
    }
    for title, library in image.workbench.libraries.items():
        if is_public(title):
            for name in library.exports:
                if part in name and name not in found and not is_internal_name(name):
                    found[name] = f"(import {title})"
    return sorted(found.items())
