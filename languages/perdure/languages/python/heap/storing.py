"""A process's objects, dumped and loaded.

Reads: dumping, loading and all kinds. Read by: the face of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from perdure.languages.python.heap import (
    all_kinds,  # noqa: F401  (registers them)
    apart,
)
from perdure.languages.python.heap.deep import DeepDumper
from perdure.languages.python.heap.definitions import DefiningDumper
from perdure.languages.python.heap.diagnosing import Names, diagnosed
from perdure.languages.python.heap.dumping import Dumper, Options, Steady
from perdure.languages.python.heap.handles import Handles
from perdure.languages.python.heap.hashes import in_circles
from perdure.languages.python.heap.loading import PLAIN, Load, PatientLoad, QuickLoad
from perdure.languages.python.heap.program import CannotLoad, CannotStore, Program

__all__ = [
    "Dumped",
    "can_be_stored_alone",
    "dump",
    "dump_apart",
    "dump_parts",
    "load",
    "load_apart",
    "load_parts",
]

Prepare = Callable[[Any], None]


class Dumped(NamedTuple):
    """All that is stored of a process's objects."""

    parts: list[bytes]
    refs: list[Any]  #: the Persistent objects, which `parts` has by index
    stored: dict[int, tuple[int, Any]]  #: by identity, all that was stored; where it is wanted


def dump(program: Program, roots: Sequence[Any]) -> tuple[bytes, list[Any]]:
    """Give the namespaces and `roots` as bytes, and the Persistent objects found on the way."""
    dumped = dump_parts(program, [roots])
    return dumped.parts[0], dumped.refs


def load(program: Program, stored: bytes, refs: Sequence[Any]) -> list[Any]:
    """The roots that `dump` was given; the program's namespaces are filled."""
    return load_parts(program, [stored], refs)[0]


def dump_apart(program: Program, thing: Any) -> Dumped:
    """One object without the namespaces; what these have is stored by its name there. CannotStore.

    With `stored`.
    """
    names = apart.Names(program)
    return _dumped(program, [[thing]], None, names)


def load_apart(program: Program, stored: bytes, refs: Sequence[Any]) -> Any:
    """The object that `dump_apart` was given, for a program with the same names. CannotLoad."""
    return load_parts(program, [stored], refs)[0][0]


def dump_parts(
    program: Program,
    parts: Sequence[Sequence[Any]],
    names: Names | None = None,
    *,
    tells_stored: bool = False,
    is_explained: bool = True,
    steady: Steady | None = None,
) -> Dumped:
    """Parts that share objects; the first has the namespaces, and changes only with those.

    `names` says what the roots are called, for the error: for each part, for each root, its name,
    or those of its elements. Where it is not explained, which takes a hundred times as long as the
    dump, the error does not say what is in the way.

    Raises:
        CannotStore: something that is reached cannot be stored, and cannot be made again.
    """
    return _dumped(program, parts, names, None, tells_stored, is_explained, steady)


def _dumped(
    program: Program,
    parts: Sequence[Sequence[Any]],
    names: Names | None,
    apart_by: apart.Names | None,
    tells_stored: bool = True,
    is_explained: bool = True,
    steady: Steady | None = None,
) -> Dumped:
    handles = Handles(program)
    options = Options(handles.prepare)
    options.steady = steady
    if apart_by is not None:
        options.apart = True
        options.prepare = both(handles.prepare, apart_by.prepare)
    while True:
        dumper = (DeepDumper if options.deep else DefiningDumper)(program, options)
        try:
            written = dumper.parts(parts)
            stored = dumper.stored() if tells_stored else {}
            dumped = Dumped(written, dumper.refs, stored)
        except Exception as error:
            if isinstance(error, RecursionError) and not options.deep:
                options.deep = True
                continue
            if handles.take_more(partial(can_be_stored, program, options)):
                continue
            if not is_explained:
                raise CannotStore(None, "?", str(error)) from error
            raise diagnosed(program, parts, names, options, error) from error
        is_learnt = learn(dumper, options)
        program.is_common = dumper.has_common_only()
        dumper.close()
        if not is_learnt:
            return dumped


def both(one: Prepare, other: Prepare) -> Prepare:
    def prepare(dumper: Any) -> None:
        one(dumper)
        other(dumper)

    return prepare


def can_be_stored(program: Program, options: Options, thing: Any) -> bool:
    """Whether that can be stored by itself, in whatever form it has besides its making."""
    dumper = (DeepDumper if options.deep else Dumper)(program, Options(lambda dumper: None))
    try:
        dumper.begin_namespaces()
        dumper.store(thing)
    except RecursionError:
        return True
    except Exception:  # noqa: BLE001  (of any class, as libraries raise it)
        return False
    finally:
        dumper.close()
    return True


def can_be_stored_alone(program: Program, thing: Any) -> bool:
    """Whether an object has a stored form by itself, without a call that makes it again."""
    return can_be_stored(program, Options(lambda dumper: None), thing)


def learn(dumper: Dumper, options: Options) -> bool:
    """Whether a dump that went well has found that it has to be made otherwise."""
    learnt = False
    if dumper.weakly:
        stored = dumper.stored()
        kept = options.kept | {key for key in dumper.weakly if key in stored}
        learnt = kept != options.kept
        options.kept = kept
    if dumper.hashed and options.deep and not options.patient:
        options.patient = learnt = True
    if dumper.hashed and not options.patient:
        hashed = [thing for thing in dumper.hashed if not is_flat(thing)]
        for circle in in_circles(hashed):
            options.patient = learnt = True
            for thing in circle:
                if isinstance(thing, frozenset):
                    raise frozen_circle(thing, circle)
    return learnt


def is_flat(thing: Any) -> bool:
    """Whether an object has nothing that could lead back to it."""
    return all(type(value) in PLAIN for value in getattr(thing, "__dict__", {"": thing}).values())


def frozen_circle(members: frozenset[Any], circle: list[Any]) -> CannotStore:
    key = next((one for one in members if any(one is other for other in circle)), members)
    return CannotStore(
        key,
        f"<{type(key).__qualname__}>",
        f"it is in a frozenset that it leads to itself, and {type(key).__qualname__} has its own "
        "__hash__, which needs the object before it is whole; use a set",
    )


def load_parts(program: Program, parts: Sequence[bytes], refs: Sequence[Any]) -> list[list[Any]]:
    """The roots of each part that `dump_parts` was given.

    Raises:
        CannotLoad: a class or a module is missing here, or has changed.
    """
    stored = b"".join(part[1:] for part in parts)
    is_patient = any(part[:1] == b"\1" for part in parts)
    load: Load
    if is_patient:
        load = PatientLoad(program, stored, refs)
    else:
        load = QuickLoad(program, stored, refs)
    try:
        return load.parts(len(parts))
    except (ImportError, AttributeError, NameError) as error:
        raise CannotLoad(told(error)) from error


def told(error: Exception) -> str:
    """Say why loading failed; of a `__hash__`, of which class's object."""
    entry = error.__traceback__
    while entry is not None:
        frame = entry.tb_frame
        if frame.f_code.co_name in {"__hash__", "__eq__"} and frame.f_code.co_argcount:
            thing = frame.f_locals[frame.f_code.co_varnames[0]]
            return (
                f"an object of class {type(thing).__qualname__} is hashed before it is whole: "
                f"{type(error).__name__}: {error}"
            )
        entry = entry.tb_next
    return f"{type(error).__name__}: {error}"
