"""Objects of the standard library that `pickle` refuses, or gives without what makes them
themselves.

A kind of a module that may not have been imported is registered by its name (`named`).

Reads: kinds, singletons. Read by: `storing`.
"""

from __future__ import annotations

import csv
import dataclasses
import gc
import io
import os
import re
import struct
import sys
import threading
import weakref
from collections import OrderedDict
from copyreg import __newobj__ as new_object_of  # type: ignore[attr-defined]
from pickle import PicklingError
from types import SimpleNamespace
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.instances import set_own_attributes
from perdure.languages.python.heap.kinds import (
    kind_reducers,
    maker,
    register_family,
    register_named,
)
from perdure.languages.python.heap.singletons import named_object

STANDARD_STREAMS = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
FIELD_OPTIONS = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")


@kind_reducers(re.Match)
def reduce_match(dumper: Reducing, match: re.Match[str]) -> Any:
    """A match by how it is found again: the method, and for a later match where it begins."""
    pattern, text, place = match.re, match.string, (match.pos, match.endpos)
    for method in ("match", "fullmatch", "search"):
        if is_same(getattr(pattern, method)(text, *place), match):
            return match_again, (pattern, method, text, place)
    for number, found in enumerate(pattern.finditer(text, *place)):
        if is_same(found, match):
            return match_again, (pattern, "finditer", text, place, number)
    raise PicklingError("it is not found in its string again; keep its groups")


def is_same(found: re.Match[str] | None, match: re.Match[str]) -> bool:
    return found is not None and found.regs == match.regs and found.lastindex == match.lastindex


@maker
def match_again(
    pattern: re.Pattern[str], method: str, text: str, place: tuple[int, int], number: int = 0
) -> Any:
    found: Any = getattr(pattern, method)(text, *place)
    if method == "finditer":
        for _ in range(number):
            next(found)
        return next(found)
    return found


@kind_reducers(struct.Struct)
def reduce_struct(dumper: Reducing, packer: struct.Struct) -> Any:
    return struct.Struct, (packer.format,)


@kind_reducers(dataclasses.Field)
def reduce_field(dumper: Reducing, field: Any) -> Any:
    options = {
        name: getattr(field, name)
        for name in FIELD_OPTIONS
        if getattr(field, name) is not dataclasses.MISSING
    }
    if field.metadata:
        options["metadata"] = dict(field.metadata)
    state = {name: getattr(field, name) for name in ("name", "type", "_field_type")}
    return new_field, (options,), (None, {k: v for k, v in state.items() if v is not None})


@maker
def new_field(options: dict[str, Any]) -> Any:
    return dataclasses.field(**options)


#: Of a dialect of csv.
DIALECT = (
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
)


@register_named("_csv", "reader")
def reduce_csv_reader(dumper: Reducing, reader: Any) -> Any:
    """A reader by what it reads from; its `line_num` counts from there."""
    held = [x for x in gc.get_referents(reader) if x is not reader.dialect]
    (source,) = [x for x in held if not isinstance(x, list | type)]
    return csv_reader, (source, {name: getattr(reader.dialect, name) for name in DIALECT})


@register_named("_csv", "writer")
def reduce_csv_writer(dumper: Reducing, writer: Any) -> Any:
    write = next(x for x in gc.get_referents(writer) if getattr(x, "__name__", "") == "write")
    return csv_writer, (write, {name: getattr(writer.dialect, name) for name in DIALECT})


@maker
def csv_reader(source: Any, dialect: dict[str, Any]) -> Any:
    return csv.reader(() if getattr(source, "closed", False) else source, **dialect)


@maker
def csv_writer(write: Any, dialect: dict[str, Any]) -> Any:
    return csv.writer(SimpleNamespace(write=write), **dialect)


@register_named("tempfile", "TemporaryDirectory")
def reduce_temporary_directory(dumper: Reducing, directory: Any) -> Any:
    """A temporary directory by its path; from then on it is deleted where the program says so."""
    directory._finalizer.detach()
    state = {name: value for name, value in vars(directory).items() if name != "_finalizer"}
    return temporary_directory, (type(directory), directory.name), state


@maker
def temporary_directory(cls: Any, name: str) -> Any:
    made = cls.__new__(cls)
    made._finalizer = weakref.finalize(made, print, name)
    made._finalizer.detach()
    return made


ORDERED_VIEWS = {
    type(OrderedDict().keys()): "keys",
    type(OrderedDict().values()): "values",
    type(OrderedDict().items()): "items",
}


@kind_reducers(*ORDERED_VIEWS)
def reduce_ordered_view(dumper: Reducing, view: Any) -> Any:
    return ordered_view, (view.mapping, ORDERED_VIEWS[type(view)])


@maker
def ordered_view(proxy: Any, name: str) -> Any:
    return getattr(proxy, name)()


def reduce_stream(dumper: Reducing, stream: Any) -> Any:
    for name in STANDARD_STREAMS:
        if getattr(sys, name) is stream:
            return named_object, ("sys", name)
    return NotImplemented


for _kind in (io.TextIOWrapper, io.BufferedReader, io.BufferedWriter):
    register_family(_kind, reduce_stream)


@register_named("sched", "scheduler")
def reduce_scheduler(dumper: Reducing, scheduler: Any) -> Any:
    """A scheduler with its events, without its lock."""
    state = {name: value for name, value in vars(scheduler).items() if name != "_lock"}
    dumper.later(set_own_attributes, scheduler, (state, {}))
    return new_scheduler, (type(scheduler),)


@maker
def new_scheduler(kind: Any) -> Any:
    made = kind.__new__(kind)
    vars(made)["_lock"] = threading.RLock()
    return made


@register_named("argparse", "Action")
@register_named("argparse", "_ActionsContainer")
def reduce_of_parser(dumper: Reducing, thing: Any) -> Any:
    """A parser, or a part of one: a text of these is known by its identity."""
    reduced: Any = object.__reduce_ex__(thing, 2)
    function, given, state, *_ = reduced
    if type(state) is not dict or hasattr(type(thing), "__setstate__"):
        return NotImplemented
    return function, given, state, None, None, set_of_parser


@maker
def set_of_parser(thing: Any, state: dict[str, Any]) -> None:
    suppress: str = sys.modules["argparse"].SUPPRESS
    vars(thing).update(
        {name: suppress if value == suppress else value for name, value in state.items()}
    )


@register_named("tenacity", "BaseRetrying")
def reduce_retrying(dumper: Reducing, retrying: Any) -> Any:
    """Retrying that goes on: what it would leave out of a pickle, its statistics, is kept."""
    if not dumper.is_programs(type(retrying)):
        return NotImplemented
    dumper.later(set_own_attributes, retrying, (vars(retrying), {}))
    return new_object_of, (type(retrying),)


@register_named("concurrent.futures._base", "Future")
def reduce_future(dumper: Reducing, future: Any) -> Any:
    """A future that is done, without its lock; another has somebody at work for it."""
    if not future.done():
        return NotImplemented
    state = {name: value for name, value in vars(future).items() if name != "_condition"}
    dumper.later(set_done_future, future, state)
    return new_object_of, (type(future),)


@maker
def set_done_future(future: Any, state: dict[str, Any]) -> None:
    vars(future).update(state, _condition=threading.Condition())


@register_named("logging", "Logger")
def reduce_logger(dumper: Reducing, logger: Any) -> Any:
    """A logger by its name, with how it was set up; the root's set-up is the interpreter's."""
    logging = sys.modules["logging"]
    if logger is logger.manager.root or logging.getLogger(logger.name) is not logger:
        return NotImplemented
    state = {name: getattr(logger, name) for name in SET_UP}
    if state != SET_UP:
        dumper.later(set_logger, logger, state)
    return logging.getLogger, (logger.name,)


#: The attributes of a logger that a program sets, as they are at first.
SET_UP: dict[str, Any] = {
    "level": 0,
    "propagate": True,
    "disabled": False,
    "handlers": [],
    "filters": [],
}


@maker
def set_logger(logger: Any, state: dict[str, Any]) -> None:
    logger.__dict__.update(state)
    logger.manager._clear_cache()


@register_named("logging", "Handler")
def reduce_logging_handler(dumper: Reducing, handler: Any) -> Any:
    """A handler without its lock; that of a file without the file, which its next line opens."""
    state = dict(vars(handler))
    state.pop("lock", None)
    logging = sys.modules["logging"]
    if isinstance(handler, logging.FileHandler):
        if handler.stream is not None:
            state["mode"] = "a"  # what has been written stays
            handler.flush()
            raw = getattr(getattr(handler.stream, "buffer", None), "raw", None)
            size = os.fstat(handler.stream.fileno()).st_size
            state["length"] = size - len(getattr(raw, "ahead", b""))
        state["stream"] = None
        state.pop("_builtin_open", None)
    dumper.later(set_logging_handler, handler, state)
    return new_logging_handler, (type(handler),)


class Appending:
    """The `open` of a handler that appends to what its program has written, see `opening`."""

    def __init__(self, handler: Any) -> None:
        self.handler = handler

    def __call__(self, file: Any, mode: str, **options: Any) -> Any:
        length, self.handler.length = self.handler.length, None
        if length is None or "a" not in mode or not opening:
            return open(file, mode, **options)  # noqa: PTH123
        return opening[0](file, mode, length=length, **options)


#: Opens a file, given its length as its program knows it: the runtime's.
opening: list[Any] = []


@maker
def new_logging_handler(cls: type) -> Any:
    made: Any = cls
    return made.__new__(made)


@maker
def set_logging_handler(handler: Any, state: dict[str, Any]) -> None:
    logging: Any = sys.modules["logging"]
    logging.Handler.__init__(handler)
    handler.__dict__.update(state)
    if isinstance(handler, logging.FileHandler):
        is_known = handler.__dict__.get("length") is not None
        handler._builtin_open = Appending(handler) if is_known else open
