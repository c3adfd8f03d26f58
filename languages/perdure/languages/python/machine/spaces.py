"""A space: the program of a process while it is in memory.

It has the namespaces of the program's modules, the builtins that mark its functions, the
lowered modules that the namespaces were made by, and the frames of the suspended stack. It is
the `Program` that perdure.languages.python.heap dumps, and loads into.

Read by: all of perdure.languages.python.machine.
"""

from __future__ import annotations

import contextvars
import sys
import tokenize
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib.machinery import PathFinder
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any
from weakref import WeakSet, ref

from perdure.languages.python.generating import nothing_known
from perdure.languages.python.heap import (
    ClassRecipe,
    ClassTable,
    Decorator,
    Handle,
    build_class,
    can_be_remade,
)
from perdure.languages.python.machine.assigning import Row, attributes_in
from perdure.languages.python.machine.ending import left_in
from perdure.languages.python.machine.frames import Frame
from perdure.languages.python.machine.linking import Linked, link
from perdure.languages.python.machine.origins import Origins
from perdure.languages.python.machine.setting_up import ARGUMENTS, SetUp
from perdure.languages.python.machine.texts import Texts
from perdure.languages.python.runtime import at_exit  # noqa: F401  (it registers its functions)
from perdure.languages.python.runtime.builtins import new_builtins
from perdure.languages.python.runtime.captures import CAPTURING, Capture
from perdure.languages.python.runtime.files import raw_of
from perdure.languages.python.runtime.identity import identity
from perdure.languages.python.runtime.outside import PLAIN_TYPES
from perdure.languages.python.runtime.tasks import (  # noqa: F401  (they register)
    contexts,
    library,
    versions,
)
from perdure.languages.python.runtime.tasks.scheduler import Scheduler
from perdure.languages.python.runtime.threads import library as threads  # noqa: F401
from perdure.languages.python.runtime.twins import GUESTS, NEWER, UNIT

MAIN = "__main__"
#: The methods of what a generator delegates to that are looked up when that is ended.
DELEGATED = {"throw", "close", "__getattr__", "__getattribute__"}
ONLY_HERE = 3  #: references to an object in `handles` that is being asked about


def read_text(path: Path) -> str:
    """A module's text, in the encoding that it says."""
    with tokenize.open(path) as file:
        return file.read()


#: Libraries that do nothing but call a program's functions, again or otherwise: they are taken
#: for modules of the program's, so that what they call may wait.
CONTROL = frozenset(["backoff", "tenacity"])


def folders_of_control(name: str) -> tuple[str, ...]:
    """Where a module of one of CONTROL is installed."""
    first = name.partition(".")[0]
    if first not in CONTROL:
        return ()
    spec = PathFinder.find_spec(first)
    if spec is None or spec.origin is None:
        return ()
    return (str(Path(spec.origin).parent.parent),)


def without(text: str, before: str) -> str:
    """A text without what it has in common with what was shown before: from its beginning on.

    Where it is another from some place on, it begins with the line that is another.
    """
    for place, (one, other) in enumerate(zip(text, before, strict=False)):
        if one != other:
            return text[text.rfind("\n", 0, place) + 1 :]
    return text[len(before) :]


def is_none_wanted(frame: FrameType) -> bool:
    """Whether to stop, of a program that stops nowhere."""
    return False


def pass_raised(frame: FrameType, error: BaseException, parts: tuple[int, ...]) -> None:
    """Ask nothing about an exception: the program stops at none."""


class Space:
    """One program in memory."""

    def __init__(self, host: Any = None) -> None:
        self.host = host
        self.builtins = new_builtins()
        self.builtins["__build_class__"] = partial(build_class, self.class_made)
        self.modules: dict[str, ModuleType] = {}
        self.linked: dict[str, Linked] = {}
        #: that it has given to `exec` and `eval`
        self.texts = Texts(self.builtins, lambda: {frame.unit for frame in self.all_frames()})
        self.context = contextvars.Context()  #: of the program's first thread
        self.is_in_context = False  #: whether something runs there
        self.frames: list[Frame] = []  #: of the suspended stack, outermost first
        self.safe: set[type] = self.builtins[".SAFE"]
        self.own: set[type] = self.builtins[".OWN"]
        #: foreign modules that the program has imported, in order; a dict as a set
        self.imported: dict[str, None] = {}
        self.outside: set[str] = set()  #: modules that were seen to touch the world outside
        #: generators found by the last dump, or made by the load, as long as they live
        self.suspended: list[ref[Any]] = []
        self.finalizers: list[Any] = []  #: found by the last dump
        #: that are being loaded: a number for the order in which they were made, and how to make it
        self.unmade: list[tuple[int, Callable[[], Any]]] = []
        self.is_entered = False  #: whether code of the program runs that a frame was entered for
        #: whether what is in memory is not what was stored: a generator was running when captured
        self.is_stale = False
        self.has_dropped = False  #: whether Python has dropped a capture: see machine.letting_go
        self.section: Any = None  #: the volatile section in which the program is
        self.is_large = False  #: whether it was stored steadily: see perdure.languages.python.heap
        self.is_spent = False  #: whether a call has gone on with what was stored of it
        self.journal: Any = None  #: of a slice that is run again, or may be: see machine.journal
        #: how foreign objects were made that touched nothing outside, by identity
        self.handles: dict[int, tuple[Any, Handle]] = {}
        self.origins = Origins()
        self.set_up = SetUp(self.builtins, self.modules)
        self.files: WeakSet[Any] = WeakSet()  #: that it has open
        self.remade: set[int] = set()  #: those of them that are stored as that
        self.definitions: Any = None  #: the heap's, as the last dump has found them
        self.is_common = False  #: whether that dump has found builtin data only
        self.output: list[str] = []  #: what the slice has printed
        #: printed by slices that have failed and are run again, and not printed again by these yet
        self.shown = ""
        self.streams: dict[str, Any] = {}  #: its own in the place of those of `sys`
        #: what it waits for: an effect's (function, arguments, keywords), or (how a line is asked,)
        self.call: Any = None
        #: its runtime.tasks.scheduler.Scheduler, where it has several stacks; else None
        self.tasks: Any = None
        #: all finalizers that there were, where none was the program's
        self.finalizers_of_others: list[Any] | None = None
        self.begin: Any = None  #: (function, arguments, keywords): a stack that is to begin
        self.base: Frame | None = None  #: that was entered last, which is on Python's stack
        #: the frames that an exception has left that is being raised now, innermost first
        self.passed: list[Frame] = []
        #: by identity, generators that have ended, with what stands in their place
        self.replaced: dict[int, tuple[Any, Any]] = {}
        self.is_gone = False  #: whether it was let go of, or the process goes on with another
        #: what is to be called when it ends, the last one first: see runtime.at_exit
        self.at_exit: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]] | str | None]
        self.at_exit = []
        #: its finalizers that are to be called then, in the order in which they were made
        self.finalizers_for_exit: Callable[[], list[Any]] = list
        #: whether frames keep variables that nothing reads any more: see machine.dead
        self.keeps_variables = False
        self.is_letting_dead_go = False  #: as something that they lead to has no stored form
        #: by a library's type, whether its objects are kept for that alone
        self.storable: dict[type, bool] = {}
        self.is_loading = False  #: whether it only runs bodies of modules: see machine.bases
        self.began_alone = 0.0  #: processor time when a debugger's text, or a trial, began to run
        self.process = 0  #: the number of the process that has asked for it
        self.pending: Any = None  #: the effects.Pending of that call, which lives as long
        self.link: Callable[[str, str, str], Linked] = link  #: of name, path and text
        #: tells why the stack cannot be left, where a frame of the program's is the innermost
        self.why_not: Callable[[FrameType], str | None] = lambda frame: None
        #: whether to stop before the statement that this frame is at
        self.is_stop_wanted: Callable[[FrameType], bool] = is_none_wanted
        #: what is asked about an exception: see machine.raising
        self.note_raised: Callable[[FrameType, BaseException, tuple[int, ...]], None] = pass_raised
        #: whether it may stop at an exception: its frames keep all variables, to be looked at
        self.is_showing = False
        self.arguments: tuple[str, ...] = ()  #: `sys.argv`
        self.folders: tuple[str, ...] = ()  #: where its modules are looked for
        #: (path, text, whether it is a package) of modules that are not looked for, by name
        self.given: Mapping[str, tuple[str, str, bool]] = {}
        self._by_globals: dict[int, str] = {}
        #: modules whose bodies have failed in this slice, which tracebacks lead to
        self._dropped: list[tuple[ModuleType, Linked]] = []
        self._classes = ClassTable()
        #: by name, what stands in `sys.modules` but while the program's modules do
        self.hidden: dict[str, ModuleType | None] = {}

    # ---- its modules

    def add(self, linked: Linked) -> ModuleType:
        """Take in a module of the program, with an empty namespace."""
        name = linked.module.name
        made = ModuleType(name)
        namespace = made.__dict__
        namespace["__builtins__"] = self.builtins
        namespace["__file__"] = linked.module.filename
        namespace[".r"] = namespace[".x"] = None  # what a rest of the body is given
        self.linked[name] = linked
        self.set_up.puts_modules |= "sys.modules" in linked.text
        self.modules[name] = made
        self._by_globals[identity(namespace)] = name
        self.forget_known()
        return made

    def forget_known(self) -> None:
        """Have lowered code ask anew what it calls."""
        for linked in self.linked.values():
            self.builtins.update(nothing_known(linked.known))
        self.texts.forget_known()

    def may_change(self, name: str) -> bool:
        """Whether the program may give objects, or classes, another attribute of that name."""
        own = [linked for unit, linked in self.linked.items() if unit not in GUESTS]
        return any(linked.may_change(name) for linked in own)

    def learn(self, outside: Iterable[str]) -> None:
        """Take calls of modules for effects from now on."""
        if not self.outside.issuperset(outside):
            self.outside.update(outside)
            self.forget_known()

    def find_module(self, name: str) -> tuple[str, str, bool] | None:
        """The path, the text, and whether it is a package, of a module of the program's."""
        if name in self.given:
            return self.given[name]
        relative = name.replace(".", "/")
        for folder in (*self.folders, *folders_of_control(name)):
            for ending, is_package in ((".py", False), ("/__init__.py", True)):
                path = Path(folder, relative + ending)
                if path.is_file():
                    return str(path), read_text(path), is_package
        return None

    def begin_module(self, name: str, path: str, text: str, is_package: bool) -> ModuleType:
        """Take in a module that is imported for the first time. SyntaxError."""
        linked = self.link(name, path, text)
        module = self.add(linked)
        package = name if is_package else name.rpartition(".")[0]
        module.__dict__.update(__file__=path, __package__=package)
        if is_package:
            module.__dict__["__path__"] = [str(Path(path).parent)]
        return module

    def drop_module(self, name: str) -> None:
        """Forget a module whose body has failed."""
        module = self.modules.pop(name)
        del self._by_globals[identity(module.__dict__)]
        self._dropped.append((module, self.linked.pop(name)))
        sys.modules.pop(name, None)

    def bind_to_parent(self, name: str) -> None:
        """Have `a.b` as the attribute `b` of `a`."""
        parent, _, last = name.rpartition(".")
        if parent in self.modules:
            setattr(self.modules[parent], last, self.modules[name])

    def suspended_place(self, above: int) -> tuple[str, int, dict[str, Any]] | None:
        """The place of a frame that is not on Python's stack, counted from the innermost."""
        if above >= len(self.frames):
            return None
        frame = self.frames[-1 - above]
        module = self.unit(frame.unit).module
        line = module.sites[frame.point >> 1].line
        return module.filename, line, self.namespace_of(frame)

    def twin(self, name: str, unit: str = UNIT) -> Any:
        """A function of a guest's module, which the program has from the first use on."""
        while unit in self.modules and name not in self.modules[unit].__dict__:
            unit += NEWER  # an older Perdure had no such function
        self.add_guest(unit)
        return self.modules[unit].__dict__[name]

    def add_guest(self, unit: str = UNIT) -> None:
        if unit not in self.modules:
            path = GUESTS[unit].path
            self.add(self.link(unit, str(path), read_text(path)))
            self.fill_guest(unit)

    def fill_guest(self, unit: str) -> None:
        """Define what a guest has: its namespace is not stored."""
        names = self.modules[unit].__dict__
        names.update(GUESTS[unit].names)
        exec(self.linked[unit].entry, names)

    def scheduler(self) -> Scheduler:
        """Its threads and tasks, from the first use on."""
        if self.tasks is None:
            self.tasks = Scheduler(uuid.uuid4().hex)
        scheduler: Scheduler = self.tasks
        return scheduler

    def all_frames(self) -> Iterator[Frame]:
        """The frames of all its stacks that are not on Python's."""
        yield from self.frames
        if self.tasks is not None:
            for frames in self.tasks.stacks():
                yield from frames

    def unit_of(self, namespace: dict[str, Any]) -> Linked | None:
        """The unit whose code runs in that namespace; None where it is not the program's."""
        if namespace.get("__builtins__") is not self.builtins:
            return None
        name = self._by_globals.get(identity(namespace))
        if name is not None:
            return self.linked[name]
        return next((unit for gone, unit in self._dropped if gone.__dict__ is namespace), None)

    def unit_named(self, name: str) -> Linked | None:
        """The unit of that name, also one whose body has failed in this slice."""
        dropped = [linked for _, linked in self._dropped if linked.module.name == name]
        found = self.linked.get(name) or self.texts.get(name)
        return found or (dropped[-1] if dropped else None)

    def unit_at(self, frame: FrameType) -> Linked | None:
        """The unit whose code a running frame, or a finished one, has; None: no program's."""
        unit = self.unit_of(frame.f_globals)
        if unit is not None and unit.index_of(frame.f_code) is not None:
            return unit
        if frame.f_builtins is self.builtins:
            found = self.texts.find(frame.f_code)
            if found is not None:
                return found[0]
        return unit

    def unit(self, name: str) -> Linked:
        """A module of the program's, or a text of its, by the name that frames have."""
        found = self.linked.get(name)
        return self.texts.unit(name) if found is None else found

    def namespace_of(self, frame: Frame) -> dict[str, Any]:
        """The globals of a suspended frame."""
        return self.namespace(frame.unit) if frame.where is None else frame.where.names

    def body_variables(self, frame: Frame) -> Mapping[str, Any]:
        """The variables of the frame of a body: the namespace, and those of the lowering."""
        if frame.where is None:
            return self.namespace(frame.unit)
        local = frame.where.local
        own = dict(zip(frame.kept, frame.values, strict=True))
        return {**local, **own} if isinstance(local, dict) else own

    def is_rest(self, code: CodeType) -> bool:
        """Whether that is the code of the rest of a body."""
        units = self.linked.values()
        return any(unit.origin(code) is not None for unit in units) or self.texts.is_rest(code)

    def in_sight(self) -> InSight:
        """Have the program's modules in `sys.modules`, where dataclasses and typing look, and its
        arguments in `sys.argv`."""
        return InSight(self)

    def show(self, name: str, module: ModuleType) -> None:
        """Have a module that is new in `sys.modules` for as long as the others are."""
        self.hidden.setdefault(name, sys.modules.get(name))
        sys.modules[name] = module

    # ---- letting go

    def let_go(self) -> None:
        """End what it has in memory: no `finally`, finalizer or `__del__` of its objects runs."""
        self.builtins[CAPTURING] = True
        self.is_gone = True
        self.drop_files()
        for finalizer in self.finalizers:
            finalizer.detach()
        self.finalizers = []
        for cls in self._classes.classes():
            if "__del__" in vars(cls):
                type.__delattr__(cls, "__del__")
        # All are held until each has ended: one may be in nothing but the variables of another.
        for generator in [found for each in self.suspended if (found := each()) is not None]:
            self._forget_methods(type(generator.gi_yieldfrom))
            try:
                generator.throw(Capture("let go"))
            except (Capture, StopIteration, RuntimeError, ValueError):
                pass
        self.suspended = []

    def _forget_methods(self, cls: type) -> None:
        """Have what ends a generator that delegates to a program's object call nothing of that."""
        for each in cls.__mro__:
            if self.is_program_class(each):
                for name in vars(each).keys() & DELEGATED:
                    type.__delattr__(each, name)

    def drop_files(self) -> None:
        """Have its files write nothing more: what is in memory of them has not happened."""
        for file in self.files:
            raw = raw_of(file)
            if raw is not None:
                raw.is_dropped = True
        self.files.clear()

    def flush_files(self) -> None:
        """Write what its files have not written yet: the program has ended."""
        for file in self.files:
            if not file.closed and file.writable():
                file.flush()
        self.files.clear()

    # ---- the face of a Program of the heap

    def units(self) -> Iterable[str]:
        return [name for name in self.modules if name not in GUESTS]

    def namespace(self, unit: str) -> dict[str, Any]:
        return self.modules[unit].__dict__

    def module(self, unit: str) -> ModuleType:
        return self.modules[unit]

    def function_of(self, code: CodeType) -> tuple[str, int] | None:
        for name, linked in self.linked.items():
            index = linked.index_of(code)
            if index is not None:
                return name, index
        return None

    def text_function(self, code: CodeType) -> tuple[tuple[Any, ...], int] | None:
        found = self.texts.find(code)
        return None if found is None else (found[0].state, found[1])

    def text_code(self, state: tuple[Any, ...], index: int) -> CodeType:
        return self.texts.loaded(state).code_of(index)

    def code_for(self, unit: str, index: int, free: tuple[str, ...]) -> CodeType:
        return self.linked[unit].code_of(index)

    def is_program_class(self, cls: type) -> bool:
        return self._classes.find(cls) is not None

    def classes(self) -> list[type]:
        """Those that the program has made, and still has."""
        return self._classes.classes()

    def class_made_by(self, cls: type) -> ClassRecipe | None:
        return self._classes.find(cls)

    def class_made(self, cls: type, recipe: ClassRecipe) -> None:
        """Keep how a class was made. What its body held is stored as it was before it was made."""
        self._classes.keep(cls, recipe)
        self.remade.update(id(x) for x in recipe.namespace.values() if id(x) in self.handles)

    def class_decorated(self, cls: object, decorator: object, made: object) -> None:
        """Keep that a library's decorator made `made` of a class."""
        if isinstance(cls, type):
            self._classes.decorated(cls, made, Decorator(decorator, None, {}))

    def note_made(self, thing: object, handle: Handle) -> None:
        """Keep how a foreign object was made."""
        if type(thing) not in PLAIN_TYPES:
            self.handles[id(thing)] = (thing, handle.of_made(thing))
            self.remade.discard(id(thing))

    def note_outcome(self, thing: object, making: Handle, is_touched: bool, place: str) -> None:
        """Keep where a library's object comes from; how it was made, if that touched nothing."""
        if type(thing) in PLAIN_TYPES or thing is getattr(making.function, "__self__", None):
            return
        if raw_of(thing) is not None:
            self.note_open(thing)
        self.origins.note(thing, making.function, place)
        if not is_touched and can_be_remade(thing):
            self.note_made(thing, making)

    def attributes_set(self) -> list[Row]:
        """The attributes of libraries that the program has set, with their values."""
        return [
            row
            for name, unit in self.linked.items()
            if unit.assigned
            for row in attributes_in(self.namespace(name), unit.assigned, self.modules)
        ]

    def put_modules(self) -> dict[str, Any]:
        """By name, what the program has put into `sys.modules`."""
        return self.set_up.put()

    def pid(self) -> int:
        """The number of the process: a section goes on while the image runs no process."""
        pid: int = self.process if self.section is not None else self.host.pid()
        return pid

    def left_in(self, frame: FrameType) -> tuple[Any, ...]:
        return left_in(self, frame)

    def note_open(self, file: Any) -> None:
        """Keep that a file is open, as long as it lives."""
        self.files.add(file)

    def settle_output(self) -> None:
        """Take from the output what was shown before, by a slice that is run again."""
        if self.shown and self.output:
            said = "".join(self.output)
            self.output[:] = [without(said, self.shown)]
            self.shown = self.shown[len(said) :] if self.shown.startswith(said) else ""

    def forget_gone(self) -> None:
        """Forget the making of objects that only this refers to, and what a rest has taken."""
        for module in self.modules.values():
            if module.__dict__.get(".x") is not None:
                module.__dict__[".x"] = None
        for key, (thing, _) in list(self.handles.items()):
            if sys.getrefcount(thing) <= ONLY_HERE:
                del self.handles[key]
                self.remade.discard(key)


class InSight:
    """A stretch in which a space's modules and arguments are the interpreter's."""

    __slots__ = ("arguments", "before", "hidden", "space")

    def __init__(self, space: Space) -> None:
        self.space = space

    def __enter__(self) -> None:
        space, known = self.space, sys.modules
        self.before: dict[str, ModuleType | None] = {}
        for name, module in space.modules.items():
            self.before[name] = known.get(name)
            known[name] = module
        self.hidden, space.hidden = space.hidden, self.before
        given = space.set_up.states.get(ARGUMENTS, space.arguments)
        self.arguments, sys.argv = sys.argv, list(given)

    def __exit__(self, *error: object) -> None:
        space, known = self.space, sys.modules
        sys.argv = self.arguments
        space.hidden = self.hidden
        for name in space.modules:
            previous = self.before.get(name)
            if previous is None:
                known.pop(name, None)
            else:
                known[name] = previous
