"""A suspended stack for people: which procedure, where, with which variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from perdure.vm.code.lowered import kept_at, statement_at
from perdure.vm.dataclass import dataclass
from perdure.vm.machine.linked import Linked
from perdure.vm.machine.source_positions import place_of, position_text
from perdure.vm.objects.data import Box, Value
from perdure.vm.objects.foreign_code import ForeignCode, viewers
from perdure.vm.objects.procedures import Code, Source
from perdure.vm.protocols.frames import Execution


@dataclass(frozen=True, slots=True)
class FrameView:
    """One frame: the procedure, `file:line:column`, its variables by name."""

    name: str
    position: str
    locals: dict[str, Value]
    source: Source | None = None  #: the text that it came from
    stack: str = ""  #: whose it is, where that is another than the one that runs: "task Task-2"


def walk(execution: Execution, has_others: bool = False) -> Iterator[FrameView]:
    """Every frame, innermost first; then, if asked for, those of other stacks that it has."""
    decoded: dict[Code, Linked] = {}
    seen: Sequence[Mapping[str, Value]] | None = None
    for number, (code, point, values) in enumerate(execution.all_frames()):
        if isinstance(code, ForeignCode):
            viewer = viewers.get(code.machine)
            if viewer is not None and seen is None:
                seen = viewer(execution)
            named = code.named(values) if seen is None else dict(seen[number])
            yield FrameView(code.name, code.position(point), named, code.source)
            continue
        linked = decoded.get(code)
        if linked is None:
            linked = decoded[code] = Linked(code)
        lowered = linked.lowered
        statement = statement_at(lowered, point >> 1)
        if statement is None:
            yield FrameView(code.name, "", {}, code.source)
            continue
        kept = kept_at(lowered, point, statement)
        shown: dict[str, Value] = {}
        for variable, value in zip(kept, values, strict=True):
            name = lowered.variables[variable]
            if name:
                shown[name] = value.value if isinstance(value, Box) else value
        position = position_text(code, lowered, place_of(statement))
        yield FrameView(code.name, position, shown, code.source)
    if has_others:
        yield from getattr(seen, "beside", ())
